-- One row per group: answers with a number, and the sums of their weighted mean (w: weight, x: answer).
SELECT {{groups}}, count(*) AS n, sum(_w ORDER BY _w) AS w, sum(_w * _w ORDER BY _w) AS w2, sum(_w * _x ORDER BY _x, _w) AS wx,
    sum(_w * _w * _x ORDER BY _x, _w) AS w2x, sum(_w * _w * _x * _x ORDER BY _x, _w) AS w2x2
FROM (SELECT *, coalesce(weight, 1) AS _w, value AS _x FROM answers WHERE answered AND value IS NOT NULL) a
WHERE ($opportunities IS NULL OR a.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
GROUP BY ALL
