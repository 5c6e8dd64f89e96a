package scoring

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

// TestIndices holds the engine against indices of the kinds that are published,
// which testdata/indices.py computes with numpy alone.
func TestIndices(t *testing.T) {
	b, err := os.ReadFile("testdata/indices.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name, Scheme string
		Data         map[string]Numbers
		Groups       []string
		Score        Numbers
	}
	if err := json.Unmarshal(b, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			in := &Input{}
			for i := range c.Score {
				u := Unit{ID: fmt.Sprint("u", i), Evidence: map[string][]Observation{}}
				if c.Groups != nil {
					u.Group = c.Groups[i]
				}
				for name, x := range c.Data {
					if v := x[i]; !math.IsNaN(v) {
						u.Evidence[name] = []Observation{{Value: &v}}
					}
				}
				in.Units = append(in.Units, u)
			}
			r := evaluate(t, c.Scheme, in)
			for i, want := range c.Score {
				got := &r.Units[i]
				if math.IsNaN(want) {
					if got.Rank != 0 || got.Withheld == nil {
						t.Errorf("%s has %v, want none", got.ID, got.Score)
					}
					continue
				}
				near(t, got.ID, float64(got.Score), want, 1e-12*max(1, math.Abs(want)))
				sum := got.Base
				for _, x := range got.Contributions {
					sum += x
				}
				near(t, "the contributions of "+got.ID, sum, want, 1e-9*max(1, math.Abs(want)))
			}
		})
	}
	if len(cases) < 25 {
		t.Errorf("there are %d cases", len(cases))
	}
}

// TestLogarithmOfZero: one zero takes the logarithm from nobody else, and what was
// done is told.
func TestLogarithmOfZero(t *testing.T) {
	in := units(names("u", 4), []string{"a"}, [][]float64{{0}, {1}, {10}, {100}})
	for _, c := range []struct {
		normalise string
		want      []float64
		says      string
	}{
		{"{method: goalposts, low: 1, high: 100, log: log10}", []float64{0, 0, .5, 1}, "count as the lower goalpost"},
		{"{method: goalposts, low: 1, high: 100, log: log10, cap: high}", []float64{math.NaN(), 0, .5, 1}, "are missing"},
		{"{method: goalposts, low: 0, high: 99, log: log10, plus: 1}", []float64{0, math.Log10(2) / 2, math.Log10(11) / 2, 1}, ""},
		{"{method: minmax, log: natural}", []float64{0, math.Log(2/1.) / math.Log(101), math.Log(11) / math.Log(101), 1}, "moves with the cohort"},
		{"{method: minmax, log: natural, plus: 1}", []float64{0, math.Log(2) / math.Log(101), math.Log(11) / math.Log(101), 1}, ""},
		{"log", []float64{math.NaN(), 0, math.Log(10), math.Log(100)}, "are missing"},
		{"{method: log, plus: 1}", []float64{0, math.Log(2), math.Log(11), math.Log(101)}, ""},
		{"{method: rank, log: natural}", []float64{1, 2, 3, 4}, "moves with the cohort"},
	} {
		r := evaluate(t, head+"index:\n"+flow("{id: a, normalise: "+c.normalise+"}"), in)
		for i, want := range c.want {
			got := r.Indicators[0].Normalised[i]
			if math.IsNaN(want) {
				if !math.IsNaN(got) || r.Indicators[0].State[i] != Unreadable {
					t.Errorf("%s: %v, %s", c.normalise, got, r.Indicators[0].State[i])
				}
				continue
			}
			near(t, c.normalise, got, want, 1e-12)
		}
		told := slices.ContainsFunc(r.Notices, func(l graph.Label) bool { return c.says != "" && strings.Contains(l.En, c.says) && l.Zh != "" })
		if told != (c.says != "") {
			t.Errorf("%s: the notices are %v, want %q", c.normalise, r.Notices, c.says)
		}
	}
	// All the same, and not above 0.
	r := evaluate(t, head+"index:\n"+flow("{id: a, normalise: {method: minmax, log: natural}}"), units(names("u", 2), []string{"a"}, [][]float64{{-3}, {-3}}))
	near(t, "equal values", float64(r.Units[0].Score), .5, 0)
}

// TestCoverageByNumber: coverage counts what the scheme says, and the reason says
// how many there were.
func TestCoverageByNumber(t *testing.T) {
	nan := math.NaN()
	x := [][]float64{{1, 1, 1, 1}, {1, nan, nan, 1}, {1, 1, nan, nan}, {1, nan, nan, nan}}
	tree := "  children:\n  - {id: g, weight: 90, children: [{id: a}, {id: b}, {id: c}]}\n  - {id: d, weight: 10}\n"
	for coverage, want := range map[string]string{
		"0.4":                                "1 1 1 0", // 0.3 of the weight
		"{share: 0.9, of: children}":         "1 1 0 0",
		"{least: 2}":                         "1 1 0 0",
		"{least: 1}":                         "1 1 1 1",
		"{share: 0.5, of: indicators}":       "1 1 1 0",
		"{least: 3, of: indicators}":         "1 0 0 0",
		"{share: 0.5, least: 2}":             "1 1 0 0",
		"{share: 0.25, of: weight}":          "1 1 1 1",
		"{least: 2, of: children, share: 0}": "1 1 0 0",
	} {
		r := evaluate(t, head+"index:\n  coverage: "+coverage+"\n"+tree, units(names("u", 4), []string{"a", "b", "c", "d"}, x))
		var got []string
		for _, u := range r.Units {
			got = append(got, fmt.Sprint(int(truth(u.Rank > 0))))
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("coverage %s: %s, want %s", coverage, s, want)
		}
		if coverage == "{least: 3, of: indicators}" && r.Units[3].Withheld.En != "only 1 of 4 indicators were observed, and the scheme demands 3" {
			t.Errorf("got %+v", r.Units[3].Withheld)
		}
	}
}

