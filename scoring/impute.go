package scoring

import (
	"math"
	"slices"
)

// impute fills what is missing by a policy, from what the cohort observed, and
// returns the column with what it filled in marked in state. What does not
// apply stays out.
func impute(x []float64, state []State, m Missing, fixed *float64, down bool, near []float64, groups []int) (Numbers, []State) {
	out := slices.Clone(Numbers(x))
	switch m {
	case MissingExclude, MissingRefuse:
		return out, state
	}
	var all float64
	byGroup := map[int]float64{}
	switch m {
	case MissingMean:
		all = mean(present(x))
	case MissingMedian:
		all = median(present(x))
	case MissingValue:
		all = *fixed
	case MissingWorst:
		all = math.NaN()
		if values := present(x); len(values) > 0 && down {
			all = slices.Max(values)
		} else if len(values) > 0 {
			all = slices.Min(values)
		}
	case MissingGroupMean, MissingGroupMedian:
		members := map[int][]float64{}
		for i, v := range x {
			if !math.IsNaN(v) {
				members[groups[i]] = append(members[groups[i]], v)
			}
		}
		for g, values := range members {
			if m == MissingGroupMean {
				byGroup[g] = mean(values)
			} else {
				byGroup[g] = median(values)
			}
		}
	}
	fresh := slices.Clone(state)
	for i, v := range x {
		if !math.IsNaN(v) || state[i] == NotApplicable {
			continue
		}
		fill := math.NaN()
		switch m {
		case MissingMean, MissingMedian, MissingValue, MissingWorst:
			fill = all
		case MissingNearest:
			if near != nil {
				fill = near[i]
			}
		default:
			if g, ok := byGroup[groups[i]]; ok {
				fill = g
			}
		}
		if !math.IsNaN(fill) {
			out[i], fresh[i] = fill, Imputed
		}
	}
	return out, fresh
}

// mean returns the arithmetic mean, NaN of nothing.
func mean(x []float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s / float64(len(x))
}

// median returns the middle, or the mean of the two in the middle.
func median(x []float64) float64 { return quantile(x, 0.5) }

// quantile returns the p-quantile of type 7 (Hyndman and Fan 1996), which is
// R's and numpy's default, NaN of nothing.
func quantile(x []float64, p float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	s := slices.Clone(x)
	slices.Sort(s)
	return quantileSorted(s, p)
}

func quantileSorted(s []float64, p float64) float64 {
	h := p * float64(len(s)-1)
	lo := int(math.Floor(h))
	if lo >= len(s)-1 {
		return s[len(s)-1]
	}
	return s[lo] + (h-float64(lo))*(s[lo+1]-s[lo])
}

// deviation returns the standard deviation with the divisor n − ddof, NaN where
// there is none. Of values that differ by no more than rounding it is 0.
func deviation(x []float64, ddof int) float64 {
	if len(x) <= ddof {
		return math.NaN()
	}
	m, s := mean(x), 0.0
	low, high := x[0], x[0]
	for _, v := range x {
		s += (v - m) * (v - m)
		low, high = min(low, v), max(high, v)
	}
	if apart(high, low) == 0 {
		return 0
	}
	return math.Sqrt(s / float64(len(x)-ddof))
}
