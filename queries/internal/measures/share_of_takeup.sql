-- One row per group: journeys attended by learners of the population (n), and those learners (rest, other).
WITH did AS (
    SELECT j.person_id, CASE $grain WHEN 'term' THEN j.term ELSE CAST(j.year AS VARCHAR) END AS period, count(*) AS journeys
    FROM journey_facts j
    WHERE j.attended AND ($opportunities IS NULL OR j.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
    GROUP BY ALL
)
SELECT {{groups}}, CAST(coalesce(sum(d.journeys), 0) AS BIGINT) AS n, count(*) AS rest, count(*) AS other
FROM counted p LEFT JOIN did d USING (person_id, period)
WHERE p.grain = $grain
GROUP BY ALL
