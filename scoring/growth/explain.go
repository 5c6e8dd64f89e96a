package growth

import (
	"math"
	"slices"
	"strconv"

	"github.com/chainatlas/chainatlas/graph"
)

// Interval is what a formula can be; an end that is not there is open. Computed
// numbers have twelve significant digits.
type Interval struct {
	Low      *graph.Decimal `json:"low,omitempty"`
	High     *graph.Decimal `json:"high,omitempty"`
	Currency Currency       `json:"currency,omitzero"`
}

// Exact reports whether the interval is one number.
func (i *Interval) Exact() bool { return i.Low != nil && i.High != nil && *i.Low == *i.High }

// FigureUsed is a figure that a criterion looked at, and where it was read.
type FigureUsed struct {
	Name string `json:"name"`
	Figure
	Sources []Source `json:"sources,omitempty"`
}

// FactUsed is a fact that a criterion looked at.
type FactUsed struct {
	Fact
	Read *Source `json:"read,omitempty"`
}

// Outcome is the outcome of one criterion for one candidate.
type Outcome struct {
	ID       string       `json:"id"`
	Section  string       `json:"section,omitempty"` // "scope", "eligible", "criteria" or "gates"; of parts ""
	Verdict  Verdict      `json:"verdict"`
	Why      Reasons      `json:"why"`
	Value    *Interval    `json:"value,omitempty"`
	Line     string       `json:"line,omitempty"`
	Distance *Interval    `json:"distance,omitempty"` // from the line: positive is beyond it on the good side
	Figures  []FigureUsed `json:"figures,omitempty"`
	Facts    []FactUsed   `json:"facts,omitempty"`
	Parts    []Outcome    `json:"parts,omitempty"`
}

// Result is the outcome of a list for one candidate, with everything that it
// rests on.
type Result struct {
	Enterprise graph.SubjectID `json:"enterprise"`
	Name       string          `json:"name"`
	Segment    string          `json:"segment,omitempty"`
	Group      string          `json:"group,omitempty"` // that it is ranked in
	State      State           `json:"state"`
	NotFor     bool            `json:"notFor,omitempty"` // the list is not for it, so that it is out is no judgement
	Why        Reasons         `json:"why"`              // what of its rank kept it out, or in doubt
	Year       int             `json:"year"`             // the latest fiscal year of it that counts
	Rank       int             `json:"rank,omitempty"`
	Best       int             `json:"best,omitempty"` // the ranks that it can have within what is known
	Worst      int             `json:"worst,omitempty"`
	Value      *Interval       `json:"value,omitempty"` // that it is ranked by
	Criteria   []Outcome       `json:"criteria"`
	// Needs are the fewest figures that would have to be known for it to be
	// decided; none if that is not what it lacks. With one, it would qualify with
	// that alone, if the figure is good enough.
	Needs  []Need   `json:"needs,omitempty"`
	Next   *Outlook `json:"next,omitempty"`
	Digest string   `json:"digest"` // of what was known of it
}

// Outlook is what the next year brings for one that is on a list, or may be.
type Outlook struct {
	Year int `json:"year"` // the fiscal year that will be the latest then
	// FallsOut are the criteria that will be unmet by the passing of time alone,
	// whatever the figures of the new year.
	FallsOut []string `json:"fallsOut,omitempty"`
	// Targets are what figures of the new year have to be for growth to stay on
	// its line.
	Targets []Target `json:"targets,omitempty"`
}

// Target is what a figure has to reach.
type Target struct {
	Criterion string        `json:"criterion"`
	Figure    string        `json:"figure"`
	Number    graph.Decimal `json:"number"`
	Currency  Currency      `json:"currency,omitzero"`
	// Change is how much more that is than in the latest year: 0.1 is a tenth
	// more, and 0 or less says that it would stay without growing.
	Change graph.Decimal `json:"change"`
}

