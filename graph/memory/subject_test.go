package memory

import (
	"reflect"
	"slices"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
)

// TestSubject asks on random histories that a subject says by itself what its node
// shows, if it is the only one there, and of one that waits what its node shows once
// a person has judged it.
func TestSubject(t *testing.T) {
	voc, rules := graphtest.CaseVocabulary()
	curated := func(n *Node) bool {
		return slices.ContainsFunc(n.Properties, func(p Property) bool {
			pin := func(s Statement) bool { return s.Pin }
			return len(p.Denied) > 0 || p.Winner.Pin || slices.ContainsFunc(p.Values, pin) || slices.ContainsFunc(p.Alternatives, pin)
		})
	}
	alone, judged := 0, 0
	for seed := range uint64(160) {
		log := graphtest.RandomHistory(7000+seed, 24)
		v, err := Build(t.Context(), memoryLog(log), voc, rules, 0)
		if err != nil {
			t.Fatal(err)
		}
		waits := map[graph.SubjectID]bool{}
		for q := range v.Queued() {
			waits[q.Subject] = true
			x := v.Subject(q.Subject)
			if x == nil {
				t.Fatalf("seed %d: %s waits, and is nothing", seed, q.Subject)
			}
			if q.Reference || x.Node != "" || len(q.Candidates) == 0 {
				continue
			}
			word := graphtest.Batch{Header: graph.Header{Revision: graph.Revision(len(log) + 1), Key: "word", Kind: graph.BatchCurate, Source: log[0].Header.Source, Rules: rules.Version},
				Assertions: []graph.Assertion{&graph.Judge{A: q.Subject, B: q.Candidates[0], Verdict: graph.Different}}}
			longer := append(slices.Clone(log), word)
			w, _, err := v.Next(t.Context(), memoryLog(longer), &longer[len(log)].Header)
			if err != nil {
				t.Fatal(err)
			}
			n := w.Node(q.Subject)
			if n == nil || len(n.Members) != 1 || curated(n) {
				continue
			}
			judged++
			if !reflect.DeepEqual(n.Properties, x.Properties) {
				t.Errorf("seed %d: %s said while it waited\n%+v\nand judged it is\n%+v", seed, q.Subject, x.Properties, n.Properties)
			}
		}
		for slot := range v.allNodes() {
			n := v.node(slot)
			if len(n.Members) != 1 || waits[n.Members[0]] || curated(n) {
				continue
			}
			alone++
			if x := v.Subject(n.Members[0]); x == nil || x.Node != n.ID || x.Kind != n.Kind || !reflect.DeepEqual(x.Properties, n.Properties) {
				t.Errorf("seed %d: alone in its node, %s is\n%+v\nand the node is\n%+v", seed, n.ID, x, n)
			}
		}
		if v.Subject("nobody") != nil {
			t.Error("somebody whom no batch speaks of")
		}
	}
	if alone < 100 || judged < 10 {
		t.Errorf("%d stand alone and %d were judged: too few to tell", alone, judged)
	}
}
