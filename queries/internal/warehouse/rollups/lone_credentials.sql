-- One row per touched person and term: credentials of no opportunity, by the term they were awarded in.
SELECT c.person_id, coalesce(d.term, (SELECT term FROM terms WHERE starts_on = DATE '-infinity')) AS term,
       count(*) AS credentials, max(valid_until(c.expires_on, c.revoked_on)) AS credential_valid_until
FROM of_credentials AS c
LEFT JOIN term_days AS d ON d.day = c.awarded_on
WHERE c.opportunity_id IS NULL
GROUP BY ALL
