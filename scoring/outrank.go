package scoring

import (
	"cmp"
	"math"
	"slices"
)

// How many units are compared in pairs at most: the work grows with their
// square, and with their cube for Kemeny's order.
const (
	maxOutrank = 2_000
	maxKemeny  = 300
)

// outranking returns for each pair of units the weight of the children where
// the first is better, and half of that where they are equal, as a share of the
// weight of the children that both have (OECD/JRC handbook, equation 32).
func outranking(columns []Numbers, w []float64, units []int) [][]float64 {
	n := len(units)
	e := make([][]float64, n)
	cells := make([]float64, n*n)
	for i := range e {
		e[i], cells = cells[:n], cells[n:]
	}
	for i := range units {
		for j := range i {
			var better, worse, both float64
			for c, x := range columns {
				a, b := x[units[i]], x[units[j]]
				switch {
				case math.IsNaN(a) || math.IsNaN(b):
					continue
				case a > b:
					better += w[c]
				case a < b:
					worse += w[c]
				default:
					better += w[c] / 2
					worse += w[c] / 2
				}
				both += w[c]
			}
			if both > 0 {
				e[i][j], e[j][i] = better/both, worse/both
			}
		}
	}
	return e
}

// alike reports whether two values differ by no more than rounding does, which
// is not to decide a comparison.
func alike(a, b float64) bool { return math.Abs(a-b) <= 1e-12*max(1, math.Abs(a), math.Abs(b)) }

// snap gives values that are alike the same value, the least of them.
func snap(x Numbers) Numbers {
	order := make([]int, 0, len(x))
	for i, v := range x {
		if !math.IsNaN(v) {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(x[a], x[b]) })
	out := slices.Clone(x)
	for p := 1; p < len(order); p++ {
		if alike(x[order[p]], x[order[p-1]]) {
			out[order[p]] = out[order[p-1]]
		}
	}
	return out
}

// wins is how sure a comparison is to be no tie that rounding has broken.
const wins = 1e-9

// copeland returns wins less defeats.
func copeland(e [][]float64) []float64 {
	score := make([]float64, len(e))
	for i := range e {
		for j := range e {
			switch d := e[i][j] - e[j][i]; {
			case d > wins:
				score[i]++
			case d < -wins:
				score[i]--
			}
		}
	}
	return score
}

// borda returns Σ w·points, where a child gives a unit a point for each unit
// that is worse, and half a point for each that is equal.
func borda(columns []Numbers, w []float64, units []int) []float64 {
	score := make([]float64, len(units))
	total := make([]float64, len(units))
	for c, x := range columns {
		values := make([]float64, 0, len(units))
		for _, u := range units {
			if !math.IsNaN(x[u]) {
				values = append(values, x[u])
			}
		}
		slices.Sort(values)
		for i, u := range units {
			if math.IsNaN(x[u]) {
				continue
			}
			below, _ := slices.BinarySearch(values, x[u])
			above, _ := slices.BinarySearchFunc(values, x[u], func(a, b float64) int {
				if a <= b {
					return -1
				}
				return 1
			})
			score[i] += w[c] * (float64(below) + float64(above-below-1)/2)
			total[i] += w[c]
		}
	}
	for i := range score {
		score[i] /= total[i] // 1, but for units with gaps
	}
	return score
}

// maxExact is how many units of one cycle Kemeny's order is found for exactly:
// time and memory double with each.
const maxExact = 18

// maxOrders is how many of several best orders are told.
const maxOrders = 24

// KemenyOrder is the order of units that agrees with most of the weight of
// pairs (Condorcet, Kemeny, Young and Levenglick).
type KemenyOrder struct {
	Exact  bool    `json:"exact"`
	Score  float64 `json:"score"`         // Σ of the outranking matrix over ordered pairs
	Gap    float64 `json:"gap,omitempty"` // the best score is at most this above
	Orders [][]int `json:"orders"`        // units, the best first: all orders as good, or the first of them
	More   bool    `json:"more,omitempty"`
	// positions are the mean positions, from 0, over all best orders.
	positions []float64
}

// kemeny returns Kemeny's order. A set of units each of which beats each unit
// outside stands before them (the extended Condorcet criterion), so the sets
// are ordered one by one.
func kemeny(e [][]float64) *KemenyOrder {
	n := len(e)
	k := &KemenyOrder{Exact: true, positions: make([]float64, n), Orders: [][]int{nil}}
	setOf := make([]int, n)
	for at, set := range condorcetSets(e) {
		for _, u := range set {
			setOf[u] = at
		}
		first := len(k.Orders[0])
		var orders [][]int
		var score, gap float64
		var positions []float64
		more := false
		if len(set) <= maxExact {
			score, orders, positions, more = kemenyExact(e, set)
		} else {
			var order []int
			order, score = kemenySearch(e, set)
			gap = upperBound(e, set) - score
			orders, positions = [][]int{order}, make([]float64, len(set))
			for p, u := range order {
				positions[slices.Index(set, u)] = float64(p)
			}
			k.Exact = gap <= wins
		}
		k.Score, k.Gap, k.More = k.Score+score, k.Gap+max(0, gap), k.More || more
		for i, u := range set {
			k.positions[u] = float64(first) + positions[i]
		}
		var joined [][]int
		for _, before := range k.Orders {
			for _, o := range orders {
				if len(joined) == maxOrders {
					k.More = true
					break
				}
				joined = append(joined, slices.Concat(before, o))
			}
		}
		k.Orders = joined
	}
	for i := range e { // between the sets
		for j := range e {
			if setOf[i] < setOf[j] {
				k.Score += e[i][j]
			}
		}
	}
	if k.Gap <= wins {
		k.Gap = 0
	}
	return k
}

