package scoring

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

var randomSchemes = flag.Int("schemes", 120, "how many random schemes TestRandomSchemes tries")

// invention makes up schemes and evidence.
type invention struct {
	*rand.Rand
	ids    int
	leaves []string
	names  []string // of units, which a reference may name
	frozen bool     // nothing in it looks at the cohort
}

func (v *invention) pick(words ...string) string { return words[v.IntN(len(words))] }

func (v *invention) chance(p float64) bool { return v.Float64() < p }

// moving picks what looks at the cohort, and notes it.
func (v *invention) moving(words ...string) string {
	v.frozen = false
	return v.pick(words...)
}

func (v *invention) normalise(leaf bool) string {
	if v.chance(.4) {
		log := ""
		low, high := v.IntN(10)-2, 15+v.IntN(20)
		if v.chance(.3) {
			log = ", log: " + v.pick("natural", "log10") + ", plus: 3"
		}
		return fmt.Sprintf("{method: goalposts, low: %d, high: %d, cap: %s, scale: [%d, %d]%s}", low, high, v.pick("both", "low", "high", "none"), v.IntN(2), 2+v.IntN(99), log)
	}
	if v.chance(.2) {
		return v.pick("none", "{method: zscore, center: 5, spread: 3}", "{method: log, plus: 0.5}", "{method: reference, to: 7}",
			"{method: categorical, by: value, bands: [{value: 1}, {from: 3, value: 5}, {from: 9, value: 2}]}")
	}
	options := []string{"minmax", "{method: minmax, scale: [1, 100]}", "zscore", "{method: zscore, ddof: 0, mean: 100, sd: 10}", "{method: zscore, center: median, spread: mad}",
		"{method: zscore, spread: iqr, cdf: true, scale: [1, 10]}", "rank", "{method: rank, ties: mean}", "percentile", "{method: percentile, formula: hazen, ties: higher}",
		"{method: reference, to: mean}", "{method: reference, to: worst, as: difference}", "leader", "{method: band, tolerance: 0.1}", "vector",
		"{method: minmax, log: natural}", "{method: minmax, within: group}", "{method: zscore, within: group}", "{method: goalposts, low: p10, high: p90}", "{method: goalposts, low: bottom2, high: top2, cap: none}",
		"{method: categorical, bands: [{from: 0, value: 0}, {from: 50, value: 1}]}"}
	if leaf {
		options = append(options, "{method: reference, to: "+v.names[0]+"}")
	}
	return v.moving(options...)
}

func (v *invention) leaf(weight, attribute string) string {
	v.ids++
	id := fmt.Sprint("i", v.ids)
	v.leaves = append(v.leaves, id)
	parts := []string{"id: " + id}
	if weight != "" {
		parts = append(parts, "weight: "+weight)
	}
	if attribute != "" {
		return "{" + strings.Join(append(parts, "attribute: '"+attribute+"'", "normalise: achievement"), ", ") + "}"
	}
	if v.chance(.3) {
		parts = append(parts, "direction: down")
	}
	if v.chance(.15) {
		parts = append(parts, "denominator: "+v.pick("d", "'d + 1'", "'first(d, 2)'"))
	}
	if v.chance(.15) {
		parts = append(parts, "value: '"+v.pick(id+" + 1", "if("+id+" > 5, "+id+", 5)", "first("+id+", d)", id+" / d", "min("+id+", 9) * 2", "ln("+id+")")+"'")
	}
	if v.chance(.3) {
		if m := v.pick("exclude", "refuse", "{method: value, value: 4}", "mean", "median", "groupMean", "groupMedian", "worst", "nearest"); v.chance(.5) || m[0] != 'r' {
			v.frozen = v.frozen && slices.Contains([]string{"exclude", "refuse", "{method: value, value: 4}", "nearest"}, m)
			parts = append(parts, "missing: "+m)
		}
	}
	if v.chance(.2) {
		parts = append(parts, "outliers: "+v.moving("winsorise", "winsoriseLog", "{method: winsoriseLog, formula: gii}", "{method: log, skew: 0.5, kurtosis: 0, if: either}", "trim", "iqr",
			"{method: deviations, fence: 1}", "{method: points, most: 2}"))
	}
	return "{" + strings.Join(append(parts, "normalise: "+v.normalise(true)), ", ") + "}"
}

