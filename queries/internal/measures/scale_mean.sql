-- One row per group: respondents, and the sums of a weighted mean of their scores (w: weight, x: score).
WITH forms AS (
    SELECT {{groups}}, coalesce(a.respondent_id, a.record_id) AS _respondent, a.record_id AS _form, a.scale AS _scale, a.wave AS _wave,
        avg(a.turned ORDER BY a.turned) AS _score, coalesce(max(a.weight), 1) AS _weight
    FROM answers a
    JOIN (SELECT instrument_id, scale_id AS scale, count(DISTINCT item_id) AS items FROM instruments GROUP BY ALL) i USING (instrument_id, scale)
    WHERE ($opportunities IS NULL OR a.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
    GROUP BY ALL
    HAVING 2 * count(a.turned) >= max(i.items)
), respondents AS (
    SELECT * EXCLUDE (_form, _score, _weight), avg(_score ORDER BY _score) AS _x, avg(_weight ORDER BY _weight) AS _w FROM forms GROUP BY ALL
)
SELECT * EXCLUDE (_respondent, _scale, _wave, _x, _w), count(*) AS n, sum(_w ORDER BY _w) AS w, sum(_w * _w ORDER BY _w) AS w2, sum(_w * _x ORDER BY _x, _w) AS wx,
    sum(_w * _w * _x ORDER BY _x, _w) AS w2x, sum(_w * _w * _x * _x ORDER BY _x, _w) AS w2x2
FROM respondents
GROUP BY ALL
