package model

import (
	"encoding/base64"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/relay"
)

// LinkConnection is a page of edges of one type from one node.
type LinkConnection struct {
	Edges      []*LinkEdge
	PageInfo   relay.PageInfo
	TotalCount int
	Bounded    bool
}

// Nodes returns the nodes at the other ends.
func (c *LinkConnection) Nodes() []Entity {
	nodes := make([]Entity, len(c.Edges))
	for i, e := range c.Edges {
		nodes[i] = e.Node()
	}
	return nodes
}

// LinkEdge is an edge with the node at its other end.
type LinkEdge struct {
	view     *memory.View
	decl     *graph.EdgeDecl
	of       memory.Edge
	incoming bool
}

// NewLink returns an edge as seen from its start, or from its end.
func NewLink(v *memory.View, e memory.Edge, incoming bool) *LinkEdge {
	return &LinkEdge{v, v.Vocabulary().Edge(e.Type), e, incoming}
}

// Cursor returns where it lies in the list.
func (e *LinkEdge) Cursor() string {
	return base64.RawURLEncoding.EncodeToString([]byte(string(e.OtherID()) + "\x00" + string(e.of.Qualifier)))
}

// OtherID returns the ID of the node at the other end.
func (e *LinkEdge) OtherID() graph.SubjectID {
	if e.incoming {
		return e.of.From
	}
	return e.of.To
}

// Node returns the node at the other end.
func (e *LinkEdge) Node() Entity {
	kinds := e.decl.To
	if e.incoming {
		kinds = e.decl.From
	}
	if len(kinds) == 1 {
		return WrapKind(e.view, e.OtherID(), kinds[0])
	}
	return Wrap(e.view, e.OtherID())
}

// Type returns the type of the edge.
func (e *LinkEdge) Type() string { return e.of.Type }

// Qualifier returns what else identifies it.
func (e *LinkEdge) Qualifier() Entity {
	if e.of.Qualifier == "" {
		return nil
	}
	return Wrap(e.view, e.of.Qualifier)
}

// Attributes returns what is said of the edge.
func (e *LinkEdge) Attributes() []*Property {
	out := make([]*Property, len(e.of.Attributes))
	for i := range e.of.Attributes {
		p := &e.of.Attributes[i]
		out[i] = &Property{view: e.view, decl: e.decl.Attribute(p.Name), of: p}
	}
	return out
}

// Statement returns the best statement of it.
func (e *LinkEdge) Statement() *Statement { return &Statement{view: e.view, of: e.of.Best} }

// Sources returns all that state it.
func (e *LinkEdge) Sources() []*Source {
	out := make([]*Source, len(e.of.Sources))
	for i, id := range e.of.Sources {
		out[i] = NewSource(e.view, id)
	}
	return out
}

// Links returns a page of the edges of one type of a node, in an order that is
// stable within a View. A cursor of an edge that is gone is refused: what came
// after it cannot be told.
func Links(v *memory.View, id graph.SubjectID, edge string, incoming bool, first int, after *string, keep func(memory.Edge) bool) (*LinkConnection, error) {
	if err := CheckFirst(first, memory.MaxPage); err != nil {
		return nil, err
	}
	// A page that begins at the start needs no more than itself; one that follows a
	// cursor looks for it.
	most := memory.MaxPage
	if after == nil && keep == nil {
		most = first
	}
	found, err := v.Neighbours([]graph.SubjectID{id}, memory.NeighbourQuery{Edge: edge, Incoming: incoming, First: most})
	if err != nil {
		return nil, err
	}
	c := &LinkConnection{Edges: []*LinkEdge{}, TotalCount: found[0].Total}
	c.Bounded = c.TotalCount > memory.MaxPage
	more, skip := found[0].HasMore, after != nil
	c.PageInfo.HasPreviousPage = skip
	for _, e := range found[0].Edges {
		if keep != nil && !keep(e) {
			continue
		}
		link := NewLink(v, e, incoming)
		if skip {
			skip = link.Cursor() != *after
			continue
		}
		if len(c.Edges) == first {
			more = true
			break
		}
		c.Edges = append(c.Edges, link)
	}
	if skip {
		return nil, graph.Errorf(graph.CodeInvalid, "", "the cursor is not one of this list, or its edge is gone: begin again without it")
	}
	c.PageInfo.HasNextPage = more
	if n := len(c.Edges); n > 0 {
		start, end := c.Edges[0].Cursor(), c.Edges[n-1].Cursor()
		c.PageInfo.StartCursor, c.PageInfo.EndCursor = &start, &end
	}
	return c, nil
}

func (b Base) links(edge string, incoming bool, first int, after *string) (*LinkConnection, error) {
	return Links(b.core.view, b.core.id, edge, incoming, first, after, nil)
}

// Words returns a node's names and codes.
func (b Base) Words() []string {
	decl := b.core.view.Vocabulary().Kind(b.core.kind)
	var out []string
	for i := range b.core.node().Properties {
		p := &b.core.node().Properties[i]
		d := decl.Property(p.Name)
		if d == nil || !d.IsName && !strings.HasSuffix(p.Name, "ode") {
			continue
		}
		if v := p.Value(); !v.IsZero() {
			out = append(out, v.Text)
		}
		for j := range p.Values {
			out = append(out, p.Values[j].Value.Text)
		}
	}
	return out
}

// MatchesWord reports whether a word is one of a node's names or codes, whatever
// its case, width and punctuation.
func (b Base) MatchesWord(word string) bool {
	key := graph.HeaderKey(word)
	return key != "" && slices.ContainsFunc(b.Words(), func(s string) bool { return graph.HeaderKey(s) == key })
}
