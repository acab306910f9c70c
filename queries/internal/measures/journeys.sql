-- One row per group: journeys (one person in one opportunity).
SELECT {{groups}}, count(*) AS n
FROM journey_facts j
WHERE ($opportunities IS NULL OR j.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
GROUP BY ALL
