package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// own counts who is placed on a segment or chain itself, whatever lies below it:
// with what is counted below it, each once, that makes the count of the place. An
// enterprise that is placed on both counts in both, as in two segments. It counts by
// the rule of [memory.MapQuery].
func (sk *skeleton) own(ctx context.Context, q MapQuery, id graph.SubjectID) (memory.Count, error) {
	placed, err := sk.view.Neighbours([]graph.SubjectID{id}, memory.NeighbourQuery{Edge: graph.EdgeInSegment, Incoming: true, First: 1})
	if err != nil || len(placed[0].Edges) == 0 {
		return memory.Count{}, err
	}
	itself := []graph.SubjectID{id}
	products, _ := memory.InSegments(graph.KindProduct, itself)
	enterprises, _ := memory.InSegments(graph.KindEnterprise, itself)
	countries := memory.CountriesIn(itself)
	if q.Products != nil { // an edge of its own has no product that could pass
		products = memory.Filter{All: []memory.Filter{products, *q.Products}}
		makes := memory.Filter{Edge: graph.EdgeMakes, Some: &memory.Some{Kind: graph.KindProduct, Filter: &products}}
		enterprises = memory.Filter{All: []memory.Filter{makes, {Country: new(false)}}}
		countries = memory.Filter{All: []memory.Filter{makes, {Country: new(true)}}}
	}
	if q.Enterprises != nil {
		enterprises = memory.Filter{All: []memory.Filter{enterprises, *q.Enterprises}}
		countries = memory.Filter{All: []memory.Filter{countries, *q.Enterprises}}
	}
	of, err := sk.view.ChainMap(ctx, memory.MapQuery{Enterprises: &enterprises, Capital: q.Capital})
	if err != nil {
		return memory.Count{}, err
	}
	out := of.Total // of the whole graph, of which the filter chose these
	named, err := sk.view.Select(ctx, graph.KindEnterprise, &countries)
	if err != nil {
		return memory.Count{}, err
	}
	out.Countries = len(named)
	made, err := sk.view.Select(ctx, graph.KindProduct, &products)
	if err != nil {
		return memory.Count{}, err
	}
	if out.Products = len(made); q.Enterprises == nil {
		return out, nil
	}
	here := make(map[graph.SubjectID]bool, len(made))
	for _, p := range made {
		here[p] = true
	}
	out.Products = 0
	makers, err := sk.view.Select(ctx, graph.KindEnterprise, &enterprises)
	if err != nil {
		return memory.Count{}, err
	}
	for e, err := range sk.view.Edges(ctx, graph.EdgeMakes, append(makers, named...)) {
		if err != nil {
			return memory.Count{}, err
		}
		if here[e.To] { // once, however many make it
			delete(here, e.To)
			out.Products++
		}
	}
	return out, nil
}

// ownOf is own of a place of the map: of one with nothing below it, what it counts.
func (sk *skeleton) ownOf(ctx context.Context, q MapQuery, p *Place) (memory.Count, error) {
	if len(sk.places[sk.index[p.ID]].children) == 0 {
		return p.Count, nil
	}
	return sk.own(ctx, q, p.ID)
}

// keyLinksBelow returns the key links that lie below a segment, in the order of the
// map: the mark of a segment is its own, and one above it says whose it is.
func (sk *skeleton) keyLinksBelow(id graph.SubjectID) []graph.SubjectID {
	var out []graph.SubjectID
	for _, below := range sk.below([]graph.SubjectID{id}) {
		if key := sk.places[sk.index[below]].keyLink; below != id && key != nil && *key {
			out = append(out, below)
		}
	}
	return out
}
