-- One row per headcount: how many were counted without names, with the term of the opportunity, else of the day, and what is
-- known of school, opportunity and provider. A level recorded with the headcount is that of all who were counted.
SELECT h.source, h.record_id, h.count, h.stage, h.channel, h.starts_on, h.ends_on, h.session_id,
       coalesce(o.term, d.term, (SELECT term FROM terms WHERE starts_on = DATE '-infinity')) AS term, t.year,
       h.school_id, h.school_id AS school, s.type AS school_type, s.phase, s.municipality, CAST(NULL AS VARCHAR) AS grade,
       h.opportunity_id, h.opportunity_id AS opportunity, o.provider_id AS provider, p.sector, o.category, o.type AS opportunity_type,
       o.formality, o.setting, o.municipality AS opportunity_municipality
       {{range .Person}}, {{.In "h"}} AS {{.}}{{end}}
       {{range .School}}, {{.In "s"}} AS {{.}}{{end}}
       {{range .Opportunity}}, {{.In "o"}} AS {{.}}{{end}}
       {{range .Provider}}, {{.In "p"}} AS {{.}}{{end}}
FROM resolved.headcounts AS h
LEFT JOIN opportunity_register AS o ON o.opportunity_id = h.opportunity_id
LEFT JOIN term_days AS d ON d.day = h.starts_on
LEFT JOIN terms AS t ON t.term = coalesce(o.term, d.term)
LEFT JOIN school_register AS s ON s.school_id = h.school_id
LEFT JOIN provider_register AS p ON p.provider_id = o.provider_id
