-- Rules of ties.

-- rule: own_parent on to_id
SELECT _place FROM read WHERE from_id = to_id;
