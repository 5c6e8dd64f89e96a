package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// Then answers how a node that was found stood at an earlier time.
func (r *searchHitResolver) Then(ctx context.Context, obj *model.SearchHit, at model.At) (*model.HitThen, error) {
	return r.then(ctx, obj.Node, at)
}
