package memory

import (
	"context"
	"iter"

	"github.com/chainatlas/chainatlas/graph"
)

// Degrees returns how many pairs of nodes edges of one type lead from and to: what
// going through all of them with [View.Edges] takes, told without reading any. It is
// 0 if there is no such type.
func (v *View) Degrees(edge string) int {
	t, ok := v.decl.edge[v.syms.index[edge]]
	if !ok || edge == "" {
		return 0
	}
	pairs := 0
	for p := range v.out[t].pages {
		for i := range uint32(pageSize) {
			pairs += v.out[t].degree(uint32(p)<<pageBits | i)
		}
	}
	return pairs
}

// Edges yields all edges of one type that go out from nodes, node by node in the
// order of from, which names a node by any of its subjects; nil means all nodes, in
// no certain order. What a curator denies is left out. It is for who goes through
// everything, such as a projection: unlike [View.Neighbours] it has no bound, and
// holds one pair of nodes at a time.
//
// The sequence ends with an error if there is no such type (CodeInvalid) or when
// ctx ends (CodeCancelled). A node that does not stand has no edges. An Edge may be
// kept.
func (v *View) Edges(ctx context.Context, edge string, from []graph.SubjectID) iter.Seq2[*Edge, error] {
	const op = "memory.Edges"
	return func(yield func(*Edge, error) bool) {
		t, ok := v.decl.edge[v.syms.index[edge]]
		if !ok || edge == "" {
			yield(nil, graph.Errorf(graph.CodeInvalid, op, "there is no edge type %q; the vocabulary lists those that there are", edge))
			return
		}
		seen := 0
		// of yields the edges of one node and reports whether to go on.
		of := func(n uint32) bool {
			for m := range v.out[t].of(n) {
				if seen++; seen%1024 == 0 && ctx.Err() != nil {
					break
				}
				list := v.edges(t, edgeKey{n, m})
				for i := range list {
					if list[i].DeniedBy == 0 && !yield(&list[i], nil) {
						return false
					}
				}
			}
			if err := ctx.Err(); err != nil {
				yield(nil, err)
				return false
			}
			return true
		}
		if from == nil {
			for p := range v.out[t].pages {
				for i := range uint32(pageSize) {
					if n := uint32(p)<<pageBits | i; v.out[t].degree(n) > 0 && !of(n) {
						return
					}
				}
			}
			return
		}
		for _, id := range from {
			if n := v.slotOf(id); n != none && !of(n) {
				return
			}
		}
	}
}
