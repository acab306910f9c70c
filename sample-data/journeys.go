package sampledata

import (
	"math"
	"slices"
	"strconv"
)

var channels = []string{"school", "messaging", "social_media", "platform", "family", "friend"}

// A journey is one learner in one opportunity.
type journey struct {
	*person
	o       *opportunity
	index   int // of the opportunity in its year
	year    int
	channel string
	steps   int // rows written so far
}

// journeys makes all that a learner does in a school year.
func (m *maker) journeys(c *chunk, p *person, year int) {
	d, s := m.dice, &m.w.schools[p.school]
	phase := phaseOf(p.grade)
	chance := reachChance(p, s.kind, phase, year)
	if s.none[year] {
		chance = 0
	}
	c.tallies.reach(p, s.kind, phase, year, chance, m.w.chances.anySport[p.gender])
	if s.none[year] {
		return
	}
	m.taken = m.taken[:0]
	surveyed := false
	luck := p.eagerness
	if d.chance(0.5) {
		luck = d.Float64()
	}
	if luck < chance {
		for n := 1; ; n++ {
			if j, ok := m.choose(p, year, phase, s.kind); ok {
				m.attend(c, &j, s, &surveyed)
			}
			if n == m.w.chances.mostJourneys || !d.chance(m.w.chances.anotherJourney) {
				break
			}
		}
	}
	for n := 0; n < m.w.chances.mostJourneys && d.chance(m.w.chances.anotherStop); n++ {
		if j, ok := m.choose(p, year, phase, s.kind); ok {
			m.stop(c, &j)
		}
	}
	if d.chance(0.004) {
		m.stranger(c, p, year)
	}
}

func (m *maker) choose(p *person, year, phase, kind int) (journey, bool) {
	d := m.dice
	category := d.pick(m.w.chances.category[p.gender][phase])
	found := func(k int) (journey, bool) {
		m.taken = append(m.taken, k)
		return journey{person: p, o: &m.w.opportunities[year][k], index: k, year: year, channel: channels[d.pick([]float64{0.42, 0.18, 0.13, 0.08, 0.12, 0.07})]}, true
	}
	for range 40 {
		k, ok := m.w.offers[year][category][p.gender][phase].draw(d)
		if !ok {
			break
		}
		o := &m.w.opportunities[year][k]
		if !o.open(p.grade, p.gender, kind) || o.starts < p.from || o.ends > p.to || slices.Contains(m.taken, k) {
			continue
		}
		far := o.municipality != p.municipality && o.away() && !o.transport
		if far && d.chance(0.35) {
			continue
		}
		return found(k)
	}
	if k := m.w.fallback[year][category]; !slices.Contains(m.taken, k) {
		return found(k)
	}
	return journey{}, false
}

// The stages as records.md names them.
const (
	aware       = "aware"
	interested  = "interested"
	applied     = "applied"
	offered     = "offered"
	waitlisted  = "waitlisted"
	approved    = "approved"
	notApproved = "not_approved"
	declined    = "declined"
	enrolled    = "enrolled"
	attended    = "attended"
	absent      = "absent"
	completed   = "completed"
	withdrew    = "withdrew"
)

// step writes one stage of a journey into the file of its source.
func (m *maker) step(c *chunk, j *journey, stage string, on day, minutes int, barrier, reason string) {
	file := [...]stream{masar: masarFile, register: registerFile, volunteer: volunteerFile}[j.o.source]
	b := m.appendJourney(c.raw[file], j)
	b = append(b, '.', '0'+byte(j.steps), ',')
	j.steps++
	c.participations++
	b = m.appendWho(b, j)
	b = append(b, ',')
	b = append(b, j.o.id...)
	b = append(b, ',')
	b = append(b, stage...)
	b = append(b, ',')
	b = append(b, days().iso[on]...)
	b = append(b, ',')
	if minutes > 0 {
		b = strconv.AppendInt(b, int64(minutes), 10)
	}
	b = append(b, ',')
	if file == masarFile {
		if stage == attended || stage == absent {
			b = append(b, j.o.id...)
			b = append(b, "-1"...)
		}
		b = append(b, ',')
	}
	b = append(b, j.channel...)
	b = append(b, ',')
	b = append(b, barrier...)
	b = append(b, ',')
	b = append(b, reason...)
	c.raw[file] = append(b, '\n')
}

