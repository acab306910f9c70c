-- One row per opportunity, facet of it and level it has there; where none is given, the empty one.
SELECT DISTINCT opportunity_id, facet, one AS level
FROM (
    SELECT opportunity_id, facet, unnest(CASE WHEN facet = 'category' THEN string_split(level, '|') ELSE [level] END) AS one
    FROM (
        UNPIVOT (
            SELECT o.opportunity_id {{range .Facets}}, coalesce(CAST({{.Column}} AS VARCHAR), '') AS {{.}}{{end}}
            FROM opportunity_register AS o
            LEFT JOIN provider_register AS p ON p.provider_id = o.provider_id
        ) ON COLUMNS(* EXCLUDE (opportunity_id)) INTO NAME facet VALUE level
    )
)
