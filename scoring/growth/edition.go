package growth

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// EditionFormat is the version of the format of edition files.
const EditionFormat = 1

// MaxEdition is how many bytes of an edition's file are read at most.
const MaxEdition = 1 << 30

// Data says of what an edition was made.
type Data struct {
	Store    string         `json:"store,omitempty"` // the ID of the store
	Revision graph.Revision `json:"revision"`
	Hash     string         `json:"hash,omitempty"` // of the log up to there
}

// Options say for what an edition is made.
type Options struct {
	When
	Number   string // of the edition, "" is the reference date
	Data     Data
	Corrects string // the hash of the edition that it corrects
	Reason   string // of the correction
	Brought  []Brought
}

// Counts are the candidates of an edition by outcome. In + Borderline + Out +
// Insufficient = Considered; NotFor are those among Out that the list is not for.
type Counts struct {
	Considered   int `json:"considered"`
	In           int `json:"in"`
	Borderline   int `json:"borderline"`
	Out          int `json:"out"`
	Insufficient int `json:"insufficient"`
	NotFor       int `json:"notFor"`
	// OneMore are those that one figure more could bring onto the list.
	OneMore int `json:"oneMore"`
}

// Other is a candidate that is neither on the list nor at its border.
type Other struct {
	Enterprise graph.SubjectID `json:"enterprise"`
	Name       string          `json:"name"`
	Segment    string          `json:"segment,omitempty"`
	State      State           `json:"state"`
	NotFor     bool            `json:"notFor,omitempty"`
	Why        Reasons         `json:"why"`
	Value      *Interval       `json:"value,omitempty"`   // that the list ranks by
	Verdicts   string          `json:"verdicts"`          // on the criteria of the list in their order; see verdictMarks
	Unmet      []string        `json:"unmet,omitempty"`   // the criteria
	Unknown    []string        `json:"unknown,omitempty"` // … that are not decided
	Needs      []Need          `json:"needs,omitempty"`
	Digest     string          `json:"digest"`
}

// Lack is a figure that is missing, and how many candidates lack it.
type Lack struct {
	Need
	Count int `json:"count"`
}

// maxLacking is how many figures that are missing an edition lists.
const maxLacking = 50

// Edition is a list as it was drawn up: a value that says everything it rests on.
// The same list, data and reference date give the same bytes.
type Edition struct {
	Format   int    `json:"edition"`
	Number   string `json:"number"`
	When     When   `json:"when"`
	Year     int    `json:"year"` // the newest fiscal year asked for
	Data     Data   `json:"data"`
	Corrects string `json:"corrects,omitempty"`
	Reason   string `json:"reason,omitempty"`
	List     *List  `json:"list"`
	Rule     string `json:"rule"` // the hash of the list
	// Brought is what persons brought for its candidates.
	Brought []Brought `json:"brought,omitempty"`
	Counts  Counts    `json:"counts"`
	Entries []Result  `json:"entries"` // those in, by rank, then those at the border
	Others  []Other   `json:"others"`  // all others of whom anything is known that the list asks for
	// Unseen are those of whom nothing is known that the list asks for.
	Unseen int `json:"unseen"`
	// Lacking tells what is missing where there is not enough data, also of those
	// unseen: the most frequent first.
	Lacking []Lack `json:"lacking"`
	Inputs  string `json:"inputs"`  // a hash of what was known of all candidates
	Results string `json:"results"` // a hash of counts, entries, others and what is lacking
}

// Run draws up an edition. It fails with CodeInvalid if there is no reference
// date, and with the end of ctx.
func Run(ctx context.Context, l *List, candidates []*Enterprise, o Options) (*Edition, error) {
	judge, err := NewJudge(l, o.When)
	if err != nil {
		return nil, err
	}
	if err := l.CheckBrought(o.Brought); err != nil {
		return nil, err
	}
	candidates = Bring(candidates, o.Brought, judge.Year())
	listed, err := Rank(ctx, judge, candidates)
	if err != nil {
		return nil, err
	}
	e := &Edition{
		Format: EditionFormat, Number: cmp.Or(o.Number, o.When.Reference.String()), When: o.When, Year: judge.Year(), Data: o.Data,
		Corrects: o.Corrects, Reason: o.Reason, List: l, Rule: l.Hash(), Brought: o.Brought, Entries: []Result{}, Others: []Other{},
	}
	inputs := make([]string, 0, len(candidates))
	lacking := map[Need]int{}
	for i, x := range listed {
		if i&255 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		c := candidates[i]
		r := judge.Explain(c)
		inputs = append(inputs, string(c.ID)+" "+c.Segment+" "+r.Digest)
		r.State, r.Why, r.Rank, r.Best, r.Worst = x.State, r.Why|x.Why, x.Rank, x.Best, x.Worst
		e.count(r)
		for _, n := range r.Needs {
			lacking[n]++
		}
		switch x.State {
		case In, Borderline:
			e.Entries = append(e.Entries, *r)
		default:
			e.other(r, c.Evidence > 0)
		}
	}
	slices.SortFunc(e.Entries, func(a, b Result) int { return compareEntries(&a, &b) })
	slices.SortFunc(e.Others, func(a, b Other) int {
		return cmp.Or(cmp.Compare(a.State, b.State), lowOf(b.Value).Compare(lowOf(a.Value)),
			strings.Compare(string(a.Enterprise), string(b.Enterprise)), strings.Compare(a.Segment, b.Segment))
	})
	e.Lacking = mostLacking(lacking)
	slices.Sort(inputs)
	e.Inputs = hashOf(inputs)
	e.Results = e.results()
	return e, nil
}

