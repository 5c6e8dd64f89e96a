package graphtest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// question is a link that is not made: between the nodes of two subjects.
type question struct {
	key  string
	a, b graph.SubjectID
	why  string
}

// keyValue is a value of a key: scope says within what it is compared as a code,
// code is what differs where it clashes.
type keyValue struct {
	scope string
	code  string
}

// whole is what is compared to find links.
func (k keyValue) whole() string { return k.scope + "\x00" + k.code }

// link makes the rule links: kind by kind, ends before what hangs on them, key
// by key in declared order, over the nodes so far (rule 16).
func (f *folding) link() {
	for i := range f.voc.Kinds {
		kind := &f.voc.Kinds[i]
		for j := range kind.Keys {
			f.linkKey(kind, &kind.Keys[j])
		}
		f.linkShort(kind)
	}
}

// nodesOf returns the nodes so far that have a standing member of the kind, by
// root.
func (f *folding) nodesOf(kind graph.Kind) map[graph.SubjectID][]*subject {
	nodes := map[graph.SubjectID][]*subject{}
	for s := range f.standing {
		if s.kind == kind {
			root := f.nodes.root(s.id)
			nodes[root] = append(nodes[root], s)
		}
	}
	return nodes
}

// linkKey makes the links of one kind by one key, or asks.
func (f *folding) linkKey(kind *graph.KindDecl, key *graph.KeyDecl) {
	nodes := f.nodesOf(kind.Kind)
	links := f.candidates(kind, key, nodes)
	components := sets{}
	for l := range links {
		components.join(l[0], l[1])
	}
	together := map[graph.SubjectID][]graph.SubjectID{}
	for root := range nodes {
		c := components.root(root)
		together[c] = append(together[c], root)
	}
	why := map[graph.SubjectID]string{}
	for c, roots := range together {
		why[c] = f.objection(kind, key, roots, nodes)
	}
	for l := range links {
		// Where there is an objection, none of the component's links by this
		// key are made.
		if why := why[components.root(l[0])]; why != "" {
			f.questions = append(f.questions, question{key.Name, l[0], l[1], why})
		} else {
			f.nodes.join(l[0], l[1])
		}
	}
}

// candidates returns the pairs of nodes that share a value of a key.
func (f *folding) candidates(kind *graph.KindDecl, key *graph.KeyDecl, nodes map[graph.SubjectID][]*subject) map[[2]graph.SubjectID]bool {
	having := map[string][]graph.SubjectID{} // by value, the nodes
	former := map[string][]graph.SubjectID{} // those of them that ask by it
	for root, members := range nodes {
		for _, s := range members {
			for _, v := range f.keyValues(kind, key, s) {
				having[v.whole()] = append(having[v.whole()], root)
				former[v.whole()] = append(former[v.whole()], root)
			}
			if !key.Asks {
				continue
			}
			// A former name also asks for who bears it as a key now.
			for i := range kind.Keys {
				if other := &kind.Keys[i]; !other.Asks && !other.Own && !other.Code {
					for _, v := range f.keyValues(kind, other, s) {
						having[v.whole()] = append(having[v.whole()], root)
					}
				}
			}
		}
	}
	links := map[[2]graph.SubjectID]bool{}
	for value, roots := range having {
		roots = unique(roots)
		for i, a := range roots {
			for _, b := range roots[:i] {
				asks := slices.Contains(former[value], a) || slices.Contains(former[value], b)
				// Equal rows of one source are several events (rule 5).
				if asks && !(kind.Event && shareSource(nodes[a], nodes[b])) {
					links[pair(a, b)] = true
				}
			}
		}
	}
	return links
}

// objection says why nodes that a key would join are not joined, or "".
func (f *folding) objection(kind *graph.KindDecl, key *graph.KeyDecl, roots []graph.SubjectID, nodes map[graph.SubjectID][]*subject) string {
	var members []*subject
	for _, root := range roots {
		members = append(members, nodes[root]...)
	}
	if why := f.twoCodes(kind, members); why != "" {
		return why
	}
	switch {
	case key.Asks:
		return "former name"
	case f.apart(roots):
		return "different"
	case f.noCore(kind, members):
		return "one code, no common core"
	case kind.Event && severalOfOneSource(roots, nodes):
		return "several"
	}
	return ""
}

