package graphtest

import (
	"fmt"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

func TestRandomHistoryIsOfItsSeed(t *testing.T) {
	a, b, c := RandomHistory(1, 30), RandomHistory(1, 30), RandomHistory(2, 30)
	if len(a) != 30 || a.String() != b.String() {
		t.Error("equal seeds give different logs")
	}
	if a.String() == c.String() {
		t.Error("different seeds give equal logs")
	}
}

// Everything that a log can say and a fold can list must occur, or the laws
// would be tried on less than they claim.
func TestRandomHistoryHasEverything(t *testing.T) {
	voc, rules := CaseVocabulary()
	said, listed := map[string]int{}, map[string]int{}
	for seed := range uint64(400) {
		log := RandomHistory(seed, 25)
		for _, b := range log {
			for _, a := range b.Assertions {
				said[fmt.Sprintf("%T", a)]++
			}
		}
		r := Fold(voc, rules, log)
		for _, e := range r.ListedEdges {
			listed[e.Reason]++
		}
		for _, q := range r.Questions {
			listed[q.Why]++
		}
		for _, q := range r.Queued {
			if q.Redacted {
				listed["a redacted key"]++
			}
		}
		for _, n := range r.Nodes {
			if len(n.Members) > 1 {
				listed["joined"]++
			}
			if n.OnlyReferred {
				listed["only referred to"]++
			}
			for _, p := range n.Props {
				if p.Winner.Pin != 0 {
					listed["pinned"]++
				}
				if len(p.Denied) > 0 {
					listed["denied"]++
				}
				if len(p.Alternatives) > 0 {
					listed["alternatives"]++
				}
			}
		}
		listed["queued"] += len(r.Queued)
		listed["denied edges"] += len(r.DeniedEdges)
		listed["contradicted"] += len(r.Contradicted)
		listed["sleeping"] += len(r.Sleeping)
		listed["separated"] += len(r.Separated)
		listed["bad"] += len(r.Bad)
	}
	for _, a := range []graph.Assertion{
		&graph.Declare{}, &graph.Record{}, &graph.Confirm{}, &graph.Retract{}, &graph.Judge{}, &graph.Pin{},
		&graph.Deny{}, &graph.DenyEdge{}, &graph.Revoke{}, &graph.Redact{},
	} {
		if said[fmt.Sprintf("%T", a)] == 0 {
			t.Errorf("no history says a %T", a)
		}
	}
	for _, what := range []string{
		"self-loop", "cardinality", "cycle", "former name", "different", "several", "one code, no common core",
		"two values of own", "two values of creditCode", "two values of stockCode", "two values of code",
		"joined", "only referred to", "pinned", "denied", "alternatives", "queued", "denied edges", "contradicted",
		"sleeping", "separated", "bad", "a redacted key",
	} {
		if listed[what] == 0 {
			t.Errorf("no history leads to %q", what)
		}
	}
}

func TestShrinkHistory(t *testing.T) {
	voc, rules := CaseVocabulary()
	cyclic := func(l Log) bool {
		for _, e := range Fold(voc, rules, l).ListedEdges {
			if e.Reason == "cycle" {
				return true
			}
		}
		return false
	}
	shrunk := 0
	for seed := range uint64(lawHistories) {
		log := RandomHistory(seed, 25)
		if !cyclic(log) {
			continue
		}
		shrunk++
		small := ShrinkHistory(log, cyclic)
		if !cyclic(small) {
			t.Fatalf("seed %d: the smaller log does not fail", seed)
		}
		for i := range small {
			if small[i].Header.Revision != graph.Revision(i+1) {
				t.Fatalf("seed %d: batch %d is numbered %d", seed, i+1, small[i].Header.Revision)
			}
			if cyclic(without(small, i)) {
				t.Errorf("seed %d: batch %d can go:\n%s", seed, i+1, small)
			}
		}
		if shrunk == 5 {
			break
		}
	}
	if shrunk == 0 {
		t.Error("no history to shrink")
	}
}
