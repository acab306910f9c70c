package summarise

import (
	"fmt"

	"athar/models"
)

// fault is what is wrong with a table, and what to do about it.
type fault struct{ text models.Text }

// at says it of a cell.
func (f fault) at(line int, column string) fault {
	return fault{models.Text{
		En: fmt.Sprintf("Line %d, column %s: %s", line, column, f.text.En),
		Ar: fmt.Sprintf("السطر %d، العمود %s: %s", line, column, f.text.Ar),
	}}
}

// on says it of a row.
func (f fault) on(line int) fault {
	return fault{models.Text{En: fmt.Sprintf("Line %d: %s", line, f.text.En), Ar: fmt.Sprintf("السطر %d: %s", line, f.text.Ar)}}
}

// of says it of a column.
func (f fault) of(column string) fault {
	return fault{models.Text{En: fmt.Sprintf("Column %s: %s", column, f.text.En), Ar: fmt.Sprintf("العمود %s: %s", column, f.text.Ar)}}
}

// mend is the refusal of a table.
func mend(f fault) error {
	return &models.Error{Kind: models.Unusable, Message: f.text.En, Ar: f.text.Ar}
}

func wrong(en, ar string) fault { return fault{models.Text{En: en, Ar: ar}} }

// What is wrong with a table as a whole.
var (
	isEmpty      = wrong("The table is empty. Its first line names the columns, and a row for each group or person follows.", "الجدول فارغ. يسمّي سطره الأول الأعمدة، ويليه صف لكل فئة أو شخص.")
	isWorkbook   = wrong("This is a workbook. Open it, save the sheet as CSV and give that.", "هذا مصنّف. افتحه واحفظ الورقة بصيغة CSV ثم قدّمها.")
	notText      = wrong("This is not text in UTF-8. Save the table as CSV with the encoding UTF-8.", "هذا ليس نصًا بترميز UTF-8. احفظ الجدول بصيغة CSV بترميز UTF-8.")
	noHeader     = wrong("None of the columns is known. The first line must name them: subgroup, estimate and others for a row a group; subgroup_order and the outcome for a row a person.", "لا عمود معروفًا. يجب أن يسمّي السطر الأول الأعمدة: subgroup وestimate وغيرهما لصف لكل فئة، أو subgroup_order والنتيجة لصف لكل شخص.")
	columnTwice  = wrong("two columns have this name. Keep one of them.", "يوجد عمودان بهذا الاسم. أبقِ أحدهما.")
	noColumn     = wrong("there is no such column, and the measures need it. Add it.", "لا يوجد هذا العمود والمقاييس تحتاج إليه. أضفه.")
	noOutcome    = wrong("there is no such column. Name the column that holds the outcome.", "لا يوجد هذا العمود. سمِّ العمود الذي يحوي النتيجة.")
	saidTwice    = wrong("the table has this column, and it was given beside the table too. Leave one of the two out.", "في الجدول هذا العمود، وذُكر بجانب الجدول أيضًا. اترك أحدهما.")
	notOfPersons = wrong("this is said of tables with one row a group, and here a row is a person. Leave it out.", "يُذكر هذا لجدول فيه صف لكل فئة، والصف هنا شخص. اتركه.")
	oneGroup     = wrong("Fewer than two groups have a value. Measures of inequality compare two groups or more: give each a row.", "أقل من فئتين لهما قيمة. تقارن مقاييس عدم المساواة بين فئتين أو أكثر: اجعل لكل فئة صفًا.")
	noPersons    = wrong("No row has an outcome and a weight above 0. Give each person a row with both.", "لا صف فيه نتيجة ووزن أكبر من 0. اجعل لكل شخص صفًا فيه الاثنان.")
	oldLineEnds  = wrong("The lines do not end as those of a table do. Save it as CSV again, with the encoding UTF-8.", "لا تنتهي الأسطر كما تنتهي أسطر الجداول. احفظ الجدول بصيغة CSV من جديد بترميز UTF-8.")
	tooExtreme   = wrong("The numbers cannot be added up. Give them in a smaller unit, and look for slips in them.", "لا يمكن جمع الأرقام. اكتبها بوحدة أصغر وتحقق من خلوّها من الأخطاء.")
)

