package neo4j

import (
	"context"
	"maps"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// Log is what [Projection.Advance] reads of a log. Every [graph.Store] is one.
type Log = memory.Log

// touched are the nodes that a step may change, by the IDs of any of their
// subjects.
type touched struct {
	rows map[graph.SubjectID]bool // true: their edges, too; false: only themselves
	all  bool                     // too much to list
}

// maxTouched bounds what is listed. More than that is everything.
const maxTouched = 200_000

func (t *touched) add(edges bool, ids ...graph.SubjectID) {
	for _, id := range ids {
		t.rows[id] = t.rows[id] || edges
	}
	if len(t.rows) > maxTouched {
		t.all = true
	}
}

// note takes note of all that batches name, and of what they confirm or take back:
// sources and alternatives change without a change of what is shown.
func (t *touched) note(ctx context.Context, log Log, from, to graph.Revision, done map[graph.Revision]bool) error {
	for h, err := range log.Headers(ctx, from, to) {
		if err != nil {
			return err
		}
		if done[h.Revision] || t.all {
			continue
		}
		done[h.Revision] = true
		var behind []graph.Revision
		for a, err := range log.Assertions(ctx, h.Revision) {
			if err != nil {
				return err
			}
			switch a := a.(type) {
			case *graph.Declare:
				t.all = true // what it says ranks otherwise now, everywhere
			case *graph.Record:
				t.add(true, a.Subject)
				for _, c := range a.Edges {
					for i := range c.Refs {
						t.add(false, c.Refs[i].Subject)
					}
				}
			case *graph.Confirm:
				behind = append(behind, a.Batch)
			case *graph.Revoke:
				behind = append(behind, a.Batch)
			case *graph.Judge:
				t.add(true, a.A, a.B)
			case *graph.Pin:
				t.add(false, a.Subjects...)
			case *graph.Deny:
				t.add(false, a.Subjects...)
			case *graph.DenyEdge:
				t.add(true, a.From...)
				t.add(false, a.To...)
			default:
				t.add(true, a.About())
			}
			if t.all {
				break
			}
		}
		for _, r := range behind {
			if err := t.note(ctx, log, r, r, done); err != nil {
				return err
			}
		}
	}
	return nil
}

// changes is what a step writes.
type changes struct {
	deleteNodes, putNodes []*node
	deleteEdges, putEdges []*edge
	sources               map[string]bool // that are named
}

func (c *changes) size() int {
	return len(c.deleteNodes) + len(c.putNodes) + len(c.deleteEdges) + len(c.putEdges)
}

// Advance leads the projection from one View to a later one, by what the batches
// between them touch. The projection must be at from, complete, else Advance fails
// with CodeConflict; then [Projection.Repair] helps. So it does if a batch between
// the two redacted something and from was derived since: that View does not show
// what the projection still does. A step of up to some thousand changes is one
// transaction; a longer one says until its end that the projection is not complete.
func (p *Projection) Advance(ctx context.Context, logID string, hash graph.Hash, log Log, from, to *memory.View, told *memory.Changes) error {
	const op = "neo4j.Advance"
	s, err := p.newStep(ctx, op, logID, hash, to)
	if err != nil {
		return err
	}
	if s.was == s.will {
		return nil
	}
	if s.was.Log != logID || s.was.Revision != from.Revision() || !s.was.Complete {
		return graph.Sayf(graph.CodeConflict, op, "图不在这个日志的修订 %d", "the projection is not at revision %d of this log", from.Revision())
	}
	t := &touched{rows: map[graph.SubjectID]bool{}}
	if err := t.note(ctx, log, from.Revision()+1, to.Revision(), map[graph.Revision]bool{}); err != nil {
		return p.fail(ctx, op, err)
	}
	if told != nil {
		if len(told.Redacted) > 0 {
			return graph.Sayf(graph.CodeConflict, op, "修订 %d 抹去了图里可能还有的内容", "revision %d redacted what the projection may still show", told.Redacted[0])
		}
		for x := range told.Nodes() {
			t.add(x.Was != x.Is || x.Members, nonEmpty(x.Was, x.Is)...)
		}
		for x := range told.Edges() {
			// Its ends may have other IDs in the other View: all edges of one end
			// are looked at, unless there are too many.
			t.add(true, x.From)
		}
	}
	c, err := p.difference(ctx, shapeOf(from), shapeOf(to), t)
	if err != nil {
		return p.fail(ctx, op, err)
	}
	return s.apply(ctx, shapeOf(to), c, t.all)
}

func nonEmpty(ids ...graph.SubjectID) []graph.SubjectID {
	return slices.DeleteFunc(ids, func(id graph.SubjectID) bool { return id == "" })
}

// difference compares two Views where they were touched.
func (p *Projection) difference(ctx context.Context, from, to *shape, t *touched) (*changes, error) {
	d := &differ{p: p, c: &changes{sources: map[string]bool{}}}
	if t.all {
		return d.c, d.everything(ctx, from, to)
	}
	// By kind, the IDs in either View of the nodes that were touched.
	nodes, withEdges := idsByKind{}, idsByKind{}
	for id, edges := range t.rows {
		for _, v := range []*memory.View{from.view, to.view} {
			if n := v.Node(id); n != nil {
				nodes.add(n.Kind, n.ID)
				if edges {
					withEdges.add(n.Kind, n.ID)
				}
			}
		}
	}
	for kind, set := range nodes {
		d.nodes(kind, sorted(set), from, to)
	}
	return d.c, d.edges(ctx, withEdges, from, to)
}

type idsByKind map[graph.Kind]map[graph.SubjectID]bool

func (m idsByKind) add(k graph.Kind, id graph.SubjectID) {
	if m[k] == nil {
		m[k] = map[graph.SubjectID]bool{}
	}
	m[k][id] = true
}

func sorted[T ~string](set map[T]bool) []T { return slices.Sorted(maps.Keys(set)) }

// differ collects the differences between two Views.
type differ struct {
	p *Projection
	c *changes
}

// shownAs returns the node that has exactly this public ID in a View; nil if none
// has.
func (s *shape) shownAs(kind graph.Kind, id graph.SubjectID) *node {
	if n := s.view.Node(id); n != nil && n.ID == id && n.Kind == kind {
		return s.nodeOf(n)
	}
	return nil
}

func (d *differ) nodes(kind graph.Kind, ids []graph.SubjectID, from, to *shape) {
	for _, id := range ids {
		was, is := from.shownAs(kind, id), to.shownAs(kind, id)
		switch {
		case is == nil && was == nil:
		case is == nil:
			d.c.deleteNodes = append(d.c.deleteNodes, was)
		case was == nil || !was.equal(is):
			d.c.putNodes = append(d.c.putNodes, is)
		}
		if is != nil {
			d.c.name(is)
		}
	}
}

// name notes the sources that a node names.
func (c *changes) name(n *node) {
	for _, x := range n.stated {
		c.sources[x.source] = true
	}
	for _, x := range n.alternatives {
		c.sources[x.source] = true
	}
}

// edges compares the edges of nodes, in both directions.
func (d *differ) edges(ctx context.Context, nodes idsByKind, from, to *shape) error {
	for i := range d.p.voc.Edges {
		decl := &d.p.voc.Edges[i]
		was, ok, err := edgesOf(ctx, from, decl, nodes)
		if err != nil {
			return err
		}
		is := map[edgeID]*edge{}
		if ok {
			if is, ok, err = edgesOf(ctx, to, decl, nodes); err != nil {
				return err
			}
		}
		if ok {
			d.compare(was, is)
			continue
		}
		// One of the nodes has more edges than the View tells of at a time.
		for _, kind := range decl.From {
			if err := d.allEdges(ctx, decl, kind, from, to); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *differ) compare(was, is map[edgeID]*edge) {
	for id, e := range was {
		if x := is[id]; x == nil || !x.equal(e) {
			d.c.deleteEdges = append(d.c.deleteEdges, e)
		}
	}
	for id, e := range is {
		if x := was[id]; x == nil || !x.equal(e) {
			d.c.putEdges = append(d.c.putEdges, e)
		}
	}
}

// edgesOf returns the edges of one type at nodes, and false if there are too many.
func edgesOf(ctx context.Context, s *shape, decl *graph.EdgeDecl, nodes idsByKind) (map[edgeID]*edge, bool, error) {
	out := map[edgeID]*edge{}
	for _, incoming := range []bool{false, true} {
		kinds := decl.From
		if incoming {
			kinds = decl.To
		}
		for _, kind := range kinds {
			for page := range slices.Chunk(sorted(nodes[kind]), pageSize) {
				if err := ctx.Err(); err != nil {
					return nil, false, err
				}
				// Only those that have this ID here: another node may have a
				// member with it.
				page = slices.DeleteFunc(page, func(id graph.SubjectID) bool {
					n := s.view.Node(id)
					return n == nil || n.ID != id
				})
				if len(page) == 0 {
					continue
				}
				found, err := s.view.Neighbours(page, memory.NeighbourQuery{Edge: decl.Type, Incoming: incoming, First: memory.MaxPage})
				if err != nil {
					return nil, false, err
				}
				for i := range found {
					if found[i].HasMore {
						return nil, false, nil
					}
					for j := range found[i].Edges {
						e := &found[i].Edges[j]
						if a, b := s.view.Node(e.From), s.view.Node(e.To); a != nil && b != nil {
							if x := s.edgeOf(e, a.Kind, b.Kind); x != nil {
								out[x.edgeID] = x
							}
						}
					}
				}
			}
		}
	}
	return out, true, nil
}

// allEdges compares all edges of one type that go out from nodes of a kind.
func (d *differ) allEdges(ctx context.Context, decl *graph.EdgeDecl, kind graph.Kind, from, to *shape) error {
	ids := map[graph.SubjectID]bool{}
	for _, s := range []*shape{from, to} {
		list, err := s.view.Select(ctx, kind, nil)
		if err != nil {
			return err
		}
		for _, id := range list {
			ids[id] = true
		}
	}
	for page := range slices.Chunk(sorted(ids), pageSize) {
		var both [2]map[edgeID]*edge
		for i, s := range []*shape{from, to} {
			both[i] = map[edgeID]*edge{}
			here := slices.DeleteFunc(slices.Clone(page), func(id graph.SubjectID) bool {
				n := s.view.Node(id)
				return n == nil || n.ID != id
			})
			for e, err := range s.edgesFrom(ctx, decl, kind, here) {
				if err != nil {
					return err
				}
				both[i][e.edgeID] = e
			}
		}
		d.compare(both[0], both[1])
	}
	return nil
}

// everything compares two Views from end to end.
func (d *differ) everything(ctx context.Context, from, to *shape) error {
	for _, k := range d.p.voc.Kinds {
		ids := map[graph.SubjectID]bool{}
		for _, s := range []*shape{from, to} {
			list, err := s.view.Select(ctx, k.Kind, nil)
			if err != nil {
				return err
			}
			for _, id := range list {
				ids[id] = true
			}
		}
		d.nodes(k.Kind, sorted(ids), from, to)
	}
	for i := range d.p.voc.Edges {
		decl := &d.p.voc.Edges[i]
		for _, kind := range decl.From {
			if err := d.allEdges(ctx, decl, kind, from, to); err != nil {
				return err
			}
		}
	}
	return nil
}

// apply writes changes: in one transaction if they are few.
func (s *step) apply(ctx context.Context, sh *shape, c *changes, sources bool) error {
	var named []*node
	for _, id := range sorted(c.sources) {
		named = append(named, sh.source(id))
	}
	voc := s.p.voc
	if c.size() <= rowsPerWrite {
		return s.run(ctx, s.was, s.will, func(tx *tx) error {
			if err := deleteEdges(tx, voc, c.deleteEdges); err != nil {
				return err
			}
			if err := deleteNodes(tx, c.deleteNodes); err != nil {
				return err
			}
			if err := putSources(tx, named); err != nil {
				return err
			}
			if err := updateNodes(tx, c.putNodes); err != nil {
				return err
			}
			if err := createEdges(tx, c.putEdges); err != nil {
				return err
			}
			return s.tidy(tx, sh, sources)
		})
	}
	if err := s.begin(ctx); err != nil {
		return err
	}
	if err := eachPart(ctx, s, c.deleteEdges, func(tx *tx, part []*edge) error { return deleteEdges(tx, voc, part) }); err != nil {
		return err
	}
	if err := eachPart(ctx, s, c.deleteNodes, deleteNodes); err != nil {
		return err
	}
	if err := eachPart(ctx, s, named, putSources); err != nil {
		return err
	}
	if err := eachPart(ctx, s, c.putNodes, updateNodes); err != nil {
		return err
	}
	if err := eachPart(ctx, s, c.putEdges, createEdges); err != nil {
		return err
	}
	return s.run(ctx, s.half(), s.will, func(tx *tx) error { return s.tidy(tx, sh, sources) })
}

func eachPart[T any](ctx context.Context, s *step, all []T, write func(*tx, []T) error) error {
	for part := range slices.Chunk(all, rowsPerWrite) {
		if err := s.part(ctx, func(tx *tx) error { return write(tx, part) }); err != nil {
			return err
		}
	}
	return nil
}

// tidy takes out the sources that nothing names any more and, if they may have
// been declared otherwise, brings the others up to date.
func (s *step) tidy(tx *tx, sh *shape, declared bool) error {
	if _, err := tx.run("MATCH (s:"+labelSource+") WHERE NOT EXISTS { (s)--() } DELETE s", nil); err != nil || !declared {
		return err
	}
	rows, err := tx.run("MATCH (s:"+labelSource+") RETURN s.id", nil)
	if err != nil {
		return err
	}
	var sources []*node
	for _, r := range rows {
		sources = append(sources, sh.source(r.text(0)))
	}
	return putSources(tx, sources)
}
