package scoring

import (
	"math"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/yamlfile"
)

// normalise brings a treated column to its scale, that of each group of units by
// itself if the scheme says so.
func (e *evaluation) normalise(x Numbers, n *Normalisation, dir Direction) (Numbers, graph.Label) {
	if n.Within == "" {
		return normalise(x, n, dir, e.ids)
	}
	members := map[int][]int{}
	for u, g := range e.groups {
		members[g] = append(members[g], u)
	}
	out, notice := absent(len(x)), graph.Label{}
	for g := range len(members) {
		some, ids := make(Numbers, len(members[g])), make([]string, len(members[g]))
		for i, u := range members[g] {
			some[i], ids[i] = x[u], e.ids[u]
		}
		values, why := normalise(some, n, dir, ids)
		for i, u := range members[g] {
			out[u] = values[i]
		}
		if notice == (graph.Label{}) && why != (graph.Label{}) {
			name := e.in.Units[members[g][0]].Group
			notice = graph.Label{Zh: "组 " + yamlfile.Quote(name) + "：" + why.Zh, En: "group " + yamlfile.Quote(name) + ": " + why.En}
		}
	}
	return out, notice
}

// normalise brings a treated column to its scale. ids are those of the units, for
// a reference that is a unit. The label tells what could not be done, if
// anything; then the values are missing.
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
		logs, notice := logarithms(x, values, n)
		if n.Method == NormaliseLog {
			if down {
				for i := range logs {
					logs[i] = -logs[i]
				}
			}
			return logs, notice
		}
		plain := *n
		plain.logged, plain.Log = n.Log, ""
		out, more := normalise(logs, &plain, dir, ids)
		if notice == (graph.Label{}) {
			notice = more
		}
		return out, notice
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
		return standard(x, values, n, sign)
	case NormaliseRank, NormalisePercentile, NormaliseCategorical:
		if n.Categories != nil {
			return x, graph.Label{} // they were read as values
		}
		if n.By == "value" {
			take(func(v float64) float64 { return inBand(v, n.Bands) })
			return out, graph.Label{}
		}
		ranks(x, sign, n.Ties, out)
		switch n.Method {
		case NormalisePercentile:
			for i, v := range out {
				out[i] = percentile(v, len(values), n.Formula)
			}
		case NormaliseCategorical:
			per := 100 / float64(len(values))
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
		case g.Extreme != 0:
			return extremes(values, g.Extreme)
		case n.logged == "log10":
			return math.Log10(g.Value + n.Plus)
		case n.logged != "":
			return math.Log(g.Value + n.Plus)
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

// logarithms takes the logarithm of a column, after what the scheme adds. Of 0
// and below there is none: where goalposts cut values off below, they count as
// the lower one, which is what the logarithm of ever less comes to; where a scale
// is the cohort's anyway, the column is shifted by what COINr shifts by,
// ln(x − min + 0.01·(max − min)); else these values alone are missing. It is told.
func logarithms(x Numbers, values []float64, n *Normalisation) (Numbers, graph.Label) {
	logarithm := math.Log
	if n.Log == "log10" {
		logarithm = math.Log10
	}
	out, low, high := absent(len(x)), slices.Min(values), slices.Max(values)
	shift, without, notice := n.Plus, math.NaN(), graph.Label{}
	if low+n.Plus <= 0 {
		switch {
		case n.Method == NormaliseGoalposts && n.frozen() && (n.Cap == "both" || n.Cap == "low"):
			without = -math.MaxFloat64
			notice = graph.Labelf("0 及以下的数值没有对数，按下界计；如需区分请写 plus", "values of 0 and below have no logarithm and count as the lower goalpost; write plus: to tell them apart")
		case n.frozen() || n.Method == NormaliseGoalposts && n.Low.moves() != n.High.moves():
			notice = graph.Labelf("0 及以下的数值没有对数，按缺失计；如需计入请写 plus", "values of 0 and below have no logarithm and are missing; write plus: to count them")
		case low == high:
			shift = 1 - low
		default:
			shift = .01*(high-low) - low
			notice = graph.Labelf("有 0 及以下的数值，取 ln(x − min + 0.01·(max − min))，即加 %.6[1]g，随本批单位而变；如需固定请写 plus", "with values of 0 and below the logarithm is that of x − min + 0.01·(max − min), which adds %.6[1]g and moves with the cohort; write plus: to fix it", shift)
		}
	}
	for i, v := range x {
		switch {
		case math.IsNaN(v):
		case v+shift > 0:
			out[i] = finite(logarithm(v + shift))
		default:
			out[i] = without
		}
	}
	return out, notice
}

// frozen reports whether a normalisation looks at each unit by itself.
func (n *Normalisation) frozen() bool {
	switch n.Method {
	case NormaliseLog, NormaliseNone:
		return true
	case NormaliseGoalposts:
		return !n.Low.moves() && !n.High.moves()
	case NormaliseReference:
		return n.Target != nil
	case NormaliseZScore:
		return n.CenterAt != nil && n.SpreadAt != nil
	case NormaliseCategorical:
		return n.By != ""
	}
	return false
}

// standard takes off the middle and divides by the spread, of the cohort or as
// the scheme says.
func standard(x Numbers, values []float64, n *Normalisation, sign float64) (Numbers, graph.Label) {
	middle, spread := 0.0, 0.0
	switch {
	case n.CenterAt != nil:
		middle = *n.CenterAt
	case n.Center == "median":
		middle = median(values)
	default:
		middle = mean(values)
	}
	switch {
	case n.SpreadAt != nil:
		spread = *n.SpreadAt
	case n.Spread == "mad":
		m, away := median(values), make([]float64, len(values))
		for i, v := range values {
			away[i] = math.Abs(v - m)
		}
		spread = 1.4826 * median(away)
	case n.Spread == "iqr":
		spread = (quantile(values, .75) - quantile(values, .25)) / 1.349
	default:
		spread = deviation(values, n.DDOF)
	}
	outcome := func(z float64) float64 {
		if n.CDF {
			return scaled(math.Erfc(-z/math.Sqrt2)/2, n.Scale)
		}
		return n.Mean + n.SD*z
	}
	varies := slices.Max(values)-slices.Min(values) > 0
	if n.SpreadAt == nil && (!varies || !(spread > 0)) {
		if varies {
			return absent(len(x)), graph.Labelf("过半数值相同，离散程度为 0，无法求标准分", "too many values are equal: the spread is 0, and there is no standard score")
		}
		return level(x, outcome(0))
	}
	out := absent(len(x))
	for i, v := range x {
		if !math.IsNaN(v) {
			out[i] = finite(outcome(sign * apart(v, middle) / spread))
		}
	}
	return out, graph.Label{}
}

// apart returns by how much v is above another value, 0 if by no more than
// rounding makes: a value that was imputed as the mean is the mean, and not a
// little below, which a geometric mean would not take.
func apart(v, from float64) float64 {
	if math.Abs(v-from) <= 1e-13*max(math.Abs(v), math.Abs(from)) {
		return 0
	}
	return v - from
}

// extremes returns the mean of so many of the highest values, or the lowest.
func extremes(values []float64, count int) float64 {
	s := slices.Clone(values)
	slices.Sort(s)
	if count > 0 {
		return mean(s[max(0, len(s)-count):])
	}
	return mean(s[:min(len(s), -count)])
}

// percentile returns what a rank among n stands for, from 0 to 100.
func percentile(rank float64, n int, formula string) float64 {
	switch of := float64(n); formula {
	case "unit":
		if n == 1 {
			return 50 // neither the best nor the worst
		}
		return 100 * (rank - 1) / (of - 1)
	case "weibull":
		return 100 * rank / (of + 1)
	case "hazen":
		return 100 * (rank - .5) / of
	default:
		return rank * (100 / of)
	}
}

// ranks gives each value 1 and how many are worse; equal values share the lower
// place, the mean of their places, or the higher. What differs by rounding alone
// is equal.
func ranks(x Numbers, sign float64, ties string, out Numbers) {
	s := present(x)
	for i := range s {
		s[i] *= sign
	}
	slices.Sort(s)
	for i := 1; i < len(s); i++ {
		if s[i] != s[i-1] && alike(s[i], s[i-1]) { // as a rule there are none
			ranks(snap(x), sign, ties, out)
			return
		}
	}
	for i, v := range x {
		if !math.IsNaN(v) {
			below, _ := slices.BinarySearch(s, v*sign)
			last, _ := slices.BinarySearchFunc(s, v*sign, func(a, b float64) int {
				if a <= b {
					return -1
				}
				return 1
			})
			switch ties {
			case "mean":
				out[i] = float64(below+1+last) / 2
			case "higher":
				out[i] = float64(last)
			default:
				out[i] = float64(below + 1)
			}
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
		ratioScale := func(r float64) float64 {
			if n.Scale == [2]float64{} {
				return finite(r)
			}
			return finite(scaled(r, n.Scale))
		}
		switch ratio := v / ref; {
		case n.Method == NormaliseBand:
			out[i] = truth(ratio > 1+n.Tolerance) - truth(ratio < 1-n.Tolerance)
			if down {
				out[i] = 0 - out[i]
			}
		case n.As == "difference" && down:
			out[i] = ratioScale(apart(1, ratio))
		case n.As == "difference":
			out[i] = ratioScale(apart(ratio, 1))
		case down:
			out[i] = ratioScale(1 / ratio)
		default:
			out[i] = ratioScale(ratio)
		}
	}
	return out, graph.Label{}
}
