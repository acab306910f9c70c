package smallarea

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/internal/exact"

	"gonum.org/v1/gonum/mat"
)

// MethodFayHerriot is the area-level model by restricted likelihood, with the errors of Prasad and Rao.
const MethodFayHerriot stats.Method = "fay-herriot-reml/1"

// Direct is what a survey says of an area by itself.
type Direct struct {
	Value    float64
	Variance float64 // of Value by sampling, taken as known; above 0
}

// AreaModel is a fitted model of areas.
type AreaModel struct {
	Coefficients []stats.Estimate // the constant, then one for each column
	Between      float64          // τ²: variance between areas beside what columns explain
	Areas        []stats.Estimate // in the order given
	Undefined    stats.Reason     // why there is no model; empty when there is one
}

// Defined reports whether there is a model.
func (m AreaModel) Defined() bool { return m.Undefined == "" }

// FayHerriot brings together, for each area, what a survey says of it and what columns that are known for all areas foretell.
//
//	γy + (1-γ)xβ,  γ = τ²/(τ²+v),  error² = γv + (1-γ)² x V(β) xᵀ + 2 v²/(v+τ²)³ · 2/Σ(v+τ²)⁻²
//
// τ² is at the maximum of the restricted likelihood. The third part of the error allows for its being estimated.
//
// Unit: that of the values; Between in its square.
//
// Special cases: no areas give NoData; no more areas than coefficients TooFew; a column that is a constant or a combination
// of others Collinear. Areas that differ by no more than sampling have τ² = 0. Areas warn that they are Modelled.
//
// Errors: values or columns that are NaN or infinite; variances that are not finite and above 0; columns of another length;
// a level outside 0..1.
//
// Source: Fay & Herriot 1979, JASA 74:269-277, doi:10.1080/01621459.1979.10482505; error: Prasad & Rao 1990, JASA
// 85:163-171, doi:10.1080/01621459.1990.10475320.
func FayHerriot(areas []Direct, columns [][]float64, options ...stats.Option) (AreaModel, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return AreaModel{}, err
	}
	if err := checkAreas(areas, columns); err != nil {
		return AreaModel{}, err
	}
	width := len(columns) + 1
	switch {
	case len(areas) == 0:
		return AreaModel{Undefined: stats.NoData}, nil
	case len(areas) <= width:
		return AreaModel{Undefined: stats.TooFew}, nil
	}
	a := newAreaRows(areas, columns)
	if a.constant {
		return AreaModel{Undefined: stats.Collinear}, nil
	}
	var scale exact.Sum
	for _, area := range areas {
		scale.Add(area.Variance / float64(len(areas)))
	}
	between, found := least(scale.Value(), func(x float64) (value, slope float64, ok bool) {
		fit, ok := a.at(x)
		return fit.deviance, fit.slope, ok
	})
	fit, ok := a.at(between)
	var covariance mat.SymDense
	if !found || !ok || fit.information.Cond() > 1e12 || fit.information.InverseTo(&covariance) != nil {
		return AreaModel{Undefined: stats.Collinear}, nil
	}
	return a.model(fit, between, &covariance, s), nil
}

func checkAreas(areas []Direct, columns [][]float64) error {
	for _, area := range areas {
		switch {
		case !stats.IsFinite(area.Value):
			return stats.Refuse("the values of areas must be finite numbers")
		case !(area.Variance > 0) || math.IsInf(area.Variance, 1):
			return stats.Refuse("the variances of areas must be finite numbers above 0")
		}
	}
	for _, column := range columns {
		if len(column) != len(areas) {
			return stats.Refuse("there must be one number of every column for every area")
		}
		for _, x := range column {
			if !stats.IsFinite(x) {
				return stats.Refuse("columns must be finite numbers")
			}
		}
	}
	return nil
}

// areaRows are areas with columns about their mean, in units of their standard deviation, behind a one.
type areaRows struct {
	areas           []Direct
	rows            []float64 // one after the other
	centres, scales []float64
	constant        bool // some column does not vary
}

