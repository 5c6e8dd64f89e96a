package schema

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"sync"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
	"github.com/chainatlas/chainatlas/scoring"
	"github.com/chainatlas/chainatlas/scoring/rating"
	"github.com/chainatlas/chainatlas/scoring/schemes"
)

const (
	maxRunsOpen    = 8    // runs that are kept open, so that a slider need not read them again
	maxUnitsShown  = 1000 // units of a run in one answer
	maxLeftShown   = 20
	maxWhatIf      = 500
	maxSchemesKept = 100 // schemes of runs that are looked at
)

// runFiles keeps the runs that were asked for last. A run never changes.
type runFiles struct {
	mu   sync.Mutex
	open []*openRun // the last used last
}

type openRun struct {
	number string
	once   sync.Mutex
	file   *rating.File
}

// get returns a run's slot, the oldest giving way.
func (f *runFiles) get(number string) *openRun {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := slices.IndexFunc(f.open, func(o *openRun) bool { return o.number == number })
	o := &openRun{number: number}
	if i >= 0 {
		o = f.open[i]
		f.open = slices.Delete(f.open, i, i+1)
	}
	if f.open = append(f.open, o); len(f.open) > maxRunsOpen {
		f.open = slices.Delete(f.open, 0, 1)
	}
	return o
}

// keptRun returns a run that a View has by its number, with its file; a nil file if
// there is none.
func (s *Service) keptRun(ctx context.Context, v *memory.View, number string) (rating.Entry, *rating.File, error) {
	e, err := rating.Find(ctx, v, number)
	if graph.CodeOf(err) == graph.CodeNotFound {
		return e, nil, nil
	}
	if err != nil {
		return e, nil, err
	}
	f, err := s.fileOf(ctx, e)
	return e, f, err
}

// fileOf returns the file of a run.
func (s *Service) fileOf(ctx context.Context, e rating.Entry) (*rating.File, error) {
	o := s.runs.get(e.Number)
	o.once.Lock()
	defer o.once.Unlock()
	if o.file == nil {
		f, _, err := rating.Open(ctx, s.store, e)
		if err != nil {
			return nil, err
		}
		o.file = f
	}
	return o.file, nil
}

// schemeOf returns which scheme a run applies. It is in the run's file; as files are
// large and schemes few, what a scheme is called is kept.
func (s *Service) schemeOf(ctx context.Context, e rating.Entry) (*scoring.SchemeRef, error) {
	if known, ok := s.schemes.Load(e.Scheme); ok && e.Scheme != "" {
		return known.(*scoring.SchemeRef), nil
	}
	f, err := s.fileOf(ctx, e)
	if err != nil {
		return nil, err
	}
	ref := f.Run.Result.Scheme
	s.schemes.Store(e.Scheme, &ref)
	return &ref, nil
}

// listed shows a run as it is listed.
func (s *Service) listed(ctx context.Context, v *memory.View, e *rating.Entry) (*model.RatingRunEntry, error) {
	of, err := s.schemeOf(ctx, *e)
	if err != nil {
		return nil, err
	}
	return s.entryModel(ctx, v, e, of)
}

// entryModel shows a run of a scheme as it is listed.
func (s *Service) entryModel(ctx context.Context, v *memory.View, e *rating.Entry, of *scoring.SchemeRef) (*model.RatingRunEntry, error) {
	release, err := s.releaseOf(ctx, v, e)
	if err != nil {
		return nil, err
	}
	segment, err := s.cohortOf(ctx, v, e)
	if err != nil {
		return nil, err
	}
	newest, err := s.newestThan(ctx, v, e)
	if err != nil {
		return nil, err
	}
	m := &model.RatingRunEntry{
		Release: release, Segment: segment, Newest: newest,
		Number: e.Number, Name: e.Name, Scheme: of.ID, Edition: of.Edition, Title: &of.Title, Status: string(e.Status), Revision: e.Revision, Actor: e.Actor,
		Reference: dateOrNil(e.Reference),
	}
	if h := v.Header(e.Revision); h != nil {
		m.Recorded, m.Reason = &h.Recorded, h.Reason
	}
	return m, nil
}

// cohortOf returns the segment that a run rates; nil if it rates others, or if a
// View has no such segment. The word for it is in the run's file, which never
// changes: it is kept.
func (s *Service) cohortOf(ctx context.Context, v *memory.View, e *rating.Entry) (*model.Segment, error) {
	word, err := s.cohortWord(ctx, e)
	if err != nil || word == "" {
		return nil, err
	}
	id, err := segmentOf(v, word)
	if err != nil {
		return nil, nil // it was renamed, or is not there yet: the run is told without it
	}
	return model.NewSegment(v, *id), nil
}

