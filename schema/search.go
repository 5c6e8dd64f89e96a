package schema

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// Bounds of a search.
const (
	maxSearch = 64 // characters
	maxHits   = 100
	maxOffset = 1000
)

// search answers a search or a suggestion.
func (s *Service) search(ctx context.Context, find func(context.Context, SearchQuery) (*SearchResult, error), q SearchQuery, facets []model.FacetBy, at *model.At, minRevision *graph.Revision) (*model.SearchResult, error) {
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
	found, err := find(ctx, q)
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

// nameIndex has every name and code of a View, as written.
type nameIndex struct{ entries []nameEntry }

type nameEntry struct {
	id       graph.SubjectID
	kind     graph.Kind
	property string
	text     string
	key      string // what of it is compared
}

// nameIndex reads the names of a View once.
func (s *Service) nameIndex(ctx context.Context, v *memory.View) (*nameIndex, error) {
	return s.names.get(v, func() (*nameIndex, error) {
		x := &nameIndex{}
		voc := v.Vocabulary()
		for i := range voc.Kinds {
			decl := &voc.Kinds[i]
			ids, err := v.Select(ctx, decl.Kind, nil)
			if err != nil {
				return nil, err
			}
			for j, id := range ids {
				if j%1024 == 0 && ctx.Err() != nil {
					return nil, ctx.Err()
				}
				x.add(v.Node(id), decl)
			}
		}
		return x, nil
	})
}

func (x *nameIndex) add(n *memory.Node, decl *graph.KindDecl) {
	for i := range n.Properties {
		p := &n.Properties[i]
		d := decl.Property(p.Name)
		if d == nil || d.Type != graph.TypeText || !d.IsName && p.Name != graph.PropName && fieldOf(p.Name) != "code" {
			continue
		}
		note := func(v graph.Value) {
			if key := graph.HeaderKey(v.Text); key != "" {
				x.entries = append(x.entries, nameEntry{n.ID, decl.Kind, p.Name, v.Text, key})
			}
		}
		note(p.Value())
		for j := range p.Values {
			note(p.Values[j].Value)
		}
	}
}

// fieldOf names the field of a hit by its property.
func fieldOf(property string) string {
	switch property {
	case graph.PropShortName:
		return "short"
	case graph.PropFormerNames:
		return "former"
	case graph.PropEnglishName:
		return "english"
	case graph.PropAliases:
		return "alias"
	case graph.PropCode, graph.PropCreditCode, graph.PropStockCode, graph.PropNumber:
		return "code"
	}
	return "name"
}

// readySearch is a Searcher that always answers: where another cannot yet, from the
// names of the current View.
type readySearch struct {
	Searcher
	names *nameSearch
}

// Search implements [Searcher].
func (s *readySearch) Search(ctx context.Context, q SearchQuery) (*SearchResult, error) {
	found, err := s.Searcher.Search(ctx, q)
	if graph.CodeOf(err) == graph.CodeUnavailable {
		return s.names.Search(ctx, q)
	}
	return found, err
}

// Suggest implements [Searcher].
func (s *readySearch) Suggest(ctx context.Context, q SearchQuery) (*SearchResult, error) {
	found, err := s.Searcher.Suggest(ctx, q)
	if graph.CodeOf(err) == graph.CodeUnavailable {
		return s.names.Suggest(ctx, q)
	}
	return found, err
}

// nameSearch is a Searcher that scans the names of the current View.
type nameSearch struct{ service *Service }

// Search implements [Searcher].
func (n *nameSearch) Search(ctx context.Context, q SearchQuery) (*SearchResult, error) {
	v := n.service.log.View()
	if op := operationOf(ctx); op != nil {
		op.mu.Lock()
		v = op.now
		op.mu.Unlock()
	}
	index, err := n.service.nameIndex(ctx, v)
	if err != nil {
		return nil, err
	}
	key := graph.HeaderKey(q.Text)
	out := &SearchResult{Revision: v.Revision(), TotalExact: true, NamesOnly: true, Facets: map[string][]FacetCount{}}
	if key == "" {
		return out, nil
	}
	type hit struct {
		entry *nameEntry
		grade int
	}
	best := map[graph.SubjectID]hit{}
	for i := range index.entries {
		e := &index.entries[i]
		at := strings.Index(e.key, key)
		if at < 0 || len(q.Kinds) > 0 && !slices.Contains(q.Kinds, e.kind) {
			continue
		}
		field := fieldOf(e.property)
		h := hit{e, 5}
		switch {
		case e.key == key && field == "code":
			h.grade = 0
		case e.key == key && field == "name":
			h.grade = 1
		case e.key == key:
			h.grade = 2
		case at == 0:
			h.grade = 3
		case field == "code":
			continue // a part of a code means nothing
		}
		if old, ok := best[e.id]; !ok || h.grade < old.grade {
			best[e.id] = h
		}
	}
	chosen, err := n.chosen(ctx, v, q)
	if err != nil {
		return nil, err
	}
	var hits []hit
	kinds := map[string]int{}
	for id, h := range best {
		if chosen == nil || chosen[id] {
			hits = append(hits, h)
			kinds[string(h.entry.kind)]++
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.grade, b.grade), cmp.Compare(len(a.entry.text), len(b.entry.text)),
			cmp.Compare(a.entry.text, b.entry.text), cmp.Compare(a.entry.id, b.entry.id))
	})
	out.Total = len(hits)
	hits = hits[min(q.Offset, len(hits)):]
	for _, h := range hits[:min(q.First, len(hits))] {
		sh := SearchHit{ID: h.entry.id, Kind: h.entry.kind, Name: v.Name(h.entry.id), Field: fieldOf(h.entry.property), Text: h.entry.text,
			Grade: []string{"code", "name", "short", "begins", "", "contains"}[h.grade]}
		if at := strings.Index(strings.ToLower(sh.Text), strings.ToLower(q.Text)); at >= 0 && at+len(q.Text) <= len(sh.Text) {
			sh.Marks = []Mark{{at, at + len(q.Text)}}
		}
		out.Hits = append(out.Hits, sh)
	}
	if slices.Contains(q.Facets, "kind") {
		for k, c := range kinds {
			out.Facets["kind"] = append(out.Facets["kind"], FacetCount{k, c})
		}
		slices.SortFunc(out.Facets["kind"], func(a, b FacetCount) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
		})
	}
	return out, nil
}

