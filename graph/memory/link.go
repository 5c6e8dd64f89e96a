package memory

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// question is a link that is not made, but asked about (fold.md, 16). It is kept
// by its subjects; who reads it finds their nodes.
type question struct {
	key  uint32 // symbol
	a, b uint32
	why  string
}

// Beside its keys, a subject is found by three spaces of names. Legal and former
// names share one, since former names ask about legal ones. Carriers of a name
// and the short references by it lie apart and look for each other, so that
// thousands that share a careless alias are no neighbours of each other.
const (
	nameSpace  = 1<<16 + iota // legal and former names
	callSpace                 // names that a short reference may mean
	shortSpace                // names by which short references are known
)

// seeks returns the space in which who is found under a key looks for others.
func seeks(key int) int {
	switch key {
	case callSpace:
		return shortSpace
	case shortSpace:
		return callSpace
	}
	return key
}

// member is a subject as linking sees it.
type member struct {
	s         uint32
	kind      uint8
	stands    bool
	described bool
	keys      [][]keyValue // by key of the kind
	found     []found      // where it is found, and looks for others
	legal     []string     // its legal names, former ones included
	cores     []string     // of them, once asked for; see coresOf
	names     []string     // by which a short reference may mean it
	shorts    []string     // by which it is known, if it is a short reference
	shortKey  uint32
}

// keyValue is a value of a key: within scope, a code may have one value only.
type keyValue struct{ scope, code string }

// eachKey calls yield with every value of every key that a subject has, as
// compared, and with its names (fold.md, 3).
func (v *View) eachKey(k *knowledge, yield func(key int, scope, code string)) {
	kind := v.subs.at(k.subject).kind
	info := &v.decl.kinds[kind]
	for j := range info.keys {
		key := &info.keys[j]
		if len(key.parts) == 1 && key.parts[0].property != 0 {
			scope := ""
			if key.decl.Own {
				scope = v.syms.list[v.subs.at(k.subject).source]
			}
			v.eachValue(k, key.parts[0].property, func(code string) { yield(j, scope, code) })
			continue
		}
		v.eachComposite(k, info, key, 0, "", func(scope, code string) { yield(j, scope, code) })
	}
	for _, p := range info.nameHashed {
		v.eachValue(k, p, func(name string) { yield(callSpace, "", name) })
	}
	for _, f := range k.shorts {
		if name := v.normalise(f.property, f.value); name != "" {
			yield(shortSpace, "", name)
		}
	}
}

func (v *View) normalise(property uint32, value []byte) string {
	return v.rules.Normalise(v.syms.list[property], v.decodeValue(value))
}

// eachValue yields a property's standing values as compared, each once.
func (v *View) eachValue(k *knowledge, property uint32, yield func(string)) {
	for i := range k.facts {
		f := &k.facts[i]
		if f.property != property || slices.ContainsFunc(k.facts[:i], func(g fact) bool {
			return g.property == property && bytes.Equal(g.value, f.value)
		}) {
			continue
		}
		if n := v.normaliseFact(k, i); n != "" {
			yield(n)
		}
	}
}

// normaliseFact is normalise for fact i of k, which remembers it: a name is
// compared as a key and as a name.
func (v *View) normaliseFact(k *knowledge, i int) string {
	for len(k.normal) <= i {
		k.normal = append(k.normal, normalised{})
	}
	n := &k.normal[i]
	if !n.known {
		*n = normalised{v.normalise(k.facts[i].property, k.facts[i].value), true}
	}
	return n.value
}

// eachComposite yields the values of a key of several parts: all but the last
// are its scope. The ends of an edge are told by the nodes that they are in.
func (v *View) eachComposite(k *knowledge, info *kindInfo, key *keyInfo, part int, scope string, yield func(scope, code string)) {
	each := func(w string) {
		if part == len(key.parts)-1 {
			yield(scope, w)
		} else {
			v.eachComposite(k, info, key, part+1, scope+"\x00"+w, yield)
		}
	}
	p := key.parts[part]
	if p.property != 0 {
		v.eachValue(k, p.property, each)
		return
	}
	ends := v.endsOf(k, p.edge)
	if info.decl.Event && len(ends) > 0 { // the parties of an event are one part
		each(strings.Join(ends, "\x01"))
		return
	}
	for _, e := range ends {
		each(e)
	}
}

