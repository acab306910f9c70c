-- One row per group: learners and skills assessed by two raters or more in the period (n), and the steps between the mean of the
-- highest rater and that of the lowest, with their squares.
WITH raters AS (
    SELECT {{groups}}, e.person_id AS _person, e.skill_id AS _skill, e.rater AS _rater, avg(e.step ORDER BY e.step) AS _mean
    FROM evidence_facts e
    WHERE e.step IS NOT NULL AND e.rater IS NOT NULL AND ($opportunities IS NULL OR e.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
    GROUP BY ALL
), gaps AS (
    SELECT * EXCLUDE (_rater, _mean), max(_mean) - min(_mean) AS _gap FROM raters GROUP BY ALL HAVING count(*) > 1
)
SELECT * EXCLUDE (_person, _skill, _gap), count(*) AS n, sum(_gap ORDER BY _gap) AS total, sum(_gap * _gap ORDER BY _gap) AS squares
FROM gaps
GROUP BY ALL
