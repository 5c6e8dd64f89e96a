package schema

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// roundParts is one round in the whole numbers that flows are added up in, so that
// what enters a node leaves it, exactly. What does not divide evenly goes to the
// first of those who share it.
const roundParts = 1_000_000

// part returns the i-th of n equal shares of x, in whole numbers that add up to x.
// Of two sums the greater has no lesser share.
func part(x int64, i, n int) int64 { return (x + int64(n-1-i)) / int64(n) }

// measure is how much flows: rounds that take part, their shares in roundParts, and
// the shares of their amounts in hundredths.
type measure struct {
	rounds            int
	weight, low, high int64
	open              int
	last              int // 1 + the event that was counted last, so that each counts once
}

// add adds a share of an event, the i-th of all.
func (m *measure) add(i int, e *memory.FundingEvent, weight, low, high int64) {
	m.weight += weight
	m.low += low
	m.high += high
	if m.last != i+1 {
		m.last = i + 1
		m.rounds++
		if e.Open {
			m.open++
		}
	}
}

// flowNode is a node of a flow: an investor, a group by its number, or a round.
type flowNode struct {
	column model.FlowColumn
	kind   model.FlowNodeKind
	ref    memory.Ref // of an investor with a name
	group  int        // of a group with a name
	round  string     // of a round with a name
	merged int        // investors
	measure
}

// flowLink is a link between two nodes, by their indexes.
type flowLink struct {
	from, to int
	measure
}

// flow is where capital flows.
type flow struct {
	nodes     []flowNode // of each column those with a name first, as they are ranked
	links     []flowLink // in the order of their nodes
	drawn     int
	investors int
	nodeOf    map[memory.Ref]int // of the investors with a node of their own
	others    int                // the node of those without; -1 if there is none
	unknown   int                // the node of events that name nobody; -1 if there is none
	groupAt   []int              // the nodes of the groups, those elsewhere and those unknown; -1 if nothing is in it
	roundAt   map[string]int
}

// flowOptions say how a flow is made.
type flowOptions struct {
	groups   int    // how many are told apart
	amount   bool   // only what is disclosed in the currency
	currency string // of amounts
	top      int    // how many investors get a node of their own
	rank     func(round string) int
	compare  func(a, b memory.Ref) int // of investors that nothing else sets apart
}

// shown reports whether an event has a part in the flow.
func (o *flowOptions) shown(e *memory.FundingEvent) bool {
	return !o.amount || e.Disclosed && e.Currency == o.currency
}

// groupsOf appends the numbers of the groups that an event is split among: those
// beyond the last are elsewhere on the map, and nowhere.
func (o *flowOptions) groupsOf(e *memory.FundingEvent, to []int) []int {
	for b := e.Groups; b != 0; b &= b - 1 {
		to = append(to, bits.TrailingZeros64(b))
	}
	switch {
	case len(to) > 0:
	case e.Placed:
		to = append(to, o.groups)
	default:
		to = append(to, o.groups+1)
	}
	return to
}

// newFlow adds up a flow. It takes time proportional to the shares of the events.
func newFlow(events []memory.FundingEvent, o flowOptions) *flow {
	f := &flow{nodeOf: map[memory.Ref]int{}, others: -1, unknown: -1, roundAt: map[string]int{}}
	ranked := f.rankInvestors(events, &o)
	node := func(n flowNode) int {
		f.nodes = append(f.nodes, n)
		return len(f.nodes) - 1
	}
	top := ranked[:min(o.top, len(ranked))]
	if len(ranked) == o.top+1 {
		top = ranked // one alone is no "others"
	}
	for _, r := range top {
		f.nodeOf[r] = node(flowNode{column: model.FlowColumnInvestor, kind: model.FlowNodeKindNamed, ref: r, merged: 1})
	}
	if n := len(ranked) - len(top); n > 0 {
		f.others = node(flowNode{column: model.FlowColumnInvestor, kind: model.FlowNodeKindOthers, merged: n})
	}
	inGroup, inRound, nobody := make([]bool, o.groups+2), map[string]bool{}, false
	var in []int
	for i := range events {
		e := &events[i]
		if !o.shown(e) {
			continue
		}
		f.drawn++
		nobody = nobody || len(e.Investors) == 0
		inRound[e.Round] = true
		in = o.groupsOf(e, in[:0])
		for _, g := range in {
			inGroup[g] = true
		}
	}
	if nobody {
		f.unknown = node(flowNode{column: model.FlowColumnInvestor, kind: model.FlowNodeKindUnknown})
	}
	f.groupAt = make([]int, o.groups+2)
	for g, some := range inGroup {
		f.groupAt[g] = -1
		if !some {
			continue
		}
		kind := model.FlowNodeKindNamed
		switch g {
		case o.groups:
			kind = model.FlowNodeKindElsewhere
		case o.groups + 1:
			kind = model.FlowNodeKindUnknown
		}
		f.groupAt[g] = node(flowNode{column: model.FlowColumnGroup, kind: kind, group: g})
	}
	rounds := []string{}
	for r := range inRound {
		rounds = append(rounds, r)
	}
	slices.SortFunc(rounds, func(a, b string) int { return cmp.Or(cmp.Compare(o.rank(a), o.rank(b)), cmp.Compare(a, b)) })
	for _, r := range rounds {
		kind := model.FlowNodeKindNamed
		if r == "" {
			kind = model.FlowNodeKindUnknown
		}
		f.roundAt[r] = node(flowNode{column: model.FlowColumnRound, kind: kind, round: r})
	}
	f.add(events, &o)
	return f
}

