-- One row per day of a term: of terms that overlap, the one that began last.
SELECT day, arg_max(term, (starts_on, term)) AS term
FROM (SELECT CAST(unnest(generate_series(starts_on, ends_on, INTERVAL 1 DAY)) AS DATE) AS day, term, starts_on FROM terms WHERE isfinite(starts_on))
GROUP BY day
