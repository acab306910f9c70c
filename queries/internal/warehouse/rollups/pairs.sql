-- One row per touched person and term that something is to be said of; the null term is that of undated facts.
SELECT person_id, term FROM registered
UNION SELECT person_id, term FROM steps
UNION SELECT person_id, term FROM lone_credentials
UNION SELECT person_id, term FROM skills_shown
UNION
SELECT r.respondent_id, coalesce(d.term, o.term, (SELECT term FROM terms WHERE starts_on = DATE '-infinity'))
FROM of_responses AS r
LEFT JOIN term_days AS d ON d.day = r.answered_on
LEFT JOIN opportunity_register AS o ON o.opportunity_id = r.opportunity_id
