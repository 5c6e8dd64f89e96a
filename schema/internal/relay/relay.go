// Package relay has what the pages of lists have in common, as Relay's cursor
// connections specification asks.
package relay

// PageInfo tells where a page lies in its list.
type PageInfo struct {
	HasNextPage, HasPreviousPage bool
	StartCursor, EndCursor       *string
}

// Edge is one of a page with its cursor.
type Edge[T any] struct {
	Cursor string
	Node   T
}

// Connection is a page of a list.
type Connection[T any] struct {
	Edges        []Edge[T]
	PageInfo     PageInfo
	TotalCount   int
	UnknownCount int // of a filtered list, what the filter could not decide
}

// Nodes returns the page without cursors.
func (c *Connection[T]) Nodes() []T {
	nodes := make([]T, len(c.Edges))
	for i := range c.Edges {
		nodes[i] = c.Edges[i].Node
	}
	return nodes
}

// Add adds one to the end of the page.
func (c *Connection[T]) Add(cursor string, node T) {
	c.Edges = append(c.Edges, Edge[T]{cursor, node})
	if c.PageInfo.StartCursor == nil {
		c.PageInfo.StartCursor = &cursor
	}
	c.PageInfo.EndCursor = &cursor
}
