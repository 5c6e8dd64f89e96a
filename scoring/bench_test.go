package scoring

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// benchScheme has groups of five indicators, pairs of groups, and the index.
func benchScheme(indicators int, aggregation, doubt string) string {
	var b strings.Builder
	b.WriteString(head + "defaults: {aggregation: " + aggregation + ", normalise: {method: minmax, scale: [1, 100]}}\nindex:\n  children:\n")
	for i := 0; i < indicators; i += 10 {
		fmt.Fprintf(&b, "  - id: pair%d\n    children:\n", i)
		for g := i; g < min(i+10, indicators); g += 5 {
			fmt.Fprintf(&b, "    - id: group%d\n      children:\n", g)
			for j := g; j < g+5; j++ {
				fmt.Fprintf(&b, "      - {id: c%d}\n", j)
			}
		}
	}
	return b.String() + doubt
}

func benchInput(units, indicators int) *Input {
	rng := rand.New(rand.NewPCG(1, 1))
	in := &Input{}
	for i := range units {
		u := Unit{ID: fmt.Sprint("u", i), Evidence: make(map[string][]Observation, indicators)}
		for j := range indicators {
			v := 1 + 99*rng.Float64()
			u.Evidence[fmt.Sprint("c", j)] = []Observation{{Value: &v}}
		}
		in.Units = append(in.Units, u)
	}
	return in
}

// BenchmarkEvaluate is one level-3 scheme of 10,000 units by 40 indicators, with
// all stages, states and contributions.
func BenchmarkEvaluate(b *testing.B) {
	s, in := parse(b, benchScheme(40, "arithmetic", "")), benchInput(10_000, 40)
	for b.Loop() {
		if _, err := Evaluate(s, in); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTOPSIS is a flat scheme of the same size.
func BenchmarkTOPSIS(b *testing.B) {
	var lines []string
	for j := range 40 {
		lines = append(lines, fmt.Sprintf("{id: c%d, normalise: vector}", j))
	}
	s, in := parse(b, head+"index:\n  aggregation: topsis\n"+flow(lines...)), benchInput(10_000, 40)
	for b.Loop() {
		if _, err := Evaluate(s, in); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkMonteCarlo is 1,000 runs over 50 units by 50 indicators, of which
// everything is in doubt.
func BenchmarkMonteCarlo(b *testing.B) {
	s := parse(b, benchScheme(50, "arithmetic", "doubt: {runs: 1000, normalise: [rank, {method: zscore, mean: 50, sd: 10}], aggregation: [geometric], missing: [mean], drop: true}\n"))
	r, err := Evaluate(s, benchInput(50, 50))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := r.MonteCarlo(b.Context(), 1, 0); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkWhatIf moves one weight of 50 units by 50 indicators.
func BenchmarkWhatIf(b *testing.B) {
	r, err := Evaluate(parse(b, benchScheme(50, "geometric", "")), benchInput(50, 50))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := r.WhatIf(map[string]float64{"c7": .4}); err != nil {
			b.Fatal(err)
		}
	}
}

// cycle makes an outranking matrix whose units all are of one Condorcet set.
func cycle(n int) [][]float64 {
	rng := rand.New(rand.NewPCG(uint64(n), 3))
	e := make([][]float64, n)
	for i := range e {
		e[i] = make([]float64, n)
	}
	for i := range n {
		for j := range i {
			v := rng.Float64()
			if i-j == 1 { // each loses to the next but one way round
				v = .9
			}
			if i == n-1 && j == 0 {
				v = .1
			}
			e[i][j], e[j][i] = v, 1-v
		}
	}
	return e
}

// BenchmarkKemeny is the exact order of 12 units, and of as many as it is found
// for exactly.
func BenchmarkKemeny(b *testing.B) {
	for _, n := range []int{12, maxExact} {
		e := cycle(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				if k := kemeny(e); !k.Exact || len(condorcetSets(e)) != 1 {
					b.Fatal("not exact")
				}
			}
		})
	}
}
