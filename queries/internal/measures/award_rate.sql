-- One row per group: journeys enrolled, and those with a credential of their opportunity that is valid today.
SELECT {{groups}}, count(*) FILTER (j.credential_valid_until >= $today) AS successes, count(*) AS trials
FROM journey_facts j
WHERE j.enrolled AND ($opportunities IS NULL OR j.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
GROUP BY ALL
