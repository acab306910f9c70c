-- One row per group: journeys that reached each stage, and journeys of which that is known.
SELECT {{groups}},
    CAST(sum(j.journeys) FILTER (j.aware) AS BIGINT) AS aware, CAST(sum(j.journeys) FILTER (j.aware IS NOT NULL) AS BIGINT) AS n_aware,
    CAST(sum(j.journeys) FILTER (j.interested) AS BIGINT) AS interested, CAST(sum(j.journeys) FILTER (j.interested IS NOT NULL) AS BIGINT) AS n_interested,
    CAST(sum(j.journeys) FILTER (j.applied) AS BIGINT) AS applied, CAST(sum(j.journeys) FILTER (j.applied IS NOT NULL) AS BIGINT) AS n_applied,
    CAST(sum(j.journeys) FILTER (j.offered) AS BIGINT) AS offered, CAST(sum(j.journeys) FILTER (j.offered IS NOT NULL) AS BIGINT) AS n_offered,
    CAST(sum(j.journeys) FILTER (j.approved) AS BIGINT) AS approved, CAST(sum(j.journeys) FILTER (j.approved IS NOT NULL) AS BIGINT) AS n_approved,
    CAST(sum(j.journeys) FILTER (j.enrolled) AS BIGINT) AS enrolled, CAST(sum(j.journeys) FILTER (j.enrolled IS NOT NULL) AS BIGINT) AS n_enrolled,
    CAST(sum(j.journeys) FILTER (j.attended) AS BIGINT) AS attended, CAST(sum(j.journeys) FILTER (j.attended IS NOT NULL) AS BIGINT) AS n_attended,
    CAST(sum(j.journeys) FILTER (j.completed) AS BIGINT) AS completed, CAST(sum(j.journeys) FILTER (j.completed IS NOT NULL) AS BIGINT) AS n_completed
FROM journey_counts j
WHERE j._facet = $facet AND ($opportunities IS NULL OR j.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
GROUP BY ALL
