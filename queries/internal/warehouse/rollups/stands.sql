-- One row per person and term that something is to be said of: how they stood and what they did. Counts of stages are null
-- where no journey of theirs collects the stage, or without a journey nobody in the term; reported is false for learners of a silent
-- school (school_terms). The view person_terms is made of it.
WITH did AS (
    SELECT person_id, term, count(*) AS journeys, sum(records) AS records,
           bit_or(collected) AS collected,
           {{range .Stages}}count(nullif(reached & {{.Bit}}, 0)) AS n_{{.Name}},
           {{end}}CAST(sum(CAST(minutes AS DECIMAL(38, 6))) AS DOUBLE) AS minutes,
           sum(credentials) AS credentials, max(credential_valid_until) AS credential_valid_until
    FROM made_passages
    GROUP BY person_id, term
), ranged AS (
    -- Over journeys attended; over those enrolled in, where attendance is not collected.
    SELECT j.person_id, j.term, count(DISTINCT c.category) AS breadth
    FROM made_passages AS j
    JOIN opportunity_categories AS c ON c.opportunity_id = j.opportunity_id
    WHERE CASE WHEN j.collected & {{.Attended}} > 0 THEN j.reached & {{.Attended}} > 0 ELSE j.reached & {{.Enrolled}} > 0 END
    GROUP BY j.person_id, j.term
)
SELECT g.person_id, g.term, t.year, g.role, g.in_population, g.registered, g.in_roster,
       g.school_id, g.grade, g.municipality, g.zone, g.birth_year
       {{range .Person}}, g.{{.}}{{end}},
       g.place, g.school_type, g.phase
       {{range .School}}, g.{{.}}{{end}},
       NOT (g.role IS NOT DISTINCT FROM 'learner' AND coalesce(st.expected AND NOT st.reported, false)) AS reported,
       coalesce(d.journeys, 0) AS journeys, CAST(coalesce(d.records, 0) AS BIGINT) AS records
       {{range .Stages}}, CASE WHEN coalesce(d.collected, ts.collected) & {{.Bit}} > 0 THEN coalesce(d.n_{{.Name}}, 0) END AS n_{{.Name}}{{end}},
       CASE WHEN d.person_id IS NULL AND ts.minutes THEN 0 ELSE d.minutes END AS minutes, coalesce(b.breadth, 0) AS breadth,
       CAST(coalesce(d.credentials, 0) + coalesce(l.credentials, 0) AS BIGINT) AS credentials,
       greatest(d.credential_valid_until, l.credential_valid_until) AS credential_valid_until,
       coalesce(s.skills, 0) AS skills,
       d.person_id IS NOT NULL OR l.person_id IS NOT NULL OR s.person_id IS NOT NULL AS active
FROM coded_groups AS g
LEFT JOIN terms AS t ON t.term = g.term
LEFT JOIN term_stages AS ts ON ts.term = g.term
LEFT JOIN school_terms AS st ON st.school_id = g.school_id AND st.term = g.term
LEFT JOIN did AS d ON d.person_id = g.person_id AND d.term IS NOT DISTINCT FROM g.term
LEFT JOIN ranged AS b ON b.person_id = g.person_id AND b.term IS NOT DISTINCT FROM g.term
LEFT JOIN lone_credentials AS l ON l.person_id = g.person_id AND l.term IS NOT DISTINCT FROM g.term
LEFT JOIN skills_shown AS s ON s.person_id = g.person_id AND s.term IS NOT DISTINCT FROM g.term
