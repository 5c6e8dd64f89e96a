package gather

import (
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/scoring/growth"
)

// noEquity are the rounds that bring no new equity from investors.
var noEquity = []string{"debt", "grant", "crowdfunding", "acquisition", "ipo", "listing", "placement", "postIPO", "fund", "other"}

// raised is a round with its amount.
type raised struct {
	amount graph.Value
	best   memory.Statement
}

// rounds reads the rounds that it raised: their names, and the equity by year. What
// is recorded is a lower end, also where it is nothing: there may be others.
func (r *reading) rounds() {
	years := map[int16][]raised{}
	var first, last int16
	for _, e := range r.edges(graph.EdgeRaised) {
		n := r.view.Node(e.To)
		if n == nil {
			continue
		}
		round, kind, date := value(n, graph.PropRound).Text, value(n, graph.PropKind).Text, value(n, graph.PropDate).Date
		if round == "" {
			round = "equity"
		}
		if kind != "" && kind != "round" || slices.Contains(noEquity, round) {
			continue
		}
		r.fact("round", round, &e.Best)
		if date.IsZero() {
			continue
		}
		if first == 0 || date.Year < first {
			first = date.Year
		}
		last = max(last, date.Year)
		years[date.Year] = append(years[date.Year], raised{value(n, graph.PropAmount), e.Best})
	}
	if first == 0 {
		return
	}
	// Around the years of the rounds, nothing recorded is at least nothing, in the
	// currency of the others.
	var figures []growth.Figure
	var currency growth.Currency
	for y := first - 3; y <= last+5; y++ {
		f := r.equity(y, years[y])
		if currency == (growth.Currency{}) {
			currency = f.Currency
		}
		figures = append(figures, f)
	}
	if currency == (growth.Currency{}) {
		currency = growth.CurrencyOf("CNY") // no amount is known at all
	}
	for _, f := range figures {
		if f.Currency == (growth.Currency{}) {
			f.Currency = currency
		}
		r.add(growth.FigureNewEquity, f)
	}
}

// equity adds up the rounds of a year.
func (r *reading) equity(year int16, rounds []raised) growth.Figure {
	f := growth.Figure{Year: year, Bound: graph.BoundAtLeast, Derived: true, From: int32(len(r.e.Sources))}
	for i := range rounds {
		s, amount := &rounds[i].best, rounds[i].amount
		s.Value = amount
		r.source(s)
		if undisclosed(amount) {
			continue
		}
		currency := growth.CurrencyOf(amount.Currency)
		low, err := f.Low.Add(amount.Number)
		if f.Currency != (growth.Currency{}) && f.Currency != currency || err != nil {
			f.Spread = &growth.Spread{Mixed: true}
			continue
		}
		f.Low, f.Currency = low, currency
	}
	f.To = int32(len(r.e.Sources))
	if f.Spread != nil { // nothing of it is known, whichever was read first
		f.Low, f.Currency = graph.Decimal{}, growth.Currency{}
	}
	return f
}

// acquisitions reads what it bought.
func (r *reading) acquisitions() {
	for _, e := range r.edges(graph.EdgeInvestedIn) {
		n := r.view.Node(e.To)
		if n == nil {
			continue
		}
		role := ""
		for i := range e.Attributes {
			if e.Attributes[i].Name == graph.PropRole {
				role = e.Attributes[i].Value().Text
			}
		}
		date := value(n, graph.PropDate).Date
		if role != "acquirer" && value(n, graph.PropKind).Text != "acquisition" || date.IsZero() {
			continue
		}
		r.e.Facts = append(r.e.Facts, growth.Fact{Name: growth.FactAcquisition, Text: date.String(), From: date, Source: r.source(&e.Best)})
	}
}

// place is a segment that the enterprise stands in.
type place struct {
	code    string
	primary bool
	shares  []growth.Figure
	best    *memory.Statement
	kinds   []string // of its products there
}

