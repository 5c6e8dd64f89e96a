package schema

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// Bounds of flows.
const (
	maxFlowInvestors = 40
	maxFlowRecent    = 200
	maxFlowOnly      = 100 // nodes of one question
	maxFlowPeriods   = 36  // months or quarters that are told apart, from the first round to the last
)

// kindEnterprise is what the schema calls investors that are enterprises, beside
// the kinds of institutions.
const kindEnterprise = "enterprise"

// The nodes that have no ID of their own. Groups that are tiers have the code of the
// tier behind t: instead.
const (
	flowInvestor  = "i:"
	flowGroup     = "g:"
	flowTier      = "t:"
	flowRound     = "r:"
	flowUnknown   = "-"
	flowElsewhere = "+"
	flowOthers    = "*"
)

// FlowQuery says which rounds flow, and how they are told.
type FlowQuery struct {
	Chain         string         // whose groups: its ID, code or name; "" tells the chains apart
	From, To      graph.Date     // both included; zero is no bound
	Enterprises   *memory.Filter // of those that raised; nil is all
	InvestorKinds []string       // of those that put money in; none is all
	Only          []string       // nodes that rounds take part in, one of each column that is named
	PlacedOnly    bool           // only of enterprises that stand in one of the groups
	Amount        bool           // by amounts, not by rounds
	Currency      string         // of the amounts; "" is the one of most rounds
	Investors     int            // how many are named, 1 to 40
}

// flowKey names a flow that was worked out.
type flowKey struct {
	view  *memory.View
	query string
}

// knownFlow is a flow with what it was made of.
type knownFlow struct {
	*flow
	view    *memory.View
	options flowOptions
	events  []memory.FundingEvent // chosen, the newest first
	groups  []flowPlace
	unknown int // events that conditions could not decide
	// elsewhere and nowhere are the events whose enterprises stand in no group: in
	// other places of the map, and in none.
	elsewhere, nowhere int
	total              int
	sums               []memory.Capital
}

// flowPlace is a group: a place of the map, or the places of one tier.
type flowPlace struct {
	id     graph.SubjectID
	tier   string
	places []graph.SubjectID
	label  graph.Label
	code   string
}

// node returns the ID of the group's node.
func (p *flowPlace) node() string {
	if p.id == "" {
		return flowTier + p.tier
	}
	return flowGroup + string(p.id)
}

// flowOf works a flow out, or recalls it.
func (s *Service) flowOf(ctx context.Context, v *memory.View, q FlowQuery) (*knownFlow, error) {
	if err := model.CheckFirst(q.Investors, maxFlowInvestors); err != nil {
		return nil, err
	}
	if len(q.Only) > maxFlowOnly {
		return nil, say(graph.CodeLimit, "最多指定 %d 个条目", "at most %d nodes are named", maxFlowOnly)
	}
	if !q.From.IsZero() && !q.To.IsZero() && q.From.First().Compare(q.To.Last()) > 0 {
		return nil, say(graph.CodeInvalid, "起始日期 %s 晚于截止日期 %s", "the period begins on %s, after its end on %s", q.From, q.To)
	}
	key, err := json.Marshal(q)
	if err != nil {
		return nil, err
	}
	return s.flows.get(ctx, flowKey{v, string(key)}, func() (*knownFlow, error) { return s.newFlow(ctx, v, q) })
}

func (s *Service) newFlow(ctx context.Context, v *memory.View, q FlowQuery) (*knownFlow, error) {
	sk, err := s.skeleton(ctx, v)
	if err != nil {
		return nil, err
	}
	f := &knownFlow{view: v}
	if f.groups, err = sk.flowPlaces(ctx, q.Chain); err != nil {
		return nil, err
	}
	scan := memory.FundingQuery{From: q.From, To: q.To}
	for i := range f.groups {
		scan.Groups = append(scan.Groups, f.groups[i].places)
	}
	if q.Enterprises != nil {
		scan.Raisers = []memory.Some{{Kind: graph.KindEnterprise, Filter: q.Enterprises}}
	}
	if scan.Investors, err = investorKinds(v, q.InvestorKinds); err != nil {
		return nil, err
	}
	found, err := v.Funding(ctx, scan)
	if err != nil {
		return nil, err
	}
	f.events, f.unknown = found.Events, found.Unknown
	all, err := v.List(ctx, memory.ListQuery{Kind: graph.KindFundingEvent, First: 1})
	if err != nil {
		return nil, err
	}
	f.total = all.Total
	f.options = flowOptions{groups: len(f.groups), amount: q.Amount, top: q.Investors, rank: roundRank(v), compare: byName(v)}
	if err := f.only(q.Only); err != nil {
		return nil, err
	}
	f.place(q.PlacedOnly)
	if f.sums, err = sumsOf(f.events); err != nil {
		return nil, err
	}
	f.options.currency = q.Currency
	if q.Amount && q.Currency == "" {
		most := 0
		for _, c := range f.sums {
			if n := c.Events - c.Undisclosed; c.Currency != "" && n > most {
				most, f.options.currency = n, c.Currency
			}
		}
	}
	f.flow = newFlow(f.events, f.options)
	return f, ctx.Err()
}

