-- One row per entitlement, learner of the population and period of account in which it is due to them. received counts what they have had of
-- it: in the period, or where it is due within a year, in the year up to the period's end. due is how many they should have.
{{range $i, $e := .Entitlements}}{{if $i}}UNION ALL
{{end}}SELECT {{$e.ID}} AS entitlement, {{$e.Count}} AS due, c.*, (
        SELECT count(*) FROM journeys AS j
        JOIN terms AS of_journey ON of_journey.term = j.term
        JOIN opportunity_facts AS o ON o.opportunity_id = j.opportunity_id
        WHERE j.person_id = c.person_id AND j.{{$e.Stage}}
          AND {{if $e.InYear}}of_journey.year = c.year AND (c.grain = 'year' OR of_journey.starts_on <= of_period.starts_on){{else}}j.term = c.term{{end}}{{range $e.What}}
          AND {{.}}{{end}}
    ) AS received
FROM counted AS c JOIN terms AS of_period ON of_period.term = c.term
WHERE {{if not $e.InYear}}c.grain = 'term' AND {{end}}true{{range $e.Who}} AND {{.}}{{end}}
{{else}}SELECT CAST(NULL AS VARCHAR) AS entitlement, CAST(NULL AS BIGINT) AS due, c.*, CAST(NULL AS BIGINT) AS received FROM counted AS c WHERE false
{{end}}
