package importer

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// Changes is what a batch would change in the graph, against all sources: what a
// dry run tells.
type Changes struct {
	Nodes []KindChanges `json:"nodes"` // by kind, in the vocabulary's order
	Edges []EdgeChanges `json:"edges"` // by type, in the vocabulary's order
	// Properties are those in which nodes that stay show something else, by kind and
	// property in the vocabulary's order.
	Properties []PropertyChanges `json:"properties,omitempty"`
	// Examples are some of the nodes that changed, by kind and name.
	Examples []NodeExample `json:"examples,omitempty"`
	More     int           `json:"moreNodes,omitempty"` // beyond MaxExamples
}

// MaxExamples bounds the nodes that Changes lists.
const MaxExamples = 1000

// KindChanges counts the nodes of a kind that come, change and go.
type KindChanges struct {
	Kind    graph.Kind `json:"kind"`
	Created int        `json:"created"`
	Changed int        `json:"changed"`
	Removed int        `json:"removed"`
}

// PropertyChanges counts the values of a property, by period, that come, change and
// go on nodes that stand before and after.
type PropertyChanges struct {
	Kind     graph.Kind  `json:"kind"`
	Property string      `json:"property"`
	Label    graph.Label `json:"-"`
	Created  int         `json:"created"`
	Changed  int         `json:"changed"`
	Removed  int         `json:"removed"`
}

// EdgeChanges counts the pairs of nodes between which edges of a type come, change
// and go.
type EdgeChanges struct {
	Type    string `json:"type"`
	Created int    `json:"created"`
	Changed int    `json:"changed"`
	Removed int    `json:"removed"`
}

// NodeExample is a node that comes, changes or goes.
type NodeExample struct {
	Kind   graph.Kind      `json:"kind"`
	ID     graph.SubjectID `json:"id"`
	Name   string          `json:"name,omitempty"`
	Change string          `json:"change"` // created, changed or removed
	Values []ValueChange   `json:"values,omitempty"`
}

// ValueChange is a value that a node shows, before and after.
type ValueChange struct {
	Property string `json:"property"`
	Period   string `json:"period,omitempty"`
	Was      string `json:"was,omitempty"`
	Is       string `json:"is,omitempty"`
}

// preview derives the View that the batch would lead to, without writing it.
func (im *run) preview(ctx context.Context, h *graph.Header) error {
	h.Revision = im.opts.View.Revision() + 1
	_, changes, err := im.opts.View.Next(ctx, &supposed{header: h, assertions: im.say(false)}, h)
	if err != nil {
		return err
	}
	created := map[memory.Ref]bool{} // the nodes that would come
	var named []graph.SubjectID      // of these, what others are put in and no row describes
	im.report.Changes = describe(im.opts.Vocabulary, changes, func(n *memory.NodeChange) {
		if n.Was != "" || n.Is == "" {
			return
		}
		if ref, ok := changes.To.RefOf(n.Is); ok {
			created[ref] = true
		}
		if slices.Contains(placesAndClasses, n.Kind) {
			named = append(named, n.Is)
		}
	})
	if im.resolver == nil {
		return nil // an edited export says of each cell what becomes of it
	}
	im.report.Identity = im.foretell(changes, created)
	return im.listFirst(ctx, changes, named)
}

// supposed is the log of a batch that is not written.
type supposed struct {
	header     *graph.Header
	assertions iter.Seq2[graph.Assertion, error]
}

// Headers implements [memory.Log].
func (s *supposed) Headers(context.Context, graph.Revision, graph.Revision) iter.Seq2[*graph.Header, error] {
	return func(yield func(*graph.Header, error) bool) { yield(s.header, nil) }
}

// Assertions implements [memory.Log].
func (s *supposed) Assertions(context.Context, graph.Revision) iter.Seq2[graph.Assertion, error] {
	return s.assertions
}

// Describe counts what changed between two Views, and lists some of the nodes:
// those that go and those that change before those that come.
func Describe(voc *graph.Vocabulary, c *memory.Changes) *Changes {
	return describe(voc, c, func(*memory.NodeChange) {})
}

