-- One row per group: credentials with a score, their sum, sum of squares and the two largest.
SELECT {{groups}}, count(*) AS n, sum(c.score ORDER BY c.score) AS total, sum(c.score * c.score ORDER BY c.score) AS squares,
    max(c.score) AS largest, max(c.score, 2)[2] AS second
FROM credential_facts c
WHERE c.score IS NOT NULL AND ($opportunities IS NULL OR c.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
GROUP BY ALL
