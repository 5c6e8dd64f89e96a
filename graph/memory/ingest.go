package memory

import (
	"cmp"
	"slices"
	"strings"
	"unsafe"

	"github.com/chainatlas/chainatlas/graph"
)

type formCacheEntry struct {
	form uint32
	key  string
}

// flushEvery bounds what is pending: statements are moved into pages in runs
// of this many. Each run rewrites most pages of a large View, so fewer are
// faster, at some 200 bytes of memory a statement.
const flushEvery = 1 << 18

// pendingTable finds the IDs or the printed keys that are not in an index yet,
// by the order in which they came.
type pendingTable struct {
	heads []uint32 // 1 + the newest of a chain
	ents  []struct{ hash, next uint32 }
}

// find returns the number of what is equal to key among the pending, or none.
func (p *pendingTable) find(h uint32, key string, pending []blobChange) uint32 {
	if len(p.ents) == 0 {
		return none
	}
	for i := p.heads[h&uint32(len(p.heads)-1)]; i != 0; i = p.ents[i-1].next {
		if p.ents[i-1].hash == h && string(pending[i-1].data) == key {
			return pending[i-1].i
		}
	}
	return none
}

func (p *pendingTable) add(h uint32) {
	if len(p.ents) == len(p.heads) {
		p.heads = make([]uint32, max(64, 4*len(p.heads)))
		for i := range p.ents {
			p.link(uint32(i))
		}
	}
	p.ents = append(p.ents, struct{ hash, next uint32 }{hash: h})
	p.link(uint32(len(p.ents) - 1))
}

func (p *pendingTable) link(i uint32) {
	head := &p.heads[p.ents[i].hash&uint32(len(p.heads)-1)]
	p.ents[i].next, *head = *head, i+1
}

func (p *pendingTable) clear() {
	clear(p.heads)
	p.ents = p.ents[:0]
}

// symbol numbers a string. The same few names come again and again, from one
// decoded chunk as the very same bytes, so a small cache by address answers
// most calls.
func (d *deriver) symbol(s string) uint32 {
	if s == "" {
		return 0
	}
	at := unsafe.StringData(s)
	c := &d.symCache[(uintptr(unsafe.Pointer(at))>>3^uintptr(len(s)))%uintptr(len(d.symCache))]
	if len(c.s) == len(s) && unsafe.StringData(c.s) == at {
		return c.symbol
	}
	i := d.lookUpSymbol(s)
	*c = symCacheEntry{s, i}
	return i
}

type symCacheEntry struct {
	s      string // kept alive, so that its address stays its own
	symbol uint32
}

func (d *deriver) lookUpSymbol(s string) uint32 {
	if i, ok := d.next.syms.index[s]; ok {
		return i
	}
	s = strings.Clone(s) // it may be a piece of a chunk
	if !d.symsOwn {
		d.next.syms, d.symsOwn = d.next.syms.clone(), true
	}
	y := d.next.syms
	i := uint32(len(y.list))
	y.list, y.index[s] = append(y.list, s), i
	return i
}

func (d *deriver) redactions(s uint32) []uint32 {
	if len(d.next.redacted) == 0 {
		return nil
	}
	return d.next.redacted[s]
}

func (d *deriver) kindOf(s uint32) graph.Kind {
	return d.next.decl.kinds[d.next.subs.at(s).kind].decl.Kind
}

