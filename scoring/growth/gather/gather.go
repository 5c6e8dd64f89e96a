// Package gather reads the candidates of lists off a View: figures by fiscal year
// with the cells they were read in, and facts such as titles, acquisitions and
// the segments that an enterprise stands in; of a list of projects what each is and
// is about. Where a list has a model, the score of each candidate is among its
// figures.
//
// It states what the View shows and nothing else. Where sources disagree, a
// figure spans what they say. A year of which only both halves or all quarters
// are known is their sum, and says so. Equity raised is the sum of the rounds that
// are recorded, hence a lower end: there may have been others.
package gather

import (
	"context"
	"iter"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/scoring/growth"
)

// block is how many enterprises are read at a time.
const block = 512

// Candidates reads the candidates of a list off a View, in the order of their IDs
// and, by segment, of their segments; one of which no segment is known is a
// candidate without one. when says as of which day a model scores them; of a list
// without a model it does not matter. It fails with CodeInvalid if the reference
// date of a list with a model is no day, and with the end of ctx.
func Candidates(ctx context.Context, v *memory.View, l *growth.List, when growth.When) ([]*growth.Enterprise, error) {
	ids, err := v.Select(ctx, l.Kind(), nil)
	if err != nil {
		return nil, err
	}
	return Some(ctx, v, l, when, ids)
}

// Some is Candidates of the given enterprises or projects alone.
func Some(ctx context.Context, v *memory.View, l *growth.List, when growth.When, ids []graph.SubjectID) ([]*growth.Enterprise, error) {
	g := &gatherer{view: v, bySegment: l.BySegment(), documents: map[graph.Hash]string{}}
	kind := v.Vocabulary().Kind(graph.KindEnterprise)
	g.numbers = map[string]bool{}
	for _, name := range growth.Figures() {
		if p := kind.Property(name); p != nil {
			g.numbers[name] = true
		}
	}
	read := g.read
	if l.Of == growth.Project {
		read = g.projects
	}
	for some := range slices.Chunk(ids, block) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := read(some); err != nil {
			return nil, err
		}
	}
	if l.Model == nil {
		return g.all, nil
	}
	return g.all, g.scores(ctx, l, when, ids)
}

// Count returns how many enterprises, or projects, an edition judges; v is the View
// that it was drawn up from. Of a list by segment it has more results than that.
func Count(ctx context.Context, v *memory.View, e *growth.Edition) (int, error) {
	if !e.List.BySegment() {
		return e.Counts.Considered, nil
	}
	all, err := v.Select(ctx, e.List.Kind(), nil)
	return len(all), err
}

// Segments returns the segments of a View by the codes that candidates have.
func Segments(ctx context.Context, v *memory.View) (map[string]graph.SubjectID, error) {
	ids, err := v.Select(ctx, graph.KindSegment, nil)
	if err != nil {
		return nil, err
	}
	r := &reading{gatherer: &gatherer{view: v}}
	byCode := make(map[string]graph.SubjectID, len(ids))
	for _, id := range ids {
		byCode[r.code(id)] = id
	}
	return byCode, nil
}

// Explain judges enterprises or projects again, and tells what each result rests on,
// in the order of the ids; brought is what persons bring for them. Without all the
// others it knows no rank.
func Explain(ctx context.Context, v *memory.View, l *growth.List, when growth.When, brought []growth.Brought, ids []graph.SubjectID) ([]*growth.Result, error) {
	all, err := Some(ctx, v, l, when, ids)
	if err != nil {
		return nil, err
	}
	j, err := growth.NewJudge(l, when)
	if err != nil {
		return nil, err
	}
	results := make([]*growth.Result, 0, len(all))
	for _, e := range growth.Bring(all, brought, j.Year()) {
		results = append(results, j.Explain(e))
	}
	return results, nil
}

