-- One row per school and term that changed learners stand in: how many more there are, or fewer, how many of them in the
-- population, and the records of what they took part in.
SELECT CAST(school_id AS VARCHAR) AS school_id, term, CAST(sum(sign) AS BIGINT) AS learners, CAST(coalesce(sum(sign) FILTER (in_population), 0) AS BIGINT) AS in_population,
       CAST(sum(sign * records) AS BIGINT) AS records
FROM changed_stands
WHERE role = 'learner' AND school_id IS NOT NULL AND term IS NOT NULL
GROUP BY ALL
