package schema

import (
	"cmp"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// What a concentration is withheld below, and what one vendor's share must be to be
// called a single source.
var (
	leastCoverage = graph.Decimal{Unscaled: 6, Scale: 1}
	singleShare   = graph.Decimal{Unscaled: 8, Scale: 1}
	whole         = graph.Decimal{Unscaled: 1}
	tenThousand   = graph.Decimal{Unscaled: 10_000}
)

// bands are the limits of moderate and of high concentration in HHI points. Of the
// US guidelines of 2023 (section 2.1) and the EU guidelines of 2004 (paragraphs 19
// and 20) a market is high above the second; those of 2010 (section 5.3) put 1,500
// itself into the moderate ones.
var bands = map[model.BandEdition]*model.BandLimits{
	model.BandEditionUS2023: {Label: &model.Label{Zh: "美国 2023 年合并指南", En: "US Merger Guidelines of 2023"}, Moderate: 1000, High: 1800, Including: true},
	model.BandEditionUS2010: {Label: &model.Label{Zh: "美国 2010 年横向合并指南", En: "US Horizontal Merger Guidelines of 2010"}, Moderate: 1500, High: 2500, Including: true},
	model.BandEditionEU2004: {Label: &model.Label{Zh: "欧盟 2004 年横向合并指南", En: "EU Guidelines on horizontal mergers of 2004"}, Moderate: 1000, High: 2000, Including: true},
}

// shares are the known market shares of a segment in a year, the largest first.
type shares struct {
	year    string
	members int
	who     []graph.SubjectID
	share   []graph.Decimal
	bounded bool // more stand in it than a View tells at once
}

// concentrationOf tells how concentrated a segment is.
func (sk *skeleton) concentrationOf(id graph.SubjectID, edition model.BandEdition, year *string) (*model.Concentration, error) {
	known, err := sk.sharesOf(id, year)
	if err != nil {
		return nil, err
	}
	return known.concentration(sk.view, edition)
}

// sharesOf returns the known shares of a segment, of the latest year if year is nil.
func (sk *skeleton) sharesOf(id graph.SubjectID, year *string) (*shares, error) {
	if year != nil && !graph.ValidPeriod(*year) {
		return nil, say(graph.CodeInvalid, "%.20q 不是年份", "%.20q is no year", *year)
	}
	key := string(id) + "\x00"
	if year != nil {
		key += *year
	}
	sk.mu.Lock()
	known := sk.concentration[key]
	sk.mu.Unlock()
	if known == nil {
		var err error
		if known, err = sharesOf(sk.view, id, year); err != nil {
			return nil, err
		}
		sk.mu.Lock()
		if len(sk.concentration) < 100_000 { // years are the client's
			sk.concentration[key] = known
		}
		sk.mu.Unlock()
	}
	return known, nil
}

// sharesOf reads the market shares of the enterprises in a segment: on their own
// edge to it, else the sum of their products' shares there, if these have one
// maker. A share of a year counts in that year only.
func sharesOf(v *memory.View, id graph.SubjectID, year *string) (*shares, error) {
	found, err := v.Neighbours([]graph.SubjectID{id}, memory.NeighbourQuery{Edge: graph.EdgeInSegment, Incoming: true, First: memory.MaxPage})
	if err != nil {
		return nil, err
	}
	type stated struct {
		who   graph.SubjectID
		own   bool
		share graph.Decimal
	}
	byYear := map[string][]stated{}
	out := &shares{bounded: found[0].HasMore}
	var products []graph.SubjectID
	shareOf := map[graph.SubjectID][]*memory.Property{}
	members := map[graph.SubjectID]bool{}
	note := func(who graph.SubjectID, own bool, attributes []*memory.Property) {
		for _, a := range attributes {
			byYear[a.Period] = append(byYear[a.Period], stated{who, own, a.Value().Number})
		}
	}
	for i := range found[0].Edges {
		e := &found[0].Edges[i]
		var attributes []*memory.Property
		for j := range e.Attributes {
			if a := &e.Attributes[j]; a.Name == graph.PropMarketShare && !a.Value().IsZero() {
				attributes = append(attributes, a)
			}
		}
		n := v.Node(e.From)
		if n == nil {
			continue
		}
		if n.Kind == graph.KindEnterprise {
			members[n.ID] = true
			note(n.ID, true, attributes)
			continue
		}
		products = append(products, n.ID)
		shareOf[n.ID] = attributes
	}
	if len(products) > 0 {
		makers, err := v.Neighbours(products, memory.NeighbourQuery{Edge: graph.EdgeMakes, Incoming: true, First: 2})
		if err != nil {
			return nil, err
		}
		for i, p := range products {
			for _, e := range makers[i].Edges {
				members[e.From] = true
			}
			if len(makers[i].Edges) == 1 {
				note(makers[i].Edges[0].From, false, shareOf[p])
			}
		}
	}
	out.members = len(members)
	if year != nil {
		out.year = *year
	} else {
		for y := range byYear {
			if out.year == "" || later(y, out.year) {
				out.year = y
			}
		}
	}
	own, made := map[graph.SubjectID]graph.Decimal{}, map[graph.SubjectID]graph.Decimal{}
	for _, s := range byYear[out.year] {
		to := made
		if s.own {
			to = own
		}
		sum, err := to[s.who].Add(s.share)
		if err != nil {
			return nil, err
		}
		to[s.who] = sum
	}
	for who, d := range made {
		if _, ok := own[who]; !ok {
			own[who] = d
		}
	}
	for who := range own {
		out.who = append(out.who, who)
	}
	slices.SortFunc(out.who, func(a, b graph.SubjectID) int { return cmp.Or(own[b].Compare(own[a]), cmp.Compare(a, b)) })
	for _, who := range out.who {
		out.share = append(out.share, own[who])
	}
	return out, nil
}

func later(a, b string) bool {
	p, errA := graph.ParsePeriod(a)
	q, errB := graph.ParsePeriod(b)
	if errA != nil || errB != nil {
		return a > b
	}
	return p.Compare(q) > 0
}

// concentration works out the indices, or tells why it does not.
func (s *shares) concentration(v *memory.View, edition model.BandEdition) (*model.Concentration, error) {
	c := &model.Concentration{Known: len(s.who), Members: s.members, Edition: edition, Limits: bands[edition]}
	if s.year != "" {
		c.Year = &s.year
	}
	var squares, four graph.Decimal
	for i, d := range s.share {
		var err error
		if c.Coverage, err = c.Coverage.Add(d); err != nil {
			return nil, err
		}
		square, err := d.Mul(d)
		if err == nil {
			squares, err = squares.Add(square)
		}
		if err != nil {
			return nil, err
		}
		if i < 4 {
			if four, err = four.Add(d); err != nil {
				return nil, err
			}
		}
	}
	if len(s.who) > 0 {
		c.Largest = model.NewEnterprise(v, s.who[0])
	}
	switch {
	case len(s.who) == 0:
		c.Withheld = &model.Label{Zh: "没有已知的市场份额：不计算", En: "no market share is known: not computed"}
	case s.bounded:
		c.Withheld = &model.Label{Zh: "环节内条目过多：不计算", En: "too many stand in the segment: not computed"}
	case c.Coverage.Compare(whole) > 0:
		c.Withheld = &model.Label{Zh: "已知份额合计超过 100%：不计算", En: "the known shares add up to more than 100 %: not computed"}
	case c.Coverage.Compare(leastCoverage) < 0:
		c.Withheld = &model.Label{Zh: "已知份额合计低于 60%：不计算", En: "the known shares cover less than 60 %: not computed"}
	}
	if c.Withheld != nil {
		return c, nil
	}
	points, err := squares.Mul(tenThousand)
	if err != nil {
		return nil, err
	}
	hhi := int(points.Float64() + .5)
	single := s.share[0].Compare(singleShare) >= 0
	band := bandOf(hhi, edition)
	c.Hhi, c.Cr1, c.Cr4, c.SingleSource, c.Band = &hhi, &s.share[0], &four, &single, &band
	return c, nil
}

func bandOf(hhi int, edition model.BandEdition) model.ConcentrationBand {
	b := bands[edition]
	switch {
	case hhi > b.High:
		return model.ConcentrationBandHigh
	case hhi > b.Moderate, hhi == b.Moderate && b.Including:
		return model.ConcentrationBandModerate
	}
	return model.ConcentrationBandLow
}
