-- One row per group: opportunities on offer.
SELECT {{groups}}, count(*) AS n
FROM opportunity_facts o
WHERE ($opportunities IS NULL OR o.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
GROUP BY ALL
