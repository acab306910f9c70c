-- One row per opportunity and term, as in journey_counts, and one per term for credentials of no opportunity: how many credentials.
SELECT * EXCLUDE (journeys, credential_valid_until{{range .Stages}}, {{.Name}}{{end}}) FROM journey_counts WHERE credentials > 0
UNION ALL BY NAME
SELECT '' AS _facet, '' AS _level, l.term, t.year, l.credentials
FROM lone_tally AS l
LEFT JOIN terms AS t ON t.term = l.term
