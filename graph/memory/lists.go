package memory

import (
	"bytes"
	"cmp"
	"iter"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// allNodes yields the slots of all nodes, kind by kind.
func (v *View) allNodes() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for kind := range v.kindPages {
			for n := range v.nodesOf(uint8(kind)) {
				if !yield(n) {
					return
				}
			}
		}
	}
}

// nodesOf yields the slots of the nodes of a kind, in order.
func (v *View) nodesOf(kind uint8) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for _, p := range v.kindPages[kind] {
			pg := v.nodes.page(int(p))
			for i := range pg {
				if pg[i].pub != 0 && !yield(p<<pageBits|uint32(i)) {
					return
				}
			}
		}
	}
}

// Edge is an edge between nodes with what its statements say (fold.md, 21).
type Edge struct {
	Type       string
	From, To   graph.SubjectID
	Qualifier  graph.SubjectID  // the segment of SUPPLIES; "" if none
	Best       Statement        // the statement that ranks first; it has no value
	Sources    []graph.SourceID // all that state it
	Fresh      graph.Date       // the newest data date of all statements
	Attributes []Property       // by name, then by period
	Listed     string           // why it is not applied: "self-loop", "cardinality", "cycle"; "" if it stands
	DeniedBy   graph.Revision   // the latest batch that denies it; 0 if none
}

// edges returns the edges of one type between two nodes, one for each qualifier,
// those that stand and those that a curator denies.
func (v *View) edges(t int, key edgeKey) []Edge {
	var out []Edge
	standing, denied := v.allClaims(t, key)
	for _, c := range standing {
		if !slices.ContainsFunc(out, func(e Edge) bool { return e.Qualifier == v.qualifierID(c.qualifier) }) {
			out = append(out, v.edge(t, key, c.qualifier, standing))
		}
	}
	for q, rev := range denied {
		out = append(out, Edge{Type: v.decl.edges[t].decl.Type, From: v.publicID(key.from), To: v.publicID(key.to),
			Qualifier: v.qualifierID(q), DeniedBy: graph.Revision(rev)})
	}
	slices.SortFunc(out, func(a, b Edge) int { return cmp.Compare(a.Qualifier, b.Qualifier) })
	return out
}

func (v *View) qualifierID(q uint32) graph.SubjectID {
	if q == none {
		return ""
	}
	return v.publicID(q)
}

// edge puts together the edge of one qualifier from sorted claims.
func (v *View) edge(t int, key edgeKey, qualifier uint32, claims []edgeClaim) Edge {
	e := Edge{Type: v.decl.edges[t].decl.Type, From: v.publicID(key.from), To: v.publicID(key.to), Qualifier: v.qualifierID(qualifier)}
	var attributes []fact
	first := true
	for i := range claims {
		c := &claims[i]
		if c.qualifier != qualifier {
			continue
		}
		f := c.fact()
		s := v.statement(&f)
		if first {
			e.Best, first = s, false
		}
		if e.Fresh.Compare(s.DataDate) < 0 {
			e.Fresh = s.DataDate
		}
		e.Sources = append(e.Sources, s.Source)
		for r := (reader{b: c.ref.attributes}); r.more(); {
			f.property, f.period = r.uint(), r.uint()
			f.value = r.value()
			attributes = append(attributes, f)
		}
	}
	slices.Sort(e.Sources)
	e.Sources = slices.Compact(e.Sources)
	slices.SortStableFunc(attributes, func(a, b fact) int {
		if c := cmp.Or(cmp.Compare(a.property, b.property), cmp.Compare(a.period, b.period)); c != 0 {
			return c
		}
		return v.compareFacts(&a, &b)
	})
	for len(attributes) > 0 {
		n := 1
		for n < len(attributes) && attributes[n].property == attributes[0].property && attributes[n].period == attributes[0].period {
			n++
		}
		p, _ := v.resolve(0, factGroup{property: attributes[0].property, period: attributes[0].period, facts: attributes[:n]})
		e.Attributes = append(e.Attributes, p)
		attributes = attributes[n:]
	}
	slices.SortFunc(e.Attributes, func(a, b Property) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Period, b.Period)) })
	return e
}

