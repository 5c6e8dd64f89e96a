package memory

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// Changes is what differs between two Views: what a batch changed, or what came
// since an earlier revision. It is safe for concurrent use.
type Changes struct {
	From, To *View
	// Redacted are the batches after From that redacted values which From, an
	// earlier View derived today, does not show any more. What was made of the
	// revision before is not brought up to date by these changes: it may hold
	// what was redacted, and is to be made anew. It is empty if From is the View
	// that was published then.
	Redacted []graph.Revision

	nodes    *bitset // that may differ, by slot
	edges    []reboundEdge
	restated []reboundEdge
}

// NodeChange is a node that came, went or changed. A node whose public ID changed
// keeps its edges: only those are told that changed themselves.
type NodeChange struct {
	Kind       graph.Kind
	Was, Is    graph.SubjectID // its public ID before and after; "" if it was not, or is not, there
	Members    bool            // its subjects changed: something was joined to it, or separated from it
	References bool            // a row describes it now, or none any more, or short references know it by other names
	Properties []PropertyName  // whose shown values changed, by name and period
}

// PropertyName is a property, of a period if it is an observation.
type PropertyName struct{ Name, Period string }

// EdgeChange is an edge that came, went or changed: all edges of one type between
// two nodes, whatever their qualifiers. Its ends have the IDs of the View in which
// it stands; of Changes.To, if it stands in both.
type EdgeChange struct {
	Type     string
	From, To graph.SubjectID
	Removed  bool
	Restated bool // it stood before and stands now, with other qualifiers or attributes
}

func (d *deriver) changes() *Changes {
	if d.bulk && !d.keepChanges {
		return nil
	}
	for s := range d.moved.all() {
		for _, v := range []*View{d.prev, d.next} {
			if n := v.nodeOf(s); n != none {
				d.changed.add(n)
			}
		}
	}
	nodes := d.changed // of its own: Changes are kept, and the deriver is large
	return &Changes{From: d.prev, To: d.next, nodes: &nodes, edges: d.rebound, restated: d.restated}
}

// ChangesSince tells what came since an earlier revision. It derives the View
// of that revision.
func (v *View) ChangesSince(ctx context.Context, r graph.Revision) (*Changes, error) {
	if r > v.rev {
		return nil, graph.Sayf(graph.CodeInvalid, "memory.ChangesSince", "修订 %d 在修订 %d 之后", "revision %d comes after revision %d", r, v.rev)
	}
	d := newDeriver(ctx, v)
	defer d.settled()
	d.bulk, d.keepChanges = true, true
	if err := d.restand(r); err != nil {
		return nil, err
	}
	c, err := d.fold()
	if err != nil {
		return nil, err
	}
	c.From, c.To = c.To, c.From
	for _, b := range v.batches[r:v.rev] {
		if b.stands && len(b.redacts) > 0 {
			c.Redacted = append(c.Redacted, b.header.Revision)
		}
	}
	for i := range c.edges {
		c.edges[i].removed = !c.edges[i].removed
	}
	return c, nil
}

// Len tells how much there is: of how many nodes and edges it is known that they
// may have changed.
func (c *Changes) Len() int { return c.nodes.n + len(c.edges) + len(c.restated) }

// Nodes yields the nodes that came, went or changed, in an order of no meaning.
func (c *Changes) Nodes() iter.Seq[NodeChange] {
	return func(yield func(NodeChange) bool) {
		for n := range c.nodes.all() {
			if x, ok := c.node(n); ok && !yield(x) {
				return
			}
		}
	}
}

