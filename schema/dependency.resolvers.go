package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// ChainDependency answers how much the enterprises of a chain depend on single
// suppliers.
func (r *queryResolver) ChainDependency(ctx context.Context, chain *string, year *string, at *model.At, minRevision *graph.Revision) (*model.ChainDependency, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	var of, when string
	if chain != nil {
		if of = *chain; of == "" {
			return nil, noChain(of)
		}
	}
	if year != nil {
		if when = *year; when == "" {
			return nil, say(graph.CodeInvalid, "%.20q 不是年份", "%.20q is no year", when)
		}
	}
	d, err := r.dependencyOf(ctx, v, of, when)
	if err != nil {
		return nil, err
	}
	return d.model(), nil
}
