package structure

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// Work returns about how many steps the betweenness of all nodes takes: each node
// walks the whole graph.
func (g *Graph) Work() int { return len(g.near) * (len(g.near) + 2*len(g.edges)) }

// Betweenness returns of each node which part of the shortest paths between two others
// goes through it, the mean of all pairs: 0 to 1. Two nodes that no path joins count as
// a pair through which nothing goes. Fewer than three nodes have no pair: all is 0.
//
// It is Brandes' accumulation (A faster algorithm for betweenness centrality, 2001),
// divided by the (n-1)(n-2)/2 pairs. It fails with the context's error when that ends.
func (g *Graph) Betweenness(ctx context.Context) ([]float64, error) {
	n := len(g.near)
	out := make([]float64, n)
	if n < 3 {
		return out, nil
	}
	var (
		order = make([]int32, 0, n) // by distance from the source
		far   = make([]int32, n)    // -1 where it was not reached
		paths = make([]float64, n)  // shortest ones from the source
		hang  = make([]float64, n)  // what hangs on the node, seen from the source
	)
	for source := range g.near {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for i := range far {
			far[i], paths[i], hang[i] = -1, 0, 0
		}
		order = append(order[:0], int32(source))
		far[source], paths[source] = 0, 1
		for next := 0; next < len(order); next++ {
			v := order[next]
			beyond, ways := far[v]+1, paths[v]
			for _, w := range g.near[v] {
				if far[w] < 0 {
					far[w] = beyond
					order = append(order, w)
				}
				if far[w] == beyond {
					paths[w] += ways
				}
			}
		}
		for _, w := range slices.Backward(order[1:]) {
			before, each := far[w]-1, (1+hang[w])/paths[w]
			for _, v := range g.near[w] {
				if far[v] == before {
					hang[v] += paths[v] * each
				}
			}
			out[w] += hang[w]
		}
	}
	pairs := float64(n-1) * float64(n-2) // each pair is walked from either end
	for i := range out {
		out[i] /= pairs
	}
	return out, nil
}

// Ranks returns the places of some figures, the largest first: 1 and the number of
// larger ones. Figures that differ by less than arithmetic tells share a place.
func Ranks(figures []float64) []int {
	best, _ := ranks(figures)
	return best
}

// ranks returns, beside the places, the last ones that those who share a place could have.
func ranks(figures []float64) (best, worst []int) {
	grid := func(f float64) float64 { return math.Round(f * 1e9) }
	sorted := make([]float64, len(figures))
	for i, f := range figures {
		sorted[i] = -grid(f)
	}
	slices.Sort(sorted)
	best, worst = make([]int, len(figures)), make([]int, len(figures))
	for i, f := range figures {
		at, _ := slices.BinarySearch(sorted, -grid(f))
		next, _ := slices.BinarySearch(sorted, -grid(f)+1)
		best[i], worst[i] = at+1, next
	}
	return best, worst
}

// Interval is from which place to which a node comes.
type Interval struct{ Low, High int }

// RankIntervals tells how much the places by betweenness hang on single edges: of so
// many graphs in which each edge is left out with the chance out, the places that nine
// in ten of them have a node at, from the 5th to the 95th percentile. The same seed
// gives the same intervals, however many processors draw. It fails with the context's
// error when that ends.
func (g *Graph) RankIntervals(ctx context.Context, draws int, out float64, seed uint64) ([]Interval, error) {
	n := len(g.near)
	best, worst := make([][]int, draws), make([][]int, draws)
	errs := make([]error, draws)
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(draws, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			part := &Graph{near: make([][]int32, n)}
			for i := int(next.Add(1)) - 1; i < draws; i = int(next.Add(1)) - 1 {
				chance := rand.New(rand.NewPCG(seed, uint64(i)))
				part.edges = part.edges[:0]
				for _, e := range g.edges {
					if chance.Float64() >= out {
						part.edges = append(part.edges, e)
					}
				}
				part.join(part.edges)
				var between []float64
				between, errs[i] = part.Betweenness(ctx)
				best[i], worst[i] = ranks(between)
			}
		})
	}
	workers.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	intervals := make([]Interval, n)
	low, high := make([]int, draws), make([]int, draws)
	for v := range intervals {
		for i := range draws {
			low[i], high[i] = best[i][v], worst[i][v]
		}
		slices.Sort(low)
		slices.Sort(high)
		if draws > 0 {
			intervals[v] = Interval{Low: low[draws*5/100], High: high[draws-1-draws*5/100]}
		}
	}
	return intervals, nil
}
