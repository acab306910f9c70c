-- One row per group: credentials awarded.
SELECT {{groups}}, count(*) AS n
FROM credential_facts c
WHERE ($opportunities IS NULL OR c.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
GROUP BY ALL
