-- One row per learner of the population and period of account, with what the rules of opportunities ask: age is that of the period's year less
-- that of birth; gender is null where no dimension is called so.
SELECT c.grain, c.period, c.person_id, c.grade, c.school_type, c.year - c.birth_year AS age, {{if .Has "gender"}}CAST(c.gender AS VARCHAR){{else}}CAST(NULL AS VARCHAR){{end}} AS gender
FROM counted AS c
