package neo4j_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/graph/neo4j"
)

// generated writes a generated log of the standard vocabulary into a new store, and
// returns it with the View of its head.
func generated(t testing.TB, enterprises, batches int) (*neo4j.Store, *memory.View, graph.Hash) {
	t.Helper()
	s := openWith(t, options(t))
	g := graphtest.Generate(graphtest.GenerateParams{
		Seed: 1, Enterprises: enterprises, Products: 5 * enterprises, Edges: 10 * enterprises, Batches: batches, Second: 10, Revoked: 5,
	})
	head, err := graphtest.Write(t.Context(), s, g, nil)
	if err != nil {
		t.Fatal(err)
	}
	v, err := memory.Build(t.Context(), s, graph.Standard(), graph.StandardRules(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return s, v, head.Hash
}

// TestQueries runs every query of the documentation on a generated graph. Each must
// find something.
func TestQueries(t *testing.T) {
	s, v, hash := generated(t, 300, 20)
	p := openProjection(t, graph.Standard())
	if err := p.Rebuild(t.Context(), s.ID(), hash, v); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, p, v, "a generated graph")
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "neo4j.md"))
	if err != nil {
		t.Fatal(err)
	}
	queries := regexp.MustCompile("(?s)```cypher\n(.*?)```").FindAllSubmatch(text, -1)
	if len(queries) < 10 {
		t.Errorf("the documentation has %d queries, want ten", len(queries))
	}
	for _, q := range queries {
		start := time.Now()
		rows, err := p.Cypher(t.Context(), string(q[1]), nil)
		if err != nil {
			t.Errorf("%v\n%s", err, q[1])
		} else if len(rows) == 0 {
			t.Errorf("nothing is found by\n%s", q[1])
		} else {
			t.Logf("%d rows in %v, the first %v", len(rows), time.Since(start).Round(time.Millisecond), rows[0])
		}
	}
}
