package memory

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync/atomic"

	"github.com/chainatlas/chainatlas/graph"
)

// MaxFundingGroups bounds the groups that a [FundingQuery] tells apart.
const MaxFundingGroups = 64

// Ref names a node of one View in less room than its ID. It means nothing to
// another View, nor is it kept anywhere.
type Ref uint32

// IDOf returns the public ID of a node that this View named.
func (v *View) IDOf(r Ref) graph.SubjectID { return v.publicID(uint32(r)) }

// RefOf returns the name of the node that an ID leads to, and whether there is one.
func (v *View) RefOf(id graph.SubjectID) (Ref, bool) {
	n := v.slotOf(id)
	return Ref(n), n != none
}

// compareRefs orders nodes by their IDs, of which the heads mostly tell.
func (v *View) compareRefs(a, b Ref) int {
	if c := cmp.Compare(v.heads.at(uint32(a)), v.heads.at(uint32(b))); c != 0 {
		return c
	}
	return v.compareNodes(uint32(a), uint32(b))
}

// FundingQuery chooses funding events and says by which places of the map those
// that raised are told. An event that a condition cannot decide is neither chosen
// nor refused.
type FundingQuery struct {
	Events *Filter // nil chooses all
	// From and To bound the dates, both included; zero is no bound. A year or a month
	// that lies on both sides of a bound cannot be decided.
	From, To graph.Date
	// Raisers and Investors choose an event if one of those that raised it, or that
	// put money in, is chosen by one of these; none asks nothing. What is of another
	// kind is refused; without anybody on record there is nothing to decide by.
	Raisers, Investors []Some
	// Groups are sets of places, at most MaxFundingGroups. An enterprise counts in a
	// group where it counts in one of its places, as on the map without filters.
	Groups [][]graph.SubjectID
}

// Funding is what a [FundingQuery] chooses.
type Funding struct {
	Events  []FundingEvent // the newest first, those of one date by their IDs
	Unknown int            // events that the conditions could not decide
}

// FundingEvent is one event with what flows are made of.
type FundingEvent struct {
	Ref       Ref
	Date      graph.Date // zero if unknown
	Round     string     // a code of [graph.ListRound]; "" if unknown
	Investors []Ref      // in the order of their IDs
	Groups    uint64     // the bits of those groups in which one that raised it counts
	Placed    bool       // one that raised it counts somewhere on the map
	// Currency is "" where nobody says one. Low and High are the ends of the amount in
	// hundredths, both 0 if it is not Disclosed; if it is Open, only the lower end is
	// known and High repeats it.
	Currency        string
	Low, High       int64
	Disclosed, Open bool
}

// Funding chooses funding events in one scan, with what their flows are made of:
// in time proportional to them and to the enterprises and institutions that
// conditions are about. It takes some hundred bytes an event.
func (v *View) Funding(ctx context.Context, q FundingQuery) (*Funding, error) {
	const op = "memory.Funding"
	r := &v.decl.roles
	if !v.decl.mapped {
		return nil, graph.Errorf(graph.CodeInvalid, op, "the vocabulary does not declare the kinds and edges of the map")
	}
	if len(q.Groups) > MaxFundingGroups {
		return nil, graph.Sayf(graph.CodeLimit, op, "最多区分 %d 组，此处 %d 组", "at most %d groups are told apart, not %d", MaxFundingGroups, len(q.Groups))
	}
	events, err := v.compile(uint8(r.event), q.Events)
	if err != nil {
		return nil, err
	}
	if events == nil {
		events = everything{}
	}
	raisers, err := v.verdictsOf(ctx, q.Raisers)
	if err != nil {
		return nil, err
	}
	investors, err := v.verdictsOf(ctx, q.Investors)
	if err != nil {
		return nil, err
	}
	x := &fundingScan{v: v, groupOf: make([]uint64, len(v.placePages)<<pageBits), invested: -1, date: -1, round: -1}
	for i, group := range q.Groups {
		for _, id := range group {
			if p := v.placeNumber(v.slotOf(id)); p != none {
				x.groupOf[p] |= 1 << i
			}
		}
	}
	if s, ok := v.syms.index[graph.EdgeInvestedIn]; ok {
		if t, ok := v.decl.edge[s]; ok {
			x.invested = t
		}
	}
	info := &v.decl.kinds[r.event]
	for name, at := range map[string]*int{graph.PropDate: &x.date, graph.PropRound: &x.round} {
		if c, ok := info.columnOf[v.syms.index[name]]; ok {
			*at = c
		}
	}
	pages := v.kindPages[r.event]
	found := make([][]FundingEvent, len(pages))
	var unknown atomic.Int64
	if err := parallel(ctx, processors(), len(pages), func(_, i int) {
		live := v.live(pages[i])
		var yes, no pageBitset
		events.page(v, pages[i], &live, &yes, &no)
		for k := range uint32(pageSize) {
			ev := pages[i]<<pageBits | k
			if !live.has(k) || no.has(k) {
				continue
			}
			is := undecided
			if yes.has(k) {
				is = chosen
			}
			if !q.From.IsZero() || !q.To.IsZero() {
				is = min(is, within(x.dateOf(ev), q.From, q.To))
			}
			is = min(is, raisers.any(v, &v.in[r.raised], ev))
			if x.invested >= 0 {
				is = min(is, investors.any(v, &v.in[x.invested], ev))
			}
			switch is {
			case chosen:
				found[i] = append(found[i], x.event(ev))
			case undecided:
				unknown.Add(1)
			}
		}
	}); err != nil {
		return nil, err
	}
	out := &Funding{Events: slices.Concat(found...), Unknown: int(unknown.Load())}
	slices.SortFunc(out.Events, func(a, b FundingEvent) int {
		if c := b.Date.Compare(a.Date); c != 0 {
			return c
		}
		return v.compareRefs(a.Ref, b.Ref)
	})
	return out, ctx.Err()
}

