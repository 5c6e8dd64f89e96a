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

// changes answers what changed between an earlier revision and a View: a page of the
// nodes, after offset of them.
func (s *Service) changes(ctx context.Context, v *memory.View, from model.At, first, offset int, kinds []graph.Kind) (*model.ChangeSet, error) {
	if err := model.CheckFirst(first, memory.MaxPage); err != nil {
		return nil, err
	}
	if offset < 0 {
		return nil, say(graph.CodeInvalid, "offset 不能为负", "offset is not negative")
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
	c, err := s.since.get(ctx, span{v, r}, func() (*changed, error) { return s.newChanged(ctx, v, r) })
	if err != nil {
		return nil, err
	}
	out := &model.ChangeSet{From: r, To: v.Revision(), Kinds: []*model.KindChanges{}, Edges: c.edges, Nodes: []*model.NodeChange{}}
	for _, k := range c.kinds {
		if kinds == nil || slices.Contains(kinds, k.Kind) {
			out.Kinds = append(out.Kinds, k)
		}
	}
	for i := range c.nodes {
		n := &c.nodes[i]
		if kinds != nil && !slices.Contains(kinds, n.Kind) {
			continue
		}
		if offset > 0 {
			offset--
			continue
		}
		if len(out.Nodes) == first {
			out.Bounded = true
			break
		}
		out.Nodes = append(out.Nodes, s.nodeChange(ctx, c.Changes, &n.NodeChange, n.title))
	}
	return out, nil
}

// called returns what people call a node whose names in both languages are known, in
// the language that the client asks for: a region, which mostly has a code and no
// name of its own, by the label of the code.
func (s *Service) called(ctx context.Context, k graph.Kind, names model.Label) string {
	if k == graph.KindRegion {
		if e := s.vocabulary.List(graph.ListRegion).Entry(names.Zh); e != nil {
			return e.Label.In(langOf(ctx))
		}
	}
	return names.In(cmp.Or(model.LanguageOf(ctx), "zh"))
}

// namesOf returns what a node is called in both languages.
func namesOf(v *memory.View, id graph.SubjectID) model.Label {
	return model.Label{Zh: v.NameIn(id, "zh"), En: v.NameIn(id, "en")}
}

// changed is what changed in a span, counted and put in order: it is asked for page
// by page, kind by kind, and by many.
type changed struct {
	*memory.Changes
	kinds []*model.KindChanges // in the order of the vocabulary
	edges []*model.EdgeChanges
	nodes []changedNode // by kind, then by name
}

type changedNode struct {
	memory.NodeChange
	title model.Label
}

func (n *changedNode) id() graph.SubjectID { return cmp.Or(n.Is, n.Was) }

func (s *Service) newChanged(ctx context.Context, v *memory.View, from graph.Revision) (*changed, error) {
	all, err := v.ChangesSince(ctx, from)
	if err != nil {
		return nil, err
	}
	return s.countChanged(ctx, all, true)
}

// countChanged counts what changed, by kind and by type, and lists the nodes by their
// names if they are asked for, which takes as long again.
func (s *Service) countChanged(ctx context.Context, all *memory.Changes, list bool) (*changed, error) {
	v := all.To
	c := &changed{Changes: all, edges: []*model.EdgeChanges{}}
	order, byKind, byType := map[graph.Kind]int{}, map[graph.Kind]*model.KindChanges{}, map[string]*model.EdgeChanges{}
	seen := 0
	for n := range all.Nodes() {
		if seen++; seen&1023 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		k := byKind[n.Kind]
		if k == nil {
			k = &model.KindChanges{Kind: n.Kind}
			byKind[n.Kind] = k
		}
		named, id := v, n.Is
		switch {
		case n.Was == "":
			k.Created++
		case n.Is == "":
			k.Removed++
			named, id = all.From, n.Was
		default:
			k.Changed++
		}
		if list {
			c.nodes = append(c.nodes, changedNode{n, titleOf(named, n.Kind, id)})
		}
	}
	for e := range all.Edges() {
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
	for i := range s.vocabulary.Kinds {
		k := s.vocabulary.Kinds[i].Kind
		order[k] = i
		if byKind[k] != nil {
			c.kinds = append(c.kinds, byKind[k])
		}
	}
	for i := range s.vocabulary.Edges {
		if x := byType[s.vocabulary.Edges[i].Type]; x != nil {
			c.edges = append(c.edges, x)
		}
	}
	slices.SortFunc(c.nodes, func(a, b changedNode) int {
		return cmp.Or(cmp.Compare(order[a.Kind], order[b.Kind]), cmp.Compare(a.title.Zh, b.title.Zh), cmp.Compare(a.id(), b.id()))
	})
	return c, nil
}

func (s *Service) nodeChange(ctx context.Context, c *memory.Changes, n *memory.NodeChange, title model.Label) *model.NodeChange {
	x := &model.NodeChange{Kind: n.Kind, ID: cmp.Or(n.Is, n.Was), Label: s.called(ctx, n.Kind, title), Members: n.Members && merged(c, n), References: n.References,
		Properties: []*model.PropertyChange{}, Change: model.ChangeChanged}
	x.Facts, x.More = s.factsOf(ctx, c, n)
	switch {
	case n.Was == "":
		x.Change = model.ChangeCreated
	case n.Is == "":
		x.Change = model.ChangeRemoved
	}
	was, is := c.From.Node(n.Was), c.To.Node(n.Is)
	for _, p := range n.Properties {
		change := &model.PropertyChange{Name: p.Name, Label: &model.Label{Zh: p.Name, En: p.Name}}
		if !isPersonal(c.To.Vocabulary(), n.Kind, p.Name) {
			change.Was, change.Is, change.Before, change.After = shown(was, p), shown(is, p), labelled(c.From, was, p), labelled(c.To, is, p)
		}
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

// titles say, of kinds whose nodes mostly have no name of their own, by what one is
// told from another: who stands at the other end of an edge, and properties.
var titles = map[graph.Kind]struct {
	edge       string
	incoming   bool
	properties []string
}{
	graph.KindFinding:      {graph.EdgeMeasures, false, []string{graph.PropItem}},
	graph.KindFundingEvent: {graph.EdgeRaised, true, []string{graph.PropRound, graph.PropDate}},
	graph.KindContribution: {graph.EdgeContributed, true, []string{"recipient", graph.PropYear}},
	graph.KindRating:       {graph.EdgeRates, false, nil},
}

// titleOf is what a node that changed is called: its name, with what tells it from
// others of a kind that has no names.
func titleOf(v *memory.View, kind graph.Kind, id graph.SubjectID) model.Label {
	names := namesOf(v, id)
	t, ok := titles[kind]
	if !ok {
		return names
	}
	var parts []model.Label
	if found, err := v.Neighbours([]graph.SubjectID{id}, memory.NeighbourQuery{Edge: t.edge, Incoming: t.incoming, First: 1}); err == nil && len(found[0].Edges) > 0 {
		end := found[0].Edges[0].To
		if t.incoming {
			end = found[0].Edges[0].From
		}
		parts = append(parts, namesOf(v, end))
	}
	parts = append(parts, names)
	if names.Zh == "" {
		for _, p := range t.properties {
			if x := labelled(v, v.Node(id), memory.PropertyName{Name: p}); x != nil {
				parts = append(parts, *x)
			}
		}
	}
	var zh, en []string
	for _, p := range slices.DeleteFunc(parts, func(l model.Label) bool { return l.Zh == "" }) {
		zh, en = append(zh, p.Zh), append(en, p.En)
	}
	return model.Label{Zh: strings.Join(zh, " · "), En: strings.Join(en, " · ")}
}

// merged reports whether something that stood by itself was joined to a node, or
// stands by itself after it was separated from it. That one more source speaks
// of a node gives it a subject more, and is no merge.
func merged(c *memory.Changes, n *memory.NodeChange) bool {
	was, is := c.From.Node(n.Was), c.To.Node(n.Is)
	if was == nil || is == nil {
		return false
	}
	return apart(c.From, is, was) || apart(c.To, was, is)
}

// apart reports whether a View has another node under an ID that one node holds
// and the other does not.
func apart(v *memory.View, holds, lacks *memory.Node) bool {
	return slices.ContainsFunc(holds.Members, func(m graph.SubjectID) bool {
		return !slices.Contains(lacks.Members, m) && v.Node(m) != nil
	})
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
