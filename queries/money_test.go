package queries_test

import (
	"fmt"
	"strings"
	"testing"

	"athar/models"
)

// Three government schools spent 500, 430 and 60: the second, which knows its own, takes it from the 990 and is left with 560, 12 %
// more than the first spent. Three private ones and three international ones spent alike. Of 30 learners reached, 10 are of each type.
func TestMoneyThatIsNearlyOneSchoolsIsHidden(t *testing.T) {
	for _, c := range []struct {
		government [3]int
		hidden     bool
	}{{[3]int{500, 430, 60}, true}, {[3]int{330, 330, 330}, false}} {
		schools, people, visits, funds := []string{"school_id,name_en,type"}, []string{"person_id,school_id,gender,band,side"}, []string{"record_id,person_id,opportunity_id,stage"}, []string{"record_id,payer_id,school_id,type,amount,currency,starts_on"}
		n := 0
		for at, kind := range []string{"government", "private", "international"} {
			for i := range 3 {
				school, spent := fmt.Sprintf("%s%d", kind, i), 330
				if at == 0 {
					spent = c.government[i]
				}
				schools = append(schools, school+","+school+","+kind)
				funds = append(funds, fmt.Sprintf("f%s,n,%s,spend,%d,QAR,2020-02-01", school, school, spent))
				for range 4 - i%2 - i/2 { // 4, 3 and 3
					n++
					people = append(people, fmt.Sprintf("p%d,%s,F,low,east", n, school))
					visits = append(visits, fmt.Sprintf("r%d,p%d,o,attended", n, n))
				}
			}
		}
		yaml := guarded + "  - {name: schools, kind: schools, files: {f: schools.csv}}\n  - {name: money, kind: funds, files: {f: funds.csv}}\n"
		w := openWorld(t, map[string]string{"athar.yaml": yaml, "schools.csv": strings.Join(schools, "\n"), "people.csv": strings.Join(people, "\n"), "participations.csv": strings.Join(visits, "\n"),
			"funds.csv": strings.Join(funds, "\n"), "opportunities.csv": "opportunity_id,title_en,category,starts_on\no,Fair,science,2020-03-01\n"})
		answer, err := w.ask("spend_per_reached --by school_type --term A")
		if err != nil {
			t.Fatal(err)
		}
		for _, cell := range answer.Cells {
			if level := cell.Group[0].Level; level != nil && *level == "government" && (cell.State == models.Hidden) != c.hidden {
				t.Errorf("%v spent: %+v", c.government, cell)
			}
		}
		if answer.Total.State != models.Shown || *answer.Total.Value != 99 || (answer.Protection.Hidden == 0) == c.hidden { // 2970 ÷ 30
			t.Errorf("%v spent: %+v, %+v", c.government, answer.Total, answer.Protection)
		}
	}
}
