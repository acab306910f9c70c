-- One row per group: answered items.
SELECT {{groups}}, count(*) AS n
FROM answers a
WHERE a.answered
GROUP BY ALL
