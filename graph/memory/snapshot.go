package memory

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/gob"
	"encoding/json"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"maps"
	"math"
	"math/bits"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// A snapshot is a View's pages as they are, little-endian:
//
//	magic, version, SHA-256 of what it belongs to, revision,
//	sections in a fixed order, CRC-32C of all before it
//
// It belongs to one store, vocabulary and rule version. It holds nothing that
// the log does not: damaged, foreign or old, it is thrown away.
const (
	snapshotMagic   = "ChainAtlas View\n"
	snapshotVersion = 4
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// identity hashes what a snapshot belongs to.
func identity(storeID string, voc *graph.Vocabulary, rules graph.Rules) [32]byte {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q\n", storeID, rules.Version)
	if err := json.NewEncoder(h).Encode([]any{voc.Kinds, voc.Edges}); err != nil {
		panic(err) // declarations are plain data
	}
	return [32]byte(h.Sum(nil))
}

// small is what of a View is little enough for a general encoding. It has no
// maps, whose order would differ from one snapshot of a View to the next.
type small struct {
	Revision   graph.Revision
	Symbols    []string
	Batches    []smallBatch
	Redacted   []smallList
	Printed    []uint32
	NSubs      uint32
	NForms     uint32
	KindPages  [][]uint32
	KindFree   []uint32
	PlacePages []uint32
	Loops      []smallLoop
	Links      [][]smallListed
	Members    []smallList
	Asked      []smallQuestion
	Sources    []smallSource
	Classes    [][]uint32
	Tally      smallTally
}

type smallList struct {
	Of   uint32
	List []uint32
}

type smallSource struct {
	Symbol uint32
	Trust  graph.Trust
}

type smallBatch struct {
	Header        graph.Header
	Known, Stands bool
	Source, Date  uint32
	Spoken        []byte
	Says          []smallSaying
	Confirms      []graph.Revision
	Words         []smallJudge
	Pins          []smallPin
	Denials       []smallPin
	Bonds         []smallBond
	Declares      []graph.Declare
	Redacts       [][2]uint32
}

type smallSaying struct {
	Rev, Date, Sheet uint32
	Except           [][3]uint32
	Shifts           [][5]uint32
}

type smallJudge struct {
	A, B    uint32
	Verdict graph.Verdict
}

type smallPin struct {
	Subjects         []uint32
	Property, Period uint32
	Value, Seen      []byte
	None             bool
}

type smallBond struct {
	Edge                uint32
	From, To, Qualifier []uint32
}

type smallLoop struct {
	Edge int
	Node uint32
}

type smallListed struct {
	From, To, Qualifier uint32
	Reason              string
}

type smallQuestion struct {
	At, Key, A, B uint32
	Why           string
}

type smallTally struct {
	Places        []smallCount
	Total, Placed smallCount
	Special       []uint32
}

type smallCount struct {
	Enterprises, Referred, Products int32
	Countries                       int32
	Money                           []smallMoney
}

type smallMoney struct {
	Currency                  uint32
	Events, Undisclosed, Open int32
	Low, High                 int64
}

// WriteSnapshot writes the View for a later start. Any number of readers may go
// on meanwhile.
func (v *View) WriteSnapshot(w io.Writer, storeID string) error {
	x := &snapshotWriter{crc: crc32.New(castagnoli)}
	x.w = bufio.NewWriterSize(io.MultiWriter(w, x.crc), 1<<20)
	x.raw([]byte(snapshotMagic))
	x.uint(snapshotVersion)
	id := identity(storeID, v.voc, v.rules)
	x.raw(id[:])
	x.uint(uint32(v.rev))
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(v.small()); err != nil {
		return err
	}
	x.bytes(b.Bytes())
	writeVec(x, &v.subs, 14, func(b []byte, s subject) {
		binary.LittleEndian.PutUint32(b, s.first)
		binary.LittleEndian.PutUint32(b[4:], s.node)
		binary.LittleEndian.PutUint32(b[8:], s.source)
		b[12], b[13] = s.kind, s.flags
	})
	writeVec(x, &v.classOf, 4, binary.LittleEndian.PutUint32)
	writeVec(x, &v.nodes, 6, func(b []byte, n node) {
		binary.LittleEndian.PutUint32(b, n.pub)
		b[4], b[5] = n.kind, n.flags
	})
	for _, bl := range []*blobs{&v.ids, &v.says, &v.heard, &v.forms, &v.profiles, &v.names} {
		x.blobs(bl)
	}
	for _, ix := range []*index{&v.idKeys, &v.formKeys, &v.keys} {
		x.index(ix)
	}
	x.adjacency(&v.owners)
	for t := range v.out {
		x.adjacency(&v.out[t])
		x.adjacency(&v.in[t])
	}
	for k := range v.columns {
		for c := range v.columns[k] {
			writeVec(x, &v.columns[k][c].codes, 4, binary.LittleEndian.PutUint32)
			writeVec(x, &v.columns[k][c].numbers, 8, binary.LittleEndian.PutUint64)
		}
	}
	writeVec(x, &v.heads, 8, binary.LittleEndian.PutUint64)
	for i := range v.called {
		writeVec(x, &v.called[i], 8, binary.LittleEndian.PutUint64)
	}
	writeVec(x, &v.marks, 8, binary.LittleEndian.PutUint64)
	if err := x.w.Flush(); err != nil {
		return err
	}
	if x.err != nil {
		return x.err
	}
	_, err := w.Write(binary.LittleEndian.AppendUint32(nil, x.crc.Sum32()))
	return err
}

type snapshotWriter struct {
	w   *bufio.Writer
	crc hash.Hash32
	err error
	buf []byte
}

func (x *snapshotWriter) raw(b []byte) {
	if x.err == nil {
		_, x.err = x.w.Write(b)
	}
}

func (x *snapshotWriter) uint(u uint32) {
	var b [4]byte
	binary.LittleEndian.PutUint32(b[:], u)
	x.raw(b[:])
}

func (x *snapshotWriter) bytes(b []byte) {
	if len(b) > math.MaxUint32 && x.err == nil {
		x.err = graph.Errorf(graph.CodeLimit, "memory.WriteSnapshot", "a section of %d bytes is too large for a snapshot", len(b))
	}
	x.uint(uint32(len(b)))
	x.raw(b)
}

func (x *snapshotWriter) uints(us []uint32) {
	for len(us) > 0 {
		n := min(len(us), snapshotStep)
		x.buf = x.buf[:0]
		for _, u := range us[:n] {
			x.buf = binary.LittleEndian.AppendUint32(x.buf, u)
		}
		x.raw(x.buf)
		us = us[n:]
	}
}

func writeVec[T any](x *snapshotWriter, v *vec[T], size int, put func([]byte, T)) {
	x.uint(uint32(v.n))
	x.uint(uint32(len(v.pages)))
	buf := make([]byte, pageSize*size)
	for _, p := range v.pages {
		if p == nil {
			x.uint(0)
			continue
		}
		x.uint(1)
		for i := range p.data {
			put(buf[i*size:], p.data[i])
		}
		x.raw(buf)
	}
}

func (x *snapshotWriter) blobs(b *blobs) {
	x.uint(uint32(len(b.pages)))
	for _, p := range b.pages {
		if p == nil || len(p.heap) == 0 {
			x.uint(0)
			continue
		}
		x.bytes(p.heap)
		x.uints(p.off[:])
	}
}

func (x *snapshotWriter) index(ix *index) {
	x.uint(uint32(len(ix.layers)))
	for _, l := range ix.layers {
		x.uint(uint32(len(l.heads)))
		x.uint(uint32(len(l.ents)))
		x.uints(l.heads)
		x.buf = x.buf[:0]
		for _, e := range l.ents {
			x.buf = binary.LittleEndian.AppendUint32(x.buf, e.hash)
			x.buf = binary.LittleEndian.AppendUint32(x.buf, e.val)
			x.buf = binary.LittleEndian.AppendUint32(x.buf, e.next)
			if len(x.buf) >= 4*snapshotStep {
				x.raw(x.buf)
				x.buf = x.buf[:0]
			}
		}
		x.raw(x.buf)
	}
}

func (x *snapshotWriter) adjacency(a *adjacency) {
	x.uint(uint32(len(a.pages)))
	for _, p := range a.pages {
		if p == nil || len(p.to) == 0 && len(p.tree) == 0 {
			x.uint(0)
			continue
		}
		x.uint(1)
		x.uint(uint32(len(p.to)))
		x.uints(p.to)
		x.uints(p.off[:])
		x.uint(uint32(len(p.tree)))
		for k := range uint32(pageSize) { // in order, so that equal Views have equal snapshots
			if t := p.tree[uint16(k)]; t != nil {
				x.uint(k)
				x.uint(uint32(t.n))
				for _, l := range t.leaves {
					x.uints(l)
				}
			}
		}
	}
}

// ReadSnapshot reads a View that WriteSnapshot wrote for the same store,
// vocabulary and rules. Anything else fails with CodeDamaged, and the message
// says why the snapshot is of no use. What it takes of memory before the checksum
// is known to hold is a small multiple of what it has read. It may read on past
// the end of the snapshot.
func ReadSnapshot(r io.Reader, storeID string, voc *graph.Vocabulary, rules graph.Rules) (v *View, err error) {
	const op = "memory.ReadSnapshot"
	x := &snapshotReader{r: bufio.NewReaderSize(r, 1<<18), crc: crc32.New(castagnoli)}
	defer func() {
		if p := recover(); p != nil { // an end too early, or what only a wrong checksum lets pass
			v, err = nil, graph.Errorf(graph.CodeDamaged, op, "the snapshot is damaged")
		}
	}()
	if string(x.raw(len(snapshotMagic))) != snapshotMagic || x.uint() != snapshotVersion {
		return nil, graph.Errorf(graph.CodeDamaged, op, "this is not a snapshot of this version")
	}
	if [32]byte(x.raw(32)) != identity(storeID, voc, rules) {
		return nil, graph.Errorf(graph.CodeDamaged, op, "the snapshot belongs to another store, vocabulary or rule version")
	}
	rev := x.uint()
	v = New(voc, rules)
	general := x.bytes()
	readVec(x, &v.subs, 14, func(b []byte) subject {
		return subject{binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:]), binary.LittleEndian.Uint32(b[8:]), b[12], b[13]}
	})
	readVec(x, &v.classOf, 4, binary.LittleEndian.Uint32)
	readVec(x, &v.nodes, 6, func(b []byte) node { return node{binary.LittleEndian.Uint32(b), b[4], b[5]} })
	for _, bl := range []*blobs{&v.ids, &v.says, &v.heard, &v.forms, &v.profiles, &v.names} {
		x.blobs(bl)
	}
	for _, ix := range []*index{&v.idKeys, &v.formKeys, &v.keys} {
		x.index(ix)
	}
	x.adjacency(&v.owners)
	for t := range v.out {
		x.adjacency(&v.out[t])
		x.adjacency(&v.in[t])
	}
	for k := range v.columns {
		for c := range v.columns[k] {
			readVec(x, &v.columns[k][c].codes, 4, binary.LittleEndian.Uint32)
			readVec(x, &v.columns[k][c].numbers, 8, binary.LittleEndian.Uint64)
		}
	}
	readVec(x, &v.heads, 8, binary.LittleEndian.Uint64)
	for i := range v.called {
		readVec(x, &v.called[i], 8, binary.LittleEndian.Uint64)
	}
	readVec(x, &v.marks, 8, binary.LittleEndian.Uint64)
	if sum := x.crc.Sum32(); x.uint() != sum {
		return nil, graph.Errorf(graph.CodeDamaged, op, "the snapshot is damaged: its checksum does not hold")
	}
	var s small
	if err := gob.NewDecoder(bytes.NewReader(general)).Decode(&s); err != nil {
		return nil, graph.Errorf(graph.CodeDamaged, op, "the snapshot is damaged: %w", err)
	}
	if s.Revision != graph.Revision(rev) || !s.fits(v) {
		return nil, graph.Errorf(graph.CodeDamaged, op, "the snapshot is damaged: it does not hold revision %d", rev)
	}
	v.restore(&s)
	v.named = v.namedChains()
	v.classes = v.classTableOf(s.Classes)
	return v, nil
}

