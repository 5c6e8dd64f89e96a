package schema_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/schema"
)

const recordFindings = `mutation($in: RecordFindingsInput!) { recordFindings(input: $in) { revision repeated batch { kind source { sourceId } actor reason dataDate counts { read created updated unchanged } documents { name } }
	findings { label properties { name value { text } winner { source { sourceId } place { document { name } cell } } alternatives { value { text } } } } } }`

// withExample is a service over a store with the invented industry and a laboratory
// as a source.
func withExample(t *testing.T) *atlas {
	t.Helper()
	a := fresh(t, schema.Config{})
	if _, err := importer.Run(t.Context(), []string{example}, importer.Options{Store: a.store, View: a.log.View(), Actor: "tester"}); err != nil {
		t.Fatal(err)
	}
	if _, err := graph.Append(t.Context(), a.store, graph.Header{Key: "lab", Kind: graph.BatchDeclare, Source: "lab", Actor: "tester", Reason: "test"},
		&graph.Declare{Source: "lab", Name: "示例实验室", Trust: graph.TrustVerified}); err != nil {
		t.Fatal(err)
	}
	if err := a.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	return a
}

// product returns the ID of a product.
func (a *atlas) product(t *testing.T, name string) string {
	t.Helper()
	ids, err := a.log.View().Select(t.Context(), graph.KindProduct, &memory.Filter{Property: graph.PropName, In: []graph.Value{graph.Text(name)}})
	if err != nil || len(ids) != 1 {
		t.Fatal(ids, err)
	}
	return string(ids[0])
}

// measured returns what stands of the findings of an item of a product, without
// where it was read.
func (a *atlas) measured(t *testing.T, product, item string) (all []string) {
	t.Helper()
	v := a.log.View()
	found, err := v.Neighbours([]graph.SubjectID{graph.SubjectID(product)}, memory.NeighbourQuery{Edge: graph.EdgeMeasures, Incoming: true, First: memory.MaxPage})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range found[0].Edges {
		var says []string
		ours := false
		for _, p := range v.Node(e.From).Properties {
			s := fmt.Sprintf("%s=%s (%s %s)", p.Name, p.Value(), p.Winner.Source, p.Winner.DataDate)
			for _, other := range p.Alternatives {
				s += fmt.Sprintf(" or %s (%s)", other.Value, other.Source)
			}
			says = append(says, s)
			ours = ours || p.Name == graph.PropItem && p.Value().Text == item
		}
		if ours {
			all = append(all, strings.Join(says, "; "))
		}
	}
	slices.Sort(all)
	return all
}

