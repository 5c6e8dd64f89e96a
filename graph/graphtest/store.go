package graphtest

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
)

// StoreSuite says how [TestStore] meets the store that it tests.
type StoreSuite struct {
	// Open returns a new, empty store, which the suite closes. Leases and
	// times of recording follow now.
	Open func(t *testing.T, now func() time.Time) graph.Store
	// Verify fails if the log does not hold what its hashes say, as
	// chunk.Verify finds out.
	Verify func(ctx context.Context, s graph.Store) error
	// Big is how many assertions the largest batch has; a million if 0, and
	// fewer in short mode or with the race detector.
	Big int
}

// TestStore checks that a store keeps the contract of [graph.Store], each part
// of it with a store of its own.
func TestStore(t *testing.T, suite StoreSuite) {
	if suite.Big == 0 {
		suite.Big = 1_000_000
		if testing.Short() || raceEnabled {
			suite.Big = 70_000 // still more than a run
		}
	}
	for _, test := range []struct {
		name string
		run  func(*storeTest)
	}{
		{"Empty", (*storeTest).empty},
		{"RoundTrip", (*storeTest).roundTrip},
		{"Header", (*storeTest).header},
		{"InvalidHeader", (*storeTest).invalidHeader},
		{"InvalidAssertion", (*storeTest).invalidAssertion},
		{"Key", (*storeTest).key},
		{"Conflict", (*storeTest).conflict},
		{"Revocation", (*storeTest).revocation},
		{"Unseen", (*storeTest).unseen},
		{"Lease", (*storeTest).lease},
		{"Incomplete", (*storeTest).incomplete},
		{"Order", (*storeTest).order},
		{"Clock", (*storeTest).clockGoesBack},
		{"Speaking", (*storeTest).speaking},
		{"Nested", (*storeTest).nested},
		{"StopEarly", (*storeTest).stopEarly},
		{"Attachment", (*storeTest).attachment},
		{"Copy", (*storeTest).copy},
		{"CopyDamaged", (*storeTest).copyDamaged},
		{"Redaction", (*storeTest).redaction},
		{"RedactionCopied", (*storeTest).redactionCopied},
		{"Writers", (*storeTest).writers},
		{"ReadersDuringWrites", (*storeTest).readersDuringWrites},
		{"Cancellation", (*storeTest).cancellation},
		{"Closed", (*storeTest).closed},
		{"Big", (*storeTest).big},
	} {
		t.Run(test.name, func(t *testing.T) {
			before := runtime.NumGoroutine()
			s := &storeTest{T: t, suite: suite, now: time.Date(2024, 5, 6, 7, 8, 9, 123456000, time.UTC)}
			s.Store = s.open()
			test.run(s)
			if t.Failed() {
				return
			}
			for _, store := range s.opened {
				if err := store.Close(); err != nil {
					t.Errorf("Close: %v", err)
				}
			}
			// What ends by itself gets a moment to do so.
			for range 100 {
				if runtime.NumGoroutine() <= before {
					return
				}
				time.Sleep(10 * time.Millisecond)
			}
			stacks := make([]byte, 1<<20)
			t.Errorf("goroutines are left behind: %d before, %d now\n%s", before, runtime.NumGoroutine(), stacks[:runtime.Stack(stacks, true)])
		})
	}
}

// storeTest is one part of the suite with its store.
type storeTest struct {
	*testing.T
	graph.Store
	suite  StoreSuite
	opened []graph.Store

	mu  sync.Mutex
	now time.Time
}

func (t *storeTest) clock() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.now
}

func (t *storeTest) advance(d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.now = t.now.Add(d)
}

// open opens one more store, which is closed when the test ends.
func (t *storeTest) open() graph.Store {
	t.Helper()
	s := t.suite.Open(t.T, t.clock)
	t.opened = append(t.opened, s)
	t.Cleanup(func() { s.Close() })
	return s
}

const lease = time.Minute

// stage stages a batch with these assertions.
func (t *storeTest) stage(h graph.Header, assertions iter.Seq2[graph.Assertion, error]) graph.Staging {
	t.Helper()
	st, err := t.Stage(t.Context(), h, lease)
	if err != nil {
		t.Fatalf("Stage(%q): %v", h.Key, err)
	}
	if err := st.Append(t.Context(), assertions); err != nil {
		t.Fatalf("Append to %q: %v", h.Key, err)
	}
	return st
}

// append makes a batch live.
func (t *storeTest) append(h graph.Header, assertions ...graph.Assertion) *graph.Header {
	t.Helper()
	done, err := t.stage(h, sequence(assertions...)).Commit(t.Context(), t.head().Revision)
	if err != nil {
		t.Fatalf("Commit of %q: %v", h.Key, err)
	}
	return done
}

func (t *storeTest) head() graph.Head {
	t.Helper()
	head, err := t.Head(t.Context())
	if err != nil {
		t.Fatalf("Head: %v", err)
	}
	return head
}

func (t *storeTest) stats() graph.StoreStats {
	t.Helper()
	stats, err := t.Stats(t.Context())
	if err != nil {
		t.Fatalf("Stats: %v", err)
	}
	return stats
}

// verify fails the test if a log is damaged.
func (t *storeTest) verify(s graph.Store) {
	t.Helper()
	if err := t.suite.Verify(t.Context(), s); err != nil {
		t.Errorf("the log does not verify: %v", err)
	}
}

// wantCode fails the test unless err has the code.
func (t *storeTest) wantCode(what string, err error, code graph.Code) *graph.Error {
	t.Helper()
	if graph.CodeOf(err) != code {
		t.Fatalf("%s: error %v has code %q, want %q", what, err, graph.CodeOf(err), code)
	}
	e, _ := errors.AsType[*graph.Error](err)
	return e
}

