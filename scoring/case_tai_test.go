package scoring

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
)

var tai = []string{"patents", "royalties", "internet", "exports", "telephones_log", "electricity_log", "schooling", "university"}

// taiInput is the handbook's appendix table A.2.
func taiInput(t testing.TB) *Input {
	rows, _ := caseCSV(t, "oecd-tai", "tai23_raw.csv")
	var countries []string
	var x [][]float64
	for _, r := range rows {
		countries = append(countries, r["country"])
		var v []float64
		for _, k := range tai {
			v = append(v, number(t, r[k]))
		}
		x = append(x, v)
	}
	return units(countries, tai, x)
}

func taiChildren(each func(id string) string) string {
	lines := make([]string, len(tai))
	for i, id := range tai {
		lines[i] = fmt.Sprintf("{id: %s%s}", id, each(id))
	}
	return flow(lines...)
}

// TestTAINormalisations checks the eleven normalisations of table 15.
func TestTAINormalisations(t *testing.T) {
	rows, _ := caseCSV(t, "oecd-tai", "table15_normalisation_schooling.csv")
	var countries []string
	var x [][]float64
	for _, r := range rows {
		countries, x = append(countries, r["country"]), append(x, []float64{number(t, r["raw"])})
	}
	in := units(countries, []string{"schooling"}, x)
	for _, c := range []struct {
		column, normalise string
		tolerance         float64 // of the printed digits
	}{
		{"rank_high_is_top", "rank", 0},
		{"zscore", "{method: zscore, ddof: 1}", .0051},
		{"minmax", "minmax", .0051},
		{"ratio_to_mean", "{method: reference, to: mean}", .0051},
		{"ratio_to_best", "{method: reference, to: best}", .0051},
		{"ratio_to_best", "leader", .0051},
		{"ratio_to_worst", "{method: reference, to: worst}", .0051},
		{"diff_to_mean", "{method: reference, to: mean, as: difference}", .0051},
		{"diff_to_worst", "{method: reference, to: worst, as: difference}", .0051},
		{"above_below_mean_p20", "{method: band, tolerance: 0.2}", 0},
		{"percentile", "percentile", .06},
		{"categorical", "{method: categorical, bands: [{from: 0, value: 0}, {from: 5, value: 20}, {from: 15, value: 40}, {from: 35, value: 50}, {from: 65, value: 60}, {from: 85, value: 80}, {from: 95, value: 100}]}", 0},
	} {
		r := evaluate(t, head+"index:\n"+flow("{id: schooling, normalise: "+c.normalise+"}"), in)
		for i, row := range rows {
			near(t, c.column+" of "+countries[i], r.Indicators[0].Normalised[i], number(t, row[c.column]), c.tolerance)
		}
	}
}

// TestTAIRanks checks the ranks of tables 23 and 38 that can be recomputed.
func TestTAIRanks(t *testing.T) {
	in := taiInput(t)
	posts, _ := caseCSV(t, "oecd-tai", "goalposts_hdr2001.csv")
	goalposts := map[string]string{}
	for _, p := range posts {
		low, high := number(t, p["min"]), number(t, p["max"])
		if p["scale"] == "log10" {
			low, high = math.Log10(low), math.Log10(high)
		}
		goalposts[p["indicator"]] = fmt.Sprintf(", goalposts: {low: %v, high: %v, cap: high}", low, high)
	}
	weights := map[string]map[string]string{}
	table, _ := caseCSV(t, "oecd-tai", "table22_weights.csv")
	for _, r := range table {
		weights[r["method"]] = r
	}
	want, _ := caseCSV(t, "oecd-tai", "table23_38_ranks.csv")
	weighted := func(m string) func(string) string {
		return func(id string) string { return goalposts[id] + ", weight: " + weights[m][id] }
	}
	for _, c := range []struct {
		column, rest string
		each         func(id string) string
		least        int // of 23 that agree: with the handbook's rounded weights not all do
	}{
		{"t23_EW", "", func(id string) string { return goalposts[id] }, 23},
		{"t38_LIN", "", func(id string) string { return goalposts[id] }, 23},
		{"t23_BAP", "  weights: relative\n", weighted("BAP"), 23},
		{"t23_FA", "  weights: relative\n", weighted("FA"), 19},
		{"t23_AHP", "  weights: relative\n", weighted("AHP"), 20},
		{"t38_GME", "  aggregation: geometric\n", func(string) string { return ", normalise: none" }, 23},
	} {
		r := evaluate(t, head+"index:\n"+c.rest+taiChildren(c.each), in)
		agree := 0
		for _, w := range want {
			if strconv.Itoa(r.Unit(w["country"]).Rank) == w[c.column] {
				agree++
			}
		}
		if agree < c.least {
			t.Errorf("%s: %d of 23 ranks are the handbook's, want %d", c.column, agree, c.least)
		}
	}
}

