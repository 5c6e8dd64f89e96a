package schema_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// TestLatestOfMany finds the ratings of a segment that has more products than are
// read at a time.
func TestLatestOfMany(t *testing.T) {
	a := withExample(t)
	in := map[string]any{"scheme": "firewall", "segment": "SL:B5", "reference": "2025-06-30", "seed": 1, "reason": "测试"}
	if x := a.ask(t, `mutation($in: RunSchemeInput!) { runScheme(input: $in) { number } }`, map[string]any{"in": in}, with{"Authorization", "Bearer evaluator"}); x.code() != "" {
		t.Fatalf("%s", x.raw)
	}
	of, err := a.log.View().Select(t.Context(), graph.KindSegment, &memory.Filter{Property: "code", In: []graph.Value{graph.Text("B5")}})
	if err != nil || len(of) != 1 {
		t.Fatal(of, err)
	}
	for batch := range 2 { // of which each is no more than may be said at a time
		var said []graph.Assertion
		for i := range 600 {
			id := graph.SubjectID(fmt.Sprintf("many-%d-%d", batch, i))
			said = append(said, &graph.Record{RecordKey: graph.RecordKey{Subject: id, Table: "Product"}, Kind: graph.KindProduct, Row: i + 2,
				Cells: []graph.Cell{{Property: graph.PropName, Values: []graph.Value{graph.Text("示例产品 " + string(id))}}},
				Edges: []graph.EdgeCell{{Type: graph.EdgeInSegment, Refs: []graph.Ref{{Subject: of[0], Kind: graph.KindSegment}}}},
			})
		}
		if _, err := graph.Append(t.Context(), a.store, graph.Header{Key: fmt.Sprint("many", batch), Kind: graph.BatchImport, Source: "lab", Actor: "tester", Reason: "test"}, said...); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	for first, want := range map[int]int{50: 13, 5: 5} {
		var got struct{ LatestRatings []struct{ Unit string } }
		x := a.ask(t, `query($node: ID!, $first: Int!) { latestRatings(node: $node, first: $first) { unit } }`, map[string]any{"node": of[0], "first": first})
		if x.code() != "" {
			t.Fatalf("%s", x.raw)
		}
		if err := json.Unmarshal(x.Data, &got); err != nil {
			t.Fatal(err)
		}
		if len(got.LatestRatings) != want {
			t.Errorf("%d ratings of the first %d, want %d", len(got.LatestRatings), first, want)
		}
	}
}
