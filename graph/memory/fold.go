package memory

import (
	"cmp"
	"math/bits"
	"slices"
)

// fold works out what changed: from the touched subjects to what references say
// of others, to the nodes kind by kind, to edges, columns and counts.
func (d *deriver) fold() (*Changes, error) {
	v := d.next
	d.rejudge()
	d.dirty = make([]bitset, len(v.decl.kinds))
	if err := d.listen(); err != nil {
		return nil, err
	}
	for s := range d.touched.all() {
		d.dirty[v.subs.at(s).kind].add(s)
	}
	for kind := range v.decl.kinds {
		if d.dirty[kind].n == 0 {
			continue
		}
		if err := d.linkKind(uint8(kind)); err != nil {
			return nil, err
		}
		d.hang(uint8(kind))
	}
	d.attend()
	for s := range d.touched.all() {
		if n := v.nodeOf(s); n != none {
			d.changed.add(n)
		}
	}
	if err := d.bind(); err != nil {
		return nil, err
	}
	if err := d.project(); err != nil {
		return nil, err
	}
	if err := d.recount(); err != nil {
		return nil, err
	}
	return d.changes(), nil
}

// listen notes what the touched subjects are, and works out anew what
// references say of the subjects that they refer to.
func (d *deriver) listen() error {
	v := d.next
	targets, err := d.targets()
	if err != nil {
		return err
	}
	heard := make([][]blobChange, len(targets.pages))
	if err := d.eachPage(targets, func(w *worker, page int, subjects []uint32) {
		var near neighbour
		for _, t := range subjects {
			v.knowOwn(t, &w.now)
			var says []byte
			if v.needsHearing(&w.now) {
				says = v.hear(t, &near)
			}
			if string(says) != string(v.heard.at(t)) {
				heard[page] = append(heard[page], blobChange{t, says})
			}
		}
	}); err != nil {
		return err
	}
	for _, changes := range heard {
		for _, c := range changes {
			d.touched.add(c.i)
		}
	}
	for t := range targets.all() {
		if v.decl.kinds[v.subs.at(t).kind].hangs {
			d.touched.add(t)
		}
	}
	v.heard.change(d.e, slices.Concat(heard...), true)
	return nil
}

// targets returns the subjects of which references may say something else now,
// having noted what the touched subjects are.
func (d *deriver) targets() (*bitset, error) {
	v := d.next
	fresh := d.prev.nsubs == 0 // then every subject that is referred to is one
	look := &d.touched
	if fresh {
		look = &bitset{}
		for s := range d.touched.all() {
			if v.subs.at(s).flags&subDoubt != 0 {
				look.add(s)
			}
		}
	}
	gather := make([][]uint32, len(look.pages))
	flags := make([][]noted, len(look.pages))
	if err := d.eachPage(look, func(w *worker, page int, subjects []uint32) {
		var near []uint32
		target := func(b *bond) {
			near = append(near, b.ref.target)
			if b.ref.qualifier != 0 {
				near = append(near, b.ref.qualifier-1)
			}
		}
		for _, s := range subjects {
			v.knowOwn(s, &w.now)
			w.old.bonds = w.old.bonds[:0]
			if s < d.prev.nsubs {
				d.prev.knowOwn(s, &w.old)
			}
			if !fresh && (!slices.EqualFunc(w.old.bonds, w.now.bonds, func(a, b bond) bool { return sameBond(&a, &b) }) ||
				slices.ContainsFunc(w.now.bonds, func(b bond) bool { return b.ref.held != nil })) {
				for i := range w.old.bonds {
					target(&w.old.bonds[i])
				}
				for i := range w.now.bonds {
					target(&w.now.bonds[i])
				}
			}
			if f := v.noted(s, &w.now); f != v.subs.at(s).flags {
				flags[page] = append(flags[page], noted{s, f})
			}
		}
		gather[page] = near
	}); err != nil {
		return nil, err
	}
	for _, of := range flags { // not in the workers: they read the flags of others
		for _, x := range of {
			v.subs.ptr(d.e, x.s).flags = x.flags
		}
	}
	var targets bitset
	for _, near := range gather {
		for _, t := range near {
			targets.add(t)
		}
	}
	for s := range d.touched.all() {
		if v.owners.degree(s) > 0 {
			targets.add(s)
		}
	}
	return &targets, nil
}

// noted is what is known of a touched subject, as its flags.
type noted struct {
	s     uint32
	flags uint8
}

func (v *View) noted(s uint32, k *knowledge) uint8 {
	flags := v.subs.at(s).flags &^ (subQueued | subBad)
	if len(k.queued) > 0 || slices.ContainsFunc(k.bonds, func(b bond) bool { return b.ref.held != nil }) {
		flags |= subQueued
	}
	if len(k.bad) > 0 {
		flags |= subBad
	}
	return flags
}

