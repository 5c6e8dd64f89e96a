package search

import (
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// Bounds of a query. Text beyond MaxQuery is not read; what exceeds another bound
// fails with CodeLimit.
const (
	MaxQuery  = 64  // characters of a text
	MaxHits   = 100 // hits of an answer
	MaxOffset = 200 // hits before them
	MaxValues = 500 // values of one filter
	MaxCounts = 100 // values of one facet that are told
)

// Facet names what hits are counted by.
type Facet string

// The facets.
const (
	FacetKind    Facet = "kind"
	FacetSegment Facet = "segment"
	FacetRegion  Facet = "region"
)

// Query asks for documents.
type Query struct {
	Text string // what the user typed

	// Filters; an empty one chooses all, several values widen each other. Of
	// segments and regions the caller names those below, too, as far as
	// documents do not name those above.
	Kinds    []graph.Kind
	Segments []graph.SubjectID
	Regions  []string

	First  int     // how many hits, 1 to MaxHits
	Offset int     // how many to leave out before them, up to MaxOffset
	Facets []Facet // what to count by
}

// Result answers a query.
type Result struct {
	Hits []Hit
	// Total is how many documents match; if not TotalExact, at least so many. What
	// matches only but for slips, or in parts, is looked for and counted if fewer
	// than ten match otherwise.
	Total      int
	TotalExact bool
	// Facets counts for each facet that was asked for its values, the most
	// frequent first. A facet counts what all filters but its own choose.
	Facets map[Facet][]Count

	Revision graph.Revision // what the index holds
	// Pending is how many documents are known to wait until the index holds the
	// next revision. Some of them may be found already.
	Pending int
	// NamesOnly says that the index is being made and that names and codes were
	// searched as they are written, without readings and word order.
	NamesOnly bool
}

// Count is how many documents have a value.
type Count struct {
	Value string
	Count int
}

// Hit is a document that was found.
type Hit struct {
	ID    graph.SubjectID
	Kind  graph.Kind
	Name  string // to show
	Grade Grade
	Field Field  // where the hit is,
	Text  string // the text of that field
	Marks []Span // and what of it matches, in order
	// Importance as the document gives it, to seven digits.
	Importance float64
}

// Span is a part of a text, in bytes; it begins and ends between characters.
type Span struct{ From, To int }

func (q *Query) check(op string) error {
	switch {
	case q.First < 1 || q.First > MaxHits:
		return graph.Sayf(graph.CodeLimit, op, "结果条数 %d：请要 1 至 %d 条", "%d hits: ask for 1 to %d", q.First, MaxHits)
	case q.Offset < 0 || q.Offset > MaxOffset:
		return graph.Sayf(graph.CodeLimit, op, "跳过 %d 条：最多跳过 %d 条", "%d hits left out: leave out at most %d", q.Offset, MaxOffset)
	case len(q.Kinds) > MaxValues || len(q.Segments) > MaxValues || len(q.Regions) > MaxValues:
		return graph.Sayf(graph.CodeLimit, op, "一个筛选最多 %d 个值：请少选一些", "a filter with more than %d values: choose fewer", MaxValues)
	}
	for i, f := range q.Facets {
		if f != FacetKind && f != FacetSegment && f != FacetRegion {
			return graph.Sayf(graph.CodeInvalid, op, "没有分面 %q：可以是 kind、segment 或 region", "no facet %q: ask for kind, segment or region", f)
		}
		if slices.Contains(q.Facets[:i], f) {
			return graph.Sayf(graph.CodeInvalid, op, "分面 %q 要了两次", "the facet %q is asked for twice", f)
		}
	}
	return nil
}

// want is a query as it is compared.
type want struct {
	folded
	key   string
	latin bool
	// parts are what is looked up for the units, with their weights when a part
	// of them is enough.
	parts []wantPart
	// similar are, for each unit, the words that it may be a slip of.
	similar [][]string
}

type wantPart struct {
	term   string
	weight float64
}

func newWant(text string) *want {
	w := new(want)
	w.fold(cutRunes(text, MaxQuery))
	w.key, w.latin = w.folded.key(), isLatin(w.runes)
	return w
}
