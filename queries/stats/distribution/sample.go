package distribution

// SampleQuantile is the quantile of numbers that are sorted already, with a straight line between neighbours: definition 7
// of Hyndman & Fan, which is R's and quantile_cont's in SQL. It needs at least one number and a share p from 0 to 1.
//
// Source: Hyndman & Fan 1996, The American Statistician 50:361-365, doi:10.1080/00031305.1996.10473566.
func SampleQuantile(sorted []float64, p float64) float64 {
	position := p * float64(len(sorted)-1)
	below := int(position)
	if below+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[below] + (position-float64(below))*(sorted[below+1]-sorted[below])
}
