package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// then looks a node of now up in the View of an earlier time. Nodes are merged and
// separated, so what any of its subjects belonged to then is what it was.
func (s *Service) then(ctx context.Context, found model.Entity, at model.At) (*model.HitThen, error) {
	now, err := s.at(ctx, nil, nil)
	if err != nil {
		return nil, err
	}
	past, err := s.at(ctx, &at, nil)
	if err != nil {
		return nil, err
	}
	out := &model.HitThen{}
	if all := now.Revisions(found.ID()); len(all) > 0 {
		out.Since = all[0]
	}
	if out.Node = model.Wrap(past, found.ID()); out.Node != nil {
		return out, nil
	}
	if n := now.Node(found.ID()); n != nil {
		for _, m := range n.Members {
			if out.Node = model.Wrap(past, m); out.Node != nil {
				break
			}
		}
	}
	return out, nil
}
