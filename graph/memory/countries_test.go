package memory_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// TestCountriesAreNoVendors keeps that an enterprise which stands for all of a country
// counts beside the enterprises and never among them, on the map, filtered and not, and
// among what stands in a segment; and that it counts again as soon as it is said, or
// pinned, to be something else.
func TestCountriesAreNoVendors(t *testing.T) {
	record := func(subject graph.SubjectID, kind graph.Kind, cells ...graph.Cell) *graph.Record {
		return &graph.Record{RecordKey: graph.RecordKey{Subject: subject, Table: string(kind)}, Kind: kind, Row: 2, Cells: cells}
	}
	text := func(property, text string) graph.Cell {
		return graph.Cell{Property: property, Values: []graph.Value{graph.Text(text)}}
	}
	code := func(property, code string) graph.Cell {
		return graph.Cell{Property: property, Values: []graph.Value{graph.CodeValue(code)}}
	}
	in := func(r *graph.Record) *graph.Record {
		r.Edges = append(r.Edges, graph.EdgeCell{Type: graph.EdgeInSegment, Refs: []graph.Ref{{Subject: "s", Kind: graph.KindSegment, Keys: []graph.Cell{text(graph.PropCode, "E7")}}}})
		return r
	}
	land := func(kind string) *graph.Record {
		return in(record("land", graph.KindEnterprise, text(graph.PropLegalName, "示例国"), code(graph.PropKind, kind)))
	}
	state := graph.CodeValue("state")
	steps := []struct {
		name                        string
		header                      graph.Header
		says                        []graph.Assertion
		enterprises, countries, all int // on the map; all are the enterprises of the whole graph
		undecided                   int // by a filter on the stage, which nobody tells
	}{
		{"a country alone", graph.Header{Kind: graph.BatchImport}, []graph.Assertion{record("s", graph.KindSegment, text(graph.PropCode, "E7"), text(graph.PropName, "示例环节")), land(graph.CodeCountry)}, 0, 1, 0, 0},
		{"a vendor beside it", graph.Header{Kind: graph.BatchImport}, []graph.Assertion{in(record("e", graph.KindEnterprise, text(graph.PropLegalName, "示例甲有限公司"))), record("f", graph.KindEnterprise, text(graph.PropLegalName, "示例乙有限公司"), code(graph.PropKind, graph.CodeCountry))}, 1, 1, 1, 1},
		{"it is a vendor after all", graph.Header{Kind: graph.BatchImport}, []graph.Assertion{land("state")}, 2, 0, 2, 2},
		{"that is taken back", graph.Header{Kind: graph.BatchRevoke, Revokes: 3}, nil, 1, 1, 1, 1},
		{"a person says it is one", graph.Header{Kind: graph.BatchCurate}, []graph.Assertion{&graph.Pin{Subjects: []graph.SubjectID{"land"}, Property: graph.PropKind, Value: &state}}, 2, 0, 2, 2},
		{"that is taken back, too", graph.Header{Kind: graph.BatchRevoke, Revokes: 5}, nil, 1, 1, 1, 1},
	}
	log := &graphtest.MemLog{}
	voc, rules, ctx := graph.Standard(), graph.StandardRules(), t.Context()
	v := memory.New(voc, rules)
	vendors, _ := memory.InSegments(graph.KindEnterprise, []graph.SubjectID{"s"})
	countries := memory.CountriesIn([]graph.SubjectID{"s"})
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
		var file bytes.Buffer
		if err := v.WriteSnapshot(&file, "store"); err != nil {
			t.Fatal(err)
		}
		read, err := memory.ReadSnapshot(&file, "store", voc, rules)
		if err != nil {
			t.Fatal(err)
		}
		for how, view := range map[string]*memory.View{"step by step": v, "at once": built, "from a snapshot": read} {
			for _, of := range []*memory.Filter{nil, {Property: graph.PropLegalName, Known: new(true)}} {
				m, err := view.ChainMap(ctx, memory.MapQuery{Enterprises: of})
				if err != nil {
					t.Fatal(err)
				}
				for where, c := range map[string]memory.Count{"the segment": m.Places[0].Count, "the map": m.Placed} {
					if c.Enterprises != step.enterprises || c.Countries != step.countries {
						t.Errorf("%s, %s: %s has %d enterprises and %d countries, filtered %v, not %d and %d", step.name, how, where, c.Enterprises, c.Countries, of != nil, step.enterprises, step.countries)
					}
				}
				if m.Total.Enterprises != step.all {
					t.Errorf("%s, %s: %d enterprises in all, not %d", step.name, how, m.Total.Enterprises, step.all)
				}
			}
			m, err := view.ChainMap(ctx, memory.MapQuery{Enterprises: &memory.Filter{Property: graph.PropStage, In: []graph.Value{graph.CodeValue("expansion")}}})
			if err != nil || m.Unknown.Enterprises != step.undecided {
				t.Errorf("%s, %s: %d are undecided (%v), not %d", step.name, how, m.Unknown.Enterprises, err, step.undecided)
			}
			for _, x := range []struct {
				chosen string
				filter memory.Filter
				want   int
			}{{"in the segment", vendors, step.enterprises}, {"countries in it", countries, step.countries}, {"vendors", memory.Filter{Country: new(false)}, step.all}} {
				if ids, err := view.Select(ctx, graph.KindEnterprise, &x.filter); err != nil || len(ids) != x.want {
					t.Errorf("%s, %s: %s are %v (%v), not %d", step.name, how, x.chosen, ids, err, x.want)
				}
			}
			if kind, country := view.KindOf("land"); kind != graph.KindEnterprise || country != (step.countries == 1) {
				t.Errorf("%s, %s: its kind is %s, a country: %v", step.name, how, kind, country)
			}
			if n := view.Node("land"); n.Country != (step.countries == 1) {
				t.Errorf("%s, %s: the node is a country: %v", step.name, how, n.Country)
			}
		}
	}
}
