package schema

import (
	"cmp"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// randomRounds makes rounds with any number of investors and groups, of which some
// say neither, nor an amount, nor a round.
func randomRounds(r *rand.Rand, n, groups int) []memory.FundingEvent {
	out := make([]memory.FundingEvent, n)
	for i := range out {
		e := &out[i]
		e.Ref = memory.Ref(1_000_000 + i)
		for range []int{0, 1, 1, 2, 3, 7, 19}[r.IntN(7)] {
			if x := memory.Ref(r.IntN(1 + r.IntN(1+2*n))); !slices.Contains(e.Investors, x) {
				e.Investors = append(e.Investors, x)
			}
		}
		for range r.IntN(4) {
			e.Groups |= 1 << r.IntN(groups)
		}
		e.Placed = e.Groups != 0 || r.IntN(2) == 0
		e.Round = []string{"", "A", "B", "C", "strange"}[r.IntN(5)]
		if r.IntN(3) > 0 {
			e.Disclosed, e.Currency = true, []string{"CNY", "CNY", "USD"}[r.IntN(3)]
			e.Low = r.Int64N(1_000_000_00)
			e.High = e.Low
			switch r.IntN(3) {
			case 0:
				e.High += r.Int64N(1_000_000_00)
			case 1:
				e.Open = true
			}
		}
		e.Date = graph.Date{Year: int16(2015 + r.IntN(9)), Month: uint8(r.IntN(13))}
	}
	return out
}

// TestFlowsReconcile adds up flows of rounds by chance: what enters a node leaves it,
// each column is all that is drawn, the shares of a range keep its order, and rounds
// are counted as by hand.
func TestFlowsReconcile(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	for range 300 {
		groups := 1 + r.IntN(8)
		if r.IntN(20) == 0 {
			groups = memory.MaxFundingGroups
		}
		events := randomRounds(r, r.IntN(60), groups)
		o := flowOptions{groups: groups, amount: r.IntN(2) == 0, currency: "CNY", top: 1 + r.IntN(12), rank: func(s string) int { return len(s) },
			compare: func(a, b memory.Ref) int { return cmp.Compare(a, b) }}
		f := newFlow(events, o)

		var want measure
		drawn, investors := 0, map[memory.Ref]bool{}
		for i := range events {
			if e := &events[i]; o.shown(e) {
				drawn++
				want.weight += roundParts
				if o.amount {
					want.low += e.Low
					want.high += e.High
				}
				for _, x := range e.Investors {
					investors[x] = true
				}
			}
		}
		if f.drawn != drawn || f.investors != len(investors) {
			t.Fatalf("%d rounds of %d investors are drawn, want %d of %d", f.drawn, f.investors, drawn, len(investors))
		}
		columns := map[model.FlowColumn]measure{}
		in, out := make([]measure, len(f.nodes)), make([]measure, len(f.nodes))
		plus := func(m *measure, x measure) {
			m.weight += x.weight
			m.low += x.low
			m.high += x.high
		}
		merged := 0
		for i := range f.nodes {
			n := &f.nodes[i]
			m := columns[n.column]
			plus(&m, n.measure)
			columns[n.column] = m
			merged += n.merged
			if n.low > n.high || n.rounds == 0 || i > 0 && slices.Index(model.AllFlowColumn, n.column) < slices.Index(model.AllFlowColumn, f.nodes[i-1].column) {
				t.Fatalf("node %+v", n)
			}
			took := 0
			for k := range events {
				if f.takes(&events[k], &o, []int{i}) {
					took++
				}
			}
			if took != n.rounds {
				t.Fatalf("%d rounds take part in node %+v", took, n)
			}
		}
		if merged != len(investors) {
			t.Fatalf("the nodes stand for %d investors of %d", merged, len(investors))
		}
		for i := range f.links {
			l := &f.links[i]
			plus(&out[l.from], l.measure)
			plus(&in[l.to], l.measure)
			took := 0
			for k := range events {
				if f.takes(&events[k], &o, []int{l.from, l.to}) {
					took++
				}
			}
			if took != l.rounds || l.low > l.high {
				t.Fatalf("%d rounds take part in link %+v", took, l)
			}
		}
		same := func(a, b measure) bool { return a.weight == b.weight && a.low == b.low && a.high == b.high }
		for _, c := range model.AllFlowColumn {
			if !same(columns[c], want) {
				t.Fatalf("column %s adds up to %+v, want %+v", c, columns[c], want)
			}
		}
		for i := range f.nodes {
			n := &f.nodes[i]
			if n.column != model.FlowColumnInvestor && !same(in[i], n.measure) || n.column != model.FlowColumnRound && !same(out[i], n.measure) {
				t.Fatalf("node %+v: %+v enters, %+v leaves", n, in[i], out[i])
			}
			// What passes through a node is its own share, on both sides of the groups.
			var sides [2]measure
			for _, l := range f.through(events, &o, []int{i}) {
				side := 0
				if f.nodes[l.from].column == model.FlowColumnGroup {
					side = 1
				}
				plus(&sides[side], l.measure)
			}
			if !same(sides[0], n.measure) || !same(sides[1], n.measure) {
				t.Fatalf("through node %+v passes %+v", n, sides)
			}
		}
		named := slices.DeleteFunc(slices.Clone(f.nodes), func(n flowNode) bool {
			return n.column != model.FlowColumnInvestor || n.kind != model.FlowNodeKindNamed
		})
		if len(investors) > o.top+1 && len(named) != o.top || len(investors) <= o.top+1 && len(named) != len(investors) {
			t.Fatalf("%d of %d investors are named, at most %d", len(named), len(investors), o.top)
		}
		if !slices.IsSortedFunc(named, func(a, b flowNode) int {
			if o.amount {
				return cmp.Or(cmp.Compare(b.high, a.high), cmp.Compare(b.low, a.low), cmp.Compare(b.rounds, a.rounds))
			}
			return cmp.Or(cmp.Compare(b.rounds, a.rounds), cmp.Compare(b.weight, a.weight), cmp.Compare(a.ref, b.ref))
		}) {
			t.Fatalf("investors stand in the order %+v", named)
		}
		sums, err := sumsOf(events)
		if err != nil {
			t.Fatal(err)
		}
		all, undisclosed := 0, 0
		for _, c := range sums {
			all += c.Events
			undisclosed += c.Undisclosed
			if o.amount && c.Currency == o.currency && (c.Low != hundredths(want.low) || c.High != hundredths(want.high)) {
				t.Fatalf("the sum is %+v, the flow has %+v", c, want)
			}
		}
		_, periods, coarse := periodsOf(events)
		for _, p := range periods {
			coarse += p.Disclosed + p.Undisclosed
		}
		if all != len(events) || coarse != len(events) {
			t.Fatalf("%d rounds are summed and %d stand in periods, of %d", all, coarse, len(events))
		}
	}
}

// TestSharesAddUp divides numbers that do not divide evenly.
func TestSharesAddUp(t *testing.T) {
	for _, x := range []int64{0, 1, 2, 7, roundParts, 1_000_000_01} {
		for n := 1; n < 40; n++ {
			sum := int64(0)
			for i := range n {
				p := part(x, i, n)
				sum += p
				if more := part(x+1, i, n); p < x/int64(n) || p > x/int64(n)+1 || more < p {
					t.Fatalf("part %d of %d of %d is %d, of %d is %d", i, n, x, p, x+1, more)
				}
			}
			if sum != x {
				t.Fatalf("%d parts of %d add up to %d", n, x, sum)
			}
		}
	}
}

// TestPeriodsAreAsShortAsTheyMay counts by months, quarters and years; what is known
// too coarsely for a period is told apart.
func TestPeriodsAreAsShortAsTheyMay(t *testing.T) {
	at := func(dates ...graph.Date) (out []memory.FundingEvent) {
		for _, d := range dates {
			out = append(out, memory.FundingEvent{Date: d, Disclosed: d.Month == 2})
		}
		return out
	}
	for name, tt := range map[string]struct {
		events []memory.FundingEvent
		unit   model.FlowPeriod
		want   []model.FlowCount
		coarse int
	}{
		"none":     {nil, model.FlowPeriodMonth, nil, 0},
		"months":   {at(graph.Date{Year: 2022, Month: 2}, graph.Date{}, graph.Date{Year: 2024, Month: 2, Day: 3}, graph.Date{Year: 2022, Month: 2, Day: 9}, graph.Date{Year: 2023}), model.FlowPeriodMonth, []model.FlowCount{{Period: "2022-02", Disclosed: 2}, {Period: "2024-02", Disclosed: 1}}, 1},
		"quarters": {at(graph.Date{Year: 2020, Month: 1}, graph.Date{Year: 2023, Month: 12}), model.FlowPeriodQuarter, []model.FlowCount{{Period: "2020Q1", Undisclosed: 1}, {Period: "2023Q4", Undisclosed: 1}}, 0},
		"years":    {at(graph.Date{Year: 1999}, graph.Date{Year: 2023, Month: 12}), model.FlowPeriodYear, []model.FlowCount{{Period: "1999", Undisclosed: 1}, {Period: "2023", Undisclosed: 1}}, 0},
	} {
		unit, got, coarse := periodsOf(tt.events)
		if unit != tt.unit || coarse != tt.coarse || !slices.EqualFunc(got, tt.want, func(a *model.FlowCount, b model.FlowCount) bool { return *a == b }) {
			t.Errorf("%s: %v, %d, %d", name, unit, len(got), coarse)
		}
	}
}

// BenchmarkFlow adds up the flow of a hundred thousand rounds, of as many investors.
func BenchmarkFlow(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	events := randomRounds(r, 100_000, 12)
	shares := 0
	for i := range events {
		shares += max(1, len(events[i].Investors)) * max(1, bits.OnesCount64(events[i].Groups))
	}
	o := flowOptions{groups: 12, top: 12, rank: func(s string) int { return len(s) }, compare: func(a, b memory.Ref) int { return cmp.Compare(a, b) }}
	for b.Loop() {
		if f := newFlow(events, o); f.drawn != len(events) {
			b.Fatal(f.drawn)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(shares), "ns/share")
}