// Explained yields results of an edition with what they rest on: of those in and at
// the border it is in the edition; of the others it is worked out anew from v, the
// View that the edition was drawn up from, of the first most of them. The others
// after those have the verdicts alone. It ends with the first error.
func Explained(ctx context.Context, v *memory.View, e *growth.Edition, results iter.Seq[*growth.Result], most int) iter.Seq2[*growth.Result, error] {
	type key struct {
		id      graph.SubjectID
		segment string
	}
	return func(yield func(*growth.Result, error) bool) {
		var some []*growth.Result
		var ids []graph.SubjectID // of the others among some
		asked := map[graph.SubjectID]bool{}
		flush := func() bool {
			anew, err := Explain(ctx, v, e.List, e.When, e.Brought, ids)
			if err != nil {
				yield(nil, err)
				return false
			}
			found := make(map[key]*growth.Result, len(anew))
			for _, r := range anew {
				found[key{r.Enterprise, r.Segment}] = r
			}
			for _, r := range some {
				// What was known of it is the same, or it is another matter.
				if x := found[key{r.Enterprise, r.Segment}]; x != nil && x.Digest == r.Digest {
					told := *r
					told.Year, told.Criteria = x.Year, x.Criteria
					r = &told
				}
				if !yield(r, nil) {
					return false
				}
			}
			some, ids = some[:0], ids[:0]
			clear(asked)
			return true
		}
		for r := range results {
			some = append(some, r)
			if r.State != growth.In && r.State != growth.Borderline && most > 0 {
				most--
				if !asked[r.Enterprise] {
					asked[r.Enterprise] = true
					ids = append(ids, r.Enterprise)
				}
			}
			if len(some) == block && !flush() {
				return
			}
		}
		flush()
	}
}

type gatherer struct {
	view      *memory.View
	bySegment bool
	numbers   map[string]bool
	documents map[graph.Hash]string // hashes as text, each once
	all       []*growth.Enterprise
}

// relations are the edges of a block of enterprises, by type.
type relations map[string][]memory.Neighbours

func (g *gatherer) read(ids []graph.SubjectID) error {
	nodes := g.view.Nodes(ids...)
	edges := relations{}
	for _, t := range []string{
		graph.EdgeRaised, graph.EdgeInvestedIn, graph.EdgeRecognisedBy, graph.EdgeLocatedIn, graph.EdgeInSegment, graph.EdgeMakes, graph.EdgeServes,
	} {
		n, err := g.view.Neighbours(ids, memory.NeighbourQuery{Edge: t, First: memory.MaxPage})
		if err != nil {
			return err
		}
		edges[t] = n
	}
	for i, n := range nodes {
		if n == nil {
			continue
		}
		r := &reading{gatherer: g, node: n, e: &growth.Enterprise{ID: n.ID, Name: g.view.Name(n.ID)}}
		r.edges = func(t string) []memory.Edge { return edges[t][i].Edges }
		if err := r.all(); err != nil {
			return err
		}
	}
	return nil
}

// reading is one enterprise on its way.
type reading struct {
	*gatherer
	node  *memory.Node
	e     *growth.Enterprise
	edges func(edge string) []memory.Edge
}

func (r *reading) all() error {
	parts := map[string][]part{}
	for i := range r.node.Properties {
		p := &r.node.Properties[i]
		switch {
		case r.numbers[p.Name]:
			r.number(p, parts)
		default:
			r.property(p)
		}
	}
	r.years(parts)
	r.rounds()
	r.acquisitions()
	r.titles()
	r.places()
	for _, e := range r.edges(graph.EdgeServes) {
		r.fact("sector", r.view.Name(e.To), &e.Best)
	}
	r.stage()
	return r.segments()
}

// source keeps where a statement was read, and returns its index plus one.
func (r *reading) source(s *memory.Statement) int32 {
	x := growth.Source{Source: s.Source, Revision: s.Made, DataDate: s.DataDate, Printed: s.Value.String()}
	if h := s.Place.Document.Hash; !h.IsZero() {
		text, ok := r.documents[h]
		if !ok {
			text = h.String()
			r.documents[h] = text
		}
		x.Document, x.Hash = s.Place.Document.Name, text
	}
	x.Sheet, x.Row, x.Column = s.Place.Sheet, s.Place.Row, s.Place.Column
	r.e.Sources = append(r.e.Sources, x)
	return int32(len(r.e.Sources))
}

// fact adds a fact.
func (r *reading) fact(name, text string, s *memory.Statement) *growth.Fact {
	if text == "" {
		return &growth.Fact{}
	}
	for i := range r.e.Facts {
		if f := &r.e.Facts[i]; f.Name == name && f.Text == text && f.From.IsZero() && f.To.IsZero() && name != growth.FactTitle {
			return f
		}
	}
	r.e.Facts = append(r.e.Facts, growth.Fact{Name: name, Text: text, Source: r.source(s)})
	return &r.e.Facts[len(r.e.Facts)-1]
}

