package memory

import (
	"context"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// Near returns the filter of what has an edge to one of some nodes, or from one of
// them if from is true; of none it chooses nothing. Of many nodes it is several
// conditions, none of which names more than a condition may.
func Near(edge string, ids []graph.SubjectID, from bool) Filter {
	one := func(part []graph.SubjectID) Filter {
		if from {
			return Filter{Edge: edge, From: part}
		}
		return Filter{Edge: edge, To: part}
	}
	if len(ids) == 0 {
		return Filter{Any: []Filter{}}
	}
	if len(ids) <= maxOperands {
		return one(ids)
	}
	any := []Filter{}
	for part := range slices.Chunk(ids, maxOperands) {
		any = append(any, one(part))
	}
	return Filter{Any: any}
}

// InSegments returns the filter of what stands in one of some segments: products by
// themselves, enterprises by themselves or by a product of theirs, as the map
// counts, without what stands for all of a country. What lies below the segments is not added. ok is false of other kinds,
// which stand in no segment.
func InSegments(kind graph.Kind, segments []graph.SubjectID) (filter Filter, ok bool) {
	in := Near(graph.EdgeInSegment, segments, false)
	switch kind {
	case graph.KindProduct:
		return in, true
	case graph.KindEnterprise:
		return Filter{All: []Filter{bySelfOrProduct(in), {Country: new(false)}}}, true
	}
	return Filter{}, false
}

// CountriesIn returns the filter of the enterprises that stand for all of a country
// or region and are named in one of some segments, which [InSegments] leaves out.
func CountriesIn(segments []graph.SubjectID) Filter {
	return Filter{All: []Filter{bySelfOrProduct(Near(graph.EdgeInSegment, segments, false)), {Country: new(true)}}}
}

// bySelfOrProduct returns the filter of the enterprises that another chooses, or one
// of whose products it chooses.
func bySelfOrProduct(in Filter) Filter {
	return Filter{Any: []Filter{in, {Edge: graph.EdgeMakes, Some: &Some{Kind: graph.KindProduct, Filter: &in}}}}
}

// InRegions returns the filter of what lies in one of some regions, which are told by
// their codes, or below it: parks by their region, others by an edge to a region
// within it or to such a park. ok is false of kinds that lie in no region.
func (v *View) InRegions(ctx context.Context, kind graph.Kind, codes []string) (filter Filter, ok bool, err error) {
	park := Filter{Property: graph.PropRegion, Under: codes}
	switch kind {
	case graph.KindPark:
		return park, true, nil
	case graph.KindEnterprise, graph.KindInstitution, graph.KindProject:
	default:
		return Filter{}, false, nil
	}
	regions, err := v.Select(ctx, graph.KindRegion, &Filter{Property: graph.PropCode, Under: codes})
	if err != nil {
		return Filter{}, false, err
	}
	parks, err := v.Select(ctx, graph.KindPark, &park)
	if err != nil {
		return Filter{}, false, err
	}
	return Near(graph.EdgeLocatedIn, slices.Concat(regions, parks), false), true, nil
}