func (m *maker) appendWho(b []byte, j *journey) []byte {
	if j.o.source == volunteer {
		return appendAccount(b, j.number)
	}
	return appendPerson(b, j.number)
}

func (m *maker) appendJourney(b []byte, j *journey) []byte {
	b = m.appendWho(b, j)
	b = append(b, '.')
	return append(b, j.o.id...)
}

// booking writes one row of the museums' export: the booking and what happened on the day.
func (m *maker) booking(c *chunk, j *journey, outcome string, minutes int) {
	c.participations += 2
	b := append(c.raw[museumFile], 'B')
	b = m.appendJourney(b, j)
	b = append(b, ',')
	b = appendPerson(b, j.number)
	b = append(b, ',')
	b = append(b, j.o.id...)
	b = append(b, ',')
	b = append(b, days().slash[j.o.starts-day(m.dice.between(2, 25))]...)
	b = append(b, ',')
	b = append(b, days().slash[j.o.starts]...)
	b = append(b, ',')
	b = append(b, outcome...)
	b = append(b, ',')
	b = append(b, '0'+byte(1+slices.Index(channels, j.channel)))
	b = append(b, ',')
	if minutes > 0 {
		b = strconv.AppendInt(b, int64(minutes), 10)
	}
	c.raw[museumFile] = append(b, '\n')
}

// toTheDoor writes the stages before anybody attends, up to and including enrolment.
func (m *maker) toTheDoor(c *chunk, j *journey) {
	d, starts := m.dice, j.o.starts
	switch j.o.source {
	case masar:
		if d.chance(0.5) {
			m.step(c, j, aware, starts-day(d.between(30, 60)), 0, "", "")
		}
		if d.chance(0.6) {
			m.step(c, j, interested, starts-day(d.between(15, 29)), 0, "", "")
		}
		m.step(c, j, applied, starts-day(d.between(9, 14)), 0, "", "")
		switch {
		case j.o.setting != "online" && d.chance(0.25):
			m.step(c, j, approved, starts-day(d.between(6, 8)), 0, "", "")
		case d.chance(0.5):
			m.step(c, j, offered, starts-day(d.between(6, 8)), 0, "", "")
		}
	case volunteer:
		j.hasAccount = true
		m.step(c, j, applied, starts-day(d.between(9, 14)), 0, "", "")
	}
	c.enrolled[j.year][j.index]++
	if j.o.source != bookings {
		m.step(c, j, enrolled, starts-day(d.between(0, 5)), 0, "", "")
	}
}

// attend makes a journey that its learner takes part in.
func (m *maker) attend(c *chunk, j *journey, s *school, surveyed *bool) {
	d, o := m.dice, j.o
	m.toTheDoor(c, j)
	came := 1
	if o.sessions > 1 {
		came = d.between((o.sessions+1)/2, o.sessions)
	}
	minutes := o.minutes * came * d.between(80, 110) / 100
	completing := completionChance(j.person)
	awarding := 0.0
	if o.source != bookings && o.credential {
		awarding = awardChance(j.person, s.kind)
	}
	if j.year == latestYear {
		if o.source != bookings {
			c.tallies.completion(j.person, completing)
		}
		c.tallies.award(j.person, s.kind, completing*awarding*(1-revokedShare))
	}
	if o.source == bookings {
		m.booking(c, j, "ح", minutes)
		return
	}
	lasts := int(o.ends - o.starts)
	m.step(c, j, attended, o.starts+day(d.IntN(min(lasts, 7)+1)), minutes, "", "")
	completes := d.chance(completing)
	switch {
	case completes:
		m.step(c, j, completed, o.ends, 0, "", "")
	case d.chance(0.6):
		barrier, reason := m.barrier(c, j)
		m.step(c, j, withdrew, o.starts+day((lasts+1)/2), 0, barrier, reason)
	}
	credential := false
	if completes && d.chance(awarding) {
		credential = true
		m.badge(c, j, s)
	}
	if completes && len(o.skills) > 0 && d.chance(0.35) {
		m.evidence(c, j, credential)
	}
	if o.surveyed && !*surveyed { // nobody is asked twice in a year
		*surveyed = true
		m.programmeSurvey(c, j, completes)
	}
}

