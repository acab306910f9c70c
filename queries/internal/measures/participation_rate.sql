-- One row per group: learners of the population, and those who attended at least once in the term (with grain 'year': in the year).
SELECT {{groups}}, count(*) FILTER (p.n_attended > 0) AS successes, count(*) AS trials
FROM counted p
WHERE p.grain = $grain
GROUP BY ALL
