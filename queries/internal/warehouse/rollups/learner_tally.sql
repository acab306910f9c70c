-- One row per school and term that changed learners stand in: how many more there are, or fewer, how many of them in the
-- population, and the records of what they took part in.
SELECT CAST(school_id AS VARCHAR) AS school_id, term, CAST(sum(learners) AS BIGINT) AS learners,
       CAST(coalesce(sum(learners) FILTER (in_population), 0) AS BIGINT) AS in_population, CAST(sum(records) AS BIGINT) AS records
FROM (
    SELECT school_id, term, in_population, sum(sign) AS learners, 0 AS records
    FROM changed_groups
    WHERE role = 'learner'
    GROUP BY ALL
    UNION ALL BY NAME
    SELECT school_id, term, 0 AS learners, sum(sign * records) AS records
    FROM changed_passages
    WHERE role = 'learner'
    GROUP BY ALL
)
WHERE school_id IS NOT NULL AND term IS NOT NULL
GROUP BY ALL
