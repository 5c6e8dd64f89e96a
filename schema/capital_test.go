package schema_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/importer/mapping"
	"github.com/chainatlas/chainatlas/schema"
	"github.com/chainatlas/chainatlas/scoring/evidence"
)

// flowAnswer is what the tests read of a flow.
type flowAnswer struct {
	Total, Rounds, Undecided, Drawn, Disclosed, Placed, Undated, Investors, Coarse int
	Sums                                                                           []struct {
		Currency            string
		Events, Undisclosed int
	}
	Nodes []struct {
		ID, Column, Kind string
		Merged           int
		Measure          flowMeasure
	}
	Links   []struct{ From, To string }
	Period  string
	Periods []struct {
		Period                 string
		Disclosed, Undisclosed int
	}
	Recent []struct{ ID string }
}

type flowMeasure struct {
	Rounds            int
	Weight, Low, High graph.Decimal
}

const flowParts = `{ total rounds undecided drawn disclosed placed undated investors coarse sums { currency events undisclosed } nodes { id column kind merged measure { rounds weight low high } } links { from to } period periods { period disclosed undisclosed } `

// flow asks for a flow with some arguments, and what else of it.
func (a *atlas) flow(t *testing.T, arguments, more string) *flowAnswer {
	t.Helper()
	var data struct{ CapitalFlow *flowAnswer }
	got := a.ask(t, `{ capitalFlow(`+arguments+`) `+flowParts+more+` } }`, nil).must(t)
	if err := json.Unmarshal(got.Data, &data); err != nil {
		t.Fatal(err)
	}
	return data.CapitalFlow
}

