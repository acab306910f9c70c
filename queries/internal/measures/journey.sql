-- One row per group: journeys that reached each stage, and journeys of which that is known.
SELECT {{groups}},
    count(*) FILTER (j.aware) AS aware, count(j.aware) AS n_aware,
    count(*) FILTER (j.interested) AS interested, count(j.interested) AS n_interested,
    count(*) FILTER (j.applied) AS applied, count(j.applied) AS n_applied,
    count(*) FILTER (j.offered) AS offered, count(j.offered) AS n_offered,
    count(*) FILTER (j.approved) AS approved, count(j.approved) AS n_approved,
    count(*) FILTER (j.enrolled) AS enrolled, count(j.enrolled) AS n_enrolled,
    count(*) FILTER (j.attended) AS attended, count(j.attended) AS n_attended,
    count(*) FILTER (j.completed) AS completed, count(j.completed) AS n_completed
FROM journey_facts j
WHERE ($opportunities IS NULL OR j.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
GROUP BY ALL
