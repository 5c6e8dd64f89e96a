package graphtest

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// Log is a whole log: the batch of revision r is Log[r-1].
type Log []Batch

// Batch is a batch with what it says.
type Batch struct {
	Header     graph.Header
	Assertions []graph.Assertion
}

// Folder computes what stands at the end of a log. [Fold] is the one that the
// others are compared with.
type Folder func(voc *graph.Vocabulary, rules graph.Rules, log Log) *Result

// Fold computes what stands at the end of a log, from the whole of it, by the
// rules of fold.md read one after the other. It is written to be compared with
// that text, not to be fast.
//
// The batches must be numbered from 1; what their assertions point to is only
// read. Fold is pure.
func Fold(voc *graph.Vocabulary, rules graph.Rules, log Log) *Result {
	f := &folding{voc: voc, rules: rules, log: redacted(voc, log, log)}
	f.count()
	f.judge()
	f.stand()
	f.link()
	f.name()
	r := &Result{Revision: graph.Revision(len(log)), Contradicted: f.contradicted, Bad: f.bad}
	f.queue(r)
	f.attach(r)
	f.describe(r)
	f.connect(r)
	f.ask(r)
	r.Sort()
	return r
}

// folding is what one Fold has found out so far, rule by rule.
type folding struct {
	voc   *graph.Vocabulary
	rules graph.Rules
	log   Log // without what is redacted

	// Rules 1, 12 and 13.
	counts map[graph.Revision]bool
	trust  map[graph.SourceID]graph.Trust

	// Rule 15.
	judged       map[graph.SubjectID]bool // decided with some other subject
	different    [][2]graph.SubjectID
	decided      map[[2]graph.SubjectID]bool
	contradicted []Contradicted

	// Rules 8 to 11.
	subjects map[graph.SubjectID]*subject
	edges    []edgeClaim
	waiting  []waiting
	bad      []BadCell

	// Rules 15 to 17.
	nodes     sets
	members   map[graph.SubjectID][]graph.SubjectID // of the node, by its root: those that stand
	public    map[graph.SubjectID]graph.SubjectID   // by root
	questions []question

	// Rules 19 and 20.
	pins    map[nodeProperty][]pin
	denials map[nodeProperty][]pin
	denied  []edgeDenial
}

// subject is what is known of one subject.
type subject struct {
	id        graph.SubjectID
	kind      graph.Kind
	source    graph.SourceID
	first     graph.Revision // that mentions it, whether or not it counts
	stands    bool
	described bool
	short     bool
	names     map[string]bool // by which short references know it
	shortKey  string          // the property that they print
	claims    []claim
}

// claim is a value that stands, with all that rule 18 ranks it by.
type claim struct {
	rank
	property string // with @ and its period
	value    graph.Value
	printed  bool // as the key of a reference, not by a description
}

// edgeClaim is an edge that stands, as one row states it.
type edgeClaim struct {
	rank
	typ       string
	from, to  graph.SubjectID
	qualifier graph.SubjectID
	values    []claim // its attributes
}

// rank orders statements as rule 18 does, but for their values.
type rank struct {
	trust   graph.Trust
	date    graph.Date
	source  graph.SourceID
	made    graph.Revision
	subject graph.SubjectID
	place   Place
}

func (a rank) compare(b rank) int {
	// An undeclared source has no trust, which is 0; it is to come last.
	return cmp.Or(
		cmp.Compare(a.trust-1, b.trust-1),
		b.date.Compare(a.date),
		cmp.Compare(a.source, b.source),
		cmp.Compare(b.made, a.made),
		cmp.Compare(a.subject, b.subject),
		a.place.Compare(b.place),
	)
}

func (a claim) compare(b claim) int {
	return cmp.Or(a.rank.compare(b.rank), a.value.Compare(b.value))
}

func (a edgeClaim) compare(b edgeClaim) int {
	return cmp.Or(a.rank.compare(b.rank), cmp.Compare(a.typ, b.typ), cmp.Compare(a.from, b.from),
		cmp.Compare(a.to, b.to), cmp.Compare(a.qualifier, b.qualifier))
}

// count finds the batches that count, and the trust of each source.
//
// Rule 13: from its revision on, a revoked batch does not count, nor does a
// revoked revocation. A batch can only revoke an earlier one, so the newest
// are decided first.
func (f *folding) count() {
	revoked := map[graph.Revision]bool{}
	f.counts = map[graph.Revision]bool{}
	for _, b := range slices.Backward(f.log) {
		if revoked[b.Header.Revision] && !b.Header.Kind.Final() {
			continue
		}
		f.counts[b.Header.Revision] = true
		for _, a := range b.Assertions {
			if r, ok := a.(*graph.Revoke); ok && r.Batch < b.Header.Revision {
				revoked[r.Batch] = true
			}
		}
	}
	// Rule 1: the newest standing declaration counts.
	f.trust = map[graph.SourceID]graph.Trust{}
	for _, a := range f.all {
		if d, ok := a.(*graph.Declare); ok {
			f.trust[d.Source] = d.Trust
		}
	}
}

// all yields the assertions of all batches that count, in order.
func (f *folding) all(yield func(*Batch, graph.Assertion) bool) {
	for i := range f.log {
		b := &f.log[i]
		if !f.counts[b.Header.Revision] {
			continue
		}
		for _, a := range b.Assertions {
			if !yield(b, a) {
				return
			}
		}
	}
}

