-- One row per offer, term and combination of groups that changed learners stand in: how many more of them took part in
-- something of that offer, or fewer. The empty offer is all there is, and there alone it is counted how many learners there
-- are at all. Learners are those whom counted has with grain 'term'.
WITH learners AS (
    SELECT sign, person_id, term, year {{range .Groups}}, {{.Column}} AS {{.}}{{end}}, n_attended > 0 AS attended, n_enrolled > 0 AS enrolled
    FROM changed_stands
    WHERE in_population AND reported AND role = 'learner' AND term IS NOT NULL
), took AS (
    SELECT p.sign, o._offer, p.person_id, p.term, bool_or(p.reached & {{.Attended}} > 0) AS attended, bool_or(p.reached & {{.Enrolled}} > 0) AS enrolled
    FROM changed_passages AS p
    JOIN changed_offers AS o ON o.sign = p.sign AND o.opportunity_id = p.opportunity_id
    WHERE p.reached & {{.Attended}} > 0 OR p.reached & {{.Enrolled}} > 0
    GROUP BY ALL
)
SELECT '' AS _offer, term, year {{range .Groups}}, {{.}}{{end}},
       CAST(sum(sign) AS INTEGER) AS _learners,
       CAST(coalesce(sum(sign) FILTER (attended), 0) AS INTEGER) AS _attended, CAST(coalesce(sum(sign) FILTER (enrolled), 0) AS INTEGER) AS _enrolled
FROM learners
GROUP BY ALL
UNION ALL
SELECT t._offer, l.term, l.year {{range .Groups}}, l.{{.}}{{end}}, 0,
       CAST(coalesce(sum(l.sign) FILTER (t.attended), 0) AS INTEGER), CAST(coalesce(sum(l.sign) FILTER (t.enrolled), 0) AS INTEGER)
FROM took AS t
JOIN learners AS l ON l.sign = t.sign AND l.person_id = t.person_id AND l.term = t.term
GROUP BY ALL