func (v *invention) group(depth int, weight string) string {
	k := 1 + v.IntN(4)
	v.ids++
	parts := []string{fmt.Sprint("id: g", v.ids)}
	if depth == 0 {
		parts = nil
	}
	if weight != "" {
		parts = append(parts, "weight: "+weight)
	}
	levels := v.chance(.05)
	means := []string{"arithmetic", "sum", "geometric", "multiply", "harmonic", "{method: power, exponent: 2}", "{method: power, exponent: -0.5}", "weakest", "strongest", "median", "mazziottaPareto", "{method: arithmetic, times: 3}"}
	weights := make([]string, k)
	switch {
	case levels:
		parts = append(parts, "aggregation: {method: processLevels, scale: [0, 10]}")
	case v.chance(.15):
		parts = append(parts, "aggregation: "+v.moving("borda", "copeland", "kemeny", "topsis"))
	case v.chance(.7):
		parts = append(parts, "aggregation: "+v.pick(means...))
	}
	switch x := v.Float64(); {
	case levels:
		k = min(k, 4)
	case x < .3:
		for i := range weights {
			weights[i] = fmt.Sprint(1 + v.IntN(5))
		}
		parts = append(parts, "weights: relative")
	case x < .5:
		parts = append(parts, "weights: "+v.moving("entropy", "critic", "sd", "pca"))
	case x < .55 && !strings.Contains(strings.Join(parts, " "), "aggregation"):
		parts = append(parts, "weights: "+v.moving("bod", fmt.Sprintf("{method: bod, low: %v}", .5/float64(k))))
	}
	if v.chance(.3) {
		parts = append(parts, "coverage: "+v.pick("0.5", "0.8", "{least: 1}", "{share: 0.6, of: indicators}", "{share: 0.5, of: children}", "{share: 0.5, of: indicators, screen: true}"))
	}
	if v.chance(.15) {
		parts = append(parts, "normalise: "+v.normalise(false))
		if v.chance(.3) {
			parts = append(parts, "direction: down")
		}
	}
	kids := make([]string, k)
	for i := range kids {
		attribute := ""
		if levels {
			attribute = processAttributes[i]
		}
		if depth < 2 && v.chance(.35) && !levels {
			kids[i] = v.group(depth+1, weights[i])
		} else {
			kids[i] = v.leaf(weights[i], attribute)
		}
	}
	return "{" + strings.Join(append(parts, "children: ["+strings.Join(kids, ", ")+"]"), ", ") + "}"
}

func (v *invention) scheme() string {
	v.frozen = true
	index := v.group(0, "")
	out := head
	if v.chance(.1) {
		out += "best: lowest\n"
	}
	out += "index: " + index + "\n"
	if v.chance(.3) {
		out += "gates: [{id: x, label: x, require: '" + v.leaves[0] + " > 2 or d < 3', cap: B, unknown: " + v.pick("pass", "cap", "withhold") + "}]\ngrades: [{id: A, label: a, from: " + v.pick("5", "0.5", "p60") + "}, {id: B, label: b}]\n"
	}
	return out + fmt.Sprintf("doubt: {runs: 12, weights: %v, drop: %t, normalise: [%s], aggregation: [%s], missing: [%s], top: 2}\n",
		v.pick("0", "0.3"), v.chance(.5), v.pick("rank", "minmax", "{method: zscore, mean: 50}"), v.pick("geometric", "borda", "median", "topsis"), v.pick("mean", "worst", "exclude"))
}

