-- One row per decision, with what is known of its school and of the opportunity or provider it is about. It belongs to the term of
-- the day it was decided, else of the day it was asked for. in_favour is null while it is open or its outcome is neither yes nor no.
WITH given AS (
    SELECT k.*, in_favour(k.outcome) AS in_favour,
           coalesce(d.term, (SELECT term FROM terms WHERE starts_on = DATE '-infinity')) AS term,
           coalesce(k.school_id, CASE WHEN k.subject_kind = 'school' THEN k.subject_id END) AS at_school,
           CASE WHEN k.subject_kind = 'opportunity' THEN k.subject_id END AS of_opportunity
    FROM resolved.decisions AS k
    LEFT JOIN term_days AS d ON d.day = coalesce(k.decided_on, k.requested_on)
)
SELECT k.source, k.record_id, k.subject_kind, k.matter, k.criterion, k.score, k.requested_on, k.requested_on_precision,
       k.decided_on, k.decided_on_precision, k.outcome, k.in_favour, k.body, k.reason, k.valid_until,
       k.term, t.year, k.at_school AS school_id, k.at_school AS school, s.type AS school_type, s.phase,
       k.of_opportunity AS opportunity_id, k.of_opportunity AS opportunity, coalesce(o.provider_id, q.provider_id) AS provider, coalesce(p.sector, q.sector) AS sector,
       o.category, o.type AS opportunity_type, o.formality, o.setting, o.municipality AS opportunity_municipality
       {{range .School}}, {{.In "s"}} AS {{.}}{{end}}
       {{range .Opportunity}}, {{.In "o"}} AS {{.}}{{end}}
       {{range .Provider}}, coalesce({{.In "p"}}, {{.In "q"}}) AS {{.}}{{end}}
FROM given AS k
LEFT JOIN terms AS t ON t.term = k.term
LEFT JOIN school_register AS s ON s.school_id = k.at_school
LEFT JOIN opportunity_register AS o ON o.opportunity_id = k.of_opportunity
LEFT JOIN provider_register AS p ON p.provider_id = o.provider_id
LEFT JOIN provider_register AS q ON k.subject_kind = 'provider' AND q.provider_id = k.subject_id
