package memory

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/chainatlas/chainatlas/graph"
)

// place is where a value was read.
type place struct {
	sayer uint32 // the revision whose documents the sheet and the row are of
	sheet uint32
	row   uint32
	edge  uint32 // symbol of the edge type, if a reference printed it
}

// fact is an uncovered statement of one value (fold.md, 9).
type fact struct {
	subject  uint32
	property uint32 // symbol
	period   uint32 // symbol; 0 unless the property is periodic
	value    []byte
	maker    uint32 // the batch that made it
	date     uint32 // of the newest batch that says it
	fresh    uint32 // the newest date of all that say it
	place    place
	slot     int32 // the cell of the record that it stands in
}

// bond is an uncovered statement of one edge.
type bond struct {
	owner    uint32 // the subject whose row states it
	edge     uint32 // symbol
	incoming bool
	ref      ref
	maker    uint32
	date     uint32
	place    place
	slot     int32
}

// knowledge is what stands of one subject. Its slices are reused: they are
// valid until the next call of know with it.
type knowledge struct {
	subject   uint32
	described bool // a standing row describes it
	mentioned bool // a standing row refers to it; not kept up where described
	judged    bool // a person has judged it
	facts     []fact
	bonds     []bond
	bad       []fact
	queued    []waiting
	shorts    []fact // names by which short references know it

	slots    []slot
	retracts []retraction
	waits    []waiting
	marks    []slot
	normal   []normalised
	near     *neighbour // set where many subjects are looked at in a row
}

// neighbour is what is known of the subject whose rows were last looked at for
// another's sake. The products of one row are looked at one after the other: its
// thousand references are decoded once, not once for each. It is good for one View
// only, while what stands in it does not change.
type neighbour struct {
	subject uint32
	known   bool
	knowledge
}

// of returns what stands of a subject's own rows.
func (n *neighbour) of(v *View, s uint32) *knowledge {
	if !n.known || n.subject != s {
		v.knowOwn(s, &n.knowledge)
		n.subject, n.known = s, true
	}
	return &n.knowledge
}

// normalised is the compared form of a fact's value, once asked for.
type normalised struct {
	value string
	known bool
}

// knowledgePool saves readers the buffers of knowledge.
var knowledgePool = sync.Pool{New: func() any { return new(knowledge) }}

func getKnowledge() *knowledge  { return knowledgePool.Get().(*knowledge) }
func putKnowledge(k *knowledge) { knowledgePool.Put(k) }

// slot is one property or edge type of one record: where statements cover each
// other.
type slot struct {
	table, period uint32
	name          uint32 // symbol of the property or edge type
	edge          uint32 // 0 property, 1 outgoing, 2 incoming
	date, rev     uint32
}

type retraction struct {
	table, period uint32
	date, rev     uint32
}

// stands reports whether a standing row describes the subject or refers to it
// (fold.md, 11).
func (k *knowledge) stands() bool { return k.described || k.mentioned }

// know works out what stands of a subject at the View's revision (fold.md, 8–11).
func (v *View) know(s uint32, k *knowledge) {
	v.knowOwn(s, k)
	if heard := v.heard.at(s); len(heard) > 0 {
		v.addHeard(heard, k)
	}
}

// knowOwn is know without what references to the subject say.
func (v *View) knowOwn(s uint32, k *knowledge) { v.knowAs(s, k, v.subs.at(s).flags&subJudged != 0) }

