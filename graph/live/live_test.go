package live_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
	"github.com/chainatlas/chainatlas/graph/live"
)

// store is a log in memory that can be made to fail and counts what is read.
type store struct {
	graphtest.MemLog
	failing atomic.Pointer[error]
	hangs   atomic.Bool // a look at the head waits until its context ends
	heads   atomic.Int64
	batches atomic.Int64 // reads of assertions
}

func (s *store) fail(err error) {
	if err == nil {
		s.failing.Store(nil)
		return
	}
	s.failing.Store(&err)
}

func (s *store) Head(ctx context.Context) (graph.Head, error) {
	s.heads.Add(1)
	if s.hangs.Load() {
		<-ctx.Done()
		return graph.Head{}, &graph.Error{Code: graph.CodeCancelled, Op: "test", Err: ctx.Err()}
	}
	if err := s.failing.Load(); err != nil {
		return graph.Head{}, *err
	}
	return s.MemLog.Head(ctx)
}

func (s *store) Assertions(ctx context.Context, r graph.Revision) iter.Seq2[graph.Assertion, error] {
	s.batches.Add(1)
	return s.MemLog.Assertions(ctx, r)
}

var small = graphtest.Generate(graphtest.GenerateParams{
	Seed: 7, Enterprises: 40, Products: 100, Edges: 250, Batches: 200, Second: 10, Revoked: 5,
})

// grow appends the next n batches of a generated log.
func (s *store) grow(t testing.TB, n int) graph.Revision {
	t.Helper()
	head, err := s.MemLog.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r := head.Revision
	for range n {
		r++
		if _, err := s.AppendSeq(small.Batch(r)); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func options() live.Options {
	return live.Options{Vocabulary: graph.Standard(), Rules: graph.StandardRules()}
}

func open(t testing.TB, s live.Store, opts live.Options) *live.Log {
	t.Helper()
	l, err := live.Open(t.Context(), s, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func wantCode(t testing.TB, err error, want graph.Code) {
	t.Helper()
	if graph.CodeOf(err) != want {
		t.Fatalf("got error %v with code %q, want code %q", err, graph.CodeOf(err), want)
	}
}

func TestOpenRefusesWithoutVocabulary(t *testing.T) {
	_, err := live.Open(t.Context(), &store{}, live.Options{})
	wantCode(t, err, graph.CodeInvalid)
}

func TestOpenReportsStoreError(t *testing.T) {
	s := &store{}
	s.fail(graph.Errorf(graph.CodeUnavailable, "test", "out of reach"))
	_, err := live.Open(t.Context(), s, options())
	wantCode(t, err, graph.CodeUnavailable)
}

// In a bubble of package synctest a test fails if it leaves a goroutine behind.

func TestFollows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &store{}
		l := open(t, s, options())
		if r := l.View().Revision(); r != 0 {
			t.Fatalf("an empty log shows revision %d", r)
		}
		s.grow(t, 5)
		time.Sleep(50 * time.Millisecond)
		synctest.Wait()
		if r := l.View().Revision(); r != 5 {
			t.Fatalf("after one poll the View is at %d, want 5", r)
		}

		// Notify does not wait for the poll.
		s.grow(t, 1)
		began := time.Now()
		l.Notify()
		synctest.Wait()
		if r := l.View().Revision(); r != 6 || time.Since(began) != 0 {
			t.Fatalf("after Notify the View is at %d after %v, want 6 at once", r, time.Since(began))
		}

		// Nor does Wait.
		want := s.grow(t, 100)
		v, err := l.Wait(t.Context(), want)
		if err != nil || v.Revision() < want || time.Since(began) != 0 {
			t.Fatalf("Wait(%d) = %v, %v after %v", want, v, err, time.Since(began))
		}
		if st := l.Status(); st.View != want || st.Head.Revision != want || st.Behind != 0 || st.Err != nil {
			t.Fatalf("status %+v, want revision %d and no trouble", st, want)
		}
	})
}

func TestWaitEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &store{}
		s.grow(t, 5)
		l := open(t, s, options())
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := l.Wait(ctx, 6)
		wantCode(t, err, graph.CodeCancelled)
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v does not wrap the context's", err)
		}

		ended := make(chan error)
		go func() {
			_, err := l.Wait(context.Background(), 6)
			ended <- err
		}()
		synctest.Wait()
		l.Close()
		wantCode(t, <-ended, graph.CodeUnavailable)
		if r := l.View().Revision(); r != 5 {
			t.Errorf("after Close the View is at %d, want 5", r)
		}
		l.Close() // twice does no harm
	})
}

