-- One row is the final grade of one learner in one section, whatever it is. 30 learners of a section have none and are not here.
WITH semester(semester, ends_on) AS (VALUES ('S116', '2015-12-31'), ('T116', '2015-11-15'), ('S216', '2016-05-31'))
SELECT min(_row) AS _row, Bb_UserPK AS person_id, CourseSectionOrigID AS opportunity_id, split_part(CourseSectionOrigID, '-', 1) AS skill_id,
       FinalGradeCEMS AS score, ends_on AS assessed_on
FROM gradebook LEFT JOIN semester ON semester = split_part(CourseSectionOrigID, '-', 2)
WHERE FinalGradeCEMS IS NOT NULL
GROUP BY ALL