// knowAs is knowOwn as if a person had judged the subject, or had not.
func (v *View) knowAs(s uint32, k *knowledge, judged bool) {
	*k = knowledge{subject: s, facts: k.facts[:0], bonds: k.bonds[:0], bad: k.bad[:0], queued: k.queued[:0],
		shorts: k.shorts[:0], slots: k.slots[:0], retracts: k.retracts[:0], waits: k.waits[:0], marks: k.marks[:0], normal: k.normal[:0], near: k.near}
	k.judged = judged
	says := v.says.at(s)
	for r := (reader{b: says}); r.more(); {
		st := r.statement()
		if st.op != opRetract || !v.batches[st.rev-1].stands {
			continue
		}
		body := reader{b: st.body}
		k.retracts = append(k.retracts, retraction{body.uint(), body.uint(), v.batches[st.rev-1].date, st.rev})
	}
	if v.subs.at(s).flags&subHeld != 0 && !k.judged {
		v.wait(s, k)
	}
	for r := (reader{b: says}); r.more(); {
		if st := r.statement(); st.op == opRecord {
			v.knowRecord(s, k, st)
		}
	}
	k.settle()
	if len(k.bad) > 0 {
		v.settleBad(s, k)
	}
}

func (v *View) knowRecord(s uint32, k *knowledge, st statement) {
	b := v.batches[st.rev-1]
	if len(b.says) == 0 {
		return
	}
	r := reader{b: st.body}
	x := r.record()
	if len(k.waits) > 0 && slices.ContainsFunc(k.waits, func(w waiting) bool { return w.table == x.table && w.period == x.period && w.held != nil }) {
		return
	}
	said := v.bestSaying(b, s, x.table, x.period, k.retracts)
	kind := v.subs.at(s).kind
	if said == nil {
		for range r.uint() { // a mark of a bad cell may outlive its row
			if c := r.cell(); c.state == graph.CellBad {
				v.knowBad(s, k, &st, &x, &c)
			}
		}
		return
	}
	pl := said.placeIn(st.rev, s, &x)
	k.described = true
	for range r.uint() {
		c := r.cell()
		switch c.state {
		case graph.CellRedacted:
			continue
		case graph.CellBad:
			v.knowBad(s, k, &st, &x, &c)
			continue
		}
		f := fact{subject: s, property: c.property, maker: st.rev, date: said.date, fresh: said.date, place: pl}
		if x.period != 0 && v.periodic(kind, c.property) {
			f.period = x.period
		}
		f.slot = k.slot(slot{x.table, x.period, c.property, 0, said.date, said.rev})
		for vr := (reader{b: c.values}); vr.more(); {
			f.value = vr.value()
			k.facts = append(k.facts, f)
		}
	}
	for range r.uint() {
		u := r.uint()
		e := bond{owner: s, edge: u >> 1, incoming: u&1 != 0, maker: st.rev, date: said.date, place: pl}
		e.place.edge = e.edge
		e.slot = k.slot(slot{x.table, x.period, e.edge, 1 + u&1, said.date, said.rev})
		for range r.uint() {
			e.ref = r.ref()
			k.bonds = append(k.bonds, e)
		}
	}
}

// waiting is the newest row of a record, and why it waits if it does.
type waiting struct {
	table, period uint32
	date          uint32
	place         place
	held          *held
}

// wait finds the records whose newest row waits for a person: nothing of them
// is folded until one has judged the subject (fold.md, 4).
func (v *View) wait(s uint32, k *knowledge) {
	for r := (reader{b: v.says.at(s)}); r.more(); {
		st := r.statement()
		if st.op != opRecord {
			continue
		}
		body := reader{b: st.body}
		x := body.record()
		said := v.bestSaying(v.batches[st.rev-1], s, x.table, x.period, k.retracts)
		if said == nil {
			continue
		}
		w := waiting{x.table, x.period, said.date, said.placeIn(st.rev, s, &x), x.held}
		i := slices.IndexFunc(k.waits, func(o waiting) bool { return o.table == w.table && o.period == w.period })
		if i < 0 {
			k.waits = append(k.waits, w)
			continue
		}
		o := &k.waits[i]
		if c := compareSaying(w.date, w.place.sayer, o.date, o.place.sayer); c > 0 || c == 0 && v.comparePlaces(w.place, o.place, 0, 0) < 0 {
			*o = w
		}
	}
	for i := range k.waits {
		if w := &k.waits[i]; w.held != nil {
			k.queued = append(k.queued, *w)
		}
	}
}

