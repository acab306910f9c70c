-- One row per term and combination of groups of changed people: how many more there are, or fewer. Those known in the term stand
-- in the groups they were in then: only: in no other term; again: in another term of its year too; here: in other years too. The
-- others stand in the groups of the latest term they are known in: beside: known in the year of the term; absent: not in it.
-- Where _once is true, everybody counts once, in the groups of their latest term, as only.
WITH turns AS (
    SELECT term, row_number() OVER (ORDER BY year NULLS FIRST, term) AS turn FROM terms
), known AS (
    SELECT s.sign, s.person_id, s.term, s.year, t.turn {{range .Groups}}, s.{{.Column}} AS {{.}}{{end}}
    FROM changed_stands AS s
    JOIN turns AS t ON t.term = s.term
    WHERE s.in_population OR s.active
    UNION ALL
    SELECT o.sign, o.person_id, o.term, o.year, coalesce(t.turn, 0) {{range .Groups}}, o.{{.Column}}{{end}}
    FROM changed_others AS o
    LEFT JOIN turns AS t ON t.term = o.term
), years AS (
    SELECT sign, person_id, year, count(*) AS terms, max(turn) AS latest FROM known GROUP BY ALL
), people AS (
    SELECT sign, person_id, sum(terms) AS terms, max(latest) AS latest FROM years GROUP BY ALL
), lately AS (
    SELECT k.* FROM known AS k JOIN people AS p ON p.sign = k.sign AND p.person_id = k.person_id AND p.latest = k.turn
), everybody AS (
    SELECT sum(sign) AS n {{range .Groups}}, {{.}}{{end}} FROM lately GROUP BY ALL
), elsewhere AS (
    SELECT t.term, t.year, 0 AS beside, e.n AS absent {{range .Groups}}, e.{{.}}{{end}}
    FROM everybody AS e CROSS JOIN terms AS t
    UNION ALL
    SELECT t.term, t.year, y.n, -y.n {{range .Groups}}, y.{{.}}{{end}}
    FROM (
        SELECT y.year, sum(y.sign) AS n {{range .Groups}}, l.{{.}}{{end}}
        FROM years AS y JOIN lately AS l ON l.sign = y.sign AND l.person_id = y.person_id
        GROUP BY ALL
    ) AS y
    JOIN terms AS t ON t.year IS NOT DISTINCT FROM y.year
    UNION ALL
    SELECT k.term, k.year, -sum(k.sign), 0 {{range .Groups}}, l.{{.}}{{end}}
    FROM known AS k JOIN lately AS l ON l.sign = k.sign AND l.person_id = k.person_id
    WHERE k.term IS NOT NULL
    GROUP BY ALL
)
SELECT false AS _once, k.term, k.year {{range .Groups}}, k.{{.}}{{end}},
       CAST(coalesce(sum(k.sign) FILTER (p.terms > 1 AND y.terms = 1), 0) AS INTEGER) AS _here,
       CAST(coalesce(sum(k.sign) FILTER (p.terms > 1 AND y.terms > 1), 0) AS INTEGER) AS _again,
       CAST(coalesce(sum(k.sign) FILTER (p.terms = 1), 0) AS INTEGER) AS _only, 0 AS _beside, 0 AS _absent
FROM known AS k
JOIN years AS y ON y.sign = k.sign AND y.person_id = k.person_id AND y.year IS NOT DISTINCT FROM k.year
JOIN people AS p ON p.sign = k.sign AND p.person_id = k.person_id
GROUP BY ALL
UNION ALL
SELECT false, term, year {{range .Groups}}, {{.}}{{end}}, 0, 0, 0, CAST(sum(beside) AS INTEGER), CAST(sum(absent) AS INTEGER)
FROM elsewhere
GROUP BY ALL
HAVING sum(beside) <> 0 OR sum(absent) <> 0
UNION ALL
SELECT true, NULL, NULL {{range .Groups}}, {{.}}{{end}}, 0, 0, CAST(n AS INTEGER), 0, 0
FROM everybody
