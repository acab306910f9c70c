-- One row per person and term: everybody in the term's population, those who did nothing too, and whoever did something
-- though no register knows them (in_population is false then). n_<stage> counts the journeys of the term that reached the
-- stage; it is null where nobody collects that. reported is false for learners of a school that should have reported its
-- participations for the term and has not: of them nothing is known.
SELECT p.person_id, p.term, p.year, p.role, p.in_population, p.in_roster,
       NOT (coalesce(p.role, '') = 'learner' AND coalesce(st.expected AND NOT st.reported, false)) AS reported,
       p.school_id, p.grade, p.municipality, p.zone, p.birth_year
       {{range .Person}}, p.{{.}}{{end}},
       p.journeys, p.records
       {{range .Stages}}, CASE WHEN p.journeys = 0 AND t.collected & {{.Bit}} > 0 THEN 0 ELSE p.n_{{.Name}} END AS n_{{.Name}}{{end}},
       CASE WHEN p.journeys = 0 AND t.minutes THEN 0 ELSE p.minutes END AS minutes,
       p.breadth, p.credentials, p.credential_valid_until, p.skills
FROM stands AS p
LEFT JOIN term_stages AS t ON t.term = p.term
LEFT JOIN school_terms AS st ON st.school_id = p.school_id AND st.term = p.term
WHERE p.term IS NOT NULL AND (p.in_population OR p.active)
