package schema

import (
	"cmp"
	"context"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
	"github.com/chainatlas/chainatlas/scoring"
	"github.com/chainatlas/chainatlas/scoring/evidence"
	"github.com/chainatlas/chainatlas/scoring/rating"
)

// prospectKey names what schemes find in a View, everywhere or in a segment; of all
// schemes, or of one by its hash.
type prospectKey struct {
	view            *memory.View
	segment, scheme string
}

// ratingProspects answers what schemes would find in a View.
func (s *Service) ratingProspects(ctx context.Context, v *memory.View, id, edition, segment *string) ([]*model.RatingProspect, error) {
	key := prospectKey{view: v}
	if segment != nil && *segment != "" {
		at, err := evidence.Segment(ctx, v, *segment)
		if err != nil {
			return nil, err
		}
		key.segment = string(at)
	}
	all, err := s.schemesKnown(ctx, v)
	if err != nil {
		return nil, err
	}
	if id != nil {
		one, err := s.findScheme(ctx, v, *id, edition)
		if err != nil {
			return nil, err
		}
		if one == nil {
			return []*model.RatingProspect{}, nil
		}
		all, key.scheme = []*scoring.Scheme{one}, one.Hash().String()
	}
	return s.prospects.get(ctx, key, func() ([]*model.RatingProspect, error) {
		reference := s.ledger.upTo(v.Revision()).dataDate
		if reference.Day == 0 { // a month or a year is no day to judge evidence by
			reference = s.today()
		}
		out := make([]*model.RatingProspect, len(all))
		for i, of := range all {
			p, err := rating.Look(ctx, v, of, rating.Cohort{Segment: key.segment}, reference)
			if err != nil {
				return nil, err
			}
			out[i] = &model.RatingProspect{Scheme: schemeModel(of), Found: p.Found, Scored: p.Scored, Silent: p.Silent}
			if p.Refused != nil {
				text, ok := graph.TextOf(p.Refused)
				if !ok {
					text = Codes()[graph.CodeOf(p.Refused)]
				}
				out[i].Refused = &text
			}
		}
		return out, nil
	})
}

// runKey tells which runs follow each other: those of one scheme, of any edition, over
// one segment.
type runKey struct{ scheme, segment string }

// newestRuns returns the newest run of each scheme and segment that a View has.
func (s *Service) newestRuns(ctx context.Context, v *memory.View) (map[runKey]*rating.Entry, error) {
	return s.newest.get(ctx, v, func() (map[runKey]*rating.Entry, error) {
		all, err := rating.Entries(ctx, v)
		if err != nil {
			return nil, err
		}
		out := map[runKey]*rating.Entry{}
		for i := range all[:min(len(all), memory.MaxPage)] { // those that are listed
			key, err := s.runKeyOf(ctx, &all[i])
			if err != nil {
				return nil, err
			}
			if out[key] == nil { // they come the newest first
				out[key] = &all[i]
			}
		}
		return out, nil
	})
}

func (s *Service) runKeyOf(ctx context.Context, e *rating.Entry) (runKey, error) {
	of, err := s.schemeOf(ctx, *e)
	if err != nil {
		return runKey{}, err
	}
	word, err := s.cohortWord(ctx, e)
	return runKey{of.ID, word}, err
}

// newestThan returns the newest run that follows one; nil if none does.
func (s *Service) newestThan(ctx context.Context, v *memory.View, e *rating.Entry) (*model.RatingRunLink, error) {
	all, err := s.newestRuns(ctx, v)
	if err != nil {
		return nil, err
	}
	key, err := s.runKeyOf(ctx, e)
	if err != nil {
		return nil, err
	}
	n := all[key]
	if n == nil || n.Revision <= e.Revision {
		return nil, nil
	}
	m := &model.RatingRunLink{Number: n.Number, Status: string(n.Status), Reference: dateOrNil(n.Reference), Revision: n.Revision}
	if h := v.Header(n.Revision); h != nil {
		m.Reason = h.Reason
	}
	return m, nil
}

// calledIn returns what a unit is called by who reads in the language of a request: in
// English by the English name that a source states, if any does, else as a run has it,
// which keeps the name that a unit had.
func calledIn(ctx context.Context, v *memory.View, unit graph.SubjectID, kept string) string {
	if model.LanguageOf(ctx) != "en" {
		return kept
	}
	if name := v.NameIn(unit, "en"); name != v.Name(unit) {
		return cmp.Or(name, kept)
	}
	return kept
}