func (t *storeTest) wantStanding(key string, want graph.Revision) {
	t.Helper()
	r, err := t.Standing(t.Context(), key)
	if want == 0 {
		t.wantCode(fmt.Sprintf("Standing(%q), revision %d", key, r), err, graph.CodeNotFound)
	} else if err != nil || r != want {
		t.Fatalf("Standing(%q) = %d, %v, want %d", key, r, err, want)
	}
}

// wantSays fails the test unless a batch says exactly this, in this order.
func (t *storeTest) wantSays(s graph.Store, r graph.Revision, want ...graph.Assertion) {
	t.Helper()
	i := 0
	for a, err := range s.Assertions(t.Context(), r) {
		if err != nil {
			t.Fatalf("Assertions(%d): %v", r, err)
		}
		if i >= len(want) {
			t.Fatalf("revision %d says more than %d assertions", r, len(want))
		}
		if !reflect.DeepEqual(a, want[i]) {
			t.Fatalf("assertion %d of revision %d:\n got %s\nwant %s", i, r, show(a), show(want[i]))
		}
		i++
	}
	if i < len(want) {
		t.Fatalf("revision %d says %d assertions, want %d", r, i, len(want))
	}
}

func show(a graph.Assertion) string { return fmt.Sprintf("%T%+v", a, reflect.ValueOf(a).Elem()) }

// collect returns all of a sequence, which must not fail.
func collect[T any](t *storeTest, what string, seq iter.Seq2[T, error]) []T {
	t.Helper()
	var all []T
	for v, err := range seq {
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		all = append(all, v)
	}
	return all
}

// errorOf returns the error that ends a sequence.
func errorOf[T any](seq iter.Seq2[T, error]) error {
	for _, err := range seq {
		if err != nil {
			return err
		}
	}
	return nil
}

func sequence(assertions ...graph.Assertion) iter.Seq2[graph.Assertion, error] {
	return func(yield func(graph.Assertion, error) bool) {
		for _, a := range assertions {
			if !yield(a, nil) {
				return
			}
		}
	}
}

func importOf(key string) graph.Header {
	return graph.Header{Key: key, Kind: graph.BatchImport, Source: "s1", Actor: "a", Reason: "r"}
}

func revocationOf(key string, r graph.Revision) (graph.Header, graph.Assertion) {
	return graph.Header{Key: key, Kind: graph.BatchRevoke, Actor: "a", Revokes: r}, &graph.Revoke{Batch: r}
}

func named(s graph.SubjectID, name string) *graph.Record {
	return &graph.Record{
		RecordKey: graph.RecordKey{Subject: s, Table: "enterprises"}, Kind: "enterprise", Row: 2,
		Cells: []graph.Cell{{Property: "legalName", Values: []graph.Value{graph.Text(name)}}},
	}
}

func (t *storeTest) empty() {
	ctx := t.Context()
	if head := t.head(); head != (graph.Head{}) {
		t.Errorf("Head = %+v", head)
	}
	if hs := collect(t, "Headers", t.Headers(ctx, 0, 0)); len(hs) > 0 {
		t.Errorf("Headers = %v", hs)
	}
	if spoken := collect(t, "Speaking", t.Speaking(ctx, "x")); len(spoken) > 0 {
		t.Errorf("Speaking = %v", spoken)
	}
	t.wantCode("Assertions(1)", errorOf(t.Assertions(ctx, 1)), graph.CodeNotFound)
	t.wantCode("Chunks(1)", errorOf(t.Chunks(ctx, 1)), graph.CodeNotFound)
	t.wantCode("Speaking(x, 1)", errorOf(t.Speaking(ctx, "x", 1)), graph.CodeNotFound)
	_, err := t.Attachment(ctx, graph.Hash{1})
	t.wantCode("Attachment", err, graph.CodeNotFound)
	t.wantStanding("k", 0)
	stats := t.stats()
	stats.FileBytes = 0
	if stats != (graph.StoreStats{}) {
		t.Errorf("Stats = %+v", stats)
	}
	if t.ID() == "" || len(t.Salt()) < 16 {
		t.Errorf("ID %q, salt of %d bytes", t.ID(), len(t.Salt()))
	}
	t.Salt()[0]++
	if salt := t.Salt(); bytes.Equal(salt, append([]byte{salt[0] + 1}, salt[1:]...)) || salt[0] != t.Salt()[0] {
		t.Error("a caller can change the salt")
	}
	if other := t.open(); other.ID() == t.ID() || bytes.Equal(other.Salt(), t.Salt()) {
		t.Error("two stores have the same ID or salt")
	}
	t.verify(t.Store)
}

