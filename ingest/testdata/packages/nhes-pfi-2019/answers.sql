-- One row is one child and question, 74 a child (^[AC-Z]: every column but BASMID). A parent answers (a respondent of their own, role family) about the child, whose
-- groups go with the answer. -1 is a valid skip: not applicable, never a value. No weights are published with the extract.
WITH coded AS (
    SELECT DISTINCT variable AS item_id
    FROM codebook
    WHERE code IS NOT NULL OR variable IN ('ALLGRADEX', 'SEGRADEQ', 'CDOBMM', 'CSEX', 'P1REL', 'ZIPLOCL')   -- as in questions.sql
), answer AS (
    SELECT _row, BASMID, item_id, answer
    FROM pfi UNPIVOT INCLUDE NULLS (answer FOR item_id IN (COLUMNS('^[AC-Z]')))
)
SELECT answer._row, BASMID, 'pfi_2019' AS instrument_id, answer.item_id, 'any' AS wave,
       BASMID || '-parent' AS respondent_id, 'family' AS role, 'person' AS subject_kind, BASMID AS subject_id, '2019' AS answered_on,
       CASE WHEN coded.item_id IS NULL AND answer <> '-1' THEN answer END AS value,
       CASE WHEN coded.item_id IS NOT NULL AND answer <> '-1' THEN answer END AS option,
       CASE WHEN answer = '-1' THEN 'not_applicable' WHEN answer IS NULL THEN 'skipped' ELSE 'answered' END AS status,
       TTLHHINC AS income_band, PARGRADEX AS parent_education, RACEETH AS race_ethnicity, DSBLTY AS disability, CSEX AS sex,
       CSPEAKX AS home_language, ZIPLOCL AS community
FROM answer JOIN pfi USING (BASMID) LEFT JOIN coded ON coded.item_id = answer.item_id
