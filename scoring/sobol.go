package scoring

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/yamlfile"
)

// The bounds of a sensitivity analysis.
const (
	maxFactors   = 64
	maxRanges    = 24 // factors that are single ranges of the evidence; more are one factor
	bootstraps   = 200
	MaxSobolRows = 1 << 17
)

// SobolIndex is the share of the variance of an outcome that comes from one
// factor.
type SobolIndex struct {
	Factor string     `json:"factor"`
	First  float64    `json:"first"` // by itself
	Total  float64    `json:"total"` // with all it interacts with
	CI1    [2]float64 `json:"firstInterval"`
	CIT    [2]float64 `json:"totalInterval"` // 90 %, by bootstrap over the rows
}

// Sobol estimates Sobol's indices of f over factors that are independent and
// uniform on [0, 1): of the first order by Saltelli et al. 2010, in total by
// Jansen 1999, with rows·(factors + 2) calls of f, which must be safe for
// concurrent use. The same seed gives the same indices on any number of
// workers. It fails with graph.CodeInvalid where f has no value or does not
// vary, and with graph.CodeLimit.
func Sobol(ctx context.Context, factors []string, rows int, seed uint64, workers int, f func(u []float64) float64) ([]SobolIndex, error) {
	const op = "scoring.Sobol"
	k := len(factors)
	if k == 0 || k > maxFactors || rows < 2 || rows > MaxSobolRows {
		return nil, graph.Errorf(graph.CodeLimit, op, "%d factors, %d rows: from 1 to %d factors and from 2 to %d rows are possible", k, rows, maxFactors, MaxSobolRows)
	}
	y := make([][]float64, k+2) // A, B, and A with one column of B
	for j := range y {
		y[j] = make([]float64, rows)
	}
	err := inParallel(ctx, rows, workers, func(r int) {
		rng := rand.New(rand.NewPCG(seed, uint64(r)))
		a, b, x := make([]float64, k), make([]float64, k), make([]float64, k)
		for j := range a {
			a[j], b[j] = rng.Float64(), rng.Float64()
		}
		y[0][r], y[1][r] = f(a), f(b)
		for j := range a {
			copy(x, a)
			x[j] = b[j]
			y[j+2][r] = f(x)
		}
	})
	if err != nil {
		return nil, err
	}
	// Centred, so that the estimates do not suffer from a mean far from 0.
	center, _ := meanVariance(y[0], y[1], nil)
	for j := range y {
		for r := range y[j] {
			y[j][r] -= center
		}
	}
	_, variance := meanVariance(y[0], y[1], nil)
	switch {
	case math.IsNaN(variance):
		return nil, graph.Errorf(graph.CodeInvalid, op, "the outcome has no value in some runs: choose alternatives under which every unit keeps its score")
	case variance < 1e-300:
		return nil, graph.Errorf(graph.CodeInvalid, op, "the outcome does not vary: nothing in doubt changes it")
	}
	out := make([]SobolIndex, k)
	for j := range out {
		out[j].Factor = factors[j]
		out[j].First, out[j].Total = sobolOf(y[0], y[1], y[j+2], variance, nil)
	}
	rng := rand.New(rand.NewPCG(seed, math.MaxUint64))
	first, total := make([][]float64, k), make([][]float64, k)
	pick := make([]int, rows)
	for range bootstraps {
		for r := range pick {
			pick[r] = rng.IntN(rows)
		}
		_, v := meanVariance(y[0], y[1], pick)
		for j := range out {
			s, t := sobolOf(y[0], y[1], y[j+2], v, pick)
			first[j], total[j] = append(first[j], s), append(total[j], t)
		}
	}
	for j := range out {
		out[j].CI1 = [2]float64{quantile(first[j], .05), quantile(first[j], .95)}
		out[j].CIT = [2]float64{quantile(total[j], .05), quantile(total[j], .95)}
	}
	return out, nil
}

