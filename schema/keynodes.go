package schema

import (
	"cmp"
	"context"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
	"github.com/chainatlas/chainatlas/schema/internal/structure"
)

// What one answer about key nodes may take: some seconds, once for a revision. A step
// took 59 ns on a busy machine (go test -bench Betweenness ./schema/internal/structure).
// Ranges of places are of fewer samples where those would take too many steps.
const (
	maxKeySteps   = 100_000_000 // of betweenness
	maxDrawSteps  = 200_000_000 // of all samples, which all processors draw
	keyDraws      = 200
	minKeyDraws   = 20
	keySeed       = 20 // any: the same log gives the same answer
	maxCutMembers = 1_000_000
	maxCutScans   = 50_000_000 // enterprises that are gone through to count those cut off
)

// keyLeftOut is the chance of a link to be left out of a sample, as a decimal.
var keyLeftOut = graph.Decimal{Unscaled: 1, Scale: 1}

// keyNodes is what holds a chain together. Which graph that is told of is asked for:
//
// The segments of the chain joined by FEEDS are the chain as it is drawn, so what it
// falls apart without is read off them: that comes first, and needs no supply between
// enterprises, of which most lists have none. Where such supplies are recorded in
// segments of the chain, the enterprises that they join are measured alike. The two are
// never one graph: a segment is no enterprise's supplier.
//
// Both are undirected (methods: articulation points are of the undirected graph), and
// hold only nodes with a link: what has none is counted apart, for nobody tells.
type keyNodes struct {
	view  *memory.View
	sk    *skeleton
	of    model.KeyNodeGraph
	ids   []graph.SubjectID // by node
	index map[graph.SubjectID]int
	g     *structure.Graph
	cuts  *structure.Cuts
	links map[[2]int]*keyLink // by its ends, the lesser first

	incoming, outgoing []int // by node: its neighbours that way
	inferred           int
	splitting          int

	between []float64 // by node; nil if withheld
	rank    []int
	ranges  []structure.Interval // by node; nil if there are no draws
	draws   int

	placed          []int // by node, of segments: who is placed there
	cutEnterprises  []int // by node; nil if uncounted
	bridges         []keyBridge
	expected, known int
	inputs          [][2]int // by node, of enterprises: expected inputs, and those with a recorded supplier
	unjoined        int
	unjoinedIDs     []graph.SubjectID // of segments
	sources         []graph.SourceID
}

// keyLink is what joins two nodes.
type keyLink struct {
	up, down bool // from the lesser node to the greater, and back
	inferred bool // all who state it infer it
}

// keyBridge is a link without which the graph falls apart.
type keyBridge struct {
	from, to        int
	nodes, holds    int // that are cut off, and the enterprises of these
	structureBridge structure.Bridge
}

// keyNodesKey is what key nodes are worked out of.
type keyNodesKey struct {
	view  *memory.View
	chain string
	of    model.KeyNodeGraph
}

// keyNodesOf returns what holds a chain together. It is shared, and must not be changed.
func (s *Service) keyNodesOf(ctx context.Context, v *memory.View, chain string, of model.KeyNodeGraph) (*keyNodes, error) {
	return s.keyNodes.get(ctx, keyNodesKey{v, chain, of}, func() (*keyNodes, error) { return s.newKeyNodes(ctx, v, chain, of) })
}

func (s *Service) newKeyNodes(ctx context.Context, v *memory.View, chain string, of model.KeyNodeGraph) (*keyNodes, error) {
	sk, err := s.skeleton(ctx, v)
	if err != nil {
		return nil, err
	}
	counted, err := sk.count(ctx, MapQuery{Chain: chain})
	if err != nil {
		return nil, err
	}
	k := &keyNodes{view: v, sk: sk, of: of, index: map[graph.SubjectID]int{}, links: map[[2]int]*keyLink{}}
	if of == model.KeyNodeGraphSegments {
		err = k.readSegments(ctx, counted)
	} else {
		err = s.readSuppliers(ctx, k, chain, counted)
	}
	if err != nil {
		return nil, err
	}
	if err := k.measure(ctx); err != nil {
		if ctx.Err() != nil {
			return nil, &graph.Error{Code: graph.CodeCancelled, Op: "schema.keyNodes", Err: err}
		}
		return nil, err
	}
	if of == model.KeyNodeGraphSegments {
		return k, k.countCutOff(ctx, counted.Total.Enterprises)
	}
	k.cutEnterprises = make([]int, len(k.ids)) // each node is an enterprise
	for i := range k.ids {
		k.cutEnterprises[i] = k.cuts.Off(i)
	}
	for i := range k.bridges {
		k.bridges[i].holds = k.bridges[i].nodes
	}
	return k, nil
}

