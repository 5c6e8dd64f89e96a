package growth

import (
	"math"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// When says for which day and which kind of application a list is applied.
type When struct {
	Reference graph.Date `json:"reference"` // a day: what counts is what held then
	Renewal   bool       `json:"renewal,omitempty"`
}

// Judge applies a list. It is used by one goroutine; [Judge.Fork] is for others.
type Judge struct {
	list      *List
	when      When
	year      int // the newest fiscal year that is asked for
	bySegment bool

	e       *Enterprise // at hand
	latest  int         // the newest fiscal year of it that counts
	given   []span      // the points of the list's indicators, as far as they are known already
	collect bool        // note what is used and what is missing
	used    []used
	missing []Need
}

// used is a figure that a formula looked at.
type used struct {
	name string
	f    *Figure
}

// Need is a figure that is not known; of a fact the year is 0.
type Need struct {
	Figure string `json:"figure"`
	Year   int    `json:"year,omitempty"`
}

// NewJudge returns a judge. It fails with CodeInvalid if the reference date is no
// day.
func NewJudge(l *List, when When) (*Judge, error) {
	d := when.Reference
	if d.Day == 0 || !d.Valid() {
		return nil, graph.Errorf(graph.CodeInvalid, "growth.NewJudge", "the reference date %q is no day; write 2025-06-30", d.String())
	}
	if err := l.finish(); err != nil {
		return nil, err
	}
	// Months that have passed, to the day: a fiscal year counts once its close
	// and the lag are behind.
	months := int(d.Year)*12 + int(d.Month) - 1
	if d == (graph.Date{Year: d.Year, Month: d.Month}).Last() {
		months++
	}
	return &Judge{list: l, when: when, year: (months-l.Period.Lag)/12 - 1, bySegment: l.BySegment(), given: make([]span, len(l.Points))}, nil
}

// Fork returns a judge of the same list for another goroutine.
func (j *Judge) Fork() *Judge {
	return &Judge{list: j.list, when: j.when, year: j.year, bySegment: j.bySegment, given: make([]span, len(j.given))}
}

// Year returns the newest fiscal year that is asked for.
func (j *Judge) Year() int { return j.year }

// take takes a candidate up.
func (j *Judge) take(e *Enterprise) {
	j.e, j.latest = e, j.year
	clear(j.given)
	if p := &j.list.Period; p.Figure != "" && p.Fallback > 0 {
		all := e.series(p.Figure)
		for i := len(all) - 1; i >= 0; i-- {
			if y := int(all[i].Year); y <= j.year && all[i].Bound != graph.BoundUndisclosed {
				if y >= j.year-p.Fallback {
					j.latest = y
				}
				break
			}
		}
	}
}

// outcome is what is decided, and why or why not.
type outcome struct {
	v   Verdict
	why Reasons
}

// State tells the outcome for a candidate, and whether the list is for it at all.
// A list with a number of places may still leave it out; see [Run].
func (j *Judge) State(e *Enterprise) (state State, applies bool) {
	j.take(e)
	j.collect = false
	return j.state()
}

func (j *Judge) state() (State, bool) {
	worst := outcome{v: Met}
	if j.bySegment && j.e.Segment == "" {
		// It stands in no segment that is known, so it cannot be ranked within one.
		worst = outcome{Unknown, Unrecorded}
	}
	for i, section := range j.list.sections() {
		o := j.all(section, true)
		switch o.v {
		case Unmet:
			return Out, i > 0
		case Unknown:
			worst = outcome{Unknown, worst.why | o.why}
		case Hand:
			if worst.v == Met {
				worst.v = Hand
			}
			worst.why |= o.why
		}
	}
	return j.stateOf(worst), true
}

// stateOf returns the state of an outcome of all criteria.
func (j *Judge) stateOf(o outcome) State {
	switch {
	case o.v == Unmet:
		return Out
	case o.v == Unknown && o.why&undecided != 0:
		return Insufficient
	case o.v == Unknown:
		return Borderline
	case o.v == Hand && j.list.Missing.ByHand != "noted":
		return Borderline
	}
	return In
}

// all decides on criteria of which each is needed. With quick it stops at the
// first that is not met.
func (j *Judge) all(criteria []Criterion, quick bool) outcome {
	sum := outcome{v: NotApplicable}
	for i := range criteria {
		sum = sum.and(j.criterion(&criteria[i]))
		if quick && sum.v == Unmet {
			break
		}
	}
	return sum
}

// and joins two outcomes that are both needed.
func (a outcome) and(b outcome) outcome {
	switch {
	case b.v == NotApplicable:
		return a
	case a.v == NotApplicable:
		return b
	case a.v == Unmet || b.v == Unmet:
		if a.v != Unmet {
			return b
		}
		return a
	case a.v == Unknown || b.v == Unknown:
		why := Reasons(0)
		if a.v != Met {
			why |= a.why
		}
		if b.v != Met {
			why |= b.why
		}
		return outcome{Unknown, why}
	case a.v == Hand || b.v == Hand:
		return outcome{Hand, a.why | b.why}
	}
	return outcome{Met, a.why | b.why}
}

// or joins two outcomes of which one is enough: the better of the two.
func (a outcome) or(b outcome) outcome {
	if b.prospect() > a.prospect() {
		return b
	}
	return a
}

// prospect orders outcomes by how near they are to being met.
func (a outcome) prospect() int {
	switch {
	case a.v == Met:
		return 5
	case a.v == Unknown && a.why&undecided == 0:
		return 4
	case a.v == Unknown:
		return 3 // a figure may decide it, before a person has to
	case a.v == Hand:
		return 2
	case a.v == Unmet:
		return 1
	}
	return 0
}

// criterion decides on one criterion.
func (j *Judge) criterion(c *Criterion) outcome {
	switch {
	case c.For != "" && (c.For == "renewal") != j.when.Renewal:
		return outcome{NotApplicable, OtherKind}
	case c.formula != nil:
		return j.held(c)
	case c.Fact != "":
		return j.fact(c)
	case c.Title != nil:
		return j.title(c)
	case c.Organic > 0:
		return j.organic(c)
	case c.Hand:
		return outcome{Hand, ByHand}
	case c.All != nil:
		return j.all(c.All, true)
	case c.First != nil:
		return j.first(c.First)
	}
	sum := outcome{v: NotApplicable}
	for i := range c.Any {
		if sum = sum.or(j.criterion(&c.Any[i])); sum.v == Met {
			break
		}
	}
	return sum
}

// first decides by the first of several criteria that is decided, or for which it
// is known at least what it may be.
func (j *Judge) first(parts []Criterion) outcome {
	best := outcome{v: NotApplicable}
	for i := range parts {
		o := j.criterion(&parts[i])
		if o.v != NotApplicable && (o.v != Unknown || o.why&undecided == 0) {
			return o
		}
		best = best.or(o)
	}
	return best
}

// held holds a formula against its line.
func (j *Judge) held(c *Criterion) outcome {
	x, line := c.formula, c.Line
	number := float(line.Number)
	var s span
	if x.kind == cagrExpr {
		// As ratios, so that no root is taken.
		s = j.change(x, 0)
		number = math.Pow(1+number, float64(x.years))
	} else {
		s = j.eval(x, 0)
	}
	if !s.known {
		if s.why&undecided == 0 {
			return outcome{Hand, s.why}
		}
		return outcome{Unknown, s.why}
	}
	exact := line.Number
	if s.currency != line.Currency {
		rate, inverse, ok := j.rate(line.Currency, s.currency)
		if !ok {
			return outcome{Unknown, s.why | NoRate}
		}
		// The line moves into the currency of record, not the figure out of it.
		if inverse {
			number /= float(rate)
		} else {
			number *= float(rate)
			if d, err := line.Number.Mul(rate); err == nil {
				exact = d
			}
		}
	}
	low, high := j.compare(x, s.low, number, exact, false), j.compare(x, s.high, number, exact, true)
	var met, unmet bool
	switch line.Op {
	case "atLeast":
		met, unmet = low >= 0, high < 0
	case "above":
		met, unmet = low > 0, high <= 0
	case "atMost":
		met, unmet = high <= 0, low > 0
	default:
		met, unmet = high < 0, low >= 0
	}
	switch {
	case met:
		return outcome{Met, s.why}
	case unmet:
		return outcome{Unmet, s.why}
	case s.why&ByHand != 0 && s.why&undecided == 0: // points that a person gives
		return outcome{Hand, s.why}
	}
	return outcome{Unknown, s.why | Straddles}
}

// rate returns how much of in 1 of of is, in the latest fiscal year.
func (j *Judge) rate(of, in Currency) (rate graph.Decimal, inverse, ok bool) {
	for i := range j.list.Rates {
		r := &j.list.Rates[i]
		switch {
		case r.Year != j.latest:
		case r.Of == of && r.In == in:
			return r.Rate, false, true
		case r.Of == in && r.In == of:
			return r.Rate, true, true
		}
	}
	return graph.Decimal{}, false, false
}

// unrecorded is the outcome if nothing is recorded of a fact.
func (j *Judge) unrecorded(c *Criterion, name string) outcome {
	switch {
	case c.Unrecorded == "met":
		return outcome{Met, NoneKnown}
	case c.Unrecorded == "unmet":
		return outcome{Unmet, NoneKnown}
	case j.list.byHand[name]:
		return outcome{Hand, ByHand}
	}
	if j.collect {
		j.missing = append(j.missing, Need{name, 0})
	}
	return outcome{Unknown, Unrecorded}
}

// fact decides by a fact. Of a set, one that fits is enough for in and has, and
// one that does not for notIn and lacks.
func (j *Judge) fact(c *Criterion) outcome {
	found, fits, clashes := false, false, false
	is := func(text, code string) bool { return text == code }
	if regions := graph.Standard().List(graph.ListRegion); c.Fact == "region" {
		is = regions.Within // a city is in its province
	}
	for i := range j.e.Facts {
		f := &j.e.Facts[i]
		if f.Name != c.Fact || f.Name == FactListed && j.later(f) {
			continue
		}
		found = true
		for _, code := range c.In {
			fits = fits || is(f.Text, code)
		}
		for _, word := range c.Has {
			fits = fits || contains(f.Text, word)
		}
		for _, code := range c.NotIn {
			clashes = clashes || is(f.Text, code)
		}
		for _, word := range c.Lacks {
			clashes = clashes || contains(f.Text, word)
		}
	}
	switch {
	case c.Known && found:
		return outcome{v: Met}
	case c.Unknown && found:
		return outcome{v: Unmet}
	case !found:
		return j.unrecorded(c, c.Fact)
	case clashes && fits && c.Has != nil && c.Lacks != nil:
		// A description that says both: a person reads it.
		return outcome{Hand, ByHand}
	case clashes:
		return outcome{v: Unmet}
	case fits || c.In == nil && c.Has == nil:
		return outcome{v: Met}
	case c.Has != nil && c.Lacks != nil:
		// A description that says neither: a person reads it.
		return outcome{Hand, ByHand}
	}
	return outcome{v: Unmet}
}

// later reports whether a dated fact begins after the reference date.
func (j *Judge) later(f *Fact) bool {
	return !f.From.IsZero() && f.From.First().Compare(j.when.Reference) > 0
}

func contains(text, word string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(word))
}

// title decides by the titles that are borne on the reference date.
func (j *Judge) title(c *Criterion) outcome {
	void := false
	for i := range j.e.Facts {
		f := &j.e.Facts[i]
		if f.Name != FactTitle {
			continue
		}
		for _, name := range c.Title {
			if !contains(f.Text, name) || j.later(f) {
				continue
			}
			if !f.Void && (f.To.IsZero() || f.To.Last().Compare(j.when.Reference) >= 0) {
				return outcome{v: Met}
			}
			void = true
		}
	}
	if void {
		return outcome{Unmet, Revoked}
	}
	return j.unrecorded(c, FactTitle)
}

// organic decides by the enterprises that it bought in the last years. How much of
// the growth that was is not for a rule to say: a person judges.
func (j *Judge) organic(c *Criterion) outcome {
	for i := range j.e.Facts {
		f := &j.e.Facts[i]
		if f.Name == FactAcquisition && int(f.From.Year) > j.latest-c.Organic && int(f.From.Year) <= j.latest {
			return outcome{Hand, ByHand}
		}
	}
	return j.unrecorded(c, FactAcquisition)
}
