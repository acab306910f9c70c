package words

import "athar/models"

// sentences are all words of the pages; the figures' are here, the pages' in
// pages.go.
var sentences = map[string]models.Text{}

var countedSentences = map[string]Plural{}

func add(texts map[string]models.Text) {
	for key, text := range texts {
		if _, twice := sentences[key]; twice {
			panic("words said twice: " + key)
		}
		sentences[key] = text
	}
}

func init() {
	add(map[string]models.Text{
		"to": {En: "to", Ar: "إلى"},

		// what stands where a value is missing
		"state.hidden":         {En: "Suppressed to protect privacy", Ar: "محجوب حفاظًا على الخصوصية"},
		"state.no_data":        {En: "No data", Ar: "لا توجد بيانات"},
		"state.not_collected":  {En: "Not collected", Ar: "غير مرصود"},
		"state.not_applicable": {En: "Not applicable", Ar: "لا ينطبق"},
		"state.unreliable":     {En: "Low reliability", Ar: "موثوقية منخفضة"},
		"state.shown":          {En: "Shown", Ar: "معروض"},

		// titles: a group, a value; a group, a value; the gap
		"title.gap":        {En: "{from}: {low}; {to}: {high}. A gap of {gap} percentage points", Ar: "{from}: {low}؛ {to}: {high}. فجوة قدرها {gap} نقطة مئوية"},
		"title.difference": {En: "{measure}. {from}: {low}; {to}: {high}. A difference of {gap}", Ar: "{measure}. {from}: {low}؛ {to}: {high}. فرق قدره {gap}"},
		"title.no_clear":   {En: "No clear difference between {from} and {to}: {measure}", Ar: "لا فرق واضح بين {from} و{to}: {measure}"},
		"title.by":         {En: "{measure} by {by}", Ar: "{measure} بحسب {by}"},
		"title.by_two":     {En: "{measure} by {by} and {and}", Ar: "{measure} بحسب {by} و{and}"},
		"title.journey":    {En: "Of every 100 journeys that reached “{start}”, {n} reached “{end}”", Ar: "من كل 100 مسار بلغ مرحلة «{start}» بلغ {n} منها مرحلة «{end}»"},

		// one phrase a rate; {n} is a number in every 100
		"in_hundred":                    {En: "{n} in 100", Ar: "{n} من كل 100"},
		"in_hundred.award_rate":         {En: "{n} in 100 enrolments end in a credential", Ar: "{n} من كل 100 التحاق تنتهي بشهادة أو شارة"},
		"in_hundred.completion_rate":    {En: "{n} in 100 enrolments are completed", Ar: "{n} من كل 100 التحاق تُستكمل"},
		"in_hundred.participation_rate": {En: "{n} in 100 learners attended at least once", Ar: "{n} من كل 100 متعلّم حضروا مرة واحدة على الأقل"},
		"in_hundred.enrolment_rate":     {En: "{n} in 100 learners enrolled at least once", Ar: "{n} من كل 100 متعلّم التحقوا مرة واحدة على الأقل"},
		"in_hundred.credential_rate":    {En: "{n} in 100 learners hold a credential", Ar: "{n} من كل 100 متعلّم يحملون شهادة أو شارة"},
		"in_hundred.not_reached":        {En: "{n} in 100 learners attended nothing", Ar: "{n} من كل 100 متعلّم لم يحضروا أي فرصة تعلّم"},
		"in_hundred.response_rate":      {En: "{n} in 100 of those invited answered", Ar: "{n} من كل 100 مدعوّ أجابوا"},

		// under the title
		"subtitle":          {En: "{measure} · {terms}", Ar: "{measure} · {terms}"},
		"subtitle.terms":    {En: "{terms}", Ar: "{terms}"},
		"subtitle.by":       {En: "{measure}, by {by} · {terms}", Ar: "{measure}، بحسب {by} · {terms}"},
		"subtitle.where":    {En: " · only {where}", Ar: " · فقط {where}"},
		"terms.all":         {En: "all terms together", Ar: "جميع الفترات معًا"},
		"terms.none":        {En: "all dates", Ar: "جميع التواريخ"},
		"where.one":         {En: "{dimension}: {levels}", Ar: "{dimension}: {levels}"},
		"and":               {En: "and", Ar: "و"},
		"comma":             {En: ", ", Ar: "، "},
		"all":               {En: "All together", Ar: "الجميع معًا"},
		"average":           {En: "All: {value}", Ar: "الجميع: {value}"},
		"n":                 {En: "n\u00a0{n}", Ar: "العدد\u00a0{n}"},
		"interval":          {En: "{level} interval", Ar: "مجال الثقة {level}"},
		"interval.short":    {En: "({interval})", Ar: "({interval})"},
		"out_of":            {En: "{numerator} of {denominator}", Ar: "{numerator} من {denominator}"},
		"of_previous":       {En: "{share} of the stage before", Ar: "{share} من المرحلة السابقة"},
		"key":               {En: "Key", Ar: "مفتاح الرسم"},
		"key.average":       {En: "All together", Ar: "الجميع معًا"},
		"key.interval":      {En: "{level} interval", Ar: "مجال الثقة {level}"},
		"key.pale":          {En: "Pale: low reliability", Ar: "باهت: موثوقية منخفضة"},
		"key.lost":          {En: "Outlined: not seen at this stage", Ar: "المحدَّد بخط: لم يظهر في هذه المرحلة"},
		"steps.also":        {En: "How journeys ended or stood still", Ar: "كيف انتهت المسارات أو توقفت"},
		"everything_hidden": {En: "Every number of this view is suppressed to protect privacy: the groups are too small. A wider grouping can be shown.", Ar: "جميع أرقام هذا العرض محجوبة حفاظًا على الخصوصية لأن الفئات صغيرة جدًا. يمكن عرض تجميع أوسع."},
		"nothing":           {En: "There is nothing to draw for this view.", Ar: "لا يوجد ما يُرسم في هذا العرض."},
		"nothing.filters":   {En: "These filters leave nobody: {where}.", Ar: "عوامل التصفية هذه لا تُبقي أحدًا: {where}."},
		"wider":             {En: "Show all together", Ar: "عرض الجميع معًا"},
		"without_filters":   {En: "Show without filters", Ar: "عرض بلا تصفية"},
		"no_number":         {En: "{measure}: no number can be given", Ar: "{measure}: لا يمكن إعطاء رقم"},

		// the reading sentence, which is also the text alternative
		"reading.dots":     {En: "Each mark is one group; the line through it is the {level} interval. The thin upright line is all together, {total}.", Ar: "كل علامة فئة واحدة، والخط المار بها هو مجال الثقة {level}. الخط الرأسي الرفيع للجميع معًا: {total}."},
		"reading.dots0":    {En: "Each mark is one group; the line through it is the {level} interval.", Ar: "كل علامة فئة واحدة، والخط المار بها هو مجال الثقة {level}."},
		"reading.equiplot": {En: "Each row is one level of “{by}”; each mark on it is one level of “{and}”, and the line joins the marks furthest apart. Intervals are in the table.", Ar: "كل صف مستوى واحد من «{by}»، وكل علامة فيه مستوى واحد من «{and}»، والخط يصل أبعد العلامات. مجالات الثقة في الجدول."},
		"reading.bars":     {En: "Each bar is one group; its length is the number.", Ar: "كل شريط فئة واحدة، وطوله هو العدد."},
		"reading.steps":    {En: "Each bar is the share of journeys that reached the stage, of those whose source records it; the outlined part is those that reached the stage before and are not seen at this one.", Ar: "كل شريط هو نسبة المسارات التي بلغت المرحلة من المسارات التي يرصدها مصدرها، والجزء المحدَّد بخط هو ما بلغ المرحلة السابقة ولم يظهر في هذه."},
		"reading.range":    {En: "The values run from {low} ({from}) to {high} ({to}).", Ar: "تتراوح القيم من {low} ({from}) إلى {high} ({to})."},
		"reading.each":     {En: "{group}: {value}.", Ar: "{group}: {value}."},

		// notes
		"note.unreliable": {En: "Low reliability: fewer than 50 counted, or an interval wider than 30 points. No statement is made from it.", Ar: "موثوقية منخفضة: عدد أقل من 50 أو مجال ثقة أعرض من 30 نقطة. لا يُبنى عليها قول."},
		"note.many":       {En: "One fact can stand in several groups of “{by}”, so the rows need not add up.", Ar: "قد تقع الواقعة الواحدة في أكثر من فئة من «{by}»، فلا يلزم أن يساوي مجموع الصفوف الإجمالي."},
		"note.rounding":   {En: "Counts are rounded to the nearest {n}.", Ar: "الأعداد مقرّبة إلى أقرب {n}."},
		"note.threshold":  {En: "Numbers about fewer than {n} people are suppressed to protect privacy.", Ar: "تُحجب الأرقام المتعلقة بأقل من {n} أشخاص حفاظًا على الخصوصية."},
		"note.coverage":   {En: "{reported} of {expected} {what} reported.", Ar: "أبلغت {reported} من أصل {expected} {what}."},
		"note.partial":    {En: "Only {reported} of {expected} {what} reported: groups are not compared in words.", Ar: "أبلغت {reported} فقط من أصل {expected} {what}: لا تُقارَن الفئات بالكلمات."},
		"note.public":     {En: "The data were public already: nothing needed to be suppressed.", Ar: "هذه البيانات منشورة أصلًا: لم يلزم حجب شيء."},
		"note.reason":     {En: "{group}: {reason}", Ar: "{group}: {reason}"},
		"note.no_title":   {En: "The title states a difference only where its interval supports it.", Ar: "لا يذكر العنوان فرقًا إلا حيث يدعمه مجال الثقة."},
		"of.schools":      {En: "schools", Ar: "مدرسة"},
		"of.providers":    {En: "providers", Ar: "جهة مقدِّمة"},
		"source":          {En: "Source: {sources}", Ar: "المصدر: {sources}"},
		"as_of":           {En: "As of {day}", Ar: "حتى {day}"},
		"data_version":    {En: "Data version {n}", Ar: "نسخة البيانات {n}"},
		"shown_of":        {En: "{shown} of {all} groups shown.", Ar: "عُرضت {shown} من أصل {all} فئة."},

		// table and downloads
		"table":               {En: "Table", Ar: "الجدول"},
		"table.value":         {En: "Value", Ar: "القيمة"},
		"table.interval":      {En: "{level} interval", Ar: "مجال الثقة {level}"},
		"table.numerator":     {En: "Counted", Ar: "المعدود"},
		"table.denominator":   {En: "Out of (n)", Ar: "من أصل (العدد)"},
		"table.n":             {En: "Over (n)", Ar: "على (العدد)"},
		"table.of_previous":   {En: "Share of the stage before", Ar: "النسبة من المرحلة السابقة"},
		"table.step":          {En: "Stage", Ar: "المرحلة"},
		"table.group":         {En: "Group", Ar: "الفئة"},
		"download":            {En: "Downloads", Ar: "تنزيلات"},
		"download.csv":        {En: "CSV ({rows})", Ar: "CSV ({rows})"},
		"download.svg":        {En: "SVG (drawing)", Ar: "SVG (رسم)"},
		"download.json":       {En: "JSON", Ar: "JSON"},
		"download.link":       {En: "Link to these figures", Ar: "رابط هذه الأرقام"},
		"download.of":         {En: "{what}: {figure}", Ar: "{what}: {figure}"},
		"how":                 {En: "How is this computed?", Ar: "كيف حُسب هذا؟"},
		"how.definition":      {En: "Definition", Ar: "التعريف"},
		"how.counted":         {En: "Who and what is counted", Ar: "من وما الذي يُعدّ"},
		"how.formula":         {En: "Formula", Ar: "الصيغة"},
		"how.example":         {En: "Worked example", Ar: "مثال محسوب"},
		"how.example.share":   {En: "{group}: {numerator} ÷ {denominator} = {value}", Ar: "{group}: {numerator} ÷ {denominator} = {value}"},
		"how.example.with":    {En: "; {level} interval {interval}.", Ar: "؛ مجال الثقة {level}: {interval}."},
		"how.example.mean":    {En: "{group}: {value} over {denominator}", Ar: "{group}: {value} على {denominator}"},
		"how.example.count":   {En: "{group}: {value}", Ar: "{group}: {value}"},
		"how.cannot":          {En: "What it cannot tell", Ar: "ما لا يمكن أن يخبر به"},
		"how.sql":             {En: "SQL that gives this table from the exported files", Ar: "استعلام SQL الذي يعطي هذا الجدول من الملفات المصدَّرة"},
		"how.method":          {En: "All measures and their sources", Ar: "جميع المقاييس ومراجعها"},
		"statistic.what":      {En: "What is this?", Ar: "ما هذا؟"},
		"statistic.what.full": {En: "What is this? {measure}", Ar: "ما هذا؟ {measure}"},

		// inequality
		"inequality":            {En: "How large is the gap?", Ar: "ما مقدار الفجوة؟"},
		"inequality.measure":    {En: "Measure", Ar: "المقياس"},
		"inequality.compares":   {En: "Compares", Ar: "يقارن"},
		"inequality.pair":       {En: "{from} with {to}", Ar: "{from} مع {to}"},
		"inequality.all_groups": {En: "All groups", Ar: "جميع الفئات"},
		"inequality.points":     {En: "{n} points", Ar: "{n} نقطة مئوية"},
		"inequality.sii":        {En: "Fitted over everybody from the most disadvantaged to the least, the two ends lie {value} percentage points apart ({level} interval {interval}).", Ar: "بحسب خط مُلائم للجميع من الأشد حرمانًا إلى الأقل، يفصل بين الطرفين {value} نقطة مئوية (مجال الثقة {level}: {interval})."},
		"inequality.sii_plain":  {En: "Fitted over everybody from the most disadvantaged to the least, the two ends lie {value} percentage points apart.", Ar: "بحسب خط مُلائم للجميع من الأشد حرمانًا إلى الأقل، يفصل بين الطرفين {value} نقطة مئوية."},
		"inequality.rii":        {En: "As a ratio, the least disadvantaged end stands at {value} times the other.", Ar: "وكنسبة، يبلغ الطرف الأقل حرمانًا {value} ضعف الطرف الآخر."},
		"inequality.parity":     {En: "An adjusted parity index of 1 is parity; 0.97 to 1.03 counts as parity.", Ar: "مؤشر التكافؤ المعدَّل 1 يعني التكافؤ، ومن 0.97 إلى 1.03 يُعدّ تكافؤًا."},
		"inequality.none":       {En: "The gap is not summarised: {why}", Ar: "لا تُلخَّص الفجوة: {why}"},
		"inequality.hidden":     {En: "a number in this table is suppressed, and a summary would reveal it.", Ar: "في الجدول رقم محجوب، والملخص قد يكشفه."},
		"inequality.skipped":    {En: "Measures that do not apply, and why", Ar: "مقاييس لا تنطبق، ولماذا"},
		"inequality.skip":       {En: "{name}: {why}", Ar: "{name}: {why}"},
		"inequality.range":      {En: "{low} to {high}", Ar: "من {low} إلى {high}"},
		"inequality.value":      {En: "Value", Ar: "القيمة"},
	})
	for key, forms := range map[string]Plural{
		"hidden": {
			"{n} number is suppressed to protect privacy.", "{n} numbers are suppressed to protect privacy.",
			"لا رقم محجوب.", "رقم واحد محجوب حفاظًا على الخصوصية ({n}).", "رقمان محجوبان حفاظًا على الخصوصية ({n}).",
			"{n} أرقام محجوبة حفاظًا على الخصوصية.", "{n} رقمًا محجوبًا حفاظًا على الخصوصية.", "{n} رقم محجوب حفاظًا على الخصوصية."},
		"rows": {
			"{n} row", "{n} rows",
			"بلا صفوف", "صف واحد ({n})", "صفّان ({n})", "{n} صفوف", "{n} صفًّا", "{n} صف"},
		"missing": {
			"{n} group has no number; the reason stands in its row.", "{n} groups have no number; the reason stands in their rows.",
			"لكل الفئات أرقام.", "فئة واحدة ({n}) بلا رقم، والسبب في صفها.", "فئتان ({n}) بلا رقم، والسبب في صفّيهما.",
			"{n} فئات بلا أرقام، والسبب في صفوفها.", "{n} فئة بلا أرقام، والسبب في صفوفها.", "{n} فئة بلا أرقام، والسبب في صفوفها."},
	} {
		countedSentences[key] = forms
	}
}
