package summarise

import (
	"athar/models"
	"athar/queries/stats"
)

// Because says why a measure of inequality, or its interval, is not given.
func Because(r stats.Reason) models.Text {
	if t, ok := reasons[r]; ok {
		return t
	}
	return models.Text{En: string(r), Ar: string(r)}
}

// Beside says a warning that must stand beside a measure.
func Beside(w stats.Warning) models.Text {
	if t, ok := warnings[w]; ok {
		return t
	}
	return models.Text{En: string(w), Ar: string(w)}
}

func withoutInterval(r stats.Reason) models.Text {
	t := Because(r)
	return models.Text{En: "There is no interval. " + t.En, Ar: "لا مجال ثقة. " + t.Ar}
}

// What is said of measures that a form of table does not allow.
var (
	needsPersons    = models.Text{En: "It is worked out from persons one by one, and the table has groups.", Ar: "يُحسب من الأفراد واحدًا واحدًا، وفي الجدول فئات."}
	needsGroups     = models.Text{En: "It compares the levels of groups: bring a table with one row a group.", Ar: "يقارن مستويات الفئات: قدّم جدولًا فيه صف لكل فئة."}
	needsCounts     = models.Text{En: "It is worked out from counts; the ratio says the same of a table.", Ar: "يُحسب من الأعداد، والنسبة تقول مثله في الجدول."}
	sayOutcome      = models.Text{En: "The table has one row a person, and the outcome is not named. Say which column holds it.", Ar: "في الجدول صف لكل شخص، ولم تُذكر النتيجة. اذكر العمود الذي يحويها."}
	limitsNotRead   = models.Text{En: "Limits of the estimates are not reckoned with. Give their standard errors as se: of 95% limits, the upper less the lower, divided by 3.92.", Ar: "لا تُحسب المقاييس من حدود التقديرات. اكتب الأخطاء المعيارية في se: وهي لحدود 95% الحد الأعلى ناقص الأدنى مقسومًا على 3.92."}
	placesMissing   = models.Text{En: "The places in subgroup_order do not follow each other. If a group was left out, put it in, without an estimate where there is none: measures along the order are true only of all groups.", Ar: "المراتب في subgroup_order غير متتالية. إن أُسقطت فئة فأضفها، بلا تقدير حيث لا تقدير: لا تصح المقاييس على الترتيب إلا لكل الفئات."}
	scaleLooksWrong = models.Text{En: "Every estimate is 1 or less although indicator_scale is 100. If they are shares, write 1 as indicator_scale.", Ar: "كل التقديرات 1 أو أقل مع أن indicator_scale يساوي 100. إن كانت نسبًا من 1 فاكتب 1 في indicator_scale."}
)

var reasons = map[stats.Reason]models.Text{
	stats.NoData:          {En: "Nobody was counted.", Ar: "لم يُعدّ أحد."},
	stats.TooFew:          {En: "There are too few to judge.", Ar: "العدد أقل من أن يُحكم عليه."},
	stats.ZeroDenominator: {En: "It would be a ratio over nothing.", Ar: "النسبة إلى صفر لا معنى لها."},
	stats.ZeroNumerator:   {En: "One of the rates is zero.", Ar: "أحد المعدلين صفر."},
	stats.NotPositive:     {En: "A ratio needs levels above zero.", Ar: "تحتاج النسبة إلى مستويات أكبر من الصفر."},
	stats.OneGroup:        {En: "There is only one group to compare.", Ar: "لا توجد إلا فئة واحدة للمقارنة."},
	stats.TooFewGroups:    {En: "A gradient needs three groups or more.", Ar: "يحتاج التدرّج إلى ثلاث فئات أو أكثر."},
	stats.MissingGroup:    {En: "A group that is needed has nobody in it.", Ar: "فئة لازمة ليس فيها أحد."},
	stats.OneCluster:      {En: "One school, or one place of a sample, cannot show how they vary.", Ar: "مدرسة واحدة أو موضع معاينة واحد لا يبيّن كيف تتباين."},
	stats.NoVariation:     {En: "Everybody has the same outcome.", Ar: "النتيجة واحدة لدى الجميع."},
	stats.Separated:       {En: "The groups divide the outcomes cleanly, so no slope can be found.", Ar: "تفصل الفئات النتائج فصلًا تامًا فلا يمكن حساب ميل."},
	stats.NotConverged:    {En: "The fit did not settle.", Ar: "لم يستقر الحساب."},
	stats.AllZero:         {En: "Nobody has anything of it.", Ar: "ليس لدى أحد شيء منه."},
	stats.HasZeros:        {En: "A group has nothing, where the measure has no bound.", Ar: "لدى فئة صفر، والمقياس عندئذ بلا حد."},
	stats.NeedsDesign:     {En: "Persons with their schools are needed for it.", Ar: "يلزم له الأفراد مع مدارسهم."},
	stats.NotPartOfMethod: {En: "The method has none.", Ar: "ليس جزءًا من الطريقة."},
	stats.OutsideTheRange: {En: "The fitted line leaves the range in which a ratio means something.", Ar: "يخرج الخط عن المدى الذي يكون فيه للنسبة معنى."},
	stats.NoPopulation:    {En: "How many persons the groups have is not known.", Ar: "عدد أفراد الفئات غير معروف."},
	stats.NoStandardError: {En: "How sure the level of a group is, is not known.", Ar: "دقة مستوى إحدى الفئات غير معروفة."},
	stats.NoReference:     {En: "No group was declared to compare the others with.", Ar: "لم تُحدَّد فئة مرجعية تقارَن بها الفئات الأخرى."},
	stats.NotOrdered:      {En: "The groups have no order.", Ar: "الفئات غير مرتّبة."},
	stats.Ordered:         {En: "The groups have an order, which it would throw away.", Ar: "الفئات مرتّبة، وهذا المقياس يهمل ترتيبها."},
	stats.NotTwoGroups:    {En: "It compares two groups, and there are more or fewer.", Ar: "يقارن بين فئتين، والفئات أكثر أو أقل."},
	stats.NotShares:       {En: "The outcome is no share from 0 to 1.", Ar: "ليست النتيجة نسبة من 0 إلى 1."},
	stats.Unbounded:       {En: "The indicator has no greatest value.", Ar: "ليس للمؤشر قيمة عظمى."},
	stats.NeedsCounts:     {En: "The counts of persons behind the levels are needed for it.", Ar: "تلزم له أعداد الأفراد وراء المستويات."},
	stats.NotSimulated:    {En: "No data sets were drawn.", Ar: "لم تُسحب بيانات بالمحاكاة."},
	stats.TooManyGroups:   {En: "Drawing data for so many groups would take too long.", Ar: "المحاكاة لهذا العدد من الفئات تستغرق وقتًا طويلًا."},
	stats.NumbersTooLarge: {En: "The numbers are too large to reckon with.", Ar: "الأرقام أكبر من أن يُحسب بها."},
}