// rounded returns a computed number in twelve significant digits; nil if it has
// no end, or is beyond all figures.
func rounded(x float64) *graph.Decimal {
	if math.IsInf(x, 0) || math.IsNaN(x) || math.Abs(x) >= 9e17 {
		return nil
	}
	places := 12
	if a := math.Abs(x); a >= 1 {
		places = max(0, 11-int(math.Floor(math.Log10(a))))
	}
	d, err := graph.ParseDecimal(strconv.FormatFloat(x, 'f', places, 64))
	if err != nil {
		return nil
	}
	return &d
}

// interval returns a span as an interval; nil if it is not known.
func (a span) interval() *Interval {
	if !a.known {
		return nil
	}
	return &Interval{rounded(a.low), rounded(a.high), a.currency}
}

// Explain tells the outcome for a candidate with everything that it rests on.
// Rank, Best and Worst are those of an edition and stay 0.
func (j *Judge) Explain(e *Enterprise) *Result {
	j.take(e)
	r := &Result{Enterprise: e.ID, Name: e.Name, Segment: e.Segment, Year: j.latest, Digest: e.Digest()}
	state, applies := j.state()
	r.State, r.NotFor = state, !applies
	j.collect = true
	for i, section := range j.list.sections() {
		for k := range section {
			o := j.explain(&section[k])
			o.Section = sectionNames[i]
			r.Criteria = append(r.Criteria, o)
		}
	}
	if needs, possible := j.needs(); possible && state == Insufficient {
		r.Needs = needs
	}
	j.collect = false
	if j.list.Rank != nil {
		r.Value = j.eval(j.list.Rank.by, 0).interval()
		r.Group = j.group(e)
	}
	if state == In || state == Borderline {
		r.Next = j.outlook(e)
	}
	return r
}

// explain decides on a criterion and keeps what it looked at.
func (j *Judge) explain(c *Criterion) Outcome {
	j.used, j.missing = j.used[:0], j.missing[:0]
	o := j.criterion(c)
	out := Outcome{ID: c.ID, Verdict: o.v, Why: o.why}
	if c.For != "" && o.why == OtherKind {
		return out
	}
	switch {
	case c.formula != nil:
		j.used, j.missing = j.used[:0], j.missing[:0]
		s := j.eval(c.formula, 0)
		out.Line, out.Value = c.Line.String(), s.interval()
		out.Distance = j.distance(c.Line, s)
		for _, u := range j.used {
			f := FigureUsed{Name: u.name, Figure: *u.f}
			if int(u.f.To) <= len(j.e.Sources) && u.f.From <= u.f.To {
				f.Sources = slices.Clone(j.e.Sources[u.f.From:u.f.To])
			}
			f.From, f.To = 0, 0 // indexes of what is not here
			out.Figures = append(out.Figures, f)
		}
		if c.formula.asks(ageExpr) {
			out.Facts = j.facts(FactFounded)
		}
	case c.Fact != "":
		out.Facts = j.facts(c.Fact)
	case c.Title != nil:
		out.Facts = j.facts(FactTitle)
	case c.Organic > 0:
		out.Facts = j.facts(FactAcquisition)
	}
	for _, parts := range c.parts() {
		for i := range parts {
			out.Parts = append(out.Parts, j.explain(&parts[i]))
		}
	}
	return out
}

// facts returns the facts of a name; at most as many as people read.
func (j *Judge) facts(name string) []FactUsed {
	const most = 20
	var all []FactUsed
	for _, f := range j.e.Facts {
		if f.Name != name || len(all) == most {
			continue
		}
		u := FactUsed{Fact: f}
		if f.Source > 0 && int(f.Source) <= len(j.e.Sources) {
			s := j.e.Sources[f.Source-1]
			u.Read = &s
		}
		u.Source = 0 // an index of what is not here
		all = append(all, u)
	}
	return all
}

// distance returns how far a value is from a line, positive on its good side; nil
// if they are not of one currency.
func (j *Judge) distance(line *Line, s span) *Interval {
	if !s.known || s.currency != line.Currency {
		return nil
	}
	n := float(line.Number)
	d := span{s.low - n, s.high - n, s.currency, 0, true}
	if line.Op == "atMost" || line.Op == "below" {
		d = d.negative()
	}
	return d.interval()
}

