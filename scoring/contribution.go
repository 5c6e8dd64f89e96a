package scoring

import (
	"math"
	"math/bits"
	"slices"
)

// maxShapley is how many children are explained by all their coalitions. With
// more, the mean is over the cyclic orders and their reverses, a balanced
// sample that no seed chooses.
const maxShapley = 10

// maxPairs is how many comparisons one explanation may take.
const maxPairs = 50_000_000

// Explain returns the contributions to the score of a unit, by its place in
// Units, and their base; nil where the unit has no score, where Kemeny's order
// is part of the scheme, which the outranking matrix explains, or where a group
// has no value for the cohort's mean, or for some of the unit's values beside it,
// such as the geometric mean of something below 0.
//
// With more than one level the value of a group among its siblings is found
// first, and handed down to its children in proportion to their own Shapley
// values in the group, so that at each level the contributions of children add
// up to that of their group.
func (r *Result) Explain(unit int) (contributions Numbers, base float64) {
	x := &r.Units[unit]
	if x.Contributions != nil || x.Rank == 0 {
		return x.Contributions, x.Base
	}
	return r.e.explain(unit)
}

func (e *evaluation) explain(u int) (Numbers, float64) {
	out := make(Numbers, len(e.t.leaves))
	if e.t.additive {
		return out, 0
	}
	b := make([]float64, len(e.t.nodes))
	games := make([]func([]float64) float64, len(e.t.nodes))
	for i := len(e.t.nodes) - 1; i >= 0; i-- {
		if e.t.leafOf[i] >= 0 {
			b[i] = mean(present(e.tree.score[i]))
			continue
		}
		if math.IsNaN(e.tree.score[i][u]) {
			continue
		}
		game := e.game(i, u)
		if game == nil {
			return nil, 0
		}
		games[i] = game
		values := make([]float64, 0, len(e.t.children[i]))
		for _, kid := range e.valued(i, u) {
			values = append(values, b[kid])
		}
		if b[i] = game(values); math.IsNaN(b[i]) {
			return nil, 0
		}
	}
	amount := make([]float64, len(e.t.nodes))
	amount[0] = e.tree.score[0][u] - b[0]
	for i := range e.t.nodes {
		if l := e.t.leafOf[i]; l >= 0 {
			out[l] = amount[i]
			continue
		}
		if games[i] == nil || amount[i] == 0 {
			continue
		}
		kids := e.valued(i, u)
		own, base := make([]float64, len(kids)), make([]float64, len(kids))
		for c, kid := range kids {
			own[c], base[c] = e.tree.score[kid][u], b[kid]
		}
		values := shapley(games[i], own, base)
		sum := 0.0
		for _, v := range values {
			sum += v
		}
		if math.IsNaN(sum) {
			return nil, 0
		}
		for c, kid := range kids {
			switch {
			case i == 0: // nothing is handed down to the index
				amount[kid] = values[c]
			case math.Abs(sum) > 1e-300:
				amount[kid] = values[c] / sum * amount[i]
			}
		}
	}
	return out, b[0]
}

// valued returns the children of a group that have a value for a unit.
func (e *evaluation) valued(i, u int) []int {
	var kids []int
	for _, kid := range e.t.children[i] {
		if !math.IsNaN(e.tree.score[kid][u]) {
			kids = append(kids, kid)
		}
	}
	return kids
}

// game returns the score that a group would give a unit with other values of
// its children, while the other units stay as they are; nil if there is no such
// function.
func (e *evaluation) game(i, u int) func(values []float64) float64 {
	g := e.t.nodes[i].Group
	play := e.plainGame(i, u)
	if play == nil {
		return nil
	}
	if a := &g.Aggregation; a.Times != 0 && (a.Method.ofCohort() || a.Method == ProcessLevels || g.Weights.Method == WeightsBOD) {
		inner := play
		play = func(x []float64) float64 { return inner(x) * a.Times }
	}
	if g.Normalise == nil {
		return play
	}
	before := e.tree.details[i].Before
	if len(before)<<min(len(e.t.children[i]), maxShapley) > maxPairs {
		return nil
	}
	others := slices.Clone(before)
	return func(x []float64) float64 {
		others[u] = play(x)
		out, _ := e.normalise(others, g.Normalise, g.Direction)
		return out[u]
	}
}

