-- One row per offer, term and combination of groups that changed learners stand in: how many more of them took part in
-- something of that offer, or fewer. The empty offer is all there is, and there alone it is counted how many learners there
-- are at all. Learners are those whom counted has with grain 'term'. What they took part in is a set of levels first, and
-- combinations are numbers: there are far more rows to be counted then, and two small columns to count them by.
WITH learners AS (
    SELECT sign, person_id, term, year {{range .Groups}}, {{.Column}} AS {{.}}{{end}}, n_attended > 0 AS attended, n_enrolled > 0 AS enrolled
    FROM changed_stands
    WHERE in_population AND reported AND role = 'learner' AND term IS NOT NULL
), combinations AS MATERIALIZED (
    SELECT row_number() OVER () AS combination, *
    FROM (
        SELECT term, year {{range .Groups}}, {{.}}{{end}}, CAST(sum(sign) AS INTEGER) AS _learners,
               CAST(coalesce(sum(sign) FILTER (attended), 0) AS INTEGER) AS _attended, CAST(coalesce(sum(sign) FILTER (enrolled), 0) AS INTEGER) AS _enrolled
        FROM learners
        GROUP BY ALL
    )
), took AS (
    SELECT p.sign, p.person_id, p.term, o.part,
           coalesce(bit_or(o.levels) FILTER (p.reached & {{.Attended}} > 0), 0) AS attended, coalesce(bit_or(o.levels) FILTER (p.reached & {{.Enrolled}} > 0), 0) AS enrolled
    FROM changed_passages AS p
    JOIN changed_offer_sets AS o ON o.sign = p.sign AND o.opportunity_id = p.opportunity_id
    WHERE p.reached & {{.Attended}} > 0 OR p.reached & {{.Enrolled}} > 0
    GROUP BY ALL
), counted AS (
    SELECT o.sign, o.number, c.combination,
           sum(CASE WHEN t.attended & o.bit > 0 THEN o.sign ELSE 0 END) AS attended, sum(CASE WHEN t.enrolled & o.bit > 0 THEN o.sign ELSE 0 END) AS enrolled
    FROM took AS t
    JOIN learners AS l ON l.sign = t.sign AND l.person_id = t.person_id AND l.term = t.term
    JOIN combinations AS c ON c.term = l.term {{range .Groups}}AND c.{{.}} IS NOT DISTINCT FROM l.{{.}} {{end}}
    JOIN changed_offer_levels AS o ON o.sign = t.sign AND o.part = t.part AND (t.attended | t.enrolled) & o.bit > 0
    GROUP BY ALL
), of_offers AS ( -- what comes and what goes of one offer together, also where its number has changed
    SELECT o._offer, k.combination, CAST(sum(k.attended) AS INTEGER) AS attended, CAST(sum(k.enrolled) AS INTEGER) AS enrolled
    FROM counted AS k
    JOIN changed_offer_levels AS o ON o.sign = k.sign AND o.number = k.number
    GROUP BY ALL
)
SELECT '' AS _offer, * EXCLUDE (combination) FROM combinations
UNION ALL
SELECT o._offer, c.term, c.year {{range .Groups}}, c.{{.}}{{end}}, 0, o.attended, o.enrolled
FROM of_offers AS o
JOIN combinations AS c ON c.combination = o.combination