func TestBacksOffAndRecovers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &store{}
		s.grow(t, 5)
		opts := options()
		opts.MaxBackOff = time.Second
		l := open(t, s, opts)
		trouble := graph.Errorf(graph.CodeUnavailable, "test", "out of reach")
		s.fail(trouble)
		before := s.heads.Load()
		time.Sleep(10 * time.Second)
		synctest.Wait()
		// 50, 100, 200, 400, 800 ms, then every second.
		if n := s.heads.Load() - before; n < 10 || n > 15 {
			t.Errorf("%d attempts in ten seconds, want a dozen", n)
		}
		st := l.Status()
		if !errors.Is(st.Err, error(trouble)) || st.Failures < 10 || !st.Retry.After(time.Now()) || st.Retry.After(time.Now().Add(time.Second)) {
			t.Errorf("status %+v does not tell the trouble", st)
		}
		// Callers in a hurry do not wear a failing store down.
		before = s.heads.Load()
		for range 100 {
			l.Notify()
			synctest.Wait()
		}
		if n := s.heads.Load() - before; n > 1 {
			t.Errorf("%d attempts on a hundred Notifies within no time", n)
		}

		want := s.grow(t, 3)
		s.fail(nil)
		time.Sleep(time.Second)
		synctest.Wait()
		if st := l.Status(); st.View != want || st.Err != nil || st.Failures != 0 || !st.Retry.IsZero() {
			t.Errorf("status %+v after the trouble, want revision %d", st, want)
		}
	})
}

// TestTellsHowOldItIs keeps that a store which hangs is told of like one that
// fails, and until when the View is known to have been the newest.
func TestTellsHowOldItIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &store{}
		s.grow(t, 5)
		l := open(t, s, options())
		time.Sleep(time.Minute)
		synctest.Wait()
		if age := time.Since(l.Status().AsOf); age > 50*time.Millisecond {
			t.Errorf("with a store that answers, the View is %v old", age)
		}
		s.hangs.Store(true)
		hung := time.Now()
		time.Sleep(time.Minute)
		synctest.Wait()
		st := l.Status()
		if graph.CodeOf(st.Err) != graph.CodeUnavailable || st.Failures < 5 || st.AsOf.Before(hung.Add(-50*time.Millisecond)) || st.AsOf.After(hung) {
			t.Errorf("after a minute of silence the status is %+v, the store hung at %v", st, hung)
		}
		s.hangs.Store(false)
		want := s.grow(t, 1)
		time.Sleep(11 * time.Second) // one look that hangs, and one pause
		synctest.Wait()
		if st := l.Status(); st.View != want || st.Err != nil || time.Since(st.AsOf) > 50*time.Millisecond {
			t.Errorf("the status is %+v, want revision %d of just now", st, want)
		}

		// A head that cannot be folded is seen, and the View grows old.
		s.Append(graph.Header{Key: "bad", Kind: graph.BatchImport, Source: graphtest.RegisterSource},
			&graph.Record{RecordKey: graph.RecordKey{Subject: "x"}, Kind: "Nonsense"})
		time.Sleep(time.Minute)
		synctest.Wait()
		if st := l.Status(); time.Since(st.AsOf) < 59*time.Second || time.Since(st.Checked) > 6*time.Second {
			t.Errorf("with a batch that cannot be folded, the status is %+v", st)
		}
	})
}

func TestBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &store{}
		s.grow(t, 5)
		l := open(t, s, options())
		// A batch of an undeclared kind of node cannot be folded.
		s.Append(graph.Header{Key: "bad", Kind: graph.BatchImport, Source: graphtest.RegisterSource},
			&graph.Record{RecordKey: graph.RecordKey{Subject: "x"}, Kind: "Nonsense"})
		time.Sleep(time.Minute + time.Second)
		synctest.Wait()
		st := l.Status()
		if st.View != 5 || st.Head.Revision != 6 || st.Err == nil || st.Behind < time.Minute {
			t.Fatalf("status %+v, want to be a minute behind, and why", st)
		}
	})
}

