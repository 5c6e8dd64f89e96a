package schema

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// Bounds of a search.
const (
	maxSearch = 64 // characters
	maxHits   = 100
	maxOffset = 200
)

// search answers a search or a suggestion.
func (s *Service) search(ctx context.Context, find func(Searcher, context.Context, SearchQuery) (*SearchResult, error), q SearchQuery, facets []model.FacetBy, at *model.At, minRevision *graph.Revision) (*model.SearchResult, error) {
	switch {
	case at != nil:
		return nil, say(graph.CodeInvalid, "搜索只针对当前数据：请去掉 at", "search speaks of now: leave at out")
	case strings.TrimSpace(q.Text) == "":
		return nil, say(graph.CodeInvalid, "没有搜索文本", "there is no text to search for")
	case utf8.RuneCountInString(q.Text) > maxSearch:
		return nil, say(graph.CodeLimit, "搜索文本最多 %d 个字符", "a search has at most %d characters", maxSearch)
	case q.Offset < 0 || q.Offset > maxOffset:
		return nil, say(graph.CodeLimit, "offset 为 0 至 %d", "offset is from 0 to %d", maxOffset)
	}
	if err := model.CheckFirst(q.First, maxHits); err != nil {
		return nil, err
	}
	if s.searcher == nil {
		return nil, say(graph.CodeUnavailable, "此服务没有搜索", "this service has no search")
	}
	v, err := s.at(ctx, nil, minRevision)
	if err != nil {
		return nil, err
	}
	if len(q.Segments) > 0 {
		sk, err := s.skeleton(ctx, v)
		if err != nil {
			return nil, err
		}
		if q.Segments = sk.below(q.Segments); len(q.Segments) == 0 {
			return nil, say(graph.CodeNotFound, "没有这些环节", "there are no such segments")
		}
	}
	for _, f := range facets {
		q.Facets = append(q.Facets, strings.ToLower(string(f)))
	}
	found, err := find(s.searcher, ctx, q)
	if err != nil {
		return nil, err
	}
	out := &model.SearchResult{Hits: []*model.SearchHit{}, Total: found.Total, TotalExact: found.TotalExact, Facets: []*model.Facet{},
		Revision: found.Revision, Pending: found.Pending, NamesOnly: found.NamesOnly}
	for i := range found.Hits {
		h := &found.Hits[i]
		e := model.Wrap(v, h.ID)
		if e == nil {
			continue // gone since it was indexed
		}
		hit := &model.SearchHit{Node: e, Grade: h.Grade, Field: h.Field, Text: h.Text, Marks: []*model.Mark{}}
		for _, m := range h.Marks {
			if m.From < 0 || m.To > len(h.Text) || m.From > m.To {
				continue
			}
			from := utf8.RuneCountInString(h.Text[:m.From])
			hit.Marks = append(hit.Marks, &model.Mark{From: from, To: from + utf8.RuneCountInString(h.Text[m.From:m.To])})
		}
		out.Hits = append(out.Hits, hit)
	}
	for _, f := range facets {
		facet := &model.Facet{By: f, Values: []*model.FacetValue{}}
		for _, c := range found.Facets[strings.ToLower(string(f))] {
			facet.Values = append(facet.Values, &model.FacetValue{Value: c.Value, Count: c.Count})
		}
		out.Facets = append(out.Facets, facet)
	}
	return out, nil
}
