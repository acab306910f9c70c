-- One row per group (an option among its columns): respondents who chose it.
SELECT {{groups}}, count(DISTINCT coalesce(a.respondent_id, a.record_id)) AS successes
FROM (
    -- A respondent may choose several: 1|4|7.
    SELECT * REPLACE (unnest(string_split(option, '|')) AS option) FROM answers WHERE answered AND option IS NOT NULL
) a
WHERE ($opportunities IS NULL OR a.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
GROUP BY ALL
