package chunk

import (
	"encoding/binary"
	"math"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/klauspost/compress/zstd"
)

// Decoder reads chunks. It reuses its memory: what one call returns is valid
// until the next, except strings, which stay. The strings of a chunk share one
// piece of memory, so who keeps one for long clones it. The zero Decoder is
// ready; it is used by one goroutine.
type Decoder struct {
	raw   []byte // the chunk, uncompressed; in block
	block []byte
	strs  []string
	list  []graph.Assertion
	refs  cursor
	data  cursor
	lower bool // a number of a string was out of range

	hashes []uint64 // of the subjects, for Check

	declares  slab[graph.Declare]
	records   slab[graph.Record]
	confirms  slab[graph.Confirm]
	retracts  slab[graph.Retract]
	judges    slab[graph.Judge]
	pins      slab[graph.Pin]
	denies    slab[graph.Deny]
	denyEdges slab[graph.DenyEdge]
	revokes   slab[graph.Revoke]
	redacts   slab[graph.Redact]
	cells     slab[graph.Cell]
	values    slab[graph.Value]
	edges     slab[graph.EdgeCell]
	refList   slab[graph.Ref]
	attrs     slab[graph.Attribute]
	helds     slab[graph.Held]
	keyValues slab[graph.KeyValue]
	subjects  slab[graph.SubjectID]
	keys      slab[graph.RecordKey]
	shifts    slab[graph.Shift]
}

// Decode returns the assertions of a chunk in the order of its encoding. Bytes
// that are no chunk fail with [graph.CodeDamaged]; they never panic, and never
// take memory beyond a fixed multiple of the larger of c.Size and len(c.Data).
func (d *Decoder) Decode(c *graph.Chunk) ([]graph.Assertion, error) {
	return d.decode(c, nil)
}

// About is [Decoder.Decode] of the assertions about s alone. It skips the
// others unread.
func (d *Decoder) About(c *graph.Chunk, s graph.SubjectID) ([]graph.Assertion, error) {
	return d.decode(c, &s)
}

func (d *Decoder) decode(c *graph.Chunk, about *graph.SubjectID) ([]graph.Assertion, error) {
	if err := d.inflate(c); err != nil {
		return nil, err
	}
	if len(d.raw) == 0 || d.raw[0] != Version {
		if len(d.raw) > 0 && d.raw[0] > Version {
			return nil, graph.Errorf(graph.CodeInvalid, "chunk", "this chunk has version %d; this program knows up to %d: use a newer one", d.raw[0], Version)
		}
		return nil, damaged("不是数据块", "no chunk")
	}
	return d.version1(c.Assertions, about)
}

// inflate decompresses a chunk into d.raw.
func (d *Decoder) inflate(c *graph.Chunk) error {
	if c.Size < 0 || c.Size > MaxSize {
		return damaged("数据块声明有 %d 字节", "a chunk claims %d bytes", c.Size)
	}
	if len(d.block) < c.Size {
		d.block = make([]byte, max(c.Size, 2*targetSize))
	}
	z := decompressors.Get().(*zstd.Decoder)
	// The capacity is the limit of what may be decompressed.
	raw, err := z.DecodeAll(c.Data, d.block[:0:c.Size])
	decompressors.Put(z)
	if err != nil {
		return &graph.Error{Code: graph.CodeDamaged, Op: "chunk", Message: "a chunk cannot be decompressed: " + err.Error(), Zh: "数据块无法解压：" + err.Error(), Err: err}
	}
	if len(raw) != c.Size {
		return damaged("数据块有 %d 字节，而声明为 %d 字节", "a chunk has %d bytes where %d were claimed", len(raw), c.Size)
	}
	d.raw = raw
	return nil
}

