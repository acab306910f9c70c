-- One row is one code of one question. The codebook labels nothing of six coded questions, and its labels of SCHLHRSWK run from 0 while
-- the file's codes run from 1: these seven have the codes of the file, unlabelled. RELATION 11, SPUBCHOIX 3 and FHHOME 6 occur in
-- the file and not in the codebook: no option is made up for them, the receipt names them as not known.
SELECT _row, 'pfi_2019' AS instrument_id, variable AS item_id, code AS option, label AS title_en
FROM codebook
WHERE code IS NOT NULL AND variable <> 'SCHLHRSWK'
UNION ALL
SELECT min(_row), 'pfi_2019', item_id, code, 'Code ' || code
FROM pfi UNPIVOT (code FOR item_id IN (ALLGRADEX, SEGRADEQ, CDOBMM, CSEX, P1REL, ZIPLOCL, SCHLHRSWK))
WHERE code <> '-1'
GROUP BY ALL
