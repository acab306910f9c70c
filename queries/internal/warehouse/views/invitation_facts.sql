-- One row per invitation to a survey, with the groups of whoever was invited. responded is true where they gave any answer to the
-- questionnaire in the wave, not before they were invited nor after they were invited to it again.
WITH given AS (
    SELECT i.*, lead(i.invited_on) OVER (PARTITION BY i.respondent_id, i.instrument_id, i.wave ORDER BY i.invited_on) AS again_on, coalesce(d.term, (SELECT term FROM terms WHERE starts_on = DATE '-infinity')) AS term
    FROM resolved.invitations AS i
    LEFT JOIN term_days AS d ON d.day = i.invited_on
)
SELECT i.source, i.record_id, i.instrument_id, i.instrument_id AS instrument, i.wave, i.respondent_id, coalesce(i.role, g.role) AS role,
       i.invited_on, i.stratum, i.cluster, i.term, t.year, EXISTS (
           FROM resolved.responses AS r
           WHERE r.respondent_id = i.respondent_id AND r.instrument_id = i.instrument_id AND r.wave = i.wave AND coalesce(r.status, 'answered') = 'answered'
             AND coalesce(r.answered_on >= i.invited_on, true) AND coalesce(r.answered_on < i.again_on, true)
       ) AS responded,
       coalesce(i.school_id, g.school_id) AS school_id, coalesce(i.school_id, g.school_id) AS school, s.type AS school_type, s.phase, g.grade,
       coalesce(g.municipality, s.municipality) AS municipality, g.zone, g.birth_year
       {{range .Person}}, g.{{.}}{{end}}
       {{range .School}}, {{.In "s"}} AS {{.}}{{end}}
FROM given AS i
LEFT JOIN terms AS t ON t.term = i.term
LEFT JOIN stances AS g ON g.person_id = i.respondent_id AND g.term IS NOT DISTINCT FROM i.term
LEFT JOIN school_register AS s ON s.school_id = coalesce(i.school_id, g.school_id)