func at(pick []int, r int) int {
	if pick == nil {
		return r
	}
	return pick[r]
}

func meanVariance(a, b []float64, pick []int) (m, v float64) {
	n := float64(2 * len(a))
	for r := range a {
		i := at(pick, r)
		m += a[i] + b[i]
	}
	m /= n
	for r := range a {
		i := at(pick, r)
		v += sq(a[i]-m) + sq(b[i]-m)
	}
	return m, v / n
}

func sobolOf(a, b, ab []float64, variance float64, pick []int) (first, total float64) {
	n := float64(len(a))
	for r := range a {
		i := at(pick, r)
		first += b[i] * (ab[i] - a[i])
		total += sq(a[i] - ab[i])
	}
	if variance == 0 {
		return 0, 0
	}
	return first / n / variance, total / (2 * n) / variance
}

// Sensitivity tells which of the choices in doubt moves an outcome: the score of
// the unit named, or, without a name, the mean absolute shift of ranks against
// the result. Factors are normalise, aggregation, missing, drop and weights as
// far as the scheme leaves them in doubt, and the ranges of the evidence: all
// together for the ranks, and for a unit's score each by itself, if they are not
// too many. It fails as [Sobol] does, and with graph.CodeNotFound.
func (r *Result) Sensitivity(ctx context.Context, unit string, rows int, seed uint64, workers int) ([]SobolIndex, error) {
	e, d := r.e, &r.e.s.Doubt
	target := -1
	if unit != "" {
		if target = slices.Index(e.ids, unit); target < 0 {
			return nil, graph.Errorf(graph.CodeNotFound, "scoring.Sensitivity", "there is no unit %s", yamlfile.Quote(unit))
		}
	}
	var factors []string
	factor := func(name string, is bool) int {
		if !is {
			return -1
		}
		factors = append(factors, name)
		return len(factors) - 1
	}
	normalise := factor("normalise", len(d.Normalise) > 0)
	aggregation := factor("aggregation", len(d.Aggregation) > 0)
	missing := factor("missing", len(d.Missing) > 0)
	drop := factor("drop", d.Drop)
	weights := factor("weights", d.Weights > 0)
	ranges := e.ranges()
	if !d.Ranges {
		ranges = nil
	}
	all, single := -1, make([]int, len(ranges))
	if len(ranges) > maxRanges || len(ranges) > 0 && target < 0 {
		all = factor("evidence", true)
	} else {
		for i, k := range ranges {
			single[i] = factor("evidence: "+e.t.rules[k.rule].name+" of "+e.ids[k.unit], true)
		}
	}
	if len(factors) == 0 {
		return nil, graph.Errorf(graph.CodeInvalid, "scoring.Sensitivity", "nothing is in doubt: write doubt: into the scheme, or ranges into the evidence")
	}
	get := func(u []float64, i int) float64 {
		if i < 0 {
			return 0
		}
		return u[i]
	}
	return Sobol(ctx, factors, rows, seed, workers, func(u []float64) float64 {
		v := e.choose(get(u, normalise), get(u, aggregation), get(u, missing), get(u, drop))
		if weights >= 0 {
			e.shake(v, rand.New(rand.NewPCG(math.Float64bits(u[weights]), 1)).Float64)
		}
		switch {
		case all >= 0:
			v.rng = rand.New(rand.NewPCG(math.Float64bits(u[all]), 2))
		case len(ranges) > 0:
			v.draw = make(map[rangeKey]float64, len(ranges))
			for i, k := range ranges {
				v.draw[k] = u[single[i]]
			}
		}
		scores := e.scores(v)
		if target >= 0 {
			return scores[target]
		}
		return shift(r, e.ranks(scores))
	})
}

