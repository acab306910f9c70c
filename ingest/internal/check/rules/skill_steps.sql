-- Rules of skill steps.

-- rule: range_reversed on expected_to_age, expected_from_age
SELECT _place FROM read WHERE expected_to_age < expected_from_age;
