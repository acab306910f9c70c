-- One row per group: learners who took part in one level of a facet of what is on offer; where $offer is empty, in anything,
-- and there alone how many learners of the population there are.
SELECT {{groups}}, CAST(sum(p._learners) AS BIGINT) AS trials, CAST(sum(p._attended) AS BIGINT) AS _attended, CAST(sum(p._enrolled) AS BIGINT) AS _enrolled
FROM reach p
WHERE p._offer = $offer
GROUP BY ALL
HAVING sum(p._learners) <> 0 OR sum(p._attended) <> 0 OR sum(p._enrolled) <> 0
