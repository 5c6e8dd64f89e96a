package schema_test

import (
	"fmt"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

// TestParkCountsAgreeWithLists counts the parks of each segment again, park by
// park, by the filter that a list of enterprises takes.
func TestParkCountsAgreeWithLists(t *testing.T) {
	several := 0
	for i := range 16 {
		id := shared.nth(graph.KindSegment, i)
		got := shared.ask(t, `query($id: ID!) { segment(id: $id) { enterprises { totalCount } parkCounts(first: 1000) { total parks { park { id } enterprises } unknown } two: parkCounts(first: 2) { total parks { park { id } } } } }`, map[string]any{"id": id}).must(t)
		parks := got.get(t, "segment", "parkCounts", "parks").([]any)
		if got.get(t, "segment", "parkCounts", "total") != float64(len(parks)) || got.get(t, "segment", "two", "total") != float64(len(parks)) || len(got.get(t, "segment", "two", "parks").([]any)) != min(2, len(parks)) {
			t.Errorf("segment %s has %d parks: %s", id, len(parks), got.raw)
		}
		query, before := "", -1.
		for j, p := range parks {
			n := p.(map[string]any)["enterprises"].(float64)
			if before >= 0 && n > before {
				t.Errorf("segment %s has its parks not in order: %s", id, got.raw)
			}
			before = n
			query += fmt.Sprintf("p%d: enterprises(filter: {edge: {type: LOCATED_IN, to: [%q]}}) { totalCount } ", j, p.(map[string]any)["park"].(map[string]any)["id"])
		}
		if len(parks) == 0 {
			if got.get(t, "segment", "parkCounts", "unknown") != got.get(t, "segment", "enterprises", "totalCount") {
				t.Errorf("segment %s has no parks: %s", id, got.raw)
			}
			continue
		}
		if len(parks) > 1 {
			several++
		}
		ids := ""
		for _, p := range parks {
			ids += fmt.Sprintf("%q ", p.(map[string]any)["park"].(map[string]any)["id"])
		}
		again := shared.ask(t, fmt.Sprintf(`query($id: ID!) { segment(id: $id) { %s located: enterprises(filter: {edge: {type: LOCATED_IN, to: [%s]}}) { totalCount } } }`, query, ids), map[string]any{"id": id}).must(t)
		for j, p := range parks {
			if n := again.get(t, "segment", fmt.Sprintf("p%d", j), "totalCount"); n != p.(map[string]any)["enterprises"] {
				t.Errorf("segment %s has %v in a park, and the list %v", id, p, n)
			}
		}
		all := got.get(t, "segment", "enterprises", "totalCount").(float64)
		if located := again.get(t, "segment", "located", "totalCount").(float64); got.get(t, "segment", "parkCounts", "unknown") != all-located {
			t.Errorf("segment %s has %v of no known park, of %v of which %v are located", id, got.get(t, "segment", "parkCounts", "unknown"), all, located)
		}
	}
	if several < 3 {
		t.Errorf("only %d segments have several parks: the test says nothing", several)
	}
	for _, first := range []int{0, -1, 1001} {
		if got := shared.ask(t, `query($id: ID!, $first: Int!) { segment(id: $id) { parkCounts(first: $first) { total } } }`, map[string]any{"id": shared.nth(graph.KindSegment, 0), "first": first}); got.code() != "LIMIT" {
			t.Errorf("first: %d is answered %s", first, got.raw)
		}
	}
}

// TestNamesAreInTheClientsLanguage asks for a segment and an enterprise by their
// English names; who says nothing gets their own.
func TestNamesAreInTheClientsLanguage(t *testing.T) {
	const q = `{ segments(first: 1, filter: {property: {name: "code", in: ["B2"]}}) { nodes { label } } enterprises(first: 1, filter: {property: {name: "englishName", known: true}}) { nodes { legalName englishName label } } }`
	for header, english := range map[string]bool{"": false, "zh": false, "en-GB,zh;q=.5": true} {
		got := shared.ask(t, q, nil, with{"Accept-Language", header}).must(t)
		segment, own := "示例整机", "legalName"
		if english {
			segment, own = "Demo appliances", "englishName"
		}
		if name := got.get(t, "segments", "nodes", 0, "label"); name != segment {
			t.Errorf("for %q the segment is called %v, want %s", header, name, segment)
		}
		if name, want := got.get(t, "enterprises", "nodes", 0, "label"), got.get(t, "enterprises", "nodes", 0, own); name != want {
			t.Errorf("for %q the enterprise is called %v, want %v", header, name, want)
		}
	}
}
