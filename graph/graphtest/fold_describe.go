package graphtest

import (
	"cmp"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// nodeProperty is a property of a node, by its root.
type nodeProperty struct {
	root     graph.SubjectID
	property string
}

// pin is a pin or a denial of a value that belongs to a node.
type pin struct {
	batch  graph.Revision
	source graph.SourceID
	value  graph.Value // zero pins on none
}

// edgeDenial is a denial of an edge that belongs to nodes, by their roots.
type edgeDenial struct {
	typ                 string
	from, to, qualifier graph.SubjectID
	batch               graph.Revision
}

// queue lists the subjects that wait for a person, with the newest row of each,
// or else the newest reference (rule 4).
func (f *folding) queue(r *Result) {
	slices.SortFunc(f.waiting, func(a, b waiting) int {
		if a.ref != b.ref {
			if a.ref {
				return 1
			}
			return -1
		}
		return cmp.Or(newer(b.by, a.by), a.by.place.Compare(b.by.place))
	})
	listed := map[graph.SubjectID]bool{}
	for _, w := range f.waiting {
		if listed[w.subject] {
			continue
		}
		listed[w.subject] = true
		r.Queued = append(r.Queued, Queued{Subject: w.subject, Reason: w.held.Reason, Candidates: w.held.Candidates,
			Keys: w.held.Keys, Redacted: len(w.held.Keys) == 0})
	}
}

// attach finds the nodes that pins and denials belong to (rule 20).
func (f *folding) attach(r *Result) {
	f.pins, f.denials = map[nodeProperty][]pin{}, map[nodeProperty][]pin{}
	// owner returns the root of the first that stands.
	owner := func(batch graph.Revision, subjects []graph.SubjectID) (graph.SubjectID, bool) {
		var roots []graph.SubjectID
		for _, s := range subjects {
			if known := f.subjects[s]; known != nil && known.stands {
				roots = append(roots, f.nodes.root(s))
			}
		}
		if len(roots) == 0 {
			return "", false
		}
		for _, root := range roots {
			if root != roots[0] {
				r.Separated = append(r.Separated, batch)
				break
			}
		}
		return roots[0], true
	}
	for b, a := range f.all {
		rev := b.Header.Revision
		switch a := a.(type) {
		case *graph.Pin:
			root, ok := owner(rev, a.Subjects)
			if !ok {
				r.Sleeping = append(r.Sleeping, rev)
				continue
			}
			p := pin{batch: rev, source: b.Header.Source}
			if a.Value != nil {
				p.value = *a.Value
			}
			of := nodeProperty{root, at(a.Property, a.Period)}
			f.pins[of] = append(f.pins[of], p)
		case *graph.Deny:
			root, ok := owner(rev, a.Subjects)
			if !ok {
				r.Sleeping = append(r.Sleeping, rev)
				continue
			}
			of := nodeProperty{root, at(a.Property, a.Period)}
			f.denials[of] = append(f.denials[of], pin{rev, b.Header.Source, a.Value})
		case *graph.DenyEdge:
			from, ok1 := owner(rev, a.From)
			to, ok2 := owner(rev, a.To)
			qualifier, ok3 := graph.SubjectID(""), true
			if len(a.Qualifier) > 0 {
				qualifier, ok3 = owner(rev, a.Qualifier)
			}
			if !ok1 || !ok2 || !ok3 {
				r.Sleeping = append(r.Sleeping, rev)
				continue
			}
			f.denied = append(f.denied, edgeDenial{a.Type, from, to, qualifier, rev})
		}
	}
	r.Sleeping, r.Separated = unique(r.Sleeping), unique(r.Separated)
}

// describe lists the nodes with their properties (rules 17 to 19).
func (f *folding) describe(r *Result) {
	for root, members := range f.members {
		n := Node{ID: f.public[root], Members: members, OnlyReferred: true, Props: map[string]Property{}}
		n.Kind = f.subjects[n.ID].kind
		claims := map[string][]claim{}
		for _, id := range members {
			s := f.subjects[id]
			if s.described {
				n.OnlyReferred = false
			}
			for name := range s.names {
				n.ReferredAs = append(n.ReferredAs, name)
			}
			for _, c := range s.claims {
				claims[c.property] = append(claims[c.property], c)
			}
		}
		n.ReferredAs = unique(n.ReferredAs)
		for of := range f.pins {
			if of.root == root && claims[of.property] == nil {
				claims[of.property] = []claim{}
			}
		}
		for name, of := range claims {
			set := false
			if k := f.voc.Kind(n.Kind); k != nil {
				if p := k.Property(unperiod(name)); p != nil {
					set = p.Set
				}
			}
			p := nodeProperty{root, name}
			if property, ok := resolve(set, of, f.pins[p], f.denials[p]); ok {
				n.Props[name] = property
			}
		}
		r.Nodes = append(r.Nodes, n)
	}
}

// resolve decides between the statements of one property of a node, its pins
// and its denials (rules 18 and 19). It reports false if there is nothing to
// show.
func resolve(set bool, claims []claim, pins, denials []pin) (Property, bool) {
	p := Property{Set: set}
	for _, d := range denials {
		if slices.ContainsFunc(claims, func(c claim) bool { return c.value == d.value }) ||
			set && slices.ContainsFunc(pins, func(q pin) bool { return q.value == d.value }) {
			p.Denied = append(p.Denied, d.value)
		}
	}
	slices.SortFunc(p.Denied, graph.Value.Compare)
	p.Denied = slices.Compact(p.Denied)

	// Of a pin and a denial of the same value the later holds.
	isDenied := func(v graph.Value, since graph.Revision) bool {
		return slices.ContainsFunc(denials, func(d pin) bool { return d.value == v && d.batch > since })
	}
	pins = slices.DeleteFunc(slices.Clone(pins), func(q pin) bool { return !q.value.IsZero() && isDenied(q.value, q.batch) })
	slices.SortFunc(pins, func(a, b pin) int { return cmp.Or(cmp.Compare(b.batch, a.batch), a.value.Compare(b.value)) })

	// Each value with its best statement and its freshness.
	slices.SortFunc(claims, claim.compare)
	var stated []Stated
	for _, c := range claims {
		i := slices.IndexFunc(stated, func(s Stated) bool { return s.Value == c.value })
		if i < 0 {
			stated = append(stated, Stated{Value: c.value, Source: c.source, Place: c.place, Freshness: c.date})
		} else if stated[i].Freshness.Compare(c.date) < 0 {
			stated[i].Freshness = c.date
		}
	}
	stated = slices.DeleteFunc(stated, func(s Stated) bool { return isDenied(s.Value, 0) })

	if set {
		for _, q := range pins {
			if !slices.ContainsFunc(p.Values, func(s Stated) bool { return s.Value == q.value }) {
				p.Values = append(p.Values, Stated{Value: q.value, Source: q.source, Pin: q.batch})
			}
		}
		for _, s := range stated {
			if !slices.ContainsFunc(p.Values, func(t Stated) bool { return s.Value == t.Value }) {
				p.Values = append(p.Values, s)
			}
		}
		slices.SortFunc(p.Values, func(a, b Stated) int { return a.Value.Compare(b.Value) })
		return p, len(p.Values) > 0 || len(p.Denied) > 0
	}
	switch {
	case len(pins) > 0:
		p.Winner = Stated{Value: pins[0].value, Source: pins[0].source, Pin: pins[0].batch}
		stated = slices.DeleteFunc(stated, func(s Stated) bool { return s.Value == pins[0].value })
	case len(stated) > 0:
		p.Winner, stated = stated[0], stated[1:]
	case len(claims) == 0:
		return p, false
	}
	p.Alternatives = stated
	return p, true
}

// connect lists the edges between nodes (rule 21).
func (f *folding) connect(r *Result) {
	type identity struct {
		typ                 string
		from, to, qualifier graph.SubjectID // roots
	}
	claims := map[identity][]edgeClaim{}
	for _, e := range f.edges {
		id := identity{typ: e.typ, from: f.nodes.root(e.from), to: f.nodes.root(e.to)}
		if e.qualifier != "" {
			id.qualifier = f.nodes.root(e.qualifier)
		}
		claims[id] = append(claims[id], e)
	}
	var order []identity
	for id, of := range claims {
		slices.SortFunc(of, edgeClaim.compare)
		order = append(order, id)
	}
	// Edges are admitted in the order of rule 18. What one cell states together
	// is taken by the subjects that it names.
	slices.SortFunc(order, func(a, b identity) int { return claims[a][0].compare(claims[b][0]) })
	admitted := map[string]map[graph.SubjectID][]graph.SubjectID{} // by type and root, the ends
	for _, id := range order {
		e := Edge{Type: id.typ, From: f.public[id.from], To: f.public[id.to]}
		if id.qualifier != "" {
			e.Qualifier = f.public[id.qualifier]
		}
		if batch := f.deniedBy(id.typ, id.from, id.to, id.qualifier); batch != 0 {
			r.DeniedEdges = append(r.DeniedEdges, DeniedEdge{Type: e.Type, From: e.From, To: e.To, Qualifier: e.Qualifier, Batch: batch})
			continue
		}
		best := claims[id][0]
		e.Source, e.Place = best.source, best.place
		attributes := map[string][]claim{}
		for _, c := range claims[id] {
			e.Sources = append(e.Sources, c.source)
			if e.Freshness.Compare(c.date) < 0 {
				e.Freshness = c.date
			}
			for _, v := range c.values {
				attributes[v.property] = append(attributes[v.property], v)
			}
		}
		e.Sources = unique(e.Sources)
		for name, of := range attributes {
			if e.Attributes == nil {
				e.Attributes = map[string]Property{}
			}
			e.Attributes[name], _ = resolve(false, of, nil, nil)
		}

		if admitted[id.typ] == nil {
			admitted[id.typ] = map[graph.SubjectID][]graph.SubjectID{}
		}
		ends, decl := admitted[id.typ], f.edge(id.typ)
		switch {
		case id.from == id.to:
			e.Reason = "self-loop"
		case decl.MaxOut > 0 && len(ends[id.from]) >= decl.MaxOut:
			e.Reason = "cardinality"
		case decl.Acyclic && reaches(ends, id.to, id.from, map[graph.SubjectID]bool{}):
			e.Reason = "cycle"
		}
		if e.Reason != "" {
			r.ListedEdges = append(r.ListedEdges, e)
			continue
		}
		ends[id.from] = append(ends[id.from], id.to)
		r.Edges = append(r.Edges, e)
	}
}

// deniedBy returns the latest batch that denies an edge between nodes, or 0.
func (f *folding) deniedBy(typ string, from, to, qualifier graph.SubjectID) graph.Revision {
	var batch graph.Revision
	for _, d := range f.denied {
		if d.typ == typ && d.from == from && d.to == to && d.qualifier == qualifier {
			batch = max(batch, d.batch)
		}
	}
	return batch
}

// reaches reports whether a path of admitted edges leads from one node to
// another.
func reaches(ends map[graph.SubjectID][]graph.SubjectID, from, to graph.SubjectID, seen map[graph.SubjectID]bool) bool {
	if from == to {
		return true
	}
	if seen[from] {
		return false
	}
	seen[from] = true
	return slices.ContainsFunc(ends[from], func(next graph.SubjectID) bool { return reaches(ends, next, to, seen) })
}
