-- Rules of survey items.

-- rule: no_limits on maximum
SELECT _place FROM read WHERE answer = 'scale' AND (minimum IS NULL OR maximum IS NULL);

-- rule: range_reversed on maximum, minimum
SELECT _place FROM read WHERE maximum < minimum;
