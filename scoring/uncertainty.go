package scoring

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/yamlfile"
)

// The bounds of a simulation.
const (
	MaxRuns     = 100_000
	maxOutcomes = 50_000_000 // runs times units
)

// Uncertainty is what a Monte Carlo simulation tells of ranks.
type Uncertainty struct {
	Seed  uint64        `json:"seed"`
	Runs  int           `json:"runs"`
	Top   int           `json:"top"`
	Units []UnitInRange `json:"units"` // in the order of the input
	Bands [][]int       `json:"bands"` // units, the best band first; see [Result.MonteCarlo]
	Shift float64       `json:"shift"` // mean absolute shift of ranks against the result
}

// UnitInRange is the distribution of a unit's rank and score over the runs in
// which it had one.
type UnitInRange struct {
	ID      string  `json:"id"`
	Median  Number  `json:"median"` // of the rank
	Low     Number  `json:"low"`    // its 5 % and 95 % quantile
	High    Number  `json:"high"`
	Score   Number  `json:"score"` // median
	ScoreLo Number  `json:"scoreLow"`
	ScoreHi Number  `json:"scoreHigh"`
	InTop   float64 `json:"inTop"`             // the share of the runs in which it is among the first Top
	Without int     `json:"without,omitempty"` // runs without a score
	// Grades are how often the runs give it each grade; nil of a scheme without
	// grades, and of a run of format 1.
	Grades GradeShares `json:"grades,omitempty"`
}

// MonteCarlo repeats the evaluation as often as the scheme says, each time with
// other choices, drawn independently and uniformly: values within the ranges of
// the evidence; weights times 1 ± Doubt.Weights, made to add up again; one of
// the normalisations, aggregations and treatments of what is missing, the
// scheme's own among them; one indicator left out, or none, each as likely.
// Weights that each unit has for itself (benefit of the doubt) stay.
//
// The random numbers of a run follow from the seed and its number alone, so
// that the outcome does not depend on the workers; workers of 0 are as many as
// there are processors.
//
// A band begins with the unit that has the best median and takes in all that
// follow while their intervals overlap with that unit's: their order among each
// other is not certain.
func (r *Result) MonteCarlo(ctx context.Context, seed uint64, workers int) (*Uncertainty, error) {
	e, d := r.e, &r.e.s.Doubt
	n := len(e.ids)
	if d.Runs*n > maxOutcomes {
		return nil, graph.Errorf(graph.CodeLimit, "scoring.MonteCarlo", "%d runs of %d units are more than %d outcomes: write fewer runs into doubt:", d.Runs, n, maxOutcomes)
	}
	ranks, scores := make([][]int, d.Runs), make([]Numbers, d.Runs)
	err := inParallel(ctx, d.Runs, workers, func(run int) {
		v := e.draw(rand.New(rand.NewPCG(seed, uint64(run))))
		scores[run] = e.scores(v)
		ranks[run] = e.ranks(scores[run])
	})
	if err != nil {
		return nil, err
	}
	u := &Uncertainty{Seed: seed, Runs: d.Runs, Top: d.Top, Units: make([]UnitInRange, n)}
	var shift float64
	var compared int
	for i := range n {
		x := &u.Units[i]
		x.ID = e.ids[i]
		var of, values []float64
		top := 0
		for run := range ranks {
			k := ranks[run][i]
			if k == 0 {
				x.Without++
				continue
			}
			of, values = append(of, float64(k)), append(values, scores[run][i])
			if k <= d.Top {
				top++
			}
			if r.Units[i].Rank > 0 {
				shift += math.Abs(float64(k - r.Units[i].Rank))
				compared++
			}
		}
		slices.Sort(of)
		slices.Sort(values)
		if len(of) == 0 {
			x.Median, x.Low, x.High, x.Score, x.ScoreLo, x.ScoreHi = None(), None(), None(), None(), None(), None()
			continue
		}
		x.Low, x.Median, x.High = Number(quantileSorted(of, .05)), Number(quantileSorted(of, .5)), Number(quantileSorted(of, .95))
		x.ScoreLo, x.Score, x.ScoreHi = Number(quantileSorted(values, .05)), Number(quantileSorted(values, .5)), Number(quantileSorted(values, .95))
		x.InTop = float64(top) / float64(d.Runs)
	}
	if compared > 0 {
		u.Shift = shift / float64(compared)
	}
	e.gradeShares(scores, u.Units)
	u.Bands = bands(u.Units)
	return u, nil
}

