package words

import "athar/models"

func init() {
	add(map[string]models.Text{
		// what a delivery would change
		"change.level":          {En: "{dimension}: {level}", Ar: "{dimension}: {level}"},
		"change.everybody":      {En: "everybody", Ar: "الجميع"},
		"change.of":             {En: "{value} ({n} of {of})", Ar: "{value} ({n} من {of})"},
		"change.unreliable":     {En: "{value}, low reliability", Ar: "{value}، موثوقية منخفضة"},
		"change.named":          {En: "{name} ({id})", Ar: "{name} ({id})"},
		"change.schools":        {En: "School", Ar: "مدرسة"},
		"change.providers":      {En: "Provider", Ar: "جهة مقدِّمة"},
		"change.reason.roster":  {En: "stands in no register or offer any more", Ar: "لم يعد لها ذكر في سجل القيد ولا في المعروض"},
		"change.reason.records": {En: "none of its records is left", Ar: "لم يبقَ أي من سجلاتها"},
	})
}