// cohortWord returns the word by which a run names its segment; "" for everywhere.
func (s *Service) cohortWord(ctx context.Context, e *rating.Entry) (string, error) {
	word, ok := s.cohorts.Load(e.Number)
	if !ok {
		f, err := s.fileOf(ctx, *e)
		if err != nil {
			return "", err
		}
		word, _ = s.cohorts.LoadOrStore(e.Number, f.Spec.Cohort.Segment)
	}
	return word.(string), nil
}

// releaseOf returns the number under which the release of a run is; nil of a draft.
// A run that corrects another has none of its own: that of the other tells so.
func (s *Service) releaseOf(ctx context.Context, v *memory.View, e *rating.Entry) (*string, error) {
	if e.Release != "" {
		return &e.Number, nil
	}
	if e.Status == rating.Draft {
		return nil, nil
	}
	if known, ok := s.corrects.Load(e.Number); ok {
		number := known.(string)
		return &number, nil
	}
	all, err := rating.Entries(ctx, v)
	if err != nil {
		return nil, err
	}
	for _, x := range all {
		if x.Release == "" || x.Scheme != e.Scheme {
			continue
		}
		r, _, err := rating.OpenRelease(ctx, s.store, v, x)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(r.Steps, func(step rating.Step) bool { return step.Run == e.Number }) {
			s.corrects.Store(e.Number, x.Number)
			return &x.Number, nil
		}
	}
	return nil, nil
}

func dateOrNil(d graph.Date) *graph.Date {
	if d.IsZero() {
		return nil
	}
	return &d
}

// floatOf is a number, or null where there is none.
func floatOf(n scoring.Number) *float64 {
	if !n.Is() {
		return nil
	}
	f := float64(n)
	return &f
}

func rankOf(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}

// ratingSchemes answers the schemes that come with the program, and those of runs,
// each edition once.
func (s *Service) ratingSchemes(ctx context.Context, v *memory.View) ([]*model.RatingScheme, error) {
	all, err := s.schemesKnown(ctx, v)
	if err != nil {
		return nil, err
	}
	out := make([]*model.RatingScheme, len(all))
	for i, x := range all {
		out[i] = schemeModel(x)
	}
	return out, nil
}

