-- Rules of opportunities.

-- rule: half_a_place on longitude
SELECT _place FROM read WHERE (latitude IS NULL) <> (longitude IS NULL);

-- rule: range_reversed on maximum_age, minimum_age
SELECT _place FROM read WHERE maximum_age < minimum_age;

-- rule: price_without_currency on currency
SELECT _place FROM read WHERE price > 0 AND currency IS NULL;