// value is small and round, so that nothing hangs on rounding, but for some that
// are extreme.
func (v *invention) value() float64 {
	switch x := v.Float64(); {
	case x < .02:
		return float64(v.IntN(100_000))
	case x < .04:
		return -float64(v.IntN(1000))
	case x < .1:
		return 0
	}
	return float64(v.IntN(24))
}

func (v *invention) unit(i int) Unit {
	u := Unit{ID: v.names[i], Group: v.pick("", "p", "q"), Evidence: map[string][]Observation{}}
	for _, name := range append([]string{"d"}, v.leaves...) {
		switch x := v.Float64(); {
		case x < .12:
			continue
		case x < .16:
			u.Evidence[name] = []Observation{{None: NotApplicable}}
		case x < .18:
			u.Evidence[name] = []Observation{{None: Undisclosed}}
		case x < .2:
			u.Evidence[name] = []Observation{{Text: v.pick("L", "F", "?", "7")}}
		case x < .25:
			low := v.value()
			high := low + float64(v.IntN(9))
			u.Evidence[name] = []Observation{{Low: &low, High: &high}}
		default:
			value := v.value()
			u.Evidence[name] = []Observation{{Value: &value, Basis: Tested}}
		}
	}
	return u
}

// TestRandomSchemes invents whole schemes with evidence, and sees that what holds
// for all of them does: who has a score has a rank and contributions that add up to
// it, weights add up to 1, the order of the units does not matter, the same input
// gives the same bytes on any number of workers, and where nothing looks at the
// cohort a unit that is added changes nobody's score. Run it long by -schemes.
func TestRandomSchemes(t *testing.T) {
	for seed := range uint64(*randomSchemes) {
		v := &invention{Rand: rand.New(rand.NewPCG(seed, 11)), names: names("unit", 1+int(seed%9))}
		text := v.scheme()
		s, err := Parse("random.yaml", []byte(text))
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, text)
		}
		in := &Input{}
		for i := range v.names {
			in.Units = append(in.Units, v.unit(i))
		}
		r, err := Evaluate(s, in)
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, text)
		}
		if why := v.whole(r); why != "" {
			t.Fatalf("seed %d: %s\n%s", seed, why, text)
		}
		if why := v.same(t, s, in, r); why != "" {
			t.Fatalf("seed %d: %s\n%s", seed, why, text)
		}
		if why := v.shuffled(s, in, r); why != "" {
			t.Fatalf("seed %d: %s\n%s", seed, why, text)
		}
		if v.frozen {
			v.names = append(v.names, "another")
			more := &Input{Units: append(slices.Clone(in.Units), v.unit(len(v.names)-1))}
			other, err := Evaluate(s, more)
			if err != nil {
				t.Fatal(err)
			}
			for i := range r.Units {
				if a, b := float64(r.Units[i].Score), float64(other.Units[i].Score); math.Float64bits(a) != math.Float64bits(b) {
					t.Fatalf("seed %d: one more unit moves %s from %v to %v\n%s", seed, r.Units[i].ID, a, b, text)
				}
			}
			for _, n := range r.Notices {
				if strings.Contains(n.En, "move with the cohort") {
					t.Fatalf("seed %d: %s\n%s", seed, n.En, text)
				}
			}
		}
	}
}

func close(a, b, tolerance float64) bool {
	return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= tolerance*max(1, math.Abs(a), math.Abs(b))
}

