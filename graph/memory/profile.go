package memory

import (
	"bytes"
	"cmp"
	"slices"
	"sync"

	"github.com/chainatlas/chainatlas/graph"
)

// Node is a node as it stands (fold.md, 17 to 19).
type Node struct {
	ID           graph.SubjectID
	Kind         graph.Kind
	OnlyReferred bool              // no row describes it (11)
	Country      bool              // an enterprise that stands for all of a country or region: no vendor
	Members      []graph.SubjectID // the subjects held to be one; their IDs resolve to it
	ReferredAs   []string          // the names by which short references know it (6)
	Properties   []Property        // by name, then by period
}

// Property is what stands of a property of a node. A single property has a
// Winner, the zero Statement if everything said of it is denied, and its
// Alternatives, the best first. A set has Values, in their order.
type Property struct {
	Name         string
	Period       string // of an observation
	Set          bool
	Winner       Statement
	Alternatives []Statement
	Values       []Statement
	Denied       []graph.Value // by a curator (19)
}

// Value returns the value to show of a single property; zero if none.
func (p *Property) Value() graph.Value { return p.Winner.Value }

// Disagreeing returns the alternatives that say something else than the value to
// show, whatever was printed.
func (p *Property) Disagreeing() []Statement {
	var out []Statement
	for i := range p.Alternatives {
		if !p.Alternatives[i].Value.Agrees(p.Winner.Value) {
			out = append(out, p.Alternatives[i])
		}
	}
	return out
}

// Statement is a value with the best of the statements of it, or with the pin
// that puts it there.
type Statement struct {
	Value    graph.Value    // zero if pinned on none
	Source   graph.SourceID // that states it, or whose pin it is
	Subject  graph.SubjectID
	Made     graph.Revision // the batch that stated it first, or that pinned it
	Said     graph.Revision // the newest batch that says it
	DataDate graph.Date     // the day that Said speaks of
	Fresh    graph.Date     // the newest such day of all statements of the value
	Place    Place
	Pin      bool
}

// Place is where a value was read.
type Place struct {
	Document graph.Document
	Sheet    string
	Row      int    // from 1
	Column   int    // from 1; 0 if the batch does not say
	Name     string // the property, or the edge type whose reference printed it
}

func (v *View) placeOf(p place, property uint32) Place {
	h := v.batches[p.sayer-1].header
	out := Place{Row: int(p.row), Name: v.column(p, property)}
	if int(p.sheet) < len(h.Sheets) {
		sh := &h.Sheets[p.sheet]
		out.Sheet = sh.Name
		if sh.Document < len(h.Documents) {
			out.Document = h.Documents[sh.Document]
		}
		for _, c := range sh.Columns {
			if c.Of == out.Name {
				out.Column = c.Number
			}
		}
	} else if len(h.Documents) > 0 {
		out.Document = h.Documents[0]
	}
	return out
}

// Node returns a node by the ID of any of its subjects; nil if none stands
// under it.
func (v *View) Node(id graph.SubjectID) *Node {
	s := v.find(id)
	if s == none {
		return nil
	}
	n := v.nodeOf(s)
	if n == none {
		return nil
	}
	return v.node(n)
}

// Nodes returns nodes by ID, in order, nil where none stands.
func (v *View) Nodes(ids ...graph.SubjectID) []*Node {
	out := make([]*Node, len(ids))
	for i, id := range ids {
		out[i] = v.Node(id)
	}
	return out
}

// KindOf returns the kind of a node, and whether it stands for all of a country, as
// [View.Node] tells them, without reading the rest of it; "" if none stands.
func (v *View) KindOf(id graph.SubjectID) (kind graph.Kind, country bool) {
	n := v.slotOf(id)
	if n == none {
		return "", false
	}
	x := v.nodes.at(n)
	return v.decl.kinds[x.kind].decl.Kind, x.flags&nodeCountry != 0
}

func (v *View) node(n uint32) *Node {
	x := v.nodes.at(n)
	out := &Node{ID: v.publicID(n), Kind: v.decl.kinds[x.kind].decl.Kind, OnlyReferred: true, Country: x.flags&nodeCountry != 0}
	f := v.factsOf(n)
	defer f.release()
	out.OnlyReferred = !f.described
	out.ReferredAs = f.shorts
	var one [1]uint32
	for _, s := range v.membersOf(n, &one) {
		out.Members = append(out.Members, v.subjectID(s))
	}
	slices.Sort(out.Members)
	out.Properties = f.resolve()
	return out
}

// nodeFacts are the facts of a node's members, with the pins and denials that
// belong to it.
type nodeFacts struct {
	v         *View
	kind      uint8
	described bool
	shorts    []string
	facts     []fact
	pins      []nodePin
	denials   []nodePin
	known     knowledge
}

type nodePin struct {
	rev              uint32
	property, period uint32
	value            []byte // nil pins on none
}

