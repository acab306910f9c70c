-- Rules of participations.

-- rule: undeclared_stage on stage
SELECT _place FROM read
WHERE len(getvariable('stages')) > 0 AND NOT list_contains(getvariable('stages'), stage);
