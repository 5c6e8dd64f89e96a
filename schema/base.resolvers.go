package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// Node answers whatever has an ID.
func (r *queryResolver) Node(ctx context.Context, id graph.SubjectID, at *model.At, minRevision *graph.Revision) (model.Node, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	return r.node(ctx, v, id)
}

// Nodes answers several.
func (r *queryResolver) Nodes(ctx context.Context, ids []graph.SubjectID, at *model.At, minRevision *graph.Revision) ([]model.Node, error) {
	if len(ids) > memory.MaxPage {
		return nil, say(graph.CodeLimit, "一次最多 %d 个", "at most %d at once", memory.MaxPage)
	}
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	out := make([]model.Node, len(ids))
	for i, id := range ids {
		if out[i], err = r.node(ctx, v, id); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Service) node(ctx context.Context, v *memory.View, id graph.SubjectID) (model.Node, error) {
	if rev, ok := model.ParseBatchID(id); ok {
		if b := s.batch(v, rev); b != nil {
			return b, nil
		}
		return nil, nil
	}
	if e := model.Wrap(v, id); e != nil {
		return e, nil
	}
	return nil, nil
}

// PinnedBy answers in which batch a curator pinned a value.
func (r *statementResolver) PinnedBy(_ context.Context, obj *model.Statement) (*model.Batch, error) {
	if !obj.Pin() {
		return nil, nil
	}
	return r.batch(obj.View(), obj.Made()), nil
}
