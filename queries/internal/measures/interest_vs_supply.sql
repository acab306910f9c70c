-- One row per group: answers about interest in a category that say yes (n) and that do not (rest), and the places offered in it (other).
SELECT {{groups}}, count(*) FILTER (a.interested) AS n, count(*) FILTER (NOT a.interested) AS rest, max(a.places) AS other
FROM interest_facts a
GROUP BY ALL
