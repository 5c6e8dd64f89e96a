package live_test

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
	"github.com/chainatlas/chainatlas/graph/live"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/graph/sqlite"
)

// counter is the subject that a revision writes its number to.
func counter(r graph.Revision) graph.SubjectID {
	return graph.SubjectID("counter-" + strconv.Itoa(int(r%50)))
}

// check fails the test if a View is not of one piece.
func check(t *testing.T, v *memory.View) {
	r := v.Revision()
	if r < 2 {
		return
	}
	n := v.Node(counter(r))
	if n == nil {
		t.Errorf("revision %d has no %s", r, counter(r))
		return
	}
	for _, p := range n.Properties {
		if p.Name == graph.PropWebsite && p.Winner.Value.Text != strconv.Itoa(int(r)) {
			t.Errorf("revision %d shows %s", r, p.Winner.Value.Text)
		}
	}
}

// TestManyReaders has 64 readers of every sort across a thousand revisions of
// a store in a file, each of which writes its own number. Readers must see
// Views of one piece in order, and nothing may run on after Close.
func TestManyReaders(t *testing.T) {
	last := graph.Revision(1000)
	if testing.Short() {
		last = 100
	}
	goroutines := runtime.NumGoroutine()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "log.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	opts := options()
	opts.SnapshotPath = filepath.Join(t.TempDir(), "view.snapshot")
	opts.SnapshotEvery = 50 * time.Millisecond
	opts.PastQueue = 1000
	l, err := live.Open(t.Context(), store, opts)
	if err != nil {
		t.Fatal(err)
	}

	var readers sync.WaitGroup
	var looks atomic.Int64
	for i := range 64 {
		readers.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
			defer cancel()
			seen := graph.Revision(0)
			see := func(v *memory.View) {
				if v.Revision() < seen {
					t.Errorf("revision %d after %d", v.Revision(), seen)
				}
				seen = v.Revision()
				check(t, v)
				looks.Add(1)
			}
			switch i % 4 {
			case 0: // looks whenever it likes
				for seen < last {
					see(l.View())
					time.Sleep(time.Duration(1+i/4) * time.Millisecond)
				}
			case 1: // waits for each revision
				for seen < last {
					v, err := l.Wait(ctx, seen+1)
					if err != nil {
						t.Error(err)
						return
					}
					see(v)
				}
			case 2: // follows the changes
				after := graph.Revision(0)
				for e, err := range l.Changes(ctx, 0) {
					if err != nil || e.From != after || e.Replaced {
						t.Errorf("after revision %d came %d to %d, %v", after, e.From, e.To, err)
						return
					}
					after = e.To
					see(e.View)
					if after == last {
						return
					}
				}
			case 3: // looks back
				for seen < last {
					see(l.View())
					v, err := l.At(ctx, (seen+graph.Revision(i))/2%(seen+1))
					if err != nil {
						t.Error(err)
						return
					}
					check(t, v)
					time.Sleep(50 * time.Millisecond)
				}
			}
		})
	}

	for r := graph.Revision(1); r <= last; r++ {
		h := graph.Header{
			Key: fmt.Sprint(r), Kind: graph.BatchImport, Source: graphtest.RegisterSource, Actor: "test",
			DataDate: graph.Date{Year: 2024}, Recorded: time.Unix(int64(r), 0).UTC(), Base: r - 1,
		}
		a := graph.Assertion(&graph.Record{
			RecordKey: graph.RecordKey{Subject: counter(r)}, Kind: graph.KindEnterprise,
			Cells: []graph.Cell{{Property: graph.PropWebsite, Values: []graph.Value{graph.Text(strconv.Itoa(int(r)))}}},
		})
		if r == 1 {
			h.Kind = graph.BatchDeclare
			a = &graph.Declare{Source: graphtest.RegisterSource, Trust: graph.TrustOfficial}
		}
		commit(t, store, h, a)
		if r%3 != 0 { // the others are for the poll to find
			l.Notify()
		}
	}
	readers.Wait()
	if st := l.Status(); st.View != last || st.Err != nil || st.Rebuilt != 0 || st.Snapshot.Err != nil {
		t.Errorf("status %+v, want revision %d without trouble", st, last)
	}
	t.Logf("%d looks at %d revisions", looks.Load(), last)

	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if err := store.Close(); err != nil {
		t.Error(err)
	}
	for range 100 { // what has ended may take a moment to be gone
		if runtime.NumGoroutine() <= goroutines {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	stacks := make([]byte, 1<<16)
	t.Errorf("%d goroutines before, %d after:\n%s", goroutines, runtime.NumGoroutine(), stacks[:runtime.Stack(stacks, true)])
}

func commit(t *testing.T, store graph.Store, h graph.Header, assertions ...graph.Assertion) {
	t.Helper()
	staging, err := store.Stage(t.Context(), h, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	err = staging.Append(t.Context(), func(yield func(graph.Assertion, error) bool) {
		for _, a := range assertions {
			if !yield(a, nil) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := staging.Commit(t.Context(), h.Base); err != nil {
		t.Fatal(err)
	}
}
