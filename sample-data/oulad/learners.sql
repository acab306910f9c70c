-- One row is one learner as known during one presentation term, however many modules they took in it: from its first day to the
-- last day of its longest course. Should a learner ever differ between enrolments of one term, both rows are delivered and the
-- program says so. age_band is not here: it is recorded with the enrolment (registrations.sql, results.sql).
WITH term AS (
    SELECT code_presentation,
           make_date(left(code_presentation, 4)::INT, CASE right(code_presentation, 1) WHEN 'B' THEN 2 WHEN 'J' THEN 10 END, 1) AS starts_on,
           max(module_presentation_length::INT) AS days
    FROM courses
    GROUP BY code_presentation
)
SELECT min(info._row) AS _row,
       id_student AS person_id,
       starts_on AS valid_from,
       starts_on + days AS valid_to,
       gender,
       disability,
       CASE imd_band WHEN '10-20' THEN '10-20%' ELSE imd_band END AS imd_band,   -- the source drops this one % sign
       highest_education,
       region
FROM info LEFT JOIN term USING (code_presentation)
GROUP BY ALL
