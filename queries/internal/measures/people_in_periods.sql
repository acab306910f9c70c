-- One row per period of account (a term; with grain 'year': a year), which stands in the columns term and year, and group: the
-- people known in it, in the group they were in then, and the others, in the group of the latest term they are known in.
-- only: in no other period; again: in another term of the same year too; here: in other years too; beside: not in this term
-- but in its year; absent: not in this year.
WITH placed AS (
    SELECT *, count(*) OVER (PARTITION BY person_id) AS _periods, count(*) OVER (PARTITION BY person_id, year) AS _in_year
    FROM (
        SELECT *, CASE $grain WHEN 'term' THEN term ELSE CAST(year AS VARCHAR) END AS _period FROM known
        QUALIFY row_number() OVER (PARTITION BY person_id, _period ORDER BY year DESC, term DESC) = 1
    )
), periods AS (
    SELECT DISTINCT CASE $grain WHEN 'term' THEN term ELSE CAST(year AS VARCHAR) END AS _period, CASE $grain WHEN 'term' THEN term END AS term, year
    FROM terms
), everywhere AS (
    SELECT p.*, CASE WHEN _periods = 1 THEN 'only' WHEN _in_year > 1 THEN 'again' ELSE 'here' END AS _part
    FROM placed AS p
    UNION ALL
    SELECT p.* REPLACE (t.term AS term, t.year AS year, t._period AS _period), CASE WHEN y.person_id IS NULL THEN 'absent' ELSE 'beside' END AS _part
    FROM (FROM placed QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY year DESC, term DESC) = 1) AS p
    CROSS JOIN periods AS t
    ANTI JOIN placed AS k ON k.person_id = p.person_id AND k._period = t._period
    LEFT JOIN (SELECT DISTINCT person_id, year FROM placed) AS y ON y.person_id = p.person_id AND y.year = t.year
)
SELECT {{groups}}, count(*) FILTER (_part = 'here') AS here, count(*) FILTER (_part = 'again') AS again, count(*) FILTER (_part = 'only') AS only,
    count(*) FILTER (_part = 'beside') AS beside, count(*) FILTER (_part = 'absent') AS absent
FROM everywhere p
GROUP BY ALL
