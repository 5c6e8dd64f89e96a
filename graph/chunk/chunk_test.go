package chunk_test

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/chunk"
	"github.com/chainatlas/chainatlas/graph/graphtest"
	"github.com/klauspost/compress/zstd"
)

var update = flag.Bool("update", false, "write the golden files of the current version anew")

// golden compares got with a file of testdata. Files of a version that was
// released never change.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s:\n got %s\nwant %s", name, got, want)
	}
}

func seq(assertions ...graph.Assertion) iter.Seq2[graph.Assertion, error] {
	return func(yield func(graph.Assertion, error) bool) {
		for _, a := range assertions {
			if !yield(a, nil) {
				return
			}
		}
	}
}

// write returns the chunks of the assertions.
func write(t testing.TB, assertions iter.Seq2[graph.Assertion, error]) []*graph.Chunk {
	t.Helper()
	var chunks []*graph.Chunk
	for c, err := range chunk.Write(assertions) {
		if err != nil {
			t.Fatal(err)
		}
		chunks = append(chunks, c)
	}
	return chunks
}

// inflate returns the uncompressed encoding of a chunk.
func inflate(t testing.TB, c *graph.Chunk) []byte {
	t.Helper()
	z, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	raw, err := z.DecodeAll(c.Data, nil)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

var compressor = sync.OnceValues(func() (*zstd.Encoder, error) { return zstd.NewWriter(nil) })

// deflate returns a chunk whose uncompressed encoding is raw.
func deflate(t testing.TB, raw []byte, assertions int) *graph.Chunk {
	t.Helper()
	z, err := compressor()
	if err != nil {
		t.Fatal(err)
	}
	return &graph.Chunk{Assertions: assertions, Size: len(raw), Hash: sha256.Sum256(raw), Data: z.EncodeAll(raw, nil)}
}

func TestGolden(t *testing.T) {
	want := graphtest.EveryAssertion()
	chunks := write(t, seq(want...))
	if len(chunks) != 1 {
		t.Fatalf("%d chunks", len(chunks))
	}
	golden(t, "v1.hex", []byte(hexLines(inflate(t, chunks[0]))))

	// What was written by version 1 is read for ever.
	text, err := os.ReadFile(filepath.Join("testdata", "v1.hex"))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := hex.DecodeString(strings.ReplaceAll(string(text), "\n", ""))
	if err != nil {
		t.Fatal(err)
	}
	got, err := new(chunk.Decoder).Decode(deflate(t, raw, len(want)))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("version 1 reads as\n%+v, want\n%+v", got, want)
	}
}

func hexLines(b []byte) string {
	var s strings.Builder
	for line := range slices.Chunk(b, 32) {
		fmt.Fprintf(&s, "%x\n", line)
	}
	return s.String()
}

func TestMarshalJSON(t *testing.T) {
	h := &graph.Header{
		Revision:  7,
		Documents: []graph.Document{{Name: "a.xlsx"}},
		Sheets: []graph.Sheet{{}, {Name: "变更"}, {Name: "产品", Columns: []graph.Column{
			{Of: "aliases", Number: 3}, {Of: "MAKES", Number: 1},
		}}},
	}
	var all bytes.Buffer
	for _, a := range append(graphtest.EveryAssertion(),
		&graph.Redact{Subject: "a", Property: "contact"},
		&graph.Pin{Subjects: []graph.SubjectID{"a"}, Property: "contact", Value: new(graph.Value), Seen: new(graph.Value)},
		&graph.Deny{Subjects: []graph.SubjectID{"a"}, Property: "contact"}) {
		b, err := chunk.MarshalJSON(h, a)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(append(b, '\n'))
	}
	golden(t, "v1.jsonl", all.Bytes())
}

func TestWriter(t *testing.T) {
	const n = 10_000
	chunks := write(t, graphtest.Records(n))
	total := 0
	var decoder chunk.Decoder
	for i, c := range chunks {
		if _, err := decoder.Check(c); err != nil {
			t.Fatalf("chunk %d: %v", i, err)
		}
		if c.Size > 32<<10 || c.Size < 31<<10 && i < len(chunks)-1 {
			t.Errorf("chunk %d of %d has %d bytes", i, len(chunks), c.Size)
		}
		if i > 0 && c.First <= chunks[i-1].Last {
			t.Errorf("chunk %d begins with %q, the one before ends with %q", i, c.First, chunks[i-1].Last)
		}
		total += c.Assertions
	}
	if total != n {
		t.Errorf("%d assertions, want %d", total, n)
	}
	if again := write(t, graphtest.Records(n)); !reflect.DeepEqual(chunks, again) {
		t.Error("the same assertions give other chunks")
	}
}

