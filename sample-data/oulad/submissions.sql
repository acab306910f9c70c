-- One row is one submission to one assessment: evidence, not a credential, for nobody is issued anything for it.
-- 173 submissions have no score: they were handed in, and what they show is not known (no score, no step, never 0).
-- 1,909 are banked: results carried over from an earlier presentation, all with the day -1, which is a filler and not a day. Nothing
-- tells when they were earned, so the filler is kept (the eve of the start) and the method says banked: a code of our own, which the
-- receipt therefore counts, and by which they can be left out.
-- 11 examinations have no date of their own; the submission does, so nothing is missing here.
WITH marked AS (
    SELECT submission._row, id_assessment, id_student, code_module, code_presentation, assessment_type, is_banked, score, date_submitted,
           make_date(left(code_presentation, 4)::INT, CASE right(code_presentation, 1) WHEN 'B' THEN 2 WHEN 'J' THEN 10 END, 1) AS starts_on
    FROM submission LEFT JOIN assessments USING (id_assessment)
)
SELECT _row, id_assessment, id_student, id_student AS person_id,
       code_module || '-' || assessment_type AS skill_id,
       CASE WHEN try_cast(score AS DOUBLE) >= 40 THEN 1 WHEN try_cast(score AS DOUBLE) < 40 THEN 0 END AS step,
       score,
       coalesce((starts_on + try_cast(date_submitted AS INT))::VARCHAR, date_submitted) AS assessed_on,
       CASE is_banked WHEN '1' THEN 'banked' ELSE 'test' END AS method,
       code_module || '-' || code_presentation AS opportunity_id
FROM marked
