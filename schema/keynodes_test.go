package schema

import (
	"fmt"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// TestLargeKeyNodes keeps that a graph too large to be walked from each node still tells
// what it falls apart without, says why it tells no more, and takes no time over it.
func TestLargeKeyNodes(t *testing.T) {
	const n = 40_000
	var ids []graph.SubjectID
	var all []stated
	for i := range n {
		ids = append(ids, graph.SubjectID(fmt.Sprintf("s%05d", i)))
		switch {
		case i > n/2: // a long chain, which hangs on
			all = append(all, stated{from: ids[i-1], to: ids[i]})
		case i > 0: // a star
			all = append(all, stated{from: ids[0], to: ids[i], inferred: true}, stated{from: ids[i], to: ids[0]})
		}
	}
	k := &keyNodes{view: memory.New(graph.Standard(), graph.StandardRules()), of: model.KeyNodeGraphSegments, index: map[graph.SubjectID]int{}, links: map[[2]int]*keyLink{}}
	k.join(ids, append(all, stated{from: ids[5], to: ids[5]}))
	k.placed = make([]int, n)
	if err := k.measure(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := k.countCutOff(t.Context(), 1_000_000); err != nil {
		t.Fatal(err)
	}
	if k.between != nil || k.rank != nil || k.draws != 0 || k.cutEnterprises != nil || k.withheld() == nil || k.uncounted() == nil {
		t.Errorf("it is walked: %v, %v", k.withheld(), k.uncounted())
	}
	if k.g.Edges() != n-1 || len(k.bridges) != n-1 || k.splitting != n/2 || k.inferred != 0 {
		t.Errorf("it has %d links, %d bridges, %d nodes that part it, %d inferred links", k.g.Edges(), len(k.bridges), k.splitting, k.inferred)
	}
	m := k.model()
	nodes, err := m.Nodes(model.KeyNodeOrderBetweenness, false, 2)
	if err != nil {
		t.Fatal(err)
	}
	if first, next := nodes[0], nodes[1]; first.Node.(*model.Segment).ID() != ids[0] || first.Parts != n/2 || first.CutNodes != n/2-1 || first.Betweenness != nil || first.RankLow != nil || first.CutEnterprises != nil ||
		first.Incoming != n/2 || first.Outgoing != n/2 || next.Parts != 2 {
		t.Errorf("the first are %+v, %+v", first, next)
	}
}

// TestDirections keeps that two nodes are joined once, whichever ways and however often
// that is stated, and that a link is inferred only if nobody states it.
func TestDirections(t *testing.T) {
	k := &keyNodes{index: map[graph.SubjectID]int{}, links: map[[2]int]*keyLink{}}
	k.join([]graph.SubjectID{"a", "b", "c", "alone"}, []stated{{from: "b", to: "a", inferred: true}, {from: "b", to: "a", inferred: true}, {from: "b", to: "c", inferred: true}, {from: "c", to: "b"}, {from: "alone", to: "alone"}})
	if len(k.ids) != 3 || k.g.Edges() != 2 || k.inferred != 1 {
		t.Errorf("%v are joined by %d links, %d of them inferred", k.ids, k.g.Edges(), k.inferred)
	}
	if fmt.Sprint(k.incoming, k.outgoing) != "[1 1 1] [0 2 1]" {
		t.Errorf("%v come in, %v go out", k.incoming, k.outgoing)
	}
	if err := k.measure(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(k.bridges) != 2 || k.bridges[0].from != 1 || k.bridges[0].to != 0 {
		t.Errorf("the bridges are %+v", k.bridges)
	}
}
