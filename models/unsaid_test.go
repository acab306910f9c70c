package models

import (
	"reflect"
	"testing"
)

func TestAReasonIsSaidOnceForAllItsMeasures(t *testing.T) {
	order, counts := Text{En: "No order.", Ar: "بلا ترتيب."}, Text{En: "No counts.", Ar: "بلا أعداد."}
	got := ByReason([]Skipped{{Name: "sii", Because: order}, {Name: "pi", Because: counts}, {Name: "aci", Because: order}, {Name: "sii", Because: order}})
	want := []Unsaid{{order, []Skipped{{Name: "sii", Because: order}, {Name: "aci", Because: order}}}, {counts, []Skipped{{Name: "pi", Because: counts}}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got := ByReason(nil); len(got) != 0 {
		t.Errorf("%+v of nothing", got)
	}
}
