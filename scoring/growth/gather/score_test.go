package gather

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/scoring"
	"github.com/chainatlas/chainatlas/scoring/growth"
)

var day = graph.Date{Year: 2025, Month: 6, Day: 30}

// valueList is the list of high-value projects that is shipped.
func valueList(t *testing.T) *growth.List {
	t.Helper()
	all := growth.Shipped()
	i := slices.IndexFunc(all, func(l *growth.List) bool { return l.Code == "plan-high-value-project" })
	if i < 0 {
		t.Fatal("no list of high-value projects is shipped")
	}
	return all[i]
}

// scored scores projects by the model of a list and judges each.
func scored(t *testing.T, l *growth.List, units ...scoring.Unit) ([]*growth.Enterprise, []growth.State) {
	t.Helper()
	when := growth.When{Reference: day}
	j, err := growth.NewJudge(l, when)
	if err != nil {
		t.Fatal(err)
	}
	s := &scorer{model: l.Model, scheme: l.Model.Read(), year: int16(j.Year()), reference: day, wanting: map[string][]string{}}
	all, byID := []*growth.Enterprise{}, map[graph.SubjectID][]*growth.Enterprise{}
	for i := range units {
		e := &growth.Enterprise{ID: graph.SubjectID(units[i].ID)}
		all = append(all, e)
		byID[e.ID] = append(byID[e.ID], e)
	}
	if err := s.score(t.Context(), &scoring.Input{Reference: day, Units: units}, byID); err != nil {
		t.Fatal(err)
	}
	states := make([]growth.State, len(all))
	for i, e := range all {
		states[i], _ = j.State(e)
	}
	return all, states
}

// words are the words of an indicator by what they are worth, the least first.
func words(x *scoring.Indicator) []string {
	var all []string
	for word := range x.Normalise.Categories {
		all = append(all, word)
	}
	slices.SortFunc(all, func(a, b string) int {
		return int(x.Normalise.Categories[a]) - int(x.Normalise.Categories[b])
	})
	return all
}

// observed is an observation so far up the scale of an indicator; a range, if wide.
func observed(x *scoring.Indicator, at, wide float64) scoring.Observation {
	o := scoring.Observation{Date: day, Basis: scoring.Verified}
	if all := words(x); all != nil {
		o.Text = all[min(len(all)-1, int(at*float64(len(all))))]
		return o
	}
	value := func(q float64) *float64 {
		if x.Direction == scoring.Down {
			q = 1 - q
		}
		v := x.Normalise.Low.Value + q*(x.Normalise.High.Value-x.Normalise.Low.Value)
		return &v
	}
	o.Value = value(at)
	if wide > 0 {
		o.Low, o.High = value(at-wide), value(at+wide)
		if *o.Low > *o.High {
			o.Low, o.High = o.High, o.Low
		}
	}
	return o
}

