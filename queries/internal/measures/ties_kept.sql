-- One row per group: ties that stood when the term began, and those that still stood when it ended.
SELECT {{groups}}, count(*) FILTER (t.kept) AS successes, count(*) AS trials
FROM tie_facts t
WHERE t.stood_before
GROUP BY ALL
