package growth

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// Format is the version of the format of lists that this package reads.
const Format = 1

// Sure says how sure a rule is of its source.
type Sure string

// The marks of sources.
const (
	SureText      Sure = "P"   // the source's own text was read
	SureSecondary Sure = "S"   // a secondary source was read
	SureComputed  Sure = "C"   // recomputed from data
	SureMemory    Sure = "M"   // from memory, not verified
	SureOwn       Sure = "own" // a rule of ChainAtlas or of who wrote the list
)

// List is a rule, in one version.
type List struct {
	Format   int           `json:"list"`
	Code     string        `json:"code"`
	Version  string        `json:"version"`
	Name     graph.Label   `json:"name"`
	About    graph.Label   `json:"about,omitzero"`
	Class    string        `json:"class"`            // an entry of the code list listClass
	Of       string        `json:"of,omitempty"`     // what its candidates are: "" of enterprises, or [Project]
	Family   string        `json:"family,omitempty"` // the lists of which one is chosen by the date of the application
	Applies  []Application `json:"applies,omitempty"`
	Validity int           `json:"validity,omitempty"` // months for which an edition holds; 0 is until superseded
	Sources  []Citation    `json:"sources"`
	Period   Period        `json:"period"`
	Missing  Policy        `json:"missing"`
	Rates    []Rate        `json:"rates,omitempty"`
	Inputs   []Input       `json:"inputs,omitempty"`
	Model    *Model        `json:"model,omitempty"` // what scores the candidates
	Points   []Indicator   `json:"points,omitempty"`
	Scope    []Criterion   `json:"scope,omitempty"`    // unmet: the list is not for it
	Eligible []Criterion   `json:"eligible,omitempty"` // who may be listed
	Criteria []Criterion   `json:"criteria"`
	Gates    []Criterion   `json:"gates,omitempty"` // what keeps an enterprise out whatever else it shows
	Rank     *Ranking      `json:"rank,omitempty"`

	byHand map[string]bool // of Inputs, but for the score of the Model
}

// Application says for which applications a list holds.
type Application struct {
	From  graph.Date `json:"from,omitzero"`  // the first day,
	Until graph.Date `json:"until,omitzero"` // and the last; zero is no bound
	For   string     `json:"for,omitempty"`  // "new", "renewal", or "" for both
}

// Citation is a source of a rule.
type Citation struct {
	Text string      `json:"text"`
	URL  string      `json:"url,omitempty"`
	Sure Sure        `json:"sure"`
	Note graph.Label `json:"note,omitzero"`
}

// Period says which fiscal year is the latest.
type Period struct {
	Lag      int    `json:"lag,omitempty"`      // months after its close from which on a fiscal year is asked for
	Figure   string `json:"figure,omitempty"`   // the figure whose newest year is the latest
	Fallback int    `json:"fallback,omitempty"` // how many years that may lie further back
}

// Policy says what is done where a figure is not one number.
type Policy struct {
	About    graph.Decimal `json:"about"`    // an approximate amount may be this part more or less
	Conflict string        `json:"conflict"` // "span": from the least to the greatest that sources say; "winner": what stands
	// FirstYear is "guard": no growth is computed from the year of the founding; or
	// "compared", for lists that take it as it is.
	FirstYear string `json:"firstYear"`
	ByHand    string `json:"byHand"` // "borderline": who lacks but a person's judgement; "noted": it does not hold back
}

// Rate is a rate of exchange: 1 of Of is Rate of In, for figures of a year.
type Rate struct {
	Of   Currency      `json:"of"`
	In   Currency      `json:"in"`
	Year int           `json:"year"`
	Rate graph.Decimal `json:"rate"`
	From string        `json:"from"` // who says so
}

// Input is a figure or a fact that the graph does not hold: what it decides is
// by hand, unless a candidate brings it, or the model of the list computes it.
type Input struct {
	ID   string      `json:"id"`
	Name graph.Label `json:"name"`
}

// Indicator gives points for a figure or a fact.
type Indicator struct {
	ID    string      `json:"id"`
	Group string      `json:"group"`
	Name  graph.Label `json:"name"`
	Value string      `json:"value,omitempty"` // a formula, or
	Fact  string      `json:"fact,omitempty"`
	Bands []Band      `json:"bands"`
	Sure  Sure        `json:"sure,omitempty"`

	formula *expr
}

// Band gives points from a line on; the last band is for all the rest.
type Band struct {
	AtLeast *graph.Decimal `json:"atLeast,omitempty"`
	AtMost  *graph.Decimal `json:"atMost,omitempty"`
	In      []string       `json:"in,omitempty"`
	Points  graph.Decimal  `json:"points"`
}

// Line is a threshold.
type Line struct {
	Op       string        `json:"op"` // "atLeast", "above", "atMost", "below": 以上 and 以下 include the number
	Number   graph.Decimal `json:"number"`
	Currency Currency      `json:"currency,omitzero"`
}

