package scoring

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"

	"github.com/chainatlas/chainatlas/graph"
)

// Evaluate computes what a scheme makes of an input. The same scheme and input
// give the same result, bit for bit on one platform. It fails with
// graph.CodeInvalid for an input that is unfit and graph.CodeLimit for one that
// is too large; whatever is wrong with single cells is a state in the result.
// It is safe for concurrent use.
func Evaluate(s *Scheme, in *Input) (*Result, error) {
	e, err := prepare(s, in)
	if err != nil {
		return nil, err
	}
	v := &variation{workers: 0}
	e.stages = e.run(v)
	e.tree = e.aggregate(e.stages, v)
	return e.result(), nil
}

// evaluation is an input as one scheme reads it.
type evaluation struct {
	s       *Scheme
	t       *topology
	in      *Input
	ids     []string
	groups  []int      // of the units, for imputation
	hash    graph.Hash // of the input
	columns []*column
	out     []bool  // units that are screened out; nil if none can be
	stages  []stage // by leaf, of the scheme itself
	tree    *tree   // of the scheme itself
}

// variation is what an evaluation does otherwise than its scheme says.
type variation struct {
	rng         *rand.Rand           // draws from ranges if not nil
	draw        map[rangeKey]float64 // or these shares of ranges
	normalise   *Normalisation       // of all indicators measured by numbers
	aggregation *Aggregation         // of all groups that are not process levels
	missing     Missing              // of all indicators but those that refuse
	weights     func(node int, w []float64) []float64
	without     int // 1 + the leaf that is left out
	workers     int // of the indicators
}

// rangeKey is one range of the evidence.
type rangeKey struct{ rule, unit int }

// stage is what one indicator went through.
type stage struct {
	state                                    []State
	raw, denominated, imputed, treated, norm Numbers
	treatment                                string
	notice                                   graph.Label
}

func prepare(s *Scheme, in *Input) (*evaluation, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	hash, err := in.scan()
	if err != nil {
		return nil, err
	}
	t := s.topology
	n := len(in.Units)
	if n*len(t.leaves) > MaxCells {
		return nil, graph.Errorf(graph.CodeLimit, "scoring.Evaluate", "%d units of %d indicators are more than %d cells: rate fewer at a time", n, len(t.leaves), MaxCells)
	}
	e := &evaluation{s: s, t: t, in: in, ids: make([]string, n), groups: make([]int, n), hash: hash}
	numbers := map[string]int{}
	for i := range in.Units {
		u := &in.Units[i]
		e.ids[i] = u.ID
		g, is := numbers[u.Group]
		if !is {
			g = len(numbers)
			numbers[u.Group] = g
		}
		e.groups[i] = g
	}
	if e.columns, err = choose(in, t.rules); err != nil {
		return nil, err
	}
	e.screen()
	return e, nil
}

// screen finds the units of which too little was observed for them to be in the
// cohort.
func (e *evaluation) screen() {
	var states [][]State
	for i, n := range e.t.nodes {
		if n.Group == nil || !n.Group.Screen {
			continue
		}
		if states == nil {
			e.out, states = make([]bool, len(e.ids)), make([][]State, len(e.t.leaves))
			for l := range states {
				x := e.t.nodes[e.t.leaves[l]].Indicator
				var raw Numbers
				if raw, states[l] = e.read(l, e.columns, x); x.Denominator != nil {
					e.divide(l, e.columns, raw, states[l], nil)
				}
			}
		}
		leaves := e.below(i, OfIndicators)
		for u := range e.out {
			c := count{}
			for _, kid := range leaves {
				switch states[e.t.leafOf[kid]][u] {
				case NotApplicable:
					continue
				case Observed:
					c.seen++
				}
				c.all++
			}
			e.out[u] = e.out[u] || !c.enough(n.Group)
		}
	}
}

// value returns a cell of a column, drawn from its range if the variation says so.
func (v *variation) value(c *column, rule, unit int) float64 {
	if c.low == nil || math.IsNaN(c.low[unit]) {
		return c.mid[unit]
	}
	if p, ok := v.draw[rangeKey{rule, unit}]; ok {
		return c.low[unit] + p*(c.high[unit]-c.low[unit])
	}
	if v.rng != nil {
		return c.low[unit] + v.rng.Float64()*(c.high[unit]-c.low[unit])
	}
	return c.mid[unit]
}

// run takes every indicator through its stages.
func (e *evaluation) run(v *variation) []stage {
	// A range has one value in a run, also where several indicators read it.
	columns := e.columns
	if v.rng != nil || v.draw != nil {
		columns = make([]*column, len(e.columns))
		for r, c := range e.columns {
			columns[r] = c
			if c.low == nil {
				continue
			}
			drawn := make([]float64, len(c.mid))
			for i := range drawn {
				drawn[i] = v.value(c, r, i)
			}
			columns[r] = &column{state: c.state, mid: drawn, text: c.text, chosen: c.chosen, near: c.near}
		}
	}
	out := make([]stage, len(e.t.leaves))
	_ = inParallel(context.Background(), len(out), v.workers, func(l int) { out[l] = e.indicator(l, columns, v) })
	return out
}

