package schema

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// skeleton is what of the map does not depend on filters: the trees of all chains,
// what feeds what, and the concentration of each segment once it was asked for.
type skeleton struct {
	view   *memory.View
	places []place // parents before children, in the stored order
	index  map[graph.SubjectID]int
	feeds  []model.MapFeed

	mu            sync.Mutex
	concentration map[string]*shares // by segment and year
}

// place is a segment or a chain in its tree.
type place struct {
	id       graph.SubjectID
	base     model.Base
	kind     graph.Kind
	parent   int // in places; -1 at the top
	depth    int
	code     string
	tier     *model.Code
	keyLink  *bool
	fedBy    int
	feeds    int
	children []graph.SubjectID
	implied  bool // a chain that segments name, and are no part of by an edge
}

// skeleton returns the trees of a View.
func (s *Service) skeleton(ctx context.Context, v *memory.View) (*skeleton, error) {
	return s.skeletons.get(v, func() (*skeleton, error) { return newSkeleton(ctx, v) })
}

func newSkeleton(ctx context.Context, v *memory.View) (*skeleton, error) {
	chains, err := v.Select(ctx, graph.KindChain, nil)
	if err != nil {
		return nil, err
	}
	segments, err := v.Select(ctx, graph.KindSegment, nil)
	if err != nil {
		return nil, err
	}
	all := map[graph.SubjectID]*place{}
	order := map[graph.SubjectID]int64{}
	for _, id := range chains {
		e := model.NewChain(v, id)
		all[id] = &place{id: id, base: e.Base, kind: graph.KindChain, code: e.TextOf(graph.PropCode)}
	}
	for _, id := range segments {
		e := model.NewSegment(v, id)
		all[id] = &place{id: id, base: e.Base, kind: graph.KindSegment, code: e.TextOf(graph.PropCode), tier: e.CodeOf(graph.PropTier), keyLink: e.FlagOf(graph.PropKeyLink)}
		if n, ok := e.NumberOf("order"); ok {
			order[id] = n
		} else {
			order[id] = 1 << 62
		}
	}
	parent := map[graph.SubjectID]graph.SubjectID{}
	sk := &skeleton{view: v, index: map[graph.SubjectID]int{}, concentration: map[string]*shares{}}
	for part := range slices.Chunk(segments, memory.MaxPage) {
		up, err := v.Neighbours(part, memory.NeighbourQuery{Edge: graph.EdgePartOf, First: 1})
		if err != nil {
			return nil, err
		}
		feeds, err := v.Neighbours(part, memory.NeighbourQuery{Edge: graph.EdgeFeeds, First: memory.MaxPage})
		if err != nil {
			return nil, err
		}
		for i, id := range part {
			if len(up[i].Edges) > 0 {
				to := up[i].Edges[0].To
				parent[id] = to
				if p := all[to]; p != nil {
					p.children = append(p.children, id)
				}
			}
			for _, e := range feeds[i].Edges {
				f := model.MapFeed{From: e.From, To: e.To}
				for j := range e.Attributes {
					if a := &e.Attributes[j]; a.Name == graph.PropBasis && !a.Value().IsZero() {
						f.Basis = model.CodeOf(v.Vocabulary(), graph.ListBasis, a.Value().Text)
					}
				}
				sk.feeds = append(sk.feeds, f)
				all[id].feeds++
				if to := all[e.To]; to != nil {
					to.fedBy++
				}
			}
		}
	}
	// Sources name the chain of a segment in a column of its own, which is a property;
	// a segment at the top of its tree belongs to the chain that it names.
	named := map[string]graph.SubjectID{}
	for _, id := range chains {
		for _, word := range all[id].base.Words() {
			if key := graph.HeaderKey(word); key != "" {
				named[key] = id
			}
		}
	}
	for _, id := range segments {
		if all[parent[id]] == nil {
			if chain, ok := named[graph.HeaderKey(all[id].base.TextOf(graph.PropChain))]; ok {
				parent[id] = chain
				all[chain].children = append(all[chain].children, id)
				all[chain].implied = true
			}
		}
	}
	stored := func(a, b graph.SubjectID) int {
		return cmp.Or(cmp.Compare(order[a], order[b]), compareCodes(all[a].code, all[b].code), cmp.Compare(a, b))
	}
	var put func(id graph.SubjectID, parent, depth int)
	put = func(id graph.SubjectID, parent, depth int) {
		if _, seen := sk.index[id]; seen {
			return
		}
		p := all[id]
		p.parent, p.depth = parent, depth
		at := len(sk.places)
		sk.index[id] = at
		slices.SortFunc(p.children, stored)
		sk.places = append(sk.places, *p)
		for _, c := range p.children {
			put(c, at, depth+1)
		}
	}
	slices.SortFunc(chains, func(a, b graph.SubjectID) int {
		return cmp.Or(compareCodes(all[a].code, all[b].code), cmp.Compare(v.Name(a), v.Name(b)), cmp.Compare(a, b))
	})
	for _, id := range chains {
		put(id, -1, 0)
	}
	slices.SortFunc(segments, stored)
	for _, id := range segments {
		if all[parent[id]] == nil {
			put(id, -1, 0) // of no chain that stands
		}
	}
	slices.SortFunc(sk.feeds, func(a, b model.MapFeed) int {
		return cmp.Or(cmp.Compare(sk.index[a.From], sk.index[b.From]), cmp.Compare(sk.index[a.To], sk.index[b.To]))
	})
	return sk, nil
}

