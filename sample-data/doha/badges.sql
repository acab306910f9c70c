-- One row a badge. The level codes are the four layers of the badge standard.
SELECT "رقم الشارة" AS record_id, "رقم الطالب" AS person_id, "عنوان الشارة" AS title, "رمز النشاط" AS opportunity_id,
       "الجهة المانحة" AS issuer_id, 'badge' AS type,
       "تاريخ المنح" AS awarded_on, "تاريخ الانتهاء" AS expires_on, "تاريخ الإلغاء" AS revoked_on, "تاريخ الاستلام" AS claimed_on,
       CASE "المستوى" WHEN 'م1' THEN 'engage' WHEN 'م2' THEN 'participate' WHEN 'م3' THEN 'demonstrate' WHEN 'م4' THEN 'lead'
                      ELSE "المستوى" END AS layer,
       "الدرجة" AS score, "ما قدّمه المتعلم" AS contribution, _row
FROM badges
