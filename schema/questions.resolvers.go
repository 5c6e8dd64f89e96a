package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// Decide decides whether it is the same.
func (r *mutationResolver) Decide(ctx context.Context, input model.DecideInput) (*model.BatchPayload, error) {
	return r.decide(ctx, &input)
}
