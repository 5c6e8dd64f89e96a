package search

import (
	"context"
	"crypto/sha256"
	"fmt"
	"iter"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
)

// docs is a Source of a list of documents.
type docs struct {
	rev  graph.Revision
	list []Document
	byID map[graph.SubjectID]int
}

func newDocs(rev graph.Revision, list []Document) *docs {
	d := &docs{rev: rev, list: list, byID: make(map[graph.SubjectID]int, len(list))}
	for i := range list {
		d.byID[list[i].ID] = i
	}
	return d
}

func hashOf(r graph.Revision) graph.Hash { return sha256.Sum256(fmt.Appendf(nil, "revision %d", r)) }

func (d *docs) Revision() graph.Revision      { return d.rev }
func (d *docs) Hash() graph.Hash              { return hashOf(d.rev) }
func (d *docs) Documents() iter.Seq[Document] { return slices.Values(d.list) }
func (d *docs) Document(id graph.SubjectID) (Document, bool) {
	i, ok := d.byID[id]
	if !ok {
		return Document{}, false
	}
	return d.list[i], true
}

// docLog is a Log of documents that a test changes.
type docLog struct {
	mu      sync.Mutex
	now     *docs
	steps   []Step
	more    chan struct{}
	foreign bool // its hashes are those of another history
}

func newDocLog(list ...Document) *docLog {
	return &docLog{now: newDocs(1, list), more: make(chan struct{})}
}

func (l *docLog) Source(context.Context) (Source, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.now, nil
}

func (l *docLog) HashAt(_ context.Context, r graph.Revision) (graph.Hash, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if r > l.now.rev {
		return graph.Hash{}, graph.Errorf(graph.CodeNotFound, "test", "no revision %d", r)
	}
	if l.foreign {
		return hashOf(r + 1000), nil
	}
	return hashOf(r), nil
}

func (l *docLog) Steps(ctx context.Context, after graph.Revision) iter.Seq2[Step, error] {
	return func(yield func(Step, error) bool) {
		for {
			l.mu.Lock()
			steps, more := l.steps, l.more
			l.mu.Unlock()
			for _, s := range steps {
				if s.From >= after {
					after = s.To.Revision()
					if !yield(s, nil) {
						return
					}
				}
			}
			if len(steps) > 0 && steps[len(steps)-1].From >= after {
				continue
			}
			select {
			case <-more:
			case <-ctx.Done():
				yield(Step{}, ctx.Err())
				return
			}
		}
	}
}

// change makes the next revision: documents that come or change, and IDs that go.
func (l *docLog) change(put []Document, gone ...graph.SubjectID) graph.Revision {
	l.mu.Lock()
	defer l.mu.Unlock()
	var list []Document
	var ids []graph.SubjectID
	changed := map[graph.SubjectID]bool{}
	for _, d := range put {
		changed[d.ID] = true
		ids = append(ids, d.ID)
	}
	for _, id := range gone {
		changed[id] = true
		ids = append(ids, id)
	}
	for _, d := range l.now.list {
		if !changed[d.ID] {
			list = append(list, d)
		}
	}
	list = append(list, put...)
	from := l.now.rev
	l.now = newDocs(from+1, list)
	l.steps = append(l.steps, Step{From: from, To: l.now, Changed: slices.Values(ids)})
	close(l.more)
	l.more = make(chan struct{})
	return l.now.rev
}

// start opens an index and follows a log until the test ends or stop is called.
func start(t testing.TB, dir string, log Log) (x *Index, stop func()) {
	t.Helper()
	x, err := Open(t.Context(), dir, Options{StoreID: "store"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := x.Follow(ctx, log); graph.CodeOf(err) != graph.CodeCancelled {
			t.Errorf("Follow ended with %v", err)
		}
	})
	stop = sync.OnceFunc(func() {
		cancel()
		wg.Wait()
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return x, stop
}

// patience bounds how long an index is waited for.
var patience = 5 * time.Minute

// ready waits for a revision.
func ready(t testing.TB, x *Index, r graph.Revision) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := x.Wait(ctx, r); err != nil {
		t.Fatalf("%v; status %+v", err, x.Status())
	}
}

// found returns the IDs of the hits of a text.
func found(t testing.TB, x *Index, text string) []string {
	t.Helper()
	res, err := x.Search(t.Context(), Query{Text: text, First: 20})
	if err != nil {
		t.Fatal(err)
	}
	return ids(res)
}

func ids(res *Result) []string {
	out := []string{}
	for _, h := range res.Hits {
		out = append(out, string(h.ID))
	}
	return out
}
