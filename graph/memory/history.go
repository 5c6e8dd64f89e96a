package memory

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// Standing says what became of something that was said.
type Standing uint8

// What became of something that was said.
const (
	Stands    Standing = iota // it counts, as the value shown or as an alternative
	Covered                   // a newer edition of the same source speaks instead (fold.md, 9)
	Retracted                 // the source no longer states the record
	Revoked                   // its batch was taken back, and nothing confirms it
	Waits                     // its row waits for a person (4)
	Overruled                 // a curator's later word holds (19)
)

// Said is one thing that was ever said of a property of a node: by a row, or by a
// curator's pin or denial.
type Said struct {
	Statement
	State  graph.CellState // of a row's cell: a value, an empty or a bad one
	Bad    string          // the text of a bad cell
	Denial bool            // a curator's denial of the value
	Stands Standing
}

// History returns everything that was ever said of a property of a node, in a
// period if it is an observation: the newest batch first, at most limit of it,
// and how much there is in all. It knows at the View's revision what it shows:
// batches that came later are not in it.
func (v *View) History(id graph.SubjectID, property, period string, limit int) (said []Said, total int, err error) {
	const op = "memory.History"
	if limit < 1 || limit > MaxPage {
		return nil, 0, graph.Errorf(graph.CodeLimit, op, "a history has 1 to %d entries, not %d", MaxPage, limit)
	}
	n := v.slotOf(id)
	if n == none {
		return nil, 0, graph.Errorf(graph.CodeNotFound, op, "no node stands under %q", id)
	}
	sym, ok := v.syms.index[property]
	at, known := v.syms.index[period]
	if !ok || !known {
		return nil, 0, nil
	}
	x := &history{v: v, node: n, kind: v.nodes.at(n).kind, property: sym, period: at}
	x.facts = v.factsOf(n)
	defer x.facts.release()
	var one [1]uint32
	members := v.membersOf(n, &one)
	for _, s := range members {
		x.rows(s)
		if v.subs.at(s).flags&subWords != 0 {
			x.curated(s)
		}
	}
	slices.SortStableFunc(x.out, func(a, b entry) int { return cmp.Or(cmp.Compare(b.rev, a.rev), cmp.Compare(a.row, b.row)) })
	total = len(x.out)
	for _, e := range x.out[:min(limit, total)] {
		said = append(said, e.said())
	}
	return said, total, nil
}

type history struct {
	v                *View
	node             uint32
	kind             uint8
	property, period uint32
	facts            *nodeFacts
	out              []entry
}

// entry is one thing said; it becomes a Said only if it is asked for.
type entry struct {
	rev, row uint32
	said     func() Said
}

func (x *history) rows(s uint32) {
	v := x.v
	k := getKnowledge()
	defer putKnowledge(k)
	v.know(s, k)
	for r := (reader{b: v.says.at(s)}); r.more(); {
		st := r.statement()
		b := v.batches[st.rev-1]
		if st.op != opRecord || !b.known && len(b.says) == 0 {
			continue
		}
		body := reader{b: st.body}
		rec := body.record()
		if rec.period != x.period && v.periodic(x.kind, x.property) {
			continue
		}
		for range body.uint() {
			c := body.cell()
			if c.property != x.property || c.state == graph.CellRedacted {
				continue
			}
			if c.count == 0 {
				x.add(s, k, &st, &rec, &c, nil)
			}
			for vr := (reader{b: c.values}); vr.more(); {
				x.add(s, k, &st, &rec, &c, vr.value())
			}
		}
	}
	// What references print of it, where it counts.
	for i := range k.facts {
		if f := k.facts[i]; f.property == x.property && f.place.edge != 0 && f.period == x.period {
			x.out = append(x.out, entry{f.maker, f.place.row, func() Said { return Said{Statement: v.statement(&f)} }})
		}
	}
}

