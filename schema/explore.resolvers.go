package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// Path answers a shortest path.
func (r *queryResolver) Path(ctx context.Context, from graph.SubjectID, to graph.SubjectID, edges []string, maxHops int, at *model.At, minRevision *graph.Revision) (*model.Path, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	p, err := v.Path(ctx, memory.PathQuery{From: from, To: to, Edges: edges, MaxHops: maxHops})
	if err != nil {
		return nil, err
	}
	out := &model.Path{Found: p.Found, Bounded: p.Bounded, Visited: p.Visited, Steps: []*model.PathStep{}}
	for _, s := range p.Steps {
		out.Steps = append(out.Steps, &model.PathStep{Edge: s.Edge, Against: s.Against, To: model.Wrap(v, s.To)})
	}
	return out, nil
}

// Neighbourhood answers what lies around a node.
func (r *queryResolver) Neighbourhood(ctx context.Context, centre graph.SubjectID, edges []string, depth int, first int, at *model.At, minRevision *graph.Revision) (*model.Neighbourhood, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	n, err := v.Neighbourhood(ctx, memory.NeighbourhoodQuery{Centre: centre, Edges: edges, Depth: depth, Nodes: first})
	if err != nil {
		return nil, err
	}
	out := &model.Neighbourhood{Nodes: []*model.Near{}, Links: []*model.NearLink{}, Bounded: n.Bounded}
	for i, id := range n.Nodes {
		out.Nodes = append(out.Nodes, &model.Near{Node: model.Wrap(v, id), Depth: n.Depths[i]})
	}
	for _, l := range n.Links {
		out.Links = append(out.Links, model.NewNearLink(v, l.Edge, l.From, l.To))
	}
	return out, nil
}

// Changes answers what changed between two revisions.
func (r *queryResolver) Changes(ctx context.Context, from model.At, first int, offset int, kinds []graph.Kind, at *model.At, minRevision *graph.Revision) (*model.ChangeSet, error) {
	v, err := r.at(ctx, at, minRevision)
	if err != nil {
		return nil, err
	}
	return r.changes(ctx, v, from, first, offset, kinds)
}

// Search answers what matches best.
func (r *queryResolver) Search(ctx context.Context, text string, kinds []graph.Kind, segments []graph.SubjectID, regions []string, first int, offset int, facets []model.FacetBy, at *model.At, minRevision *graph.Revision) (*model.SearchResult, error) {
	return r.search(ctx, Searcher.Search, SearchQuery{Text: text, Kinds: kinds, Segments: segments, Regions: regions, First: first, Offset: offset}, facets, at, minRevision)
}

// Suggest answers what a text may become.
func (r *queryResolver) Suggest(ctx context.Context, text string, kinds []graph.Kind, first int, at *model.At, minRevision *graph.Revision) (*model.SearchResult, error) {
	return r.search(ctx, Searcher.Suggest, SearchQuery{Text: text, Kinds: kinds, First: first}, nil, at, minRevision)
}