func (d *Decoder) version1(claimed int, about *graph.SubjectID) ([]graph.Assertion, error) {
	d.reset()
	in := cursor{b: d.raw, p: 1}
	n := in.uint()
	if n > uint64(in.left()) {
		return nil, damaged("数据块声明有 %d 个字符串", "a chunk claims %d strings", n)
	}
	lengths := in
	total := 0
	for range n {
		l := in.uint()
		if l > uint64(len(d.raw)) {
			return nil, damaged("数据块声明有一个 %d 字节的字符串", "a chunk claims a string of %d bytes", l)
		}
		if total += int(l); total > len(d.raw) {
			return nil, damaged("数据块的字符串超出数据块", "the strings of a chunk exceed it")
		}
	}
	text := string(in.bytes(uint64(total)))
	if in.bad {
		return nil, damaged("数据块在字符串中间结束", "a chunk ends within its strings")
	}
	if cap(d.strs) < int(n)+1 {
		d.strs = make([]string, 0, max(int(n)+1, 1024))
	}
	d.strs = append(d.strs[:0], "")
	for range n {
		l := lengths.uint()
		d.strs = append(d.strs, text[:l])
		text = text[l:]
	}

	n = in.uint()
	if n > uint64(in.left()/3) || n != uint64(claimed) {
		return nil, damaged("数据块有 %d 条断言，而声明为 %d 条", "a chunk holds %d assertions where %d were claimed", n, claimed)
	}
	for range n {
		tag := in.byte()
		refs, data := in.uint(), in.uint()
		d.refs, d.data = cursor{b: in.bytes(refs)}, cursor{b: in.bytes(data)}
		if in.bad {
			return nil, damaged("数据块在一条断言中间结束", "a chunk ends within an assertion")
		}
		if about != nil && d.skips(tag, *about) {
			continue
		}
		a := d.assertion(tag)
		if a == nil || d.refs.bad || d.data.bad || d.lower || d.refs.left() > 0 || d.data.left() > 0 {
			return nil, damaged("标记为 %d 的断言缺少必有的内容", "an assertion with tag %d does not hold what it must", tag)
		}
		if about == nil || a.About() == *about {
			d.list = append(d.list, a)
		}
	}
	if in.left() > 0 {
		return nil, damaged("数据块之后还有 %d 字节", "a chunk is followed by %d bytes", in.left())
	}
	return d.list, nil
}

// skips reports whether an assertion is surely about another subject: its
// first string is not the one.
func (d *Decoder) skips(tag byte, about graph.SubjectID) bool {
	if tag == tagDeclare || tag == tagConfirm || tag == tagRevoke {
		return about != ""
	}
	c := d.refs
	i := c.uint()
	return !c.bad && i < uint64(len(d.strs)) && d.strs[i] != string(about)
}

// reset takes all memory back.
func (d *Decoder) reset() {
	clear(d.list)
	d.list, d.lower = d.list[:0], false
	d.declares.reset()
	d.records.reset()
	d.confirms.reset()
	d.retracts.reset()
	d.judges.reset()
	d.pins.reset()
	d.denies.reset()
	d.denyEdges.reset()
	d.revokes.reset()
	d.redacts.reset()
	d.cells.reset()
	d.values.reset()
	d.edges.reset()
	d.refList.reset()
	d.attrs.reset()
	d.helds.reset()
	d.keyValues.reset()
	d.subjects.reset()
	d.keys.reset()
	d.shifts.reset()
}

// assertion reads the two streams; nil if the tag is unknown.
func (d *Decoder) assertion(tag byte) graph.Assertion {
	switch tag {
	case tagRecord:
		return d.record()
	case tagDeclare:
		a := &d.declares.take(1)[0]
		a.Source = graph.SourceID(d.string())
		a.Name = d.string()
		a.Publisher = d.string()
		a.Licence = d.string()
		a.Trust = graph.Trust(d.data.byte())
		return a
	case tagConfirm:
		a := &d.confirms.take(1)[0]
		a.Batch = graph.Revision(d.data.uint())
		a.Sheet = d.data.int31()
		a.Except = d.keys.take(d.refs.count(d.data.uint(), 3))
		for i := range a.Except {
			a.Except[i] = d.key()
		}
		a.Shifts = d.shifts.take(d.refs.count(d.data.uint(), 3))
		for i := range a.Shifts {
			a.Shifts[i] = graph.Shift{Record: d.key(), From: d.data.int31(), To: d.data.int31()}
		}
		return a
	case tagRetract:
		a := &d.retracts.take(1)[0]
		a.Record = d.key()
		return a
	case tagJudge:
		a := &d.judges.take(1)[0]
		a.A, a.B = d.subject(), d.subject()
		a.Verdict = graph.Verdict(d.data.byteUpTo(byte(graph.Different)))
		return a
	case tagPin:
		a := &d.pins.take(1)[0]
		*a = graph.Pin{Subjects: d.someSubjects(), Property: d.string(), Period: d.string()}
		flags := d.data.byteUpTo(pinValue | pinSeen)
		if flags&pinValue != 0 {
			a.Value = &d.values.take(1)[0]
			d.value(a.Value)
		}
		if flags&pinSeen != 0 {
			a.Seen = &d.values.take(1)[0]
			d.value(a.Seen)
		}
		return a
	case tagDeny:
		a := &d.denies.take(1)[0]
		a.Subjects, a.Property, a.Period = d.someSubjects(), d.string(), d.string()
		d.value(&a.Value)
		return a
	case tagDenyEdge:
		a := &d.denyEdges.take(1)[0]
		a.From, a.To, a.Qualifier, a.Type = d.someSubjects(), d.someSubjects(), d.subjectList(), d.string()
		return a
	case tagRevoke:
		a := &d.revokes.take(1)[0]
		a.Batch = graph.Revision(d.data.uint())
		return a
	case tagRedact:
		a := &d.redacts.take(1)[0]
		a.Subject, a.Property = d.subject(), d.string()
		return a
	}
	return nil
}

