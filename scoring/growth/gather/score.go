package gather

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/scoring"
	"github.com/chainatlas/chainatlas/scoring/evidence"
	"github.com/chainatlas/chainatlas/scoring/growth"
)

// scores gives each candidate the score of the list's model as a figure of the
// newest year that the list asks for: what the evidence of the reference date
// allows, from the worst end of every range to the best. Where the scheme
// withholds a score, the candidate says what evidence is wanting.
func (g *gatherer) scores(ctx context.Context, l *growth.List, when growth.When, ids []graph.SubjectID) error {
	j, err := growth.NewJudge(l, when)
	if err != nil {
		return err
	}
	s := &scorer{model: l.Model, scheme: l.Model.Read(), year: int16(j.Year()), reference: when.Reference, wanting: map[string][]string{}}
	byID := map[graph.SubjectID][]*growth.Enterprise{}
	for _, e := range g.all {
		byID[e.ID] = append(byID[e.ID], e)
	}
	// The model looks at no cohort, so that a part of the candidates has the scores
	// that all of them have.
	for some := range slices.Chunk(ids, evidence.MaxUnits) {
		found, err := evidence.Gather(ctx, g.view, s.scheme, evidence.Cohort{Units: some}, when.Reference)
		if err != nil {
			return err
		}
		if err := s.score(ctx, found.Input, byID); err != nil {
			return err
		}
	}
	return nil
}

// scorer scores candidates by a model.
type scorer struct {
	model     *growth.Model
	scheme    *scoring.Scheme
	year      int16
	reference graph.Date
	wanting   map[string][]string // by the states of the indicators
}

func (s *scorer) score(ctx context.Context, in *scoring.Input, byID map[graph.SubjectID][]*growth.Enterprise) error {
	low, err := scoring.Evaluate(s.scheme, s.end(in, false))
	if err != nil {
		return err
	}
	high, err := scoring.Evaluate(s.scheme, s.end(in, true))
	if err != nil {
		return err
	}
	for i := range in.Units {
		if i&255 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		worst, ok1 := decimal(low.Units[i].Score)
		best, ok2 := decimal(high.Units[i].Score)
		var wanting []string
		if !ok1 || !ok2 {
			if wanting, err = s.wants(in, low, i); err != nil {
				return err
			}
		}
		known := 0
		for k := range low.Indicators {
			if low.Indicators[k].State[i] == scoring.Observed {
				known++
			}
		}
		for _, e := range byID[graph.SubjectID(in.Units[i].ID)] {
			e.Evidence = known
			if !ok1 || !ok2 {
				e.Wanting = wanting
				continue
			}
			f := growth.Figure{Year: s.year, Low: worst, From: int32(len(e.Sources))}
			if best != worst {
				f.Bound, f.High = graph.BoundRange, best
			}
			e.Sources = append(e.Sources, s.sources(low, i)...)
			f.To = int32(len(e.Sources))
			e.Series = append(e.Series, growth.Series{Name: s.model.Input, Figures: []growth.Figure{f}})
			e.Sort()
		}
	}
	return nil
}

// end returns the input with one end of every range in its place: the worse for the
// score, or the better.
func (s *scorer) end(in *scoring.Input, better bool) *scoring.Input {
	down := map[string]bool{}
	for _, n := range s.scheme.Indicators() {
		if n.Indicator.Direction == scoring.Down {
			down[n.Indicator.Value.String()] = true
		}
	}
	out := &scoring.Input{Reference: in.Reference, Units: slices.Clone(in.Units)}
	for i := range out.Units {
		u := &out.Units[i]
		all := make(map[string][]scoring.Observation, len(u.Evidence))
		for name, seen := range u.Evidence {
			if slices.ContainsFunc(seen, func(o scoring.Observation) bool { return o.Low != nil }) {
				seen = slices.Clone(seen)
				for k := range seen {
					if o := &seen[k]; o.Low != nil {
						if o.Value = o.Low; better != down[name] {
							o.Value = o.High
						}
						o.Low, o.High = nil, nil
					}
				}
			}
			all[name] = seen
		}
		u.Evidence = all
	}
	return out
}

