package scoring

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// profile makes a scheme and an input of votes: each group of voters is an
// indicator with its size as weight, and the place that it gives is the value.
func profile(votes [][2]any, aggregation string) (string, *Input, float64) {
	var lines []string
	places := map[string][]float64{}
	total := 0.0
	for g, v := range votes {
		n, order := v[0].(float64), v[1].(string)
		total += n
		lines = append(lines, fmt.Sprintf("{id: v%d, weight: %v, direction: down, normalise: none}", g+1, n))
		for p, c := range strings.Split(order, "") {
			places[c] = append(places[c], float64(p+1))
		}
	}
	var ids []string
	for c := range places {
		ids = append(ids, c)
	}
	slices.Sort(ids)
	var x [][]float64
	for _, c := range ids {
		x = append(x, places[c])
	}
	return head + "index:\n  weights: relative\n  aggregation: " + aggregation + "\n" + flow(lines...), units(ids, names("v", len(votes)), x), total
}

type votesCase struct {
	Profile       [][2]any
	Borda         map[string]float64
	BordaWithoutD map[string]float64 `json:"borda_without_d"`
	Outranking    map[string]float64
	Condorcet     string             `json:"condorcet_ranking"`
	Kemeny        string             `json:"kemeny_ranking"`
	KemenyScores  map[string]float64 `json:"kemeny_scores"`
	KemenyBest    []string           `json:"kemeny_best"`
}

// TestSocialChoice checks the handbook's tables 25, 28, 31 and 34.
func TestSocialChoice(t *testing.T) {
	var all map[string]any
	caseJSON(t, &all, "oecd-social-choice", "cases.json")
	var tables struct{ T25, T28, T31, T34 votesCase }
	caseJSON(t, &tables, "oecd-social-choice", "cases.json")
	for name, c := range map[string]votesCase{"T25": tables.T25, "T28": tables.T28, "T31": tables.T31, "T34": tables.T34} {
		scheme, in, total := profile(c.Profile, "borda")
		r := evaluate(t, scheme, in)
		for id, want := range c.Borda {
			near(t, name+" borda "+id, float64(r.Unit(id).Score)*total, want, 1e-12*total)
		}
		if c.BordaWithoutD != nil {
			less := *in
			less.Units = slices.DeleteFunc(slices.Clone(in.Units), func(u Unit) bool { return u.ID == "d" })
			r := evaluate(t, scheme, &less)
			for id, want := range c.BordaWithoutD {
				near(t, name+" borda without d "+id, float64(r.Unit(id).Score)*total, want, 1e-12*total)
			}
		}
		scheme, in, _ = profile(c.Profile, "kemeny")
		r = evaluate(t, scheme, in)
		g := r.Groups[0]
		at := func(id string) int { return slices.IndexFunc(r.Units, func(u UnitResult) bool { return u.ID == id }) }
		for pair, want := range c.Outranking {
			near(t, name+" outranking "+pair, g.Outranking[at(pair[:1])][at(pair[1:])]*total, want, 1e-11)
		}
		var orders []string
		for _, o := range g.Kemeny.Orders {
			s := ""
			for _, u := range o {
				s += r.Units[u].ID
			}
			orders = append(orders, s)
		}
		slices.Sort(orders)
		want := c.KemenyBest
		if ranking := c.Condorcet + c.Kemeny; ranking != "" {
			want = []string{ranking}
		}
		slices.Sort(want)
		if want != nil && !slices.Equal(orders, want) {
			t.Errorf("%s: Kemeny's orders are %v, want %v", name, orders, want)
		}
		for order, want := range c.KemenyScores {
			score := 0.0
			for i := range order {
				for j := i + 1; j < len(order); j++ {
					score += g.Outranking[at(order[i:i+1])][at(order[j:j+1])] * total
				}
			}
			near(t, name+" score of "+order, score, want, 1e-11)
			if order == c.Kemeny {
				near(t, name+" best score", g.Kemeny.Score*total, want, 1e-11)
			}
		}
	}
	var g struct {
		G struct {
			X, Y  []float64
			GeoX  float64 `json:"geo_x"`
			GeoY  float64 `json:"geo_y"`
			GeoX1 float64 `json:"geo_x_second_plus1"`
			GeoY1 float64 `json:"geo_y_second_plus1"`
		} `json:"geometric_vs_arithmetic"`
	}
	caseJSON(t, &g, "oecd-social-choice", "cases.json")
	plus := func(x []float64) []float64 { y := slices.Clone(x); y[1]++; return y }
	in := units([]string{"x", "y", "x1", "y1"}, names("i", 4), [][]float64{g.G.X, g.G.Y, plus(g.G.X), plus(g.G.Y)})
	r := evaluate(t, head+"index:\n  aggregation: geometric\n"+flow("{id: i, each: [i1, i2, i3, i4], normalise: none}"), in)
	for i, want := range []float64{g.G.GeoX, g.G.GeoY, g.G.GeoX1, g.G.GeoY1} { // the handbook cuts digits off
		near(t, r.Units[i].ID, math.Floor(float64(r.Units[i].Score)*100+1e-9)/100, want, 1e-12)
	}
	near(t, "x1", float64(r.Units[2].Score), 2.5457, 5e-5)
	near(t, "y1", float64(r.Units[3].Score), 6.2357, 5e-5)
}