// knowBad notes a bad cell, once for each edition that shows it.
func (v *View) knowBad(s uint32, k *knowledge, st *statement, x *record, c *cell) {
	for _, w := range v.batches[st.rev-1].says {
		if w.covers(s, x.table, x.period, nil) {
			k.bad = append(k.bad, fact{subject: s, property: c.property, value: c.bad, maker: st.rev, date: w.date,
				fresh: w.date, place: w.placeIn(st.rev, s, x), slot: k.mark(slot{table: x.table, period: x.period, name: c.property})})
		}
	}
}

// mark returns the number of a slot for the marks of bad cells.
func (k *knowledge) mark(x slot) int32 {
	for i := range k.marks {
		if y := &k.marks[i]; y.name == x.name && y.table == x.table && y.period == x.period {
			return int32(i)
		}
	}
	k.marks = append(k.marks, x)
	return int32(len(k.marks) - 1)
}

// settleBad drops the marks of bad cells that are gone: where a batch that is
// not older covers the property, also if it was retracted since, or a newer one
// retracts the record.
func (v *View) settleBad(s uint32, k *knowledge) {
	for r := (reader{b: v.says.at(s)}); r.more(); {
		st := r.statement()
		if st.op != opRecord {
			continue
		}
		body := reader{b: st.body}
		x := body.record()
		var newest *saying
		for _, w := range v.batches[st.rev-1].says {
			if w.covers(s, x.table, x.period, nil) && (newest == nil || compareSaying(w.date, w.rev, newest.date, newest.rev) > 0) {
				newest = w
			}
		}
		if newest == nil {
			continue
		}
		for range body.uint() {
			c := body.cell()
			if c.state != graph.CellValue && c.state != graph.CellEmpty {
				continue
			}
			for i := range k.marks {
				y := &k.marks[i]
				if y.name == c.property && y.table == x.table && y.period == x.period && compareSaying(newest.date, newest.rev, y.date, y.rev) > 0 {
					y.date, y.rev = newest.date, newest.rev
				}
			}
		}
	}
	k.bad = slices.DeleteFunc(k.bad, func(f fact) bool {
		y := &k.marks[f.slot]
		return y.rev != 0 && compareSaying(y.date, y.rev, f.date, f.place.sayer) >= 0 ||
			slices.ContainsFunc(k.retracts, func(t retraction) bool {
				return t.table == y.table && t.period == y.period && compareSaying(t.date, t.rev, f.date, f.place.sayer) > 0
			})
	})
}

// bestSaying returns the newest word for a record that no retraction covers, by
// data date, then by revision; nil if none.
func (v *View) bestSaying(b *batch, s, table, period uint32, retracts []retraction) *saying {
	var best *saying
	for _, w := range b.says {
		if w.covers(s, table, period, retracts) && (best == nil || compareSaying(w.date, w.rev, best.date, best.rev) > 0) {
			best = w
		}
	}
	return best
}

// covers reports whether the saying is of a record and no retraction takes it
// back.
func (w *saying) covers(s, table, period uint32, retracts []retraction) bool {
	if len(w.except) > 0 {
		if _, not := w.except[recordID{s, table, period}]; not {
			return false
		}
	}
	for _, t := range retracts {
		if t.table == table && t.period == period &&
			(t.date == 0 && w.rev < t.rev || t.date != 0 && compareSaying(w.date, w.rev, t.date, t.rev) < 0) {
			return false
		}
	}
	return true
}

// placeIn returns where the saying found a row that the batch made read at row.
func (w *saying) placeIn(made uint32, s uint32, x *record) place {
	pl := place{sayer: w.rev, sheet: x.sheet, row: x.row}
	if w.rev != made {
		pl.sheet = w.sheet + x.sheet
		if to, ok := w.shifts[shiftKey{recordID{s, x.table, x.period}, x.row}]; ok {
			pl.row = to
		}
	}
	return pl
}

