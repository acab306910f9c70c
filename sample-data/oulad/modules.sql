-- One row is one module, the unit of the university that teaches it. The modules' real names are not published.
-- Domains as in the paper: AAA, BBB, GGG social sciences; CCC, DDD, EEE, FFF science, technology, engineering, mathematics.
SELECT min(_row) AS _row,
       code_module AS provider_id,
       'Module ' || code_module AS name_en,
       'المقرر ' || code_module AS name_ar,
       'university' AS sector
FROM courses
GROUP BY code_module
