package importer_test

import (
	"encoding/csv"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// recountEvaluations counts verdicts in the tables of the worked case, which
// others made of the same workbooks.
func recountEvaluations(t *testing.T, s *imported) {
	want, vendors := map[string]int{}, textSet{}
	for _, way := range []string{"strict", "adjusted"} {
		f, err := os.Open(filepath.Join(sharedRoot, "cases", "mitre-attack-evals", "carbanakfin7_"+way+"_substeps.csv"))
		if err != nil {
			t.Skipf("the shared data are not there: %v", err)
		}
		rows, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
		column := slices.Index(rows[0], "Detection")
		for _, r := range rows[1:] {
			vendors.add(r[0])
			switch r[column] {
			case "None":
				want[way+" Not detected"]++
			case "N/A":
				want[way+" notApplicable"]++
			default:
				want[way+" "+r[column]]++
			}
		}
	}
	got := map[string]int{}
	eachNode(t, s.view, graph.KindFinding, func(n *memory.Node) {
		_, item, _ := strings.Cut(valueOf(n, graph.PropItem, "").Text, ".")
		way, _, _ := strings.Cut(item, ".")
		if way == "protection" {
			return
		}
		got[way+" "+valueOf(n, "result", "").Text+valueOf(n, "absence", "").Text]++
		if b, d := valueOf(n, graph.PropBasis, "").Text, valueOf(n, graph.PropDate, "").String(); b != "tested" || d != "2021-04-20" {
			t.Errorf("a finding on the basis %q, of %q", b, d)
		}
	})
	if !maps.Equal(got, want) {
		t.Errorf("verdicts %v\nwant     %v", got, want)
	}
	stats := s.view.Stats()
	for _, kind := range []graph.Kind{graph.KindEnterprise, graph.KindProduct} {
		equalCount(t, string(kind), stats.Nodes[kind], len(vendors))
	}
	equalCount(t, graph.EdgeMakes, stats.Edges[graph.EdgeMakes], len(vendors))
}
