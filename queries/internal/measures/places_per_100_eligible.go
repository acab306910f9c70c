package measures

import "athar/models"

// placesPer100Eligible is the number of places open to 100 learners by the rules of the opportunities.
var placesPer100Eligible = Measure{
	MeasureInfo: models.MeasureInfo{
		Name: "places_per_100_eligible", Title: models.Text{En: "Places per 100 eligible learners", Ar: "المقاعد لكل 100 متعلّم مؤهل"},
		Reading: models.Text{En: "For every 100 learners there are so many places open to them, when each opportunity's places are shared alike by all whom its rules admit.", Ar: "لكل 100 متعلّم هذا العدد من المقاعد المتاحة لهم، إذا قُسمت مقاعد كل فرصة بالتساوي على كل من تقبلهم شروطها."},
		Counts:  models.Text{En: "Places of the term's opportunities over the learners whom their rules on age, grade, gender and school admit; learners with no place open count as 0.", Ar: "مقاعد فرص الفترة على المتعلّمين الذين تقبلهم شروط العمر والصف والجنس والمدرسة؛ ومن لا مقعد متاحًا له يُعدّ 0."},
		Formula: models.Text{En: "100 × mean over learners of the sum of places ÷ eligible learners of each opportunity", Ar: "100 × متوسط نصيب المتعلّم، ونصيبه هو مجموع (مقاعد الفرصة ÷ من تقبلهم شروطها) لكل فرصة متاحة له"}, Unit: models.UnitPlaces, HigherIsBetter: better,
		Cannot: models.Text{En: "It leaves out distance, price and time of day: a place that nobody can get to counts as one.", Ar: "لا يراعي المسافة والسعر والوقت: فالمقعد الذي يتعذر الوصول إليه يُعدّ مقعدًا."},
		Needs:  []models.Text{needWhole, {En: "opportunities with places", Ar: "فرص تعلّم معلوم عدد مقاعدها"}}, Over: "person_terms", Sources: []string{"Luo & Wang 2003, Environment and Planning B 30:865-884, doi:10.1068/b29120"},
	},
	Shape: Mean, Base: Population,
	Conditions: []Condition{
		recorded("opportunities WHERE seats > 0", "No list of opportunities says how many places there are.", "لا تبيّن أي قائمة فرص عدد المقاعد."),
	},
}
