-- One row per group: journeys enrolled of which it is known whether anybody came, and those marked absent and never attended.
SELECT {{groups}}, count(*) FILTER (j.absent AND NOT coalesce(j.attended, false)) AS successes, count(*) AS trials
FROM journey_facts j
WHERE j.enrolled AND (j.absent OR j.attended) AND ($opportunities IS NULL OR j.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
GROUP BY ALL
