package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
	"github.com/chainatlas/chainatlas/scoring/rating"
)

// unitRating is the rating of a unit in a run, as the log has it.
type unitRating struct {
	unit                  graph.SubjectID
	score, low, high      *float64
	grade, status, reason string
}

// readRating reads a rating off its node, but for its unit.
func readRating(n *memory.Node) unitRating {
	var r unitRating
	for i := range n.Properties {
		x := n.Properties[i].Value()
		if x.IsZero() {
			continue
		}
		f := x.Number.Float64()
		switch n.Properties[i].Name {
		case "score":
			r.score = &f
		case "scoreLow":
			r.low = &f
		case "scoreHigh":
			r.high = &f
		case "band":
			r.grade = x.Text
		case "reason":
			r.reason = x.Text
		case graph.PropStatus:
			r.status = x.Text
		}
	}
	return r
}

// ofRun names a run in a View.
type ofRun struct {
	view *memory.View
	run  graph.SubjectID
}

// ratingsOf returns the ratings of a run.
func (s *Service) ratingsOf(ctx context.Context, v *memory.View, run graph.SubjectID) ([]unitRating, error) {
	return s.rated.get(ctx, ofRun{v, run}, func() ([]unitRating, error) {
		var out []unitRating
		q := memory.NeighbourQuery{Edge: graph.EdgeResultOf, Incoming: true, First: memory.MaxPage}
		for {
			if err := ctx.Err(); err != nil {
				return nil, graph.Errorf(graph.CodeCancelled, "schema.ratingsOf", "cancelled while ratings were read: %w", err)
			}
			page, err := v.Neighbours([]graph.SubjectID{run}, q)
			if err != nil {
				return nil, err
			}
			ids := make([]graph.SubjectID, len(page[0].Edges))
			for i := range page[0].Edges {
				ids[i] = page[0].Edges[i].From
			}
			of, err := v.Neighbours(ids, memory.NeighbourQuery{Edge: graph.EdgeRates, First: 1})
			if err != nil {
				return nil, err
			}
			for i, n := range v.Nodes(ids...) {
				if n == nil || len(of[i].Edges) == 0 {
					continue
				}
				r := readRating(n)
				r.unit = of[i].Edges[0].To
				out = append(out, r)
			}
			if !page[0].HasMore {
				return out, nil
			}
			q.From = page[0].Next
		}
	})
}

// wasPublic reports whether a run has come to the public, whatever became of it
// there.
func wasPublic(e *rating.Entry) bool { return e.Status.Public() || e.Status == rating.Withdrawn }

// countsBefore reports whether of two ratings of one unit that of the run a counts:
// what has come to the public before what has not, then the later one.
func countsBefore(a, b *rating.Entry) bool {
	if p, q := wasPublic(a), wasPublic(b); p != q {
		return p
	}
	return a.Revision > b.Revision
}

// latestRatings answers of each unit that a node is, makes or has in it the rating
// that counts.
func (s *Service) latestRatings(ctx context.Context, v *memory.View, id graph.SubjectID, first int) ([]*model.LatestRating, error) {
	if err := model.CheckFirst(first, memory.MaxPage); err != nil {
		return nil, err
	}
	n, err := standingNode(v, id)
	if err != nil {
		return nil, err
	}
	more := memory.NeighbourQuery{First: memory.MaxPage} // of the units besides itself
	switch n.Kind {
	case graph.KindEnterprise:
		more.Edge = graph.EdgeMakes
	case graph.KindSegment:
		more.Edge, more.Incoming = graph.EdgeInSegment, true
	}
	out := []*model.LatestRating{}
	runs := map[graph.SubjectID]*rating.Entry{}
	units := []graph.SubjectID{n.ID}
	for {
		if err := ctx.Err(); err != nil {
			return nil, graph.Errorf(graph.CodeCancelled, "schema.latestRatings", "cancelled while ratings were looked for: %w", err)
		}
		if out, err = s.latestOf(ctx, v, units, runs, out, first); err != nil || len(out) == first || more.Edge == "" {
			return out, err
		}
		page, err := v.Neighbours([]graph.SubjectID{n.ID}, more)
		if err != nil {
			return nil, err
		}
		units = units[:0]
		for i := range page[0].Edges {
			e := &page[0].Edges[i]
			if more.Incoming {
				units = append(units, e.From)
			} else {
				units = append(units, e.To)
			}
		}
		if more.From = page[0].Next; !page[0].HasMore {
			more.Edge = ""
		}
	}
}

// latestOf adds the ratings that count of a page of units, up to as many as are asked
// for. It remembers the runs.
func (s *Service) latestOf(ctx context.Context, v *memory.View, units []graph.SubjectID, runs map[graph.SubjectID]*rating.Entry, out []*model.LatestRating, first int) ([]*model.LatestRating, error) {
	said, err := v.Neighbours(units, memory.NeighbourQuery{Edge: graph.EdgeRates, Incoming: true, First: memory.MaxPage})
	if err != nil {
		return nil, err
	}
	for i, unit := range units {
		var best graph.SubjectID
		var of *rating.Entry
		for k := range said[i].Edges {
			id := said[i].Edges[k].From
			e, err := runOf(v, id, runs)
			if err != nil {
				return nil, err
			}
			if e != nil && (of == nil || countsBefore(e, of)) {
				best, of = id, e
			}
		}
		if of == nil {
			continue
		}
		m, err := s.latestModel(ctx, v, unit, of, v.Node(best))
		if err != nil {
			return nil, err
		}
		if out = append(out, m); len(out) == first {
			break
		}
	}
	return out, nil
}

// runOf returns the run of a rating; nil if it is of none.
func runOf(v *memory.View, id graph.SubjectID, runs map[graph.SubjectID]*rating.Entry) (*rating.Entry, error) {
	of, err := v.Neighbours([]graph.SubjectID{id}, memory.NeighbourQuery{Edge: graph.EdgeResultOf, First: 1})
	if err != nil || len(of[0].Edges) == 0 {
		return nil, err
	}
	run := of[0].Edges[0].To
	if e, known := runs[run]; known {
		return e, nil
	}
	runs[run] = nil
	if e, ok := rating.EntryOf(v, v.Node(run)); ok {
		runs[run] = &e
	}
	return runs[run], nil
}

// latestModel shows the rating of a unit among those of its run.
func (s *Service) latestModel(ctx context.Context, v *memory.View, unit graph.SubjectID, e *rating.Entry, n *memory.Node) (*model.LatestRating, error) {
	r := readRating(n)
	m := &model.LatestRating{Unit: unit, Name: calledIn(ctx, v, unit, v.Name(unit)), Score: r.score, ScoreLow: r.low, ScoreHigh: r.high, Grade: r.grade, Status: r.status, Reason: r.reason}
	var err error
	if m.Run, err = s.listed(ctx, v, e); err != nil {
		return nil, err
	}
	all, err := s.ratingsOf(ctx, v, e.Subject)
	if err != nil {
		return nil, err
	}
	behind := 0
	for i := range all {
		if all[i].score == nil {
			continue
		}
		m.Among++
		if r.score != nil && *all[i].score <= *r.score {
			behind++
		}
	}
	if r.score != nil && m.Among > 0 {
		share := float64(behind) / float64(m.Among)
		m.Percentile = &share
	}
	return m, nil
}