// String returns the line as people read it, such as "≥ 100000 EUR".
func (l *Line) String() string {
	if l == nil {
		return ""
	}
	s := map[string]string{"atLeast": "≥ ", "above": "> ", "atMost": "≤ ", "below": "< "}[l.Op] + l.Number.String()
	return strings.TrimSpace(s + " " + l.Currency.String())
}

// Criterion is one condition of a list, or several under one head. Exactly one
// of Value, Fact, Title, Organic, Hand, All, Any and First is set.
type Criterion struct {
	ID   string      `json:"id"`
	Name graph.Label `json:"name"`
	Sure Sure        `json:"sure,omitempty"`
	Note graph.Label `json:"note,omitzero"`
	For  string      `json:"for,omitempty"` // "new" or "renewal": not applicable to the other

	Value string `json:"value,omitempty"` // a formula, held against Line
	Line  *Line  `json:"line,omitempty"`

	Fact    string   `json:"fact,omitempty"` // a fact, which
	In      []string `json:"in,omitempty"`   // is one of these,
	NotIn   []string `json:"notIn,omitempty"`
	Has     []string `json:"has,omitempty"`   // contains one of these words,
	Lacks   []string `json:"lacks,omitempty"` // none of these,
	Known   bool     `json:"known,omitempty"` // or is there at all
	Unknown bool     `json:"unknown,omitempty"`

	Title   []string `json:"title,omitempty"`   // it bears one of these titles on the reference date
	Organic int      `json:"organic,omitempty"` // it bought no enterprise in so many years
	Hand    bool     `json:"hand,omitempty"`    // a person judges

	// Unrecorded is the state if nothing is recorded of a fact, a title or an
	// acquisition: "unknown" if it is not set, since what nobody recorded may be
	// there all the same.
	Unrecorded string `json:"unrecorded,omitempty"`

	All   []Criterion `json:"all,omitempty"`   // each is needed
	Any   []Criterion `json:"any,omitempty"`   // one is enough
	First []Criterion `json:"first,omitempty"` // several ways to know the same: the first that is decided counts

	formula *expr
}

// parts are the criteria under one head.
func (c *Criterion) parts() [3][]Criterion { return [3][]Criterion{c.All, c.Any, c.First} }

// Ranking says how those on a list are ordered.
type Ranking struct {
	By    string   `json:"by"`              // a formula
	Then  string   `json:"then,omitempty"`  // another, where the first is equal
	Order string   `json:"order,omitempty"` // "descending" if not set, or "ascending"
	Group []string `json:"group,omitempty"` // ranked apart by "stage" and "segment"
	Top   int      `json:"top,omitempty"`   // only the first of each group; who shares the last rank is within

	by, then *expr
}

