package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// CapitalFlow answers where capital flows.
func (r *queryResolver) CapitalFlow(ctx context.Context, chain *string, from *graph.Date, to *graph.Date, enterprises *model.Filter, investorKinds []string, only []string, placedOnly bool, width model.FlowWidth, currency *string, investors int, at *model.At, minRevision *graph.Revision) (*model.CapitalFlow, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	q := FlowQuery{InvestorKinds: investorKinds, Only: only, PlacedOnly: placedOnly, Amount: width == model.FlowWidthAmount, Investors: investors}
	if chain != nil {
		if q.Chain = *chain; q.Chain == "" {
			return nil, noChain(q.Chain)
		}
	}
	if from != nil {
		q.From = *from
	}
	if to != nil {
		q.To = *to
	}
	if currency != nil {
		q.Currency = *currency
	}
	if q.Enterprises, err = r.filter(ctx, v, graph.KindEnterprise, enterprises); err != nil {
		return nil, err
	}
	return r.capitalFlow(ctx, v, q)
}
