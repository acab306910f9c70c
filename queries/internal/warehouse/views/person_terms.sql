-- One row per person and term: everybody in the term's population, those who did nothing too, and whoever did something
-- though no register knows them (in_population is false then). n_<stage> counts the journeys of the term that reached the
-- stage; it is null where nobody collects that. reported is false for learners of a school that should have reported its
-- participations for the term and has not: of them nothing is known.
SELECT * EXCLUDE (place, school_type, phase{{range .School}}, {{.}}{{end}}, registered, active)
FROM stances
WHERE term IS NOT NULL AND (in_population OR active)