func (x *history) add(s uint32, k *knowledge, st *statement, rec *record, c *cell, value []byte) {
	v := x.v
	b := v.batches[st.rev-1]
	f := fact{subject: s, property: x.property, period: x.period, value: value, maker: st.rev, date: b.date, fresh: b.date,
		place: place{sayer: st.rev, sheet: rec.sheet, row: rec.row}}
	became := Stands
	switch w := v.bestSaying(b, s, rec.table, rec.period, k.retracts); {
	case w != nil:
		f.date, f.fresh, f.place = w.date, w.date, w.placeIn(st.rev, s, rec)
		if rec.held != nil && !k.judged {
			became = Waits
		} else if c.state == graph.CellValue && !slices.ContainsFunc(k.facts, func(g fact) bool {
			return g.property == f.property && g.maker == f.maker && g.place == f.place && bytes.Equal(g.value, value)
		}) {
			became = Covered
		}
	case len(b.says) == 0:
		became = Revoked
	default:
		became = Retracted
	}
	state, bad := c.state, string(c.bad)
	x.out = append(x.out, entry{st.rev, rec.row, func() Said {
		return Said{Statement: v.statement(&f), State: state, Bad: bad, Stands: became}
	}})
}

// curated adds the pins and denials on a subject that belong to the node.
func (x *history) curated(s uint32) {
	v := x.v
	for r := (reader{b: v.says.at(s)}); r.more(); {
		st := r.statement()
		b := v.batches[st.rev-1]
		if st.op != opPin && st.op != opDeny || !b.known {
			continue
		}
		body := reader{b: st.body}
		i := body.uint()
		var subjects []uint32
		var property, period uint32
		var value []byte
		if st.op == opPin {
			p := &b.pins[i]
			subjects, property, period, value = p.subjects, p.property, p.period, p.value
		} else {
			p := &b.denials[i]
			subjects, property, period, value = p.subjects, p.property, p.period, p.value
		}
		if property != x.property || period != x.period || v.isRedacted(subjects, property) ||
			b.stands && v.standingOf(subjects) != x.node || subjects[0] != s && slices.Contains(subjects, s) && x.has(subjects, s) {
			continue
		}
		became := Stands
		if !b.stands {
			became = Revoked
		} else if st.op == opPin && !x.holds(st.rev) {
			became = Overruled
		}
		denial := st.op == opDeny
		rev := st.rev
		x.out = append(x.out, entry{rev, 0, func() Said {
			return Said{Denial: denial, Stands: became, Statement: Statement{Value: v.decodeValue(value), Source: b.header.Source,
				Subject: v.subjectID(s), Made: b.header.Revision, Said: b.header.Revision, Pin: !denial}}
		}})
	}
}

// has reports whether an earlier one of the subjects is a member of the node,
// so that a pin on several is told once.
func (x *history) has(subjects []uint32, s uint32) bool {
	for _, t := range subjects {
		if t == s {
			return false
		}
		if x.v.nodeOf(t) == x.node {
			return true
		}
	}
	return false
}

// holds reports whether a pin is the one that counts, or one of those of a set.
func (x *history) holds(rev uint32) bool {
	held := false
	x.facts.each(func(g factGroup) {
		if g.property != x.property || g.period != x.period {
			return
		}
		pins := g.holds()
		if x.v.set(x.kind, x.property) {
			held = slices.ContainsFunc(pins, func(p nodePin) bool { return p.rev == rev })
		} else {
			held = len(pins) > 0 && pins[0].rev == rev
		}
	})
	return held
}

// Revisions returns the batches that ever spoke of the subjects of a node, in
// order, with those whose batches were revoked.
func (v *View) Revisions(id graph.SubjectID) []graph.Revision {
	n := v.slotOf(id)
	if n == none {
		return nil
	}
	var out []graph.Revision
	var one [1]uint32
	for _, s := range v.membersOf(n, &one) {
		for r := (reader{b: v.says.at(s)}); r.more(); {
			if rev := graph.Revision(r.statement().rev); v.batches[rev-1].known {
				out = append(out, rev)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
