package neo4j_test

import (
	"context"
	"errors"
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
	if _, err := p.Cypher(t.Context(), "MATCH (n:Note) DETACH DELETE n", nil); err != nil { // of a run that failed
		t.Fatal(err)
	}
	// What an analyst has beside the graph: notes on it, joined to each other by
	// whatever they like.
	own := "MATCH (e:Enterprise) WITH e ORDER BY e.id DESC LIMIT 1 CREATE (n:Note {text: 'ours'})-[:ABOUT]->(e)-[:SEEN_IN]->(n)-[:MAKES]->(:Note {text: 'ours'})"
	const first = "MATCH (e:Enterprise) WITH e ORDER BY e.id LIMIT 1 "
	const note = "MATCH (n:Note)-[:MAKES]->() "
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
		{"a node is given a label of the analyst's", first + "SET e:Watched", "it has the label Watched"},
		{"a node is given a label that would be Cypher", first + "SET e:$($label)", "it has the label x"},
		{"a source is given a label", "MATCH (s:Source) WITH s LIMIT 1 SET s:Watched", "it has the label Watched"},
		{"the analyst's note is called a product", note + "SET n:Product", "it is not ours"},
		{"the analyst's note is called a product that stands", note + "SET n:Product, n.id = 'zzz'", "it does not stand"},
		{"a relationship of another type joins two nodes", first + "MATCH (b:Product) WITH e, b LIMIT 1 CREATE (e)-[:RIVALS]->(b)", "-[:RIVALS]->(:Product"},
		{"a node makes the analyst's note", note + "MATCH (e:Enterprise) WITH n, e LIMIT 1 CREATE (e)-[:MAKES]->(n)", "-[:MAKES]->(:Note"},
		{"the analyst's note makes a product", note + "MATCH (p:Product) WITH n, p LIMIT 1 CREATE (n)-[:MAKES]->(p)", "(:Note {id: \"zzz\"})-[:MAKES]->(:Product"},
		{"the analyst's note is stated", note + "MATCH (s:Source) WITH n, s LIMIT 1 CREATE (n)-[:STATED_BY]->(s)", "-[:STATED_BY]->(:Source"},
		{"a node is stated by a node", first + "MATCH (b:Product) WITH e, b LIMIT 1 CREATE (e)-[:STATED_BY]->(b)", "-[:STATED_BY]->(:Product"},
		{"a source states another", "MATCH (s:Source) WITH s LIMIT 1 CREATE (s)-[:LIKES]->(s)", "-[:LIKES]->(:Source"},
		{"an alternative of nobody's is at a node", first + "CREATE (e)-[:HAS_ALTERNATIVE]->(:Alternative {value: 'x'})", "alternatives: there are"},
		{"a node is an alternative of a node", first + "MATCH (b:Product) WITH e, b LIMIT 1 CREATE (e)-[:HAS_ALTERNATIVE]->(b)", "-[:HAS_ALTERNATIVE]->(:Product"},
		{"the analyst's note is an alternative", note + "MATCH (e:Enterprise), (s:Source) WITH n, e, s LIMIT 1 SET n:Alternative CREATE (e)-[:HAS_ALTERNATIVE]->(n)-[:STATED_BY]->(s)", "alternatives: there are"},
		{"an alternative is shared", "MATCH (o)-[:HAS_ALTERNATIVE]->(a) WITH o, a LIMIT 1 MATCH (e:Enterprise) WHERE e <> o WITH a, e LIMIT 1 CREATE (e)-[:HAS_ALTERNATIVE]->(a)", "alternatives: there are"},
		{"an alternative is called a note", "MATCH (a:Alternative) WITH a LIMIT 1 SET a:Watched", "it is not ours"},
		{"an alternative has another relationship", "MATCH (a:Alternative), (p:Product) WITH a, p LIMIT 1 CREATE (a)-[:MAKES]->(p)", "(:Alternative {id: \"\"})-[:MAKES]->(:Product"},
		{"the way to an alternative has a property", "MATCH ()-[x:HAS_ALTERNATIVE]->() WITH x LIMIT 1 SET x.weight = 1", "a relationship's weight is 1"},
		{"another node says what the graph is", "CREATE (:ChainAtlas {revision: 7, complete: true})", "(:ChainAtlas)"},
		{"the mark has another property", "MATCH (m:ChainAtlas) SET m.note = 'x'", "note is there"},
		{"the mark has another label", "MATCH (m:ChainAtlas) SET m:Watched", "(:ChainAtlas)"},
		{"the mark makes a product", "MATCH (m:ChainAtlas), (p:Product) WITH m, p LIMIT 1 CREATE (m)-[:MAKES]->(p)", "(:ChainAtlas {id: \"\"})-[:MAKES]->(:Product"},
		{"the analyst's note makes the mark", note + "MATCH (m:ChainAtlas) CREATE (n)-[:MAKES]->(m)", "-[:MAKES]->(:ChainAtlas"},
		{"a constraint is dropped", "DROP CONSTRAINT chainatlas_Enterprise_id", "chainatlas_Enterprise_id: it is missing"},
		{"an index is dropped", "DROP INDEX chainatlas_Product_name", "chainatlas_Product_name: it is missing"},
		{"a step is half done", "MATCH (m:ChainAtlas) SET m.complete = false", "half done"},
	} {
		if _, err := p.Cypher(t.Context(), test.cypher, map[string]any{"label": `x\u0060 DETACH DELETE n //`}); err != nil {
			t.Fatalf("%s: %v", test.what, err)
		}
		c, err := p.Compare(t.Context(), v)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, d := range c.Differences {
			found = found || strings.Contains(d.String(), test.problem)
		}
		if found != (test.problem != "") || !found && c.Found > 0 {
			t.Errorf("%s: the differences are %v", test.what, c.Differences)
		}
		if n, err := p.Repair(t.Context(), s.ID(), head.Hash, v); err != nil || n < 0 || n == 0 && found && test.problem != "half done" {
			t.Fatalf("%s: %d repaired, %v", test.what, n, err)
		}
		wantEqual(t, p, v, test.what)
	}
	rows, err := p.Cypher(t.Context(), "MATCH (:Enterprise)<-[:ABOUT]-(n:Note {text: 'ours'})-[:MAKES]->(m:Note {text: 'ours'}) WHERE size(labels(n)) = 1 AND EXISTS { (n)<-[:SEEN_IN]-(:Enterprise) } RETURN count(*)", nil)
	if err != nil || rows[0][0] != int64(1) {
		t.Errorf("of the analyst's notes, %v are left: %v", rows, err)
	}

	// More than is repaired is made anew, whatever it is that differs.
	p.SetMaxRepair(3)
	for what, cypher := range map[string]string{
		"relationships": "MATCH (a:Enterprise), (b:Product) WITH a, b LIMIT 4 CREATE (a)-[:RIVALS]->(b)",
		"labels":        "MATCH (e:Enterprise) WITH e LIMIT 4 SET e:Watched",
		"properties":    "MATCH (e:Enterprise) WITH e LIMIT 4 SET e.colour = 'red'",
		"marks":         "UNWIND range(1, 4) AS i CREATE (:ChainAtlas:Watched {revision: i}) CREATE (:ChainAtlas {revision: i})",
	} {
		if _, err := p.Cypher(t.Context(), cypher, nil); err != nil {
			t.Fatal(err)
		}
		if n, err := p.Repair(t.Context(), s.ID(), head.Hash, v); err != nil || n != -1 {
			t.Errorf("with too many foreign %s: %d, %v", what, n, err)
		}
		wantEqual(t, p, v, what)
	}
	if _, err := p.Cypher(t.Context(), "MATCH (n) WHERE n:Note OR n:Watched DETACH DELETE n", nil); err != nil {
		t.Error(err)
	}
}

