package sampledata

import (
	"math"
	"strconv"
)

// The agency questionnaire asked before and after some programmes: six items from 1 to 5, the fourth reversed.
const (
	agencyItems    = 6
	agencyReversed = 4
)

// answerAround draws a whole answer from 1 to 5 whose mean is exactly that of the clamped value, and returns both.
func (d dice) answerAround(x float64) (answer int, mean, variance float64) {
	x = clamp(x, 1, 5)
	floor := math.Floor(x)
	part := x - floor
	answer = int(floor)
	if d.chance(part) {
		answer++
	}
	return answer, x, part * (1 - part)
}

func (m *maker) invite(c *chunk, id byte, j *person, journeyID func([]byte) []byte, instrument, wave string, on day) {
	b := append(c.raw[invitationsFile], 'I', id)
	b = journeyID(b)
	b = append(b, ',')
	b = append(b, instrument...)
	b = append(b, ',')
	b = append(b, wave...)
	b = append(b, ',')
	b = appendPerson(b, j.number)
	b = append(b, ",learner,"...)
	b = append(b, m.w.schools[j.school].id...)
	b = append(b, ',')
	b = append(b, days().iso[on]...)
	c.raw[invitationsFile] = append(b, '\n')
}

// programmeSurvey asks before a programme, and after it those who completed it.
func (m *maker) programmeSurvey(c *chunk, j *journey, completes bool) {
	d := m.dice
	id := func(b []byte) []byte { return m.appendJourneyOf(b, j) }
	agency := agencyBefore(j.person) + 0.5*d.NormFloat64()
	m.invite(c, 'b', j.person, id, "agency", "baseline", j.o.starts)
	var before, after waveMean
	if d.chance(0.86) {
		before = m.agencyWave(c, j, 'b', "baseline", j.o.starts, agency)
	}
	if !completes {
		return
	}
	m.invite(c, 'e', j.person, id, "agency", "endline", j.o.ends)
	stay := stayChance(j.person)
	if j.year == latestYear {
		c.tallies.endline(j.person, stay)
	}
	if !d.chance(stay) {
		return
	}
	gain := agencyGain[j.o.category] + 0.35*d.NormFloat64()
	after = m.agencyWave(c, j, 'e', "endline", j.o.ends+day(d.between(0, 7)), agency+gain)
	if j.year == latestYear && before.items*2 >= agencyItems && after.items*2 >= agencyItems {
		c.tallies.gain(j.o.category, after.mean()-before.mean(), before.meanVariance()+after.meanVariance())
	}
}

// waveMean is the mean that one respondent's answers are expected to have.
type waveMean struct{ sum, variance, items float64 }

func (w waveMean) mean() float64         { return w.sum / w.items }
func (w waveMean) meanVariance() float64 { return w.variance / (w.items * w.items) }

func (m *maker) agencyWave(c *chunk, j *journey, id byte, wave string, on day, agency float64) (expected waveMean) {
	d := m.dice
	b := c.raw[surveyFile]
	for item := 1; item <= agencyItems; item++ {
		b = append(b, 'R', id)
		b = m.appendJourneyOf(b, j)
		b = append(b, ",agency,a"...)
		b = append(b, '0'+byte(item), ',')
		b = append(b, wave...)
		b = append(b, ',')
		b = appendPerson(b, j.number)
		b = append(b, ",learner,"...)
		b = append(b, m.w.schools[j.school].id...)
		b = append(b, ',')
		b = append(b, j.o.id...)
		b = append(b, ',')
		b = append(b, days().iso[on]...)
		b = append(b, ',')
		if d.chance(0.03) {
			b = append(b, ",skipped\n"...)
			continue
		}
		answer, mean, variance := d.answerAround(agency + 0.45*d.NormFloat64())
		expected.sum, expected.variance, expected.items = expected.sum+mean, expected.variance+variance, expected.items+1
		if item == agencyReversed {
			answer = 6 - answer
		}
		b = append(b, '0'+byte(answer))
		b = append(b, ",answered\n"...)
	}
	c.raw[surveyFile] = b
	return expected
}

// The learner's voice: four barriers, the main one, interests, four items on thriving (the last reversed), and a sentence.
const (
	voiceShare       = 0.2 // of the learners from grade 5, invited in March
	thrivingItems    = 4
	thrivingReversed = 4
)

