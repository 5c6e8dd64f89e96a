package graphtest

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"time"

	"github.com/chainatlas/chainatlas/graph"
)

func (t *storeTest) roundTrip() {
	want := EveryAssertion()
	shuffled := slices.Clone(want)
	// Any order between subjects; the order within one is kept.
	slices.SortStableFunc(shuffled, func(a, b graph.Assertion) int { return cmp.Compare(b.About(), a.About()) })
	h := t.append(importOf("k"), shuffled...)
	t.wantSays(t.Store, 1, want...)
	if h.Assertions != len(want) || h.Chunks == 0 || h.Bytes == 0 {
		t.Errorf("%d assertions in %d chunks with %d bytes", h.Assertions, h.Chunks, h.Bytes)
	}
	t.append(graph.Header{Key: "none", Kind: graph.BatchCurate})
	t.wantSays(t.Store, 2)

	// What random histories say, redactions aside.
	for i, b := range RandomHistory(1, 60) {
		if b.Header.Kind != graph.BatchRedact {
			assertions := slices.Clone(b.Assertions)
			slices.SortStableFunc(assertions, func(a, b graph.Assertion) int { return cmp.Compare(a.About(), b.About()) })
			h := t.append(importOf(fmt.Sprint("h", i)), b.Assertions...)
			t.wantSays(t.Store, h.Revision, assertions...)
		}
	}
	t.verify(t.Store)
}

func (t *storeTest) header() {
	h := graph.Header{
		Key: "k", Kind: graph.BatchImport, Source: "s1", Actor: "李", Reason: "年度", DataDate: graph.Date{Year: 2024, Month: 5},
		Rules: "1", Documents: []graph.Document{{Name: "a.xlsx", Hash: graph.Hash{1}}},
		Sheets: []graph.Sheet{{Name: "企业", Columns: []graph.Column{{Of: "legalName", Number: 1}, {Of: "MAKES", Number: 2}}}},
		Counts: graph.Counts{Read: 15, Rejected: 1, Queued: 2, Created: 3, Updated: 4, Unchanged: 5, BadCells: 6},
	}
	given := h
	got := t.append(h, named("a", "A"))
	if !reflect.DeepEqual(h, given) {
		t.Error("Stage changed the caller's header")
	}
	if got.Revision != 1 || !got.Prev.IsZero() || got.Hash.IsZero() || !got.Recorded.Equal(t.clock()) || got.Recorded.Location() != time.UTC {
		t.Errorf("header = %+v", got)
	}
	want := h
	want.Recorded, want.Revision, want.Hash = got.Recorded, got.Revision, got.Hash
	want.Chunks, want.Assertions, want.Bytes = 1, 1, got.Bytes
	if !reflect.DeepEqual(*got, want) {
		t.Errorf("Commit returns\n%+v, want\n%+v", *got, want)
	}
	h.Key, h.Base = "k2", 1
	t.advance(time.Hour)
	second := t.append(h, named("a", "A"))
	if second.Revision != 2 || second.Prev != got.Hash || second.Hash == got.Hash {
		t.Errorf("the second header = %+v", second)
	}
	if read := collect(t, "Headers", t.Headers(t.Context(), 0, 0)); !reflect.DeepEqual(read, []*graph.Header{got, second}) {
		t.Errorf("Headers yields\n%+v, want\n%+v\n%+v", read, got, second)
	}
	if head := t.head(); head != (graph.Head{Revision: 2, Hash: second.Hash, Recorded: second.Recorded}) {
		t.Errorf("Head = %+v", head)
	}
	t.wantStanding("k", 1)
	t.verify(t.Store)
}

