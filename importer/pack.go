package importer

import (
	"encoding/binary"
	"sync"
	"unsafe"

	"github.com/chainatlas/chainatlas/graph"
)

// Every row of a batch is looked at more than once before it is known what it is
// about, and a batch may have millions. So rows are kept packed: some tens of
// bytes each instead of some thousands as a [graph.Record].

// words numbers the strings that repeat from row to row: properties, tables,
// codes. It is safe for concurrent use; a packer or an unpacker asks it once for
// each word.
type words struct {
	mu    sync.RWMutex
	index map[string]uint32
	list  []string
}

func newWords() *words { return &words{index: map[string]uint32{}} }

func (w *words) number(s string) uint32 {
	w.mu.RLock()
	n, ok := w.index[s]
	w.mu.RUnlock()
	if ok {
		return n
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if n, ok = w.index[s]; !ok {
		n = uint32(len(w.list))
		w.index[s] = n
		w.list = append(w.list, s)
	}
	return n
}

// packer packs drafts. It is used by one goroutine.
type packer struct {
	words *words
	cache map[string]uint32
	// place is where, in the draft that was packed last, its sheet and its row are.
	place [2]int
}

func (p *packer) word(b []byte, s string) []byte {
	n, ok := p.cache[s]
	if !ok {
		n = p.words.number(s)
		p.cache[s] = n
	}
	return binary.AppendUvarint(b, uint64(n))
}

func packText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func (p *packer) value(b []byte, v *graph.Value) []byte {
	b = append(b, byte(v.Type))
	switch v.Type {
	case graph.TypeText:
		return packText(b, v.Text)
	case graph.TypeCode:
		return p.word(b, v.Text)
	case graph.TypeInt, graph.TypeDecimal, graph.TypeBool:
		return binary.AppendVarint(append(b, v.Number.Scale), v.Number.Unscaled)
	case graph.TypeDate:
		b = binary.AppendVarint(b, int64(v.Date.Year))
		return append(b, v.Date.Month, v.Date.Day)
	default:
		b = packText(b, v.Text)
		b = p.word(append(b, byte(v.Bound)), v.Currency)
		b = binary.AppendVarint(append(b, v.Number.Scale), v.Number.Unscaled)
		return binary.AppendVarint(append(b, v.High.Scale), v.High.Unscaled)
	}
}

func (p *packer) cells(b []byte, cells []graph.Cell) []byte {
	b = binary.AppendUvarint(b, uint64(len(cells)))
	for i := range cells {
		c := &cells[i]
		b = p.word(b, c.Property)
		b = binary.AppendUvarint(b, uint64(len(c.Values))<<2|uint64(c.State))
		for j := range c.Values {
			b = p.value(b, &c.Values[j])
		}
		if c.State == graph.CellBad {
			b = packText(b, c.Bad)
		}
	}
	return b
}

// pack appends a draft.
func (p *packer) pack(b []byte, d *draft) []byte {
	b = p.word(b, string(d.Kind))
	b = p.word(b, d.Table)
	b = p.word(b, d.Period)
	p.place[0] = len(b)
	b = binary.AppendUvarint(b, uint64(d.Sheet))
	b = binary.AppendUvarint(b, uint64(d.Row))
	p.place[1] = len(b)
	b = p.cells(b, d.Cells)
	b = binary.AppendUvarint(b, uint64(len(d.Edges)))
	for i := range d.Edges {
		e := &d.Edges[i]
		b = p.word(b, e.Type)
		incoming := uint64(0)
		if e.Incoming {
			incoming = 1
		}
		b = binary.AppendUvarint(b, uint64(len(e.Refs))<<1|incoming)
		for j := range e.Refs {
			r := &e.Refs[j]
			b = p.word(b, string(r.Kind))
			b = p.cells(b, r.Keys)
			b = binary.AppendUvarint(b, uint64(len(r.Attributes)))
			for k := range r.Attributes {
				a := &r.Attributes[k]
				b = p.word(b, a.Property)
				b = p.word(b, a.Period)
				b = p.value(b, &a.Value)
			}
		}
	}
	b = binary.AppendUvarint(b, uint64(len(d.qualifiers)))
	for i := range d.qualifiers {
		q := &d.qualifiers[i]
		b = binary.AppendUvarint(b, uint64(q.ref))
		b = p.word(b, string(q.kind))
		b = p.cells(b, q.keys)
	}
	return b
}

// unpacker unpacks drafts into memory of its own, which the next draft reuses.
// Texts are pieces of the packed bytes, which never change. It is used by one
// goroutine, after the last draft was packed.
type unpacker struct {
	words  []string
	b      []byte
	draft  draft
	cell   []graph.Cell
	values []graph.Value
	refs   []graph.Ref
	attrs  []graph.Attribute
}

func (u *unpacker) uint() int {
	n, size := binary.Uvarint(u.b)
	u.b = u.b[size:]
	return int(n)
}

func (u *unpacker) int() int64 {
	n, size := binary.Varint(u.b)
	u.b = u.b[size:]
	return n
}

func (u *unpacker) byte() byte {
	c := u.b[0]
	u.b = u.b[1:]
	return c
}

func (u *unpacker) text() string {
	n := u.uint()
	s := unsafe.String(unsafe.SliceData(u.b), n)
	u.b = u.b[n:]
	return s
}

func (u *unpacker) word() string { return u.words[u.uint()] }

func (u *unpacker) value() graph.Value {
	v := graph.Value{Type: graph.ValueType(u.byte())}
	switch v.Type {
	case graph.TypeText:
		v.Text = u.text()
	case graph.TypeCode:
		v.Text = u.word()
	case graph.TypeInt, graph.TypeDecimal, graph.TypeBool:
		v.Number.Scale = u.byte()
		v.Number.Unscaled = u.int()
	case graph.TypeDate:
		v.Date.Year = int16(u.int())
		v.Date.Month, v.Date.Day = u.byte(), u.byte()
	default:
		v.Text = u.text()
		v.Bound = graph.Bound(u.byte())
		v.Currency = u.word()
		v.Number.Scale = u.byte()
		v.Number.Unscaled = u.int()
		v.High.Scale = u.byte()
		v.High.Unscaled = u.int()
	}
	return v
}

// cells unpacks cells. Growing moves only what comes later: slices given out
// before keep the memory that they had.
func (u *unpacker) cells() []graph.Cell {
	n := u.uint()
	start := len(u.cell)
	for range n {
		c := graph.Cell{Property: u.word()}
		x := u.uint()
		c.State = graph.CellState(x & 3)
		from := len(u.values)
		for range x >> 2 {
			u.values = append(u.values, u.value())
		}
		c.Values = u.values[from:len(u.values):len(u.values)]
		if c.State == graph.CellBad {
			c.Bad = u.text()
		}
		u.cell = append(u.cell, c)
	}
	return u.cell[start:len(u.cell):len(u.cell)]
}

// unpack returns the draft that b begins with.
func (u *unpacker) unpack(b []byte) *draft {
	u.b = b
	u.cell, u.values, u.refs, u.attrs = u.cell[:0], u.values[:0], u.refs[:0], u.attrs[:0]
	d := &u.draft
	*d = draft{Record: graph.Record{Edges: d.Edges[:0]}, qualifiers: d.qualifiers[:0]}
	d.Kind, d.Table, d.Period = graph.Kind(u.word()), u.word(), u.word()
	d.Sheet, d.Row = u.uint(), u.uint()
	d.Cells = u.cells()
	for range u.uint() {
		e := graph.EdgeCell{Type: u.word()}
		x := u.uint()
		e.Incoming = x&1 != 0
		from := len(u.refs)
		for range x >> 1 {
			r := graph.Ref{Kind: graph.Kind(u.word()), Keys: u.cells()}
			first := len(u.attrs)
			for range u.uint() {
				u.attrs = append(u.attrs, graph.Attribute{Property: u.word(), Period: u.word(), Value: u.value()})
			}
			r.Attributes = u.attrs[first:len(u.attrs):len(u.attrs)]
			u.refs = append(u.refs, r)
		}
		e.Refs = u.refs[from:len(u.refs):len(u.refs)]
		d.Edges = append(d.Edges, e)
	}
	for range u.uint() {
		d.qualifiers = append(d.qualifiers, qualifier{ref: u.uint(), kind: graph.Kind(u.word()), keys: u.cells()})
	}
	return d
}
