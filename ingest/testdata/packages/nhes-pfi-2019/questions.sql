-- One row is one question: a column of the file other than the child's number BASMID (^[AC-Z] is all the others). With codes in the codebook it is a choice. Of those
-- without any, six are codes all the same (grade, sex, month, ...) and choices too; the rest are numbers, between
-- the smallest and the largest one given (-1, a valid skip, is none).
WITH answer AS (
    SELECT item_id, min(answer::INT) AS minimum, max(answer::INT) AS maximum
    FROM pfi UNPIVOT (answer FOR item_id IN (COLUMNS('^[AC-Z]')))
    WHERE answer <> '-1'
    GROUP BY item_id
), question AS (
    SELECT min(_row) AS _row, variable AS item_id, any_value(question) AS text_en,
           count(code) > 0 OR variable IN ('ALLGRADEX', 'SEGRADEQ', 'CDOBMM', 'CSEX', 'P1REL', 'ZIPLOCL') AS coded
    FROM codebook
    GROUP BY variable
)
SELECT _row, 'pfi_2019' AS instrument_id, item_id, text_en,
       CASE WHEN coded THEN 'choice' ELSE 'scale' END AS answer,
       CASE WHEN NOT coded THEN minimum END AS minimum,
       CASE WHEN NOT coded THEN maximum END AS maximum
FROM answer LEFT JOIN question USING (item_id)
