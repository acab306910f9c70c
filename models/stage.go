package models

import "slices"

// Stage is how far one person's journey in one opportunity had come.
type Stage struct {
	Name  string
	Title Text
	// After lists the stages that whoever is recorded here must have passed,
	// if the source records them at all.
	After []string
	// Path is true for the stages a journey is counted by, in their order; the
	// others say how it ended or stood still.
	Path bool
}

// Stages are all stages, in the order of a journey.
var Stages = []Stage{
	{"aware", Text{"Aware", "على علم بها"}, nil, true},
	{"interested", Text{"Interested", "مهتم"}, []string{"aware"}, true},
	{"applied", Text{"Applied", "تقدّم بطلب"}, []string{"aware", "interested"}, true},
	{"waitlisted", Text{"On the waiting list", "على قائمة الانتظار"}, []string{"aware", "interested", "applied"}, false},
	{"not_approved", Text{"Not approved", "لم يُوافَق عليه"}, []string{"aware", "interested", "applied"}, false},
	{"offered", Text{"Offered a place", "عُرض عليه مقعد"}, []string{"aware", "interested", "applied"}, true},
	{"declined", Text{"Declined", "اعتذر"}, []string{"aware", "interested", "applied", "offered"}, false},
	{"approved", Text{"Approved", "وُوفق عليه"}, []string{"aware", "interested", "applied", "offered"}, true},
	{"enrolled", Text{"Enrolled", "التحق"}, []string{"aware", "interested", "applied", "offered", "approved"}, true},
	{"absent", Text{"Absent", "غاب"}, []string{"aware", "interested", "applied", "offered", "approved", "enrolled"}, false},
	{"withdrew", Text{"Withdrew", "انسحب"}, []string{"aware", "interested", "applied", "offered", "approved", "enrolled"}, false},
	{"attended", Text{"Attended", "حضر"}, []string{"aware", "interested", "applied", "offered", "approved", "enrolled"}, true},
	{"completed", Text{"Completed", "أتمّ"}, []string{"aware", "interested", "applied", "offered", "approved", "enrolled", "attended"}, true},
}

// StageNames are the codes of all stages.
func StageNames() []string {
	names := make([]string, len(Stages))
	for i, s := range Stages {
		names[i] = s.Name
	}
	return names
}

// StageNamed finds a stage.
func StageNamed(name string) (Stage, bool) {
	i := slices.IndexFunc(Stages, func(s Stage) bool { return s.Name == name })
	if i < 0 {
		return Stage{}, false
	}
	return Stages[i], true
}
