package schema

import (
	"context"
	"iter"
	"maps"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// keyNodeGraphs and keyNodeOrders are the graphs and orders as parameters have them.
var (
	keyNodeGraphs = map[string]model.KeyNodeGraph{"segments": model.KeyNodeGraphSegments, "enterprises": model.KeyNodeGraphEnterprises}
	keyNodeOrders = map[string]model.KeyNodeOrder{"between": model.KeyNodeOrderBetweenness, "parts": model.KeyNodeOrderParts, "cut": model.KeyNodeOrderCut,
		"neighbours": model.KeyNodeOrderNeighbours, "map": model.KeyNodeOrderMap}
)

// KeyNodesFile says which key nodes a file has, in what order.
type KeyNodesFile struct {
	Chain    string // its ID, code or name; "" is all of them
	Graph    string // segments or enterprises
	Order    string // between, parts, cut, neighbours or map
	Reversed bool
}

// KeyNodes is what holds a chain together, as a file has it.
type KeyNodes struct {
	// Rows yields a row for each of the Total nodes, in the order that is asked for. It
	// ends with the first error.
	Rows                                  iter.Seq2[*KeyNodeRow, error]
	Total, Links, Inferred                int
	Components, Largest                   int
	Splitting, Bridges, Blocks            int
	Expected, Known, Unjoined             int // as ChainKeyNodes has them
	Draws                                 int
	LeftOut                               graph.Decimal
	WithheldBetweenness, UncountedCutOffs *graph.Label // why; nil if they are told
}

// KeyNodeRow is a node.
type KeyNodeRow struct {
	Node                           graph.SubjectID
	Enterprises                    *int // of a segment
	Neighbours, Incoming, Outgoing int
	Betweenness                    *graph.Decimal
	Rank, RankLow, RankHigh        *int
	Parts, CutNodes                int
	CutEnterprises                 *int
	Expected, Known                *int // inputs, of an enterprise
}

// KeyNodesOf works out what holds a chain together as the query chainKeyNodes tells it,
// for downloads. handler is what New returned. It fails as the query would, and with
// [graph.CodeInvalid] for words that it does not know.
func KeyNodesOf(ctx context.Context, handler any, view *memory.View, q KeyNodesFile) (*KeyNodes, error) {
	s, ok := handler.(*Service)
	if !ok {
		return nil, graph.Errorf(graph.CodeInvalid, "schema.KeyNodesOf", "the handler is not one that New returned")
	}
	of, ok := keyNodeGraphs[q.Graph]
	if !ok {
		return nil, noWord("graph", q.Graph, slices.Sorted(maps.Keys(keyNodeGraphs)))
	}
	order, ok := keyNodeOrders[q.Order]
	if !ok {
		return nil, noWord("sort", q.Order, slices.Sorted(maps.Keys(keyNodeOrders)))
	}
	k, err := s.keyNodesOf(ctx, view, q.Chain, of)
	if err != nil {
		return nil, err
	}
	out := &KeyNodes{Total: len(k.ids), Links: k.g.Edges(), Inferred: k.inferred, Components: k.cuts.Components, Largest: k.cuts.Largest, Splitting: k.splitting, Bridges: len(k.bridges),
		Blocks: k.cuts.Blocks, Expected: k.expected, Known: k.known, Unjoined: k.unjoined, Draws: k.draws, LeftOut: keyLeftOut, WithheldBetweenness: k.withheld(), UncountedCutOffs: k.uncounted()}
	out.Rows = func(yield func(*KeyNodeRow, error) bool) {
		for _, i := range k.order(order, q.Reversed) {
			m, err := k.node(i)
			if err != nil {
				yield(nil, err)
				return
			}
			row := &KeyNodeRow{Node: k.ids[i], Enterprises: m.Enterprises, Neighbours: m.Neighbours, Incoming: m.Incoming, Outgoing: m.Outgoing, Betweenness: m.Betweenness, Rank: m.Rank,
				RankLow: m.RankLow, RankHigh: m.RankHigh, Parts: m.Parts, CutNodes: m.CutNodes, CutEnterprises: m.CutEnterprises, Expected: m.Expected, Known: m.Known}
			if !yield(row, nil) {
				return
			}
		}
	}
	return out, nil
}
