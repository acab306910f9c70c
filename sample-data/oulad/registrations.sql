-- One row is one stage of one enrolment: everybody in studentRegistration enrolled; who unregistered, or whose result says
-- Withdrawn, withdrew. Dates are counted in days from the first day of the presentation (see presentations.sql); a count that is
-- not a number is passed on as it is, so that the date check names it instead of losing it.
WITH enrolment AS (
    SELECT registration._row, id_student, code_module, code_presentation, date_registration, date_unregistration, final_result, age_band,
           make_date(left(code_presentation, 4)::INT, CASE right(code_presentation, 1) WHEN 'B' THEN 2 WHEN 'J' THEN 10 END, 1) AS starts_on
    FROM registration LEFT JOIN info USING (id_student, code_module, code_presentation)
)
-- 45 enrolments carry no registration date: they are enrolled, on an unknown day.
SELECT _row, id_student, code_module, code_presentation, id_student AS person_id,
       code_module || '-' || code_presentation AS opportunity_id,
       'enrolled' AS stage,
       coalesce((starts_on + try_cast(date_registration AS INT))::VARCHAR, date_registration) AS occurred_on,
       age_band
FROM enrolment
UNION ALL
-- 93 learners are Withdrawn without a date: withdrew, on an unknown day. 9 have a date and yet the result Fail: they did
-- unregister, so withdrew is recorded as well; neither group gets a credential either way.
SELECT _row, id_student, code_module, code_presentation, id_student,
       code_module || '-' || code_presentation,
       'withdrew',
       coalesce((starts_on + try_cast(date_unregistration AS INT))::VARCHAR, date_unregistration),
       age_band
FROM enrolment
WHERE date_unregistration IS NOT NULL OR final_result = 'Withdrawn'
