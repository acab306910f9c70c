-- One row: the examination of summer 1997, known to the month. All 31,022 candidates sat it.
SELECT 'chemistry-1997' AS opportunity_id, 'A-level chemistry 1997' AS title_en, 'امتحان الكيمياء للمستوى المتقدم 1997' AS title_ar,
       'stem' AS category, 'course' AS type, 'formal' AS formality, 'in_school' AS setting, 'learner' AS audience,
       '1997-06' AS starts_on, '1997-08' AS ends_on, 'a_level_chemistry' AS skill_ids
