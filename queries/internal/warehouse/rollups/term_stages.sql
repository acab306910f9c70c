-- One row per term: the stages that are collected in it, as a set, and whether minutes are. A term in which nobody took part
-- is one in which all that is collected at all would have been.
SELECT t.term,
       coalesce(bit_or(j.collected), (SELECT bit_or(collects) FROM feed_stages), (SELECT bit_or(stages) FROM feeds WHERE kind = 'participations'), 0) AS collected,
       coalesce(sum(j.with_minutes) > 0, (SELECT sum(with_minutes) > 0 FROM journey_tally), false) AS minutes
FROM terms AS t
LEFT JOIN journey_tally AS j ON j.term = t.term
GROUP BY t.term
