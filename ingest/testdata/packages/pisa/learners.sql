-- One row is one learner of 2003. Parental education is the higher of the two parents'. The quarter is the learner's place by
-- socio-economic index within the country, by weight: a quarter of the country's learners, not of its sample.
WITH weighed AS (
    SELECT *, stu_wgt::DECIMAL(18, 6) AS w,                  -- exact sums: loading again finds the same quarters
           ['less than ISCED1', 'ISCED 1', 'ISCED 2', 'ISCED 3B, C', 'ISCED 3A'] AS steps
    FROM student
), placed AS (
    SELECT *, (sum(w) OVER (PARTITION BY country, escs IS NULL ORDER BY escs::DOUBLE, school_id, student_id) - w / 2)::DOUBLE
              / (sum(w) OVER (PARTITION BY country, escs IS NULL))::DOUBLE AS place
    FROM weighed
)
SELECT _row,
       concat_ws('-', country, year, school_id, student_id) AS person_id,
       year || '-01-01' AS valid_from,
       year || '-12-31' AS valid_to,
       concat_ws('-', country, year, school_id) AS school_id,
       country,
       gender,
       replace(coalesce(steps[greatest(list_position(steps, mother_educ), list_position(steps, father_educ))], mother_educ, father_educ),
               '3B, C', '3B or C') AS parent_education,       -- a comma would part two levels in a question
       CASE WHEN escs IS NOT NULL THEN ceil(4 * place)::INT END AS escs_quarter
FROM placed
