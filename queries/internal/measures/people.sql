-- One row per group: different people known in the terms, each in the group of the latest of them.
SELECT {{groups}}, count(*) AS n
FROM (
    FROM known
    WHERE $terms IS NULL OR term IN (SELECT unnest(string_split($terms, chr(31))))
    QUALIFY row_number() OVER (
        PARTITION BY person_id, CASE $grain WHEN 'term' THEN term WHEN 'year' THEN CAST(year AS VARCHAR) ELSE '' END
        ORDER BY year DESC, term DESC) = 1
) p
GROUP BY ALL
