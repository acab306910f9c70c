-- One row per school and term: whether it should have reported participations, and whether it has: by a participation of one
-- of its learners, or by its word that there were none.
WITH learners AS (
    SELECT school_id, term, in_population > 0 AS in_population, records > 0 AS took_part FROM learner_tally
), told AS (
    SELECT DISTINCT r.school_id, t.term
    FROM resolved.returns AS r
    JOIN terms AS t ON t.term = r.term OR t.starts_on = DATE '-infinity'
    WHERE r.about = 'participations' AND r.school_id IS NOT NULL
), due AS (
    -- Where a feed has a rhythm, the schools it speaks for; where schools send returns, all.
    SELECT DISTINCT l.school_id, l.term
    FROM learners AS l
    JOIN terms AS t ON t.term = l.term
    LEFT JOIN school_register AS s ON s.school_id = l.school_id
    JOIN feeds AS f ON f.kind = 'participations' AND f.every <> ''
                   AND (f.covers_schools IS NULL OR list_contains(f.covers_schools, l.school_id))
                   AND (f.covers_municipalities IS NULL OR list_contains(f.covers_municipalities, s.municipality))
                   AND f.covers_from <= t.ends_on AND f.covers_to >= t.starts_on
    UNION
    SELECT school_id, term FROM learners WHERE EXISTS (FROM told)
)
SELECT school_id, term, coalesce(l.in_population, false) AND d.school_id IS NOT NULL AS expected,
       coalesce(l.took_part, false) OR w.school_id IS NOT NULL AS reported
FROM learners AS l
FULL JOIN told AS w USING (school_id, term)
LEFT JOIN due AS d USING (school_id, term)
