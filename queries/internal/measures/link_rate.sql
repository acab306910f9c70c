-- One row per group: journeys, and those whose person is in a register or list of people.
SELECT {{groups}}, count(*) FILTER (j.in_roster) AS successes, count(*) AS trials
FROM journey_facts j
WHERE ($opportunities IS NULL OR j.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
GROUP BY ALL