// has reports whether there is a fact of a name.
func (r *reading) has(name string) bool {
	return slices.ContainsFunc(r.e.Facts, func(f growth.Fact) bool { return f.Name == name })
}

// property reads what is no figure.
func (r *reading) property(p *memory.Property) {
	v := p.Value()
	if v.IsZero() {
		return
	}
	switch p.Name {
	case graph.PropFounded:
		r.e.Founded = v.Date
		r.fact(growth.FactFounded, v.Date.String(), &p.Winner)
	case "listed":
		r.fact(growth.FactListed, v.String(), &p.Winner).From = v.Date
	case graph.PropStockCode:
		// What is traded over the counter is not listed.
		if code := graph.NormaliseStockCode(v.Text); code != "" && !strings.HasSuffix(code, ".NEEQ") && !r.has(growth.FactListed) {
			r.fact(growth.FactListed, code, &p.Winner)
		}
	case graph.PropCreditCode:
		r.fact("country", "CN", &p.Winner) // GB 32100 is for who is registered in China
	case graph.PropStage, graph.PropKind, graph.PropStatus, "country", "exchange", "industry":
		r.fact(p.Name, v.Text, &p.Winner)
	}
}

// titles reads the titles that it bears, with their validity.
func (r *reading) titles() {
	for _, e := range r.edges(graph.EdgeRecognisedBy) {
		f := r.fact(growth.FactTitle, r.view.Name(e.To), &e.Best)
		for i := range e.Attributes {
			switch a := &e.Attributes[i]; a.Name {
			case "validFrom":
				f.From = a.Value().Date
			case "validTo":
				f.To = a.Value().Date
			case graph.PropStatus:
				// One that has merely expired says so by its dates, too.
				f.Void = a.Value().Text == "revoked" || a.Value().Text == "proposed"
			}
		}
	}
}

// places reads where it is.
func (r *reading) places() {
	for _, e := range r.edges(graph.EdgeLocatedIn) {
		n := r.view.Node(e.To)
		switch {
		case n == nil:
		case n.Kind == graph.KindRegion:
			r.fact("region", value(n, graph.PropCode).Text, &e.Best)
		default:
			r.fact("park", r.view.Name(e.To), &e.Best)
		}
	}
}

// value returns the value that a node shows of a property that is no observation.
func value(n *memory.Node, name string) graph.Value {
	for i := range n.Properties {
		if p := &n.Properties[i]; p.Name == name && p.Period == "" && !p.Set {
			return p.Value()
		}
	}
	return graph.Value{}
}

// stage works the stage out of what is known: listed, or about to be; with four
// years of revenue in a row up to the newest, of growth; with revenue, early; with
// no revenue in the years that are known, seed. Nothing known, no stage.
func (r *reading) stage() {
	stage := ""
	for i := range r.e.Facts {
		if f := &r.e.Facts[i]; f.Name == growth.FactStage && f.Text == "preIPO" {
			stage = "preIPO"
		}
	}
	var best *growth.Figure
	if figures := r.figures(graph.PropRevenue); stage == "" && len(figures) > 0 {
		best = &figures[len(figures)-1]
		row := 1
		for i := len(figures) - 1; i > 0 && figures[i-1].Year == figures[i].Year-1; i-- {
			row++
		}
		some := slices.ContainsFunc(figures, func(f growth.Figure) bool { return f.Low.Sign() > 0 || f.Bound != graph.BoundExact })
		switch {
		case some && row >= 4:
			stage = "growth"
		case some:
			stage = "early"
		default:
			stage = "seed"
		}
	}
	if r.has(growth.FactListed) {
		stage = "listed"
	}
	if stage == "" {
		return
	}
	f := growth.Fact{Name: "stageByFigures", Text: stage}
	if best != nil && best.To > best.From {
		f.Source = best.From + 1
	}
	r.e.Facts = append(r.e.Facts, f)
}

// figures returns the figures of a name, which are in order by then.
func (r *reading) figures(name string) []growth.Figure {
	for i := range r.e.Series {
		if r.e.Series[i].Name == name {
			return r.e.Series[i].Figures
		}
	}
	return nil
}