// add lets the events flow.
func (f *flow) add(events []memory.FundingEvent, o *flowOptions) {
	f.links = f.between(events, o, func(i int, e *memory.FundingEvent, path [3]int, weight, low, high int64) bool {
		for _, at := range path {
			f.nodes[at].add(i, e, weight, low, high)
		}
		return true
	})
}

// through returns the links of what passes through all of some nodes: of an investor
// its own shares, from it to the groups and on to the rounds.
func (f *flow) through(events []memory.FundingEvent, o *flowOptions, nodes []int) []flowLink {
	return f.between(events, o, func(_ int, _ *memory.FundingEvent, path [3]int, _, _, _ int64) bool {
		return !slices.ContainsFunc(nodes, func(n int) bool { return !slices.Contains(path[:], n) })
	})
}

// between adds up the links of the paths of events that are kept: from an investor to
// a group and on to a round, each with its share of the event.
func (f *flow) between(events []memory.FundingEvent, o *flowOptions, keep func(i int, e *memory.FundingEvent, path [3]int, weight, low, high int64) bool) []flowLink {
	n := len(f.nodes)
	sums := make([]measure, n*n) // by the indexes of both nodes: a hundred nodes at most
	var in, by []int
	for i := range events {
		e := &events[i]
		if !o.shown(e) {
			continue
		}
		by = f.investorsOf(e, by[:0])
		in = o.groupsOf(e, in[:0])
		to := f.roundAt[e.Round]
		low, high := e.Low, e.High
		if !o.amount {
			low, high = 0, 0
		}
		for k, from := range by {
			w, l, h := part(roundParts, k, len(by)), part(low, k, len(by)), part(high, k, len(by))
			for j, g := range in {
				at := f.groupAt[g]
				w, l, h := part(w, j, len(in)), part(l, j, len(in)), part(h, j, len(in))
				if keep(i, e, [3]int{from, at, to}, w, l, h) {
					sums[from*n+at].add(i, e, w, l, h)
					sums[at*n+to].add(i, e, w, l, h)
				}
			}
		}
	}
	var links []flowLink
	for at := range sums {
		if sums[at].rounds > 0 {
			links = append(links, flowLink{at / n, at % n, sums[at]})
		}
	}
	return links
}

// investorsOf appends the nodes of an event's investors, one for each of them.
func (f *flow) investorsOf(e *memory.FundingEvent, to []int) []int {
	for _, r := range e.Investors {
		at, ok := f.nodeOf[r]
		if !ok {
			at = f.others
		}
		to = append(to, at)
	}
	if len(to) == 0 {
		to = append(to, f.unknown)
	}
	return to
}

// rankInvestors orders the investors as far as the first of them need it: by the
// rounds that they take part in, or by amounts by the upper end, the lower end and
// the rounds; those that tie, by their shares of rounds and then as told.
func (f *flow) rankInvestors(events []memory.FundingEvent, o *flowOptions) []memory.Ref {
	type standing struct {
		ref memory.Ref
		measure
	}
	index := map[memory.Ref]int{}
	var all []standing
	for i := range events {
		e := &events[i]
		if !o.shown(e) {
			continue
		}
		for k, r := range e.Investors {
			at, ok := index[r]
			if !ok {
				at = len(all)
				index[r] = at
				all = append(all, standing{ref: r})
			}
			n := len(e.Investors)
			all[at].add(i, e, part(roundParts, k, n), part(e.Low, k, n), part(e.High, k, n))
		}
	}
	f.investors = len(all)
	by := func(a, b standing) int {
		c := 0
		if o.amount {
			c = cmp.Or(cmp.Compare(b.high, a.high), cmp.Compare(b.low, a.low))
		}
		return cmp.Or(c, cmp.Compare(b.rounds, a.rounds), cmp.Compare(b.weight, a.weight))
	}
	slices.SortFunc(all, by)
	// Names are looked up of those alone that may come first.
	tied := min(o.top, len(all))
	for tied > 0 && tied < len(all) && by(all[tied-1], all[tied]) == 0 {
		tied++
	}
	if len(all) == o.top+1 {
		tied = len(all)
	}
	slices.SortFunc(all[:tied], func(a, b standing) int { return cmp.Or(by(a, b), o.compare(a.ref, b.ref)) })
	out := make([]memory.Ref, len(all))
	for i := range all {
		out[i] = all[i].ref
	}
	return out
}

// takes reports whether an event takes part in all of some nodes.
func (f *flow) takes(e *memory.FundingEvent, o *flowOptions, nodes []int) bool {
	if !o.shown(e) {
		return false
	}
	for _, n := range nodes {
		in := false
		switch f.nodes[n].column {
		case model.FlowColumnInvestor:
			in = slices.Contains(f.investorsOf(e, nil), n)
		case model.FlowColumnGroup:
			for _, g := range o.groupsOf(e, nil) {
				in = in || f.groupAt[g] == n
			}
		case model.FlowColumnRound:
			in = f.roundAt[e.Round] == n
		}
		if !in {
			return false
		}
	}
	return true
}
