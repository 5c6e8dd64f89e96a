package scoring

import (
	"math"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// tree is what the groups made of the indicators, by node.
type tree struct {
	score    []Numbers // of a leaf: the normalised value
	applies  [][]bool
	coverage []Numbers // observed share of the applicable weight
	seen     [][]count // observed and applicable, as coverage counts them; nil where it counts weight
	imputed  []Numbers // imputed share of the used weight
	weights  [][]float64
	details  []GroupResult
}

// aggregate computes the groups from the indicators up.
func (e *evaluation) aggregate(stages []stage, v *variation) *tree {
	k, n := len(e.t.nodes), len(e.ids)
	t := &tree{
		score: make([]Numbers, k), applies: make([][]bool, k), coverage: make([]Numbers, k), seen: make([][]count, k), imputed: make([]Numbers, k),
		weights: make([][]float64, k), details: make([]GroupResult, k),
	}
	for i := k - 1; i >= 0; i-- { // children come after their parents
		t.applies[i], t.coverage[i], t.imputed[i] = make([]bool, n), make(Numbers, n), make(Numbers, n)
		if l := e.t.leafOf[i]; l >= 0 {
			e.leaf(t, i, &stages[l], v.without == l+1)
		} else {
			e.group(t, i, stages, v)
		}
	}
	return t
}

func (e *evaluation) leaf(t *tree, i int, s *stage, without bool) {
	t.score[i] = s.norm
	if without {
		t.score[i] = absent(len(s.norm))
		return // it applies to nobody
	}
	for u, state := range s.state {
		t.applies[i][u] = state != NotApplicable
		switch state {
		case Observed:
			t.coverage[i][u] = 1
		case Imputed:
			t.imputed[i][u] = 1
		}
	}
}

func (e *evaluation) group(t *tree, i int, stages []stage, v *variation) {
	g, kids, d := e.t.nodes[i].Group, e.t.children[i], &t.details[i]
	columns := make([]Numbers, len(kids))
	for c, kid := range kids {
		columns[c] = t.score[kid]
	}
	w := fixedWeights(g, d)
	var shares []Numbers
	var own Numbers
	switch {
	case w != nil:
	case g.Weights.Method == WeightsBOD:
		own, shares = doubt(g, columns, d)
		w = make([]float64, len(kids))
		for c := range w { // what coverage counts by
			w[c] = 1 / float64(len(kids))
		}
	default:
		look := columns
		if g.Weights.On == "treated" {
			look = make([]Numbers, len(kids))
			for c, kid := range kids {
				look[c] = stages[e.t.leafOf[kid]].treated
			}
		}
		w = dataWeights(g.Weights.Method, look, d)
	}
	if v.weights != nil && own == nil {
		w = v.weights(i, w)
	}
	t.weights[i] = w
	e.cover(t, i, w)
	if g.CoverageOf != OfWeight {
		t.seen[i] = e.count(t, i, g.CoverageOf)
	}
	a := &g.Aggregation
	if v.aggregation != nil && a.Method != ProcessLevels && own == nil {
		other := *v.aggregation
		if other.Times == 0 {
			other.Times = a.Times
		}
		a = &other
	}
	// Who has a score is judged once, by the scheme itself: variations neither
	// take one away nor give one.
	judge := t
	if e.tree != nil {
		judge = e.tree
	}
	covered := func(u int) bool {
		return judge.applies[i][u] && judge.enough(i, u, g) && (i > 0 || !e.refused(e.stages, u))
	}
	score := absent(len(e.ids))
	t.score[i] = score
	switch {
	case own != nil:
		d.Shares = shares
		for u, s := range own {
			if covered(u) {
				score[u] = s
			}
		}
	case a.Method.ofCohort():
		e.compare(a, columns, w, score, covered, d)
	case a.Method == ProcessLevels:
		for u := range score {
			if t.applies[i][u] && covered(u) && slices.ContainsFunc(columns, func(x Numbers) bool { return !math.IsNaN(x[u]) }) {
				score[u] = a.level(g.Children, func(c int) float64 { return columns[c][u] })
			}
		}
	default:
		e.means(a, columns, w, score, covered)
	}
	if (own != nil || a.Method.ofCohort() || a.Method == ProcessLevels) && a.Times != 0 { // combine does it for the others
		for u := range score {
			score[u] *= a.Times
		}
	}
	if g.Normalise != nil {
		out, notice := e.normalise(score, g.Normalise, g.Direction)
		if notice != (graph.Label{}) {
			d.notice(notice)
		}
		d.Before, t.score[i] = score, out
	}
}

// cover computes what share of the weight was observed, and imputed.
func (e *evaluation) cover(t *tree, i int, w []float64) {
	kids := e.t.children[i]
	for u := range e.ids {
		var all, seen, used, filled float64
		for c, kid := range kids {
			if !t.applies[kid][u] {
				continue
			}
			t.applies[i][u] = true
			all += w[c]
			if !math.IsNaN(t.score[kid][u]) {
				seen += w[c] * t.coverage[kid][u]
				used += w[c]
				filled += w[c] * t.imputed[kid][u]
			}
		}
		if all > 0 {
			t.coverage[i][u] = seen / all
		}
		if used > 0 {
			t.imputed[i][u] = filled / used
		}
	}
}

// count is how many things there are, and how many of them were observed.
type count struct{ seen, all int }

// count counts the children of a group, or the indicators below it, for every
// unit: those that apply, and those that were observed. A group was observed if it
// has a value and something below it was.
func (e *evaluation) count(t *tree, i int, of CoverageOf) []count {
	out := make([]count, len(e.ids))
	for _, kid := range e.below(i, of) {
		for u := range out {
			if !t.applies[kid][u] {
				continue
			}
			out[u].all++
			if t.coverage[kid][u] > 0 && !math.IsNaN(t.score[kid][u]) {
				out[u].seen++
			}
		}
	}
	return out
}

// below returns the nodes that a group's coverage counts.
func (e *evaluation) below(i int, of CoverageOf) []int {
	kids := e.t.children[i]
	if of != OfIndicators {
		return kids
	}
	var leaves []int
	for _, kid := range kids {
		if e.t.leafOf[kid] >= 0 {
			leaves = append(leaves, kid)
		} else {
			leaves = append(leaves, e.below(kid, of)...)
		}
	}
	return leaves
}

// enough reports whether as much of a group was observed as it demands.
func (t *tree) enough(i, u int, g *Group) bool {
	if t.seen[i] == nil {
		return t.coverage[i][u] >= g.Coverage-1e-12
	}
	return t.seen[i][u].enough(g)
}

// enough reports whether so many are as many as a group demands.
func (c count) enough(g *Group) bool {
	return c.seen >= g.Least && float64(c.seen) >= g.Coverage*float64(c.all)-1e-9
}

// means aggregates each unit by itself, over the children that have a value.
func (e *evaluation) means(a *Aggregation, columns []Numbers, w []float64, score Numbers, covered func(int) bool) {
	x, own := make([]float64, 0, len(w)), make([]float64, 0, len(w))
	for u := range score {
		if !covered(u) {
			continue
		}
		x, own = x[:0], own[:0]
		sum := 0.0
		for c := range columns {
			if v := columns[c][u]; !math.IsNaN(v) {
				x, own = append(x, v), append(own, w[c])
				sum += w[c]
			}
		}
		if !(sum > 0) {
			continue
		}
		if len(x) < len(w) { // weights of what is missing go to the rest
			for j := range own {
				own[j] /= sum
			}
		}
		score[u] = combine(a, x, own)
	}
}

// compare aggregates by comparing the units that are covered.
func (e *evaluation) compare(a *Aggregation, columns []Numbers, w []float64, score Numbers, covered func(int) bool, d *GroupResult) {
	var units []int
	for u := range score {
		has := false
		for c, x := range columns {
			has = has || w[c] > 0 && !math.IsNaN(x[u])
		}
		if has && covered(u) {
			units = append(units, u)
		}
	}
	snapped := make([]Numbers, len(columns))
	for c := range columns {
		snapped[c] = snap(columns[c])
	}
	columns = snapped
	var values []float64
	switch a.Method {
	case Borda:
		values = borda(columns, w, units)
	case TOPSIS:
		values = topsis(columns, w, units)
	default:
		most := maxOutrank
		if a.Method == Kemeny {
			most = maxKemeny
		}
		if len(units) > most {
			d.notice(graph.Labelf("%[1]s 至多用于 %[2]d 个单位", "%[1]s is for %[2]d units at most", a.Method, most))
			return
		}
		m := outranking(columns, w, units)
		d.Compared = units
		d.Outranking = make([]Numbers, len(m))
		for i := range m {
			d.Outranking[i] = m[i]
		}
		if a.Method == Copeland {
			values = copeland(m)
			break
		}
		k := kemeny(m)
		d.Kemeny = k
		for o := range k.Orders {
			for p, x := range k.Orders[o] {
				k.Orders[o][p] = units[x]
			}
		}
		if !k.Exact {
			d.notice(graph.Labelf("Kemeny 排序由启发式搜索得出，得分至多比最优低 %.4g", "Kemeny's order was searched for, not proved: its score is at most %.4g below the best", k.Gap))
		}
		if len(k.Orders) > 1 {
			d.notice(graph.Labelf("有多个同样好的 Kemeny 排序，取平均位次", "several Kemeny orders are as good: positions are their mean"))
		}
		values = make([]float64, len(units))
		for i, p := range k.positions {
			values[i] = float64(len(units)) - 1 - p
		}
	}
	for i, u := range units {
		score[u] = values[i]
	}
}

// refused reports whether a unit lacks an indicator without which there is no
// score.
func (e *evaluation) refused(stages []stage, u int) bool {
	for _, l := range e.t.refusing {
		if s := stages[l].state[u]; s != Observed && s != NotApplicable {
			return true
		}
	}
	return false
}
