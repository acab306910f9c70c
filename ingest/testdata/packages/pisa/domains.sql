-- One row is one tested domain. Each is one score, already scaled by the OECD (mean 500, standard deviation 100 over its members).
SELECT * FROM (VALUES ('math', 'Mathematics', 'الرياضيات'), ('read', 'Reading', 'القراءة'), ('science', 'Science', 'العلوم')) AS domain(scale_id, title_en, title_ar)
CROSS JOIN (SELECT 'cognitive' AS domain, 'mean' AS scoring)