// keyValues returns the values of a key that a subject has, as they are
// compared. A key with a missing part is not (rule 3).
func (f *folding) keyValues(kind *graph.KindDecl, key *graph.KeyDecl, s *subject) []keyValue {
	values := []keyValue{{}}
	if key.Own { // compared inside its source only
		values[0].scope = string(s.source)
	}
	for i, part := range key.Parts {
		var of []string
		if part.Edge != "" {
			of = f.ends(s.id, part.Edge)
			if kind.Event && len(of) > 0 { // the parties of an event are one part
				of = []string{strings.Join(of, "\x01")}
			}
		} else {
			of = f.values(s, part.Property)
		}
		var next []keyValue
		for _, v := range values {
			for _, w := range of {
				x := v
				if i < len(key.Parts)-1 {
					x.scope += "\x00" + w
				} else {
					x.code = w
				}
				next = append(next, x)
			}
		}
		values = next
	}
	return values
}

// values returns what is compared of a subject's standing values of a property.
func (f *folding) values(s *subject, property string) []string {
	var vs []string
	for _, c := range s.claims {
		if c.property == property {
			if v := f.rules.Normalise(property, c.value); v != "" {
				vs = append(vs, v)
			}
		}
	}
	return unique(vs)
}

// ends returns the nodes at the other ends of a subject's edges of a type.
func (f *folding) ends(s graph.SubjectID, typ string) []string {
	var roots []string
	for _, e := range f.edges {
		switch {
		case e.typ != typ:
		case e.from == s:
			roots = append(roots, string(f.nodes.root(e.to)))
		case e.to == s:
			roots = append(roots, string(f.nodes.root(e.from)))
		}
	}
	return unique(roots)
}

// twoCodes says of which code the subjects hold two values, even if one subject
// holds both, or "". The weakest code is named first: a stock code before a
// credit code.
func (f *folding) twoCodes(kind *graph.KindDecl, members []*subject) string {
	for _, key := range slices.Backward(kind.Keys) {
		if !key.Code && !key.Own {
			continue
		}
		have := map[string]string{}
		for _, s := range members {
			for _, v := range f.keyValues(kind, &key, s) {
				if code, ok := have[v.scope]; ok && code != v.code {
					return "two values of " + key.Name
				}
				have[v.scope] = v.code
			}
		}
	}
	return ""
}

// noCore reports whether two of the subjects hold one code under names without
// a common core. A subject without a name agrees with all.
func (f *folding) noCore(kind *graph.KindDecl, members []*subject) bool {
	for i := range kind.Keys {
		key := &kind.Keys[i]
		if !key.Cores {
			continue
		}
		under := map[string][]map[string]bool{}
		for _, s := range members {
			cores := f.cores(kind, s)
			if len(cores) == 0 {
				continue
			}
			for _, v := range f.keyValues(kind, key, s) {
				if slices.ContainsFunc(under[v.whole()], func(other map[string]bool) bool { return !overlap(cores, other) }) {
					return true
				}
				under[v.whole()] = append(under[v.whole()], cores)
			}
		}
	}
	return false
}

// cores returns the cores of a subject's names, former ones included.
func (f *folding) cores(kind *graph.KindDecl, s *subject) map[string]bool {
	cores := map[string]bool{}
	for _, c := range s.claims {
		if p := kind.Property(unperiod(c.property)); p != nil && p.IsLegal {
			if core := f.rules.Core(c.value.Text); core != "" {
				cores[core] = true
			}
		}
	}
	return cores
}

func overlap(a, b map[string]bool) bool {
	for x := range a {
		if b[x] {
			return true
		}
	}
	return false
}

// severalOfOneSource reports whether one source has subjects in several of the
// nodes.
func severalOfOneSource(roots []graph.SubjectID, nodes map[graph.SubjectID][]*subject) bool {
	for i, a := range roots {
		for _, b := range roots[:i] {
			if shareSource(nodes[a], nodes[b]) {
				return true
			}
		}
	}
	return false
}

// shareSource reports whether a source has a subject in both nodes.
func shareSource(a, b []*subject) bool {
	for _, s := range a {
		if slices.ContainsFunc(b, func(t *subject) bool { return s.source == t.source }) {
			return true
		}
	}
	return false
}