// mostLacking returns what is missing most often.
func mostLacking(lacking map[Need]int) []Lack {
	all := make([]Lack, 0, len(lacking))
	for n, count := range lacking {
		all = append(all, Lack{n, count})
	}
	slices.SortFunc(all, func(a, b Lack) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Figure, b.Figure), cmp.Compare(a.Year, b.Year))
	})
	return all[:min(maxLacking, len(all))]
}

func (e *Edition) count(r *Result) {
	n := &e.Counts
	n.Considered++
	switch r.State {
	case In:
		n.In++
	case Borderline:
		n.Borderline++
	case Out:
		n.Out++
	default:
		n.Insufficient++
	}
	if r.NotFor {
		n.NotFor++
	}
	if len(r.Needs) == 1 {
		n.OneMore++
	}
}

// other keeps what is told of a candidate that is not on the list. seen is whether
// anything is known that the model of the list asks for.
func (e *Edition) other(r *Result, seen bool) {
	o := Other{
		Enterprise: r.Enterprise, Name: r.Name, Segment: r.Segment, State: r.State, NotFor: r.NotFor, Why: r.Why,
		Value: r.Value, Needs: r.Needs, Digest: r.Digest,
	}
	marks := make([]byte, 0, len(r.Criteria))
	for i := range r.Criteria {
		c := &r.Criteria[i]
		seen = seen || c.seen()
		marks = append(marks, verdictMarks[c.Verdict])
		switch c.Verdict {
		case Unmet:
			o.Unmet = append(o.Unmet, c.ID)
		case Unknown:
			o.Unknown = append(o.Unknown, c.ID)
		}
	}
	if !seen && r.State == Insufficient {
		e.Unseen++
		return
	}
	o.Verdicts = string(marks)
	e.Others = append(e.Others, o)
}

// seen reports whether anything was known that a criterion looked at.
func (o *Outcome) seen() bool {
	return len(o.Figures) > 0 || len(o.Facts) > 0 || slices.ContainsFunc(o.Parts, func(p Outcome) bool { return p.seen() })
}

// compareEntries orders the entries of an edition: group by group those in, by
// their rank, then those at the border, by the lower end of what they are ranked
// by.
func compareEntries(a, b *Result) int {
	placed := func(r *Result) int { // those without a place come last
		if r.Rank == 0 {
			return 1 << 30
		}
		return r.Rank
	}
	return cmp.Or(cmp.Compare(b.State, a.State), strings.Compare(a.Group, b.Group), cmp.Compare(placed(a), placed(b)),
		lowOf(b.Value).Compare(lowOf(a.Value)), strings.Compare(string(a.Enterprise), string(b.Enterprise)), strings.Compare(a.Segment, b.Segment))
}

// lowOf returns the lower end of an interval; below all others if there is none.
func lowOf(i *Interval) graph.Decimal {
	if i == nil || i.Low == nil {
		return graph.Decimal{Unscaled: -1 << 63}
	}
	return *i.Low
}

// hashOf is the SHA-256 of a value as canonical JSON.
func hashOf(v any) string {
	sum := sha256.Sum256(encode(v, ""))
	return hex.EncodeToString(sum[:])
}

// encode writes canonical JSON: fields in the order of their types, no map, and
// <, > and & as they are.
func encode(v any, indent string) []byte {
	var b bytes.Buffer
	w := json.NewEncoder(&b)
	w.SetEscapeHTML(false)
	w.SetIndent("", indent)
	if err := w.Encode(v); err != nil {
		panic(err) // plain data
	}
	return b.Bytes()
}

func (e *Edition) results() string {
	return hashOf(struct {
		Counts  Counts
		Entries []Result
		Others  []Other
		Unseen  int
		Lacking []Lack
	}{e.Counts, e.Entries, e.Others, e.Unseen, e.Lacking})
}

// Hash is the hash of the whole edition.
func (e *Edition) Hash() string { return hashOf(e) }

// sealed is an edition's file.
type sealed struct {
	Edition *Edition `json:"edition"`
	Hash    string   `json:"hash"` // of the edition as compact JSON
}

// Seal returns the edition as a file: its canonical JSON with its hash.
func (e *Edition) Seal() []byte { return encode(sealed{e, e.Hash()}, " ") }

// Verify reads an edition's file and checks every byte of it: that the file is
// what [Edition.Seal] writes of what it says, and that each hash in it holds. It
// fails with CodeDamaged.
func Verify(file []byte) (*Edition, error) {
	const op = "growth.Verify"
	damaged := func(format string, args ...any) error { return graph.Errorf(graph.CodeDamaged, op, format, args...) }
	if len(file) > MaxEdition {
		return nil, graph.Errorf(graph.CodeLimit, op, "the file has more than %d bytes", MaxEdition)
	}
	var s sealed
	d := json.NewDecoder(bytes.NewReader(file))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return nil, damaged("this is no edition of a list: %v", err)
	}
	e := s.Edition
	switch {
	case e == nil || e.List == nil:
		return nil, damaged("this is no edition of a list")
	case e.Format != EditionFormat:
		return nil, damaged("the format %d of editions is not known; a newer release may know it", e.Format)
	case e.Hash() != s.Hash:
		return nil, damaged("the edition has been changed: its hash is %s, not %s", e.Hash(), s.Hash)
	case e.List.Hash() != e.Rule:
		return nil, damaged("the rule in the edition is not the one that it names: its hash is %s, not %s", e.List.Hash(), e.Rule)
	case e.results() != e.Results:
		return nil, damaged("the results in the edition are not those that it names: their hash is %s, not %s", e.results(), e.Results)
	case !bytes.Equal(e.Seal(), file):
		return nil, damaged("the file is not as it was written, although what it says is the same")
	}
	return e, nil
}
