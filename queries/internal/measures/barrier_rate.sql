-- One row per group: respondents who answered an item about a barrier (trials), and those who said of one that it keeps them away: an
-- answer above the middle of the item's range.
SELECT * EXCLUDE (_respondent, _named), count(*) FILTER (_named) AS successes, count(*) AS trials
FROM (
    SELECT {{groups}}, coalesce(a.respondent_id, a.record_id) AS _respondent, bool_or(a.turned > (a.minimum + a.maximum) / 2) AS _named
    FROM answers a
    WHERE a.about LIKE 'barrier:%' AND a.turned IS NOT NULL
    GROUP BY ALL
)
GROUP BY ALL
