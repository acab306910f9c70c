-- One row per person and term, as in population, and one for everybody else who is known: whom only a list of participants
-- knows, and no record of any term, belongs to the first term that the list has them in.
SELECT * FROM population
UNION ALL BY NAME
SELECT v.* EXCLUDE (municipality), coalesce(v.municipality, s._municipality) AS municipality, v.school_id AS school, s.* EXCLUDE (_id, _municipality), t.term, t.year
FROM (
    FROM resolved.people ANTI JOIN population USING (person_id)
    QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY valid_from DESC NULLS LAST, source) = 1
) v
LEFT JOIN (
    SELECT school_id AS _id, municipality AS _municipality, type AS school_type,
        COLUMNS(lambda c: NOT starts_with(c, '_') AND c NOT IN ('school_id', 'municipality', 'type', 'source', 'name_en', 'name_ar', 'latitude', 'longitude'))
    FROM resolved.schools QUALIFY row_number() OVER (PARTITION BY school_id ORDER BY source) = 1
) s ON s._id = v.school_id
LEFT JOIN terms t ON t.term = (
    SELECT arg_min(term, (starts_on, term)) FROM terms
    WHERE starts_on <= coalesce(v.valid_to, DATE '9999-12-31') AND ends_on >= coalesce(v.valid_from, DATE '0001-01-01'))