// linkShort joins the references by a short name to the described node that
// carries it (rule 6). They give no key, so they follow the links by keys; they
// come before the kinds that hang on this one.
func (f *folding) linkShort(kind *graph.KindDecl) {
	nodes := f.nodesOf(kind.Kind)
	meeting := map[graph.SubjectID][]graph.SubjectID{} // by node, the references that mean it
	for root, members := range nodes {
		if slices.ContainsFunc(members, func(s *subject) bool { return s.described || !s.short }) {
			continue
		}
		var found []graph.SubjectID
		for _, s := range members {
			found = append(found, f.carriers(kind, s, nodes)...)
		}
		found = unique(found)
		if len(found) == 1 {
			meeting[found[0]] = append(meeting[found[0]], root)
			continue
		}
		for _, node := range found {
			f.questions = append(f.questions, question{members[0].shortKey, root, node, "several"})
		}
	}
	var joins [][2]graph.SubjectID
	for node, shorts := range meeting {
		for _, short := range shorts {
			// Two that a person called different do not meet in one node.
			apart := slices.ContainsFunc(shorts, func(other graph.SubjectID) bool {
				return other != short && f.areDifferent(short, other)
			})
			if apart {
				f.questions = append(f.questions, question{nodes[short][0].shortKey, short, node, "different"})
			} else {
				joins = append(joins, pair(short, node))
			}
		}
	}
	// Roots change when sets are joined, so that comes last.
	for _, j := range joins {
		f.nodes.join(j[0], j[1])
	}
}

// areDifferent reports whether a person called members of two nodes different.
func (f *folding) areDifferent(a, b graph.SubjectID) bool { return f.apart([]graph.SubjectID{a, b}) }

// carriers returns the described nodes that carry a short reference's name: of
// its source, or of all if there is none.
func (f *folding) carriers(kind *graph.KindDecl, short *subject, nodes map[graph.SubjectID][]*subject) []graph.SubjectID {
	var own, all []graph.SubjectID
	for root, members := range nodes {
		for _, s := range members {
			if !s.described || !f.carries(kind, s, short.names) || f.areDifferent(f.nodes.root(short.id), root) {
				continue
			}
			all = append(all, root)
			if s.source == short.source {
				own = append(own, root)
			}
		}
	}
	if len(own) > 0 {
		return own
	}
	return all
}

// carries reports whether a subject has one of the names.
func (f *folding) carries(kind *graph.KindDecl, s *subject, names map[string]bool) bool {
	for i := range kind.Properties {
		p := &kind.Properties[i]
		if !p.IsName {
			continue
		}
		for _, v := range f.values(s, p.Name) {
			for name := range names {
				if f.rules.Normalise(p.Name, graph.Text(name)) == v {
					return true
				}
			}
		}
	}
	return false
}

// name finds each node's members and its public ID: that of the standing
// member first mentioned in the log, then the smaller (rule 17).
func (f *folding) name() {
	f.members = map[graph.SubjectID][]graph.SubjectID{}
	f.public = map[graph.SubjectID]graph.SubjectID{}
	for s := range f.standing {
		root := f.nodes.root(s.id)
		f.members[root] = append(f.members[root], s.id)
		if id, ok := f.public[root]; !ok || f.subjects[s.id].first < f.subjects[id].first {
			f.public[root] = s.id
		}
	}
}

// node returns the public ID of a standing subject's node.
func (f *folding) node(s graph.SubjectID) graph.SubjectID { return f.public[f.nodes.root(s)] }

// ask lists the questions, but for the pairs that a person has decided (rule
// 15).
func (f *folding) ask(r *Result) {
	for _, q := range f.questions {
		if f.isDecided(q.a, q.b) {
			continue
		}
		p := pair(f.node(q.a), f.node(q.b))
		if p[0] != p[1] {
			r.Questions = append(r.Questions, Question{Key: q.key, A: p[0], B: p[1], Why: q.why})
		}
	}
	slices.SortFunc(r.Questions, func(a, b Question) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B), cmp.Compare(a.Why, b.Why))
	})
	r.Questions = slices.Compact(r.Questions)
}

// isDecided reports whether a person's word stands between the nodes of two
// subjects.
func (f *folding) isDecided(a, b graph.SubjectID) bool {
	roots := pair(f.nodes.root(a), f.nodes.root(b))
	for p := range f.decided {
		if pair(f.nodes.root(p[0]), f.nodes.root(p[1])) == roots {
			return true
		}
	}
	return false
}
