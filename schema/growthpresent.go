package schema

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer/mapping"
	"github.com/chainatlas/chainatlas/schema/internal/model"
	"github.com/chainatlas/chainatlas/scoring/growth"
	"github.com/chainatlas/chainatlas/scoring/growth/gather"
	"github.com/chainatlas/chainatlas/scoring/growth/register"
)

// The values of the engine as the schema names them.
var (
	presentedStates = map[growth.State]model.GrowthState{
		growth.In: model.GrowthStateIn, growth.Borderline: model.GrowthStateBorderline, growth.Out: model.GrowthStateOut, growth.Insufficient: model.GrowthStateInsufficient,
	}
	statesOf          = reversed(presentedStates)
	presentedVerdicts = map[growth.Verdict]model.GrowthVerdict{
		growth.Met: model.GrowthVerdictMet, growth.Unmet: model.GrowthVerdictUnmet, growth.Unknown: model.GrowthVerdictUnknown,
		growth.Hand: model.GrowthVerdictByHand, growth.NotApplicable: model.GrowthVerdictNotApplicable,
	}
	presentedSures = map[growth.Sure]model.GrowthSure{
		growth.SureText: model.GrowthSureText, growth.SureSecondary: model.GrowthSureSecondary, growth.SureComputed: model.GrowthSureComputed,
		growth.SureMemory: model.GrowthSureMemory, growth.SureOwn: model.GrowthSureOwn,
	}
	presentedBounds = map[graph.Bound]model.MoneyBound{
		graph.BoundExact: model.MoneyBoundExact, graph.BoundRange: model.MoneyBoundRange, graph.BoundAtLeast: model.MoneyBoundAtLeast,
		graph.BoundAbout: model.MoneyBoundAbout, graph.BoundUndisclosed: model.MoneyBoundUndisclosed,
	}
)

func reversed[A, B comparable](m map[A]B) map[B]A {
	out := make(map[B]A, len(m))
	for a, b := range m {
		out[b] = a
	}
	return out
}

// orNil returns nil for what is not there.
func orNil[T comparable](x T) *T {
	var none T
	if x == none {
		return nil
	}
	return &x
}

func labelOrNil(l graph.Label) *graph.Label { return orNil(l) }

// presentList presents a list with its editions.
func (s *Service) presentList(v *memory.View, f found) *model.GrowthList {
	l := f.list
	x := &model.GrowthList{
		Code: l.Code, Version: l.Version, Name: &l.Name, About: labelOrNil(l.About), Class: l.Class, Family: orNil(l.Family), Hash: l.Hash(), Shipped: f.shipped,
		Validity: orNil(l.Validity), Sources: []*model.GrowthCitation{}, Criteria: []*model.GrowthCriterion{}, Inputs: []*model.GrowthInput{},
		RankedWithin: []string{}, Editions: []*model.GrowthPublication{},
	}
	x.Of, x.BySegment = l.Kind(), l.BySegment()
	if m := l.Model; m != nil {
		s := m.Read()
		x.Model = &model.GrowthModel{Scheme: m.Scheme, Title: &s.Title, Note: &s.Note, Input: m.Input, Hash: m.Hash, File: m.File}
	}
	for i := range l.Sources {
		c := &l.Sources[i]
		x.Sources = append(x.Sources, &model.GrowthCitation{Text: c.Text, URL: orNil(c.URL), Sure: presentedSures[c.Sure], Note: labelOrNil(c.Note)})
	}
	for c, at := range l.All() {
		g := &model.GrowthCriterion{
			ID: c.ID, Name: &c.Name, Section: model.GrowthSection(strings.ToUpper(at.Section)), Under: orNil(at.Under), Level: at.Level, What: c.What(), Says: new(l.Says(c)),
			Line: orNil(c.Line.String()), Note: labelOrNil(c.Note),
		}
		if c.Line != nil {
			number := c.Line.Number
			g.Number, g.Currency = &number, orNil(c.Line.Currency.String())
		}
		if sure, ok := presentedSures[c.Sure]; ok {
			g.Sure = &sure
		}
		x.Criteria = append(x.Criteria, g)
	}
	for i := range l.Inputs {
		if l.Model != nil && l.Model.Input == l.Inputs[i].ID {
			continue // computed: nobody brings it
		}
		x.Inputs = append(x.Inputs, &model.GrowthInput{ID: l.Inputs[i].ID, Name: &l.Inputs[i].Name})
	}
	if r := l.Rank; r != nil {
		x.RankedBy, x.RankedByWords, x.RankedByRatio, x.RankedWithin, x.Top = &r.By, labelOrNil(l.RankedBy()), r.ByRatio(), append(x.RankedWithin, r.Group...), orNil(r.Top)
	}
	if f.shipped {
		if data, err := growth.ShippedFile(l.Code); err == nil {
			x.File = orNil(string(data))
		}
	}
	const most = 100
	for i := range f.editions[:min(len(f.editions), most)] {
		x.Editions = append(x.Editions, s.presentEntry(v, &f.editions[i]))
	}
	return x
}

