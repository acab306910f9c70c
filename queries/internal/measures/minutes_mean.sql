-- One row per group: learners who spent any minutes, the minutes, their squares and the two largest. The others add nothing.
WITH spent AS (
    SELECT j.person_id, CASE $grain WHEN 'term' THEN j.term ELSE CAST(j.year AS VARCHAR) END AS period, sum(j.minutes ORDER BY j.minutes) AS minutes
    FROM journey_facts j
    WHERE j.minutes IS NOT NULL AND ($opportunities IS NULL OR j.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
    GROUP BY ALL
)
SELECT {{groups}}, count(*) FILTER (s.minutes > 0) AS people, sum(s.minutes ORDER BY s.minutes) AS total, sum(s.minutes * s.minutes ORDER BY s.minutes) AS squares,
    max(s.minutes) AS largest, max(s.minutes, 2)[2] AS second
FROM counted p JOIN spent s USING (person_id, period)
WHERE p.grain = $grain
GROUP BY ALL
