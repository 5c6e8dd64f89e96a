package scoring

import (
	"math"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/yamlfile"
)

// normalise brings a treated column to its scale. unit is the position of each
// unit's ID, for a reference that is a unit. The label tells what could not be
// done, if anything; then the values are missing.
func normalise(x Numbers, n *Normalisation, dir Direction, ids []string) (Numbers, graph.Label) {
	out := absent(len(x))
	values := present(x)
	if len(values) == 0 {
		return out, graph.Label{}
	}
	down := dir == Down
	take := func(f func(v float64) float64) {
		for i, v := range x {
			if !math.IsNaN(v) {
				out[i] = finite(f(v))
			}
		}
	}
	if n.Log != "" || n.Method == NormaliseLog {
		logarithm := math.Log
		if n.Log == "log10" {
			logarithm = math.Log10
		}
		if slices.Min(values) <= 0 {
			return out, graph.Labelf("对数要求所有数值大于 0", "a logarithm needs values above 0")
		}
		take(logarithm)
		x, out = out, absent(len(x))
		values = present(x)
		if n.Method == NormaliseLog {
			if down {
				take(func(v float64) float64 { return -v })
				return out, graph.Label{}
			}
			return x, graph.Label{}
		}
	}
	sign := 1.0
	if down {
		sign = -1
	}
	switch n.Method {
	case NormaliseNone:
		take(func(v float64) float64 { return sign * v })
	case NormaliseAchievement:
		take(func(v float64) float64 {
			if down {
				return 1 - v/100
			}
			return v / 100
		})
	case NormaliseMinMax:
		return minMax(x, values, down, n.Scale)
	case NormaliseGoalposts:
		return toGoalposts(x, values, n, down)
	case NormaliseZScore:
		m, sd := mean(values), deviation(values, n.DDOF)
		if spread := slices.Max(values) - slices.Min(values); !(spread > 0) || !(sd > 0) {
			return level(x, n.Mean)
		}
		take(func(v float64) float64 { return n.Mean + n.SD*sign*(v-m)/sd })
	case NormaliseRank, NormalisePercentile, NormaliseCategorical:
		if n.Categories != nil {
			return x, graph.Label{} // they were read as values
		}
		ranks(x, values, sign, out)
		per := 100 / float64(len(values))
		switch n.Method {
		case NormalisePercentile:
			for i, v := range out {
				out[i] = v * per
			}
		case NormaliseCategorical:
			for i, v := range out {
				out[i] = inBand(v*per, n.Bands)
			}
		}
	case NormaliseReference, NormaliseLeader, NormaliseBand:
		return toReference(x, values, n, down, ids)
	case NormaliseVector:
		// By the largest, so that squares neither overflow nor vanish.
		most := max(slices.Max(values), -slices.Min(values))
		if most == 0 {
			return level(x, 0)
		}
		s := 0.0
		for _, v := range values {
			s += v / most * (v / most)
		}
		norm := math.Sqrt(s)
		take(func(v float64) float64 { return sign * (v / most) / norm })
	}
	return out, graph.Label{}
}

// level gives all the same value, with the notice that the indicator does not
// tell the units apart.
func level(x Numbers, value float64) (Numbers, graph.Label) {
	out := absent(len(x))
	for i, v := range x {
		if !math.IsNaN(v) {
			out[i] = value
		}
	}
	return out, graph.Labelf("所有单位的数值相同，该指标不区分高下", "all values are equal: the indicator does not tell the units apart")
}

func minMax(x Numbers, values []float64, down bool, scale [2]float64) (Numbers, graph.Label) {
	low, high := slices.Min(values), slices.Max(values)
	if low == high {
		return level(x, scale[0]+(scale[1]-scale[0])/2)
	}
	out := absent(len(x))
	for i, v := range x {
		if math.IsNaN(v) {
			continue
		}
		s := portion(v, low, high)
		if down {
			s = 1 - s
		}
		out[i] = scaled(s, scale)
	}
	return out, graph.Label{}
}

