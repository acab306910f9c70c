-- One row is one topic in one semester. The days are chosen (athar.yaml).
SELECT min(_row) AS _row,
       Topic || '-' || Semester AS opportunity_id,
       Topic AS programme_id,
       Topic || CASE Semester WHEN 'F' THEN ', first semester' ELSE ', second semester' END AS title_en,
       Topic AS category,
       'course' AS type, 'formal' AS formality, 'in_school' AS setting, 'learner' AS audience,
       CASE Semester WHEN 'F' THEN '2014-09-01' WHEN 'S' THEN '2015-02-01' END AS starts_on,
       CASE Semester WHEN 'F' THEN '2015-01-31' WHEN 'S' THEN '2015-06-30' END AS ends_on
FROM xapi
GROUP BY Topic, Semester