var warnings = map[stats.Warning]models.Text{
	stats.NoSpread:           {En: "The interval has no width, which is not certainty.", Ar: "مجال الثقة بلا عرض، وليس ذلك يقينًا."},
	stats.HalfAdded:          {En: "A count was zero, and one half was added to all.", Ar: "كان أحد الأعداد صفرًا فأضيف نصف إلى جميعها."},
	stats.NoSuccesses:        {En: "Both rates are zero: the ratio comes from what was added.", Ar: "المعدلان صفر: النسبة ناتجة مما أضيف."},
	stats.LostDigits:         {En: "The spread is tiny next to the level, and digits were lost.", Ar: "التشتت ضئيل قياسًا بالمستوى، ففُقدت أرقام."},
	stats.ManyGroups:         {En: "Among so many groups the highest and the lowest differ by chance alone.", Ar: "بين هذا العدد من الفئات يختلف الأعلى عن الأدنى بالمصادفة وحدها."},
	stats.GroupsLeftOut:      {En: "Groups without a value were left out.", Ar: "استُبعدت فئات بلا قيمة."},
	stats.ModelError:         {En: "The interval says how far the groups lie from a line, not chance between persons.", Ar: "يبيّن مجال الثقة بُعد الفئات عن الخط، لا أثر المصادفة بين الأفراد."},
	stats.FewClusters:        {En: "With so few schools the interval is too narrow.", Ar: "مع هذا العدد القليل من المدارس يكون مجال الثقة أضيق مما ينبغي."},
	stats.FewEvents:          {En: "With so few the limits are rough.", Ar: "مع هذا العدد القليل تكون الحدود تقريبية."},
	stats.LonelyStratum:      {En: "A stratum has one cluster alone.", Ar: "في إحدى الطبقات عنقود واحد فقط."},
	stats.LineLeavesRange:    {En: "The fitted line leaves what the indicator can come to.", Ar: "يخرج الخط عما يمكن أن يبلغه المؤشر."},
	stats.AverageDiffers:     {En: "setting_average is not the mean of the groups by their populations: one of the two belongs to something else.", Ar: "setting_average لا يساوي متوسط الفئات بحسب أعدادها: أحدهما يخص شيئًا آخر."},
	stats.NoiseInflates:      {En: "Chance within groups makes a good part of what they differ.", Ar: "المصادفة داخل الفئات تصنع جزءًا كبيرًا من اختلافها."},
	stats.SmallBestGroup:     {En: "The best group has fewer than thirty persons and may be best by luck.", Ar: "في أفضل فئة أقل من ثلاثين فردًا، وقد تكون الأفضل بالمصادفة."},
	stats.ReferenceIsWorse:   {En: "The group held up as the best is worse than the level of everybody: nothing is gained by its level.", Ar: "الفئة المقيس عليها أسوأ من مستوى الجميع: لا مكسب من مستواها."},
	stats.ZerosReplaced:      {En: "A level of zero was taken as one in a million, which sways the measure.", Ar: "أُخذ المستوى الصفري على أنه واحد في المليون، وهذا يؤثر في المقياس."},
	stats.IndependentPersons: {En: "No schools were given: persons were taken as independent.", Ar: "لم تُذكر المدارس: عُدّ الأفراد مستقلين بعضهم عن بعض."},
}
