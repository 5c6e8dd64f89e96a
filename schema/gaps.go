package schema

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/graph/pinyin"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// The points of a neighbouring segment, by how it lies to the gap.
const (
	pointsFeeds   = 3 // it feeds the gap: who makes the input knows the customer
	pointsFed     = 2 // the gap feeds it
	pointsSibling = 1 // both are under the same parent
)

// maxNear bounds who is told to stand near a segment, or in it elsewhere.
const maxNear = 100

var gapRule = model.Label{
	Zh: "邻近企业中，所在地已收录的在前，再按得分排序：所在环节供给本环节，每个 3 分；由本环节供给，每个 2 分；同属一个上级，每个 1 分。同分按名称，先数字与字母，再按拼音。",
	En: "neighbours whose place is on record come first, then those with more points: 3 for each segment they stand in that feeds the gap, 2 for each that the gap feeds, 1 for each under the same parent; equal points by name, digits and Latin letters before Chinese by pinyin",
}

// GapRanking tells how the neighbours of a segment are ranked.
func GapRanking() graph.Label { return gapRule }

// GapQuery says which segments a gap list tells. A rule that is nil asks nothing;
// those that are given are all to hold, and one is to be given.
type GapQuery struct {
	Chain       string         // its ID, code or name; "" is all of them
	Enterprises *memory.Filter // which count; nil is all
	KeyLink     *bool
	FewerThan   *int           // enterprises that count
	ShareAbove  *graph.Decimal // one known share; .8 is 80 %
}

// GapList is the segments that meet a rule, the fewest enterprises first.
type GapList struct {
	Gaps []Gap
	// Total is how many there are, of which Gaps are the first.
	Total int
	// Undecided is how many enterprises of the chain, or of all chains, the filter
	// could not decide, because what it asks for is not recorded of them.
	Undecided int
}

// Gap is a segment that meets a rule. Nobody recorded is not nobody there.
type Gap struct {
	Segment graph.SubjectID
	KeyLink *bool
	// KeyLinksBelow are the key links below it, whose mark is not its own.
	KeyLinksBelow []graph.SubjectID
	Count         memory.Count
	// Undecided is how many of the segment's enterprises the filter could not decide:
	// each of them may be one that Count lacks.
	Undecided int
	// RuledOut is how many of the segment's enterprises the filter rules out: of a
	// filter by region, those recorded elsewhere. Elsewhere are the first of them, as
	// many as were asked for.
	RuledOut  int
	Elsewhere []graph.SubjectID
	// Year and Coverage tell of the known market shares: of which year they are, ""
	// if none is known, and what they come to together. HHI and CR1 are nil where
	// they are withheld.
	Year     string
	Coverage graph.Decimal
	HHI      *int
	CR1      *graph.Decimal
	Near     []GapNeighbour // as many as were asked for

	concentration *model.Concentration
}

// GapNeighbour is an enterprise that stands near a segment, with its points.
type GapNeighbour struct {
	Enterprise graph.SubjectID
	Via        []graph.SubjectID // the neighbouring segments that it stands in
	Points     int
}

