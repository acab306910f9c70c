-- One row per person and opportunity: the journey, the person's groups, and what is known of opportunity, provider and school.
SELECT j.person_id, j.opportunity_id, j.opportunity_id AS opportunity, j.term, j.year, j.first_on,
       {{range .Stages}}j.{{.Name}}, {{end}}j.records, j.minutes, j.barrier, j.reason,
       j.credentials, j.credential_valid_until, j.score, j.in_roster, j.role,
       j.school_id, j.school_id AS school, s.type AS school_type, s.phase, j.grade,
       coalesce(j.municipality, s.municipality) AS municipality, j.zone, j.birth_year,
       o.provider_id AS provider, p.sector, o.category, o.type AS opportunity_type, o.formality, o.setting,
       o.municipality AS opportunity_municipality, o.programme_id, o.starts_on
       {{range .Person}}, j.{{.}}{{end}}
       {{range .School}}, {{.In "s"}} AS {{.}}{{end}}
       {{range .Opportunity}}, {{.In "o"}} AS {{.}}{{end}}
       {{range .Provider}}, {{.In "p"}} AS {{.}}{{end}}
FROM journeys AS j
LEFT JOIN school_register AS s ON s.school_id = j.school_id
LEFT JOIN opportunity_register AS o ON o.opportunity_id = j.opportunity_id
LEFT JOIN provider_register AS p ON p.provider_id = o.provider_id
