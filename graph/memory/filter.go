package memory

import (
	"cmp"
	"iter"
	"math"
	"math/bits"
	"slices"
	"strings"
	"unicode"

	"github.com/chainatlas/chainatlas/graph"
)

// Filter chooses nodes of one kind. The zero Filter chooses all. A node for
// which a condition cannot be decided, because it lacks the property or any
// edge of the type, is neither chosen nor refused: what is missing is never
// zero. So "not in Beijing" does not choose a node whose region nobody knows.
//
// Exactly one of the fields All, Any, Not, Property, Edge, Referred, Country and Text is set;
// a Filter with none of them chooses all. A condition on a property has at least
// one of In, Under, Min, Max and Known, in the property's own type, and Known
// alone; In and Under widen each other, Min and Max narrow. What says anything
// else fails with CodeInvalid.
//
// Of an observation, the latest period counts if the map filters or sums by the
// property, else any period.
type Filter struct {
	All []Filter // every one; all, if it is empty but not nil
	Any []Filter // at least one; none, if it is empty but not nil
	Not *Filter

	Property string        // a condition on a property
	In       []graph.Value // it has one of these values
	Under    []string      // it is one of these codes or below one in its list
	Min, Max *graph.Value  // it is at least Min, at most Max; money by its lower end, whatever the currency
	Known    *bool         // it is known, or it is not; of an edge, in either direction

	Edge string            // a condition on neighbours: an edge of this type
	To   []graph.SubjectID // leads to one of these nodes,
	From []graph.SubjectID // or comes from one of these,
	Some *Some             `json:",omitempty"` // or leads to some node that a filter chooses

	Referred *bool // it is only referred to (fold.md, 11), or it is described

	Country *bool `json:",omitempty"` // it stands for all of a country or region, or for itself

	// Text is contained in one of its names or codes, as [graph.HeaderKey] compares:
	// whatever the case, width, blanks and punctuation. It reads the names of those
	// nodes whose marks do not rule it out.
	Text string `json:",omitempty"`
}

