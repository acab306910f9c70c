-- One row per person and term, as in person_terms, with what is known of the person's school.
SELECT * EXCLUDE (place, registered, active) REPLACE (place AS municipality), school_id AS school
FROM stances
WHERE term IS NOT NULL AND (in_population OR active)
