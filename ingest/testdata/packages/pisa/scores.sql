-- One row is one learner's score in one domain, with the learner's weight: no mean of a group is right without it. (This is why
-- the scores are answers and not evidence, which knows no weight.) The school is the cluster of the sample.
SELECT _row, country, school_id AS school, student_id AS student,
       'pisa_2003' AS instrument_id, item_id, 'any' AS wave,
       concat_ws('-', country, year, school_id, student_id) AS respondent_id, 'learner' AS role,
       concat_ws('-', country, year, school_id) AS school_id,
       year AS answered_on, value, 'answered' AS status,
       stu_wgt AS weight, country AS stratum, concat_ws('-', country, year, school_id) AS cluster,
       gender
FROM student UNPIVOT (value FOR item_id IN (math, read, science))
