-- One row per opportunity, term and how far journeys in it came: how many journeys, with how many credentials. _facet is empty;
-- they stand there again for each level of each facet of what is on offer.
SELECT c.opportunity_id, c.opportunity_id AS opportunity, c._facet, c._level, c.term, t.year, c.journeys, c.credentials, c.credential_valid_until
       {{range .Stages}}, CASE WHEN c.reached & {{.Bit}} > 0 THEN true WHEN c.collected & {{.Bit}} > 0 THEN false END AS {{.Name}}{{end}},
       o.provider_id AS provider, p.sector, o.category, o.type AS opportunity_type, o.formality, o.setting,
       o.municipality AS opportunity_municipality
       {{range .Opportunity}}, {{.In "o"}} AS {{.}}{{end}}
       {{range .Provider}}, {{.In "p"}} AS {{.}}{{end}}
FROM (
    SELECT *, '' AS _facet, '' AS _level FROM offer_tally
    UNION ALL
    SELECT k.*, f.facet, f.level FROM offer_tally AS k JOIN offers AS f ON f.opportunity_id = k.opportunity_id
) AS c
LEFT JOIN terms AS t ON t.term = c.term
LEFT JOIN opportunity_register AS o ON o.opportunity_id = c.opportunity_id
LEFT JOIN provider_register AS p ON p.provider_id = o.provider_id