// stated is a link as an edge states it.
type stated struct {
	from, to graph.SubjectID
	inferred bool
}

// state notes a link, and who states it.
func (k *keyNodes) state(out []stated, e *memory.Edge) []stated {
	x := stated{from: e.From, to: e.To}
	for i := range e.Attributes {
		if a := &e.Attributes[i]; a.Name == graph.PropBasis && a.Value().Text == basisInferred {
			x.inferred = true
		}
	}
	for _, id := range e.Sources {
		if !slices.Contains(k.sources, id) {
			k.sources = append(k.sources, id)
		}
	}
	return append(out, x)
}

// basisInferred is the code of what nobody states, but somebody infers.
const basisInferred = "inferred"

// join makes the graph of some links between nodes, which come in the order that they
// are given in.
func (k *keyNodes) join(ids []graph.SubjectID, all []stated) {
	joined := map[graph.SubjectID]bool{}
	for _, x := range all {
		if x.from != x.to {
			joined[x.from], joined[x.to] = true, true
		}
	}
	for _, id := range ids {
		if joined[id] {
			k.index[id] = len(k.ids)
			k.ids = append(k.ids, id)
		}
	}
	k.incoming, k.outgoing = make([]int, len(k.ids)), make([]int, len(k.ids))
	var pairs [][2]int
	for _, x := range all {
		from, to := k.index[x.from], k.index[x.to]
		if x.from == x.to {
			continue
		}
		pair := [2]int{min(from, to), max(from, to)}
		link := k.links[pair]
		if link == nil {
			link = &keyLink{inferred: true}
			k.links[pair] = link
			pairs = append(pairs, pair)
		}
		link.inferred = link.inferred && x.inferred
		way := &link.up
		if from > to {
			way = &link.down
		}
		if !*way {
			*way = true
			k.outgoing[from]++
			k.incoming[to]++
		}
	}
	for _, pair := range pairs {
		if k.links[pair].inferred {
			k.inferred++
		}
	}
	k.g = structure.New(len(k.ids), pairs)
}

// readSegments reads the graph of the segments of a chain, in the order of the map.
func (k *keyNodes) readSegments(ctx context.Context, counted *Map) error {
	var ids []graph.SubjectID
	placed := map[graph.SubjectID]int{}
	for i := range counted.Places {
		if p := &counted.Places[i]; p.Kind == graph.KindSegment {
			ids = append(ids, p.ID)
			placed[p.ID] = p.Count.Enterprises
		}
	}
	var all []stated
	if len(ids) > 0 { // a View takes no nodes for all
		for e, err := range k.view.Edges(ctx, graph.EdgeFeeds, ids) {
			if err != nil {
				return err
			}
			if _, ours := placed[e.To]; ours && e.Listed == "" {
				all = k.state(all, e)
			}
		}
	}
	k.join(ids, all)
	for _, id := range k.ids {
		k.placed = append(k.placed, placed[id])
	}
	// What has nothing below should be joined to something, by itself or with what it is in.
	for _, id := range ids {
		p := &k.sk.places[k.sk.index[id]]
		if len(p.children) > 0 {
			continue
		}
		k.expected++
		for {
			if _, is := k.index[p.id]; is {
				k.known++
				break
			}
			if p.parent < 0 {
				k.unjoinedIDs = append(k.unjoinedIDs, id)
				break
			}
			p = &k.sk.places[p.parent]
		}
	}
	k.unjoined = len(k.unjoinedIDs)
	return nil
}