// Hash is the hash of what the list says: the same for two files that differ in
// comments, order of keys or how numbers are written.
func (l *List) Hash() string {
	b, err := json.Marshal(l)
	if err != nil {
		panic(err) // plain data
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// sections are the criteria by what they decide, in their order.
func (l *List) sections() [4][]Criterion {
	return [4][]Criterion{l.Scope, l.Eligible, l.Criteria, l.Gates}
}

// sectionNames are the names of the sections, as files and outcomes have them.
var sectionNames = [4]string{"scope", "eligible", "criteria", "gates"}

// All yields every criterion of the list with its section, those under a head
// after it and one level deeper.
func (l *List) All() iter.Seq2[*Criterion, Place] {
	return func(yield func(*Criterion, Place) bool) {
		var visit func(all []Criterion, at Place) bool
		visit = func(all []Criterion, at Place) bool {
			for i := range all {
				if !yield(&all[i], at) {
					return false
				}
				for _, parts := range all[i].parts() {
					if !visit(parts, Place{at.Section, all[i].ID, at.Level + 1}) {
						return false
					}
				}
			}
			return true
		}
		for i, section := range l.sections() {
			if !visit(section, Place{Section: sectionNames[i]}) {
				return
			}
		}
	}
}

// Place says where a criterion stands in its list.
type Place struct {
	Section string // "scope", "eligible", "criteria" or "gates"
	Under   string // the criterion that is its head; "" if none
	Level   int    // 0 of those that are under none
}

// BySegment reports whether candidates are enterprises in a segment.
func (l *List) BySegment() bool { return l.Rank != nil && slices.Contains(l.Rank.Group, "segment") }

// Find returns the criterion of an ID, or nil.
func (l *List) Find(id string) *Criterion {
	var find func(all []Criterion) *Criterion
	find = func(all []Criterion) *Criterion {
		for i := range all {
			c := &all[i]
			if c.ID == id {
				return c
			}
			for _, parts := range c.parts() {
				if x := find(parts); x != nil {
					return x
				}
			}
		}
		return nil
	}
	for _, section := range l.sections() {
		if c := find(section); c != nil {
			return c
		}
	}
	return nil
}

// With returns the list with another number as the line of a criterion: what if
// it were 25 %? The list itself stays. It fails with CodeNotFound if no criterion
// of the ID has a line.
func (l *List) With(id string, number graph.Decimal) (*List, error) {
	w := l.clone()
	c := w.Find(id)
	if c == nil || c.Line == nil {
		return nil, graph.Errorf(graph.CodeNotFound, "growth.List.With", "the list %s has no criterion %q with a line; it has %s", l.Code, id, strings.Join(l.lines(), ", "))
	}
	c.Line.Number = number.Normal()
	return w, nil
}

// lines returns the IDs of the criteria that have a line.
func (l *List) lines() []string {
	var ids []string
	var visit func(all []Criterion)
	visit = func(all []Criterion) {
		for i := range all {
			if all[i].Line != nil {
				ids = append(ids, all[i].ID)
			}
			for _, parts := range all[i].parts() {
				visit(parts)
			}
		}
	}
	for _, section := range l.sections() {
		visit(section)
	}
	return ids
}

// clone copies the list as far as lines are changed in it.
func (l *List) clone() *List {
	var criteria func(all []Criterion) []Criterion
	criteria = func(all []Criterion) []Criterion {
		all = slices.Clone(all)
		for i := range all {
			if all[i].Line != nil {
				line := *all[i].Line
				all[i].Line = &line
			}
			all[i].All, all[i].Any, all[i].First = criteria(all[i].All), criteria(all[i].Any), criteria(all[i].First)
		}
		return all
	}
	w := *l
	w.Scope, w.Eligible, w.Criteria, w.Gates = criteria(l.Scope), criteria(l.Eligible), criteria(l.Criteria), criteria(l.Gates)
	return &w
}

// Holds reports whether the list is for an application of a day.
func (l *List) Holds(day graph.Date, renewal bool) bool {
	if len(l.Applies) == 0 {
		return true
	}
	for _, a := range l.Applies {
		if (a.From.IsZero() || day.Last().Compare(a.From) >= 0) && (a.Until.IsZero() || day.First().Compare(a.Until) <= 0) &&
			(a.For == "" || (a.For == "renewal") == renewal) {
			return true
		}
	}
	return false
}

// Choose returns the list of a family that is for an application of a day. It
// fails with CodeNotFound if there is none, and with CodeConflict if there are
// several.
func Choose(lists []*List, family string, day graph.Date, renewal bool) (*List, error) {
	var found *List
	known := false
	for _, l := range lists {
		if l.Family != family {
			continue
		}
		known = true
		if !l.Holds(day, renewal) {
			continue
		}
		if found != nil {
			return nil, graph.Errorf(graph.CodeConflict, "growth.Choose", "%s and %s are both for applications of %v; name one of them", found.Code, l.Code, day)
		}
		found = l
	}
	switch {
	case !known:
		return nil, graph.Errorf(graph.CodeNotFound, "growth.Choose", "there are no lists %q", family)
	case found == nil:
		return nil, graph.Errorf(graph.CodeNotFound, "growth.Choose", "no list of %s is for applications of %v; name one of them", family, day)
	}
	return found, nil
}

// UnmarshalJSON reads a list as an edition holds it, and makes it ready.
func (l *List) UnmarshalJSON(b []byte) error {
	type plain List
	var p plain
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return &graph.Error{Code: graph.CodeInvalid, Op: "growth.List.UnmarshalJSON", Err: err}
	}
	*l = List(p)
	return l.finish()
}

// What returns what a criterion looks at, as its file has it: a formula, a fact
// with what it is to be, titles; "any", "all" or "first" of a head; "hand"; or
// "organic 3".
func (c *Criterion) What() string {
	join := func(mark string, words []string) string {
		if len(words) == 0 {
			return ""
		}
		return " " + mark + strings.Join(words, "|")
	}
	switch {
	case c.Value != "":
		return c.Value
	case c.Fact != "":
		s := c.Fact + join("", c.In) + join("", c.Has) + join("≠ ", c.NotIn) + join("≠ ", c.Lacks)
		if c.Unknown {
			s += " ∅"
		}
		return s
	case c.Title != nil:
		return strings.Join(c.Title, "|")
	case c.Organic > 0:
		return "organic " + strconv.Itoa(c.Organic)
	case c.Any != nil:
		return "any"
	case c.All != nil:
		return "all"
	case c.First != nil:
		return "first"
	}
	return "hand"
}

// ByRatio reports whether what a list ranks by is a growth or a share, which people
// read as a percentage.
func (r *Ranking) ByRatio() bool {
	return r != nil && (strings.HasPrefix(r.By, "cagr(") || strings.HasPrefix(r.By, "growth(") || strings.Contains(r.By, "Share"))
}
