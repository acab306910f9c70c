-- One row: people whom a decision put into an arm, and those of them whom chance put there.
SELECT count(*) AS placed, count(*) FILTER (by_chance) AS by_chance FROM arms
