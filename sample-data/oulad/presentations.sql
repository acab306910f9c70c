-- One row is one presentation: one module offered once. B starts in February, J in October; the day is not published, the first
-- of the month is chosen. It ends its length in days later.
WITH presentation AS (
    SELECT _row, code_module, code_presentation, module_presentation_length,
           make_date(left(code_presentation, 4)::INT, CASE right(code_presentation, 1) WHEN 'B' THEN 2 WHEN 'J' THEN 10 END, 1) AS starts_on
    FROM courses
)
SELECT _row,
       code_module || '-' || code_presentation AS opportunity_id,
       code_module AS provider_id,
       code_module AS programme_id,
       'Module ' || code_module || ', ' || code_presentation AS title_en,
       'المقرر ' || code_module || '، ' || code_presentation AS title_ar,
       CASE WHEN code_module IN ('AAA', 'BBB', 'GGG') THEN 'social_sciences' ELSE 'stem' END AS category,
       'course' AS type,
       'formal' AS formality,
       'online' AS setting,
       'learner' AS audience,
       starts_on,
       starts_on + module_presentation_length::INT AS ends_on,
       code_module AS skill_ids
FROM presentation
