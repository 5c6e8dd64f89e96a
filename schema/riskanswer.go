package schema

import (
	"math/big"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// model returns the risk as the schema has it.
func (r *risk) model() (*model.ChainRisk, error) {
	out := &model.ChainRisk{Revision: r.view.Revision(), Edition: r.bands, Limits: bands[r.bands], Total: len(r.segments),
		Withheld: []*model.RiskWithheld{}, Years: []*model.RiskYear{}, Sources: []*model.Source{}, Groups: []*model.RiskGroup{}}
	var squares []*big.Rat
	for i := range r.segments {
		s := &r.segments[i]
		c := s.concentration
		if c.Members == 1 {
			out.OneRecorded++
		}
		if !s.computed() {
			at := slices.IndexFunc(out.Withheld, func(w *model.RiskWithheld) bool { return w.Reason == *c.Reason })
			if at < 0 {
				at = len(out.Withheld)
				out.Withheld = append(out.Withheld, &model.RiskWithheld{Reason: *c.Reason, Label: c.Withheld})
			}
			out.Withheld[at].Segments++
			switch *c.Reason {
			case model.WithheldReasonNobody, model.WithheldReasonCountries: // a country is nobody
				out.Nobody++
			default:
				out.Lacking++
			}
			continue
		}
		out.Computed++
		squares = append(squares, s.squares)
		switch *c.Band {
		case model.ConcentrationBandLow:
			out.Low++
		case model.ConcentrationBandModerate:
			out.Moderate++
		case model.ConcentrationBandHigh:
			out.High++
		}
		for to, is := range map[*int]bool{&out.Unsure: *c.Band != *c.BandUpper, &out.Sole: *c.Sole, &out.Dominated: *c.SingleSource} {
			if is {
				*to++
			}
		}
		if out.FirstYear == nil || later(*out.FirstYear, *c.Year) {
			out.FirstYear = c.Year
		}
		if out.LastYear == nil || later(*c.Year, *out.LastYear) {
			out.LastYear = c.Year
		}
	}
	slices.SortFunc(out.Withheld, func(a, b *model.RiskWithheld) int { return b.Segments - a.Segments })
	if m := effectiveMedian(squares); m != nil {
		effective, err := rounded(m, 2)
		if err != nil {
			return nil, err
		}
		out.MedianEffective = &effective
	}
	for y, n := range r.years {
		out.Years = append(out.Years, &model.RiskYear{Year: y, Segments: n})
	}
	slices.SortFunc(out.Years, func(a, b *model.RiskYear) int {
		if later(a.Year, b.Year) {
			return -1
		}
		return 1
	})
	for _, id := range r.sources {
		out.Sources = append(out.Sources, model.NewSource(r.view, id))
	}
	for i := range r.groups {
		out.Groups = append(out.Groups, r.groupModel(&r.groups[i]))
	}
	out.FindSegments = func(order model.RiskOrder, reversed bool, first int) ([]*model.RiskSegment, error) {
		if err := model.CheckFirst(first, memory.MaxPage); err != nil {
			return nil, err
		}
		all := []*model.RiskSegment{}
		for _, s := range r.order(order, reversed)[:min(first, len(r.segments))] {
			all = append(all, r.segmentModel(s))
		}
		return all, nil
	}
	out.FindSegment = func(id graph.SubjectID) *model.RiskSegment {
		if of := r.view.Trace(id).Node; of != "" {
			id = of
		}
		i := slices.IndexFunc(r.segments, func(s riskSegment) bool { return s.place.id == id })
		if i < 0 {
			return nil
		}
		return r.segmentModel(&r.segments[i])
	}
	out.FindWhatIf = r.whatIf
	return out, nil
}

// effectiveMedian returns the median of the effective numbers of suppliers; nil of none.
func effectiveMedian(squares []*big.Rat) *big.Rat {
	n := len(squares)
	if n == 0 {
		return nil
	}
	slices.SortFunc(squares, (*big.Rat).Cmp)
	middle := new(big.Rat).Inv(squares[n/2])
	if n%2 == 1 {
		return middle
	}
	middle.Add(middle, new(big.Rat).Inv(squares[n/2-1]))
	return middle.Quo(middle, big.NewRat(2, 1))
}

// groupModel returns a group as the schema has it.
func (r *risk) groupModel(g *riskGroup) *model.RiskGroup {
	out := &model.RiskGroup{ID: g.id, Label: &g.label, Total: g.total, Computed: g.computed}
	if g.code != "" {
		out.Code = &g.code
	}
	if g.node != "" {
		out.Node = model.Wrap(r.view, g.node)
	}
	return out
}

// segmentModel returns a segment as the schema has it.
func (r *risk) segmentModel(s *riskSegment) *model.RiskSegment {
	return &model.RiskSegment{Segment: model.NewSegment(r.view, s.place.id), Group: r.groups[s.group].id, Concentration: s.concentration,
		FindWhatIf: func(cut graph.Decimal) (*model.RiskCut, error) {
			if err := checkCut(cut); err != nil || !s.computed() {
				return nil, err
			}
			return s.cut(cut)
		}}
}
