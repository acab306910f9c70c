-- One row is one learner in one semester with one of the genders the gradebook gives them. It gives everybody both, so each
-- learner comes in two rows that differ in gender alone; the program merges them and reports the contradiction. (The Gender column
-- of the authors' merged tables is only whichever row came first, and is not used.)
-- Reason and status come from the enrolment list; one learner has two statuses in one section, and 31 have neither.
WITH semester(semester, starts_on, ends_on) AS (VALUES
    ('S116', '2015-08-01', '2015-12-31'), ('T116', '2015-08-15', '2015-11-15'), ('S216', '2016-01-01', '2016-05-31')
), gender AS (
    SELECT min(_row) AS _row, Bb_UserPK AS person_id, split_part(CourseSectionOrigID, '-', 2) AS semester, Gender AS gender
    FROM gradebook
    GROUP BY ALL
), reason AS (
    SELECT DISTINCT student_id AS person_id, semester, enrollment_reason AS enrolment_reason, enrollment_status AS enrolment_status
    FROM reasons
)
SELECT _row, person_id, starts_on AS valid_from, ends_on AS valid_to, gender, enrolment_reason, enrolment_status
FROM gender LEFT JOIN reason USING (person_id, semester) LEFT JOIN semester USING (semester)
