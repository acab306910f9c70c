-- One row per group: everybody who could have taken part, from registers of them all, without the schools that have not reported.
SELECT {{groups}}, count(*) AS trials
FROM counted p
WHERE p.grain = $grain
GROUP BY ALL
