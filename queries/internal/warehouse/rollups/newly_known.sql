-- One row per person who is known in other terms than those they stood in before: something new is known of a term, or nothing
-- any more.
SELECT d.person_id
FROM doings AS d
LEFT JOIN stood_before AS s ON s.person_id = d.person_id AND s.term IS NOT DISTINCT FROM d.term
WHERE s.person_id IS NULL OR d.active AND NOT (s.in_population OR s.active)
UNION
SELECT s.person_id
FROM stood_before AS s
LEFT JOIN doings AS d ON d.person_id = s.person_id AND d.term IS NOT DISTINCT FROM s.term
WHERE NOT s.in_population AND (d.person_id IS NULL AND NOT s.registered OR s.active AND NOT coalesce(d.active, false))