// portion returns where v lies between low and high, also where their
// difference overflows.
func portion(v, low, high float64) float64 {
	if d := high - low; !math.IsInf(d, 0) {
		return (v - low) / d
	}
	return (v/2 - low/2) / (high/2 - low/2)
}

func scaled(s float64, scale [2]float64) float64 {
	if scale == [2]float64{0, 1} {
		return s
	}
	return scale[0] + s*(scale[1]-scale[0])
}

func toGoalposts(x Numbers, values []float64, n *Normalisation, down bool) (Numbers, graph.Label) {
	post := func(g *Goalpost) float64 {
		switch {
		case g.Quantile:
			return quantile(values, g.Value) // of logarithms, where they were taken
		case n.Log == "log10":
			return math.Log10(g.Value)
		case n.Log != "":
			return math.Log(g.Value)
		}
		return g.Value
	}
	low, high := post(n.Low), post(n.High)
	if !(low < high) {
		if low == high {
			return level(x, n.Scale[0]+(n.Scale[1]-n.Scale[0])/2)
		}
		return absent(len(x)), graph.Labelf("本批数据使下界 %.6g 高于上界 %.6g", "the cohort puts the lower goalpost %.6g above the upper %.6g", low, high)
	}
	out := absent(len(x))
	for i, v := range x {
		if math.IsNaN(v) {
			continue
		}
		s := portion(v, low, high)
		// The caps are about the value, whatever the direction.
		if s < 0 && (n.Cap == "both" || n.Cap == "low") {
			s = 0
		}
		if s > 1 && (n.Cap == "both" || n.Cap == "high") {
			s = 1
		}
		if down {
			s = 1 - s
		}
		out[i] = scaled(s, n.Scale)
	}
	return out, graph.Label{}
}

// ranks gives each value 1 and how many are worse.
func ranks(x Numbers, values []float64, sign float64, out Numbers) {
	s := slices.Clone(values)
	for i := range s {
		s[i] *= sign
	}
	slices.Sort(s)
	for i, v := range x {
		if !math.IsNaN(v) {
			below, _ := slices.BinarySearch(s, v*sign)
			out[i] = float64(below + 1)
		}
	}
}

func inBand(percentile float64, bands []Band) float64 {
	out := math.NaN()
	for _, b := range bands {
		if percentile >= b.From {
			out = b.Value
		}
	}
	return out
}

func toReference(x Numbers, values []float64, n *Normalisation, down bool, ids []string) (Numbers, graph.Label) {
	out := absent(len(x))
	best, worst := slices.Max(values), slices.Min(values)
	if down {
		best, worst = worst, best
	}
	ref := best
	switch {
	case n.Method == NormaliseBand:
		ref = mean(values)
	case n.Method == NormaliseLeader:
	case n.Target != nil:
		ref = *n.Target
	case n.To == "mean":
		ref = mean(values)
	case n.To == "median":
		ref = median(values)
	case n.To == "worst":
		ref = worst
	case n.To != "best":
		i := slices.Index(ids, n.To)
		if i < 0 || math.IsNaN(x[i]) {
			return out, graph.Labelf("参照单位 %s 没有数值", "the unit %s, which is the reference, has no value", yamlfile.Quote(n.To))
		}
		ref = x[i]
	}
	if ref == 0 || down && worst == 0 && n.As != "difference" {
		return out, graph.Labelf("参照值为 0，无法求比值", "the reference is 0: there is no ratio to it")
	}
	for i, v := range x {
		if math.IsNaN(v) {
			continue
		}
		switch ratio := v / ref; {
		case n.Method == NormaliseBand:
			out[i] = truth(ratio > 1+n.Tolerance) - truth(ratio < 1-n.Tolerance)
			if down {
				out[i] = 0 - out[i]
			}
		case n.As == "difference" && down:
			out[i] = finite(1 - ratio)
		case n.As == "difference":
			out[i] = finite(ratio - 1)
		case down:
			out[i] = finite(1 / ratio)
		default:
			out[i] = finite(ratio)
		}
	}
	return out, graph.Label{}
}