// endsOf returns the nodes at the other ends of a subject's edges of a type, told
// by their slots, sorted, each once.
func (v *View) endsOf(k *knowledge, edge int) []string {
	var out []string
	add := func(t uint32) {
		if n := v.nodeOf(t); n != none {
			out = append(out, string(appendUint(nil, n)))
		}
	}
	sym := v.decl.edges[edge].symbol
	for i := range k.bonds {
		if b := &k.bonds[i]; b.edge == sym && v.bound(b) {
			add(b.ref.target)
		}
	}
	if v.owners.degree(k.subject) > 0 { // the other end's rows may state it, too
		near := k.near
		if near == nil {
			near = &neighbour{}
		}
		for o := range v.owners.of(k.subject) {
			other := near.of(v, o)
			for i := range other.bonds {
				if b := &other.bonds[i]; b.edge == sym && b.ref.target == k.subject && v.bound(b) {
					add(o)
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// bound reports whether a bond's edge stands as far as its reference goes: a
// queued reference holds its edge until a person has judged it, and so does a
// queued qualifier.
func (v *View) bound(b *bond) bool {
	return b.ref.held == nil || v.waitsFor(b) == none
}

// waitsFor returns the subject that a person has to judge before the edge of a
// held reference stands: its target, or its qualifier; none if there is none left.
func (v *View) waitsFor(b *bond) uint32 {
	target, qualifier := v.heldEnds(&b.ref)
	switch {
	case target && v.subs.at(b.ref.target).flags&subJudged == 0:
		return b.ref.target
	case qualifier && v.subs.at(b.ref.qualifier-1).flags&subJudged == 0:
		return b.ref.qualifier - 1
	}
	return none
}

// heldEnds tells which of a reference's target and qualifier are queued: those of
// whose kind the candidates are, or the keys. Where nothing tells, it is the
// target.
func (v *View) heldEnds(f *ref) (target, qualifier bool) {
	if f.held == nil || f.qualifier == 0 {
		return f.held != nil, false
	}
	of, by := v.subs.at(f.target).kind, v.subs.at(f.qualifier-1).kind
	for _, c := range f.held.candidates {
		kind := v.subs.at(c).kind
		target, qualifier = target || kind == of, qualifier || kind == by
	}
	names := func(kind uint8, key string) bool {
		return slices.ContainsFunc(v.decl.kinds[kind].keys, func(k keyInfo) bool { return k.decl.Name == key })
	}
	r := reader{b: f.held.keys}
	for range f.held.nkeys {
		key := v.syms.list[r.uint()]
		for range r.uint() {
			r.value()
		}
		if ofIt, byIt := names(of, key), names(by, key); ofIt != byIt {
			target, qualifier = target || ofIt, qualifier || byIt
		}
	}
	return target || !qualifier, qualifier
}

// keyHash is where a key's value is found in the index of keys.
func (v *View) keyHash(kind uint8, key int, scope, code string) uint32 {
	info := &v.decl.kinds[kind]
	if key < len(info.keys) && info.keys[key].name {
		key = nameSpace
	}
	return newHasher.uint32(uint32(kind)).uint32(uint32(key)).string(scope).string("\x00").string(code).sum()
}

func (v *View) foundAt(kind uint8, key int, scope, code string) found {
	f := found{at: v.keyHash(kind, key, scope, code)}
	if f.seek = f.at; seeks(key) != key {
		f.seek = v.keyHash(kind, seeks(key), scope, code)
	}
	return f
}

// linkable is a dirty subject with where it is found.
type linkable struct {
	s        uint32
	stands   bool
	near     uint32 // see nearest
	alone    bool   // nothing can be linked with it
	from, to int
	found    []found
}

// isAlone reports whether nothing can be linked with a subject: no word names
// it, no other shares a key or a name with it, and it is alone as it is.
func (v *View) isAlone(kind uint8, l *linkable) bool {
	x := v.subs.at(l.s)
	if x.flags&subWords != 0 || x.node != 0 && v.members.at(x.node-1) != nil {
		return false
	}
	alone := true
	for _, h := range l.found {
		v.keys.find(h.seek, func(t uint32) bool {
			alone = t == l.s || v.subs.at(t).kind != kind
			return alone
		})
		if !alone {
			return false
		}
	}
	return true
}

// nearest returns the first node that a subject hangs on by a key, a product on
// its maker, or none.
func (v *View) nearest(k *knowledge, kind uint8) uint32 {
	near := none
	for i := range k.bonds {
		b := &k.bonds[i]
		if slices.Contains(v.decl.kinds[kind].hangsBy, b.edge) {
			near = min(near, v.nodeOf(b.ref.target))
		}
	}
	return near
}

// found is where a standing subject is found in the index of keys, and where it
// looks for others.
type found struct{ at, seek uint32 }

// keyHashes appends where a standing subject is found, each place once.
func (v *View) keyHashes(k *knowledge, to []found) []found {
	if !k.stands() {
		return to
	}
	start := len(to)
	kind := v.subs.at(k.subject).kind
	v.eachKey(k, func(key int, scope, code string) {
		f := v.foundAt(kind, key, scope, code)
		if !slices.Contains(to[start:], f) {
			to = append(to, f)
		}
	})
	return to
}

// memberOf makes a member of what is known of a subject.
func (v *View) memberOf(k *knowledge) *member {
	info := &v.decl.kinds[v.subs.at(k.subject).kind]
	m := &member{s: k.subject, kind: v.subs.at(k.subject).kind, stands: k.stands(), described: k.described,
		keys: make([][]keyValue, len(info.keys))}
	if !m.stands {
		return m
	}
	v.eachKey(k, func(key int, scope, code string) {
		m.found = append(m.found, v.foundAt(m.kind, key, scope, code))
		switch {
		case key < len(info.keys):
			m.keys[key] = append(m.keys[key], keyValue{scope, code})
		case key == callSpace:
			m.names = append(m.names, code)
		case key == shortSpace:
			m.shorts = append(m.shorts, code)
		}
	})
	for i := range k.facts {
		if f := &k.facts[i]; slices.Contains(info.legal, f.property) {
			m.legal = append(m.legal, v.decodeValue(f.value).Text)
		}
	}
	if len(k.shorts) > 0 {
		m.shortKey = k.shorts[len(k.shorts)-1].property
	}
	return m
}

// coresOf returns the cores of a member's legal names.
func (l *linking) coresOf(m *member) []string {
	for _, name := range m.legal {
		if c := l.v.rules.Core(name); c != "" && !slices.Contains(m.cores, c) {
			m.cores = append(m.cores, c)
		}
	}
	m.legal = nil
	return m.cores
}

// linkKind links the dirty subjects of one kind and all that linking them can
// reach: persons' words first, then key by key over the nodes so far.
func (d *deriver) linkKind(kind uint8) error {
	v := d.next
	// What they can be found by from now on, and who shared what no longer holds.
	all := make([][]linkable, len(d.dirty[kind].pages))
	hangs := v.decl.kinds[kind].hangs
	if err := d.eachPage(&d.dirty[kind], func(w *worker, page int, subjects []uint32) {
		of := make([]linkable, 0, len(subjects))
		var seeks []found
		w.now.near = &neighbour{}
		defer func() { w.now.near = nil }()
		for _, s := range subjects {
			v.know(s, &w.now)
			x := linkable{s: s, stands: w.now.stands(), near: none}
			start := len(seeks)
			seeks = v.keyHashes(&w.now, seeks)
			x.from, x.to = start, len(seeks)
			if hangs {
				x.near = v.nearest(&w.now, kind)
			}
			of = append(of, x)
		}
		for i := range of {
			of[i].found = seeks[of[i].from:of[i].to]
		}
		all[page] = of
	}); err != nil {
		return err
	}
	var hashes, vals []uint32
	var k knowledge
	var more []uint32
	for _, of := range all {
		for i := range of {
			x := &of[i]
			fresh := x.s >= d.prev.nsubs
			for _, h := range x.found {
				known := false
				if !fresh {
					v.keys.find(h.at, func(t uint32) bool { known = t == x.s; return !known })
				}
				if !known {
					hashes, vals = append(hashes, h.at), append(vals, x.s)
				}
			}
			if fresh {
				continue
			}
			d.prev.know(x.s, &k)
			d.old = d.prev.keyHashes(&k, d.old[:0])
			for _, h := range d.old {
				if slices.Contains(x.found, h) {
					continue
				}
				v.keys.find(h.seek, func(t uint32) bool {
					if v.subs.at(t).kind == kind && d.dirty[kind].add(t) {
						more = append(more, t)
					}
					return true
				})
			}
		}
	}
	v.keys = v.keys.add(d.e, hashes, vals)
	hashes, vals = nil, nil
	for _, s := range more { // their own keys are as they were
		v.know(s, &k)
		all = append(all, []linkable{{s: s, stands: k.stands(), near: none, found: v.keyHashes(&k, nil)}})
	}

	if err := parallel(d.ctx, processors(), len(all), func(_, page int) {
		for i := range all[page] {
			all[page][i].alone = v.isAlone(kind, &all[page][i])
		}
	}); err != nil {
		return err
	}
	d.singles, d.gone = d.singles[:0], d.gone[:0]
	var done bitset
	for _, of := range all {
		for i := range of {
			switch l := &of[i]; {
			case done.has(l.s):
			case !l.alone:
				d.linkAround(kind, l.s, &done)
			default:
				done.add(l.s)
				d.setQuestions(l.s, nil)
				if l.stands {
					d.singles = append(d.singles, birth{pub: l.s, near: l.near})
				} else {
					d.gone = append(d.gone, l.s)
				}
			}
		}
	}
	d.placeSingles(kind)
	return nil
}

// linkAround links everything that can reach s by a key, a name, a word or an
// earlier node.
func (d *deriver) linkAround(kind uint8, seed uint32, done *bitset) {
	v := d.next
	var k knowledge
	var members []*member
	index := map[uint32]int{}
	queue := []uint32{seed}
	reach := func(t uint32) {
		if !done.has(t) {
			done.add(t)
			queue = append(queue, t)
		}
	}
	done.add(seed)
	var words []word
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		v.know(s, &k)
		x := v.subs.at(s)
		m := v.memberOf(&k)
		index[s] = len(members)
		members = append(members, m)
		if x.node != 0 {
			var one [1]uint32
			for _, t := range v.membersOf(x.node-1, &one) {
				reach(t)
			}
		}
		if x.flags&subWords != 0 {
			v.wordsOf(s, func(w word, other uint32, first bool) {
				if first {
					words = append(words, w)
				}
				reach(other)
			})
		}
		if x.kind != kind {
			if x.kind > kind {
				d.dirty[x.kind].add(s)
			}
			continue
		}
		for _, f := range m.found {
			v.keys.find(f.seek, func(t uint32) bool {
				if v.subs.at(t).kind == kind {
					reach(t)
				}
				return true
			})
		}
	}
	l := linking{d: d, v: v, kind: kind, members: members, index: index, root: make([]int, len(members))}
	l.run(words)
	d.regroup(l.groups(), members)
	asked := map[uint32][]question{}
	for _, q := range l.questions {
		asked[q.a] = append(asked[q.a], q)
	}
	for _, m := range members {
		if m.kind == kind {
			d.setQuestions(m.s, asked[m.s])
		}
	}
}

// linking links the members of one closure.
type linking struct {
	d         *deriver
	v         *View
	kind      uint8
	members   []*member
	index     map[uint32]int
	root      []int
	apart     [][2]int
	questions []question
}

func (l *linking) find(i int) int {
	for l.root[i] != i {
		l.root[i] = l.root[l.root[i]]
		i = l.root[i]
	}
	return i
}

func (l *linking) join(a, b int) {
	if a, b = l.find(a), l.find(b); a != b {
		l.root[max(a, b)] = min(a, b)
	}
}

func (l *linking) run(words []word) {
	for i := range l.root {
		l.root[i] = i
	}
	// What linking earlier kinds has joined stays joined.
	first := map[uint32]int{}
	for i, m := range l.members {
		if m.kind < l.kind && m.stands {
			n := l.v.subs.at(m.s).node
			if j, ok := first[n]; ok && n != 0 {
				l.join(i, j)
			} else {
				first[n] = i
			}
		}
	}
	var apart [][2]uint32
	l.v.takeWords(words, func(a, b uint32) { l.join(l.index[a], l.index[b]) },
		func(s uint32) uint32 { return uint32(l.find(l.index[s])) }, &apart)
	for _, p := range apart {
		l.apart = append(l.apart, [2]int{l.index[p[0]], l.index[p[1]]})
	}
	info := &l.v.decl.kinds[l.kind]
	for j := range info.keys {
		l.linkKey(info, j)
	}
	l.linkShort()
	// What has become one, or what a person has decided, is not asked.
	l.questions = slices.DeleteFunc(l.questions, func(q question) bool {
		a, b := l.find(l.index[q.a]), l.find(l.index[q.b])
		return a == b || slices.ContainsFunc(l.apart, func(p [2]int) bool {
			x, y := l.find(p[0]), l.find(p[1])
			return x == a && y == b || x == b && y == a
		})
	})
}

// nodes returns the standing members of this kind by the root of their node,
// and the roots in order.
func (l *linking) nodes() (map[int][]*member, []int) {
	nodes := map[int][]*member{}
	var roots []int
	for i, m := range l.members {
		if m.stands && m.kind == l.kind {
			r := l.find(i)
			if nodes[r] == nil {
				roots = append(roots, r)
			}
			nodes[r] = append(nodes[r], m)
		}
	}
	slices.Sort(roots)
	return nodes, roots
}

// linkKey makes the links by one key, or asks (fold.md, 16).
func (l *linking) linkKey(info *kindInfo, j int) {
	key := &info.keys[j]
	nodes, roots := l.nodes()
	having := map[keyValue][]int{}
	asking := map[keyValue]map[int]bool{}
	have := func(v keyValue, r int) {
		if h := having[v]; len(h) == 0 || h[len(h)-1] != r {
			having[v] = append(h, r)
		}
	}
	for _, r := range roots {
		for _, m := range nodes[r] {
			for _, v := range m.keys[j] {
				have(v, r)
				if key.decl.Asks {
					if asking[v] == nil {
						asking[v] = map[int]bool{}
					}
					asking[v][r] = true
				}
			}
			if !key.decl.Asks {
				continue
			}
			for o := range info.keys { // a former name also meets the legal name of another
				if other := info.keys[o].decl; !other.Asks && !other.Own && !other.Code {
					for _, v := range m.keys[o] {
						have(v, r)
					}
				}
			}
		}
	}
	type link struct{ a, b int }
	links := map[link]bool{}
	component := make([]int, len(l.root))
	for i := range component {
		component[i] = i
	}
	find := func(i int) int {
		for component[i] != i {
			component[i] = component[component[i]]
			i = component[i]
		}
		return i
	}
	for v, rs := range having {
		slices.Sort(rs)
		rs = slices.Compact(rs)
		for i, a := range rs {
			for _, b := range rs[:i] {
				if info.decl.Event && l.shareSource(nodes[a], nodes[b]) {
					continue // equal rows of one source are several events (fold.md, 5)
				}
				if !key.decl.Asks || asking[v][a] || asking[v][b] {
					links[link{min(a, b), max(a, b)}] = true
					if x, y := find(a), find(b); x != y {
						component[max(x, y)] = min(x, y)
					}
				}
			}
		}
	}
	if len(links) == 0 {
		return
	}
	in := map[int][]int{}
	for _, r := range roots {
		in[find(r)] = append(in[find(r)], r)
	}
	why := map[int]string{}
	for c, rs := range in {
		if len(rs) < 2 {
			continue
		}
		why[c] = l.clash(info, key.decl, rs, nodes)
	}
	sym := l.v.syms.index[key.decl.Name]
	for k := range links {
		if w := why[find(k.a)]; w == "" {
			l.join(k.a, k.b)
		} else {
			l.questions = append(l.questions, question{sym, nodes[k.a][0].s, nodes[k.b][0].s, w})
		}
	}
}

// apartWithin reports whether a person called two different that lie in the
// nodes of the given roots.
func (l *linking) apartWithin(roots ...int) bool {
	return slices.ContainsFunc(l.apart, func(p [2]int) bool {
		return slices.Contains(roots, l.find(p[0])) && slices.Contains(roots, l.find(p[1]))
	})
}

// clash says why nodes may not become one by a key, or "". The first reason
// that holds is told: two values of a code, the later keys first; that former
// names only ask; a person's "different"; one code under names without a common
// core; several events of one source.
func (l *linking) clash(info *kindInfo, by *graph.KeyDecl, roots []int, nodes map[int][]*member) string {
	for j := len(info.keys) - 1; j >= 0; j-- {
		key := info.keys[j].decl
		if !key.Code && !key.Own {
			continue
		}
		have := map[string]string{}
		for _, r := range roots {
			for _, m := range nodes[r] {
				for _, v := range m.keys[j] {
					if code, ok := have[v.scope]; ok && code != v.code {
						return "two values of " + key.Name
					}
					have[v.scope] = v.code
				}
			}
		}
	}
	if by.Asks {
		return "former name"
	}
	if l.apartWithin(roots...) {
		return "different"
	}
	for j := range info.keys {
		if !info.keys[j].decl.Cores {
			continue
		}
		under := map[keyValue][][]string{}
		for _, r := range roots {
			for _, m := range nodes[r] {
				for _, v := range m.keys[j] {
					cores := l.coresOf(m)
					if len(cores) == 0 {
						continue
					}
					for _, other := range under[v] {
						if !slices.ContainsFunc(other, func(c string) bool { return slices.Contains(cores, c) }) {
							return "one code, no common core"
						}
					}
					under[v] = append(under[v], cores)
				}
			}
		}
	}
	if info.decl.Event && l.severalOfOneSource(roots, nodes) {
		return "several"
	}
	return ""
}

// shareSource reports whether one source speaks of both nodes.
func (l *linking) shareSource(a, b []*member) bool {
	return slices.ContainsFunc(a, func(m *member) bool {
		return slices.ContainsFunc(b, func(n *member) bool { return l.v.subs.at(m.s).source == l.v.subs.at(n.s).source })
	})
}

func (l *linking) severalOfOneSource(roots []int, nodes map[int][]*member) bool {
	of := map[uint32]int{}
	for _, r := range roots {
		for _, m := range nodes[r] {
			src := l.v.subs.at(m.s).source
			if other, ok := of[src]; ok && other != r {
				return true
			}
			of[src] = r
		}
	}
	return false
}

// linkShort joins references by a short name to the one described node that
// carries it (fold.md, 6).
func (l *linking) linkShort() {
	nodes, roots := l.nodes()
	type joining struct{ short, node int }
	var joins []joining
	for _, r := range roots {
		if slices.ContainsFunc(nodes[r], func(m *member) bool { return m.described || len(m.shorts) == 0 }) {
			continue
		}
		var found []int
		for _, m := range nodes[r] {
			for _, n := range l.carriers(m, nodes, roots) {
				if !slices.Contains(found, n) {
					found = append(found, n)
				}
			}
		}
		switch len(found) {
		case 0:
		case 1:
			joins = append(joins, joining{r, found[0]})
		default:
			for _, n := range found {
				l.questions = append(l.questions, question{nodes[r][0].shortKey, nodes[r][0].s, nodes[n][0].s, "several"})
			}
		}
	}
	var made []joining
	for _, j := range joins {
		apart := false
		for _, o := range joins {
			apart = apart || o.node == j.node && o.short != j.short && l.apartWithin(j.short, o.short)
		}
		if apart {
			l.questions = append(l.questions, question{nodes[j.short][0].shortKey, nodes[j.short][0].s, nodes[j.node][0].s, "different"})
		} else {
			made = append(made, j)
		}
	}
	for _, j := range made {
		l.join(j.short, j.node)
	}
}

// carriers returns the described nodes that carry a short reference's name: of
// its source, or of all if there is none.
func (l *linking) carriers(short *member, nodes map[int][]*member, roots []int) []int {
	var own, all []int
	source := l.v.subs.at(short.s).source
	for _, r := range roots {
		for _, m := range nodes[r] {
			if !m.described || !slices.ContainsFunc(m.names, func(n string) bool { return slices.Contains(short.shorts, n) }) ||
				l.apartWithin(l.find(l.index[short.s]), r) {
				continue
			}
			if len(all) == 0 || all[len(all)-1] != r {
				all = append(all, r)
			}
			if l.v.subs.at(m.s).source == source && (len(own) == 0 || own[len(own)-1] != r) {
				own = append(own, r)
			}
		}
	}
	if len(own) > 0 {
		return own
	}
	return all
}

// groups returns the nodes that came of it: standing subjects, the one first
// mentioned in the log in front (fold.md, 17). Subjects of later kinds that no
// word joins to this one are left to their own turn.
func (l *linking) groups() [][]uint32 {
	by := map[int][]uint32{}
	var roots []int
	for i, m := range l.members {
		if m.stands {
			r := l.find(i)
			if by[r] == nil {
				roots = append(roots, r)
			}
			by[r] = append(by[r], m.s)
		}
	}
	out := make([][]uint32, 0, len(roots))
	for _, r := range roots {
		g := by[r]
		slices.SortFunc(g, l.v.compareFirst)
		out = append(out, g)
	}
	return out
}

// compareFirst orders subjects by the revision that first mentioned them, then
// by ID.
func (v *View) compareFirst(a, b uint32) int {
	if a == b {
		return 0
	}
	return cmp.Or(cmp.Compare(v.subs.at(a).first, v.subs.at(b).first), bytes.Compare(v.ids.at(a), v.ids.at(b)))
}
