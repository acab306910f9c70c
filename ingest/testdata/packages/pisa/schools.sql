-- One row is one school in one round; the numbers start anew in each country and round, and keep their leading zeros.
-- In 2022 public_private holds the codes 1 and 2. 2 is public: those schools get 90% of their money from government (1: 41%),
-- as the schools labelled public do in the other rounds (88%; private 50%).
SELECT _row,
       country || '-' || year || '-' || school_id AS school_id,
       CASE public_private WHEN 'public' THEN 'government' WHEN '2' THEN 'government' WHEN 'private' THEN 'private' WHEN '1' THEN 'private'
                           ELSE public_private END AS type,
       country AS school_country,
       year AS pisa_round
FROM school
