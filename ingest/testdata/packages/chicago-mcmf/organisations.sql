-- One row is one organisation, as its name is spelt. Two spellings of one name are two rows, joined by organisation_names.sql.
SELECT min(_row) AS _row, org_name AS provider_id, org_name AS name_en FROM programs GROUP BY org_name
