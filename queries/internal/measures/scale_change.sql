-- One row per group: respondents with a score on the scale both before and after (n), only before (before), only after (after); and over the
-- pairs, sums of the score before (x), after (y), of their squares and of their product. A pair belongs to the groups of the later score.
WITH forms AS (
    SELECT {{groups}}, coalesce(a.respondent_id, a.record_id) AS _respondent, a.record_id AS _form, a.scale AS _scale, a.wave AS _wave,
        avg(a.turned ORDER BY a.turned) AS _score
    FROM answers a
    JOIN (SELECT instrument_id, scale_id AS scale, count(DISTINCT item_id) AS items FROM instruments GROUP BY ALL) i USING (instrument_id, scale)
    WHERE a.wave IN ('baseline', 'endline') AND ($opportunities IS NULL OR a.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
    GROUP BY ALL
    HAVING 2 * count(a.turned) >= max(i.items)
), respondents AS (
    SELECT * EXCLUDE (_form, _score), avg(_score ORDER BY _score) AS _score FROM forms GROUP BY ALL
), early AS (
    SELECT _respondent, _scale, avg(_score ORDER BY _score) AS _before FROM respondents WHERE _wave = 'baseline' GROUP BY ALL
), late AS (
    SELECT DISTINCT _respondent, _scale, true AS _followed FROM respondents WHERE _wave = 'endline'
), pairs AS (
    SELECT r.* EXCLUDE (_wave), e._before AS _x, r._score AS _y FROM respondents r LEFT JOIN early e USING (_respondent, _scale) WHERE r._wave = 'endline'
    UNION ALL BY NAME
    SELECT r.* EXCLUDE (_wave), r._score AS _x, NULL AS _y FROM respondents r LEFT JOIN late l USING (_respondent, _scale) WHERE r._wave = 'baseline' AND l._followed IS NULL
)
SELECT * EXCLUDE (_respondent, _scale, _score, _x, _y),
    count(*) FILTER (_x IS NOT NULL AND _y IS NOT NULL) AS n, count(*) FILTER (_y IS NULL) AS before, count(*) FILTER (_x IS NULL) AS after,
    coalesce(sum(_x ORDER BY _x) FILTER (_y IS NOT NULL), 0) AS x, coalesce(sum(_y ORDER BY _y) FILTER (_x IS NOT NULL), 0) AS y,
    coalesce(sum(_x * _x ORDER BY _x) FILTER (_y IS NOT NULL), 0) AS xx, coalesce(sum(_y * _y ORDER BY _y) FILTER (_x IS NOT NULL), 0) AS yy,
    coalesce(sum(_x * _y ORDER BY _x, _y), 0) AS xy
FROM pairs
GROUP BY ALL
