// Package structure measures what holds an undirected graph together: which nodes
// lie between others, and which nodes and edges it falls apart without.
//
// It is pure, and knows nothing of what a node stands for. A [Graph] is read-only once
// it is made, and safe for concurrent use.
package structure

import (
	"cmp"
	"slices"
)

// Graph is an undirected graph of the nodes 0 to Len-1, without loops and with at most
// one edge between two nodes.
type Graph struct {
	near  [][]int32  // by node, ascending
	edges [][2]int32 // the lesser end first, ascending
}

// New returns the graph of n nodes and some edges between them, whichever way round:
// those from a node to itself, and those that are told again, are left out.
func New(n int, edges [][2]int) *Graph {
	g := &Graph{near: make([][]int32, n)}
	for _, e := range edges {
		if e[0] != e[1] {
			g.edges = append(g.edges, [2]int32{int32(min(e[0], e[1])), int32(max(e[0], e[1]))})
		}
	}
	slices.SortFunc(g.edges, func(a, b [2]int32) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	g.edges = slices.Compact(g.edges)
	g.join(g.edges)
	return g
}

// join makes the neighbours of sorted edges: the lesser ones of a node come in order
// before its greater ones.
func (g *Graph) join(edges [][2]int32) {
	for i := range g.near {
		g.near[i] = g.near[i][:0]
	}
	for _, e := range edges {
		g.near[e[1]] = append(g.near[e[1]], e[0])
	}
	for _, e := range edges {
		g.near[e[0]] = append(g.near[e[0]], e[1])
	}
}

// Len returns how many nodes there are.
func (g *Graph) Len() int { return len(g.near) }

// Edges returns how many edges there are.
func (g *Graph) Edges() int { return len(g.edges) }

// Degree returns how many neighbours a node has.
func (g *Graph) Degree(node int) int { return len(g.near[node]) }
