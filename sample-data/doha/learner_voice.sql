-- One row an answer. The form has one column a question; empty is skipped, 88 is "does not apply", 99 is "would rather not".
WITH answers AS (
  SELECT "رقم الاستجابة" AS record_id, "رقم الطالب" AS respondent_id, "رمز المدرسة" AS school_id, "تاريخ التعبئة" AS answered_on,
         question, trim(coalesce(answer, '')) AS answer, _row
  FROM form UNPIVOT INCLUDE NULLS (answer FOR question IN ("س1", "س2", "س3", "س4", "س5", "س6", "س7", "س8", "س9", "س10", "س11"))
)
SELECT record_id, 'voice' AS instrument_id, item_id, 'any' AS wave, respondent_id, 'learner' AS role, school_id, answered_on,
       CASE WHEN form_of = 'scale' AND answer NOT IN ('', '88', '99') THEN answer END AS value,
       CASE WHEN form_of IN ('choice', 'many') AND answer <> '' THEN replace(answer, ';', '|') END AS option,
       CASE WHEN form_of = 'text' AND answer <> '' THEN answer END AS text,
       CASE WHEN answer = '' THEN 'skipped'
            WHEN form_of = 'scale' AND answer = '88' THEN 'not_applicable'
            WHEN form_of = 'scale' AND answer = '99' OR form_of = 'choice' AND answer = '9' THEN 'refused'
            ELSE 'answered' END AS status,
       _row
FROM answers
JOIN (VALUES ('س1', 'v01', 'scale'), ('س2', 'v02', 'scale'), ('س3', 'v03', 'scale'), ('س4', 'v04', 'scale'), ('س5', 'v05', 'choice'), ('س6', 'v06', 'many'),
             ('س7', 'v07', 'scale'), ('س8', 'v08', 'scale'), ('س9', 'v09', 'scale'), ('س10', 'v10', 'scale'), ('س11', 'v11', 'text')) AS questions(question, item_id, form_of)
USING (question)
