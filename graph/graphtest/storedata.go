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