// Refused returns the edges that sources state but that do not stand, with the
// reason: denied by a curator, or listed because they are self-loops, exceed
// their type's cardinality or close a forbidden cycle (fold.md, 21).
func (v *View) Refused() []Edge {
	var out []Edge
	for _, l := range v.loops {
		for _, e := range v.edges(l.edge, edgeKey{l.node, l.node}) {
			if e.DeniedBy == 0 {
				e.Listed = "self-loop"
			}
			out = append(out, e)
		}
	}
	for t := range v.links {
		for _, l := range v.links[t].listed {
			e := v.edge(t, l.key, l.qualifier, v.claims(t, l.key))
			e.Listed = l.reason
			out = append(out, e)
		}
	}
	type denied struct {
		edge int
		key  edgeKey
	}
	seen := map[denied]bool{}
	for _, b := range v.batches {
		if !b.stands {
			continue
		}
		for i := range b.bonds {
			x := &b.bonds[i]
			t, ok := v.decl.edge[x.edge]
			from, to := v.standingOf(x.from), v.standingOf(x.to)
			if k := (denied{t, edgeKey{from, to}}); ok && from != none && to != none && from != to && !seen[k] {
				seen[k] = true
				for _, e := range v.edges(t, k.key) {
					if e.DeniedBy != 0 {
						out = append(out, e)
					}
				}
			}
		}
	}
	return out
}

// Queued is a row, or a reference, that waits for a person (fold.md, 4).
type Queued struct {
	Subject    graph.SubjectID
	Kind       graph.Kind
	Source     graph.SourceID
	Reason     string
	Candidates []graph.SubjectID
	Keys       []graph.KeyValue // none if they are redacted
	Reference  bool             // a reference waits, and no row of the subject's own
	Said       graph.Revision   // the newest batch that says it
	Place      Place            // where that found it
}

// Queued yields what waits for a person: each subject once.
func (v *View) Queued() iter.Seq[Queued] {
	return func(yield func(Queued) bool) {
		// Rows before references, the newest first.
		type queued struct {
			subject   uint32
			reference bool
			waiting
		}
		var all []queued
		var k knowledge
		for s := range v.nsubs {
			if v.subs.at(s).flags&subQueued == 0 {
				continue
			}
			v.knowOwn(s, &k)
			for _, w := range k.queued {
				all = append(all, queued{s, false, w})
			}
			for i := range k.bonds {
				if b := &k.bonds[i]; !v.bound(b) {
					all = append(all, queued{v.waitsFor(b), true, waiting{date: b.date, place: b.place, held: b.ref.held}})
				}
			}
		}
		slices.SortStableFunc(all, func(a, b queued) int {
			if a.reference != b.reference {
				if b.reference {
					return -1
				}
				return 1
			}
			return cmp.Or(compareSaying(b.date, b.place.sayer, a.date, a.place.sayer), v.comparePlaces(a.place, b.place, 0, 0))
		})
		seen := map[uint32]bool{}
		for _, w := range all {
			s, h := w.subject, w.held
			if seen[s] {
				continue
			}
			seen[s] = true
			x := v.subs.at(s)
			q := Queued{Subject: v.subjectID(s), Kind: v.decl.kinds[x.kind].decl.Kind, Source: graph.SourceID(v.syms.list[x.source]), Reason: v.syms.list[h.reason], Reference: w.reference,
				Said: graph.Revision(w.place.sayer), Place: v.placeOf(w.place, 0)}
			for _, c := range h.candidates {
				q.Candidates = append(q.Candidates, v.subjectID(c))
			}
			r := reader{b: h.keys}
			for range h.nkeys {
				key := graph.KeyValue{Key: v.syms.list[r.uint()]}
				for range r.uint() {
					key.Parts = append(key.Parts, v.decodeValue(r.value()))
				}
				q.Keys = append(q.Keys, key)
			}
			if !yield(q) {
				return
			}
		}
	}
}

