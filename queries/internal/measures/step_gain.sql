-- One row per group: learners and skills assessed on more than one day (n), and the steps between the first assessment of all and the last
-- in the period, with their squares.
WITH gains AS (
    SELECT {{groups}}, e.person_id AS _person, e.skill_id AS _skill, arg_max(e.step, (e.assessed_on, e.step)) - min(e.first_step) AS _gain
    FROM evidence_facts e
    WHERE e.step IS NOT NULL AND e.assessed_on > e.first_on AND ($opportunities IS NULL OR e.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
    GROUP BY ALL
)
SELECT * EXCLUDE (_person, _skill, _gain), count(*) AS n, sum(_gain) AS total, sum(_gain * _gain) AS squares
FROM gains
GROUP BY ALL
