-- One row is one pupil in one topic. The counts of clicks are no stages and no minutes: they are answers of the tracker (counts.sql).
SELECT _row, _row AS person_id, Topic || '-' || Semester AS opportunity_id, 'enrolled' AS stage FROM xapi
