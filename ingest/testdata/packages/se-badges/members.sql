-- One row is one member, known from the day of their first badge.
SELECT min(_row) AS _row, UserId AS person_id, left(min("Date"), 10) AS valid_from FROM badges GROUP BY UserId
