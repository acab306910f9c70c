-- One row is one thing the platform counts per pupil (0 to 100), or the school notes, or a parent says.
SELECT * FROM (VALUES
    ('tracker', 'raisedhands', 'Times a hand was raised', 'مرات رفع اليد', 'scale', 0, 100),
    ('tracker', 'VisITedResources', 'Course contents visited', 'زيارات محتوى المقرر', 'scale', 0, 100),
    ('tracker', 'AnnouncementsView', 'Announcements viewed', 'الإعلانات التي اطُّلع عليها', 'scale', 0, 100),
    ('tracker', 'Discussion', 'Contributions to discussions', 'المشاركات في النقاش', 'scale', 0, 100),
    ('tracker', 'StudentAbsenceDays', 'Days absent', 'أيام الغياب', 'choice', NULL, NULL),
    ('parents', 'ParentAnsweringSurvey', 'The parent answered the school''s surveys', 'أجاب ولي الأمر عن استبانات المدرسة', 'choice', NULL, NULL),
    ('parents', 'ParentschoolSatisfaction', 'The parent''s satisfaction with the school', 'رضا ولي الأمر عن المدرسة', 'choice', NULL, NULL)
) AS item(instrument_id, item_id, text_en, text_ar, answer, minimum, maximum)
