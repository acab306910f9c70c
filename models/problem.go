package models

import "strings"

// Severity says what a problem does to its rows.
type Severity string

// SetAside rows are not taken; a Warning leaves them taken; a Rejection takes
// nothing of the whole batch.
const (
	SetAside  Severity = "set_aside"
	Warning   Severity = "warning"
	Rejection Severity = "rejection"
)

// Problem is what is wrong with rows of a batch. It never holds a value from
// the data.
type Problem struct {
	File    string   `json:"file,omitempty"`
	Sheet   string   `json:"sheet,omitempty"`
	Line    int64    `json:"line,omitempty"` // the first; as a spreadsheet numbers it, or the record's place in the mapping's result
	Column  string   `json:"column,omitempty"`
	Code    string   `json:"code"`
	Effect  Severity `json:"effect"`
	Message Text     `json:"message"`
	Count   int64    `json:"count"` // rows
}

// problemKind is a sentence for a code; {column} and {detail} are filled in.
type problemKind struct {
	effect Severity
	text   Text
}

// NewProblem makes a problem of a known code. detail is a fact of the
// declaration (an allowed range, a format), never a value from the data.
func NewProblem(code, column, detail string) Problem {
	kind, ok := problemKinds[code]
	if !ok {
		panic("no such problem code: " + code) // a mistake in our code
	}
	fill := strings.NewReplacer("{column}", column, "{detail}", detail)
	return Problem{Column: column, Code: code, Effect: kind.effect, Count: 1,
		Message: Text{fill.Replace(kind.text.En), fill.Replace(kind.text.Ar)}}
}

// ProblemCodes are all codes, for tests and documents.
func ProblemCodes() []string {
	codes := make([]string, 0, len(problemKinds))
	for code := range problemKinds {
		codes = append(codes, code)
	}
	return codes
}

