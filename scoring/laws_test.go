package scoring

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

// trial is a random cohort of two groups of three indicators, the last of which
// is better when it is less.
type trial struct {
	*rand.Rand
	x [][]float64
}

var trialColumns = []string{"a1", "a2", "a3", "b1", "b2", "b3"}

func newTrial(seed uint64, gaps float64) *trial {
	t := &trial{Rand: rand.New(rand.NewPCG(seed, 7))}
	t.x = make([][]float64, 3+t.IntN(6))
	for i := range t.x {
		t.x[i] = make([]float64, len(trialColumns))
		for j := range t.x[i] {
			t.x[i][j] = float64(1 + t.IntN(20))
			if t.Float64() < gaps {
				t.x[i][j] = math.NaN()
			}
		}
	}
	return t
}

func (t *trial) input() *Input { return units(names("u", len(t.x)), trialColumns, t.x) }

// trialScheme has two levels of one aggregation.
func trialScheme(aggregation, normalise, rest string) string {
	return head + "defaults: {aggregation: " + aggregation + "}\nindex:\n  children:\n" +
		"  - {id: a, weight: 0.6, children: [{id: a1, weight: 0.5" + normalise + "}, {id: a2, weight: 0.3" + normalise + "}, {id: a3, weight: 0.2" + normalise + "}]}\n" +
		"  - {id: b, weight: 0.4, children: [{id: b1" + normalise + "}, {id: b2" + normalise + "}, {id: b3, direction: down" + normalise + "}]}\n" + rest
}

const (
	frozen  = ", goalposts: {low: 0, high: 21, scale: [0, 100]}"
	minmax  = ", normalise: {method: minmax, scale: [1, 100]}"
	zscore  = ", normalise: zscore"
	trials  = 40
	epsilon = 1e-9
)

var means = []string{"arithmetic", "sum", "geometric", "multiply", "harmonic", "{method: power, exponent: 2}", "weakest", "strongest", "median"}

var comparing = []string{"borda", "copeland", "kemeny", "topsis"}

// ownWeights are weights that the data give, or each unit.
var ownWeights = []string{"entropy", "critic", "sd", "pca", "bod", "{method: bod, low: 0.1, high: 0.6}"}

// lawScheme has two levels of one aggregation, of means with weights from the
// data, or of process levels.
func lawScheme(aggregation, normalise string) string {
	if slices.Contains(ownWeights, aggregation) {
		return strings.ReplaceAll(strings.Replace(trialScheme("arithmetic", normalise, ""), "{id: b, weight: 0.4,", "{id: b, weight: 0.4, weights: "+aggregation+",", 1), "scale: [0, 100]", "scale: [0, 1]")
	}
	if aggregation != "processLevels" {
		return trialScheme(aggregation, normalise, "")
	}
	lines := make([]string, len(trialColumns))
	for i, c := range trialColumns {
		lines[i] = fmt.Sprintf("{id: %s, attribute: '%s', goalposts: {low: 0, high: 21}}", c, processAttributes[i])
	}
	lines[5] = strings.Replace(lines[5], "goalposts", "direction: down, goalposts", 1)
	return head + "index:\n  aggregation: processLevels\n" + flow(lines...)
}

// TestDominance: whoever is no worse in anything and better in something is not
// ranked lower, whatever the normalisation and aggregation. With gaps this is
// no theorem: see the counterexample.
func TestDominance(t *testing.T) {
	for _, aggregation := range slices.Concat(means, comparing, ownWeights, []string{"processLevels"}) {
		for _, normalise := range []string{frozen, minmax, ", normalise: percentile"} {
			s := parse(t, lawScheme(aggregation, normalise))
			for seed := range uint64(trials) {
				c := newTrial(seed, 0)
				better := slices.Clone(c.x[0])
				for j := range better {
					if c.IntN(2) == 0 {
						continue
					}
					if better[j] += float64(c.IntN(5)); j == 5 {
						better[j] = c.x[0][j] - float64(c.IntN(int(c.x[0][j])))
					}
				}
				c.x = append(c.x, better)
				r, err := Evaluate(s, c.input())
				if err != nil {
					t.Fatal(err)
				}
				if a, b := r.Units[0], r.Units[len(r.Units)-1]; b.Rank > a.Rank || float64(b.Score) < float64(a.Score)-epsilon {
					t.Fatalf("%s, %s, seed %d: %v dominates %v and has %v, rank %d, against %v, rank %d", aggregation, normalise, seed, better, c.x[0], b.Score, b.Rank, a.Score, a.Rank)
				}
			}
		}
	}
	// With a gap: the second is as good where it was measured and adds a value
	// below its mean, and falls behind.
	r := evaluate(t, head+"index:\n"+flow("{id: a, goalposts: {low: 0, high: 10}}", "{id: b, goalposts: {low: 0, high: 10}}"),
		units([]string{"gap", "whole"}, []string{"a", "b"}, [][]float64{{8, math.NaN()}, {8, 4}}))
	if r.Units[0].Rank != 1 || r.Units[1].Rank != 2 {
		t.Error("the counterexample to dominance with gaps is none: the docs are wrong")
	}
	// Where imbalance costs, one value that is better by far makes a unit worse.
	r = evaluate(t, head+"index:\n  aggregation: mazziottaPareto\n"+flow("{id: c, each: [a, b, c], normalise: none}"), units([]string{"even", "better"}, []string{"a", "b", "c"}, [][]float64{{1, 1, 1}, {1, 1, 10}}))
	if r.Units[0].Rank != 1 || r.Units[1].Rank != 2 {
		t.Error("the counterexample to dominance where imbalance costs is none: the docs are wrong")
	}
}

