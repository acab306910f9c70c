-- Rules of responses.

-- rule: no_answer on value
SELECT _place FROM read
WHERE coalesce(status, 'answered') = 'answered' AND value IS NULL AND option IS NULL AND _apart IS NULL;

-- rule: no_subject_kind on subject_kind
SELECT _place FROM read WHERE subject_id IS NOT NULL AND subject_kind IS NULL;
