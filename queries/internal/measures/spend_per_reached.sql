-- One row per group: learners reached (n and under), and the money spent (over).
SELECT {{groups}}, coalesce(sum(p.reached), 0) AS n, 0 AS rest, coalesce(sum(p.spent ORDER BY p.spent), 0) AS over, coalesce(sum(p.reached), 0) AS under
FROM (
    SELECT *, 1 AS reached FROM counted WHERE grain = $grain AND n_attended > 0
    UNION ALL BY NAME
    SELECT *, amount AS spent FROM fund_facts WHERE type = 'spend'
) p
GROUP BY ALL