// TestFindings keeps that findings which are recorded are the same facts as those
// of a table, that a newer word of one source corrects its older one, that a retry
// does nothing, and that all of it can be taken back.
func TestFindings(t *testing.T) {
	a, b := withExample(t), withExample(t)
	out := bytes.Buffer{}
	ask := func(what, code string, in map[string]any) *answer {
		t.Helper()
		x := a.ask(t, recordFindings, map[string]any{"in": in}, as(schema.RoleEvaluator))
		if x.code() != code {
			t.Fatalf("%s: %s, want code %q", what, x.raw, code)
		}
		fmt.Fprintf(&out, "# %s\n%s", what, indented(t, x.raw))
		return x
	}
	of := a.product(t, "示例防火墙甲")
	finding := func(more ...any) map[string]any {
		f := map[string]any{"of": of, "item": "fw.throughput", "basis": "tested", "date": "2025-04-02"}
		for i := 0; i < len(more); i += 2 {
			f[more[i].(string)] = more[i+1]
		}
		return f
	}
	input := func(key, source, date string, findings ...any) map[string]any {
		return map[string]any{"source": source, "dataDate": date, "reason": "补测", "clientKey": key, "findings": append([]any{}, findings...)}
	}
	first := input("f1", "lab", "2025-04-02", finding("measured", "88", "low", "85", "high", "91", "unit", "Gbit/s", "kind", "test", "version", "V2.0", "tester", "示例实验室"),
		finding("item", "fw.sandbox", "result", "具备", "basis", "已核实"), finding("of", a.product(t, "示例托管检测与响应乙"), "item", "mdr.response", "absence", "undisclosed"))
	ask("two products, three findings", "", first)
	if x := ask("again", "", first); x.get(t, "recordFindings", "repeated") != true {
		t.Errorf("a retry has recorded again: %s", x.raw)
	}
	ask("another under the same key", "CONFLICT", input("f1", "lab", "2025-04-02", finding("measured", "89")))

	// The same as a table.
	up := b.upload(t, map[string]string{
		"甲.csv": "产品名称,证据项,证据依据,取证日期,数值,下限,上限,结论,无值原因,计量单位,证据类型,受测版本,检测机构\n示例防火墙甲,fw.throughput,实测,2025-04-02,88,85,91,,,Gbit/s,检测结果,V2.0,示例实验室\n",
		"乙.csv": "产品名称,证据项,证据依据,取证日期,数值,下限,上限,结论,无值原因\n示例防火墙甲,fw.sandbox,已核实,2025-04-02,,,,具备,\n示例托管检测与响应乙,mdr.response,实测,2025-04-02,,,,,未披露\n",
	}, as(schema.RoleImporter)).must(t)
	b.ask(t, applyImport, map[string]any{"in": map[string]any{"upload": up.get(t, "uploadFile", "upload"), "source": "lab", "dataDate": "2025-04-02"}, "key": "k"}, as(schema.RoleImporter)).must(t)
	same := func(item, product string) {
		t.Helper()
		if x, y := a.measured(t, a.product(t, product), item), b.measured(t, b.product(t, product), item); !slices.Equal(x, y) || len(x) == 0 {
			t.Errorf("%s: recorded\n%s\nas a table\n%s", item, strings.Join(x, "\n"), strings.Join(y, "\n"))
		}
	}
	same("fw.throughput", "示例防火墙甲")
	same("fw.sandbox", "示例防火墙甲")
	same("mdr.response", "示例托管检测与响应乙")
	before := a.measured(t, of, "fw.throughput")

	// A source corrects itself; what it does not repeat stands.
	x := ask("a correction", "", input("f2", "lab", "2025-05-02", finding("measured", "80")))
	if x.get(t, "recordFindings", "batch", "counts", "updated") != 1. {
		t.Errorf("nothing was updated: %s", x.raw)
	}
	now := a.measured(t, of, "fw.throughput")
	if len(now) != len(before) || slices.Equal(now, before) || !strings.Contains(strings.Join(now, "\n"), "measured=80 (lab 2025-05-02)") || !strings.Contains(strings.Join(now, "\n"), "version=V2.0 (lab 2025-04-02)") || strings.Contains(strings.Join(now, "\n"), "low=85") {
		t.Errorf("after the correction\n%s", strings.Join(now, "\n"))
	}
	a.ask(t, revoke, map[string]any{"in": map[string]any{"batch": x.get(t, "recordFindings", "revision"), "reason": "有误", "clientKey": "r1"}}, as(schema.RoleImporter)).must(t)
	if again := a.measured(t, of, "fw.throughput"); !slices.Equal(again, before) {
		t.Errorf("after the revocation\n%s\nbefore the correction\n%s", strings.Join(again, "\n"), strings.Join(before, "\n"))
	}

	// What is refused is told, and nothing of it is written.
	head, err := a.store.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	good := finding("measured", "88")
	segment := a.ask(t, `{ segment(key: "SL/B5") { id } }`, nil).must(t).get(t, "segment", "id")
	for what, c := range map[string]struct {
		code string
		in   map[string]any
	}{
		"nobody of that ID":          {"NOT_FOUND", input("x", "lab", "2025-04-02", good, finding("of", "nobody", "measured", "1"))},
		"a source that is not there": {"NOT_FOUND", input("x", "nobody", "2025-04-02", good)},
		"a segment":                  {"INVALID", input("x", "lab", "2025-04-02", finding("of", segment, "measured", "1"))},
		"a value that is none":       {"INVALID", input("x", "lab", "2025-04-02", good, finding("measured", "fast"))},
		"a basis that is none":       {"INVALID", input("x", "lab", "2025-04-02", finding("measured", "1", "basis", "rumour"))},
		"no value":                   {"INVALID", input("x", "lab", "2025-04-02", good, finding("unit", "Gbit/s"))},
		"one end of a range":         {"INVALID", input("x", "lab", "2025-04-02", finding("low", "1"))},
		"a range from above":         {"INVALID", input("x", "lab", "2025-04-02", finding("low", "2", "high", "1"))},
		"no item":                    {"INVALID", input("x", "lab", "2025-04-02", finding("item", " ", "measured", "1"))},
		"no findings":                {"INVALID", input("x", "lab", "2025-04-02")},
		"no reason":                  {"INVALID", map[string]any{"source": "lab", "dataDate": "2025-04-02", "reason": " ", "clientKey": "x", "findings": []any{good}}},
		"no key":                     {"INVALID", input(" ", "lab", "2025-04-02", good)},
		"too many":                   {"LIMIT", input("x", "lab", "2025-04-02", slices.Repeat([]any{good}, 501)...)},
	} {
		if x := a.ask(t, recordFindings, map[string]any{"in": c.in}, as(schema.RoleEvaluator)); x.code() != c.code {
			t.Errorf("%s: %s, want %s", what, x.raw, c.code)
		}
	}
	// Two products of one name cannot be told apart by a table.
	twin := finding("measured", "1", "of", a.product(t, "示例防火墙乙"))
	if _, err := graph.Append(t.Context(), a.store, graph.Header{Key: "twin", Kind: graph.BatchImport, Source: "lab", Actor: "tester", Reason: "test"},
		&graph.Record{RecordKey: graph.RecordKey{Subject: "twin", Table: "Product"}, Kind: graph.KindProduct, Row: 2, Cells: []graph.Cell{{Property: graph.PropName, Values: []graph.Value{graph.Text("示例防火墙乙")}}}}); err != nil {
		t.Fatal(err)
	}
	if err := a.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if x := a.ask(t, recordFindings, map[string]any{"in": input("x", "lab", "2025-04-02", twin)}, as(schema.RoleEvaluator)); x.code() != "CONFLICT" {
		t.Errorf("of two of one name: %s", x.raw)
	}
	if after, err := a.store.Head(t.Context()); err != nil || after.Revision != head.Revision+1 {
		t.Errorf("what was refused was written: revision %d, was %d, %v", after.Revision, head.Revision, err)
	}
	golden(t, "findings", out.Bytes())
}

