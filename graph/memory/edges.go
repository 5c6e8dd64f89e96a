package memory

import (
	"cmp"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// edgeKey is an edge between nodes, of one type. Edges of several qualifiers
// between the same ends are one neighbourhood; what each says is read from the
// statements.
type edgeKey struct{ from, to uint32 }

func (k edgeKey) pack() uint64    { return uint64(k.from)<<32 | uint64(k.to) }
func unpackEdge(u uint64) edgeKey { return edgeKey{uint32(u >> 32), uint32(u)} }

// ends returns a bond's ends as nodes of v, or false if one does not stand or
// the bond is held.
func (v *View) ends(b *bond) (edgeKey, bool) {
	if !v.bound(b) {
		return edgeKey{}, false
	}
	from, to := v.nodeOf(b.owner), v.nodeOf(b.ref.target)
	if b.incoming {
		from, to = to, from
	}
	if from == none || to == none || b.ref.qualifier != 0 && v.nodeOf(b.ref.qualifier-1) == none {
		return edgeKey{}, false
	}
	return edgeKey{from, to}, true
}

// bind brings the edges between nodes up to date (fold.md, 21).
func (d *deriver) bind() error {
	v := d.next
	// Whose rows' edges may have changed: those that were touched, that are in
	// another node now, or that refer to one that is.
	owners := bitset{pages: make([]*[pageSize / 64]uint64, len(d.touched.pages))}
	for s := range d.touched.all() {
		owners.add(s)
	}
	for s := range d.moved.all() {
		owners.add(s)
		for o := range v.owners.of(s) {
			owners.add(o)
		}
	}
	types := len(v.decl.edges)
	type stated struct{ now, was [][]uint64 }
	pages := make([]stated, len(owners.pages))
	if err := d.eachPage(&owners, func(w *worker, page int, subjects []uint32) {
		x := stated{make([][]uint64, types), make([][]uint64, types)}
		for _, s := range subjects {
			v.knowOwn(s, &w.now)
			for i := range w.now.bonds {
				if e, ok := v.ends(&w.now.bonds[i]); ok {
					t := v.decl.edge[w.now.bonds[i].edge]
					x.now[t] = append(x.now[t], e.pack())
				}
			}
			if s >= d.prev.nsubs {
				continue
			}
			d.prev.knowOwn(s, &w.old)
			for i := range w.old.bonds {
				if e, ok := d.prev.ends(&w.old.bonds[i]); ok {
					t := v.decl.edge[w.old.bonds[i].edge]
					x.was[t] = append(x.was[t], e.pack())
				}
			}
		}
		pages[page] = x
	}); err != nil {
		return err
	}
	now := make([][]uint64, types) // stated by the rows of owners
	was := make([][]uint64, types)
	for _, x := range pages {
		for t := range x.now {
			now[t] = append(now[t], x.now[t]...)
			was[t] = append(was[t], x.was[t]...)
		}
	}
	d.deniedEdges(&owners, now, was)
	changes := make([]typeChanges, types) // each type by itself
	if err := parallel(d.ctx, processors(), types, func(_, t int) {
		if len(now[t])+len(was[t]) > 0 {
			d.bindType(t, now[t], was[t], &changes[t])
		}
	}); err != nil {
		return err
	}
	for t := range changes {
		d.rebound = append(d.rebound, changes[t].rebound...)
		d.restated = append(d.restated, changes[t].restated...)
		for _, e := range changes[t].loops {
			d.loop(t, e)
		}
	}
	return nil
}

// typeChanges is what changed among the edges of one type.
type typeChanges struct {
	rebound, restated []reboundEdge
	loops             []edgeKey // self-loops to be looked at
}

// deniedEdges adds to was the edges that denials of touched subjects bear on, so
// that they are looked at.
func (d *deriver) deniedEdges(owners *bitset, now, was [][]uint64) {
	v := d.next
	for s := range owners.all() {
		if v.subs.at(s).flags&subWords == 0 {
			continue
		}
		for r := (reader{b: v.says.at(s)}); r.more(); {
			st := r.statement()
			if st.op != opBond {
				continue
			}
			body := reader{b: st.body}
			x := &v.batches[st.rev-1].bonds[body.uint()]
			t, ok := v.decl.edge[x.edge]
			if !ok {
				continue
			}
			for _, view := range []*View{d.prev, v} {
				if from, to := view.standingOf(x.from), view.standingOf(x.to); from != none && to != none {
					was[t] = append(was[t], edgeKey{from, to}.pack())
				}
			}
		}
	}
}

// bindType brings the edges of one type up to date.
func (d *deriver) bindType(t int, now, was []uint64, c *typeChanges) {
	v := d.next
	slices.Sort(now)
	now = slices.Compact(now)
	slices.Sort(was)
	was = slices.Compact(was)
	if v.decl.edges[t].limited {
		d.admit(t, now, was, c)
		return
	}
	out := make([]adjChange, 0, len(now))
	set := func(e edgeKey, stands bool) {
		if stood := v.out[t].has(e.from, e.to); stands != stood {
			out = append(out, adjChange{e.from, e.to, !stands})
		} else if stood {
			d.restate(t, e, c)
		}
	}
	denials := v.denialsOf(t)
	for len(now) > 0 || len(was) > 0 {
		var u uint64
		stated := false
		switch {
		case len(was) == 0 || len(now) > 0 && now[0] <= was[0]:
			u, stated = now[0], true
			if len(was) > 0 && was[0] == u {
				was = was[1:]
			}
			now = now[1:]
		default:
			u, was = was[0], was[1:]
		}
		e := unpackEdge(u)
		if e.from == e.to {
			c.loops = append(c.loops, e)
			set(e, false)
			continue
		}
		// An edge stands if one of its qualifiers is not denied.
		if denials != nil && denials[e] {
			stated = len(v.claims(t, e)) > 0
		} else if !stated {
			stated = v.stated(t, e)
		}
		set(e, stated)
	}
	d.connect(t, out, c)
}

// restate notes that an edge which stood and stands may say something else now.
func (d *deriver) restate(t int, e edgeKey, c *typeChanges) {
	if decl := d.next.decl.edges[t].decl; len(decl.Attributes) > 0 || decl.Qualifier != "" {
		c.restated = append(c.restated, reboundEdge{t, e, false})
	}
}

// connect applies changes of out, sorted, to both directions.
func (d *deriver) connect(t int, out []adjChange, c *typeChanges) {
	if len(out) == 0 {
		return
	}
	v := d.next
	v.out[t].change(d.e, out)
	keys := make([]uint64, len(out)) // as numbers they sort several times faster
	for i, x := range out {
		keys[i] = edgeKey{x.to, x.i}.pack()
	}
	slices.Sort(keys)
	in := make([]adjChange, len(out))
	for i, u := range keys {
		k := unpackEdge(u)
		in[i] = adjChange{i: k.from, to: k.to, remove: !v.out[t].has(k.to, k.from)}
	}
	v.in[t].change(d.e, in)
	if d.bulk && !d.keepChanges && d.prev.nsubs == 0 && d.plain(t) {
		return // nobody asks what came, and all is counted anyway
	}
	for _, x := range out {
		c.rebound = append(c.rebound, reboundEdge{t, edgeKey{x.i, x.to}, x.remove})
	}
}

// plain reports whether an edge of a type bears on the map only through its ends,
// which are new themselves when a View is built at once.
func (d *deriver) plain(t int) bool {
	r := &d.next.decl.roles
	return !d.next.decl.mapped || t != r.partOf && t != r.inSegment && t != r.makes && t != r.raised
}

// reboundEdge is an edge that came or went.
type reboundEdge struct {
	edge    int
	key     edgeKey
	removed bool
}

// loop keeps account of a self-loop, which is listed, not applied.
func (d *deriver) loop(t int, e edgeKey) {
	v := d.next
	i := slices.Index(v.loops, loop{t, e.from})
	switch stands := v.nodes.at(e.from).pub != 0 && v.stated(t, e); {
	case stands && i < 0:
		v.loops = append(slices.Clip(v.loops), loop{t, e.from})
	case !stands && i >= 0:
		v.loops = slices.Delete(slices.Clone(v.loops), i, i+1)
	}
}

type loop struct {
	edge int
	node uint32
}

// denialsOf returns the edges of a type that standing denials name; nil if none.
func (v *View) denialsOf(t int) map[edgeKey]bool {
	var out map[edgeKey]bool
	for _, b := range v.batches {
		if !b.stands {
			continue
		}
		for i := range b.bonds {
			x := &b.bonds[i]
			if v.decl.edge[x.edge] != t {
				continue
			}
			from, to := v.standingOf(x.from), v.standingOf(x.to)
			if from != none && to != none {
				if out == nil {
					out = map[edgeKey]bool{}
				}
				out[edgeKey{from, to}] = true
			}
		}
	}
	return out
}

// stated reports whether a standing row states an edge, from either end.
func (v *View) stated(t int, e edgeKey) bool {
	found := false
	v.eachClaim(t, e, func(*bond) bool { found = true; return false })
	return found
}

// eachClaim calls yield with every statement of an edge until it returns false.
// The bond is valid during the call only.
func (v *View) eachClaim(t int, e edgeKey, yield func(b *bond) bool) {
	if v.nodes.at(e.from).pub == 0 || v.nodes.at(e.to).pub == 0 {
		return
	}
	k := getKnowledge()
	defer putKnowledge(k)
	sym := v.decl.edges[t].symbol
	look := func(n uint32) bool {
		var one [1]uint32
		for _, s := range v.membersOf(n, &one) {
			v.knowOwn(s, k)
			for i := range k.bonds {
				b := &k.bonds[i]
				if b.edge != sym {
					continue
				}
				if have, ok := v.ends(b); ok && have == e && !yield(b) {
					return false
				}
			}
		}
		return true
	}
	if look(e.from) && e.from != e.to {
		look(e.to)
	}
}

// edgeClaim is one standing statement of an edge.
type edgeClaim struct {
	bond
	qualifier uint32 // node; none if the edge has none
}

// claims returns the standing statements of an edge that no curator denies, the
// best of fold.md, 18, first.
func (v *View) claims(t int, e edgeKey) []edgeClaim {
	all, _ := v.allClaims(t, e)
	return all
}

// allClaims returns the statements of an edge, those that stand and those that
// are denied, with the latest batch that denies them.
func (v *View) allClaims(t int, e edgeKey) (standing []edgeClaim, denied map[uint32]uint32) {
	v.eachClaim(t, e, func(b *bond) bool {
		c := edgeClaim{*b, none}
		if b.ref.qualifier != 0 {
			c.qualifier = v.nodeOf(b.ref.qualifier - 1)
		}
		standing = append(standing, c)
		return true
	})
	for _, said := range v.bondDenials(e.from) {
		x := said.bondDenial
		if v.decl.edge[x.edge] != t || v.standingOf(x.from) != e.from || v.standingOf(x.to) != e.to {
			continue
		}
		q := v.standingOf(x.qualifier)
		if len(x.qualifier) > 0 && q == none {
			continue // it sleeps
		}
		standing = slices.DeleteFunc(standing, func(c edgeClaim) bool {
			if c.qualifier != q {
				return false
			}
			if denied == nil {
				denied = map[uint32]uint32{}
			}
			denied[q] = said.rev
			return true
		})
		if _, ok := denied[q]; ok {
			denied[q] = said.rev
		}
	}
	slices.SortFunc(standing, func(a, b edgeClaim) int { return v.compareBonds(&a.bond, &b.bond) })
	return standing, denied
}

// saidDenial is a standing denial of an edge, with its batch.
type saidDenial struct {
	rev uint32
	*bondDenial
}

// bondDenials returns the standing denials that name a node, in their order. The
// log may be long and name it seldom: what its subjects say is looked at alone.
func (v *View) bondDenials(n uint32) (out []saidDenial) {
	if v.nodes.at(n).pub == 0 {
		return nil
	}
	var one [1]uint32
	for _, s := range v.membersOf(n, &one) {
		if v.subs.at(s).flags&subWords == 0 {
			continue
		}
		for r := (reader{b: v.says.at(s)}); r.more(); {
			if st := r.statement(); st.op == opBond && v.batches[st.rev-1].stands {
				body := reader{b: st.body}
				out = append(out, saidDenial{st.rev, &v.batches[st.rev-1].bonds[body.uint()]})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b saidDenial) int { return cmp.Compare(a.rev, b.rev) })
	return out
}

// compareBonds orders statements of edges as fold.md, 18, does. What one cell
// states together is told apart by the subjects that it names, whose IDs do not
// depend on the order in which sources arrived.
func (v *View) compareBonds(a, b *bond) int {
	fa, fb := a.fact(), b.fact()
	if c := v.compareFacts(&fa, &fb); c != 0 {
		return c
	}
	ends := func(b *bond) (from, to, qualifier graph.SubjectID) {
		from, to = v.subjectID(b.owner), v.subjectID(b.ref.target)
		if b.incoming {
			from, to = to, from
		}
		if b.ref.qualifier != 0 {
			qualifier = v.subjectID(b.ref.qualifier - 1)
		}
		return from, to, qualifier
	}
	fromA, toA, qualifierA := ends(a)
	fromB, toB, qualifierB := ends(b)
	return cmp.Or(cmp.Compare(fromA, fromB), cmp.Compare(toA, toB), cmp.Compare(qualifierA, qualifierB))
}

func (b *bond) fact() fact {
	return fact{subject: b.owner, maker: b.maker, date: b.date, fresh: b.date, place: b.place}
}

// constraint is what admission refused among the edges of a type.
type constraint struct {
	listed []listedEdge // by edge
}

type listedEdge struct {
	key       edgeKey
	qualifier uint32
	reason    string // "cardinality" or "cycle"
}

// admit admits the edges of a type that has limits, in the order of fold.md, 18;
// one that exceeds its cardinality or closes a forbidden cycle is listed. Only
// the edges that the changed ones can reach are admitted anew.
func (d *deriver) admit(t int, now, was []uint64, c *typeChanges) {
	v := d.next
	decl := v.decl.edges[t].decl
	near := map[uint32][]edgeKey{} // candidates by either end, as listed and as standing
	for _, l := range v.links[t].listed {
		near[l.key.from] = append(near[l.key.from], l.key)
		near[l.key.to] = append(near[l.key.to], l.key)
	}
	candidates := map[edgeKey]bool{}
	var queue, reached []uint32
	seen := map[uint32]bool{}
	reach := func(n uint32) {
		if !seen[n] {
			seen[n] = true
			queue, reached = append(queue, n), append(reached, n)
		}
	}
	consider := func(e edgeKey) {
		if !candidates[e] {
			candidates[e] = true
			reach(e.from)
			reach(e.to)
		}
	}
	for _, l := range [][]uint64{now, was} {
		for _, u := range l {
			if e := unpackEdge(u); e.from == e.to {
				c.loops = append(c.loops, e)
			} else {
				consider(e)
			}
		}
	}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		for m := range v.out[t].of(n) {
			consider(edgeKey{n, m})
		}
		for m := range v.in[t].of(n) {
			consider(edgeKey{m, n})
		}
		for _, e := range near[n] {
			consider(e)
		}
	}
	type candidate struct {
		key edgeKey
		edgeClaim
	}
	var order []candidate
	for e := range candidates {
		seen := map[uint32]bool{}
		for _, c := range v.claims(t, e) {
			if !seen[c.qualifier] { // its best statement counts
				seen[c.qualifier] = true
				order = append(order, candidate{e, c})
			}
		}
	}
	slices.SortFunc(order, func(a, b candidate) int {
		return v.compareBonds(&a.bond, &b.bond)
	})
	listed := slices.DeleteFunc(slices.Clone(v.links[t].listed), func(l listedEdge) bool { return candidates[l.key] })
	admitted := map[edgeKey]bool{}
	outs := map[uint32][]uint32{}
	for _, c := range order {
		switch {
		case decl.MaxOut > 0 && !admitted[c.key] && len(outs[c.key.from]) >= decl.MaxOut:
			listed = append(listed, listedEdge{c.key, c.qualifier, "cardinality"})
		case decl.Acyclic && reaches(outs, c.key.to, c.key.from):
			listed = append(listed, listedEdge{c.key, c.qualifier, "cycle"})
		case !admitted[c.key]:
			admitted[c.key] = true
			outs[c.key.from] = append(outs[c.key.from], c.key.to)
		}
	}
	v.links[t].listed = listed
	var out []adjChange
	for e := range candidates {
		if stood := v.out[t].has(e.from, e.to); admitted[e] != stood {
			out = append(out, adjChange{e.from, e.to, !admitted[e]})
		} else if stood {
			d.restate(t, e, c)
		}
	}
	slices.SortFunc(out, func(a, b adjChange) int { return cmp.Or(cmp.Compare(a.i, b.i), cmp.Compare(a.to, b.to)) })
	d.connect(t, out, c)
}

// reaches reports whether to can be reached from from.
func reaches(outs map[uint32][]uint32, from, to uint32) bool {
	seen := map[uint32]bool{from: true}
	queue := []uint32{from}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		if n == to {
			return true
		}
		for _, m := range outs[n] {
			if !seen[m] {
				seen[m] = true
				queue = append(queue, m)
			}
		}
	}
	return false
}

// compareNodes orders nodes by their public IDs.
func (v *View) compareNodes(a, b uint32) int {
	if a == b {
		return 0
	}
	return cmp.Compare(v.publicID(a), v.publicID(b))
}

// publicID returns a node's public ID, "" if it is gone (fold.md, 17).
func (v *View) publicID(n uint32) graph.SubjectID {
	if p := v.nodes.at(n).pub; p != 0 {
		return v.subjectID(p - 1)
	}
	return ""
}
