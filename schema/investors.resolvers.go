package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// Investors answers who put money in most often.
func (r *queryResolver) Investors(ctx context.Context, first int, offset int, at *model.At, minRevision *graph.Revision) (*model.InvestorList, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	return r.investorsOf(ctx, v, first, offset)
}