// What is wrong with a row.
var (
	wrongWidth = wrong("the row does not have as many values as there are columns. Put values that contain the separator in quotation marks.", "عدد القيم في الصف لا يطابق عدد الأعمدة. ضع القيم التي تحوي الفاصل بين علامتي تنصيص.")
	badQuotes  = wrong("a quotation mark is not closed or not doubled.", "علامة تنصيص غير مغلقة أو غير مضاعفة.")
)

// What is wrong with a cell.
var (
	notNumber       = wrong("this is not a number. Write digits and a point alone, or leave it empty where there is none.", "هذا ليس رقمًا. اكتب أرقامًا ونقطة عشرية فقط، أو اترك الخانة فارغة حيث لا رقم.")
	notFinite       = wrong("this is not a number that can be reckoned with. Leave it empty where there is none.", "هذا ليس رقمًا يمكن الحساب به. اترك الخانة فارغة حيث لا رقم.")
	hasPercent      = wrong("write the number without a percent sign, and 100 as indicator_scale.", "اكتب الرقم من دون علامة النسبة المئوية، واكتب 100 في indicator_scale.")
	hasComma        = wrong("a comma in a number can mean a fraction or thousands. Write fractions with a point, and thousands without a mark.", "قد تعني الفاصلة في الرقم كسرًا أو آلافًا. اكتب الكسور بنقطة، والآلاف من دون علامة.")
	bothMarks       = wrong("fractions are written with commas in some numbers and with points in others. Write all of them with points.", "الكسور مكتوبة بفاصلة في بعض الأرقام وبنقطة في غيرها. اكتبها كلها بنقطة.")
	notFlag         = wrong("write 1 for yes or 0 for no.", "اكتب 1 لنعم أو 0 للا.")
	isMissing       = wrong("this is empty. Every row needs it.", "الخانة فارغة. يحتاج كل صف إليها.")
	isNegative      = wrong("this is below 0, which it cannot be.", "هذا أقل من 0، ولا يمكن ذلك.")
	notPositive     = wrong("this must be above 0: the most the indicator can come to, such as 100 for percentages. Leave it empty where there is none.", "يجب أن يزيد على 0: أكبر ما يمكن أن يبلغه المؤشر، مثل 100 للنسب المئوية. اترك الخانة فارغة حيث لا حد.")
	unlikeOthers    = wrong("this differs from the rows above. A table holds one indicator, one dimension and one time, of which this is the same in every row.", "هذا يختلف عن الصفوف السابقة. في الجدول مؤشر واحد وبُعد واحد وزمن واحد، وهذه القيمة واحدة في كل الصفوف.")
	groupTwice      = wrong("another row has the same group. A table holds one indicator, one dimension and one time, with one row a group.", "في صف آخر الفئة نفسها. في الجدول مؤشر واحد وبُعد واحد وزمن واحد، ولكل فئة صف واحد.")
	orderTwice      = wrong("another group has the same place. Number the groups 1, 2, 3 … from the most disadvantaged, each with its own.", "لفئة أخرى المرتبة نفسها. رقّم الفئات 1، 2، 3 … من الأشد حرمانًا، ولكلٍّ رقمها.")
	outOfScale      = wrong("this lies outside 0 to indicator_scale. Correct one of the two.", "هذا خارج المدى من 0 إلى indicator_scale. صحّح أحدهما.")
	populationGap   = wrong("this is empty, and other groups have a population. Give that of every group, or of none.", "الخانة فارغة ولفئات أخرى عدد سكان. اذكر عدد كل فئة، أو لا تذكر لأي منها.")
	secondReference = wrong("another group is the reference already. Write 1 for one group alone.", "توجد فئة مرجعية أخرى. اكتب 1 لفئة واحدة فقط.")
	limitsCrossed   = wrong("this lies above the other limit. Put each limit into its own column.", "هذا أعلى من الحد الآخر. ضع كل حد في عموده.")
	outsideLimits   = wrong("the estimate lies beyond this limit. Put each number into its own column.", "التقدير يتجاوز هذا الحد. ضع كل رقم في عموده.")
	mayBeThousands  = wrong("three digits after the point in every population can mean a fraction or thousands. Write persons as whole numbers without a mark.", "ثلاثة أرقام بعد النقطة في عدد كل فئة قد تعني كسرًا أو آلافًا. اكتب عدد الأشخاص صحيحًا من دون علامة.")
	clusterGap      = wrong("this is empty, and other rows have one. Give that of every person, or of nobody.", "الخانة فارغة وفي صفوف أخرى قيمة. اذكرها لكل شخص، أو لا تذكرها لأحد.")
)