// fundingScan is what a scan of the events needs to know.
type fundingScan struct {
	v           *View
	groupOf     []uint64 // by place number
	invested    int      // the edge type; -1 if it is not declared
	date, round int      // columns of events; -1 if not declared
}

// dateOf returns when an event was; zero if nobody says.
func (x *fundingScan) dateOf(ev uint32) graph.Date {
	if x.date < 0 {
		return graph.Date{}
	}
	n := x.v.columns[x.v.decl.roles.event][x.date].number(ev)
	if math.IsNaN(n) {
		return graph.Date{}
	}
	return unpackDate(uint32(n))
}

// event reads one event.
func (x *fundingScan) event(ev uint32) FundingEvent {
	v := x.v
	r := &v.decl.roles
	out := FundingEvent{Ref: Ref(ev), Date: x.dateOf(ev)}
	if x.round >= 0 {
		out.Round = v.syms.list[v.columns[r.event][x.round].codes.at(ev)]
	}
	for e := range v.in[r.raised].of(ev) {
		eachEntry(v.profiles.at(e), func(y profileEntry) {
			out.Placed = true
			if int(y.place) < len(x.groupOf) {
				out.Groups |= x.groupOf[y.place]
			}
		})
	}
	if x.invested >= 0 {
		for n := range v.in[x.invested].of(ev) {
			out.Investors = append(out.Investors, Ref(n))
		}
		slices.SortFunc(out.Investors, v.compareRefs)
	}
	m := v.moneyOf(ev)
	out.Currency, out.Low, out.High = v.syms.list[m.currency], m.low, m.high
	out.Disclosed, out.Open = m.undisclosed == 0, m.open > 0
	return out
}

// verdict is what conditions say of a node. Of several that are all to hold, the
// least counts; of several of which one is, the greatest.
type verdict uint8

const (
	refused verdict = iota
	undecided
	chosen
)

// within decides whether a date lies between two others, both included.
func within(d, from, to graph.Date) verdict {
	switch {
	case d.IsZero():
		return undecided
	case !from.IsZero() && d.Last().Compare(from.First()) < 0, !to.IsZero() && d.First().Compare(to.Last()) > 0:
		return refused
	case !from.IsZero() && d.First().Compare(from.First()) < 0, !to.IsZero() && d.Last().Compare(to.Last()) > 0:
		return undecided
	}
	return chosen
}

// verdicts are what conditions say of all nodes of some kinds.
type verdicts struct {
	kinds   []bool // by kind: a condition is about it
	yes, no []*pageBitset
}

// verdictsOf works out what is chosen and what is refused; nil if nothing is asked.
func (v *View) verdictsOf(ctx context.Context, some []Some) (*verdicts, error) {
	if len(some) == 0 {
		return nil, nil
	}
	out := &verdicts{make([]bool, len(v.decl.kinds)), make([]*pageBitset, len(v.nodes.pages)), make([]*pageBitset, len(v.nodes.pages))}
	for _, s := range some {
		k, ok := v.decl.kind[s.Kind]
		if !ok || out.kinds[k] {
			return nil, graph.Errorf(graph.CodeInvalid, "memory.Funding", "there is no kind %q, or it is named twice", s.Kind)
		}
		out.kinds[k] = true
		cond, err := v.compile(k, s.Filter)
		if err != nil {
			return nil, err
		}
		if cond == nil {
			cond = everything{}
		}
		pages := v.kindPages[k]
		if err := parallel(ctx, processors(), len(pages), func(_, i int) {
			live := v.live(pages[i])
			var yes, no pageBitset
			cond.page(v, pages[i], &live, &yes, &no)
			out.yes[pages[i]], out.no[pages[i]] = &yes, &no
		}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// any decides an event by the nodes at its edges.
func (x *verdicts) any(v *View, edges *adjacency, ev uint32) verdict {
	if x == nil {
		return chosen
	}
	out, somebody := refused, false
	for n := range edges.of(ev) {
		somebody = true
		page, k := n>>pageBits, n&pageMask
		switch {
		case !x.kinds[v.nodes.at(n).kind]:
		case x.yes[page].has(k):
			return chosen
		case !x.no[page].has(k):
			out = undecided
		}
	}
	if !somebody {
		return undecided
	}
	return out
}