// EveryAssertion returns assertions of every kind that use every field, in the
// order in which a store keeps them.
func EveryAssertion() []graph.Assertion {
	money := graph.Value{
		Type: graph.TypeMoney, Text: "数千万元", Currency: "CNY", Bound: graph.BoundRange,
		Number: graph.Decimal{Unscaled: 20_000_000}, High: graph.Decimal{Unscaled: 90_000_000},
	}
	values := []graph.Value{
		graph.Text("北京零信"), graph.CodeValue("E7"), graph.Int(-1 << 63), graph.Int(1<<63 - 1),
		graph.Dec(graph.Decimal{Unscaled: -25, Scale: 2}), graph.Dec(graph.Decimal{Unscaled: 1, Scale: 18}),
		graph.DateValue(graph.Date{Year: 2024, Month: 2, Day: 29}), graph.DateValue(graph.Date{Year: -32768}),
		money, {Type: graph.TypeMoney, Bound: graph.BoundUndisclosed}, graph.Bool(true), graph.Bool(false), graph.Text(""),
	}
	held := &graph.Held{
		Reason: "clash", Candidates: []graph.SubjectID{"s3", "s4"},
		Keys: []graph.KeyValue{{Key: "maker+name", Parts: []graph.Value{graph.Text("ACME"), graph.Text("墙")}}, {Key: "own"}},
	}
	return []graph.Assertion{
		&graph.Declare{Source: "s1", Name: "名单", Publisher: "工信部", Trust: graph.TrustOfficial, Licence: "CC-BY-4.0"},
		&graph.Confirm{
			Batch: 7, Sheet: 1, Except: []graph.RecordKey{{Subject: "a", Table: "t"}, {Subject: "b", Table: "t", Period: "2024"}},
			Shifts: []graph.Shift{{Record: graph.RecordKey{Subject: "c", Table: "t"}, From: 3, To: 1 << 30}},
		},
		&graph.Confirm{Batch: 1 << 62},
		&graph.Revoke{Batch: 3},
		&graph.Record{RecordKey: graph.RecordKey{Subject: "a", Table: "t"}},
		&graph.Record{
			RecordKey: graph.RecordKey{Subject: "a", Table: "t", Period: "2024Q1"}, Kind: "product", Sheet: 2, Row: 1 << 20,
			Cells: []graph.Cell{
				{Property: "aliases", Values: values},
				{Property: "bad", State: graph.CellBad, Bad: "约？"},
				{Property: "empty", State: graph.CellEmpty},
				{Property: "gone", State: graph.CellRedacted},
			},
			Edges: []graph.EdgeCell{
				{Type: "IN_SEGMENT"},
				{Type: "MAKES", Incoming: true, Refs: []graph.Ref{
					{Subject: "s2", Kind: "enterprise", Short: true},
					{
						Subject: "s3", Kind: "enterprise", Held: held, Qualifier: "s5",
						Keys:       []graph.Cell{{Property: "legalName", Values: []graph.Value{graph.Text("ACME")}}},
						Attributes: []graph.Attribute{{Property: "share", Period: "2023", Value: graph.Dec(graph.Decimal{Unscaled: 5, Scale: 1})}},
					},
				}},
			},
			Held: held,
		},
		&graph.Retract{Record: graph.RecordKey{Subject: "a", Table: "t", Period: "2023"}},
		&graph.Judge{A: "b", B: "c", Verdict: graph.Same},
		&graph.Judge{A: "b", B: "d", Verdict: graph.Different},
		&graph.Judge{A: "b", B: "e"},
		&graph.Pin{Subjects: []graph.SubjectID{"b", "c"}, Property: "p", Period: "2024", Value: &values[0], Seen: &values[1]},
		&graph.Pin{Subjects: []graph.SubjectID{"b"}, Property: "p"},
		&graph.Deny{Subjects: []graph.SubjectID{"b"}, Property: "p", Period: "2024", Value: money},
		&graph.DenyEdge{Type: "MAKES", From: []graph.SubjectID{"b", "c"}, To: []graph.SubjectID{"d"}, Qualifier: []graph.SubjectID{"e"}},
	}
}

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
	for _, r := range [][4]graph.Revision{{0, 0, 1, n}, {1, 1, 1, 1}, {64, 65, 64, 65}, {n, 0, n, n}, {2, n + 9, 2, n}, {n + 1, 0, n + 1, n}, {9, 8, 9, 8}} {
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

func (t *storeTest) speaking() {
	t.append(importOf("1"), named("b", "B1"), named("a", "A1"), named("d", "D1"))
	h := importOf("2")
	t.append(h, named("c", "C2"))
	// Three runs, and chunks that begin and end with the same subject.
	const rows = 150_000
	many := func(yield func(graph.Assertion, error) bool) {
		for i := range rows {
			s := graph.SubjectID(fmt.Sprintf("m%d", i%1000))
			if !yield(&graph.Record{RecordKey: graph.RecordKey{Subject: s, Table: "t", Period: fmt.Sprint(i)}, Row: i + 1}, nil) {
				return
			}
		}
	}
	if _, err := t.stage(importOf("3"), many).Commit(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	t.append(importOf("4"), named("b", "B4"), named("m7", "M4"))

	check := func(s graph.SubjectID, revisions []graph.Revision, want ...string) {
		t.Helper()
		var got []string
		for spoken, err := range t.Speaking(t.Context(), s, revisions...) {
			if err != nil {
				t.Fatal(err)
			}
			r := spoken.Assertion.(*graph.Record)
			if r.Subject != s {
				t.Fatalf("Speaking(%q) yields what is about %q", s, r.Subject)
			}
			got = append(got, fmt.Sprint(spoken.Revision, r.Cells[0].Values[0].Text))
		}
		if !slices.Equal(got, want) {
			t.Errorf("Speaking(%q, %v) = %v, want %v", s, revisions, got, want)
		}
	}
	check("b", nil, "1B1", "4B4")
	check("b", []graph.Revision{4, 1, 4}, "1B1", "4B4")
	check("b", []graph.Revision{1}, "1B1")
	check("b", []graph.Revision{2})
	check("aa", nil)
	check("c", nil, "2C2")
	check("m7", []graph.Revision{1, 4}, "4M4")
	t.wantCode("an unknown revision", errorOf(t.Speaking(t.Context(), "b", 1, 5)), graph.CodeNotFound)

	for _, revisions := range [][]graph.Revision{{3}, nil} {
		rows := map[int]bool{}
		for spoken, err := range t.Speaking(t.Context(), "m999", revisions...) {
			if err != nil {
				t.Fatal(err)
			}
			rows[spoken.Assertion.(*graph.Record).Row] = true
		}
		if len(rows) != 150 || !rows[1000] || !rows[150_000] {
			t.Errorf("Speaking yields %d rows of a subject with 150", len(rows))
		}
	}
}

// nested checks that a caller may use the store while it iterates.
func (t *storeTest) nested() {
	for i := range 20 {
		t.append(importOf(fmt.Sprint(i)), named("a", fmt.Sprint(i)))
	}
	ctx, n := t.Context(), 0
	for h, err := range t.Headers(ctx, 1, 20) {
		if err != nil {
			t.Fatal(err)
		}
		for range t.Assertions(ctx, h.Revision) {
			for range t.Speaking(ctx, "a") {
				for _, err := range t.Chunks(ctx, h.Revision) {
					if _, err := t.Standing(ctx, fmt.Sprint(n)); err != nil {
						t.Fatal(err)
					}
					if err != nil {
						t.Fatal(err)
					}
				}
			}
			t.append(importOf(fmt.Sprint("while reading ", n)))
			n++
		}
	}
	if n != 20 {
		t.Errorf("%d assertions", n)
	}
}

func (t *storeTest) stopEarly() {
	ctx := t.Context()
	if _, err := t.stage(importOf("k"), Records(20_000)).Commit(ctx, 0); err != nil {
		t.Fatal(err)
	}
	for range 50 {
		for _, err := range t.Headers(ctx, 0, 0) {
			if err != nil {
				t.Fatal(err)
			}
			break
		}
		n := 0
		for _, err := range t.Assertions(ctx, 1) {
			if err != nil {
				t.Fatal(err)
			}
			if n++; n == 300 {
				break
			}
		}
		for range t.Chunks(ctx, 1) {
			break
		}
		for range t.Speaking(ctx, Subject(7)) {
			break
		}
	}
}

func (t *storeTest) attachment() {
	ctx := t.Context()
	want := map[graph.Hash][]byte{}
	for _, size := range []int{0, 1, 1 << 18, 1<<20 - 1, 1 << 20, 3<<20 + 5} {
		b := make([]byte, size)
		for i := range b {
			b[i] = byte(i * (size + 7) >> 3)
		}
		for range 2 { // the second time it is kept already
			h, err := t.Attach(ctx, struct{ io.Reader }{bytes.NewReader(b)})
			if err != nil || h != sha256.Sum256(b) {
				t.Fatalf("Attach of %d bytes = %v, %v", size, h, err)
			}
			want[h] = b
		}
	}
	total := int64(0)
	for h, b := range want {
		r, err := t.Attachment(ctx, h)
		if err != nil {
			t.Fatalf("Attachment of %d bytes: %v", len(b), err)
		}
		got, err := io.ReadAll(r)
		if err = errors.Join(err, r.Close()); err != nil || !bytes.Equal(got, b) {
			t.Errorf("read %d bytes of %d: %v", len(got), len(b), err)
		}
		if _, err := r.Read(make([]byte, 1)); err == nil {
			t.Error("Read after Close succeeds")
		}
		total += int64(len(b))
	}
	if s := t.stats(); s.Attachments != len(want) || s.AttachBytes != total || s.Stagings != 0 {
		t.Errorf("Stats = %+v, want %d attachments with %d bytes", s, len(want), total)
	}
	cause := errors.New("the upload broke off")
	_, err := t.Attach(ctx, io.MultiReader(bytes.NewReader(make([]byte, 3<<20)), failing{cause}))
	if !errors.Is(err, cause) {
		t.Errorf("Attach = %v, want the reader's error", err)
	}
	if s := t.stats(); s.Attachments != len(want) || s.AttachBytes != total || s.Stagings != 0 {
		t.Errorf("after a failed Attach, Stats = %+v", s)
	}
	h := importOf("k")
	for hash := range want {
		h.Documents = append(h.Documents, graph.Document{Name: "d", Hash: hash})
	}
	h.Documents = append(h.Documents, graph.Document{Name: "not kept", Hash: graph.Hash{9}})
	t.append(h)
	t.verify(t.Store)
}

// failing is a reader that fails.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// copyTo copies a log, beginning with a revision, as far as it will.
func (t *storeTest) copyTo(to graph.Store, from graph.Revision, change func(*graph.Header, *graph.Chunk)) error {
	ctx := t.Context()
	for h, err := range t.Headers(ctx, from, 0) {
		if err != nil {
			return err
		}
		if change != nil {
			change(h, nil)
		}
		st, err := to.Stage(ctx, *h, lease)
		if err != nil {
			return err
		}
		err = st.AppendChunks(ctx, func(yield func(*graph.Chunk, error) bool) {
			for c, err := range t.Chunks(ctx, h.Revision) {
				if err == nil && change != nil {
					own := *c
					own.Data = slices.Clone(c.Data)
					c = &own
					change(h, c)
				}
				if !yield(c, err) {
					return
				}
			}
		})
		if err == nil {
			err = st.Adopt(ctx, h)
		}
		if err != nil {
			return errors.Join(err, st.Abort(ctx))
		}
	}
	return nil
}

func (t *storeTest) copy() {
	h := importOf("1")
	h.Documents = []graph.Document{{Name: "d", Hash: graph.Hash{1}}}
	t.append(h, EveryAssertion()...)
	t.advance(time.Hour)
	if _, err := t.stage(importOf("big"), Records(20_000)).Commit(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	undo, a := revocationOf("undo", 1)
	t.append(undo, a)
	t.advance(time.Hour)

	to := t.open()
	if err := t.copyTo(to, 1, nil); err != nil {
		t.Fatal(err)
	}
	head, err := to.Head(t.Context())
	if err != nil || head != t.head() {
		t.Fatalf("the head of the copy is %+v, %v, want %+v", head, err, t.head())
	}
	want := collect(t, "Headers", t.Headers(t.Context(), 0, 0))
	if got := collect(t, "Headers", to.Headers(t.Context(), 0, 0)); !reflect.DeepEqual(got, want) {
		t.Errorf("the copy's headers differ:\n got %+v\nwant %+v", got, want)
	}
	t.wantSays(to, 1, EveryAssertion()...)
	if _, err := to.Standing(t.Context(), "1"); graph.CodeOf(err) != graph.CodeNotFound {
		t.Errorf("what was revoked stands in the copy: %v", err)
	}
	n := 0
	for spoken, err := range to.Speaking(t.Context(), Subject(77), 2) {
		if err != nil || spoken.Revision != 2 {
			t.Fatal(spoken, err)
		}
		n++
	}
	if n != 1 {
		t.Errorf("Speaking in the copy yields %d assertions", n)
	}
	t.verify(to)
	// Chunks that are not adopted begin a history of their own.
	st, err := to.Stage(t.Context(), importOf("anew"), lease)
	if err == nil {
		err = st.AppendChunks(t.Context(), t.Chunks(t.Context(), 1))
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := st.Commit(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	t.wantSays(to, 4, EveryAssertion()...)
	t.verify(to)
}

func (t *storeTest) copyDamaged() {
	t.append(importOf("1"), EveryAssertion()...)
	t.append(importOf("2"), named("a", "A"))
	to := t.open()
	for what, test := range map[string]struct {
		code   graph.Code
		change func(*graph.Header, *graph.Chunk)
	}{
		"a changed reason":         {graph.CodeDamaged, func(h *graph.Header, _ *graph.Chunk) { h.Reason = "x" }},
		"a changed time":           {graph.CodeDamaged, func(h *graph.Header, _ *graph.Chunk) { h.Recorded = h.Recorded.Add(time.Second) }},
		"a changed hash":           {graph.CodeDamaged, func(h *graph.Header, _ *graph.Chunk) { h.Hash[3]++ }},
		"another number of chunks": {graph.CodeDamaged, func(h *graph.Header, _ *graph.Chunk) { h.Chunks = 9 }},
		"bytes of a chunk": {graph.CodeDamaged, func(_ *graph.Header, c *graph.Chunk) {
			if c != nil {
				c.Data[len(c.Data)/2] ^= 0x10
			}
		}},
		"the hash of a chunk": {graph.CodeDamaged, func(_ *graph.Header, c *graph.Chunk) {
			if c != nil {
				c.Hash[0]++
			}
		}},
		"the first subject": {graph.CodeDamaged, func(_ *graph.Header, c *graph.Chunk) {
			if c != nil {
				c.First = "zz"
			}
		}},
		"a later revision": {graph.CodeConflict, func(h *graph.Header, _ *graph.Chunk) { h.Revision = 2 }},
	} {
		t.wantCode(what, t.copyTo(to, 1, test.change), test.code)
		if head, err := to.Head(t.Context()); err != nil || head.Revision != 0 {
			t.Fatalf("after %s, the head is %+v, %v", what, head, err)
		}
	}
	t.wantCode("a gap", t.copyTo(to, 2, nil), graph.CodeConflict)
	if err := t.copyTo(to, 1, nil); err != nil {
		t.Fatal(err)
	}
	t.wantCode("a second copy", t.copyTo(to, 1, nil), graph.CodeExists)
}

// secrets makes a log whose subject "p" prints a secret in every place where a
// log can, and returns what its batches say once it is redacted.
func (t *storeTest) secrets() map[graph.Revision][]graph.Assertion {
	secret, other := graph.Text(Secret), graph.Text("public")
	cell := func(v graph.Value) graph.Cell {
		return graph.Cell{Property: "contact", Values: []graph.Value{v}}
	}
	held := &graph.Held{Reason: "clash", Candidates: []graph.SubjectID{"c"}, Keys: []graph.KeyValue{
		{Key: "name", Parts: []graph.Value{graph.Text("n")}}, {Key: "contact", Parts: []graph.Value{secret}},
	}}
	bare := &graph.Held{Reason: "clash", Candidates: []graph.SubjectID{"c"}}
	record := func(s graph.SubjectID, h *graph.Held, cells ...graph.Cell) *graph.Record {
		return &graph.Record{RecordKey: graph.RecordKey{Subject: s, Table: "t"}, Kind: "institution", Row: 1, Held: h, Cells: cells}
	}
	name := graph.Cell{Property: "legalName", Values: []graph.Value{graph.Text("n")}}
	refers := func(keys []graph.Cell, h *graph.Held) *graph.Record {
		r := record("q", nil, cell(other))
		r.Edges = []graph.EdgeCell{{Type: "OWNS", Refs: []graph.Ref{{Subject: "p", Kind: "institution", Keys: keys, Held: h}, {Subject: "r", Keys: []graph.Cell{cell(other)}}}}}
		return r
	}
	gone := graph.Cell{Property: "contact", State: graph.CellRedacted}

	t.append(importOf("1"), record("p", held, cell(secret), name), record("q", nil, cell(other)))
	t.append(importOf("2"), record("p", nil, graph.Cell{Property: "contact", State: graph.CellBad, Bad: Secret}, name))
	t.append(importOf("3"), refers([]graph.Cell{cell(secret), name}, held))
	t.append(importOf("4"),
		&graph.Pin{Subjects: []graph.SubjectID{"p"}, Property: "contact", Value: &secret, Seen: &secret},
		&graph.Pin{Subjects: []graph.SubjectID{"p"}, Property: "contact"},
		&graph.Deny{Subjects: []graph.SubjectID{"p"}, Property: "contact", Value: secret},
		&graph.Deny{Subjects: []graph.SubjectID{"q", "p"}, Property: "contact", Value: secret},
		&graph.Deny{Subjects: []graph.SubjectID{"q"}, Property: "contact", Value: other})
	if _, err := t.stage(importOf("5"), Records(10_000)).Commit(t.Context(), 4); err != nil { // nothing of it
		t.Fatal(err)
	}
	return map[graph.Revision][]graph.Assertion{
		1: {record("p", bare, gone, name), record("q", nil, cell(other))},
		2: {record("p", nil, gone, name)},
		3: {refers([]graph.Cell{name}, bare)},
		4: {
			&graph.Pin{Subjects: []graph.SubjectID{"p"}, Property: "contact", Value: new(graph.Value), Seen: new(graph.Value)},
			&graph.Pin{Subjects: []graph.SubjectID{"p"}, Property: "contact"},
			&graph.Deny{Subjects: []graph.SubjectID{"p"}, Property: "contact"},
			&graph.Deny{Subjects: []graph.SubjectID{"q", "p"}, Property: "contact"},
			&graph.Deny{Subjects: []graph.SubjectID{"q"}, Property: "contact", Value: other},
		},
	}
}

// Secret is the text that the redaction tests of [TestStore] redact, for stores
// whose bytes can be searched for it.
const Secret = "秘密-secret-7c1d5e"

// WriteSecret writes a log to an empty store of which the revisions 1 to 4 hold
// [Secret] in every place where a log can.
func WriteSecret(t *testing.T, s graph.Store) { (&storeTest{T: t, Store: s}).secrets() }

// RedactSecret redacts the [Secret] of [WriteSecret].
func RedactSecret(t *testing.T, s graph.Store) {
	st := &storeTest{T: t, Store: s}
	st.append(redactionBatch("redact", 5), &graph.Redact{Subject: "p", Property: "contact"})
}

func redactionBatch(key string, base graph.Revision) graph.Header {
	return graph.Header{Key: key, Kind: graph.BatchRedact, Source: "cur", Actor: "a", Reason: "an order of law", Base: base}
}

func (t *storeTest) redaction() {
	want := t.secrets()
	hashes := map[graph.Revision]graph.Hash{}
	for h, err := range t.Headers(t.Context(), 0, 0) {
		if err != nil {
			t.Fatal(err)
		}
		hashes[h.Revision] = h.Hash
	}
	// Staged before, live after: nothing of it stays either.
	says := &graph.Record{RecordKey: graph.RecordKey{Subject: "p", Table: "t"}, Row: 1,
		Cells: []graph.Cell{{Property: "contact", Values: []graph.Value{graph.Text(Secret)}}}}
	gone := &graph.Record{RecordKey: says.RecordKey, Row: 1, Cells: []graph.Cell{{Property: "contact", State: graph.CellRedacted}}}
	early := t.stage(importOf("early"), sequence(says))

	bad := t.stage(redactionBatch("bad", 5), sequence(&graph.Redact{Subject: "p", Property: "contact"}, named("a", "A")))
	_, err := bad.Commit(t.Context(), 5)
	t.wantCode("a redaction that says something else", err, graph.CodeInvalid)
	if err := bad.Abort(t.Context()); err != nil {
		t.Fatal(err)
	}
	stale := t.stage(redactionBatch("stale", 4), sequence(&graph.Redact{Subject: "p", Property: "contact"}))
	_, err = stale.Commit(t.Context(), 4)
	t.wantCode("a redaction of an older log", err, graph.CodeConflict)
	if err := stale.Abort(t.Context()); err != nil {
		t.Fatal(err)
	}

	h := t.append(redactionBatch("redact", 5), &graph.Redact{Subject: "p", Property: "contact"})
	if h.Revision != 6 || len(h.Rewrites) != 4 {
		t.Errorf("the redaction became revision %d and rewrote %v, want 4 chunks", h.Revision, h.Rewrites)
	}
	if _, err := early.Commit(t.Context(), 6); err != nil { // 7
		t.Fatal(err)
	}
	t.append(importOf("later"), says) // 8
	want[7], want[8] = []graph.Assertion{gone}, []graph.Assertion{gone}
	check := func(s graph.Store) {
		t.Helper()
		for r, says := range want {
			t.wantSays(s, r, says...)
		}
		t.verify(s)
	}
	check(t.Store)
	for r, hash := range hashes {
		for h, err := range t.Headers(t.Context(), r, r) {
			if err != nil || h.Hash != hash {
				t.Errorf("the hash of revision %d changed: %v", r, err)
			}
		}
	}
	for spoken, err := range t.Speaking(t.Context(), "p") {
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains([]byte(show(spoken.Assertion)), []byte(Secret)) {
			t.Errorf("revision %d still says the secret", spoken.Revision)
		}
	}
	undo, a := revocationOf("undo", 6)
	_, err = t.stage(undo, sequence(a)).Commit(t.Context(), 8)
	t.wantCode("revoking a redaction", err, graph.CodeInvalid)
	// A second redaction of other things rewrites some chunks again, and one
	// of the same finds nothing.
	if h := t.append(redactionBatch("more", 8), &graph.Redact{Subject: "p", Property: "legalName"}); len(h.Rewrites) != 3 {
		t.Errorf("the second redaction rewrote %v, want 3 chunks", h.Rewrites)
	}
	if h := t.append(redactionBatch("again", 9), &graph.Redact{Subject: "p", Property: "contact"}); len(h.Rewrites) != 0 {
		t.Errorf("the third redaction rewrote %v", h.Rewrites)
	}
	t.verify(t.Store)
}

func (t *storeTest) redactionCopied() {
	want := t.secrets()
	early := t.open() // a copy from before, which then follows
	if err := t.copyTo(early, 1, nil); err != nil {
		t.Fatal(err)
	}
	t.append(redactionBatch("redact", 5), &graph.Redact{Subject: "p", Property: "contact"})
	between := t.open()
	if err := t.copyTo(between, 1, nil); err != nil {
		t.Fatal(err)
	}
	t.append(redactionBatch("more", 6), &graph.Redact{Subject: "q", Property: "legalName"})
	t.append(redactionBatch("again", 7), &graph.Redact{Subject: "p", Property: "legalName"})
	late := t.open()
	for to, from := range map[graph.Store]graph.Revision{early: 6, between: 7, late: 1} {
		if err := t.copyTo(to, from, nil); err != nil {
			t.Fatal(err)
		}
		if head, err := to.Head(t.Context()); err != nil || head != t.head() {
			t.Errorf("the head of the copy from %d is %+v, %v", from, head, err)
		}
		for r := range want {
			for a, err := range to.Assertions(t.Context(), r) {
				if err != nil {
					t.Fatal(err)
				}
				if bytes.Contains([]byte(show(a)), []byte(Secret)) {
					t.Errorf("the copy from %d still says the secret", from)
				}
			}
		}
		t.verify(to)
	}
	wrong := t.open()
	t.wantCode("a rewritten chunk under another hash", t.copyTo(wrong, 1, func(h *graph.Header, c *graph.Chunk) {
		if c == nil && len(h.Rewrites) > 0 {
			h.Rewrites[0].Hash[0]++
		}
	}), graph.CodeDamaged)
}

func (t *storeTest) writers() {
	const writers, batches = 6, 8
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for b := range batches {
				key := fmt.Sprintf("%d.%d", w, b)
				st, err := t.Stage(t.Context(), importOf(key), lease)
				if err == nil {
					err = st.Append(t.Context(), sequence(named(graph.SubjectID(key), key)))
				}
				for err == nil {
					var head graph.Head
					if head, err = t.Head(t.Context()); err != nil {
						break
					}
					_, err = st.Commit(t.Context(), head.Revision)
					if err == nil {
						break
					}
					if graph.CodeOf(err) == graph.CodeConflict {
						err = nil
					}
				}
				if err != nil {
					t.Errorf("%s: %v", key, err)
				}
			}
		})
	}
	wg.Wait()
	if head := t.head(); head.Revision != writers*batches {
		t.Errorf("the head is %d, want %d", head.Revision, writers*batches)
	}
	for h, err := range t.Headers(t.Context(), 0, 0) {
		if err != nil {
			t.Fatal(err)
		}
		t.wantStanding(h.Key, h.Revision)
		t.wantSays(t.Store, h.Revision, named(graph.SubjectID(h.Key), h.Key))
	}
	t.verify(t.Store)
}

func (t *storeTest) readersDuringWrites() {
	const batches, each = 8, 3000
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			var last graph.Revision
			for ctx.Err() == nil {
				head, err := t.Head(t.Context())
				if err != nil || head.Revision < last {
					t.Errorf("Head = %+v, %v after %d", head, err, last)
					return
				}
				last = head.Revision
				if last == 0 {
					continue
				}
				n := 0
				for _, err := range t.Assertions(t.Context(), last) {
					if err != nil {
						t.Error(err)
						return
					}
					n++
				}
				if n != each {
					t.Errorf("revision %d shows %d assertions, want %d", last, n, each)
					return
				}
			}
		})
	}
	for i := range graph.Revision(batches) {
		if _, err := t.stage(importOf(fmt.Sprint(i)), Records(each)).Commit(t.Context(), i); err != nil {
			t.Error(err)
		}
	}
	stop()
	readers.Wait()
}