// readSuppliers reads the graph of the enterprises that supply each other in segments
// of a chain, by name. A supply of which nobody tells the segment is in it if both
// stand in the chain. What stands for all of a country supplies nobody.
func (s *Service) readSuppliers(ctx context.Context, k *keyNodes, chain string, counted *Map) error {
	depends, err := s.dependencyOf(ctx, k.view, chain, "") // it refuses what is too much
	if err != nil {
		return err
	}
	k.expected, k.known = depends.expected, depends.recorded
	ours := map[graph.SubjectID]bool{}
	var segments []graph.SubjectID
	for i := range counted.Places {
		if p := &counted.Places[i]; p.Kind == graph.KindSegment {
			ours[p.ID] = true
			segments = append(segments, p.ID)
		}
	}
	var all, nowhere []stated
	isCountry := countries(k.view)
	for e, err := range k.view.Edges(ctx, graph.EdgeSupplies, nil) {
		switch {
		case err != nil:
			return err
		case e.Listed != "" || isCountry(e.From) || isCountry(e.To):
		case e.Qualifier == "" && chain != "":
			nowhere = k.state(nowhere, e)
		case e.Qualifier == "" || ours[e.Qualifier]:
			all = k.state(all, e)
		}
	}
	var who []graph.SubjectID
	seen := map[graph.SubjectID]bool{}
	for _, x := range slices.Concat(all, nowhere) {
		for _, id := range []graph.SubjectID{x.from, x.to} {
			if !seen[id] {
				seen[id] = true
				who = append(who, id)
			}
		}
	}
	fed := map[graph.SubjectID]int{} // how many segments of the chain feed one
	for i := range k.sk.feeds {
		if f := &k.sk.feeds[i]; ours[f.From] && ours[f.To] {
			fed[f.To]++
		}
	}
	stands, needs := map[graph.SubjectID]bool{}, map[graph.SubjectID]int{}
	for part := range slices.Chunk(who, memory.MaxPage) {
		in, err := k.sk.stand(ctx, part)
		if err != nil {
			return err
		}
		for id, of := range in {
			for segment := range of {
				if ours[segment] {
					stands[id] = true
					needs[id] += fed[segment]
				}
			}
		}
	}
	for _, x := range nowhere {
		if stands[x.from] && stands[x.to] {
			all = append(all, x)
		}
	}
	names := make(map[graph.SubjectID]string, len(who))
	for _, id := range who {
		names[id] = k.view.Name(id)
	}
	slices.SortFunc(who, func(a, b graph.SubjectID) int { return cmp.Or(cmp.Compare(names[a], names[b]), cmp.Compare(a, b)) })
	k.join(who, all)
	here := 0
	for _, id := range k.ids {
		if stands[id] {
			here++
		}
		k.inputs = append(k.inputs, [2]int{needs[id], depends.met[id]})
	}
	if len(segments) == 0 {
		return nil
	}
	placed, err := k.enterprisesOn(ctx, segments)
	k.unjoined = placed - here
	return err
}

// measure works out what the graph tells of itself.
func (k *keyNodes) measure(ctx context.Context) error {
	k.cuts = k.g.Cuts()
	for i := range k.ids {
		if k.cuts.Parts(i) > 1 {
			k.splitting++
		}
	}
	for _, b := range k.cuts.Bridges {
		x := keyBridge{from: b.From, to: b.To, nodes: k.cuts.OffBridge(b), structureBridge: b}
		if !k.links[[2]int{b.From, b.To}].up {
			x.from, x.to = b.To, b.From
		}
		k.bridges = append(k.bridges, x)
	}
	work := max(1, k.g.Work())
	if work > maxKeySteps {
		return nil
	}
	var err error
	if k.between, err = k.g.Betweenness(ctx); err != nil {
		return err
	}
	k.rank = structure.Ranks(k.between)
	if k.draws = min(keyDraws, maxDrawSteps/work); k.draws < minKeyDraws || len(k.ids) == 0 {
		k.draws = 0
		return nil
	}
	out, _ := rat(keyLeftOut).Float64()
	k.ranges, err = k.g.RankIntervals(ctx, k.draws, out, keySeed)
	return err
}

