package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// ChainRisk answers how concentrated the segments of a chain are.
func (r *queryResolver) ChainRisk(ctx context.Context, chain *string, bands model.BandEdition, year *string, at *model.At, minRevision *graph.Revision) (*model.ChainRisk, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	q := RiskQuery{Bands: bands, Year: year}
	if chain != nil {
		if q.Chain = *chain; q.Chain == "" {
			return nil, noChain(q.Chain)
		}
	}
	risk, err := r.riskOf(ctx, v, q)
	if err != nil {
		return nil, err
	}
	return risk.model()
}
