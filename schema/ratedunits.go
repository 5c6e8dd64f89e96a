package schema

import (
	"context"
	"slices"
	"strconv"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
	"github.com/chainatlas/chainatlas/scoring"
	"github.com/chainatlas/chainatlas/scoring/evidence"
	"github.com/chainatlas/chainatlas/scoring/rating"
)

// cohort is a run as it is shown: who comes first, and the medians.
type cohort struct {
	file   *rating.File
	order  []int // the best first, those without a score last, by name
	scored int
	bands  map[int]int        // by unit, from 1
	median map[string]float64 // of groups and indicators
	// gone are those whose rating was withdrawn, with the reason: nothing else is shown
	// of them any more.
	gone map[graph.SubjectID]string
	// called is what a unit is called by who asks.
	called func(unit graph.SubjectID, kept string) string
}

func cohortOf(f *rating.File) *cohort {
	r := f.Run.Result
	c := &cohort{file: f, order: make([]int, len(r.Units)), bands: map[int]int{}, median: map[string]float64{}}
	for i := range r.Units {
		c.order[i] = i
		if r.Units[i].Rank > 0 {
			c.scored++
		}
	}
	slices.SortStableFunc(c.order, func(i, j int) int {
		p, q := r.Units[i].Rank, r.Units[j].Rank
		if p == 0 || q == 0 {
			return q - p
		}
		return p - q
	})
	if u := f.Run.Uncertainty; u != nil {
		for b, units := range u.Bands {
			for _, i := range units {
				c.bands[i] = b + 1
			}
		}
	}
	for i := range r.Groups {
		c.median[r.Groups[i].ID] = median(r.Groups[i].Score)
	}
	for i := range r.Indicators {
		c.median[r.Indicators[i].ID] = median(r.Indicators[i].Normalised)
	}
	return c
}

// median is that of the values that are there; NaN of none.
func median(x scoring.Numbers) float64 {
	var there []float64
	for _, v := range x {
		if scoring.Number(v).Is() {
			there = append(there, v)
		}
	}
	if len(there) == 0 {
		return float64(scoring.None())
	}
	slices.Sort(there)
	return middle(there)
}