// TestFindingAsRead finds again what was recorded under an item that is kept otherwise
// than it was written: what is written and then not found is told as refused.
func TestFindingAsRead(t *testing.T) {
	a := withExample(t)
	of := a.product(t, "示例防火墙甲")
	for i, item := range []string{"fw.a  b", "fw.\u200bc", " fw.d\n", "fw.e\r\nf", "ＦＷ．g", "fw.\u00a0h"} {
		in := map[string]any{"source": "lab", "dataDate": "2025-04-02", "reason": "补测", "clientKey": fmt.Sprint("k", i), "findings": []any{
			map[string]any{"of": of, "item": item, "basis": "实测", "date": "2025-04-02", "measured": "1", "remark": "=1+1\n第二行"},
		}}
		x := a.ask(t, recordFindings, map[string]any{"in": in}, as(schema.RoleEvaluator))
		if x.code() != "" {
			t.Errorf("%q: %s", item, x.raw)
			continue
		}
		if again := a.ask(t, recordFindings, map[string]any{"in": in}, as(schema.RoleEvaluator)); again.get(t, "recordFindings", "repeated") != true || again.get(t, "recordFindings", "revision") != x.get(t, "recordFindings", "revision") {
			t.Errorf("%q again: %s", item, again.raw)
		}
	}
}
