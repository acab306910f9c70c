-- One row per id that means the same as another: the one id that stands for all of them. It is one that is nobody's alias,
-- where there is one. An alias that is given for two ids says that they are one only where something else says so too:
-- otherwise somebody is wrong, and it joins neither.
WITH RECURSIVE given AS (
    SELECT DISTINCT "of", alias, id FROM aliases WHERE alias <> id
), sure AS (
    SELECT "of", alias AS a, id AS b FROM given QUALIFY count(*) OVER (PARTITION BY "of", alias) = 1
), sure_pair AS (
    FROM sure UNION SELECT "of", b, a FROM sure
), known AS (
    SELECT "of", a, b FROM sure_pair
    UNION
    SELECT m."of", m.a, p.b FROM known AS m JOIN sure_pair AS p ON p."of" = m."of" AND p.a = m.b
), agreed AS (
    -- The ids of one alias are one where each is known to mean the same as the first of them.
    SELECT g."of", g.alias, bool_and(g.id = f.first OR k.b IS NOT NULL) AS one
    FROM given AS g
    JOIN (SELECT "of", alias, min(id) AS first FROM given GROUP BY ALL) AS f ON f."of" = g."of" AND f.alias = g.alias
    LEFT JOIN known AS k ON k."of" = g."of" AND k.a = g.id AND k.b = f.first
    GROUP BY ALL
), accepted AS (
    SELECT g."of", g.alias, g.id FROM given AS g JOIN agreed AS a ON a."of" = g."of" AND a.alias = g.alias AND a.one
), pair AS (
    SELECT "of", alias AS a, id AS b FROM accepted
    UNION
    SELECT "of", id, alias FROM accepted
), meant AS (
    SELECT "of", a, b FROM pair
    UNION
    SELECT m."of", m.a, p.b FROM meant AS m JOIN pair AS p ON p."of" = m."of" AND p.a = m.b
), chosen AS (
    SELECT m."of", m.a AS alias, arg_min(m.b, (m.b IN (SELECT alias FROM accepted AS x WHERE x."of" = m."of"), m.b)) AS id FROM meant AS m GROUP BY ALL
)
FROM chosen WHERE alias <> id
