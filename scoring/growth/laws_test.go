package growth_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/scoring/growth"
)

// chance makes candidates with every guard among them.
type chance struct{ *rand.Rand }

func newChance(seed uint64) chance { return chance{rand.New(rand.NewPCG(seed, 9))} }

// figure is one of a year: mostly a number, often a range, a lower end, an
// approximate number, undisclosed, of two sources, or in another currency.
func (c chance) figure(year int, base float64, money bool) growth.Figure {
	f := growth.Figure{Year: int16(year), Low: graph.Decimal{Unscaled: int64(base * 100), Scale: 2}.Normal()}
	if money {
		f.Currency = growth.CurrencyOf("CNY")
		if c.IntN(25) == 0 {
			f.Currency = growth.CurrencyOf("USD")
		}
	}
	more := graph.Decimal{Unscaled: int64(base * 100 * (1 + c.Float64())), Scale: 2}.Normal()
	switch c.IntN(12) {
	case 0:
		f.Bound, f.High = graph.BoundRange, more
	case 1:
		f.Bound = graph.BoundAtLeast
	case 2:
		f.Bound = graph.BoundAbout
	case 3:
		f = growth.Figure{Year: f.Year, Bound: graph.BoundUndisclosed}
	case 4:
		f.Spread = &growth.Spread{Low: f.Low, High: more}
	}
	return f
}

func (c chance) candidate(id int) *growth.Enterprise {
	e := &growth.Enterprise{ID: graph.SubjectID(fmt.Sprintf("s-%04d", id)), Name: fmt.Sprintf("示例%d", id)}
	if c.IntN(5) > 0 {
		e.Founded = graph.Date{Year: int16(2005 + c.IntN(18)), Month: uint8(1 + c.IntN(12))}
	}
	for _, s := range []struct {
		name  string
		money bool
		base  float64
	}{{"revenue", true, 2e7}, {"employees", false, 40}, {"rdSpend", true, 1e6}, {"mainRevenue", true, 1.6e7}, {"valuation", true, 1e9}} {
		if c.IntN(6) == 0 {
			continue
		}
		x := growth.Series{Name: s.name}
		v := s.base * (.1 + 2*c.Float64())
		rate := .75 + c.Float64()*.8
		for y := 2020; y <= 2024; y++ {
			if c.IntN(12) > 0 {
				x.Figures = append(x.Figures, c.figure(y, v, s.money))
			}
			v *= rate
		}
		e.Series = append(e.Series, x)
	}
	for _, f := range []growth.Fact{
		{Name: "country", Text: "CN"}, {Name: "round", Text: "B"}, {Name: "stageByFigures", Text: "growth"}, {Name: "status", Text: "operating"},
		{Name: growth.FactListed, Text: "2019", From: graph.Date{Year: 2019}}, {Name: growth.FactAcquisition, From: graph.Date{Year: 2023}},
	} {
		if c.IntN(3) > 0 {
			e.Facts = append(e.Facts, f)
		}
	}
	e.Sort()
	return e
}

// rank orders outcomes by how good they are; that of not enough data stands
// between being out and the border.
func rank(s growth.State) int {
	return map[growth.State]int{growth.Out: 0, growth.Insufficient: 1, growth.Borderline: 2, growth.In: 3}[s]
}

// TestMonotonic keeps that a better figure never worsens an outcome: more revenue
// or more employees in the latest year, of lists that ask for growth.
func TestMonotonic(t *testing.T) {
	c := newChance(1)
	improved := 0
	for _, code := range []string{"oecd-high-growth", "oecd-gazelle", "eu-high-growth"} {
		j := judge(t, shipped(t, code), on)
		for id := range 1500 {
			e := c.candidate(id)
			before, _ := j.State(e)
			for i := range e.Series {
				s := &e.Series[i]
				if n := len(s.Figures); n > 0 && s.Figures[n-1].Year == 2024 && s.Figures[n-1].Bound != graph.BoundUndisclosed {
					f := &s.Figures[n-1]
					more := graph.Decimal{Unscaled: int64(c.IntN(1 << 30)), Scale: uint8(c.IntN(4))}
					add := func(d *graph.Decimal) {
						x, err := d.Add(more)
						if err != nil {
							t.Fatal(err)
						}
						*d = x
					}
					add(&f.Low)
					if f.Bound == graph.BoundRange {
						add(&f.High)
					}
					if f.Spread != nil {
						spread := *f.Spread
						add(&spread.Low)
						add(&spread.High)
						f.Spread = &spread
					}
				}
			}
			after, _ := j.State(e)
			if rank(after) < rank(before) {
				t.Fatalf("%s: %v became %v with more: %+v", code, before, after, j.Explain(e))
			}
			if after != before {
				improved++
			}
		}
	}
	if improved < 200 {
		t.Errorf("only %d outcomes improved: the test sees too little", improved)
	}
}

