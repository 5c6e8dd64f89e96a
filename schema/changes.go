package schema

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// span is what changes are asked of: the View after them, and the revision before.
type span struct {
	to   *memory.View
	from graph.Revision
}

// changes answers what changed between an earlier revision and a View.
func (s *Service) changes(ctx context.Context, v *memory.View, from model.At, first int, kinds []graph.Kind) (*model.ChangeSet, error) {
	if err := model.CheckFirst(first, memory.MaxPage); err != nil {
		return nil, err
	}
	r := from.Revision
	if !from.Time.IsZero() {
		earlier, err := s.log.AtTime(ctx, from.Time)
		if err != nil {
			return nil, err
		}
		r = earlier.Revision()
	}
	if r > v.Revision() {
		return nil, say(graph.CodeInvalid, "第 %d 号修订在第 %d 号之后", "revision %d comes after revision %d", r, v.Revision())
	}
	c, err := s.since.get(span{v, r}, func() (*memory.Changes, error) { return v.ChangesSince(ctx, r) })
	if err != nil {
		return nil, err
	}
	out := &model.ChangeSet{From: r, To: v.Revision(), Kinds: []*model.KindChanges{}, Edges: []*model.EdgeChanges{}, Nodes: []*model.NodeChange{}}
	byKind, byType := map[graph.Kind]*model.KindChanges{}, map[string]*model.EdgeChanges{}
	var listed []memory.NodeChange
	for n := range c.Nodes() {
		if kinds != nil && !slices.Contains(kinds, n.Kind) {
			continue
		}
		k := byKind[n.Kind]
		if k == nil {
			k = &model.KindChanges{Kind: n.Kind}
			byKind[n.Kind] = k
		}
		switch {
		case n.Was == "":
			k.Created++
		case n.Is == "":
			k.Removed++
		default:
			k.Changed++
		}
		listed = append(listed, n)
	}
	for e := range c.Edges() {
		x := byType[e.Type]
		if x == nil {
			x = &model.EdgeChanges{Type: e.Type}
			byType[e.Type] = x
		}
		switch {
		case e.Removed:
			x.Removed++
		case e.Restated:
			x.Changed++
		default:
			x.Created++
		}
	}
	order := map[graph.Kind]int{}
	for i := range s.vocabulary.Kinds {
		k := s.vocabulary.Kinds[i].Kind
		order[k] = i
		if byKind[k] != nil {
			out.Kinds = append(out.Kinds, byKind[k])
		}
	}
	for i := range s.vocabulary.Edges {
		if x := byType[s.vocabulary.Edges[i].Type]; x != nil {
			out.Edges = append(out.Edges, x)
		}
	}
	name := func(n *memory.NodeChange) string {
		if n.Is != "" {
			return c.To.Name(n.Is)
		}
		return c.From.Name(n.Was)
	}
	names := make(map[graph.SubjectID]string, len(listed))
	for i := range listed {
		names[cmp.Or(listed[i].Is, listed[i].Was)] = name(&listed[i])
	}
	slices.SortFunc(listed, func(a, b memory.NodeChange) int {
		x, y := cmp.Or(a.Is, a.Was), cmp.Or(b.Is, b.Was)
		return cmp.Or(cmp.Compare(order[a.Kind], order[b.Kind]), cmp.Compare(names[x], names[y]), cmp.Compare(x, y))
	})
	if len(listed) > first {
		listed, out.Bounded = listed[:first], true
	}
	for i := range listed {
		out.Nodes = append(out.Nodes, nodeChange(c, &listed[i], name(&listed[i])))
	}
	return out, nil
}

func nodeChange(c *memory.Changes, n *memory.NodeChange, name string) *model.NodeChange {
	x := &model.NodeChange{Kind: n.Kind, ID: cmp.Or(n.Is, n.Was), Label: name, Members: n.Members, Properties: []*model.PropertyChange{}, Change: model.ChangeChanged}
	switch {
	case n.Was == "":
		x.Change = model.ChangeCreated
	case n.Is == "":
		x.Change = model.ChangeRemoved
	}
	was, is := c.From.Node(n.Was), c.To.Node(n.Is)
	for _, p := range n.Properties {
		change := &model.PropertyChange{Name: p.Name, Label: &model.Label{Zh: p.Name, En: p.Name}, Was: shown(was, p), Is: shown(is, p),
			Before: labelled(c.From, was, p), After: labelled(c.To, is, p)}
		if decl := c.To.Vocabulary().Kind(n.Kind).Property(p.Name); decl != nil {
			change.Label = &decl.Label
		}
		if p.Period != "" {
			change.Period = &p.Period
		}
		x.Properties = append(x.Properties, change)
	}
	return x
}

// labelled returns the value of a property as people read it, a code by its label;
// nil for none.
func labelled(v *memory.View, n *memory.Node, p memory.PropertyName) *model.Label {
	var zh, en []string
	for _, value := range model.ValuesOf(v, n, p) {
		text := model.Label{Zh: value.Text, En: value.Text}
		if c := value.Code; c != nil {
			text = c.Label
		}
		zh, en = append(zh, cmp.Or(text.Zh, text.En)), append(en, cmp.Or(text.En, text.Zh))
	}
	if len(zh) == 0 {
		return nil
	}
	return &model.Label{Zh: strings.Join(zh, "、"), En: strings.Join(en, ", ")}
}

// shown returns the value of a property as people read it; nil for none.
func shown(n *memory.Node, p memory.PropertyName) *string {
	if n == nil {
		return nil
	}
	for i := range n.Properties {
		q := &n.Properties[i]
		if q.Name != p.Name || q.Period != p.Period {
			continue
		}
		var values []string
		if v := q.Value(); !q.Set && !v.IsZero() {
			values = append(values, v.String())
		}
		for j := range q.Values {
			values = append(values, q.Values[j].Value.String())
		}
		if len(values) > 0 {
			s := strings.Join(values, "、")
			return &s
		}
	}
	return nil
}
