package scoring

import (
	"encoding/json"
	"math"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/yamlfile"
)

// RunFormat is the version of run files that this package writes. It reads those
// before it, too: version 1 did not tell how often the simulations give each grade.
const RunFormat = 2

// Run is an evaluation with all that it takes to do it again: the scheme's
// file, the input, the seed. It is what is kept.
type Run struct {
	Format      int          `json:"format"`
	SchemeFile  string       `json:"schemeFile"`
	Input       *Input       `json:"input"`
	Result      *Result      `json:"result"`
	Uncertainty *Uncertainty `json:"uncertainty,omitempty"`
	Sensitivity []SobolIndex `json:"sensitivity,omitempty"`
	LeftOut     []Left       `json:"leftOut,omitempty"`
}

// NewRun returns a result as a run.
func NewRun(r *Result) *Run {
	return &Run{Format: RunFormat, SchemeFile: string(r.e.s.text), Input: r.e.in, Result: r}
}

// As makes a run what a version of the format had of it, up to [RunFormat].
func (r *Run) As(format int) {
	r.Format = format
	if format < 2 && r.Uncertainty != nil {
		for i := range r.Uncertainty.Units {
			r.Uncertainty.Units[i].Grades = nil
		}
	}
}

// ReadRun reads a run, and evaluates it again. It fails with graph.CodeInvalid
// for what is no run, and with graph.CodeDamaged if the scores come out
// otherwise than the file says.
func ReadRun(data []byte) (*Run, error) {
	const op = "scoring.ReadRun"
	var run Run
	if err := json.Unmarshal(data, &run); err != nil {
		return nil, graph.Errorf(graph.CodeInvalid, op, "not a run: %w; write one with chainatlas score run --json", err)
	}
	if run.Format < 1 || run.Format > RunFormat || run.Input == nil || run.Result == nil {
		return nil, graph.Errorf(graph.CodeInvalid, op, "not a run of a format up to %d: write one with chainatlas score run --json", RunFormat)
	}
	s, err := Parse("scheme", []byte(run.SchemeFile))
	if err != nil {
		return nil, err
	}
	again, err := Evaluate(s, run.Input)
	if err != nil {
		return nil, err
	}
	if again.Scheme.Hash != run.Result.Scheme.Hash || again.Data != run.Result.Data || len(again.Units) != len(run.Result.Units) {
		return nil, graph.Errorf(graph.CodeDamaged, op, "the hashes of scheme and data do not fit the run: it was changed after it was written")
	}
	for i := range again.Units {
		a, b := &again.Units[i], &run.Result.Units[i]
		if a.ID != b.ID || a.Rank != b.Rank || a.Grade != b.Grade || a.Score.Is() != b.Score.Is() || math.Abs(float64(a.Score-b.Score)) > 1e-9*max(1, math.Abs(float64(a.Score))) {
			return nil, graph.Errorf(graph.CodeDamaged, op, "the outcome of unit %s does not follow from scheme and data: the run was changed after it was written", yamlfile.Quote(b.ID))
		}
	}
	if !run.fits(len(again.Units)) {
		return nil, graph.Errorf(graph.CodeDamaged, op, "the simulation is of other units than the run: it was changed after it was written")
	}
	run.Result = again
	return &run, nil
}

// fits reports whether what was simulated is of so many units.
func (r *Run) fits(units int) bool {
	if u := r.Uncertainty; u != nil {
		if len(u.Units) != units || slices.ContainsFunc(u.Units, func(x UnitInRange) bool { return len(x.Grades) != len(u.Units[0].Grades) }) {
			return false
		}
		for _, band := range u.Bands {
			if slices.ContainsFunc(band, func(i int) bool { return i < 0 || i >= units }) {
				return false
			}
		}
	}
	return !slices.ContainsFunc(r.LeftOut, func(x Left) bool { return len(x.Ranks) != units })
}

// Comparison tells how the outcome of two runs differs.
type Comparison struct {
	From       SchemeRef `json:"from"`
	To         SchemeRef `json:"to"`
	SameScheme bool      `json:"sameScheme"`
	SameData   bool      `json:"sameData"` // of the units that are in both
	Entered    []string  `json:"entered"`  // units of the later run alone
	Gone       []string  `json:"gone"`
	Changes    []Change  `json:"changes"` // of the units in both, in the order of the later run
}