func TestRebuildsOnAnotherHistory(t *testing.T) {
	for _, tt := range []struct {
		name     string
		truncate graph.Revision
		grow     int
	}{
		{"shorter", 8, 0}, {"as long", 8, 2}, {"longer", 8, 5}, {"empty", 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &store{}
				s.grow(t, 10)
				l := open(t, s, options())
				events := make(chan live.Event, 1)
				go func() {
					for e, err := range l.Changes(context.Background(), 10) {
						if err != nil {
							return
						}
						events <- e
					}
				}()
				synctest.Wait() // the reader has seen the first history

				s.Truncate(tt.truncate)
				for i := range tt.grow {
					s.Append(graph.Header{Key: fmt.Sprint("other", i), Kind: graph.BatchDeclare})
				}
				time.Sleep(time.Second)
				synctest.Wait()
				want, _ := s.MemLog.Head(t.Context())
				if st := l.Status(); st.View != want.Revision || st.Rebuilt != 1 || st.Err != nil {
					t.Fatalf("status %+v, want revision %d, rebuilt", st, want.Revision)
				}
				e := <-events
				if e.Changes != nil || !e.Replaced || e.From != 10 || e.To != want.Revision || e.Hash != want.Hash || e.View.Revision() != want.Revision {
					t.Fatalf("event %+v; want to be told to start over at %+v", e, want)
				}
			})
		})
	}
}

func TestChangesInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &store{}
		s.grow(t, 5)
		l := open(t, s, options())
		const last = 105
		var writer sync.WaitGroup
		defer writer.Wait()
		writer.Go(func() {
			for range last - 5 {
				s.grow(t, 1)
				l.Notify()
				time.Sleep(time.Millisecond)
			}
		})
		after := graph.Revision(5)
		for e, err := range l.Changes(t.Context(), after) {
			if err != nil {
				t.Fatal(err)
			}
			if e.From != after || e.To != after+1 || e.Changes == nil || e.View.Revision() < e.To {
				t.Fatalf("after revision %d came %+v", after, e)
			}
			if after = e.To; after == last {
				break
			}
		}
	})
}

func TestSlowReaderIsToldWhatItMissed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &store{}
		s.grow(t, 5)
		opts := options()
		opts.Feed = 10
		l := open(t, s, opts)
		events, stop := iter.Pull2(l.Changes(t.Context(), 0))
		defer stop()
		next := func() live.Event {
			t.Helper()
			e, err, ok := events()
			if !ok || err != nil {
				t.Fatal(err)
			}
			return e
		}
		if e := next(); e.Changes != nil || e.From != 0 || e.To != 5 || e.View.Revision() != 5 {
			t.Fatalf("first event %+v; want to start at 5 without changes", e)
		}
		if _, err := l.Wait(t.Context(), s.grow(t, 10)); err != nil {
			t.Fatal(err)
		}
		for r := graph.Revision(5); r < 15; r++ { // ten are kept
			if e := next(); e.Changes == nil || e.From != r || e.To != r+1 {
				t.Fatalf("event %+v, want the changes from %d", e, r)
			}
		}
		if _, err := l.Wait(t.Context(), s.grow(t, 11)); err != nil {
			t.Fatal(err)
		}
		if e := next(); e.Changes != nil || e.Replaced || e.From != 15 || e.To != 26 {
			t.Fatalf("event %+v, want to be told of 15 to 26", e)
		}
	})
}

func TestChangesEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &store{}
		l := open(t, s, options())
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		n := 0
		for _, err := range l.Changes(ctx, 0) {
			n++
			wantCode(t, err, graph.CodeCancelled)
		}
		l.Close()
		for _, err := range l.Changes(t.Context(), 0) {
			n++
			wantCode(t, err, graph.CodeUnavailable)
		}
		if n != 2 {
			t.Fatalf("%d events, want one error each", n)
		}
	})
}

func TestAt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &store{}
		s.grow(t, 50)
		opts := options()
		opts.Past = 3
		l := open(t, s, opts)
		at := func(r graph.Revision) {
			t.Helper()
			v, err := l.At(t.Context(), r)
			if err != nil {
				t.Fatalf("At(%d): %v", r, err)
			}
			if v.Revision() != r {
				t.Fatalf("At(%d) is at %d", r, v.Revision())
			}
		}
		for _, r := range []graph.Revision{0, 50, 10, 20, 10, 30, 10, 40, 10} {
			at(r)
		}
		if got, want := l.Status().Past, []graph.Revision{10, 40, 30}; !slices.Equal(got, want) {
			t.Errorf("kept %d, want the last used %d", got, want)
		}
		one, _ := l.At(t.Context(), 10)
		if two, _ := l.At(t.Context(), 10); one != two {
			t.Error("a kept View was derived again")
		}
		_, err := l.At(t.Context(), 51)
		wantCode(t, err, graph.CodeNotFound)
		s.grow(t, 1)
		at(51) // live, but not yet seen
	})
}

