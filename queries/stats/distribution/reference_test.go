package distribution_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"athar/queries/stats/distribution"
	"athar/queries/stats/internal/reference"
)

func TestReference(t *testing.T) {
	reference.Family{Number: "21", Title: "Distributions and random numbers as R gives them", Compute: distributions}.Check(t)
}

// rounded are the arguments that the names of statistics give with six digits and that were used with all.
var rounded = map[string]float64{"qnorm p_1": 1 - 1e-10, "pnorm x_1.95996": 1.959963984540054}

// distributions reads the arguments of a function out of the name of its value, such as df_2.5_p.975.
func distributions(in reference.Inputs, ours reference.Answers) {
	random := map[string]bool{}
	for _, key := range in.Wanted {
		if seed, is := strings.CutPrefix(key.Case, "seed_"); is {
			if !random[seed] {
				random[seed] = true
				randomNumbers(in, ours, key.Case, int32(reference.Parse(in.T, seed)))
			}
			continue
		}
		arguments := func(words ...string) []float64 {
			if x, is := rounded[key.Case+" "+key.Stat]; is {
				return []float64{x}
			}
			return split(in.T, key.Stat, words...)
		}
		switch key.Case {
		case "qnorm":
			ours[key] = distribution.NormalQuantile(arguments("p_")[0])
		case "pnorm":
			ours[key] = distribution.NormalCDF(arguments("x_")[0])
		case "qt":
			a := arguments("df_", "_p")
			ours[key] = distribution.TQuantile(a[1], a[0])
		case "pt":
			a := arguments("df_", "_t")
			ours[key] = 2 * distribution.TCDF(-a[1], a[0])
		case "pt_noncentral":
			a := arguments("t", "_df", "_nc")
			ours[key] = distribution.NoncentralTCDF(a[0], a[1], a[2])
		case "qbeta":
			a := arguments("a", "_b", "_p")
			ours[key] = distribution.BetaQuantile(a[2], a[0], a[1])
		case "qchisq":
			a := arguments("df", "_p")
			ours[key] = distribution.ChiSquaredQuantile(a[1], a[0])
		case "qf":
			a := arguments("df1_", "_df2_", "_p")
			ours[key] = distribution.FQuantile(a[2], a[0], a[1])
		case "lgamma":
			ours[key] = distribution.LogGamma(arguments("x_")[0])
		}
	}
}

// randomNumbers draws as many of each kind as are expected, each kind from the start.
func randomNumbers(in reference.Inputs, ours reference.Answers, name string, seed int32) {
	last := map[string]int{}
	for _, key := range in.Wanted {
		kind, place, _ := strings.Cut(key.Stat, "_")
		if key.Case == name {
			last[kind] = max(last[kind], int(reference.Parse(in.T, place)))
		}
	}
	r := distribution.NewRandom(seed)
	for i := range last["unif"] {
		ours.Put(name, fmt.Sprintf("unif_%d", i+1), r.Uniform())
	}
	r = distribution.NewRandom(seed)
	for i := range last["norm"] {
		ours.Put(name, fmt.Sprintf("norm_%d", i+1), r.Normal())
	}
	for i, position := range distribution.NewRandom(seed).Permutation(last["sample"]) {
		ours.Put(name, fmt.Sprintf("sample_%d", i+1), float64(position+1))
	}
}

// split takes the numbers that stand after each of the words, which come in this order.
func split(t *testing.T, text string, words ...string) []float64 {
	numbers := make([]float64, len(words))
	rest, found := strings.CutPrefix(text, words[0])
	for i := range words {
		number := rest
		if i+1 < len(words) && found {
			number, rest, found = strings.Cut(rest, words[i+1])
		}
		if !found {
			t.Fatalf("%s does not read as %v", text, words)
		}
		numbers[i] = reference.Parse(t, number)
	}
	return numbers
}

// The name of a value is not always followed by all its digits, so what it stands for must be near what it says.
func TestRoundedArguments(t *testing.T) {
	for name, value := range rounded {
		says := split(t, name[strings.Index(name, "_"):], "_")[0]
		if math.Abs(says-value) > 5e-6 {
			t.Errorf("%s does not stand for %v", name, value)
		}
	}
}