// presentEntry presents an edition as it was published.
func (s *Service) presentEntry(v *memory.View, e *register.Entry) *model.GrowthPublication {
	x := &model.GrowthPublication{
		ID: e.Subject, List: e.List, Number: e.Number, Name: e.Name, Status: model.PublicationStatus(strings.ToUpper(string(e.Status))), Hash: e.Hash, Rule: e.Rule,
		Published: orNil(e.Published), ValidTo: orNil(e.ValidTo), Batch: s.batch(v, e.Revision),
	}
	if n, err := v.Neighbours([]graph.SubjectID{e.Subject}, memory.NeighbourQuery{Edge: graph.EdgeListedIn, Incoming: true, First: 1}); err == nil {
		x.Members = n[0].Total
	}
	if all := v.Revisions(e.Subject); len(all) > 0 {
		x.Last = s.batch(v, slices.Max(all))
	}
	return x
}

// presentEdition presents an edition; entry is nil of a run.
func (s *Service) presentEdition(ctx context.Context, v *memory.View, e *growth.Edition, entry *register.Entry, tried []string) (*model.GrowthEdition, error) {
	editions, err := register.Entries(ctx, v, e.List.Code)
	if err != nil {
		return nil, err
	}
	shipped := slices.ContainsFunc(growth.Shipped(), func(l *growth.List) bool { return l.Code == e.List.Code && l.Hash() == e.Rule })
	n := e.Counts
	x := &model.GrowthEdition{
		View: v, Edition: e, List: s.presentList(v, found{e.List, shipped, editions}), Number: e.Number, Hash: e.Hash(), Results: e.Results, Inputs: e.Inputs,
		Revision: e.Data.Revision, ReferenceDate: e.When.Reference, Renewal: e.When.Renewal, Year: e.Year, Tried: tried, Corrects: orNil(e.Corrects), Reason: orNil(e.Reason),
		Counts: &model.GrowthCounts{
			Considered: n.Considered, In: n.In, Borderline: n.Borderline, Out: n.Out, Insufficient: n.Insufficient, NotFor: n.NotFor, OneMore: n.OneMore, Unseen: e.Unseen,
		},
		Tallies: []*model.GrowthTally{}, Lacking: []*model.GrowthLack{},
	}
	if x.Counts.Candidates, err = s.candidates(ctx, e); err != nil {
		return nil, err
	}
	_, x.Counts.CandidatesIn = e.Count(growth.Query{States: []growth.State{growth.In}})
	for range e.Select(growth.Query{FallsOut: true}) {
		x.Counts.FallsOut++
	}
	for _, t := range e.Tallies() {
		x.Tallies = append(x.Tallies, &model.GrowthTally{
			Criterion: t.Criterion, Met: t.Verdicts[growth.Met], Unmet: t.Verdicts[growth.Unmet], Unknown: t.Verdicts[growth.Unknown],
			ByHand: t.Verdicts[growth.Hand], NotApplicable: t.Verdicts[growth.NotApplicable],
		})
	}
	for _, lack := range e.Lacking {
		x.Lacking = append(x.Lacking, &model.GrowthLack{Need: presentNeed(e.List, lack.Need), Count: lack.Count})
	}
	if entry != nil {
		x.Publication = s.presentEntry(v, entry)
	}
	if p := before(editions, entry); p != nil {
		x.Previous = s.presentEntry(v, p)
	}
	return x, nil
}

// candidates counts the enterprises, or the projects, that an edition judges.
func (s *Service) candidates(ctx context.Context, e *growth.Edition) (int, error) {
	if !e.List.BySegment() {
		return e.Counts.Considered, nil // without the View of then
	}
	then, err := s.log.At(ctx, e.Data.Revision)
	if err != nil {
		return 0, err
	}
	return gather.Count(ctx, then, e)
}

// before returns the edition that a reader compares with: the newest that was
// published before, and not withdrawn; of a run the newest of all.
func before(editions []register.Entry, entry *register.Entry) *register.Entry {
	for i := range editions {
		p := &editions[i]
		if p.Status != "withdrawn" && (entry == nil || p.Revision < entry.Revision) {
			return p
		}
	}
	return nil
}

