-- One row per group: journeys enrolled whose source records completion, and those completed.
SELECT {{groups}}, CAST(sum(j.journeys) FILTER (j.completed) AS BIGINT) AS successes, CAST(sum(j.journeys) AS BIGINT) AS trials
FROM journey_counts j
WHERE j._facet = $facet AND j.enrolled AND j.completed IS NOT NULL AND ($opportunities IS NULL OR j.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
GROUP BY ALL
