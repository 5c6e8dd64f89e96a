package schema_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/importer/mapping"
	"github.com/chainatlas/chainatlas/schema"
)

// TestRiskOfChips holds the risk of a real chain against figures that were worked
// out from its files by other means: Σs² of the companies' shares, without the
// countries that the same files tell beside them.
func TestRiskOfChips(t *testing.T) {
	var files []string
	for _, name := range []string{"stages", "inputs", "sequence", "providers", "provision"} {
		path := filepath.Join("..", "..", "shared", "data", "eto_chips", name+".csv")
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			t.Skipf("the shared data are not there: %v", err)
		}
		files = append(files, path)
	}
	text, err := os.ReadFile(filepath.Join("..", "examples", "mappings", "eto_chips.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := mapping.Parse("eto_chips.yaml", text, graph.Standard())
	if err != nil {
		t.Fatal(err)
	}
	a, err := newAtlas(t.Context(), t.TempDir(), schema.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer a.close()
	if _, err := importer.Run(t.Context(), files, importer.Options{Store: a.store, View: memory.New(graph.Standard(), graph.StandardRules()), Mapping: m, Actor: "tester"}); err != nil {
		t.Fatal(err)
	}
	if err := a.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := a.ask(t, `{ chainRisk { total computed nobody lacking low moderate high unsure sole dominated medianEffective firstYear lastYear withheld { reason segments } sources { name licence } groups { total computed }
		segments(first: 200) { segment { label } concentration { hhi hhiUpper cr1 effective known members coverage largest { label } } whatIf { remaining increase unbounded { en } } } } }`, nil).must(t)
	for name, want := range map[string]any{"total": 120., "computed": 84., "lacking": 19., "nobody": 17., "high": 76., "sole": 4., "dominated": 20., "medianEffective": "2.4", "firstYear": "2021", "lastYear": "2025"} {
		if is := got.get(t, "chainRisk", name); is != want {
			t.Errorf("%s is %v, not %v", name, is, want)
		}
	}
	type figures struct {
		hhi, upper, known     float64
		first, left, increase any
	}
	found := map[string]figures{}
	for _, s := range got.get(t, "chainRisk", "segments").([]any) {
		s := s.(map[string]any)
		c := s["concentration"].(map[string]any)
		if c["hhi"] == nil {
			continue
		}
		w := s["whatIf"].(map[string]any)
		found[s["segment"].(map[string]any)["label"].(string)] = figures{c["hhi"].(float64), c["hhiUpper"].(float64), c["known"].(float64), c["cr1"], w["remaining"], w["increase"]}
	}
	if len(found) != 84 {
		t.Errorf("%d segments are computed", len(found))
	}
	for name, want := range map[string]figures{
		"EUV lithography tools":                 {10000, 10000, 1, "1", "0", nil},
		"Crystal growing furnaces":              {10000, 10000, 1, "1", "0", nil},
		"ArF immersion (DUV) lithography tools": {9860, 9861, 1, "0.993", "0.007", "141.857143"}, // .993 / .007
		"Imprint lithography":                   {8273, 8288, 2, "0.908", "0.092", "9.869565"},
		"Manual wire bonders":                   {8602, 8603, 2, "0.925", "0.075", "12.333333"},
		"Resist processing tools":               {8587, 8589, 4, "0.926", "0.074", "12.513514"},
	} {
		if found[name] != want {
			t.Errorf("%s is %+v, not %+v", name, found[name], want)
		}
	}
}
