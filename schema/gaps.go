package schema

import (
	"cmp"
	"context"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// The points of a neighbouring segment, by how it lies to the gap.
const (
	pointsFeeds   = 3 // it feeds the gap: who makes the input knows the customer
	pointsFed     = 2 // the gap feeds it
	pointsSibling = 1 // both are under the same parent
)

var gapRule = model.Label{
	Zh: "邻近企业按得分排序：所在环节供给本环节，每个 3 分；由本环节供给，每个 2 分；同属一个上级，每个 1 分。同分按名称。",
	En: "neighbours are ranked by points: 3 for each segment they stand in that feeds the gap, 2 for each that the gap feeds, 1 for each under the same parent; equal points by name",
}

// gapList answers the segments that meet a rule.
func (s *Service) gapList(ctx context.Context, v *memory.View, chain *string, enterprises *model.Filter, rule model.GapRule, first int) (*model.GapList, error) {
	if err := model.CheckFirst(first, memory.MaxPage); err != nil {
		return nil, err
	}
	if rule.KeyLink == nil && rule.FewerThan == nil && rule.ShareAbove == nil {
		return nil, say(graph.CodeInvalid, "规则为空：请至少给出一项", "the rule is empty: give at least one condition")
	}
	sk, err := s.skeleton(ctx, v)
	if err != nil {
		return nil, err
	}
	var q MapQuery
	if q.Enterprises, err = s.filter(ctx, v, graph.KindEnterprise, enterprises); err != nil {
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
	out := &model.GapList{Gaps: []*model.Gap{}, Rule: &gapRule}
	for i := range m.Places {
		id, count := m.Places[i].ID, m.Places[i].Count
		p := &sk.places[sk.index[id]]
		if p.kind != graph.KindSegment {
			continue
		}
		if rule.KeyLink != nil && (p.keyLink == nil || *p.keyLink != *rule.KeyLink) {
			continue
		}
		if rule.FewerThan != nil && count.Enterprises >= *rule.FewerThan {
			continue
		}
		c, err := sk.concentrationOf(id, model.BandEditionUS2023, nil)
		if err != nil {
			return nil, err
		}
		if rule.ShareAbove != nil {
			// A share that is known is above or not, however many others are unknown.
			known, err := sk.sharesOf(id, nil)
			if err != nil {
				return nil, err
			}
			if len(known.share) == 0 || known.share[0].Compare(*rule.ShareAbove) <= 0 {
				continue
			}
		}
		out.Gaps = append(out.Gaps, &model.Gap{Segment: model.NewSegment(v, id), Count: model.CountOf(count, false), Concentration: c,
			Find: func(first int) ([]*model.GapCandidate, error) { return sk.candidates(id, first) }})
	}
	slices.SortStableFunc(out.Gaps, func(a, b *model.Gap) int { return cmp.Compare(a.Count.Enterprises, b.Count.Enterprises) })
	out.Total = len(out.Gaps)
	out.Gaps = out.Gaps[:min(first, len(out.Gaps))]
	return out, nil
}

// candidates tells who stands near a segment and not in it.
func (sk *skeleton) candidates(id graph.SubjectID, first int) ([]*model.GapCandidate, error) {
	if err := model.CheckFirst(first, 100); err != nil {
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
		return []*model.GapCandidate{}, nil
	}
	here, err := sk.membersOf(id)
	if err != nil {
		return nil, err
	}
	found := map[graph.SubjectID]*model.GapCandidate{}
	for _, seg := range segments {
		members, err := sk.membersOf(seg)
		if err != nil {
			return nil, err
		}
		for m := range members {
			if here[m] {
				continue
			}
			c := found[m]
			if c == nil {
				c = &model.GapCandidate{Enterprise: model.NewEnterprise(sk.view, m)}
				found[m] = c
			}
			c.Points += points[seg]
			c.Via = append(c.Via, model.NewSegment(sk.view, seg))
		}
	}
	out := make([]*model.GapCandidate, 0, len(found))
	for _, c := range found {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b *model.GapCandidate) int {
		return cmp.Or(cmp.Compare(b.Points, a.Points), cmp.Compare(a.Enterprise.Label(), b.Enterprise.Label()), cmp.Compare(a.Enterprise.ID(), b.Enterprise.ID()))
	})
	return out[:min(first, len(out))], nil
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
		switch n := sk.view.Node(found[0].Edges[i].From); {
		case n == nil:
		case n.Kind == graph.KindEnterprise:
			out[n.ID] = true
		default:
			products = append(products, n.ID)
		}
	}
	makers, err := sk.view.Neighbours(products, memory.NeighbourQuery{Edge: graph.EdgeMakes, Incoming: true, First: memory.MaxPage})
	if err != nil {
		return nil, err
	}
	for i := range makers {
		for _, e := range makers[i].Edges {
			out[e.From] = true
		}
	}
	return out, nil
}