// TestWriterRuns checks that no chunk spans two runs.
func TestWriterRuns(t *testing.T) {
	const n = 150_000
	chunks := write(t, func(yield func(graph.Assertion, error) bool) {
		a := new(graph.Retract)
		for i := range n {
			a.Record.Subject = graph.SubjectID(strconv.Itoa(i % 70_000))
			if !yield(a, nil) {
				return
			}
		}
	})
	runs, inRun := []int{0}, 0
	for i, c := range chunks {
		if i > 0 && c.First < chunks[i-1].Last {
			runs = append(runs, 0)
			inRun++
		}
		runs[inRun] += c.Assertions
	}
	if want := []int{1 << 16, 1 << 16, n - 2<<16}; !slices.Equal(runs, want) {
		t.Errorf("the runs have %v assertions, want %v", runs, want)
	}
}

// TestAheadWriter checks that cutting ahead changes nothing of what is written, calls
// emit from one place at a time, and loses no error.
func TestAheadWriter(t *testing.T) {
	const n = 200_000
	fill := func(w *chunk.Writer) error {
		a := new(graph.Retract)
		for i := range n {
			a.Record.Subject = graph.SubjectID(strconv.Itoa(i * 7919 % 90_000))
			if err := w.Add(a); err != nil {
				return err
			}
		}
		return nil
	}
	var want, got []*graph.Chunk
	plain := chunk.NewWriter(func(c *graph.Chunk) error { want = append(want, c); return nil })
	var emitting atomic.Int32
	ahead := chunk.NewAheadWriter(func(c *graph.Chunk) error {
		if emitting.Add(1) != 1 {
			t.Error("emit is called twice at a time")
		}
		got = append(got, c) // as a race if it were
		emitting.Add(-1)
		return nil
	})
	if err := errors.Join(fill(plain), plain.Flush(), fill(ahead), ahead.Settle()); err != nil {
		t.Fatal(err)
	}
	settled := 0
	for _, c := range got {
		settled += c.Assertions
	}
	if settled != 3<<16 {
		t.Errorf("Settle leaves %d assertions written, not the three full runs", settled)
	}
	if err := ahead.Flush(); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%d chunks differ from the %d that a plain Writer makes", len(got), len(want))
	}

	cause := errors.New("the disk is full")
	emitted := 0
	ahead = chunk.NewAheadWriter(func(*graph.Chunk) error {
		if emitted++; emitted == 3 {
			return cause
		}
		return nil
	})
	if err := errors.Join(fill(ahead), ahead.Settle()); !errors.Is(err, cause) {
		t.Errorf("the error of emit becomes %v", err)
	}
	if err := errors.Join(ahead.Flush(), ahead.Add(&graph.Revoke{Batch: 1})); !errors.Is(err, cause) || emitted != 3 {
		t.Errorf("after an error: %v, emit called %d times", err, emitted)
	}
}

// TestWriterKeepsNothing checks that memory of an assertion can be used again
// once it was added.
func TestWriterKeepsNothing(t *testing.T) {
	var chunks []*graph.Chunk
	w := chunk.NewWriter(func(c *graph.Chunk) error { chunks = append(chunks, c); return nil })
	cells := []graph.Cell{{Property: "p", Values: []graph.Value{graph.Int(1)}}}
	r := &graph.Record{RecordKey: graph.RecordKey{Subject: "a"}, Cells: cells}
	if err := w.Add(r); err != nil {
		t.Fatal(err)
	}
	cells[0].Property, cells[0].Values[0], r.Subject = "q", graph.Int(2), "b"
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	got, err := new(chunk.Decoder).Decode(chunks[0])
	if err != nil {
		t.Fatal(err)
	}
	want := &graph.Record{RecordKey: graph.RecordKey{Subject: "a"}, Cells: []graph.Cell{{Property: "p", Values: []graph.Value{graph.Int(1)}}}}
	if !reflect.DeepEqual(got, []graph.Assertion{want}) {
		t.Errorf("got %+v", got[0])
	}
}

