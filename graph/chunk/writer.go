package chunk

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"unsafe"

	"github.com/chainatlas/chainatlas/graph"
)

// Writer turns assertions into chunks. Its memory is bounded by the size of a
// run, or of two, however many assertions pass through. It is used by one
// goroutine.
type Writer struct {
	run
	cutter
	err error // the first; nothing is taken any more

	// Everything added goes into one chunk, in the order in which it came:
	// to rewrite a chunk.
	whole bool

	spare   run        // the run being cut there, or none
	cutting chan error // its outcome; nil if none is being cut
}

// run is assertions on their way: each as its two streams, with strings numbered
// for the whole run.
type run struct {
	entries []entry
	sorted  bool // entries are in order already
	refs    []uint32
	data    []byte
	strings stringTable
	recent  [256]recent
	size    int // of refs, data and strings, roughly
}

func newRun() run { return run{strings: newStringTable()} }

// reset empties the run and keeps its memory.
func (r *run) reset() {
	clear(r.entries)
	clear(r.recent[:])
	r.strings.reset()
	r.entries, r.refs, r.data = r.entries[:0], r.refs[:0], r.data[:0]
	r.size = 0
}

// cutter cuts runs into chunks.
type cutter struct {
	emit  func(*graph.Chunk) error
	ahead bool                  // it works in goroutines of its own
	pack  func(*rawChunk) error // compresses and emits; it keeps nothing

	number  uint32 // counts chunks of the run
	lengths []byte
	text    []byte
	body    []byte
	raw     rawChunk // the chunk that was cut last
	count   int
	uses    int // strings in the chunk
	first   string
	last    string
	hashes  []uint64 // of the subjects, for the filter
}

// entry is an assertion of a run.
type entry struct {
	prefix        uint64 // the first bytes of about: mostly all that a comparison needs
	about         string
	refs, refsEnd uint32
	data, dataEnd uint32
	number        uint32 // its place in the run
	tag           byte
}

func (e *entry) compare(f *entry) int {
	if e.prefix != f.prefix {
		return cmp.Compare(e.prefix, f.prefix)
	}
	return strings.Compare(e.about, f.about)
}

// prefix returns the first eight bytes of s as a number that compares as they
// do. Shorter strings are filled up with zero bytes, so equal numbers say
// nothing.
func prefix(s string) uint64 {
	var b [8]byte
	copy(b[:], s)
	return binary.BigEndian.Uint64(b[:])
}

// NewWriter returns a Writer that hands every chunk to emit, in order, which
// may keep it. An error of emit ends the Writer and is returned by the call
// that met it and by all later ones.
func NewWriter(emit func(*graph.Chunk) error) *Writer {
	return &Writer{run: newRun(), cutter: cutter{emit: emit}}
}

// NewAheadWriter is NewWriter for who writes much: each full run is sorted, cut
// and compressed in a goroutine of its own while the next one fills. So emit is
// called from there, never twice at a time, and its error is returned by a later
// call. Between two calls something may be under way; [Writer.Settle] waits for
// it, and so does [Writer.Flush]. One of them must be the last call.
func NewAheadWriter(emit func(*graph.Chunk) error) *Writer {
	w := NewWriter(emit)
	w.ahead, w.spare = true, newRun()
	return w
}

// Add takes an assertion. It keeps no memory of it but its strings. An
// assertion that the encoding cannot hold, such as a negative row or a value
// with fields of another type, fails with [graph.CodeInvalid] and is not taken.
func (w *Writer) Add(a graph.Assertion) error {
	if w.err != nil {
		return w.err
	}
	about := string(a.About())
	e := entry{
		prefix: prefix(about), about: about, number: uint32(len(w.entries)),
		refs: uint32(len(w.refs)), data: uint32(len(w.data)),
	}
	if err := w.assertion(&e, a); err != nil {
		w.refs, w.data = w.refs[:e.refs], w.data[:e.data]
		return err
	}
	e.refsEnd, e.dataEnd = uint32(len(w.refs)), uint32(len(w.data))
	w.sorted = len(w.entries) == 0 || w.sorted && w.entries[len(w.entries)-1].compare(&e) <= 0
	w.entries = append(w.entries, e)
	if w.whole {
		return nil
	}
	if len(w.entries) >= runAssertions || w.size+len(w.refs)*3+len(w.data) >= runSize {
		if w.ahead {
			return w.handOver()
		}
		return w.Flush()
	}
	return nil
}

// handOver lets the run be cut in the background, once the one before it is.
func (w *Writer) handOver() error {
	if err := w.Settle(); err != nil {
		return err
	}
	w.run, w.spare = w.spare, w.run
	outcome := make(chan error, 1)
	w.cutting = outcome
	go func() { outcome <- w.cutter.cutRun(&w.spare, false) }()
	return nil
}

