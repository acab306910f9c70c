-- Rules of skills.

-- rule: own_parent on parent_id
SELECT _place FROM read WHERE parent_id = skill_id;
