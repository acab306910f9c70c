-- One row per person and opportunity. A stage is true when it was recorded or must have been passed, false when those who
-- record this journey would have recorded it, null when they do not collect it. collected is the set of stages collected.
SELECT p.* EXCLUDE (reached) {{.Texts "passages"}}
       {{range .Stages}}, CASE WHEN p.reached & {{.Bit}} > 0 THEN true WHEN p.collected & {{.Bit}} > 0 THEN false END AS {{.Name}}{{end}}
FROM passages AS p
