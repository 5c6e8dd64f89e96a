package export

import (
	"slices"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// Query says what is written. The zero Query is everything but personal data,
// in English.
type Query struct {
	// Kinds are written in this order; nil means all of which something stands.
	Kinds []graph.Kind
	// Filters choose the nodes of a kind; a kind without one is written whole.
	Filters map[graph.Kind]*memory.Filter
	// Edges are the edge types to write; nil means all, an empty slice none.
	// An edge is written if the node that it runs from is, or, if no kind that
	// it may run from is among Kinds, if the node that it leads to is. [GraphML]
	// writes it only if both are.
	Edges []string
	// Lang is the language of headers and labels: Chinese for a tag that begins
	// with "zh", else English.
	Lang string
	// Provenance adds to each value a column that says who states it, of which
	// day, and where it was read.
	Provenance bool
	// Amounts adds to each amount of money its number and its currency in
	// columns of their own. Of a range the number is the lower end.
	Amounts bool
	// Personal includes properties about natural persons.
	Personal bool

	// What the View does not know.

	Store   string          // the ID of the store that the View comes from
	Time    time.Time       // when it is written; left out if zero
	Sources []graph.Declare // the sources as declared; others are told by their ID
	TmpDir  string          // for temporary files; "" is the system's

	// Progress, if not nil, is told now and then how many rows are written, of how
	// many: of GraphML, nodes and edges. It is told of none at all while it is
	// found out what there is. It must return promptly.
	Progress func(done, total int)
}

// check fails with CodeInvalid if the query names what the vocabulary does not
// have.
func (q *Query) check(voc *graph.Vocabulary) error {
	const op = "export.Query"
	seen := map[graph.Kind]bool{}
	for _, k := range q.Kinds {
		if voc.Kind(k) == nil {
			return graph.Errorf(graph.CodeInvalid, op, "there is no kind %q; the vocabulary lists those that there are", k)
		}
		if seen[k] {
			return graph.Errorf(graph.CodeInvalid, op, "the kind %q is named twice; name it once", k)
		}
		seen[k] = true
	}
	for k := range q.Filters {
		if voc.Kind(k) == nil {
			return graph.Errorf(graph.CodeInvalid, op, "there is a filter for the kind %q, which does not exist; leave it out", k)
		}
	}
	for _, e := range q.Edges {
		if voc.Edge(e) == nil {
			return graph.Errorf(graph.CodeInvalid, op, "there is no edge type %q; the vocabulary lists those that there are", e)
		}
	}
	return nil
}

// wantsEdge reports whether edges of a type are written.
func (q *Query) wantsEdge(t string) bool { return q.Edges == nil || slices.Contains(q.Edges, t) }