// Change is the change of one unit, split by cause. The parts add up. They are
// absent where the unit has no score with the scheme of one run and the data or
// cohort of the other.
type Change struct {
	ID       string `json:"id"`
	ScoreOld Number `json:"scoreOld"`
	ScoreNew Number `json:"scoreNew"`
	RankOld  int    `json:"rankOld"`
	RankNew  int    `json:"rankNew"`
	GradeOld string `json:"gradeOld,omitempty"`
	GradeNew string `json:"gradeNew,omitempty"`
	Score    Split  `json:"score"`
	Rank     Split  `json:"rank"`
}

// Split is a change by its causes.
type Split struct {
	Data   Number `json:"data"`
	Scheme Number `json:"scheme"`
	Cohort Number `json:"cohort"`
}

// Compare tells how a later result differs from an earlier one. What comes from
// data, scheme and cohort is the mean over all orders of exchanging the three
// (their Shapley values), so that no order is preferred and nothing is left
// over; it takes eight evaluations.
func Compare(from, to *Result) (*Comparison, error) {
	a, b := from.e, to.e
	c := &Comparison{From: from.Scheme, To: to.Scheme, SameScheme: from.Scheme.Hash == to.Scheme.Hash, Entered: []string{}, Gone: []string{}, Changes: []Change{}}
	old, now := unitsByID(a.in), unitsByID(b.in)
	for _, id := range b.ids {
		if old[id] == nil {
			c.Entered = append(c.Entered, id)
		}
	}
	for _, id := range a.ids {
		if now[id] == nil {
			c.Gone = append(c.Gone, id)
		}
	}
	// worlds by bits: 1 the later data, 2 the later scheme, 4 the later cohort.
	var worlds [8]*Result
	for w := range worlds {
		in, scheme := &Input{Reference: a.in.Reference}, a.s
		if w&1 != 0 {
			in.Reference = b.in.Reference
		}
		if w&2 != 0 {
			scheme = b.s
		}
		cohort := a.ids
		if w&4 != 0 {
			cohort = b.ids
		}
		for _, id := range cohort {
			first, second := old[id], now[id]
			if w&1 != 0 {
				first, second = second, first
			}
			if first == nil {
				first = second
			}
			in.Units = append(in.Units, *first)
		}
		r, err := Evaluate(scheme, in)
		if err != nil {
			return nil, err
		}
		worlds[w] = r
	}
	c.SameData = sameData(a.in, b.in, old)
	for i := range to.Units {
		u := &to.Units[i]
		before := from.Unit(u.ID)
		if before == nil {
			continue
		}
		x := Change{ID: u.ID, ScoreOld: before.Score, ScoreNew: u.Score, RankOld: before.Rank, RankNew: u.Rank, GradeOld: before.Grade, GradeNew: u.Grade}
		var scores, ranks [8]float64
		for w, r := range worlds {
			y := r.Unit(u.ID)
			scores[w], ranks[w] = float64(y.Score), math.NaN()
			if y.Rank > 0 {
				ranks[w] = float64(y.Rank)
			}
		}
		x.Score, x.Rank = split(scores), split(ranks)
		c.Changes = append(c.Changes, x)
	}
	return c, nil
}

// split returns the Shapley values of three causes.
func split(w [8]float64) Split {
	part := func(bit int) Number {
		var others []int
		for _, o := range []int{1, 2, 4} {
			if o != bit {
				others = append(others, o)
			}
		}
		p, q := others[0], others[1]
		d := func(s int) float64 { return w[s|bit] - w[s] }
		return Number(d(0)/3 + d(p)/6 + d(q)/6 + d(p|q)/3)
	}
	return Split{Data: part(1), Scheme: part(2), Cohort: part(4)}
}

func unitsByID(in *Input) map[string]*Unit {
	m := make(map[string]*Unit, len(in.Units))
	for i := range in.Units {
		m[in.Units[i].ID] = &in.Units[i]
	}
	return m
}

func sameData(a, b *Input, old map[string]*Unit) bool {
	if a.Reference != b.Reference {
		return false
	}
	for i := range b.Units {
		if u := old[b.Units[i].ID]; u != nil {
			x, errX := json.Marshal(u)
			y, errY := json.Marshal(&b.Units[i])
			if errX != nil || errY != nil || string(x) != string(y) {
				return false
			}
		}
	}
	return true
}
