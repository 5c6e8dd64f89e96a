package schema

import (
	"context"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
	"github.com/chainatlas/chainatlas/schema/internal/relay"
)

// listArgs are the arguments of a list.
type listArgs struct {
	filter      *model.Filter
	orderBy     *model.Order
	first       *int
	after       *string
	last        *int
	before      *string
	at          *model.At
	minRevision *graph.Revision
}

// list answers a list of a kind.
func list[T model.Entity](ctx context.Context, s *Service, kind graph.Kind, wrap func(*memory.View, graph.SubjectID) T, a listArgs) (*relay.Connection[T], error) {
	v, err := s.at(ctx, a.at, a.minRevision)
	if err != nil {
		return nil, err
	}
	filter, err := s.filter(ctx, v, kind, a.filter)
	if err != nil {
		return nil, err
	}
	return page(ctx, v, kind, wrap, Listed(kind, filter), a)
}

// Listed returns the filter of what a list of a kind has: of enterprises without what
// stands for all of a country or region, as the map counts, unless the filter asks
// for kinds of enterprises itself.
func Listed(kind graph.Kind, filter *memory.Filter) *memory.Filter {
	vendors := memory.Filter{Country: new(false)}
	switch {
	case kind != graph.KindEnterprise || filter != nil && asksKind(filter):
		return filter
	case filter == nil:
		return &vendors
	}
	return &memory.Filter{All: []memory.Filter{*filter, vendors}}
}

// asksKind reports whether a filter has a condition on kinds.
func asksKind(f *memory.Filter) bool {
	asks := func(f memory.Filter) bool { return asksKind(&f) }
	return f.Property == graph.PropKind || f.Country != nil || f.Not != nil && asksKind(f.Not) || slices.ContainsFunc(f.All, asks) || slices.ContainsFunc(f.Any, asks)
}

// page answers a page of what a filter chooses.
func page[T model.Entity](ctx context.Context, v *memory.View, kind graph.Kind, wrap func(*memory.View, graph.SubjectID) T, filter *memory.Filter, a listArgs) (*relay.Connection[T], error) {
	q := memory.ListQuery{Kind: kind, Filter: filter, First: pageDefault}
	if a.orderBy != nil {
		q.OrderBy, q.Descending = a.orderBy.Property, a.orderBy.Descending
	}
	if err := oneEnd(a); err != nil {
		return nil, err
	}
	for _, end := range []struct {
		cursor *string
		to     *string
	}{{a.after, &q.After}, {a.before, &q.Before}} {
		if end.cursor != nil {
			*end.to = *end.cursor
		}
	}
	// What is before a cursor ends there, unless it is counted from the start.
	q.Last = a.last != nil || a.before != nil && a.first == nil
	switch {
	case a.first != nil:
		q.First = *a.first
	case a.last != nil:
		q.First = *a.last
	}
	if err := model.CheckFirst(q.First, memory.MaxPage); err != nil {
		return nil, err
	}
	l, err := v.List(ctx, q)
	if err != nil {
		return nil, err
	}
	c := &relay.Connection[T]{Edges: []relay.Edge[T]{}}
	for i, id := range l.IDs {
		c.Add(l.Cursors[i], wrap(v, id))
	}
	c.TotalCount, c.UnknownCount = l.Total, l.Unknown
	// What a cursor names is there, unless it is gone since.
	c.PageInfo.HasNextPage, c.PageInfo.HasPreviousPage = a.before != nil, a.after != nil
	if q.Last {
		c.PageInfo.HasPreviousPage = l.HasMore || a.after != nil
	} else {
		c.PageInfo.HasNextPage = l.HasMore || a.before != nil
	}
	return c, nil
}

// oneEnd refuses a page that is counted from both ends.
func oneEnd(a listArgs) error {
	if a.first != nil && a.last != nil {
		return say(graph.CodeInvalid, "first 和 last 只能给一个", "either first or last is given, not both")
	}
	return nil
}

// one answers one of a kind, by its ID or by a code or name.
func one[T model.Entity](ctx context.Context, s *Service, kind graph.Kind, id *graph.SubjectID, key *string, at *model.At, minRevision *graph.Revision) (T, error) {
	var none T
	v, err := s.at(ctx, at, minRevision)
	if err != nil {
		return none, err
	}
	if (id == nil) == (key == nil) {
		return none, say(graph.CodeInvalid, "需要 id 或 key 之一", "either id or key is needed")
	}
	if id == nil {
		found, err := s.byKey(ctx, v, kind, *key)
		if err != nil || found == "" {
			return none, err
		}
		id = &found
	}
	e, _ := model.Wrap(v, *id).(T)
	return e, nil
}

// byKey returns the one node of a kind that has a code or a name, exactly; "" if
// none has. Of a segment, the key may have its chain in front: cybersecurity/E7.
func (s *Service) byKey(ctx context.Context, v *memory.View, kind graph.Kind, key string) (graph.SubjectID, error) {
	if kind == graph.KindSegment {
		sk, err := s.skeleton(ctx, v)
		if err != nil {
			return "", err
		}
		return single(sk.findSegment(key), key)
	}
	decl := v.Vocabulary().Kind(kind)
	f := memory.Filter{Any: []memory.Filter{}}
	has := func(name string, x graph.Value) {
		f.Any = append(f.Any, memory.Filter{Property: name, In: []graph.Value{x}})
	}
	for i := range decl.Properties {
		p := &decl.Properties[i]
		coded := false
		for _, k := range decl.Keys {
			coded = coded || k.Code && !k.Own && len(k.Parts) == 1 && k.Parts[0].Property == p.Name
		}
		switch {
		case p.Name == graph.PropCreditCode:
			if c := graph.NormaliseCreditCode(key); c != "" {
				has(p.Name, graph.Text(c))
			}
		case p.Name == graph.PropStockCode:
			if c := graph.NormaliseStockCode(key); c != "" {
				has(p.Name, graph.Text(c))
			}
		case p.Type == graph.TypeCode && coded:
			if c, ok := v.Vocabulary().List(p.List).Find(key); ok {
				has(p.Name, graph.CodeValue(c))
			}
		case p.Type == graph.TypeText && (p.IsName || coded || p.Name == graph.PropCode || p.Name == graph.PropName || p.Name == graph.PropNumber):
			has(p.Name, graph.Text(strings.TrimSpace(key)))
		}
	}
	l, err := v.List(ctx, memory.ListQuery{Kind: kind, Filter: &f, First: 2})
	if err != nil {
		return "", err
	}
	return single(l.IDs, key)
}

func single(ids []graph.SubjectID, key string) (graph.SubjectID, error) {
	switch len(ids) {
	case 0:
		return "", nil
	case 1:
		return ids[0], nil
	}
	return "", say(graph.CodeInvalid, "%.60q 不止一个：请用列表查找", "%.60q is not the only one: look it up in a list", key)
}
