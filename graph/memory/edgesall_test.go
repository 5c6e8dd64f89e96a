package memory

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
)

// TestEdges checks that Edges yields every edge of the reference fold once, of all
// nodes and of those asked for.
func TestEdges(t *testing.T) {
	x := generatedLog(t)
	v, m := x.last, x.lastModel
	name := func(typ string, from, to, qualifier graph.SubjectID) string {
		return fmt.Sprint(typ, " ", from, " ", to, " ", qualifier)
	}
	want := map[string][]string{} // by type
	for _, e := range m.edges {
		want[e.Type] = append(want[e.Type], name(e.Type, e.From, e.To, e.Qualifier))
	}
	total := 0
	for i := range m.voc.Edges {
		typ := m.voc.Edges[i].Type
		slices.Sort(want[typ])
		var got []string
		for e, err := range v.Edges(t.Context(), typ, nil) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, name(e.Type, e.From, e.To, e.Qualifier))
		}
		slices.Sort(got)
		if !slices.Equal(got, want[typ]) {
			t.Errorf("%s: %d edges of all nodes, want %d", typ, len(got), len(want[typ]))
		}
		total += len(got)

		ids := slices.Sorted(maps.Keys(m.out[typ])) // by any of their subjects
		ids = ids[:len(ids)/2]
		var of []string
		for _, id := range ids {
			for _, to := range m.out[typ][m.of[id]] {
				of = append(of, fmt.Sprint(m.of[id], " ", to))
			}
		}
		got = nil
		for e, err := range v.Edges(t.Context(), typ, append(ids, "nobody")) {
			if err != nil {
				t.Fatal(err)
			}
			if pair := fmt.Sprint(e.From, " ", e.To); len(got) == 0 || got[len(got)-1] != pair { // several have one pair and other qualifiers
				got = append(got, pair)
			}
		}
		slices.Sort(of)
		slices.Sort(got)
		if !slices.Equal(got, of) {
			t.Errorf("%s: %d edges of half the nodes, want %d", typ, len(got), len(of))
		}
	}
	if total < 1000 {
		t.Errorf("only %d edges were compared", total)
	}
}

// TestEdgesEnd checks how a sequence of edges ends.
func TestEdgesEnd(t *testing.T) {
	v := generatedLog(t).last
	last := func(ctx context.Context, edge string) (n int, last error) {
		for _, err := range v.Edges(ctx, edge, nil) {
			if last = err; err == nil {
				n++
			}
		}
		return n, last
	}
	for _, edge := range []string{"", "LIKES"} {
		if n, err := last(t.Context(), edge); n > 0 || graph.CodeOf(err) != graph.CodeInvalid {
			t.Errorf("%q: %d edges, %v", edge, n, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := last(ctx, graph.EdgeMakes); graph.CodeOf(err) != graph.CodeCancelled {
		t.Errorf("under a context that has ended: %v", err)
	}
	for range v.Edges(t.Context(), graph.EdgeMakes, nil) {
		break // does no harm
	}
}

// TestEdgesOfHubs checks that there is no bound where both ends of an edge have more
// edges than a page holds.
func TestEdgesOfHubs(t *testing.T) {
	const spokes = MaxPage + 50
	var log graphtest.MemLog
	for _, b := range graphtest.Hubs(spokes) {
		log.Append(b.Header, b.Assertions...)
	}
	v, err := Build(t.Context(), &log, graph.Standard(), graph.StandardRules(), 0)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	pairs := map[[2]graph.SubjectID]bool{}
	for e, err := range v.Edges(t.Context(), graph.EdgeSupplies, nil) {
		if err != nil {
			t.Fatal(err)
		}
		pairs[[2]graph.SubjectID{e.From, e.To}] = true
	}
	if got := v.Degrees(graph.EdgeSupplies); got != len(pairs) || len(pairs) == 0 || v.Degrees("NOTHING") != 0 {
		t.Errorf("%d pairs supply, not %d; of no type %d", got, len(pairs), v.Degrees("NOTHING"))
	}
	for e, err := range v.Edges(t.Context(), graph.EdgeSupplies, []graph.SubjectID{graphtest.Hub}) {
		if err != nil {
			t.Fatal(err)
		}
		if e.From != v.Node(graphtest.Hub).ID {
			t.Fatalf("an edge from %s", e.From)
		}
		n++
	}
	if n != spokes+1 {
		t.Errorf("the hub has %d edges, want %d", n, spokes+1)
	}
}