func (t *storeTest) invalidHeader() {
	for what, change := range map[string]func(*graph.Header){
		"no key":               func(h *graph.Header) { h.Key = "" },
		"no kind":              func(h *graph.Header) { h.Kind = "" },
		"unknown kind":         func(h *graph.Header) { h.Kind = "x" },
		"import that revokes":  func(h *graph.Header) { h.Revokes = 1 },
		"revokes nothing":      func(h *graph.Header) { h.Kind = graph.BatchRevoke },
		"rows lost":            func(h *graph.Header) { h.Counts.Read = 1 },
		"negative rows":        func(h *graph.Header) { h.Counts.BadCells = -1 },
		"sheet of no document": func(h *graph.Header) { h.Sheets = []graph.Sheet{{}} },
		"no UTF-8":             func(h *graph.Header) { h.Reason = "\xff" },
	} {
		h := importOf("k")
		change(&h)
		_, err := t.Stage(t.Context(), h, lease)
		t.wantCode(what, err, graph.CodeInvalid)
	}
	_, err := t.Stage(t.Context(), importOf("k"), 0)
	t.wantCode("no lease", err, graph.CodeInvalid)
	h := importOf("k")
	h.Base = 5
	_, err = t.stage(h, sequence()).Commit(t.Context(), 0)
	t.wantCode("base beyond the head", err, graph.CodeInvalid)
	if head := t.head(); head.Revision != 0 {
		t.Errorf("the head is %d", head.Revision)
	}
}

func (t *storeTest) invalidAssertion() {
	impure := graph.Text("x")
	impure.Currency = "CNY"
	for what, a := range map[string]graph.Assertion{
		"negative row":               &graph.Record{RecordKey: graph.RecordKey{Subject: "a"}, Row: -1},
		"a value of two types":       &graph.Deny{Subjects: []graph.SubjectID{"a"}, Value: impure},
		"a cell without values":      &graph.Record{Cells: []graph.Cell{{Property: "p"}}},
		"an empty cell with a value": &graph.Record{Cells: []graph.Cell{{Property: "p", State: graph.CellEmpty, Values: []graph.Value{graph.Int(1)}}}},
		"a pin on nothing":           &graph.Pin{Property: "p"},
		"a denial of nothing":        &graph.Deny{Property: "p", Value: graph.Int(1)},
		"an edge without an end":     &graph.DenyEdge{Type: "MAKES", From: []graph.SubjectID{"a"}},
		"an unknown verdict":         &graph.Judge{A: "a", B: "b", Verdict: 9},
		"a redaction in an import":   &graph.Redact{Subject: "a", Property: "p"},
	} {
		st, err := t.Stage(t.Context(), importOf("k"), lease)
		if err != nil {
			t.Fatal(err)
		}
		t.wantCode(what, st.Append(t.Context(), sequence(named("b", "B"), a)), graph.CodeInvalid)
		_, err = st.Commit(t.Context(), 0)
		t.wantCode("Commit after "+what, err, graph.CodeInvalid)
		if err := st.Abort(t.Context()); err != nil {
			t.Fatalf("Abort: %v", err)
		}
	}
}

func (t *storeTest) key() {
	rival := t.stage(importOf("k"), sequence(named("a", "rival")))
	t.append(importOf("k"), named("a", "A"))
	_, err := t.Stage(t.Context(), importOf("k"), lease)
	if e := t.wantCode("a retry", err, graph.CodeExists); e.Revision != 1 {
		t.Errorf("the error names revision %d", e.Revision)
	}
	// Also if the head has moved: a retry is no conflict.
	t.append(importOf("other"))
	_, err = rival.Commit(t.Context(), 0)
	if e := t.wantCode("a rival's commit", err, graph.CodeExists); e.Revision != 1 {
		t.Errorf("the error names revision %d", e.Revision)
	}
	t.wantSays(t.Store, 1, named("a", "A"))

	h, a := revocationOf("undo", 1)
	t.append(h, a)
	t.wantStanding("k", 0)
	if again := t.append(importOf("k"), named("a", "again")); again.Revision != 4 {
		t.Errorf("the key was free again, and the batch became revision %d", again.Revision)
	}
	t.wantStanding("k", 4)
	t.verify(t.Store)
}

