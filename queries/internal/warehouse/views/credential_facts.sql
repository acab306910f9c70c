-- One row per credential. With an opportunity it belongs to that journey, its term and its groups; without one, to the term
-- it was awarded in and the person as they stood then. A level recorded with the credential itself goes first.
WITH given AS (
    SELECT c.*, CASE WHEN c.opportunity_id IS NULL THEN coalesce(d.term, (SELECT term FROM terms WHERE starts_on = DATE '-infinity')) END AS lone_term
    FROM resolved.credentials AS c
    LEFT JOIN term_days AS d ON d.day = c.awarded_on
), stood AS (
    SELECT person_id, opportunity_id, NULL AS lone_term, term, year, role, in_roster, school_id, grade, municipality, zone, birth_year
           {{range .Person}}, {{.}}{{end}}
    FROM journeys
    UNION ALL
    SELECT person_id, NULL, term, term, year, role, in_roster, school_id, grade, municipality, zone, birth_year
           {{range .Person}}, {{.}}{{end}}
    FROM stances
)
SELECT c.source, c.record_id, c.person_id, c.title, c.type, c.awarded_on, c.expires_on, c.revoked_on,
       valid_until(c.expires_on, c.revoked_on) AS valid_until,
       c.claimed_on, c.shared_on, c.verified_by, c.verified_on, c.layer, c.score, c.credits, c.credit_scheme, c.issuer_id, c._apart AS apart,
       g.term, g.year, g.role, g.in_roster, g.school_id, g.school_id AS school, s.type AS school_type, s.phase, g.grade,
       coalesce(g.municipality, s.municipality) AS municipality, g.zone, g.birth_year,
       c.opportunity_id, c.opportunity_id AS opportunity, o.provider_id AS provider, p.sector, o.category, o.type AS opportunity_type,
       o.formality, o.setting, o.municipality AS opportunity_municipality
       {{range .Person}}, coalesce({{.In "c"}}, g.{{.}}) AS {{.}}{{end}}
       {{range .School}}, {{.In "s"}} AS {{.}}{{end}}
       {{range .Opportunity}}, {{.In "o"}} AS {{.}}{{end}}
       {{range .Provider}}, {{.In "p"}} AS {{.}}{{end}}
FROM given AS c
LEFT JOIN stood AS g ON g.person_id = c.person_id AND g.opportunity_id IS NOT DISTINCT FROM c.opportunity_id AND g.lone_term IS NOT DISTINCT FROM c.lone_term
LEFT JOIN school_register AS s ON s.school_id = g.school_id
LEFT JOIN opportunity_register AS o ON o.opportunity_id = c.opportunity_id
LEFT JOIN provider_register AS p ON p.provider_id = o.provider_id
