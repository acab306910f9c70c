-- One row per touched person, term and role in which a register of everybody knows them on some day of the term.
SELECT DISTINCT v.person_id, t.term, coalesce(v.role, 'learner') AS role
FROM versions AS v
JOIN terms AS t ON v.covered AND greatest(v.registered_from, t.starts_on) <= least(v.registered_to, t.ends_on)
