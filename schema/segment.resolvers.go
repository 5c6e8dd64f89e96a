package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
	"github.com/chainatlas/chainatlas/schema/internal/relay"
)

// Enterprises answers who stands in a segment or below it.
func (r *segmentResolver) Enterprises(ctx context.Context, obj *model.Segment, filter *model.Filter, orderBy *model.Order, first int, after *string) (*relay.Connection[*model.Enterprise], error) {
	return within(ctx, r.Service, obj, graph.KindEnterprise, model.NewEnterprise, filter, orderBy, first, after)
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

// within answers a list of what is in a segment or below it.
func within[T model.Entity](ctx context.Context, s *Service, seg *model.Segment, kind graph.Kind, wrap func(*memory.View, graph.SubjectID) T, in *model.Filter, orderBy *model.Order, first int, after *string) (*relay.Connection[T], error) {
	v := seg.View()
	filter, err := s.filter(ctx, v, kind, in)
	if err != nil {
		return nil, err
	}
	sk, err := s.skeleton(ctx, v)
	if err != nil {
		return nil, err
	}
	here, err := (&filters{s, ctx, v}).below(kind, sk.below([]graph.SubjectID{seg.ID()}))
	if err != nil {
		return nil, err
	}
	if filter != nil {
		here = memory.Filter{All: []memory.Filter{here, *filter}}
	}
	return page(ctx, v, kind, wrap, &here, listArgs{orderBy: orderBy, first: &first, after: after})
}
