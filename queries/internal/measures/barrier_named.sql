-- One row per group: journeys of which some barrier was named.
SELECT {{groups}}, count(*) AS trials
FROM journey_facts b
WHERE b.barrier IS NOT NULL AND ($opportunities IS NULL OR b.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
GROUP BY ALL
