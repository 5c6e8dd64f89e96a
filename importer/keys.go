package importer

import (
	"cmp"
	"hash/maphash"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// digest is a hash of 128 bits under two seeds that are drawn anew for each
// import: no two keys are taken for each other by chance, nor by design.
type digest [2]uint64

// key is a value of one of a kind's keys.
type key struct {
	index uint8 // of the key's declaration
	value digest
}

// kindInfo is a kind with what resolution asks of it.
type kindInfo struct {
	*graph.KindDecl
	hangs     []string // the edge types that are parts of its keys
	own       int      // index of the source's own identifier; -1 if none
	legal     int      // index of the key that is the legal name; -1 if none
	former    int      // index of the key that is the former names; -1 if none, or if legal is
	cores     int      // index of the code under which names must have a common core; -1 if none
	qualifies bool     // it qualifies edges of some type
}

func newKindInfo(voc *graph.Vocabulary, decl *graph.KindDecl) kindInfo {
	k := kindInfo{KindDecl: decl, own: -1, legal: -1, former: -1, cores: -1}
	for j, d := range decl.Keys {
		if d.Own {
			k.own = j
		}
		if d.Cores {
			k.cores = j
		}
		if p := k.Property(d.Parts[0].Property); len(d.Parts) == 1 && p != nil && p.IsLegal && !d.Asks {
			k.legal = j
		}
		if d.Asks && k.legal >= 0 {
			k.former = j
		}
		for _, p := range d.Parts {
			if p.Edge != "" && !slices.Contains(k.hangs, p.Edge) {
				k.hangs = append(k.hangs, p.Edge)
			}
		}
	}
	for i := range voc.Edges {
		k.qualifies = k.qualifies || voc.Edges[i].Qualifier == decl.Kind
	}
	return k
}

// keyer works out the keys that rows and references print. It is used by one
// goroutine; a clone, by another, gives the same digests.
type keyer struct {
	// mint makes the ID of a new subject from its keys. minter makes one for
	// another goroutine; both are nil if nothing is minted.
	mint   mint
	minter func() mint
	rules  graph.Rules
	seeds  [2]maphash.Seed
	kinds  []kindInfo
	kindAt map[graph.Kind]int
	buf    []byte
}

func newKeyer(voc *graph.Vocabulary, rules graph.Rules) *keyer {
	k := &keyer{rules: rules, seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}, kindAt: map[graph.Kind]int{}}
	for i := range voc.Kinds {
		k.kinds = append(k.kinds, newKindInfo(voc, &voc.Kinds[i]))
		k.kindAt[voc.Kinds[i].Kind] = i
	}
	return k
}

// mint makes the ID of a new subject from its keys, see [graph.Mint].
type mint func(kind graph.Kind, keys []graph.KeyValue, taken int) graph.SubjectID

func (k *keyer) clone() *keyer {
	c := *k
	c.buf = nil
	if k.minter != nil {
		c.mint = k.minter()
	}
	return &c
}

// hash returns the digest of what was put into buf.
func (k *keyer) hash() digest {
	return digest{maphash.Bytes(k.seeds[0], k.buf), maphash.Bytes(k.seeds[1], k.buf)}
}

// put adds a piece to buf, with its length in front.
func (k *keyer) put(s string) {
	k.buf = append(k.buf, byte(len(s)), byte(len(s)>>8), byte(len(s)>>16))
	k.buf = append(k.buf, s...)
}

// end is the other end of an edge that is part of a key, by the number of its
// subject.
type end struct {
	edge    string
	subject int32
}

// keysOf appends the whole keys that cells and ends give, in the order of their
// declaration. A key with a missing part is none (fold.md, 3).
func (k *keyer) keysOf(kind int, cells []graph.Cell, ends []end, dst []key) []key {
	info := &k.kinds[kind]
	for i := range info.Keys {
		decl := &info.Keys[i]
		if len(decl.Parts) == 1 && decl.Parts[0].Property != "" {
			// Most keys are one property, most properties one value.
			c := cellOf(cells, decl.Parts[0].Property)
			if c == nil {
				continue
			}
			for _, v := range c.Values {
				if n := k.rules.Normalise(c.Property, v); n != "" {
					k.buf = k.buf[:0]
					k.put(n)
					dst = append(dst, key{uint8(i), k.hash()})
				}
			}
			continue
		}
		k.composite(info, decl, 0, nil, cells, ends, func(parts []string) {
			k.buf = k.buf[:0]
			for _, p := range parts {
				k.put(p)
			}
			dst = append(dst, key{uint8(i), k.hash()})
		})
	}
	return dst
}

