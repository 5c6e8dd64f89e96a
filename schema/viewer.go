package schema

import (
	"context"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// allRights are the rights in the order in which they are told.
var allRights = [...]Right{RightImport, RightRevoke, RightCurate, RightScore, RightReview, RightReply, RightPublish}

// viewer tells who asks and what the role may do; nil if nobody known does.
func (s *Service) viewer(ctx context.Context) (*model.Viewer, error) {
	a, err := s.whoever(ctx)
	switch graph.CodeOf(err) {
	case "":
	case CodeUnauthenticated:
		return nil, nil
	default:
		return nil, err
	}
	m := &model.Viewer{Name: a.Name, Role: string(a.Role), Rights: []model.Right{}, Now: s.now()}
	for _, right := range allRights {
		if a.Role.May(right) {
			m.Rights = append(m.Rights, model.Right(strings.ToUpper(string(right))))
		}
	}
	if a.Enterprise != "" {
		m.Enterprise = &a.Enterprise
	}
	return m, nil
}
