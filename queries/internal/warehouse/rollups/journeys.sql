-- One row per person and opportunity. A stage is true when it was recorded or must have been passed, false when those who
-- record this journey would have recorded it, null when they do not collect it. Groups are those recorded with the facts,
-- else how the person stood in the journey's term. collected is the set of stages collected, a bit each.
SELECT p.person_id, p.opportunity_id, p.term, t.year, p.first_on,
       {{range .Stages}}CASE WHEN p.reached & {{.Bit}} > 0 THEN true WHEN p.collected & {{.Bit}} > 0 THEN false END AS {{.Name}},
       {{end}}p.collected | p.reached AS collected, p.records, p.minutes, p.barrier, p.reason,
       p.credentials, p.credential_valid_until, p.score,
       g.in_roster, g.role, g.school_id, g.grade, g.municipality, g.zone, g.birth_year
       {{range .Person}}, coalesce(p.{{.}}, g.{{.}}) AS {{.}}{{end}}
FROM passages AS p
JOIN groups AS g ON g.person_id = p.person_id AND g.term IS NOT DISTINCT FROM p.term
LEFT JOIN terms AS t ON t.term = p.term