// countdown is a context that is cancelled when it is looked at for the n-th
// time.
type countdown struct {
	context.Context
	cancel context.CancelFunc
	mu     sync.Mutex
	left   int
}

func newCountdown(parent context.Context, n int) *countdown {
	ctx, cancel := context.WithCancel(parent)
	return &countdown{Context: ctx, cancel: cancel, left: n}
}

func (c *countdown) look() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.left--; c.left == 0 {
		c.cancel()
	}
}

func (c *countdown) Err() error {
	c.look()
	return c.Context.Err()
}

func (c *countdown) Done() <-chan struct{} {
	c.look()
	return c.Context.Done()
}

// cancellation cancels every operation at every step of it.
func (t *storeTest) cancellation() {
	t.append(importOf("first"), EveryAssertion()...)
	if _, err := t.stage(importOf("second"), Records(5000)).Commit(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	hash, err := t.Attach(t.Context(), bytes.NewReader(make([]byte, 1<<20)))
	if err != nil {
		t.Fatal(err)
	}
	file := bytes.Repeat([]byte("0123456789abcdef"), 3<<16) // 3 MB
	for what, op := range map[string]func(ctx context.Context) error{
		"Head":       func(ctx context.Context) error { _, err := t.Head(ctx); return err },
		"Stats":      func(ctx context.Context) error { _, err := t.Stats(ctx); return err },
		"Standing":   func(ctx context.Context) error { _, err := t.Standing(ctx, "first"); return err },
		"Headers":    func(ctx context.Context) error { return errorOf(t.Headers(ctx, 0, 0)) },
		"Chunks":     func(ctx context.Context) error { return errorOf(t.Chunks(ctx, 2)) },
		"Assertions": func(ctx context.Context) error { return errorOf(t.Assertions(ctx, 2)) },
		"Speaking":   func(ctx context.Context) error { return errorOf(t.Speaking(ctx, Subject(5))) },
		"Attachment": func(ctx context.Context) error {
			r, err := t.Attachment(ctx, hash)
			if err == nil {
				_, err = io.Copy(io.Discard, r)
				err = errors.Join(err, r.Close())
			}
			return err
		},
		"Attach": func(ctx context.Context) error {
			_, err := t.Attach(ctx, bytes.NewReader(file))
			return err
		},
		"Stage": func(ctx context.Context) error {
			st, err := t.Stage(ctx, importOf("k"), lease)
			if err != nil {
				return err
			}
			defer st.Abort(t.Context())
			if err := st.Append(ctx, Records(3000)); err != nil {
				return err
			}
			return nil
		},
		"Commit": func(ctx context.Context) error {
			st := t.stage(importOf(fmt.Sprint("k", t.head().Revision)), Records(3000))
			defer st.Abort(t.Context())
			before := t.head()
			_, err := st.Commit(ctx, before.Revision)
			after := t.head()
			if err != nil && after != before {
				t.Errorf("a commit that failed with %v moved the head to %+v", err, after)
			}
			if err == nil && after.Revision != before.Revision+1 {
				t.Errorf("a commit that succeeded left the head at %d", after.Revision)
			}
			return err
		},
	} {
		const most = 2000
		n := 1
		for ; n < most; n++ {
			ctx := newCountdown(t.Context(), n)
			err := op(ctx)
			ctx.cancel()
			if err == nil {
				break
			}
			if !errors.Is(err, context.Canceled) || graph.CodeOf(err) != graph.CodeCancelled {
				t.Fatalf("%s, cancelled at step %d: %v", what, n, err)
			}
		}
		if n == most || n == 1 {
			t.Errorf("%s, cancelled at step %d, still has this result", what, n)
		}
	}
	if s := t.stats(); s.Stagings != 0 || s.Attachments != 2 {
		t.Errorf("Stats = %+v, want no stagings and two attachments", s)
	}
	t.verify(t.Store)
}

func (t *storeTest) closed() {
	t.append(importOf("k"), named("a", "A"))
	st := t.stage(importOf("k2"), sequence(named("a", "A")))
	if err := t.Close(); err != nil {
		t.Fatal(err)
	}
	if err := t.Close(); err != nil {
		t.Errorf("a second Close: %v", err)
	}
	ctx := t.Context()
	_, err := t.Head(ctx)
	t.wantCode("Head", err, graph.CodeUnavailable)
	t.wantCode("Headers", errorOf(t.Headers(ctx, 1, 1)), graph.CodeUnavailable)
	t.wantCode("Assertions", errorOf(t.Assertions(ctx, 1)), graph.CodeUnavailable)
	_, err = st.Commit(ctx, 1)
	t.wantCode("Commit", err, graph.CodeUnavailable)
	_, err = t.Stage(ctx, importOf("k3"), lease)
	t.wantCode("Stage", err, graph.CodeUnavailable)
	_, err = t.Attach(ctx, bytes.NewReader([]byte("x")))
	t.wantCode("Attach", err, graph.CodeUnavailable)
}

// big writes and reads the largest batch and watches the memory.
func (t *storeTest) big() {
	n := t.suite.Big
	most := 0 // MiB
	watch := func(seq iter.Seq2[graph.Assertion, error]) iter.Seq2[graph.Assertion, error] {
		return func(yield func(graph.Assertion, error) bool) {
			i := 0
			for a, err := range seq {
				if i++; i%(n/10) == 0 {
					runtime.GC()
					var m runtime.MemStats
					runtime.ReadMemStats(&m)
					most = max(most, int(m.HeapAlloc>>20))
				}
				if !yield(a, err) {
					return
				}
			}
		}
	}
	start := time.Now()
	h, err := t.stage(importOf("big"), watch(Records(n))).Commit(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	written := time.Since(start)
	if h.Assertions != n {
		t.Errorf("the header says %d assertions, want %d", h.Assertions, n)
	}
	start = time.Now()
	seen := make([]bool, n)
	for a, err := range watch(t.Assertions(t.Context(), 1)) {
		if err != nil {
			t.Fatal(err)
		}
		r := a.(*graph.Record)
		i := r.Row - 2
		if i < 0 || i >= n || seen[i] || r.Subject != Subject(i) || len(r.Cells) != 10 || r.Cells[2].Values[0] != graph.Int(int64(i%5000)) {
			t.Fatalf("record %s is wrong or there twice", show(a))
		}
		seen[i] = true
	}
	if i := slices.Index(seen, false); i >= 0 {
		t.Errorf("record %d is missing", i)
	}
	read := time.Since(start)
	// A run, its chunks, the store's caches and what the garbage collector has
	// not taken yet; independent of n.
	const limit = 100
	t.Logf("%d assertions written in %v, read in %v, with at most %d MiB of heap", n, written, read, most)
	if most > limit {
		t.Errorf("the heap grew to %d MiB, want at most %d", most, limit)
	}
}
