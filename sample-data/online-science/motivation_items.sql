-- One row is one item, a column of the survey export. Rows 4 and 7 are worded against their scale. int, pc and uv of the authors'
-- table sci_mo_processed are the means of rows 1 4 5 8 10, of 3 7 and of 2 6 9. The wording is not in the files: the number stands for it.
SELECT DISTINCT 'pre_survey' AS instrument_id,
       item_id,
       CASE WHEN n IN (1, 4, 5, 8, 10) THEN 'interest' WHEN n IN (3, 7) THEN 'competence' WHEN n IN (2, 6, 9) THEN 'value' END AS scale_id,
       'Item ' || n AS text_en,
       'البند ' || n AS text_ar,
       'scale' AS answer, 1 AS minimum, 5 AS maximum,
       n IN (4, 7) AS reversed,
       CASE WHEN n IN (1, 4, 5, 8, 10) THEN 'interest:science' END AS about
FROM (SELECT item_id, regexp_extract(item_id, '\d+$')::INT AS n
      FROM survey UNPIVOT INCLUDE NULLS (answer FOR item_id IN (COLUMNS('^Q1MaincellgroupRow'))))