// compareCodes orders E7 before E10.
func compareCodes(a, b string) int {
	split := func(s string) (string, int, string) {
		i := strings.IndexAny(s, "0123456789")
		if i < 0 {
			return s, 0, ""
		}
		n, j := 0, i
		for j < len(s) && s[j] >= '0' && s[j] <= '9' && j-i < 9 {
			n, j = n*10+int(s[j]-'0'), j+1
		}
		return s[:i], n, s[j:]
	}
	a1, a2, a3 := split(a)
	b1, b2, b3 := split(b)
	return cmp.Or(cmp.Compare(a1, b1), cmp.Compare(a2, b2), cmp.Compare(a3, b3), cmp.Compare(a, b))
}

// find returns the segments and chains that a word means: an ID, a code or a name.
func (sk *skeleton) find(word string) []graph.SubjectID {
	if i, ok := sk.index[graph.SubjectID(word)]; ok {
		return []graph.SubjectID{sk.places[i].id}
	}
	if t := sk.view.Trace(graph.SubjectID(word)); t.Node != "" {
		if _, ok := sk.index[t.Node]; ok {
			return []graph.SubjectID{t.Node}
		}
	}
	var out []graph.SubjectID
	for i := range sk.places {
		if sk.places[i].base.MatchesWord(word) {
			out = append(out, sk.places[i].id)
		}
	}
	return out
}

// findSegment returns the segments that a word means, with its chain in front or
// without.
func (sk *skeleton) findSegment(word string) []graph.SubjectID {
	chain, rest, within := strings.Cut(word, "/")
	only := func(word string, roots map[int]bool) []graph.SubjectID {
		var out []graph.SubjectID
		for _, id := range sk.find(word) {
			i := sk.index[id]
			if sk.places[i].kind != graph.KindSegment {
				continue
			}
			if roots == nil || roots[sk.root(i)] {
				out = append(out, id)
			}
		}
		return out
	}
	if within {
		roots := map[int]bool{}
		for _, id := range sk.find(chain) {
			roots[sk.index[id]] = true
		}
		if found := only(rest, roots); len(found) > 0 {
			return found
		}
	}
	return only(word, nil)
}

func (sk *skeleton) root(i int) int {
	for sk.places[i].parent >= 0 {
		i = sk.places[i].parent
	}
	return i
}

// below returns some places with all below them.
func (sk *skeleton) below(roots []graph.SubjectID) []graph.SubjectID {
	in := map[int]bool{}
	for _, id := range roots {
		if i, ok := sk.index[id]; ok {
			in[i] = true
		}
	}
	var out []graph.SubjectID
	for i := range sk.places { // parents come first
		if in[i] || sk.places[i].parent >= 0 && in[sk.places[i].parent] {
			in[i] = true
			out = append(out, sk.places[i].id)
		}
	}
	return out
}