// TestAtIsShared asks for one revision from many sides at once.
func TestAtIsShared(t *testing.T) {
	s := &store{}
	s.grow(t, 50)
	opts := options()
	opts.PastQueue = 2
	l := open(t, s, opts)
	var wg sync.WaitGroup
	var seen sync.Map
	for range 32 {
		wg.Go(func() {
			v, err := l.At(t.Context(), 25)
			if err != nil {
				t.Error(err)
				return
			}
			seen.Store(v, true)
		})
	}
	wg.Wait()
	n := 0
	seen.Range(func(any, any) bool { n++; return true })
	if n != 1 {
		t.Errorf("one revision was derived %d times", n)
	}
}

func TestAtTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &store{}
		begin := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
		// The third clock ran behind.
		for i, minute := range []int{0, 10, 5, 20} {
			s.Append(graph.Header{Key: fmt.Sprint(i), Kind: graph.BatchDeclare, Recorded: begin.Add(time.Duration(minute) * time.Minute)})
		}
		l := open(t, s, options())
		check := func(minute time.Duration, want graph.Revision) {
			t.Helper()
			v, err := l.AtTime(t.Context(), begin.Add(minute*time.Minute))
			if err != nil {
				t.Fatal(err)
			}
			if v.Revision() != want {
				t.Errorf("after %d minutes stood revision %d, want %d", minute, v.Revision(), want)
			}
		}
		check(-1, 0)
		check(0, 1)
		check(9, 1)
		check(10, 3)
		check(19, 3)
		check(20, 4)
		check(1000, 4)
		s.Append(graph.Header{Key: "later", Kind: graph.BatchDeclare, Recorded: begin.Add(30 * time.Minute)})
		time.Sleep(time.Second)
		check(1000, 5)
		check(29, 4)
	})
}

func TestRedactionForgetsPastViews(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &store{}
		s.grow(t, 9)
		l := open(t, s, options())
		s.grow(t, 1)
		if _, err := l.Wait(t.Context(), 10); err != nil {
			t.Fatal(err)
		}
		before, err := l.At(t.Context(), 7)
		if err != nil {
			t.Fatal(err)
		}
		s.Append(graph.Header{Key: "redact", Kind: graph.BatchRedact, Source: graphtest.CuratorSource},
			&graph.Redact{Subject: small.Hot(), Property: "website"})
		if _, err := l.Wait(t.Context(), 11); err != nil {
			t.Fatal(err)
		}
		if kept := l.Status().Past; len(kept) != 0 {
			t.Errorf("%d are kept after a redaction", kept)
		}
		after, err := l.At(t.Context(), 7)
		if err != nil {
			t.Fatal(err)
		}
		if before == after {
			t.Error("a past View from before the redaction is still shown")
		}
		s.grow(t, 1)
		if _, err := l.Wait(t.Context(), 12); err != nil {
			t.Fatal(err)
		}
		for e, err := range l.Changes(t.Context(), 9) {
			if err != nil || e.Changes != nil || e.To != 12 {
				t.Errorf("changes from before the redaction are still fed: %+v, %v", e, err)
			}
			break
		}
		for e, err := range l.Changes(t.Context(), 10) {
			if err != nil || e.Changes == nil || e.To != 11 {
				t.Errorf("the redaction's own changes are not fed: %+v, %v", e, err)
			}
			break
		}
	})
}

