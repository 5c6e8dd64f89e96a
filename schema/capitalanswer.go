package schema

import (
	"context"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// capitalFlow answers where capital flows.
func (s *Service) capitalFlow(ctx context.Context, v *memory.View, q FlowQuery) (*model.CapitalFlow, error) {
	f, err := s.flowOf(ctx, v, q)
	if err != nil {
		return nil, err
	}
	out := &model.CapitalFlow{Revision: v.Revision(), Total: f.total, Rounds: len(f.events), Undecided: f.unknown, Drawn: f.drawn, Investors: f.investors, Elsewhere: f.elsewhere, Nowhere: f.nowhere,
		Nodes: []*model.FlowNode{}, Links: []*model.FlowLink{}, Sums: model.CountOf(memory.Count{Capital: f.sums}, true).Capital, FindThrough: f.linksThrough, FindRecent: f.recent}
	for i := range f.events {
		e := &f.events[i]
		if e.Disclosed {
			out.Disclosed++
		}
		if e.Groups != 0 {
			out.Placed++
		}
		if e.Date.IsZero() {
			out.Undated++
			continue
		}
		if d := e.Date; out.First == nil || d.Compare(*out.First) < 0 {
			out.First = &d
		}
		if d := e.Date; out.Last == nil || d.Compare(*out.Last) > 0 {
			out.Last = &d
		}
	}
	if f.options.amount && f.options.currency != "" {
		out.Currency = &f.options.currency
	}
	leading := -1
	for i := range f.nodes {
		out.Nodes = append(out.Nodes, f.nodeModel(i))
		if n := &f.nodes[i]; n.column == model.FlowColumnGroup && n.kind == model.FlowNodeKindNamed && (leading < 0 || f.more(n, &f.nodes[leading])) {
			leading, out.Leading = i, out.Nodes[i]
		}
	}
	out.Links = f.linkModels(f.links)
	out.Period, out.Periods, out.Coarse = periodsOf(f.events)
	if out.Periods == nil {
		out.Periods = []*model.FlowCount{}
	}
	return out, nil
}

func (f *knownFlow) linkModels(links []flowLink) []*model.FlowLink {
	out := make([]*model.FlowLink, len(links))
	for i := range links {
		l := &links[i]
		out[i] = &model.FlowLink{From: f.idOf(&f.nodes[l.from]), To: f.idOf(&f.nodes[l.to]), Measure: f.measureModel(&l.measure)}
	}
	return out
}

// more reports whether more flows through a node than through another.
func (f *knownFlow) more(a, b *flowNode) bool {
	if f.options.amount {
		return a.high > b.high
	}
	return a.rounds > b.rounds
}

// nodesOf returns the indexes of nodes. ok is false where one of them is not there, as
// of an address that is older than the data: nothing takes part in it.
func (f *knownFlow) nodesOf(ids []string) (at []int, ok bool, err error) {
	if len(ids) > maxFlowOnly {
		return nil, false, say(graph.CodeLimit, "最多指定 %d 个条目", "at most %d nodes are named", maxFlowOnly)
	}
	for _, id := range ids {
		i := slices.IndexFunc(f.nodes, func(n flowNode) bool { return f.idOf(&n) == id })
		if i < 0 {
			return nil, false, nil
		}
		at = append(at, i)
	}
	return at, true, nil
}

// linksThrough returns the links of what passes through all of some nodes.
func (f *knownFlow) linksThrough(nodes []string) ([]*model.FlowLink, error) {
	at, ok, err := f.nodesOf(nodes)
	if err != nil || !ok || len(at) == 0 {
		return []*model.FlowLink{}, err
	}
	return f.linkModels(f.through(f.events, &f.options, at)), nil
}

// recent returns the newest rounds that take part in all of some nodes.
func (f *knownFlow) recent(nodes []string, first int) ([]*model.FundingEvent, error) {
	if err := model.CheckFirst(first, maxFlowRecent); err != nil {
		return nil, err
	}
	out := []*model.FundingEvent{}
	at, ok, err := f.nodesOf(nodes)
	if err != nil || !ok {
		return out, err
	}
	for i := range f.events {
		if len(out) == first {
			break
		}
		if e := &f.events[i]; len(at) == 0 || f.takes(e, &f.options, at) {
			out = append(out, model.NewFundingEvent(f.view, f.view.IDOf(e.Ref)))
		}
	}
	return out, nil
}

// idOf returns what links and filters call a node.
func (f *knownFlow) idOf(n *flowNode) string {
	named := n.kind == model.FlowNodeKindNamed
	switch {
	case n.column == model.FlowColumnInvestor && named:
		return flowInvestor + string(f.view.IDOf(n.ref))
	case n.column == model.FlowColumnGroup && named:
		return f.groups[n.group].node()
	case n.column == model.FlowColumnRound && named:
		return flowRound + n.round
	}
	prefix := map[model.FlowColumn]string{model.FlowColumnInvestor: flowInvestor, model.FlowColumnGroup: flowGroup, model.FlowColumnRound: flowRound}[n.column]
	switch n.kind {
	case model.FlowNodeKindOthers:
		return prefix + flowOthers
	case model.FlowNodeKindElsewhere:
		return prefix + flowElsewhere
	}
	return prefix + flowUnknown
}

// nodeModel returns a node as the schema has it.
func (f *knownFlow) nodeModel(i int) *model.FlowNode {
	n := &f.nodes[i]
	out := &model.FlowNode{ID: f.idOf(n), Column: n.column, Kind: n.kind, Merged: n.merged, Measure: f.measureModel(&n.measure), Label: f.labelOf(n)}
	if n.kind != model.FlowNodeKindNamed {
		return out
	}
	switch n.column {
	case model.FlowColumnInvestor:
		out.Node = model.Wrap(f.view, f.view.IDOf(n.ref))
	case model.FlowColumnGroup:
		p := &f.groups[n.group]
		if p.code != "" {
			out.Code = &p.code
		}
		if p.id != "" {
			out.Node = model.Wrap(f.view, p.id)
		}
	}
	return out
}

// labelOf returns what a node is called.
func (f *knownFlow) labelOf(n *flowNode) *graph.Label {
	if n.kind == model.FlowNodeKindNamed {
		switch n.column {
		case model.FlowColumnInvestor:
			names := namesOf(f.view, f.view.IDOf(n.ref))
			return &names
		case model.FlowColumnGroup:
			return &f.groups[n.group].label
		}
		if e := f.view.Vocabulary().List(graph.ListRound).Entry(n.round); e != nil {
			return &e.Label
		}
		return &graph.Label{Zh: n.round, En: n.round}
	}
	switch {
	case n.kind == model.FlowNodeKindOthers:
		return &graph.Label{Zh: "其他投资方", En: "Other investors"}
	case n.kind == model.FlowNodeKindElsewhere:
		return &graph.Label{Zh: "图谱其他位置", En: "Elsewhere on the map"}
	case n.column == model.FlowColumnInvestor:
		return &graph.Label{Zh: "投资方未披露", En: "No investor stated"}
	case n.column == model.FlowColumnGroup:
		return &graph.Label{Zh: "未归类", En: "Unclassified"}
	}
	return &graph.Label{Zh: "轮次未披露", En: "No round stated"}
}

// measureModel returns a measure as the schema has it.
func (f *knownFlow) measureModel(m *measure) *model.FlowMeasure {
	out := &model.FlowMeasure{Rounds: m.rounds, Weight: graph.Decimal{Unscaled: m.weight, Scale: 6}.Normal()}
	if f.options.amount {
		low, high := hundredths(m.low), hundredths(m.high)
		out.Low, out.High, out.Open = &low, &high, m.open
	}
	return out
}

// Flow is a flow as a file has it.
type Flow struct {
	Rows []FlowRow // the nodes, then the links
	// These are those of the query capitalFlow.
	Total, Rounds, Undecided, Drawn, Disclosed, Elsewhere, Nowhere int
	Currency                                                       string // "" by rounds
}

// FlowRow is a node of a flow, or a link of two.
type FlowRow struct {
	From, To FlowEnd // To is zero of a node
	// Rounds take part, each once; Weight is their shares, in rounds.
	Rounds int
	Weight graph.Decimal
	// Low and High are the shares of the amounts, nil by rounds; of Open of the rounds
	// only the lower end is known.
	Low, High *graph.Decimal
	Open      int
}

// FlowEnd is a node that a row is about.
type FlowEnd struct {
	Column string // investor, group or round; "" if the row has no such end
	Code   string
	Label  graph.Label
	Merged int // investors that it stands for
}

// FlowOf works a flow out as the query capitalFlow tells it, for downloads. handler
// is what New returned. It fails as the query would.
func FlowOf(ctx context.Context, handler any, view *memory.View, q FlowQuery) (*Flow, error) {
	s, ok := handler.(*Service)
	if !ok {
		return nil, graph.Errorf(graph.CodeInvalid, "schema.FlowOf", "the handler is not one that New returned")
	}
	m, err := s.capitalFlow(ctx, view, q)
	if err != nil {
		return nil, err
	}
	out := &Flow{Total: m.Total, Rounds: m.Rounds, Undecided: m.Undecided, Drawn: m.Drawn, Disclosed: m.Disclosed, Elsewhere: m.Elsewhere, Nowhere: m.Nowhere}
	if m.Currency != nil {
		out.Currency = *m.Currency
	}
	ends := map[string]FlowEnd{}
	row := func(from, to FlowEnd, x *model.FlowMeasure) {
		out.Rows = append(out.Rows, FlowRow{From: from, To: to, Rounds: x.Rounds, Weight: x.Weight, Low: x.Low, High: x.High, Open: x.Open})
	}
	for _, n := range m.Nodes {
		e := FlowEnd{Column: strings.ToLower(string(n.Column)), Label: *n.Label, Merged: n.Merged}
		if n.Code != nil {
			e.Code = *n.Code
		}
		ends[n.ID] = e
		row(e, FlowEnd{}, n.Measure)
	}
	for _, l := range m.Links {
		row(ends[l.From], ends[l.To], l.Measure)
	}
	return out, nil
}
