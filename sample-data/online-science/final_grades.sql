-- One row is one section passed: a final grade of 60 or more of 100. The source publishes grades and no pass mark; 60, the usual
-- lowest passing grade of the country, is our choice. Grades below it are evidence (all_final_grades.sql) and no credential; 30 learners of a section
-- have no final grade. The gradebook repeats the grade on every one of its lines.
WITH grade AS (
    SELECT min(_row) AS _row, Bb_UserPK AS person_id, CourseSectionOrigID AS opportunity_id, FinalGradeCEMS AS score
    FROM gradebook
    WHERE try_cast(FinalGradeCEMS AS DOUBLE) >= 60
    GROUP BY ALL
), known AS (
    SELECT student_id AS person_id, course_id AS opportunity_id,
           CASE WHEN count(DISTINCT enrollment_reason) = 1 THEN min(enrollment_reason) END AS enrolment_reason,
           CASE WHEN count(DISTINCT enrollment_status) = 1 THEN min(enrollment_status) END AS enrolment_status
    FROM reasons
    GROUP BY ALL
), semester(semester, ends_on) AS (VALUES ('S116', '2015-12-31'), ('T116', '2015-11-15'), ('S216', '2016-05-31'))
SELECT _row, person_id, opportunity_id, 'Passed ' || split_part(opportunity_id, '-', 1) AS title, ends_on AS awarded_on,
       'credit' AS type, score, enrolment_reason, enrolment_status
FROM grade LEFT JOIN known USING (person_id, opportunity_id) LEFT JOIN semester ON semester = split_part(opportunity_id, '-', 2)