func TestWriterErrors(t *testing.T) {
	cause := errors.New("the disk is full")
	w := chunk.NewWriter(func(*graph.Chunk) error { return cause })
	if err := w.Add(&graph.Revoke{Batch: 1}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := w.Flush(); !errors.Is(err, cause) {
			t.Errorf("Flush = %v", err)
		}
	}
	if err := w.Add(&graph.Revoke{Batch: 1}); !errors.Is(err, cause) {
		t.Errorf("Add = %v", err)
	}
	large := &graph.Declare{Name: strings.Repeat("x", chunk.MaxSize)}
	for _, err := range chunk.Write(seq(large)) {
		if graph.CodeOf(err) != graph.CodeLimit {
			t.Errorf("a declaration of %d bytes: %v", chunk.MaxSize, err)
		}
	}
	// What is refused leaves no trace in what follows.
	chunks := []*graph.Chunk{}
	w = chunk.NewWriter(func(c *graph.Chunk) error { chunks = append(chunks, c); return nil })
	bad := &graph.Record{Row: 1, Cells: []graph.Cell{{Property: "p", Values: []graph.Value{{Type: 99}}}}}
	if err := w.Add(bad); graph.CodeOf(err) != graph.CodeInvalid {
		t.Errorf("Add of a value of an unknown type = %v", err)
	}
	if err := errors.Join(w.Add(&graph.Revoke{Batch: 1}), w.Flush()); err != nil {
		t.Fatal(err)
	}
	got, err := new(chunk.Decoder).Decode(chunks[0])
	if err != nil || !reflect.DeepEqual(got, []graph.Assertion{&graph.Revoke{Batch: 1}}) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestDecoderAbout(t *testing.T) {
	assertions := graphtest.EveryAssertion()
	c := write(t, seq(assertions...))[0]
	for _, s := range []graph.SubjectID{"", "a", "b", "c", "x"} {
		var want []graph.Assertion
		for _, a := range assertions {
			if a.About() == s {
				want = append(want, a)
			}
		}
		got, err := new(chunk.Decoder).About(c, s)
		if err != nil || len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
			t.Errorf("About(%q) = %d assertions, %v, want %d", s, len(got), err, len(want))
		}
	}
}

func TestDecoderRefuses(t *testing.T) {
	good := write(t, seq(graphtest.EveryAssertion()...))[0]
	raw := inflate(t, good)
	newer := slices.Clone(raw)
	newer[0] = chunk.Version + 1
	change := func(f func(*graph.Chunk)) *graph.Chunk {
		c := *good
		f(&c)
		return &c
	}
	for what, test := range map[string]struct {
		chunk *graph.Chunk
		code  graph.Code
	}{
		"a newer version":   {deflate(t, newer, good.Assertions), graph.CodeInvalid},
		"nothing":           {deflate(t, nil, 0), graph.CodeDamaged},
		"no compression":    {change(func(c *graph.Chunk) { c.Data = raw }), graph.CodeDamaged},
		"more than claimed": {change(func(c *graph.Chunk) { c.Size-- }), graph.CodeDamaged},
		"less than claimed": {change(func(c *graph.Chunk) { c.Size++ }), graph.CodeDamaged},
		"a negative size":   {change(func(c *graph.Chunk) { c.Size = -1 }), graph.CodeDamaged},
		"a boundless size":  {change(func(c *graph.Chunk) { c.Size = 1 << 40 }), graph.CodeDamaged},
		"another number":    {change(func(c *graph.Chunk) { c.Assertions++ }), graph.CodeDamaged},
		"a tail":            {deflate(t, append(slices.Clone(raw), 0), good.Assertions), graph.CodeDamaged},
	} {
		if _, err := new(chunk.Decoder).Decode(test.chunk); graph.CodeOf(err) != test.code {
			t.Errorf("%s: %v, want %s", what, err, test.code)
		}
	}
	for end := range raw {
		if _, err := new(chunk.Decoder).Decode(deflate(t, raw[:end], good.Assertions)); graph.CodeOf(err) != graph.CodeDamaged {
			t.Fatalf("the first %d of %d bytes: %v", end, len(raw), err)
		}
	}
	for what, c := range map[string]*graph.Chunk{
		"hash":   change(func(c *graph.Chunk) { c.Hash[0]++ }),
		"first":  change(func(c *graph.Chunk) { c.First = "0" }),
		"last":   change(func(c *graph.Chunk) { c.Last = "zz" }),
		"filter": change(func(c *graph.Chunk) { c.Filter = bytes.Repeat([]byte{0xff}, len(c.Filter)) }),
	} {
		if _, err := new(chunk.Decoder).Check(c); graph.CodeOf(err) != graph.CodeDamaged {
			t.Errorf("another %s: %v", what, err)
		}
	}
}