// decimal is a score as lists have figures: to nine places, which is finer than any
// line and coarser than what platforms compute differently.
func decimal(x scoring.Number) (graph.Decimal, bool) {
	if !x.Is() {
		return graph.Decimal{}, false
	}
	d, err := graph.ParseDecimal(strconv.FormatFloat(float64(x), 'f', 9, 64))
	return d.Normal(), err == nil
}

// sources are where the evidence of a unit was read, in the order of the scheme.
func (s *scorer) sources(r *scoring.Result, unit int) []growth.Source {
	var all []growth.Source
	for i := range r.Indicators {
		x := &r.Indicators[i]
		if unit >= len(x.Evidence) {
			continue
		}
		for _, text := range x.Evidence[unit] {
			ref, ok := evidence.ParseRef(text)
			if !ok {
				continue
			}
			column := 0
			for _, c := range ref.Column {
				column = column*26 + int(c-'A') + 1
			}
			all = append(all, growth.Source{
				Source: ref.Source, Revision: ref.Revision, Document: ref.Document, Sheet: ref.Sheet, Row: ref.Row, Column: column, Printed: x.ID + " = " + ref.Value,
			})
		}
	}
	return all
}

// wants returns evidence of which nothing could be left out if the scheme were to
// score a unit: the weightiest first, as far as needed, and without what turned out
// to be too much. Where even all of it is not enough, it returns all.
func (s *scorer) wants(in *scoring.Input, r *scoring.Result, unit int) ([]string, error) {
	key := ""
	var lacking []int
	for i := range r.Indicators {
		state := r.Indicators[i].State[unit]
		key += string(state) + " "
		if state != scoring.Observed && state != scoring.NotApplicable {
			lacking = append(lacking, i)
		}
	}
	if known, ok := s.wanting[key]; ok {
		return known, nil
	}
	slices.SortStableFunc(lacking, func(a, b int) int { return cmp.Compare(r.Indicators[b].Weight, r.Indicators[a].Weight) })
	nodes := s.scheme.Indicators()
	scored := func(with []int) (bool, error) {
		u := in.Units[unit]
		all := make(map[string][]scoring.Observation, len(u.Evidence)+len(with))
		for name, seen := range u.Evidence {
			all[name] = seen
		}
		for _, i := range with {
			x := nodes[i].Indicator
			all[x.Value.String()] = append(slices.Clone(all[x.Value.String()]), s.some(x))
		}
		u.Evidence = all
		again, err := scoring.Evaluate(s.scheme, s.end(&scoring.Input{Reference: in.Reference, Units: []scoring.Unit{u}}, false))
		return err == nil && again.Units[0].Score.Is(), err
	}
	with := []int{}
	for _, i := range lacking {
		with = append(with, i)
		if ok, err := scored(with); err != nil {
			return nil, err
		} else if ok {
			break
		}
	}
	for k := 0; k < len(with); {
		fewer := slices.Delete(slices.Clone(with), k, k+1)
		ok, err := scored(fewer)
		switch {
		case err != nil:
			return nil, err
		case ok:
			with = fewer
		default:
			k++
		}
	}
	var names []string
	for _, i := range with {
		if name := nodes[i].Indicator.Value.String(); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	s.wanting[key] = names
	return names, nil
}

// some is an observation that an indicator can read, as strong and new as any. Only
// that it is there matters.
func (s *scorer) some(x *scoring.Indicator) scoring.Observation {
	o := scoring.Observation{Date: s.reference, Basis: scoring.Tested}
	for text, value := range x.Normalise.Categories {
		if value.Is() && (o.Text == "" || text < o.Text) {
			o.Text = text
		}
	}
	if o.Text == "" {
		one := 1.0
		if n := &x.Normalise; n.Method == scoring.NormaliseGoalposts {
			one = n.High.Value
		}
		o.Value = &one
	}
	return o
}
