-- One row per group: learners of the population, and those who hold a credential of the term that is valid today (with grain 'year': of the year).
SELECT {{groups}}, count(*) FILTER (p.credential_valid_until >= $today) AS successes, count(*) AS trials
FROM counted p
WHERE p.grain = $grain
GROUP BY ALL
