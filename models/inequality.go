package models

import "slices"

// Scale says what the value of a measure of inequality counts in.
type Scale string

// The scales of measures of inequality.
const (
	ScaleOfOutcome Scale = "outcome" // that of what is compared: a difference of shares is -1 to 1
	ScaleSquared   Scale = "squared" // that of what is compared, squared
	ScalePercent   Scale = "percent" // of the level of everybody together: 100 is as much as that
	ScaleIndex     Scale = "index"   // a pure number
)

// InequalityMeasure is a measure of inequality between groups: what it is called and how it is read.
type InequalityMeasure struct {
	Name    string // as in published collections of them
	Title   Text
	Reading Text // what the value says, and which way it points
	Scale   Scale
	None    float64 // the value that stands for no inequality
}

// InequalityMeasures are all of them: those of an order, those between groups without one, and those of both.
var InequalityMeasures = []InequalityMeasure{
	{"d", Text{"Difference", "الفرق"}, Text{"The last group of the order minus the first, or the first minus the last where less is better: above 0, the most disadvantaged are worse off.", "آخر فئة في الترتيب ناقص أولها، أو أولها ناقص آخرها حيث الأقل أفضل: إذا زاد على 0 فالأشد حرمانًا أسوأ حالًا."}, ScaleOfOutcome, 0},
	{"r", Text{"Ratio", "النسبة بين الفئتين"}, Text{"One end of the order divided by the other, the same way round as the difference; 1: both are equal.", "أحد طرفي الترتيب مقسومًا على الآخر بالاتجاه نفسه كما في الفرق؛ 1: الطرفان متساويان."}, ScaleIndex, 1},
	{"sii", Text{"Slope index of inequality", "مؤشر ميل عدم المساواة"}, Text{"The gap between the two ends of the order that a line through all groups gives; above 0, the least disadvantaged have more.", "الفجوة بين طرفي الترتيب على خط يمر بجميع الفئات؛ إذا زاد على 0 فالأقل حرمانًا لديهم أكثر."}, ScaleOfOutcome, 0},
	{"rii", Text{"Relative index of inequality", "المؤشر النسبي لعدم المساواة"}, Text{"The same two ends as a ratio; above 1, the least disadvantaged have more.", "الطرفان نفسهما على صورة نسبة؛ إذا زاد على 1 فالأقل حرمانًا لديهم أكثر."}, ScaleIndex, 1},
	{"sii_linear", Text{"Slope index of inequality, straight line", "مؤشر ميل عدم المساواة، خط مستقيم"}, Text{"As the slope index, from persons and with a straight line.", "كمؤشر الميل، من بيانات الأفراد وبخط مستقيم."}, ScaleOfOutcome, 0},
	{"rii_linear", Text{"Relative index of inequality, straight line", "المؤشر النسبي لعدم المساواة، خط مستقيم"}, Text{"As the relative index, from persons and with a straight line.", "كالمؤشر النسبي، من بيانات الأفراد وبخط مستقيم."}, ScaleIndex, 1},
	{"sii_logit", Text{"Slope index of inequality, logistic curve", "مؤشر ميل عدم المساواة، منحنى لوجستي"}, Text{"As the slope index, with a curve that stays within the least and the most there can be.", "كمؤشر الميل، بمنحنى يبقى بين أقل قيمة ممكنة وأكبرها."}, ScaleOfOutcome, 0},
	{"rii_logit", Text{"Relative index of inequality, logistic curve", "المؤشر النسبي لعدم المساواة، منحنى لوجستي"}, Text{"As the relative index, with the same curve.", "كالمؤشر النسبي، بالمنحنى نفسه."}, ScaleIndex, 1},
	{"aci", Text{"Absolute concentration index", "مؤشر التركز المطلق"}, Text{"How far what there is lies with one end of the order; above 0 with the least disadvantaged, below 0 with the most.", "مدى ميل التوزيع إلى أحد طرفي الترتيب؛ فوق 0 إلى الأقل حرمانًا، وتحت 0 إلى الأشد حرمانًا."}, ScaleOfOutcome, 0},
	{"rci", Text{"Relative concentration index", "مؤشر التركز النسبي"}, Text{"The absolute index over the level of everybody, -1 to 1.", "المؤشر المطلق مقسومًا على مستوى الجميع، من -1 إلى 1."}, ScaleIndex, 0},
	{"rci_wagstaff", Text{"Concentration index, Wagstaff", "مؤشر التركز، صيغة فاغستاف"}, Text{"The relative index for an indicator that has a greatest value, stretched so that it can reach -1 and 1.", "المؤشر النسبي لما له قيمة عظمى، ممدودًا بحيث يمكنه بلوغ -1 و1."}, ScaleIndex, 0},
	{"rci_erreygers", Text{"Concentration index, Erreygers", "مؤشر التركز، صيغة إريغرز"}, Text{"For an indicator that has a greatest value: the same size, with the sign turned, for having and for lacking.", "لما له قيمة عظمى: مقداره واحد، بإشارة معكوسة، للحصول وللحرمان."}, ScaleIndex, 0},
	{"d_maxmin", Text{"Difference, highest and lowest", "الفرق بين الأعلى والأدنى"}, Text{"The highest group minus the lowest; 0: all are alike.", "أعلى فئة ناقص أدناها؛ 0: كلها سواء."}, ScaleOfOutcome, 0},
	{"r_maxmin", Text{"Ratio, highest and lowest", "نسبة الأعلى إلى الأدنى"}, Text{"The highest group divided by the lowest; 1: all are alike.", "أعلى فئة مقسومة على أدناها؛ 1: كلها سواء."}, ScaleIndex, 1},
	{"d_ref", Text{"Difference from the reference", "الفرق عن الفئة المرجعية"}, Text{"The reference group minus the worst of the others, or the worst minus the reference where less is better; above 0, the reference is better off.", "الفئة المرجعية ناقص أسوأ الفئات الأخرى، أو العكس حيث الأقل أفضل؛ إذا زاد على 0 فالفئة المرجعية أفضل حالًا."}, ScaleOfOutcome, 0},
	{"r_ref", Text{"Ratio to the reference", "النسبة إلى الفئة المرجعية"}, Text{"The same two groups divided, the same way round; 1: they are equal.", "الفئتان نفسهما بالقسمة وبالاتجاه نفسه؛ 1: متساويتان."}, ScaleIndex, 1},
	{"bgv", Text{"Between-group variance", "التباين بين الفئات"}, Text{"The mean squared distance of the groups from the level of everybody, each weighing as many as it has.", "متوسط مربع بُعد الفئات عن مستوى الجميع، ولكل فئة وزن عددها."}, ScaleSquared, 0},
	{"ti", Text{"Theil index", "مؤشر ثايل"}, Text{"How unequally what there is lies between groups, times 1,000; it weighs most where much lies.", "مدى تفاوت التوزيع بين الفئات مضروبًا في 1000؛ أشد تأثرًا بالفئات التي لديها الكثير."}, ScaleIndex, 0},
	{"mld", Text{"Mean log deviation", "متوسط الانحراف اللوغاريتمي"}, Text{"How unequally what there is lies between groups, times 1,000; it weighs most where little lies.", "مدى تفاوت التوزيع بين الفئات مضروبًا في 1000؛ أشد تأثرًا بالفئات التي لديها القليل."}, ScaleIndex, 0},
	{"bgsd", Text{"Between-group standard deviation", "الانحراف المعياري بين الفئات"}, Text{"How far the groups typically lie from the level of everybody.", "مقدار البُعد المعتاد للفئات عن مستوى الجميع."}, ScaleOfOutcome, 0},
	{"cov", Text{"Coefficient of variation", "معامل الاختلاف"}, Text{"The same distance in per cent of the level of everybody.", "البُعد نفسه نسبةً مئوية من مستوى الجميع."}, ScalePercent, 0},
	{"mdmu", Text{"Mean difference from the mean", "متوسط الفرق عن المتوسط"}, Text{"How far the groups lie from the level of everybody on average, each group counting the same.", "متوسط بُعد الفئات عن مستوى الجميع، ولكل فئة الوزن نفسه."}, ScaleOfOutcome, 0},
	{"mdmw", Text{"Mean difference from the mean, weighted", "متوسط الفرق عن المتوسط، موزونًا"}, Text{"How far the groups lie from the level of everybody on average, each weighing as many as it has.", "متوسط بُعد الفئات عن مستوى الجميع، ولكل فئة وزن عددها."}, ScaleOfOutcome, 0},
	{"mdbu", Text{"Mean difference from the best", "متوسط الفرق عن أفضل فئة"}, Text{"How far the groups lie from the best of them on average, each counting the same.", "متوسط بُعد الفئات عن أفضلها، ولكل فئة الوزن نفسه."}, ScaleOfOutcome, 0},
	{"mdbw", Text{"Mean difference from the best, weighted", "متوسط الفرق عن أفضل فئة، موزونًا"}, Text{"How far the groups lie from the best of them on average, each weighing as many as it has.", "متوسط بُعد الفئات عن أفضلها، ولكل فئة وزن عددها."}, ScaleOfOutcome, 0},
	{"mdru", Text{"Mean difference from the reference", "متوسط الفرق عن الفئة المرجعية"}, Text{"How far the groups lie from the reference on average, each counting the same.", "متوسط بُعد الفئات عن الفئة المرجعية، ولكل فئة الوزن نفسه."}, ScaleOfOutcome, 0},
	{"mdrw", Text{"Mean difference from the reference, weighted", "متوسط الفرق عن الفئة المرجعية، موزونًا"}, Text{"How far the groups lie from the reference on average, each weighing as many as it has.", "متوسط بُعد الفئات عن الفئة المرجعية، ولكل فئة وزن عددها."}, ScaleOfOutcome, 0},
	{"idisu", Text{"Index of disparity", "مؤشر التفاوت"}, Text{"The mean difference from the mean in per cent of the level of everybody, each group counting the same.", "متوسط الفرق عن المتوسط نسبةً مئوية من مستوى الجميع، ولكل فئة الوزن نفسه."}, ScalePercent, 0},
	{"idisw", Text{"Index of disparity, weighted", "مؤشر التفاوت، موزونًا"}, Text{"The mean difference from the mean in per cent of the level of everybody, each group weighing as many as it has.", "متوسط الفرق عن المتوسط نسبةً مئوية من مستوى الجميع، ولكل فئة وزن عددها."}, ScalePercent, 0},
	{"par", Text{"Population attributable risk", "الخطر المنسوب في السكان"}, Text{"What the level of everybody would gain if all were like the best group, or the last of the order. It is no forecast.", "ما يكسبه مستوى الجميع لو كان الكل كأفضل فئة، أو كآخر فئة في الترتيب. وليس تنبؤًا."}, ScaleOfOutcome, 0},
	{"paf", Text{"Population attributable fraction", "النسبة المنسوبة في السكان"}, Text{"The same gain in per cent of the level of everybody.", "المكسب نفسه نسبةً مئوية من مستوى الجميع."}, ScalePercent, 0},
	{"pi", Text{"Parity index", "مؤشر التكافؤ"}, Text{"One of two groups over the other; 1: parity.", "إحدى الفئتين مقسومة على الأخرى؛ 1: تكافؤ."}, ScaleIndex, 1},
	{"pia", Text{"Adjusted parity index", "مؤشر التكافؤ المعدَّل"}, Text{"The parity index put on a scale of 0 to 2, on which it stands equally far from 1 whichever group is behind.", "مؤشر التكافؤ على مقياس من 0 إلى 2 يبتعد فيه عن 1 بالمقدار نفسه أيًّا كانت الفئة المتأخرة."}, ScaleIndex, 1},
}

// InequalityMeasureNamed finds a measure of inequality. Of a name that is none, it gives one without a title.
func InequalityMeasureNamed(name string) InequalityMeasure {
	i := slices.IndexFunc(InequalityMeasures, func(m InequalityMeasure) bool { return m.Name == name })
	if i < 0 {
		return InequalityMeasure{Name: name, Scale: ScaleIndex}
	}
	return InequalityMeasures[i]
}

// In is the unit of a measure of what is told in a unit.
func (s Scale) In(unit Unit) Unit {
	switch s {
	case ScaleOfOutcome:
		return unit
	case ScaleSquared:
		return UnitSquared
	case ScalePercent:
		return UnitPercent
	}
	return UnitIndex
}
