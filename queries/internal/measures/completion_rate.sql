-- One row per group: journeys enrolled whose source records completion, and those completed.
SELECT {{groups}}, count(*) FILTER (j.completed) AS successes, count(*) AS trials
FROM journey_facts j
WHERE j.enrolled AND j.completed IS NOT NULL AND ($opportunities IS NULL OR j.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
GROUP BY ALL
