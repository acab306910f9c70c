-- One row per group: credentials that carry credits, their sum and sum of squares.
SELECT {{groups}}, count(*) AS n, sum(c.credits ORDER BY c.credits) AS total, sum(c.credits * c.credits ORDER BY c.credits) AS squares
FROM credential_facts c
WHERE c.credits IS NOT NULL AND ($opportunities IS NULL OR c.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
GROUP BY ALL
