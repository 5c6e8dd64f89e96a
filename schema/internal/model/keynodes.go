package model

import (
	"context"

	"github.com/chainatlas/chainatlas/graph"
)

// ChainKeyNodes is what holds a chain together.
type ChainKeyNodes struct {
	Revision             graph.Revision
	Graph                KeyNodeGraph
	Total                int
	Links, Inferred      int
	Components, Largest  int
	Splitting            int
	BridgeCount          int
	Blocks, LargestBlock int
	Expected, Known      int
	Unjoined             int
	Draws                int
	LeftOut              graph.Decimal
	Withheld, Uncounted  *graph.Label
	Sources              []*Source
	// FindUnjoined returns the first segments that nothing joins.
	FindUnjoined func(first int) ([]*Segment, error)
	// FindNodes returns the first nodes in an order.
	FindNodes func(order KeyNodeOrder, reversed bool, first int) ([]*KeyNode, error)
	// FindNode returns a node, or nil.
	FindNode func(id graph.SubjectID) (*KeyNode, error)
	// FindBridges returns the first bridges.
	FindBridges func(first int) ([]*KeyBridge, error)
}

// UnjoinedSegments tells segments that nothing joins.
func (k *ChainKeyNodes) UnjoinedSegments(first int) ([]*Segment, error) { return k.FindUnjoined(first) }

// Nodes tells nodes in an order.
func (k *ChainKeyNodes) Nodes(order KeyNodeOrder, reversed bool, first int) ([]*KeyNode, error) {
	return k.FindNodes(order, reversed, first)
}

// Node tells one node; nil if it is not in the graph.
func (k *ChainKeyNodes) Node(id graph.SubjectID) (*KeyNode, error) { return k.FindNode(id) }

// Bridges tells the links without which the graph falls apart.
func (k *ChainKeyNodes) Bridges(first int) ([]*KeyBridge, error) { return k.FindBridges(first) }

// KeyNode is a node, and what it holds together.
type KeyNode struct {
	Node                           Entity
	Neighbours, Incoming, Outgoing int
	Betweenness                    *graph.Decimal
	Rank, RankLow, RankHigh        *int
	Parts, CutNodes                int
	CutEnterprises, Enterprises    *int
	Expected, Known                *int
	// FindSplit returns the first parts without it.
	FindSplit func(first int) ([]*KeyPart, error)
}

// Split tells the parts without it, the largest first.
func (n *KeyNode) Split(first int) ([]*KeyPart, error) { return n.FindSplit(first) }

// KeyPart is a part of what is left without a node.
type KeyPart struct {
	Total int
	// CountEnterprises counts whom it holds.
	CountEnterprises func(ctx context.Context) (int, error)
	// FindMembers returns its first nodes.
	FindMembers func(first int) ([]Entity, error)
}

// Enterprises tells how many enterprises it holds, each once.
func (p *KeyPart) Enterprises(ctx context.Context) (int, error) { return p.CountEnterprises(ctx) }

// Members tells some of its nodes.
func (p *KeyPart) Members(first int) ([]Entity, error) { return p.FindMembers(first) }

// KeyBridge is a link without which the graph falls apart.
type KeyBridge struct {
	From, To       Entity
	CutNodes       int
	CutEnterprises *int
}
