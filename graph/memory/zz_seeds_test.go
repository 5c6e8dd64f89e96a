package memory

import (
	"testing"

	"github.com/chainatlas/chainatlas/graph/graphtest"
)

func TestSeeds(t *testing.T) {
	voc, rules := graphtest.CaseVocabulary()
	bad := 0
	for seed := uint64(10000); seed < 12000 && bad < 3; seed++ {
		log := graphtest.RandomHistory(seed, 30)
		v := New(voc, rules)
		for i := range log {
			next, _, err := v.Next(t.Context(), memoryLog(log), &log[i].Header)
			if err != nil {
				t.Fatal(err)
			}
			v = next
			if i%3 == 2 {
				if graphtest.Digest(resultOf(v)) != graphtest.Digest(graphtest.Fold(voc, rules, log[:i+1])) {
					t.Errorf("seed %d revision %d", seed, i+1)
					bad++
					break
				}
			}
		}
	}
}
