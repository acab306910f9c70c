-- One row is one stage of one learner in one section. Enrolled: all of the enrolment list. Withdrew: who is marked Dropped or
-- Withdrawn there. Attended: who has time on the platform, with the minutes. No days are published: the section's own count.
-- Three rows of the list repeat a learner and section: two word for word (one fact), one as Enrolled and as Dropped (one
-- enrolment whose status contradicts itself, and a withdrawal).
WITH enrolment AS (
    SELECT min(_row) AS _row, student_id AS person_id, course_id AS opportunity_id, enrollment_reason AS enrolment_reason,
           enrollment_status AS enrolment_status
    FROM reasons
    GROUP BY ALL
), known AS (                         -- per learner and section, what the list says without contradicting itself
    SELECT person_id, opportunity_id,
           CASE WHEN count(DISTINCT enrolment_reason) = 1 THEN min(enrolment_reason) END AS enrolment_reason,
           CASE WHEN count(DISTINCT enrolment_status) = 1 THEN min(enrolment_status) END AS enrolment_status
    FROM enrolment
    GROUP BY ALL
)
SELECT _row, person_id, opportunity_id, 'enrolled' AS stage, NULL AS minutes, enrolment_reason, enrolment_status
FROM enrolment
UNION ALL
SELECT min(e._row), person_id, opportunity_id, 'withdrew', NULL, known.enrolment_reason, known.enrolment_status
FROM enrolment AS e JOIN known USING (person_id, opportunity_id)
WHERE e.enrolment_status IN ('Dropped', 'Withdrawn')
GROUP BY ALL
UNION ALL
SELECT minutes._row, Bb_UserPK, CourseSectionOrigID, 'attended', TimeSpent, enrolment_reason, enrolment_status
FROM minutes LEFT JOIN known ON known.person_id = Bb_UserPK AND known.opportunity_id = CourseSectionOrigID
