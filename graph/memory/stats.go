package memory

import (
	"context"

	"github.com/chainatlas/chainatlas/graph"
)

// Stats says how much a View shows. Kinds and edge types are in the order of
// the vocabulary, those of which there is nothing included.
type Stats struct {
	Revision graph.Revision
	Kinds    []KindStats
	Edges    []EdgeStats
}

// KindStats counts the nodes of a kind: those that a row describes, and those
// that are only referred to (fold.md, 11).
type KindStats struct {
	Kind                graph.Kind
	Described, Referred int
}

// EdgeStats counts the edges of a type that stand.
type EdgeStats struct {
	Type  string
	Count int
}

// Stats counts what the View shows. It looks at every node, and reads what is
// said of the edges whose type has a qualifier, so it takes a time proportional
// to the View.
func (v *View) Stats(ctx context.Context) (*Stats, error) {
	s := &Stats{Revision: v.rev}
	for k := range v.decl.kinds {
		count := KindStats{Kind: v.decl.kinds[k].decl.Kind}
		for n := range v.nodesOf(uint8(k)) {
			if v.nodes.at(n).flags&nodeReferred != 0 {
				count.Referred++
			} else {
				count.Described++
			}
		}
		s.Kinds = append(s.Kinds, count)
	}
	for t := range v.decl.edges {
		decl := v.decl.edges[t].decl
		count := EdgeStats{Type: decl.Type}
		i := 0
		for n := range v.allNodes() {
			if i&0xfff == 0 {
				if err := ctx.Err(); err != nil {
					return nil, err
				}
			}
			i++
			if decl.Qualifier == "" {
				count.Count += v.out[t].degree(n)
				continue
			}
			for m := range v.out[t].of(n) {
				for _, e := range v.edges(t, edgeKey{n, m}) {
					if e.Listed == "" && e.DeniedBy == 0 {
						count.Count++
					}
				}
			}
		}
		s.Edges = append(s.Edges, count)
	}
	return s, nil
}