// snapshotReader reads what it trusts only once the checksum holds: no length
// makes it allocate more than twice what it has read, or snapshotStep elements.
// It panics at the end of the file.
type snapshotReader struct {
	r   io.Reader
	crc hash.Hash32
	buf []byte
}

// snapshotStep is how many elements are read or written at a time.
const snapshotStep = 1 << 15

// raw reads n bytes that are good until the next call.
func (x *snapshotReader) raw(n int) []byte {
	if cap(x.buf) < n {
		x.buf = make([]byte, n)
	}
	b := x.buf[:n]
	if _, err := io.ReadFull(x.r, b); err != nil {
		panic(err)
	}
	x.crc.Write(b)
	return b
}

func (x *snapshotReader) uint() uint32 { return binary.LittleEndian.Uint32(x.raw(4)) }

// readSlice reads n elements of a size.
func readSlice[T any](x *snapshotReader, n uint32, size int, get func([]byte) T) []T {
	var to []T
	for len(to) < int(n) {
		k := min(int(n)-len(to), snapshotStep)
		b := x.raw(k * size)
		to = room(to, int(n))
		for j := range k {
			to = append(to, get(b[j*size:]))
		}
	}
	return to
}

// room returns a slice that will have n elements with room for snapshotStep more
// of them. It doubles, but never beyond n.
func room[T any](s []T, n int) []T {
	if want := min(len(s)+snapshotStep, n); cap(s) < want {
		s = append(make([]T, 0, min(max(2*cap(s), want), n)), s...)
	}
	return s
}