// Settle waits until what is under way has been emitted.
func (w *Writer) Settle() error {
	if w.cutting != nil {
		if err := <-w.cutting; w.err == nil {
			w.err = err
		}
		w.cutting = nil
		w.spare.reset()
	}
	return w.err
}

// Flush ends the run: everything added so far is emitted. The Writer can be
// used further.
func (w *Writer) Flush() error {
	if err := w.Settle(); err != nil || len(w.entries) == 0 {
		return err
	}
	w.err = w.cutter.cutRun(&w.run, w.whole)
	w.run.reset()
	return w.err
}

// cutRun cuts a run into chunks; into one, in the order in which it came, if whole.
func (c *cutter) cutRun(r *run, whole bool) (err error) {
	if !whole && !r.sorted {
		slices.SortFunc(r.entries, func(a, b entry) int {
			if c := a.compare(&b); c != 0 {
				return c
			}
			return cmp.Compare(a.number, b.number)
		})
	}
	c.number = 1
	end := c.begin()
	for i := range r.entries {
		if err = c.place(r, &r.entries[i], whole); err != nil {
			break
		}
	}
	if err == nil {
		err = c.cut()
	}
	return cmp.Or(err, end())
}

// place adds an assertion of the run to the chunk, after cutting the chunk
// before it if it would grow too large.
func (c *cutter) place(r *run, e *entry, whole bool) error {
	size := 10 + 3*int(e.refsEnd-e.refs) + int(e.dataEnd-e.data)
	for _, s := range r.refs[e.refs:e.refsEnd] {
		if x := &r.strings.list[s]; s != 0 && x.chunk != c.number {
			size += 2 + len(x.text)
		}
	}
	if c.count > 0 && c.sized()+size > targetSize && !whole {
		if err := c.cut(); err != nil {
			return err
		}
	}
	if size > MaxSize {
		return graph.Errorf(graph.CodeLimit, "chunk", "an assertion about %q takes %d bytes; %d is the most", e.about, size, MaxSize)
	}
	if c.count == 0 {
		c.first = e.about
	}
	if c.count == 0 || c.last != e.about {
		c.last = e.about
		c.hashes = append(c.hashes, filterHash(e.about))
	}
	c.count++

	// The length of the renumbered stream is not known before it is written:
	// leave room for a short one and move what is longer.
	c.body = append(c.body, e.tag)
	at := len(c.body)
	c.body = append(c.body, 0)
	c.body = binary.AppendUvarint(c.body, uint64(e.dataEnd-e.data))
	start := len(c.body)
	for _, s := range r.refs[e.refs:e.refsEnd] {
		c.body = binary.AppendUvarint(c.body, uint64(c.local(r, s)))
	}
	if n := len(c.body) - start; n < 0x80 {
		c.body[at] = byte(n)
	} else {
		var length [binary.MaxVarintLen64]byte
		k := binary.PutUvarint(length[:], uint64(n))
		c.body = slices.Replace(c.body, at, at+1, length[:k]...)
	}
	c.body = append(c.body, r.data[e.data:e.dataEnd]...)
	return nil
}

// local returns the number within the chunk of a string of the run.
func (c *cutter) local(run *run, r uint32) uint32 {
	if r == 0 {
		return 0
	}
	x := &run.strings.list[r]
	if x.chunk != c.number {
		c.uses++
		x.chunk, x.local = c.number, uint32(c.uses)
		c.lengths = binary.AppendUvarint(c.lengths, uint64(len(x.text)))
		c.text = append(c.text, x.text...)
	}
	return x.local
}

func (c *cutter) sized() int { return len(c.lengths) + len(c.text) + len(c.body) }

// cut emits the chunk, if it holds anything.
func (c *cutter) cut() error {
	if c.count == 0 {
		return nil
	}
	b := append(c.raw.bytes[:0], Version)
	b = binary.AppendUvarint(b, uint64(c.uses))
	b = append(b, c.lengths...)
	b = append(b, c.text...)
	b = binary.AppendUvarint(b, uint64(c.count))
	c.raw.bytes = append(b, c.body...)
	c.raw.first, c.raw.last, c.raw.count = c.first, c.last, c.count
	c.raw.hashes = append(c.raw.hashes[:0], c.hashes...)
	c.lengths, c.text, c.body, c.hashes = c.lengths[:0], c.text[:0], c.body[:0], c.hashes[:0]
	c.count, c.uses = 0, 0
	c.number++
	return c.pack(&c.raw)
}

