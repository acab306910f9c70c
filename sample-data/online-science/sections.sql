-- One row is one section (subject, semester, number) of the gradebook: an online secondary-school class, taught by a statewide
-- provider that the source does not name. The days of the semester are chosen (athar.yaml).
WITH section AS (
    SELECT min(_row) AS _row, CourseSectionOrigID AS id, split_part(CourseSectionOrigID, '-', 1) AS subject,
           split_part(CourseSectionOrigID, '-', 2) AS semester
    FROM gradebook
    GROUP BY CourseSectionOrigID
), subject(subject, title_en, title_ar) AS (VALUES
    ('AnPhA', 'Anatomy and physiology', 'التشريح ووظائف الأعضاء'), ('BioA', 'Biology', 'الأحياء'), ('FrScA', 'Forensic science', 'العلوم الجنائية'),
    ('OcnA', 'Oceanography', 'علوم البحار'), ('PhysA', 'Physics', 'الفيزياء')
), semester(semester, starts_on, ends_on) AS (VALUES
    ('S116', '2015-08-01', '2015-12-31'), ('T116', '2015-08-15', '2015-11-15'), ('S216', '2016-01-01', '2016-05-31')
)
SELECT _row,
       id AS opportunity_id,
       subject AS programme_id,
       coalesce(title_en, subject) || ' (' || id || ')' AS title_en,
       title_ar || ' (' || id || ')' AS title_ar,
       'science' AS category,
       'course' AS type,
       'formal' AS formality,
       'online' AS setting,
       'learner' AS audience,
       starts_on,
       ends_on,
       subject AS skill_ids
FROM section LEFT JOIN subject USING (subject) LEFT JOIN semester USING (semester)