// countCutOff counts the enterprises on the segments that are cut off without a node,
// or without a link, of so many enterprises in all. Those of several segments count
// once, so that each such set is counted anew; where that would take too long, none is.
func (k *keyNodes) countCutOff(ctx context.Context, all int) error {
	members, scans := 0, 0
	for i := range k.ids {
		off := k.cuts.Off(i)
		members += off
		if off > 1 {
			scans++
		}
	}
	for _, b := range k.bridges {
		members += b.nodes
		if b.nodes > 1 {
			scans++
		}
	}
	if members > maxCutMembers || scans*all > maxCutScans {
		return nil
	}
	known := map[string]int{} // what a node cuts off, its only link to the rest often does, too
	holds := func(nodes []int) (int, error) {
		if len(nodes) == 1 {
			return k.placed[nodes[0]], nil
		}
		key := make([]byte, 0, 4*len(nodes))
		for _, i := range nodes {
			key = append(key, byte(i), byte(i>>8), byte(i>>16), byte(i>>24))
		}
		if n, is := known[string(key)]; is {
			return n, nil
		}
		n, err := k.enterprisesOf(ctx, nodes)
		known[string(key)] = n
		return n, err
	}
	counts := make([]int, len(k.ids))
	for i := range k.ids {
		if k.cuts.Off(i) == 0 {
			continue
		}
		var err error
		if counts[i], err = holds(slices.Sorted(slices.Values(slices.Concat(k.cuts.Without(i)[1:]...)))); err != nil {
			return err
		}
	}
	for i := range k.bridges {
		b := &k.bridges[i]
		_, off := k.cuts.Sides(b.structureBridge)
		var err error
		if b.holds, err = holds(off); err != nil {
			return err
		}
	}
	k.cutEnterprises = counts
	return nil
}

// enterprisesOf counts the enterprises of some nodes, each once: of segments, those
// placed on them or below.
func (k *keyNodes) enterprisesOf(ctx context.Context, nodes []int) (int, error) {
	if k.of != model.KeyNodeGraphSegments || len(nodes) == 0 {
		return len(nodes), nil
	}
	var ids []graph.SubjectID
	for _, i := range nodes {
		ids = append(ids, k.ids[i])
	}
	return k.enterprisesOn(ctx, k.sk.below(ids))
}

// enterprisesOn counts the enterprises on some segments, each once.
func (k *keyNodes) enterprisesOn(ctx context.Context, segments []graph.SubjectID) (int, error) {
	filter, _ := memory.InSegments(graph.KindEnterprise, segments)
	found, err := k.view.List(ctx, memory.ListQuery{Kind: graph.KindEnterprise, Filter: &filter, First: 1})
	if err != nil {
		return 0, err
	}
	return found.Total, nil
}

// order returns the nodes in an order. Of equal ones the first on the map is first.
func (k *keyNodes) order(order model.KeyNodeOrder, reversed bool) []int {
	out := make([]int, len(k.ids))
	for i := range out {
		out[i] = i
	}
	cut := func(i int) int {
		if k.cutEnterprises != nil {
			return k.cutEnterprises[i]
		}
		return k.cuts.Off(i)
	}
	parts := func(a, b int) int {
		return cmp.Or(cmp.Compare(k.cuts.Parts(b), k.cuts.Parts(a)), cmp.Compare(cut(b), cut(a)), cmp.Compare(k.cuts.Off(b), k.cuts.Off(a)))
	}
	by := map[model.KeyNodeOrder]func(a, b int) int{
		model.KeyNodeOrderBetweenness: func(a, b int) int {
			if k.rank == nil {
				return parts(a, b)
			}
			return cmp.Or(cmp.Compare(k.rank[a], k.rank[b]), parts(a, b))
		},
		model.KeyNodeOrderParts:      parts,
		model.KeyNodeOrderCut:        func(a, b int) int { return cmp.Or(cmp.Compare(cut(b), cut(a)), parts(a, b)) },
		model.KeyNodeOrderNeighbours: func(a, b int) int { return cmp.Compare(k.g.Degree(b), k.g.Degree(a)) },
		model.KeyNodeOrderMap:        cmp.Compare[int],
	}[order]
	slices.SortStableFunc(out, func(a, b int) int {
		if reversed {
			return by(b, a)
		}
		return by(a, b)
	})
	return out
}
