-- One row is one option of an item that is no count.
SELECT * FROM (VALUES
    ('tracker', 'StudentAbsenceDays', 'Under-7', 'Fewer than 7', 'أقل من 7 أيام'), ('tracker', 'StudentAbsenceDays', 'Above-7', '7 or more', '7 أيام فأكثر'),
    ('parents', 'ParentAnsweringSurvey', 'Yes', 'Yes', 'نعم'), ('parents', 'ParentAnsweringSurvey', 'No', 'No', 'لا'),
    ('parents', 'ParentschoolSatisfaction', 'Good', 'Good', 'جيد'), ('parents', 'ParentschoolSatisfaction', 'Bad', 'Bad', 'سيئ')
) AS choice(instrument_id, item_id, option, title_en, title_ar)
