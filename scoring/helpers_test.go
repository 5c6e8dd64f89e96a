package scoring

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph/yamlfile"
)

// cases returns the path of a file of the worked cases, and skips the test
// where they are not there.
func cases(t testing.TB, name ...string) string {
	t.Helper()
	path := filepath.Join(append([]string{"..", "..", "shared", "data", "cases"}, name...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the shared data are not there: %v", err)
	}
	return path
}

func caseJSON(t testing.TB, into any, name ...string) {
	t.Helper()
	b, err := os.ReadFile(cases(t, name...))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatal(err)
	}
}

// caseCSV returns the rows of a file as maps by header, and the headers.
func caseCSV(t testing.TB, name ...string) ([]map[string]string, []string) {
	t.Helper()
	f, err := os.Open(cases(t, name...))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, r := range all[1:] {
		m := map[string]string{}
		for i, h := range all[0] {
			m[h] = r[i]
		}
		rows = append(rows, m)
	}
	return rows, all[0]
}

func parse(t testing.TB, text string) *Scheme {
	t.Helper()
	s, err := Parse("test.yaml", []byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return s
}

const head = "version: 1\nid: test\nedition: '1'\nstatus: inForce\ntitle: {zh: 测试, en: test}\n"

// units makes an input of a matrix; NaN is left out.
func units(names []string, columns []string, rows [][]float64) *Input {
	in := &Input{}
	for i, r := range rows {
		u := Unit{ID: names[i], Evidence: map[string][]Observation{}}
		for j, v := range r {
			if !math.IsNaN(v) {
				u.Evidence[columns[j]] = []Observation{{Value: &v}}
			}
		}
		in.Units = append(in.Units, u)
	}
	return in
}

// names returns a1, a2, …
func names(prefix string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = prefix + strconv.Itoa(i+1)
	}
	return out
}

func evaluate(t testing.TB, scheme string, in *Input) *Result {
	t.Helper()
	r, err := Evaluate(parse(t, scheme), in)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func near(t testing.TB, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: got %v, want %v within %v", what, got, want, tolerance)
	}
}

func number(t testing.TB, s string) float64 {
	t.Helper()
	v, ok := yamlfile.ParseNumber(strings.TrimSpace(s))
	if !ok {
		t.Fatalf("%q is no number", s)
	}
	return v
}

// flow writes children as YAML's flow style, one a line.
func flow(lines ...string) string { return "  children:\n  - " + strings.Join(lines, "\n  - ") + "\n" }
