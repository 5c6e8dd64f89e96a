package schema

import (
	"cmp"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// model returns the dependency as the schema has it.
func (d *dependency) model() *model.ChainDependency {
	out := &model.ChainDependency{Revision: d.view.Revision(), Total: len(d.inputs), Buyers: d.buyers, Expected: d.expected, Recorded: d.recorded, Counts: &d.counts,
		Unnamed: d.unnamed, Years: []*model.DependencyYear{}, Sources: []*model.Source{}, Categories: []*model.DependencyCategory{}}
	for i := range d.inputs {
		x := &d.inputs[i]
		if len(x.shares.share) == 0 {
			continue
		}
		if y := x.shares.year; out.FirstYear == nil || later(*out.FirstYear, y) {
			out.FirstYear = &y
		}
		if y := x.shares.year; out.LastYear == nil || later(y, *out.LastYear) {
			out.LastYear = &y
		}
	}
	for y, n := range d.years {
		out.Years = append(out.Years, &model.DependencyYear{Year: y, Inputs: n})
	}
	slices.SortFunc(out.Years, func(a, b *model.DependencyYear) int {
		if later(a.Year, b.Year) {
			return -1
		}
		return 1
	})
	for _, id := range d.sources {
		out.Sources = append(out.Sources, model.NewSource(d.view, id))
	}
	for i := range d.categories {
		c := &d.categories[i]
		out.Categories = append(out.Categories, &model.DependencyCategory{Segment: model.NewSegment(d.view, c.place.id), Total: c.total, Expected: c.expected, Recorded: c.recorded, Counts: &c.counts})
	}
	out.FindInputs = func(segment *graph.SubjectID, order model.DependencyOrder, reversed bool, first int) ([]*model.DependencyInput, error) {
		if err := model.CheckFirst(first, memory.MaxPage); err != nil {
			return nil, err
		}
		var of graph.SubjectID
		if segment != nil {
			if of = d.view.Trace(*segment).Node; of == "" {
				return nil, say(graph.CodeNotFound, "没有环节 %.60q", "there is no segment %.60q", string(*segment))
			}
		}
		all := []*model.DependencyInput{}
		sorted := d.order(of, order, reversed)
		for _, x := range sorted[:min(first, len(sorted))] {
			m, err := d.inputModel(x)
			if err != nil {
				return nil, err
			}
			all = append(all, m)
		}
		return all, nil
	}
	out.FindInput = func(buyer, segment graph.SubjectID) (*model.DependencyInput, error) {
		buyer, segment = cmp.Or(d.view.Trace(buyer).Node, buyer), cmp.Or(d.view.Trace(segment).Node, segment)
		i := slices.IndexFunc(d.inputs, func(x input) bool { return x.buyer == buyer && d.categories[x.category].place.id == segment })
		if i < 0 {
			return nil, nil
		}
		return d.inputModel(&d.inputs[i])
	}
	return out
}

// inputModel returns an input as the schema has it.
func (d *dependency) inputModel(x *input) (*model.DependencyInput, error) {
	v, segment := d.view, d.categories[x.category].place.id
	out := &model.DependencyInput{Buyer: model.NewEnterprise(v, x.buyer), Segment: model.NewSegment(v, segment), Expected: x.needed,
		Suppliers: len(x.all), Known: len(x.shares.share), Class: x.class}
	var err error
	if out.Coverage, err = rounded(x.x.coverage, shareDigits); err != nil {
		return nil, err
	}
	if out.Unlisted, err = rounded(x.x.rest, shareDigits); err != nil {
		return nil, err
	}
	if out.Share, err = x.share(); err != nil {
		return nil, err
	}
	if out.Known > 0 {
		out.Year = &x.shares.year
	}
	if out.Known > 0 || out.Suppliers == 1 {
		out.Supplier = model.NewEnterprise(v, x.all[0])
	}
	out.FindSupplied = func(first int) ([]*model.DependencySupplier, error) {
		if err := model.CheckFirst(first, maxShares); err != nil {
			return nil, err
		}
		all := []*model.DependencySupplier{}
		for i, who := range x.all[:min(first, len(x.all))] {
			s := &model.DependencySupplier{Enterprise: model.NewEnterprise(v, who), FindLink: func() (*model.LinkEdge, error) { return d.link(x.buyer, who, segment) }}
			if i < len(x.shares.share) {
				s.Share = &x.shares.share[i]
			}
			all = append(all, s)
		}
		return all, nil
	}
	return out, nil
}

// link returns the supply of a segment by one enterprise to another as it is recorded:
// a table of inputs asks for shares alone, so what states them is looked up again.
func (d *dependency) link(buyer, supplier, segment graph.SubjectID) (*model.LinkEdge, error) {
	found, err := d.view.Neighbours([]graph.SubjectID{buyer}, memory.NeighbourQuery{Edge: graph.EdgeSupplies, Incoming: true, First: 1, From: supplier})
	if err != nil {
		return nil, err
	}
	for _, e := range found[0].Edges {
		if e.From == supplier && e.Qualifier == segment {
			return model.NewLink(d.view, e, true), nil
		}
	}
	return nil, graph.Errorf(graph.CodeDamaged, "schema.dependency", "the supply of %s by %s is gone from its revision", segment, supplier)
}
