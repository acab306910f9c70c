-- One row is one candidate's entry. The day is not known; the examination has a month.
SELECT _row, student AS person_id, 'chemistry-1997' AS opportunity_id, 'enrolled' AS stage FROM chem
