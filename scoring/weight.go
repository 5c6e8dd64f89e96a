package scoring

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/chainatlas/chainatlas/graph"
)

// fixedWeights returns the weights that do not depend on data, with sum 1, or
// nil. d may be told what to know of them.
func fixedWeights(g *Group, d *GroupResult) []float64 {
	k := len(g.Children)
	w := make([]float64, k)
	switch g.Weights.Method {
	case WeightsEqual:
		for i := range w {
			w[i] = 1
		}
	case WeightsGiven, WeightsRelative:
		for i, c := range g.Children {
			w[i] = c.Weight
		}
	case WeightsBudget:
		for _, j := range g.Weights.Judges {
			for i, p := range j.Points {
				w[i] += p
			}
		}
	case WeightsAHP:
		copy(w, ahpWeights(&g.Weights, d))
	default:
		return nil
	}
	return toSum1(w)
}

func toSum1(w []float64) []float64 {
	sum := 0.0
	for _, x := range w {
		sum += x
	}
	if sum > 0 {
		for i := range w {
			w[i] /= sum
		}
	}
	return w
}

// dataWeights returns weights from the children's columns, over the units that
// have all of them. Where the data give no answer, the weights are equal, which
// is told.
func dataWeights(m WeightMethod, columns []Numbers, d *GroupResult) []float64 {
	k := len(columns)
	rows := complete(columns)
	equal := make([]float64, k)
	for i := range equal {
		equal[i] = 1 / float64(k)
	}
	if len(rows) > 0 && len(rows) < len(columns[0]) {
		d.notice(graph.Labelf("权重由数据齐全的 %d 个单位算出", "the weights come from the %d units without a gap", len(rows)))
	}
	give := func(why string, whyZh string) []float64 {
		d.notice(graph.Labelf("无法由数据得出权重（%[1]s），各项取等权", "the data give no weights (%[2]s): they are equal", whyZh, why))
		return equal
	}
	if len(rows) < 3 && !(m == WeightsEntropy && len(rows) == 2) {
		return give("too few units", "单位太少")
	}
	x := make([][]float64, k)
	for j := range x {
		x[j] = make([]float64, len(rows))
		for i, r := range rows {
			x[j][i] = columns[j][r]
		}
	}
	w := make([]float64, k)
	switch m {
	case WeightsEntropy:
		for j := range x {
			e, ok := entropy(x[j])
			if !ok {
				return give("entropy needs values of 0 and above that are not all 0", "熵权要求数值非负且不全为 0")
			}
			w[j] = max(0, 1-e)
		}
	case WeightsSD:
		for j := range x {
			w[j] = deviation(x[j], 1)
		}
	case WeightsCRITIC:
		for j := range x {
			for l := range x {
				w[j] += 1 - correlation(x[j], x[l])
			}
			w[j] *= deviation(x[j], 1)
		}
	case WeightsPCA:
		loadings, ok := firstComponent(x, d)
		if !ok {
			return give("an indicator that does not vary", "有指标没有差异")
		}
		for j, l := range loadings {
			w[j] = l * l
			if l < -1e-9 {
				d.notice(graph.Labelf("第 %d 项在第一主成分上的载荷为负（%.3f）：它与其余各项方向相反", "item %d loads negatively (%.3f) on the first component: it goes against the others", j+1, l))
			}
		}
	}
	sum := 0.0
	for _, v := range w {
		sum += v
	}
	if !(sum > 0) || math.IsInf(sum, 0) {
		return give("nothing varies", "各项都没有差异")
	}
	return toSum1(w)
}

// complete returns the units that have a value in every column.
func complete(columns []Numbers) []int {
	var rows []int
	for i := range columns[0] {
		whole := true
		for _, c := range columns {
			whole = whole && !math.IsNaN(c[i])
		}
		if whole {
			rows = append(rows, i)
		}
	}
	return rows
}

// entropy returns Shannon's entropy of shares of the sum, divided by the
// logarithm of the number of units, so that it is 1 for equal shares; 0 ln 0
// is 0.
func entropy(x []float64) (float64, bool) {
	sum := 0.0
	for _, v := range x {
		if v < 0 {
			return 0, false
		}
		sum += v
	}
	if !(sum > 0) || math.IsInf(sum, 0) {
		return 0, false
	}
	e := 0.0
	for _, v := range x {
		if p := v / sum; p > 0 {
			e -= p * math.Log(p)
		}
	}
	return e / math.Log(float64(len(x))), true
}

// correlation returns Pearson's; with what does not vary it is 0, and with
// itself 1.
func correlation(a, b []float64) float64 {
	ma, mb := mean(a), mean(b)
	var sab, saa, sbb float64
	for i := range a {
		sab += (a[i] - ma) * (b[i] - mb)
		saa += (a[i] - ma) * (a[i] - ma)
		sbb += (b[i] - mb) * (b[i] - mb)
	}
	if saa == 0 || sbb == 0 {
		return 0
	}
	return max(-1, min(1, sab/math.Sqrt(saa*sbb)))
}

// firstComponent returns the first eigenvector of the correlation matrix,
// turned so that its loadings add up to something positive. All eigenvalues are
// told, the greatest first.
func firstComponent(x [][]float64, d *GroupResult) ([]float64, bool) {
	k := len(x)
	m := mat.NewSymDense(k, nil)
	for i := range x {
		if s := deviation(x[i], 1); !(s > 0) {
			return nil, false
		}
		m.SetSym(i, i, 1)
		for j := range i {
			m.SetSym(i, j, correlation(x[i], x[j]))
		}
	}
	var e mat.EigenSym
	if !e.Factorize(m, true) {
		return nil, false
	}
	values := e.Values(nil)
	var vectors mat.Dense
	e.VectorsTo(&vectors)
	d.Eigenvalues = make(Numbers, k)
	for i, v := range values { // ascending
		d.Eigenvalues[k-1-i] = v
	}
	loadings, sum := make([]float64, k), 0.0
	for i := range loadings {
		loadings[i] = vectors.At(i, k-1)
		sum += loadings[i]
	}
	if sum < 0 {
		for i := range loadings {
			loadings[i] = -loadings[i]
		}
	}
	d.Loadings = loadings
	return loadings, true
}

// GivenWeights returns the weights of a group's children, with sum 1, as far as
// the scheme itself says them; nil where they come from the data or are each
// unit's own.
func GivenWeights(n *Node) []float64 {
	if n.Group == nil {
		return nil
	}
	return fixedWeights(n.Group, &GroupResult{})
}
