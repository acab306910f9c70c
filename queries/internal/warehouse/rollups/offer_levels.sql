-- One row per level of a facet of what is on offer. _offer is both, as reach has it. Of sets of levels, which are of several parts,
-- it is one bit of one part.
SELECT number, facet || '=' || level AS _offer, number // 62 AS part, 1::BIGINT << CAST(number % 62 AS INTEGER) AS bit
FROM (SELECT facet, level, row_number() OVER (ORDER BY facet, level) - 1 AS number FROM (SELECT DISTINCT facet, level FROM offers))
