package comparing_test

import (
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/comparing"
	"athar/queries/stats/internal/reference"
)

func TestReference(t *testing.T) {
	reference.Family{Number: "16", Title: "Funnels: units of different size held against a target", Compute: funnels}.Check(t)
}

func funnels(in reference.Inputs, ours reference.Answers) {
	for _, table := range in.Tables("units") {
		proportions(in, ours, table)
	}
	for _, table := range in.Tables("rates") {
		ratios(in, ours, table)
	}
}

var flags = map[comparing.Standing]string{
	comparing.FarBelow: "Low (0.001)", comparing.Below: "Low (0.025)", comparing.Within: "Not significant",
	comparing.Above: "High (0.025)", comparing.FarAbove: "High (0.001)",
}

func proportions(in reference.Inputs, ours reference.Answers, table reference.Table) {
	var units []stats.Proportion
	for _, row := range table {
		units = append(units, stats.Proportion{Successes: row.Number(in.T, "x"), Trials: row.Number(in.T, "n")})
	}
	funnel := reference.Must(comparing.FunnelOfProportions(units))(in.T)
	ours.Value("proportions", "target", funnel.Target, 1)
	ours.Value("proportions", "phi", funnel.Dispersion, 1)
	ours.Value("proportions", "tau2", funnel.BetweenUnits, 1)
	rows, counts := map[string]map[string]float64{}, map[string]float64{}
	flagged := map[string]string{}
	for i, row := range table {
		values := map[string]float64{"x": units[i].Successes, "n": units[i].Trials, "p": units[i].Share()}
		for word, kind := range map[string]comparing.Kind{"score": comparing.Score, "exact": comparing.Exact, "arcsine": comparing.Arcsine, "od": comparing.OverDispersed} {
			for percent, level := range map[string]float64{"95": comparing.WarningLevel, "998": comparing.AlarmLevel} {
				limits := reference.Must(funnel.Limits(units[i].Trials, kind, level))(in.T)
				values[word+"_lower"+percent], values[word+"_upper"+percent] = limits.Low, limits.High
			}
		}
		values["od_z"] = reference.Must(funnel.Distance(units[i]))(in.T).Value
		standing, reason, err := funnel.Standing(units[i], comparing.Score)
		if err != nil || reason != "" {
			in.T.Fatal(reason, err)
		}
		rows[row["unit"]], flagged[row["unit"]] = values, flags[standing]
		counts[flags[standing]]++
		for name, value := range values {
			ours.Put("proportions", row["unit"]+"."+name, value)
		}
	}
	for name, flag := range map[string]string{"n_low_001": "Low (0.001)", "n_low_025": "Low (0.025)", "n_high_025": "High (0.025)", "n_high_001": "High (0.001)"} {
		ours.Put("proportions", name, counts[flag])
	}
	compare(in, "limits_proportions", rows, flagged)
}

func ratios(in reference.Inputs, ours reference.Answers, table reference.Table) {
	var units []stats.Rate
	for _, row := range table {
		units = append(units, stats.Rate{Events: row.Number(in.T, "observed"), Exposure: row.Number(in.T, "expected")})
	}
	funnel := reference.Must(comparing.FunnelOfRatios(units))(in.T)
	ours.Value("ratios", "phi", funnel.Dispersion, 1)
	ours.Value("ratios", "tau2", funnel.BetweenUnits, 1)
	rows := map[string]map[string]float64{}
	for i, row := range table {
		byar, exact := reference.Must(stats.Byar(units[i]))(in.T), reference.Must(stats.Garwood(units[i]))(in.T)
		warning := reference.Must(funnel.Limits(units[i].Exposure, comparing.Exact, comparing.WarningLevel))(in.T)
		alarm := reference.Must(funnel.Limits(units[i].Exposure, comparing.Exact, comparing.AlarmLevel))(in.T)
		rows[row["unit"]] = map[string]float64{
			"ratio":        byar.Value,
			"byar_lower95": byar.Interval.Low, "byar_upper95": byar.Interval.High,
			"exact_lower95": exact.Interval.Low, "exact_upper95": exact.Interval.High,
			"limit_lower95": warning.Low, "limit_upper95": warning.High,
			"limit_lower998": alarm.Low, "limit_upper998": alarm.High,
		}
		for name, value := range rows[row["unit"]] {
			ours.Put("ratios", row["unit"]+"."+name, value)
		}
	}
	compare(in, "limits_ratios", rows, nil)
}

// compare holds the limits of every unit against those in expected_<name>.csv.
func compare(in reference.Inputs, name string, ours map[string]map[string]float64, flagged map[string]string) {
	const tolerance = 1e-9
	for _, table := range in.Expected(name) {
		if len(table) != len(ours) {
			in.T.Errorf("%s: %d units, want %d", name, len(ours), len(table))
		}
		for _, row := range table {
			for column, want := range row {
				switch column {
				case "unit":
				case "significance":
					if flag := flagged[row["unit"]]; flag != want {
						in.T.Errorf("%s: a unit is flagged %q, want %q", name, flag, want)
					}
				default:
					value, have := ours[row["unit"]][column]
					if difference, ok := reference.Close(value, want, tolerance); !have || !ok {
						in.T.Errorf("%s %s of a unit = %.17g, want %s (relative difference %.2g)", name, column, value, want, difference)
					}
				}
			}
		}
	}
}
