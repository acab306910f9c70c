package sampledata

import "strconv"

// chunk is what some neighbouring learners add to each file and to the counts.
type chunk struct {
	raw, packed    [streamCount][]byte
	enrolled       [yearCount][]int32 // by opportunity
	participations int
	tallies        tallies
}

func newChunk(w *world) *chunk {
	c := &chunk{}
	for year := range c.enrolled {
		c.enrolled[year] = make([]int32, w.plan.Opportunities)
	}
	return c
}

func (c *chunk) reset() {
	for i := range c.raw {
		c.raw[i], c.packed[i] = c.raw[i][:0], c.packed[i][:0]
	}
	for year := range c.enrolled {
		clear(c.enrolled[year])
	}
	c.participations, c.tallies = 0, tallies{}
}

// add takes the counts of another chunk, always in the order of the learners: sums of floats depend on it.
func (c *chunk) add(other *chunk) {
	for year := range c.enrolled {
		for i, n := range other.enrolled[year] {
			c.enrolled[year][i] += n
		}
	}
	c.tallies.add(&other.tallies)
}

// maker makes learners one after another; each processor has its own.
type maker struct {
	w      *world
	dice   dice
	packer func(packed, raw []byte) []byte
	taken  []int // opportunities of this learner and year
}

func newMaker(w *world) *maker {
	return &maker{w: w, dice: newDice(), packer: newPacker()}
}

func (m *maker) pack(c *chunk) {
	for i := range c.raw {
		if len(c.raw[i]) > 0 {
			c.packed[i] = m.packer(c.packed[i], c.raw[i])
		}
	}
}

const unknown = -1

// person is a learner as they are; what the register knows of them may be less.
type person struct {
	number       int
	gender       int
	disability   int // index of disabilities
	nationality  int
	income       int
	municipality int
	zone         int
	// The levels as recorded: the same, or unknown.
	disabilityKnown, nationalityKnown, incomeKnown bool

	born       int
	grade      int
	kind       int // of school
	school     int
	from, to   day // on roll
	leaves     bool
	eagerness  float64 // 0 to 1, low takes part: stays with a person, so that the same ones tend to come again
	hasAccount bool    // at the volunteers' portal
}

var (
	nationalityShares = []float64{0.27, 0.33, 0.28, 0.12}
	incomeShares      = [][]float64{{0.08, 0.14, 0.23, 0.27, 0.28}, {0.22, 0.24, 0.22, 0.18, 0.14}, {0.30, 0.24, 0.20, 0.15, 0.11}, {0.14, 0.17, 0.20, 0.24, 0.25}}
	kindShares        = [][]float64{{0.68, 0.12, 0.20}, {0.50, 0.25, 0.25}, {0.14, 0.38, 0.48}, {0.16, 0.24, 0.60}}
)

// learner makes everybody who holds one place on the roll through the three years: one leaves, another comes.
func (m *maker) learner(c *chunk, slot int) {
	d := m.dice
	var p person
	generation := -1
	arrive := func(grade int, from day) {
		generation++
		d.restart(m.w.plan.Seed, forPerson, uint64(slot)<<4|uint64(generation))
		p = person{number: slot*4 + generation + 1, grade: grade, from: from}
		if grade == 0 {
			p.grade = d.between(1, 12)
		}
		p.gender = d.IntN(2)
		p.disability = 1
		if d.chance(0.06) {
			p.disability = 0
		}
		p.nationality = d.pick(nationalityShares)
		p.income = d.pick(incomeShares[p.nationality])
		p.kind = d.pick(kindShares[p.nationality])
		p.municipality = d.pick(municipalityShares)
		p.zone = d.between(1, 6)
		p.disabilityKnown, p.nationalityKnown, p.incomeKnown = !d.chance(0.02), !d.chance(0.005), !d.chance(0.04)
		p.eagerness = d.Float64()
		p.school = unknown
	}
	arrive(0, yearStarts[firstYear])
	for year := range yearCount {
		if year > 0 {
			switch {
			case p.grade == 12:
				m.leave(c, &p)
				arrive(1, yearStarts[year])
			case p.leaves:
				m.leave(c, &p)
				grade := p.grade + 1
				arrive(grade, yearStarts[year])
				if d.chance(0.3) {
					p.from += day(d.between(60, 140))
				}
			default:
				p.grade++
				m.move(&p)
			}
		}
		if p.school == unknown || m.w.schools[p.school].phase != phaseOf(p.grade) || d.chance(0.03) {
			m.enrolInSchool(&p)
		}
		p.born = 2023 + year - p.grade - 5
		p.to = yearEnd(year)
		p.leaves = year < latestYear && p.grade < 12 && d.chance(0.035)
		if p.leaves {
			p.to = yearStarts[year] + 302 // the end of June
			if d.chance(0.4) {
				p.to = yearStarts[year] + day(d.between(165, 240))
			}
		}
		m.writeLearner(c, &p, year)
		if !m.w.schools[p.school].silent[year] {
			m.journeys(c, &p, year)
		}
		m.learnerVoice(c, &p, year)
	}
	m.leave(c, &p)
}