// chainMap answers the map.
func (s *Service) chainMap(ctx context.Context, v *memory.View, chain *string, enterprises, products *model.Filter, capital bool, depth *int) (*model.ChainMap, error) {
	if depth != nil && *depth < 0 {
		return nil, say(graph.CodeInvalid, "depth 不能为负", "depth is not negative")
	}
	sk, err := s.skeleton(ctx, v)
	if err != nil {
		return nil, err
	}
	q := memory.MapQuery{Capital: capital}
	if q.Enterprises, err = s.filter(ctx, v, graph.KindEnterprise, enterprises); err != nil {
		return nil, err
	}
	if q.Products, err = s.filter(ctx, v, graph.KindProduct, products); err != nil {
		return nil, err
	}
	shown, err := sk.of(chain)
	if err != nil {
		return nil, err
	}
	m, err := v.ChainMap(ctx, q)
	if err != nil {
		return nil, err
	}
	counts := map[graph.SubjectID]memory.Count{}
	for i := range m.Places {
		counts[m.Places[i].Node] = m.Places[i].Count
	}
	out := &model.ChainMap{Revision: m.Revision, Places: []*model.MapPlace{}, Feeds: []*model.MapFeed{},
		Total: model.CountOf(m.Total, capital), Placed: model.CountOf(m.Placed, capital), Unknown: model.CountOf(m.Unknown, capital)}
	if s.tiles != nil {
		var of graph.SubjectID
		if chain != nil {
			of = shown[0]
		}
		if at := s.tiles(of, v.Revision()); at != "" {
			out.TilesURL = &at
		}
	}
	in := map[graph.SubjectID]bool{}
	for _, id := range shown {
		if depth != nil && sk.places[sk.index[id]].depth > *depth {
			continue
		}
		in[id] = true
		p, c, summed := &sk.places[sk.index[id]], counts[id], capital
		switch {
		case p.implied && len(sk.below([]graph.SubjectID{id})) == len(sk.places):
			c = m.Placed // it is the only one, and all that is placed is in it
		case p.implied:
			if c, err = s.countBelow(ctx, sk, p, &q); err != nil {
				return nil, err
			}
			summed = false
		}
		out.Places = append(out.Places, s.mapPlace(sk, sk.index[id], model.CountOf(c, summed)))
	}
	for i := range sk.feeds {
		if f := &sk.feeds[i]; in[f.From] && in[f.To] {
			out.Feeds = append(out.Feeds, f)
		}
	}
	return out, nil
}

// countBelow counts who stands anywhere below a place, by the rule of the map, where
// the View's own count does not see that its segments belong to it.
func (s *Service) countBelow(ctx context.Context, sk *skeleton, p *place, q *memory.MapQuery) (c memory.Count, err error) {
	segments := sk.below([]graph.SubjectID{p.id})
	and := func(filter *memory.Filter, more memory.Filter) *memory.Filter {
		if filter == nil {
			return &more
		}
		return &memory.Filter{All: []memory.Filter{*filter, more}}
	}
	in := near(graph.EdgeInSegment, segments, false)
	products, err := sk.view.Select(ctx, graph.KindProduct, and(q.Products, in))
	if err != nil {
		return c, err
	}
	witness := memory.Filter{Any: []memory.Filter{near(graph.EdgeMakes, products, false)}}
	if q.Products == nil {
		witness.Any = append(witness.Any, in)
	}
	enterprises, err := sk.view.Select(ctx, graph.KindEnterprise, and(q.Enterprises, witness))
	if err != nil {
		return c, err
	}
	referred := true
	few, err := sk.view.Select(ctx, graph.KindEnterprise, &memory.Filter{All: []memory.Filter{*and(q.Enterprises, witness), {Referred: &referred}}})
	if err != nil {
		return c, err
	}
	if q.Enterprises != nil {
		made := near(graph.EdgeMakes, enterprises, true)
		if products, err = sk.view.Select(ctx, graph.KindProduct, &memory.Filter{All: []memory.Filter{*and(q.Products, in), made}}); err != nil {
			return c, err
		}
	}
	return memory.Count{Enterprises: len(enterprises), Referred: len(few), Products: len(products)}, nil
}

// of returns the places of one chain, or of all.
func (sk *skeleton) of(chain *string) ([]graph.SubjectID, error) {
	if chain == nil {
		out := make([]graph.SubjectID, len(sk.places))
		for i := range sk.places {
			out[i] = sk.places[i].id
		}
		return out, nil
	}
	var roots []graph.SubjectID
	for _, id := range sk.find(*chain) {
		if sk.places[sk.index[id]].kind == graph.KindChain {
			roots = append(roots, id)
		}
	}
	if len(roots) == 0 {
		return nil, say(graph.CodeNotFound, "没有产业链 %.60q", "there is no chain %.60q", *chain)
	}
	return sk.below(roots), nil
}

func (s *Service) mapPlace(sk *skeleton, i int, c *model.Count) *model.MapPlace {
	p := &sk.places[i]
	out := &model.MapPlace{Node: model.WrapKind(sk.view, p.id, p.kind), Depth: p.depth, Tier: p.tier, KeyLink: p.keyLink,
		Count: c, FedBy: p.fedBy, Feeds: p.feeds}
	if p.parent >= 0 {
		id := sk.places[p.parent].id
		out.Parent = &id
	}
	if p.code != "" {
		out.Code = &p.code
	}
	if p.kind == graph.KindSegment {
		out.OfSegment = model.NewSegment(sk.view, p.id)
		out.Concentrate = func(edition model.BandEdition, year *string) (*model.Concentration, error) {
			return sk.concentrationOf(p.id, edition, year)
		}
	}
	return out
}