// TestMonotonicity: with frozen goalposts and fixed weights, improving a value
// never lowers the score. Weights from data can break that, as the
// counterexample shows.
func TestMonotonicity(t *testing.T) {
	for _, aggregation := range slices.Concat(means, []string{"borda", "copeland", "topsis", "bod", "processLevels"}) {
		s := parse(t, lawScheme(aggregation, frozen))
		for seed := range uint64(trials) {
			c := newTrial(seed, .1)
			before, err := Evaluate(s, c.input())
			if err != nil {
				t.Fatal(err)
			}
			i, j := c.IntN(len(c.x)), c.IntN(len(trialColumns))
			if j == 5 {
				c.x[i][j] /= 2
			} else {
				c.x[i][j] += 3
			}
			after, err := Evaluate(s, c.input())
			if err != nil {
				t.Fatal(err)
			}
			if a, b := before.Units[i].Score, after.Units[i].Score; float64(b) < float64(a)-epsilon {
				t.Fatalf("%s, seed %d: better at %s, unit %d falls from %v to %v", aggregation, seed, trialColumns[j], i, a, b)
			}
		}
	}
	entropy := head + "index:\n  weights: {method: entropy, on: treated}\n" + flow("{id: a, goalposts: {low: 0, high: 100}}", "{id: b, goalposts: {low: 0, high: 100}}")
	x := [][]float64{{10, 90}, {50, 50}, {60, 40}}
	before := evaluate(t, entropy, units(names("u", 3), []string{"a", "b"}, x))
	x[0][0] = 40 // better in a, which then tells the units apart less
	after := evaluate(t, entropy, units(names("u", 3), []string{"a", "b"}, x))
	if b, a := before.Groups[0].Weights[0], after.Groups[0].Weights[0]; a >= b {
		t.Errorf("the weight of a went from %v to %v: the counterexample is none", b, a)
	}
}

// TestInvariance: neither the order of units and indicators, nor the unit of
// measurement, nor names change a score.
func TestInvariance(t *testing.T) {
	for _, aggregation := range slices.Concat(means, comparing, ownWeights, []string{"mazziottaPareto"}) {
		for _, normalise := range []string{minmax, ", normalise: {method: rank, ties: mean}", ", normalise: {method: zscore, mean: 100, sd: 10}"} {
			s := parse(t, lawScheme(aggregation, normalise))
			for seed := range uint64(trials / 2) {
				c := newTrial(seed, .05)
				in := c.input()
				r, err := Evaluate(s, in)
				if err != nil {
					t.Fatal(err)
				}
				order := c.Perm(len(in.Units))
				other := &Input{}
				factor := []float64{1000, 1, .001, 60, 1, 7}
				for _, i := range order {
					u := Unit{ID: "other name " + in.Units[i].ID, Evidence: map[string][]Observation{}}
					for j, name := range trialColumns {
						if o := in.Units[i].Evidence[name]; o != nil {
							v := *o[0].Value * factor[j]
							u.Evidence[name] = []Observation{{Value: &v}}
						}
					}
					other.Units = append(other.Units, u)
				}
				p, err := Evaluate(s, other)
				if err != nil {
					t.Fatal(err)
				}
				for k, i := range order {
					a, b := &r.Units[i], &p.Units[k]
					if a.Rank != b.Rank || a.Score.Is() != b.Score.Is() || a.Score.Is() && math.Abs(float64(a.Score-b.Score)) > epsilon*max(1, math.Abs(float64(a.Score))) {
						t.Fatalf("%s, %s, seed %d: %+v became %+v", aggregation, normalise, seed, a, b)
					}
				}
			}
		}
	}
	text := trialScheme("geometric", frozen, "")
	turned := strings.Replace(text, "{id: a1, weight: 0.5"+frozen+"}, {id: a2, weight: 0.3"+frozen+"}", "{id: a2, weight: 0.3"+frozen+"}, {id: a1, weight: 0.5"+frozen+"}", 1)
	if turned == text {
		t.Fatal("nothing was turned")
	}
	in := newTrial(1, 0).input()
	a, b := evaluate(t, text, in), evaluate(t, turned, in)
	for i := range a.Units {
		near(t, "indicators in another order", float64(b.Units[i].Score), float64(a.Units[i].Score), epsilon)
	}
}

