-- One row per group: credentials that carry credits, their sum, sum of squares and the two largest.
SELECT {{groups}}, count(*) AS n, sum(c.credits ORDER BY c.credits) AS total, sum(c.credits * c.credits ORDER BY c.credits) AS squares,
    max(c.credits) AS largest, max(c.credits, 2)[2] AS second
FROM credential_facts c
WHERE c.credits IS NOT NULL AND ($opportunities IS NULL OR c.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
GROUP BY ALL
