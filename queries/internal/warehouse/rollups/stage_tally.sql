-- One row per feed, source and stage that changed records of participations have: how many more there are, or fewer.
SELECT CAST(feed AS VARCHAR) AS feed, CAST(source AS VARCHAR) AS source, CAST(stage AS VARCHAR) AS stage, records
FROM (
    SELECT coalesce(_feed, '') AS feed, source, stage, CAST(sum(sign) AS BIGINT) AS records
    FROM changed_participations
    GROUP BY ALL
)
