-- One row per group: decisions whose days of asking and deciding are known (n), and the days between them, with their squares.
SELECT {{groups}}, count(*) AS n, sum(d.decided_on - d.requested_on) AS total, sum((d.decided_on - d.requested_on) * (d.decided_on - d.requested_on)) AS squares
FROM decision_facts d
WHERE d.requested_on IS NOT NULL AND d.decided_on IS NOT NULL AND d.requested_on_precision IS NULL AND d.decided_on_precision IS NULL
  AND ($opportunities IS NULL OR d.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
GROUP BY ALL
