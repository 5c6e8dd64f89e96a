package graphtest

import (
	"fmt"

	"github.com/chainatlas/chainatlas/graph"
)

// The enterprises of [Hubs] that have many edges.
const (
	Hub      graph.SubjectID = "hub"
	OtherHub graph.SubjectID = "hub2"
)

// Hubs returns a log of the standard vocabulary in which [Hub] supplies n
// enterprises, n enterprises supply [OtherHub], and the one hub the other. So
// there is an edge between two nodes of which each has more than n.
func Hubs(n int) Log {
	name := func(text string) []graph.Cell {
		return []graph.Cell{{Property: graph.PropLegalName, Values: []graph.Value{graph.Text(text)}}}
	}
	row := func(subject graph.SubjectID, row int, incoming bool, others ...graph.Ref) *graph.Record {
		return &graph.Record{
			RecordKey: graph.RecordKey{Subject: subject, Table: "enterprises"}, Kind: graph.KindEnterprise, Row: row, Cells: name(string(subject) + " Ltd"),
			Edges: []graph.EdgeCell{{Type: graph.EdgeSupplies, Incoming: incoming, Refs: others}},
		}
	}
	refs := func(prefix string) []graph.Ref {
		list := make([]graph.Ref, n)
		for i := range list {
			id := fmt.Sprintf("%s%06d", prefix, i)
			list[i] = graph.Ref{Subject: graph.SubjectID(id), Kind: graph.KindEnterprise, Keys: name(id + " Ltd")}
		}
		return list
	}
	one := graph.Ref{Subject: OtherHub, Kind: graph.KindEnterprise, Keys: name(string(OtherHub) + " Ltd")}
	const source graph.SourceID = "hubs"
	return Log{
		{Header: graph.Header{Key: "declare", Kind: graph.BatchDeclare, Source: source, Actor: "someone", Revision: 1},
			Assertions: []graph.Assertion{&graph.Declare{Source: source, Name: "hubs", Trust: graph.TrustMedia}}},
		{Header: graph.Header{Key: "import", Kind: graph.BatchImport, Source: source, Actor: "someone", Revision: 2, Documents: []graph.Document{{Name: "hubs.csv"}}, Sheets: []graph.Sheet{{}}},
			Assertions: []graph.Assertion{row(Hub, 2, false, append(refs("customer"), one)...), row(OtherHub, 3, true, refs("supplier")...)}},
	}
}