// stop makes a journey that ends before anybody attends.
func (m *maker) stop(c *chunk, j *journey) {
	d, o := m.dice, j.o
	if o.source != masar {
		// These sources see only those who have a place.
		if !d.chance(0.3) {
			return
		}
		m.toTheDoor(c, j)
		m.missed(c, j)
		switch outcome := d.chance(0.7); {
		case o.source == bookings && outcome:
			m.booking(c, j, "غ", 0)
		case o.source == bookings:
			m.booking(c, j, "م", 0)
		case outcome && o.source == register:
			m.step(c, j, absent, o.starts, 0, "", "")
		default:
			barrier, reason := m.barrier(c, j)
			m.step(c, j, withdrew, o.starts, 0, barrier, reason)
		}
		return
	}
	before := func(days int) day { return o.starts - day(days) }
	ends := d.pick([]float64{0.26, 0.24, 0.12, 0.14, 0.10, 0.08, 0.06})
	if ends == 3 && !o.popular { // there are seats left: nobody waits
		ends = 1
	}
	if ends >= 5 {
		m.toTheDoor(c, j)
		m.missed(c, j)
		if ends == 5 {
			m.step(c, j, absent, o.starts, 0, "", "")
			return
		}
		barrier, reason := m.barrier(c, j)
		m.step(c, j, withdrew, o.starts, 0, barrier, reason)
		return
	}
	if ends == 0 {
		barrier, reason := m.barrier(c, j)
		m.step(c, j, aware, before(d.between(30, 60)), 0, barrier, reason)
		return
	}
	if d.chance(0.5) {
		m.step(c, j, aware, before(d.between(30, 60)), 0, "", "")
	}
	if ends == 1 {
		barrier, reason := m.barrier(c, j)
		m.step(c, j, interested, before(d.between(15, 29)), 0, barrier, reason)
		return
	}
	m.step(c, j, applied, before(d.between(9, 14)), 0, "", "")
	switch ends {
	case 2:
		m.step(c, j, offered, before(d.between(6, 8)), 0, "", "")
		barrier, reason := m.barrier(c, j)
		m.step(c, j, declined, before(d.between(1, 5)), 0, barrier, reason)
	case 3:
		m.step(c, j, waitlisted, before(d.between(6, 8)), 0, "", "full")
	case 4:
		m.step(c, j, notApproved, before(d.between(6, 8)), 0, "", []string{"policy", "permission"}[d.IntN(2)])
	}
}

// missed counts an enrolment that nobody came to.
func (m *maker) missed(c *chunk, j *journey) {
	if j.year != latestYear {
		return
	}
	if j.o.source != bookings {
		c.tallies.completion(j.person, 0)
	}
	c.tallies.award(j.person, m.w.schools[j.school].kind, 0)
}

var reasons = [4][]string{
	{"", ""}, {"", "language"}, {"transport", "cost", "timetable", "permission"}, {"interest", ""},
}

func (m *maker) barrier(c *chunk, j *journey) (barrier, reason string) {
	d := m.dice
	shares := barrierShares(j.person)
	if j.year == latestYear {
		c.tallies.barrier(j.person, shares[practicalBarrier])
	}
	i := d.pick(shares)
	if i != practicalBarrier {
		return barriers[i], reasons[i][d.IntN(2)]
	}
	weights := []float64{1, 1.6 - 0.3*float64(j.income), 0.8, 0.4}
	if j.municipality >= 5 {
		weights[0] = 2.5
	}
	if j.gender == female {
		weights[3] = 0.8
	}
	return barriers[i], reasons[i][d.pick(weights)]
}