func (s *Service) schemesKnown(ctx context.Context, v *memory.View) ([]*scoring.Scheme, error) {
	var all []*scoring.Scheme
	for _, name := range schemes.Names() {
		file, _ := schemes.File(name)
		x, err := scoring.Parse(name, file)
		if err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	runs, err := rating.Entries(ctx, v)
	if err != nil {
		return nil, err
	}
	seen := map[graph.SubjectID]bool{}
	for _, e := range runs {
		if seen[e.Scheme] || len(seen) == maxSchemesKept {
			continue
		}
		seen[e.Scheme] = true
		f, err := s.fileOf(ctx, e)
		if err != nil {
			return nil, err
		}
		x, err := f.Scheme()
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(all, func(y *scoring.Scheme) bool { return y.Hash() == x.Hash() }) {
			all = append(all, x)
		}
	}
	return all, nil
}

// findScheme returns a scheme by its ID, of an edition or the newest that is known;
// nil if there is none.
func (s *Service) findScheme(ctx context.Context, v *memory.View, id string, edition *string) (*scoring.Scheme, error) {
	all, err := s.schemesKnown(ctx, v)
	if err != nil {
		return nil, err
	}
	for _, x := range slices.Backward(all) {
		if x.ID == id && (edition == nil || x.Edition == *edition) {
			return x, nil
		}
	}
	return nil, nil
}

// schemeModel shows a scheme.
func schemeModel(s *scoring.Scheme) *model.RatingScheme {
	m := &model.RatingScheme{
		ID: s.ID, Edition: s.Edition, Hash: s.Hash().String(), Title: &s.Title, Note: &s.Note, Rates: string(s.Kind), Status: string(s.Status), Digits: s.Digits,
		ReviewDays: max(s.Review, rating.MinReview), Nodes: []*model.SchemeNode{}, Gates: []*model.SchemeGate{}, Grades: []*model.SchemeGrade{}, File: string(s.Text()),
	}
	type above struct {
		id            string
		weight, share *float64
	}
	parents := map[string]above{}
	one := 1.0
	s.Walk(func(n *scoring.Node, depth int) {
		up, has := parents[n.ID]
		if !has {
			up = above{share: &one}
		}
		x := &model.SchemeNode{ID: n.ID, Label: &n.Label, Depth: depth, Weight: up.weight, Share: up.share, Indicator: n.Indicator != nil, Sources: slices.Concat([]string{}, n.Sources)}
		if has {
			x.Parent = &up.id
		}
		if i := n.Indicator; i != nil {
			x.Unit, x.Direction, x.Method, x.Example = i.Unit, string(i.Direction), string(i.Normalise.Method), i.Example
			x.Evidence, x.Basis = string(i.Evidence.From)+" "+i.Evidence.Name, basisName(i.Evidence.Basis)
			if i.Normalise.Low != nil && !i.Normalise.Low.Quantile {
				x.Low = &i.Normalise.Low.Value
			}
			if i.Normalise.High != nil && !i.Normalise.High.Quantile {
				x.High = &i.Normalise.High.Value
			}
		}
		if g := n.Group; g != nil {
			x.Method, x.Coverage, x.CoverageOf = string(g.Aggregation.Method), &g.Coverage, cmp.Or(string(g.CoverageOf), "weight")
			weights := scoring.GivenWeights(n)
			for k, c := range g.Children {
				child := above{id: n.ID}
				if weights != nil {
					child.weight = &weights[k]
					if up.share != nil {
						of := *up.share * weights[k]
						child.share = &of
					}
				}
				parents[c.ID] = child
			}
		}
		m.Nodes = append(m.Nodes, x)
	})
	for i := range s.Gates {
		g := &model.SchemeGate{ID: s.Gates[i].ID, Label: &s.Gates[i].Label, Require: s.Gates[i].Require.String(), Cap: s.Gates[i].Cap}
		if words, ok := s.Sentence(&s.Gates[i]); ok {
			g.Sentence = &words
		}
		m.Gates = append(m.Gates, g)
	}
	for i, g := range s.Grades {
		x := &model.SchemeGrade{ID: g.ID, Label: &g.Label}
		switch {
		case g.Quantile:
			x.Quantile = &s.Grades[i].From
		case g.From > -math.MaxFloat64:
			x.From = &s.Grades[i].From
		}
		m.Grades = append(m.Grades, x)
	}
	return m
}

func basisName(b scoring.Basis) string {
	t, err := b.MarshalText()
	if err != nil {
		return ""
	}
	return string(t)
}

// ratingRuns answers the runs, the newest first.
func (s *Service) ratingRuns(ctx context.Context, v *memory.View, first int) ([]*model.RatingRunEntry, error) {
	if err := model.CheckFirst(first, memory.MaxPage); err != nil {
		return nil, err
	}
	all, err := rating.Entries(ctx, v)
	if err != nil {
		return nil, err
	}
	out := []*model.RatingRunEntry{}
	for i := range all[:min(first, len(all))] {
		m, err := s.listed(ctx, v, &all[i])
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

// ratingRun answers a run.
func (s *Service) ratingRun(ctx context.Context, v *memory.View, number string) (*model.RatingRun, error) {
	e, f, err := s.keptRun(ctx, v, number)
	if err != nil || f == nil {
		return nil, err
	}
	return s.runModel(ctx, v, &e, f)
}

func (s *Service) runModel(ctx context.Context, v *memory.View, e *rating.Entry, f *rating.File) (*model.RatingRun, error) {
	scheme, err := f.Scheme()
	if err != nil {
		return nil, err
	}
	r := f.Run.Result
	entry, err := s.entryModel(ctx, v, e, &r.Scheme)
	if err != nil {
		return nil, err
	}
	m := &model.RatingRun{
		Entry: entry, Scheme: schemeModel(scheme), Data: r.Data, Hash: e.Hash, DataRevision: f.Data.Revision, Seed: strconv.FormatUint(f.Spec.Seed, 10),
		Silent: len(f.Silent), Notices: []*graph.Label{}, Units: []*model.RatedUnit{}, Sensitivity: []*model.RatingFactor{}, LeftOut: []*model.RatingLeft{},
	}
	if f.Spec.Cohort.Segment != "" {
		if id, err := segmentOf(v, f.Spec.Cohort.Segment); err == nil {
			m.Segment = id
		}
	}
	for _, n := range r.Notices {
		m.Notices = append(m.Notices, &n)
	}
	if u := f.Run.Uncertainty; u != nil {
		m.Simulated, m.Top = u.Runs, u.Top
	}
	c, err := cohortAt(ctx, v, e, f)
	if err != nil {
		return nil, err
	}
	m.Rated = c.scored
	for _, i := range c.order[:min(maxUnitsShown, len(c.order))] {
		m.Units = append(m.Units, c.unit(i))
	}
	for _, x := range f.Run.Sensitivity {
		m.Sensitivity = append(m.Sensitivity, &model.RatingFactor{Factor: x.Factor, First: &x.First, Total: &x.Total})
	}
	left := c.left()
	slices.SortStableFunc(left, func(a, b scoring.Left) int {
		switch {
		case a.Shift > b.Shift:
			return -1
		case a.Shift < b.Shift:
			return 1
		}
		return 0
	})
	for _, x := range left[:min(maxLeftShown, len(left))] {
		m.LeftOut = append(m.LeftOut, &model.RatingLeft{Indicator: x.Indicator, Unit: x.Unit, Shift: x.Shift, Reversals: slices.Concat([]string{}, x.Reversals)})
	}
	return m, nil
}
