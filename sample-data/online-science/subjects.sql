-- One row is one subject: what a final grade is a grade in.
WITH subject AS (
    SELECT min(_row) AS _row, split_part(CourseSectionOrigID, '-', 1) AS skill_id FROM gradebook GROUP BY ALL
), title(skill_id, name_en, name_ar) AS (VALUES
    ('AnPhA', 'Anatomy and physiology', 'التشريح ووظائف الأعضاء'), ('BioA', 'Biology', 'الأحياء'), ('FrScA', 'Forensic science', 'العلوم الجنائية'),
    ('OcnA', 'Oceanography', 'علوم البحار'), ('PhysA', 'Physics', 'الفيزياء')
)
SELECT _row, skill_id, coalesce(name_en, skill_id) AS name_en, name_ar
FROM subject LEFT JOIN title USING (skill_id)