// worker is what one of several goroutines of a derivation works with.
type worker struct {
	old, now knowledge
	row      []cellValue
	best     []*fact
	keys     []byte
	counter  counter
}

// eachPage calls do for the elements of every page of a set, several pages at a
// time; no two calls are for one page, so do may write to the page's own rows of
// vectors that the edit owns.
func (d *deriver) eachPage(set *bitset, do func(w *worker, page int, elements []uint32)) error {
	var pages []int
	for p, pg := range set.pages {
		if pg != nil {
			pages = append(pages, p)
		}
	}
	if d.workers == nil {
		d.workers = make([]worker, processors())
		d.elements = make([][]uint32, len(d.workers))
	}
	return parallel(d.ctx, len(d.workers), len(pages), func(w, i int) {
		p := pages[i]
		elements := d.elements[w][:0]
		for k, x := range set.pages[p] {
			for ; x != 0; x &= x - 1 {
				elements = append(elements, uint32(p<<pageBits|k<<6|bits.TrailingZeros64(x)))
			}
		}
		d.elements[w] = elements
		do(&d.workers[w], p, elements)
	})
}

// sameBond reports whether two statements of an edge say the same of its target.
func sameBond(a, b *bond) bool {
	return a.edge == b.edge && a.incoming == b.incoming && a.ref.target == b.ref.target && a.ref.flags == b.ref.flags &&
		a.ref.form == b.ref.form && a.ref.qualifier == b.ref.qualifier && a.maker == b.maker && a.date == b.date && a.place == b.place
}

// birth is a node that has no slot yet.
type birth struct {
	pub   uint32
	group []uint32 // nil if it is alone
	near  uint32   // the slot that it should lie near
}

// regroup gives nodes to the groups that linking a closure found. A node keeps
// its slot while the subject whose ID it has stays in it.
func (d *deriver) regroup(groups [][]uint32, members []*member) {
	v := d.next
	group := map[uint32]int{}
	for g, of := range groups {
		for _, s := range of {
			group[s] = g + 1
		}
	}
	slots := make([]uint32, len(groups))
	var old []uint32
	for _, m := range members {
		x := v.subs.at(m.s)
		if x.node == 0 || slices.Contains(old, x.node-1) {
			continue
		}
		o := x.node - 1
		old = append(old, o)
		p := v.nodes.at(o).pub - 1
		g := group[p]
		if g == 0 || v.nodes.at(o).kind != v.subs.at(groups[g-1][0]).kind {
			continue
		}
		if have := slots[g-1]; have == 0 || p == groups[g-1][0] || v.nodes.at(have-1).pub-1 != groups[g-1][0] && o < have-1 {
			slots[g-1] = o + 1
		}
	}
	for _, o := range old {
		if !slices.Contains(slots, o+1) {
			d.kill(o)
		}
	}
	for _, m := range members {
		if !m.stands {
			d.leave(m.s)
		}
	}
	for g, of := range groups {
		if slots[g] == 0 {
			for _, s := range of {
				d.leave(s)
			}
			b := birth{pub: of[0], near: none}
			if kind := v.subs.at(of[0]).kind; v.decl.kinds[kind].hangs {
				k := getKnowledge()
				v.knowOwn(of[0], k)
				b.near = v.nearest(k, kind)
				putKnowledge(k)
			}
			if len(of) > 1 {
				b.group = slices.Clone(of)
			}
			d.born = append(d.born, b)
			continue
		}
		n := slots[g] - 1
		d.settleNode(n, of)
	}
}

// settleNode makes a group the members of a node that is there.
func (d *deriver) settleNode(n uint32, of []uint32) {
	v := d.next
	d.changed.add(n)
	if x := v.nodes.at(n); x.pub != of[0]+1 {
		v.nodes.ptr(d.e, n).pub = of[0] + 1
	}
	was := v.members.at(n)
	switch {
	case len(of) > 1 && !slices.Equal(was, of):
		v.members.set(d.e, n, slices.Clone(of))
	case len(of) == 1 && was != nil:
		v.members.set(d.e, n, nil)
	}
	for _, s := range of {
		if v.subs.at(s).node != n+1 {
			v.subs.ptr(d.e, s).node = n + 1
			d.moved.add(s)
		}
	}
}

func (d *deriver) leave(s uint32) {
	if d.next.subs.at(s).node != 0 {
		d.next.subs.ptr(d.e, s).node = 0
		d.moved.add(s)
	}
}

