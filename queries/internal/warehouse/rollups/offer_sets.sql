-- One row per opportunity and part: the levels it has of what is on offer, as a set.
SELECT o.opportunity_id, l.part, bit_or(l.bit) AS levels
FROM offers AS o
JOIN offer_levels AS l ON l._offer = o.facet || '=' || o.level
GROUP BY ALL