// stranger makes an account of the volunteers' portal that no alias joins to a learner.
func (m *maker) stranger(c *chunk, near *person, year int) {
	k, ok := m.w.offers[year][volunteering][near.gender][2].draw(m.dice)
	if !ok {
		return
	}
	somebody := *near
	somebody.number += (year + 1) << 32
	j := journey{person: &somebody, o: &m.w.opportunities[year][k], index: k, year: year, channel: "platform"}
	m.toTheDoor(c, &j)
	m.step(c, &j, attended, j.o.starts, j.o.minutes, "", "")
	if m.dice.chance(0.8) {
		m.step(c, &j, completed, j.o.ends, 0, "", "")
	}
}

var contributions = []string{"قدّم عرضًا أمام زملائه", "صمّم نموذجًا وشرحه", "ساعد فريقًا أصغر سنًّا", "وثّق تجربته في دفتر"}

// badge writes one row of the badge platform's export.
func (m *maker) badge(c *chunk, j *journey, s *school) {
	d, o := m.dice, j.o
	awarded := o.ends + day(d.between(1, 14))
	b := append(c.raw[badgesFile], 'K')
	b = m.appendJourneyOf(b, j)
	b = append(b, ',')
	b = appendPerson(b, j.number)
	b = append(b, ",شارة "...)
	b = append(b, o.ar...)
	b = append(b, ',')
	b = append(b, o.id...)
	b = append(b, ',')
	b = append(b, m.w.providers[o.provider].id...)
	b = append(b, ',')
	b = append(b, days().slash[awarded]...)
	b = append(b, ',')
	if o.expires {
		b = append(b, days().slash[awarded+730]...)
	}
	b = append(b, ',')
	if d.chance(revokedShare) {
		b = append(b, days().slash[awarded+day(d.between(5, 60))]...)
	}
	b = append(b, ',')
	if d.chance(0.7) {
		b = append(b, days().slash[awarded+day(d.between(0, 20))]...)
	}
	b = append(b, ",م"...)
	b = append(b, '1'+byte(o.layer), ',')
	if o.layer > 0 {
		mean := scoreMean(j.person, s.kind)
		score := math.Round(clamp(mean+scoreSpread*d.NormFloat64(), 0, 100))
		b = strconv.AppendInt(b, int64(score), 10)
		if j.year == latestYear {
			c.tallies.score(s.kind, mean)
		}
	}
	b = append(b, ',')
	if o.layer >= 2 && d.chance(0.4) {
		b = append(b, contributions[d.IntN(len(contributions))]...)
	}
	c.raw[badgesFile] = append(b, '\n')
}

// appendJourneyOf names a journey by its pupil number, also where its source knows an account only.
func (m *maker) appendJourneyOf(b []byte, j *journey) []byte {
	b = appendPerson(b, j.number)
	b = append(b, '.')
	return append(b, j.o.id...)
}

var methods = []string{"observation", "portfolio", "interview", "self"}

func (m *maker) evidence(c *chunk, j *journey, credential bool) {
	d, o := m.dice, j.o
	skill := o.skills[d.IntN(len(o.skills))]
	step := min(max(1, (j.grade+2)/3+d.between(-1, 1)), skillSteps)
	b := append(c.raw[evidenceFile], 'E')
	b = m.appendJourneyOf(b, j)
	b = append(b, ',')
	b = appendPerson(b, j.number)
	b = append(b, ',')
	b = append(b, skillList[skill].id...)
	b = append(b, ',', '0'+byte(step), ',')
	b = strconv.AppendInt(b, int64(d.between(1, 4)), 10)
	b = append(b, ',')
	b = append(b, days().iso[o.ends+day(d.between(0, 10))]...)
	b = append(b, ',')
	b = append(b, methods[d.IntN(len(methods))]...)
	b = append(b, ',')
	b = append(b, o.id...)
	b = append(b, ',')
	if credential {
		b = append(b, 'K')
		b = m.appendJourneyOf(b, j)
	}
	c.raw[evidenceFile] = append(b, '\n')
}
