-- One row per opportunity, term, stages reached and collected, and last day of validity that changed journeys have: how many
-- more there are, or fewer, and their credentials.
SELECT opportunity_id, term, reached, collected, credential_valid_until, CAST(sum(sign) AS BIGINT) AS journeys,
       CAST(sum(sign * credentials) AS BIGINT) AS credentials
FROM changed_passages
GROUP BY ALL
