package summarise

import "slices"

// limitColumns are names under which collections of measures publish the limits of a group's estimate. Only how sure it is
// in se is reckoned with; limits are held against the estimate, so that a table whose columns changed places is not taken.
var limitColumns = [][2]string{{"lower", "upper"}, {"ci_lb", "ci_ub"}, {"ci_low", "ci_high"}, {"ci_lower", "ci_upper"}, {"lowerci", "upperci"}}

// limits are the pair of these columns that a table has.
func (s *sheet) limits() (lower, upper string, has bool) {
	at := slices.IndexFunc(limitColumns, func(pair [2]string) bool { return s.has(pair[0]) && s.has(pair[1]) })
	if at < 0 {
		return "", "", false
	}
	return limitColumns[at][0], limitColumns[at][1], true
}

// checkLimits refuses a row of which the limits are the wrong way round, or leave the estimate outside.
func (s *sheet) checkLimits(estimate float64, known bool) error {
	lower, upper, has := s.limits()
	if !has {
		return nil
	}
	low, hasLow, err := s.number(lower)
	if err != nil {
		return err
	}
	high, hasHigh, err := s.number(upper)
	switch {
	case err != nil:
		return err
	case hasLow && hasHigh && low > high:
		return mend(limitsCrossed.at(s.line, lower))
	case known && hasLow && estimate < low:
		return mend(outsideLimits.at(s.line, lower))
	case known && hasHigh && estimate > high:
		return mend(outsideLimits.at(s.line, upper))
	}
	return nil
}