func (c *Changes) node(n uint32) (x NodeChange, ok bool) {
	was, is := c.From.nodes.at(n).pub != 0, c.To.nodes.at(n).pub != 0
	var oldOne, newOne [1]uint32
	var old, now []uint32
	v := c.To
	if was {
		x.Was = c.From.publicID(n)
		old = c.From.membersOf(n, &oldOne)
		v = c.From
	}
	if is {
		x.Is = c.To.publicID(n)
		now = c.To.membersOf(n, &newOne)
		v = c.To
	}
	if !was && !is {
		return x, false
	}
	x.Kind = v.decl.kinds[v.nodes.at(n).kind].decl.Kind
	x.Members = was && is && !slices.Equal(old, now)
	shown := map[PropertyName]string{}
	var calledBefore, called []string
	if was {
		calledBefore = c.From.eachProperty(n, func(p PropertyName, value string) { shown[p] = value })
	}
	if is {
		called = c.To.eachProperty(n, func(p PropertyName, value string) {
			if had, ok := shown[p]; !ok || had != value {
				x.Properties = append(x.Properties, p)
			}
			delete(shown, p)
		})
	}
	x.References = was && is && ((c.From.nodes.at(n).flags^c.To.nodes.at(n).flags)&nodeReferred != 0 || !slices.Equal(calledBefore, called))
	for p := range shown {
		x.Properties = append(x.Properties, p)
	}
	slices.SortFunc(x.Properties, func(a, b PropertyName) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Period, b.Period))
	})
	return x, was != is || x.Was != x.Is || x.Members || x.References || len(x.Properties) > 0
}

// eachProperty yields what a node shows, as bytes that are equal if it is, and
// returns the names by which short references know it.
func (v *View) eachProperty(n uint32, yield func(p PropertyName, value string)) (called []string) {
	f := v.factsOf(n)
	defer f.release()
	f.each(func(g factGroup) {
		p := PropertyName{v.syms.list[g.property], v.syms.list[g.period]}
		if !v.set(f.kind, g.property) {
			if w := g.winner(); w != nil {
				yield(p, string(w))
			}
			return
		}
		q, ok := v.resolve(f.kind, g)
		if !ok || len(q.Values) == 0 {
			return
		}
		all := ""
		for _, s := range q.Values {
			all += s.Value.Canonical() + "\x00"
		}
		yield(p, all)
	})
	return f.shorts
}

// Edges yields the edges that came, went or were restated.
func (c *Changes) Edges() iter.Seq[EdgeChange] {
	return func(yield func(EdgeChange) bool) {
		for _, e := range c.edges {
			v := c.To
			if e.removed {
				v = c.From
			}
			x := EdgeChange{Type: v.decl.edges[e.edge].decl.Type, From: v.publicID(e.key.from), To: v.publicID(e.key.to), Removed: e.removed}
			if !yield(x) {
				return
			}
		}
		for _, e := range c.restated {
			v := c.To
			if !v.out[e.edge].has(e.key.from, e.key.to) || !c.From.out[e.edge].has(e.key.from, e.key.to) ||
				slices.Equal(c.From.eachAttribute(e.edge, e.key), v.eachAttribute(e.edge, e.key)) {
				continue
			}
			if !yield(EdgeChange{Type: v.decl.edges[e.edge].decl.Type, From: v.publicID(e.key.from), To: v.publicID(e.key.to), Restated: true}) {
				return
			}
		}
	}
}

// eachAttribute lists what the edges between two nodes show, one line for each
// qualifier and attribute.
func (v *View) eachAttribute(t int, key edgeKey) (out []string) {
	for _, e := range v.edges(t, key) {
		if e.DeniedBy != 0 {
			continue
		}
		out = append(out, string(e.Qualifier))
		for i := range e.Attributes {
			p := &e.Attributes[i]
			out = append(out, p.Name+"\x00"+p.Period+"\x00"+p.Value().Canonical())
			for _, s := range p.Values {
				out = append(out, s.Value.Canonical())
			}
		}
	}
	return out
}

// Trace tells where an ID leads (fold.md, 17).
type Trace struct {
	Node    graph.SubjectID // the public ID of its node; "" if it stands in none
	EndedBy graph.Revision  // if it stands in none: the batch that ended it; 0 if it never stood
	Since   graph.Revision  // if it stands in none: the first revision of the last time that it stood
}

