package neo4j_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/graph/neo4j"
	"github.com/chainatlas/chainatlas/graph/neo4j/neo4jtest"
)

// TestRealHeapExhausted has a foreign query take all of a small server's heap, which
// no bound keeps it from: the server answers nobody any more. Who writes is told so in
// one line; who waits goes on once the server was started again, and nothing is lost or
// half.
func TestRealHeapExhausted(t *testing.T) {
	t.Parallel()
	server := neo4jtest.Small(t)
	opts := neo4j.Options{URI: server.URI, User: server.User, Password: server.Password, Log: "small", Patience: 3 * time.Minute}
	s := openWith(t, opts)
	voc, rules := graphtest.CaseVocabulary()
	p, err := neo4j.OpenProjection(t.Context(), opts, voc)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	opts.Patience = time.Second
	impatient, other := openWith(t, opts), openWith(t, opts)
	first, err := commit(t.Context(), s, "first", 10)
	if err != nil {
		t.Fatal(err)
	}
	want := []*graph.Header{first}

	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	foreign := make(chan error, 1)
	go func() {
		_, err := other.Cypher(ctx, "UNWIND range(1, 100000000) AS i WITH collect(toString(i) + 'xxxxxxxx') AS l RETURN size(l)", nil)
		foreign <- err
	}()
	// Each batch becomes live, until one line says why one does not.
	for began := time.Now(); ; {
		h, err := commit(t.Context(), impatient, fmt.Sprint("meanwhile ", len(want)), 10)
		if err == nil {
			want = append(want, h)
			if time.Since(began) > time.Minute {
				t.Fatal("the heap does not end")
			}
			continue
		}
		if graph.CodeOf(err) != graph.CodeUnavailable || strings.Contains(err.Error(), "\n") || len(err.Error()) > 200 {
			t.Errorf("while the heap is exhausted: %v has code %q", err, graph.CodeOf(err))
		}
		t.Logf("after %d batches: %v", len(want), err)
		break
	}
	var last *graph.Header
	done := make(chan error, 1)
	go func() {
		var err error
		last, err = commit(t.Context(), s, "last", 100)
		done <- err
	}()
	server.Kill(t)
	server.Start(t)
	if err := <-foreign; err == nil {
		t.Error("the foreign query was to exhaust the heap")
	}
	if err := <-done; err != nil {
		t.Fatalf("once the server was started again: %v", err)
	}
	// What was refused may be live all the same if its outcome was not known.
	got := headers(t, s)
	if len(got) < len(want)+1 || got[0].Hash != first.Hash || got[len(got)-1].Hash != last.Hash {
		t.Errorf("the log has %d batches, want at least %d", len(got), len(want)+1)
	}
	if err := verify(t.Context(), s); err != nil {
		t.Error(err)
	}
	v, err := memory.Build(t.Context(), s, voc, rules, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Rebuild(t.Context(), s.ID(), last.Hash, v); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, p, v, "after the heap was exhausted")
}
