package memory

import (
	"math/bits"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// Filter chooses nodes of one kind. The zero Filter chooses all. A node for
// which a condition cannot be decided, because it lacks the property, is
// neither chosen nor refused: what is missing is never zero. So "not in Beijing"
// does not choose a node whose region nobody knows.
//
// Exactly one of the fields All, Any, Not, Property, Edge and Referred is set;
// a Filter with none of them chooses all.
type Filter struct {
	All []Filter // every one
	Any []Filter // at least one
	Not *Filter

	Property string        // a condition on a property
	In       []graph.Value // it has one of these values
	Under    []string      // it is one of these codes or below one in its list
	Min, Max *graph.Value  // it is at least Min, at most Max; money by its lower end
	Known    *bool         // it is known, or it is not

	Edge string            // a condition on neighbours: an edge of this type
	To   []graph.SubjectID // leads to one of these nodes,
	From []graph.SubjectID // or comes from one of these

	Referred *bool // it is only referred to (fold.md, 11), or it is described
}

// pageBitset is a set of the slots of one page.
type pageBitset [pageSize / 64]uint64

func (b *pageBitset) has(i uint32) bool { return b[i>>6]&(1<<(i&63)) != 0 }
func (b *pageBitset) add(i uint32)      { b[i>>6] |= 1 << (i & 63) }

func (b *pageBitset) count() (n int) {
	for _, w := range b {
		n += bits.OnesCount64(w)
	}
	return n
}

// condition decides a page at a time: yes gets what is chosen, no what is
// refused; the rest is unknown. Both come in empty.
type condition interface {
	page(v *View, p uint32, live, yes, no *pageBitset)
}

// compile turns a filter into a condition, or fails with CodeInvalid. A nil
// condition chooses all.
func (v *View) compile(kind uint8, f *Filter) (condition, error) {
	if f == nil {
		return nil, nil
	}
	const op = "memory.Filter"
	info := &v.decl.kinds[kind]
	several := func(fs []Filter) (out []condition, err error) {
		for i := range fs {
			c, err := v.compile(kind, &fs[i])
			if err != nil {
				return nil, err
			}
			if c == nil {
				c = everything{}
			}
			out = append(out, c)
		}
		return out, nil
	}
	switch {
	case f.All != nil:
		cs, err := several(f.All)
		return allOf(cs), err
	case f.Any != nil:
		cs, err := several(f.Any)
		return anyOf(cs), err
	case f.Not != nil:
		c, err := v.compile(kind, f.Not)
		if err != nil {
			return nil, err
		}
		if c == nil {
			c = everything{}
		}
		return notOf{c}, nil
	case f.Referred != nil:
		return referred(*f.Referred), nil
	case f.Edge != "":
		sym, ok := v.syms.index[f.Edge]
		t, declared := v.decl.edge[sym]
		if !ok || !declared {
			return nil, graph.Errorf(graph.CodeInvalid, op, "there is no edge type %q; the vocabulary lists those that there are", f.Edge)
		}
		near := &neighbours{}
		for _, ends := range []struct {
			ids []graph.SubjectID
			adj *adjacency
		}{{f.To, &v.in[t]}, {f.From, &v.out[t]}} {
			for _, id := range ends.ids {
				if n := v.slotOf(id); n != none {
					for m := range ends.adj.of(n) {
						near.set.add(m)
					}
				}
			}
		}
		return near, nil
	case f.Property != "":
		sym, ok := v.syms.index[f.Property]
		decl := info.properties[sym]
		if !ok || decl == nil {
			return nil, graph.Errorf(graph.CodeInvalid, op, "a %s has no property %q; the vocabulary lists those that it has", info.decl.Kind, f.Property)
		}
		if f.Known != nil {
			return v.compileKnown(info, sym, *f.Known), nil
		}
		if c, ok := info.columnOf[sym]; ok {
			return v.compileColumn(info, c, f)
		}
		x := &valueIn{property: sym}
		for _, y := range f.In {
			x.in = append(x.in, y)
		}
		x.min, x.max = f.Min, f.Max
		return x, nil
	}
	return nil, nil
}

func (v *View) compileColumn(info *kindInfo, c int, f *Filter) (condition, error) {
	if info.columns[c].kind == columnCodes {
		x := &codeIn{column: c, allowed: make([]bool, len(v.syms.list))}
		list := v.voc.List(info.columns[c].decl.List)
		for sym, text := range v.syms.list {
			x.allowed[sym] = slices.ContainsFunc(f.In, func(y graph.Value) bool { return y.Text == text }) ||
				list != nil && slices.ContainsFunc(f.Under, func(code string) bool { return list.Within(text, code) })
		}
		x.allowed[0] = false
		return x, nil
	}
	x := &numberIn{column: c, min: missing, max: missing}
	for _, y := range f.In {
		x.in = append(x.in, numberOf(y))
	}
	if f.Min != nil {
		x.min = numberOf(*f.Min)
	}
	if f.Max != nil {
		x.max = numberOf(*f.Max)
	}
	return x, nil
}

func (v *View) compileKnown(info *kindInfo, sym uint32, want bool) condition {
	c, ok := info.columnOf[sym]
	if !ok {
		c = -1
	}
	return &known{sym, c, want}
}

type everything struct{}

func (everything) page(_ *View, _ uint32, live, yes, _ *pageBitset) { *yes = *live }

type allOf []condition

func (cs allOf) page(v *View, p uint32, live, yes, no *pageBitset) {
	*yes = *live
	for _, c := range cs {
		var y, n pageBitset
		c.page(v, p, live, &y, &n)
		for i := range yes {
			yes[i] &= y[i]
			no[i] |= n[i]
		}
	}
}

type anyOf []condition

func (cs anyOf) page(v *View, p uint32, live, yes, no *pageBitset) {
	*no = *live
	for _, c := range cs {
		var y, n pageBitset
		c.page(v, p, live, &y, &n)
		for i := range yes {
			yes[i] |= y[i]
			no[i] &= n[i]
		}
	}
}

type notOf struct{ condition }

func (c notOf) page(v *View, p uint32, live, yes, no *pageBitset) {
	c.condition.page(v, p, live, no, yes)
}

type referred bool

func (r referred) page(v *View, p uint32, live, yes, no *pageBitset) {
	pg := v.nodes.page(int(p))
	for i := range uint32(pageSize) {
		if live.has(i) {
			if (pg[i].flags&nodeReferred != 0) == bool(r) {
				yes.add(i)
			} else {
				no.add(i)
			}
		}
	}
}

type codeIn struct {
	column  int
	allowed []bool // by symbol
}

func (c *codeIn) page(v *View, p uint32, live, yes, no *pageBitset) {
	pg := v.columns[v.nodes.at(p<<pageBits).kind][c.column].codes.page(int(p))
	if pg == nil {
		return
	}
	for w := range yes {
		var y, n uint64
		for b := range 64 {
			if code := pg[w<<6|b]; code != 0 {
				if c.allowed[code] {
					y |= 1 << b
				} else {
					n |= 1 << b
				}
			}
		}
		yes[w], no[w] = y&live[w], n&live[w]
	}
}

type numberIn struct {
	column   int
	in       []float64
	min, max float64
}

func (c *numberIn) page(v *View, p uint32, live, yes, no *pageBitset) {
	pg := v.columns[v.nodes.at(p<<pageBits).kind][c.column].numbers.page(int(p))
	if pg == nil {
		return
	}
	for w := range yes {
		var y, n uint64
		for b := range 64 {
			x := unpackNumber(pg[w<<6|b])
			switch {
			case x != x: // missing
			case x < c.min || x > c.max || len(c.in) > 0 && !slices.Contains(c.in, x):
				n |= 1 << b
			default:
				y |= 1 << b
			}
		}
		yes[w], no[w] = y&live[w], n&live[w]
	}
}

type known struct {
	property uint32
	column   int // -1 if it has none
	want     bool
}

func (c *known) page(v *View, p uint32, live, yes, no *pageBitset) {
	if !c.want {
		yes, no = no, yes
	}
	kind := v.nodes.at(p << pageBits).kind
	for i := range uint32(pageSize) {
		if !live.has(i) {
			continue
		}
		n, has := p<<pageBits|i, false
		if c.column >= 0 {
			col := &v.columns[kind][c.column]
			x := col.number(n)
			has = col.codes.at(n) != 0 || x == x
		} else {
			v.eachShown(n, c.property, func([]byte) { has = true })
		}
		if has {
			yes.add(i)
		} else {
			no.add(i)
		}
	}
}

// valueIn is a condition on a property without a column. It reads statements,
// so it is slower by far.
type valueIn struct {
	property uint32
	in       []graph.Value
	min, max *graph.Value
}

func (c *valueIn) page(v *View, p uint32, live, yes, no *pageBitset) {
	for i := range uint32(pageSize) {
		if !live.has(i) {
			continue
		}
		any, ok := false, false
		v.eachShown(p<<pageBits|i, c.property, func(b []byte) {
			x := v.decodeValue(b)
			any = true
			ok = ok || (len(c.in) == 0 || slices.Contains(c.in, x)) &&
				(c.min == nil || x.Compare(*c.min) >= 0) && (c.max == nil || x.Compare(*c.max) <= 0)
		})
		if ok {
			yes.add(i)
		} else if any {
			no.add(i)
		}
	}
}

type neighbours struct{ set bitset }

func (c *neighbours) page(_ *View, p uint32, live, yes, no *pageBitset) {
	for w := range yes {
		var have uint64
		if int(p) < len(c.set.pages) && c.set.pages[p] != nil {
			have = c.set.pages[p][w]
		}
		yes[w], no[w] = live[w]&have, live[w]&^have
	}
}

// eachShown yields the encoded values that a node shows of a property.
func (v *View) eachShown(n, property uint32, yield func([]byte)) {
	f := v.factsOf(n)
	defer f.release()
	f.each(func(g factGroup) {
		if g.property != property {
			return
		}
		if !v.set(f.kind, property) {
			if w := g.winner(); w != nil {
				yield(w)
			}
			return
		}
		for i := range g.facts {
			if !g.denied(g.facts[i].value, 0) {
				yield(g.facts[i].value)
			}
		}
		for _, p := range g.holds() {
			if p.value != nil {
				yield(p.value)
			}
		}
	})
}

// live returns the slots of a page that hold nodes.
func (v *View) live(p uint32) (b pageBitset) {
	pg := v.nodes.page(int(p))
	if pg == nil {
		return b
	}
	for w := range b {
		var x uint64
		for i := range 64 {
			if pg[w<<6|i].pub != 0 {
				x |= 1 << i
			}
		}
		b[w] = x
	}
	return b
}

// slotOf returns the slot of the node of any of its subjects' IDs, or none.
func (v *View) slotOf(id graph.SubjectID) uint32 {
	if s := v.find(id); s != none {
		return v.nodeOf(s)
	}
	return none
}

// nameOf returns what a node is called: its legal name, its name, what a short
// reference calls it, or its code.
func (v *View) nameOf(n uint32) string {
	f := v.factsOf(n)
	defer f.release()
	best, rank := "", 9
	f.each(func(g factGroup) {
		r := slices.Index(displayNames, v.syms.list[g.property])
		if r < 0 || r >= rank {
			return
		}
		if w := g.winner(); w != nil {
			best, rank = v.decodeValue(w).Text, r
		}
	})
	if best == "" && len(f.shorts) > 0 {
		best = strings.Join(f.shorts, " / ")
	}
	return best
}

// displayNames are the properties by which nodes are called, the best first.
var displayNames = []string{graph.PropLegalName, graph.PropName, graph.PropShortName, graph.PropEnglishName, graph.PropCode}

// Name returns what a node is called, by the ID of any of its subjects: its
// legal name or its name, else a short or an English one, else its code; "" if
// no node stands under the ID or nothing names it.
func (v *View) Name(id graph.SubjectID) string {
	if n := v.slotOf(id); n != none {
		return v.nameOf(n)
	}
	return ""
}
