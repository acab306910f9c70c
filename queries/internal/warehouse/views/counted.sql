-- One row per learner of the population and period of account: a term (grain 'term'), or a year in which a learner counts
-- once, as they stood in its last term, with the journeys of all its terms (grain 'year'). Learners of schools that have not
-- reported are left out.
SELECT 'term' AS grain, term AS period, *
FROM population
WHERE in_population AND reported AND role = 'learner'
UNION ALL
SELECT 'year' AS grain, CAST(p.year AS VARCHAR) AS period, p.*
FROM (
    SELECT * REPLACE ({{range $i, $s := .Stages}}{{if $i}}, {{end}}CAST(sum(n_{{.Name}}) OVER (PARTITION BY person_id, year) AS BIGINT) AS n_{{.Name}}{{end}},
        max(credential_valid_until) OVER (PARTITION BY person_id, year) AS credential_valid_until)
    FROM population
) p JOIN terms t USING (term)
WHERE p.in_population AND p.reported AND p.role = 'learner'
QUALIFY row_number() OVER (PARTITION BY p.person_id, p.year ORDER BY t.starts_on DESC, p.term DESC) = 1