// Some is what a filter chooses of a kind, as the other end of an edge.
type Some struct {
	Kind   graph.Kind
	Filter *Filter // nil chooses all
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

// Bounds of one filter.
const (
	maxConditions = 1000 // conditions, with those in All, Any and Not
	maxNested     = 32   // of All, Any and Not in each other
	maxOperands   = 1000 // values, codes or nodes of one condition
)

const opFilter = "memory.Filter"

// compile turns a filter into a condition, or fails with CodeInvalid, or with
// CodeLimit if it is too large. A nil condition chooses all.
func (v *View) compile(kind uint8, f *Filter) (condition, error) {
	if f == nil {
		return nil, nil
	}
	left := maxConditions
	return v.compilePart(kind, f, 0, &left)
}

func (v *View) compilePart(kind uint8, f *Filter, depth int, left *int) (condition, error) {
	if *left--; *left < 0 || depth > maxNested {
		return nil, graph.Sayf(graph.CodeLimit, opFilter, "一个筛选最多 %d 个条件，最多嵌套 %d 层", "a filter has at most %d conditions, nested at most %d deep", maxConditions, maxNested)
	}
	if max(len(f.In), len(f.Under), len(f.To), len(f.From)) > maxOperands {
		return nil, graph.Sayf(graph.CodeLimit, opFilter, "一个条件最多列出 %d 个值、代码或对象", "a condition names at most %d values, codes or nodes", maxOperands)
	}
	if err := f.check(); err != nil {
		return nil, err
	}
	part := func(f *Filter) (condition, error) {
		c, err := v.compilePart(kind, f, depth+1, left)
		if c == nil && err == nil {
			c = everything{}
		}
		return c, err
	}
	several := func(fs []Filter) (out []condition, err error) {
		for i := range fs {
			c, err := part(&fs[i])
			if err != nil {
				return nil, err
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
		c, err := part(f.Not)
		return notOf{c}, err
	case f.Referred != nil:
		return referred(*f.Referred), nil
	case f.Country != nil:
		if !*f.Country && v.decl.mapped && v.tally.total.countries == 0 {
			return nil, nil // of most stores: nothing is left out
		}
		return country(*f.Country), nil
	case f.Text != "":
		return v.compileText(&v.decl.kinds[kind], f.Text)
	case f.Edge != "":
		return v.compileEdge(f, depth, left)
	case f.Property != "":
		return v.compileProperty(&v.decl.kinds[kind], f)
	}
	return nil, nil
}

// check refuses a filter that says several things at once, or half of one: what
// were overlooked of it would give an answer to another question.
func (f *Filter) check() error {
	says := 0
	for _, said := range []bool{f.All != nil, f.Any != nil, f.Not != nil, f.Property != "", f.Edge != "", f.Referred != nil, f.Country != nil, f.Text != ""} {
		if said {
			says++
		}
	}
	ofProperty := f.In != nil || f.Under != nil || f.Min != nil || f.Max != nil || f.Known != nil && f.Edge == ""
	ofEdge := f.To != nil || f.From != nil || f.Some != nil
	switch {
	case says > 1:
		return graph.Sayf(graph.CodeInvalid, opFilter, "一个筛选中有多个条件；请列在 all 或 any 之下", "one filter has several conditions; list them under All or Any")
	case ofProperty && f.Property == "":
		return graph.Sayf(graph.CodeInvalid, opFilter, "值的条件没有指明属性", "a condition on values names no property; set Property")
	case ofEdge && f.Edge == "":
		return graph.Sayf(graph.CodeInvalid, opFilter, "关系条件没有指明关系类型", "a condition on neighbours names no edge type; set Edge")
	case f.Property != "" && !ofProperty:
		return graph.Sayf(graph.CodeInvalid, opFilter, "属性 %q 的条件是空的；请给出 in、under、min、max 或 known", "the condition on %q is empty; set In, Under, Min, Max or Known", f.Property)
	case f.Edge != "" && ofEdge == (f.Known != nil):
		return graph.Sayf(graph.CodeInvalid, opFilter, "关系 %q 的条件是空的，或多了；请给出 to、from 或 some，或只给 known", "the condition on %q is empty or has too much; set To, From or Some, or Known alone", f.Edge)
	case f.Known != nil && (f.In != nil || f.Under != nil || f.Min != nil || f.Max != nil):
		return graph.Sayf(graph.CodeInvalid, opFilter, "属性 %q 是否已知和等于什么是两个条件；请列在 all 或 any 之下", "whether %q is known and what it is are two conditions; list them under All or Any", f.Property)
	}
	return nil
}

func (v *View) compileEdge(f *Filter, depth int, left *int) (condition, error) {
	sym, ok := v.syms.index[f.Edge]
	t, declared := v.decl.edge[sym]
	if !ok || !declared {
		return nil, graph.Sayf(graph.CodeInvalid, opFilter, "没有关系类型 %q；词表列出了全部类型", "there is no edge type %q; the vocabulary lists those that there are", f.Edge)
	}
	if f.Known != nil {
		return &linked{[]*adjacency{&v.out[t], &v.in[t]}, *f.Known}, nil
	}
	near := &neighbours{}
	if f.To != nil || f.Some != nil {
		near.out = &v.out[t]
	}
	if f.From != nil {
		near.in = &v.in[t]
	}
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
	if f.Some == nil {
		return near, nil
	}
	kind, ok := v.decl.kind[f.Some.Kind]
	if !ok {
		return nil, graph.Sayf(graph.CodeInvalid, opFilter, "没有类别 %q；词表列出了全部类别", "there is no kind %q; the vocabulary lists those that there are", f.Some.Kind)
	}
	cond := condition(everything{})
	if f.Some.Filter != nil {
		c, err := v.compilePart(kind, f.Some.Filter, depth+1, left)
		if err != nil {
			return nil, err
		}
		if c != nil {
			cond = c
		}
	}
	for n := range v.chosen(kind, cond) {
		for m := range v.in[t].of(n) {
			near.set.add(m)
		}
	}
	return near, nil
}

// chosen yields the slots of a kind that a condition chooses.
func (v *View) chosen(kind uint8, cond condition) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		near, _ := cond.(*neighbours)
		for _, p := range v.kindPages[kind] {
			if near != nil && (int(p) >= len(near.set.pages) || near.set.pages[p] == nil) {
				continue // of most pages, there is nothing to be decided
			}
			live := v.live(p)
			var yes, no pageBitset
			cond.page(v, p, &live, &yes, &no)
			for w, x := range yes {
				for ; x != 0; x &= x - 1 {
					if !yield(p<<pageBits | uint32(w<<6|bits.TrailingZeros64(x))) {
						return
					}
				}
			}
		}
	}
}

func (v *View) compileProperty(info *kindInfo, f *Filter) (condition, error) {
	sym, ok := v.syms.index[f.Property]
	decl := info.properties[sym]
	if !ok || decl == nil {
		return nil, graph.Sayf(graph.CodeInvalid, opFilter, "%s 没有属性 %q；词表列出了它的属性", "%s has no property %q; the vocabulary lists those that it has", info.decl.Kind, f.Property)
	}
	c, hasColumn := info.columnOf[sym]
	if f.Known != nil {
		if !hasColumn {
			c = -1
		}
		return &known{sym, c, *f.Known}, nil
	}
	for _, y := range f.In {
		if y.Type != decl.Type {
			return nil, graph.Sayf(graph.CodeInvalid, opFilter, "属性 %q 的值类型是 %v，不是 %v", "%q holds values of type %v, not %v", f.Property, decl.Type, y.Type)
		}
	}
	for _, y := range []*graph.Value{f.Min, f.Max} {
		switch {
		case y == nil:
		case y.Type != decl.Type:
			return nil, graph.Sayf(graph.CodeInvalid, opFilter, "属性 %q 的值类型是 %v，不是 %v", "%q holds values of type %v, not %v", f.Property, decl.Type, y.Type)
		case y.Type == graph.TypeCode:
			return nil, graph.Sayf(graph.CodeInvalid, opFilter, "属性 %q 是代码，没有大小；请用 in 或 under", "the codes of %q have no order; use In or Under", f.Property)
		case y.Type != graph.TypeText && math.IsNaN(numberOf(*y)):
			return nil, graph.Sayf(graph.CodeInvalid, opFilter, "未披露的金额不能作界限；请给 %q 的 min 或 max 一个金额", "an undisclosed amount bounds nothing; give one as Min or Max of %q", f.Property)
		}
	}
	if f.Under != nil {
		if decl.Type != graph.TypeCode {
			return nil, graph.Sayf(graph.CodeInvalid, opFilter, "属性 %q 不是代码，没有上下级；请用 in、min 或 max", "%q holds no codes, so nothing lies under another; use In, Min or Max", f.Property)
		}
		list := v.voc.List(decl.List)
		for _, code := range f.Under {
			if list == nil || list.Entry(code) == nil {
				return nil, graph.Sayf(graph.CodeInvalid, opFilter, "属性 %q 的代码表中没有 %q；词表列出了全部代码", "the code list of %q has no code %q; the vocabulary lists those that it has", f.Property, code)
			}
		}
	}
	if decl.Type == graph.TypeCode {
		allowed := v.allowedCodes(decl, f)
		if hasColumn {
			verdict := make([]uint8, len(allowed))
			for sym := 1; sym < len(verdict); sym++ {
				verdict[sym] = codeNo
				if allowed[sym] {
					verdict[sym] = codeYes
				}
			}
			return &codeIn{c, verdict}, nil
		}
		return &valueIn{property: sym, holds: func(x graph.Value) bool { return allowed[v.syms.index[x.Text]] }}, nil
	}
	if hasColumn && (decl.Type != graph.TypeMoney || f.In == nil) { // a column has no currencies
		x := &numberIn{column: c, min: missing, max: missing, any: f.In == nil}
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
	return &valueIn{property: sym, holds: func(x graph.Value) bool {
		return (f.In == nil || slices.ContainsFunc(f.In, func(y graph.Value) bool { return sameValue(x, y) })) &&
			(f.Min == nil || compareValues(x, *f.Min) >= 0) && (f.Max == nil || compareValues(x, *f.Max) <= 0)
	}}, nil
}

// allowedCodes tells of each symbol whether it is a code that a condition lets
// pass.
func (v *View) allowedCodes(decl *graph.PropertyDecl, f *Filter) []bool {
	allowed := make([]bool, len(v.syms.list))
	list := v.voc.List(decl.List)
	for sym, text := range v.syms.list {
		allowed[sym] = slices.ContainsFunc(f.In, func(y graph.Value) bool { return y.Text == text }) ||
			slices.ContainsFunc(f.Under, func(code string) bool { return list.Within(text, code) })
	}
	allowed[0] = false
	return allowed
}

// sameValue reports whether two values are equal; amounts however printed.
func sameValue(a, b graph.Value) bool {
	if a.Type == graph.TypeMoney {
		a.Text, b.Text = "", ""
	}
	return a == b
}

// compareValues orders values as columns do: by what they are compared by, texts
// by themselves. Of amounts that is the lower end.
func compareValues(a, b graph.Value) int {
	if a.Type == graph.TypeText {
		return strings.Compare(a.Text, b.Text)
	}
	return cmp.Compare(numberOf(a), numberOf(b))
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
	v.flagged(nodeReferred, bool(r), p, live, yes, no)
}

type country bool

func (c country) page(v *View, p uint32, live, yes, no *pageBitset) {
	v.flagged(nodeCountry, bool(c), p, live, yes, no)
}

// flagged chooses what has a flag, or what has it not.
func (v *View) flagged(flag uint8, has bool, p uint32, live, yes, no *pageBitset) {
	pg := v.nodes.page(int(p))
	if pg == nil {
		return
	}
	for w := range yes {
		var x uint64
		for b := range 64 {
			x |= bit((pg[w<<6|b].flags&flag != 0) == has) << b
		}
		yes[w], no[w] = x&live[w], ^x&live[w]
	}
}

// codeIn looks at a column of codes. Which code comes next cannot be foreseen, so
// the loop has no branches.
type codeIn struct {
	column  int
	verdict []uint8 // by symbol: codeYes, codeNo, or 0 for the symbol that is no code
}

const (
	codeYes = 1 << iota
	codeNo
)

func (c *codeIn) page(v *View, p uint32, live, yes, no *pageBitset) {
	pg := v.columns[v.nodes.at(p<<pageBits).kind][c.column].codes.page(int(p))
	if pg == nil {
		return
	}
	for w := range yes {
		var y, n uint64
		for b := range 64 {
			verdict := uint64(c.verdict[pg[w<<6|b]])
			y |= verdict & codeYes << b
			n |= verdict >> 1 << b
		}
		yes[w], no[w] = y&live[w], n&live[w]
	}
}

type numberIn struct {
	column   int
	in       []float64
	any      bool // not only those in in
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
			known := bit(x == x)
			is := known &^ bit(x < c.min) &^ bit(x > c.max) // a bound that is none compares with nothing
			if !c.any {
				is &= bit(slices.Contains(c.in, x))
			}
			y |= is << b
			n |= known &^ is << b
		}
		yes[w], no[w] = y&live[w], n&live[w]
	}
}

