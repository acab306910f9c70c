-- One row per id that means the same as another: the one id that stands for all of them. It is one that is nobody's alias,
-- where there is one.
WITH RECURSIVE pair AS (
    SELECT DISTINCT "of", alias AS a, id AS b FROM aliases WHERE alias <> id
    UNION
    SELECT DISTINCT "of", id, alias FROM aliases WHERE alias <> id
), meant AS (
    SELECT "of", a, b FROM pair
    UNION
    SELECT m."of", m.a, p.b FROM meant AS m JOIN pair AS p ON p."of" = m."of" AND p.a = m.b
), chosen AS (
    SELECT m."of", m.a AS alias, arg_min(m.b, (m.b IN (SELECT alias FROM aliases), m.b)) AS id FROM meant AS m GROUP BY ALL
)
FROM chosen WHERE alias <> id