// slot returns the number of a slot, having raised what covers it.
func (k *knowledge) slot(x slot) int32 {
	for i := range k.slots {
		y := &k.slots[i]
		if y.name == x.name && y.edge == x.edge && y.table == x.table && y.period == x.period {
			if compareSaying(x.date, x.rev, y.date, y.rev) > 0 {
				y.date, y.rev = x.date, x.rev
			}
			return int32(i)
		}
	}
	k.slots = append(k.slots, x)
	return int32(len(k.slots) - 1)
}

// settle drops what is covered.
func (k *knowledge) settle() {
	covered := func(slot int32, date, rev uint32) bool {
		x := &k.slots[slot]
		return compareSaying(date, rev, x.date, x.rev) < 0
	}
	k.facts = slices.DeleteFunc(k.facts, func(f fact) bool { return covered(f.slot, f.date, f.place.sayer) })
	k.bonds = slices.DeleteFunc(k.bonds, func(b bond) bool { return covered(b.slot, b.date, b.place.sayer) })
}

// What references say of a subject is kept where it matters: of subjects that
// no row describes, or whose description lacks a key that a reference prints
// (fold.md, 6). It is a list of
//
//	property, short (byte), value, maker, date, fresh, place
//
// each value once, by its best statement.

// hear works out what references say of a subject from all that refer to it.
func (v *View) hear(s uint32, near *neighbour) []byte {
	var heard []heardFact
	for o := range v.owners.of(s) {
		buf := near.of(v, o)
		for i := range buf.bonds {
			b := &buf.bonds[i]
			f := fact{subject: s, maker: b.maker, date: b.date, fresh: b.date, place: b.place}
			if !v.bound(b) {
				continue
			}
			if b.ref.qualifier == s+1 {
				heard = v.addFact(heard, heardFact{f, false})
			}
			if b.ref.target != s {
				continue
			}
			isShort := b.ref.flags&refShort != 0
			any := false
			v.printedBy(&b.ref, func(property uint32, value []byte) {
				any = true
				f.property, f.value = property, value
				heard = v.addFact(heard, heardFact{f, isShort})
			})
			if !any {
				heard = v.addFact(heard, heardFact{f, isShort})
			}
		}
	}
	slices.SortFunc(heard, func(a, b heardFact) int {
		return cmp.Or(cmp.Compare(a.property, b.property), bytes.Compare(a.value, b.value))
	})
	var out []byte
	for _, f := range heard {
		out = appendUint(out, f.property)
		sh := byte(0)
		if f.property != 0 && f.short {
			sh = 1
		}
		out = append(out, sh)
		out = appendUint(out, uint32(len(f.value)))
		out = append(out, f.value...)
		for _, u := range []uint32{f.maker, f.date, f.fresh, f.place.sayer, f.place.sheet, f.place.row, f.place.edge} {
			out = appendUint(out, u)
		}
	}
	return out
}

// printedBy yields the properties that a reference prints of its target.
func (v *View) printedBy(f *ref, yield func(property uint32, value []byte)) {
	form := reader{b: v.forms.at(f.form)}
	if form.more() {
		form.uint() // whose form it is
	}
	for form.more() {
		c := form.cell()
		for vr := (reader{b: c.values}); vr.more(); {
			yield(c.property, vr.value())
		}
	}
}

// heardFact is what a reference says, and whether it is a short reference.
type heardFact struct {
	fact
	short bool
}

// addFact merges f into facts of one subject.
func (v *View) addFact(facts []heardFact, f heardFact) []heardFact {
	for i := range facts {
		g := &facts[i]
		if g.property == f.property && bytes.Equal(g.value, f.value) {
			fresh := max(g.fresh, f.fresh)
			if v.compareFacts(&f.fact, &g.fact) < 0 {
				g.fact = f.fact
			}
			g.fresh = fresh
			return facts
		}
	}
	return append(facts, f)
}

