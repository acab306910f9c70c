-- Rules of responses.

-- rule: no_answer on value
SELECT _place FROM read
WHERE coalesce(status, 'answered') = 'answered' AND value IS NULL AND option IS NULL AND _apart IS NULL;
