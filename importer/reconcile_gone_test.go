package importer

import (
	"fmt"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// TestGoneByDate checks that an edition lists and retracts only records that its
// retraction covers: of an older data date, or of none, but not newer ones; without
// a data date, all of them (fold.md, 9).
func TestGoneByDate(t *testing.T) {
	voc, rules := graph.Standard(), graph.StandardRules()
	enterprise := func(subject graph.SubjectID, row int, name string) *graph.Record {
		return &graph.Record{
			RecordKey: graph.RecordKey{Subject: subject, Table: "t"}, Kind: graph.KindEnterprise, Row: row,
			Cells: []graph.Cell{{Property: graph.PropLegalName, Values: []graph.Value{graph.Text(name)}}},
		}
	}
	year := func(y int) (d graph.Date) {
		if y > 0 {
			d.Year = int16(y)
		}
		return d
	}
	for _, tt := range []struct{ stated, confirmed, read, gone int }{
		{2025, 0, 2024, 0},
		{2025, 0, 2025, 1},
		{2025, 0, 2026, 1},
		{2025, 0, 0, 1},
		{0, 0, 2024, 1},
		{2023, 2025, 2024, 0}, // confirmed since
		{2023, 2025, 2026, 1},
	} {
		t.Run(fmt.Sprint(tt), func(t *testing.T) {
			header := func(r graph.Revision, y int) graph.Header {
				return graph.Header{Revision: r, Key: fmt.Sprint(r), Kind: graph.BatchImport, Source: "list", DataDate: year(y), Base: r - 1, Rules: rules.Version,
					Sheets: []graph.Sheet{{}}}
			}
			log := graphtest.Log{
				{Header: header(1, 0), Assertions: []graph.Assertion{&graph.Declare{Source: "list", Name: "list", Trust: graph.TrustMedia}}},
				{Header: header(2, tt.stated), Assertions: []graph.Assertion{enterprise("a", 2, "示例甲有限公司"), enterprise("b", 3, "示例乙有限公司")}},
			}
			log[0].Header.Kind = graph.BatchDeclare
			if tt.confirmed > 0 {
				log = append(log, graphtest.Batch{Header: header(3, tt.confirmed), Assertions: []graph.Assertion{&graph.Confirm{Batch: 2}}})
			}
			view, err := memory.Build(t.Context(), caseLog(log), voc, rules, 0)
			if err != nil {
				t.Fatal(err)
			}
			r := newResolver(newKeyer(voc, rules), view.Known("list"), func() mint {
				return func(graph.Kind, []graph.KeyValue, int) graph.SubjectID { return "new" }
			})
			r.date = year(tt.read)
			row := draft{Record: *enterprise("", 2, "示例甲有限公司")}
			r.row = func(int) *draft { return &row }
			p := r.prepare(&row, &arena{})
			r.add(&p)
			r.resolve()
			rc := r.reconcile(func(string) bool { return true })
			if len(rc.gone) != tt.gone || len(rc.retracts) != tt.gone {
				t.Errorf("%d gone, %d retracted; want %d", len(rc.gone), len(rc.retracts), tt.gone)
			}
		})
	}
}
