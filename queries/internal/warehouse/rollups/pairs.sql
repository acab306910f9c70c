-- One row per touched person and term that something is to be said of, and whether a register of everybody knows them in it.
SELECT person_id, term, bool_or(registered) AS registered
FROM (
    SELECT person_id, term, true AS registered FROM registered
    UNION ALL
    SELECT person_id, term, false FROM of_doings
)
GROUP BY ALL