func (e *evaluation) indicator(l int, columns []*column, v *variation) stage {
	x := e.t.nodes[e.t.leaves[l]].Indicator
	var s stage
	s.raw, s.state = e.read(l, columns, x)
	s.denominated = s.raw
	var near []float64
	if _, plain := x.Value.name(); plain {
		near = columns[e.t.reads[l].rules[0]].near
	}
	if x.Denominator != nil {
		s.denominated, near = e.divide(l, columns, s.raw, s.state, near)
	}
	if e.out != nil { // their raw values stay readable, and are part of nothing
		s.denominated = slices.Clone(s.denominated)
		for u, out := range e.out {
			if out {
				s.denominated[u] = math.NaN()
			}
		}
	}
	missing := x.Missing
	if v.missing != "" && missing != MissingRefuse {
		missing = v.missing
	}
	known := s.state
	s.imputed, s.state = impute(s.denominated, s.state, missing, x.Fill, x.Direction == Down, near, e.groups)
	for u, out := range e.out {
		if out {
			s.imputed[u], s.state[u] = math.NaN(), known[u]
		}
	}
	s.treated, s.treatment = treat(s.imputed, &x.Outliers)
	n := &x.Normalise
	if v.normalise != nil && n.numeric() {
		other := *v.normalise
		if other.Within == "" {
			other.Within = n.Within
		}
		n = &other
	}
	s.norm, s.notice = e.normalise(s.treated, n, x.Direction)
	for i, value := range s.norm {
		if math.IsNaN(value) && !math.IsNaN(s.treated[i]) {
			s.state[i] = Unreadable
		}
	}
	return s
}

// numeric reports whether a normalisation may be exchanged for another one.
func (n *Normalisation) numeric() bool {
	return n.Categories == nil && n.By == "" && n.Method != NormaliseAchievement && n.Method != NormaliseNone
}

// read returns the raw values of an indicator and what is known of them.
func (e *evaluation) read(l int, columns []*column, x *Indicator) (Numbers, []State) {
	n := len(e.ids)
	raw, state := make(Numbers, n), make([]State, n)
	r := &e.t.reads[l]
	if len(r.rules) == 1 && r.expr.root.op == "name" {
		c := columns[r.rules[0]]
		copy(raw, c.mid)
		copy(state, c.state)
		for i := range raw {
			if state[i] == Observed && (x.Normalise.Categories != nil || math.IsNaN(raw[i]) || x.Normalise.Method == NormaliseAchievement) {
				raw[i], state[i] = readCategory(c, i, &x.Normalise)
			}
		}
		return raw, state
	}
	values := make([]float64, len(r.rules))
	for i := range raw {
		state[i] = Observed
		for k, rule := range r.rules {
			c := columns[rule]
			values[k] = c.mid[i]
			switch {
			case state[i] == NotApplicable:
			case c.state[i] != Observed:
				state[i] = c.state[i]
			case math.IsNaN(c.mid[i]):
				state[i] = Unreadable
			}
		}
		raw[i] = r.expr.Eval(values)
		switch {
		case !math.IsNaN(raw[i]):
			state[i] = Observed // settled without what is missing
		case state[i] == Observed:
			state[i] = Unreadable
		}
	}
	return raw, state
}

// readCategory reads a cell whose text has a meaning.
func readCategory(c *column, i int, n *Normalisation) (float64, State) {
	text := ""
	if c.text != nil {
		text = c.text[i]
	}
	switch {
	case n.Categories != nil:
		if text == "" {
			text = strconv.FormatFloat(c.mid[i], 'g', -1, 64)
		}
		v, known := n.Categories[text]
		switch {
		case !known:
			return math.NaN(), Unreadable
		case !v.Is():
			return math.NaN(), NotApplicable
		}
		return float64(v), Observed
	case n.Method == NormaliseAchievement:
		p := c.mid[i]
		if math.IsNaN(p) {
			p = ratingPercent(text)
		}
		if p >= 0 && p <= 100 {
			return p, Observed
		}
	}
	return math.NaN(), Unreadable
}

// divide divides by the denominator. Without one, or by 0, there is no value.
func (e *evaluation) divide(l int, columns []*column, raw Numbers, state []State, near []float64) (Numbers, []float64) {
	r := &e.t.reads[l]
	out := make(Numbers, len(raw))
	values := make([]float64, len(r.denOf))
	var nearOut []float64
	if near != nil {
		nearOut = absent(len(raw))
	}
	for i, v := range raw {
		of := Observed
		for k, rule := range r.denOf {
			values[k] = columns[rule].mid[i]
			if s := columns[rule].state[i]; s != Observed && of != NotApplicable {
				of = s
			}
		}
		d := r.den.Eval(values)
		out[i] = finite(v / d)
		if nearOut != nil {
			nearOut[i] = finite(near[i] / d)
		}
		if math.IsNaN(out[i]) && !math.IsNaN(v) {
			state[i] = of
			if of == Observed {
				state[i] = Unreadable
			}
		}
	}
	return out, nearOut
}
