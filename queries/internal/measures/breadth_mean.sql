-- One row per group: learners who attended any category, the different categories each attended, their squares and the two largest.
WITH touched AS (
    SELECT DISTINCT j.person_id, CASE $grain WHEN 'term' THEN j.term ELSE CAST(j.year AS VARCHAR) END AS period,
        unnest(string_split(j.category, '|')) AS category
    FROM journey_facts j
    WHERE j.attended AND j.category IS NOT NULL AND ($opportunities IS NULL OR j.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
), breadths AS (
    SELECT person_id, period, count(*) AS breadth FROM touched GROUP BY ALL
)
SELECT {{groups}}, count(*) AS people, sum(b.breadth) AS total, sum(b.breadth * b.breadth) AS squares, max(b.breadth) AS largest, max(b.breadth, 2)[2] AS second
FROM counted p JOIN breadths b USING (person_id, period)
WHERE p.grain = $grain
GROUP BY ALL
