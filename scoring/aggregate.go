package scoring

import "math"

// combine aggregates the values of one unit's children with weights that add up
// to 1. It returns NaN where the method has no value for them, such as a
// geometric mean of something below 0.
func combine(a *Aggregation, x, w []float64) float64 {
	v := a.mean(x, w)
	if a.Times != 0 {
		v *= a.Times
	}
	return v
}

func (a *Aggregation) mean(x, w []float64) float64 {
	switch a.Method {
	case Product:
		return finite(math.Pow((&Aggregation{Method: Geometric}).mean(x, w), a.Exponent))
	case Geometric:
		s := 0.0
		for i, v := range x {
			if w[i] == 0 {
				continue
			}
			if v < 0 {
				return math.NaN()
			}
			s += w[i] * math.Log(v) // −Inf for 0, and exp makes 0 of it
		}
		return math.Exp(s)
	case Harmonic:
		return power(x, w, -1)
	case Power:
		if a.Exponent == 0 {
			return (&Aggregation{Method: Geometric}).mean(x, w)
		}
		return power(x, w, a.Exponent)
	case MazziottaPareto:
		m, variance := 0.0, 0.0
		for i, v := range x {
			m += w[i] * v
		}
		for i, v := range x {
			variance += w[i] * sq(v-m)
		}
		if a.Penalty == "plus" {
			return finite(m + variance/m)
		}
		return finite(m - variance/m)
	case Weakest:
		least := math.Inf(1)
		for i, v := range x {
			if w[i] > 0 {
				least = min(least, v)
			}
		}
		return least
	case Strongest:
		most := math.Inf(-1)
		for i, v := range x {
			if w[i] > 0 {
				most = max(most, v)
			}
		}
		return most
	case Median:
		used := make([]float64, 0, len(x))
		for i, v := range x {
			if w[i] > 0 {
				used = append(used, v)
			}
		}
		return median(used)
	default: // arithmetic
		s := 0.0
		for i, v := range x {
			s += w[i] * v
		}
		return s
	}
}

// power is the generalised mean (Σ w·x^p)^(1/p). With a negative exponent a 0
// makes it 0, which is its limit.
func power(x, w []float64, p float64) float64 {
	s := 0.0
	for i, v := range x {
		if w[i] == 0 {
			continue
		}
		if v < 0 {
			return math.NaN()
		}
		if p == 1 {
			s += w[i] * v
		} else if p == -1 {
			s += w[i] / v
		} else {
			s += w[i] * math.Pow(v, p)
		}
	}
	switch {
	case math.IsInf(s, 1) && p < 0:
		return 0
	case p == 1:
		return s
	case p == -1:
		return 1 / s
	}
	return finite(math.Pow(s, 1/p))
}

// topsis returns the relative closeness to the best of each child over the
// worst (Hwang and Yoon 1981): d−/(d+ + d−), by weighted Euclidean distances.
// Units with gaps are measured over what they have, their weights made to add
// up to 1.
func topsis(columns []Numbers, w []float64, units []int) []float64 {
	best, worst := make([]float64, len(columns)), make([]float64, len(columns))
	for c, x := range columns {
		best[c], worst[c] = math.Inf(-1), math.Inf(1)
		for _, u := range units {
			if !math.IsNaN(x[u]) {
				best[c], worst[c] = max(best[c], x[u]), min(worst[c], x[u])
			}
		}
	}
	score := make([]float64, len(units))
	for i, u := range units {
		score[i] = closeness(func(c int) float64 { return columns[c][u] }, w, best, worst)
	}
	return score
}

func closeness(value func(c int) float64, w, best, worst []float64) float64 {
	var plus, minus, has float64
	for c := range w {
		v := value(c)
		if math.IsNaN(v) {
			continue
		}
		has += w[c]
		plus += sq(w[c] * (best[c] - v))
		minus += sq(w[c] * (v - worst[c]))
	}
	if has == 0 {
		return math.NaN()
	}
	plus, minus = math.Sqrt(plus), math.Sqrt(minus)
	if plus+minus == 0 {
		return 0.5 // all are alike: as near to the best as to the worst
	}
	return minus / (plus + minus)
}

func sq(x float64) float64 { return x * x }
