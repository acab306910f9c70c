-- One row per dimension that contradicts itself for more than one person in twenty: its levels are not to be believed.
WITH told AS (
    SELECT person_id, _contradictory FROM resolved.people
    UNION ALL SELECT person_id, _contradictory FROM resolved.participations
    UNION ALL SELECT person_id, _contradictory FROM resolved.credentials
), contradicted AS (
    SELECT unnest(string_split(_contradictory, '|')) AS dimension, person_id FROM told WHERE _contradictory IS NOT NULL
)
SELECT dimension, count(DISTINCT person_id) / (SELECT count(DISTINCT person_id) FROM told) AS share, count(DISTINCT person_id) AS people
FROM contradicted
WHERE dimension IN ({{.PersonNames}})
GROUP BY dimension
HAVING share > 0.05
