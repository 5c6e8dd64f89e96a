package memory

import (
	"maps"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
)

// TestStats compares the counts with what the reference fold lists.
func TestStats(t *testing.T) {
	voc, rules := graphtest.CaseVocabulary()
	var sum Stats
	for seed := range uint64(20) {
		log := graphtest.RandomHistory(seed, 24)
		v, err := Build(t.Context(), memoryLog(log), voc, rules, 0)
		if err != nil {
			t.Fatal(err)
		}
		r := graphtest.Fold(voc, rules, log)
		want := Stats{Revision: graph.Revision(len(log)), Nodes: map[graph.Kind]int{}, Referred: map[graph.Kind]int{},
			Edges: map[string]int{}, Queued: len(r.Queued), Questions: len(r.Questions)}
		for _, n := range r.Nodes {
			want.Nodes[n.Kind]++
			if n.OnlyReferred {
				want.Referred[n.Kind]++
			}
		}
		type pair struct {
			edge     string
			from, to graph.SubjectID
		}
		pairs := map[pair]bool{} // edges that differ in their qualifier count once
		for _, e := range r.Edges {
			if p := (pair{e.Type, e.From, e.To}); !pairs[p] {
				pairs[p] = true
				want.Edges[e.Type]++
			}
		}
		got := v.Stats()
		if got.Revision != want.Revision || !maps.Equal(got.Nodes, want.Nodes) || !maps.Equal(got.Referred, want.Referred) ||
			!maps.Equal(got.Edges, want.Edges) || got.Queued != want.Queued || got.Questions != want.Questions {
			t.Errorf("seed %d:\n got %+v\nwant %+v", seed, got, want)
		}
		sum.Subjects += len(want.Referred)
		sum.Queued += want.Queued
		sum.Questions += want.Questions
	}
	if sum.Subjects == 0 || sum.Queued == 0 || sum.Questions == 0 {
		t.Errorf("the histories have too little to count: %+v", sum)
	}
}