func presentNeed(l *growth.List, n growth.Need) *model.GrowthNeed {
	label := l.FigureLabel(n.Figure)
	return &model.GrowthNeed{Figure: n.Figure, Label: &label, Year: orNil(n.Year)}
}

func presentReasons(r growth.Reasons) []*model.GrowthReason {
	names, labels := r.Names(), r.Labels()
	out := make([]*model.GrowthReason, len(names))
	for i := range names {
		out[i] = &model.GrowthReason{Code: names[i], Label: &labels[i]}
	}
	return out
}

func presentInterval(i *growth.Interval) *model.GrowthInterval {
	if i == nil {
		return nil
	}
	return &model.GrowthInterval{Low: i.Low, High: i.High, Currency: orNil(i.Currency.String())}
}

// presentResult presents a result with the enterprise as it stands in v; segments
// are those of v by the codes that results have.
func (s *Service) presentResult(v *memory.View, l *growth.List, r *growth.Result, segments map[string]graph.SubjectID) *model.GrowthResult {
	because := l.Because(r)
	x := &model.GrowthResult{
		Because: &because, ID: r.Enterprise, Name: r.Name, Segment: orNil(r.Segment), Group: orNil(r.Group), State: presentedStates[r.State], NotFor: r.NotFor, Why: presentReasons(r.Why),
		Year: orNil(r.Year), Rank: orNil(r.Rank), Best: orNil(r.Best), Worst: orNil(r.Worst), Value: presentInterval(r.Value),
		Outcomes: []*model.GrowthOutcome{}, Needs: []*model.GrowthNeed{}, Digest: r.Digest,
	}
	if n, ok := model.Wrap(v, segments[r.Segment]).(*model.Segment); ok && r.Segment != "" {
		x.SegmentNode = n
	}
	x.GroupLabel = labelOrNil(l.GroupLabel(r.Group, func(string) string { return "" }))
	switch n := model.Wrap(v, r.Enterprise).(type) {
	case *model.Enterprise:
		x.Enterprise = n
	case *model.Project:
		x.Project = n
	}
	s.presentOutcomes(v, l, r.Criteria, "", x)
	for _, n := range r.Needs {
		x.Needs = append(x.Needs, presentNeed(l, n))
	}
	if o := r.Next; o != nil {
		x.Next = &model.GrowthOutlook{Year: o.Year, FallsOut: append([]string{}, o.FallsOut...), Targets: []*model.GrowthTarget{}}
		for _, t := range o.Targets {
			x.Next.Targets = append(x.Next.Targets, &model.GrowthTarget{
				Criterion: t.Criterion, Need: presentNeed(l, growth.Need{Figure: t.Figure, Year: o.Year}), Number: t.Number, Currency: orNil(t.Currency.String()), Change: t.Change,
			})
		}
	}
	return x
}

func (s *Service) presentOutcomes(v *memory.View, l *growth.List, all []growth.Outcome, under string, x *model.GrowthResult) {
	for i := range all {
		o := &all[i]
		name := graph.Label{Zh: o.ID, En: o.ID}
		if c := l.Find(o.ID); c != nil {
			name = c.Name
		}
		g := &model.GrowthOutcome{
			Criterion: o.ID, Name: &name, Under: orNil(under), Verdict: presentedVerdicts[o.Verdict], Why: presentReasons(o.Why), Value: presentInterval(o.Value),
			Line: orNil(o.Line), Distance: presentInterval(o.Distance), Figures: []*model.GrowthFigure{}, Facts: []*model.GrowthFact{},
		}
		for k := range o.Figures {
			g.Figures = append(g.Figures, presentFigure(v, l, &o.Figures[k]))
		}
		for k := range o.Facts {
			f := &o.Facts[k]
			label := l.FactLabel(&f.Fact)
			fact := &model.GrowthFact{Name: f.Name, Label: &label, Text: f.Text, From: orNil(f.From), To: orNil(f.To)}
			if f.Read != nil {
				fact.Source = presentSource(v, f.Read)
			}
			g.Facts = append(g.Facts, fact)
		}
		x.Outcomes = append(x.Outcomes, g)
		s.presentOutcomes(v, l, o.Parts, o.ID, x)
	}
}

