-- One row per group: credentials awarded.
SELECT {{groups}}, CAST(sum(c.credentials) AS BIGINT) AS n
FROM credential_counts c
WHERE c._facet = $facet AND ($opportunities IS NULL OR c.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
GROUP BY ALL
