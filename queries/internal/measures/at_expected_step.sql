-- One row per group: learners and skills assessed at an age for which a step is expected (trials), and those who have shown it.
-- Expected is the lowest step whose ages hold the learner's, and past all of them the last step.
WITH shown AS (
    SELECT {{groups}}, e.person_id AS _person, e.skill_id AS _skill, max(e.step) AS _step, max(e.age) AS _age
    FROM evidence_facts e
    WHERE e.step IS NOT NULL AND e.age IS NOT NULL AND ($opportunities IS NULL OR e.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
    GROUP BY ALL
), expected AS (
    SELECT a._skill, a._age, coalesce(min(k.step) FILTER (k.expected_to_age >= a._age), max(k.step) FILTER (k.expected_to_age < a._age)) AS _expected
    FROM (SELECT DISTINCT _skill, _age FROM shown) AS a
    JOIN (SELECT skill_id, step, min(expected_from_age) AS expected_from_age, min(expected_to_age) AS expected_to_age FROM skill_steps GROUP BY ALL) AS k
      ON k.skill_id = a._skill AND k.expected_from_age <= a._age
    GROUP BY ALL
)
SELECT * EXCLUDE (_person, _skill, _step, _age, _expected), count(*) FILTER (_step >= _expected) AS successes, count(*) AS trials
FROM shown JOIN expected USING (_skill, _age)
WHERE _expected IS NOT NULL
GROUP BY ALL
