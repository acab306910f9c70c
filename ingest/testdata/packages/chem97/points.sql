-- One row is the points of one candidate in one thing: chemistry with its zeros, and what they brought with them (GCSE, at 16).
SELECT _row, student AS person_id, 'a_level_chemistry' AS skill_id, score, '1997-08' AS assessed_on, 'test' AS method, 'chemistry-1997' AS opportunity_id FROM chem
UNION ALL
SELECT _row, student, 'gcse', gcsescore, '1995-08', 'test', NULL FROM chem