func (d *Decoder) record() *graph.Record {
	r := &d.records.take(1)[0]
	r.RecordKey = d.key()
	r.Kind = graph.Kind(d.string())
	r.Sheet, r.Row = d.data.int31(), d.data.int31()
	r.Cells = d.cellList()
	r.Edges = d.edges.take(d.refs.count(d.data.uint(), 1))
	for i := range r.Edges {
		e := &r.Edges[i]
		e.Type = d.string()
		e.Incoming = d.data.bool()
		e.Refs = d.refList.take(d.refs.count(d.data.uint(), 3))
		for j := range e.Refs {
			d.ref(&e.Refs[j])
		}
	}
	r.Held = nil
	if d.data.bool() {
		r.Held = d.held()
	}
	return r
}

func (d *Decoder) ref(r *graph.Ref) {
	r.Subject, r.Kind, r.Qualifier = d.subject(), graph.Kind(d.string()), d.subject()
	flags := d.data.byteUpTo(refShort | refHeld)
	r.Short = flags&refShort != 0
	r.Keys = d.cellList()
	r.Attributes = d.attrs.take(d.refs.count(d.data.uint(), 2))
	for i := range r.Attributes {
		a := &r.Attributes[i]
		a.Property, a.Period = d.string(), d.string()
		d.value(&a.Value)
	}
	r.Held = nil
	if flags&refHeld != 0 {
		r.Held = d.held()
	}
}

func (d *Decoder) held() *graph.Held {
	h := &d.helds.take(1)[0]
	h.Reason = d.string()
	h.Candidates = d.subjectList()
	h.Keys = d.keyValues.take(d.refs.count(d.data.uint(), 1))
	for i := range h.Keys {
		h.Keys[i] = graph.KeyValue{Key: d.string(), Parts: d.valueList()}
	}
	return h
}

func (d *Decoder) cellList() []graph.Cell {
	cells := d.cells.take(d.refs.count(d.data.uint(), 1))
	for i := range cells {
		c := &cells[i]
		c.Property = d.string()
		c.State = graph.CellState(d.data.byteUpTo(byte(graph.CellRedacted)))
		c.Values, c.Bad = nil, ""
		switch c.State {
		case graph.CellValue:
			if c.Values = d.valueList(); c.Values == nil {
				d.data.bad = true
			}
		case graph.CellBad:
			c.Bad = d.string()
		}
	}
	return cells
}

func (d *Decoder) valueList() []graph.Value {
	values := d.values.take(d.data.count(d.data.uint(), 1))
	for i := range values {
		d.value(&values[i])
	}
	return values
}