// bit is 1 if a condition holds, without a branch.
func bit(holds bool) (b uint64) {
	if holds {
		b = 1
	}
	return b
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
	holds    func(graph.Value) bool
}

func (c *valueIn) page(v *View, p uint32, live, yes, no *pageBitset) {
	for i := range uint32(pageSize) {
		if !live.has(i) {
			continue
		}
		any, ok := false, false
		v.eachShown(p<<pageBits|i, c.property, func(b []byte) {
			x := v.decodeValue(b)
			if x.Type != graph.TypeMoney || x.Bound != graph.BoundUndisclosed { // which decides nothing
				any = true
				ok = ok || c.holds(x)
			}
		})
		if ok {
			yes.add(i)
		} else if any {
			no.add(i)
		}
	}
}

// maxTextFilter bounds the text of a condition, in bytes.
const maxTextFilter = 1 << 10

func (v *View) compileText(info *kindInfo, text string) (condition, error) {
	if len(text) > maxTextFilter {
		return nil, graph.Sayf(graph.CodeLimit, opFilter, "文本条件最多 %d 字节", "the text of a condition has at most %d bytes", maxTextFilter)
	}
	key := graph.HeaderKey(text)
	if key == "" {
		return nil, graph.Sayf(graph.CodeInvalid, opFilter, "文本 %q 中没有可查找的字符", "the text %q has neither a letter nor a digit to look for", text)
	}
	return newContains(info, key), nil
}

