-- One row is one of the two steps of an assessment: 40 or more of 100 is a pass at the Open University.
SELECT min(_row) AS _row,
       code_module || '-' || assessment_type AS skill_id,
       step,
       CASE step WHEN 1 THEN 'Passed (40 or more)' ELSE 'Not passed (below 40)' END AS title_en,
       CASE step WHEN 1 THEN 'ناجح (40 فأكثر)' ELSE 'غير ناجح (أقل من 40)' END AS title_ar
FROM assessments CROSS JOIN (SELECT unnest([0, 1]) AS step)
GROUP BY code_module, assessment_type, step