var interests = []named{
	{"1", "Science and nature", "العلوم والطبيعة"}, {"2", "Technology and making", "التقنية والصناعة"}, {"3", "Sport", "الرياضة"}, {"4", "Arts and music", "الفنون والموسيقى"},
	{"5", "Heritage and museums", "التراث والمتاحف"}, {"6", "Reading and writing", "القراءة والكتابة"}, {"7", "Helping others", "مساعدة الآخرين"}, {"8", "Work and companies", "العمل والشركات"},
}

var interestShares = [2][]float64{
	female: {0.42, 0.34, 0.36, 0.48, 0.30, 0.36, 0.38, 0.22},
	male:   {0.40, 0.44, 0.55, 0.26, 0.24, 0.22, 0.28, 0.26},
}

var sentences = []string{
	"أتمنى أن تكون الأنشطة أقرب إلى بيتنا",
	"لا أعرف أين أجد ما يقدَّم للطلاب",
	"مواعيد الأنشطة تتعارض مع الحافلة المدرسية",
	"I would like more science in the evening",
	"Please tell us earlier what is on offer",
	"أحب أن أجرب الشيء قبل أن ألتزم به",
	"Ask me at salma@example.org about the robot club", // invented: shows what the scan of free text is for
}

func (m *maker) learnerVoice(c *chunk, p *person, year int) {
	d := m.dice
	on := yearStarts[year] + day(d.between(182, 215))
	if p.grade < 5 || on < p.from || on > p.to || !d.chance(voiceShare) {
		return
	}
	id := func(b []byte) []byte { return append(appendPerson(b, p.number), '.', '0'+byte(year)) }
	m.invite(c, 'v', p, id, "voice", "any", on)
	chance := answerChance(p)
	if year == latestYear {
		c.tallies.answer(p, chance)
	}
	if !d.chance(chance) {
		return
	}
	b := append(c.raw[voiceFile], 'Q')
	b = id(b)
	b = append(b, ',')
	b = appendPerson(b, p.number)
	b = append(b, ',')
	b = append(b, m.w.schools[p.school].id...)
	b = append(b, ',')
	b = append(b, days().arabic[on+day(d.between(0, 12))]...)
	notAnswered := func() bool {
		b = append(b, ',')
		switch x := d.Float64(); {
		case x < 0.03: // left empty
		case x < 0.04:
			b = append(b, "88"...)
		case x < 0.05:
			b = append(b, "99"...)
		default:
			return false
		}
		return true
	}
	shares := barrierShares(p)
	for i := range barriers {
		if !notAnswered() {
			answer, _, _ := d.answerAround(1.8 + 4*shares[i] + 0.8*d.NormFloat64())
			b = append(b, '0'+byte(answer))
		}
	}
	b = append(b, ',')
	switch x := d.Float64(); {
	case x < 0.03: // left empty
	case x < 0.05:
		b = append(b, '9') // rather not say
	case x < 0.15:
		b = append(b, '5') // none
	default:
		b = append(b, '1'+byte(d.pick(shares)))
	}
	b = append(b, ',')
	if !d.chance(0.04) {
		first := true
		for i, share := range interestShares[p.gender] {
			if !d.chance(share) {
				continue
			}
			if !first {
				b = append(b, ';')
			}
			first = false
			b = append(b, '1'+byte(i))
		}
	}
	thriving := thrivingMean(p) + 0.6*d.NormFloat64()
	var expected waveMean
	for item := 1; item <= thrivingItems; item++ {
		if notAnswered() {
			continue
		}
		answer, mean, variance := d.answerAround(thriving + 0.5*d.NormFloat64())
		expected.sum, expected.variance, expected.items = expected.sum+mean, expected.variance+variance, expected.items+1
		if item == thrivingReversed {
			answer = 6 - answer
		}
		b = strconv.AppendInt(b, int64(answer), 10)
	}
	if year == latestYear && expected.items*2 >= thrivingItems {
		c.tallies.thriving(p, expected.mean(), expected.meanVariance())
	}
	b = append(b, ',')
	if d.chance(0.08) {
		which := d.IntN(len(sentences))
		if which == len(sentences)-1 && !d.chance(0.1) {
			which = 0
		}
		b = append(b, sentences[which]...)
	}
	c.raw[voiceFile] = append(b, '\n')
}