// subject returns the index of a subject, which it adds if the log mentions it
// for the first time. The kind may be empty if it is not said here.
func (d *deriver) subject(id graph.SubjectID, kind graph.Kind) (uint32, error) {
	if id == "" {
		return 0, graph.Errorf(graph.CodeDamaged, "memory.Next", "revision %d names a subject without an ID", len(d.next.batches))
	}
	h := newHasher.string(string(id)).sum()
	// Segments and regions are referred to again and again.
	recent := &d.idCache[h%uint32(len(d.idCache))]
	s := *recent
	if s >= d.indexed || string(d.next.ids.at(s)) != string(id) {
		s = none
		d.next.idKeys.find(h, func(x uint32) bool {
			if string(d.next.ids.at(x)) == string(id) {
				s = x
				return false
			}
			return true
		})
		if s != none {
			*recent = s
		} else {
			s = d.pending.find(h, string(id), d.newIDs)
		}
	}
	if s == none {
		s = d.next.nsubs
		d.next.nsubs++
		d.pending.add(h)
		d.newIDs = append(d.newIDs, blobChange{s, []byte(id)})
		d.idHashes, d.idVals = append(d.idHashes, h), append(d.idVals, s)
		d.next.subs.set(d.e, s, subject{first: uint32(len(d.next.batches)), source: d.next.batches[len(d.next.batches)-1].source})
	}
	d.spoken.add(s)
	if kind != "" {
		k, ok := d.next.decl.kind[kind]
		if !ok {
			return 0, graph.Errorf(graph.CodeDamaged, "memory.Next", "the log has a kind that the vocabulary does not declare: %q", kind)
		}
		if x := d.next.subs.at(s); x.flags&subKnown == 0 {
			p := d.next.subs.ptr(d.e, s)
			p.kind, p.flags = k, p.flags|subKnown
			p.source = d.next.batches[len(d.next.batches)-1].source
			p.first = uint32(len(d.next.batches))
		} else if x.kind != k {
			return 0, graph.Errorf(graph.CodeDamaged, "memory.Next", "revision %d says subject %q is a %s; it was a %s", len(d.next.batches), id, kind, d.kindOf(s))
		}
	}
	return s, nil
}

// form returns the number of the printed keys of a reference.
func (d *deriver) form(t uint32, ref *graph.Ref) uint32 {
	if len(ref.Keys) == 0 {
		return 0
	}
	redacted := d.redactions(t)
	b := appendUint(d.scratch[:0], t)
	for i := range ref.Keys {
		p := d.symbol(ref.Keys[i].Property)
		d.next.printed.add(p)
		if slices.Contains(redacted, p) {
			continue
		}
		b = d.appendCell(b, &ref.Keys[i], redacted)
	}
	d.scratch = b
	h := newHasher.bytes(b).sum()
	c := &d.formCache[h%uint32(len(d.formCache))]
	if c.key == string(b) {
		return c.form
	}
	key := unsafe.String(unsafe.SliceData(b), len(b)) // only until it is cloned below
	f := d.formsNew.find(h, key, d.newForms)
	if f == none {
		d.next.formKeys.find(h, func(x uint32) bool {
			if string(d.next.forms.at(x)) == key {
				f = x
				return false
			}
			return true
		})
	}
	key = strings.Clone(key)
	if f == none {
		d.next.nforms++
		f = d.next.nforms
		d.formsNew.add(h)
		d.newForms = append(d.newForms, blobChange{f, []byte(key)})
		d.formHash, d.formVals = append(d.formHash, h), append(d.formVals, f)
	}
	*c = formCacheEntry{f, key}
	return f
}

// say adds a statement about a subject.
func (d *deriver) say(s uint32, op byte, rev graph.Revision, body []byte) {
	start := len(d.arena)
	d.arena = appendStatement(d.arena, op, rev, body)
	d.adds = append(d.adds, blobChange{s, d.arena[start:len(d.arena):len(d.arena)]})
	d.spoken.add(s)
	if op >= opJudge && d.next.subs.at(s).flags&subWords == 0 {
		d.next.subs.ptr(d.e, s).flags |= subWords
	}
}

// doubtful reports whether a row may wait for a person, hold an edge or have a
// bad cell that shows: whether its subject's flags need a closer look.
func doubtful(r *graph.Record) bool {
	return r.Held != nil || slices.ContainsFunc(r.Cells, func(c graph.Cell) bool { return c.State == graph.CellBad }) ||
		slices.ContainsFunc(r.Edges, func(e graph.EdgeCell) bool {
			return slices.ContainsFunc(e.Refs, func(f graph.Ref) bool { return f.Held != nil })
		})
}

