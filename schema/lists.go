package schema

import (
	"context"
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

// maxBackward bounds the pages that a list goes through to answer last and before:
// a View pages forward only.
const maxBackward = 100

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
	return page(ctx, v, kind, wrap, filter, a)
}

// page answers a page of what a filter chooses.
func page[T model.Entity](ctx context.Context, v *memory.View, kind graph.Kind, wrap func(*memory.View, graph.SubjectID) T, filter *memory.Filter, a listArgs) (*relay.Connection[T], error) {
	q := memory.ListQuery{Kind: kind, Filter: filter, First: pageDefault}
	if a.orderBy != nil {
		q.OrderBy, q.Descending = a.orderBy.Property, a.orderBy.Descending
	}
	forward, err := forward(a)
	if err != nil {
		return nil, err
	}
	if a.after != nil {
		q.After = *a.after
	}
	c := &relay.Connection[T]{Edges: []relay.Edge[T]{}}
	if !forward {
		return c, backward(ctx, v, q, wrap, a, c)
	}
	if a.first != nil {
		q.First = *a.first
	}
	if err := model.CheckFirst(q.First, memory.MaxPage); err != nil {
		return nil, err
	}
	l, err := v.List(ctx, q)
	if err != nil {
		return nil, err
	}
	for i, id := range l.IDs {
		c.Add(l.Cursors[i], wrap(v, id))
	}
	c.TotalCount, c.UnknownCount = l.Total, l.Unknown
	c.PageInfo.HasNextPage, c.PageInfo.HasPreviousPage = l.HasMore, a.after != nil
	return c, nil
}

// forward reports whether a page is counted from the start.
func forward(a listArgs) (bool, error) {
	if a.first != nil && a.last != nil {
		return false, say(graph.CodeInvalid, "first 和 last 只能给一个", "either first or last is given, not both")
	}
	return a.last == nil && a.before == nil, nil
}

// backward answers the end of a list, or what is before a cursor.
func backward[T model.Entity](ctx context.Context, v *memory.View, q memory.ListQuery, wrap func(*memory.View, graph.SubjectID) T, a listArgs, c *relay.Connection[T]) error {
	most := pageDefault
	switch {
	case a.last != nil:
		most = *a.last
	case a.first != nil:
		most = *a.first
	}
	if err := model.CheckFirst(most, memory.MaxPage); err != nil {
		return err
	}
	q.First = memory.MaxPage
	type item struct {
		id     graph.SubjectID
		cursor string
	}
	var kept []item
	dropped, ended := false, false
	for n := 0; !ended; n++ {
		if n == maxBackward {
			return say(graph.CodeLimit, "从末尾只能翻阅 %d 条以内的列表：请反转排序", "only lists of up to %d can be read from their end: reverse the order", maxBackward*memory.MaxPage)
		}
		l, err := v.List(ctx, q)
		if err != nil {
			return err
		}
		c.TotalCount, c.UnknownCount = l.Total, l.Unknown
		for i, id := range l.IDs {
			if a.before != nil && l.Cursors[i] == *a.before {
				c.PageInfo.HasNextPage, ended = true, true
				break
			}
			if a.last == nil && len(kept) == most {
				c.PageInfo.HasNextPage, ended = true, true // first with before
				break
			}
			kept = append(kept, item{id, l.Cursors[i]})
			if len(kept) > most {
				kept, dropped = kept[1:], true
			}
		}
		if !l.HasMore {
			break
		}
		q.After = l.Cursors[len(l.Cursors)-1]
	}
	if a.before != nil && !ended {
		return say(graph.CodeInvalid, "before 不是此列表的游标", "before is no cursor of this list")
	}
	for _, x := range kept {
		c.Add(x.cursor, wrap(v, x.id))
	}
	c.PageInfo.HasPreviousPage = dropped || a.after != nil
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
