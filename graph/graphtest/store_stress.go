package graphtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/chainatlas/chainatlas/graph"
)

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
