-- One row per group: learners and skills assessed in the period and on an earlier day (n), and those whose only day of assessment of all lies
-- in the period (before); and over the first, sums of the step of the first assessment of all (x), of the last in the period (y), of their
-- squares and of their product. Nobody has a later assessment alone (after): the first of all is an earlier one.
WITH assessed AS (
    SELECT {{groups}}, e.person_id AS _person, e.skill_id AS _skill, max(e.assessed_on) > min(e.first_on) AS _again,
        min(e.first_step) AS _x, arg_max(e.step, (e.assessed_on, e.step)) AS _y
    FROM evidence_facts e
    WHERE e.step IS NOT NULL AND ($opportunities IS NULL OR e.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
    GROUP BY ALL
), followed AS (
    SELECT DISTINCT person_id AS _person, skill_id AS _skill, true AS _followed FROM evidence_facts WHERE step IS NOT NULL AND assessed_on > first_on
)
SELECT a.* EXCLUDE (_person, _skill, _again, _x, _y),
    count(*) FILTER (_again) AS n, count(*) FILTER (NOT _again AND _followed IS NULL) AS before, 0 AS after,
    coalesce(sum(_x) FILTER (_again), 0) AS x, coalesce(sum(_y) FILTER (_again), 0) AS y, coalesce(sum(_x * _x) FILTER (_again), 0) AS xx,
    coalesce(sum(_y * _y) FILTER (_again), 0) AS yy, coalesce(sum(_x * _y) FILTER (_again), 0) AS xy
FROM assessed a
LEFT JOIN followed USING (_person, _skill)
GROUP BY ALL
