-- One row per group: learners reached (n and under), the money spent (over), and the two largest amounts spent at one school.
SELECT * EXCLUDE (_school, _reached, _spent), CAST(sum(_reached) AS BIGINT) AS n, 0 AS rest, sum(_spent ORDER BY _spent) AS over,
    CAST(sum(_reached) AS BIGINT) AS under, max(_spent) AS largest, max(_spent, 2)[2] AS second
FROM (
    SELECT {{groups}}, p.school AS _school, coalesce(sum(p.reached), 0) AS _reached, coalesce(sum(p.spent ORDER BY p.spent), 0) AS _spent
    FROM (
        SELECT *, 1 AS reached FROM counted WHERE grain = $grain AND n_attended > 0
        UNION ALL BY NAME
        SELECT *, amount AS spent FROM fund_facts WHERE type = 'spend'
    ) p
    GROUP BY ALL
)
GROUP BY ALL