func TestSnapshot(t *testing.T) {
	s := &store{}
	s.grow(t, 20)
	opts := options()
	opts.SnapshotPath = filepath.Join(t.TempDir(), "view.snapshot")
	open(t, s, opts).Close() // may or may not have written one
	l := open(t, s, opts)
	if err := l.Snapshot(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.Close()
	s.grow(t, 5)

	s.batches.Store(0)
	l = open(t, s, opts)
	if st := l.Status(); st.View != 25 || st.Snapshot.Discarded != "" {
		t.Fatalf("status %+v, want revision 25 from the snapshot", st)
	}
	if n := s.batches.Load(); n != 5 {
		t.Errorf("%d batches were read after the snapshot, want 5", n)
	}
	if err := l.Snapshot(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.Close()
	if st := l.Status().Snapshot; st.Revision != 25 || st.Err != nil {
		t.Errorf("snapshot status %+v, want revision 25", st)
	}
	files, err := os.ReadDir(filepath.Dir(opts.SnapshotPath))
	if err != nil || len(files) != 1 {
		t.Errorf("beside the snapshot lie %v, %v", files, err)
	}
}

func TestSnapshotIsThrownAway(t *testing.T) {
	for _, tt := range []struct {
		name   string
		spoil  func(t *testing.T, s *store, path string)
		reason string
	}{
		{"empty", func(t *testing.T, _ *store, path string) { truncate(t, path, 0) }, "no snapshot of this format"},
		{"short", func(t *testing.T, _ *store, path string) { truncate(t, path, 1000) }, ""},
		{"a bit flipped", flip, ""},
		{"log ends earlier", func(_ *testing.T, s *store, _ string) { s.Truncate(19) }, "the log ends at 19"},
		{"another history", func(_ *testing.T, s *store, _ string) {
			s.Truncate(19)
			s.Append(graph.Header{Key: "other", Kind: graph.BatchDeclare})
		}, "another history"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &store{}
			s.grow(t, 20)
			opts := options()
			opts.SnapshotPath = filepath.Join(t.TempDir(), "view.snapshot")
			l := open(t, s, opts)
			if err := l.Snapshot(t.Context()); err != nil {
				t.Fatal(err)
			}
			l.Close()
			tt.spoil(t, s, opts.SnapshotPath)
			head, _ := s.Head(t.Context())

			l = open(t, s, opts)
			st := l.Status()
			if st.View != head.Revision || st.Snapshot.Discarded == "" || !strings.Contains(st.Snapshot.Discarded, tt.reason) {
				t.Fatalf("status %+v, want revision %d and that %q", st, head.Revision, tt.reason)
			}
			if err := l.Snapshot(t.Context()); err != nil {
				t.Fatal(err)
			}
			l.Close()
			if st := open(t, s, opts).Status(); st.Snapshot.Discarded != "" {
				t.Errorf("the snapshot written instead is thrown away: %s", st.Snapshot.Discarded)
			}
		})
	}
}

func truncate(t *testing.T, path string, size int64) {
	t.Helper()
	if err := os.Truncate(path, size); err != nil {
		t.Fatal(err)
	}
}

// flip changes one bit in the middle of a file.
func flip(t *testing.T, _ *store, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestSnapshotIsWrittenNowAndThen sees the file follow the log, and what a
// crash left beside it go.
func TestSnapshotIsWrittenNowAndThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &store{}
		s.grow(t, 20)
		opts := options()
		opts.SnapshotPath = filepath.Join(t.TempDir(), "view[1].snapshot")
		left := opts.SnapshotPath + ".123.tmp"
		if err := os.WriteFile(left, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		opts.Now = func() time.Time { return time.Now().AddDate(100, 0, 0) } // the bubble's clock is behind the file's
		l := open(t, s, opts)
		synctest.Wait()
		if r := l.Status().Snapshot.Revision; r != 20 {
			t.Errorf("after the start the snapshot is of revision %d, want 20", r)
		}
		if _, err := os.Stat(left); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("what a crash left is still there: %v", err)
		}
		s.grow(t, 5)
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		if r := l.Status().Snapshot.Revision; r != 25 {
			t.Errorf("after five minutes the snapshot is of revision %d, want 25", r)
		}
		s.Append(graph.Header{Key: "redact", Kind: graph.BatchRedact, Source: graphtest.CuratorSource},
			&graph.Redact{Subject: small.Hot(), Property: "website"})
		if _, err := l.Wait(t.Context(), 26); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if r := l.Status().Snapshot.Revision; r != 26 {
			t.Errorf("after a redaction the snapshot is of revision %d, want 26", r)
		}
	})
}

func TestSnapshotFailureIsTold(t *testing.T) {
	s := &store{}
	s.grow(t, 6)
	opts := options()
	opts.SnapshotPath = filepath.Join(t.TempDir(), "missing", "view.snapshot")
	l := open(t, s, opts)
	err := l.Snapshot(t.Context())
	wantCode(t, err, graph.CodeUnavailable)
	if l.Status().Snapshot.Err == nil {
		t.Error("the status does not tell")
	}
	l = open(t, s, options())
	wantCode(t, l.Snapshot(t.Context()), graph.CodeInvalid)
}

func TestLargeChangesAreNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &store{}
		s.grow(t, 3)
		opts := options()
		opts.FeedChanged = 50
		l := open(t, s, opts)
		if _, err := l.Wait(t.Context(), s.grow(t, 3)); err != nil { // the fourth is the bulk import
			t.Fatal(err)
		}
		var got []live.Event
		for e, err := range l.Changes(t.Context(), 3) {
			if err != nil {
				t.Fatal(err)
			}
			if got = append(got, e); e.To == 6 {
				break
			}
		}
		if len(got) != 1 || got[0].Changes != nil || got[0].Replaced || got[0].From != 3 {
			t.Fatalf("events %+v, want to be told of 3 to 6 at once", got)
		}
		c, err := got[0].View.ChangesSince(t.Context(), 3)
		if err != nil || c.Len() < 100 {
			t.Errorf("ChangesSince: %v, %v; want all of the bulk import", c, err)
		}
	})
}