// addHeard adds to k what references say.
func (v *View) addHeard(heard []byte, k *knowledge) {
	own := len(k.facts)
	for r := (reader{b: heard}); r.more(); {
		f := fact{subject: k.subject}
		f.property = r.uint()
		short := r.byte() != 0
		f.value = r.bytes()
		f.maker, f.date, f.fresh = r.uint(), r.uint(), r.uint()
		f.place = place{r.uint(), r.uint(), r.uint(), r.uint()}
		k.mentioned = true
		switch {
		case f.property == 0:
		case short:
			k.shorts = append(k.shorts, f)
		case !slices.ContainsFunc(k.facts[:own], func(g fact) bool { return g.property == f.property }):
			k.facts = append(k.facts, f)
		}
	}
}

// needsHearing reports whether references matter to a subject: whether no row
// describes it or one of the properties that forms may print is not given.
func (v *View) needsHearing(k *knowledge) bool {
	if !k.described {
		return true
	}
	kind := &v.decl.kinds[v.subs.at(k.subject).kind]
	for _, p := range kind.keyProperties {
		if sym, ok := v.syms.index[p]; ok && v.printed.has(sym) &&
			!slices.ContainsFunc(k.facts, func(f fact) bool { return f.property == sym }) {
			return true
		}
	}
	return false
}

// compareFacts orders facts of one property as fold.md, 18, does: the winner
// first.
func (v *View) compareFacts(a, b *fact) int {
	if a.subject != b.subject {
		sa, sb := v.subs.at(a.subject).source, v.subs.at(b.subject).source
		if sa != sb {
			if c := cmp.Compare(v.trust(sa), v.trust(sb)); c != 0 {
				return c
			}
			if c := cmp.Compare(b.date, a.date); c != 0 {
				return c
			}
			if c := strings.Compare(v.syms.list[sa], v.syms.list[sb]); c != 0 {
				return c
			}
		}
	}
	if c := cmp.Or(cmp.Compare(b.date, a.date), cmp.Compare(b.maker, a.maker)); c != 0 {
		return c
	}
	if a.subject != b.subject {
		if c := bytes.Compare(v.ids.at(a.subject), v.ids.at(b.subject)); c != 0 {
			return c
		}
	}
	if c := v.comparePlaces(a.place, b.place, a.property, b.property); c != 0 {
		return c
	}
	if bytes.Equal(a.value, b.value) {
		return 0
	}
	return v.decodeValue(a.value).Compare(v.decodeValue(b.value))
}

// comparePlaces orders places by document, sheet, row and column.
func (v *View) comparePlaces(a, b place, pa, pb uint32) int {
	if a == b && pa == pb {
		return 0
	}
	if a.sayer != b.sayer || a.sheet != b.sheet {
		if c := cmp.Or(strings.Compare(v.documentName(a), v.documentName(b)),
			strings.Compare(v.sheetName(a), v.sheetName(b))); c != 0 {
			return c
		}
	}
	if c := cmp.Compare(a.row, b.row); c != 0 {
		return c
	}
	return strings.Compare(v.column(a, pa), v.column(b, pb))
}

// column names what was read: the property, or the edge type whose reference
// printed it.
func (v *View) column(p place, property uint32) string {
	if p.edge != 0 {
		return v.syms.list[p.edge]
	}
	return v.syms.list[property]
}

// documentName returns the name of the document that a place is in.
func (v *View) documentName(p place) string {
	h := v.batches[p.sayer-1].header
	if int(p.sheet) < len(h.Sheets) {
		if d := h.Sheets[p.sheet].Document; d < len(h.Documents) {
			return h.Documents[d].Name
		}
	}
	if len(h.Documents) > 0 {
		return h.Documents[0].Name
	}
	return ""
}

// sheetName returns the name of the sheet that a place is in.
func (v *View) sheetName(p place) string {
	if h := v.batches[p.sayer-1].header; int(p.sheet) < len(h.Sheets) {
		return h.Sheets[p.sheet].Name
	}
	return ""
}

// trust ranks the trust of a source: 1 is the highest (fold.md, 18).
func (v *View) trust(source uint32) int {
	if t := v.sources.at(source).trust; t != graph.TrustUndeclared {
		return int(t)
	}
	return 255
}