// composite yields every combination of one value of each part of a key. The
// parties of an event are one part.
func (k *keyer) composite(info *kindInfo, decl *graph.KeyDecl, part int, before []string, cells []graph.Cell, ends []end, yield func([]string)) {
	if part == len(decl.Parts) {
		yield(before)
		return
	}
	p := decl.Parts[part]
	next := func(s string) {
		k.composite(info, decl, part+1, append(before[:len(before):len(before)], s), cells, ends, yield)
	}
	if p.Property != "" {
		if c := cellOf(cells, p.Property); c != nil {
			for _, v := range c.Values {
				if n := k.rules.Normalise(c.Property, v); n != "" {
					next(n)
				}
			}
		}
		return
	}
	var who []string
	for _, e := range ends {
		if e.edge == p.Edge {
			who = append(who, string(appendInt(nil, e.subject)))
		}
	}
	slices.Sort(who)
	who = slices.Compact(who)
	if info.Event {
		if len(who) > 0 {
			next(strings.Join(who, ""))
		}
		return
	}
	for _, w := range who {
		next(w)
	}
}

func appendInt(b []byte, i int32) []byte {
	return append(b, byte(i), byte(i>>8), byte(i>>16), byte(i>>24))
}

// place returns where a key's value is found among those of all kinds.
func (x key) place(kind int) digest {
	n := uint64(kind)<<8 | uint64(x.index)
	return digest{x.value[0] ^ (n+1)*0x9e3779b97f4a7c15, x.value[1] + n}
}

func compareKeys(a, b key) int {
	return cmp.Or(cmp.Compare(a.index, b.index), cmp.Compare(a.value[0], b.value[0]), cmp.Compare(a.value[1], b.value[1]))
}

// allKeys returns the digest of everything that a row or a reference gives as
// keys.
func (k *keyer) allKeys(kind int, keys []key) digest {
	k.buf = append(k.buf[:0], 1, byte(kind))
	for _, x := range slices.SortedFunc(slices.Values(keys), compareKeys) {
		k.buf = append(k.buf, x.index)
		for _, u := range x.value {
			for range 8 {
				k.buf = append(k.buf, byte(u))
				u >>= 8
			}
		}
	}
	return k.hash()
}

// keyValues appends the whole keys that cells give, as they were printed, in the
// order of their declaration. keys are their digests; ends returns how the other
// ends of a key's edge were printed.
func (k *keyer) keyValues(kind int, cells []graph.Cell, keys []key, ends func(edge string) []graph.Value, dst []graph.KeyValue) []graph.KeyValue {
	info := &k.kinds[kind]
	for i := range info.Keys {
		decl := &info.Keys[i]
		if !slices.ContainsFunc(keys, func(x key) bool { return int(x.index) == i }) {
			continue
		}
		if len(decl.Parts) == 1 && decl.Parts[0].Property != "" {
			values := cellOf(cells, decl.Parts[0].Property).Values
			for j := range values {
				if len(values) == 1 || k.rules.Normalise(decl.Parts[0].Property, values[j]) != "" {
					dst = append(dst, graph.KeyValue{Key: decl.Name, Parts: values[j : j+1 : j+1]})
				}
			}
			continue
		}
		x := graph.KeyValue{Key: decl.Name}
		for _, p := range decl.Parts {
			if p.Property != "" {
				x.Parts = append(x.Parts, cellOf(cells, p.Property).Values[0])
			} else {
				x.Parts = append(x.Parts, ends(p.Edge)...)
			}
		}
		dst = append(dst, x)
	}
	return dst
}

// nameOf returns where a subject is found that is known by a name alone: by
// kind and name, whichever property printed it (fold.md, 6).
func (k *keyer) nameOf(kind int, property string, v graph.Value) (digest, bool) {
	n := k.rules.Normalise(property, v)
	if n == "" {
		return digest{}, false
	}
	k.buf = append(k.buf[:0], 2, byte(kind))
	k.put(n)
	return k.hash(), true
}

// namesOf yields where each name that cells print is found.
func (k *keyer) namesOf(kind int, cells []graph.Cell, yield func(digest)) {
	for i := range cells {
		p := k.kinds[kind].Property(cells[i].Property)
		if p == nil || !p.IsName || cells[i].State != graph.CellValue {
			continue
		}
		for _, v := range cells[i].Values {
			if d, ok := k.nameOf(kind, p.Name, v); ok {
				yield(d)
			}
		}
	}
}

// shortOf returns where a reference by a name that is no key is found.
func (k *keyer) shortOf(kind int, cells []graph.Cell) (d digest, ok bool) {
	k.namesOf(kind, cells, func(n digest) {
		if !ok {
			d, ok = n, true
		}
	})
	return d, ok
}

// printOf returns the digest of what a reference prints.
func (k *keyer) printOf(kind int, cells []graph.Cell) digest {
	k.buf = append(k.buf[:0], 3, byte(kind))
	for i := range cells {
		k.put(cells[i].Property)
		for j := range cells[i].Values {
			k.buf = appendValue(k.buf, &cells[i].Values[j])
		}
	}
	return k.hash()
}