// bytes reads bytes of their own.
func (x *snapshotReader) bytes() []byte {
	n := x.uint()
	var b []byte
	for len(b) < int(n) {
		k := min(int(n)-len(b), snapshotStep)
		b = append(room(b, int(n)), x.raw(k)...)
	}
	return b
}

func (x *snapshotReader) uints(n uint32) []uint32 {
	return readSlice(x, n, 4, binary.LittleEndian.Uint32)
}

// offsets reads what splits a page's heap.
func (x *snapshotReader) offsets(to *[pageSize + 1]uint32) {
	b := x.raw(4 * len(to))
	for i := range to {
		to[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
}

// readPages reads a table of pages, one by one.
func readPages[P any](x *snapshotReader, read func() *P) []*P {
	n := int(x.uint())
	var pages []*P
	for len(pages) < n {
		pages = append(room(pages, n), read())
	}
	return pages
}

func readVec[T any](x *snapshotReader, v *vec[T], size int, get func([]byte) T) {
	v.n = int(x.uint())
	v.pages = readPages(x, func() *vecPage[T] {
		if x.uint() == 0 {
			return nil
		}
		p, b := &vecPage[T]{}, x.raw(pageSize*size)
		for j := range p.data {
			p.data[j] = get(b[j*size:])
		}
		return p
	})
}

func (x *snapshotReader) blobs(b *blobs) {
	b.pages = readPages(x, func() *blobPage {
		heap := x.bytes()
		if len(heap) == 0 {
			return nil
		}
		p := &blobPage{heap: heap}
		x.offsets(&p.off)
		return p
	})
}

func (x *snapshotReader) index(ix *index) {
	ix.layers = readPages(x, func() *indexLayer {
		heads, ents := x.uint(), x.uint()
		if bits.OnesCount32(heads) != 1 {
			panic("no hash table")
		}
		return &indexLayer{heads: x.uints(heads), ents: readSlice(x, ents, 12, func(b []byte) indexEntry {
			return indexEntry{binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:]), binary.LittleEndian.Uint32(b[8:])}
		})}
	})
}

