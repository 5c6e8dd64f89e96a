package neo4j_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/graph/neo4j"
)

func openProjection(t testing.TB, voc *graph.Vocabulary) *neo4j.Projection {
	t.Helper()
	p, err := neo4j.OpenProjection(t.Context(), options(t), voc)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// wantEqual fails the test unless the projection is the View.
func wantEqual(t testing.TB, p *neo4j.Projection, v *memory.View, what string) {
	t.Helper()
	c, err := p.Compare(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	if c.Found > 0 {
		for _, d := range c.Differences {
			t.Error(d)
		}
		t.Fatalf("%s: %d differences", what, c.Found)
	}
}

// historyLog keeps a random history in a store of its own.
func historyLog(t testing.TB, seed uint64, n int) *neo4j.Store {
	t.Helper()
	s := openWith(t, options(t))
	for i, b := range graphtest.RandomHistory(seed, n) {
		if err := appendBatch(t, s, graph.Revision(i), b.Header, b.Assertions); err != nil {
			if code := graph.CodeOf(err); code != graph.CodeInvalid && code != graph.CodeExists {
				t.Fatalf("seed %d, batch %d: %v", seed, i+1, err)
			}
			// A random history takes back what is no more; the store does not.
			h := graph.Header{Key: fmt.Sprint("none ", i), Kind: graph.BatchCurate, Source: "cur"}
			if err := appendBatch(t, s, graph.Revision(i), h, nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	return s
}

func appendBatch(t testing.TB, s graph.Store, expect graph.Revision, h graph.Header, list []graph.Assertion) error {
	t.Helper()
	h.Base, h.Rewrites = 0, nil
	if h.Kind == graph.BatchRevoke && h.Revokes == 0 {
		h.Revokes = list[0].(*graph.Revoke).Batch
	}
	st, err := s.Stage(t.Context(), h, graphtest.WriteLease)
	if err != nil {
		return err
	}
	err = st.Append(t.Context(), func(yield func(graph.Assertion, error) bool) {
		for _, a := range list {
			if !yield(a, nil) {
				return
			}
		}
	})
	if err == nil {
		_, err = st.Commit(t.Context(), expect)
	}
	return err
}

// TestProjectionFollows leads a projection through random histories, change by
// change, and compares it with the View at every revision.
func TestProjectionFollows(t *testing.T) {
	voc, rules := graphtest.CaseVocabulary()
	p := openProjection(t, voc)
	histories := uint64(4)
	if testing.Short() {
		histories = 2
	}
	for seed := range histories {
		s := historyLog(t, seed, 25)
		v := memory.New(voc, rules)
		if err := p.Rebuild(t.Context(), s.ID(), graph.Hash{}, v); err != nil {
			t.Fatal(err)
		}
		for _, h := range headers(t, s) {
			next, changes, err := v.Next(t.Context(), s, h)
			if err != nil {
				t.Fatal(err)
			}
			if err := p.Advance(t.Context(), s.ID(), h.Hash, s, v, next, changes); err != nil {
				t.Fatalf("seed %d, revision %d: %v", seed, h.Revision, err)
			}
			v = next
			wantEqual(t, p, v, fmt.Sprintf("seed %d, revision %d, a batch of kind %q", seed, h.Revision, h.Kind))
		}
		if err := p.Rebuild(t.Context(), s.ID(), graph.Hash{}, v); err != nil {
			t.Fatal(err)
		}
		wantEqual(t, p, v, fmt.Sprintf("seed %d, made anew", seed))
	}
}

// TestProjectionOfHubs draws, and takes back, nodes that have more edges than a page
// of the View holds, on both sides of an edge.
func TestProjectionOfHubs(t *testing.T) {
	voc, rules := graph.Standard(), graph.StandardRules()
	p := openProjection(t, voc)
	s := openWith(t, options(t))
	const n = memory.MaxPage + 20
	log := graphtest.Hubs(n)
	log = append(log, graphtest.Batch{
		Header: graph.Header{Key: "undo", Kind: graph.BatchRevoke, Revokes: 2, Actor: "a"}, Assertions: []graph.Assertion{&graph.Revoke{Batch: 2}},
	})
	for i, b := range log {
		if err := appendBatch(t, s, graph.Revision(i), b.Header, b.Assertions); err != nil {
			t.Fatal(err)
		}
	}
	list := headers(t, s)
	v, err := memory.Build(t.Context(), s, voc, rules, 2)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Rebuild(t.Context(), s.ID(), list[1].Hash, v); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, p, v, "made anew")
	rows, err := p.Cypher(t.Context(), "MATCH (:Enterprise {id: $id})-[x:SUPPLIES]->() RETURN count(x)", map[string]any{"id": string(v.Node(graphtest.Hub).ID)})
	if err != nil || rows[0][0] != int64(n+1) {
		t.Errorf("the hub supplies %v, %v; want %d", rows, err, n+1)
	}
	next, changes, err := v.Next(t.Context(), s, list[2])
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Advance(t.Context(), s.ID(), list[2].Hash, s, v, next, changes); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, p, next, "taken back")
}

func headers(t testing.TB, s graph.Store) (list []*graph.Header) {
	t.Helper()
	for h, err := range s.Headers(context.Background(), 0, 0) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, h)
	}
	return list
}

// TestSync leads a projection to later and earlier revisions by whatever way.
func TestSync(t *testing.T) {
	voc, rules := graphtest.CaseVocabulary()
	p := openProjection(t, voc)
	ways := map[neo4j.Synced]int{}
	for seed := range uint64(2) {
		s := historyLog(t, 100+seed, 30)
		list := headers(t, s)
		head, err := memory.Build(t.Context(), s, voc, rules, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range []int{5, 6, 6, 14, 9, 30} {
			v, err := memory.Build(t.Context(), s, voc, rules, graph.Revision(r))
			if r == 30 {
				v = head
			}
			if err != nil {
				t.Fatal(err)
			}
			way, err := p.Sync(t.Context(), s, list[r-1].Hash, v)
			if err != nil {
				t.Fatalf("seed %d, revision %d: %v", seed, r, err)
			}
			ways[way]++
			wantEqual(t, p, v, fmt.Sprintf("seed %d, revision %d, %s", seed, r, way))
		}
	}
	for _, way := range []neo4j.Synced{neo4j.SyncedNothing, neo4j.SyncedAdvanced, neo4j.SyncedRepaired, neo4j.SyncedRebuilt} {
		if ways[way] == 0 {
			t.Errorf("nothing was %s: %v", way, ways)
		}
	}
}

// TestProjectionOfLongNames draws names of up to the most characters that a text
// has, which no index of Neo4j holds: from nothing, and by a change.
func TestProjectionOfLongNames(t *testing.T) {
	p := openProjection(t, graph.Standard())
	s := openWith(t, options(t))
	long := strings.Repeat("名", graph.MaxText)
	for i, name := range []string{strings.Repeat("短", 8000/3), long, "短"} {
		r := &graph.Record{
			RecordKey: graph.RecordKey{Subject: "s", Table: "t"}, Kind: graph.KindEnterprise, Row: 2,
			Cells: []graph.Cell{{Property: graph.PropLegalName, Values: []graph.Value{graph.Text(name)}}},
		}
		if _, err := graph.Append(t.Context(), s, importOf(fmt.Sprint(i)), r); err != nil {
			t.Fatal(err)
		}
		head, err := s.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		v, err := memory.Build(t.Context(), s, graph.Standard(), graph.StandardRules(), 0)
		if err != nil {
			t.Fatal(err)
		}
		draw := func(what string, fn func() error) {
			t.Helper()
			if err := fn(); err != nil {
				t.Fatalf("%s, a name of %d bytes: %v", what, len(name), err)
			}
			wantEqual(t, p, v, what)
			shown, whole := name, any(nil)
			if name == long {
				shown, whole = strings.Repeat("名", 1000)+"…", name
			}
			rows, err := p.Cypher(t.Context(), "MATCH (e:Enterprise {name: $name}) RETURN e.legalName = $name, e.nameWhole", map[string]any{"name": shown})
			if err != nil || len(rows) != 1 || rows[0][0] != true || rows[0][1] != whole {
				t.Errorf("%s, a name of %d bytes: %d nodes are found by it, %v", what, len(name), len(rows), err)
			}
		}
		draw("what came", func() error {
			_, err := p.Sync(t.Context(), s, head.Hash, v)
			return err
		})
		draw("anew", func() error { return p.Rebuild(t.Context(), s.ID(), head.Hash, v) })
	}
}
