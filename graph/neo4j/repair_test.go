package neo4j_test

import (
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/graph/neo4j"
)

// TestRepair writes into a projection from outside, in every way that matters, and
// expects each to be found and taken back. What is the analysts' own stays.
func TestRepair(t *testing.T) {
	voc, rules := graphtest.CaseVocabulary()
	p := openProjection(t, voc)
	s := historyLog(t, 3, 40)
	v, err := memory.Build(t.Context(), s, voc, rules, 0)
	if err != nil {
		t.Fatal(err)
	}
	head, err := s.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Rebuild(t.Context(), s.ID(), head.Hash, v); err != nil {
		t.Fatal(err)
	}
	c, err := p.Compare(t.Context(), v)
	if err != nil || c.Found > 0 || c.Nodes < 10 || c.Relationships < 5 {
		t.Fatalf("before anything is done: %+v, %v", c, err)
	}
	own := "MATCH (e:Enterprise) WITH e ORDER BY e.id LIMIT 1 CREATE (:Note {text: 'ours'})-[:ABOUT]->(e)"
	for _, test := range []struct{ what, cypher, problem string }{
		{"a note of an analyst's own", own, ""},
		{"a property is changed", "MATCH (e:Enterprise) WITH e ORDER BY e.id LIMIT 1 SET e.name = 'x'", "name is x"},
		{"a property is added", "MATCH (e:Enterprise) WITH e ORDER BY e.id LIMIT 1 SET e.colour = 'red'", "colour is red"},
		{"a property is removed", "MATCH (e:Enterprise) WITH e ORDER BY e.id LIMIT 1 REMOVE e.referredOnly", "referredOnly is missing"},
		{"a node is removed", "MATCH (e:Enterprise) WITH e ORDER BY e.id LIMIT 1 DETACH DELETE e", "it is missing"},
		{"a node is added", "CREATE (:Product {id: 'zzz', name: 'x'})", "it does not stand"},
		{"a node without an ID is added", "CREATE (:Product {name: 'x'})", "it is not ours"},
		{"a node with a number for an ID is added", "CREATE (:Product {id: 7})", "it is not ours"},
		{"a relationship is removed", "MATCH (:Enterprise)-[x:MAKES]->(:Product) WITH x LIMIT 1 DELETE x", "it is missing"},
		{"a relationship is there twice", "MATCH (a:Enterprise)-[x:MAKES]->(b:Product) WITH a, b, x LIMIT 1 CREATE (a)-[y:MAKES]->(b) SET y = properties(x)", "is there twice"},
		{"a relationship is added", "MATCH (a:Enterprise), (b:Product) WHERE NOT (a)-[:MAKES]->(b) WITH a, b LIMIT 1 CREATE (a)-[:MAKES]->(b)", "it does not stand"},
		{"a relationship's property is changed", "MATCH (:Enterprise)-[x:MAKES]->(:Product) WITH x LIMIT 1 SET x.sources = ['x']", "sources is"},
		{"a source is gone", "MATCH (s:Source) WITH s ORDER BY s.id LIMIT 1 DETACH DELETE s", "what is stated by sources"},
		{"an alternative is added", "CREATE (:Alternative {value: 'x'})", "it is not ours"},
		{"a node is given another label", "MATCH (e:Enterprise) WITH e ORDER BY e.id LIMIT 1 SET e:Product", "it does not stand"},
		{"a node is called an alternative", "MATCH (e:Enterprise) WITH e ORDER BY e.id LIMIT 1 SET e:Alternative", "it is not ours"},
		{"a step is half done", "MATCH (m:ChainAtlas) SET m.complete = false", "half done"},
	} {
		if _, err := p.Cypher(t.Context(), test.cypher, nil); err != nil {
			t.Fatalf("%s: %v", test.what, err)
		}
		c, err := p.Compare(t.Context(), v)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, d := range c.Differences {
			found = found || strings.Contains(d.Problem, test.problem)
		}
		if found != (test.problem != "") {
			t.Errorf("%s: the differences are %v", test.what, c.Differences)
		}
		if _, err := p.Repair(t.Context(), s.ID(), head.Hash, v); err != nil {
			t.Fatalf("%s: %v", test.what, err)
		}
		wantEqual(t, p, v, test.what)
	}
	if rows, err := p.Cypher(t.Context(), "MATCH (n:Note) DETACH DELETE n RETURN count(*)", nil); err != nil || rows[0][0] != int64(1) {
		t.Errorf("of the analyst's note, %v is left: %v", rows, err)
	}
}

// TestProjectionConflict checks that a step is taken only from where the projection
// is.
func TestProjectionConflict(t *testing.T) {
	voc, rules := graphtest.CaseVocabulary()
	p := openProjection(t, voc)
	s := historyLog(t, 4, 6)
	views := []*memory.View{memory.New(voc, rules)}
	var hashes = []graph.Hash{{}}
	for _, h := range headers(t, s) {
		next, _, err := views[len(views)-1].Next(t.Context(), s, h)
		if err != nil {
			t.Fatal(err)
		}
		views, hashes = append(views, next), append(hashes, h.Hash)
	}
	if err := p.Rebuild(t.Context(), s.ID(), hashes[2], views[2]); err != nil {
		t.Fatal(err)
	}
	advance := func(logID string, from, to int) error {
		return p.Advance(t.Context(), logID, hashes[to], s, views[from], views[to], nil)
	}
	for what, err := range map[string]error{
		"from before": advance(s.ID(), 1, 3),
		"from behind": advance(s.ID(), 3, 4),
		"another log": advance("another", 2, 3),
		"a gap":       advance(s.ID(), 4, 5),
	} {
		if graph.CodeOf(err) != graph.CodeConflict {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := advance(s.ID(), 2, 5); err != nil { // several batches at once
		t.Fatal(err)
	}
	if err := advance(s.ID(), 2, 5); err != nil { // again
		t.Errorf("a step that was taken already: %v", err)
	}
	wantEqual(t, p, views[5], "after a step over three batches")
	if n, err := p.Repair(t.Context(), "another", hashes[1], views[1]); err != nil || n != -1 {
		t.Errorf("repairing the projection of another log: %d, %v", n, err)
	}
	if state, err := p.State(t.Context()); err != nil || state != (neo4j.State{Log: "another", Revision: 1, Hash: hashes[1].String(), Complete: true}) {
		t.Errorf("State = %+v, %v", state, err)
	}
	wantEqual(t, p, views[1], "after the repair")
}
