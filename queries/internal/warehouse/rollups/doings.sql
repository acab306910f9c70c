-- One row per touched person and term that they did something in; the null term is that of undated facts. active is false where they only
-- answered questions.
SELECT person_id, term, bool_or(active) AS active
FROM (
    SELECT person_id, term, true AS active FROM steps
    UNION ALL
    SELECT person_id, term, true FROM lone_credentials
    UNION ALL
    SELECT person_id, term, true FROM skills_shown
    UNION ALL
    SELECT r.respondent_id, coalesce(d.term, o.term, (SELECT term FROM terms WHERE starts_on = DATE '-infinity')), false
    FROM of_responses AS r
    LEFT JOIN term_days AS d ON d.day = r.answered_on
    LEFT JOIN opportunity_register AS o ON o.opportunity_id = r.opportunity_id
)
GROUP BY ALL
