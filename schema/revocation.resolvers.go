package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// Revocation tells what taking a batch back would change.
func (r *queryResolver) Revocation(ctx context.Context, batch graph.Revision, minRevision *graph.Revision) (*model.Revocation, error) {
	return r.revocation(ctx, batch, minRevision)
}
