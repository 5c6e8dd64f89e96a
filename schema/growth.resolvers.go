package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema/internal/gen"
	"github.com/chainatlas/chainatlas/schema/internal/model"
	"github.com/chainatlas/chainatlas/scoring/growth"
)

// Page answers a page of an edition's results.
func (r *growthEditionResolver) Page(ctx context.Context, obj *model.GrowthEdition, states []model.GrowthState, oneMore bool, fallsOut bool, notFor *bool, segments []string, filter *model.Filter, text *string, first int, after *string) (*model.GrowthResultConnection, error) {
	a := resultArgs{oneMore: oneMore, fallsOut: fallsOut, notFor: notFor, segments: segments, filter: filter, text: text}
	for _, s := range states {
		a.states = append(a.states, statesOf[s])
	}
	return r.resultPage(ctx, obj, a, first, after)
}

// Result answers why an enterprise is on an edition, or is not.
func (r *growthEditionResolver) Result(ctx context.Context, obj *model.GrowthEdition, enterprise graph.SubjectID) ([]*model.GrowthResult, error) {
	return r.why(ctx, obj, enterprise)
}

// PublishList publishes an edition.
func (r *mutationResolver) PublishList(ctx context.Context, input model.PublishListInput) (*model.BatchPayload, error) {
	return r.publishList(ctx, &input)
}

// WithdrawList withdraws an edition.
func (r *mutationResolver) WithdrawList(ctx context.Context, input model.WithdrawListInput) (*model.BatchPayload, error) {
	return r.withdrawList(ctx, &input)
}

// GrowthLists answers all lists.
func (r *queryResolver) GrowthLists(ctx context.Context, at *model.At, minRevision *graph.Revision) ([]*model.GrowthList, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	all, err := r.lists(ctx, v)
	if err != nil {
		return nil, err
	}
	out := make([]*model.GrowthList, len(all))
	for i, f := range all {
		out[i] = r.presentList(v, f)
	}
	return out, nil
}

// GrowthList answers one list.
func (r *queryResolver) GrowthList(ctx context.Context, code string, at *model.At, minRevision *graph.Revision) (*model.GrowthList, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	all, err := r.lists(ctx, v)
	if err != nil {
		return nil, err
	}
	for _, f := range all {
		if f.list.Code == code {
			return r.presentList(v, f), nil
		}
	}
	return nil, nil
}

// GrowthRun answers a list as it is drawn up now.
func (r *queryResolver) GrowthRun(ctx context.Context, run model.GrowthRunInput, at *model.At, minRevision *graph.Revision) (*model.GrowthEdition, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	return r.growthRun(ctx, v, &run)
}

// GrowthEdition answers a published edition.
func (r *queryResolver) GrowthEdition(ctx context.Context, list string, number *string, at *model.At, minRevision *graph.Revision) (*model.GrowthEdition, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	return r.growthEdition(ctx, v, list, number)
}

// GrowthStandings answers what each list says of an enterprise.
func (r *queryResolver) GrowthStandings(ctx context.Context, enterprise graph.SubjectID, referenceDate graph.Date, renewal bool, at *model.At, minRevision *graph.Revision) ([]*model.GrowthStanding, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	return r.standings(ctx, v, enterprise, growth.When{Reference: referenceDate, Renewal: renewal})
}

// GrowthDiff answers what differs between two editions.
func (r *queryResolver) GrowthDiff(ctx context.Context, from model.GrowthEditionKey, to *model.GrowthEditionKey, run *model.GrowthRunInput, rejudge bool, first int, at *model.At, minRevision *graph.Revision) (*model.GrowthDiff, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	return r.diff(ctx, v, &from, to, run, rejudge, first)
}

// GrowthEdition implements [gen.ResolverRoot].
func (r *Resolver) GrowthEdition() gen.GrowthEditionResolver { return &growthEditionResolver{r} }

type growthEditionResolver struct{ *Resolver }
