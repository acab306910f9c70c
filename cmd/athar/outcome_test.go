package main

import (
	"bytes"
	"testing"

	"athar/models"
)

// What the table and the JSON say of a claim stands in the CSV too.
func TestTheCSVOfAnOutcomeCarriesTheClaim(t *testing.T) {
	girls, value, n := "F", 1.5, int64(70)
	said := func(name string) *models.Said {
		return &models.Said{Name: name, Text: models.Text{En: name + ", in words"}}
	}
	a := models.Answer{
		By:    []string{"gender"},
		Cells: []models.Cell{{Group: models.Group{{Dimension: "gender", Level: &girls}}, State: models.Shown, Value: &value}},
		Outcome: &models.Outcome{
			State: models.Shown, Design: said("before_after"), Comparison: said("none"), N: &n,
			Facts:   []models.Summary{{Name: "matched_share", Value: 0.8, Unit: models.UnitShare}},
			Groups:  []models.Lost{{Group: models.Group{{Dimension: "gender", Level: &girls}}, N: 40, Attrition: 0.25}},
			Skipped: []models.Skipped{{Name: "reliability", Because: models.Text{En: "Nobody can tell."}}},
			Grade: &models.Grade{Sentence: models.Text{En: "They improved."}, Rule: models.Text{En: "Computed."}, Exploratory: true,
				Standings: []models.Standing{{Scale: "nesta", Reached: 1, Means: models.Text{En: "Described."}, Next: 2, Lacks: []models.Said{*said("reliable_outcome")}}}},
		},
	}
	var out bytes.Buffer
	p := &program{format: "csv", language: "en", out: &out}
	if err := p.answer(a); err != nil {
		t.Fatal(err)
	}
	const want = `gender,state,numerator,denominator,value,low,high,reason,row,statement
F,shown,,,1.5,,,,answer,
,shown,,,,,,"before_after, in words",claim,design
,shown,,,,,,"none, in words",claim,comparison
,shown,,,70,,,,claim,n
,shown,,,0.8,,,,claim,matched_share
F,shown,,40,0.25,,,,claim,attrition
,not_applicable,,,,,,Nobody can tell.,claim,reliability
,shown,,,,,,They improved.,claim,claim
,shown,,,1,,,Described.,claim,nesta
,shown,,,2,,,"reliable_outcome, in words",claim,nesta_lacks
,shown,,,,,,Exploratory: no plan of the analysis was stored before the outcomes.,claim,exploratory
,shown,,,,,,Computed.,claim,rule
`
	if got := out.String(); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	out.Reset()
	a.Outcome = nil
	if err := p.answer(a); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); got != "gender,state,numerator,denominator,value,low,high,reason\nF,shown,,,1.5,,,\n" {
		t.Errorf("an answer of no outcome: %s", got)
	}
}
