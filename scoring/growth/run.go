package growth

import (
	"cmp"
	"context"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// Listed is a candidate with its outcome and its place.
type Listed struct {
	Candidate int // its index
	State     State
	NotFor    bool
	Why       Reasons // BeyondTop
	Rank      int     // shared by those that are equal; 0 if it has none
	Best      int     // 1 + those that are above it for certain
	Worst     int     // 1 + those that may be above it
	low, high float64 // what it is ranked by; the greater the better
	then      float64
	group     string
	ranked    bool
}

// Rank decides on candidates and ranks those in, and for the intervals of ranks
// also those that may be: by the lower end of what the list ranks by. It returns
// one for each candidate, in their order. Candidates are not changed; they may
// be judged by several goroutines. It fails only with the end of ctx.
func Rank(ctx context.Context, judge *Judge, candidates []*Enterprise) ([]Listed, error) {
	listed := make([]Listed, len(candidates))
	workers := max(1, min(runtime.GOMAXPROCS(0), len(candidates)/256))
	var wait sync.WaitGroup
	for w := range workers {
		from, to := len(candidates)*w/workers, len(candidates)*(w+1)/workers
		wait.Go(func() {
			j := judge.Fork()
			for i := from; i < to; i++ {
				if i&1023 == 0 && ctx.Err() != nil {
					return
				}
				listed[i] = j.place(candidates[i])
				listed[i].Candidate = i
			}
		})
	}
	wait.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	rank(judge.list.Rank, candidates, listed)
	return listed, nil
}

// place decides on a candidate and works out what it is ranked by.
func (j *Judge) place(e *Enterprise) Listed {
	var l Listed
	state, applies := j.State(e)
	l.State, l.NotFor = state, !applies
	k := j.list.Rank
	if k == nil || state != In && state != Borderline {
		return l
	}
	s := j.eval(k.by, 0)
	l.group = j.group(e)
	if !s.known {
		return l
	}
	// Amounts of two currencies have no common rank.
	if s.currency != (Currency{}) {
		l.group += " " + s.currency.String()
	}
	l.ranked = true
	l.low, l.high = settle(s.low), settle(s.high)
	if k.then != nil {
		if t := j.eval(k.then, 0); t.known {
			l.then = settle(t.low)
		} else {
			l.then = math.Inf(-1)
		}
	}
	if k.Order == "ascending" {
		l.low, l.high = -l.high, -l.low
	}
	return l
}

// settle rounds to the twelve digits that are published, so that what is shown as
// equal has equal ranks.
func settle(x float64) float64 {
	if d := rounded(x); d != nil {
		return float(*d)
	}
	return x
}

// rank gives places within each group.
func rank(k *Ranking, candidates []*Enterprise, listed []Listed) {
	if k == nil {
		return
	}
	groups := map[string][]int{}
	for i := range listed {
		if listed[i].ranked {
			groups[listed[i].group] = append(groups[listed[i].group], i)
		}
	}
	for _, members := range groups {
		rankGroup(k, candidates, listed, members)
	}
}

func rankGroup(k *Ranking, candidates []*Enterprise, listed []Listed, members []int) {
	better := func(a, b int) int {
		x, y := &listed[a], &listed[b]
		return cmp.Or(cmp.Compare(y.low, x.low), cmp.Compare(y.then, x.then))
	}
	var in []int
	var lows, highs []float64 // of those in; of all
	for _, i := range members {
		highs = append(highs, listed[i].high)
		if listed[i].State == In {
			in = append(in, i)
			lows = append(lows, listed[i].low)
		}
	}
	slices.SortFunc(in, func(a, b int) int {
		return cmp.Or(better(a, b), strings.Compare(string(candidates[a].ID), string(candidates[b].ID)), strings.Compare(candidates[a].Segment, candidates[b].Segment))
	})
	slices.Sort(lows)
	slices.Sort(highs)
	for n, i := range in {
		listed[i].Rank = n + 1
		if n > 0 && better(in[n-1], i) == 0 {
			listed[i].Rank = listed[in[n-1]].Rank
		}
	}
	above := func(sorted []float64, x float64) int {
		n, _ := slices.BinarySearchFunc(sorted, x, func(v, x float64) int {
			if v > x {
				return 1
			}
			return -1
		})
		return len(sorted) - n
	}
	settled := map[int]bool{} // those whose place nothing but equals, or the second formula, decides
	for _, i := range members {
		l := &listed[i]
		l.Best = 1 + above(lows, l.high)
		l.Worst = 1 + above(highs, l.low)
		if l.high > l.low {
			l.Worst-- // itself
		}
		settled[i] = l.Rank > 0 && l.Best == l.Worst
		if l.Rank > 0 { // what the second formula decides is within, too
			l.Best, l.Worst = min(l.Best, l.Rank), max(l.Worst, l.Rank)
		}
	}
	if k.Top == 0 {
		return
	}
	for _, i := range members {
		l := &listed[i]
		switch {
		case l.Best > k.Top || settled[i] && l.Rank > k.Top:
			l.State, l.Why, l.Rank = Out, BeyondTop, 0
		case l.State == In && !settled[i] && l.Worst > k.Top:
			l.State, l.Why, l.Rank = Borderline, Straddles, 0
		}
	}
}