func (x *snapshotReader) adjacency(a *adjacency) {
	a.pages = readPages(x, func() *adjPage {
		if x.uint() == 0 {
			return nil
		}
		p := &adjPage{to: x.uints(x.uint())}
		x.offsets(&p.off)
		for n := x.uint(); n > 0; n-- {
			if p.tree == nil {
				p.tree = map[uint16]*tree{}
			}
			k := uint16(x.uint())
			p.tree[k] = newTree(x.uints(x.uint()))
		}
		return p
	})
}

func (v *View) small() *small {
	s := &small{Revision: v.rev, Symbols: v.syms.list, Printed: v.printed.list(), NSubs: v.nsubs, NForms: v.nforms,
		KindPages: v.kindPages, KindFree: v.kindFree, PlacePages: v.placePages}
	for _, x := range slices.Sorted(maps.Keys(v.redacted)) {
		s.Redacted = append(s.Redacted, smallList{x, v.redacted[x]})
	}
	for _, b := range v.batches {
		x := smallBatch{Header: *b.header, Known: b.known, Stands: b.stands, Source: b.source, Date: b.date, Spoken: b.spoken,
			Confirms: b.confirms, Declares: b.declares}
		for _, w := range b.allSays {
			y := smallSaying{Rev: w.rev, Date: w.date, Sheet: w.sheet}
			for r := range w.except {
				y.Except = append(y.Except, [3]uint32{r.subject, r.table, r.period})
			}
			for k, to := range w.shifts {
				y.Shifts = append(y.Shifts, [5]uint32{k.record.subject, k.record.table, k.record.period, k.row, to})
			}
			slices.SortFunc(y.Except, func(a, b [3]uint32) int { return slices.Compare(a[:], b[:]) })
			slices.SortFunc(y.Shifts, func(a, b [5]uint32) int { return slices.Compare(a[:], b[:]) })
			x.Says = append(x.Says, y)
		}
		for _, w := range b.words {
			x.Words = append(x.Words, smallJudge{w.a, w.b, w.verdict})
		}
		for _, p := range b.pins {
			x.Pins = append(x.Pins, smallPin{p.subjects, p.property, p.period, p.value, p.seen, p.value == nil})
		}
		for _, p := range b.denials {
			x.Denials = append(x.Denials, smallPin{Subjects: p.subjects, Property: p.property, Period: p.period, Value: p.value})
		}
		for _, d := range b.bonds {
			x.Bonds = append(x.Bonds, smallBond{d.edge, d.from, d.to, d.qualifier})
		}
		for _, r := range b.redacts {
			x.Redacts = append(x.Redacts, [2]uint32{r.subject, r.property})
		}
		s.Batches = append(s.Batches, x)
	}
	for _, l := range v.loops {
		s.Loops = append(s.Loops, smallLoop{l.edge, l.node})
	}
	for _, c := range v.links {
		var listed []smallListed
		for _, l := range c.listed {
			listed = append(listed, smallListed{l.key.from, l.key.to, l.qualifier, l.reason})
		}
		s.Links = append(s.Links, listed)
	}
	for p := range v.members.pages {
		if pg := v.members.page(p); pg != nil {
			for i, m := range pg {
				if m != nil {
					s.Members = append(s.Members, smallList{uint32(p<<pageBits | i), m})
				}
			}
		}
	}
	for p := range v.asked.pages {
		if pg := v.asked.page(p); pg != nil {
			for i, qs := range pg {
				for _, q := range qs {
					s.Asked = append(s.Asked, smallQuestion{uint32(p<<pageBits | i), q.key, q.a, q.b, q.why})
				}
			}
		}
	}
	for i := range v.sources.n {
		if x := v.sources.at(uint32(i)); x.declared {
			s.Sources = append(s.Sources, smallSource{uint32(i), x.trust})
		}
	}
	s.Classes = v.classes.segments
	count := func(c *placeCount) smallCount {
		x := smallCount{Enterprises: c.enterprises, Referred: c.referred, Products: c.products, Countries: c.countries}
		for _, m := range c.money {
			x.Money = append(x.Money, smallMoney{m.currency, m.events, m.undisclosed, m.open, m.low, m.high})
		}
		return x
	}
	for i := range v.tally.places {
		s.Tally.Places = append(s.Tally.Places, count(&v.tally.places[i]))
	}
	s.Tally.Total, s.Tally.Placed, s.Tally.Special = count(&v.tally.total), count(&v.tally.placed), v.tally.special
	return s
}