func (t *storeTest) conflict() {
	st := t.stage(importOf("k"), sequence(named("a", "A")))
	t.append(importOf("between"), named("b", "B"))
	_, err := st.Commit(t.Context(), 0)
	if e := t.wantCode("a moved head", err, graph.CodeConflict); e.Revision != 1 {
		t.Errorf("the error names revision %d", e.Revision)
	}
	_, err = st.Commit(t.Context(), 7)
	t.wantCode("a head to come", err, graph.CodeConflict)
	h, err := st.Commit(t.Context(), 1)
	if err != nil || h.Revision != 2 {
		t.Fatalf("Commit after the conflict = %+v, %v", h, err)
	}
	t.wantSays(t.Store, 2, named("a", "A"))
	_, err = st.Commit(t.Context(), 2)
	t.wantCode("a second commit", err, graph.CodeInvalid)
	if err := st.Abort(t.Context()); err != nil {
		t.Errorf("Abort after Commit: %v", err)
	}
	t.wantSays(t.Store, 2, named("a", "A"))
	t.verify(t.Store)
}

func (t *storeTest) revocation() {
	revoke := func(r graph.Revision) (*graph.Header, error) {
		h, a := revocationOf(fmt.Sprintf("revoke %d at %d", r, t.head().Revision), r)
		return t.stage(h, sequence(a)).Commit(t.Context(), t.head().Revision)
	}
	must := func(r graph.Revision) {
		t.Helper()
		if _, err := revoke(r); err != nil {
			t.Fatalf("revoking revision %d: %v", r, err)
		}
	}
	t.append(importOf("k"), named("a", "A")) // 1
	t.append(graph.Header{Key: "rating", Kind: graph.BatchPublish})
	for _, bad := range []graph.Revision{2, 3, 99} { // final; itself; none
		_, err := revoke(bad)
		t.wantCode(fmt.Sprintf("revoking revision %d", bad), err, graph.CodeInvalid)
	}
	must(1) // 3
	t.wantStanding("k", 0)
	_, err := revoke(1)
	t.wantCode("revoking twice", err, graph.CodeInvalid)
	must(3) // 4: the revocation
	t.wantStanding("k", 1)
	must(4) // 5: the revocation of the revocation
	t.wantStanding("k", 0)
	t.append(importOf("k"), named("a", "B")) // 6: another under the key
	_, err = revoke(5)
	if e := t.wantCode("restoring revision 1 beside revision 6", err, graph.CodeExists); e.Revision != 6 {
		t.Errorf("the error names revision %d", e.Revision)
	}
	t.wantStanding("k", 6)
	must(6) // 7
	must(5) // 8
	t.wantStanding("k", 1)
	must(1)                // 9: a second revocation
	must(4)                // 10: the first one stands again, through revision 3
	must(9)                // 11
	t.wantStanding("k", 0) // for revision 3 still takes it back
	must(3)                // 12
	t.wantStanding("k", 1)
	t.verify(t.Store)
}

// bulky yields some assertions of a megabyte each, which do not compress: more
// than a store holds back before it keeps them.
func bulky(yield func(graph.Assertion, error) bool) {
	random := rand.NewChaCha8([32]byte{})
	text := make([]byte, 1<<20)
	for i := range bulkyAssertions {
		random.Read(text)
		for i, b := range text {
			text[i] = 'A' + b&63
		}
		if !yield(named(Subject(i), string(text)), nil) {
			return
		}
	}
}

const bulkyAssertions = 24

func (t *storeTest) unseen() {
	t.append(importOf("first"), named("a", "A"))
	before := t.stats()
	st := t.stage(importOf("k"), bulky)
	check := func() {
		t.Helper()
		after := t.stats()
		before.FileBytes, after.FileBytes, after.Stagings = 0, 0, before.Stagings
		if after != before {
			t.Errorf("Stats = %+v, want %+v", after, before)
		}
		if n := len(collect(t, "Headers", t.Headers(t.Context(), 0, 0))); n != 1 {
			t.Errorf("%d headers", n)
		}
		if n := len(collect(t, "Speaking", t.Speaking(t.Context(), Subject(0)))); n != 0 {
			t.Errorf("%d assertions about a staged subject", n)
		}
		t.wantStanding("k", 0)
	}
	check()
	if n := t.stats().Stagings; n != 1 {
		t.Errorf("%d stagings, want 1", n)
	}
	if err := st.Abort(t.Context()); err != nil {
		t.Fatalf("Abort: %v", err)
	}
	check()
	if n := t.stats().Stagings; n != 0 {
		t.Errorf("%d stagings after Abort", n)
	}
	if err := st.Abort(t.Context()); err != nil {
		t.Errorf("a second Abort: %v", err)
	}
	_, err := st.Commit(t.Context(), 1)
	t.wantCode("Commit after Abort", err, graph.CodeInvalid)
	t.wantCode("Append after Abort", st.Append(t.Context(), sequence()), graph.CodeInvalid)
}

