package scoring

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"
)

// TestMaximise finds what gonum's solver finds, of programmes of the shape that the
// benefit of the doubt has: many rows, of which some have no slack at the start.
func TestMaximise(t *testing.T) {
	compared := 0
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 5))
		k, m := 1+rng.IntN(7), 2+rng.IntN(14)
		c, a, b := make([]float64, k), make([][]float64, m), make([]float64, m)
		for i := range a {
			a[i] = make([]float64, k)
			for j := range a[i] {
				a[i][j] = float64(rng.IntN(8)) / 7 // with ties and zeros
			}
			b[i] = 1
			if i > 0 && rng.IntN(3) == 0 { // a share
				for j := range a[i] {
					a[i][j] = .2
				}
				a[i][rng.IntN(k)]--
				b[i] = 0
			}
		}
		copy(c, a[0])
		best, w, ok := maximise(c, a, b)
		if !ok {
			t.Fatalf("seed %d: no solution", seed)
		}
		value := 0.0
		for j, v := range w {
			value += c[j] * v
			if v < 0 {
				t.Fatalf("seed %d: the weights are %v", seed, w)
			}
		}
		for i := range a {
			s := 0.0
			for j, v := range w {
				s += a[i][j] * v
			}
			if s > b[i]+1e-9 {
				t.Fatalf("seed %d: row %d is %v, which is above %v", seed, i, s, b[i])
			}
		}
		near(t, fmt.Sprint("seed ", seed, ": the value of the weights"), value, best, 1e-9)
		full, cost, basis := mat.NewDense(m, k+m, nil), make([]float64, k+m), make([]int, m)
		for i := range a {
			for j, v := range a[i] {
				full.Set(i, j, v)
			}
			full.Set(i, k+i, 1)
			basis[i] = k + i
		}
		for j, v := range c {
			cost[j] = -v
		}
		if want, _, err := lp.Simplex(cost, full, b, 1e-10, basis); err == nil { // it gives up on some
			near(t, fmt.Sprint("seed ", seed), best, -want, 1e-8)
			compared++
		}
	}
	if compared < 200 {
		t.Errorf("gonum has solved %d of 300", compared)
	}
	if _, _, ok := maximise([]float64{1, 1}, [][]float64{{1, 0}}, []float64{1}); ok {
		t.Error("a programme without an end has a solution")
	}
}

// TestBenefitOfSizes: who is best by a figure has the full score by it, however
// small it is beside the others, which a tableau that takes what is small for
// nothing would not find.
func TestBenefitOfSizes(t *testing.T) {
	rows := [][]float64{{1, 1e-13}, {.1, 9e-13}, {.5, 5e-13}}
	for i, want := range []float64{1, 1, 85. / 89} {
		score, shares, ok := benefit(rows, i, []Bounds{{0, 1}, {0, 1}})
		if !ok {
			t.Fatal("no solution")
		}
		near(t, fmt.Sprint("unit ", i), score, want, 1e-9)
		near(t, fmt.Sprint("the shares of unit ", i), shares[0]+shares[1], 1, 1e-12)
	}
}

// manyDoubts is a scheme of benefit of the doubt over so many children.
func manyDoubts(children int) string {
	return head + "index:\n  weights: {method: bod, low: 0.001, high: 0.5}\n" + flow(fmt.Sprintf("{id: c, each: [%s], normalise: {method: minmax, scale: [0.1, 1]}}", join(children)))
}

// TestBenefitOfMany: of many units each has a score up to 1, and does not wait for
// it.
func TestBenefitOfMany(t *testing.T) {
	start := time.Now()
	r := evaluate(t, manyDoubts(20), benchInput(150, 20))
	for _, u := range r.Units {
		if !(float64(u.Score) > 0 && float64(u.Score) < 1+1e-9) {
			t.Fatalf("%s has %v: %v", u.ID, u.Score, r.Groups[0].Notices)
		}
	}
	if took := time.Since(start); took > 20*time.Second { // gonum's solver takes minutes
		t.Errorf("it took %v", took)
	}
}

// BenchmarkBenefit is as many units and children as may be compared.
func BenchmarkBenefit(b *testing.B) {
	s, in := parse(b, manyDoubts(maxBOD)), benchInput(maxBODUnits, maxBOD)
	for b.Loop() {
		if _, err := Evaluate(s, in); err != nil {
			b.Fatal(err)
		}
	}
}

// join lists the columns of benchInput.
func join(n int) string {
	out := "c0"
	for i := 1; i < n; i++ {
		out += fmt.Sprint(", c", i)
	}
	return out
}
