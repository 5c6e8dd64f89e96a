package scoring

import (
	"math"
	"slices"
)

// treat applies a treatment of outliers to what is there. It returns the
// column, and what was done to it: "" for nothing, else "winsorised", "log" or
// "trimmed".
func treat(x Numbers, o *Outliers) (Numbers, string) {
	if o.Method == OutliersKeep {
		return x, ""
	}
	values := present(x)
	if low, high, is := o.bounds(values); is {
		out := slices.Clone(x)
		done := ""
		for i, v := range out {
			if v < low || v > high {
				out[i], done = min(max(v, low), high), "trimmed"
			}
		}
		return out, done
	}
	if passes(values, o) {
		return x, ""
	}
	if o.Method != OutliersLog {
		out, ok := winsorise(x, o)
		if ok || o.Method == OutliersWinsorise {
			return out, "winsorised"
		}
	}
	low, high := slices.Min(values), slices.Max(values)
	if o.Formula == "gii" && high <= 1 {
		return x, "" // it would turn the indicator round
	}
	out := slices.Clone(x)
	for i, v := range out {
		switch {
		case math.IsNaN(v):
		case o.Formula == "gii":
			out[i] = math.Log((high-1)*(v-low)/(high-low) + 1)
		default: // COINr's log_CT
			out[i] = math.Log(v - low + 0.01*(high-low))
		}
	}
	return out, "log"
}

// bounds returns what values are cut off at, of the methods that do nothing
// else; false for the others.
func (o *Outliers) bounds(values []float64) (low, high float64, is bool) {
	low, high = math.Inf(-1), math.Inf(1)
	switch o.Method {
	case OutliersTrim, OutliersIQR, OutliersDeviations, OutliersPoints:
	default:
		return low, high, false
	}
	if len(values) == 0 {
		return low, high, true
	}
	slices.Sort(values)
	switch o.Method {
	case OutliersTrim:
		low, high = quantileSorted(values, o.Low), quantileSorted(values, o.High)
	case OutliersIQR:
		q1, q3 := quantileSorted(values, .25), quantileSorted(values, .75)
		low, high = q1-o.Fence*(q3-q1), q3+o.Fence*(q3-q1)
	case OutliersDeviations:
		if d := deviation(values, 1); !math.IsNaN(d) {
			m := mean(values)
			low, high = m-o.Fence*d, m+o.Fence*d
		}
	default: // the points next to the extremes, as long as something stays between them
		k := min(o.Most, (len(values)-1)/2)
		if o.Side != "high" {
			low = values[k]
		}
		if o.Side != "low" {
			high = values[len(values)-1-k]
		}
	}
	if math.IsNaN(low) || math.IsNaN(high) { // what overflows
		return math.Inf(-1), math.Inf(1), true
	}
	return low, high, true
}

// passes reports whether skewness or kurtosis is below its threshold, or both
// are, where either is enough to treat. Fewer than four values, or equal ones,
// pass.
func passes(x []float64, o *Outliers) bool {
	g1, g2, ok := moments(x)
	if o.Either {
		return !ok || math.Abs(g1) < o.Skew && g2 < o.Kurtosis
	}
	return !ok || math.Abs(g1) < o.Skew || g2 < o.Kurtosis
}

// moments returns skewness G1 and excess kurtosis G2 as spreadsheets and COINr
// define them (type 2 of Joanes and Gill 1998).
//
// The values are summed in order of size, so that what is done about them does
// not hang on the order of the units: of what is symmetric the side that counts as
// the longer one is decided by rounding.
func moments(x []float64) (g1, g2 float64, ok bool) {
	n := float64(len(x))
	if n < 4 {
		return 0, 0, false
	}
	x = slices.Clone(x)
	slices.Sort(x)
	m := mean(x)
	var s2, s3, s4 float64
	for _, v := range x {
		d := v - m
		s2, s3, s4 = s2+d*d, s3+d*d*d, s4+d*d*d*d
	}
	if s2 == 0 || math.IsInf(s4, 0) {
		return 0, 0, false
	}
	g1 = math.Sqrt(n) * s3 / math.Pow(s2, 1.5) * math.Sqrt(n*(n-1)) / (n - 2)
	r := n * s4 / (s2 * s2)
	g2 = ((n+1)*(r-3) + 6) * (n - 1) / ((n - 2) * (n - 3))
	return g1, g2, true
}

// winsorise moves extremes to their neighbours, on the side of the skewness,
// until the data pass or o.Most points have been moved. Points that have
// become equal move together, as in COINr.
func winsorise(x Numbers, o *Outliers) (Numbers, bool) {
	out := slices.Clone(x)
	moved, top, bottom := 0, 0, 0
	for moved < o.Most {
		values := present(out)
		if passes(values, o) {
			return out, true
		}
		g1, _, _ := moments(values)
		extreme := slices.Max(values)
		if g1 < 0 {
			extreme = slices.Min(values)
		}
		next, found := math.NaN(), false
		for _, v := range values {
			if v != extreme && (!found || g1 >= 0 && v > next || g1 < 0 && v < next) {
				next, found = v, true
			}
		}
		if !found {
			break
		}
		count := 0
		for i, v := range out {
			if v == extreme {
				out[i] = next
				count++
			}
		}
		if g1 >= 0 {
			top = count
		} else {
			bottom = count
		}
		moved = top + bottom
	}
	return out, passes(present(out), o)
}