func (t *storeTest) lease() {
	lost := t.stage(importOf("lost"), bulky)
	kept := t.stage(importOf("kept"), bulky)
	t.advance(lease * 2 / 3)
	if err := kept.Append(t.Context(), bulky); err != nil {
		t.Fatal(err)
	}
	t.advance(lease * 2 / 3)
	t.stage(importOf("sweeper"), sequence()).Abort(t.Context())
	if n := t.stats().Stagings; n != 1 {
		t.Errorf("%d stagings are left, want that which renewed its lease", n)
	}
	_, err := lost.Commit(t.Context(), 0)
	t.wantCode("Commit of a swept staging", err, graph.CodeNotFound)
	if h, err := kept.Commit(t.Context(), 0); err != nil || h.Assertions != 2*bulkyAssertions {
		t.Errorf("Commit after a renewed lease = %+v, %v", h, err)
	}
	t.verify(t.Store)
}

func (t *storeTest) incomplete() {
	cause := errors.New("a sheet cannot be read to its end")
	st, err := t.Stage(t.Context(), importOf("k"), lease)
	if err != nil {
		t.Fatal(err)
	}
	err = st.Append(t.Context(), func(yield func(graph.Assertion, error) bool) {
		if yield(named("a", "A"), nil) {
			yield(nil, cause)
		}
	})
	if !errors.Is(err, cause) {
		t.Errorf("Append = %v, want the error of the sequence", err)
	}
	_, err = st.Commit(t.Context(), 0)
	t.wantCode("Commit of half a batch", err, graph.CodeInvalid)
	if err := st.Abort(t.Context()); err != nil {
		t.Errorf("Abort: %v", err)
	}
	t.append(importOf("k"), named("a", "A"))
}

func (t *storeTest) order() {
	const n = 150
	for i := range n {
		t.append(importOf(fmt.Sprint(i)), named(Subject(i), "A"))
	}
	for _, r := range [][4]graph.Revision{{0, 0, 1, n}, {1, 1, 1, 1}, {64, 65, 64, 65}, {n, 0, n, n}, {2, n + 9, 2, n}, {n + 1, 0, n + 1, n}, {n, math.MaxUint64, n, n}, {9, 8, 9, 8}} {
		next := r[2]
		var prev graph.Hash
		for _, h := range collect(t, "Headers", t.Headers(t.Context(), r[0], r[1])) {
			if h.Revision != next || next > r[2] && h.Prev != prev {
				t.Fatalf("Headers(%d, %d) yields revision %d after %v, want %d after %v", r[0], r[1], h.Revision, h.Prev, next, prev)
			}
			prev = h.Hash
			next++
		}
		if next != r[3]+1 {
			t.Errorf("Headers(%d, %d) ends before %d, want %d", r[0], r[1], next, r[3]+1)
		}
	}
	t.verify(t.Store)
}

func (t *storeTest) clockGoesBack() {
	first := t.append(importOf("1"))
	t.advance(-time.Hour)
	second := t.append(importOf("2"))
	t.advance(2 * time.Hour)
	third := t.append(importOf("3"))
	if second.Recorded.Before(first.Recorded) || !third.Recorded.Equal(t.clock()) {
		t.Errorf("recorded at %v, %v, %v", first.Recorded, second.Recorded, third.Recorded)
	}
}
