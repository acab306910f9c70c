-- One row is one count, note or answer about one pupil. The tracker's belong to the pupil; the parents' to a parent (a respondent of
-- their own) and are about the pupil. 210 parents "did not answer the surveys" and yet have a satisfaction: the source does
-- not say from where, both are kept as published.
WITH answer AS (
    SELECT *, 'tracker' AS instrument_id FROM xapi UNPIVOT (answer FOR item_id IN (raisedhands, VisITedResources, AnnouncementsView, Discussion, StudentAbsenceDays))
    UNION ALL BY NAME
    SELECT *, 'parents' AS instrument_id FROM xapi UNPIVOT (answer FOR item_id IN (ParentAnsweringSurvey, ParentschoolSatisfaction))
)
SELECT _row, instrument_id, item_id, 'any' AS wave,
       CASE instrument_id WHEN 'parents' THEN _row || '-parent' ELSE _row::VARCHAR END AS respondent_id,
       CASE instrument_id WHEN 'parents' THEN 'family' ELSE 'learner' END AS role,
       'person' AS subject_kind, _row AS subject_id,
       Topic || '-' || Semester AS opportunity_id,
       CASE Semester WHEN 'F' THEN '2015-01-31' WHEN 'S' THEN '2015-06-30' END AS answered_on,
       CASE WHEN item_id IN ('raisedhands', 'VisITedResources', 'AnnouncementsView', 'Discussion') THEN answer END AS value,
       CASE WHEN item_id IN ('StudentAbsenceDays', 'ParentAnsweringSurvey', 'ParentschoolSatisfaction') THEN answer END AS option,
       'answered' AS status,
       gender,
       CASE NationalITy WHEN 'KW' THEN 'Kuwait' WHEN 'lebanon' THEN 'Lebanon' WHEN 'venzuela' THEN 'Venezuela' WHEN 'Lybia' THEN 'Libya'
                        WHEN 'Tunis' THEN 'Tunisia' WHEN 'SaudiArabia' THEN 'Saudi Arabia' ELSE NationalITy END AS nationality
FROM answer