// Trace tells where an ID leads: to the node that its subject is in, or to the
// batch since which it stands no more.
func (v *View) Trace(id graph.SubjectID) Trace {
	s := v.find(id)
	if s == none {
		return Trace{}
	}
	if n := v.nodeOf(s); n != none {
		return Trace{Node: v.publicID(n)}
	}
	// It stood before some batch that bears on it, and not after: the newest.
	bearing := v.bearingOn(s)
	for r := len(v.batches); r > 0; r-- {
		if bearing[r-1] && graph.Revision(r) <= v.rev && v.stood(s, graph.Revision(r-1), bearing) {
			return Trace{EndedBy: graph.Revision(r), Since: v.stoodSince(s, r-1, bearing)}
		}
	}
	return Trace{}
}

// stoodSince returns since when a subject had stood that stood at a revision.
func (v *View) stoodSince(s uint32, r int, bearing []bool) graph.Revision {
	for ; r > 1; r-- {
		if bearing[r-1] && !v.stood(s, graph.Revision(r-1), bearing) {
			break
		}
	}
	return graph.Revision(r)
}

// bearingOn tells of each batch whether it may bear on a subject's standing: it
// speaks of the subject or of one that refers to it, it confirms or revokes one
// that does, or it judges what a person's words connect with them.
func (v *View) bearingOn(s uint32) []bool {
	bearing := make([]bool, len(v.batches))
	var seen bitset
	seen.add(s)
	queue := []uint32{s}
	for o := range v.owners.of(s) {
		if seen.add(o) {
			queue = append(queue, o)
		}
	}
	for i := 0; i < len(queue); i++ {
		for r := (reader{b: v.says.at(queue[i])}); r.more(); {
			st := r.statement()
			bearing[st.rev-1] = true
			if st.op == opJudge {
				body := reader{b: st.body}
				body.byte()
				body.byte()
				if other := body.uint(); seen.add(other) {
					queue = append(queue, other)
				}
			}
		}
	}
	for i, b := range v.batches { // what confirms or revokes a batch comes after it
		if h := b.header; h.Revokes > 0 && int(h.Revokes) <= i && bearing[h.Revokes-1] {
			bearing[i] = true
		}
		if bearing[i] {
			for _, w := range b.allSays {
				bearing[w.rev-1] = true
			}
		}
	}
	return bearing
}

// stood reports whether a subject stood at an earlier revision, from the batches
// that bear on it.
func (v *View) stood(s uint32, r graph.Revision, bearing []bool) bool {
	w := *v
	w.rev, w.batches = r, slices.Clone(v.batches)
	known, stands := stand(v.batches, r)
	for i, yes := range bearing {
		if !yes {
			continue
		}
		b := *v.batches[i]
		b.known, b.stands, b.says = known[i], stands[i], nil
		for _, x := range b.allSays {
			if stands[x.rev-1] {
				b.says = append(b.says, x)
			}
		}
		w.batches[i] = &b
	}
	e := new(edit)
	var done bitset
	rejudge := func(s uint32) {
		if w.subs.at(s).flags&subWords == 0 || done.has(s) {
			return
		}
		component, judged := w.judgedAround(s)
		for _, c := range component {
			done.add(c)
			if was := w.subs.at(c).flags&subJudged != 0; was != judged[c] {
				w.subs.ptr(e, c).flags ^= subJudged
			}
		}
	}
	k := getKnowledge()
	defer putKnowledge(k)
	rejudge(s)
	if w.knowOwn(s, k); k.described {
		return true
	}
	for o := range w.owners.of(s) {
		rejudge(o)
		w.knowOwn(o, k)
		for i := range k.bonds {
			if b := &k.bonds[i]; (b.ref.target == s || b.ref.qualifier == s+1) && w.bound(b) {
				return true
			}
		}
	}
	return false
}
