-- One row per tie and term it stood in on some day, with what is known of the school and the provider it ties. stood_before is true
-- where it stood when the term began, kept where it still stood when the term ended.
SELECT k.source, k.record_id, k.type, k.starts_on, k.ends_on, t.term, t.year,
       k.starts_on < t.starts_on AS stood_before, coalesce(k.ends_on, DATE 'infinity') >= t.ends_on AS kept,
       s.school_id, s.school_id AS school, s.type AS school_type, s.phase, p.provider_id AS provider, p.sector
       {{range .School}}, {{.In "s"}} AS {{.}}{{end}}
       {{range .Provider}}, {{.In "p"}} AS {{.}}{{end}}
FROM resolved.ties AS k
JOIN terms AS t ON k.starts_on <= t.ends_on AND coalesce(k.ends_on, DATE 'infinity') >= t.starts_on
LEFT JOIN school_register AS s ON s.school_id = CASE WHEN k.from_id IN (SELECT school_id FROM school_register) THEN k.from_id ELSE k.to_id END
LEFT JOIN provider_register AS p ON p.provider_id = CASE WHEN k.to_id IN (SELECT provider_id FROM provider_register) THEN k.to_id ELSE k.from_id END
