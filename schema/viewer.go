package schema

import (
	"context"
	"strings"
	"sync"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// allRights are the rights in the order in which they are told.
var allRights = [...]Right{RightImport, RightRevoke, RightCurate, RightScore, RightReview, RightReply, RightPublish, RightReadPersonal}

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

// showingPersonal returns the context of an operation in which personal data are
// answered if who asks may read them. That is found out once, when something
// personal is met: most operations ask for none. A subscription has no such context,
// for what it sends holds no values.
func (s *Service) showingPersonal(ctx context.Context) context.Context {
	return model.ShowingPersonal(ctx, sync.OnceValue(func() bool {
		// Who cannot be told now is nobody: the answer withholds.
		_, err := s.actor(ctx, RightReadPersonal)
		return err == nil
	}))
}