func bands(units []UnitInRange) [][]int {
	var order []int
	for i := range units {
		if units[i].Median.Is() {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := &units[a], &units[b]
		return cmp.Or(cmp.Compare(x.Median, y.Median), cmp.Compare(x.Low, y.Low), cmp.Compare(x.High, y.High), cmp.Compare(x.ID, y.ID))
	})
	var out [][]int
	leader := 0
	for p, i := range order {
		if p == 0 || units[i].Low > units[leader].High {
			leader = i
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], i)
	}
	return out
}

// inParallel calls do for each number below n, by so many workers.
func inParallel(ctx context.Context, n, workers int, do func(i int)) error {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	if workers == 1 || n == 1 {
		for i := range n {
			if ctx.Err() != nil {
				break
			}
			do(i)
		}
		n = 0
	}
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(workers, n) {
		wait.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				do(i)
			}
		})
	}
	wait.Wait()
	if err := ctx.Err(); err != nil {
		return &graph.Error{Code: graph.CodeCancelled, Op: "scoring.MonteCarlo", Err: err}
	}
	return nil
}

// draw chooses at random what could have been chosen otherwise. It always draws
// the same number of times before the ranges, so that choices do not hang on
// each other.
func (e *evaluation) draw(rng *rand.Rand) *variation {
	d := &e.s.Doubt
	choice := [4]float64{rng.Float64(), rng.Float64(), rng.Float64(), rng.Float64()}
	noise := rng.Uint64()
	v := e.choose(choice[0], choice[1], choice[2], choice[3])
	if d.Weights > 0 {
		e.shake(v, rand.New(rand.NewPCG(noise, 1)).Float64)
	}
	if d.Ranges {
		v.rng = rng
	}
	return v
}

// choose takes the alternatives that numbers from 0 to 1 stand for.
func (e *evaluation) choose(normalise, aggregation, missing, drop float64) *variation {
	d := &e.s.Doubt
	v := &variation{workers: 1} // the runs themselves are in parallel
	if i := int(normalise * float64(1+len(d.Normalise))); i > 0 {
		v.normalise = &d.Normalise[i-1]
	}
	if i := int(aggregation * float64(1+len(d.Aggregation))); i > 0 {
		v.aggregation = &d.Aggregation[i-1]
	}
	if i := int(missing * float64(1+len(d.Missing))); i > 0 {
		v.missing = d.Missing[i-1]
	}
	if d.Drop {
		v.without = int(drop * float64(1+len(e.t.leaves)))
	}
	return v
}

// shake multiplies each weight by 1 ± Doubt.Weights.
func (e *evaluation) shake(v *variation, next func() float64) {
	f := e.s.Doubt.Weights
	factors := make([]float64, len(e.t.nodes))
	for i := range factors {
		factors[i] = 1 + f*(2*next()-1)
	}
	v.weights = func(node int, w []float64) []float64 {
		out := make([]float64, len(w))
		for c, kid := range e.t.children[node] {
			out[c] = w[c] * factors[kid]
		}
		return toSum1(out)
	}
}

// scores evaluates under a variation.
func (e *evaluation) scores(v *variation) Numbers {
	stages := e.stages
	if v.rng != nil && e.hasRanges() || v.draw != nil || v.normalise != nil || v.missing != "" {
		stages = e.run(v)
	}
	return e.aggregate(stages, v).score[0]
}

func (e *evaluation) hasRanges() bool {
	return slices.ContainsFunc(e.columns, func(c *column) bool { return c.low != nil })
}

// WhatIf returns the scores under other weights, with nothing computed anew
// that they do not touch. Weights are by the ID of a node, on the scale on which
// it and its siblings add up to 1 in the result; those not named keep theirs,
// and then all are made to add up to 1 again. It fails with graph.CodeInvalid for an
// ID or weight that is none. Weights of benefit of the doubt stay, and so does
// who has a score at all.
func (r *Result) WhatIf(weights map[string]float64) (Numbers, error) {
	e := r.e
	for id, w := range weights {
		if _, is := e.t.index[id]; !is {
			return nil, graph.Errorf(graph.CodeInvalid, "scoring.WhatIf", "the scheme has no %s: name an indicator or a group", yamlfile.Quote(id))
		}
		if !(w >= 0) || math.IsInf(w, 0) {
			return nil, graph.Errorf(graph.CodeInvalid, "scoring.WhatIf", "the weight of %s is %v: write a number of 0 or above", yamlfile.Quote(id), w)
		}
	}
	v := &variation{weights: func(node int, w []float64) []float64 {
		out := slices.Clone(w)
		for c, kid := range e.t.children[node] {
			if x, is := weights[e.t.nodes[kid].ID]; is {
				out[c] = x
			}
		}
		return toSum1(out)
	}}
	return e.aggregate(e.stages, v).score[0], nil
}
