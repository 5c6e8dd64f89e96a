package schema

import (
	"context"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
	"github.com/chainatlas/chainatlas/scoring"
	"github.com/chainatlas/chainatlas/scoring/rating"
)

// compareRuns answers how two runs differ.
func (s *Service) compareRuns(ctx context.Context, v *memory.View, from, to string) (*model.RatingComparison, error) {
	a, was, err := s.keptRun(ctx, v, from)
	if err != nil || was == nil {
		return nil, err
	}
	b, is, err := s.keptRun(ctx, v, to)
	if err != nil || is == nil {
		return nil, err
	}
	c, err := scoring.Compare(was.Run.Result, is.Run.Result)
	if err != nil {
		return nil, err
	}
	older, err := s.entryModel(ctx, v, &a, &was.Run.Result.Scheme)
	if err != nil {
		return nil, err
	}
	newer, err := s.entryModel(ctx, v, &b, &is.Run.Result.Scheme)
	if err != nil {
		return nil, err
	}
	m := &model.RatingComparison{From: older, To: newer, SameScheme: c.SameScheme, SameData: c.SameData, Entered: ids(c.Entered), Gone: ids(c.Gone), Inputs: []*model.RatingInputChange{}}
	for _, e := range []rating.Entry{a, b} { // what was withdrawn of either is compared no more
		gone, err := rating.WithdrawnFrom(v, e)
		if err != nil {
			return nil, err
		}
		c.Changes = slices.DeleteFunc(c.Changes, func(x scoring.Change) bool {
			_, is := gone[graph.SubjectID(x.ID)]
			return is
		})
	}
	c.Changes = c.Changes[:min(len(c.Changes), maxUnitsShown)]
	m.Changes = changeModels(ctx, v, c.Changes, is.Run.Result)
	for _, x := range m.Changes {
		x.RankLowOld, x.RankHighOld = ranksOf(was.Run, string(x.ID))
		x.RankLowNew, x.RankHighNew = ranksOf(is.Run, string(x.ID))
		for _, in := range scoring.InputChanges(was.Run.Result, is.Run.Result, string(x.ID)) {
			if m.InputTotal++; m.InputTotal <= maxInputsShown {
				m.Inputs = append(m.Inputs, inputModel(x, &in))
			}
		}
	}
	return m, nil
}

const (
	maxInputsShown   = 500
	maxEvidenceShown = 20
)

// ranksOf is the interval of a unit's rank in a run, as the run shows it.
func ranksOf(r *scoring.Run, unit string) (low, high *float64) {
	i := slices.IndexFunc(r.Result.Units, func(u scoring.UnitResult) bool { return u.ID == unit })
	if r.Uncertainty == nil || i < 0 || r.Result.Units[i].Rank == 0 {
		return nil, nil
	}
	u := &r.Uncertainty.Units[i]
	return floatOf(u.Low), floatOf(u.High)
}

// inputModel shows an input of a unit that differs.
func inputModel(of *model.RatingChange, x *scoring.InputChange) *model.RatingInputChange {
	m := &model.RatingInputChange{
		Of: of.ID, Name: of.Name, Indicator: x.Indicator, Label: &x.Label, Unit: x.Unit, StateOld: string(x.StateOld), StateNew: string(x.StateNew),
		ContributionOld: floatOf(x.ContributionOld), ContributionNew: floatOf(x.ContributionNew), Evidence: []*model.RatingEvidenceChange{},
	}
	side := func(item string, o *scoring.Observation, counted bool) *model.RatingEvidence {
		if o == nil {
			return nil
		}
		e := evidenceModel(item, o, nil)
		e.Counts = counted
		return e
	}
	for _, e := range x.Evidence[:min(len(x.Evidence), maxEvidenceShown)] {
		m.Evidence = append(m.Evidence, &model.RatingEvidenceChange{Item: e.Item, Was: side(e.Item, e.Old, e.CountedOld), Is: side(e.Item, e.New, e.CountedNew)})
	}
	return m
}

func ids(all []string) []graph.SubjectID {
	out := []graph.SubjectID{}
	for _, x := range all {
		out = append(out, graph.SubjectID(x))
	}
	return out
}

func changeModels(ctx context.Context, v *memory.View, all []scoring.Change, r *scoring.Result) []*model.RatingChange {
	out := []*model.RatingChange{}
	for i := range all {
		x := &all[i]
		m := &model.RatingChange{
			ID: graph.SubjectID(x.ID), ScoreOld: floatOf(x.ScoreOld), ScoreNew: floatOf(x.ScoreNew), RankOld: rankOf(x.RankOld), RankNew: rankOf(x.RankNew),
			GradeOld: x.GradeOld, GradeNew: x.GradeNew, Score: splitModel(x.Score), Rank: splitModel(x.Rank),
		}
		if u := r.Unit(x.ID); u != nil {
			m.Name = calledIn(ctx, v, m.ID, u.Name)
		}
		out = append(out, m)
	}
	return out
}

func splitModel(x scoring.Split) *model.RatingSplit {
	return &model.RatingSplit{Data: floatOf(x.Data), Scheme: floatOf(x.Scheme), Cohort: floatOf(x.Cohort)}
}
