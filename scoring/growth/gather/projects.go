package gather

import (
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/scoring/growth"
)

// projects reads a block of projects: what each is, what it is about, where it is,
// and who leads it. It has no figures of years but the score of the list's model.
func (g *gatherer) projects(ids []graph.SubjectID) error {
	edges := relations{}
	for _, t := range []string{graph.EdgeConcerns, graph.EdgeServes, graph.EdgeLocatedIn, graph.EdgeRecognisedBy} {
		n, err := g.view.Neighbours(ids, memory.NeighbourQuery{Edge: t, First: memory.MaxPage})
		if err != nil {
			return err
		}
		edges[t] = n
	}
	part, err := g.view.Neighbours(ids, memory.NeighbourQuery{Edge: graph.EdgeTakesPartIn, Incoming: true, First: memory.MaxPage})
	if err != nil {
		return err
	}
	for i, n := range g.view.Nodes(ids...) {
		if n == nil {
			continue
		}
		r := &reading{gatherer: g, node: n, e: &growth.Enterprise{ID: n.ID, Name: g.view.Name(n.ID)}}
		r.edges = func(t string) []memory.Edge { return edges[t][i].Edges }
		r.project(part[i].Edges)
	}
	return nil
}

func (r *reading) project(part []memory.Edge) {
	for i := range r.node.Properties {
		p := &r.node.Properties[i]
		if p.Period != "" || p.Set || p.Value().IsZero() {
			continue
		}
		switch p.Name {
		case graph.PropKind, "level", graph.PropStatus:
			r.fact(p.Name, p.Value().Text, &p.Winner)
		case "started", "finished":
			r.fact(p.Name, p.Value().Date.String(), &p.Winner)
		}
	}
	r.titles()
	r.places()
	for _, e := range r.edges(graph.EdgeServes) {
		r.fact("sector", r.view.Name(e.To), &e.Best)
	}
	for i := range part {
		e := &part[i]
		if slices.ContainsFunc(e.Attributes, func(a memory.Property) bool { return a.Name == graph.PropRole && a.Value().Text == "lead" }) {
			r.fact("lead", r.view.Name(e.From), &e.Best)
		}
	}
	var about []*place
	for _, e := range r.edges(graph.EdgeConcerns) {
		if n := r.view.Node(e.To); n != nil && n.Kind == graph.KindSegment {
			if code := r.code(e.To); code != "" {
				about = append(about, &place{code: code, best: &e.Best})
			}
		}
	}
	slices.SortFunc(about, func(a, b *place) int { return strings.Compare(a.code, b.code) })
	if !r.bySegment || len(about) == 0 {
		r.whole(about)
		return
	}
	for _, p := range about {
		r.within(p)
	}
}