// flush moves what is pending into the pages.
func (d *deriver) flush() {
	n := d.next
	n.ids.change(d.e, d.newIDs, false)
	n.idKeys = n.idKeys.add(d.e, d.idHashes, d.idVals)
	n.forms.change(d.e, d.newForms, false)
	n.formKeys = n.formKeys.add(d.e, d.formHash, d.formVals)
	d.indexed = n.nsubs
	d.pending.clear()
	d.formsNew.clear()
	d.newIDs, d.idHashes, d.idVals = d.newIDs[:0], d.idHashes[:0], d.idVals[:0]
	d.newForms, d.formHash, d.formVals = d.newForms[:0], d.formHash[:0], d.formVals[:0]

	// Statements move while the next are made: nothing reads them meanwhile.
	d.moving.Wait()
	adds, arena := d.adds, d.arena
	d.adds, d.arena = d.movedAdds[:0], d.movedArena[:0]
	d.movedAdds, d.movedArena = adds, arena
	d.moving.Go(func() {
		slices.SortStableFunc(adds, func(a, b blobChange) int { return cmp.Compare(a.i, b.i) })
		n.says.change(d.e, adds, false)
	})
}

// settled waits until all statements are in their pages.
func (d *deriver) settled() { d.moving.Wait() }

// flushReferences notes who refers to whom. It waits for the whole log: each
// subject may be referred to from anywhere.
func (d *deriver) flushReferences() {
	slices.Sort(d.refers)
	d.refers = slices.Compact(d.refers)
	changes := make([]adjChange, 0, min(len(d.refers), flushEvery))
	for i, u := range d.refers {
		k := unpackEdge(u)
		changes = append(changes, adjChange{i: k.from, to: k.to})
		if len(changes) == flushEvery || i == len(d.refers)-1 {
			d.next.owners.change(d.e, changes)
			changes = changes[:0]
		}
	}
	d.refers = nil
}

// ingest takes a batch's statements in.
func (d *deriver) ingest(log Log, h *graph.Header) error {
	n := d.next
	b := &batch{header: h, date: packDate(h.DataDate), source: d.symbol(string(h.Source))}
	n.batches = append(n.batches, b)
	rev := h.Revision
	d.spoken = bitset{}
	own := &saying{rev: uint32(rev), date: b.date}
	b.says = []*saying{own}
	var redacts []redaction
	for a, err := range log.Assertions(d.ctx, rev) {
		if err != nil {
			return err
		}
		switch a := a.(type) {
		case *graph.Record:
			s, err := d.subject(a.Subject, a.Kind)
			if err != nil {
				return err
			}
			body, err := d.appendRecord(d.body[:0], s, a)
			if err != nil {
				return err
			}
			d.body = body
			d.say(s, opRecord, rev, body)
			if a.Held != nil {
				d.next.subs.ptr(d.e, s).flags |= subHeld
			}
			if doubtful(a) {
				d.next.subs.ptr(d.e, s).flags |= subDoubt
			}
			if len(d.adds) >= flushEvery {
				d.flush()
				if err := d.ctx.Err(); err != nil {
					return err
				}
			}
		case *graph.Retract:
			s, err := d.subject(a.Record.Subject, "")
			if err != nil {
				return err
			}
			d.say(s, opRetract, rev, appendUint(appendUint(nil, d.symbol(a.Record.Table)), d.symbol(a.Record.Period)))
		case *graph.Confirm:
			if err := d.confirm(b, a); err != nil {
				return err
			}
		case *graph.Judge:
			x, err := d.subject(a.A, "")
			if err != nil {
				return err
			}
			y, err := d.subject(a.B, "")
			if err != nil {
				return err
			}
			b.words = append(b.words, judge{x, y, a.Verdict})
			d.say(x, opJudge, rev, appendUint([]byte{byte(a.Verdict), 0}, y))
			d.say(y, opJudge, rev, appendUint([]byte{byte(a.Verdict), 1}, x))
		case *graph.Pin:
			p := pin{property: d.symbol(a.Property), period: d.symbol(a.Period)}
			if p.subjects, err = d.subjects(a.Subjects); err != nil {
				return err
			}
			if d.next.isRedacted(p.subjects, p.property) {
				p.value = d.appendValue(nil, graph.Value{})
			} else {
				if a.Value != nil {
					p.value = d.appendValue(nil, *a.Value)
				}
				if a.Seen != nil {
					p.seen = d.appendValue(nil, *a.Seen)
				}
			}
			b.pins = append(b.pins, p)
			d.sayAll(p.subjects, opPin, rev, len(b.pins)-1)
		case *graph.Deny:
			x := denial{property: d.symbol(a.Property), period: d.symbol(a.Period)}
			if x.subjects, err = d.subjects(a.Subjects); err != nil {
				return err
			}
			value := a.Value
			if d.next.isRedacted(x.subjects, x.property) {
				value = graph.Value{}
			}
			x.value = d.appendValue(nil, value)
			b.denials = append(b.denials, x)
			d.sayAll(x.subjects, opDeny, rev, len(b.denials)-1)
		case *graph.DenyEdge:
			x := bondDenial{edge: d.symbol(a.Type)}
			if x.from, err = d.subjects(a.From); err != nil {
				return err
			}
			if x.to, err = d.subjects(a.To); err != nil {
				return err
			}
			if x.qualifier, err = d.subjects(a.Qualifier); err != nil {
				return err
			}
			b.bonds = append(b.bonds, x)
			d.sayAll(x.from, opBond, rev, len(b.bonds)-1)
			d.sayAll(x.to, opBond, rev, len(b.bonds)-1)
			d.sayAll(x.qualifier, opBond, rev, len(b.bonds)-1)
		case *graph.Declare:
			b.declares = append(b.declares, *a)
			d.symbol(string(a.Source))
		case *graph.Revoke:
			if h.Kind != graph.BatchRevoke || a.Batch != h.Revokes {
				return graph.Errorf(graph.CodeDamaged, "memory.Next",
					"revision %d says that it revokes revision %d; its header says %d", rev, a.Batch, h.Revokes)
			}
		case *graph.Redact:
			s, err := d.subject(a.Subject, "")
			if err != nil {
				return err
			}
			redacts = append(redacts, redaction{s, d.symbol(a.Property)})
		}
	}
	b.spoken = packSpoken(&d.spoken)
	b.redacts = redacts
	if len(redacts) > 0 {
		d.flush()
		d.flushReferences()
		d.settled()
	}
	return d.redact(redacts)
}

