-- One row per group: different people known, each in the group of their latest term.
SELECT {{groups}}, CAST(sum(p._only) AS BIGINT) AS n
FROM acquaintance p
WHERE p._once
GROUP BY ALL
HAVING sum(p._only) > 0
