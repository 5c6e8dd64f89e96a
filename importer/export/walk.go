package export

import (
	"cmp"
	"context"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// pageSize is how many nodes are asked for at a time.
const pageSize = memory.MaxPage

// maxRows is how many rows a sheet has below its header.
const maxRows = 1_048_575

// walker walks a View in the order of a query: kind by kind, by ID. It keeps
// the IDs of the kinds that it has met, 32 bytes a node, because a page of a
// list costs a scan of the kind. It is used by one goroutine.
type walker struct {
	ctx  context.Context
	view *memory.View
	voc  *graph.Vocabulary
	q    Query
	ids  map[graph.Kind][]graph.SubjectID // those that the query chooses
	all  map[graph.Kind][]graph.SubjectID // of kinds with a filter, and of those not asked for: every one

	perSheet int // rows below the header of a sheet

	kinds []graph.Kind
	edges []*graph.EdgeDecl // those that the query wants, and of which some stand

	done, total int // rows written, and to write; see Query.Progress
}

// tellEvery is how many rows are written between two words of progress.
const tellEvery = 1024

// wrote notes that a row has been written.
func (w *walker) wrote() {
	if w.done++; w.done%tellEvery == 0 || w.done == w.total {
		w.tell()
	}
}

func (w *walker) tell() {
	if w.q.Progress != nil {
		w.q.Progress(w.done, w.total)
	}
}

func newWalker(ctx context.Context, view *memory.View, q Query) (*walker, error) {
	w := &walker{ctx: ctx, view: view, voc: view.Vocabulary(), q: q,
		ids: map[graph.Kind][]graph.SubjectID{}, all: map[graph.Kind][]graph.SubjectID{}, perSheet: maxRows}
	if err := q.check(w.voc); err != nil {
		return nil, err
	}
	w.tell()
	stats := view.Stats()
	w.kinds = q.Kinds
	if w.kinds == nil {
		for i := range w.voc.Kinds {
			if k := w.voc.Kinds[i].Kind; stats.Nodes[k] > 0 {
				w.kinds = append(w.kinds, k)
			}
		}
	}
	for i := range w.voc.Edges {
		if e := &w.voc.Edges[i]; q.wantsEdge(e.Type) && stats.Edges[e.Type] > 0 {
			w.edges = append(w.edges, e)
		}
	}
	return w, nil
}

// chosen returns the nodes of a kind that are written; none if the query does
// not ask for the kind.
func (w *walker) chosen(k graph.Kind) ([]graph.SubjectID, error) {
	if !slices.Contains(w.kinds, k) {
		return nil, nil
	}
	if ids, ok := w.ids[k]; ok {
		return ids, nil
	}
	ids, err := w.view.Select(w.ctx, k, w.q.Filters[k])
	if err != nil {
		return nil, err
	}
	w.ids[k] = ids
	return ids, nil
}

// every returns all nodes of a kind, written or not.
func (w *walker) every(k graph.Kind) ([]graph.SubjectID, error) {
	if w.q.Filters[k] == nil && slices.Contains(w.kinds, k) {
		return w.chosen(k)
	}
	if ids, ok := w.all[k]; ok {
		return ids, nil
	}
	ids, err := w.view.Select(w.ctx, k, nil)
	if err != nil {
		return nil, err
	}
	w.all[k] = ids
	return ids, nil
}

// pages cuts IDs into pages, and ends with the context.
func (w *walker) pages(ids []graph.SubjectID, do func(page []graph.SubjectID) error) error {
	for page := range slices.Chunk(ids, pageSize) {
		if err := w.ctx.Err(); err != nil {
			return &graph.Error{Code: graph.CodeCancelled, Op: "export", Err: err}
		}
		if err := do(page); err != nil {
			return err
		}
	}
	return nil
}

// eachNode calls do for each node of a kind that is written.
func (w *walker) eachNode(k graph.Kind, do func(n *memory.Node) error) error {
	ids, err := w.chosen(k)
	if err != nil {
		return err
	}
	return w.pages(ids, func(page []graph.SubjectID) error {
		for _, n := range w.view.Nodes(page...) {
			if n == nil {
				continue
			}
			if err := do(n); err != nil {
				return err
			}
		}
		return nil
	})
}

// eachEdge calls do for each edge of a type that is written: those that run
// from nodes that are written, then, from kinds that are not asked for, those
// that lead to nodes that are written; by IDs.
func (w *walker) eachEdge(d *graph.EdgeDecl, do func(e *memory.Edge) error) error {
	var asked, others []graph.Kind
	for _, k := range d.From {
		if slices.Contains(w.kinds, k) {
			asked = append(asked, k)
		} else {
			others = append(others, k)
		}
	}
	if err := w.edgesOf(d, false, asked, w.chosen, d.To, nil, do); err != nil {
		return err
	}
	if len(others) == 0 {
		return nil
	}
	return w.edgesOf(d, true, d.To, w.chosen, others, others, do)
}

// edgesOf calls do for the edges at nodes of kinds near; of those, for the ones
// whose other end is of a kind in only, if that is not nil. A View tells at
// most MaxPage neighbours of a node, so what a node has more of is asked of the
// other side, the kinds far.
func (w *walker) edgesOf(d *graph.EdgeDecl, incoming bool, near []graph.Kind, list func(graph.Kind) ([]graph.SubjectID, error),
	far, only []graph.Kind, do func(e *memory.Edge) error) error {
	hubs := map[graph.SubjectID]bool{}
	for _, k := range near {
		ids, err := list(k)
		if err != nil {
			return err
		}
		if err := w.neighbours(d.Type, incoming, ids, func(id graph.SubjectID, n *memory.Neighbours) error {
			if n.HasMore {
				hubs[id] = true
				return nil
			}
			for i := range n.Edges {
				e := &n.Edges[i]
				if only != nil && !slices.Contains(only, w.kindOf(d, otherEnd(e, incoming), !incoming)) {
					continue
				}
				if err := do(e); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	if len(hubs) == 0 {
		return nil
	}
	for _, k := range far {
		ids, err := w.every(k)
		if err != nil {
			return err
		}
		if err := w.neighbours(d.Type, !incoming, ids, func(id graph.SubjectID, n *memory.Neighbours) error {
			if n.HasMore {
				return graph.Errorf(graph.CodeLimit, "export.edges", "%s and a node of it have more than %d %s each, which cannot be told apart; leave the edge type out",
					id, memory.MaxPage, d.Type)
			}
			for i := range n.Edges {
				if e := &n.Edges[i]; hubs[otherEnd(e, !incoming)] {
					if err := do(e); err != nil {
						return err
					}
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// neighbours calls do with what each of many nodes has of one edge type, those
// with none left out, sorted by the other end.
func (w *walker) neighbours(edge string, incoming bool, ids []graph.SubjectID, do func(id graph.SubjectID, n *memory.Neighbours) error) error {
	return w.pages(ids, func(page []graph.SubjectID) error {
		all, err := w.view.Neighbours(page, memory.NeighbourQuery{Edge: edge, Incoming: incoming, First: memory.MaxPage})
		if err != nil {
			return err
		}
		for i := range all {
			if n := &all[i]; n.Total > 0 {
				sortEdges(n.Edges, incoming)
				if err := do(page[i], n); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func otherEnd(e *memory.Edge, incoming bool) graph.SubjectID {
	if incoming {
		return e.From
	}
	return e.To
}

func sortEdges(edges []memory.Edge, incoming bool) {
	slices.SortFunc(edges, func(a, b memory.Edge) int {
		return cmp.Or(cmp.Compare(otherEnd(&a, incoming), otherEnd(&b, incoming)), cmp.Compare(a.Qualifier, b.Qualifier))
	})
}

// kindOf returns the kind of the node at an end of an edge: the end that it
// leads to, or the one that it runs from.
func (w *walker) kindOf(d *graph.EdgeDecl, id graph.SubjectID, to bool) graph.Kind {
	kinds := d.From
	if to {
		kinds = d.To
	}
	if len(kinds) == 1 {
		return kinds[0]
	}
	if n := w.view.Node(id); n != nil {
		return n.Kind
	}
	return ""
}

// setOf returns the members of a list, or nil if everything of the kind is
// written.
func (w *walker) setOf(k graph.Kind) (map[graph.SubjectID]bool, error) {
	if w.q.Filters[k] == nil {
		return nil, nil
	}
	ids, err := w.chosen(k)
	if err != nil {
		return nil, err
	}
	set := make(map[graph.SubjectID]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set, nil
}
