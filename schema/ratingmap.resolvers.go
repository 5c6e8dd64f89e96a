package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// RatingMap answers the chain map by the ratings of one scheme.
func (r *queryResolver) RatingMap(ctx context.Context, scheme *string, edition *string, at *model.At, minRevision *graph.Revision) (*model.RatingMap, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	return r.ratingMap(ctx, v, scheme, edition)
}
