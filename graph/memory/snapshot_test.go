package memory

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
)

func snapshotOf(t testing.TB, v *View) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := v.WriteSnapshot(&b, "store"); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestSnapshotRoundTrip checks that a View comes back as it was, that a start
// from it goes on as the View itself does, and that equal Views have equal
// snapshots.
func TestSnapshotRoundTrip(t *testing.T) {
	n := 15
	if testing.Short() {
		n = 5
	}
	voc, rules := graphtest.CaseVocabulary()
	for seed := range uint64(n) {
		log := graphtest.RandomHistory(2000+seed, 30)
		half := New(voc, rules)
		for i := range log[:20] {
			next, _, err := half.Next(t.Context(), memoryLog(log), &log[i].Header)
			if err != nil {
				t.Fatal(err)
			}
			half = next
		}
		file := snapshotOf(t, half)
		if !bytes.Equal(file, snapshotOf(t, half)) {
			t.Fatalf("seed %d: two snapshots of one View differ", seed)
		}
		back, err := ReadSnapshot(iotest.OneByteReader(bytes.NewReader(file)), "store", voc, rules)
		if err != nil {
			t.Fatal(err)
		}
		compareViews(t, "the View read back", back, half)
		if !bytes.Equal(snapshotOf(t, back), file) {
			t.Fatalf("seed %d: the snapshot of a View read back is another", seed)
		}
		for i := 20; i < len(log); i++ {
			a, _, err := half.Next(t.Context(), memoryLog(log), &log[i].Header)
			if err != nil {
				t.Fatal(err)
			}
			b, _, err := back.Next(t.Context(), memoryLog(log), &log[i].Header)
			if err != nil {
				t.Fatal(err)
			}
			half, back = a, b
			compareViews(t, "the next View", back, half)
			if !bytes.Equal(snapshotOf(t, half), snapshotOf(t, back)) {
				t.Fatalf("seed %d, revision %d: derived from a View and from its snapshot, the next have different snapshots", seed, i+1)
			}
		}
		for r := range graph.Revision(len(log)) {
			a, err := half.At(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			b, err := back.At(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			compareViews(t, "a past View", b, a)
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// TestSnapshotsOfEqualViews builds a large View twice, by several goroutines.
func TestSnapshotsOfEqualViews(t *testing.T) {
	x := generatedLog(t)
	again, err := Build(t.Context(), x.log, x.last.voc, x.last.rules, 0)
	if err != nil {
		t.Fatal(err)
	}
	file := snapshotOf(t, x.last)
	if !bytes.Equal(file, snapshotOf(t, again)) {
		t.Error("two Views of one log have different snapshots")
	}
	back, err := ReadSnapshot(bytes.NewReader(file), "store", x.last.voc, x.last.rules)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(file, snapshotOf(t, back)) {
		t.Error("the snapshot of a View read back is another")
	}
	compareViews(t, "the View read back", back, x.last)
	if back.Stats().Subjects != x.last.Stats().Subjects {
		t.Error("the View read back has other counts")
	}
}

// smallSnapshot is the snapshot of a View that has some of everything.
var smallSnapshot = sync.OnceValue(func() []byte {
	voc, rules := graphtest.CaseVocabulary()
	log := graphtest.RandomHistory(77, 60)
	v := New(voc, rules)
	var b bytes.Buffer
	for i := range log {
		next, _, err := v.Next(context.Background(), memoryLog(log), &log[i].Header)
		if err != nil {
			panic(err)
		}
		v = next
	}
	if err := v.WriteSnapshot(&b, "store"); err != nil {
		panic(err)
	}
	return b.Bytes()
})

// readDamaged reads what must be refused, and reports how much was allocated.
func readDamaged(t *testing.T, what string, r io.Reader) uint64 {
	t.Helper()
	voc, rules := graphtest.CaseVocabulary()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	v, err := ReadSnapshot(r, "store", voc, rules)
	runtime.ReadMemStats(&after)
	if v != nil || graph.CodeOf(err) != graph.CodeDamaged {
		t.Errorf("%s: %v, want %s", what, err, graph.CodeDamaged)
	}
	return after.TotalAlloc - before.TotalAlloc
}

// TestSnapshotDamaged cuts and changes a snapshot everywhere: it is refused, and
// no length that it claims makes the reader take memory for what is not there.
func TestSnapshotDamaged(t *testing.T) {
	file := smallSnapshot()
	bound := 8*uint64(len(file)) + 4<<20
	most := uint64(0)
	check := func(what string, b []byte) {
		t.Helper()
		got := readDamaged(t, what, bytes.NewReader(b))
		if most = max(most, got); got > bound {
			t.Errorf("%s: a file of %d bytes made the reader allocate %d", what, len(b), got)
		}
	}
	r := rand.New(rand.NewPCG(12, 12))
	for n := range 120 { // the preamble and the beginning of the first section
		check("cut short", file[:n])
	}
	for range 150 {
		check("cut short", file[:r.IntN(len(file))])
	}
	check("cut short by a byte", file[:len(file)-1])
	change := func(what string, at int, to ...byte) {
		t.Helper()
		b := slices.Clone(file)
		copy(b[at:], to)
		if !bytes.Equal(b, file) {
			check(what, b)
		}
	}
	for range 150 {
		at := r.IntN(len(file))
		change("a bit flipped", at, file[at]^1<<r.IntN(8))
	}
	for at := range 64 {
		change("a bit flipped", at, file[at]^0x10)
	}
	change("the checksum changed", len(file)-1, file[len(file)-1]^1)
	for _, at := range lengthsIn(file) {
		change("a length of gigabytes", at, 0xff, 0xff, 0xff, 0xff)
		change("a length of gigabytes", at, 0, 0, 0, 0x40)
		change("another length", at, file[at]+1)
		if t.Failed() {
			t.Fatalf("at %d", at)
		}
	}
	t.Logf("%d bytes, %d lengths; at most %d were allocated", len(file), len(lengthsIn(file)), most)

	// Also where the checksum holds.
	voc, rules := graphtest.CaseVocabulary()
	for _, at := range lengthsIn(file) {
		b := slices.Clone(file)
		copy(b[at:], []byte{0xff, 0xff, 0xff, 0x7f})
		seal(b)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := ReadSnapshot(bytes.NewReader(b), "store", voc, rules)
		runtime.ReadMemStats(&after)
		if err != nil && graph.CodeOf(err) != graph.CodeDamaged {
			t.Errorf("sealed anew: %v", err)
		}
		if got := after.TotalAlloc - before.TotalAlloc; got > bound {
			t.Errorf("sealed anew, a length of gigabytes at %d made the reader allocate %d", at, got)
		}
	}
}

// seal puts the right checksum on a changed snapshot.
func seal(file []byte) {
	n := len(file) - 4
	binary.LittleEndian.PutUint32(file[n:], crc32.Checksum(file[:n], crc32.MakeTable(crc32.Castagnoli)))
}

// lengthsIn finds where a snapshot may have lengths: every place that holds a
// small number, the first hundred and some of the rest.
func lengthsIn(file []byte) []int {
	var all []int
	for at := len(snapshotMagic) + 4 + 32 + 4; at+4 < len(file); at++ {
		if n := binary.LittleEndian.Uint32(file[at:]); n > 0 && n < 1<<20 && file[at+3] == 0 && file[at+2] == 0 {
			all = append(all, at)
		}
	}
	out := all[:100]
	for i := 100; i < len(all); i += 1 + len(all)/150 {
		out = append(out, all[i])
	}
	return slices.Compact(out)
}

// TestSnapshotForeign reads snapshots of another store, vocabulary and rules.
func TestSnapshotForeign(t *testing.T) {
	file := smallSnapshot()
	voc, rules := graphtest.CaseVocabulary()
	if _, err := ReadSnapshot(bytes.NewReader(file), "store", voc, rules); err != nil {
		t.Fatal(err)
	}
	other := rules
	other.Version = "others"
	// A vocabulary that differs in one property's name.
	kinds := slices.Clone(voc.Kinds)
	kinds[0].Properties = slices.Clone(kinds[0].Properties)
	kinds[0].Properties[3].Name = "county"
	changed, err := graph.NewVocabulary(kinds, voc.Edges, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		name  string
		store string
		voc   *graph.Vocabulary
		rules graph.Rules
	}{
		{"another store", "another", voc, rules}, {"no store", "", voc, rules},
		{"another rule version", "store", voc, other}, {"another vocabulary", "store", changed, rules},
	} {
		if v, err := ReadSnapshot(bytes.NewReader(file), x.store, x.voc, x.rules); v != nil || graph.CodeOf(err) != graph.CodeDamaged {
			t.Errorf("%s: %v", x.name, err)
		}
	}
}

// failingWriter fails after some bytes.
type failingWriter struct{ left int }

func (w *failingWriter) Write(b []byte) (int, error) {
	if len(b) > w.left {
		return 0, errDisk
	}
	w.left -= len(b)
	return len(b), nil
}

var errDisk = errors.New("the disk is full")

func TestSnapshotWriteFails(t *testing.T) {
	v := generatedLog(t).last
	file := snapshotOf(t, v)
	for _, n := range []int{0, 100, len(file) / 2, len(file) - 4, len(file) - 1} {
		if err := v.WriteSnapshot(&failingWriter{n}, "store"); !errors.Is(err, errDisk) {
			t.Errorf("with room for %d of %d bytes: %v", n, len(file), err)
		}
	}
	if err := v.WriteSnapshot(&failingWriter{len(file)}, "store"); err != nil {
		t.Errorf("with room for all: %v", err)
	}
}

// FuzzReadSnapshot changes a snapshot in two places, sealed anew or not, and cuts
// it: reading must not panic, and fails with CodeDamaged if it fails.
func FuzzReadSnapshot(f *testing.F) {
	size := uint32(len(smallSnapshot()))
	f.Add(uint32(60), uint32(1<<31), uint32(0), uint32(0), size, true)
	f.Add(uint32(70), uint32(7), uint32(90), uint32(1), size, true)
	f.Add(size-4, uint32(1), uint32(0), uint32(0), size, false)
	f.Add(uint32(0), uint32(0), uint32(0), uint32(0), size/2, true)
	voc, rules := graphtest.CaseVocabulary()
	f.Fuzz(func(t *testing.T, at1, to1, at2, to2, cut uint32, sealed bool) {
		b := slices.Clone(smallSnapshot())
		for _, x := range [][2]uint32{{at1, to1}, {at2, to2}} {
			if int(x[0])+4 <= len(b) {
				binary.LittleEndian.PutUint32(b[x[0]:], binary.LittleEndian.Uint32(b[x[0]:])^x[1])
			}
		}
		if int(cut) < len(b) {
			b = b[:cut]
		}
		if sealed && len(b) >= 4 {
			seal(b)
		}
		same := bytes.Equal(b, smallSnapshot())
		v, err := ReadSnapshot(bytes.NewReader(b), "store", voc, rules)
		switch {
		case (v == nil) != (err != nil), err != nil && graph.CodeOf(err) != graph.CodeDamaged:
			t.Errorf("%v, %v", v, err)
		case err == nil && !sealed && !same:
			t.Error("what is not the snapshot was taken for it")
		case err != nil && same:
			t.Errorf("the snapshot itself: %v", err)
		}
	})
}

// holdsText reports whether a text is in anything that a value holds, exported
// or not.
func holdsText(v reflect.Value, text string, seen map[uintptr]bool) bool {
	switch v.Kind() {
	case reflect.String:
		return strings.Contains(v.String(), text)
	case reflect.Pointer:
		if v.IsNil() || seen[v.Pointer()] {
			return false
		}
		seen[v.Pointer()] = true
		return holdsText(v.Elem(), text, seen)
	case reflect.Interface:
		return !v.IsNil() && holdsText(v.Elem(), text, seen)
	case reflect.Struct:
		for i := range v.NumField() {
			if holdsText(v.Field(i), text, seen) {
				return true
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return bytes.Contains(v.Bytes()[:v.Cap()], []byte(text))
		}
		fallthrough
	case reflect.Array:
		if k := v.Type().Elem().Kind(); k >= reflect.Bool && k <= reflect.Complex128 {
			return false
		}
		for i := range v.Len() {
			if holdsText(v.Index(i), text, seen) {
				return true
			}
		}
	case reflect.Map:
		for m := v.MapRange(); m.Next(); {
			if holdsText(m.Key(), text, seen) || holdsText(m.Value(), text, seen) {
				return true
			}
		}
	}
	return false
}

// TestRedactionLeavesNothing states a value in every way that a log can, before
// and after it is redacted: then it is nowhere in any View or snapshot, be it
// built at once, derived batch by batch, past, or read back.
func TestRedactionLeavesNothing(t *testing.T) {
	const secret = "Zhang-San-13800138000"
	const s, o = graph.SubjectID("s1/s"), graph.SubjectID("s1/o")
	value := graph.Text(secret)
	reference := func(held bool) *graph.Record {
		ref := graph.Ref{Subject: s, Kind: graphtest.Enterprise, Keys: []graph.Cell{{Property: "legalName", Values: []graph.Value{value}}}}
		if held {
			ref.Held = &graph.Held{Reason: "several", Candidates: []graph.SubjectID{o}, Keys: []graph.KeyValue{{Key: "legalName", Parts: []graph.Value{value}}}}
		}
		r := rowIn("products", "", "s1/p", 1, "name=Thing")
		r.Kind = graphtest.Product
		r.Edges = []graph.EdgeCell{{Type: "MAKES", Incoming: true, Refs: []graph.Ref{ref}}}
		return r
	}
	heldWith := func(r *graph.Record) *graph.Record {
		r.Held = &graph.Held{Reason: "several", Candidates: []graph.SubjectID{o}, Keys: []graph.KeyValue{{Key: "legalName", Parts: []graph.Value{value}}}}
		return r
	}
	seen := pinOn("legalName", "Other", s)
	seen.Seen = &value
	ways := map[string]func(w *writer){
		"a cell":             func(w *writer) { w.edition("s1", "", row(s, 1, "legalName="+secret)) },
		"a bad cell":         func(w *writer) { w.edition("s1", "", row(s, 1, "legalName!"+secret)) },
		"a cell of a period": func(w *writer) { w.edition("s1", "", rowIn("figures", "2024", s, 1, "legalName="+secret)) },
		"a covered cell": func(w *writer) {
			w.edition("s1", "", row(s, 1, "legalName="+secret))
			w.edition("s1", "", row(s, 1, "legalName=Other"))
		},
		"a revoked cell": func(w *writer) {
			w.edition("s1", "", row(s, 1, "legalName="+secret))
			w.revoke(graph.Revision(len(w.log)))
		},
		"a confirmed cell": func(w *writer) {
			w.edition("s1", "", row(s, 1, "legalName="+secret))
			w.edition("s1", "", &graph.Confirm{Batch: graph.Revision(len(w.log))})
		},
		"a printed reference":         func(w *writer) { w.edition("s1", "", reference(false)) },
		"a held reference":            func(w *writer) { w.edition("s1", "", reference(true)) },
		"a held row":                  func(w *writer) { w.edition("s1", "", heldWith(row(s, 1, "legalName="+secret, "province=P1"))) },
		"a held row without the cell": func(w *writer) { w.edition("s1", "", heldWith(row(s, 1, "province=P1"))) },
		"a pin":                       func(w *writer) { w.curate(pinOn("legalName", secret, s)) },
		"a pin on others, too":        func(w *writer) { w.curate(pinOn("legalName", secret, o, s)) },
		"the value that a pin saw":    func(w *writer) { w.curate(seen) },
		"a denial":                    func(w *writer) { w.curate(denyOf("legalName", secret, o, s)) },
	}
	voc, rules := graphtest.CaseVocabulary()
	for name, say := range ways {
		for _, when := range []string{"before", "after"} {
			t.Run(name+" "+when, func(t *testing.T) {
				w := &writer{}
				w.edition("s1", "", row(o, 9, "legalName=Other"), rowIn("names", "", s, 8, "website=w"))
				if when == "before" {
					say(w)
					if v := w.view(t); !bytes.Contains(snapshotOf(t, v), []byte(secret)) || !holdsText(reflect.ValueOf(v), secret, map[uintptr]bool{}) {
						t.Fatal("the View does not hold the value before it is redacted: the test shows nothing")
					}
				}
				w.add(graph.BatchRedact, "cur", "", &graph.Redact{Subject: s, Property: "legalName"})
				redacted := graph.Revision(len(w.log))
				if when == "after" {
					say(w)
				}
				w.edition("s1", "", row(o, 9, "legalName=Other"))
				check := func(what string, v *View) {
					t.Helper()
					if bytes.Contains(snapshotOf(t, v), []byte(secret)) {
						t.Errorf("%s: the value is in its snapshot", what)
					}
					if holdsText(reflect.ValueOf(v), secret, map[uintptr]bool{}) {
						t.Errorf("%s: the value is in memory", what)
					}
				}
				built := w.view(t)
				check("built at once", built)
				v := New(voc, rules)
				for i := range w.log {
					next, _, err := v.Next(t.Context(), memoryLog(w.log), &w.log[i].Header)
					if err != nil {
						t.Fatal(err)
					}
					if v = next; graph.Revision(i+1) >= redacted {
						check(fmt.Sprint("derived, at ", i+1), v)
					}
				}
				compareViews(t, "derived", v, built)
				for r := range graph.Revision(len(w.log)) {
					past, err := v.At(t.Context(), r)
					if err != nil {
						t.Fatal(err)
					}
					check(fmt.Sprint("past, at ", r), past)
				}
				back := throughSnapshot(t, v)
				check("read back", back)
			})
		}
	}
}
