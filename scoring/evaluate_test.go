package scoring

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

func date(t testing.TB, s string) graph.Date {
	t.Helper()
	d, err := graph.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func val(v float64) *float64 { return &v }

// TestEvidenceRule sees which observation counts, and what is told where none
// does.
func TestEvidenceRule(t *testing.T) {
	s := head + "index:\n" + flow("{id: x, normalise: none, missing: %s, evidence: {test: x, maxAge: 12 months, basis: verified}}")
	d := func(s string) graph.Date { return date(t, s) }
	for name, c := range map[string]struct {
		all   []Observation
		state State
		value float64
		near  float64 // with missing: nearest
	}{
		"the newest":                  {[]Observation{{Value: val(1), Date: d("2026-01-01"), Basis: Verified}, {Value: val(2), Date: d("2026-03-01"), Basis: Tested}, {Value: val(3), Date: d("2026-02-01"), Basis: Tested}}, Observed, 2, 2},
		"the later of one day":        {[]Observation{{Value: val(1), Date: d("2026-01-01"), Basis: Verified}, {Value: val(2), Date: d("2026-01-01"), Basis: Verified}}, Observed, 2, 2},
		"the last day that counts":    {[]Observation{{Value: val(1), Date: d("2025-06-30"), Basis: Verified}}, Observed, 1, 1},
		"too old":                     {[]Observation{{Value: val(1), Date: d("2025-06-29"), Basis: Verified}, {Value: val(5), Date: d("2020"), Basis: Verified}}, OutOfTime, math.NaN(), 1},
		"a year ends with its end":    {[]Observation{{Value: val(1), Date: d("2025"), Basis: Verified}}, Observed, 1, 1},
		"of the future":               {[]Observation{{Value: val(1), Date: d("2026-07-01"), Basis: Verified}}, OutOfTime, math.NaN(), 1},
		"undated":                     {[]Observation{{Value: val(1), Basis: Verified}}, OutOfTime, math.NaN(), math.NaN()},
		"only by the vendor":          {[]Observation{{Value: val(1), Date: d("2026-01-01")}}, WeakBasis, math.NaN(), math.NaN()},
		"weak beside old":             {[]Observation{{Value: val(1), Date: d("2026-01-01")}, {Value: val(7), Date: d("2024-01-01"), Basis: Tested}}, WeakBasis, math.NaN(), 7},
		"not applicable":              {[]Observation{{None: NotApplicable, Date: d("2026-01-01")}}, NotApplicable, math.NaN(), math.NaN()},
		"undisclosed":                 {[]Observation{{None: Undisclosed, Date: d("2026-01-01")}}, Undisclosed, math.NaN(), math.NaN()},
		"a range":                     {[]Observation{{Low: val(2), High: val(4), Date: d("2026-01-01"), Basis: Verified}}, Observed, 3, 3},
		"a text that is none":         {[]Observation{{Text: "n.a.", Date: d("2026-01-01"), Basis: Verified}}, Unreadable, math.NaN(), math.NaN()},
		"a text that writes a number": {[]Observation{{Text: "2.5", Date: d("2026-01-01"), Basis: Verified}}, Observed, 2.5, 2.5},
		"nothing":                     {nil, Unrecorded, math.NaN(), math.NaN()},
	} {
		in := &Input{Reference: d("2026-06-30"), Units: []Unit{{ID: "u", Evidence: map[string][]Observation{"x": c.all}}}}
		x := evaluate(t, fmt.Sprintf(s, "exclude"), in).Indicators[0]
		if x.State[0] != c.state || x.Raw[0] != c.value && !(math.IsNaN(x.Raw[0]) && math.IsNaN(c.value)) {
			t.Errorf("%s: %s %v, want %s %v", name, x.State[0], x.Raw[0], c.state, c.value)
		}
		r := evaluate(t, fmt.Sprintf(s, "nearest"), in)
		if got := float64(r.Units[0].Score); got != c.near && !(math.IsNaN(got) && math.IsNaN(c.near)) {
			t.Errorf("%s, nearest: %v, want %v", name, got, c.near)
		}
		if c.state == OutOfTime && !math.IsNaN(c.near) && (r.Units[0].Imputed != 1 || r.Units[0].Coverage != 0) {
			t.Errorf("%s: the imputed share is %v, the coverage %v", name, r.Units[0].Imputed, r.Units[0].Coverage)
		}
	}
	if _, err := Evaluate(parse(t, fmt.Sprintf(s, "exclude")), &Input{Units: []Unit{{ID: "u"}}}); graph.CodeOf(err) != graph.CodeInvalid {
		t.Errorf("an age without a reference date: got %v", err)
	}
}

// TestMissing: what is missing is not zero, what does not apply leaves both
// sides, and the imputed share is told.
func TestMissing(t *testing.T) {
	nan := math.NaN()
	in := units(names("u", 4), []string{"a", "b"}, [][]float64{{8, nan}, {6, 2}, {4, 6}, {2, 7}})
	in.Units[0].Group, in.Units[1].Group = "x", "x"
	for policy, want := range map[string]float64{"exclude": 8, "mean": (8 + 5) / 2.0, "median": (8 + 6) / 2.0, "groupMean": 5, "groupMedian": 5} {
		r := evaluate(t, head+"defaults: {missing: "+policy+", normalise: none}\nindex:\n"+flow("{id: a}", "{id: b}"), in)
		u := r.Units[0]
		near(t, policy, float64(u.Score), want, 1e-12)
		share := .5
		if policy == "exclude" {
			share = 0
		}
		near(t, policy+" imputed", u.Imputed, share, 0)
		near(t, policy+" coverage", u.Coverage, .5, 0)
	}
	r := evaluate(t, head+"defaults: {missing: refuse, normalise: none}\nindex:\n"+flow("{id: a}", "{id: b}"), in)
	if u := r.Units[0]; u.Rank != 0 || !strings.Contains(u.Withheld.En, "without what no score is given: b") || r.Units[1].Rank != 3 {
		t.Errorf("got %+v", u)
	}
	in.Units[0].Evidence["b"] = []Observation{{None: NotApplicable}}
	r = evaluate(t, head+"defaults: {missing: refuse, normalise: none}\nindex:\n  coverage: 1\n"+flow("{id: a}", "{id: b}"), in)
	near(t, "not applicable", float64(r.Units[0].Score), 8, 0)
	near(t, "its coverage", r.Units[0].Coverage, 1, 0)
	r = evaluate(t, head+"defaults: {missing: mean, normalise: none}\nindex:\n"+flow("{id: a}", "{id: b}"), in)
	near(t, "not applicable, not imputed", float64(r.Units[0].Score), 8, 0)
	if s := r.Indicators[1].State[0]; s != NotApplicable {
		t.Errorf("what does not apply is %s", s)
	}
	// A denominator that is missing, or 0.
	in = units(names("u", 3), []string{"a", "b"}, [][]float64{{8, nan}, {6, 2}, {4, 0}})
	x := evaluate(t, head+"index:\n"+flow("{id: a, denominator: b, normalise: none}"), in).Indicators[0]
	if !slices.Equal(x.State, []State{Unrecorded, Observed, Unreadable}) || x.Denominated[1] != 3 {
		t.Errorf("got %v, %v", x.State, x.Denominated)
	}
}

// TestTreat follows COINr: 1 to 10, 30, 100 is winsorised at two points, and
// what five points do not mend becomes a logarithm.
func TestTreat(t *testing.T) {
	x := Numbers{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 30, 100}
	o := Outliers{Method: OutliersWinsoriseLog, Skew: 2, Kurtosis: 3.5, Most: 5}
	got, done := treat(x, &o)
	if done != "winsorised" || !slices.Equal(got, Numbers{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 30, 30}) {
		t.Errorf("got %s %v", done, got)
	}
	o.Skew, o.Kurtosis = .5, -1
	o.Most = 1
	got, done = treat(x, &o)
	if done != "log" || math.Abs(got[0]-math.Log(.01*99)) > 1e-12 || math.Abs(got[11]-math.Log(99*1.01)) > 1e-12 {
		t.Errorf("got %s %v", done, got)
	}
	g1, g2, _ := moments(x)
	// As spreadsheets compute SKEW and KURT.
	near(t, "G1", g1, 3.0632410342, 1e-9)
	near(t, "G2", g2, 9.7413908346, 1e-9)
	got, done = treat(Numbers{1, 2, 3, 4, math.NaN(), 100}, &Outliers{Method: OutliersTrim, Low: .25, High: .75})
	if done != "trimmed" || got[0] != 2 || got[5] != 4 || !math.IsNaN(got[4]) {
		t.Errorf("got %s %v", done, got)
	}
	if got, done := treat(Numbers{5, 5, 5, 5, 5}, &o); done != "" || got[0] != 5 {
		t.Errorf("equal values were treated: %s %v", done, got)
	}
}

// TestGates: a gate caps the grade or withholds it, and what cannot be judged is
// told.
func TestGates(t *testing.T) {
	scheme := head + "index:\n" + flow("{id: a, normalise: none}") +
		"gates:\n- {id: cap, label: cap, require: c >= 1, cap: B, unknown: cap}\n- {id: stop, label: {zh: 召回, en: recalled}, require: not r = 1}\n- {id: lenient, label: l, require: z > 0, unknown: pass}\n" +
		"grades: [{id: A, label: a, from: 80}, {id: B, label: b, from: 50}, {id: C, label: c}]\n"
	nan := math.NaN()
	r := evaluate(t, scheme, units(names("u", 7), []string{"a", "c", "r", "z"}, [][]float64{
		{90, 1, 0, 1}, {90, 0, 0, 1}, {90, nan, 0, 1}, {90, 1, 1, 1}, {90, 1, nan, 1}, {40, 0, 0, nan}, {80, 1, 0, nan},
	}))
	for i, want := range []string{"A", "B", "B", "", "", "C", "A"} {
		if u := r.Units[i]; u.Grade != want || (want == "") != (u.Ungraded != nil) || u.Rank == 0 {
			t.Errorf("unit %d has %+v, want grade %q", i, u, want)
		}
	}
	if g := r.Units[2].Gates[0]; !g.Unknown || g.Cap != "B" {
		t.Errorf("got %+v", g)
	}
	if why := r.Units[4].Ungraded.En; !strings.Contains(why, "cannot be judged: recalled") {
		t.Errorf("got %q", why)
	}
}

// TestCompare splits the change between two runs; the parts add up.
func TestCompare(t *testing.T) {
	old := trialScheme("arithmetic", minmax, "grades: [{id: A, label: a, from: 50}, {id: B, label: b}]\n")
	newer := strings.Replace(strings.Replace(old, "weight: 0.6", "weight: 0.3", 1), "weight: 0.4", "weight: 0.7", 1)
	x := [][]float64{{1, 5, 9, 3, 4, 2}, {8, 2, 6, 7, 1, 9}, {3, 9, 4, 6, 8, 5}, {9, 9, 1, 2, 2, 8}}
	before := units(names("u", 3), trialColumns, x[:3])
	after := units([]string{"u1", "u2", "u4"}, trialColumns, [][]float64{x[0], {8, 2, 8, 7, 1, 9}, x[3]})
	a, b := evaluate(t, old, before), evaluate(t, newer, after)
	c, err := Compare(a, b)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(c.Entered, []string{"u4"}) || !slices.Equal(c.Gone, []string{"u3"}) || c.SameScheme || c.SameData || len(c.Changes) != 2 {
		t.Errorf("got %+v", c)
	}
	for _, x := range c.Changes {
		near(t, x.ID, float64(x.Score.Data+x.Score.Scheme+x.Score.Cohort), float64(x.ScoreNew-x.ScoreOld), 1e-9)
		near(t, x.ID+" rank", float64(x.Rank.Data+x.Rank.Scheme+x.Rank.Cohort), float64(x.RankNew-x.RankOld), 1e-9)
	}
	// One cause at a time.
	for _, one := range []struct {
		to   *Result
		pick func(Split) [2]Number
	}{
		{evaluate(t, newer, before), func(s Split) [2]Number { return [2]Number{s.Data, s.Cohort} }},
		{evaluate(t, old, units(names("u", 3), trialColumns, [][]float64{x[0], {8, 2, 8, 7, 1, 9}, x[2]})), func(s Split) [2]Number { return [2]Number{s.Scheme, s.Cohort} }},
		{evaluate(t, old, units(names("u", 4), trialColumns, x)), func(s Split) [2]Number { return [2]Number{s.Scheme, s.Data} }},
	} {
		c, err := Compare(a, one.to)
		if err != nil {
			t.Fatal(err)
		}
		changed := false
		for _, x := range c.Changes {
			changed = changed || x.ScoreNew != x.ScoreOld
			for _, none := range one.pick(x.Score) {
				near(t, x.ID+": what did not change", float64(none), 0, 1e-9)
			}
		}
		if !changed {
			t.Error("nothing changed")
		}
	}
	// A run can be kept and read again, and a forged one is refused.
	kept, err := json.Marshal(NewRun(a))
	if err != nil {
		t.Fatal(err)
	}
	run, err := ReadRun(kept)
	if err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(NewRun(run.Result))
	if err != nil || string(again) != string(kept) {
		t.Errorf("the run came back otherwise: %v", err)
	}
	for _, forged := range [][2]string{{`"rank":1`, `"rank":2`}, {`"value":8`, `"value":7`}, {"weight: 0.6", "weight: 0.60"}} {
		text := strings.Replace(string(kept), forged[0], forged[1], 1)
		_, err := ReadRun([]byte(text))
		if want := graph.CodeDamaged; graph.CodeOf(err) != want && forged[0] != "weight: 0.6" {
			t.Errorf("%v: got %v", forged, err)
		} else if forged[0] == "weight: 0.6" && err != nil {
			t.Errorf("a scheme written otherwise that says the same: %v", err)
		}
	}
	if _, err := ReadRun([]byte("{}")); graph.CodeOf(err) != graph.CodeInvalid {
		t.Errorf("no run: got %v", err)
	}
}

// TestWhatIf moves weights without evaluating anew, and comes to what a scheme
// with those weights says.
func TestWhatIf(t *testing.T) {
	text := trialScheme("geometric", frozen, "")
	in := newTrial(9, .1).input()
	r := evaluate(t, text, in)
	got, err := r.WhatIf(map[string]float64{"a": .2, "b": .8, "a1": 0})
	if err != nil {
		t.Fatal(err)
	}
	moved := strings.Replace(strings.Replace(text, "weight: 0.6", "weight: 20", 1), "weight: 0.4", "weight: 80", 1)
	moved = strings.Replace(strings.Replace(strings.Replace(moved, "id: a1, weight: 0.5", "id: a1, weight: 0", 1), "weight: 0.3", "weight: 0.6", 1), "weight: 0.2", "weight: 0.4", 1)
	want := evaluate(t, moved, in)
	for i, u := range want.Units {
		if u.Score.Is() {
			near(t, u.ID, got[i], float64(u.Score), 1e-9)
		}
	}
	for _, bad := range []map[string]float64{{"nobody": 1}, {"a": -1}, {"a": math.NaN()}, {"a": math.Inf(1)}} {
		if _, err := r.WhatIf(bad); graph.CodeOf(err) != graph.CodeInvalid {
			t.Errorf("%v: got %v", bad, err)
		}
	}
}

// TestUncertainty: without doubt every interval is a point; with ranges that
// overlap the units share a band.
func TestUncertainty(t *testing.T) {
	text := head + "index:\n" + flow("{id: a, goalposts: {low: 0, high: 100}}")
	in := units(names("u", 3), []string{"a"}, [][]float64{{90}, {50}, {10}})
	r := evaluate(t, text+"doubt: {runs: 100, weights: 0, top: 1}\n", in)
	u, err := r.MonteCarlo(t.Context(), 1, 2)
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range u.Units {
		if float64(x.Low) != float64(i+1) || x.Low != x.High || x.Median != x.Low || x.InTop != truth(i == 0) {
			t.Errorf("got %+v", x)
		}
	}
	if len(u.Bands) != 3 || u.Shift != 0 {
		t.Errorf("got %+v", u)
	}
	for i, v := range [][2]float64{{40, 60}, {41, 59}, {5, 15}} {
		in.Units[i].Evidence["a"] = []Observation{{Low: &v[0], High: &v[1]}}
	}
	r = evaluate(t, text+"doubt: {runs: 400, weights: 0, top: 1}\n", in)
	if u, err = r.MonteCarlo(t.Context(), 1, 2); err != nil {
		t.Fatal(err)
	}
	if len(u.Bands) != 2 || len(u.Bands[0]) != 2 || u.Units[2].InTop != 0 || u.Units[0].InTop < .3 || u.Units[0].InTop > .7 {
		t.Errorf("got %+v", u)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.MonteCarlo(ctx, 1, 2); graph.CodeOf(err) != graph.CodeCancelled {
		t.Errorf("a cancelled simulation: got %v", err)
	}
}

// TestLeaveOut finds the rank reversal of the handbook's table 31 when an
// irrelevant alternative is left out.
func TestLeaveOut(t *testing.T) {
	scheme, in, _ := profile([][2]any{{3.0, "cbad"}, {2.0, "badc"}, {2.0, "adcb"}}, "borda")
	all, err := evaluate(t, scheme, in).LeaveOut(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	d := all[slices.IndexFunc(all, func(l Left) bool { return l.Unit == "d" })]
	if !slices.Equal(d.Ranks, []int{3, 2, 1, 0}) || !slices.Contains(d.Reversals, "a > c") || !slices.Contains(d.Reversals, "a > b") || d.Shift == 0 {
		t.Errorf("got %+v", d)
	}
	hidden := Hide(all, func(unit string) bool { return unit == "b" })
	if len(hidden) != len(all)-1 || !slices.Contains(d.Reversals, "a > b") {
		t.Errorf("%d of %d are shown, and %v", len(hidden), len(all), d.Reversals)
	}
	for _, x := range hidden {
		if x.Unit == "b" || strings.Contains(strings.Join(x.Reversals, " "), "b") || x.Unit == "d" && !slices.Contains(x.Reversals, "a > c") {
			t.Errorf("without b: %+v", x)
		}
	}
}

// TestRunOfOthers refuses a run whose simulation is not of its units, which whoever
// shows it would look for in vain.
func TestRunOfOthers(t *testing.T) {
	r := evaluate(t, trialScheme("geometric", minmax, "grades: [{id: A, label: a}]\ndoubt: {runs: 10, weights: 0.1, top: 1}\n"), newTrial(1, .2).input())
	u, err := r.MonteCarlo(t.Context(), 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	left, err := r.LeaveOut(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func(*Uncertainty, []Left){
		"":                 func(*Uncertainty, []Left) {},
		"too few units":    func(u *Uncertainty, _ []Left) { u.Units = u.Units[1:] },
		"too few grades":   func(u *Uncertainty, _ []Left) { u.Units[1].Grades = nil },
		"a band of nobody": func(u *Uncertainty, _ []Left) { u.Bands = [][]int{{0, len(r.Units)}} },
		"too few ranks":    func(_ *Uncertainty, l []Left) { l[0].Ranks = l[0].Ranks[1:] },
	} {
		run, simulated, without := NewRun(r), *u, slices.Clone(left)
		simulated.Units = slices.Clone(u.Units)
		change(&simulated, without)
		run.Uncertainty, run.LeftOut = &simulated, without
		b, err := json.Marshal(run)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ReadRun(b); (err != nil) != (what != "") || err != nil && graph.CodeOf(err) != graph.CodeDamaged {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestSearchedKemeny: the search finds what is proved best, or tells a gap that
// holds.
func TestSearchedKemeny(t *testing.T) {
	for n := 5; n <= 12; n++ {
		e := cycle(n)
		set := condorcetSets(e)[0]
		best, _, _, _ := kemenyExact(e, set)
		_, found := kemenySearch(e, set)
		if found > best+1e-9 || upperBound(e, set) < best-1e-9 {
			t.Errorf("%d units: searched %v, proved %v, bound %v", n, found, best, upperBound(e, set))
		}
		if found < .97*best {
			t.Errorf("%d units: searched %v, proved %v", n, found, best)
		}
	}
	k := kemeny(cycle(maxExact + 2))
	if k.Exact || k.Gap <= 0 || len(k.Orders[0]) != maxExact+2 {
		t.Errorf("got %+v", k)
	}
}

// TestInputs sees that unfit inputs are refused, with the place.
func TestInputs(t *testing.T) {
	s := parse(t, head+"index:\n"+flow("{id: a}"))
	inf, two, one := math.Inf(1), 2.0, 1.0
	for says, in := range map[string]*Input{
		"has no ID":        {Units: []Unit{{}}},
		"the same ID":      {Units: []Unit{{ID: "u"}, {ID: "u"}}},
		"not finite":       {Units: []Unit{{ID: "u", Evidence: map[string][]Observation{"a": {{Value: &inf}}}}}},
		"the lower first":  {Units: []Unit{{ID: "u", Evidence: map[string][]Observation{"a": {{Low: &two, High: &one}}}}}},
		"needs two ends":   {Units: []Unit{{ID: "u", Evidence: map[string][]Observation{"a": {{Low: &two}}}}}},
		"without a value":  {Units: []Unit{{ID: "u", Evidence: map[string][]Observation{"a": {{}}}}}},
		"none is":          {Units: []Unit{{ID: "u", Evidence: map[string][]Observation{"a": {{None: "zero"}}}}}},
		"rate 100000 at a": {Units: make([]Unit, MaxUnits+1)},
	} {
		if _, err := Evaluate(s, in); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("got %v, want %q", err, says)
		}
	}
	if r, err := Evaluate(s, &Input{}); err != nil || len(r.Units) != 0 {
		t.Errorf("an empty cohort: %v", err)
	}
	all := make([]Number, 0)
	if err := json.Unmarshal([]byte("[1.5,null]"), &all); err != nil || all[0] != 1.5 || all[1].Is() {
		t.Errorf("got %v, %v", all, err)
	}
}

// TestGroups sees what groups can do besides: several judges, a budget, sums, a
// penalty for what is unbalanced, a scale of their own.
func TestGroups(t *testing.T) {
	in := units(names("u", 3), []string{"a", "b"}, [][]float64{{90, 110}, {100, 100}, {120, 60}})
	children := flow("{id: a, normalise: none}", "{id: b, normalise: none}")
	weights := func(text string) Numbers {
		return evaluate(t, head+"index:\n  weights: "+text+"\n"+children, in).Groups[0].Weights
	}
	w := weights("{method: ahp, judges: [{name: 甲, matrix: [[1, 4], [1/4, 1]]}, {name: 乙, matrix: [[1, 1], [1, 1]]}]}")
	near(t, "two judges", w[0], 2.0/3, 1e-12) // √(4·1) = 2 to 1
	w = weights("{method: budget, judges: [{name: 甲, points: {a: 70, b: 30}}, {name: 乙, points: {a: 50, b: 50}}]}")
	near(t, "a budget", w[0], .6, 1e-12)
	for text, want := range map[string][]float64{
		"{method: arithmetic, times: 2}":                             {200, 200, 180},
		"mazziottaPareto":                                            {100 - 1, 100, 90 - 10},
		"{method: mazziottaPareto, penalty: plus}":                   {100 + 1, 100, 90 + 10},
		"arithmetic\n  normalise: {method: minmax, scale: [0, 100]}": {100, 100, 0},
		"borda\n  normalise: rank":                                   {1, 1, 1}, // each has one point
	} {
		r := evaluate(t, head+"index:\n  aggregation: "+text+"\n"+children, in)
		for i, u := range r.Units {
			near(t, text+" of "+u.ID, float64(u.Score), want[i], 1e-9)
		}
	}
	// An alternative keeps what the scheme multiplies by.
	r := evaluate(t, head+"index:\n  aggregation: {method: arithmetic, times: 2}\n"+children+"doubt: {runs: 40, weights: 0, aggregation: geometric}\n", in)
	u, err := r.MonteCarlo(t.Context(), 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "twice the geometric mean", float64(u.Units[0].ScoreLo), 2*math.Sqrt(9900), 1e-9)
	near(t, "twice the arithmetic mean", float64(u.Units[0].ScoreHi), 200, 1e-9)
}

// FuzzReadRun sees that no bytes bring ReadRun to fall.
func FuzzReadRun(f *testing.F) {
	r := evaluate(f, trialScheme("geometric", minmax, "grades: [{id: A, label: a}]\n"), newTrial(1, .2).input())
	b, err := json.Marshal(NewRun(r))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"format":1,"schemeFile":"","input":{},"result":{}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		run, err := ReadRun(data)
		if err == nil && run.Result.e == nil {
			t.Fatal("a run that cannot be gone on from")
		}
		if c := graph.CodeOf(err); err != nil && c != graph.CodeInvalid && c != graph.CodeDamaged && c != graph.CodeLimit {
			t.Fatal(err)
		}
	})
}
