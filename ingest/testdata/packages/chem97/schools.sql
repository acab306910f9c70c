-- One row is one school; the files give it a number and no name. A school lies in one authority.
SELECT min(_row) AS _row, school AS school_id, lea FROM chem GROUP BY ALL
