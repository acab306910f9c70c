-- One row per group: schools, and those that had no tie in the period. In a year a school counts once.
SELECT * EXCLUDE (_school, _tied), count(*) FILTER (NOT _tied) AS successes, count(*) AS trials
FROM (SELECT {{groups}}, s.school_id AS _school, bool_or(s.tied) AS _tied FROM school_facts s GROUP BY ALL)
GROUP BY ALL
