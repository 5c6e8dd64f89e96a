package schema

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// maxSplit bounds the parts that are told of one node.
const maxSplit = 100

// withheld returns why betweenness is not computed; nil if it is.
func (k *keyNodes) withheld() *graph.Label {
	if k.between != nil {
		return nil
	}
	return &graph.Label{Zh: "图太大：" + strconv.Itoa(len(k.ids)) + " 个节点、" + strconv.Itoa(k.g.Edges()) + " 条关系，超过一次能算的", En: "the graph is too large to walk from each node: " + strconv.Itoa(len(k.ids)) + " nodes, " + strconv.Itoa(k.g.Edges()) + " links"}
}

// uncounted returns why the enterprises cut off are not counted; nil if they are.
func (k *keyNodes) uncounted() *graph.Label {
	if k.cutEnterprises != nil {
		return nil
	}
	return &graph.Label{Zh: "图太大：断开的企业一次数不完", En: "the graph is too large to count the enterprises cut off"}
}

// model returns the key nodes as the schema has them.
func (k *keyNodes) model() *model.ChainKeyNodes {
	out := &model.ChainKeyNodes{Revision: k.view.Revision(), Graph: k.of, Total: len(k.ids), Links: k.g.Edges(), Inferred: k.inferred, Components: k.cuts.Components, Largest: k.cuts.Largest,
		Splitting: k.splitting, BridgeCount: len(k.bridges), Blocks: k.cuts.Blocks, LargestBlock: k.cuts.LargestBlock, Expected: k.expected, Known: k.known, Unjoined: k.unjoined,
		Draws: k.draws, LeftOut: keyLeftOut, Withheld: k.withheld(), Uncounted: k.uncounted(), Sources: []*model.Source{}}
	for _, id := range k.sources {
		out.Sources = append(out.Sources, model.NewSource(k.view, id))
	}
	out.FindUnjoined = func(first int) ([]*model.Segment, error) {
		if err := model.CheckFirst(first, memory.MaxPage); err != nil {
			return nil, err
		}
		all := []*model.Segment{}
		for _, id := range k.unjoinedIDs[:min(first, len(k.unjoinedIDs))] {
			all = append(all, model.NewSegment(k.view, id))
		}
		return all, nil
	}
	out.FindNodes = func(order model.KeyNodeOrder, reversed bool, first int) ([]*model.KeyNode, error) {
		if err := model.CheckFirst(first, memory.MaxPage); err != nil {
			return nil, err
		}
		all := []*model.KeyNode{}
		sorted := k.order(order, reversed)
		for _, i := range sorted[:min(first, len(sorted))] {
			n, err := k.node(i)
			if err != nil {
				return nil, err
			}
			all = append(all, n)
		}
		return all, nil
	}
	out.FindNode = func(id graph.SubjectID) (*model.KeyNode, error) {
		i, is := k.index[cmp.Or(k.view.Trace(id).Node, id)]
		if !is {
			return nil, nil
		}
		return k.node(i)
	}
	out.FindBridges = func(first int) ([]*model.KeyBridge, error) {
		if err := model.CheckFirst(first, memory.MaxPage); err != nil {
			return nil, err
		}
		all := []*model.KeyBridge{}
		sorted := slices.SortedStableFunc(slices.Values(k.bridges), func(a, b keyBridge) int { return cmp.Or(cmp.Compare(b.nodes, a.nodes), cmp.Compare(b.holds, a.holds)) })
		for _, b := range sorted[:min(first, len(sorted))] {
			x := &model.KeyBridge{From: k.entity(b.from), To: k.entity(b.to), CutNodes: b.nodes}
			if k.cutEnterprises != nil {
				x.CutEnterprises = &b.holds
			}
			all = append(all, x)
		}
		return all, nil
	}
	return out
}

// entity returns what a node stands for.
func (k *keyNodes) entity(i int) model.Entity {
	if k.of == model.KeyNodeGraphSegments {
		return model.NewSegment(k.view, k.ids[i])
	}
	return model.NewEnterprise(k.view, k.ids[i])
}

// betweenness returns how much a node lies between others, to shareDigits; nil if that
// is withheld.
func (k *keyNodes) betweenness(i int) (*graph.Decimal, error) {
	if k.between == nil {
		return nil, nil
	}
	d, err := graph.NewDecimal(int64(math.Round(k.between[i]*1e9)), shareDigits)
	return &d, err
}

// node returns a node as the schema has it.
func (k *keyNodes) node(i int) (*model.KeyNode, error) {
	out := &model.KeyNode{Node: k.entity(i), Neighbours: k.g.Degree(i), Incoming: k.incoming[i], Outgoing: k.outgoing[i], Parts: k.cuts.Parts(i), CutNodes: k.cuts.Off(i)}
	var err error
	if out.Betweenness, err = k.betweenness(i); err != nil {
		return nil, err
	}
	if k.rank != nil {
		out.Rank = &k.rank[i]
	}
	if k.ranges != nil {
		out.RankLow, out.RankHigh = &k.ranges[i].Low, &k.ranges[i].High
	}
	if k.cutEnterprises != nil {
		out.CutEnterprises = &k.cutEnterprises[i]
	}
	if k.placed != nil {
		out.Enterprises = &k.placed[i]
	}
	if k.inputs != nil {
		out.Expected, out.Known = &k.inputs[i][0], &k.inputs[i][1]
	}
	out.FindSplit = func(first int) ([]*model.KeyPart, error) {
		if err := model.CheckFirst(first, maxSplit); err != nil {
			return nil, err
		}
		all := []*model.KeyPart{}
		parts := k.cuts.Without(i)
		for _, part := range parts[:min(first, len(parts))] {
			all = append(all, k.part(part))
		}
		return all, nil
	}
	return out, nil
}

// part returns a part of what is left without a node.
func (k *keyNodes) part(nodes []int) *model.KeyPart {
	return &model.KeyPart{Total: len(nodes), CountEnterprises: func(ctx context.Context) (int, error) { return k.enterprisesOf(ctx, nodes) },
		FindMembers: func(first int) ([]model.Entity, error) {
			if err := model.CheckFirst(first, memory.MaxPage); err != nil {
				return nil, err
			}
			all := []model.Entity{}
			for _, i := range nodes[:min(first, len(nodes))] {
				all = append(all, k.entity(i))
			}
			return all, nil
		}}
}
