-- One row per term: how many more credentials of no opportunity changed people have, or fewer.
SELECT term, CAST(sum(credentials) AS BIGINT) AS credentials
FROM (
    SELECT term, sign * credentials AS credentials FROM changed_stands
    UNION ALL
    SELECT term, -sign * credentials FROM changed_passages
)
GROUP BY ALL
HAVING sum(credentials) <> 0
