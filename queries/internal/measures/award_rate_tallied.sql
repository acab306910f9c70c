-- One row per group: journeys enrolled, and those with a credential of their opportunity that is valid today.
SELECT {{groups}}, CAST(sum(j.journeys) FILTER (j.credential_valid_until >= $today) AS BIGINT) AS successes, CAST(sum(j.journeys) AS BIGINT) AS trials
FROM journey_counts j
WHERE j._facet = $facet AND j.enrolled AND ($opportunities IS NULL OR j.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
GROUP BY ALL