// middle is the median of figures in their order, of which there is one at least.
func middle(sorted []float64) float64 {
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// cohortAt is a run as it is shown in a View.
func cohortAt(ctx context.Context, v *memory.View, e *rating.Entry, f *rating.File) (*cohort, error) {
	gone, err := rating.WithdrawnFrom(v, *e)
	if err != nil {
		return nil, err
	}
	c := cohortOf(f)
	c.gone = gone
	c.called = func(unit graph.SubjectID, kept string) string { return calledIn(ctx, v, unit, kept) }
	return c, nil
}

// unit shows the outcome of a unit.
func (c *cohort) unit(i int) *model.RatedUnit {
	r := c.file.Run.Result
	u := &r.Units[i]
	name := c.called(graph.SubjectID(u.ID), u.Name)
	if reason, gone := c.gone[graph.SubjectID(u.ID)]; gone {
		why := graph.Labelf("已撤回：%[1]s", "withdrawn: %[1]s", reason)
		return &model.RatedUnit{
			ID: graph.SubjectID(u.ID), Name: name, Withheld: &why, Grades: []*model.GradeShare{}, Gates: []*model.RatedGate{}, Dimensions: []*model.RatedGroup{}, Gaps: []*model.RatedGap{},
		}
	}
	m := &model.RatedUnit{
		ID: graph.SubjectID(u.ID), Name: name, Score: floatOf(u.Score), Rank: rankOf(u.Rank), Grade: u.Grade, Ungraded: u.Ungraded, Withheld: u.Withheld,
		Coverage: u.Coverage, Imputed: u.Imputed, Grades: []*model.GradeShare{}, Gates: []*model.RatedGate{}, Dimensions: []*model.RatedGroup{}, Gaps: []*model.RatedGap{}, Band: rankOf(c.bands[i]),
	}
	if u.Rank > 0 {
		behind := 0
		for k := range r.Units {
			if r.Units[k].Rank >= u.Rank {
				behind++
			}
		}
		share := float64(behind) / float64(c.scored)
		m.Percentile = &share
	}
	if s := c.file.Run.Uncertainty; s != nil && u.Rank > 0 {
		x := &s.Units[i]
		m.GradeShare, m.GradeSure, m.Grades = gradeModel(u.Grade, x.Grades)
		m.ScoreLow, m.ScoreHigh, m.RankLow, m.RankHigh, m.InTop = floatOf(x.ScoreLo), floatOf(x.ScoreHi), floatOf(x.Low), floatOf(x.High), &x.InTop
	}
	for _, g := range u.Gates {
		m.Gates = append(m.Gates, &model.RatedGate{ID: g.ID, Passed: g.Passed, Unknown: g.Unknown, Cap: g.Cap})
	}
	for _, id := range r.Groups[0].Children {
		m.Dimensions = append(m.Dimensions, c.part(id, i))
	}
	for k := range r.Indicators {
		if s := r.Indicators[k].State[i]; s != scoring.Observed {
			m.Gaps = append(m.Gaps, &model.RatedGap{Indicator: r.Indicators[k].ID, State: string(s)})
		}
	}
	return m
}

// left returns what changes when an indicator or a unit is left out, but for the units
// that were withdrawn.
func (c *cohort) left() []scoring.Left {
	return scoring.Hide(c.file.Run.LeftOut, func(id string) bool {
		_, gone := c.gone[graph.SubjectID(id)]
		return gone
	})
}

// gradeModel shows how sure a grade is.
func gradeModel(grade string, shares scoring.GradeShares) (share *float64, sure *bool, all []*model.GradeShare) {
	all = []*model.GradeShare{}
	percent := shares.Percent()
	for i, g := range shares {
		all = append(all, &model.GradeShare{ID: g.ID, Share: g.Share, Percent: percent[i]})
	}
	if of := shares.Of(grade); of.Is() {
		is := shares.Sure(grade)
		share, sure = floatOf(of), &is
	}
	return share, sure, all
}

// part is a group of a unit, or an indicator where a scheme has no groups.
func (c *cohort) part(id string, i int) *model.RatedGroup {
	r := c.file.Run.Result
	m := &model.RatedGroup{ID: id, Median: floatOf(scoring.Number(c.median[id]))}
	if g := r.Group(id); g != nil {
		m.Score, m.Coverage = floatOf(scoring.Number(g.Score[i])), floatOf(scoring.Number(g.Coverage[i]))
	} else if x := r.Indicator(id); x != nil {
		m.Score = floatOf(scoring.Number(x.Normalised[i]))
	}
	return m
}

// ratedUnits answers a page of the units of a run.
func (s *Service) ratedUnits(ctx context.Context, v *memory.View, number string, first, offset int) (*model.RatedUnitList, error) {
	if err := model.CheckFirst(first, memory.MaxPage); err != nil {
		return nil, err
	}
	if offset < 0 {
		return nil, say(graph.CodeInvalid, "offset 不能为负", "offset is not negative")
	}
	e, f, err := s.keptRun(ctx, v, number)
	if err != nil || f == nil {
		return nil, err
	}
	c, err := cohortAt(ctx, v, &e, f)
	if err != nil {
		return nil, err
	}
	out := &model.RatedUnitList{Total: len(c.order), Units: []*model.RatedUnit{}}
	from := min(offset, len(c.order))
	for _, i := range c.order[from:min(from+first, len(c.order))] {
		out.Units = append(out.Units, c.unit(i))
	}
	return out, nil
}

// ratedUnit answers one unit down to the cells.
func (s *Service) ratedUnit(ctx context.Context, v *memory.View, number string, id graph.SubjectID) (*model.RatedUnitDetail, error) {
	e, f, err := s.keptRun(ctx, v, number)
	if err != nil || f == nil {
		return nil, err
	}
	r := f.Run.Result
	i := slices.IndexFunc(r.Units, func(u scoring.UnitResult) bool { return u.ID == string(id) })
	if i < 0 {
		return nil, nil
	}
	scheme, err := f.Scheme()
	if err != nil {
		return nil, err
	}
	c, err := cohortAt(ctx, v, &e, f)
	if err != nil {
		return nil, err
	}
	if _, gone := c.gone[id]; gone {
		return &model.RatedUnitDetail{Unit: c.unit(i), Groups: []*model.RatedGroup{}, Cells: []*model.RatingCell{}}, nil
	}
	m := &model.RatedUnitDetail{Unit: c.unit(i), Base: r.Units[i].Base, Groups: []*model.RatedGroup{}, Cells: []*model.RatingCell{}}
	for k := range r.Groups {
		m.Groups = append(m.Groups, c.part(r.Groups[k].ID, i))
	}
	leaves := scheme.Indicators()
	for k := range r.Indicators {
		x := &r.Indicators[k]
		cell := &model.RatingCell{
			Indicator: x.ID, State: string(x.State[i]), Raw: at(x.Raw, i), Denominated: at(x.Denominated, i), Imputed: at(x.Imputed, i), Treated: at(x.Treated, i),
			Normalised: at(x.Normalised, i), Weighted: at(x.Weighted, i), Contribution: at(r.Units[i].Contributions, k), Median: floatOf(scoring.Number(c.median[x.ID])),
			Evidence: []*model.RatingEvidence{},
		}
		n := leaves[k]
		if n.Attribute != "" && cell.Raw != nil {
			_, cell.Achievement = scoring.Achievement(*cell.Raw)
		}
		names := n.Indicator.Value.Names()
		if n.Indicator.Denominator != nil {
			names = slices.Concat(names, n.Indicator.Denominator.Names())
		}
		var chosen []string
		if x.Evidence != nil {
			chosen = x.Evidence[i]
		}
		for _, name := range names {
			for _, o := range f.Run.Input.Units[i].Evidence[name] {
				cell.Evidence = append(cell.Evidence, evidenceModel(name, &o, chosen))
			}
		}
		m.Cells = append(m.Cells, cell)
	}
	return m, nil
}

// at is a value of a column that may not be there.
func at(x scoring.Numbers, i int) *float64 {
	if i >= len(x) {
		return nil
	}
	return floatOf(scoring.Number(x[i]))
}

func evidenceModel(name string, o *scoring.Observation, chosen []string) *model.RatingEvidence {
	m := &model.RatingEvidence{
		Item: name, Value: o.Value, Low: o.Low, High: o.High, Text: o.Text, None: string(o.None), Date: dateOrNil(o.Date), Basis: basisName(o.Basis), Places: []*model.RatingEvidencePlace{},
	}
	m.Counts = len(o.Refs) > 0 && slices.Contains(chosen, o.Refs[0])
	for _, text := range o.Refs {
		ref, ok := evidence.ParseRef(text)
		if !ok {
			continue
		}
		p := &model.RatingEvidencePlace{Node: ref.Subject, Revision: ref.Revision, Source: string(ref.Source), Value: ref.Value, Differs: ref.Differs, Document: ref.Document, Sheet: ref.Sheet}
		if ref.Row > 0 {
			p.Cell = ref.Column + strconv.Itoa(ref.Row)
		}
		m.Places = append(m.Places, p)
	}
	return m
}

// whatIf answers the scores of a run under other weights.
func (s *Service) whatIf(ctx context.Context, v *memory.View, number string, weights []*model.WeightInput) ([]*model.WhatIfUnit, error) {
	if len(weights) > maxWhatIf {
		return nil, say(graph.CodeLimit, "一次最多改 %d 个权重", "at most %d weights are changed at a time", maxWhatIf)
	}
	e, f, err := s.keptRun(ctx, v, number)
	if err != nil || f == nil {
		return nil, err
	}
	gone, err := rating.WithdrawnFrom(v, e)
	if err != nil {
		return nil, err
	}
	by := map[string]float64{}
	for _, w := range weights {
		by[w.Node] = w.Weight
	}
	r := f.Run.Result
	scores, err := r.WhatIf(by)
	if err != nil {
		return nil, err
	}
	ranks, grades := r.Judge(scores)
	out := make([]*model.WhatIfUnit, len(scores))
	for i, v := range scores {
		id := graph.SubjectID(r.Units[i].ID)
		if _, is := gone[id]; is {
			out[i] = &model.WhatIfUnit{ID: id}
			continue
		}
		out[i] = &model.WhatIfUnit{ID: id, Score: floatOf(scoring.Number(v)), Rank: rankOf(ranks[i]), Was: rankOf(r.Units[i].Rank), Grade: grades[i]}
	}
	return out, nil
}

// segmentOf is the segment of a cohort; nil if it is gone.
func segmentOf(v *memory.View, what string) (*graph.SubjectID, error) {
	id, err := evidence.Segment(context.Background(), v, what)
	if err != nil {
		return nil, err
	}
	return &id, nil
}