// fits reports whether what s numbers lies within the pages read, so that no
// number makes restoring allocate out of proportion.
func (s *small) fits(v *View) bool {
	slots := uint64(len(v.nodes.pages)) << pageBits
	outside := func(n int) func(uint32) bool { return func(i uint32) bool { return int(i) >= n } }
	return s.Revision <= graph.Revision(len(s.Batches)) &&
		!slices.ContainsFunc(s.Printed, outside(len(s.Symbols))) &&
		!slices.ContainsFunc(s.PlacePages, outside(len(v.nodes.pages))) &&
		!slices.ContainsFunc(s.Members, func(x smallList) bool { return uint64(x.Of) >= slots }) &&
		!slices.ContainsFunc(s.Asked, func(x smallQuestion) bool { return x.At >= s.NSubs }) &&
		!slices.ContainsFunc(s.Sources, func(x smallSource) bool { return int(x.Symbol) >= len(s.Symbols) })
}

func (v *View) restore(s *small) {
	e := new(edit)
	v.rev = s.Revision
	v.syms = (&symbols{list: s.Symbols}).clone()
	v.nsubs, v.nforms = s.NSubs, s.NForms
	for _, x := range s.Redacted {
		if v.redacted == nil {
			v.redacted = map[uint32][]uint32{}
		}
		v.redacted[x.Of] = x.List
	}
	for _, p := range s.Printed {
		v.printed.add(p)
	}
	copy(v.kindPages, s.KindPages)
	copy(v.kindFree, s.KindFree)
	for i, p := range s.PlacePages {
		for int(p) >= len(v.placePage) {
			v.placePage = append(v.placePage, 0)
		}
		v.placePage[p] = uint32(i + 1)
	}
	v.placePages = s.PlacePages
	for i := range s.Batches {
		x := &s.Batches[i]
		b := &batch{header: &x.Header, known: x.Known, stands: x.Stands, source: x.Source, date: x.Date, spoken: x.Spoken,
			confirms: x.Confirms, declares: x.Declares}
		for _, y := range x.Says {
			w := &saying{rev: y.Rev, date: y.Date, sheet: y.Sheet}
			if len(y.Except) > 0 {
				w.except = make(map[recordID]struct{}, len(y.Except))
				for _, r := range y.Except {
					w.except[recordID{r[0], r[1], r[2]}] = struct{}{}
				}
			}
			if len(y.Shifts) > 0 {
				w.shifts = make(map[shiftKey]uint32, len(y.Shifts))
				for _, k := range y.Shifts {
					w.shifts[shiftKey{recordID{k[0], k[1], k[2]}, k[3]}] = k[4]
				}
			}
			b.allSays = append(b.allSays, w)
		}
		for _, w := range x.Words {
			b.words = append(b.words, judge{w.A, w.B, w.Verdict})
		}
		for _, p := range x.Pins {
			q := pin{subjects: p.Subjects, property: p.Property, period: p.Period, value: p.Value, seen: p.Seen}
			if p.None {
				q.value = nil
			}
			b.pins = append(b.pins, q)
		}
		for _, p := range x.Denials {
			b.denials = append(b.denials, denial{subjects: p.Subjects, property: p.Property, period: p.Period, value: p.Value})
		}
		for _, d := range x.Bonds {
			b.bonds = append(b.bonds, bondDenial{d.Edge, d.From, d.To, d.Qualifier})
		}
		for _, r := range x.Redacts {
			b.redacts = append(b.redacts, redaction{r[0], r[1]})
		}
		v.batches = append(v.batches, b)
	}
	for _, b := range v.batches {
		b.recount(v.batches)
	}
	for _, l := range s.Loops {
		v.loops = append(v.loops, loop{l.Edge, l.Node})
	}
	for t, listed := range s.Links {
		for _, l := range listed {
			v.links[t].listed = append(v.links[t].listed, listedEdge{edgeKey{l.From, l.To}, l.Qualifier, l.Reason})
		}
	}
	for _, m := range s.Members {
		v.members.set(e, m.Of, m.List)
	}
	for _, q := range s.Asked {
		p := v.asked.ptr(e, q.At)
		*p = append(*p, question{q.Key, q.A, q.B, q.Why})
	}
	for _, x := range s.Sources {
		v.sources.set(e, x.Symbol, source{true, x.Trust})
	}
	count := func(c smallCount) placeCount {
		x := placeCount{enterprises: c.Enterprises, referred: c.Referred, products: c.Products, countries: c.Countries}
		for _, m := range c.Money {
			x.money = append(x.money, moneyCount{m.Currency, m.Events, m.Undisclosed, m.Open, m.Low, m.High})
		}
		return x
	}
	t := &tally{total: count(s.Tally.Total), placed: count(s.Tally.Placed), special: s.Tally.Special}
	for _, c := range s.Tally.Places {
		t.places = append(t.places, count(c))
	}
	v.tally = t
}
