-- One row per provider and term: whether it should have reported participations, since it had something on offer then, and
-- whether it has: by a participation in what it offered, or by its word that there were none.
WITH offering AS (
    SELECT o.provider_id, coalesce(o.term, j.term) AS term, coalesce(sum(j.records), 0) > 0 AS took_part
    FROM opportunity_register AS o
    LEFT JOIN (SELECT opportunity_id, term, sum(records) AS records FROM journey_tally GROUP BY ALL) AS j USING (opportunity_id)
    WHERE o.provider_id IS NOT NULL AND coalesce(o.term, j.term) IS NOT NULL
    GROUP BY ALL
), told AS (
    SELECT DISTINCT r.provider_id, t.term
    FROM resolved.returns AS r
    JOIN terms AS t ON t.term = r.term OR t.starts_on = DATE '-infinity'
    WHERE r.about = 'participations' AND r.provider_id IS NOT NULL
)
SELECT provider_id, term,
       o.provider_id IS NOT NULL AND (EXISTS (FROM told) OR EXISTS (FROM feeds WHERE kind = 'participations' AND every <> '')) AS expected,
       coalesce(o.took_part, false) OR w.provider_id IS NOT NULL AS reported
FROM offering AS o
FULL JOIN told AS w USING (provider_id, term)
