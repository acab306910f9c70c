-- One row per group: different people known in the terms, each in the group of the latest of them. Whom only a list of
-- participants knows, and no record of any term, belongs to the first term that the list has them in.
WITH known AS (
    SELECT * FROM population
    UNION ALL BY NAME
    SELECT v.* EXCLUDE (municipality), coalesce(v.municipality, s._municipality) AS municipality, v.school_id AS school, s.* EXCLUDE (_id, _municipality), t.term, t.year
    FROM (
        FROM people ANTI JOIN population USING (person_id)
        QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY valid_from DESC NULLS LAST, source) = 1
    ) v
    LEFT JOIN (
        SELECT school_id AS _id, municipality AS _municipality, type AS school_type,
            COLUMNS(lambda c: NOT starts_with(c, '_') AND c NOT IN ('school_id', 'municipality', 'type', 'source', 'name_en', 'name_ar', 'latitude', 'longitude'))
        FROM schools QUALIFY row_number() OVER (PARTITION BY school_id ORDER BY source) = 1
    ) s ON s._id = v.school_id
    LEFT JOIN terms t ON t.term = (
        SELECT arg_min(term, (starts_on, term)) FROM terms
        WHERE starts_on <= coalesce(v.valid_to, DATE '9999-12-31') AND ends_on >= coalesce(v.valid_from, DATE '0001-01-01'))
)
SELECT {{groups}}, count(*) AS n
FROM (
    FROM known
    WHERE $terms IS NULL OR term IN (SELECT unnest(string_split($terms, chr(31))))
    QUALIFY row_number() OVER (
        PARTITION BY person_id, CASE $grain WHEN 'term' THEN term WHEN 'year' THEN CAST(year AS VARCHAR) ELSE '' END
        ORDER BY year DESC, term DESC) = 1
) p
GROUP BY ALL