func (d *deriver) kill(n uint32) {
	v := d.next
	v.nodes.ptr(d.e, n).pub = 0
	if v.members.at(n) != nil {
		v.members.set(d.e, n, nil)
	}
	d.changed.add(n)
}

// placeSingles gives nodes to the subjects that are alone, takes them from
// those that do not stand, and lays the new nodes of the kind out: products near
// those of the same maker, so that a scan of the products of many makers reads
// memory in order.
func (d *deriver) placeSingles(kind uint8) {
	v := d.next
	for _, s := range d.gone {
		if n := v.nodeOf(s); n != none {
			d.kill(n)
			d.leave(s)
		}
	}
	for _, b := range d.singles {
		if n := v.nodeOf(b.pub); n != none {
			d.changed.add(n)
		} else {
			d.born = append(d.born, b)
		}
	}
	order := make([]uint64, len(d.born)) // near, then as they came
	for i, b := range d.born {
		order[i] = uint64(b.near)<<32 | uint64(i)
	}
	if v.decl.kinds[kind].hangs {
		slices.Sort(order)
	}
	one := make([]uint32, 1)
	for _, u := range order {
		b := &d.born[uint32(u)]
		n := d.slotFor(v.subs.at(b.pub).kind)
		of := b.group
		if of == nil {
			one[0] = b.pub
			of = one
		}
		d.settleNode(n, of)
	}
	d.born = d.born[:0]
}

// slotFor returns a free slot on a page of the kind.
func (d *deriver) slotFor(kind uint8) uint32 {
	v := d.next
	n := v.kindFree[kind]
	if n == none {
		page := uint32(len(v.nodes.pages))
		v.kindPages[kind] = append(slices.Clip(v.kindPages[kind]), page)
		n = page << pageBits
	}
	*v.nodes.ptr(d.e, n) = node{kind: kind}
	if v.kindFree[kind] = n + 1; (n+1)&pageMask == 0 {
		v.kindFree[kind] = none
	}
	return n
}

// hang marks what hangs on the subjects of a kind whose node is another now.
func (d *deriver) hang(kind uint8) {
	v := d.next
	if d.prev.nsubs == 0 {
		return // everything is dirty already
	}
	hangs := func(s uint32) bool {
		k := v.subs.at(s).kind
		return k > kind && v.decl.kinds[k].hangs
	}
	var later bool
	for k := int(kind) + 1; k < len(v.decl.kinds); k++ {
		later = later || v.decl.kinds[k].hangs
	}
	if !later {
		return
	}
	var k knowledge
	for s := range d.moved.all() {
		if v.subs.at(s).kind > kind {
			continue
		}
		for o := range v.owners.of(s) {
			if hangs(o) {
				d.dirty[v.subs.at(o).kind].add(o)
			}
		}
		v.knowOwn(s, &k)
		for i := range k.bonds {
			if t := k.bonds[i].ref.target; hangs(t) {
				d.dirty[v.subs.at(t).kind].add(t)
			}
		}
	}
}

// setQuestions keeps what is asked of a subject.
func (d *deriver) setQuestions(s uint32, q []question) {
	if len(q) == 0 && d.next.asked.at(s) == nil {
		return
	}
	slices.SortFunc(q, func(a, b question) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.b, b.b)) })
	d.next.asked.set(d.e, s, slices.Clip(q))
}

// attend touches what pins and denials bear on: they belong to the first of
// their subjects that stands, so a subject that came, left or moved may hand
// them to another node (fold.md, 20).
func (d *deriver) attend() {
	v := d.next
	var more bitset
	look := func(s uint32) {
		if v.subs.at(s).flags&subWords == 0 {
			return
		}
		for r := (reader{b: v.says.at(s)}); r.more(); {
			st := r.statement()
			body := reader{b: st.body}
			b := v.batches[st.rev-1]
			switch st.op {
			case opPin:
				for _, t := range b.pins[body.uint()].subjects {
					more.add(t)
				}
			case opDeny:
				for _, t := range b.denials[body.uint()].subjects {
					more.add(t)
				}
			case opBond:
				x := &b.bonds[body.uint()]
				for _, l := range [][]uint32{x.from, x.to, x.qualifier} {
					for _, t := range l {
						more.add(t)
					}
				}
			}
		}
	}
	for s := range d.touched.all() {
		look(s)
	}
	for s := range d.moved.all() {
		look(s)
	}
	for s := range more.all() {
		d.touched.add(s)
	}
}

// standingOf returns the node of the first of the subjects that stands, or none
// (fold.md, 20).
func (v *View) standingOf(subjects []uint32) uint32 {
	for _, s := range subjects {
		if n := v.nodeOf(s); n != none {
			return n
		}
	}
	return none
}
