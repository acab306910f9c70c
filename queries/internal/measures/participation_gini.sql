-- One row per group and number of opportunities attended: learners of the population who attended so many.
WITH took AS (
    SELECT j.person_id, CASE $grain WHEN 'term' THEN j.term ELSE CAST(j.year AS VARCHAR) END AS period, count(*) AS amount
    FROM journey_facts j
    WHERE j.attended AND ($opportunities IS NULL OR j.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
    GROUP BY ALL
)
SELECT {{groups}}, t.amount AS amount, count(*) AS people
FROM counted p JOIN took t USING (person_id, period)
WHERE p.grain = $grain
GROUP BY ALL