// plainGame is the game before what a group does to its outcome.
func (e *evaluation) plainGame(i, u int) func(values []float64) float64 {
	g := e.t.nodes[i].Group
	all := e.own(i, u, nil)
	kids := e.valued(i, u)
	var w []float64
	var columns []Numbers
	var children []*Node
	for c, kid := range e.t.children[i] {
		if slices.Contains(kids, kid) {
			w, columns, children = append(w, all[c]), append(columns, e.tree.score[kid]), append(children, g.Children[c])
		}
	}
	if g.Weights.Method == WeightsBOD {
		return func(x []float64) float64 { return combine(&Aggregation{Method: Arithmetic}, x, w) }
	}
	units := e.scored(i)
	switch g.Aggregation.Method {
	case Kemeny:
		return nil
	case ProcessLevels:
		return func(x []float64) float64 { return g.Aggregation.level(children, func(c int) float64 { return x[c] }) }
	case TOPSIS:
		best, worst := make([]float64, len(columns)), make([]float64, len(columns))
		for c, x := range columns {
			best[c], worst[c] = math.Inf(-1), math.Inf(1)
			for _, o := range units {
				if !math.IsNaN(x[o]) {
					best[c], worst[c] = max(best[c], x[o]), min(worst[c], x[o])
				}
			}
		}
		raw := make([]float64, len(w)) // distances are not renormalised
		for c, kid := range kids {
			raw[c] = e.tree.weights[i][slices.Index(e.t.children[i], kid)]
		}
		return func(x []float64) float64 { return closeness(func(c int) float64 { return x[c] }, raw, best, worst) }
	case Borda, Copeland:
		if len(units)*len(kids)<<min(len(kids), maxShapley) > maxPairs {
			return nil
		}
		is := g.Aggregation.Method
		return func(x []float64) float64 { return against(is, x, w, columns, units, u) }
	}
	return func(x []float64) float64 { return combine(&g.Aggregation, x, w) }
}

// scored returns the units that a group gave a score, before it brought that to
// another scale.
func (e *evaluation) scored(i int) []int {
	var units []int
	score := e.tree.score[i]
	if before := e.tree.details[i].Before; before != nil {
		score = before
	}
	for o, s := range score {
		if !math.IsNaN(s) {
			units = append(units, o)
		}
	}
	return units
}

// against compares a unit that has other values with all the others.
func against(is AggregateMethod, x, w []float64, columns []Numbers, units []int, u int) float64 {
	score := 0.0
	for _, o := range units {
		if o == u {
			continue
		}
		var points, net, both float64
		for c, col := range columns {
			if math.IsNaN(col[o]) {
				continue
			}
			both += w[c]
			switch {
			case alike(x[c], col[o]):
				points += w[c] / 2
			case x[c] > col[o]:
				points += w[c]
				net += w[c]
			default:
				net -= w[c]
			}
		}
		switch {
		case is == Borda:
			score += points
		case both > 0 && net/both > wins:
			score++
		case both > 0 && net/both < -wins:
			score--
		}
	}
	return score
}

// shapley returns the Shapley values of the players whose presence turns base
// into own.
func shapley(game func([]float64) float64, own, base []float64) []float64 {
	k := len(own)
	values, x := make([]float64, k), make([]float64, k)
	if k > maxShapley {
		copy(x, base)
		before := game(x)
		for start := range k {
			for _, step := range []int{1, k - 1} {
				copy(x, base)
				last := before
				for p, at := 0, start; p < k; p, at = p+1, (at+step)%k {
					x[at] = own[at]
					now := game(x)
					values[at] += (now - last) / float64(2*k)
					last = now
				}
			}
		}
		return values
	}
	worth := make([]float64, 1<<k)
	for s := range worth {
		for c := range k {
			x[c] = base[c]
			if s>>c&1 == 1 {
				x[c] = own[c]
			}
		}
		worth[s] = game(x)
	}
	weight := make([]float64, k) // by size: s!·(k−s−1)!/k!
	for s := range weight {
		weight[s] = math.Gamma(float64(s+1)) * math.Gamma(float64(k-s)) / math.Gamma(float64(k+1))
	}
	for s := range worth {
		for c := range k {
			if s>>c&1 == 0 {
				values[c] += weight[bits.OnesCount(uint(s))] * (worth[s|1<<c] - worth[s])
			}
		}
	}
	return values
}
