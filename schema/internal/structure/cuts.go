package structure

import "slices"

// Cuts are the nodes and edges that a graph falls apart without. It is found in one
// walk (Tarjan, Depth-first search and linear graph algorithms, 1972), in time
// proportional to the graph.
type Cuts struct {
	// Components is how many parts the graph consists of as it is; a node without an
	// edge is one. Largest is how many nodes the largest of them has.
	Components, Largest int
	// Blocks is how many biconnected components there are, which no single node
	// parts; an edge that is on no circle is one. LargestBlock is how many nodes the
	// largest of them has. Without an edge there is none.
	Blocks, LargestBlock int
	// Bridges are the edges without which the component they are in falls apart.
	Bridges []Bridge

	order []int32   // the nodes, as the walk comes to them
	at    []int32   // by node: where it is in order
	size  []int32   // by node: how many are in its subtree of the walk, with itself
	root  []int32   // by node: where its component begins
	loose [][]int32 // by node: children whose subtrees hang on it alone
}

// Bridge is an edge that is on no circle.
type Bridge struct {
	From, To int
	below    int32 // the end whose subtree it holds
}

// Cuts walks the graph.
func (g *Graph) Cuts() *Cuts {
	n := len(g.near)
	c := &Cuts{order: make([]int32, 0, n), at: make([]int32, n), size: make([]int32, n), root: make([]int32, n), loose: make([][]int32, n)}
	low := make([]int32, n)
	for i := range c.at {
		c.at[i] = -1
	}
	type step struct{ node, parent, next int32 } // next is which neighbour comes
	var path []step                              // instead of calls, which a long chain would nest as deep
	var open []int32                             // nodes that are in no block yet but for the one above
	enter := func(node, parent, root int32) {
		c.at[node] = int32(len(c.order))
		low[node], c.size[node], c.root[node] = c.at[node], 1, root
		c.order = append(c.order, node)
		open = append(open, node)
		path = append(path, step{node, parent, 0})
	}
	for start := range n {
		if c.at[start] >= 0 {
			continue
		}
		open = open[:0]
		enter(int32(start), -1, int32(len(c.order)))
		for len(path) > 0 {
			top := &path[len(path)-1]
			v := top.node
			if int(top.next) < len(g.near[v]) {
				w := g.near[v][top.next]
				top.next++
				switch {
				case c.at[w] < 0:
					enter(w, v, c.root[v])
				case w != top.parent:
					low[v] = min(low[v], c.at[w])
				}
				continue
			}
			parent := top.parent
			path = path[:len(path)-1]
			if parent < 0 {
				continue
			}
			low[parent] = min(low[parent], low[v])
			c.size[parent] += c.size[v]
			if low[v] < c.at[parent] {
				continue
			}
			// Nothing below v leads past its parent: that is a block, and the parent parts it.
			c.loose[parent] = append(c.loose[parent], v)
			block := 1
			for last := int32(-1); last != v; block++ {
				last = open[len(open)-1]
				open = open[:len(open)-1]
			}
			c.Blocks++
			c.LargestBlock = max(c.LargestBlock, block)
			if block == 2 {
				c.Bridges = append(c.Bridges, Bridge{From: int(min(parent, v)), To: int(max(parent, v)), below: v})
			}
		}
		c.Components++
		c.Largest = max(c.Largest, int(c.size[start]))
	}
	slices.SortFunc(c.Bridges, func(a, b Bridge) int {
		if a.From != b.From {
			return a.From - b.From
		}
		return a.To - b.To
	})
	return c
}

// Parts returns into how many parts the component of a node falls without it: 0 if it
// is alone, 1 if the rest holds together, and more of an articulation point.
func (c *Cuts) Parts(node int) int {
	parts := len(c.loose[node])
	if c.rest(node) > 0 {
		parts++
	}
	return parts
}

// component returns where the component of a node begins, and how many are in it.
func (c *Cuts) component(node int) (begin, size int32) {
	begin = c.root[node]
	return begin, c.size[c.order[begin]]
}

// rest returns how many nodes of its component neither are a node nor hang on it alone.
func (c *Cuts) rest(node int) int {
	_, all := c.component(node)
	rest := int(all) - 1
	for _, child := range c.loose[node] {
		rest -= int(c.size[child])
	}
	return rest
}

// Off returns how many nodes are cut off without a node: those of its component that
// are in none but the largest of its parts.
func (c *Cuts) Off(node int) int {
	_, all := c.component(node)
	largest := c.rest(node)
	for _, child := range c.loose[node] {
		largest = max(largest, int(c.size[child]))
	}
	return int(all) - 1 - largest
}

// Without returns the parts that the component of a node falls into without it, the
// largest first, each with its nodes in ascending order. Of equal parts the one with
// the least node is first.
func (c *Cuts) Without(node int) [][]int {
	var parts [][]int
	begin, size := c.component(node)
	gone := map[int32]bool{} // where subtrees that hang on it begin
	for _, child := range c.loose[node] {
		gone[c.at[child]] = true
		parts = append(parts, c.nodes(c.at[child], c.at[child]+c.size[child]))
	}
	var rest []int
	for at := begin; at < begin+size; at++ {
		switch v := c.order[at]; {
		case gone[at]:
			at += c.size[v] - 1
		case v != int32(node):
			rest = append(rest, int(v))
		}
	}
	if len(rest) > 0 {
		slices.Sort(rest)
		parts = append(parts, rest)
	}
	slices.SortFunc(parts, func(a, b []int) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return a[0] - b[0]
	})
	return parts
}

// Sides returns the two parts that a component falls into without a bridge, the larger
// first, each in ascending order. Of equal ones that with the lesser end is first.
func (c *Cuts) Sides(b Bridge) (kept, off []int) {
	begin, size := c.component(b.From)
	from := c.at[b.below]
	to := from + c.size[b.below]
	off = c.nodes(from, to)
	kept = append(c.nodes(begin, from), c.nodes(to, begin+size)...)
	slices.Sort(kept)
	if len(off) > len(kept) || len(off) == len(kept) && off[0] < kept[0] {
		kept, off = off, kept
	}
	return kept, off
}

// OffBridge returns how many nodes are cut off without a bridge: those of its smaller
// side.
func (c *Cuts) OffBridge(b Bridge) int {
	_, all := c.component(b.From)
	return int(min(c.size[b.below], all-c.size[b.below]))
}

// nodes returns some of the nodes, as the walk came to them, in ascending order.
func (c *Cuts) nodes(from, to int32) []int {
	out := make([]int, 0, to-from)
	for _, v := range c.order[from:to] {
		out = append(out, int(v))
	}
	slices.Sort(out)
	return out
}