// segments reads the segments that it stands in, itself or by a product, and
// finishes the candidate, or the candidates of each segment.
func (r *reading) segments() error {
	places := map[graph.SubjectID]*place{}
	at := func(e *memory.Edge) *place {
		p := places[e.To]
		if p == nil {
			p = &place{code: r.code(e.To), best: &e.Best}
			places[e.To] = p
		}
		return p
	}
	own := r.edges(graph.EdgeInSegment)
	for i := range own {
		e := &own[i]
		p := at(e)
		for k := range e.Attributes {
			switch a := &e.Attributes[k]; a.Name {
			case graph.PropPrimary:
				p.primary = a.Value().IsTrue()
			case graph.PropMarketShare:
				if period, err := graph.ParsePeriod(a.Period); err == nil && period.Unit == graph.PeriodYear {
					if f, ok := r.figure(a); ok {
						f.Year = period.Year
						p.shares = append(p.shares, f)
					}
				}
			}
		}
	}
	made := r.edges(graph.EdgeMakes)
	products := make([]graph.SubjectID, len(made))
	for i := range made {
		products[i] = made[i].To
	}
	stand, err := r.view.Neighbours(products, memory.NeighbourQuery{Edge: graph.EdgeInSegment, First: memory.MaxPage})
	if err != nil {
		return err
	}
	for i := range made {
		n := r.view.Node(made[i].To)
		if n == nil {
			continue
		}
		kind := value(n, graph.PropKind).Text
		for k := range stand[i].Edges {
			if p := at(&stand[i].Edges[k]); kind != "" && !slices.Contains(p.kinds, kind) {
				p.kinds = append(p.kinds, kind)
			}
		}
		if !r.bySegment && kind != "" {
			r.fact("productKind", kind, &made[i].Best)
		}
	}
	ordered := make([]*place, 0, len(places))
	for _, p := range places {
		if p.code != "" {
			ordered = append(ordered, p)
		}
	}
	slices.SortFunc(ordered, func(a, b *place) int { return strings.Compare(a.code, b.code) })
	if !r.bySegment {
		r.whole(ordered)
		return nil
	}
	if len(ordered) == 0 {
		r.whole(nil) // it stands nowhere that is known, which is to be told
	}
	for _, p := range ordered {
		r.within(p)
	}
	return nil
}

// whole finishes the candidate of a list that does not go by segment. Its market
// share is that in its primary segment, if one is.
func (r *reading) whole(places []*place) {
	shares, primary := 0, 0
	var share, first *place
	for _, p := range places {
		r.fact(growth.FactSegment, p.code, p.best)
		if len(p.shares) > 0 {
			shares++
			share = p
			if p.primary {
				primary++
				first = p
			}
		}
	}
	if primary == 1 {
		share = first
	} else if shares != 1 {
		share = nil
	}
	if share != nil {
		for _, f := range share.shares {
			r.add(growth.FigureMarketShare, f)
		}
	}
	r.e.Sort()
	r.gatherer.all = append(r.gatherer.all, r.e)
}

// within makes the candidate of one segment.
func (r *reading) within(p *place) {
	e := *r.e
	e.Segment = p.code
	e.Series, e.Facts, e.Sources = slices.Clone(e.Series), slices.Clone(e.Facts), slices.Clone(e.Sources)
	x := &reading{gatherer: r.gatherer, node: r.node, e: &e}
	x.fact(growth.FactSegment, p.code, p.best)
	for _, kind := range p.kinds {
		x.fact("productKind", kind, p.best)
	}
	for _, f := range p.shares {
		x.add(growth.FigureMarketShare, f)
	}
	for i := range e.Series { // Sort must not reach into those of the other segments
		e.Series[i].Figures = slices.Clone(e.Series[i].Figures)
	}
	e.Sort()
	r.gatherer.all = append(r.gatherer.all, &e)
}

// code returns the code of a segment with that of its chain, such as SL:A1; its
// name, if it has no code.
func (r *reading) code(id graph.SubjectID) string {
	n := r.view.Node(id)
	if n == nil {
		return ""
	}
	code := value(n, graph.PropCode).Text
	if code == "" {
		return r.view.Name(id)
	}
	if chain := value(n, graph.PropChain).Text; chain != "" {
		return chain + ":" + code
	}
	return code
}
