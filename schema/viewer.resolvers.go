package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// Viewer answers who asks.
func (r *queryResolver) Viewer(ctx context.Context) (*model.Viewer, error) {
	return r.viewer(ctx)
}
