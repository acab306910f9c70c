-- One row per assessment of a person's skill, with the groups of the person in the term of the day and what is known of the
-- opportunity it belongs to. age is that of the year of the assessment less that of birth; first_step and first_on are those of the
-- first assessment of the person's skill that has a step.
WITH given AS (
    SELECT e.*, coalesce(d.term, (SELECT term FROM terms WHERE starts_on = DATE '-infinity')) AS term,
           first_value(e.step) OVER first AS first_step, first_value(e.assessed_on) OVER first AS first_on
    FROM resolved.evidence AS e
    LEFT JOIN term_days AS d ON d.day = e.assessed_on
    WINDOW first AS (PARTITION BY e.person_id, e.skill_id ORDER BY e.step IS NULL, e.assessed_on, e.step)
)
SELECT e.source, e.record_id, e.person_id, e.skill_id, e.step, e.score, e.assessed_on, e.rater, e.method, e.first_step, e.first_on,
       year(e.assessed_on) - g.birth_year AS age,
       e.term, t.year, g.role, g.in_roster, g.school_id, g.school_id AS school, s.type AS school_type, s.phase, g.grade,
       coalesce(g.municipality, s.municipality) AS municipality, g.zone, g.birth_year,
       e.opportunity_id, e.opportunity_id AS opportunity, o.provider_id AS provider, p.sector, o.category, o.type AS opportunity_type,
       o.formality, o.setting, o.municipality AS opportunity_municipality
       {{range .Person}}, coalesce({{.In "e"}}, g.{{.}}) AS {{.}}{{end}}
       {{range .School}}, {{.In "s"}} AS {{.}}{{end}}
       {{range .Opportunity}}, {{.In "o"}} AS {{.}}{{end}}
       {{range .Provider}}, {{.In "p"}} AS {{.}}{{end}}
FROM given AS e
LEFT JOIN terms AS t ON t.term = e.term
LEFT JOIN stances AS g ON g.person_id = e.person_id AND g.term IS NOT DISTINCT FROM e.term
LEFT JOIN school_register AS s ON s.school_id = g.school_id
LEFT JOIN opportunity_register AS o ON o.opportunity_id = e.opportunity_id
LEFT JOIN provider_register AS p ON p.provider_id = o.provider_id
