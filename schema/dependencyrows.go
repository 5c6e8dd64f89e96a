package schema

import (
	"context"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// dependencyOrders are the orders as parameters have them.
var dependencyOrders = map[string]model.DependencyOrder{"first": model.DependencyOrderFirst, "suppliers": model.DependencyOrderSuppliers,
	"coverage": model.DependencyOrderCoverage, "map": model.DependencyOrderMap}

// DependencyFile says which dependency a file has, in what order.
type DependencyFile struct {
	Chain    string          // its ID, code or name; "" is all of them
	Segment  graph.SubjectID // what is bought; "" is all
	Year     string          // of the shares; "" is the latest of each input
	Order    string          // first, suppliers, coverage or map
	Reversed bool
}

// Dependency is how much the enterprises of a chain depend on single suppliers, as a
// file has it.
type Dependency struct {
	// Rows yields a row for each of the Total inputs, in the order that is asked for. It
	// ends with the first error.
	Rows      iter.Seq2[*DependencyRow, error]
	Total     int
	Undecided int // of them, those of which the known shares do not tell how much they depend
	// These are of the whole chain, whatever segment is asked for.
	All, Expected, Recorded               int
	Computed, Sole, Dominated, Half       int
	Spread, Unsure, NoShares, OneRecorded int
}

// DependencyRow is an input.
type DependencyRow struct {
	Buyer, Segment   graph.SubjectID
	Expected         bool
	Year             string // "" if no share is known
	Suppliers, Known int
	Coverage         graph.Decimal
	Share            *graph.Decimal
	Supplier         graph.SubjectID // "" if nobody knows who has the most
	Class            string          // sole, dominated, half, spread, unsure, no_shares or over_all
}

// DependencyOf works out how much the enterprises of a chain depend on single
// suppliers as the query chainDependency tells it, for downloads. handler is what New
// returned. It fails as the query would, and with [graph.CodeInvalid] for words that
// it does not know.
func DependencyOf(ctx context.Context, handler any, view *memory.View, q DependencyFile) (*Dependency, error) {
	s, ok := handler.(*Service)
	if !ok {
		return nil, graph.Errorf(graph.CodeInvalid, "schema.DependencyOf", "the handler is not one that New returned")
	}
	order, ok := dependencyOrders[q.Order]
	if !ok {
		return nil, noWord("sort", q.Order, slices.Sorted(maps.Keys(dependencyOrders)))
	}
	d, err := s.dependencyOf(ctx, view, q.Chain, q.Year)
	if err != nil {
		return nil, err
	}
	if q.Segment != "" {
		found := view.Trace(q.Segment).Node
		if found == "" {
			return nil, say(graph.CodeNotFound, "没有环节 %.60q", "there is no segment %.60q", string(q.Segment))
		}
		q.Segment = found
	}
	rows := d.order(q.Segment, order, q.Reversed)
	c := &d.counts
	out := &Dependency{Total: len(rows), All: len(d.inputs), Expected: d.expected, Recorded: d.recorded, Computed: c.Computed, Sole: c.Sole, Dominated: c.Dominated, Half: c.Half,
		Spread: c.Spread, Unsure: c.Unsure, NoShares: c.NoShares, OneRecorded: c.OneRecorded}
	for _, x := range rows {
		if !x.told() || x.class == model.DependencyClassUnsure {
			out.Undecided++
		}
	}
	out.Rows = func(yield func(*DependencyRow, error) bool) {
		for _, x := range rows {
			row, err := d.row(x)
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
	return out, nil
}

// row returns an input as a file has it.
func (d *dependency) row(x *input) (*DependencyRow, error) {
	m, err := d.inputModel(x)
	if err != nil {
		return nil, err
	}
	out := &DependencyRow{Buyer: x.buyer, Segment: d.categories[x.category].place.id, Expected: x.needed, Suppliers: m.Suppliers, Known: m.Known,
		Coverage: m.Coverage, Share: m.Share, Class: strings.ToLower(string(x.class))}
	if m.Year != nil {
		out.Year = *m.Year
	}
	if m.Supplier != nil {
		out.Supplier = m.Supplier.ID()
	}
	return out, nil
}