// shift is the mean absolute shift of the ranks of units that are ranked in
// both.
func shift(r *Result, ranks []int) float64 {
	sum, n := 0.0, 0
	for i, k := range ranks {
		if k > 0 && r.Units[i].Rank > 0 {
			sum += math.Abs(float64(k - r.Units[i].Rank))
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// ranges lists the cells of the evidence that are ranges, a column that several
// rules read once for each.
func (e *evaluation) ranges() []rangeKey {
	var out []rangeKey
	for r, c := range e.columns {
		for u := range c.low {
			if !math.IsNaN(c.low[u]) && c.low[u] < c.high[u] {
				out = append(out, rangeKey{r, u})
			}
		}
	}
	return out
}

// Left is what changes when one indicator or one unit is left out.
type Left struct {
	Indicator string   `json:"indicator,omitempty"`
	Unit      string   `json:"unit,omitempty"`
	Ranks     []int    `json:"ranks"`     // by unit; 0 without one
	Shift     float64  `json:"shift"`     // mean absolute shift of ranks; of a unit left out, among the others
	Reversals []string `json:"reversals"` // pairs that change their order, as "a > b": a was ahead
	More      int      `json:"more,omitempty"`
}

// Hide returns what is left of a list once it tells nothing of some units: neither
// what leaving them out changes nor whom they change places with.
func Hide(all []Left, gone func(unit string) bool) []Left {
	var out []Left
	for _, x := range all {
		if x.Unit != "" && gone(x.Unit) {
			continue
		}
		x.Reversals = slices.DeleteFunc(slices.Clone(x.Reversals), func(pair string) bool {
			a, b, _ := strings.Cut(pair, " > ")
			return gone(a) || gone(b)
		})
		out = append(out, x)
	}
	return out
}

// maxReversals is how many pairs are named.
const maxReversals = 100

// LeaveOut leaves out each indicator in turn, and each unit. Units are left out
// of cohorts up to 200; the ranks of the others are compared with their ranks
// among each other in the result.
func (r *Result) LeaveOut(ctx context.Context, workers int) ([]Left, error) {
	e := r.e
	units := len(e.ids)
	if units > 200 {
		units = 0
	}
	leaves := len(e.t.leaves)
	out := make([]Left, leaves+units)
	err := inParallel(ctx, len(out), workers, func(i int) {
		if i < leaves {
			scores := e.scores(&variation{without: i + 1, workers: 1})
			out[i] = r.left(scores, -1)
			out[i].Indicator = e.t.nodes[e.t.leaves[i]].ID
			return
		}
		u := i - leaves
		in := &Input{Reference: e.in.Reference, Units: slices.Concat(e.in.Units[:u], e.in.Units[u+1:])}
		scores := absent(len(e.ids))
		if other, err := Evaluate(e.s, in); err == nil { // it was fit with the unit, too
			for j := range other.Units {
				scores[j+int(truth(j >= u))] = float64(other.Units[j].Score)
			}
		}
		out[i] = r.left(scores, u)
		out[i].Unit = e.ids[u]
	})
	return out, err
}

// left compares scores with the result's, but for one unit.
func (r *Result) left(scores Numbers, without int) Left {
	base := slices.Clone(r.e.tree.score[0])
	if without >= 0 {
		base[without] = math.NaN()
	}
	before := r.e.ranks(base)
	l := Left{Ranks: r.e.ranks(scores), Reversals: []string{}}
	n := 0
	for i, k := range l.Ranks {
		if k == 0 || before[i] == 0 {
			continue
		}
		l.Shift += math.Abs(float64(k - before[i]))
		n++
		for j, m := range l.Ranks {
			if m > 0 && before[j] > 0 && before[i] < before[j] && k > m {
				if len(l.Reversals) == maxReversals {
					l.More++
					continue
				}
				l.Reversals = append(l.Reversals, strings.Join([]string{r.Units[i].ID, r.Units[j].ID}, " > "))
			}
		}
	}
	if n > 0 {
		l.Shift /= float64(n)
	}
	return l
}