// TestTAIBenefit checks table 19, whose logarithms are rounded in the source.
func TestTAIBenefit(t *testing.T) {
	in := taiInput(t)
	r := evaluate(t, head+"index:\n  weights: {method: bod, low: 0.10, high: 0.15}\n"+taiChildren(func(string) string { return "" }), in)
	rows, _ := caseCSV(t, "oecd-tai", "table19_bod_scores.csv")
	same := 0
	for _, w := range rows {
		got, want := float64(r.Unit(w["country"]).Score), number(t, w["bod_score"])
		near(t, w["country"], got, want, .0101+.005)
		if math.Abs(math.Round(got*100)/100-want) < .0051 {
			same++
		}
	}
	if same < 19 {
		t.Errorf("%d of 23 scores are the handbook's to two digits, want 19", same)
	}
	for u := range r.Units { // the bounds hold
		for c, s := range r.Groups[0].Shares {
			if s[u] < .1-1e-9 || s[u] > .15+1e-9 {
				t.Errorf("%s gives %s a share of %v", r.Units[u].ID, tai[c], s[u])
			}
		}
	}
	free := evaluate(t, head+"index:\n  weights: bod\n"+taiChildren(func(string) string { return "" }), in)
	full := 0
	for _, u := range free.Units {
		if math.Abs(float64(u.Score)-1) < 1e-9 {
			full++
		}
	}
	if full != 8 {
		t.Errorf("%d of 23 countries have the full score without bounds, want 8", full)
	}
	if len(free.Groups[0].Notices) == 0 {
		t.Error("the ties are not told")
	}
}

// TestTAIWeights checks tables 16 and 20.
func TestTAIWeights(t *testing.T) {
	in := taiInput(t)
	rows, header := caseCSV(t, "oecd-tai", "table20_ahp_matrix.csv")
	var matrix []string
	for _, r := range rows {
		var row []string
		for _, h := range header[1:] {
			row = append(row, r[h])
		}
		matrix = append(matrix, "["+strings.Join(row, ", ")+"]")
	}
	r := evaluate(t, head+"index:\n  weights: {method: ahp, ri: saaty-1980, judges: [{name: handbook, matrix: ["+strings.Join(matrix, ", ")+"]}]}\n"+taiChildren(func(string) string { return "" }), in)
	c := r.Groups[0].AHP[0]
	near(t, "lambda", c.Lambda, 8.2111, 5e-5)
	near(t, "CI", c.CI, .0302, 5e-5)
	near(t, "CR", c.CR, .0214, 5e-5)
	if c.Fails || c.RI != "saaty-1980" {
		t.Errorf("got %+v", c)
	}
	for i, w := range []float64{.2291, .1346, .0594, .1761, .0385, .0385, .2522, .0715} {
		near(t, tai[i], r.Groups[0].Weights[i], w, 5e-5)
	}
	p := evaluate(t, head+"index:\n  weights: {method: pca, on: treated}\n"+taiChildren(func(string) string { return "" }), in)
	printed, _ := caseCSV(t, "oecd-tai", "table16_eigenvalues.csv")
	for i, w := range []float64{3.354, 1.746, .985, .894, .471, .299, .174, .076} {
		near(t, fmt.Sprint("eigenvalue ", i+1), p.Groups[0].Eigenvalues[i], w, 5e-4)
		near(t, fmt.Sprint("printed eigenvalue ", i+1), p.Groups[0].Eigenvalues[i], number(t, printed[i]["eigenvalue"]), .06)
	}
}

// TestTAIOutranking checks tables 36 and 37.
func TestTAIOutranking(t *testing.T) {
	rows, _ := caseCSV(t, "oecd-tai", "table35_five_countries.csv")
	var countries []string
	var x [][]float64
	for _, r := range rows {
		countries = append(countries, r["country"])
		var v []float64
		for _, k := range tai {
			v = append(v, number(t, r[k]))
		}
		x = append(x, v)
	}
	r := evaluate(t, head+"index:\n  aggregation: kemeny\n"+taiChildren(func(string) string { return ", normalise: none" }), units(countries, tai, x))
	g := r.Groups[0]
	want, _ := caseCSV(t, "oecd-tai", "table36_outranking.csv")
	for i, w := range want {
		for j, c := range countries {
			near(t, countries[i]+" over "+c, g.Outranking[i][j], number(t, w[c]), 1e-12)
		}
	}
	near(t, "score", g.Kemeny.Score, 6.375, 1e-12)
	if len(g.Kemeny.Orders) != 3 || !g.Kemeny.Exact {
		t.Errorf("got %+v, want the three orders of table 37", g.Kemeny)
	}
}
