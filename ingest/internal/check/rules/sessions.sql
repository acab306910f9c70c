-- Rules of sessions.

-- rule: half_a_place on longitude
SELECT _place FROM read WHERE (latitude IS NULL) <> (longitude IS NULL);
