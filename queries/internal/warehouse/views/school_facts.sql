-- One row per school and term. tied is true where the school had a tie on some day of it.
SELECT s.school_id, s.school_id AS school, t.term, t.year, s.type AS school_type, s.phase, s.municipality,
       k.school_id IS NOT NULL AS tied
       {{range .School}}, {{.In "s"}} AS {{.}}{{end}}
FROM school_register AS s CROSS JOIN terms AS t
LEFT JOIN (
    SELECT DISTINCT e.school_id, t.term
    FROM (SELECT from_id AS school_id, starts_on, ends_on FROM resolved.ties UNION ALL SELECT to_id, starts_on, ends_on FROM resolved.ties) AS e
    JOIN terms AS t ON e.starts_on <= t.ends_on AND coalesce(e.ends_on, DATE 'infinity') >= t.starts_on
) AS k ON k.school_id = s.school_id AND k.term = t.term
