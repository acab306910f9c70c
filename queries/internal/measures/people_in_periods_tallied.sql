-- One row per term (or year, where no year has two), which stands in the columns term and year, and group: people as in people_in_periods.
SELECT {{groups}}, CAST(sum(p._here) AS BIGINT) AS here, CAST(sum(p._again) AS BIGINT) AS again, CAST(sum(p._only) AS BIGINT) AS only,
    CAST(sum(p._beside) AS BIGINT) AS beside, CAST(sum(p._absent) AS BIGINT) AS absent
FROM acquaintance p
WHERE NOT p._once
GROUP BY ALL
HAVING sum(p._here + p._again + p._only + p._beside + p._absent) > 0