var problemKinds = map[string]problemKind{
	// reading the file
	"empty_file":            {Rejection, Text{"The file is empty: it has no header line.", "الملف فارغ: لا يوجد سطر عناوين."}},
	"no_rows":               {Warning, Text{"The file has a header and no rows.", "في الملف سطر عناوين من دون أي صفوف."}},
	"not_text":              {Rejection, Text{"This is not a text file: it contains NUL bytes. Export it again as CSV.", "هذا ليس ملفًا نصيًا: يحتوي على بايتات صفرية. أعد تصديره بصيغة CSV."}},
	"wrong_charset":         {Rejection, Text{"The text is not valid {detail}. State the right `encoding` for this feed, or save the file as UTF-8.", "النص ليس بترميز {detail} الصحيح. اذكر الترميز الصحيح (encoding) أو احفظ الملف بترميز UTF-8."}},
	"no_header":             {Rejection, Text{"None of the columns is one of ours. The first line must be the header, with the names of the fields.", "لا يوجد بين الأعمدة أي عمود معروف. يجب أن يكون السطر الأول سطر عناوين فيه أسماء الحقول."}},
	"duplicate_header":      {Rejection, Text{"Two columns have the same name: {detail}. Give each column its own.", "يوجد عمودان بالاسم نفسه: {detail}. أعطِ كل عمود اسمًا خاصًا به."}},
	"empty_header":          {Rejection, Text{"Column {detail} has no name in the header line.", "العمود {detail} بلا اسم في سطر العناوين."}},
	"broken_file":           {Rejection, Text{"The file cannot be read as {detail}: it is damaged or not of that format.", "تتعذر قراءة الملف بصيغة {detail}: إنه تالف أو بصيغة أخرى."}},
	"unknown_format":        {Rejection, Text{"This kind of file is not known. Use .xlsx, .csv, .tsv, .ndjson, .json or .parquet, text ones also .gz or .zst.", "نوع الملف غير معروف. استخدم ‎.xlsx أو ‎.csv أو ‎.tsv أو ‎.ndjson أو ‎.json أو ‎.parquet، ويجوز ضغط النصية بـ ‎.gz أو ‎.zst."}},
	"too_many_columns":      {Rejection, Text{"The file has more than {detail} columns.", "في الملف أكثر من {detail} عمود."}},
	"unpacks_too_far":       {Rejection, Text{"The file unpacks to more than {detail}, which is far more than records do. Send it as it is, unpacked.", "يتجاوز حجم الملف بعد فك ضغطه {detail}، وهو أكثر بكثير مما تبلغه السجلات. أرسله كما هو من دون ضغط."}},
	"too_large":             {Rejection, Text{"The file is larger than {detail}.", "حجم الملف أكبر من {detail}."}},
	"wrong_column_count":    {SetAside, Text{"The row does not have as many columns as the header.", "عدد أعمدة الصف لا يطابق سطر العناوين."}},
	"bad_quotes":            {SetAside, Text{"A quotation mark in the row is not closed or not doubled.", "في الصف علامة تنصيص غير مغلقة أو غير مضاعفة."}},
	"line_too_long":         {SetAside, Text{"The row is longer than {detail}.", "الصف أطول من {detail}."}},
	"bad_json":              {SetAside, Text{"The record is not valid JSON, or not an object.", "السجل ليس JSON صحيحًا أو ليس كائنًا."}},
	"old_workbook":          {Rejection, Text{"This is a workbook of an old Excel (.xls), or another file under that name. Open it, save it as .xlsx and send that.", "هذا مصنّف من إصدار قديم من Excel (‏.xls) أو ملف آخر بهذا الاسم. افتحه واحفظه بصيغة ‎.xlsx ثم أرسله."}},
	"locked_workbook":       {Rejection, Text{"The workbook is locked with a password. Open it, take the password off, save it and send it again.", "المصنّف محمي بكلمة مرور. افتحه وأزل كلمة المرور واحفظه ثم أعد إرساله."}},
	"which_sheet":           {Rejection, Text{"The workbook has several sheets. Say which is meant after the name of the file: book.xlsx#Sheet, or book.xlsx#* for all of them.", "في المصنّف عدة أوراق. اذكر المقصودة بعد اسم الملف هكذا: book.xlsx#Sheet، أو book.xlsx#* لجميعها."}},
	"missing_sheet":         {Rejection, Text{"The workbook has no sheet called {detail}.", "لا توجد في المصنّف ورقة باسم {detail}."}},
	"hidden_sheet":          {Warning, Text{"The workbook also has a hidden sheet; it was not read. Name it after the file's name if it is meant.", "في المصنّف ورقة مخفية أيضًا لم تُقرأ. اذكرها بعد اسم الملف إن كانت مقصودة."}},
	"hidden_cells":          {Warning, Text{"The sheet has hidden rows or columns; they were read like the others.", "في الورقة صفوف أو أعمدة مخفية؛ قُرئت كغيرها."}},
	"header_found":          {Warning, Text{"The headings were found in row {detail}; what stands above them was not read.", "وُجدت العناوين في الصف {detail}؛ ولم يُقرأ ما فوقها."}},
	"column_without_name":   {Warning, Text{"There are values in columns without a heading, the first of them {detail}; they were not read.", "توجد قيم في أعمدة بلا عنوان، أولها {detail}؛ ولم تُقرأ."}},
	"error_in_cell":         {Warning, Text{"Cells of {column} hold an error such as #N/A; they count as not given.", "في خلايا {column} خطأ مثل ‎#N/A؛ تُعدّ غير مذكورة."}},
	"formula_without_value": {Rejection, Text{"Formulas in {column} have no stored result. Open the workbook in Excel, save it and send it again.", "في {column} صيغ حسابية بلا نتائج محفوظة. افتح المصنّف في Excel واحفظه ثم أعد إرساله."}},
	"too_many_merges":       {Rejection, Text{"The sheet has more than {detail} merged blocks of cells. Unmerge them and send it again.", "في الورقة أكثر من {detail} من الخلايا المدمجة. ألغِ الدمج وأعد الإرسال."}},
	"missing_file":          {Rejection, Text{"The file {detail} is not there.", "الملف {detail} غير موجود."}},
	"missing_column":        {Rejection, Text{"The column {column} is missing. Its header must be spelled exactly so.", "العمود {column} مفقود. يجب أن يُكتب عنوانه هكذا تمامًا."}},
	"unknown_column":        {Warning, Text{"The column {column} is neither a field of this kind nor a declared dimension; it was not kept.", "العمود {column} ليس حقلًا من هذا النوع ولا بُعدًا معلنًا؛ لم يُحفظ."}},
	"mapping_not_select":    {Rejection, Text{"The mapping must be one single SELECT.", "يجب أن يكون التحويل جملة SELECT واحدة."}},
	"mapping_forbidden":     {Rejection, Text{"The mapping uses {detail}, which is not allowed: it may read only its own files, and must give the same result every time.", "يستخدم التحويل {detail} وهو غير مسموح: لا يجوز له إلا قراءة ملفاته، ويجب أن يعطي النتيجة نفسها في كل مرة."}},
	"mapping_failed":        {Rejection, Text{"The mapping could not be carried out: {detail}.", "تعذر تنفيذ التحويل: {detail}."}},
	"mapping_too_long":      {Rejection, Text{"The mapping was stopped after {detail}.", "أُوقف التحويل بعد {detail}."}},
	"mapping_multiplies":    {Rejection, Text{"The mapping makes more than {detail} rows, far more than the files hold. Look for a join without its condition, or a list of numbers without an end.", "ينتج التحويل أكثر من {detail} صف، وهو أكثر بكثير مما في الملفات. ابحث عن ربط بلا شرط أو قائمة أرقام بلا نهاية."}},
	"mapping_too_big":       {Rejection, Text{"The mapping needs more memory or disk than {detail}.", "يحتاج التحويل إلى ذاكرة أو مساحة أكبر من {detail}."}},
	"too_many_bad_rows":     {Rejection, Text{"More than {detail} of the rows have problems, so nothing was taken. Mend them and send the file again.", "أكثر من {detail} من الصفوف فيها مشكلات، فلم يؤخذ شيء. صحّحها وأعد إرسال الملف."}},

	// one field
	"missing":              {SetAside, Text{"{column} is required and not given.", "{column} مطلوب ولم يُذكر."}},
	"not_a_whole_number":   {SetAside, Text{"{column} is not a whole number.", "{column} ليس عددًا صحيحًا."}},
	"not_a_number":         {SetAside, Text{"{column} is not a number.", "{column} ليس عددًا."}},
	"not_a_flag":           {SetAside, Text{"{column} is neither true nor false.", "{column} ليس نعم ولا لا."}},
	"not_a_date":           {SetAside, Text{"{column} is not a date of the form {detail}.", "{column} ليس تاريخًا بالصيغة {detail}."}},
	"not_a_moment":         {SetAside, Text{"{column} is not a day and time of the form {detail}.", "{column} ليس تاريخًا ووقتًا بالصيغة {detail}."}},
	"out_of_range":         {SetAside, Text{"{column} is outside {detail}.", "{column} خارج المدى {detail}."}},
	"unknown_code":         {SetAside, Text{"{column} is not one of: {detail}.", "{column} ليس واحدًا من: {detail}."}},
	"unlisted_code":        {Warning, Text{"{column} has a code that is not in the usual list; it was kept.", "في {column} رمز خارج القائمة المعتادة؛ وقد حُفظ."}},
	"level_not_recognised": {Warning, Text{"{column} has a value outside the declared levels; it is counted as \"not recognised\".", "في {column} قيمة خارج المستويات المعلنة؛ تُعدّ «غير معروفة»."}},
	"personal_text":        {Warning, Text{"{column} seems to contain an e-mail address, a phone or a national number.", "يبدو أن {column} يحتوي على بريد إلكتروني أو هاتف أو رقم شخصي."}},

	// one record
	"wrong_order":            {SetAside, Text{"{column} is before {detail}.", "{column} يسبق {detail}."}},
	"future_date":            {Warning, Text{"{column} lies in the future.", "{column} في المستقبل."}},
	"no_reporter":            {SetAside, Text{"A return needs a school_id or a provider_id.", "تحتاج الإفادة إلى school_id أو provider_id."}},
	"no_subject_kind":        {SetAside, Text{"A subject_id is given without its subject_kind.", "ذُكر subject_id من دون subject_kind."}},
	"no_answer":              {SetAside, Text{"An answered item needs a value, an option or a text.", "البند المُجاب عنه يحتاج إلى قيمة أو خيار أو نص."}},
	"no_limits":              {SetAside, Text{"An item answered on a scale needs a minimum and a maximum.", "البند ذو المقياس يحتاج إلى حد أدنى وحد أعلى."}},
	"range_reversed":         {SetAside, Text{"{column} is below {detail}.", "{column} أقل من {detail}."}},
	"half_a_place":           {SetAside, Text{"Latitude and longitude must be given together.", "يجب ذكر خطي العرض والطول معًا."}},
	"price_without_currency": {Warning, Text{"A price is given without its currency.", "ذُكر سعر من دون عملته."}},
	"own_parent":             {SetAside, Text{"{column} names the record itself.", "{column} يشير إلى السجل نفسه."}},

	// records together
	"contradictory_level": {Warning, Text{"Rows of one key give different levels of {column}; none of them was kept.", "صفوف للمفتاح نفسه تعطي مستويات مختلفة في {column}؛ لم يُحفظ أي منها."}},
	"conflicting_rows":    {SetAside, Text{"Rows of one key differ: none of them was taken.", "صفوف للمفتاح نفسه مختلفة: لم يؤخذ أي منها."}},
	"unknown_reference":   {Warning, Text{"{column} names something not known yet; this clears by itself when it arrives.", "{column} يشير إلى ما ليس معروفًا بعد؛ يزول هذا عند وصوله."}},
	"not_in_roster":       {Warning, Text{"People in these records are in no roster: they are in no population.", "أشخاص في هذه السجلات غير مدرجين في أي سجل قيد: لا يدخلون في المعدلات المحسوبة على جميع المتعلّمين."}},
	"alias_of_two_ids":    {Warning, Text{"{column} is given for another id too; unless another alias says that the two ids are one, it joins neither.", "{column} مذكور لمعرّف آخر أيضًا؛ وما لم يقل مرادف آخر إن المعرّفين واحد فلا يربط أيًا منهما."}},
	"unknown_term":        {SetAside, Text{"{column} is not a declared term.", "{column} ليس فترة معلنة."}},
	"undeclared_stage":    {Warning, Text{"The feed has stages that it does not declare; they were kept and are now counted as collected.", "في المصدر مراحل لم يعلنها؛ حُفظت وتُعدّ الآن مرصودة."}},
	"correction_unknown":  {SetAside, Text{"The batch and row of this correction are not awaiting correction.", "الدفعة والصف في هذا التصحيح لا ينتظران تصحيحًا."}},
}
