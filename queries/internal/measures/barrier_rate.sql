-- One row per group (a barrier among its columns): journeys of which it was named as what kept the person away.
SELECT {{groups}}, count(*) AS successes
FROM journey_facts b
WHERE b.barrier IS NOT NULL AND ($opportunities IS NULL OR b.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
GROUP BY ALL
