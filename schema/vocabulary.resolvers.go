package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// Vocabulary answers what can be said.
func (r *queryResolver) Vocabulary(context.Context) (*model.Vocabulary, error) {
	return &model.Vocabulary{Of: r.vocabulary}, nil
}