// TestTwoProjectors has one process take over a projection that another is writing.
// The first notices, writes nothing more, and what the second wrote is whole.
func TestTwoProjectors(t *testing.T) {
	voc, rules := graphtest.CaseVocabulary()
	s := historyLog(t, 5, 40)
	v, err := memory.Build(t.Context(), s, voc, rules, 0)
	if err != nil {
		t.Fatal(err)
	}
	head, err := s.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	first, second := openProjection(t, voc), openProjection(t, voc)
	parts := 0
	first.SetTrace(func(at string) {
		if at == "committed" {
			parts++
		}
	})
	if err := first.Rebuild(t.Context(), s.ID(), head.Hash, v); err != nil {
		t.Fatal(err)
	}
	for at := 1; at < parts; at += 3 {
		n := 0
		first.SetTrace(func(point string) {
			if point != "committed" {
				return
			}
			if n++; n != at {
				return
			}
			// As many parts as the first has done, so that their number is no sign.
			ctx, cancel := context.WithCancel(t.Context())
			m := 0
			second.SetTrace(func(point string) {
				if point == "committed" {
					if m++; m == at {
						cancel()
					}
				}
			})
			if err := second.Rebuild(ctx, s.ID(), head.Hash, v); !errors.Is(err, context.Canceled) && (err != nil || m >= at) {
				t.Errorf("the second, given up after %d parts: %v", at, err)
			}
		})
		if err := first.Rebuild(t.Context(), s.ID(), head.Hash, v); graph.CodeOf(err) != graph.CodeConflict || !strings.Contains(err.Error(), "another process writes to the projection") {
			t.Errorf("the first, overtaken after %d of %d parts: %v", at, parts, err)
		}
		if n != at {
			t.Errorf("the first wrote %d parts after it was overtaken", n-at)
		}
		second.SetTrace(nil)
		if _, err := second.Sync(t.Context(), s, head.Hash, v); err != nil {
			t.Fatal(err)
		}
		wantEqual(t, second, v, "after the second went on")
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
