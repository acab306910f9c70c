-- One row per group: journeys (one person in one opportunity).
SELECT {{groups}}, CAST(sum(j.journeys) AS BIGINT) AS n
FROM journey_counts j
WHERE j._facet = $facet AND ($opportunities IS NULL OR j.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
GROUP BY ALL
