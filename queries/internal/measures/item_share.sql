-- One row per group (an option among its columns): respondents who chose it.
SELECT {{groups}}, count(DISTINCT coalesce(a.respondent_id, a.record_id)) AS successes
FROM answers a
WHERE a.answered AND a.option IS NOT NULL
GROUP BY ALL