// TestTextbook checks the cases of papers on multi-criteria decisions.
func TestTextbook(t *testing.T) {
	type weighted struct {
		Round    int
		Matrix   [][]float64
		Expected []float64
	}
	var c struct {
		Entropy []weighted `json:"entropy_weights"`
		SD      []weighted `json:"std_weights"`
		CRITIC  []weighted `json:"critic_weights"`
		AHP     []struct {
			Round    int
			Matrix   [][]string
			Expected []float64
		}
		TOPSIS []struct {
			Normalisation string
			Round         int
			Matrix        [][]float64
			Weights       []float64
			Types         []int
			Expected      []float64
			Ranks         []int
		}
		Copeland []struct {
			Matrix  [][]float64
			Entries map[string]float64 `json:"outrank_entries"`
			N       int                `json:"nDominant"`
		}
		Means []struct {
			X     []float64
			Equal float64 `json:"gmean_equal"`
		}
	}
	caseJSON(t, &c, "mcdm-textbook", "cases.json")
	half := func(round int) float64 { return .5*math.Pow(10, -float64(round)) + 1e-12 }
	each := func(k int, rest string) string {
		return flow(fmt.Sprintf("{id: c, each: [%s]%s}", strings.Join(names("c", k), ", "), rest))
	}
	for method, all := range map[string][]weighted{"{method: entropy, on: treated}": c.Entropy, "{method: sd, on: treated}": c.SD, "critic": c.CRITIC} {
		for _, x := range all {
			k := len(x.Matrix[0])
			r := evaluate(t, head+"index:\n  weights: "+method+"\n"+each(k, ""), units(names("u", len(x.Matrix)), names("c", k), x.Matrix))
			for j, want := range x.Expected {
				near(t, fmt.Sprint(method, " ", j), r.Groups[0].Weights[j], want, half(x.Round))
			}
		}
	}
	for _, x := range c.AHP {
		k := len(x.Matrix)
		var rows []string
		for _, r := range x.Matrix {
			rows = append(rows, "["+strings.Join(r, ", ")+"]")
		}
		for ri, cr := range map[string]float64{"saaty-1980": .2290, "saaty-revised": .2254, "tummala-ling-1998": .2298} {
			r := evaluate(t, head+"index:\n  weights: {method: ahp, ri: "+ri+", judges: [{name: 专家, matrix: ["+strings.Join(rows, ", ")+"]}]}\n"+each(k, ""), units(names("u", 2), names("c", k), [][]float64{make([]float64, k), make([]float64, k)}))
			a := r.Groups[0].AHP[0]
			for j, want := range x.Expected {
				near(t, fmt.Sprint("ahp ", j), r.Groups[0].Weights[j], want, half(x.Round))
			}
			near(t, "lambda", a.Lambda, 7.4199, 5e-5)
			near(t, "CI", a.CI, .2840, 5e-5)
			near(t, "CR by "+ri, a.CR, cr, 6e-4)
			if !a.Fails || len(a.Triad) != 3 || len(r.Groups[0].Notices) == 0 {
				t.Errorf("inconsistent comparisons are not told: %+v", a)
			}
		}
	}
	for _, x := range c.TOPSIS {
		var lines []string
		for j, w := range x.Weights {
			direction := "up"
			if x.Types[j] < 0 {
				direction = "down"
			}
			lines = append(lines, fmt.Sprintf("{id: c%d, weight: %v, direction: %s, normalise: %s}", j+1, w, direction, x.Normalisation))
		}
		r := evaluate(t, head+"index:\n  aggregation: topsis\n"+flow(lines...), units(names("u", len(x.Matrix)), names("c", len(x.Weights)), x.Matrix))
		for i, want := range x.Expected {
			near(t, fmt.Sprint("topsis ", x.Normalisation, i), float64(r.Units[i].Score), want, half(x.Round))
			if x.Ranks != nil && r.Units[i].Rank != x.Ranks[i] {
				t.Errorf("topsis: unit %d has rank %d, want %d", i, r.Units[i].Rank, x.Ranks[i])
			}
		}
	}
	for _, x := range c.Copeland {
		r := evaluate(t, head+"index:\n  aggregation: copeland\n"+each(3, ", normalise: none"), units(names("u", 4), names("c", 3), x.Matrix))
		dominant := 0
		for pair, want := range x.Entries {
			near(t, "outranks "+pair, r.Groups[0].Outranking[pair[0]-'1'][pair[2]-'1'], want, 1e-12)
		}
		for _, row := range r.Groups[0].Outranking {
			for _, v := range row {
				dominant += int(truth(v == 1))
			}
		}
		if dominant != x.N {
			t.Errorf("%d pairs are dominant, want %d", dominant, x.N)
		}
		near(t, "the last wins all", float64(r.Units[3].Score), 3, 0)
	}
	for _, x := range c.Means {
		in := units([]string{"u"}, names("c", 3), [][]float64{x.X})
		mean := func(aggregation string, w ...int) float64 {
			return float64(evaluate(t, head+"index:\n  weights: relative\n  aggregation: "+aggregation+"\n"+
				flow(fmt.Sprintf("{id: c1, weight: %d, normalise: none}", w[0]), fmt.Sprintf("{id: c2, weight: %d, normalise: none}", w[1]), fmt.Sprintf("{id: c3, weight: %d, normalise: none}", w[2])), in).Units[0].Score)
		}
		near(t, "geometric", mean("geometric", 1, 1, 1), x.Equal, 1e-12)
		near(t, "geometric 1 1 2", mean("geometric", 1, 1, 2), math.Pow(1*2*9, .25), 1e-12)
		near(t, "harmonic 2 1 1", mean("harmonic", 2, 1, 1), 4/(2+.5+1.0/3), 1e-12)
		near(t, "power −1", mean("{method: power, exponent: -1}", 2, 1, 1), 4/(2+.5+1.0/3), 1e-12)
		near(t, "power 2", mean("{method: power, exponent: 2}", 1, 1, 1), math.Sqrt(14.0/3), 1e-12)
		near(t, "weakest", mean("weakest", 1, 1, 1), 1, 0)
	}
}

