package models

import (
	"fmt"
	"regexp"
)

// Period is a length of time in calendar units, as in ISO 8601 (P1M, P7D).
type Period struct{ Years, Months, Days int }

var periodForm = regexp.MustCompile(`^P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,4})D)?$`)

// ParsePeriod reads an ISO 8601 period of years, months, weeks and days.
func ParsePeriod(s string) (Period, error) {
	m := periodForm.FindStringSubmatch(s)
	if m == nil || s == "P" {
		return Period{}, fmt.Errorf("%q is not a period such as P1M", s)
	}
	var n [4]int
	for i, digits := range m[1:] {
		fmt.Sscan(digits, &n[i])
	}
	return Period{n[0], n[1], n[2]*7 + n[3]}, nil
}

// After is the day a period after a day.
func (p Period) After(d Day) Day { return Day{d.AddDate(p.Years, p.Months, p.Days)} }