// neighbours is a condition on edges. What has no edge of the type, in a
// direction that is asked for, is unknown.
type neighbours struct {
	set     bitset
	out, in *adjacency // where edges would be; nil if the direction is not asked for
}

func (c *neighbours) page(_ *View, p uint32, live, yes, no *pageBitset) {
	var some pageBitset
	for _, a := range []*adjacency{c.out, c.in} {
		if a != nil {
			a.some(p, &some)
		}
	}
	for w := range yes {
		var have uint64
		if int(p) < len(c.set.pages) && c.set.pages[p] != nil {
			have = c.set.pages[p][w]
		}
		yes[w], no[w] = live[w]&have, live[w]&^have&some[w]
	}
}

// linked is a condition on whether there is an edge of a type, in any of some
// directions. Nothing of it is unknown: it asks what is on record.
type linked struct {
	edges []*adjacency
	want  bool
}

func (c *linked) page(_ *View, p uint32, live, yes, no *pageBitset) {
	if !c.want {
		yes, no = no, yes
	}
	var some pageBitset
	for _, a := range c.edges {
		a.some(p, &some)
	}
	for w := range yes {
		yes[w], no[w] = live[w]&some[w], live[w]&^some[w]
	}
}

// some adds the sets of a page that are not empty.
func (a *adjacency) some(p uint32, to *pageBitset) {
	if int(p) >= len(a.pages) || a.pages[p] == nil {
		return
	}
	pg := a.pages[p]
	for i := range uint32(pageSize) {
		if pg.off[i] != pg.off[i+1] {
			to.add(i)
		}
	}
	for i := range pg.tree {
		to.add(uint32(i))
	}
}

