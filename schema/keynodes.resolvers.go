package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// ChainKeyNodes answers what holds a chain together.
func (r *queryResolver) ChainKeyNodes(ctx context.Context, chain *string, graph model.KeyNodeGraph, at *model.At, minRevision *graph.Revision) (*model.ChainKeyNodes, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	var of string
	if chain != nil {
		if of = *chain; of == "" {
			return nil, noChain(of)
		}
	}
	k, err := r.keyNodesOf(ctx, v, of, graph)
	if err != nil {
		return nil, err
	}
	return k.model(), nil
}
