-- One row per person and opportunity: how far they came. reached and collected are sets of stages, a bit each. Groups are those
-- recorded with the facts, else how the person stood in the journey's term. The view journeys is made of it.
SELECT p.person_id, p.opportunity_id, p.term, t.year, p.first_on, p.reached, p.collected | p.reached AS collected,
       p.records, p.minutes, p.barrier, p.reason, p.credentials, p.credential_valid_until, p.score,
       g.in_roster, g.role, g.school_id, g.grade, g.municipality, g.zone, g.birth_year
       {{range .Person}}, coalesce(p.{{.}}, g.{{.}}) AS {{.}}{{end}}
FROM coded_steps AS p
JOIN coded_groups AS g ON g.person_id = p.person_id AND g.term IS NOT DISTINCT FROM p.term
LEFT JOIN terms AS t ON t.term = p.term
