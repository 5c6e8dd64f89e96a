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
	located       map[graph.SubjectID]bool
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
}

// skeleton returns the trees of a View.
func (s *Service) skeleton(ctx context.Context, v *memory.View) (*skeleton, error) {
	return s.skeletons.get(ctx, v, func() (*skeleton, error) { return newSkeleton(ctx, v) })
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
	// What lies in what is told by the View, by the rule that it counts by.
	counted, err := v.ChainMap(ctx, memory.MapQuery{})
	if err != nil {
		return nil, err
	}
	top := map[graph.SubjectID]bool{}
	for i := range counted.Places {
		p := &counted.Places[i]
		if up := all[p.Parent]; up != nil {
			up.children = append(up.children, p.Node)
		} else {
			top[p.Node] = true
		}
	}
	sk := &skeleton{view: v, index: map[graph.SubjectID]int{}, concentration: map[string]*shares{}}
	for part := range slices.Chunk(segments, memory.MaxPage) {
		feeds, err := v.Neighbours(part, memory.NeighbourQuery{Edge: graph.EdgeFeeds, First: memory.MaxPage})
		if err != nil {
			return nil, err
		}
		for i, id := range part {
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
		if top[id] {
			put(id, -1, 0) // of no chain that stands
		}
	}
	slices.SortFunc(sk.feeds, func(a, b model.MapFeed) int {
		return cmp.Or(cmp.Compare(sk.index[a.From], sk.index[b.From]), cmp.Compare(sk.index[a.To], sk.index[b.To]))
	})
	return sk, nil
}

// compareCodes orders codes as people do: E7 before E10, and G2-3 before G2-10.
func compareCodes(a, b string) int {
	for x, y := a, b; x != "" && y != ""; {
		i, j := digits(x), digits(y)
		if i > 0 && j > 0 {
			m, n := strings.TrimLeft(x[:i], "0"), strings.TrimLeft(y[:j], "0")
			if c := cmp.Or(cmp.Compare(len(m), len(n)), cmp.Compare(m, n)); c != 0 {
				return c
			}
			x, y = x[i:], y[j:]
			continue
		}
		if x[0] != y[0] {
			return cmp.Compare(x[0], y[0])
		}
		x, y = x[1:], y[1:]
	}
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

// digits returns how many digits a text begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
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

// MapQuery says which map is asked for, and what it counts.
type MapQuery struct {
	Chain string // its ID, code or name; "" is all of them
	Depth *int   // only places down to this depth, 0 is the chains alone; nil is all
	Own   bool   // whether to count, too, who is placed on each place itself
	memory.MapQuery
}

// Map is the map with who counts where: its places as they are shown, parents
// before children, in the stored order.
type Map struct {
	Places []Place
	// Total, Placed and Unknown are those of [memory.Map]: of the whole graph,
	// whatever is shown of it.
	Total, Placed, Unknown memory.Count
}

// Place is a segment or a chain with who counts there.
type Place struct {
	ID     graph.SubjectID
	Kind   graph.Kind
	Parent graph.SubjectID // what it lies in; "" at the top
	Depth  int             // 0 at the top
	Count  memory.Count
	// Own is of those who are placed on it itself, and not only below it: all, of a
	// place with nothing below. nil if it is not asked for.
	Own *memory.Count
}

// MapOf counts a View's map as the query chainMap shows it, for downloads and
// tiles. handler is what New returned. It fails as the query would.
func MapOf(ctx context.Context, handler any, view *memory.View, q MapQuery) (*Map, error) {
	s, ok := handler.(*Service)
	if !ok {
		return nil, graph.Errorf(graph.CodeInvalid, "schema.MapOf", "the handler is not one that New returned")
	}
	sk, err := s.skeleton(ctx, view)
	if err != nil {
		return nil, err
	}
	return sk.count(ctx, q)
}

// count counts the map.
func (sk *skeleton) count(ctx context.Context, q MapQuery) (*Map, error) {
	if q.Depth != nil && *q.Depth < 0 {
		return nil, say(graph.CodeInvalid, "depth 不能为负", "depth is not negative")
	}
	shown, err := sk.of(q.Chain)
	if err != nil {
		return nil, err
	}
	m, err := sk.view.ChainMap(ctx, q.MapQuery)
	if err != nil {
		return nil, err
	}
	counts := make(map[graph.SubjectID]*memory.Count, len(m.Places))
	for i := range m.Places {
		counts[m.Places[i].Node] = &m.Places[i].Count
	}
	out := &Map{Places: make([]Place, 0, len(shown)), Total: m.Total, Placed: m.Placed, Unknown: m.Unknown}
	for _, i := range shown {
		p := &sk.places[i]
		if q.Depth != nil && p.depth > *q.Depth {
			continue
		}
		x := Place{ID: p.id, Kind: p.kind, Depth: p.depth, Count: *counts[p.id]}
		if p.parent >= 0 {
			x.Parent = sk.places[p.parent].id
		}
		if q.Own {
			own, err := sk.ownOf(ctx, q, &x)
			if err != nil {
				return nil, err
			}
			x.Own = &own
		}
		out.Places = append(out.Places, x)
	}
	return out, nil
}

// chainMap answers the map.
func (s *Service) chainMap(ctx context.Context, v *memory.View, chain *string, enterprises, products *model.Filter, capital bool, depth *int) (*model.ChainMap, error) {
	sk, err := s.skeleton(ctx, v)
	if err != nil {
		return nil, err
	}
	q := MapQuery{Depth: depth, MapQuery: memory.MapQuery{Capital: capital}}
	if q.Enterprises, err = s.filter(ctx, v, graph.KindEnterprise, enterprises); err != nil {
		return nil, err
	}
	if q.Products, err = s.filter(ctx, v, graph.KindProduct, products); err != nil {
		return nil, err
	}
	if chain != nil {
		if q.Chain = *chain; q.Chain == "" {
			return nil, noChain(q.Chain)
		}
	}
	m, err := sk.count(ctx, q)
	if err != nil {
		return nil, err
	}
	out := &model.ChainMap{Revision: v.Revision(), Places: []*model.MapPlace{}, Feeds: []*model.MapFeed{},
		Total: model.CountOf(m.Total, capital), Placed: model.CountOf(m.Placed, false), Unknown: model.CountOf(m.Unknown, false)}
	if out.TilesURL, err = s.tilesOf(ctx, sk, q.Chain); err != nil {
		return nil, err
	}
	// Counted once for all places, and only if it is asked for.
	undecided := sync.OnceValues(func() (func(place int) int, error) {
		_, undecided, err := sk.passedOver(ctx, q, m)
		return undecided, err
	})
	in := map[graph.SubjectID]bool{}
	for i := range m.Places {
		p := &m.Places[i]
		in[p.ID] = true
		place := s.mapPlace(sk, sk.index[p.ID], model.CountOf(p.Count, capital))
		place.CountOpen = func() (int, error) {
			of, err := undecided()
			if err != nil {
				return 0, err
			}
			return of(i), nil
		}
		place.CountOwn = func() (*model.Count, error) {
			own, err := sk.ownOf(ctx, q, p)
			return model.CountOf(own, capital), err
		}
		out.Places = append(out.Places, place)
	}
	for i := range sk.feeds {
		if f := &sk.feeds[i]; in[f.From] && in[f.To] {
			out.Feeds = append(out.Feeds, f)
		}
	}
	return out, nil
}

// tilesOf returns where the tiles of a chain are; nil if there are too many.
func (s *Service) tilesOf(ctx context.Context, sk *skeleton, chain string) (*string, error) {
	if s.tiles == nil {
		return nil, nil
	}
	chains := 0
	m, err := sk.count(ctx, MapQuery{Chain: chain, Depth: &chains})
	if err != nil {
		return nil, err
	}
	var of graph.SubjectID
	stand := m.Placed.Enterprises
	if chain != "" {
		of, stand = m.Places[0].ID, m.Places[0].Count.Enterprises
	}
	if s.maxTiles > 0 && stand > s.maxTiles {
		return nil, nil
	}
	at := s.tiles(of, sk.view.Revision())
	if at == "" {
		return nil, nil
	}
	return &at, nil
}

func noChain(word string) error {
	return say(graph.CodeNotFound, "没有产业链 %.60q", "there is no chain %.60q", word)
}

// of returns the places of one chain, or of all if it is "", by their indexes.
func (sk *skeleton) of(chain string) ([]int, error) {
	var roots []graph.SubjectID
	if chain == "" {
		for i := range sk.places {
			if sk.places[i].parent < 0 {
				roots = append(roots, sk.places[i].id)
			}
		}
	} else {
		for _, id := range sk.find(chain) {
			if sk.places[sk.index[id]].kind == graph.KindChain {
				roots = append(roots, id)
			}
		}
		if len(roots) == 0 {
			return nil, noChain(chain)
		}
	}
	below := sk.below(roots)
	out := make([]int, len(below))
	for i, id := range below {
		out[i] = sk.index[id]
	}
	return out, nil
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
