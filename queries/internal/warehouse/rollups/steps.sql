-- One row per touched person and opportunity: how far they came, what it ended in, and the levels recorded with the facts.
-- reached and collected are sets of stages, a bit each.
WITH taken AS NOT MATERIALIZED (
    SELECT p.*, fs.reaches, fs.collects,
           coalesce(p.occurred_on, o.starts_on, DATE 'infinity') AS on_day,
           -- What happened later comes later; on one day, what comes later in a journey.
           coalesce(datediff('day', DATE '1970-01-01', coalesce(p.occurred_on, o.starts_on)), -1000000) * 1000 + coalesce(fs.turn, 0) AS turn
    FROM of_participations AS p
    LEFT JOIN feed_stages_of_records AS fs ON fs.feed IS NOT DISTINCT FROM p._feed AND fs.source = p.source AND fs.stage = p.stage
    LEFT JOIN opportunity_register AS o ON o.opportunity_id = CASE WHEN p.occurred_on IS NULL THEN p.opportunity_id END
), part AS (
    SELECT person_id, opportunity_id, count(*) AS records, bit_or(reaches) AS reached, bit_or(collects) AS collected,
           CAST(sum(TRY_CAST(minutes AS DECIMAL(38, 6))) AS DOUBLE) AS minutes,   -- exact, whatever the order
           min(occurred_on) AS first_on, max(turn) AS last_turn
           {{range .Person}}, {{if $.Recorded .}}arg_min({{.In "taken"}}, (on_day, {{.}})){{else}}CAST(NULL AS {{.Type}}){{end}} AS {{.}}{{end}}
    FROM taken
    GROUP BY person_id, opportunity_id
), told AS (
    SELECT person_id, opportunity_id, turn AS last_turn, min(barrier) AS barrier, min(reason) AS reason
    FROM taken
    WHERE barrier IS NOT NULL OR reason IS NOT NULL
    GROUP BY ALL
), award AS (
    SELECT person_id, opportunity_id, count(*) AS credentials, max(valid_until(expires_on, revoked_on)) AS credential_valid_until,
           avg(TRY_CAST(score AS DECIMAL(38, 9))) AS score, min(awarded_on) AS first_on
           {{range .Person}}, {{if $.Recorded .}}arg_min({{.In "c"}}, (awarded_on, {{.}})){{else}}CAST(NULL AS {{.Type}}){{end}} AS {{.}}{{end}}
    FROM of_credentials AS c
    WHERE opportunity_id IS NOT NULL
    GROUP BY person_id, opportunity_id
), joined AS (
    SELECT person_id, opportunity_id, coalesce(records, 0) AS records, coalesce(reached, 0) AS reached, coalesce(collected, 0) AS collected,
           minutes, barrier, reason, coalesce(credentials, 0) AS credentials, credential_valid_until, score, least(part.first_on, award.first_on) AS first_on
           {{range .Person}}, coalesce(part.{{.}}, award.{{.}}) AS {{.}}{{end}}
    FROM part
    LEFT JOIN told USING (person_id, opportunity_id, last_turn)
    FULL JOIN award USING (person_id, opportunity_id)
)
SELECT j.* EXCLUDE (first_on), coalesce(j.first_on, o.starts_on) AS first_on,
       coalesce(o.term, d.term, (SELECT term FROM terms WHERE starts_on = DATE '-infinity')) AS term
FROM joined AS j
LEFT JOIN opportunity_register AS o ON o.opportunity_id = j.opportunity_id
LEFT JOIN term_days AS d ON d.day = j.first_on
