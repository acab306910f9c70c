-- One row per group: opportunities with places that are endorsed today (n) and that are not (rest), the places of those endorsed (over) and
-- of all (under).
SELECT {{groups}}, count(*) FILTER (_endorsed) AS n, count(*) FILTER (NOT _endorsed) AS rest,
    coalesce(sum(o.seats) FILTER (_endorsed), 0) AS over, sum(o.seats) AS under
FROM (
    SELECT *, opportunity_id IN (
        SELECT opportunity_id FROM decision_facts
        WHERE matter = 'endorse' AND in_favour AND opportunity_id IS NOT NULL AND coalesce(decided_on, requested_on) <= $today AND coalesce(valid_until, $today) >= $today
    ) AS _endorsed
    FROM opportunity_facts
) o
WHERE o.seats > 0 AND ($opportunities IS NULL OR o.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
GROUP BY ALL
