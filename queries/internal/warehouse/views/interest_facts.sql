-- One row per respondent, wave and item that asks for interest in a category (about: interest:<category>). interested is true where the answer
-- lies above the middle of the item's range; places are those offered in the category in the term.
WITH places AS (
    SELECT c.category, o.term, sum(o.seats) AS places
    FROM opportunity_register AS o JOIN opportunity_categories AS c USING (opportunity_id)
    GROUP BY ALL
)
SELECT a.* EXCLUDE (category), split_part(a.about, ':', 2) AS category, a.turned > (a.minimum + a.maximum) / 2 AS interested, coalesce(p.places, 0) AS places
FROM answers AS a
LEFT JOIN places AS p ON p.category = split_part(a.about, ':', 2) AND p.term IS NOT DISTINCT FROM a.term
WHERE a.about LIKE 'interest:%' AND a.turned IS NOT NULL