// eachShown yields the encoded values that a node shows of a property.
func (v *View) eachShown(n, property uint32, yield func([]byte)) {
	v.eachShownOf(n, func(p uint32) bool { return p == property }, yield)
}

// eachShownOf is eachShown for several properties.
func (v *View) eachShownOf(n uint32, of func(property uint32) bool, yield func([]byte)) {
	f := v.factsOf(n)
	defer f.release()
	f.each(func(g factGroup) {
		if !of(g.property) {
			return
		}
		if !v.set(f.kind, g.property) {
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
func (v *View) nameOf(n uint32) string { return v.calledBy(n, displayNames) }

// calledBy returns what a node is called by the best of some properties that is
// stated.
func (v *View) calledBy(n uint32, names []string) string {
	f := v.factsOf(n)
	defer f.release()
	best, rank := "", 9
	f.each(func(g factGroup) {
		r := slices.Index(names, v.syms.list[g.property])
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

// englishNames are the same for who reads English.
var englishNames = []string{graph.PropEnglishName, graph.PropLegalName, graph.PropName, graph.PropShortName, graph.PropCode}

// languages are those in which nodes are ordered by name, as View.called keeps them.
var languages = [...]string{"zh", "en"}

// NameIn returns what a node is called in a language, zh or en: by the name that a
// source states in it, if any does, and else as [View.Name] returns, for names stay in
// their language where nobody translates them. There is a property for the English
// name; a Chinese one of what is called otherwise stands among its other names.
func (v *View) NameIn(id graph.SubjectID, lang string) string {
	if n := v.slotOf(id); n != none {
		return v.nameIn(n, lang)
	}
	return ""
}

func (v *View) nameIn(n uint32, lang string) string {
	if lang == "en" {
		return v.calledBy(n, englishNames)
	}
	name := v.nameOf(n)
	if lang != "zh" || isChinese(name) {
		return name
	}
	chinese := ""
	v.eachShownOf(n, func(property uint32) bool { return v.syms.list[property] == graph.PropAliases }, func(value []byte) {
		if chinese == "" {
			if other := v.decodeValue(value).Text; isChinese(other) {
				chinese = other
			}
		}
	})
	return cmp.Or(chinese, name)
}

// isChinese reports whether a name has a Chinese character.
func isChinese(name string) bool {
	return strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// Name returns what a node is called, by the ID of any of its subjects: its
// legal name or its name, else a short or an English one, else its code; "" if
// no node stands under the ID or nothing names it.
func (v *View) Name(id graph.SubjectID) string {
	if n := v.slotOf(id); n != none {
		return v.nameOf(n)
	}
	return ""
}
