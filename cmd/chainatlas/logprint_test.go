package main

import (
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

// TestAssertions shows each kind of assertion, with all that it may hold.
func TestAssertions(t *testing.T) {
	old, now := graph.Text("旧名"), graph.Text("新名")
	gone := graph.Value{}
	held := &graph.Held{Reason: "clash", Candidates: []graph.SubjectID{"s-1", "s-2"}}
	h := &graph.Header{
		Documents: []graph.Document{{Name: "a.csv"}},
		Sheets:    []graph.Sheet{{Columns: []graph.Column{{Of: graph.PropStage, Number: 3}, {Of: graph.EdgeSupplies, Number: 4}}}},
	}
	all := []graph.Assertion{
		&graph.Declare{Source: "src", Name: "名单", Publisher: "p", Trust: graph.TrustSelfReported, Licence: "CC0-1.0"},
		&graph.Record{
			RecordKey: graph.RecordKey{Subject: "s-0", Table: "t", Period: "2024"}, Kind: graph.KindEnterprise, Row: 7,
			Cells: []graph.Cell{
				{Property: graph.PropStage, Values: []graph.Value{graph.CodeValue("growth")}},
				{Property: graph.PropAliases, Values: []graph.Value{graph.Text("甲"), graph.Text("乙")}},
				{Property: "unheardOf", Values: []graph.Value{graph.Int(5)}},
				{Property: graph.PropLegalName, State: graph.CellRedacted},
				{Property: graph.PropShortName, State: graph.CellEmpty},
				{Property: graph.PropCreditCode, State: graph.CellBad, Bad: "9111"},
			},
			Edges: []graph.EdgeCell{
				{Type: graph.EdgeMakes},
				{Type: graph.EdgeSupplies, Incoming: true, Refs: []graph.Ref{{
					Subject: "s-9", Kind: graph.KindEnterprise, Qualifier: "s-8", Held: held,
					Keys:       []graph.Cell{{Property: graph.PropLegalName, Values: []graph.Value{graph.Text("丙")}}},
					Attributes: []graph.Attribute{{Property: "share", Period: "2024", Value: graph.Dec(graph.Decimal{Unscaled: 25, Scale: 2})}},
				}}},
			},
			Held: held,
		},
		&graph.Confirm{Batch: 3},
		&graph.Confirm{Batch: 3, Except: []graph.RecordKey{{Subject: "s-1"}, {Subject: "s-2"}}},
		&graph.Retract{Record: graph.RecordKey{Subject: "s-1", Table: "t", Period: "2024"}},
		&graph.Judge{A: "s-1", B: "s-2", Verdict: graph.Same},
		&graph.Judge{A: "s-1", B: "s-2", Verdict: graph.Different},
		&graph.Judge{A: "s-1", B: "s-2", Verdict: graph.Undecided},
		&graph.Pin{Subjects: []graph.SubjectID{"s-1", "s-2"}, Property: graph.PropShortName, Value: &now, Seen: &old},
		&graph.Pin{Subjects: []graph.SubjectID{"s-1"}, Property: "revenue", Period: "2024"},
		&graph.Pin{Subjects: []graph.SubjectID{"s-1"}, Property: graph.PropLegalName, Value: &gone},
		&graph.Deny{Subjects: []graph.SubjectID{"s-1"}, Property: graph.PropShortName, Value: old},
		&graph.DenyEdge{Type: graph.EdgeSupplies, From: []graph.SubjectID{"s-1"}, To: []graph.SubjectID{"s-2"}, Qualifier: []graph.SubjectID{"s-3"}},
		&graph.Revoke{Batch: 3},
		&graph.Redact{Subject: "s-1", Property: "legalRepresentative"},
	}
	for _, l := range []lang{"zh", "en"} {
		var out strings.Builder
		p := &logPrinter{app: &app{Main: &Main{Stdout: &out}, lang: l}, vocabulary: graph.Standard()}
		for _, x := range all {
			if err := p.assertion(h, x); err != nil {
				t.Fatal(err)
			}
		}
		golden(t, "assertions."+string(l), out.String())
	}
}