// TestWithheld: below the coverage there is no score, no rank, no grade, and no
// part in any comparison.
func TestWithheld(t *testing.T) {
	nan := math.NaN()
	x := [][]float64{{9, 9, 9, 9}, {8, nan, nan, nan}, {7, 7, 7, nan}, {nan, nan, nan, nan}, {1, 1, 1, 1}}
	for _, aggregation := range slices.Concat(means, comparing, []string{"mazziottaPareto"}) {
		r := evaluate(t, head+"index:\n  coverage: 0.5\n  aggregation: "+aggregation+"\n"+flow("{id: c, each: [c1, c2, c3, c4], goalposts: {low: 0, high: 10, scale: [1, 100]}}")+
			"grades: [{id: A, label: a, from: 50}, {id: B, label: b}]\ndoubt: {runs: 20, drop: true}\n", units(names("u", 5), names("c", 4), x))
		var ranks []int
		for _, u := range r.Units {
			ranks = append(ranks, u.Rank)
			if (u.Rank == 0) != (u.Withheld != nil) || u.Rank == 0 && (u.Score.Is() || u.Grade != "" || u.Contributions != nil) {
				t.Errorf("%s: %+v", aggregation, u)
			}
		}
		if !slices.Equal(ranks, []int{1, 0, 2, 0, 3}) {
			t.Errorf("%s: ranks %v", aggregation, ranks)
		}
		for _, i := range r.Groups[0].Compared {
			if r.Units[i].Rank == 0 {
				t.Errorf("%s: %s is withheld and was compared", aggregation, r.Units[i].ID)
			}
		}
		if aggregation == "borda" {
			near(t, "the best beats two", float64(r.Units[0].Score), 2-.25, 1e-12) // the second's gap in c4
		}
		u, err := r.MonteCarlo(t.Context(), 1, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, band := range u.Bands {
			if slices.Contains(band, 3) {
				t.Errorf("%s: a unit without data is in a band", aggregation)
			}
		}
	}
}

// TestFrozen: a frozen goalpost does not move when a unit is added; the extremes
// of a cohort do, and can turn an order round.
func TestFrozen(t *testing.T) {
	for _, aggregation := range means {
		s := parse(t, trialScheme(aggregation, frozen, ""))
		for seed := range uint64(trials) {
			c := newTrial(seed, .1)
			before, _ := Evaluate(s, c.input())
			c.x = append(c.x, []float64{1000, -1000, 20, 0, 21, 5})
			after, err := Evaluate(s, c.input())
			if err != nil {
				t.Fatal(err)
			}
			for i := range before.Units {
				if a, b := float64(before.Units[i].Score), float64(after.Units[i].Score); math.Float64bits(a) != math.Float64bits(b) {
					t.Fatalf("%s, seed %d: unit %d moves from %v to %v", aggregation, seed, i, a, b)
				}
			}
		}
	}
	text := head + "index:\n" + flow("{id: a}", "{id: b}")
	x := [][]float64{{10, 4}, {5, 10}, {0, 0}}
	a := evaluate(t, text, units(names("u", 3), []string{"a", "b"}, x))
	b := evaluate(t, text, units(names("u", 4), []string{"a", "b"}, append(x, []float64{0, 100})))
	if a.Units[0].Rank != 2 || b.Units[0].Rank != 1 {
		t.Errorf("the counterexample is none: ranks %d and %d", a.Units[0].Rank, b.Units[0].Rank)
	}
	if !slices.ContainsFunc(a.Notices, func(l graph.Label) bool { return strings.Contains(l.En, "move with the cohort") }) {
		t.Error("that the goalposts move is not told")
	}
}

// TestContributions: with their base they add up to the score; where the
// aggregation is flat they are Shapley values, which are compared with the mean
// over all orders of the indicators.
func TestContributions(t *testing.T) {
	for _, aggregation := range append(slices.Clone(means), "borda", "copeland", "topsis", "mazziottaPareto", "{method: arithmetic, times: 3}", "{method: topsis, times: 100}", "benefit", "rescaled") {
		text := trialScheme(aggregation, minmax, "")
		switch aggregation {
		case "benefit":
			text = strings.Replace(trialScheme("{method: arithmetic, times: 10}", minmax, ""), "{id: b, weight: 0.4, ", "{id: b, weight: 0.4, weights: {method: bod, low: 0.1}, ", 1)
		case "rescaled":
			text = strings.Replace(trialScheme("borda", minmax, ""), "{id: b, weight: 0.4, ", "{id: b, weight: 0.4, normalise: {method: zscore, mean: 50, sd: 10}, ", 1)
		}
		s := parse(t, text)
		for seed := range uint64(trials) {
			r, err := Evaluate(s, newTrial(seed, .1).input())
			if err != nil {
				t.Fatal(err)
			}
			for i, u := range r.Units {
				if u.Rank == 0 {
					continue
				}
				sum, most := u.Base, math.Abs(u.Base)
				for _, c := range u.Contributions {
					sum, most = sum+c, max(most, math.Abs(c))
				}
				if len(u.Contributions) != 6 || math.Abs(sum-float64(u.Score)) > 1e-9*max(1, most) {
					t.Fatalf("%s, seed %d, unit %d: %v + %v is not %v", aggregation, seed, i, u.Base, u.Contributions, u.Score)
				}
			}
		}
	}
	in := newTrial(3, 0).input()
	r := evaluate(t, head+"index:\n  aggregation: geometric\n"+flow("{id: a1, weight: 0.5"+frozen+"}", "{id: a2, weight: 0.3"+frozen+"}", "{id: b1, weight: 0.2"+frozen+"}"), in)
	w := []float64{.5, .3, .2}
	base := make([]float64, 3)
	for j := range base {
		base[j] = mean(r.Indicators[j].Normalised)
	}
	for u := range r.Units {
		want := make([]float64, 3)
		for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
			x := slices.Clone(base)
			for _, j := range order {
				before := combine(&Aggregation{Method: Geometric}, x, w)
				x[j] = r.Indicators[j].Normalised[u]
				want[j] += (combine(&Aggregation{Method: Geometric}, x, w) - before) / 6
			}
		}
		for j := range want {
			near(t, fmt.Sprint("Shapley value ", u, j), r.Units[u].Contributions[j], want[j], 1e-10)
		}
	}
}

