-- One row per feed, source and stage that its records contain: what such a record says was reached, and what the feed
-- collects, as sets of stages, and the stage's turn. A feed collects what it declares and what it contains; a later stage
-- implies the earlier ones among those only.
WITH held AS (
    SELECT feed, source, stage FROM stage_tally
), collecting AS (
    SELECT h.feed, h.source, bit_or(coalesce(s.bit, 0)) | coalesce(max(f.stages), 0) AS collects
    FROM held AS h
    LEFT JOIN stages AS s ON s.stage = h.stage
    LEFT JOIN feeds AS f ON f.feed = h.feed AND f.kind = 'participations'
    GROUP BY h.feed, h.source
)
SELECT h.feed, h.source, h.stage, coalesce(s.bit | (s.after & c.collects), 0) AS reaches, c.collects, coalesce(s.turn, 0) AS turn
FROM held AS h
JOIN collecting AS c USING (feed, source)
LEFT JOIN stages AS s ON s.stage = h.stage
