-- One row per group: decisions made for or against, and those made in favour.
SELECT {{groups}}, count(*) FILTER (d.in_favour) AS successes, count(*) AS trials
FROM decision_facts d
WHERE d.in_favour IS NOT NULL AND ($opportunities IS NULL OR d.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
GROUP BY ALL
