-- Those without a journey reached a stage never where it is collected in the term; where it is not, nobody knows.
UPDATE stands SET minutes = CASE WHEN t.minutes THEN 0 END
    {{range .Stages}}, n_{{.Name}} = CASE WHEN t.collected & {{.Bit}} > 0 THEN 0 END{{end}}
FROM (FROM term_stages EXCEPT FROM former) AS t
WHERE stands.term = t.term AND stands.journeys = 0