// appendValue appends a value so that only equal ones have equal bytes.
func appendValue(b []byte, v *graph.Value) []byte {
	b = append(b, byte(v.Type), byte(v.Bound), v.Number.Scale, v.High.Scale, byte(v.Date.Month), byte(v.Date.Day),
		byte(v.Date.Year), byte(v.Date.Year>>8), byte(len(v.Text)), byte(len(v.Text)>>8), byte(len(v.Text)>>16))
	for _, u := range [...]int64{v.Number.Unscaled, v.High.Unscaled} {
		for range 8 {
			b = append(b, byte(u))
			u >>= 8
		}
	}
	b = append(b, v.Text...)
	return append(append(b, v.Currency...), 0)
}

// cellOf returns the cell of a property that has values, or nil.
func cellOf(cells []graph.Cell, property string) *graph.Cell {
	for i := range cells {
		if c := &cells[i]; c.Property == property {
			if c.State == graph.CellValue && len(c.Values) > 0 {
				return c
			}
			return nil
		}
	}
	return nil
}

// legalNames returns the legal names that cells give, former ones included.
func legalNames(decl *graph.KindDecl, cells []graph.Cell) []string {
	var names []string
	for i := range cells {
		if p := decl.Property(cells[i].Property); p == nil || !p.IsLegal || cells[i].State != graph.CellValue {
			continue
		}
		for _, v := range cells[i].Values {
			names = append(names, v.Text)
		}
	}
	return names
}

// draft is a record as it was read, before anyone knows of whom: its subject and
// those of its references are empty.
type draft struct {
	graph.Record
	qualifiers []qualifier
}

// qualifier is how a row names the qualifier of an edge.
type qualifier struct {
	ref  int // its reference, counted over all edges of the record
	kind graph.Kind
	keys []graph.Cell
}

// prepared is a draft's keys, worked out ahead of the resolver.
type prepared struct {
	kind       uint8
	keys       []key // none if the kind hangs on another
	refs       []preparedRef
	qualifiers []preparedRef
	names      []digest // of a kind that qualifies edges
	// minted is the ID of the row's subject, if it turns out to be a new one of
	// which this row alone speaks; "" if that is not known yet.
	minted graph.SubjectID
}

type preparedRef struct {
	kind   uint8
	hosted bool   // the row itself is a part of its key
	print  digest // of what it prints; of a hosted one, that is not all
	keys   []key
	of     int // of a qualifier: its reference, counted over all edges of the record
}

// arena holds what the drafts of one block are prepared to.
type arena struct {
	keys   []key
	refs   []preparedRef
	values []graph.KeyValue // scratch
}

// prepare works out the keys of a draft, in memory of the arena.
func (k *keyer) prepare(d *draft, a *arena) prepared {
	kind := k.kindAt[d.Kind]
	p := prepared{kind: uint8(kind)}
	if len(k.kinds[kind].hangs) == 0 {
		from := len(a.keys)
		a.keys = k.keysOf(kind, d.Cells, nil, a.keys)
		p.keys = a.keys[from:len(a.keys):len(a.keys)]
		if len(p.keys) > 0 && k.mint != nil {
			a.values = k.keyValues(kind, d.Cells, p.keys, nil, a.values[:0])
			p.minted = k.mint(d.Kind, a.values, 0)
		}
	}
	from := len(a.refs)
	for i := range d.Edges {
		for j := range d.Edges[i].Refs {
			a.refs = append(a.refs, k.prepareRef(d.Edges[i].Refs[j].Kind, d.Edges[i].Refs[j].Keys, d.Edges[i].Type, a))
		}
	}
	p.refs = a.refs[from:len(a.refs):len(a.refs)]
	from = len(a.refs)
	for i := range d.qualifiers {
		q := k.prepareRef(d.qualifiers[i].kind, d.qualifiers[i].keys, "", a)
		q.of = d.qualifiers[i].ref
		a.refs = append(a.refs, q)
	}
	p.qualifiers = a.refs[from:len(a.refs):len(a.refs)]
	if k.kinds[kind].qualifies {
		k.namesOf(kind, d.Cells, func(n digest) { p.names = append(p.names, n) })
	}
	return p
}

func (k *keyer) prepareRef(of graph.Kind, cells []graph.Cell, edge string, a *arena) preparedRef {
	kind := k.kindAt[of]
	r := preparedRef{kind: uint8(kind), hosted: edge != "" && slices.Contains(k.kinds[kind].hangs, edge), print: k.printOf(kind, cells)}
	if len(k.kinds[kind].hangs) == 0 {
		from := len(a.keys)
		a.keys = k.keysOf(kind, cells, nil, a.keys)
		r.keys = a.keys[from:len(a.keys):len(a.keys)]
	}
	return r
}
