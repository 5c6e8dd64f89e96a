package main

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/scoring"
)

// TestScoreEvaluations imports the workbooks of a public evaluation of 29 vendors'
// products through their mapping, rates them by the scheme beside it, and finds
// what the workbooks themselves publish.
func TestScoreEvaluations(t *testing.T) {
	abs := func(name ...string) string {
		path, err := filepath.Abs(filepath.Join(name...))
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	data := func(name ...string) string {
		path := abs(append([]string{"..", "..", "..", "shared", "data"}, name...)...)
		if _, err := os.Stat(path); err != nil {
			t.Skipf("the shared data are not there: %v", err)
		}
		return path
	}
	books := []string{data("attack_evals", "fin7eval-strict-mitre.xlsx"), data("attack_evals", "fin7eval.xlsx")}
	results := map[string]string{"strict": data("cases", "mitre-attack-evals", "carbanakfin7_strict_results.csv"), "adjusted": data("cases", "mitre-attack-evals", "carbanakfin7_adjusted_results.csv")}
	mapping, scheme := abs("..", "..", "examples", "mappings", "attack_evals.yaml"), abs("..", "..", "examples", "schemes", "attack_evals.yaml")

	s := newSession(t, "en")
	s.must(0, "init")
	s.must(0, "scheme", "check", scheme)
	if out := s.must(0, append([]string{"import", "--mapping", mapping}, books...)...); !strings.Contains(out, "rejected 0 + queued 0 + created 10150") || !strings.Contains(out, "bad cells 0") {
		t.Fatal(out)
	}
	text := s.must(0, "score", "run", "--scheme", scheme, "--reference-date", "2021-12-31", "--why", "test", "--json")
	run, err := scoring.ReadRun([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for way, file := range results {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(f).ReadAll()
		if err := f.Close(); err != nil {
			t.Error(err)
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows[1:] {
			vendor := row[slices.Index(rows[0], "vendor")]
			u := slices.IndexFunc(run.Result.Units, func(u scoring.UnitResult) bool {
				return strings.ReplaceAll(strings.TrimSuffix(u.Name, " (product of the Carbanak+FIN7 round)"), " ", "") == vendor
			})
			if u < 0 {
				t.Errorf("there is no product of %s", vendor)
				continue
			}
			for _, of := range []string{"visibility", "analytics"} {
				want, err := strconv.ParseFloat(row[slices.Index(rows[0], of)], 64)
				if err != nil {
					t.Fatal(err)
				}
				if got := run.Result.Group(way + "." + of).Score[u]; !(math.Abs(got-want) <= 1e-12) {
					t.Errorf("%s %s of %s is %v, want %v", way, of, vendor, got, want)
				}
				checked++
			}
		}
	}
	if checked != 4*29 || len(run.Result.Units) != 29 {
		t.Errorf("%d values of %d units were checked", checked, len(run.Result.Units))
	}
	// A score explains itself down to the cell: AhnLab's eighth sub-step stands in row 9.
	u := slices.IndexFunc(run.Result.Units, func(u scoring.UnitResult) bool { return strings.HasPrefix(u.Name, "AhnLab") })
	x := run.Result.Indicator("strict.visibility.step.1.A.8")
	if ref := x.Evidence[u][0]; !strings.HasSuffix(ref, " =Technique fin7eval-strict-mitre.xlsx#AhnLab!H9") {
		t.Errorf("the evidence is %q", ref)
	}
	// What does not apply leaves both sides: AhnLab was not tested on Linux.
	without := 0
	for i := range run.Result.Indicators {
		if x := &run.Result.Indicators[i]; strings.HasPrefix(x.ID, "strict.visibility.") && x.State[u] == scoring.NotApplicable {
			without++
		}
	}
	if without != 12 {
		t.Errorf("%d sub-steps do not apply to AhnLab, want 12", without)
	}
}