// At returns the log as it is read at an earlier revision: its first batches
// without what any redaction of the whole log overwrites (rule 14).
func (l Log) At(voc *graph.Vocabulary, r graph.Revision) Log { return redacted(voc, l[:r], l) }

// redacted returns a log without the values that a redaction in another
// overwrites, be they earlier or later (rule 14).
func redacted(voc *graph.Vocabulary, log, redactions Log) Log {
	type target struct {
		subject  graph.SubjectID
		property string
	}
	gone := map[target]bool{}
	for _, b := range redactions {
		for _, a := range b.Assertions {
			if r, ok := a.(*graph.Redact); ok {
				gone[target{r.Subject, r.Property}] = true
			}
		}
	}
	if len(gone) == 0 {
		return log
	}
	cells := func(s graph.SubjectID, cells []graph.Cell) []graph.Cell {
		return slices.DeleteFunc(slices.Clone(cells), func(c graph.Cell) bool { return gone[target{s, c.Property}] })
	}
	// Of a held row's keys none is left if one of them prints the value.
	held := func(s graph.SubjectID, kind graph.Kind, h *graph.Held) *graph.Held {
		if h == nil {
			return nil
		}
		for _, k := range h.Keys {
			for _, p := range keyProperties(voc, kind, k.Key) {
				if gone[target{s, p}] {
					return &graph.Held{Reason: h.Reason, Candidates: h.Candidates}
				}
			}
		}
		return h
	}
	anyOf := func(subjects []graph.SubjectID, property string) bool {
		return slices.ContainsFunc(subjects, func(s graph.SubjectID) bool { return gone[target{s, property}] })
	}

	out := make(Log, len(log))
	for i, b := range log {
		out[i].Header = b.Header
		for _, a := range b.Assertions {
			switch a := a.(type) {
			case *graph.Record:
				r := *a
				r.Cells = cells(r.Subject, r.Cells)
				r.Held = held(r.Subject, r.Kind, r.Held)
				r.Edges = slices.Clone(r.Edges)
				for j := range r.Edges {
					refs := slices.Clone(r.Edges[j].Refs)
					for k := range refs {
						refs[k].Keys = cells(refs[k].Subject, refs[k].Keys)
						refs[k].Held = held(refs[k].Subject, refs[k].Kind, refs[k].Held)
					}
					r.Edges[j].Refs = refs
				}
				out[i].Assertions = append(out[i].Assertions, &r)
			case *graph.Pin:
				if !anyOf(a.Subjects, a.Property) {
					out[i].Assertions = append(out[i].Assertions, a)
				}
			case *graph.Deny:
				if !anyOf(a.Subjects, a.Property) {
					out[i].Assertions = append(out[i].Assertions, a)
				}
			default:
				out[i].Assertions = append(out[i].Assertions, a)
			}
		}
	}
	return out
}

// keyProperties returns the properties that a key of the kind consists of.
func keyProperties(voc *graph.Vocabulary, kind graph.Kind, key string) []string {
	var ps []string
	if k := voc.Kind(kind); k != nil {
		for _, d := range k.Keys {
			if d.Name == key {
				for _, p := range d.Parts {
					ps = append(ps, p.Property)
				}
			}
		}
	}
	return ps
}

// of returns what is known of a subject.
func (f *folding) of(id graph.SubjectID) *subject {
	s := f.subjects[id]
	if s == nil {
		s = &subject{id: id, names: map[string]bool{}}
		f.subjects[id] = s
	}
	return s
}

// edge returns the declaration of an edge type; an unknown one allows anything.
func (f *folding) edge(typ string) *graph.EdgeDecl {
	if e := f.voc.Edge(typ); e != nil {
		return e
	}
	return &graph.EdgeDecl{Type: typ}
}

// standing yields the subjects that stand, in the order of their IDs.
func (f *folding) standing(yield func(*subject) bool) {
	for _, id := range slices.Sorted(maps.Keys(f.subjects)) {
		if s := f.subjects[id]; s.stands && !yield(s) {
			return
		}
	}
}

// pair is an unordered pair.
func pair(a, b graph.SubjectID) [2]graph.SubjectID {
	if a > b {
		a, b = b, a
	}
	return [2]graph.SubjectID{a, b}
}

// sets is a partition of the subjects. A subject that was never joined is a
// set of its own.
type sets map[graph.SubjectID]graph.SubjectID

// root returns the name of the set that a subject is in.
func (p sets) root(s graph.SubjectID) graph.SubjectID {
	for {
		up, ok := p[s]
		if !ok {
			return s
		}
		s = up
	}
}

// join makes one set of two.
func (p sets) join(a, b graph.SubjectID) {
	if a, b = p.root(a), p.root(b); a != b {
		p[max(a, b)] = min(a, b)
	}
}

// at returns the name by which a property of a period is known.
func at(property, period string) string {
	if period == "" {
		return property
	}
	return property + "@" + period
}

// unperiod returns the property without its period.
func unperiod(property string) string {
	p, _, _ := strings.Cut(property, "@")
	return p
}

// unique sorts a list and drops what it repeats.
func unique[T cmp.Ordered](list []T) []T {
	slices.Sort(list)
	return slices.Compact(list)
}