func (d *deriver) subjects(ids []graph.SubjectID) ([]uint32, error) {
	var out []uint32
	for _, id := range ids {
		s, err := d.subject(id, "")
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func (d *deriver) sayAll(subjects []uint32, op byte, rev graph.Revision, number int) {
	for i, s := range subjects {
		if !slices.Contains(subjects[:i], s) {
			d.say(s, op, rev, appendUint(nil, uint32(number)))
		}
	}
}

// confirm notes that batch b says what an earlier batch said (fold.md, 10).
func (d *deriver) confirm(b *batch, c *graph.Confirm) error {
	if c.Batch == 0 || c.Batch >= b.header.Revision {
		return graph.Errorf(graph.CodeDamaged, "memory.Next", "revision %d confirms revision %d, which is not before it", b.header.Revision, c.Batch)
	}
	w := &saying{rev: uint32(b.header.Revision), date: b.date, sheet: uint32(c.Sheet)}
	record := func(k graph.RecordKey) (recordID, error) {
		s, err := d.subject(k.Subject, "")
		return recordID{s, d.symbol(k.Table), d.symbol(k.Period)}, err
	}
	if len(c.Except) > 0 {
		w.except = make(map[recordID]struct{}, len(c.Except))
		for _, k := range c.Except {
			r, err := record(k)
			if err != nil {
				return err
			}
			w.except[r] = struct{}{}
		}
	}
	if len(c.Shifts) > 0 {
		w.shifts = make(map[shiftKey]uint32, len(c.Shifts))
		for _, s := range c.Shifts {
			r, err := record(s.Record)
			if err != nil {
				return err
			}
			w.shifts[shiftKey{r, uint32(s.From)}] = uint32(s.To)
		}
	}
	made := d.mine(c.Batch)
	made.says = append(slices.Clip(made.says), w)
	b.confirms = append(b.confirms, c.Batch)
	made.spoke(func(s uint32) { d.spoken.add(s) })
	return nil
}
