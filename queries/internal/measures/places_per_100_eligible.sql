-- One row per group: learners (n), and the places open to each, with their squares. The places of an opportunity are shared alike by all
-- learners of the period whom its rules on age, grade, gender and school admit.
WITH kinds AS (
    SELECT period, grade, school_type, age, gender, count(*) AS learners FROM profiles WHERE grain = $grain GROUP BY ALL
), open AS (
    SELECT k.*, o.opportunity_id, o.seats, sum(k.learners) OVER (PARTITION BY k.period, o.opportunity_id) AS eligible
    FROM kinds AS k
    JOIN opportunity_facts AS o ON k.period = CASE $grain WHEN 'term' THEN o.term ELSE CAST(o.year AS VARCHAR) END
        AND o.seats > 0
        AND coalesce(k.age >= o.minimum_age, true) AND coalesce(k.age <= o.maximum_age, true)
        AND (o.grades IS NULL OR list_contains(string_split(o.grades, '|'), k.grade))
        AND (o.genders IS NULL OR k.gender IS NULL OR list_contains(string_split(o.genders, '|'), k.gender))
        AND (o.school_types IS NULL OR list_contains(string_split(o.school_types, '|'), k.school_type))
    WHERE ($opportunities IS NULL OR o.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
), each AS (
    SELECT period, grade, school_type, age, gender, 100 * sum(seats / eligible ORDER BY opportunity_id) AS places FROM open GROUP BY ALL
), learners AS (
    SELECT r.person_id, r.period, coalesce(x.places, 0) AS places
    FROM profiles AS r LEFT JOIN each AS x
        ON (x.period, x.grade, x.school_type, x.age, x.gender) IS NOT DISTINCT FROM (r.period, r.grade, r.school_type, r.age, r.gender)
    WHERE r.grain = $grain
)
SELECT {{groups}}, count(*) AS n, sum(l.places ORDER BY l.places) AS total, sum(l.places * l.places ORDER BY l.places) AS squares
FROM counted p JOIN learners l USING (person_id, period)
WHERE p.grain = $grain
GROUP BY ALL
