-- One row is what one kind of assessment in one module shows (TMA tutor-marked, CMA computer-marked, Exam), below its module.
SELECT min(_row) AS _row,
       code_module || '-' || assessment_type AS skill_id,
       code_module || CASE assessment_type WHEN 'TMA' THEN ': tutor-marked assignments' WHEN 'CMA' THEN ': computer-marked assignments'
                                           WHEN 'Exam' THEN ': examination' ELSE ': ' || assessment_type END AS name_en,
       code_module || CASE assessment_type WHEN 'TMA' THEN ': واجبات يصححها المدرّس' WHEN 'CMA' THEN ': واجبات تُصحَّح آليًا'
                                           WHEN 'Exam' THEN ': الامتحان' ELSE ': ' || assessment_type END AS name_ar,
       'OULAD assessments' AS framework,
       code_module AS parent_id
FROM assessments
GROUP BY code_module, assessment_type
UNION ALL
SELECT min(_row), code_module, 'Module ' || code_module, 'المقرر ' || code_module, 'OULAD assessments', NULL
FROM assessments
GROUP BY code_module
