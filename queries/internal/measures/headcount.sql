-- One row per group: attendances counted without names. A headcount without a stage is of those who attended.
SELECT {{groups}}, CAST(sum(h.count) AS BIGINT) AS n
FROM headcount_facts h
WHERE coalesce(h.stage, 'attended') = 'attended' AND ($opportunities IS NULL OR h.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
GROUP BY ALL
