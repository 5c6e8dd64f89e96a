package schema

import (
	"cmp"
	"context"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// investor is one who put money in, as a View knows them.
type investor struct {
	id     graph.SubjectID
	name   string
	events int
}

// investorsOf returns a page of those who put money in, and how many there are.
func (s *Service) investorsOf(ctx context.Context, v *memory.View, first, offset int) (*model.InvestorList, error) {
	if err := model.CheckFirst(first, memory.MaxPage); err != nil {
		return nil, err
	}
	if offset < 0 {
		return nil, say(graph.CodeInvalid, "offset 不能为负", "offset is not negative")
	}
	all, err := s.investors.get(ctx, v, func() ([]investor, error) { return newInvestors(ctx, v) })
	if err != nil {
		return nil, err
	}
	from := min(offset, len(all))
	out := &model.InvestorList{Total: len(all), Investors: []*model.Investor{}}
	for _, x := range all[from:min(from+first, len(all))] {
		out.Investors = append(out.Investors, &model.Investor{Node: model.Wrap(v, x.id), Events: x.events})
	}
	return out, nil
}

// newInvestors ranks all who put money in. Of each only the number of events is
// asked for, so that it takes time proportional to how many they are.
func newInvestors(ctx context.Context, v *memory.View) ([]investor, error) {
	decl := v.Vocabulary().Edge(graph.EdgeInvestedIn)
	if decl == nil {
		return nil, nil
	}
	known := true
	var all []investor
	for _, kind := range decl.From {
		ids, err := v.Select(ctx, kind, &memory.Filter{Edge: graph.EdgeInvestedIn, Known: &known})
		if err != nil {
			return nil, err
		}
		for part := range slices.Chunk(ids, memory.MaxPage) {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			into, err := v.Neighbours(part, memory.NeighbourQuery{Edge: graph.EdgeInvestedIn, First: 1})
			if err != nil {
				return nil, err
			}
			for i, id := range part {
				if into[i].Total > 0 {
					all = append(all, investor{id: id, name: v.Name(id), events: into[i].Total})
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b investor) int {
		return cmp.Or(cmp.Compare(b.events, a.events), cmp.Compare(a.name, b.name), cmp.Compare(a.id, b.id))
	})
	return all, nil
}
