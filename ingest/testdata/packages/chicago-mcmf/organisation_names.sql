-- One row is one spelling that differs from another one only in signs and capitals ("DYN Tech!", "DYN Tech"): it means the first of them.
WITH spelling AS (
    SELECT min(_row) AS _row, org_name, lower(regexp_replace(org_name, '[^A-Za-z0-9]', '', 'g')) AS letters
    FROM programs
    GROUP BY org_name
), joined AS (
    SELECT *, min(org_name) OVER (PARTITION BY letters) AS id FROM spelling WHERE letters <> ''
)
SELECT _row, 'provider' AS of, 'chicago' AS scheme, org_name AS alias, id, 'same letters and digits' AS method, 0.95 AS confidence
FROM joined
WHERE org_name <> id