func presentFigure(v *memory.View, l *growth.List, f *growth.FigureUsed) *model.GrowthFigure {
	label := l.FigureLabel(f.Name)
	x := &model.GrowthFigure{
		Name: f.Name, Label: &label, Year: int(f.Year), Bound: presentedBounds[f.Bound], Currency: orNil(f.Currency.String()), Derived: f.Derived, Sources: []*model.GrowthSource{},
	}
	if f.Bound != graph.BoundUndisclosed {
		low := f.Low
		x.Low = &low
	}
	if f.Bound == graph.BoundRange {
		high := f.High
		x.High = &high
	}
	if f.Spread != nil {
		low, high := f.Spread.Low, f.Spread.High
		x.Conflict = &model.GrowthInterval{Low: &low, High: &high, Currency: x.Currency}
		if f.Spread.Open {
			x.Conflict.High = nil
		}
	}
	for i := range f.Sources {
		x.Sources = append(x.Sources, presentSource(v, &f.Sources[i]))
	}
	return x
}

func presentSource(v *memory.View, s *growth.Source) *model.GrowthSource {
	x := &model.GrowthSource{
		Source: string(s.Source), Name: string(s.Source), Revision: orNil(s.Revision), Document: orNil(s.Document), Hash: orNil(s.Hash), Sheet: orNil(s.Sheet),
		Row: orNil(s.Row), Column: orNil(s.Column), Printed: orNil(s.Printed), DataDate: orNil(s.DataDate),
	}
	if declared, _, ok := v.LastDeclared(s.Source); ok && declared.Name != "" {
		x.Name = declared.Name
	}
	if s.Row > 0 && s.Column > 0 {
		x.Cell = orNil(fmt.Sprintf("%s%d", mapping.ColumnLetters(s.Column), s.Row))
	}
	return x
}

// diff answers what differs between two editions.
func (s *Service) diff(ctx context.Context, v *memory.View, from *model.GrowthEditionKey, to *model.GrowthEditionKey, run *model.GrowthRunInput, rejudge bool, first int) (*model.GrowthDiff, error) {
	if err := model.CheckFirst(first, memory.MaxPage); err != nil {
		return nil, err
	}
	if (to == nil) == (run == nil) {
		return nil, say(graph.CodeInvalid, "需要 to 或 run 之一", "either to or run is needed")
	}
	read := func(k *model.GrowthEditionKey) (*growth.Edition, error) {
		x, err := register.Find(ctx, v, k.List, k.Number)
		if err != nil {
			return nil, err
		}
		return s.desk.Edition(ctx, x.File.Hash)
	}
	a, err := read(from)
	if err != nil {
		return nil, err
	}
	var b *growth.Edition
	if to != nil {
		b, err = read(to)
	} else {
		b, err = s.drawn(ctx, v, run)
	}
	if err != nil {
		return nil, err
	}
	var again growth.Rejudge
	if rejudge && a.Rule != b.Rule {
		then, err := s.log.At(ctx, b.Data.Revision)
		if err != nil {
			return nil, err
		}
		if again, err = register.Rejudge(ctx, s.store, then, a.List, b); err != nil {
			return nil, err
		}
	}
	d, err := growth.Compare(a, b, again)
	if err != nil {
		return nil, say(graph.CodeInvalid, "%[1]s 与 %[2]s 不是同一榜单", "editions of %[1]s and of %[2]s have nothing in common", a.List.Code, b.List.Code)
	}
	return presentDiff(d, first), nil
}

func presentDiff(d *growth.Diff, first int) *model.GrowthDiff {
	x := &model.GrowthDiff{
		From: d.From, To: d.To, SameRule: d.SameRule, Entered: d.Entered, Left: d.Left, Moved: d.Moved, Stayed: d.Stayed,
		Causes: []*model.GrowthCauseCount{}, Changes: []*model.GrowthChange{}, ChangeCount: len(d.Changes),
	}
	counts := map[model.GrowthCause]int{}
	for i := range d.Changes {
		c := &d.Changes[i]
		g := &model.GrowthChange{
			ID: c.Enterprise, Name: c.Name, Segment: orNil(c.Segment), Move: model.GrowthMove(strings.ToUpper(c.Kind)), Was: presentedStates[c.Was], Is: presentedStates[c.Is],
			Gone: c.Gone, WasRank: orNil(c.WasRank), IsRank: orNil(c.IsRank), Causes: []model.GrowthCause{}, Unmet: append([]string{}, c.Unmet...),
		}
		for _, cause := range c.Causes {
			g.Causes = append(g.Causes, model.GrowthCause(strings.ToUpper(cause)))
			if c.Kind == "entered" || c.Kind == "left" {
				counts[g.Causes[len(g.Causes)-1]]++
			}
		}
		if i < first {
			x.Changes = append(x.Changes, g)
		}
	}
	for _, cause := range model.AllGrowthCause {
		if counts[cause] > 0 {
			x.Causes = append(x.Causes, &model.GrowthCauseCount{Cause: cause, Count: counts[cause]})
		}
	}
	return x
}
