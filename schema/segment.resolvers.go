package schema

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
	"github.com/chainatlas/chainatlas/schema/internal/relay"
)

// Enterprises answers who stands in a segment or below it.
func (r *segmentResolver) Enterprises(ctx context.Context, obj *model.Segment, filter *model.Filter, orderBy *model.Order, first int, after *string) (*relay.Connection[*model.Enterprise], error) {
	return within(ctx, r.Service, obj, graph.KindEnterprise, model.NewEnterprise, filter, orderBy, first, after)
}

// Countries answers what stands for all of a country and is named in a segment or
// below it.
func (r *segmentResolver) Countries(ctx context.Context, obj *model.Segment, first int, after *string) (*relay.Connection[*model.Enterprise], error) {
	sk, err := r.skeleton(ctx, obj.View())
	if err != nil {
		return nil, err
	}
	named := memory.CountriesIn(sk.below([]graph.SubjectID{obj.ID()}))
	return page(ctx, obj.View(), graph.KindEnterprise, model.NewEnterprise, &named, listArgs{first: &first, after: after})
}

// Products answers which products are in a segment or below it.
func (r *segmentResolver) Products(ctx context.Context, obj *model.Segment, filter *model.Filter, orderBy *model.Order, first int, after *string) (*relay.Connection[*model.Product], error) {
	return within(ctx, r.Service, obj, graph.KindProduct, model.NewProduct, filter, orderBy, first, after)
}

// Concentration answers how concentrated a segment is.
func (r *segmentResolver) Concentration(ctx context.Context, obj *model.Segment, edition model.BandEdition, year *string) (*model.Concentration, error) {
	sk, err := r.skeleton(ctx, obj.View())
	if err != nil {
		return nil, err
	}
	return sk.concentrationOf(obj.ID(), edition, year)
}

// ParkCounts answers in which parks the enterprises of a segment are located.
func (r *segmentResolver) ParkCounts(ctx context.Context, obj *model.Segment, first int) (*model.ParkCounts, error) {
	if err := model.CheckFirst(first, memory.MaxPage); err != nil {
		return nil, err
	}
	v := obj.View()
	here, err := inside(ctx, r.Service, obj, graph.KindEnterprise)
	if err != nil {
		return nil, err
	}
	enterprises, err := v.Select(ctx, graph.KindEnterprise, &here)
	if err != nil {
		return nil, err
	}
	counts, located, regions := map[graph.SubjectID]int{}, map[graph.SubjectID]bool{}, map[graph.SubjectID]bool{}
	for e, err := range v.Edges(ctx, graph.EdgeLocatedIn, enterprises) {
		if err != nil {
			return nil, err
		}
		if e.Listed != "" || regions[e.To] {
			continue
		}
		if counts[e.To] == 0 && v.Node(e.To).Kind != graph.KindPark {
			regions[e.To] = true
			continue
		}
		counts[e.To]++
		located[e.From] = true
	}
	parks := slices.SortedFunc(maps.Keys(counts), func(a, b graph.SubjectID) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	out := &model.ParkCounts{Total: len(parks), Parks: []*model.ParkCount{}, Unknown: len(enterprises) - len(located)}
	for _, id := range parks[:min(first, len(parks))] {
		out.Parks = append(out.Parks, &model.ParkCount{Park: model.NewPark(v, id), Enterprises: counts[id]})
	}
	return out, nil
}

// inside finds what is in a segment or below it.
func inside(ctx context.Context, s *Service, seg *model.Segment, kind graph.Kind) (memory.Filter, error) {
	sk, err := s.skeleton(ctx, seg.View())
	if err != nil {
		return memory.Filter{}, err
	}
	return (&filters{s, ctx, seg.View()}).below(kind, sk.below([]graph.SubjectID{seg.ID()}))
}

// within answers a list of what is in a segment or below it.
func within[T model.Entity](ctx context.Context, s *Service, seg *model.Segment, kind graph.Kind, wrap func(*memory.View, graph.SubjectID) T, in *model.Filter, orderBy *model.Order, first int, after *string) (*relay.Connection[T], error) {
	v := seg.View()
	filter, err := s.filter(ctx, v, kind, in)
	if err != nil {
		return nil, err
	}
	here, err := inside(ctx, s, seg, kind)
	if err != nil {
		return nil, err
	}
	if filter != nil {
		here = memory.Filter{All: []memory.Filter{here, *filter}}
	}
	return page(ctx, v, kind, wrap, &here, listArgs{orderBy: orderBy, first: &first, after: after})
}
