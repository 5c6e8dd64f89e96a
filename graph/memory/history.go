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
	Overruled                 // a curator's word holds against it (19)
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
// and how much there is in all. Batches that came after the View's revision are
// not in it. Of what references print, it has what counts. It fails with
// CodeNotFound if no node stands under the ID, and with CodeInvalid if neither
// the vocabulary nor the log has such a property.
func (v *View) History(id graph.SubjectID, property, period string, limit int) (said []Said, total int, err error) {
	const op = "memory.History"
	if limit < 1 || limit > MaxPage {
		return nil, 0, graph.Sayf(graph.CodeLimit, op, "历史的条数为 1 至 %d，不能是 %d", "a history has 1 to %d entries, not %d", MaxPage, limit)
	}
	n := v.slotOf(id)
	if n == none {
		return nil, 0, graph.Sayf(graph.CodeNotFound, op, "没有对象 %q", "no node stands under %q", id)
	}
	kind := v.nodes.at(n).kind
	sym, ok := v.syms.index[property]
	if !ok || property == "" {
		return nil, 0, graph.Sayf(graph.CodeInvalid, op, "%s 没有属性 %q；词表列出了它的属性", "%s has no property %q; the vocabulary lists those that it has", v.decl.kinds[kind].decl.Kind, property)
	}
	at, known := v.syms.index[period]
	if !known || at != 0 && !v.periodic(kind, sym) {
		return nil, 0, nil
	}
	x := &history{v: v, node: n, kind: kind, property: sym, period: at}
	facts := v.factsOf(n)
	defer facts.release()
	facts.each(func(g factGroup) {
		if g.property == sym && g.period == at {
			x.group = g
		}
	})
	x.pins = x.group.holds()
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
	group            factGroup // what is said of it now
	pins             []nodePin // those that no denial holds against, the latest first
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
			became := x.counts(f.value)
			x.out = append(x.out, entry{f.maker, f.place.row, func() Said { return Said{Statement: v.statement(&f), Stands: became} }})
		}
	}
}

// counts tells of a value that is stated whether a curator denies it.
func (x *history) counts(value []byte) Standing {
	if x.group.denied(value, 0) {
		return Overruled
	}
	return Stands
}

func (x *history) add(s uint32, k *knowledge, st *statement, rec *record, c *cell, value []byte) {
	v := x.v
	b := v.batches[st.rev-1]
	f := fact{subject: s, property: x.property, period: x.period, value: value, maker: st.rev, date: b.date, fresh: b.date,
		place: place{sayer: st.rev, sheet: rec.sheet, row: rec.row}}
	best := v.bestSaying(b, s, rec.table, rec.period, k.retracts)
	if best != nil {
		f.date, f.fresh, f.place = best.date, best.date, best.placeIn(st.rev, s, rec)
	}
	became := x.became(s, k, st, rec, c, best)
	if became == Stands && c.state == graph.CellValue {
		became = x.counts(value)
	}
	state, bad := c.state, string(c.bad)
	x.out = append(x.out, entry{st.rev, rec.row, func() Said {
		return Said{Statement: v.statement(&f), State: state, Bad: bad, Stands: became}
	}})
}

// became tells what became of a cell of a row whose newest word is best; nil if
// it has none.
func (x *history) became(s uint32, k *knowledge, st *statement, rec *record, c *cell, best *saying) Standing {
	ofRecord := func(table, period uint32) bool { return table == rec.table && period == rec.period }
	if c.state == graph.CellBad && slices.ContainsFunc(k.bad, func(f fact) bool {
		return f.maker == st.rev && f.property == c.property && ofRecord(k.marks[f.slot].table, k.marks[f.slot].period) && bytes.Equal(f.value, c.bad)
	}) {
		return Stands // a mark may outlive its row
	}
	if best == nil {
		for _, w := range x.v.batches[st.rev-1].says {
			if w.covers(s, rec.table, rec.period, nil) {
				return Retracted
			}
		}
		return Revoked
	}
	if slices.ContainsFunc(k.waits, func(w waiting) bool { return w.held != nil && ofRecord(w.table, w.period) }) {
		if rec.held != nil {
			return Waits
		}
		return Covered // by the row that waits
	}
	if c.state == graph.CellBad || slices.ContainsFunc(k.slots, func(y slot) bool {
		return y.edge == 0 && y.name == c.property && ofRecord(y.table, y.period) && compareSaying(best.date, best.rev, y.date, y.rev) < 0
	}) {
		return Covered
	}
	return Stands
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
		if property != x.property || period != x.period || erased(value) || v.isRedacted(subjects, property) ||
			b.stands && v.standingOf(subjects) != x.node || subjects[0] != s && slices.Contains(subjects, s) && x.has(subjects, s) {
			continue
		}
		became := Stands
		if !b.stands {
			became = Revoked
		} else if st.op == opPin && !x.holds(st.rev, value) || st.op == opDeny && x.pinnedSince(st.rev, value) {
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
func (x *history) holds(rev uint32, value []byte) bool {
	pins := x.pins
	if !x.v.set(x.kind, x.property) {
		pins = pins[:min(1, len(pins))]
	}
	return slices.ContainsFunc(pins, func(p nodePin) bool { return p.rev == rev && bytes.Equal(p.value, value) })
}

// pinnedSince reports whether a later pin holds against a denial of its value.
func (x *history) pinnedSince(rev uint32, value []byte) bool {
	return slices.ContainsFunc(x.pins, func(p nodePin) bool { return p.rev > rev && p.value != nil && bytes.Equal(p.value, value) })
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
