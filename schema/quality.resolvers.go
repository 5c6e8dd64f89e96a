package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// Quality answers how good the data are.
func (r *queryResolver) Quality(ctx context.Context, at *model.At, minRevision *graph.Revision) (*model.Quality, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	return r.qualityOf(ctx, v)
}
