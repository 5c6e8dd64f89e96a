package graphtest

import (
	"fmt"
	"iter"

	"github.com/chainatlas/chainatlas/graph"
)

// Subject returns the ID of the subject that the i-th record of [Records] is
// about. The IDs look like minted ones: they are not in the order of i.
func Subject(i int) graph.SubjectID {
	x := uint64(i+1) * 0x9E3779B97F4A7C15
	x ^= x >> 29
	return graph.SubjectID(fmt.Sprintf("s%016x", x))
}

// Records yields n records of some 270 bytes as text, such as a list of
// enterprises has: ten properties, of which a few repeat, and a reference. It
// reuses its memory, as [graph.Staging] allows.
func Records(n int) iter.Seq2[graph.Assertion, error] {
	return func(yield func(graph.Assertion, error) bool) {
		provinces := []string{"北京", "上海", "广东", "江苏", "浙江", "四川", "湖北", "陕西"}
		one := func(v graph.Value) []graph.Value { return []graph.Value{v} }
		cells := []graph.Cell{
			{Property: "city", Values: one(graph.Value{})},
			{Property: "creditCode", Values: one(graph.Value{})},
			{Property: "employees", Values: one(graph.Value{})},
			{Property: "founded", Values: one(graph.Value{})},
			{Property: "legalName", Values: one(graph.Value{})},
			{Property: "listed", Values: one(graph.Value{})},
			{Property: "province", Values: one(graph.Value{})},
			{Property: "registeredCapital", Values: one(graph.Value{})},
			{Property: "stage", State: graph.CellEmpty},
			{Property: "website", Values: one(graph.Value{})},
		}
		ref := graph.Ref{Kind: "segment", Subject: "", Keys: []graph.Cell{{Property: "code", Values: one(graph.Value{})}}}
		edges := []graph.EdgeCell{{Type: "IN_SEGMENT", Refs: []graph.Ref{ref}}}
		for i := range n {
			province := provinces[i%len(provinces)]
			cells[0].Values[0] = graph.CodeValue(province + "市")
			cells[1].Values[0] = graph.Text(fmt.Sprintf("91110108MA%08dX", i))
			cells[2].Values[0] = graph.Int(int64(i % 5000))
			cells[3].Values[0] = graph.DateValue(graph.Date{Year: int16(1990 + i%35), Month: uint8(1 + i%12), Day: 1})
			cells[4].Values[0] = graph.Text(fmt.Sprintf("%s第%d网络安全技术有限公司", province, i))
			cells[5].Values[0] = graph.Bool(i%7 == 0)
			cells[6].Values[0] = graph.CodeValue(province)
			cells[7].Values[0] = graph.Value{Type: graph.TypeMoney, Text: fmt.Sprintf("%d万元", i%10000), Currency: "CNY",
				Number: graph.Decimal{Unscaled: int64(i%10000) * 10000}}
			cells[9].Values[0] = graph.Text(fmt.Sprintf("https://www.vendor-%d.example.cn", i))
			segment := i % 300
			edges[0].Refs[0].Subject = graph.SubjectID(fmt.Sprintf("g%d", segment))
			edges[0].Refs[0].Keys[0].Values[0] = graph.CodeValue(fmt.Sprintf("E%d", segment))
			r := &graph.Record{
				RecordKey: graph.RecordKey{Subject: Subject(i), Table: "enterprises"},
				Kind:      "enterprise", Row: i + 2, Cells: cells, Edges: edges,
			}
			if !yield(r, nil) {
				return
			}
		}
	}
}

// EveryAssertion returns assertions of every kind that use every field, in the
// order in which a store keeps them.
func EveryAssertion() []graph.Assertion {
	money := graph.Value{
		Type: graph.TypeMoney, Text: "数千万元", Currency: "CNY", Bound: graph.BoundRange,
		Number: graph.Decimal{Unscaled: 20_000_000}, High: graph.Decimal{Unscaled: 90_000_000},
	}
	values := []graph.Value{
		graph.Text("北京零信"), graph.CodeValue("E7"), graph.Int(-1 << 63), graph.Int(1<<63 - 1),
		graph.Dec(graph.Decimal{Unscaled: -25, Scale: 2}), graph.Dec(graph.Decimal{Unscaled: 1, Scale: 18}),
		graph.DateValue(graph.Date{Year: 2024, Month: 2, Day: 29}), graph.DateValue(graph.Date{Year: -32768}),
		money, {Type: graph.TypeMoney, Bound: graph.BoundUndisclosed}, graph.Bool(true), graph.Bool(false), graph.Text(""),
	}
	held := &graph.Held{
		Reason: "clash", Candidates: []graph.SubjectID{"s3", "s4"},
		Keys: []graph.KeyValue{{Key: "maker+name", Parts: []graph.Value{graph.Text("ACME"), graph.Text("墙")}}, {Key: "own"}},
	}
	return []graph.Assertion{
		&graph.Declare{Source: "s1", Name: "名单", Publisher: "工信部", Trust: graph.TrustOfficial, Licence: "CC-BY-4.0"},
		&graph.Confirm{
			Batch: 7, Sheet: 1, Except: []graph.RecordKey{{Subject: "a", Table: "t"}, {Subject: "b", Table: "t", Period: "2024"}},
			Shifts: []graph.Shift{{Record: graph.RecordKey{Subject: "c", Table: "t"}, From: 3, To: 1 << 30}},
		},
		&graph.Confirm{Batch: 1 << 62},
		&graph.Revoke{Batch: 3},
		&graph.Record{RecordKey: graph.RecordKey{Subject: "a", Table: "t"}},
		&graph.Record{
			RecordKey: graph.RecordKey{Subject: "a", Table: "t", Period: "2024Q1"}, Kind: "product", Sheet: 2, Row: 1 << 20,
			Cells: []graph.Cell{
				{Property: "aliases", Values: values},
				{Property: "bad", State: graph.CellBad, Bad: "约？"},
				{Property: "empty", State: graph.CellEmpty},
				{Property: "gone", State: graph.CellRedacted},
			},
			Edges: []graph.EdgeCell{
				{Type: "IN_SEGMENT"},
				{Type: "MAKES", Incoming: true, Refs: []graph.Ref{
					{Subject: "s2", Kind: "enterprise", Short: true},
					{
						Subject: "s3", Kind: "enterprise", Held: held, Qualifier: "s5",
						Keys:       []graph.Cell{{Property: "legalName", Values: []graph.Value{graph.Text("ACME")}}},
						Attributes: []graph.Attribute{{Property: "share", Period: "2023", Value: graph.Dec(graph.Decimal{Unscaled: 5, Scale: 1})}},
					},
				}},
			},
			Held: held,
		},
		&graph.Retract{Record: graph.RecordKey{Subject: "a", Table: "t", Period: "2023"}},
		&graph.Judge{A: "b", B: "c", Verdict: graph.Same},
		&graph.Judge{A: "b", B: "d", Verdict: graph.Different},
		&graph.Judge{A: "b", B: "e"},
		&graph.Pin{Subjects: []graph.SubjectID{"b", "c"}, Property: "p", Period: "2024", Value: &values[0], Seen: &values[1]},
		&graph.Pin{Subjects: []graph.SubjectID{"b"}, Property: "p"},
		&graph.Deny{Subjects: []graph.SubjectID{"b"}, Property: "p", Period: "2024", Value: money},
		&graph.DenyEdge{Type: "MAKES", From: []graph.SubjectID{"b", "c"}, To: []graph.SubjectID{"d"}, Qualifier: []graph.SubjectID{"e"}},
	}
}
