package scoring

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/chainatlas/chainatlas/graph"
)

// The bounds of an input.
const (
	MaxUnits = 100_000
	MaxCells = 8_000_000 // units times indicators
)

// Input is what is rated: the cohort and its evidence.
type Input struct {
	// Reference is the day as of which evidence is judged: what is dated after
	// it does not count, and ages are reckoned from it. The zero Date takes
	// everything, and then no rule may set an age.
	Reference graph.Date `json:"reference"`
	Units     []Unit     `json:"units"`
}

// Unit is one product, service, enterprise, technology or project.
type Unit struct {
	ID       string                   `json:"id"`
	Name     string                   `json:"name,omitempty"`
	Group    string                   `json:"group,omitempty"` // for imputation by group
	Evidence map[string][]Observation `json:"evidence"`        // by name
}

// Observation is one thing that somebody states about a unit: a value, a range, a
// text, or that there is none. A value may have a range beside it, in which it
// lies or in which others see it: the value counts, and a simulation draws from
// the range.
type Observation struct {
	Value *float64   `json:"value,omitempty"`
	Low   *float64   `json:"low,omitempty"` // a range, both ends in it; without a value its middle counts
	High  *float64   `json:"high,omitempty"`
	Text  string     `json:"text,omitempty"` // a category or rating
	None  State      `json:"none,omitempty"` // notApplicable or undisclosed
	Date  graph.Date `json:"date,omitzero"`
	Basis Basis      `json:"basis,omitempty"`
	Refs  []string   `json:"refs,omitempty"` // where it is stated: cells, documents, assertions
}

// State says what is known of one cell.
type State string

// The states.
const (
	Observed      State = "observed"
	Imputed       State = "imputed"       // by the scheme's policy
	Unrecorded    State = "missing"       // nobody recorded it
	NotApplicable State = "notApplicable" // it leaves both sides
	Undisclosed   State = "undisclosed"   // it is known not to be told
	OutOfTime     State = "outOfTime"     // all observations are too old, undated, or after the reference date
	WeakBasis     State = "weakBasis"     // on a weaker basis than the rule demands
	Unreadable    State = "unreadable"    // a text where a number belongs, an unknown category, a division by zero
)

// Hash identifies the input: it covers everything in it, in the order of the
// units, and is the same on every platform.
func (in *Input) Hash() graph.Hash {
	h, _ := in.scan()
	return h
}

// scan hashes the input and returns the first fault of its evidence.
func (in *Input) scan() (graph.Hash, error) {
	digests, faults := make([]graph.Hash, len(in.Units)), make([]string, len(in.Units))
	_ = inParallel(context.Background(), len(in.Units), 0, func(i int) { digests[i], faults[i] = in.Units[i].digest() })
	h := sha256.New()
	fmt.Fprintf(h, "chainatlas input 1 %s %d\n", in.Reference, len(in.Units))
	for i := range digests {
		h.Write(digests[i][:])
	}
	for i, why := range faults {
		if why != "" {
			return graph.Hash(h.Sum(nil)), graph.Errorf(graph.CodeInvalid, "scoring.Evaluate", "unit %q, %s", in.Units[i].ID, why)
		}
	}
	return graph.Hash(h.Sum(nil)), nil
}

