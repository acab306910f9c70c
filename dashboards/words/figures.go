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
		"title.gap":             {En: "{from}: {low}; {to}: {high}. A gap of {gap} percentage points", Ar: "{from}: {low}؛ {to}: {high}. الفجوة بالنقاط المئوية: {gap}"},
		"title.difference":      {En: "{measure}. {from}: {low}; {to}: {high}. A difference of {gap}", Ar: "{measure}. {from}: {low}؛ {to}: {high}. فرق قدره {gap}"},
		"title.no_clear":        {En: "No clear difference between {from} and {to}: {measure}", Ar: "لا فرق واضح بين {from} و{to}: {measure}"},
		"title.by":              {En: "{measure} by {by}", Ar: "{measure} بحسب {by}"},
		"title.by_two":          {En: "{measure} by {by} and {and}", Ar: "{measure} بحسب {by} و{and}"},
		"title.stage":           {En: "{n} in 100 journeys whose source records it reached “{stage}”", Ar: "بلغ {n} من كل 100 مسار مرحلة «{stage}»، من المسارات التي يرصد مصدرها هذه المرحلة"},
		"title.stage.attended":  {En: "{n} in 100 journeys whose source records attendance were attended", Ar: "سُجّل الحضور في {n} من كل 100 مسار يرصد مصدره الحضور"},
		"title.stage.completed": {En: "{n} in 100 journeys whose source records completion were completed", Ar: "أُتمّ {n} من كل 100 مسار يرصد مصدره الإتمام"},
		"title.journey":         {En: "Of every 100 journeys that reached “{start}”, {n} reached “{end}”", Ar: "من كل 100 مسار بلغ مرحلة «{start}» بلغ {n} منها مرحلة «{end}»"},

		// one phrase a rate; {n} is a number in every 100
		"in_hundred":                    {En: "{n} in 100", Ar: "{n} من كل 100"},
		"in_hundred.award_rate":         {En: "{n} in 100 enrolments end in a credential", Ar: "{n} من كل 100 حالة التحاق تنتهي بشهادة أو شارة"},
		"in_hundred.completion_rate":    {En: "{n} in 100 journeys of those enrolled were completed", Ar: "{n} من كل 100 مسار من مسارات الملتحقين أُتمّت"},
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
		"terms.each":        {En: "each term by itself", Ar: "كل فترة على حدة"},
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
		"key.apart":         {En: "Dotted line: other journeys from here on", Ar: "الخط المنقّط: من هنا تُعدّ مسارات أخرى"},
		"steps.only":        {En: "Only one stage of a journey is recorded here, “{stage}”: {numerator} of {denominator} journeys reached it. Where journeys end cannot be told from it.", Ar: "لا تُرصد هنا إلا مرحلة واحدة من المسار هي «{stage}»: بلغها {numerator} من {denominator} من المسارات. ولا يُعرف منها أين تنتهي المسارات."},
		"steps.also":        {En: "How journeys ended or stood still", Ar: "كيف انتهت المسارات أو توقفت"},
		"everything_hidden": {En: "Every number of this view is suppressed to protect privacy: the groups are too small. A wider grouping can be shown.", Ar: "جميع أرقام هذا العرض محجوبة حفاظًا على الخصوصية لأن الفئات صغيرة جدًا. يمكن عرض تجميع أوسع."},
		"nothing":           {En: "There is nothing to draw for this view.", Ar: "لا يوجد ما يُعرض هنا."},
		"nothing.filters":   {En: "These filters leave nobody: {where}.", Ar: "عوامل التصفية هذه لا تُبقي أحدًا: {where}."},
		"wider":             {En: "Show all together", Ar: "عرض الجميع معًا"},
		"without_filters":   {En: "Show without filters", Ar: "عرض بلا تصفية"},
		"no_number":         {En: "{measure}: no number can be given", Ar: "{measure}: لا يمكن إعطاء رقم"},

		// the reading sentence, which is also the text alternative
		"reading.dots":     {En: "Each mark is one group; the line through it is the {level} interval. The thin upright line is all together, {total}.", Ar: "كل علامة فئة واحدة، والخط المار بها هو مجال الثقة {level}. الخط الرأسي الرفيع للجميع معًا: {total}."},
		"reading.dots0":    {En: "Each mark is one group; the line through it is the {level} interval.", Ar: "كل علامة فئة واحدة، والخط المار بها هو مجال الثقة {level}."},
		"reading.equiplot": {En: "Each row is one level of “{by}”; each mark on it is one level of “{and}”, and the line joins the marks furthest apart. Intervals are in the table.", Ar: "كل صف مستوى واحد من «{by}»، وكل علامة فيه مستوى واحد من «{and}»، والخط يصل أبعد العلامات. مجالات الثقة في الجدول."},
		"reading.bars":     {En: "Each bar is one group; its length is the number.", Ar: "كل شريط فئة واحدة، وطوله هو العدد."},
		"reading.steps":    {En: "Each bar is the share of journeys that reached the stage, of those whose source records it; the outlined part is those that reached the stage before and are not seen at this one.", Ar: "كل شريط هو نسبة المسارات التي بلغت المرحلة من المسارات التي يرصد مصدرها تلك المرحلة، والجزء المحدَّد بخط هو ما بلغ المرحلة السابقة ولم يظهر في هذه المرحلة."},
		"reading.range":    {En: "The values run from {low} ({from}) to {high} ({to}).", Ar: "تتراوح القيم من {low} ({from}) إلى {high} ({to})."},
		"reading.apart":    {En: "Sources record different stages: a dotted line stands where other journeys are counted, and bars are compared only between such lines.", Ar: "ترصد المصادر مراحل مختلفة: يقف خط منقّط حيث تُعدّ مسارات أخرى، ولا تُقارن الأشرطة إلا بين خطين."},
		"reading.step":     {En: "{stage}: {value} of {denominator} journeys.", Ar: "{stage}: {value} من المسارات وعددها {denominator}."},
		"reading.each":     {En: "{group}: {value}.", Ar: "{group}: {value}."},

		// notes
		"note.unreliable":   {En: "Low reliability: fewer than 50 counted, or an interval wider than 30 points. No statement is made from it.", Ar: "موثوقية منخفضة: عدد أقل من 50 أو مجال ثقة أعرض من 30 نقطة. لا يُبنى عليها استنتاج."},
		"note.many":         {En: "One fact can stand in several groups of “{by}”, so the rows need not add up.", Ar: "قد تقع الواقعة الواحدة في أكثر من فئة من «{by}»، فلا يلزم أن يساوي مجموع الصفوف الإجمالي."},
		"note.rounding":     {En: "Counts are rounded to the nearest {n}.", Ar: "الأعداد مقرّبة إلى أقرب {n}."},
		"note.threshold":    {En: "Numbers about fewer than {n} people are suppressed to protect privacy.", Ar: "تُحجب الأرقام التي يقل عدد الأشخاص فيها عن {n} حفاظًا على الخصوصية."},
		"note.coverage":     {En: "{reported} of {expected} {what} reported.", Ar: "{what} التي أبلغت: {reported} من أصل {expected}."},
		"note.coverage.all": {En: "{reported} of {expected} expected reports came, one a term for each of the {what}.", Ar: "وردت {reported} من أصل {expected} من الإفادات المتوقعة، وتُنتظر من {what} إفادة في كل فترة."},
		"note.partial":      {En: "Only {reported} of {expected} {what} reported: groups are not compared in words.", Ar: "{what} التي أبلغت: {reported} فقط من أصل {expected}، ولذلك لا تُقارَن الفئات بالكلمات."},
		"note.public":       {En: "The data were public already: nothing needed to be suppressed.", Ar: "هذه البيانات منشورة أصلًا: لم يلزم حجب شيء."},
		"note.steps":        {En: "Sources record different stages of a journey. Each bar is over the journeys whose source records that stage, so later bars can be longer; a share of the stage before is given only where both stages count the same journeys.", Ar: "ترصد المصادر مراحل مختلفة من المسار. كل شريط هو نسبة من المسارات التي يرصد مصدرها تلك المرحلة، فقد يطول شريط لاحق؛ ولا تُذكر النسبة من المرحلة السابقة إلا حيث تُعدّ في المرحلتين المسارات نفسها."},
		"note.reason":       {En: "{group}: {reason}", Ar: "{group}: {reason}"},
		"note.no_title":     {En: "The title states a difference only where its interval supports it.", Ar: "لا يذكر العنوان فرقًا إلا حيث يدعمه مجال الثقة."},
		"of.schools":        {En: "schools", Ar: "المدارس"},
		"of.providers":      {En: "providers", Ar: "الجهات المقدِّمة"},
		"source":            {En: "Source: {sources}", Ar: "المصدر: {sources}"},
		"as_of":             {En: "As of {day}", Ar: "حتى {day}"},
		"data_version":      {En: "Data version {n}", Ar: "نسخة البيانات {n}"},
		"shown_of":          {En: "{shown} of {all} groups shown.", Ar: "الفئات المعروضة: {shown} من أصل {all}."},

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
		"download.csv":        {En: "CSV: {rows}", Ar: "CSV: {rows}"},
		"download.svg":        {En: "SVG: drawing", Ar: "SVG: رسم"},
		"download.json":       {En: "JSON", Ar: "JSON"},
		"download.link":       {En: "Link to these figures", Ar: "رابط هذه الأرقام"},
		"download.of":         {En: "{what}: {figure}", Ar: "{what}: {figure}"},
		"how":                 {En: "How is this computed?", Ar: "كيف حُسب هذا؟"},
		"how.definition":      {En: "Definition", Ar: "التعريف"},
		"how.counted":         {En: "Who and what is counted", Ar: "مَن يشمله العدّ وما يشمله"},
		"how.formula":         {En: "Formula", Ar: "الصيغة"},
		"how.example":         {En: "Worked example", Ar: "مثال محسوب"},
		"how.example.share":   {En: "{group}: {numerator} ÷ {denominator} = {value}", Ar: "{group}: {numerator} ÷ {denominator} = {value}"},
		"how.example.with":    {En: "; {level} interval {interval}.", Ar: "؛ مجال الثقة {level}: {interval}."},
		"how.example.mean":    {En: "{group}: {value} over {denominator}", Ar: "{group}: {value} على {denominator}"},
		"how.example.count":   {En: "{group}: {value}", Ar: "{group}: {value}"},
		"how.cannot":          {En: "What it cannot tell", Ar: "ما لا يدل عليه"},
		"how.sql":             {En: "SQL that gives this table from the exported files", Ar: "استعلام SQL الذي يعطي هذا الجدول من الملفات المصدَّرة"},
		"how.method":          {En: "All measures and their sources", Ar: "جميع المقاييس ومراجعها"},
		"statistic.what":      {En: "What is this?", Ar: "ما هذا؟"},
		"statistic.what.full": {En: "What is this? {measure}", Ar: "ما هذا؟ {measure}"},

		// inequality
		"explore":      {En: "Explore", Ar: "استكشاف"},
		"explore.same": {En: "The same numbers stand in the table.", Ar: "الأرقام نفسها في الجدول."},

		"claim":                         {En: "How strong is the claim?", Ar: "ما مدى قوة هذا الادعاء؟"},
		"claim.design":                  {En: "How it was found", Ar: "كيف عُرف ذلك"},
		"claim.comparison":              {En: "Compared with", Ar: "المقارنة مع"},
		"claim.n":                       {En: "Measured", Ar: "عدد من شملهم القياس"},
		"claim.between":                 {En: "{to} against {from}: {value}", Ar: "{to} مقابل {from}: {value}"},
		"claim.with":                    {En: "{value}; {level} interval {interval}", Ar: "{value}؛ مجال الثقة {level}: {interval}"},
		"claim.lost":                    {En: "Lost: {group}", Ar: "المفقودون: {group}"},
		"claim.lost.of":                 {En: "{value} of {n}", Ar: "{value} من {n}"},
		"claim.grade":                   {En: "The grade, and what it lacks for the next level", Ar: "الدرجة وما ينقصها للمستوى التالي"},
		"claim.level":                   {En: "Level {n}: {means}", Ar: "المستوى {n}: {means}"},
		"claim.next":                    {En: "For level {n}:", Ar: "وللمستوى {n}:"},
		"claim.skipped":                 {En: "What is not known", Ar: "ما لا يُعرف"},
		"claim.fact.matched_share":      {En: "Matched before and after", Ar: "نسبة من طُوبق قياسه قبلُ وبعدُ"},
		"claim.fact.attrition":          {En: "Lost after the first measurement", Ar: "نسبة المفقودين بعد القياس الأول"},
		"claim.fact.attrition_by_group": {En: "Lost, by group", Ar: "المفقودون بحسب الفئة"},
		"claim.fact.reliability":        {En: "Reliability of the instrument", Ar: "ثبات أداة القياس"},
		"claim.fact.effect_size":        {En: "Size, in standard deviations", Ar: "الحجم بالانحرافات المعيارية"},
		"inequality":                    {En: "How large is the gap?", Ar: "ما مقدار الفجوة؟"},
		"inequality.points":             {En: "{n} percentage points", Ar: "{n} نقطة مئوية"},
		"inequality.interval":           {En: "{level} interval: {interval}.", Ar: "مجال الثقة {level}: {interval}."},
		"inequality.interval.both":      {En: "{level} interval: from {low} points lower to {high} higher.", Ar: "مجال الثقة {level}: من {low} نقطة أدنى إلى {high} أعلى."},
		"inequality.range":              {En: "{low} to {high}", Ar: "من {low} إلى {high}"},
		"inequality.say":                {En: "{to} against {from}: {value}.", Ar: "{to} مقابل {from}: {value}."},
		"inequality.say.difference": {En: "{to}: {gap} percentage points higher than {from}.",
			Ar: "{to}: أعلى بمقدار {gap} نقطة مئوية من {from}."},
		"inequality.say.difference.below": {En: "{to}: {gap} percentage points lower than {from}.",
			Ar: "{to}: أدنى بمقدار {gap} نقطة مئوية من {from}."},
		"inequality.say.difference.unclear": {En: "No clear difference: {to} and {from} are {gap} percentage points apart, which may be chance.",
			Ar: "لا فرق واضح: بين {to} و{from} فرق قدره {gap} نقطة مئوية، وقد يكون محض مصادفة."},
		"inequality.say.ratio": {En: "The rate of {to}, divided by that of {from}, is {value}.",
			Ar: "معدل «{to}» مقسومًا على معدل «{from}» يساوي {value}."},
		"inequality.say.ratio.unclear": {En: "The rate of {to}, divided by that of {from}, is {value}; equal rates (1) cannot be ruled out.",
			Ar: "معدل «{to}» مقسومًا على معدل «{from}» يساوي {value}، ولا يُستبعد تساوي المعدلين (1)."},
		"inequality.say.adjusted_parity_index": {En: "{value} on a scale of 0 to 2, on which 1 is parity: outside {low} to {high}, which counts as parity. The rate of {to} is the higher.",
			Ar: "{value} على مقياس من 0 إلى 2، والتكافؤ فيه 1: خارج المدى من {low} إلى {high} الذي يُعدّ تكافؤًا. ومعدل {to} هو الأعلى."},
		"inequality.say.adjusted_parity_index.below": {En: "{value} on a scale of 0 to 2, on which 1 is parity: outside {low} to {high}, which counts as parity. The rate of {to} is the lower.",
			Ar: "{value} على مقياس من 0 إلى 2، والتكافؤ فيه 1: خارج المدى من {low} إلى {high} الذي يُعدّ تكافؤًا. ومعدل {to} هو الأدنى."},
		"inequality.say.adjusted_parity_index.unclear": {En: "{value} on a scale of 0 to 2, on which 1 is parity. Parity ({low} to {high}) cannot be ruled out.",
			Ar: "{value} على مقياس من 0 إلى 2، والتكافؤ فيه 1. ولا يُستبعد التكافؤ (من {low} إلى {high})."},
		"inequality.say.sii": {En: "From the most disadvantaged end to the least, the rate rises by {gap} percentage points.",
			Ar: "من الطرف الأشد حرمانًا إلى الطرف الأقل حرمانًا يرتفع المعدل بمقدار {gap} نقطة مئوية."},
		"inequality.say.sii.below": {En: "From the most disadvantaged end to the least, the rate falls by {gap} percentage points.",
			Ar: "من الطرف الأشد حرمانًا إلى الطرف الأقل حرمانًا ينخفض المعدل بمقدار {gap} نقطة مئوية."},
		"inequality.say.sii.unclear": {En: "No clear slope from the most disadvantaged end to the least: {gap} percentage points, which may be chance.",
			Ar: "لا تدرّج واضح من الطرف الأشد حرمانًا إلى الطرف الأقل حرمانًا: {gap} نقطة مئوية، وقد يكون محض مصادفة."},
		"inequality.say.rii": {En: "The rate at the least disadvantaged end, divided by that at the most disadvantaged, is {value}.",
			Ar: "المعدل عند الطرف الأقل حرمانًا مقسومًا على المعدل عند الطرف الأشد حرمانًا يساوي {value}."},
		"inequality.say.rii.unclear": {En: "The rate at the least disadvantaged end, divided by that at the most disadvantaged, is {value}; equal rates (1) cannot be ruled out.",
			Ar: "المعدل عند الطرف الأقل حرمانًا مقسومًا على المعدل عند الطرف الأشد حرمانًا يساوي {value}، ولا يُستبعد تساوي المعدلين (1)."},
		"inequality.terms": {En: "What do these words mean?", Ar: "ما معنى هذه المصطلحات؟"},
		"inequality.term.difference": {En: "One rate minus the other, in percentage points. Ordered groups are compared first with last; others by the reference group or by the two furthest apart.",
			Ar: "أحد المعدلين ناقص الآخر، بالنقاط المئوية. تُقارن الفئات المرتّبة أولاها بأخراها، وغيرها بالفئة المرجعية أو بالفئتين الأكثر تباعدًا."},
		"inequality.term.ratio": {En: "One rate divided by the other; 1 means that they are equal. It says nothing of how high both are.",
			Ar: "أحد المعدلين مقسومًا على الآخر، والعدد 1 يعني تساويهما. ولا يخبر عن ارتفاع كليهما."},
		"inequality.term.parity_index": {En: "The rate of one group divided by that of the other; 1 is parity.",
			Ar: "معدل إحدى الفئتين مقسومًا على معدل الأخرى، والعدد 1 يعني التكافؤ."},
		"inequality.term.adjusted_parity_index": {En: "The ratio of two groups, put on a scale on which it stands equally far from 1 whichever of them is behind. Used for goal 4.5 of sustainable development.",
			Ar: "نسبة معدل فئة إلى معدل الأخرى على مقياس يتساوى فيه البعد عن 1 أيًّا كانت الفئة المتأخرة. يُستخدم في الغاية 4.5 من أهداف التنمية المستدامة."},
		"inequality.term.sii": {En: "A curve is fitted through all groups in their order, each weighing as many as it has; the index is the distance between its two ends.",
			Ar: "يُلائَم منحنى لجميع الفئات بترتيبها، ولكل فئة وزن بعدد من فيها؛ والمؤشر هو المسافة بين طرفيه."},
		"inequality.term.rii":      {En: "The two ends of the same curve, as a ratio.", Ar: "طرفا المنحنى نفسه، على صورة نسبة."},
		"inequality.term.interval": {En: "Chance alone moves numbers. Intervals made in this way hold the true value in {level} of cases.", Ar: "الأرقام تتغير بالمصادفة وحدها. والمجالات المحسوبة بهذه الطريقة تضم القيمة الحقيقية في {level} من الحالات."},
		"inequality.none":          {En: "The gap is not summarised: {why}", Ar: "لا تُلخَّص الفجوة: {why}"},
		"inequality.hidden":        {En: "a number in this table is suppressed, and a summary would reveal it.", Ar: "في الجدول رقم محجوب، والملخص قد يكشفه."},
		"inequality.many":          {En: "among {n} groups without an order, the highest and the lowest would differ even if only chance were at work.", Ar: "بين الفئات غير المرتّبة (عددها {n}) يختلف الأعلى عن الأدنى ولو لم تعمل إلا المصادفة."},
		"inequality.nothing":       {En: "No measure of the gap can be given for these groups.", Ar: "لا يمكن إعطاء أي مقياس للفجوة بين هذه الفئات."},
		"inequality.pale":          {En: "One of the two groups is of low reliability.", Ar: "إحدى الفئتين موثوقيتها منخفضة."},
		"inequality.skipped":       {En: "Measures that do not apply here, and why", Ar: "مقاييس لا تنطبق هنا، وأسباب ذلك"},
		"inequality.skip":          {En: "{name}: {why}", Ar: "{name}: {why}"},
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