func newAreaRows(areas []Direct, columns [][]float64) areaRows {
	a := areaRows{areas: areas, centres: []float64{0}, scales: []float64{1}}
	for _, column := range columns {
		centre := exact.SumOf(column) / float64(len(column))
		var squares exact.Sum
		for _, x := range column {
			squares.Add((x - centre) * (x - centre) / float64(len(column)))
		}
		scale := math.Sqrt(squares.Value())
		a.constant = a.constant || !(scale > 1e-12*math.Abs(centre))
		a.centres, a.scales = append(a.centres, centre), append(a.scales, scale)
	}
	a.rows = make([]float64, 0, len(areas)*len(a.scales))
	for i := range areas {
		a.rows = append(a.rows, 1)
		for j, column := range columns {
			a.rows = append(a.rows, (column[i]-a.centres[j+1])/a.scales[j+1])
		}
	}
	return a
}

func (a areaRows) row(area int) []float64 {
	return a.rows[area*len(a.scales) : (area+1)*len(a.scales)]
}

// areaFit is the restricted likelihood at a variance between areas, with coefficients at their best.
type areaFit struct {
	deviance, slope float64 // -2 log likelihood but for a constant, and how it changes
	beta            []float64
	information     mat.Cholesky // XᵀV⁻¹X
}

func (a areaRows) at(between float64) (fit areaFit, ok bool) {
	width := len(a.scales)
	products, changes, weighted := make([]float64, width*width), make([]float64, width*width), make([]float64, width)
	var logarithms, weights exact.Sum
	for i, area := range a.areas {
		w := 1 / (area.Variance + between)
		row := a.row(i)
		for j, x := range row {
			weighted[j] += w * area.Value * x
			for k, y := range row[j:] {
				products[j*width+j+k] += w * x * y
				changes[j*width+j+k] -= w * w * x * y
			}
		}
		logarithms.Add(-math.Log(w))
		weights.Add(w)
	}
	information, change := mat.NewSymDense(width, products), mat.NewSymDense(width, changes)
	var beta mat.VecDense
	if !fit.information.Factorize(information) || fit.information.SolveVecTo(&beta, mat.NewVecDense(width, weighted)) != nil {
		return areaFit{}, false
	}
	var pulled mat.Dense
	if fit.information.SolveTo(&pulled, change) != nil {
		return areaFit{}, false
	}
	fit.beta = beta.RawVector().Data
	var squares, slopes exact.Sum
	for i, area := range a.areas {
		w, distance := 1/(area.Variance+between), area.Value-dot(a.row(i), fit.beta)
		squares.Add(w * distance * distance)
		slopes.Add(w * w * distance * distance)
	}
	fit.deviance = logarithms.Value() + fit.information.LogDet() + squares.Value()
	fit.slope = weights.Value() + mat.Trace(&pulled) - slopes.Value()
	return fit, stats.IsFinite(fit.deviance) && stats.IsFinite(fit.slope)
}

func (a areaRows) model(fit areaFit, between float64, covariance *mat.SymDense, s stats.Settings) AreaModel {
	m := AreaModel{Between: between}
	// The constant belongs to areas at the mean of all columns; it is brought back to columns of 0.
	origin := make([]float64, len(a.scales))
	origin[0] = 1
	for j := 1; j < len(a.scales); j++ {
		origin[j] = -a.centres[j] / a.scales[j]
	}
	coefficient := func(value, variance float64) {
		m.Coefficients = append(m.Coefficients, stats.Symmetric(value, math.Sqrt(variance), s.Z(), MethodFayHerriot, s))
	}
	coefficient(dot(origin, fit.beta), inner(origin, covariance))
	for j := 1; j < len(a.scales); j++ {
		coefficient(fit.beta[j]/a.scales[j], covariance.At(j, j)/(a.scales[j]*a.scales[j]))
	}
	var squares exact.Sum
	for _, area := range a.areas {
		w := 1 / (area.Variance + between)
		squares.Add(w * w)
	}
	m.Areas = make([]stats.Estimate, len(a.areas))
	var said modelled
	for i, area := range a.areas {
		v, whole := area.Variance, area.Variance+between
		own := between / whole
		value := own*area.Value + (1-own)*dot(a.row(i), fit.beta)
		known, coefficients := own*v, (1-own)*(1-own)*inner(a.row(i), covariance)
		ofBetween := v * v / (whole * whole * whole) * 2 / squares.Value()
		m.Areas[i] = said.warned(stats.Symmetric(value, math.Sqrt(known+coefficients+2*ofBetween), s.Z(), MethodFayHerriot, s))
	}
	return m
}
