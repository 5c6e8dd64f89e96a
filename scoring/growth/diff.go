package growth

import (
	"cmp"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// The causes of a change between two editions.
const (
	CauseData       = "data"       // other figures or facts are known of it
	CauseRule       = "rule"       // the list says something else
	CauseCorrection = "correction" // the later edition corrects the earlier
	CauseTime       = "time"       // the same is known and asked for, at another date
	CauseField      = "field"      // others moved
)

// Change is what became of one candidate between two editions.
type Change struct {
	Enterprise graph.SubjectID `json:"enterprise"`
	Name       string          `json:"name"`
	Segment    string          `json:"segment,omitempty"`
	Kind       string          `json:"kind"` // "entered", "left", "moved" (its rank), or "changed" (its state, off the list)
	Was        State           `json:"was"`
	Is         State           `json:"is"`
	Gone       bool            `json:"gone,omitempty"` // one of the editions does not tell of it: not recorded, or nothing known
	WasRank    int             `json:"wasRank,omitempty"`
	IsRank     int             `json:"isRank,omitempty"`
	Causes     []string        `json:"causes"`
	Unmet      []string        `json:"unmet,omitempty"` // the criteria that it fails now
}

// Diff is what differs between two editions of a list.
type Diff struct {
	From     string   `json:"from"` // hashes
	To       string   `json:"to"`
	SameRule bool     `json:"sameRule"`
	Entered  int      `json:"entered"`
	Left     int      `json:"left"`
	Moved    int      `json:"moved"`
	Stayed   int      `json:"stayed"` // in both at the same rank
	Changes  []Change `json:"changes"`
}

// Rejudge tells the outcome of a list for a candidate on the data of the later
// edition; false if it is not there. It parts rule from data where both changed.
type Rejudge func(l *List, when When, id graph.SubjectID, segment string) (State, bool)

// line is what an edition says of a candidate.
type line struct {
	name, digest string
	state        State
	rank         int
	unmet        []string
}

type candidate struct {
	id      graph.SubjectID
	segment string
}

func (e *Edition) lines() map[candidate]line {
	m := make(map[candidate]line, len(e.Entries)+len(e.Others))
	for i := range e.Entries {
		r := &e.Entries[i]
		m[candidate{r.Enterprise, r.Segment}] = line{r.Name, r.Digest, r.State, r.Rank, nil}
	}
	for i := range e.Others {
		o := &e.Others[i]
		m[candidate{o.Enterprise, o.Segment}] = line{o.Name, o.Digest, o.State, 0, o.Unmet}
	}
	return m
}

// Compare tells who entered, left or moved from one edition to another, and what
// caused it. It fails with CodeInvalid if they are of different lists. Without
// rejudge, a change for which rule and data both changed has both causes.
func Compare(from, to *Edition, rejudge Rejudge) (*Diff, error) {
	if from.List.Code != to.List.Code && (from.List.Family == "" || from.List.Family != to.List.Family) {
		return nil, graph.Errorf(graph.CodeInvalid, "growth.Compare", "editions of %s and of %s have nothing in common", from.List.Code, to.List.Code)
	}
	d := &Diff{From: from.Hash(), To: to.Hash(), SameRule: from.Rule == to.Rule, Changes: []Change{}}
	correction := to.Corrects == d.From
	was, is := from.lines(), to.lines()
	visit := func(c candidate, a, b line, inA, inB bool) {
		x := Change{
			Enterprise: c.id, Name: cmp.Or(b.name, a.name), Segment: c.segment, Was: a.state, Is: b.state, Gone: !inA || !inB,
			WasRank: a.rank, IsRank: b.rank, Unmet: b.unmet,
		}
		switch {
		case a.state != In && b.state == In:
			x.Kind = "entered"
			d.Entered++
		case a.state == In && b.state != In:
			x.Kind = "left"
			d.Left++
		case a.state == In && a.rank != b.rank:
			x.Kind = "moved"
			d.Moved++
		case a.state == In:
			d.Stayed++
			return
		case a.state != b.state:
			x.Kind = "changed"
		default:
			return
		}
		x.Causes = causes(from, to, c, a, b, x.Kind == "moved", rejudge)
		if correction {
			x.Causes = append([]string{CauseCorrection}, x.Causes...)
		}
		d.Changes = append(d.Changes, x)
	}
	for c, a := range was {
		b, there := is[c]
		visit(c, a, b, true, there)
	}
	for c, b := range is {
		if _, there := was[c]; !there {
			visit(c, line{}, b, false, true)
		}
	}
	order := []string{"entered", "left", "moved", "changed"}
	slices.SortFunc(d.Changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Kind), slices.Index(order, b.Kind)), cmp.Compare(a.IsRank, b.IsRank),
			cmp.Compare(a.WasRank, b.WasRank), strings.Compare(string(a.Enterprise), string(b.Enterprise)), strings.Compare(a.Segment, b.Segment))
	})
	return d, nil
}

// causes tells why a candidate's outcome differs.
func causes(from, to *Edition, c candidate, a, b line, moved bool, rejudge Rejudge) []string {
	data, rule, time := a.digest != b.digest, from.Rule != to.Rule, from.When != to.When
	if data && rule && !moved && rejudge != nil {
		// The old rule on the new data, at the new date.
		if s, ok := rejudge(from.List, to.When, c.id, c.segment); ok {
			switch s {
			case a.state:
				data = false
			case b.state:
				rule = false
			}
		}
	}
	var all []string
	if data {
		all = append(all, CauseData)
	}
	if rule {
		all = append(all, CauseRule)
	}
	if time && !data && !rule {
		all = append(all, CauseTime)
	}
	if all == nil {
		all = []string{CauseField}
	}
	return all
}
