package graphtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"runtime"
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
		{"Long", (*storeTest).long},
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
