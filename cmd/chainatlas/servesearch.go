package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/live"
	"github.com/chainatlas/chainatlas/graph/search"
	"github.com/chainatlas/chainatlas/schema"
)

// searcher answers the searches of the schema from an index that follows the log.
// It implements [schema.Searcher].
type searcher struct {
	index *search.Index
	took  func(kind string, took time.Duration)
	end   context.CancelFunc
	ended chan struct{}
}

// newSearcher opens the index in a folder and lets it follow the log. It answers
// at once: from names alone until the index is made.
func newSearcher(ctx context.Context, dir string, log *live.Log, store graph.Store, logger *slog.Logger, took func(kind string, took time.Duration)) (*searcher, error) {
	index, err := search.Open(ctx, dir, search.Options{StoreID: store.ID(), Logger: logger})
	if err != nil {
		return nil, err
	}
	s := &searcher{index: index, took: took, ended: make(chan struct{})}
	ctx, s.end = context.WithCancel(context.WithoutCancel(ctx))
	go func() {
		defer close(s.ended)
		if err := index.Follow(ctx, search.Live(log)); graph.CodeOf(err) != graph.CodeCancelled {
			logger.Error("the search index does not follow the log any more", "error", err)
		}
	}()
	return s, nil
}

// indexTime is how long the start waits for a search index that is being made.
const indexTime = 2 * time.Second

// ready returns once searches are answered. A small index is made in a moment, so
// that who comes first need not do with names alone; a large one is not waited
// for.
func (s *searcher) ready(ctx context.Context, r graph.Revision) error {
	if err := s.index.Ready(ctx); err != nil {
		return err
	}
	waiting, cancel := context.WithTimeout(ctx, indexTime)
	defer cancel()
	if err := s.index.Wait(waiting, r); err != nil && waiting.Err() == nil {
		return err
	}
	return nil
}

// close ends the following; the index stays for the next start.
func (s *searcher) close() error {
	s.end()
	<-s.ended
	return s.index.Close()
}

// Search implements [schema.Searcher].
func (s *searcher) Search(ctx context.Context, q schema.SearchQuery) (*schema.SearchResult, error) {
	return s.find(ctx, q, "search", s.index.Search)
}

// Suggest implements [schema.Searcher].
func (s *searcher) Suggest(ctx context.Context, q schema.SearchQuery) (*schema.SearchResult, error) {
	return s.find(ctx, q, "suggest", s.index.Suggest)
}

func (s *searcher) find(ctx context.Context, q schema.SearchQuery, kind string, find func(context.Context, search.Query) (*search.Result, error)) (*schema.SearchResult, error) {
	query := search.Query{Text: q.Text, Kinds: q.Kinds, Segments: q.Segments, First: q.First, Offset: q.Offset}
	for _, f := range q.Facets {
		query.Facets = append(query.Facets, search.Facet(f))
	}
	regions := graph.Standard().List(graph.ListRegion)
	for _, word := range q.Regions {
		code, ok := regions.Find(word)
		if !ok {
			return nil, graph.Sayf(graph.CodeNotFound, "search", "没有地区 %.60q", "there is no region %.60q", word)
		}
		query.Regions = append(query.Regions, code)
	}
	began := time.Now() // a duration, which no clock of the session tells
	found, err := find(ctx, query)
	s.took(kind, time.Since(began))
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

// figures writes how the index fares.
func (s *searcher) figures(p *exposition) {
	status := s.index.Status()
	p.gauge("chainatlas_search_revision", "The revision that searches are answered from.", float64(status.Revision))
	p.gauge("chainatlas_search_behind_seconds", "For how long searches are known to lack the newest revision.", status.Behind.Seconds())
	p.gauge("chainatlas_search_pending", "Nodes that wait to be searchable at the next revision.", float64(status.Pending))
	p.gauge("chainatlas_search_documents", "Nodes in the search index.", float64(status.Documents))
	p.gauge("chainatlas_search_bytes", "Size of the search index on disk.", float64(status.Bytes))
	p.gauge("chainatlas_search_building", "1 while the search index is made anew.", truth(status.Building))
	p.gauge("chainatlas_search_names_only", "1 while only names and codes are searched, as they are written.", truth(status.NamesOnly))
	p.counter("chainatlas_search_rebuilt_total", "How often the search index was made anew.", float64(status.Rebuilt))
	p.gauge("chainatlas_search_failing", "1 if the last attempt to follow the log failed.", truth(status.Err != nil))
}
