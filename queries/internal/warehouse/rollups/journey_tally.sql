-- One row per opportunity, term and set of stages collected that changed journeys have: how many more there are, or fewer,
-- with how many records, and how many of them with minutes.
SELECT opportunity_id, term, collected, CAST(sum(sign) AS BIGINT) AS journeys, CAST(sum(sign * records) AS BIGINT) AS records,
       CAST(coalesce(sum(sign) FILTER (minutes IS NOT NULL), 0) AS BIGINT) AS with_minutes
FROM changed_passages
GROUP BY ALL
