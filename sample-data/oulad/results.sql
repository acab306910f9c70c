-- One row is one module passed: a final result of Pass or Distinction, awarded on the last day of the presentation. Fail and
-- Withdrawn are no credentials. A distinction is told by the title. age_band is the one recorded with this enrolment.
WITH result AS (
    SELECT info._row, id_student, code_module, code_presentation, final_result, age_band, module_presentation_length,
           make_date(left(code_presentation, 4)::INT, CASE right(code_presentation, 1) WHEN 'B' THEN 2 WHEN 'J' THEN 10 END, 1) AS starts_on
    FROM info LEFT JOIN courses USING (code_module, code_presentation)
)
SELECT _row, id_student, code_module, code_presentation, id_student AS person_id,
       code_module || '-' || code_presentation AS opportunity_id,
       'Module ' || code_module || CASE final_result WHEN 'Distinction' THEN ', with distinction' ELSE '' END AS title,
       starts_on + module_presentation_length::INT AS awarded_on,
       code_module AS issuer_id,
       'credit' AS type,
       age_band
FROM result
WHERE final_result IN ('Pass', 'Distinction')
