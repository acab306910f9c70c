-- One row per instrument that carries the scale: respondents whose form answers every item (n, each with the first such form), items of the
-- scale, the sum of the items' variances and the variance of the sum of a form.
WITH items AS (
    SELECT instrument_id, count(DISTINCT item_id) AS items FROM instruments WHERE scale_id IN (SELECT unnest(string_split($scales, chr(31)))) GROUP BY ALL
), forms AS (
    SELECT a.instrument_id, a.record_id, coalesce(a.respondent_id, a.record_id) AS respondent, any_value(i.items) AS items,
        sum(a.turned ORDER BY a.item_id) AS score, min(a.answered_on) AS answered_on
    FROM answers a JOIN items i USING (instrument_id)
    WHERE a.scale IN (SELECT unnest(string_split($scales, chr(31)))) AND a.turned IS NOT NULL
    GROUP BY ALL
    HAVING count(DISTINCT a.item_id) = any_value(i.items)
), firsts AS (
    SELECT * FROM forms QUALIFY row_number() OVER (PARTITION BY instrument_id, respondent ORDER BY answered_on, record_id) = 1
), spreads AS (
    SELECT f.instrument_id, a.item_id, coalesce(var_samp(a.turned ORDER BY a.record_id), 0) AS spread
    FROM firsts f JOIN answers a ON a.record_id = f.record_id AND a.instrument_id = f.instrument_id
    WHERE a.scale IN (SELECT unnest(string_split($scales, chr(31))))
    GROUP BY ALL
)
SELECT f.instrument_id, count(*) AS n, any_value(f.items) AS items,
    (SELECT sum(s.spread ORDER BY s.item_id) FROM spreads s WHERE s.instrument_id = f.instrument_id) AS of_items,
    coalesce(var_samp(f.score ORDER BY f.record_id), 0) AS of_sum
FROM firsts f
GROUP BY f.instrument_id
ORDER BY f.instrument_id
