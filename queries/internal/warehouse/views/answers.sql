-- One row per respondent's answer to one item. answered is false where the item was skipped, refused or not applicable, or
-- the option given is declared to be no answer; value and turned are null then. turned is the value with reversed items
-- turned: minimum + maximum - value. arm is where the first decision on taking part put the respondent; a decision that came after an answer
-- cannot have moved it, so only a baseline has an arm before.
WITH given AS (
    SELECT r.*, coalesce(d.term, o.term, (SELECT term FROM terms WHERE starts_on = DATE '-infinity')) AS term,
           coalesce(r.status, 'answered') = 'answered' AND NOT coalesce(n.missing, false)
               AND (r.value IS NOT NULL OR r.option IS NOT NULL OR r._apart IS NOT NULL) AS answered,
           i.scale_id, i.answer, i.minimum, i.maximum, coalesce(i.reversed, false) AS reversed, i.about,
           o.provider_id, o.category, o.type AS opportunity_type, o.formality, o.setting, o.municipality AS opportunity_municipality
           {{range .Opportunity}}, {{.In "o"}} AS {{.}}{{end}}
    FROM resolved.responses AS r
    LEFT JOIN item_register AS i ON i.instrument_id = r.instrument_id AND i.item_id = r.item_id
    -- An option may be given as itself, or as the number that stands for it.
    LEFT JOIN option_register AS n ON n.instrument_id = r.instrument_id AND n.item_id = r.item_id
         AND n.option = coalesce(r.option, CASE WHEN r.value = floor(r.value) AND abs(r.value) < 1e15 THEN CAST(CAST(r.value AS BIGINT) AS VARCHAR) ELSE CAST(r.value AS VARCHAR) END)
    LEFT JOIN opportunity_register AS o ON o.opportunity_id = r.opportunity_id
    LEFT JOIN term_days AS d ON d.day = r.answered_on
)
SELECT a.source, a.record_id, a.instrument_id, a.instrument_id AS instrument, a.item_id, a.item_id AS item, a.scale_id AS scale, c.domain, c.scoring,
       a.answer, a.option, a.wave, a.respondent_id, coalesce(a.role, g.role) AS role, CASE WHEN a.wave = 'baseline' OR NOT coalesce(a.answered_on < m.decided_on, false) THEN m.arm END AS arm, a.subject_kind, a.subject_id, a.about,
       a.answered_on, a.term, t.year, coalesce(a.status, 'answered') AS status, a.answered,
       CASE WHEN a.answered THEN a.value END AS value,
       CASE WHEN a.answered THEN CASE WHEN a.reversed THEN a.minimum + a.maximum - a.value ELSE a.value END END AS turned,
       a.minimum, a.maximum, a.reversed, a.weight, a.stratum, a.cluster, a._apart AS apart,
       coalesce(a.school_id, g.school_id) AS school_id, coalesce(a.school_id, g.school_id) AS school, s.type AS school_type, s.phase, g.grade,
       coalesce(g.municipality, s.municipality) AS municipality, g.zone, g.birth_year,
       a.opportunity_id, a.opportunity_id AS opportunity, a.provider_id AS provider, p.sector, a.category, a.opportunity_type,
       a.formality, a.setting, a.opportunity_municipality
       {{range .Person}}, coalesce({{.In "a"}}, g.{{.}}) AS {{.}}{{end}}
       {{range .School}}, {{.In "s"}} AS {{.}}{{end}}
       {{range .Opportunity}}, a.{{.}}{{end}}
       {{range .Provider}}, {{.In "p"}} AS {{.}}{{end}}
FROM given AS a
LEFT JOIN terms AS t ON t.term = a.term
LEFT JOIN scale_register AS c ON c.scale_id = a.scale_id
LEFT JOIN arms AS m ON m.person_id = a.respondent_id
LEFT JOIN stances AS g ON g.person_id = a.respondent_id AND g.term IS NOT DISTINCT FROM a.term
LEFT JOIN school_register AS s ON s.school_id = coalesce(a.school_id, g.school_id)
LEFT JOIN provider_register AS p ON p.provider_id = a.provider_id
