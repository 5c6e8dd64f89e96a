package live

import (
	"context"
	"maps"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
)

// TestAtIsBounded holds the one place where past Views are built, so that who
// asks has to wait, and counts who may.
func TestAtIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := graphtest.NewMemLog(graphtest.Generate(graphtest.GenerateParams{Enterprises: 10, Products: 10, Edges: 20, Batches: 20}))
		l, err := Open(t.Context(), log, Options{Vocabulary: graph.Standard(), Rules: graph.StandardRules(), PastQueue: 2})
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		l.past.building <- struct{}{}

		ctx, cancel := context.WithCancel(t.Context())
		got := make(chan error)
		ask := func(ctx context.Context, r graph.Revision) {
			_, err := l.At(ctx, r)
			got <- err
		}
		go ask(ctx, 10)
		go ask(t.Context(), 10)
		go ask(ctx, 11)
		synctest.Wait()
		if _, err := l.At(t.Context(), 12); graph.CodeOf(err) != graph.CodeLimit {
			t.Errorf("the third revision at once: %v, want CodeLimit", err)
		}

		// Who gives up makes room, unless somebody else still waits for the same.
		cancel()
		for range 2 {
			if err := <-got; graph.CodeOf(err) != graph.CodeCancelled {
				t.Errorf("who gave up was told %v, want CodeCancelled", err)
			}
		}
		synctest.Wait()
		preparing := func() []graph.Revision {
			l.mu.Lock()
			defer l.mu.Unlock()
			return slices.Sorted(maps.Keys(l.past.flights))
		}
		if got := preparing(); !slices.Equal(got, []graph.Revision{10}) {
			t.Errorf("revisions %d are still being prepared, want 10", got)
		}
		go ask(t.Context(), 12)
		synctest.Wait()
		<-l.past.building
		for range 2 {
			if err := <-got; err != nil {
				t.Error(err)
			}
		}
		if got := preparing(); len(got) != 0 {
			t.Errorf("revisions %d are still being prepared, want none", got)
		}
	})
}

// TestAtEndsWithClose closes while somebody waits for a past View.
func TestAtEndsWithClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := graphtest.NewMemLog(graphtest.Generate(graphtest.GenerateParams{Enterprises: 10, Batches: 20}))
		l, err := Open(t.Context(), log, Options{Vocabulary: graph.Standard(), Rules: graph.StandardRules()})
		if err != nil {
			t.Fatal(err)
		}
		l.past.building <- struct{}{}
		got := make(chan error)
		go func() {
			_, err := l.At(t.Context(), 10)
			got <- err
		}()
		synctest.Wait()
		go l.Close()
		if err := <-got; graph.CodeOf(err) != graph.CodeUnavailable {
			t.Errorf("who waited was told %v, want CodeUnavailable", err)
		}
		if _, err := l.At(t.Context(), 11); graph.CodeOf(err) != graph.CodeUnavailable {
			t.Errorf("after Close: %v, want CodeUnavailable", err)
		}
	})
}
