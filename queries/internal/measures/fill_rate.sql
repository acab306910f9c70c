-- One row per group: journeys enrolled in opportunities with a known number of places (n and over), and those places (under).
SELECT {{groups}}, coalesce(sum(j.enrolled), 0) AS n, 0 AS rest, coalesce(sum(j.enrolled), 0) AS over, sum(o.seats) AS under
FROM opportunity_facts o
LEFT JOIN (SELECT opportunity_id, count(*) AS enrolled FROM journey_facts WHERE enrolled GROUP BY ALL) AS j USING (opportunity_id)
WHERE o.seats > 0 AND ($opportunities IS NULL OR o.opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31)))))
GROUP BY ALL