// string adds a string to the first stream.
func (w *Writer) string(s string) {
	if s == "" {
		w.refs = append(w.refs, 0)
		return
	}
	p := unsafe.StringData(s)
	r := &w.recent[uintptr(unsafe.Pointer(p))>>3%uintptr(len(w.recent))]
	if r.data == p && r.length == len(s) {
		w.refs = append(w.refs, r.number)
		return
	}
	i, isNew := w.strings.number(s)
	if isNew {
		w.size += len(s) + 2
	} else {
		// Names of properties and the like come again and again from the
		// same memory; what is new mostly does not.
		*r = recent{p, len(s), i}
	}
	w.refs = append(w.refs, i)
}

// recent is a string of the run that came more than once, known by its
// memory, which it keeps from being used again.
type recent struct {
	data   *byte
	length int
	number uint32
}

func (w *Writer) byte(b byte)   { w.data = append(w.data, b) }
func (w *Writer) uint(u uint64) { w.data = binary.AppendUvarint(w.data, u) }
func (w *Writer) int(i int64)   { w.data = binary.AppendVarint(w.data, i) }

func (w *Writer) bool(b bool) {
	if b {
		w.byte(1)
	} else {
		w.byte(0)
	}
}

// assertion writes the two streams of a.
func (w *Writer) assertion(e *entry, a graph.Assertion) error {
	switch a := a.(type) {
	case *graph.Record:
		e.tag = tagRecord
		return w.record(a)
	case *graph.Declare:
		e.tag = tagDeclare
		w.string(string(a.Source))
		w.string(a.Name)
		w.string(a.Publisher)
		w.string(a.Licence)
		w.byte(byte(a.Trust))
	case *graph.Confirm:
		e.tag = tagConfirm
		if a.Sheet < 0 {
			return invalid("a confirmation names sheet %d", a.Sheet)
		}
		w.uint(uint64(a.Batch))
		w.uint(uint64(a.Sheet))
		w.uint(uint64(len(a.Except)))
		for i := range a.Except {
			w.key(&a.Except[i])
		}
		w.uint(uint64(len(a.Shifts)))
		for i := range a.Shifts {
			s := &a.Shifts[i]
			if s.From < 0 || s.To < 0 {
				return invalid("a shift of %q from row %d to row %d", s.Record.Subject, s.From, s.To)
			}
			w.key(&s.Record)
			w.uint(uint64(s.From))
			w.uint(uint64(s.To))
		}
	case *graph.Retract:
		e.tag = tagRetract
		w.key(&a.Record)
	case *graph.Judge:
		e.tag = tagJudge
		if a.Verdict > graph.Different {
			return invalid("verdict %d on %q is unknown", a.Verdict, a.A)
		}
		w.string(string(a.A))
		w.string(string(a.B))
		w.byte(byte(a.Verdict))
	case *graph.Pin:
		e.tag = tagPin
		if len(a.Subjects) == 0 {
			return invalid("a pin on %s names no subject", a.Property)
		}
		w.subjects(a.Subjects)
		w.string(a.Property)
		w.string(a.Period)
		var flags byte
		if a.Value != nil {
			flags |= pinValue
		}
		if a.Seen != nil {
			flags |= pinSeen
		}
		w.byte(flags)
		for _, v := range []*graph.Value{a.Value, a.Seen} {
			if v != nil {
				if err := w.value(v); err != nil {
					return err
				}
			}
		}
	case *graph.Deny:
		e.tag = tagDeny
		if len(a.Subjects) == 0 {
			return invalid("a denial of a value of %s names no subject", a.Property)
		}
		w.subjects(a.Subjects)
		w.string(a.Property)
		w.string(a.Period)
		return w.value(&a.Value)
	case *graph.DenyEdge:
		e.tag = tagDenyEdge
		if len(a.From) == 0 || len(a.To) == 0 {
			return invalid("a denial of an edge %s does not name its ends", a.Type)
		}
		w.subjects(a.From)
		w.subjects(a.To)
		w.subjects(a.Qualifier)
		w.string(a.Type)
	case *graph.Revoke:
		e.tag = tagRevoke
		w.uint(uint64(a.Batch))
	case *graph.Redact:
		e.tag = tagRedact
		w.string(string(a.Subject))
		w.string(a.Property)
	default:
		return invalid("%T is no assertion", a)
	}
	return nil
}

func (w *Writer) record(r *graph.Record) error {
	if r.Sheet < 0 || r.Row < 0 {
		return invalid("the record of %q is at sheet %d, row %d", r.Subject, r.Sheet, r.Row)
	}
	w.key(&r.RecordKey)
	w.string(string(r.Kind))
	w.uint(uint64(r.Sheet))
	w.uint(uint64(r.Row))
	if err := w.cells(r.Cells); err != nil {
		return err
	}
	w.uint(uint64(len(r.Edges)))
	for i := range r.Edges {
		e := &r.Edges[i]
		w.string(e.Type)
		w.bool(e.Incoming)
		w.uint(uint64(len(e.Refs)))
		for j := range e.Refs {
			if err := w.ref(&e.Refs[j]); err != nil {
				return err
			}
		}
	}
	w.bool(r.Held != nil)
	if r.Held != nil {
		return w.held(r.Held)
	}
	return nil
}

