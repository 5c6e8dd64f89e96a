package schema

import (
	"cmp"
	"context"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
	"github.com/chainatlas/chainatlas/scoring"
	"github.com/chainatlas/chainatlas/scoring/rating"
	"github.com/chainatlas/chainatlas/scoring/schemes"
)

// maxRunsMapped is how many runs of a scheme the map reads, the newest.
const maxRunsMapped = 200

// ofScheme names a scheme in a View.
type ofScheme struct {
	view   *memory.View
	scheme graph.SubjectID
}

// ratingMap answers the chain map by the ratings of one scheme.
func (s *Service) ratingMap(ctx context.Context, v *memory.View, scheme, edition *string) (*model.RatingMap, error) {
	all, err := rating.Entries(ctx, v)
	if err != nil {
		return nil, err
	}
	out := &model.RatingMap{Choices: []*model.RatingRunEntry{}}
	var first []*rating.Entry // the latest run of each scheme
	public := map[graph.SubjectID]bool{}
	for i := range all {
		e := &all[i]
		was, seen := public[e.Scheme]
		public[e.Scheme] = was || wasPublic(e)
		if seen || len(first) == maxSchemesKept {
			continue
		}
		m, err := s.listed(ctx, v, e)
		if err != nil {
			return nil, err
		}
		first, out.Choices = append(first, e), append(out.Choices, m)
	}
	var of *rating.Entry
	if scheme == nil {
		of = unasked(first, out.Choices, public)
	} else if at := slices.IndexFunc(out.Choices, func(m *model.RatingRunEntry) bool {
		return m.Scheme == *scheme && (edition == nil || m.Edition == *edition)
	}); at >= 0 {
		of = first[at]
	}
	if of == nil {
		return nil, nil
	}
	f, err := s.fileOf(ctx, *of)
	if err != nil {
		return nil, err
	}
	by, err := f.Scheme()
	if err != nil {
		return nil, err
	}
	out.Scheme = schemeModel(by)
	out.Places, err = s.mapped.get(ctx, ofScheme{v, of.Scheme}, func() ([]*model.RatedPlace, error) { return s.placesOf(ctx, v, by, of.Scheme, all) })
	return out, err
}

// unasked chooses the scheme of a map that names none: one that something was
// published by before one of drafts alone, then by the order of those that come with
// the program, then the latest. A new draft thus takes nobody's map away.
func unasked(first []*rating.Entry, choices []*model.RatingRunEntry, public map[graph.SubjectID]bool) *rating.Entry {
	shipped := schemes.Names()
	place := func(i int) (int, int) {
		at, draft := slices.Index(shipped, choices[i].Scheme), 1
		if at < 0 {
			at = len(shipped)
		}
		if public[first[i].Scheme] {
			draft = 0
		}
		return draft, at
	}
	best := -1
	for i := range first {
		if best >= 0 {
			d, at := place(i)
			if e, to := place(best); cmp.Or(cmp.Compare(d, e), cmp.Compare(at, to)) >= 0 {
				continue
			}
		}
		best = i
	}
	if best < 0 {
		return nil
	}
	return first[best]
}

// placesOf counts the ratings by a scheme where their units stand, and above.
func (s *Service) placesOf(ctx context.Context, v *memory.View, by *scoring.Scheme, scheme graph.SubjectID, all []rating.Entry) ([]*model.RatedPlace, error) {
	sk, err := s.skeleton(ctx, v)
	if err != nil {
		return nil, err
	}
	type counted struct {
		of *rating.Entry
		unitRating
	}
	latest := map[graph.SubjectID]*counted{}
	var units []graph.SubjectID
	read := 0
	for i := range all {
		e := &all[i]
		if e.Scheme != scheme {
			continue
		}
		if read++; read > maxRunsMapped {
			break
		}
		ratings, err := s.ratingsOf(ctx, v, e.Subject)
		if err != nil {
			return nil, err
		}
		for k := range ratings {
			u := ratings[k].unit
			if was := latest[u]; was == nil {
				latest[u] = &counted{e, ratings[k]}
				units = append(units, u)
			} else if countsBefore(e, was.of) {
				*was = counted{e, ratings[k]}
			}
		}
	}
	stands, err := standsIn(v, units)
	if err != nil {
		return nil, err
	}
	places := make([]model.RatedPlace, len(sk.places))
	scores := make([][]float64, len(sk.places))
	for i, u := range units {
		x := latest[u]
		in := map[int]bool{} // a unit counts once in a place, however it stands there
		for _, id := range stands[i] {
			at, ok := sk.index[id]
			for ; ok && at >= 0 && !in[at]; at = sk.places[at].parent {
				in[at] = true
			}
		}
		for at := range in {
			p := &places[at]
			switch {
			case x.score == nil || x.of.Status == rating.Withdrawn || x.of.Status == rating.Expired || x.status == string(rating.Withdrawn) || x.status == string(rating.Expired):
				p.Unscored++
				continue
			case !wasPublic(x.of):
				p.Draft++
			}
			p.Rated++
			scores[at] = append(scores[at], *x.score)
		}
	}
	out := []*model.RatedPlace{}
	for i := range places {
		p := &places[i]
		if p.Rated+p.Unscored == 0 {
			continue
		}
		p.Node = sk.places[i].id
		if p.Rated > 0 {
			slices.Sort(scores[i])
			median := middle(scores[i])
			p.Median, p.Low, p.High = &median, &scores[i][0], &scores[i][p.Rated-1]
			p.Grade = by.GradeOf(median)
		}
		out = append(out, p)
	}
	return out, nil
}

// standsIn returns the segments of each unit, by the rule of the map: a product's
// own, an enterprise's own and those of what it makes, and what a project is about.
func standsIn(v *memory.View, units []graph.SubjectID) ([][]graph.SubjectID, error) {
	out := make([][]graph.SubjectID, 0, len(units))
	next := func(ids []graph.SubjectID, edge string) ([][]graph.SubjectID, error) {
		found := make([][]graph.SubjectID, 0, len(ids))
		for part := range slices.Chunk(ids, memory.MaxPage) {
			all, err := v.Neighbours(part, memory.NeighbourQuery{Edge: edge, First: memory.MaxPage})
			if err != nil {
				return nil, err
			}
			for i := range all {
				var to []graph.SubjectID
				for k := range all[i].Edges {
					to = append(to, all[i].Edges[k].To)
				}
				found = append(found, to)
			}
		}
		return found, nil
	}
	own, err := next(units, graph.EdgeInSegment)
	if err != nil {
		return nil, err
	}
	about, err := next(units, graph.EdgeConcerns)
	if err != nil {
		return nil, err
	}
	made, err := next(units, graph.EdgeMakes)
	if err != nil {
		return nil, err
	}
	for i := range units {
		in := slices.Concat(own[i], about[i])
		of, err := next(made[i], graph.EdgeInSegment)
		if err != nil {
			return nil, err
		}
		for _, ids := range of {
			in = append(in, ids...)
		}
		out = append(out, in)
	}
	return out, nil
}