func yearEnd(year int) day {
	if year == latestYear {
		return yearStarts[latestYear] + 364
	}
	return yearStarts[year+1] - 1
}

// move lets life happen between two school years.
func (m *maker) move(p *person) {
	d := m.dice
	if d.chance(0.02) {
		p.municipality, p.school = d.pick(municipalityShares), unknown
	}
	if d.chance(0.04) {
		p.income = min(max(p.income+2*d.IntN(2)-1, 0), 4)
	}
}

func (m *maker) enrolInSchool(p *person) {
	phase := phaseOf(p.grade)
	if near := &m.w.schoolsNear[phase][p.gender][p.kind][p.municipality]; m.dice.chance(0.8) {
		if school, ok := near.draw(m.dice); ok {
			p.school = school
			return
		}
	}
	p.school, _ = m.w.schoolsFor[phase][p.gender][p.kind].draw(m.dice)
	if p.municipality == alShamal && phase == 0 && m.dice.chance(0.7) { // the school next door, whatever its type
		if school, ok := m.w.schoolsNear[0][p.gender][government][alShamal].draw(m.dice); ok {
			p.school, p.kind = school, government
		}
	}
}

// leave writes the last trace of a person: which account of the volunteers' portal is theirs.
func (m *maker) leave(c *chunk, p *person) {
	if !p.hasAccount {
		return
	}
	b := c.raw[aliasesFile]
	b = append(b, "person,volunteer_portal,"...)
	b = appendAccount(b, p.number)
	b = append(b, ',')
	b = appendPerson(b, p.number)
	if m.dice.chance(0.7) {
		b = append(b, ",pupil_number_given,1\n"...)
	} else {
		b = append(b, ",name_and_birth_date,0.9"...)
		b = append(b, '0'+byte(m.dice.IntN(10)), '\n')
	}
	c.raw[aliasesFile] = b
}

func appendPadded(b []byte, prefix byte, n, width int) []byte {
	b = append(b, prefix)
	limit := 1
	for range width - 1 {
		limit *= 10
	}
	for ; n < limit && limit > 1; limit /= 10 {
		b = append(b, '0')
	}
	return strconv.AppendInt(b, int64(n), 10)
}

func appendPerson(b []byte, number int) []byte { return appendPadded(b, 'P', number, 8) }

// appendAccount writes an account number that does not show the pupil number.
func appendAccount(b []byte, number int) []byte {
	return append(strconv.AppendUint(append(b, 'U'), scramble(uint64(number))>>8, 36), '-', 'v')
}

func (m *maker) writeLearner(c *chunk, p *person, year int) {
	from := p.from
	if from < yearStarts[year] {
		from = yearStarts[year]
	}
	b := appendPerson(c.raw[learnersFile], p.number)
	b = append(b, ",learner,"...)
	b = append(b, days().iso[from]...)
	b = append(b, ',')
	if p.leaves || p.grade == 12 {
		b = append(b, days().iso[p.to]...)
	}
	b = append(b, ',')
	b = append(b, m.w.schools[p.school].id...)
	b = append(b, ',')
	b = strconv.AppendInt(b, int64(p.grade), 10)
	b = append(b, ',')
	b = strconv.AppendInt(b, int64(p.born), 10)
	b = append(b, ',')
	b = append(b, municipalities[p.municipality]...)
	b = append(b, ',')
	b = append(b, municipalities[p.municipality]...)
	b = append(b, '-', '0'+byte(p.zone), ',')
	b = append(b, genders[p.gender]...)
	b = append(b, ',')
	if p.disabilityKnown {
		b = append(b, disabilities[p.disability]...)
	}
	b = append(b, ',')
	if p.nationalityKnown {
		b = append(b, nationalities[p.nationality]...)
	}
	b = append(b, ',')
	if p.incomeKnown {
		b = append(b, incomeBands[p.income]...)
	}
	c.raw[learnersFile] = append(b, '\n')
}
