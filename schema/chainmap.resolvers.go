package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// ChainMap answers the map of a chain.
func (r *queryResolver) ChainMap(ctx context.Context, chain *string, enterprises *model.Filter, products *model.Filter, capital bool, depth *int, at *model.At, minRevision *graph.Revision) (*model.ChainMap, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	return r.chainMap(ctx, v, chain, enterprises, products, capital, depth)
}

// GapList answers the segments that meet a rule.
func (r *queryResolver) GapList(ctx context.Context, chain *string, enterprises *model.Filter, rule model.GapRule, first int, at *model.At, minRevision *graph.Revision) (*model.GapList, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	return r.gapList(ctx, v, chain, enterprises, rule, first)
}

// Supplies answers who supplies an enterprise, or whom it supplies.
func (r *queryResolver) Supplies(ctx context.Context, enterprise graph.SubjectID, segment *graph.SubjectID, customers bool, first int, at *model.At, minRevision *graph.Revision) ([]*model.LinkEdge, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	var keep func(memory.Edge) bool
	if segment != nil {
		of := v.Trace(*segment).Node
		if of == "" {
			return nil, say(graph.CodeNotFound, "没有环节 %.60q", "there is no segment %.60q", string(*segment))
		}
		keep = func(e memory.Edge) bool { return e.Qualifier == of }
	}
	c, err := model.Links(v, enterprise, graph.EdgeSupplies, !customers, first, nil, keep)
	if err != nil {
		return nil, err
	}
	return c.Edges, nil
}