func (d *Decoder) value(v *graph.Value) {
	*v = graph.Value{Type: graph.ValueType(d.data.byte())}
	switch v.Type {
	case 0:
	case graph.TypeText, graph.TypeCode:
		v.Text = d.string()
	case graph.TypeInt:
		v.Number.Unscaled = d.data.int()
	case graph.TypeDecimal:
		v.Number = d.decimal()
	case graph.TypeDate:
		year := d.data.int()
		if year != int64(int16(year)) {
			d.data.bad = true
		}
		v.Date = graph.Date{Year: int16(year), Month: d.data.byte(), Day: d.data.byte()}
	case graph.TypeMoney:
		v.Text, v.Currency = d.string(), d.string()
		v.Bound = graph.Bound(d.data.byteUpTo(byte(graph.BoundUndisclosed)))
		v.Number = d.decimal()
		if v.Bound == graph.BoundRange {
			v.High = d.decimal()
		}
	case graph.TypeBool:
		v.Number.Unscaled = int64(d.data.byteUpTo(1))
	default:
		d.data.bad = true
	}
}

func (d *Decoder) decimal() graph.Decimal {
	scale := d.data.byteUpTo(maxScale)
	return graph.Decimal{Scale: scale, Unscaled: d.data.int()}
}

func (d *Decoder) key() graph.RecordKey {
	return graph.RecordKey{Subject: d.subject(), Table: d.string(), Period: d.string()}
}

func (d *Decoder) subjectList() []graph.SubjectID {
	list := d.subjects.take(d.refs.count(d.data.uint(), 1))
	for i := range list {
		list[i] = d.subject()
	}
	return list
}

// someSubjects reads a list that cannot be empty: its first is what the
// assertion is about.
func (d *Decoder) someSubjects() []graph.SubjectID {
	list := d.subjectList()
	if list == nil {
		d.data.bad = true
	}
	return list
}

func (d *Decoder) subject() graph.SubjectID { return graph.SubjectID(d.string()) }

func (d *Decoder) string() string {
	i := d.refs.uint()
	if i >= uint64(len(d.strs)) {
		d.lower = true
		return ""
	}
	return d.strs[i]
}

// cursor reads a stream. What it cannot read it gives as zero, and says so in
// bad.
type cursor struct {
	b   []byte
	p   int
	bad bool
}

func (c *cursor) left() int { return len(c.b) - c.p }

func (c *cursor) byte() byte {
	if c.p >= len(c.b) {
		c.bad = true
		return 0
	}
	b := c.b[c.p]
	c.p++
	return b
}

func (c *cursor) byteUpTo(most byte) byte {
	b := c.byte()
	if b > most {
		c.bad = true
		return 0
	}
	return b
}

func (c *cursor) bool() bool { return c.byteUpTo(1) == 1 }

func (c *cursor) uint() uint64 {
	if c.p < len(c.b) && c.b[c.p] < 0x80 {
		c.p++
		return uint64(c.b[c.p-1])
	}
	return c.long()
}

func (c *cursor) long() uint64 {
	u, n := binary.Uvarint(c.b[c.p:])
	if n <= 0 {
		c.bad = true
		return 0
	}
	c.p += n
	return u
}

func (c *cursor) int() int64 {
	u := c.uint()
	return int64(u>>1) ^ -int64(u&1)
}

// int31 reads a number that fits an int everywhere.
func (c *cursor) int31() int {
	u := c.uint()
	if u > math.MaxInt32 {
		c.bad = true
		return 0
	}
	return int(u)
}

// count checks that n items of at least size bytes each can follow, before
// memory is taken for them.
func (c *cursor) count(n uint64, size int) int {
	if n > uint64(c.left()/size) {
		c.bad = true
		return 0
	}
	return int(n)
}

func (c *cursor) bytes(n uint64) []byte {
	if n > uint64(c.left()) {
		c.bad = true
		return nil
	}
	b := c.b[c.p : c.p+int(n) : c.p+int(n)]
	c.p += int(n)
	return b
}

// slab hands out slices of one block and takes them all back at once.
type slab[T any] struct {
	block []T
	used  int
}

func (s *slab[T]) reset() { s.used = 0 }

// take returns n items, which may hold what an earlier use left; nil for none.
func (s *slab[T]) take(n int) []T {
	if n == 0 {
		return nil
	}
	if len(s.block)-s.used < n {
		// What was handed out keeps the old block alive.
		s.block = make([]T, max(2*len(s.block), n, 16))
		s.used = 0
	}
	t := s.block[s.used : s.used+n : s.used+n]
	s.used += n
	return t
}
