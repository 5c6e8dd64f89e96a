package search_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
	"github.com/chainatlas/chainatlas/graph/live"
	"github.com/chainatlas/chainatlas/graph/search"
)

// TestView follows a generated history of merges, separations and revocations
// through live Views, and compares what is found at its end with an index made of
// it.
func TestView(t *testing.T) {
	history := graphtest.Generate(graphtest.GenerateParams{
		Seed: 7, Enterprises: 40, Products: 100, Edges: 250, Batches: 120, Second: 10, Revoked: 5,
	})
	store := &graphtest.MemLog{}
	l, err := live.Open(t.Context(), store, live.Options{Vocabulary: graph.Standard(), Rules: graph.StandardRules(), Feed: 8})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	log := search.Live(l)
	x := follow(t, filepath.Join(t.TempDir(), "search"), log)
	for r := graph.Revision(1); r <= history.Revisions(); r++ {
		if _, err := store.AppendSeq(history.Batch(r)); err != nil {
			t.Fatal(err)
		}
		if r%7 == 0 || r == history.Revisions() {
			l.Notify()
			wait(t, x, r)
		}
	}
	if s := x.Status(); s.Rebuilt != 1 {
		t.Errorf("it was made %d times: %s", s.Rebuilt, s.Reason)
	}
	fresh := follow(t, filepath.Join(t.TempDir(), "search"), log)
	wait(t, fresh, history.Revisions())
	src, err := log.Source(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for d := range src.Documents() {
		texts := slices.Concat([]string{d.Name}, d.Short, d.Former, d.Codes, d.Mentions)
		for _, text := range texts {
			q := search.Query{Text: text, First: 100, Facets: []search.Facet{search.FacetKind, search.FacetSegment}}
			got, err := x.Search(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			want, err := fresh.Search(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			if got.Total != want.Total || len(got.Hits) != len(want.Hits) {
				t.Fatalf("%q: followed %d hits, made anew %d", text, got.Total, want.Total)
			}
			for i := range got.Hits {
				if g, w := fmt.Sprintf("%+v", got.Hits[i]), fmt.Sprintf("%+v", want.Hits[i]); g != w {
					t.Fatalf("%q: hit %d followed\n%s\nmade anew\n%s", text, i, g, w)
				}
			}
			if g, w := fmt.Sprint(got.Facets), fmt.Sprint(want.Facets); g != w {
				t.Fatalf("%q: followed\n%s\nmade anew\n%s", text, g, w)
			}
			n++
		}
		res, err := x.Search(t.Context(), search.Query{Text: d.Name, First: 100})
		if err != nil || d.Name != "" && !slices.ContainsFunc(res.Hits, func(h search.Hit) bool { return h.ID == d.ID }) {
			t.Errorf("%q does not find %s: %+v, %v", d.Name, d.ID, res, err)
		}
	}
	t.Logf("%d searches compared at revision %d", n, history.Revisions())
}

// follow opens an index that follows a log until the test ends.
func follow(t *testing.T, dir string, log search.Log) *search.Index {
	t.Helper()
	x, err := search.Open(t.Context(), dir, search.Options{StoreID: "store"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- x.Follow(ctx, log) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; graph.CodeOf(err) != graph.CodeCancelled {
			t.Errorf("Follow ended with %v", err)
		}
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	return x
}

func wait(t *testing.T, x *search.Index, r graph.Revision) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := x.Wait(ctx, r); err != nil {
		t.Fatalf("%v: %+v", err, x.Status())
	}
}
