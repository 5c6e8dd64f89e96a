package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// Decide decides whether it is the same.
func (r *mutationResolver) Decide(ctx context.Context, input model.DecideInput) (*model.BatchPayload, error) {
	return r.decide(ctx, &input)
}

// ReadValue tells how a text would be read.
func (r *queryResolver) ReadValue(ctx context.Context, kind graph.Kind, property, text string) (*model.Value, error) {
	return r.readAs(kind, property, text)
}
