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
		out[i] = newProperty(e.view, "", e.decl.Attribute(p.Name), p)
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

// NearLink is an edge of a neighbourhood.
type NearLink struct {
	Type     string
	From, To graph.SubjectID

	view *memory.View
}

// NewNearLink returns an edge of a neighbourhood in a View.
func NewNearLink(v *memory.View, edge string, from, to graph.SubjectID) *NearLink {
	return &NearLink{Type: edge, From: from, To: to, view: v}
}

// Statement returns the best statement of it; nil if it does not stand.
func (l *NearLink) Statement() (*Statement, error) {
	found, err := l.view.Neighbours([]graph.SubjectID{l.From}, memory.NeighbourQuery{Edge: l.Type, First: 1, From: l.To})
	if err != nil || len(found[0].Edges) == 0 || found[0].Edges[0].To != l.To {
		return nil, err
	}
	return NewLink(l.view, found[0].Edges[0], false).Statement(), nil
}

// Links returns a page of the edges of one type of a node, in an order that is
// stable within a View, of those that keep lets through if it is not nil. A cursor
// stays good when its edge goes; when the node at its other end goes, too, it is
// refused, for what came after it cannot be told.
func Links(v *memory.View, id graph.SubjectID, edge string, incoming bool, first int, after *string, keep func(memory.Edge) bool) (*LinkConnection, error) {
	if err := CheckFirst(first, memory.MaxPage); err != nil {
		return nil, err
	}
	q := memory.NeighbourQuery{Edge: edge, Incoming: incoming, First: first}
	var passed linkCursor
	if after != nil {
		var ok bool
		if passed, ok = readLinkCursor(*after); !ok {
			return nil, graph.Sayf(graph.CodeInvalid, "", "游标不是此列表的", "the cursor is not one of this list")
		}
		// The cursor's neighbour may have edges of further qualifiers.
		q.From, q.First = passed.other, min(first+1, memory.MaxPage)
	}
	c := &LinkConnection{Edges: []*LinkEdge{}}
	c.PageInfo.HasPreviousPage = after != nil
	for more := true; more && !c.PageInfo.HasNextPage; {
		found, err := v.Neighbours([]graph.SubjectID{id}, q)
		if graph.CodeOf(err) == graph.CodeNotFound {
			return nil, graph.Sayf(graph.CodeInvalid, "", "游标所指的对象已不存在：请去掉游标，从头开始", "the node of the cursor is gone: begin again without it")
		}
		if err != nil {
			return nil, err
		}
		c.TotalCount = found[0].Total
		for _, e := range found[0].Edges {
			link := NewLink(v, e, incoming)
			if keep != nil && !keep(e) || link.OtherID() == passed.other && e.Qualifier <= passed.qualifier {
				continue
			}
			if len(c.Edges) == first {
				c.PageInfo.HasNextPage = true
				break
			}
			c.Edges = append(c.Edges, link)
		}
		more, q.From = found[0].HasMore, found[0].Next
		if more && keep == nil && len(c.Edges) == first {
			c.PageInfo.HasNextPage = true
		}
	}
	if n := len(c.Edges); n > 0 {
		start, end := c.Edges[0].Cursor(), c.Edges[n-1].Cursor()
		c.PageInfo.StartCursor, c.PageInfo.EndCursor = &start, &end
	}
	return c, nil
}

// linkCursor names an edge of a list: by its other end, and by its qualifier.
type linkCursor struct{ other, qualifier graph.SubjectID }

func readLinkCursor(s string) (c linkCursor, ok bool) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return c, false
	}
	other, qualifier, ok := strings.Cut(string(b), "\x00")
	return linkCursor{graph.SubjectID(other), graph.SubjectID(qualifier)}, ok && other != ""
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