// TestHostileCounts checks that a count that no bytes stand behind takes no
// memory.
func TestHostileCounts(t *testing.T) {
	// One assertion, tag 3 (Confirm), that claims 2^40 exceptions.
	c := deflate(t, []byte{1, 0, 1, 3, 0, 8, 1, 0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20}, 1)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := new(chunk.Decoder).Decode(c)
	runtime.ReadMemStats(&after)
	if graph.CodeOf(err) != graph.CodeDamaged {
		t.Errorf("Decode = %v", err)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > 8<<20 {
		t.Errorf("Decode took %d bytes", n)
	}
}

func TestMayHold(t *testing.T) {
	chunks := write(t, graphtest.Records(20_000))
	wrong, asked := 0, 0
	for i := range 40_000 {
		s := graphtest.Subject(i)
		holders := 0
		for _, c := range chunks {
			if s < c.First || s > c.Last {
				if chunk.MayHold(c, s) {
					t.Fatalf("%q is not between %q and %q", s, c.First, c.Last)
				}
				continue
			}
			asked++
			if chunk.MayHold(c, s) {
				holders++
			}
		}
		if i < 20_000 && holders == 0 {
			t.Fatalf("no chunk may hold %q", s)
		}
		if i >= 20_000 {
			wrong += holders
		}
	}
	if wrong > asked/50 {
		t.Errorf("%d of %d answers are wrong", wrong, asked)
	}
	if !chunk.MayHold(&graph.Chunk{First: "a", Last: "c"}, "b") {
		t.Error("without a filter any subject may be there")
	}
}

func TestAssertionsStops(t *testing.T) {
	chunks := write(t, graphtest.Records(20_000))
	before := runtime.NumGoroutine()
	all := func(yield func(*graph.Chunk, error) bool) {
		for _, c := range chunks {
			if !yield(c, nil) {
				return
			}
		}
	}
	for stop := range 100 {
		n := 0
		for _, err := range chunk.Assertions(all) {
			if err != nil {
				t.Fatal(err)
			}
			if n++; n > stop*stop {
				break
			}
		}
	}
	for range 100 { // the last one may still be on its last instruction
		if runtime.NumGoroutine() <= before {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if now := runtime.NumGoroutine(); now > before {
		t.Errorf("%d goroutines are left, %d before", now, before)
	}
	cause := errors.New("the disk is gone")
	n := 0
	var last error
	for _, err := range chunk.Assertions(func(yield func(*graph.Chunk, error) bool) {
		if yield(chunks[0], nil) {
			yield(nil, cause)
		}
	}) {
		if last = err; err == nil {
			n++
		}
	}
	if n != chunks[0].Assertions || !errors.Is(last, cause) {
		t.Errorf("%d assertions, then %v", n, last)
	}
}

func header() *graph.Header {
	return &graph.Header{
		Key: "k", Kind: graph.BatchRedact, Source: "s", Actor: "李", Reason: "年度", DataDate: graph.Date{Year: -5, Month: 5, Day: 6},
		Recorded: time.Date(2024, 5, 6, 7, 8, 9, 123456000, time.UTC), Base: 3, Rules: "1", Revokes: 2,
		Documents: []graph.Document{{Name: "a.xlsx", Hash: graph.Hash{1, 2}}, {}},
		Sheets:    []graph.Sheet{{Document: 1, Name: "企业", Columns: []graph.Column{{Of: "legalName", Number: 1}}}, {}},
		Counts:    graph.Counts{Read: 15, Rejected: 1, Queued: 2, Created: 3, Updated: 4, Unchanged: 5, BadCells: 6},
		Rewrites:  []graph.Rewrite{{Revision: 2, Chunk: 7, Hash: graph.Hash{9}}},
	}
}

// reported is a header with a report, which version 1 cannot say.
func reported() *graph.Header {
	h := header()
	h.Report = graph.Hash{3, 4}
	return h
}

func TestHeader(t *testing.T) {
	for file, h := range map[string]*graph.Header{"header-v1.hex": header(), "header-v2.hex": reported()} {
		b := chunk.AppendHeader(nil, h)
		golden(t, file, []byte(hexLines(b)))
		got, err := chunk.ParseHeader(b)
		if err != nil || !reflect.DeepEqual(got, h) {
			t.Errorf("ParseHeader = %+v, %v", got, err)
		}
		for end := range b {
			if _, err := chunk.ParseHeader(b[:end]); graph.CodeOf(err) != graph.CodeDamaged {
				t.Fatalf("the first %d bytes: %v", end, err)
			}
		}
		b[0] = chunk.HeaderVersion + 1
		if _, err := chunk.ParseHeader(b); graph.CodeOf(err) != graph.CodeInvalid {
			t.Errorf("a newer header: %v", err)
		}
	}
	// No header is written in two ways.
	none := chunk.AppendHeader(nil, reported())
	clear(none[len(none)-len(graph.Hash{}):])
	if h, err := chunk.ParseHeader(none); graph.CodeOf(err) != graph.CodeDamaged {
		t.Errorf("version 2 without a report: %+v, %v", h, err)
	}
	if got, err := chunk.ParseHeader(chunk.AppendHeader(nil, new(graph.Header))); err != nil || !reflect.DeepEqual(got, new(graph.Header)) {
		t.Errorf("the empty header reads as %+v, %v", got, err)
	}
}

// TestBatchHash changes each field of a header in turn: every one that is said
// by the writer must change the hash, and none that the store derives may.
func TestBatchHash(t *testing.T) {
	sum := func(h *graph.Header, chunks ...graph.Hash) graph.Hash {
		b := chunk.NewBatchHash(graph.Hash{1}, h)
		for _, c := range chunks {
			b.Add(c)
		}
		return b.Sum()
	}
	golden(t, "hash-v1.txt", []byte(sum(header(), graph.Hash{2}).String()+"\n"))
	want := sum(reported(), graph.Hash{2})
	derived := []string{"Revision", "Prev", "Hash", "Chunks", "Assertions", "Bytes"}
	fields := reflect.TypeFor[graph.Header]()
	for i := range fields.NumField() {
		h := reported()
		reflect.ValueOf(h).Elem().Field(i).SetZero()
		// Zero is not what a header made above has, but in the derived fields.
		if got := sum(h, graph.Hash{2}); (got != want) == slices.Contains(derived, fields.Field(i).Name) {
			t.Errorf("clearing %s changes the hash: %t", fields.Field(i).Name, got != want)
		}
	}
	if want == sum(reported(), graph.Hash{3}) || want == sum(reported()) || want == sum(reported(), graph.Hash{2}, graph.Hash{2}) {
		t.Error("the hash does not cover the chunks")
	}
	if chunk.NewBatchHash(graph.Hash{}, header()).Sum() == chunk.NewBatchHash(graph.Hash{1}, header()).Sum() {
		t.Error("the hash does not cover the batch before")
	}
}

func TestRedactionsKeepTheRest(t *testing.T) {
	var r chunk.Redactions
	for _, a := range graphtest.EveryAssertion() {
		if r.Apply(a) != a {
			t.Errorf("no redactions change %T", a)
		}
	}
	r.Add(graph.Redact{Subject: "a", Property: "aliases"})
	r.Add(graph.Redact{Subject: "s3", Property: "legalName"})
	list := graphtest.EveryAssertion()
	before := graphtest.EveryAssertion()
	changed := 0
	for i, a := range list {
		if b := r.Apply(a); b != a {
			changed++
			rec := b.(*graph.Record)
			if rec.Period != "2024Q1" {
				continue // a record of the subject without anything to hide: an equal copy
			}
			if rec.Cells[0].State != graph.CellRedacted || rec.Held == nil || rec.Held.Keys != nil || rec.Edges[1].Refs[1].Held.Keys != nil || len(rec.Edges[1].Refs[1].Keys) != 0 {
				t.Errorf("assertion %d became %+v", i, rec)
			}
		}
	}
	if changed == 0 {
		t.Error("nothing was redacted")
	}
	if !reflect.DeepEqual(list, before) {
		t.Error("the given assertions were changed")
	}
	c := write(t, seq(list...))[0]
	rewritten, now, err := r.Rewrite(new(chunk.Decoder), c)
	if err != nil || rewritten == nil {
		t.Fatal(rewritten, err)
	}
	if !rewritten.Redacted || rewritten.Hash != c.Hash || now != sha256.Sum256(inflate(t, rewritten)) || now == c.Hash {
		t.Errorf("rewritten as %+v", rewritten)
	}
	if _, err := new(chunk.Decoder).Check(rewritten); err != nil {
		t.Errorf("the rewritten chunk: %v", err)
	}
	if again, _, err := r.Rewrite(new(chunk.Decoder), rewritten); again != nil || err != nil {
		t.Errorf("rewritten twice: %v, %v", again, err)
	}
}

// FuzzDecode feeds the decoder any bytes: it must not panic, and what it
// accepts must survive being written and read again.
func FuzzDecode(f *testing.F) {
	for _, a := range graphtest.EveryAssertion() {
		f.Add(inflate(f, write(f, seq(a))[0]))
	}
	f.Add(inflate(f, write(f, graphtest.Records(3))[0]))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if len(raw) > 1<<12 {
			return
		}
		list, err := new(chunk.Decoder).Decode(deflate(t, raw, claimed(raw)))
		if err != nil {
			if code := graph.CodeOf(err); code != graph.CodeDamaged && code != graph.CodeInvalid {
				t.Fatalf("error %v", err)
			}
			return
		}
		var again []graph.Assertion
		for a, err := range chunk.Assertions(chunk.Write(seq(list...))) {
			if err != nil {
				t.Fatal(err)
			}
			again = append(again, clone(t, a))
		}
		slices.SortStableFunc(list, func(a, b graph.Assertion) int { return cmp.Compare(a.About(), b.About()) })
		if len(list) != len(again) {
			t.Fatalf("%d assertions became %d", len(list), len(again))
		}
		for i := range list {
			if !reflect.DeepEqual(list[i], again[i]) {
				t.Fatalf("assertion %d\n%+v became\n%+v", i, list[i], again[i])
			}
			if _, err := chunk.MarshalJSON(new(graph.Header), list[i]); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// claimed returns how many assertions a chunk says that it has, so that a
// fuzzer need not guess it twice.
func claimed(raw []byte) int {
	at := min(1, len(raw))
	next := func() uint64 {
		u, n := binary.Uvarint(raw[at:])
		at += max(n, 0)
		return u
	}
	strings, size := next(), uint64(0)
	for range min(strings, uint64(len(raw))) {
		size += next()
	}
	if size > uint64(len(raw)-at) {
		return 0
	}
	at += int(size)
	return int(next())
}

// clone returns a copy that outlives the iteration.
func clone(t testing.TB, a graph.Assertion) graph.Assertion {
	t.Helper()
	c := write(t, seq(a))[0]
	list, err := new(chunk.Decoder).Decode(c)
	if err != nil {
		t.Fatal(err)
	}
	return list[0]
}

// FuzzCompressed feeds the decoder bytes that need not decompress.
func FuzzCompressed(f *testing.F) {
	c := write(f, seq(graphtest.EveryAssertion()...))[0]
	f.Add(c.Data, c.Size, c.Assertions)
	f.Fuzz(func(t *testing.T, data []byte, size, assertions int) {
		if size > 1<<20 {
			return
		}
		_, err := new(chunk.Decoder).Decode(&graph.Chunk{Data: data, Size: size, Assertions: assertions})
		if code := graph.CodeOf(err); err != nil && code != graph.CodeDamaged && code != graph.CodeInvalid {
			t.Fatalf("error %v", err)
		}
	})
}

func FuzzParseHeader(f *testing.F) {
	f.Add(chunk.AppendHeader(nil, header()))
	f.Add(chunk.AppendHeader(nil, reported()))
	f.Add(chunk.AppendHeader(nil, new(graph.Header)))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := chunk.ParseHeader(b)
		if err != nil {
			return
		}
		again, err := chunk.ParseHeader(chunk.AppendHeader(nil, h))
		if err != nil || !reflect.DeepEqual(again, h) {
			t.Fatalf("%+v became %+v, %v", h, again, err)
		}
	})
}

// BenchmarkWrite encodes, sorts and compresses a million records.
func BenchmarkWrite(b *testing.B) {
	const n = 1_000_000
	for b.Loop() {
		for _, err := range chunk.Write(graphtest.Records(n)) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "records/s")
}

// BenchmarkDecode decodes chunks on one core.
func BenchmarkDecode(b *testing.B) {
	chunks := write(b, graphtest.Records(100_000))
	var d chunk.Decoder
	n := 0
	for b.Loop() {
		for _, c := range chunks {
			list, err := d.Decode(c)
			if err != nil {
				b.Fatal(err)
			}
			n += len(list)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "records/s")
}

// BenchmarkAbout looks one subject up in a chunk.
func BenchmarkAbout(b *testing.B) {
	c := write(b, graphtest.Records(10_000))[3]
	var d chunk.Decoder
	for b.Loop() {
		if _, err := d.About(c, c.Last); err != nil {
			b.Fatal(err)
		}
	}
}