// TestSeed: the same seed gives the same bytes on one and on eight workers, and
// another seed gives others.
func TestSeed(t *testing.T) {
	s := parse(t, trialScheme("arithmetic", minmax, "doubt: {runs: 300, weights: 0.3, normalise: [rank, {method: zscore, mean: 100, sd: 10}], aggregation: [geometric], missing: [mean, median], drop: true, top: 2}\n"))
	in := newTrial(5, .1).input()
	low, high := 2.0, 30.0
	in.Units[1].Evidence["a2"] = []Observation{{Low: &low, High: &high}}
	r, err := Evaluate(s, in)
	if err != nil {
		t.Fatal(err)
	}
	outcome := func(seed uint64, workers int) []byte {
		u, err := r.MonteCarlo(t.Context(), seed, workers)
		if err != nil {
			t.Fatal(err)
		}
		f, err := r.Sensitivity(t.Context(), "", 64, seed, workers)
		if err != nil {
			t.Fatal(err)
		}
		l, err := r.LeaveOut(t.Context(), workers)
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal([]any{u, f, l, NewRun(r)})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	first, err := r.MonteCarlo(t.Context(), 42, 1)
	if err != nil {
		t.Fatal(err)
	}
	second, err := r.MonteCarlo(t.Context(), 43, 1)
	if err != nil {
		t.Fatal(err)
	}
	if slices.EqualFunc(first.Units, second.Units, func(a, b UnitInRange) bool { return a.Score == b.Score && a.ScoreLo == b.ScoreLo }) {
		t.Error("the simulation does not heed its seed")
	}
	one := outcome(42, 1)
	if !bytes.Equal(one, outcome(42, 8)) {
		t.Error("one and eight workers give different bytes")
	}
	if bytes.Equal(one, outcome(43, 8)) {
		t.Error("another seed gives the same bytes")
	}
}
