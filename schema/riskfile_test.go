package schema_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema"
)

// TestRiskFileHasEverySegment keeps that a file has all segments where the query
// tells a page of them, the same in the same order.
func TestRiskFileHasEverySegment(t *testing.T) {
	const more = memory.MaxPage + 5
	a := fresh(t, schema.Config{})
	var list strings.Builder
	list.WriteString("code,segment\n")
	for i := range more {
		fmt.Fprintf(&list, "X%d,示例环节%d\n", i, i)
	}
	id := a.upload(t, map[string]string{"segments.csv": list.String()}, as(schema.RoleImporter)).must(t).get(t, "uploadFile", "upload")
	in := map[string]any{"upload": id, "dataDate": "2025-12-31", "mapping": `
source: {id: list, name: list, trust: media}
version: 1
tables:
  - name: segments
    file: segments.csv
    records:
      - kind: Segment
        set: {ownId: code, name: segment}
`}
	a.ask(t, applyImport, map[string]any{"in": in, "key": "many"}, as(schema.RoleImporter)).must(t)
	x := a.ask(t, `{ chainRisk { total segments(order: MAP, reversed: true) { segment { id } } } }`, nil).must(t)
	page := x.get(t, "chainRisk", "segments").([]any)
	r, err := schema.RiskOf(t.Context(), a.handler, a.log.View(), schema.RiskFile{Bands: "us2023", Order: "map", Reversed: true})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for row, err := range r.Rows {
		if err != nil {
			t.Fatal(err)
		}
		if n < len(page) && row.Segment != graph.SubjectID(page[n].(map[string]any)["segment"].(map[string]any)["id"].(string)) {
			t.Fatalf("row %d is %s, which is not what the query tells", n, row.Segment)
		}
		n++
	}
	if len(page) != memory.MaxPage || x.get(t, "chainRisk", "total") != float64(more) || r.Total != more || n != more {
		t.Errorf("the query tells %d of %v, the file has %d of %d", len(page), x.get(t, "chainRisk", "total"), n, r.Total)
	}
}
