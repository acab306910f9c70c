-- Rules of returns. Each block gives the places of the rows that break it.

-- rule: no_reporter on school_id
SELECT _place FROM read WHERE school_id IS NULL AND provider_id IS NULL;

-- rule: unknown_term on term
SELECT _place FROM read WHERE term NOT IN (SELECT id FROM terms);
