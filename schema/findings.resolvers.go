package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// RecordFindings states what was found of what is rated.
func (r *mutationResolver) RecordFindings(ctx context.Context, input model.RecordFindingsInput) (*model.RecordFindingsPayload, error) {
	return r.recordFindings(ctx, &input)
}
