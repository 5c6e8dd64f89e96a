package memory

import (
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// maxWaitingReferences bounds the references that are read for what they print of
// a subject that waits: thousands may give the same name.
const maxWaitingReferences = 1000

// Subject is what one source says of one thing, by itself: what a person looks at
// who is asked whether it is the same as another (fold.md, 4 and 15).
type Subject struct {
	ID     graph.SubjectID
	Kind   graph.Kind
	Source graph.SourceID
	Node   graph.SubjectID // that it is a member of; "" if it does not stand
	// Properties are what its source's rows and references say of it, by name, then
	// by period, as they would stand once a person has judged it: also what waits,
	// and nothing of what curators say of its node.
	Properties []Property
}

// Name returns what the subject is called by what is said of it: as a node is, else by
// a code, for a reference may print a code alone; "" if nothing names it.
func (x *Subject) Name() string {
	for _, name := range slices.Concat(displayNames, []string{graph.PropCreditCode, graph.PropStockCode}) {
		for i := range x.Properties {
			if p := &x.Properties[i]; p.Name == name && !p.Value().IsZero() {
				return p.Value().Text
			}
		}
	}
	return ""
}

// Subject returns what is said of a subject, whether or not it stands; nil if no
// batch speaks of it.
func (v *View) Subject(id graph.SubjectID) *Subject {
	s := v.find(id)
	if s == none || v.subs.at(s).flags&subKnown == 0 {
		return nil
	}
	x := v.subs.at(s)
	out := &Subject{ID: id, Kind: v.decl.kinds[x.kind].decl.Kind, Source: graph.SourceID(v.syms.list[x.source])}
	if n := v.nodeOf(s); n != none {
		out.Node = v.publicID(n)
	}
	f := nodeFactsPool.Get().(*nodeFacts)
	defer f.release()
	*f = nodeFacts{v: v, kind: x.kind, facts: f.facts[:0], pins: f.pins[:0], denials: f.denials[:0], known: f.known}
	k := &f.known
	v.knowAs(s, k, true)
	if heard := v.heard.at(s); len(heard) > 0 {
		v.addHeard(heard, k)
	}
	f.facts = append(f.facts, k.facts...)
	if len(f.facts) == 0 && !k.stands() {
		f.facts = v.hearWaiting(s, f.facts)
	}
	f.sort()
	out.Properties = f.resolve()
	return out
}

// hearWaiting appends what references print of a subject that only they speak of
// and that all wait for a person.
func (v *View) hearWaiting(s uint32, facts []fact) []fact {
	var heard []heardFact
	near, seen := &neighbour{}, 0
	for o := range v.owners.of(s) {
		if seen++; seen > maxWaitingReferences {
			break
		}
		buf := near.of(v, o)
		for i := range buf.bonds {
			b := &buf.bonds[i]
			if b.ref.target != s {
				continue
			}
			v.printedBy(&b.ref, func(property uint32, value []byte) {
				f := fact{subject: s, property: property, value: value, maker: b.maker, date: b.date, fresh: b.date, place: b.place}
				heard = v.addFact(heard, heardFact{f, false})
			})
		}
	}
	for _, h := range heard {
		facts = append(facts, h.fact)
	}
	return facts
}
