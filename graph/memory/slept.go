package memory

import (
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// DecisionKind is what sort of thing a person decided.
type DecisionKind uint8

// The kinds of decisions.
const (
	Judgement  DecisionKind = iota // two subjects are the same, or different
	Pinned                         // a property shows a value, or none
	Denied                         // a value does not hold
	EdgeDenied                     // an edge does not hold
)

// Decision is a person's decision that holds something (fold.md, 15, 19 and 20).
type Decision struct {
	Batch graph.Revision
	What  DecisionKind
	// About is the node that it was about, by its ID in the earlier View, and Other the
	// other end of an edge; of a judgement they are the two subjects.
	About, Other     graph.SubjectID
	Verdict          graph.Verdict // of a judgement
	Property, Period string        // of a value; Property is the edge type of an edge
	Value            graph.Value   // pinned or denied; zero if pinned on none
}

// Slept returns the decisions that held in From and hold nothing in To, because what
// they are about stands no more, by their batches: pins and denials sleep, and
// judgements join and part nothing, until it stands again (fold.md, 15 and 20). Those
// whose own batch was taken back are not among them.
func (c *Changes) Slept() []Decision {
	before, after := c.From, c.To
	var out []Decision
	// sleeps returns the node that one of several subjects was in, if none of them
	// is in one any more.
	sleeps := func(subjects []uint32) (was uint32, asleep bool) {
		if was = before.standingOf(subjects); was == none {
			return none, false
		}
		return was, after.standingOf(subjects) == none
	}
	for i, b := range before.batches {
		if !b.stands || i >= len(after.batches) || !after.batches[i].stands {
			continue
		}
		rev := b.header.Revision
		for _, w := range b.words {
			x, y := before.nodeOf(w.a), before.nodeOf(w.b)
			if w.verdict == graph.Undecided || x == none || y == none || after.nodeOf(w.a) != none && after.nodeOf(w.b) != none || before.isRefused(rev, w) {
				continue
			}
			out = append(out, Decision{Batch: rev, What: Judgement, About: before.subjectID(w.a), Other: before.subjectID(w.b), Verdict: w.verdict})
		}
		for _, p := range b.pins {
			if n, asleep := sleeps(p.subjects); asleep && !erased(p.value) && !before.isRedacted(p.subjects, p.property) {
				out = append(out, Decision{Batch: rev, What: Pinned, About: before.publicID(n), Property: before.syms.list[p.property], Period: before.syms.list[p.period], Value: before.valueOrNone(p.value)})
			}
		}
		for _, p := range b.denials {
			if n, asleep := sleeps(p.subjects); asleep && !erased(p.value) && !before.isRedacted(p.subjects, p.property) {
				out = append(out, Decision{Batch: rev, What: Denied, About: before.publicID(n), Property: before.syms.list[p.property], Period: before.syms.list[p.period], Value: before.valueOrNone(p.value)})
			}
		}
		for _, x := range b.bonds {
			from, fromSleeps := sleeps(x.from)
			to, toSleeps := sleeps(x.to)
			_, qualifierSleeps := sleeps(x.qualifier)
			if from != none && to != none && (fromSleeps || toSleeps || qualifierSleeps) {
				out = append(out, Decision{Batch: rev, What: EdgeDenied, About: before.publicID(from), Other: before.publicID(to), Property: before.syms.list[x.edge]})
			}
		}
	}
	return out
}

// valueOrNone decodes what is pinned; the zero Value of a pin on none.
func (v *View) valueOrNone(b []byte) graph.Value {
	if b == nil {
		return graph.Value{}
	}
	return v.decodeValue(b)
}

// isRefused reports whether a judgement is not applied, because later ones contradict
// it (fold.md, 15).
func (v *View) isRefused(rev graph.Revision, w judge) bool {
	_, words := v.judged(w.a)
	u := unions{}
	var apart [][2]uint32
	v.takeWords(words, u.join, u.find, &apart)
	return slices.ContainsFunc(words, func(x word) bool {
		return x.refused && graph.Revision(x.rev) == rev && x.judge == w
	})
}
