-- One row per group: answered items.
SELECT {{groups}}, count(*) AS n
FROM answers a
WHERE a.answered AND ($opportunities IS NULL OR a.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
GROUP BY ALL
