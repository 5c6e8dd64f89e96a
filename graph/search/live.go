package search

import (
	"context"
	"iter"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/live"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// kinds are those of what people look for by name; events are found by what they
// happen to.
var kinds = []graph.Kind{
	graph.KindEnterprise, graph.KindProduct, graph.KindSegment, graph.KindChain, graph.KindPark, graph.KindInstitution, graph.KindSector,
}

// named are the edges to things whose names a document has, and whose changes
// change it.
var named = []string{graph.EdgeMakes, graph.EdgeInSegment, graph.EdgeLocatedIn}

// Live returns the log of what a followed store's Views show: the documents are
// nodes with names. All of it comes from Views, so that a store that is away for a
// while keeps nothing from being followed.
func Live(l *live.Log) Log {
	return &liveLog{l, graph.Standard().List(graph.ListRegion)}
}

type liveLog struct {
	live    *live.Log
	regions *graph.CodeList
}

func (l *liveLog) Source(ctx context.Context) (Source, error) {
	v := l.live.View()
	h, err := l.HashAt(ctx, v.Revision())
	return &viewSource{v, h, l.regions}, err
}

func (l *liveLog) HashAt(_ context.Context, r graph.Revision) (graph.Hash, error) {
	if r == 0 {
		return graph.Hash{}, nil
	}
	if h := l.live.View().Header(r); h != nil {
		return h.Hash, nil
	}
	return graph.Hash{}, graph.Errorf(graph.CodeNotFound, "search.Live", "no revision %d", r)
}

func (l *liveLog) Steps(ctx context.Context, after graph.Revision) iter.Seq2[Step, error] {
	return func(yield func(Step, error) bool) {
		for e, err := range l.live.Changes(ctx, after) {
			if err != nil {
				yield(Step{}, err)
				return
			}
			step := Step{From: e.From}
			changes := e.Changes
			if changes == nil && !e.Replaced {
				if changes, err = e.View.ChangesSince(ctx, e.From); err != nil {
					yield(Step{}, err)
					return
				}
			}
			// Of a redaction nothing may be left, not even in what the index has not
			// overwritten yet: it is made anew.
			if changes == nil || len(changes.Redacted) > 0 {
				step.To = &viewSource{e.View, e.Hash, l.regions}
			} else {
				step.To, step.Changed = &viewSource{changes.To, e.Hash, l.regions}, touched(changes)
			}
			if !yield(step, nil) {
				return
			}
		}
	}
}

// viewSource are the documents of a View.
type viewSource struct {
	*memory.View
	hash    graph.Hash
	regions *graph.CodeList
}

func (s *viewSource) Hash() graph.Hash { return s.hash }

func (s *viewSource) Documents() iter.Seq[Document] {
	return func(yield func(Document) bool) {
		for _, k := range kinds {
			ids, err := s.Select(context.Background(), k, nil)
			if err != nil {
				return // a kind that the vocabulary does not have
			}
			for _, id := range ids {
				if d, ok := s.Document(id); ok && !yield(d) {
					return
				}
			}
		}
	}
}

func (s *viewSource) Document(id graph.SubjectID) (d Document, ok bool) {
	n := s.Node(id)
	if n == nil || n.ID != id || !slices.Contains(kinds, n.Kind) {
		return d, false
	}
	d = Document{ID: n.ID, Kind: n.Kind, Name: s.Name(n.ID)}
	for i := range n.Properties {
		p := &n.Properties[i]
		list := map[string]*[]string{
			graph.PropShortName: &d.Short, graph.PropFormerNames: &d.Former, graph.PropEnglishName: &d.English, graph.PropAliases: &d.Aliases,
			graph.PropCode: &d.Codes, graph.PropCreditCode: &d.Codes, graph.PropStockCode: &d.Codes,
		}[p.Name]
		if list == nil {
			continue
		}
		for _, v := range append(slices.Clip(p.Values), p.Winner) {
			if t := v.Value.String(); t != "" && t != d.Name {
				*list = append(*list, t)
				if code, _, found := strings.Cut(t, "."); found && p.Name == graph.PropStockCode {
					*list = append(*list, code) // people leave the exchange out
				}
			}
		}
	}
	for _, edge := range named {
		ns, err := s.Neighbours([]graph.SubjectID{id}, memory.NeighbourQuery{Edge: edge, First: MaxMentions})
		if err != nil {
			continue
		}
		if edge == graph.EdgeLocatedIn {
			d.Regions = s.within(ns[0].Edges, 0)
			continue
		}
		d.Importance += float64(ns[0].Total)
		for _, e := range ns[0].Edges {
			d.Mentions = append(d.Mentions, s.Name(e.To))
			if edge == graph.EdgeInSegment {
				d.Segments = append(d.Segments, e.To)
			}
		}
	}
	return d, true
}

// within returns the codes of regions and of those that contain them, and of the
// regions of parks.
func (s *viewSource) within(edges []memory.Edge, depth int) []string {
	var out []string
	for _, e := range edges {
		n := s.Node(e.To)
		if n == nil {
			continue
		}
		if n.Kind != graph.KindRegion {
			if ns, err := s.Neighbours([]graph.SubjectID{e.To}, memory.NeighbourQuery{Edge: graph.EdgeLocatedIn, First: MaxMentions}); err == nil && depth == 0 {
				out = append(out, s.within(ns[0].Edges, 1)...)
			}
			continue
		}
		for i := range n.Properties {
			if p := &n.Properties[i]; p.Name == graph.PropCode {
				for code := p.Winner.Value.Text; code != ""; {
					out = append(out, code)
					entry := s.regions.Entry(code)
					if entry == nil {
						break
					}
					code = entry.Parent
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// touched yields the nodes whose documents changes may have changed: those that
// changed, the ends of edges, and what names a node that changed.
func touched(c *memory.Changes) iter.Seq[graph.SubjectID] {
	return func(yield func(graph.SubjectID) bool) {
		// naming yields what has edges to a node.
		naming := func(v *memory.View, id graph.SubjectID) bool {
			for _, edge := range named {
				ns, err := v.Neighbours([]graph.SubjectID{id}, memory.NeighbourQuery{Edge: edge, Incoming: true, First: memory.MaxPage})
				if err != nil {
					continue
				}
				for _, e := range ns[0].Edges {
					if !yield(e.From) {
						return false
					}
				}
				if !ns[0].HasMore {
					continue
				}
				for _, k := range kinds {
					ids, err := v.Select(context.Background(), k, &memory.Filter{Edge: edge, To: []graph.SubjectID{id}})
					if err != nil {
						continue
					}
					for _, id := range ids {
						if !yield(id) {
							return false
						}
					}
				}
			}
			return true
		}
		for n := range c.Nodes() {
			for v, id := range map[*memory.View]graph.SubjectID{c.From: n.Was, c.To: n.Is} {
				if id != "" && (!yield(id) || !naming(v, id)) {
					return
				}
			}
		}
		for e := range c.Edges() {
			for _, v := range []*memory.View{c.From, c.To} {
				for _, id := range []graph.SubjectID{e.From, e.To} {
					n := v.Node(id)
					if n == nil {
						continue
					}
					// What lies in a park lies where the park does.
					if !yield(n.ID) || id == e.From && n.Kind == graph.KindPark && !naming(v, n.ID) {
						return
					}
				}
			}
		}
	}
}