// factGroup is what is said of one property of one period of a node.
type factGroup struct {
	v                *View
	property, period uint32
	facts            []fact // the best first
	pins, denials    []nodePin
}

// factsOf gathers the facts of a node. They are valid until release.
func (v *View) factsOf(n uint32) *nodeFacts {
	f := nodeFactsPool.Get().(*nodeFacts)
	*f = nodeFacts{v: v, kind: v.nodes.at(n).kind, facts: f.facts[:0], pins: f.pins[:0], denials: f.denials[:0], known: f.known}
	var one [1]uint32
	members := v.membersOf(n, &one)
	for _, s := range members {
		v.know(s, &f.known)
		f.described = f.described || f.known.described
		f.facts = append(f.facts, f.known.facts...)
		for i := range f.known.shorts {
			name := v.decodeValue(f.known.shorts[i].value).Text
			if !slices.Contains(f.shorts, name) {
				f.shorts = append(f.shorts, name)
			}
		}
		if v.subs.at(s).flags&subWords != 0 {
			f.addPins(n, s)
		}
	}
	slices.Sort(f.shorts)
	f.sort()
	return f
}

// sort orders the facts by property and period, of each the best first.
func (f *nodeFacts) sort() {
	slices.SortFunc(f.facts, func(a, b fact) int {
		if c := cmp.Or(cmp.Compare(a.property, b.property), cmp.Compare(a.period, b.period)); c != 0 {
			return c
		}
		return f.v.compareFacts(&a, &b)
	})
}

// resolve returns the properties that the facts make, by name, then by period.
func (f *nodeFacts) resolve() (out []Property) {
	f.each(func(g factGroup) {
		if p, ok := f.v.resolve(f.kind, g); ok {
			out = append(out, p)
		}
	})
	slices.SortFunc(out, func(a, b Property) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Period, b.Period))
	})
	return out
}

// addPins adds the pins and denials of values on a subject that belong to node n.
func (f *nodeFacts) addPins(n, s uint32) {
	v := f.v
	add := func(to *[]nodePin, x nodePin, subjects []uint32) {
		if v.standingOf(subjects) == n && !slices.ContainsFunc(*to, func(y nodePin) bool {
			return y.rev == x.rev && y.property == x.property && y.period == x.period && bytes.Equal(y.value, x.value)
		}) {
			*to = append(*to, x)
		}
	}
	for r := (reader{b: v.says.at(s)}); r.more(); {
		st := r.statement()
		if st.op != opPin && st.op != opDeny || !v.batches[st.rev-1].stands {
			continue
		}
		b, body := v.batches[st.rev-1], reader{b: st.body}
		if st.op == opPin {
			if p := &b.pins[body.uint()]; !erased(p.value) && !v.isRedacted(p.subjects, p.property) {
				add(&f.pins, nodePin{st.rev, p.property, p.period, p.value}, p.subjects)
			}
		} else if p := &b.denials[body.uint()]; !erased(p.value) && !v.isRedacted(p.subjects, p.property) {
			add(&f.denials, nodePin{st.rev, p.property, p.period, p.value}, p.subjects)
		}
	}
}

// erased reports whether the value of a pin or a denial was overwritten in the
// log: it has lost its value, and holds for nothing.
func erased(value []byte) bool { return len(value) == 1 && value[0] == 0 }

// isRedacted reports whether a property of one of the subjects is redacted.
func (v *View) isRedacted(subjects []uint32, property uint32) bool {
	return len(v.redacted) > 0 && slices.ContainsFunc(subjects, func(s uint32) bool { return slices.Contains(v.redacted[s], property) })
}

var nodeFactsPool = sync.Pool{New: func() any { return new(nodeFacts) }}

func (f *nodeFacts) release() { nodeFactsPool.Put(f) }

// each calls yield for every property that something is said of.
func (f *nodeFacts) each(yield func(factGroup)) {
	of := func(pins []nodePin, property, period uint32) (out []nodePin) {
		for _, p := range pins {
			if p.property == property && p.period == period {
				out = append(out, p)
			}
		}
		return out
	}
	facts := f.facts
	for len(facts) > 0 {
		property, period, n := facts[0].property, facts[0].period, 1
		for n < len(facts) && facts[n].property == property && facts[n].period == period {
			n++
		}
		g := factGroup{v: f.v, property: property, period: period, facts: facts[:n]}
		if len(f.pins)+len(f.denials) > 0 {
			g.pins, g.denials = of(f.pins, property, period), of(f.denials, property, period)
		}
		yield(g)
		facts = facts[n:]
	}
	for i, p := range f.pins { // on what no source states
		same := func(property, period uint32) bool { return property == p.property && period == p.period }
		if slices.ContainsFunc(f.facts, func(x fact) bool { return same(x.property, x.period) }) ||
			slices.ContainsFunc(f.pins[:i], func(x nodePin) bool { return same(x.property, x.period) }) {
			continue
		}
		yield(factGroup{v: f.v, property: p.property, period: p.period,
			pins: of(f.pins, p.property, p.period), denials: of(f.denials, p.property, p.period)})
	}
}

