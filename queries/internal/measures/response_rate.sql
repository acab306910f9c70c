-- One row per group: invitations, and those that were answered.
SELECT {{groups}}, count(*) FILTER (i.responded) AS successes, count(*) AS trials
FROM invitation_facts i
GROUP BY ALL
