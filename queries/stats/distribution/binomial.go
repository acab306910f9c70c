package distribution

import "math"

// Binomial is how many of n trials succeed, each with the chance p: rbinom(1, n, p). It panics unless n is 0 or more and p
// between 0 and 1.
//
// Source: inversion where fewer than thirty successes are expected of the rarer outcome; elsewhere Kachitvichyanukul &
// Schmeiser 1988, Communications of the ACM 31:216-222, doi:10.1145/42372.42381 (algorithm BTPE).
func (r *Random) Binomial(n int, p float64) int {
	switch {
	case n < 0 || !(p >= 0 && p <= 1):
		panic("distribution: Binomial needs a number of 0 or more and a chance between 0 and 1")
	case n == 0 || p == 0:
		return 0
	case p == 1:
		return n
	}
	trials := trialsOf(n, min(p, 1-p))
	var rarer int
	if float64(n)*trials.p < 30 {
		rarer = trials.byInversion(r)
	} else {
		rarer = trials.byRejection(r)
	}
	if p > 0.5 {
		return n - rarer
	}
	return rarer
}

// trials are those of the rarer outcome. What comes k times is odds·(n+1)/k - odds times as likely as what comes k-1 times.
type trials struct {
	n       int
	p, q    float64
	odds    float64
	perStep float64
}

func trialsOf(n int, p float64) trials {
	q := 1 - p
	return trials{n: n, p: p, q: q, odds: p / q, perStep: p / q * float64(n+1)}
}

// likelier is how many times as likely k is as k-1.
func (t trials) likelier(k int) float64 { return t.perStep/float64(k) - t.odds }

// byInversion begins anew where so many would come that rounding has used up the uniform number.
func (t trials) byInversion(r *Random) int {
	const most = 110
	none := math.Pow(t.q, float64(t.n))
	for {
		u, share := r.Uniform(), none
		for k := 0; ; k++ {
			if u < share {
				return k
			}
			if k > most {
				break
			}
			u -= share
			share *= t.likelier(k + 1)
		}
	}
}

// byRejection draws from a triangle about the mode, a parallelogram around it and two exponential tails, which together lie
// above the distribution, and takes what falls beneath it. The triangle lies beneath it as a whole.
func (t trials) byRejection(r *Random) int {
	n := float64(t.n)
	variance := n * t.p * t.q
	peak := n*t.p + t.p
	mode := int(peak)
	centre := float64(mode) + 0.5
	half := math.Trunc(2.195*math.Sqrt(variance)-4.6*t.q) + 0.5
	left, right := centre-half, centre+half
	height := 0.134 + 20.5/(15.3+float64(mode))
	steepness := func(distance float64) float64 { return distance * (1 + 0.5*distance) }
	leftRate := steepness((peak - left) / (peak - left*t.p))
	rightRate := steepness((right - peak) / (right * t.q))
	// Where the areas of triangle, parallelogram, left and right tail end.
	triangle := half
	parallelogram := triangle * (1 + 2*height)
	leftTail := parallelogram + height/leftRate
	rightTail := leftTail + height/rightRate
	for {
		u, v := r.Uniform()*rightTail, r.Uniform()
		var k int
		switch {
		case u <= triangle:
			return int(centre - half*v + u)
		case u <= parallelogram:
			x := left + (u-triangle)/height
			v = v*height + 1 - math.Abs(centre-x)/half
			if v > 1 || v <= 0 {
				continue
			}
			k = int(x)
		case u <= leftTail:
			k = int(left + math.Log(v)/leftRate)
			if k < 0 {
				continue
			}
			v *= (u - parallelogram) * leftRate
		default:
			k = int(right - math.Log(v)/rightRate)
			if k > t.n {
				continue
			}
			v *= (u - leftTail) * rightRate
		}
		if t.beneath(v, k, mode, variance) {
			return k
		}
	}
}

// beneath tells whether v is at most how likely k is beside the mode. Bounds of the normal approximation spare most of the
// logarithms.
func (t trials) beneath(v float64, k, mode int, variance float64) bool {
	apart := math.Abs(float64(k - mode))
	if apart <= 20 || apart >= variance/2-1 {
		ratio := 1.0
		for i := mode + 1; i <= k; i++ {
			ratio *= t.likelier(i)
		}
		for i := k + 1; i <= mode; i++ {
			ratio /= t.likelier(i)
		}
		return v <= ratio
	}
	normal := -apart * apart / (2 * variance)
	bound := apart / variance * ((apart*(apart/3+0.625)+1.0/6)/variance + 0.5)
	switch logarithm := math.Log(v); {
	case logarithm < normal-bound:
		return true
	case logarithm > normal+bound:
		return false
	default:
		return logarithm <= t.logarithmInR(k, mode)
	}
}

// logarithmInR is that of how likely k is beside the mode by Stirling's formula, as R has it: the rests of the series for k
// are added like those for the mode, where they belong taken off. What is drawn differs by that from the distribution in few
// of a million draws, and not at all from what R draws.
func (t trials) logarithmInR(k, mode int) float64 {
	n, from, to := float64(t.n), float64(mode), float64(k)
	return (from+0.5)*math.Log((from+1)/(to+1)) + (n-from+0.5)*math.Log((n-from+1)/(n-to+1)) +
		(to-from)*math.Log((n-to+1)*t.p/((to+1)*t.q)) +
		stirlingRest(from+1) + stirlingRest(n-from+1) + stirlingRest(to+1) + stirlingRest(n-to+1)
}