// TestScreen: who is screened out stretches nobody's scale, fills nobody's gap, and
// keeps its raw values to be read; without the screen it does all of that.
func TestScreen(t *testing.T) {
	nan := math.NaN()
	x := [][]float64{{1, 1, 4}, {2, 3, nan}, {3, 2, 2}, {100, nan, nan}}
	for screen, want := range map[string][]float64{"false": {0, 1. / 99, 2. / 99}, "true": {0, .5, 1}} {
		r := evaluate(t, head+"index:\n  coverage: {share: 0.6, of: indicators, screen: "+screen+"}\n"+flow("{id: a}", "{id: b, normalise: none}", "{id: c, missing: mean}"), units(names("u", 4), []string{"a", "b", "c"}, x))
		a, c := r.Indicator("a"), r.Indicator("c")
		for i := range 3 {
			near(t, screen+" a", a.Normalised[i], want[i], 1e-12)
			near(t, screen+" c", c.Normalised[i], []float64{1, .5, 0}[i], 1e-12)
		}
		if u := r.Units[3]; u.Rank != 0 || a.Raw[3] != 100 || (screen == "true") != strings.Contains(u.Withheld.En, "left out of the cohort") {
			t.Errorf("screen %s: %+v, raw %v", screen, u, a.Raw)
		}
		if screen == "true" && (!math.IsNaN(a.Normalised[3]) || !math.IsNaN(c.Imputed[3]) || a.State[3] != Observed || c.State[3] != Unrecorded) {
			t.Errorf("got %+v, %+v", a, c)
		}
	}
}

// TestQuantileGrades: grades may be shares of the cohort, which is told.
func TestQuantileGrades(t *testing.T) {
	x := make([][]float64, 11)
	for i := range x {
		x[i] = []float64{float64(i)}
	}
	r := evaluate(t, head+"index:\n"+flow("{id: a, normalise: none}")+"grades: [{id: A, label: a, from: p80}, {id: B, label: b, from: p50}, {id: C, label: c}]\n", units(names("u", 11), []string{"a"}, x))
	got := ""
	for _, u := range r.Units {
		got += u.Grade
	}
	if got != "CCCCCBBBAAA" {
		t.Errorf("grades %s", got)
	}
	if !slices.ContainsFunc(r.Notices, func(l graph.Label) bool { return strings.Contains(l.En, "quantiles of the cohort") }) {
		t.Error("that the bounds move is not told")
	}
}

// TestLowestIsBest: of an index of risk the lowest score has rank 1, in the result,
// its simulations and under other weights, and the lowest grade has no bound.
func TestLowestIsBest(t *testing.T) {
	x := [][]float64{{1, 9}, {2, 2}, {9, 9}, {math.NaN(), math.NaN()}}
	r := evaluate(t, head+"best: lowest\nindex:\n  coverage: 0.5\n"+flow("{id: a, normalise: none}", "{id: b, normalise: none}")+
		"grades: [{id: high, label: h, from: 6}, {id: low, label: l}, {id: some, label: s, from: 3}]\ngates: [{id: g, label: g, require: a < 2, cap: some}]\ndoubt: {runs: 20, weights: 0, ranges: false}\n",
		units(names("u", 4), []string{"a", "b"}, x))
	var ranks []int
	var grades []string
	for _, u := range r.Units {
		ranks, grades = append(ranks, u.Rank), append(grades, u.Grade)
	}
	if !slices.Equal(ranks, []int{2, 1, 3, 0}) || !slices.Equal(grades, []string{"some", "some", "high", ""}) {
		t.Errorf("ranks %v, grades %v", ranks, grades)
	}
	u, err := r.MonteCarlo(t.Context(), 1, 1)
	if err != nil || u.Units[1].Median != 1 || u.Shift != 0 {
		t.Errorf("got %+v, %v", u, err)
	}
	scores, err := r.WhatIf(map[string]float64{"a": 1, "b": 0})
	if err != nil {
		t.Fatal(err)
	}
	if ranks, grades := r.Judge(scores); !slices.Equal(ranks, []int{1, 2, 3, 0}) || !slices.Equal(grades, []string{"low", "some", "high", ""}) {
		t.Errorf("with other weights ranks %v, grades %v", ranks, grades)
	}
}
