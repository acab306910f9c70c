package evidence_test

import (
	"fmt"

	"athar/queries/stats/evidence"
)

// A reading club measured its members before and after.
func ExampleAssess() {
	grade, err := evidence.Assess(evidence.Claim{
		Design: evidence.BeforeAfter, LogicModel: true, Learners: 120, ReliabilityLow: 0.81,
		Tested: true, Effect: 0.3, PValue: 0.01, PlanBefore: true,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("Nesta %d, Act tier %d, Maryland %d\n", grade.Nesta.Reached, grade.ESSA.Reached, grade.Maryland.Reached)
	fmt.Println(grade.Sentence().English)
	fmt.Println("For Nesta", grade.Nesta.Next, "-", grade.Nesta.Lacks[0].Sentence().English)
	fmt.Println("May it be called impact?", grade.MayCallImpact())
	// Output:
	// Nesta 2, Act tier 4, Maryland 1
	// Participants improved or were higher; what caused it is not known.
	// For Nesta 3 - Compare with others, and account for what differed before.
	// May it be called impact? false
}
