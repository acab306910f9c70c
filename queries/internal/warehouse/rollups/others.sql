-- One row per touched person whom only a list of participants knows, and no record of any term: in the first term that the list
-- has them in. They are those that the view known has beside those of population.
SELECT v.person_id, t.term, t.year, v.grade, coalesce(v.municipality, s.municipality) AS place, s.type AS school_type, s.phase
       {{range .Person}}, {{.In "v"}} AS {{.}}{{end}}
       {{range .School}}, {{.In "s"}} AS {{.}}{{end}}
FROM (
    FROM of_people AS p
    ANTI JOIN (SELECT person_id FROM made_stands WHERE term IS NOT NULL AND (in_population OR active)) AS m ON m.person_id = p.person_id
    QUALIFY row_number() OVER (PARTITION BY p.person_id ORDER BY p.valid_from DESC NULLS LAST, p.source) = 1
) AS v
LEFT JOIN (
    FROM resolved.schools QUALIFY row_number() OVER (PARTITION BY school_id ORDER BY source) = 1
) AS s ON s.school_id = v.school_id
LEFT JOIN terms AS t ON t.term = (
    SELECT arg_min(term, (starts_on, term)) FROM terms
    WHERE starts_on <= coalesce(v.valid_to, DATE '9999-12-31') AND ends_on >= coalesce(v.valid_from, DATE '0001-01-01'))