// TestFlowOfRealRounds holds the flow of the funding rounds that were collected, over
// the example of the same industry, against lists, rankings and the map: each counts
// what it says by itself.
func TestFlowOfRealRounds(t *testing.T) {
	rounds := filepath.Join("..", "..", "shared", "data", "cnsec", "funding_rounds.csv")
	if _, err := os.Stat(rounds); err != nil {
		t.Skip("the shared data are not there: ", err)
	}
	a := fresh(t, schema.Config{})
	press, err := mapping.Parse("mapping.yaml", []byte("version: 1\nsource: {id: press, name: 公开报道, trust: media}\ndataDate: 2024-09-01\ntables:\n- auto: true\n"), graph.Standard())
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		file string
		by   *mapping.Mapping
	}{{"../examples/cybersecurity.zh.xlsx", nil}, {rounds, press}} {
		if _, err := importer.Run(t.Context(), []string{x.file}, importer.Options{Store: a.store, View: a.log.View(), Mapping: x.by, Actor: "tester"}); err != nil {
			t.Fatal(err)
		}
		if err := a.settle(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	var data struct {
		All, Disclosed, Anonymous struct{ TotalCount int }
		Investors                 struct {
			Total     int
			Investors []struct {
				Node   struct{ ID string }
				Events int
			}
		}
		ChainMap struct {
			Places []struct {
				Depth int
				Node  struct{ ID string }
				Count struct{ Capital []struct{ Events int } }
			}
		}
	}
	asked := a.ask(t, `{ all: fundingEvents(first: 1) { totalCount } anonymous: fundingEvents(first: 1, filter: {edge: {type: INVESTED_IN, known: false}}) { totalCount }
		disclosed: fundingEvents(first: 1, filter: {property: {name: "amount", min: "0元"}}) { totalCount }
		investors(first: 1000) { total investors { node { id } events } } chainMap(chain: "CS", capital: true) { places { depth node { id } count { capital { events } } } } }`, nil).must(t)
	if err := json.Unmarshal(asked.Data, &data); err != nil {
		t.Fatal(err)
	}
	f := a.flow(t, `chain: "CS", investors: 12`, `recent(first: 200) { id }`)
	if f.Total != data.All.TotalCount || f.Rounds != f.Total || f.Drawn != f.Total || f.Disclosed != data.Disclosed.TotalCount || f.Undecided != 0 || f.Investors != data.Investors.Total || len(f.Recent) != f.Total {
		t.Errorf("the flow has %d of %d rounds, %d drawn, %d disclosed, %d investors, %d listed; lists have %d, %d, %d", f.Rounds, f.Total, f.Drawn, f.Disclosed, f.Investors, len(f.Recent), data.All.TotalCount, data.Disclosed.TotalCount, data.Investors.Total)
	}
	events := map[string]int{"i:-": data.Anonymous.TotalCount}
	for _, x := range data.Investors.Investors {
		events["i:"+x.Node.ID] = x.Events
	}
	for _, p := range data.ChainMap.Places {
		if p.Depth != 1 {
			continue
		}
		n := 0
		for _, c := range p.Count.Capital {
			n += c.Events
		}
		events["g:"+p.Node.ID] = n
		if listed := int(a.ask(t, `{ fundingEvents(first: 1, filter: {segment: ["`+p.Node.ID+`"]}) { totalCount } }`, nil).must(t).get(t, "fundingEvents", "totalCount").(float64)); listed != n {
			t.Errorf("chosen by the segment %s there are %d events, where the map counts %d", p.Node.ID, listed, n)
		}
	}
	columns, checked := map[string]graph.Decimal{}, 0
	for _, n := range f.Nodes {
		if columns[n.Column], err = columns[n.Column].Add(n.Measure.Weight); err != nil {
			t.Fatal(err)
		}
		if code, ok := strings.CutPrefix(n.ID, "r:"); ok {
			condition := `known: false`
			if code != "-" {
				condition = `in: ["` + code + `"]`
			}
			events[n.ID] = int(a.ask(t, `{ fundingEvents(first: 1, filter: {property: {name: "round", `+condition+`}}) { totalCount } }`, nil).must(t).get(t, "fundingEvents", "totalCount").(float64))
		}
		if want, ok := events[n.ID]; ok {
			checked++
			if n.Measure.Rounds != want {
				t.Errorf("%s takes part in %d rounds, counted otherwise in %d", n.ID, n.Measure.Rounds, want)
			}
		} else if n.Kind == "NAMED" {
			t.Errorf("%s is counted nowhere else", n.ID)
		}
		if n.Kind == "OTHERS" {
			continue
		}
		if got := a.flow(t, `chain: "CS", only: ["`+n.ID+`"]`, ``); got.Rounds != n.Measure.Rounds {
			t.Errorf("only %s has %d rounds, not %d", n.ID, got.Rounds, n.Measure.Rounds)
		}
	}
	if checked < 12 {
		t.Errorf("%d nodes are held against others", checked)
	}
	f = a.flow(t, `width: AMOUNT, currency: "CNY", from: "2022-01", to: "2022-06"`, ``)
	var low, high graph.Decimal
	for _, n := range f.Nodes {
		if n.Column == "ROUND" {
			low, _ = low.Add(n.Measure.Low)
			high, _ = high.Add(n.Measure.High)
		}
	}
	in := a.ask(t, `{ fundingEvents(first: 1000, filter: {property: {name: "date", min: "2022-01-01", max: "2022-06-30"}}) { totalCount nodes { amount { bound low high currency } } } }`, nil).must(t)
	var wantLow, wantHigh graph.Decimal
	drawn := 0
	for _, n := range in.get(t, "fundingEvents", "nodes").([]any) {
		m, _ := n.(map[string]any)["amount"].(map[string]any)
		if m == nil || m["currency"] != "CNY" || m["low"] == nil {
			continue
		}
		drawn++
		l, err := graph.ParseDecimal(m["low"].(string))
		if err != nil {
			t.Fatal(err)
		}
		h := l
		if m["bound"] == "RANGE" {
			if h, err = graph.ParseDecimal(m["high"].(string)); err != nil {
				t.Fatal(err)
			}
		}
		wantLow, _ = wantLow.Add(l)
		wantHigh, _ = wantHigh.Add(h)
	}
	if low != wantLow || high != wantHigh || f.Drawn != drawn || drawn == 0 {
		t.Errorf("%d rounds from %s to %s are drawn, the list has %d from %s to %s", f.Drawn, low, high, drawn, wantLow, wantHigh)
	}
}

// TestFlowIsChosen narrows the example's flow by each of its arguments, and refuses
// what means nothing.
func TestFlowIsChosen(t *testing.T) {
	all := shared.flow(t, `chain: "SL"`, ``)
	count := func(filter string) int {
		return int(shared.ask(t, `{ fundingEvents(first: 1, filter: `+filter+`) { totalCount } }`, nil).must(t).get(t, "fundingEvents", "totalCount").(float64))
	}
	if f := shared.flow(t, `from: "2023"`, ``); f.Rounds == 0 || f.Rounds >= all.Rounds || f.Rounds != count(`{property: {name: "date", min: "2023-01-01"}}`) {
		t.Errorf("from 2023 there are %d rounds of %d", f.Rounds, all.Rounds)
	}
	if f := shared.flow(t, `enterprises: {property: {name: "stage", in: ["初创期"]}}`, ``); f.Rounds == 0 || f.Rounds+f.Undecided >= all.Rounds {
		t.Errorf("start-ups have %d rounds of %d, and %d are open", f.Rounds, all.Rounds, f.Undecided)
	}
	kinds := 0
	for _, kind := range []string{"fund", "investor", "enterprise"} {
		f := shared.flow(t, `investorKinds: ["`+kind+`"]`, ``)
		if kinds += f.Rounds; f.Rounds+f.Undecided > all.Rounds {
			t.Errorf("of %s there are %d rounds and %d open ones of %d", kind, f.Rounds, f.Undecided, all.Rounds)
		}
	}
	if f := shared.flow(t, `investorKinds: ["fund", "investor", "enterprise"]`, ``); f.Rounds > kinds || f.Rounds < kinds/3 || f.Rounds == 0 {
		t.Errorf("of all kinds there are %d rounds", f.Rounds)
	}
	if f := shared.flow(t, `only: ["r:A", "r:B"]`, ``); f.Rounds != count(`{property: {name: "round", in: ["A", "B"]}}`) {
		t.Errorf("rounds A and B are %d", f.Rounds)
	}
	if f := shared.flow(t, `only: ["i:nobody"]`, ``); f.Rounds != 0 || len(f.Nodes)+len(f.Links)+len(f.Periods) != 0 {
		t.Errorf("nobody put money into %d rounds", f.Rounds)
	}
	for _, arguments := range []string{`investors: 0`, `investors: 41`, `chain: "none"`, `chain: ""`, `from: "2024", to: "2023"`, `investorKinds: ["none"]`, `only: ["x:1"]`, `only: ["i:*"]`, `only: ["r"]`,
		`only: [` + strings.Repeat(`"r:A",`, 101) + `]`, `enterprises: {property: {name: "none"}}`} {
		if got := shared.ask(t, `{ capitalFlow(`+arguments+`) { rounds } }`, nil); got.code() == "" {
			t.Errorf("%s is answered %s", arguments, got.raw)
		}
	}
	for _, more := range []string{`recent(first: 0) { id }`, `recent(first: 201) { id }`} {
		if got := shared.ask(t, `{ capitalFlow { `+more+` } }`, nil); got.code() == "" {
			t.Errorf("%s is answered %s", more, got.raw)
		}
	}
}

// TestTwoChains imports the English example, whose segments are named in English and
// have their Chinese names beside, and the invented one: groups are called as each
// language calls them, and of a code that both chains have it is told which there are.
func TestTwoChains(t *testing.T) {
	a := fresh(t, schema.Config{})
	for _, file := range []string{"../examples/cybersecurity.en.xlsx", example} {
		if _, err := importer.Run(t.Context(), []string{file}, importer.Options{Store: a.store, View: a.log.View(), Actor: "tester"}); err != nil {
			t.Fatal(err)
		}
		if err := a.settle(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if id, err := evidence.Segment(t.Context(), a.log.View(), "B5"); graph.CodeOf(err) != graph.CodeConflict || !strings.Contains(err.Error(), "CS:B5 Content security; SL:B5 ") && !strings.Contains(err.Error(), "; CS:B5 Content security") {
		t.Errorf("B5 is %q: %v", id, err)
	}
	got := a.ask(t, `{ capitalFlow(chain: "CS", placedOnly: true) { leading { label { zh en } } } chainRisk(chain: "CS") { groups { label { zh en } } } }`, nil).must(t)
	for _, label := range []any{got.get(t, "capitalFlow", "leading", "label"), got.get(t, "chainRisk", "groups", 0, "label")} {
		names := label.(map[string]any)
		if zh, en := names["zh"].(string), names["en"].(string); !strings.ContainsFunc(zh, isHan) || strings.ContainsFunc(en, isHan) {
			t.Errorf("a group is called %q in Chinese and %q in English", zh, en)
		}
	}
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }
