package memory_test

import (
	"bytes"
	"fmt"
	"reflect"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// TestNamedChain keeps that a segment which is part of nothing counts in the chain
// that it names by a property, whichever comes first, until an edge says
// otherwise or nobody knows which chain is meant; and that a View derived step by
// step, one built at once and one from a snapshot agree.
func TestNamedChain(t *testing.T) {
	cell := func(property, text string) graph.Cell {
		return graph.Cell{Property: property, Values: []graph.Value{graph.Text(text)}}
	}
	record := func(subject graph.SubjectID, kind graph.Kind, cells ...graph.Cell) *graph.Record {
		return &graph.Record{RecordKey: graph.RecordKey{Subject: subject, Table: string(kind)}, Kind: kind, Row: 2, Cells: cells}
	}
	edge := func(r *graph.Record, kind string, to graph.SubjectID, of graph.Kind, key graph.Cell) *graph.Record {
		r.Edges = append(r.Edges, graph.EdgeCell{Type: kind, Refs: []graph.Ref{{Subject: to, Kind: of, Keys: []graph.Cell{key}}}})
		return r
	}
	segment := func(chain string) *graph.Record {
		return record("s", graph.KindSegment, cell(graph.PropChain, chain), cell(graph.PropCode, "E7"), cell(graph.PropName, "示例环节"))
	}
	enterprise := edge(record("e", graph.KindEnterprise, cell(graph.PropLegalName, "示例甲有限公司")),
		graph.EdgeInSegment, "s", graph.KindSegment, cell(graph.PropCode, "E7"))
	event := edge(record("f", graph.KindFundingEvent, cell(graph.PropName, "示例甲融资"), graph.Cell{Property: graph.PropAmount, Values: []graph.Value{
		{Type: graph.TypeMoney, Text: "1亿元", Number: graph.Decimal{Unscaled: 100_000_000}, Currency: "CNY", Bound: graph.BoundExact}}}),
		graph.EdgeRaised, "e", graph.KindEnterprise, cell(graph.PropLegalName, "示例甲有限公司"))
	event.Edges[0].Incoming = true

	steps := []struct {
		name    string
		header  graph.Header
		says    []graph.Assertion
		parents map[graph.SubjectID]graph.SubjectID
		counts  map[graph.SubjectID]int // of enterprises
	}{
		{"a chain that nobody describes", graph.Header{Kind: graph.BatchImport}, []graph.Assertion{segment("示例 产业"), enterprise, event},
			map[graph.SubjectID]graph.SubjectID{"s": ""}, map[graph.SubjectID]int{"s": 1}},
		{"the chain comes later, written otherwise", graph.Header{Kind: graph.BatchImport},
			[]graph.Assertion{record("c", graph.KindChain, cell(graph.PropName, "示例产业"), cell(graph.PropCode, "EX"))},
			map[graph.SubjectID]graph.SubjectID{"s": "c", "c": ""}, map[graph.SubjectID]int{"s": 1, "c": 1}},
		{"named by its code", graph.Header{Kind: graph.BatchImport}, []graph.Assertion{segment("ex")},
			map[graph.SubjectID]graph.SubjectID{"s": "c", "c": ""}, map[graph.SubjectID]int{"s": 1, "c": 1}},
		{"another chain has the same code", graph.Header{Kind: graph.BatchImport},
			[]graph.Assertion{record("d", graph.KindChain, cell(graph.PropName, "另一产业"), cell(graph.PropAliases, "EX"))},
			map[graph.SubjectID]graph.SubjectID{"s": "", "c": "", "d": ""}, map[graph.SubjectID]int{"s": 1, "c": 0, "d": 0}},
		{"that is taken back", graph.Header{Kind: graph.BatchRevoke, Revokes: 4}, nil,
			map[graph.SubjectID]graph.SubjectID{"s": "c", "c": ""}, map[graph.SubjectID]int{"s": 1, "c": 1}},
		{"an edge says otherwise", graph.Header{Kind: graph.BatchImport}, []graph.Assertion{
			record("d", graph.KindChain, cell(graph.PropName, "另一产业")),
			edge(segment("ex"), graph.EdgePartOf, "d", graph.KindChain, cell(graph.PropName, "另一产业"))},
			map[graph.SubjectID]graph.SubjectID{"s": "d", "c": "", "d": ""}, map[graph.SubjectID]int{"s": 1, "c": 0, "d": 1}},
		{"and no longer", graph.Header{Kind: graph.BatchRevoke, Revokes: 6}, nil,
			map[graph.SubjectID]graph.SubjectID{"s": "c", "c": ""}, map[graph.SubjectID]int{"s": 1, "c": 1}},
	}
	log := &graphtest.MemLog{}
	voc, rules, ctx := graph.Standard(), graph.StandardRules(), t.Context()
	v := memory.New(voc, rules)
	known := memory.MapQuery{Enterprises: &memory.Filter{Property: graph.PropLegalName, Known: new(true)}, Capital: true}
	for i, step := range steps {
		step.header.Source, step.header.Key = "examples", fmt.Sprint(i)
		if step.header.Kind == graph.BatchImport {
			step.header.Sheets = []graph.Sheet{{Name: "示例"}}
		}
		var err error
		if v, _, err = v.Next(ctx, log, log.Append(step.header, step.says...)); err != nil {
			t.Fatal(err)
		}
		built, err := memory.Build(ctx, log, voc, rules, 0)
		if err != nil {
			t.Fatal(err)
		}
		for how, view := range map[string]*memory.View{"step by step": v, "at once": built} {
			for _, q := range []memory.MapQuery{{Capital: true}, known} {
				m, err := view.ChainMap(ctx, q)
				if err != nil {
					t.Fatal(err)
				}
				parents, counts := map[graph.SubjectID]graph.SubjectID{}, map[graph.SubjectID]int{}
				for _, p := range m.Places {
					parents[p.Node], counts[p.Node] = p.Parent, p.Enterprises
					events := 0
					for _, c := range p.Capital {
						events += c.Events
					}
					if events != p.Enterprises {
						t.Errorf("%s, %s: %d enterprises at %s raised %d times, want once each", step.name, how, p.Enterprises, p.Node, events)
					}
				}
				if !reflect.DeepEqual(parents, step.parents) || !reflect.DeepEqual(counts, step.counts) {
					t.Errorf("%s, %s, filtered %v:\n got %v with %v\nwant %v with %v", step.name, how, q.Enterprises != nil, parents, counts, step.parents, step.counts)
				}
			}
		}
	}
	var file bytes.Buffer
	if err := v.WriteSnapshot(&file, "store"); err != nil {
		t.Fatal(err)
	}
	read, err := memory.ReadSnapshot(&file, "store", voc, rules)
	if err != nil {
		t.Fatal(err)
	}
	want, err := v.ChainMap(ctx, known)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := read.ChainMap(ctx, known); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("a snapshot's map is %+v (%v), want %+v", got, err, want)
	}
	past, err := v.At(ctx, 2)
	if err != nil {
		t.Fatal(err)
	}
	m, err := past.ChainMap(ctx, memory.MapQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range m.Places {
		if p.Enterprises != steps[1].counts[p.Node] || p.Parent != steps[1].parents[p.Node] {
			t.Errorf("at revision 2, %s has %d and lies in %q", p.Node, p.Enterprises, p.Parent)
		}
	}
}
