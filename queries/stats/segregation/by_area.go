package segregation

import (
	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
)

// MethodByArea takes mutual information apart by area.
const MethodByArea stats.Method = "segregation-by-area/1"

// AreaParts is segregation between units taken apart: what there would be if all units of an area had the area's mix, and
// what there is within areas. For each index the two add up to the total.
type AreaParts struct {
	MutualInformation stats.BetweenWithin
	Information       stats.BetweenWithin
	Areas             []AreaPart // in order of their names
}

// AreaPart is one area's part of what there is within areas.
type AreaPart struct {
	Area         string
	Share        float64        // of all learners, above 0 to 1
	Contribution stats.Estimate // Share x the mutual information within the area; they add up to what is within
	Information  stats.Estimate // the information index within the area; OneGroup where it has one group
}

// ByArea takes the segregation of units apart into segregation between areas and within them.
//
//	M = M(areas) + Σ_a p_a M_a,  H = H(areas) + Σ_a p_a (E_a/E) H_a
//
// Unit: that of [MutualInformation] and [Information].
//
// Special cases: nobody gives NoData; one group makes the parts of the information index OneGroup; one area has nothing
// between areas (0). There are no intervals (NotSimulated). Errors and source: those of MutualInformation.
func ByArea(cells []Cell, options ...stats.Option) (AreaParts, error) {
	t, s, err := scoresOf(cells, options)
	if err != nil {
		return AreaParts{}, err
	}
	if len(t.places) == 0 {
		none := stats.Undefine(stats.NoData, MethodByArea, s)
		nothing := stats.BetweenWithin{Total: none, Between: none, Within: none}
		return AreaParts{MutualInformation: nothing, Information: nothing}, nil
	}
	small := t.small()
	estimate := func(value float64) stats.Estimate {
		return stats.WithoutInterval(value, stats.NotSimulated, MethodByArea, s).WarnedIf(small, stats.SmallUnits)
	}
	var parts AreaParts
	areas := table{groups: t.groups}
	var within exact.Sum
	for from := 0; from < len(t.places); {
		to := from
		for to < len(t.places) && t.places[to].area == t.places[from].area {
			to++
		}
		area := table{places: t.places[from:to], groups: t.groups, counts: t.counts[from*len(t.groups) : to*len(t.groups)]}
		area.addUp()
		areas.places = append(areas.places, place{area: t.places[from].area})
		areas.counts = append(areas.counts, area.sizes...)
		information, share := area.mutualInformation(), area.total/t.total
		within.Add(share * information)
		part := AreaPart{Area: t.places[from].area, Share: share, Contribution: estimate(share * information)}
		if entropy := entropyOf(area.sizes, area.total); entropy > 0 {
			part.Information = estimate(information / entropy)
		} else {
			part.Information = stats.Undefine(stats.OneGroup, MethodByArea, s)
		}
		parts.Areas = append(parts.Areas, part)
		from = to
	}
	areas.addUp()
	between := areas.mutualInformation()
	parts.MutualInformation = stats.BetweenWithin{
		Total: estimate(between + within.Value()), Between: estimate(between), Within: estimate(within.Value()),
	}
	if len(t.groups) == 1 {
		none := stats.Undefine(stats.OneGroup, MethodByArea, s)
		parts.Information = stats.BetweenWithin{Total: none, Between: none, Within: none}
		return parts, nil
	}
	entropy := entropyOf(t.sizes, t.total)
	parts.Information = stats.BetweenWithin{
		Total: estimate((between + within.Value()) / entropy), Between: estimate(between / entropy), Within: estimate(within.Value() / entropy),
	}
	return parts, nil
}