// chosen returns the nodes that the filters by segment and region choose; nil
// without one.
func (n *nameSearch) chosen(ctx context.Context, v *memory.View, q SearchQuery) (map[graph.SubjectID]bool, error) {
	if len(q.Segments) == 0 && len(q.Regions) == 0 {
		return nil, nil
	}
	f := &filters{n.service, ctx, v}
	out := map[graph.SubjectID]bool{}
	for _, kind := range []graph.Kind{graph.KindEnterprise, graph.KindProduct, graph.KindInstitution, graph.KindProject, graph.KindPark} {
		all := []memory.Filter{}
		if len(q.Segments) > 0 {
			x, err := f.below(kind, q.Segments)
			if err != nil {
				continue // the kind stands in no segment
			}
			all = append(all, x)
		}
		if len(q.Regions) > 0 {
			x, err := f.region(kind, q.Regions)
			if graph.CodeOf(err) == graph.CodeNotFound {
				return nil, err
			}
			if err != nil {
				continue // the kind lies in no region
			}
			all = append(all, x)
		}
		ids, err := v.Select(ctx, kind, &memory.Filter{All: all})
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			out[id] = true
		}
	}
	return out, nil
}

// Suggest implements [Searcher].
func (n *nameSearch) Suggest(ctx context.Context, q SearchQuery) (*SearchResult, error) {
	return n.Search(ctx, q)
}