// holds drops the pins whose value a later denial holds against, and sorts the
// latest first (fold.md, 19); of one batch, whose order does not matter, a pin on
// none, then the smaller value.
func (g *factGroup) holds() []nodePin {
	pins := slices.DeleteFunc(slices.Clone(g.pins), func(p nodePin) bool { return p.value != nil && g.denied(p.value, p.rev) })
	if len(pins) > 1 {
		slices.SortFunc(pins, func(a, b nodePin) int {
			if c := cmp.Compare(b.rev, a.rev); c != 0 || bytes.Equal(a.value, b.value) {
				return c
			}
			return g.v.decodeValue(a.value).Compare(g.v.decodeValue(b.value))
		})
	}
	return pins
}

// denied reports whether a value is denied by a batch after since.
func (g *factGroup) denied(value []byte, since uint32) bool {
	return slices.ContainsFunc(g.denials, func(d nodePin) bool { return d.rev > since && bytes.Equal(d.value, value) })
}

// winner returns the encoded value to show of a single property; nil if none.
func (g *factGroup) winner() []byte {
	if len(g.pins) > 0 {
		if pins := g.holds(); len(pins) > 0 {
			return pins[0].value
		}
	}
	for i := range g.facts {
		if len(g.denials) == 0 || !g.denied(g.facts[i].value, 0) {
			return g.facts[i].value
		}
	}
	return nil
}

// resolve decides between statements, pins and denials (fold.md, 18 and 19). It
// reports false if there is nothing to show.
func (v *View) resolve(kind uint8, g factGroup) (Property, bool) {
	p := Property{Name: v.syms.list[g.property], Period: v.syms.list[g.period], Set: v.set(kind, g.property)}
	states := func(value []byte) bool {
		return slices.ContainsFunc(g.facts, func(f fact) bool { return bytes.Equal(f.value, value) })
	}
	for i, d := range g.denials {
		pinned := func(q nodePin) bool { return bytes.Equal(q.value, d.value) }
		if (states(d.value) || p.Set && slices.ContainsFunc(g.pins, pinned)) && !slices.ContainsFunc(g.denials[:i], pinned) {
			p.Denied = append(p.Denied, v.decodeValue(d.value))
		}
	}
	slices.SortFunc(p.Denied, graph.Value.Compare)

	// Each value with its best statement and its freshness.
	var stated []Statement
	var values [][]byte
	for i := range g.facts {
		f := &g.facts[i]
		if len(g.denials) > 0 && g.denied(f.value, 0) {
			continue
		}
		k := slices.IndexFunc(values, func(b []byte) bool { return bytes.Equal(b, f.value) })
		if k < 0 {
			values = append(values, f.value)
			stated = append(stated, v.statement(f))
		} else if fresh := unpackDate(f.fresh); stated[k].Fresh.Compare(fresh) < 0 {
			stated[k].Fresh = fresh
		}
	}
	pins := g.holds()
	pinned := func(q nodePin) Statement {
		b := v.batches[q.rev-1]
		return Statement{Value: v.decodeValue(q.value), Source: b.header.Source, Made: b.header.Revision, Said: b.header.Revision, Pin: true}
	}
	if p.Set {
		for _, q := range pins {
			if x := pinned(q); !slices.ContainsFunc(p.Values, func(s Statement) bool { return s.Value == x.Value }) {
				p.Values = append(p.Values, x)
			}
		}
		for _, x := range stated {
			if !slices.ContainsFunc(p.Values, func(s Statement) bool { return s.Value == x.Value }) {
				p.Values = append(p.Values, x)
			}
		}
		slices.SortFunc(p.Values, func(a, b Statement) int { return a.Value.Compare(b.Value) })
		return p, len(p.Values) > 0 || len(p.Denied) > 0
	}
	switch {
	case len(pins) > 0:
		p.Winner = pinned(pins[0])
		stated = slices.DeleteFunc(stated, func(s Statement) bool { return s.Value == p.Winner.Value })
	case len(stated) > 0:
		p.Winner, stated = stated[0], stated[1:]
	case len(g.facts) == 0:
		return p, false
	}
	p.Alternatives = stated
	return p, true
}

func (v *View) statement(f *fact) Statement {
	return Statement{
		Value: v.decodeValue(f.value), Source: graph.SourceID(v.syms.list[v.subs.at(f.subject).source]),
		Subject: v.subjectID(f.subject), Made: graph.Revision(f.maker), Said: graph.Revision(f.place.sayer),
		DataDate: unpackDate(f.date), Fresh: unpackDate(f.fresh), Place: v.placeOf(f.place, f.property),
	}
}