// flowPlaces returns the groups of a chain: what lies right below it and has more
// below, and the tiers of what has not; of all chains, the chains. Of more than can
// be told apart those with most funding are.
func (sk *skeleton) flowPlaces(ctx context.Context, chain string) ([]flowPlace, error) {
	shown, err := sk.of(chain)
	if err != nil {
		return nil, err
	}
	depth := 1
	if chain == "" {
		depth = 0
	}
	var out []flowPlace
	for _, i := range shown {
		p := &sk.places[i]
		if p.depth != depth {
			continue
		}
		if depth == 0 || len(p.children) > 0 {
			out = append(out, flowPlace{id: p.id, places: []graph.SubjectID{p.id}, label: namesOf(sk.view, p.id), code: p.code})
			continue
		}
		tier, label := sk.tierOf(p)
		at := slices.IndexFunc(out, func(o flowPlace) bool { return o.id == "" && o.tier == tier })
		if at < 0 {
			at = len(out)
			out = append(out, flowPlace{tier: tier, label: label})
		}
		out[at].places = append(out[at].places, p.id)
	}
	if len(out) <= memory.MaxFundingGroups {
		return out, nil
	}
	m, err := sk.view.ChainMap(ctx, memory.MapQuery{Capital: true})
	if err != nil {
		return nil, err
	}
	events := map[graph.SubjectID]int{}
	for i := range m.Places {
		for _, c := range m.Places[i].Count.Capital {
			events[m.Places[i].Node] += c.Events
		}
	}
	of := func(p *flowPlace) (n int) {
		for _, id := range p.places {
			n += events[id]
		}
		return n
	}
	order := make([]int, len(out))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(of(&out[b]), of(&out[a])) })
	order = order[:memory.MaxFundingGroups]
	slices.Sort(order)
	kept := make([]flowPlace, 0, len(order))
	for _, i := range order {
		kept = append(kept, out[i])
	}
	return kept, nil
}

// tierOf returns the code of a place's tier and what it is called.
func (sk *skeleton) tierOf(p *place) (string, graph.Label) {
	if p.tier == nil {
		return flowUnknown, graph.Label{Zh: "未标明层级", En: "No tier stated"}
	}
	label := graph.Label{Zh: p.tier.Code, En: p.tier.Code}
	if e := sk.view.Vocabulary().List(graph.ListTier).Entry(p.tier.Code); e != nil {
		label = e.Label
	}
	return p.tier.Code, label
}

// investorKinds returns who is of some kinds; none asks nothing.
func investorKinds(v *memory.View, kinds []string) ([]memory.Some, error) {
	if len(kinds) == 0 {
		return nil, nil
	}
	list := v.Vocabulary().List(graph.ListInstitutionKind)
	var some []memory.Some
	var under []string
	for _, k := range kinds {
		switch {
		case k == kindEnterprise && !slices.ContainsFunc(some, func(s memory.Some) bool { return s.Kind == graph.KindEnterprise }):
			some = append(some, memory.Some{Kind: graph.KindEnterprise})
		case k == kindEnterprise:
		case list.Entry(k) == nil:
			return nil, say(graph.CodeInvalid, "没有投资方类型 %.60q", "there is no kind of investors %.60q", k)
		default:
			under = append(under, k)
		}
	}
	if len(under) > 0 {
		some = append(some, memory.Some{Kind: graph.KindInstitution, Filter: &memory.Filter{Property: graph.PropKind, Under: under}})
	}
	return some, nil
}

// roundRank returns the place of a round in its list; what is not in it, and what
// nobody says, comes last.
func roundRank(v *memory.View) func(round string) int {
	at := map[string]int{}
	entries := v.Vocabulary().List(graph.ListRound).Entries
	for i := range entries {
		at[entries[i].Code] = i
	}
	return func(round string) int {
		if i, ok := at[round]; ok {
			return i
		}
		if round == "" {
			return len(entries) + 1
		}
		return len(entries)
	}
}

// byName compares investors by their names, then by their IDs.
func byName(v *memory.View) func(a, b memory.Ref) int {
	type named struct {
		name string
		id   graph.SubjectID
	}
	names := map[memory.Ref]named{}
	of := func(r memory.Ref) named {
		n, ok := names[r]
		if !ok {
			id := v.IDOf(r)
			n = named{v.Name(id), id}
			names[r] = n
		}
		return n
	}
	return func(a, b memory.Ref) int {
		x, y := of(a), of(b)
		return cmp.Or(cmp.Compare(x.name, y.name), cmp.Compare(x.id, y.id))
	}
}

