package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// RatingProspects answers what each scheme would find.
func (r *queryResolver) RatingProspects(ctx context.Context, scheme *string, edition *string, segment *string, at *model.At, minRevision *graph.Revision) ([]*model.RatingProspect, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	return r.ratingProspects(ctx, v, scheme, edition, segment)
}
