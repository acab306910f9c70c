-- One row per group: learners of the population who attended at least once in the term (with grain 'year': in the year),
-- counting some opportunities only.
WITH reached AS (
    SELECT DISTINCT j.person_id, CASE $grain WHEN 'term' THEN j.term ELSE CAST(j.year AS VARCHAR) END AS period
    FROM journey_facts j
    WHERE j.attended AND ($opportunities IS NULL OR j.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
)
SELECT {{groups}}, count(*) AS successes
FROM counted p JOIN reached USING (person_id, period)
WHERE p.grain = $grain
GROUP BY ALL
