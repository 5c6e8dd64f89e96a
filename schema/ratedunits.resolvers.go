package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// RatedUnits answers a page of the units of a run.
func (r *queryResolver) RatedUnits(ctx context.Context, run string, first int, offset int, at *model.At, minRevision *graph.Revision) (*model.RatedUnitList, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	return r.ratedUnits(ctx, v, run, first, offset)
}