// condorcetSets returns the strongly connected sets of "does not lose to", the
// best first. They are found by the numbers of units that each reaches.
func condorcetSets(e [][]float64) [][]int {
	n := len(e)
	reach := make([]int, n)
	queue := make([]int, 0, n)
	for i := range n {
		seen := make([]bool, n)
		seen[i], queue = true, append(queue[:0], i)
		for head := 0; head < len(queue); head++ {
			a := queue[head]
			for b := range n {
				if !seen[b] && e[a][b] >= e[b][a]-wins {
					seen[b] = true
					queue = append(queue, b)
				}
			}
		}
		reach[i] = len(queue)
	}
	// Any two units are connected at least one way, so the sets form a line,
	// and those of one set reach the same number.
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(reach[b], reach[a]) })
	var sets [][]int
	for p, u := range order {
		if p == 0 || reach[u] != reach[order[p-1]] {
			sets = append(sets, nil)
		}
		sets[len(sets)-1] = append(sets[len(sets)-1], u)
	}
	return sets
}

func upperBound(e [][]float64, set []int) float64 {
	sum := 0.0
	for i, a := range set {
		for _, b := range set[:i] {
			sum += max(e[a][b], e[b][a])
		}
	}
	return sum
}

// kemenyExact finds the best orders of a set by dynamic programming over its
// subsets: best[S] is the greatest score of an order of S, ways[S] how many
// orders have it.
func kemenyExact(e [][]float64, set []int) (score float64, orders [][]int, positions []float64, more bool) {
	n := len(set)
	full := 1<<n - 1
	best, ways := make([]float64, full+1), make([]float64, full+1)
	ways[0] = 1
	gain := func(s, u int) float64 { // of u behind all of s
		g := 0.0
		for v := range n {
			if s>>v&1 == 1 {
				g += e[set[v]][set[u]]
			}
		}
		return g
	}
	for s := 1; s <= full; s++ {
		best[s] = math.Inf(-1)
		for u := range n {
			if s>>u&1 == 0 {
				continue
			}
			rest := s &^ (1 << u)
			switch v := best[rest] + gain(rest, u); {
			case v > best[s]+wins:
				best[s], ways[s] = v, ways[rest]
			case v > best[s]-wins:
				ways[s] += ways[rest]
			}
		}
	}
	// share[S] is the share of the best orders that begin with S.
	share := make([]float64, full+1)
	share[full] = 1
	positions = make([]float64, n)
	for s := full; s > 0; s-- {
		if share[s] == 0 {
			continue
		}
		size := 0
		for v := range n {
			size += s >> v & 1
		}
		for u := range n {
			if s>>u&1 == 0 {
				continue
			}
			rest := s &^ (1 << u)
			if best[rest]+gain(rest, u) > best[s]-wins {
				p := share[s] * ways[rest] / ways[s]
				share[rest] += p
				positions[u] += p * float64(size-1)
			}
		}
	}
	var list func(s int, tail []int)
	list = func(s int, tail []int) {
		if s == 0 {
			if len(orders) == maxOrders {
				more = true
				return
			}
			orders = append(orders, tail)
			return
		}
		for u := range n {
			if rest := s &^ (1 << u); s>>u&1 == 1 && !more && best[rest]+gain(rest, u) > best[s]-wins {
				list(rest, append([]int{set[u]}, tail...))
			}
		}
	}
	list(full, nil)
	slices.SortFunc(orders, slices.Compare[[]int])
	return best[full], orders, positions, more
}

// kemenySearch orders a set by net weight and then moves single units to where
// they gain most, until none gains.
func kemenySearch(e [][]float64, set []int) ([]int, float64) {
	order := slices.Clone(set)
	net := make(map[int]float64, len(set))
	for _, a := range set {
		for _, b := range set {
			net[a] += e[a][b] - e[b][a]
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(net[b], net[a]) })
	for moved := true; moved; {
		moved = false
		for p := 0; p < len(order); p++ {
			u, to, most := order[p], p, wins
			for _, step := range []int{-1, 1} {
				gain := 0.0
				for q := p + step; q >= 0 && q < len(order); q += step {
					gain += float64(step) * (e[order[q]][u] - e[u][order[q]])
					if gain > most {
						to, most = q, gain
					}
				}
			}
			if to != p {
				order = slices.Insert(slices.Delete(order, p, p+1), to, u)
				moved = true
			}
		}
	}
	score := 0.0
	for i, a := range order {
		for _, b := range order[i+1:] {
			score += e[a][b]
		}
	}
	return order, score
}