func (w *Writer) key(k *graph.RecordKey) {
	w.string(string(k.Subject))
	w.string(k.Table)
	w.string(k.Period)
}

func (w *Writer) subjects(s []graph.SubjectID) {
	w.uint(uint64(len(s)))
	for _, id := range s {
		w.string(string(id))
	}
}

func (w *Writer) cells(cells []graph.Cell) error {
	w.uint(uint64(len(cells)))
	for i := range cells {
		c := &cells[i]
		w.string(c.Property)
		w.byte(byte(c.State))
		switch {
		case c.State > graph.CellRedacted:
			return invalid("state %d of a cell of %s is unknown", c.State, c.Property)
		case c.State == graph.CellValue && len(c.Values) == 0,
			c.State != graph.CellValue && len(c.Values) > 0,
			c.State != graph.CellBad && c.Bad != "":
			return invalid("a cell of %s does not hold what its state says", c.Property)
		case c.State == graph.CellValue:
			if err := w.values(c.Values); err != nil {
				return err
			}
		case c.State == graph.CellBad:
			w.string(c.Bad)
		}
	}
	return nil
}

func (w *Writer) ref(r *graph.Ref) error {
	w.string(string(r.Subject))
	w.string(string(r.Kind))
	w.string(string(r.Qualifier))
	var flags byte
	if r.Short {
		flags |= refShort
	}
	if r.Held != nil {
		flags |= refHeld
	}
	w.byte(flags)
	if err := w.cells(r.Keys); err != nil {
		return err
	}
	w.uint(uint64(len(r.Attributes)))
	for i := range r.Attributes {
		a := &r.Attributes[i]
		w.string(a.Property)
		w.string(a.Period)
		if err := w.value(&a.Value); err != nil {
			return err
		}
	}
	if r.Held != nil {
		return w.held(r.Held)
	}
	return nil
}

func (w *Writer) held(h *graph.Held) error {
	w.string(h.Reason)
	w.subjects(h.Candidates)
	w.uint(uint64(len(h.Keys)))
	for i := range h.Keys {
		w.string(h.Keys[i].Key)
		if err := w.values(h.Keys[i].Parts); err != nil {
			return err
		}
	}
	return nil
}

func (w *Writer) values(values []graph.Value) error {
	w.uint(uint64(len(values)))
	for i := range values {
		if err := w.value(&values[i]); err != nil {
			return err
		}
	}
	return nil
}

// value writes v, after checking that only the fields of its type are set:
// others would be lost.
func (w *Writer) value(v *graph.Value) error {
	w.byte(byte(v.Type))
	pure := graph.Value{Type: v.Type}
	switch v.Type {
	case 0:
	case graph.TypeText, graph.TypeCode:
		pure.Text = v.Text
		w.string(v.Text)
	case graph.TypeInt:
		pure.Number.Unscaled = v.Number.Unscaled
		w.int(v.Number.Unscaled)
	case graph.TypeDecimal:
		pure.Number = v.Number
		w.decimal(v.Number)
	case graph.TypeDate:
		pure.Date = v.Date
		w.int(int64(v.Date.Year))
		w.byte(v.Date.Month)
		w.byte(v.Date.Day)
	case graph.TypeMoney:
		pure.Text, pure.Currency, pure.Bound, pure.Number = v.Text, v.Currency, v.Bound, v.Number
		w.string(v.Text)
		w.string(v.Currency)
		w.byte(byte(v.Bound))
		w.decimal(v.Number)
		if v.Bound == graph.BoundRange {
			pure.High = v.High
			w.decimal(v.High)
		}
		if v.Bound > graph.BoundUndisclosed {
			return invalid("bound %d of an amount is unknown", v.Bound)
		}
	case graph.TypeBool:
		pure.Number.Unscaled = v.Number.Unscaled & 1
		w.byte(byte(v.Number.Unscaled & 1))
	default:
		return invalid("type %d of a value is unknown", v.Type)
	}
	if *v != pure || v.Number.Scale > maxScale || v.High.Scale > maxScale {
		return invalid("a value of type %d has fields that its type has not, or a scale over %d", v.Type, maxScale)
	}
	return nil
}

const maxScale = 18

func (w *Writer) decimal(d graph.Decimal) {
	w.byte(d.Scale)
	w.int(d.Unscaled)
}

// A run's streams are addressed by 32 bits; the bound on a run keeps them far
// below that even with one assertion of the largest size.
var _ = [1]struct{}{}[(runSize+MaxSize)/math.MaxUint32]