// describe is [Describe], and calls each with every node that changed.
func describe(voc *graph.Vocabulary, c *memory.Changes, each func(*memory.NodeChange)) *Changes {
	out := &Changes{}
	nodes, edges := map[graph.Kind]*KindChanges{}, map[string]*EdgeChanges{}
	listed := map[string][]NodeExample{} // by change
	properties := map[[2]string]*PropertyChanges{}
	for n := range c.Nodes() {
		each(&n)
		k := nodes[n.Kind]
		if k == nil {
			k = &KindChanges{Kind: n.Kind}
			nodes[n.Kind] = k
		}
		e := NodeExample{Kind: n.Kind, ID: cmp.Or(n.Is, n.Was)}
		switch {
		case n.Was == "":
			k.Created++
			e.Change = "created"
		case n.Is == "":
			k.Removed++
			e.Change = "removed"
		default:
			k.Changed++
			e.Change = "changed"
			e.Values = valuesOf(c, &n)
			countValues(properties, n.Kind, e.Values)
		}
		if len(listed[e.Change]) == MaxExamples {
			out.More++
			continue
		}
		if n.Is != "" {
			e.Name = c.To.Name(n.Is)
		} else {
			e.Name = c.From.Name(n.Was)
		}
		listed[e.Change] = append(listed[e.Change], e)
	}
	for x := range c.Edges() {
		e := edges[x.Type]
		if e == nil {
			e = &EdgeChanges{Type: x.Type}
			edges[x.Type] = e
		}
		switch {
		case x.Removed:
			e.Removed++
		case x.Restated:
			e.Changed++
		default:
			e.Created++
		}
	}
	for i := range voc.Kinds {
		if k := nodes[voc.Kinds[i].Kind]; k != nil {
			out.Nodes = append(out.Nodes, *k)
		}
		for j := range voc.Kinds[i].Properties {
			decl := &voc.Kinds[i].Properties[j]
			if p := properties[[2]string{string(voc.Kinds[i].Kind), decl.Name}]; p != nil {
				p.Label = decl.Label
				out.Properties = append(out.Properties, *p)
			}
		}
	}
	for i := range voc.Edges {
		if e := edges[voc.Edges[i].Type]; e != nil {
			out.Edges = append(out.Edges, *e)
		}
	}
	order := map[graph.Kind]int{}
	for i := range voc.Kinds {
		order[voc.Kinds[i].Kind] = i
	}
	examples := slices.Concat(listed["removed"], listed["changed"], listed["created"])
	if extra := len(examples) - MaxExamples; extra > 0 {
		examples, out.More = examples[:MaxExamples], out.More+extra
	}
	slices.SortFunc(examples, func(a, b NodeExample) int {
		return cmp.Or(cmp.Compare(order[a.Kind], order[b.Kind]), cmp.Compare(a.Change, b.Change), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	out.Examples = examples
	return out
}

// countValues adds the values in which a node changed.
func countValues(all map[[2]string]*PropertyChanges, kind graph.Kind, values []ValueChange) {
	for _, v := range values {
		at := [2]string{string(kind), v.Property}
		p := all[at]
		if p == nil {
			p = &PropertyChanges{Kind: kind, Property: v.Property}
			all[at] = p
		}
		switch {
		case v.Was == "":
			p.Created++
		case v.Is == "":
			p.Removed++
		default:
			p.Changed++
		}
	}
}

// valuesOf tells how the values of a node changed.
func valuesOf(c *memory.Changes, n *memory.NodeChange) []ValueChange {
	was, is := c.From.Node(n.Was), c.To.Node(n.Is)
	text := func(node *memory.Node, p memory.PropertyName) string {
		if node == nil {
			return ""
		}
		for i := range node.Properties {
			q := &node.Properties[i]
			if q.Name != p.Name || q.Period != p.Period {
				continue
			}
			if !q.Set {
				return q.Value().String()
			}
			s := ""
			for j := range q.Values {
				if j > 0 {
					s += "、"
				}
				s += q.Values[j].Value.String()
			}
			return s
		}
		return ""
	}
	var out []ValueChange
	for _, p := range n.Properties {
		out = append(out, ValueChange{Property: p.Name, Period: p.Period, Was: text(was, p), Is: text(is, p)})
	}
	return out
}
