-- One row per touched person and term: the skills there is evidence of.
SELECT e.person_id, coalesce(d.term, (SELECT term FROM terms WHERE starts_on = DATE '-infinity')) AS term, count(DISTINCT e.skill_id) AS skills
FROM of_evidence AS e
LEFT JOIN term_days AS d ON d.day = e.assessed_on
GROUP BY ALL
