-- One row per opportunity, with its term and its provider. The term is null where it has no date, or one in no term.
SELECT o.opportunity_id, o.opportunity_id AS opportunity, o.term, t.year, o.programme_id, o.title_en, o.title_ar,
       o.category, o.type AS opportunity_type, o.formality, o.setting, o.audience, o.starts_on, o.ends_on, o.seats, o.price, o.currency,
       o.minimum_age, o.maximum_age, o.grades, o.genders, o.school_types, o.language, o.support, o.transport,
       o.municipality AS opportunity_municipality, o.latitude, o.longitude, o.skill_ids,
       o.provider_id AS provider, p.sector, p.name_en AS provider_name_en, p.name_ar AS provider_name_ar
       {{range .Opportunity}}, {{.In "o"}} AS {{.}}{{end}}
       {{range .Provider}}, {{.In "p"}} AS {{.}}{{end}}
FROM opportunity_register AS o
LEFT JOIN terms AS t ON t.term = o.term
LEFT JOIN provider_register AS p ON p.provider_id = o.provider_id