// needs returns the fewest figures that have to be known for the list to be
// decided. It reports false if something else than figures is wanting.
func (j *Judge) needs() ([]Need, bool) {
	var all []Need
	if j.bySegment && j.e.Segment == "" {
		all = append(all, Need{FactSegment, 0})
	}
	for _, section := range j.list.sections() {
		for i := range section {
			n, possible := j.needsOf(&section[i])
			if !possible {
				return nil, false
			}
			all = append(all, n...)
		}
	}
	return unique(all), true
}

func unique(all []Need) []Need {
	slices.SortFunc(all, func(a, b Need) int {
		if a.Figure != b.Figure {
			if a.Figure < b.Figure {
				return -1
			}
			return 1
		}
		return a.Year - b.Year
	})
	return slices.Compact(all)
}

func (j *Judge) needsOf(c *Criterion) ([]Need, bool) {
	j.missing = j.missing[:0]
	o := j.criterion(c)
	switch {
	case o.v == Unmet:
		return nil, false
	case o.v != Unknown || o.why&undecided == 0:
		return nil, true
	case c.All != nil:
		var all []Need
		for i := range c.All {
			n, possible := j.needsOf(&c.All[i])
			if !possible {
				return nil, false
			}
			all = append(all, n...)
		}
		return unique(all), true
	case c.Any != nil || c.First != nil:
		var best []Need
		found := false
		parts := slices.Concat(c.Any, c.First)
		for i := range parts {
			// What a person may decide instead is no figure that is missing.
			if p := j.criterion(&parts[i]); p.v != Unknown || p.why&undecided == 0 {
				continue
			}
			if n, possible := j.needsOf(&parts[i]); possible && (!found || len(n) < len(best)) {
				best, found = n, true
			}
		}
		return best, found
	}
	n := unique(slices.Clone(j.missing))
	return n, len(n) > 0
}

// outlook tells what the next year brings.
func (j *Judge) outlook(e *Enterprise) *Outlook {
	next := j.Fork()
	next.when.Reference.Year++
	if d := next.when.Reference; !d.Valid() {
		next.when.Reference.Day-- // 29 February
	}
	next.year++
	next.e, next.latest = e, j.latest+1
	o := &Outlook{Year: next.latest}
	for i, section := range j.list.sections() {
		for k := range section {
			c := &section[k]
			if i > 0 && next.criterion(c).v == Unmet {
				o.FallsOut = append(o.FallsOut, c.ID)
			}
			if t := next.target(c); t != nil {
				o.Targets = append(o.Targets, *t)
			}
		}
	}
	return o
}

// target returns what the figure of a criterion on growth has to be in the latest
// year, which is not known yet. It takes the upper end of the base: with that
// much the criterion is met whatever the base was.
func (j *Judge) target(c *Criterion) *Target {
	x := c.formula
	if x == nil || x.kind != cagrExpr && x.kind != growthExpr || x.a.kind != figureExpr || c.Line.Op != "atLeast" && c.Line.Op != "above" {
		return nil
	}
	base, now := j.figure(x.a, x.years), j.figure(x.a, 1)
	if !base.known || !now.known || base.low <= 0 || base.currency != now.currency || math.IsInf(base.high, 1) || now.low <= 0 {
		return nil
	}
	factor := 1 + float(c.Line.Number)
	if x.kind == cagrExpr {
		factor = math.Pow(factor, float64(x.years))
	}
	number, change := rounded(base.high*factor), rounded(base.high*factor/now.low-1)
	if number == nil || change == nil {
		return nil
	}
	return &Target{c.ID, x.a.name, *number, base.currency, *change}
}

// group returns the group that a candidate is ranked in.
func (j *Judge) group(e *Enterprise) string {
	group := ""
	for i, by := range j.list.Rank.Group {
		if i > 0 {
			group += "/"
		}
		if by == "segment" {
			group += e.Segment
			continue
		}
		stage := "?"
		for k := range e.Facts {
			if e.Facts[k].Name == "stageByFigures" || e.Facts[k].Name == FactStage && stage == "?" {
				stage = e.Facts[k].Text
			}
		}
		group += stage
	}
	return group
}
