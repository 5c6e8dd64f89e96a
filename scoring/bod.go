package scoring

import (
	"cmp"
	"math"

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
// bounds as a share of Σ w. It returns the score and the shares, or false if
// there are none.
func benefit(rows [][]float64, unit int, bounds []Bounds) (score float64, shares []float64, ok bool) {
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
	best, w, ok := maximise(rows[unit], constraints, limits)
	if !ok {
		return 0, nil, false
	}
	return best, toSum1(w), true
}

// maximise solves a linear programme by the simplex method: the w ≥ 0 that make
// c·w the greatest while a·w ≤ b, for b ≥ 0, so that w = 0 is a start. It returns
// false if there is no greatest, or if rounding keeps it from one.
//
// The tableau holds the variables outside the basis alone, so that a pivot costs
// rows times variables: here variables are few and rows are many, where gonum's
// solver, which turns every row into an equation, takes the cube of the rows. Of
// the columns that gain, the one that gains most per unit enters; where several
// pivots in a row gain nothing, the first that does (Bland 1977), which cannot
// come back to where it was. Columns are brought to one size before, and what came
// of them back after it, so that a column whose values are small counts as much as
// another.
func maximise(c []float64, a [][]float64, b []float64) (best float64, w []float64, ok bool) {
	const tiny = 1e-11
	m, k := len(a), len(c)
	cells, t := make([]float64, (m+1)*(k+1)), make([][]float64, m+1)
	for i := range t {
		t[i], cells = cells[:k+1], cells[k+1:]
		if i < m {
			copy(t[i], a[i])
			t[i][k] = b[i]
		}
	}
	for j, v := range c {
		t[m][j] = -v
	}
	sizes := make([]float64, k)
	for j := range sizes {
		for _, r := range t {
			sizes[j] = max(sizes[j], math.Abs(r[j]))
		}
		if sizes[j] = cmp.Or(sizes[j], 1); sizes[j] != 1 {
			for _, r := range t {
				r[j] /= sizes[j]
			}
		}
	}
	inside, outside := make([]int, m), make([]int, k) // the variables; from k on they are slacks
	for i := range inside {
		inside[i] = k + i
	}
	for j := range outside {
		outside[j] = j
	}
	for stuck, pivots := 0, 0; ; pivots++ {
		enter := -1
		for j := range k {
			switch {
			case t[m][j] >= -tiny:
			case enter < 0, stuck > k && outside[j] < outside[enter], stuck <= k && t[m][j] < t[m][enter]:
				enter = j
			}
		}
		if enter < 0 {
			break
		}
		leave := -1
		for i := range m {
			if t[i][enter] <= tiny {
				continue
			}
			if leave < 0 {
				leave = i
				continue
			}
			switch d := t[i][k]*t[leave][enter] - t[leave][k]*t[i][enter]; {
			case d < 0, d == 0 && inside[i] < inside[leave]:
				leave = i
			}
		}
		if leave < 0 || pivots > 100*(m+k) {
			return 0, nil, false
		}
		if stuck++; t[leave][k] > tiny {
			stuck = 0
		}
		pivot(t, leave, enter)
		inside[leave], outside[enter] = outside[enter], inside[leave]
	}
	w = make([]float64, k)
	for i, v := range inside {
		if v < k {
			w[v] = max(0, t[i][k]) / sizes[v]
		}
	}
	return t[m][k], w, true
}

// pivot exchanges the variable of a row for that of a column.
func pivot(t [][]float64, row, column int) {
	p := t[row]
	by := p[column]
	p[column] = 1
	for j := range p {
		p[j] /= by
	}
	for i, r := range t {
		f := r[column]
		if i == row || f == 0 {
			continue
		}
		r[column] = 0
		for j, v := range p {
			r[j] -= f * v
		}
	}
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
	for i := range x { // to 1, which changes no score and no share
		for j := range x[i] {
			x[i][j] /= highest
		}
	}
	bounds := make([]Bounds, k)
	for j, c := range g.Children {
		bounds[j] = Bounds{0, 1}
		if c.Bounds != nil {
			bounds[j] = *c.Bounds
		}
	}
	for i, r := range rows {
		s, w, ok := benefit(x, i, bounds)
		if !ok {
			d.notice(graph.Labelf("线性规划没有解", "the linear programme has no solution"))
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
