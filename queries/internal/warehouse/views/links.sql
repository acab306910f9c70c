-- One row per kind of thing, scheme, method and band of confidence: aliases given, those that were used, and those that a
-- register knows under the id they were joined to. An alias of two ids that are not one is used for neither.
SELECT a.source, a."of", a.scheme, coalesce(a.method, '') AS method,
       CASE WHEN a.confidence IS NULL THEN '' WHEN a.confidence >= 0.95 THEN '0.95-1' WHEN a.confidence >= 0.8 THEN '0.80-0.95' ELSE 'below 0.80' END AS confidence,
       count(*) AS aliases,
       count(*) FILTER (coalesce(x.id, a.alias) = coalesce(y.id, a.id)) AS used,
       count(*) FILTER (coalesce(x.id, a.alias) = coalesce(y.id, a.id) AND k.id IS NOT NULL) AS in_a_register
FROM aliases AS a
LEFT JOIN same_ids AS x ON x."of" = a."of" AND x.alias = a.alias
LEFT JOIN same_ids AS y ON y."of" = a."of" AND y.alias = a.id
LEFT JOIN (
    SELECT 'person' AS of_what, CAST(person_id AS VARCHAR) AS id FROM resolved.people
    UNION SELECT 'school', school_id FROM school_register
    UNION SELECT 'provider', provider_id FROM provider_register
    UNION SELECT 'opportunity', opportunity_id FROM opportunity_register
    UNION SELECT 'skill', skill_id FROM skill_register
) AS k ON k.of_what = a."of" AND k.id = coalesce(y.id, a.id)
GROUP BY ALL
