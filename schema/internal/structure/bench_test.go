package structure

import (
	"math/rand/v2"
	"testing"
)

// BenchmarkBetweenness tells what a step of Work takes.
func BenchmarkBetweenness(b *testing.B) {
	chance := rand.New(rand.NewPCG(1, 2))
	const n = 4000
	var edges [][2]int
	for range 2 * n {
		edges = append(edges, [2]int{chance.IntN(n), chance.IntN(n)})
	}
	g := New(n, edges)
	for b.Loop() {
		if _, err := g.Betweenness(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*g.Work()), "ns/step")
}