// GapsOf returns the gap list of a View as the query gapList tells it, for
// downloads, with as many neighbours of each segment as are asked for, 1 to 100, and
// as many that stand in it elsewhere. handler is what New returned. It fails as the
// query would.
func GapsOf(ctx context.Context, handler any, view *memory.View, q GapQuery, first, near int) (*GapList, error) {
	s, ok := handler.(*Service)
	if !ok {
		return nil, graph.Errorf(graph.CodeInvalid, "schema.GapsOf", "the handler is not one that New returned")
	}
	if err := model.CheckFirst(near, maxNear); err != nil {
		return nil, err
	}
	sk, err := s.skeleton(ctx, view)
	if err != nil {
		return nil, err
	}
	out, err := sk.gaps(ctx, q, first)
	if err != nil {
		return nil, err
	}
	for i := range out.Gaps {
		if err := ctx.Err(); err != nil {
			return nil, &graph.Error{Code: graph.CodeCancelled, Op: "schema.GapsOf", Err: err}
		}
		g := &out.Gaps[i]
		if g.Elsewhere, err = sk.elsewhere(ctx, g, q.Enterprises, near); err != nil {
			return nil, err
		}
		if g.Near, err = sk.neighbours(ctx, g.Segment, near); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// gapList answers the segments that meet a rule.
func (s *Service) gapList(ctx context.Context, v *memory.View, chain *string, enterprises *model.Filter, rule model.GapRule, first int) (*model.GapList, error) {
	sk, err := s.skeleton(ctx, v)
	if err != nil {
		return nil, err
	}
	q := GapQuery{KeyLink: rule.KeyLink, FewerThan: rule.FewerThan, ShareAbove: rule.ShareAbove}
	if q.Enterprises, err = s.filter(ctx, v, graph.KindEnterprise, enterprises); err != nil {
		return nil, err
	}
	if chain != nil {
		if q.Chain = *chain; q.Chain == "" {
			return nil, noChain(q.Chain)
		}
	}
	list, err := sk.gaps(ctx, q, first)
	if err != nil {
		return nil, err
	}
	out := &model.GapList{Gaps: []*model.Gap{}, Total: list.Total, Undecided: list.Undecided, Rule: &gapRule}
	for i := range list.Gaps {
		g := &list.Gaps[i]
		below := make([]*model.Segment, len(g.KeyLinksBelow))
		for i, id := range g.KeyLinksBelow {
			below[i] = model.NewSegment(v, id)
		}
		out.Gaps = append(out.Gaps, &model.Gap{Segment: model.NewSegment(v, g.Segment), Count: model.CountOf(g.Count, false), Undecided: g.Undecided, RuledOut: g.RuledOut, KeyLinksBelow: below, Concentration: g.concentration,
			Find: func(first int) ([]*model.GapCandidate, error) { return sk.candidates(ctx, g.Segment, first) },
			FindElsewhere: func(first int) ([]*model.Enterprise, error) {
				ids, err := sk.elsewhere(ctx, g, q.Enterprises, first)
				out := make([]*model.Enterprise, len(ids))
				for i, id := range ids {
					out[i] = model.NewEnterprise(v, id)
				}
				return out, err
			}})
	}
	return out, nil
}

// gaps finds the segments that meet a rule, without who stands near.
func (sk *skeleton) gaps(ctx context.Context, q GapQuery, first int) (*GapList, error) {
	if err := model.CheckFirst(first, memory.MaxPage); err != nil {
		return nil, err
	}
	if q.KeyLink == nil && q.FewerThan == nil && q.ShareAbove == nil {
		return nil, say(graph.CodeInvalid, "规则为空：请至少给出一项", "the rule is empty: give at least one condition")
	}
	m, err := sk.count(ctx, MapQuery{Chain: q.Chain, MapQuery: memory.MapQuery{Enterprises: q.Enterprises}})
	if err != nil {
		return nil, err
	}
	ruledOut, undecided, err := sk.passedOver(ctx, MapQuery{Chain: q.Chain, MapQuery: memory.MapQuery{Enterprises: q.Enterprises}}, m)
	if err != nil {
		return nil, err
	}
	out := &GapList{Undecided: m.Unknown.Enterprises}
	if q.Chain != "" && len(m.Places) > 0 {
		out.Undecided = undecided(0)
	}
	for i := range m.Places {
		id, count := m.Places[i].ID, m.Places[i].Count
		p := &sk.places[sk.index[id]]
		if p.kind != graph.KindSegment {
			continue
		}
		if q.KeyLink != nil && (p.keyLink == nil || *p.keyLink != *q.KeyLink) {
			continue
		}
		if q.FewerThan != nil && count.Enterprises >= *q.FewerThan {
			continue
		}
		c, err := sk.concentrationOf(id, model.BandEditionUS2023, nil)
		if err != nil {
			return nil, err
		}
		if q.ShareAbove != nil {
			// A share that is known is above or not, however many others are unknown.
			known, err := sk.sharesOf(id, nil)
			if err != nil {
				return nil, err
			}
			if len(known.share) == 0 || known.share[0].Compare(*q.ShareAbove) <= 0 {
				continue
			}
		}
		g := Gap{Segment: id, KeyLink: p.keyLink, KeyLinksBelow: sk.keyLinksBelow(id), Count: count, Undecided: undecided(i), RuledOut: ruledOut(i), Coverage: c.Coverage, HHI: c.Hhi, CR1: c.Cr1, concentration: c}
		if c.Year != nil {
			g.Year = *c.Year
		}
		out.Gaps = append(out.Gaps, g)
	}
	slices.SortStableFunc(out.Gaps, func(a, b Gap) int { return cmp.Compare(a.Count.Enterprises, b.Count.Enterprises) })
	out.Total = len(out.Gaps)
	out.Gaps = out.Gaps[:min(first, len(out.Gaps))]
	return out, nil
}

// passedOver returns how many enterprises of each place of a map its filter of
// enterprises passes over: those that it rules out, and those that it cannot decide.
func (sk *skeleton) passedOver(ctx context.Context, q MapQuery, chosen *Map) (ruledOut, undecided func(place int) int, err error) {
	none := func(int) int { return 0 }
	if q.Enterprises == nil {
		return none, none, nil
	}
	not, err := sk.count(ctx, MapQuery{Chain: q.Chain, Depth: q.Depth, MapQuery: memory.MapQuery{Enterprises: &memory.Filter{Not: q.Enterprises}}})
	if err != nil {
		return nil, nil, err
	}
	ruledOut = func(i int) int { return not.Places[i].Count.Enterprises }
	if chosen.Unknown.Enterprises == 0 {
		return ruledOut, none, nil
	}
	all, err := sk.count(ctx, MapQuery{Chain: q.Chain, Depth: q.Depth})
	if err != nil {
		return nil, nil, err
	}
	return ruledOut, func(i int) int {
		return all.Places[i].Count.Enterprises - chosen.Places[i].Count.Enterprises - ruledOut(i)
	}, nil
}

// elsewhere finds who stands in a segment though the filter rules them out, those
// whose place is on record first: whoever looks for a provider in a region asks
// first those who have what is lacking there. They are counted as the map counts,
// with what lies below the segment.
func (sk *skeleton) elsewhere(ctx context.Context, g *Gap, enterprises *memory.Filter, first int) ([]graph.SubjectID, error) {
	if err := model.CheckFirst(first, maxNear); err != nil {
		return nil, err
	}
	if g.RuledOut == 0 {
		return nil, nil
	}
	inside, _ := memory.InSegments(graph.KindEnterprise, sk.below([]graph.SubjectID{g.Segment}))
	found, err := sk.view.Select(ctx, graph.KindEnterprise, &memory.Filter{All: []memory.Filter{inside, {Not: enterprises}}})
	if err != nil {
		return nil, err
	}
	located, err := sk.whoIsLocated(ctx)
	if err != nil {
		return nil, err
	}
	names := sk.namesOf(slices.Values(found))
	slices.SortFunc(found, func(a, b graph.SubjectID) int {
		return cmp.Or(knownFirst(located[a], located[b]), pinyin.Compare(names[a], names[b]), cmp.Compare(a, b))
	})
	return found[:min(first, len(found))], nil
}

// candidates answers who stands near a segment and not in it.
func (sk *skeleton) candidates(ctx context.Context, id graph.SubjectID, first int) ([]*model.GapCandidate, error) {
	near, err := sk.neighbours(ctx, id, first)
	if err != nil {
		return nil, err
	}
	out := make([]*model.GapCandidate, 0, len(near))
	for _, n := range near {
		c := &model.GapCandidate{Enterprise: model.NewEnterprise(sk.view, n.Enterprise), Points: n.Points}
		for _, seg := range n.Via {
			c.Via = append(c.Via, model.NewSegment(sk.view, seg))
		}
		out = append(out, c)
	}
	return out, nil
}

// neighbours finds who stands near a segment and not in it, the best first: whoever
// looks for a provider in a region asks first where each is.
func (sk *skeleton) neighbours(ctx context.Context, id graph.SubjectID, first int) ([]GapNeighbour, error) {
	if err := model.CheckFirst(first, maxNear); err != nil {
		return nil, err
	}
	points := map[graph.SubjectID]int{} // of neighbouring segments
	for i := range sk.feeds {
		switch f := &sk.feeds[i]; id {
		case f.To:
			points[f.From] += pointsFeeds
		case f.From:
			points[f.To] += pointsFed
		}
	}
	if p := sk.places[sk.index[id]].parent; p >= 0 && sk.places[p].kind == graph.KindSegment {
		for _, c := range sk.places[p].children {
			points[c] += pointsSibling
		}
	}
	delete(points, id)
	var segments []graph.SubjectID
	for i := range sk.places { // in the order of the map
		if points[sk.places[i].id] > 0 {
			segments = append(segments, sk.places[i].id)
		}
	}
	if len(segments) == 0 {
		return nil, nil
	}
	here, err := sk.membersOf(id)
	if err != nil {
		return nil, err
	}
	found := map[graph.SubjectID]*GapNeighbour{}
	for _, seg := range segments {
		members, err := sk.membersOf(seg)
		if err != nil {
			return nil, err
		}
		for m := range members {
			if here[m] {
				continue
			}
			n := found[m]
			if n == nil {
				n = &GapNeighbour{Enterprise: m}
				found[m] = n
			}
			n.Points += points[seg]
			n.Via = append(n.Via, seg)
		}
	}
	located, err := sk.whoIsLocated(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]GapNeighbour, 0, len(found))
	for _, n := range found {
		out = append(out, *n)
	}
	names := sk.namesOf(maps.Keys(found))
	slices.SortFunc(out, func(a, b GapNeighbour) int {
		return cmp.Or(knownFirst(located[a.Enterprise], located[b.Enterprise]), cmp.Compare(b.Points, a.Points), pinyin.Compare(names[a.Enterprise], names[b.Enterprise]), cmp.Compare(a.Enterprise, b.Enterprise))
	})
	return out[:min(first, len(out))], nil
}

// namesOf returns what nodes are called, to sort them by [pinyin.Compare] as lists do.
func (sk *skeleton) namesOf(ids iter.Seq[graph.SubjectID]) map[graph.SubjectID]string {
	out := map[graph.SubjectID]string{}
	for id := range ids {
		out[id] = sk.view.Name(id)
	}
	return out
}

// knownFirst orders what is known before what is not.
func knownFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// whoIsLocated returns the enterprises of which some source says in which region or
// park they are. They are looked up once.
func (sk *skeleton) whoIsLocated(ctx context.Context) (map[graph.SubjectID]bool, error) {
	sk.mu.Lock()
	defer sk.mu.Unlock()
	if sk.located != nil {
		return sk.located, nil
	}
	found, err := sk.view.Select(ctx, graph.KindEnterprise, &memory.Filter{Edge: graph.EdgeLocatedIn, Known: new(true)})
	if err != nil {
		return nil, err
	}
	located := make(map[graph.SubjectID]bool, len(found))
	for _, id := range found {
		located[id] = true
	}
	sk.located = located
	return located, nil
}

// membersOf returns the enterprises in a segment, by an edge of their own or by a
// product, as far as a View tells at once.
func (sk *skeleton) membersOf(id graph.SubjectID) (map[graph.SubjectID]bool, error) {
	found, err := sk.view.Neighbours([]graph.SubjectID{id}, memory.NeighbourQuery{Edge: graph.EdgeInSegment, Incoming: true, First: memory.MaxPage})
	if err != nil {
		return nil, err
	}
	out := map[graph.SubjectID]bool{}
	var products []graph.SubjectID
	for i := range found[0].Edges {
		id := found[0].Edges[i].From
		switch kind, country := sk.view.KindOf(id); {
		case kind == "", country: // a country fills no gap
		case kind == graph.KindEnterprise:
			out[id] = true
		default:
			products = append(products, id)
		}
	}
	makers, err := sk.view.Neighbours(products, memory.NeighbourQuery{Edge: graph.EdgeMakes, Incoming: true, First: memory.MaxPage})
	if err != nil {
		return nil, err
	}
	for i := range makers {
		for _, e := range makers[i].Edges {
			if kind, country := sk.view.KindOf(e.From); kind != "" && !country {
				out[e.From] = true
			}
		}
	}
	return out, nil
}
