-- One row per sum of money, in the term of the day it began, with what is known of its school and opportunity.
SELECT k.source, k.record_id, k.payer_id, k.payee_id, k.purpose, k.type, k.amount, k.currency, k.starts_on, k.ends_on,
       t.term, t.year, k.school_id, k.school_id AS school, s.type AS school_type, s.phase, k.opportunity_id
       {{range .School}}, {{.In "s"}} AS {{.}}{{end}}
FROM (
    SELECT f.*, coalesce(d.term, (SELECT term FROM terms WHERE starts_on = DATE '-infinity')) AS of_term
    FROM resolved.funds AS f
    LEFT JOIN term_days AS d ON d.day = f.starts_on
) AS k
LEFT JOIN terms AS t ON t.term = k.of_term
LEFT JOIN school_register AS s ON s.school_id = k.school_id
