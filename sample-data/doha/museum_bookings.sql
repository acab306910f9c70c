-- One row a stage. A booking is an enrolment; what happened on the day is the next stage.
WITH booking AS (
  SELECT "رقم الحجز" AS record_id, "رقم الطالب" AS person_id, "رمز النشاط" AS opportunity_id,
         "تاريخ الحجز" AS booked_on, "تاريخ الزيارة" AS visited_on, "مدة الزيارة بالدقائق" AS minutes,
         CASE "الحضور" WHEN 'ح' THEN 'attended' WHEN 'غ' THEN 'absent' WHEN 'م' THEN 'withdrew' ELSE "الحضور" END AS outcome,
         CASE "القناة" WHEN '1' THEN 'school' WHEN '2' THEN 'messaging' WHEN '3' THEN 'social_media' WHEN '4' THEN 'platform'
                       WHEN '5' THEN 'family' WHEN '6' THEN 'friend' ELSE "القناة" END AS channel,
         _row
  FROM bookings
)
SELECT record_id || '-1' AS record_id, person_id, opportunity_id, 'enrolled' AS stage, booked_on AS occurred_on, NULL AS minutes, channel, _row
FROM booking
UNION ALL
SELECT record_id || '-2', person_id, opportunity_id, outcome, visited_on, minutes, channel, _row
FROM booking
