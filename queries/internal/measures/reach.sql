-- One row per group: learners of the population, and those of them who were reached by one level of a facet of what is on
-- offer, or by anything ($offer is empty then). $reached is the column of reach that counts them.
SELECT {{groups}}, CAST(sum(p.successes) AS BIGINT) AS successes, CAST(sum(p.trials) AS BIGINT) AS trials
FROM (
    SELECT *, CASE WHEN $offer = '' THEN $reached ELSE 0 END AS successes, _learners AS trials FROM reach WHERE _offer = ''
    UNION ALL
    SELECT *, $reached, 0 FROM reach WHERE _offer = $offer AND $offer <> ''
) p
GROUP BY ALL
HAVING sum(p.trials) > 0