// digest is the hash of a unit: its texts with their lengths, its numbers as
// IEEE 754, its evidence by name. It returns the first fault, too.
func (u *Unit) digest() (hash graph.Hash, fault string) {
	b := make([]byte, 0, 4096)
	text := func(s string) {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	number := func(p *float64) {
		if p == nil {
			b = append(b, 0)
			return
		}
		b = binary.BigEndian.AppendUint64(append(b, 1), math.Float64bits(*p))
	}
	text(u.ID)
	text(u.Name)
	text(u.Group)
	names := make([]string, 0, len(u.Evidence))
	for name := range u.Evidence {
		names = append(names, name)
	}
	slices.Sort(names)
	b = binary.AppendUvarint(b, uint64(len(names)))
	for _, name := range names {
		text(name)
		all := u.Evidence[name]
		b = binary.AppendUvarint(b, uint64(len(all)))
		for k := range all {
			o := &all[k]
			if why := o.fault(); why != "" && fault == "" {
				fault = fmt.Sprintf("evidence %q: %s", name, why)
			}
			number(o.Value)
			number(o.Low)
			number(o.High)
			text(o.Text)
			text(string(o.None))
			b = append(b, byte(uint16(o.Date.Year)>>8), byte(o.Date.Year), o.Date.Month, o.Date.Day, byte(o.Basis))
			b = binary.AppendUvarint(b, uint64(len(o.Refs)))
			for _, r := range o.Refs {
				text(r)
			}
		}
	}
	return sha256.Sum256(b), fault
}

// check tells what makes an input unfit, but for its evidence.
func (in *Input) check() error {
	const op = "scoring.Evaluate"
	if len(in.Units) > MaxUnits {
		return graph.Errorf(graph.CodeLimit, op, "%d units: rate %d at a time at most", len(in.Units), MaxUnits)
	}
	if !in.Reference.IsZero() && !in.Reference.Valid() {
		return graph.Errorf(graph.CodeInvalid, op, "the reference date is not a calendar date")
	}
	seen := make(map[string]int, len(in.Units))
	for i := range in.Units {
		u := &in.Units[i]
		if u.ID == "" {
			return graph.Errorf(graph.CodeInvalid, op, "unit %d has no ID: give it one", i+1)
		}
		if j, twice := seen[u.ID]; twice {
			return graph.Errorf(graph.CodeInvalid, op, "units %d and %d have the same ID %q: give each its own", j+1, i+1, u.ID)
		}
		seen[u.ID] = i
	}
	return nil
}

func (o *Observation) fault() string {
	for _, p := range []*float64{o.Value, o.Low, o.High} {
		if p != nil && (math.IsNaN(*p) || math.IsInf(*p, 0)) {
			return "a value that is not finite: leave it out where it is missing"
		}
	}
	switch {
	case (o.Low == nil) != (o.High == nil) || o.Low != nil && *o.Low > *o.High:
		return "a range needs two ends, the lower first"
	case o.None != "" && o.None != NotApplicable && o.None != Undisclosed:
		return "none is notApplicable or undisclosed"
	case o.None == "" && o.Value == nil && o.Low == nil && o.Text == "":
		return "an observation without a value: leave it out, or say undisclosed"
	case o.Low != nil && math.IsInf(*o.High-*o.Low, 0):
		return "a range that is too wide"
	}
	return ""
}

// column is what one rule chose for every unit.
type column struct {
	state     []State
	mid       []float64
	low, high []float64 // nil if nothing is a range
	text      []string  // nil if nothing is a text
	chosen    []*Observation
	near      []float64 // nil, or of what is out of time the nearest

	ranges, texts, nears sync.Once // they are made when the first unit needs them
}

// choose reads the evidence of every unit by each rule.
func choose(in *Input, rules []rule) ([]*column, error) {
	n := len(in.Units)
	columns, oldest := make([]*column, len(rules)), make([]graph.Date, len(rules))
	for i, r := range rules {
		if !r.age.IsZero() {
			if in.Reference.IsZero() {
				return nil, graph.Errorf(graph.CodeInvalid, "scoring.Evaluate", "the evidence %q may have a certain age: give a reference date", r.name)
			}
			oldest[i] = before(in.Reference.Last(), r.age)
		}
		columns[i] = &column{state: make([]State, n), mid: make([]float64, n), chosen: make([]*Observation, n)}
	}
	// By units, whose evidence lies together; each writes its own cells alone.
	_ = inParallel(context.Background(), n, 0, func(u int) {
		evidence := in.Units[u].Evidence
		for i := range rules {
			columns[i].choose(in, u, evidence[rules[i].name], rules[i].basis, oldest[i])
		}
	})
	return columns, nil
}

// choose takes the observation of a unit that counts.
func (c *column) choose(in *Input, u int, all []Observation, basis Basis, oldest graph.Date) {
	c.state[u], c.mid[u] = Unrecorded, math.NaN()
	var best *Observation
	for k := range all {
		o := &all[k]
		switch inTime := in.inTime(o, oldest); {
		case !inTime:
			if c.state[u] == Unrecorded {
				c.state[u] = OutOfTime
			}
			c.nearest(in, u, o)
		case o.Basis < basis && o.None == "":
			c.state[u] = WeakBasis
		case best == nil || o.Date.Compare(best.Date) >= 0:
			best = o
		}
	}
	if best != nil {
		c.take(u, best)
	}
}

// inTime reports whether an observation is neither too old nor of the future.
// A month or year ends with its last day.
func (in *Input) inTime(o *Observation, oldest graph.Date) bool {
	if o.Date.IsZero() {
		return oldest.IsZero()
	}
	if !in.Reference.IsZero() && o.Date.First().Compare(in.Reference.Last()) > 0 {
		return false
	}
	return oldest.IsZero() || o.Date.Last().Compare(oldest) >= 0
}

// before returns the day that lies an age before another.
func before(d graph.Date, a Age) graph.Date {
	t := day(d).AddDate(-a.Years, -a.Months, -a.Days)
	return graph.Date{Year: int16(t.Year()), Month: uint8(t.Month()), Day: uint8(t.Day())}
}

func day(d graph.Date) time.Time {
	return time.Date(int(d.Year), time.Month(d.Month), int(d.Day), 0, 0, 0, 0, time.UTC)
}

// nearest keeps what is out of time, if it is a number and nearer than what is
// kept; of two as near the earlier.
func (c *column) nearest(in *Input, i int, o *Observation) {
	v := o.middle()
	if math.IsNaN(v) || o.Date.IsZero() || in.Reference.IsZero() {
		return
	}
	c.nears.Do(func() { c.near = absent(len(c.mid)) })
	if old := c.chosen[i]; old != nil && !math.IsNaN(c.near[i]) {
		distance := func(o *Observation) time.Duration {
			return day(o.Date.Last()).Sub(day(in.Reference.Last())).Abs()
		}
		if a, b := distance(o), distance(old); a > b || a == b && o.Date.Compare(old.Date) >= 0 {
			return
		}
	}
	c.near[i], c.chosen[i] = v, o
}

// middle returns the value of an observation, NaN if it is no number.
func (o *Observation) middle() float64 {
	switch {
	case o.None != "":
	case o.Value != nil:
		return *o.Value
	case o.Low != nil:
		return *o.Low + (*o.High-*o.Low)/2
	default:
		if v, err := strconv.ParseFloat(o.Text, 64); err == nil {
			return finite(v)
		}
	}
	return math.NaN()
}

// take makes an observation the one that counts.
func (c *column) take(i int, o *Observation) {
	c.chosen[i] = o
	if o.None != "" {
		c.state[i] = o.None
		return
	}
	c.state[i], c.mid[i] = Observed, o.middle()
	if o.Low != nil {
		c.ranges.Do(func() { c.low, c.high = absent(len(c.mid)), absent(len(c.mid)) })
		c.low[i], c.high[i] = *o.Low, *o.High
	}
	if o.Text != "" {
		c.texts.Do(func() { c.text = make([]string, len(c.mid)) })
		c.text[i] = o.Text
	}
}
