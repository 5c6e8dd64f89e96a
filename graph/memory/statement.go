package memory

import (
	"encoding/binary"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// A View keeps for each subject everything that the log ever said of it, in a
// compact form of its own: its statements. What stands is worked out from them
// whenever it is asked for, so that a revocation, a confirmation or a past
// revision needs no look into the store, and so that every value carries the
// place that it came from.
//
// A statement is
//
//	op, revision (uvarint), length of the body (uvarint), body
//
// and numbers stand for strings by the View's symbols, for subjects by their
// index, and for printed keys by the View's forms.
const (
	opRecord  = 1 + iota // kind of statement: a row; see appendRecord
	opRetract            // table, period
	opJudge              // verdict, the other subject
	opPin                // number of the pin in the batch
	opDeny               // number of the denial in the batch
	opBond               // number of the edge denial in the batch
)

// Flags of a reference in a record.
const (
	refShort = 1 << iota
	refHeld
	refQualified
	refAttributed
)

// symbols numbers the short strings that repeat: properties, tables, codes. It
// is shared between Views and copied when it grows.
type symbols struct {
	list  []string
	index map[string]uint32
}

func newSymbols() *symbols { return &symbols{[]string{""}, map[string]uint32{"": 0}} }

func (s *symbols) clone() *symbols {
	c := &symbols{slices.Clone(s.list), make(map[string]uint32, len(s.index)+8)}
	for i, t := range c.list {
		c.index[t] = uint32(i)
	}
	return c
}

// reader decodes a View's own bytes, which are trusted: a snapshot is checked
// as a whole before anything is read.
type reader struct {
	b []byte
	p int
}

func (r *reader) more() bool { return r.p < len(r.b) }

func (r *reader) byte() byte {
	c := r.b[r.p]
	r.p++
	return c
}

func (r *reader) uint() uint32 {
	if c := r.b[r.p]; c < 0x80 {
		r.p++
		return uint32(c)
	}
	u, n := binary.Uvarint(r.b[r.p:])
	r.p += n
	return uint32(u)
}

func (r *reader) int64() int64 {
	i, n := binary.Varint(r.b[r.p:])
	r.p += n
	return i
}

func (r *reader) take(n uint32) []byte {
	b := r.b[r.p : r.p+int(n) : r.p+int(n)]
	r.p += int(n)
	return b
}

func (r *reader) bytes() []byte { return r.take(r.uint()) }

// value skips a value and returns its bytes.
func (r *reader) value() []byte {
	start := r.p
	switch graph.ValueType(r.byte()) {
	case graph.TypeText:
		r.bytes()
	case graph.TypeCode, graph.TypeDate:
		r.uint()
	case graph.TypeInt:
		r.int64()
	case graph.TypeBool:
		r.byte()
	case graph.TypeDecimal:
		r.byte()
		r.int64()
	case graph.TypeMoney:
		r.bytes()
		r.byte()
		r.uint()
		r.byte()
		r.int64()
		r.byte()
		r.int64()
	}
	return r.b[start:r.p:r.p]
}

func appendUint(b []byte, u uint32) []byte { return binary.AppendUvarint(b, uint64(u)) }

func appendString(b []byte, s string) []byte { return append(appendUint(b, uint32(len(s))), s...) }

// appendValue encodes a value. Equal values have equal bytes within a View.
func (d *deriver) appendValue(b []byte, v graph.Value) []byte {
	b = append(b, byte(v.Type))
	switch v.Type {
	case graph.TypeText:
		b = appendString(b, v.Text)
	case graph.TypeCode:
		b = appendUint(b, d.symbol(v.Text))
	case graph.TypeInt:
		b = binary.AppendVarint(b, v.Number.Unscaled)
	case graph.TypeBool:
		b = append(b, byte(v.Number.Unscaled))
	case graph.TypeDecimal:
		b = append(b, v.Number.Scale)
		b = binary.AppendVarint(b, v.Number.Unscaled)
	case graph.TypeDate:
		b = appendUint(b, packDate(v.Date))
	case graph.TypeMoney:
		b = appendString(b, v.Text)
		b = append(b, byte(v.Bound))
		b = appendUint(b, d.symbol(v.Currency))
		b = append(b, v.Number.Scale)
		b = binary.AppendVarint(b, v.Number.Unscaled)
		b = append(b, v.High.Scale)
		b = binary.AppendVarint(b, v.High.Unscaled)
	}
	return b
}

// decodeValue is the inverse of appendValue. The zero Value comes of no bytes.
func (v *View) decodeValue(b []byte) graph.Value {
	if len(b) == 0 {
		return graph.Value{}
	}
	r := reader{b: b}
	t := graph.ValueType(r.byte())
	x := graph.Value{Type: t}
	switch t {
	case graph.TypeText:
		x.Text = string(r.bytes())
	case graph.TypeCode:
		x.Text = v.syms.list[r.uint()]
	case graph.TypeInt:
		x.Number.Unscaled = r.int64()
	case graph.TypeBool:
		x.Number.Unscaled = int64(r.byte())
	case graph.TypeDecimal:
		x.Number.Scale = r.byte()
		x.Number.Unscaled = r.int64()
	case graph.TypeDate:
		x.Date = unpackDate(r.uint())
	case graph.TypeMoney:
		x.Text = string(r.bytes())
		x.Bound = graph.Bound(r.byte())
		x.Currency = v.syms.list[r.uint()]
		x.Number.Scale = r.byte()
		x.Number.Unscaled = r.int64()
		x.High.Scale = r.byte()
		x.High.Unscaled = r.int64()
	}
	return x
}

// packDate keeps the order of dates in an integer; the unknown date is 0.
func packDate(d graph.Date) uint32 {
	if d.IsZero() {
		return 0
	}
	return uint32(int32(d.Year)+1<<15)<<9 | uint32(d.Month)<<5 | uint32(d.Day)
}

func unpackDate(u uint32) graph.Date {
	if u == 0 {
		return graph.Date{}
	}
	return graph.Date{Year: int16(int32(u>>9) - 1<<15), Month: uint8(u >> 5 & 15), Day: uint8(u & 31)}
}

// appendStatement frames a statement.
func appendStatement(b []byte, op byte, rev graph.Revision, body []byte) []byte {
	b = append(b, op)
	b = appendUint(b, uint32(rev))
	b = appendUint(b, uint32(len(body)))
	return append(b, body...)
}

// appendRecord encodes the body of an opRecord: table, period, sheet, row, held;
// cells: property, state and number of values, values or bad text; edges: type
// and direction, number of references, each with its subject, flags, form,
// what held it, qualifier, attributes.
func (d *deriver) appendRecord(b []byte, s uint32, r *graph.Record) ([]byte, error) {
	b = appendUint(b, d.symbol(r.Table))
	b = appendUint(b, d.symbol(r.Period))
	b = appendUint(b, uint32(r.Sheet))
	b = appendUint(b, uint32(r.Row))
	b, err := d.appendHeld(b, r.Held, s)
	if err != nil {
		return nil, err
	}
	redacted := d.redactions(s)
	b = appendUint(b, uint32(len(r.Cells)))
	for i := range r.Cells {
		b = d.appendCell(b, &r.Cells[i], redacted)
	}
	b = appendUint(b, uint32(len(r.Edges)))
	for i := range r.Edges {
		e := &r.Edges[i]
		decl := d.next.voc.Edge(e.Type)
		if decl == nil {
			return nil, graph.Errorf(graph.CodeDamaged, "memory.Next", "the log has an edge type that the vocabulary does not declare: %q", e.Type)
		}
		incoming := uint32(0)
		if e.Incoming {
			incoming = 1
		}
		b = appendUint(b, d.symbol(e.Type)<<1|incoming)
		b = appendUint(b, uint32(len(e.Refs)))
		for k := range e.Refs {
			ref := &e.Refs[k]
			t, err := d.subject(ref.Subject, ref.Kind)
			if err != nil {
				return nil, err
			}
			d.refers = append(d.refers, edgeKey{t, s}.pack())
			var flags byte
			if ref.Short {
				flags |= refShort
			}
			if ref.Held != nil {
				flags |= refHeld
			}
			if ref.Qualifier != "" {
				flags |= refQualified
			}
			if len(ref.Attributes) > 0 {
				flags |= refAttributed
			}
			b = appendUint(b, t)
			b = append(b, flags)
			b = appendUint(b, d.form(t, ref))
			if ref.Held != nil {
				if b, err = d.appendHeld(b, ref.Held, t); err != nil {
					return nil, err
				}
			}
			if ref.Qualifier != "" {
				q, err := d.subject(ref.Qualifier, decl.Qualifier)
				if err != nil {
					return nil, err
				}
				d.refers = append(d.refers, edgeKey{q, s}.pack())
				b = appendUint(b, q)
			}
			if len(ref.Attributes) > 0 {
				b = appendUint(b, uint32(len(ref.Attributes)))
				for _, a := range ref.Attributes {
					b = appendUint(b, d.symbol(a.Property))
					b = appendUint(b, d.symbol(a.Period))
					b = d.appendValue(b, a.Value)
				}
			}
		}
	}
	return b, nil
}

func (d *deriver) appendCell(b []byte, c *graph.Cell, redacted []uint32) []byte {
	p := d.symbol(c.Property)
	b = appendUint(b, p)
	if slices.Contains(redacted, p) {
		return appendUint(b, uint32(graph.CellRedacted))
	}
	b = appendUint(b, uint32(len(c.Values))<<2|uint32(c.State))
	for _, v := range c.Values {
		b = d.appendValue(b, v)
	}
	if c.State == graph.CellBad {
		b = appendString(b, c.Bad)
	}
	return b
}

// appendHeld encodes why a row of, or a reference to, subject s waits.
func (d *deriver) appendHeld(b []byte, h *graph.Held, s uint32) ([]byte, error) {
	if h == nil {
		return append(b, 0), nil
	}
	redacted := d.redactions(s)
	b = append(b, 1)
	b = appendUint(b, d.symbol(h.Reason))
	b = appendUint(b, uint32(len(h.Candidates)))
	for _, c := range h.Candidates {
		t, err := d.subject(c, "")
		if err != nil {
			return nil, err
		}
		b = appendUint(b, t)
	}
	start := len(b)
	b = appendUint(b, uint32(len(h.Keys)))
	for _, k := range h.Keys {
		b = appendUint(b, d.symbol(k.Key))
		b = appendUint(b, uint32(len(k.Parts)))
		for _, p := range k.Parts {
			b = d.appendValue(b, p)
		}
	}
	if len(redacted) > 0 && d.next.keysSay(&held{nkeys: uint32(len(h.Keys)), keys: keysOf(b[start:])}, d.next.subs.at(s).kind, redacted) {
		b = appendUint(b[:start], 0)
	}
	return b, nil
}

// statement is one statement, decoded as far as its frame.
type statement struct {
	op   byte
	rev  uint32
	body []byte
}

// statement reads the next statement.
func (r *reader) statement() (s statement) {
	s.op = r.byte()
	s.rev = r.uint()
	s.body = r.bytes()
	return s
}

// held is why a record or a reference waits.
type held struct {
	reason     uint32
	candidates []uint32
	keys       []byte
	nkeys      uint32
}

func (r *reader) held() *held {
	if r.byte() == 0 {
		return nil
	}
	h := &held{reason: r.uint()}
	for range r.uint() {
		h.candidates = append(h.candidates, r.uint())
	}
	h.nkeys = r.uint()
	start := r.p
	for range h.nkeys {
		r.uint()
		for range r.uint() {
			r.value()
		}
	}
	h.keys = r.b[start:r.p]
	return h
}

// record is the head of a record's body; what follows is read on from r.
type record struct {
	table, period uint32
	sheet, row    uint32
	held          *held
}

func (r *reader) record() (x record) {
	x.table, x.period = r.uint(), r.uint()
	x.sheet, x.row = r.uint(), r.uint()
	x.held = r.held()
	return x
}

// cell is a cell as encoded: values holds count of them.
type cell struct {
	property uint32
	state    graph.CellState
	count    uint32
	values   []byte
	bad      []byte
}

func (r *reader) cell() (c cell) {
	c.property = r.uint()
	u := r.uint()
	c.state, c.count = graph.CellState(u&3), u>>2
	start := r.p
	for range c.count {
		r.value()
	}
	c.values = r.b[start:r.p:r.p]
	if c.state == graph.CellBad {
		c.bad = r.bytes()
	}
	return c
}

// ref is a reference as encoded.
type ref struct {
	target     uint32
	flags      byte
	form       uint32
	held       *held
	qualifier  uint32 // 1 + subject; 0 is none
	attributes []byte
	nattrs     uint32
}

func (r *reader) ref() (x ref) {
	x.target = r.uint()
	x.flags = r.byte()
	x.form = r.uint()
	if x.flags&refHeld != 0 {
		x.held = r.held()
	}
	if x.flags&refQualified != 0 {
		x.qualifier = 1 + r.uint()
	}
	if x.flags&refAttributed != 0 {
		x.nattrs = r.uint()
		start := r.p
		for range x.nattrs {
			r.uint()
			r.uint()
			r.value()
		}
		x.attributes = r.b[start:r.p]
	}
	return x
}

// keysOf skips the count in front of encoded keys.
func keysOf(b []byte) []byte {
	r := reader{b: b}
	r.uint()
	return b[r.p:]
}
