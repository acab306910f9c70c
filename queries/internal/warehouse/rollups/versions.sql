-- One row per version of a touched person: how they stood from starts_on to ends_on, and whether a register vouches for it.
-- preference: of two versions, the higher is asked first; the later one, then that of a whole register, then by source.
-- A version ends the day before the person's next one; what a feed says that knows only participants ends no version of a
-- register of everybody.
WITH known AS (
    SELECT p.person_id, p.role, p.school_id, p.grade, p.birth_year, p.municipality, p.zone,
           {{range .Person}}{{.In "p"}} AS {{.}}, {{end}}
           coalesce(p.valid_from, DATE '-infinity') AS starts_on,
           coalesce(p.valid_to, DATE 'infinity') AS valid_to,
           coalesce(f.whole, false) AS whole,
           coalesce(f.whole AND (f.covers_schools IS NULL OR list_contains(f.covers_schools, p.school_id))
                            AND (f.covers_municipalities IS NULL OR list_contains(f.covers_municipalities, coalesce(p.municipality, s.municipality))), false) AS covered,
           f.covers_from, f.covers_to, p.source, p._feed, p._key
    FROM of_people AS p
    LEFT JOIN feeds AS f ON f.feed = p._feed AND f.kind = 'people'
    LEFT JOIN school_register AS s ON s.school_id = p.school_id
), placed AS (
    SELECT *,
           least(valid_to, CASE WHEN whole THEN min(starts_on) FILTER (WHERE whole) OVER later ELSE min(starts_on) OVER later END - 1) AS ends_on,
           row_number() OVER (PARTITION BY person_id ORDER BY starts_on, whole, source DESC, _feed DESC, _key) AS preference
    FROM known
    WINDOW later AS (PARTITION BY person_id ORDER BY starts_on GROUPS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
)
SELECT * EXCLUDE (valid_to, whole, covers_from, covers_to, source, _feed, _key),
       greatest(starts_on, covers_from) AS registered_from,
       least(ends_on, covers_to) AS registered_to
FROM placed
