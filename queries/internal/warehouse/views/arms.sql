-- One row per person about whose taking part somebody decided: the arm in which the first decision put them (programme where it was in
-- favour, comparison where not), its day, and whether chance made it. Who is let in later stays where the first decision put them.
WITH decided AS (
    SELECT TRY_CAST(k.subject_id AS UUID) AS person_id, k.source, k.record_id, coalesce(k.decided_on, k.requested_on) AS decided_on, in_favour(k.outcome) AS in_favour,
           coalesce(lower(k.criterion) IN ('lottery', 'ballot', 'random', 'randomised', 'randomized'), false) AS by_chance
    FROM resolved.decisions AS k
    WHERE k.subject_kind = 'person' AND k.matter = 'take_part' AND in_favour(k.outcome) IS NOT NULL
)
SELECT person_id, CASE WHEN in_favour THEN 'programme' ELSE 'comparison' END AS arm, decided_on, by_chance
FROM decided
WHERE person_id IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY decided_on NULLS LAST, source, record_id) = 1
