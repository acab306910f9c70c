-- One row per touched person and term: how they stood then. It is what the versions valid in the term say, the preferred one
-- first; where none is valid, the nearest; in no term, the latest. registered is true where a register of everybody knows them in
-- the term, in_population where it does in their role; place is their municipality, else their school's.
WITH valid AS (
    SELECT pairs.term, v.*
    FROM pairs
    JOIN terms AS t ON t.term = pairs.term
    JOIN versions AS v ON v.person_id = pairs.person_id AND v.starts_on <= v.ends_on AND v.starts_on <= t.ends_on AND v.ends_on >= t.starts_on
), without AS (
    SELECT person_id, term FROM pairs
    ANTI JOIN valid ON valid.person_id = pairs.person_id AND valid.term = pairs.term
), nearest AS (
    SELECT without.term, v.*
    FROM without
    JOIN versions AS v ON v.person_id = without.person_id
    LEFT JOIN terms AS t ON t.term = without.term
    QUALIFY CASE WHEN v.starts_on > t.ends_on THEN v.starts_on - t.ends_on WHEN v.ends_on < t.starts_on THEN t.starts_on - v.ends_on ELSE 0 END
          = min(CASE WHEN v.starts_on > t.ends_on THEN v.starts_on - t.ends_on WHEN v.ends_on < t.starts_on THEN t.starts_on - v.ends_on ELSE 0 END)
            OVER (PARTITION BY v.person_id, without.term)
), stood AS (
    SELECT person_id, term, arg_max(role, preference) AS role, arg_max(school_id, preference) AS school_id, arg_max(grade, preference) AS grade,
           arg_max(municipality, preference) AS municipality, arg_max(zone, preference) AS zone, arg_max(birth_year, preference) AS birth_year
           {{range .Person}}, arg_max({{.}}, preference) AS {{.}}{{end}}
    FROM (FROM valid UNION ALL BY NAME FROM nearest)
    GROUP BY person_id, term
)
SELECT g.* REPLACE (r.person_id IS NOT NULL AS in_population), coalesce(g.municipality, c.municipality) AS place, c.type AS school_type, c.phase
       {{range .School}}, {{.In "c"}} AS {{.}}{{end}}
FROM (
    SELECT pairs.person_id, pairs.term, pairs.registered, NULL AS in_population, s.person_id IS NOT NULL AS in_roster,
           CASE WHEN s.person_id IS NOT NULL THEN coalesce(s.role, 'learner') END AS role,
           s.school_id, s.grade, s.municipality, s.zone, s.birth_year
           {{range .Person}}, s.{{.}}{{end}}
    FROM pairs
    LEFT JOIN stood AS s ON s.person_id = pairs.person_id AND s.term IS NOT DISTINCT FROM pairs.term
) AS g
LEFT JOIN registered AS r ON r.person_id = g.person_id AND r.term = g.term AND r.role = g.role
LEFT JOIN school_register AS c ON c.school_id = g.school_id
