-- One row is one item of one submitted form. The learner is the middle number of ids like _80624_1.
-- Nothing is dropped: 20 forms whose id is a placeholder the form never filled in (@X@user...), and 2 without any, have no
-- respondent; 29 such courses, no opportunity, and so no term; 182 forms are blank throughout, all their items skipped. 486 forms are a
-- second or later one under the same id in the same section (19 under placeholders, which are nobody): the occurrence keeps them apart.
WITH form AS (
    SELECT *, row_number() OVER (PARTITION BY opdata_username, opdata_CourseID ORDER BY _row) AS occurrence
    FROM survey
)
SELECT _row, opdata_username, opdata_CourseID, occurrence,
       'pre_survey' AS instrument_id, item_id, 'baseline' AS wave,
       nullif(regexp_extract(opdata_username, '^_(\d+)_\d+$', 1), '') AS respondent_id,
       'learner' AS role,
       CASE WHEN opdata_CourseID NOT LIKE '@X@%' THEN opdata_CourseID END AS opportunity_id,
       answer AS value,
       CASE WHEN answer IS NULL THEN 'skipped' ELSE 'answered' END AS status
FROM form UNPIVOT INCLUDE NULLS (answer FOR item_id IN (COLUMNS('^Q1MaincellgroupRow')))
