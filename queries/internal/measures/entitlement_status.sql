-- One row per group: learners to whom the entitlement is due, and those who have had all of it.
SELECT {{groups}}, count(*) FILTER (e.received >= e.due) AS successes, count(*) AS trials
FROM entitlement_facts e
WHERE e.grain = $grain
GROUP BY ALL
