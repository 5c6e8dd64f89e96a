package memory

import (
	"fmt"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
)

// TestGeneratedLog holds the fast fold against the reference on logs like those
// of the benchmarks, over the standard vocabulary.
func TestGeneratedLog(t *testing.T) {
	for seed := range uint64(2) {
		t.Run(fmt.Sprint("seed=", seed), func(t *testing.T) {
			log := graphtest.NewMemLog(graphtest.Generate(graphtest.GenerateParams{
				Seed: seed, Enterprises: 50, Products: 120, Edges: 330, Batches: 100, Second: 40, Revoked: 20,
			})).Log()
			voc, rules := graph.Standard(), graph.StandardRules()
			want := graphtest.Digest(graphtest.Fold(voc, rules, log))
			if got := graphtest.Digest(foldAll(t)(voc, rules, log)); got != want {
				t.Errorf("built at once it has digest %s, want %s", got, want)
			}
			if got := graphtest.Digest(foldStepwise(t)(voc, rules, log)); got != want {
				t.Errorf("batch by batch it has digest %s, want %s", got, want)
			}
		})
	}
}
