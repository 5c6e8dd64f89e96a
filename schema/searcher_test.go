package schema_test

import (
	"context"
	"path/filepath"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/live"
	"github.com/chainatlas/chainatlas/graph/search"
	"github.com/chainatlas/chainatlas/schema"
)

// searcher answers from a real index, as the program joins the two.
type searcher struct {
	index *search.Index
	end   context.CancelFunc
	ended chan struct{}
}

func newSearcher(ctx context.Context, dir string, log *live.Log, store graph.Store) (*searcher, error) {
	index, err := search.Open(ctx, filepath.Join(dir, "search"), search.Options{StoreID: store.ID()})
	if err != nil {
		return nil, err
	}
	s := &searcher{index: index, ended: make(chan struct{})}
	ctx, s.end = context.WithCancel(context.WithoutCancel(ctx))
	go func() {
		defer close(s.ended)
		_ = index.Follow(ctx, search.Live(log)) // it ends with the context
	}()
	return s, nil
}

func (s *searcher) close() error {
	s.end()
	<-s.ended
	return s.index.Close()
}

func (s *searcher) Search(ctx context.Context, q schema.SearchQuery) (*schema.SearchResult, error) {
	return answered(ctx, q, s.index.Search)
}

func (s *searcher) Suggest(ctx context.Context, q schema.SearchQuery) (*schema.SearchResult, error) {
	return answered(ctx, q, s.index.Suggest)
}

func answered(ctx context.Context, q schema.SearchQuery, find func(context.Context, search.Query) (*search.Result, error)) (*schema.SearchResult, error) {
	query := search.Query{Text: q.Text, Kinds: q.Kinds, Segments: q.Segments, First: q.First, Offset: q.Offset}
	for _, f := range q.Facets {
		query.Facets = append(query.Facets, search.Facet(f))
	}
	found, err := find(ctx, query)
	if err != nil {
		return nil, err
	}
	out := &schema.SearchResult{Total: found.Total, TotalExact: found.TotalExact, Revision: found.Revision, Pending: found.Pending,
		NamesOnly: found.NamesOnly, Facets: map[string][]schema.FacetCount{}}
	for i := range found.Hits {
		h := &found.Hits[i]
		hit := schema.SearchHit{ID: h.ID, Kind: h.Kind, Name: h.Name, Grade: h.Grade.String(), Field: string(h.Field), Text: h.Text}
		for _, m := range h.Marks {
			hit.Marks = append(hit.Marks, schema.Mark(m))
		}
		out.Hits = append(out.Hits, hit)
	}
	for f, counts := range found.Facets {
		for _, c := range counts {
			out.Facets[string(f)] = append(out.Facets[string(f)], schema.FacetCount(c))
		}
	}
	return out, nil
}
