-- One row per group: journeys with minutes that ended in no credential and no assessment of a skill (n), the others (rest), the minutes of
-- those without (over) and of all (under).
SELECT {{groups}}, count(*) FILTER (NOT _shown) AS n, count(*) FILTER (_shown) AS rest,
    coalesce(sum(j.minutes ORDER BY j.minutes) FILTER (NOT _shown), 0) AS over, sum(j.minutes ORDER BY j.minutes) AS under
FROM (
    SELECT *, coalesce(credentials, 0) > 0 OR (person_id, opportunity_id) IN (SELECT (person_id, opportunity_id) FROM evidence_facts WHERE opportunity_id IS NOT NULL) AS _shown
    FROM journey_facts
) j
WHERE j.minutes > 0 AND ($opportunities IS NULL OR j.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
GROUP BY ALL
