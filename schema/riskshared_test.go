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
	checkCountries(t, a)
	checkKeyNodes(t, a)
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

// checkCountries keeps that the 22 countries and regions among the providers are counted
// beside the vendors wherever vendors are counted, and alike: by the map, by the
// lists, by the gap list, and by the risk.
func checkCountries(t *testing.T, a *atlas) {
	t.Helper()
	x := a.ask(t, `{ chainMap { total { enterprises countries } places { node { id nodeKind } parent count { enterprises countries } concentration { members reason } } }
		enterprises(first: 1) { totalCount } countries: enterprises(first: 1, filter: {property: {name: "kind", in: ["country"]}}) { totalCount }
		segments(first: 200) { nodes { id enterprises(first: 1) { totalCount } countries(first: 1) { totalCount } } }
		gapList(rule: {fewerThan: 1}) { gaps { segment { id } } } quality { kinds { kind total } } }`, nil).must(t)
	all := x.get(t, "enterprises", "totalCount")
	for i := range x.get(t, "quality", "kinds").([]any) {
		if x.get(t, "quality", "kinds", i, "kind") == "ENTERPRISE" && x.get(t, "quality", "kinds", i, "total") != all {
			t.Errorf("the quality tells of %v enterprises, the list of %v", x.get(t, "quality", "kinds", i, "total"), all)
		}
	}
	if all != x.get(t, "chainMap", "total", "enterprises") || x.get(t, "countries", "totalCount") != x.get(t, "chainMap", "total", "countries") || x.get(t, "countries", "totalCount") != 22. {
		t.Errorf("the list has %v vendors and %v countries, the map %v", all, x.get(t, "countries", "totalCount"), x.get(t, "chainMap", "total"))
	}
	listed := map[string][2]any{}
	for i, n := range x.get(t, "segments", "nodes").([]any) {
		listed[n.(map[string]any)["id"].(string)] = [2]any{x.get(t, "segments", "nodes", i, "enterprises", "totalCount"), x.get(t, "segments", "nodes", i, "countries", "totalCount")}
	}
	gaps := map[any]bool{}
	for i := range x.get(t, "gapList", "gaps").([]any) {
		gaps[x.get(t, "gapList", "gaps", i, "segment", "id")] = true
	}
	parents, only := map[any]bool{}, 0
	places := x.get(t, "chainMap", "places").([]any)
	for i := range places {
		parents[x.get(t, "chainMap", "places", i, "parent")] = true
	}
	for i := range places {
		at := func(path ...any) any { return x.get(t, append([]any{"chainMap", "places", i}, path...)...) }
		if at("node", "nodeKind") != "SEGMENT" {
			continue
		}
		id, n, countries := at("node", "id"), at("count", "enterprises"), at("count", "countries")
		if listed[id.(string)] != [2]any{n, countries} || gaps[id] != (n == 0.) {
			t.Errorf("of %v the map counts %v and %v countries, lists %v, and it is a gap: %v", id, n, countries, listed[id.(string)], gaps[id])
		}
		if parents[id] {
			continue // what is below it counts in it, and its shares are its own
		}
		if at("concentration", "members") != n || (at("concentration", "reason") == "COUNTRIES") != (n == 0. && countries != 0.) {
			t.Errorf("of %v the risk knows %v vendors and withholds for %v, the map counts %v and %v countries", id, at("concentration", "members"), at("concentration", "reason"), n, countries)
		}
		if n == 0. && countries != 0. {
			only++
		}
	}
	if only == 0 {
		t.Error("no segment names countries only: the data do not try this case")
	}
}

// checkKeyNodes holds what holds that chain together against what networkx 3.6.1 tells of
// the file that says what goes into what, as an undirected graph.
func checkKeyNodes(t *testing.T, a *atlas) {
	t.Helper()
	x := a.ask(t, `{ chainKeyNodes { total links components splitting bridgeCount blocks draws nodes { node { label } betweenness rank parts cutNodes } } }`, nil).must(t)
	for name, want := range map[string]float64{"total": 44, "links": 53, "components": 1, "splitting": 14, "bridgeCount": 33, "blocks": 34, "draws": 200} {
		if is := x.get(t, "chainKeyNodes", name); is != want {
			t.Errorf("%s is %v, not %v", name, is, want)
		}
	}
	for i, want := range []struct {
		label, between string
		parts, off     float64
	}{
		{"Fabrication materials", "0.443521595", 4, 5}, {"Deposition", "0.36013289", 4, 9}, {"Chemical mechanical planarization", "0.331339978", 3, 2}, {"Chip design", "0.259136213", 5, 6},
		{"Assembly and packaging", "0.258028793", 4, 3}, {"Process control and handling", "0.216500554", 3, 2}, {"Photolithography", "0.198818752", 5, 4}, {"Etch and clean", "0.141232927", 2, 3},
	} {
		at := func(path ...any) any {
			return x.get(t, append([]any{"chainKeyNodes", "nodes", i}, path...)...)
		}
		if at("node", "label") != want.label || at("betweenness") != want.between || at("parts") != want.parts || at("cutNodes") != want.off || at("rank") != float64(i+1) {
			t.Errorf("at %d there is %v with %v, %v parts and %v cut off, not %v", i+1, at("node", "label"), at("betweenness"), at("parts"), at("cutNodes"), want)
		}
	}
}