// TestUnknown keeps that what is not known is neither zero nor failed: taking a
// figure away never puts an enterprise out, and never in.
func TestUnknown(t *testing.T) {
	c := newChance(2)
	seen := map[growth.State]int{}
	for _, l := range growth.Shipped() {
		j := judge(t, l, on)
		for id := range 300 {
			e := c.candidate(id)
			before, _ := j.State(e)
			if len(e.Series) == 0 {
				continue
			}
			s := &e.Series[c.IntN(len(e.Series))]
			if len(s.Figures) == 0 {
				continue
			}
			k := c.IntN(len(s.Figures))
			s.Figures = slices.Delete(slices.Clone(s.Figures), k, k+1)
			after, _ := j.State(e)
			seen[before]++
			// A list that falls back on an earlier year compares other figures then.
			if l.Period.Fallback > 0 {
				continue
			}
			if before != growth.Out && after == growth.Out || before != growth.In && after == growth.In {
				t.Fatalf("%s: %v became %v without a figure of %s", l.Code, before, after, s.Name)
			}
		}
	}
	for s := growth.Insufficient; s <= growth.In; s++ {
		if seen[s] < 20 {
			t.Errorf("only %d were %v: the test sees too little", seen[s], s)
		}
	}
	for _, l := range growth.Shipped() {
		if s, _ := judge(t, l, on).State(&growth.Enterprise{ID: "s-0"}); s != growth.Insufficient {
			t.Errorf("%s: %v of whom nothing is known", l.Code, s)
		}
	}
}

// TestOrder keeps that the order of candidates, series and facts does not matter,
// nor the unit in which all of an enterprise's money is told; and that the same
// gives the same bytes.
func TestOrder(t *testing.T) {
	c := newChance(3)
	var all, other []*growth.Enterprise
	for id := range 120 {
		e := c.candidate(id)
		all = append(all, e)
		x := *e
		x.Series, x.Facts = slices.Clone(e.Series), slices.Clone(e.Facts)
		slices.Reverse(x.Series)
		slices.Reverse(x.Facts)
		other = append(other, &x)
	}
	c.Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
	for _, l := range growth.Shipped() {
		run := func(all []*growth.Enterprise) []byte {
			e, err := growth.Run(t.Context(), l, all, growth.Options{When: on})
			if err != nil {
				t.Fatal(err)
			}
			return e.Seal()
		}
		first := run(all)
		for _, e := range other {
			e.Sort()
		}
		if !bytes.Equal(first, run(all)) || !bytes.Equal(first, run(other)) {
			t.Errorf("%s: the same candidates give other bytes", l.Code)
		}
	}

	j := judge(t, shipped(t, "oecd-high-growth"), on)
	for _, e := range all {
		before, _ := j.State(e)
		x := *e
		x.Series = slices.Clone(e.Series)
		thousand := func(d graph.Decimal) graph.Decimal {
			d, err := d.Mul(graph.Decimal{Unscaled: 1000})
			if err != nil {
				t.Fatal(err)
			}
			return d
		}
		for i := range x.Series {
			if x.Series[i].Name != "revenue" {
				continue
			}
			x.Series[i].Figures = slices.Clone(x.Series[i].Figures)
			for k := range x.Series[i].Figures {
				f := &x.Series[i].Figures[k]
				f.Low, f.High = thousand(f.Low), thousand(f.High)
				if f.Spread != nil {
					f.Spread = &growth.Spread{Low: thousand(f.Spread.Low), High: thousand(f.Spread.High)}
				}
			}
		}
		if after, _ := j.State(&x); after != before {
			t.Errorf("%s: %v, in thousands %v", e.ID, before, after)
		}
	}
}

// TestRanks holds ranks and their intervals against counting pair by pair.
func TestRanks(t *testing.T) {
	c := newChance(4)
	var all []*growth.Enterprise
	for id := range 400 {
		all = append(all, c.candidate(id))
	}
	j := judge(t, shipped(t, "eu-high-growth"), on)
	listed, err := growth.Rank(t.Context(), j, all)
	if err != nil {
		t.Fatal(err)
	}
	intervals := 0
	value := func(i int) (low, high graph.Decimal, open bool) {
		v := j.Explain(all[i]).Value
		if v.High == nil {
			return *v.Low, graph.Decimal{}, true
		}
		return *v.Low, *v.High, false
	}
	for i, x := range listed {
		if x.State != growth.In {
			if x.Rank != 0 {
				t.Errorf("%v has the rank %d", x.State, x.Rank)
			}
			continue
		}
		low, high, open := value(i)
		rank, best, worst := 1, 1, 1
		for k, y := range listed {
			if k == i || y.State != growth.In && y.State != growth.Borderline {
				continue
			}
			l, h, o := value(k)
			if y.State == growth.In && l.Compare(low) > 0 {
				rank++
			}
			if y.State == growth.In && !open && l.Compare(high) > 0 {
				best++
			}
			if o || h.Compare(low) > 0 {
				worst++
			}
		}
		if x.Rank != rank || x.Best != best || x.Worst != max(worst, rank) {
			t.Errorf("%s: rank %d from %d to %d, want %d from %d to %d", all[i].ID, x.Rank, x.Best, x.Worst, rank, best, worst)
		}
		if best < worst {
			intervals++
		}
	}
	if intervals < 5 {
		t.Errorf("only %d ranks are intervals", intervals)
	}
}

// BenchmarkList decides on a million enterprises with five years of figures and
// ranks them, rule by rule: a twentieth with -short.
func BenchmarkList(b *testing.B) {
	n := 1_000_000
	if testing.Short() {
		n = 50_000
	}
	c := newChance(5)
	all := make([]*growth.Enterprise, n)
	for i := range all {
		all[i] = c.candidate(i)
	}
	for _, l := range growth.Shipped() {
		b.Run(l.Code, func(b *testing.B) {
			j := judge(b, l, on)
			for b.Loop() {
				listed, err := growth.Rank(b.Context(), j, all)
				if err != nil || len(listed) != n {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/enterprise")
		})
	}
}
