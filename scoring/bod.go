package scoring

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"

	"github.com/chainatlas/chainatlas/graph"
)

// The bounds of benefit of the doubt: one linear programme a unit, with a row a
// unit and two a child.
const (
	maxBOD      = 60
	maxBODUnits = 500
)

// benefit solves the programme of the benefit of the doubt for one unit
// (OECD/JRC handbook, equation 22): the weights w ≥ 0 that make Σ x_q·w_q the
// greatest while it is at most 1 for every unit, with each w_q between its
// bounds as a share of Σ w. It returns the score and the shares.
func benefit(rows [][]float64, unit int, bounds []Bounds) (score float64, shares []float64, err error) {
	k := len(bounds)
	var constraints [][]float64 // a·w ≤ b, b ≥ 0, so that the slacks are a start
	var limits []float64
	for _, r := range rows {
		constraints, limits = append(constraints, r), append(limits, 1)
	}
	for q, b := range bounds {
		if b.Low > 0 {
			a := make([]float64, k)
			for j := range a {
				a[j] = b.Low
			}
			a[q]--
			constraints, limits = append(constraints, a), append(limits, 0)
		}
		if b.High < 1 {
			a := make([]float64, k)
			for j := range a {
				a[j] = -b.High
			}
			a[q]++
			constraints, limits = append(constraints, a), append(limits, 0)
		}
	}
	// The dual of a programme with few variables and many rows is the quicker
	// one to solve, but the shares are wanted, too: gonum's simplex wants
	// equations, so each row gets a slack.
	m := len(constraints)
	a := mat.NewDense(m, k+m, nil)
	c := make([]float64, k+m)
	basis := make([]int, m)
	for i, row := range constraints {
		for j, v := range row {
			a.Set(i, j, v)
		}
		a.Set(i, k+i, 1)
		basis[i] = k + i
	}
	for j, v := range rows[unit] {
		c[j] = -v
	}
	best, w, err := lp.Simplex(c, a, limits, 1e-10, basis)
	if err != nil {
		return 0, nil, err
	}
	return -best, toSum1(w[:k]), nil
}

// doubt gives each unit the weights that suit it best. Units with a gap get
// none.
func doubt(g *Group, columns []Numbers, d *GroupResult) (Numbers, []Numbers) {
	n, k := len(columns[0]), len(columns)
	score, shares := absent(n), make([]Numbers, k)
	for j := range shares {
		shares[j] = absent(n)
	}
	rows := complete(columns)
	if len(rows) > maxBODUnits {
		d.notice(graph.Labelf("benefit of the doubt 至多用于 %d 个单位", "benefit of the doubt is for %d units at most", maxBODUnits))
		return score, shares
	}
	x, highest := make([][]float64, len(rows)), 0.0
	for i, r := range rows {
		x[i] = make([]float64, k)
		for j := range columns {
			x[i][j] = columns[j][r]
			if x[i][j] < 0 {
				d.notice(graph.Labelf("benefit of the doubt 要求归一化后的数值非负", "benefit of the doubt needs normalised values of 0 and above"))
				return score, shares
			}
			highest = max(highest, x[i][j])
		}
	}
	if highest == 0 {
		return score, shares
	}
	bounds := make([]Bounds, k)
	for j, c := range g.Children {
		bounds[j] = Bounds{0, 1}
		if c.Bounds != nil {
			bounds[j] = *c.Bounds
		}
	}
	for i, r := range rows {
		s, w, err := benefit(x, i, bounds)
		if err != nil {
			d.notice(graph.Label{Zh: "线性规划没有解：" + err.Error(), En: "the linear programme has no solution: " + err.Error()})
			return absent(n), shares
		}
		score[r] = s
		for j := range w {
			shares[j][r] = w[j]
		}
	}
	if len(rows) < n {
		d.notice(graph.Labelf("benefit of the doubt 只用于数据齐全的 %d 个单位", "benefit of the doubt is for the %d units without a gap alone", len(rows)))
	}
	ties := 0
	for _, s := range score {
		ties += int(truth(math.Abs(s-1) < 1e-9))
	}
	if ties > 1 {
		d.notice(graph.Labelf("%d 个单位并列满分：各取所长的权重分不出它们的高下", "%d units share the full score: weights that suit each best do not tell them apart", ties))
	}
	return score, shares
}