// TestIshigami finds the closed form of Sobol's indices of Ishigami's function
// (A = 7, B = 0.1), which is a scheme's indicator over evidence that is a range.
func TestIshigami(t *testing.T) {
	cases(t, "sobol-ishigami")
	pi := math.Pi
	in := &Input{Units: []Unit{{ID: "u", Evidence: map[string][]Observation{}}}}
	for _, x := range []string{"x1", "x2", "x3"} {
		low, high := -pi, pi
		in.Units[0].Evidence[x] = []Observation{{Low: &low, High: &high}}
	}
	r := evaluate(t, head+"index:\n"+flow("{id: ishigami, value: sin(x1) + 7 * sin(x2)^2 + 0.1 * x3^4 * sin(x1), normalise: none}")+"doubt: {weights: 0}\n", in)
	got, err := r.Sensitivity(t.Context(), "u", 1<<14, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	v1, v2, v13 := .5*math.Pow(1+.1*math.Pow(pi, 4)/5, 2), 49.0/8, .01*math.Pow(pi, 8)*(1.0/18-1.0/50)
	v := v1 + v2 + v13
	for i, want := range [][2]float64{{v1 / v, (v1 + v13) / v}, {v2 / v, v2 / v}, {0, v13 / v}} {
		near(t, got[i].Factor+" first", got[i].First, want[0], .05)
		near(t, got[i].Factor+" total", got[i].Total, want[1], .05)
		if c := got[i].CI1; !(c[0] <= got[i].First && got[i].First <= c[1]) {
			t.Errorf("%s: %v is outside its interval %v", got[i].Factor, got[i].First, c)
		}
	}
	again, err := r.Sensitivity(context.Background(), "u", 1<<14, 1, 1)
	if err != nil || !slices.Equal(got, again) {
		t.Errorf("one worker finds other indices: %v, %v", again, err)
	}
}

// TestProcessLevels checks the scale and the rule of ISO/IEC 33020.
func TestProcessLevels(t *testing.T) {
	var c struct {
		Vectors  [][2]any         `json:"percent_vectors"`
		Profiles []map[string]any `json:"profiles"`
	}
	caseJSON(t, &c, "iso33020-levels", "cases.json")
	for _, v := range c.Vectors {
		if _, got := Achievement(v[0].(float64)); got != v[1] {
			t.Errorf("%v %% is %s, want %s", v[0], got, v[1])
		}
	}
	var lines []string
	for _, a := range processAttributes {
		lines = append(lines, fmt.Sprintf("{id: 'PA%[1]s', attribute: '%[1]s', normalise: achievement, evidence: {record: '%[1]s'}}", a))
	}
	scheme := head + "index:\n  aggregation: {method: processLevels, rating: R3}\n" + flow(lines...)
	// A rating, and the least percentage that has it.
	least := map[string]float64{"N": 0, "P": 15.01, "L": 50.01, "F": 85.01}
	most := map[string]float64{"N": 15, "P": 50, "L": 85, "F": 100}
	in := &Input{}
	var want []float64
	for i, p := range c.Profiles {
		for k := range 3 {
			u := Unit{ID: fmt.Sprint(i, ".", k), Evidence: map[string][]Observation{}}
			for a, rating := range p {
				if a == "level" {
					continue
				}
				o := Observation{Text: rating.(string)}
				if k > 0 {
					v := least[o.Text]
					if k == 2 {
						v = most[o.Text]
					}
					o = Observation{Value: &v}
				}
				u.Evidence[a] = []Observation{o}
			}
			in.Units, want = append(in.Units, u), append(want, p["level"].(float64))
		}
	}
	r := evaluate(t, scheme, in)
	for i, u := range r.Units {
		near(t, "profile "+u.ID, float64(u.Score), want[i], 0)
	}
}

// TestAttackEvaluations recomputes the published shares of a public evaluation
// from its sub-steps: 29 vendors by 174 in two ways of counting, and 30 by 109.
func TestAttackEvaluations(t *testing.T) {
	const (
		seen    = "{None: 0, Telemetry: 1, General: 1, Tactic: 1, Technique: 1, 'N/A': null}"
		analyst = "{None: 0, Telemetry: 0, General: 1, Tactic: 1, Technique: 1, 'N/A': null}"
		ofSeen  = "{None: null, Telemetry: 0, General: 0, Tactic: 0, Technique: 1, 'N/A': null}"
		exact   = "{None: 0, Telemetry: 0, General: 0, Tactic: 0, Technique: 1, 'N/A': null}"
	)
	checked := 0
	for _, c := range []struct {
		tag    string
		groups map[string]string
	}{
		{"carbanakfin7_strict", map[string]string{"visibility": seen, "analytics": analyst}},
		{"carbanakfin7_adjusted", map[string]string{"visibility": seen, "analytics": ofSeen}},
		{"wizardspider", map[string]string{"visibility": seen, "analytics": analyst, "techniques": exact}},
	} {
		rows, _ := caseCSV(t, "mitre-attack-evals", c.tag+"_substeps.csv")
		in := &Input{}
		var steps []string
		place := map[string]int{}
		for _, r := range rows {
			i, is := place[r["vendor"]]
			if !is {
				i = len(in.Units)
				place[r["vendor"]] = i
				in.Units = append(in.Units, Unit{ID: r["vendor"], Evidence: map[string][]Observation{}})
			}
			step := r["Substep"]
			if !slices.Contains(steps, step) {
				steps = append(steps, step)
			}
			in.Units[i].Evidence[step] = append(in.Units[i].Evidence[step], Observation{Text: r["Detection"]})
		}
		for u := range in.Units { // a sub-step has one detection
			for step, o := range in.Units[u].Evidence {
				if len(o) != 1 {
					t.Fatalf("%s has %d detections in %s", in.Units[u].ID, len(o), step)
				}
			}
		}
		scheme := head + "index:\n  children:\n"
		for _, g := range []string{"visibility", "analytics", "techniques"} {
			if categories, is := c.groups[g]; is {
				scheme += "  - id: " + g + "\n    children:\n    - {id: " + g + ".step, each: ['" + strings.Join(steps, "', '") + "'], normalise: {method: categorical, categories: " + categories + "}}\n"
			}
		}
		r := evaluate(t, scheme, in)
		results, _ := caseCSV(t, "mitre-attack-evals", c.tag+"_results.csv")
		for _, row := range results {
			u := slices.IndexFunc(r.Units, func(x UnitResult) bool { return x.ID == row["vendor"] })
			for g := range c.groups {
				near(t, c.tag+" "+g+" of "+row["vendor"], r.Group(g).Score[u], number(t, row[g]), 1e-12)
				checked++
			}
		}
	}
	if checked != 206 {
		t.Errorf("%d values were checked, want 206", checked)
	}
}
