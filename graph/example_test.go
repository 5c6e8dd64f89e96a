package graph_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/graph/sqlite"
)

// A small program: it declares a source, appends what the source states, and
// reads the chain map and where a name on it comes from.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "chainatlas")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	store, err := sqlite.Open(ctx, filepath.Join(dir, "atlas.db"), sqlite.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()

	// Who speaks.
	if _, err := graph.Append(ctx, store, graph.Header{Key: "declare examples", Kind: graph.BatchDeclare, Source: "examples", Actor: "newcomer"},
		&graph.Declare{Source: "examples", Name: "示例名录", Trust: graph.TrustVerified}); err != nil {
		log.Fatal(err)
	}

	// What it says: one enterprise, one product of it, and the segment of the
	// product. A reference repeats the keys that the row printed.
	value := func(property, text string) graph.Cell {
		return graph.Cell{Property: property, Values: []graph.Value{graph.Text(text)}}
	}
	record := func(subject graph.SubjectID, table string, kind graph.Kind, row int, cells ...graph.Cell) *graph.Record {
		return &graph.Record{RecordKey: graph.RecordKey{Subject: subject, Table: table}, Kind: kind, Row: row, Cells: cells}
	}
	product := record("p1", "产品", graph.KindProduct, 2, value(graph.PropName, "示例防火墙"))
	product.Edges = []graph.EdgeCell{
		{Type: graph.EdgeInSegment, Refs: []graph.Ref{{Subject: "s1", Kind: graph.KindSegment,
			Keys: []graph.Cell{value(graph.PropChain, "示例产业"), value(graph.PropCode, "E7")}}}},
		{Type: graph.EdgeMakes, Incoming: true, Refs: []graph.Ref{{Subject: "e1", Kind: graph.KindEnterprise,
			Keys: []graph.Cell{value(graph.PropLegalName, "示例甲科技有限公司")}}}},
	}
	header := graph.Header{
		Key: "import 示例.xlsx", Kind: graph.BatchImport, Source: "examples", Actor: "newcomer",
		DataDate:  graph.Date{Year: 2024, Month: 6},
		Documents: []graph.Document{{Name: "示例.xlsx"}},
		Sheets:    []graph.Sheet{{Name: "企业", Columns: []graph.Column{{Of: graph.PropLegalName, Number: 1}}}},
	}
	if _, err := graph.Append(ctx, store, header,
		record("e1", "企业", graph.KindEnterprise, 2, value(graph.PropLegalName, "示例甲科技有限公司")),
		record("s1", "环节", graph.KindSegment, 2, value(graph.PropChain, "示例产业"), value(graph.PropCode, "E7"), value(graph.PropName, "防火墙")),
		product,
	); err != nil {
		log.Fatal(err)
	}

	// What stands.
	view, err := memory.Build(ctx, store, graph.Standard(), graph.StandardRules(), 0)
	if err != nil {
		log.Fatal(err)
	}
	m, err := view.ChainMap(ctx, memory.MapQuery{})
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range m.Places {
		fmt.Printf("%s: %d enterprise, %d product\n", view.Name(p.Node), p.Enterprises, p.Products)
	}
	for _, p := range view.Node("e1").Properties {
		w := p.Winner
		fmt.Printf("%s = %s, said by %s in %s, sheet %s, row %d, column %d\n",
			p.Name, w.Value.Text, w.Source, w.Place.Document.Name, w.Place.Sheet, w.Place.Row, w.Place.Column)
	}
	// Output:
	// 防火墙: 1 enterprise, 1 product
	// legalName = 示例甲科技有限公司, said by examples in 示例.xlsx, sheet 企业, row 2, column 1
}
