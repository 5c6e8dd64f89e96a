package memory

import (
	"context"
	"slices"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
)

// TestStats compares the counts with what the reference fold lists.
func TestStats(t *testing.T) {
	voc, rules := graphtest.CaseVocabulary()
	var seen []KindStats
	for seed := range uint64(20) {
		log := graphtest.RandomHistory(seed, 24)
		v, err := Build(t.Context(), memoryLog(log), voc, rules, 0)
		if err != nil {
			t.Fatal(err)
		}
		want := Stats{Revision: graph.Revision(len(log))}
		r := graphtest.Fold(voc, rules, log)
		for i := range voc.Kinds {
			k := KindStats{Kind: voc.Kinds[i].Kind}
			for _, n := range r.Nodes {
				switch {
				case n.Kind != k.Kind:
				case n.OnlyReferred:
					k.Referred++
				default:
					k.Described++
				}
			}
			want.Kinds = append(want.Kinds, k)
		}
		for i := range voc.Edges {
			e := EdgeStats{Type: voc.Edges[i].Type}
			for _, x := range r.Edges {
				if x.Type == e.Type {
					e.Count++
				}
			}
			want.Edges = append(want.Edges, e)
		}
		got, err := v.Stats(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got.Revision != want.Revision || !slices.Equal(got.Kinds, want.Kinds) || !slices.Equal(got.Edges, want.Edges) {
			t.Errorf("seed %d:\n got %+v\nwant %+v", seed, *got, want)
		}
		seen = append(seen, want.Kinds...)
	}
	if !slices.ContainsFunc(seen, func(k KindStats) bool { return k.Referred > 0 }) ||
		!slices.ContainsFunc(seen, func(k KindStats) bool { return k.Described > 0 }) {
		t.Error("the histories show nothing to count")
	}
}

func TestStatsCancelled(t *testing.T) {
	voc, rules := graphtest.CaseVocabulary()
	v, err := Build(t.Context(), memoryLog(graphtest.RandomHistory(1, 24)), voc, rules, 0)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := v.Stats(ctx); graph.CodeOf(err) != graph.CodeCancelled {
		t.Errorf("error %v", err)
	}
}