// Question asks a person whether two nodes are the same. Key is the key that
// they share, Why the reason that they were not linked by it.
type Question struct {
	Key  string
	A, B graph.SubjectID
	Why  string
}

// Questions yields what a person may decide: each pair of nodes once a key.
func (v *View) Questions() iter.Seq[Question] {
	return func(yield func(Question) bool) {
		seen := map[Question]bool{}
		for p := range v.asked.pages {
			pg := v.asked.page(p)
			if pg == nil {
				continue
			}
			for i := range pg {
				for _, q := range pg[i] {
					if x, ok := v.questionOf(q); ok && !seen[x] {
						seen[x] = true
						if !yield(x) {
							return
						}
					}
				}
			}
		}
	}
}

// Contradicted is a judgement that later ones contradict (fold.md, 15).
type Contradicted struct {
	Batch   graph.Revision
	A, B    graph.SubjectID
	Verdict graph.Verdict
}

// Contradicted returns the judgements that are not applied.
func (v *View) Contradicted() []Contradicted {
	var out []Contradicted
	var done bitset
	for _, b := range v.batches {
		if !b.stands {
			continue
		}
		for _, w := range b.words {
			if done.has(w.a) {
				continue
			}
			component, words := v.judged(w.a)
			for _, s := range component {
				done.add(s)
			}
			u := unions{}
			var apart [][2]uint32
			v.takeWords(words, u.join, u.find, &apart)
			for _, x := range words {
				if x.refused {
					out = append(out, Contradicted{graph.Revision(x.rev), v.subjectID(x.judge.a), v.subjectID(x.judge.b), x.judge.verdict})
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b Contradicted) int {
		return cmp.Or(cmp.Compare(a.Batch, b.Batch), cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B))
	})
	return out
}

// Adrift returns the batches of pins and denials that belong to nothing that
// stands, and those whose subjects a separation has put into several nodes
// (fold.md, 20).
func (v *View) Adrift() (sleeping, separated []graph.Revision) {
	look := func(rev graph.Revision, lists ...[]uint32) {
		asleep, apart := false, false
		for _, l := range lists {
			if len(l) == 0 {
				continue
			}
			first := v.standingOf(l)
			asleep = asleep || first == none
			apart = apart || slices.ContainsFunc(l, func(s uint32) bool { n := v.nodeOf(s); return n != none && n != first })
		}
		if asleep {
			sleeping = append(sleeping, rev)
		}
		if apart {
			separated = append(separated, rev)
		}
	}
	for _, b := range v.batches {
		if !b.stands {
			continue
		}
		rev := b.header.Revision
		for _, p := range b.pins {
			if !erased(p.value) && !v.isRedacted(p.subjects, p.property) {
				look(rev, p.subjects)
			}
		}
		for _, p := range b.denials {
			if !erased(p.value) && !v.isRedacted(p.subjects, p.property) {
				look(rev, p.subjects)
			}
		}
		for _, x := range b.bonds {
			look(rev, x.from, x.to, x.qualifier)
		}
	}
	return slices.Compact(sleeping), slices.Compact(separated)
}

// BadCell is a cell that could not be read, and that nothing covers since.
type BadCell struct {
	Subject  graph.SubjectID
	Property string
	Place    Place
	Text     string // as found
}

// BadCells yields the cells that could not be read.
func (v *View) BadCells() iter.Seq[BadCell] {
	return func(yield func(BadCell) bool) {
		var k knowledge
		for s := range v.nsubs {
			if v.subs.at(s).flags&subBad == 0 || v.nodeOf(s) == none {
				continue
			}
			v.knowOwn(s, &k)
			for i := range k.bad {
				f := &k.bad[i]
				if !yield(BadCell{v.subjectID(s), v.syms.list[f.property], v.placeOf(f.place, f.property), string(bytes.Clone(f.value))}) {
					return
				}
			}
		}
	}
}
