-- One row is one domain as an item of its own scale: the files hold a score and no single answers. The scale has no ends (the
-- lowest reading score is -170): the bounds only catch what cannot be one.
SELECT 'pisa_2003' AS instrument_id, item_id, item_id AS scale_id, text_en, text_ar, 'scale' AS answer, -500 AS minimum, 1500 AS maximum, false AS reversed
FROM (VALUES ('math', 'Mathematics score', 'درجة الرياضيات'), ('read', 'Reading score', 'درجة القراءة'), ('science', 'Science score', 'درجة العلوم')) AS test(item_id, text_en, text_ar)
