-- One row per group: respondents who answered the item by choosing, whatever they chose.
SELECT {{groups}}, count(DISTINCT coalesce(a.respondent_id, a.record_id)) AS trials
FROM answers a
WHERE a.answered AND a.option IS NOT NULL AND ($opportunities IS NULL OR a.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
GROUP BY ALL