// only drops the events that take no part in the nodes that are asked for. A node
// that is not there any more has no events.
func (f *knownFlow) only(nodes []string) error {
	if len(nodes) == 0 {
		return nil
	}
	investors, groups, rounds := map[memory.Ref]bool{}, map[int]bool{}, map[string]bool{}
	nobody, asked := false, [3]bool{}
	for _, n := range nodes {
		if len(n) < 3 {
			return noFlowNode(n)
		}
		switch prefix, rest := n[:2], n[2:]; {
		case prefix == flowInvestor && rest != flowOthers:
			asked[0] = true
			if rest == flowUnknown {
				nobody = true
			} else if r, ok := f.view.RefOf(graph.SubjectID(rest)); ok {
				investors[r] = true
			}
		case prefix == flowGroup || prefix == flowTier:
			asked[1] = true
			at := slices.IndexFunc(f.groups, func(p flowPlace) bool { return p.node() == n })
			switch {
			case n == flowGroup+flowElsewhere:
				at = len(f.groups)
			case n == flowGroup+flowUnknown:
				at = len(f.groups) + 1
			}
			groups[at] = true
		case prefix == flowRound:
			asked[2] = true
			rounds[strings.TrimPrefix(rest, flowUnknown)] = true
		default:
			return noFlowNode(n)
		}
	}
	var in []int
	f.events = slices.DeleteFunc(f.events, func(e memory.FundingEvent) bool {
		in = f.options.groupsOf(&e, in[:0])
		return asked[0] && !(nobody && len(e.Investors) == 0 || slices.ContainsFunc(e.Investors, func(r memory.Ref) bool { return investors[r] })) ||
			asked[1] && !slices.ContainsFunc(in, func(g int) bool { return groups[g] }) ||
			asked[2] && !rounds[e.Round]
	})
	return nil
}

// place counts the events whose enterprises stand in no group, and drops them if only
// the others are asked for.
func (f *knownFlow) place(only bool) {
	f.events = slices.DeleteFunc(f.events, func(e memory.FundingEvent) bool {
		switch {
		case e.Groups != 0:
			return false
		case e.Placed:
			f.elsewhere++
		default:
			f.nowhere++
		}
		return only
	})
}

func noFlowNode(id string) error {
	return say(graph.CodeInvalid, "图中没有条目 %.60q：请用图中条目的标识", "the flow has no node %.60q: use the IDs that it tells", id)
}

// sumsOf sums what was disclosed by currency, as the map does.
func sumsOf(events []memory.FundingEvent) ([]memory.Capital, error) {
	by := map[string]*memory.Capital{}
	low, high := map[string]int64{}, map[string]int64{}
	for i := range events {
		e := &events[i]
		c := by[e.Currency]
		if c == nil {
			c = &memory.Capital{Currency: e.Currency}
			by[e.Currency] = c
		}
		c.Events++
		if !e.Disclosed {
			c.Undisclosed++
			continue
		}
		if e.Open {
			c.Open++
		}
		low[e.Currency] += e.Low
		high[e.Currency] += e.High
	}
	out := make([]memory.Capital, 0, len(by))
	for _, c := range by {
		c.Low, c.High = hundredths(low[c.Currency]), hundredths(high[c.Currency])
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b memory.Capital) int { return cmp.Compare(a.Currency, b.Currency) })
	return out, nil
}

func hundredths(n int64) graph.Decimal { return graph.Decimal{Unscaled: n, Scale: 2}.Normal() }

// periodsOf counts events by period: by months if the first and the last lie close
// enough, else by quarters, else by years.
func periodsOf(events []memory.FundingEvent) (unit model.FlowPeriod, counts []*model.FlowCount, coarse int) {
	var first, last graph.Date
	for i := range events {
		if d := events[i].Date; !d.IsZero() {
			if from := d.First(); first.IsZero() || from.Compare(first) < 0 {
				first = from
			}
			if d.Last().Compare(last) > 0 {
				last = d.Last()
			}
		}
	}
	months := 12*(int(last.Year)-int(first.Year)) + int(last.Month) - int(first.Month) + 1
	unit = model.FlowPeriodMonth
	switch {
	case months > 3*maxFlowPeriods:
		unit = model.FlowPeriodYear
	case months > maxFlowPeriods:
		unit = model.FlowPeriodQuarter
	}
	by := map[string]*model.FlowCount{}
	for i := range events {
		e := &events[i]
		if e.Date.IsZero() {
			continue
		}
		var period string
		switch {
		case unit == model.FlowPeriodYear:
			period = fmt.Sprintf("%04d", e.Date.Year)
		case e.Date.Month == 0:
			coarse++
			continue
		case unit == model.FlowPeriodQuarter:
			period = fmt.Sprintf("%04dQ%d", e.Date.Year, (e.Date.Month+2)/3)
		default:
			period = fmt.Sprintf("%04d-%02d", e.Date.Year, e.Date.Month)
		}
		c := by[period]
		if c == nil {
			c = &model.FlowCount{Period: period}
			by[period] = c
			counts = append(counts, c)
		}
		if e.Disclosed {
			c.Disclosed++
		} else {
			c.Undisclosed++
		}
	}
	slices.SortFunc(counts, func(a, b *model.FlowCount) int { return cmp.Compare(a.Period, b.Period) })
	return unit, counts[max(0, len(counts)-3*maxFlowPeriods):], coarse
}
