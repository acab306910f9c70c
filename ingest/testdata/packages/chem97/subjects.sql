-- One row is one thing the files give points in.
SELECT * FROM (VALUES ('a_level_chemistry', 'A-level chemistry', 'الكيمياء للمستوى المتقدم'),
                      ('gcse', 'GCSE, mean over subjects', 'متوسط الشهادة العامة للتعليم الثانوي')) AS subject(skill_id, name_en, name_ar)
