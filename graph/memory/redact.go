package memory

import (
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// redactSubject overwrites what a subject's statements, its printed keys and the
// rows that were held for it say of its redacted properties.
func (d *deriver) redactSubject(s uint32) {
	v := d.next
	gone := v.redacted[s]
	v.says.change(d.e, []blobChange{{s, v.redactStatements(s, v.says.at(s), gone)}}, true)

	// The forms that references print of it, and the rows that hold them.
	var forms []blobChange
	seen := map[uint32]bool{}
	var owners []blobChange
	for o := range v.owners.of(s) {
		changed := false
		for r := (reader{b: v.says.at(o)}); r.more(); {
			st := r.statement()
			if st.op != opRecord {
				continue
			}
			body := reader{b: st.body}
			body.record()
			for range body.uint() {
				body.cell()
			}
			for range body.uint() {
				body.uint()
				for range body.uint() {
					x := body.ref()
					if x.target != s {
						continue
					}
					changed = changed || x.held != nil
					if x.form != 0 && !seen[x.form] {
						seen[x.form] = true
						forms = append(forms, blobChange{x.form, v.redactForm(v.forms.at(x.form), gone)})
					}
				}
			}
		}
		if changed {
			owners = append(owners, blobChange{o, v.redactHeldRefs(v.says.at(o), s, gone)})
		}
		d.touched.add(o)
	}
	slices.SortFunc(forms, func(a, b blobChange) int { return int(a.i) - int(b.i) })
	v.forms.change(d.e, forms, true)
	v.says.change(d.e, owners, true)

	// The values of pins and denials.
	for r := (reader{b: v.says.at(s)}); r.more(); {
		st := r.statement()
		if st.op != opPin && st.op != opDeny {
			continue
		}
		body := reader{b: st.body}
		n := body.uint()
		b := d.mine(graph.Revision(st.rev))
		if st.op == opPin && slices.Contains(gone, b.pins[n].property) {
			b.pins = slices.Clone(b.pins)
			b.pins[n].value, b.pins[n].seen = d.appendValue(nil, graph.Value{}), nil
		}
		if st.op == opDeny && slices.Contains(gone, b.denials[n].property) {
			b.denials = slices.Clone(b.denials)
			b.denials[n].value = d.appendValue(nil, graph.Value{})
		}
		for _, t := range append(slices.Clone(b.pinned(n, st.op)), s) {
			d.touched.add(t)
		}
	}
}

func (b *batch) pinned(n uint32, op byte) []uint32 {
	if op == opPin {
		return b.pins[n].subjects
	}
	return b.denials[n].subjects
}

func (v *View) redactForm(form []byte, gone []uint32) []byte {
	r := reader{b: form}
	out := appendUint(nil, r.uint())
	for r.more() {
		start := r.p
		if c := r.cell(); !slices.Contains(gone, c.property) {
			out = append(out, r.b[start:r.p]...)
		}
	}
	return out
}

// redactStatements rewrites a subject's own rows.
func (v *View) redactStatements(s uint32, says []byte, gone []uint32) []byte {
	var out []byte
	for r := (reader{b: says}); r.more(); {
		start := r.p
		st := r.statement()
		if st.op != opRecord {
			out = append(out, r.b[start:r.p]...)
			continue
		}
		body := reader{b: st.body}
		for range 4 {
			body.uint()
		}
		b := slices.Clone(st.body[:body.p])
		b = v.redactHeld(b, &body, v.subs.at(s).kind, gone)
		n := body.uint()
		b = appendUint(b, n)
		for range n {
			from := body.p
			if c := body.cell(); slices.Contains(gone, c.property) {
				b = appendUint(appendUint(b, c.property), uint32(graph.CellRedacted))
			} else {
				b = append(b, st.body[from:body.p]...)
			}
		}
		b = append(b, st.body[body.p:]...)
		out = appendStatement(out, opRecord, graph.Revision(st.rev), b)
	}
	return out
}

// redactHeld copies what holds a row or a reference, without the keys if one of
// them says something redacted.
func (v *View) redactHeld(b []byte, r *reader, kind uint8, gone []uint32) []byte {
	start := r.p
	h := r.held()
	if h == nil || !v.keysSay(h, kind, gone) {
		return append(b, r.b[start:r.p]...)
	}
	b = append(b, 1)
	b = appendUint(b, h.reason)
	b = appendUint(b, uint32(len(h.candidates)))
	for _, c := range h.candidates {
		b = appendUint(b, c)
	}
	return appendUint(b, 0)
}

// keysSay reports whether one of the keys of a held row is made of a redacted
// property.
func (v *View) keysSay(h *held, kind uint8, gone []uint32) bool {
	r := reader{b: h.keys}
	for range h.nkeys {
		name := r.uint()
		for range r.uint() {
			r.value()
		}
		for _, k := range v.decl.kinds[kind].keys {
			if v.syms.list[name] == k.decl.Name && slices.ContainsFunc(k.parts, func(p keyPart) bool {
				return p.property != 0 && slices.Contains(gone, p.property)
			}) {
				return true
			}
		}
	}
	return false
}

// redactHeldRefs rewrites the held references to a subject in another's rows.
func (v *View) redactHeldRefs(says []byte, target uint32, gone []uint32) []byte {
	var out []byte
	for r := (reader{b: says}); r.more(); {
		start := r.p
		st := r.statement()
		if st.op != opRecord {
			out = append(out, r.b[start:r.p]...)
			continue
		}
		body := reader{b: st.body}
		body.record()
		for range body.uint() {
			body.cell()
		}
		var b []byte
		from := 0
		for range body.uint() {
			body.uint()
			for range body.uint() {
				body2 := body
				t := body2.uint()
				flags := body2.byte()
				body2.uint()
				if t == target && flags&refHeld != 0 {
					b = append(b, st.body[from:body2.p]...)
					b = v.redactHeld(b, &body2, v.subs.at(t).kind, gone)
					from = body2.p
				}
				body.ref()
			}
		}
		b = append(b, st.body[from:]...)
		out = appendStatement(out, opRecord, graph.Revision(st.rev), b)
	}
	return out
}