// whole tells what does not hold of a result by itself.
func (v *invention) whole(r *Result) string {
	for i := range r.Units {
		u := &r.Units[i]
		if (u.Rank == 0) != (u.Withheld != nil) || u.Score.Is() != (u.Rank > 0) || math.IsInf(float64(u.Score), 0) {
			return fmt.Sprintf("%+v", u)
		}
		if u.Coverage < 0 || u.Coverage > 1+1e-9 || u.Imputed < 0 || u.Imputed > 1+1e-9 {
			return fmt.Sprintf("%s: coverage %v, imputed %v", u.ID, u.Coverage, u.Imputed)
		}
		if u.Rank > 0 && u.Contributions != nil {
			sum, most := u.Base, math.Abs(u.Base)
			for _, c := range u.Contributions {
				sum, most = sum+c, max(most, math.Abs(c))
			}
			if math.Abs(sum-float64(u.Score)) > 1e-7*max(1, most, math.Abs(float64(u.Score))) {
				return fmt.Sprintf("%s: %v + %v is not %v", u.ID, u.Base, u.Contributions, u.Score)
			}
		}
	}
	for i := range r.Groups {
		g, sum := &r.Groups[i], 0.0
		for c, w := range g.Weights {
			if g.Shares != nil {
				sum = 1 // each unit's own
				break
			}
			if w < 0 {
				return fmt.Sprintf("%s gives %s the weight %v", g.ID, g.Children[c], w)
			}
			sum += w
		}
		if math.Abs(sum-1) > 1e-9 {
			return fmt.Sprintf("the weights of %s add up to %v", g.ID, sum)
		}
		for u, x := range g.Score {
			if math.IsInf(x, 0) {
				return fmt.Sprintf("%s gives unit %d %v", g.ID, u, x)
			}
		}
	}
	for i := range r.Indicators {
		for u, x := range r.Indicators[i].Normalised {
			if math.IsInf(x, 0) {
				return fmt.Sprintf("%s of unit %d is %v", r.Indicators[i].ID, u, x)
			}
		}
	}
	return ""
}

// same tells what differs on several workers, when the run is read again, and
// under its own weights.
func (v *invention) same(t *testing.T, s *Scheme, in *Input, r *Result) string {
	outcome := func(r *Result, workers int) []byte {
		u, err := r.MonteCarlo(t.Context(), 7, workers)
		if err != nil {
			t.Fatal(err)
		}
		l, err := r.LeaveOut(t.Context(), workers)
		if err != nil {
			t.Fatal(err)
		}
		f, err := r.Sensitivity(t.Context(), "", 4, 7, workers)
		if err != nil && graph.CodeOf(err) != graph.CodeInvalid {
			t.Fatal(err)
		}
		b, err := json.Marshal([]any{u, l, f, NewRun(r)})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	one := outcome(r, 1)
	again, err := Evaluate(s, in)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(one, outcome(again, 5)) {
		return "one and five workers give different bytes"
	}
	b, err := json.Marshal(NewRun(r))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ReadRun(b); err != nil {
		return err.Error()
	}
	if c, err := Compare(r, again); err != nil || !c.SameScheme || !c.SameData {
		return fmt.Sprintf("compared with itself: %+v, %v", c, err)
	} else {
		for _, x := range c.Changes {
			if x.RankOld != x.RankNew || !close(float64(x.ScoreOld), float64(x.ScoreNew), 0) {
				return fmt.Sprintf("compared with itself: %+v", x)
			}
		}
	}
	scores, err := r.WhatIf(nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range scores {
		if !close(x, float64(r.Units[i].Score), 1e-9) {
			return fmt.Sprintf("its own weights give %s %v instead of %v", r.Units[i].ID, x, r.Units[i].Score)
		}
	}
	return ""
}

// shuffled tells whose score hangs on the order of the units.
func (v *invention) shuffled(s *Scheme, in *Input, r *Result) string {
	order := v.Perm(len(in.Units))
	turned := &Input{}
	for _, i := range order {
		turned.Units = append(turned.Units, in.Units[i])
	}
	other, err := Evaluate(s, turned)
	if err != nil {
		return err.Error()
	}
	for k, i := range order {
		if a, b := r.Units[i].Score, other.Units[k].Score; !close(float64(a), float64(b), 1e-7) {
			return fmt.Sprintf("in another order %s has %v instead of %v", r.Units[i].ID, b, a)
		}
	}
	return ""
}