// TestScoreBetter keeps that a better figure never worsens the outcome of a project
// or either end of its score, and that the ends are in order.
func TestScoreBetter(t *testing.T) {
	l := valueList(t)
	nodes := l.Model.Read().Indicators()
	c := rand.New(rand.NewPCG(11, 9))
	better, seen := 0, map[growth.State]int{}
	for range 400 {
		u := scoring.Unit{ID: "s-1", Evidence: map[string][]scoring.Observation{}}
		base, more := .25+.55*c.Float64(), scoring.Unit{ID: "s-2", Evidence: map[string][]scoring.Observation{}}
		chosen := c.IntN(len(nodes))
		for i, n := range nodes {
			if c.IntN(6) == 0 && i != chosen {
				continue
			}
			at, wide := min(1, max(0, base+(c.Float64()-.5)*.4)), float64(c.IntN(2))*.1*c.Float64()
			up := at
			if i == chosen {
				up += .3
			}
			name := n.Indicator.Value.String()
			u.Evidence[name] = []scoring.Observation{observed(n.Indicator, at, wide)}
			more.Evidence[name] = []scoring.Observation{observed(n.Indicator, up, wide)}
		}
		all, states := scored(t, l, u, more)
		seen[states[0]]++
		if all[0].Wanting != nil || all[1].Wanting != nil {
			if states[0] != growth.Insufficient || states[1] != growth.Insufficient {
				t.Fatalf("without a score: %v, %v", states[0], states[1])
			}
			continue
		}
		if states[1] < states[0] {
			t.Fatalf("%v became %v by a better %s", states[0], states[1], nodes[chosen].ID)
		}
		ends := func(e *growth.Enterprise) (low, high graph.Decimal) {
			f := e.Series[0].Figures[0]
			if f.Bound == graph.BoundRange {
				return f.Low, f.High
			}
			return f.Low, f.Low
		}
		low, high := ends(all[0])
		moreLow, moreHigh := ends(all[1])
		if low.Compare(high) > 0 || moreLow.Compare(low) < 0 || moreHigh.Compare(high) < 0 {
			t.Fatalf("the score went from %v–%v to %v–%v by a better %s", low, high, moreLow, moreHigh, nodes[chosen].ID)
		}
		if moreHigh.Compare(high) > 0 {
			better++
		}
	}
	if better < 100 || seen[growth.In] < 20 || seen[growth.Borderline] < 5 || seen[growth.Out] < 20 {
		t.Errorf("%d scores were better, of %v: the test sees too little", better, seen)
	}
}

// TestScoreAlone keeps that who else is a candidate does not matter to a score.
func TestScoreAlone(t *testing.T) {
	l := valueList(t)
	c := rand.New(rand.NewPCG(12, 9))
	var units []scoring.Unit
	for i := range 40 {
		u := scoring.Unit{ID: "s-" + strconv.Itoa(i), Evidence: map[string][]scoring.Observation{}}
		for _, n := range l.Model.Read().Indicators() {
			if c.IntN(3) > 0 {
				u.Evidence[n.Indicator.Value.String()] = []scoring.Observation{observed(n.Indicator, c.Float64(), .1)}
			}
		}
		units = append(units, u)
	}
	all, _ := scored(t, l, units...)
	for i := range units {
		alone, _ := scored(t, l, units[i])
		if alone[0].Digest() != all[i].Digest() {
			t.Errorf("%s has another score alone: %+v, among all %+v", units[i].ID, alone[0], all[i])
		}
	}
}

// TestScoreWants keeps that with what is wanting there is a score, and that nothing
// of it could be left out.
func TestScoreWants(t *testing.T) {
	l := valueList(t)
	byName := map[string]*scoring.Indicator{}
	nodes := l.Model.Read().Indicators()
	for _, n := range nodes {
		byName[n.Indicator.Value.String()] = n.Indicator
	}
	c := rand.New(rand.NewPCG(13, 9))
	withheld := 0
	for range 60 {
		u := scoring.Unit{ID: "s-1", Evidence: map[string][]scoring.Observation{}}
		for _, n := range nodes {
			if c.IntN(3) == 0 {
				u.Evidence[n.Indicator.Value.String()] = []scoring.Observation{observed(n.Indicator, c.Float64(), 0)}
			}
		}
		all, _ := scored(t, l, u)
		wanting := all[0].Wanting
		if wanting == nil {
			continue
		}
		withheld++
		with := func(names []string) bool {
			x := scoring.Unit{ID: u.ID, Evidence: map[string][]scoring.Observation{}}
			for name, o := range u.Evidence {
				x.Evidence[name] = o
			}
			for _, name := range names {
				x.Evidence[name] = []scoring.Observation{observed(byName[name], .5, 0)}
			}
			again, _ := scored(t, l, x)
			return again[0].Wanting == nil
		}
		if !with(wanting) {
			t.Fatalf("with %v there is no score", wanting)
		}
		for i := range wanting {
			if with(slices.Delete(slices.Clone(wanting), i, i+1)) {
				t.Fatalf("of %v, %s could be left out", wanting, wanting[i])
			}
		}
	}
	if withheld < 20 {
		t.Errorf("only %d scores were withheld", withheld)
	}
}
