package schema

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
	"github.com/chainatlas/chainatlas/schema/internal/relay"
)

// Batches answers the audit trail.
func (r *queryResolver) Batches(ctx context.Context, kinds []model.BatchKind, source *string, actor *string, first *int, after *string, last *int, before *string, at *model.At, minRevision *graph.Revision) (*relay.Connection[*model.Batch], error) {
	return r.batches(ctx, func(h *graph.Header) bool {
		return (kinds == nil || slices.Contains(kinds, model.BatchKind(strings.ToUpper(string(h.Kind))))) &&
			(source == nil || string(h.Source) == *source) && (actor == nil || h.Actor == *actor)
	}, listArgs{first: first, after: after, last: last, before: before, at: at, minRevision: minRevision})
}

// Batch answers one batch.
func (r *queryResolver) Batch(ctx context.Context, revision graph.Revision, at *model.At, minRevision *graph.Revision) (*model.Batch, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	return r.batch(v, revision), nil
}

// Imports answers the batches of kind import.
func (r *queryResolver) Imports(ctx context.Context, source *string, first *int, after *string, last *int, before *string, at *model.At, minRevision *graph.Revision) (*relay.Connection[*model.Batch], error) {
	return r.batches(ctx, func(h *graph.Header) bool {
		return h.Kind == graph.BatchImport && (source == nil || string(h.Source) == *source)
	}, listArgs{first: first, after: after, last: last, before: before, at: at, minRevision: minRevision})
}

// batch returns the batch of a revision; nil if the View does not know it.
func (s *Service) batch(v *memory.View, r graph.Revision) *model.Batch {
	standing := s.ledger.upTo(v.Revision())
	if r == 0 || int(r) > len(standing.headers) {
		return nil
	}
	return &model.Batch{View: v, Header: standing.headers[r-1], By: standing.by[r]}
}

// batches answers a page of batches, the newest first. The cursor is the revision.
func (s *Service) batches(ctx context.Context, keep func(*graph.Header) bool, a listArgs) (*relay.Connection[*model.Batch], error) {
	v, err := s.at(ctx, a.at, a.minRevision)
	if err != nil {
		return nil, err
	}
	standing := s.ledger.upTo(v.Revision())
	if err := oneEnd(a); err != nil {
		return nil, err
	}
	size := pageDefault
	switch {
	case a.first != nil:
		size = *a.first
	case a.last != nil:
		size = *a.last
	}
	if err := model.CheckFirst(size, memory.MaxPage); err != nil {
		return nil, err
	}
	above, below := graph.Revision(0), graph.Revision(1<<62)
	for _, end := range []struct {
		cursor *string
		to     *graph.Revision
	}{{a.after, &below}, {a.before, &above}} {
		if end.cursor == nil {
			continue
		}
		n, err := strconv.ParseUint(*end.cursor, 10, 53)
		if err != nil {
			return nil, say(graph.CodeInvalid, "游标不是此列表的", "the cursor is not one of this list")
		}
		*end.to = graph.Revision(n)
	}
	c := &relay.Connection[*model.Batch]{Edges: []relay.Edge[*model.Batch]{}}
	var in []*graph.Header
	for _, h := range slices.Backward(standing.headers) {
		if !keep(h) {
			continue
		}
		c.TotalCount++
		switch {
		case h.Revision >= below:
			c.PageInfo.HasPreviousPage = true
		case h.Revision <= above:
			c.PageInfo.HasNextPage = true
		default:
			in = append(in, h)
		}
	}
	if len(in) > size {
		if a.last != nil {
			in, c.PageInfo.HasPreviousPage = in[len(in)-size:], true
		} else {
			in, c.PageInfo.HasNextPage = in[:size], true
		}
	}
	for _, h := range in {
		c.Add(strconv.FormatUint(uint64(h.Revision), 10), &model.Batch{View: v, Header: h, By: standing.by[h.Revision]})
	}
	return c, nil
}
