-- One row per person and term, as in person_terms, with what is known of the person's school.
SELECT p.* REPLACE (coalesce(p.municipality, s.municipality) AS municipality),
       p.school_id AS school, s.type AS school_type, s.phase
       {{range .School}}, {{.In "s"}} AS {{.}}{{end}}
FROM person_terms AS p
LEFT JOIN school_register AS s ON s.school_id = p.school_id
