-- One row per group: learners of the population who hold a credential of the term that is valid today (with grain 'year': of the year), counting some
-- opportunities only.
WITH holding AS (
    SELECT DISTINCT c.person_id, CASE $grain WHEN 'term' THEN c.term ELSE CAST(c.year AS VARCHAR) END AS period
    FROM credential_facts c
    WHERE c.valid_until >= $today AND ($opportunities IS NULL OR c.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
)
SELECT {{groups}}, count(*) AS successes
FROM counted p JOIN holding USING (person_id, period)
WHERE p.grain = $grain
GROUP BY ALL
