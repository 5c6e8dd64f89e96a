package schema

import (
	"cmp"
	"maps"
	"math/big"
	"slices"
	"sync"

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
)

// shareDigits are those after the point that sums of shares are told to.
const shareDigits = 9

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
	years   []string // with a known share, the latest first
	members int
	lands   int // countries and regions that are named in it: no members
	who     []graph.SubjectID
	share   []graph.Decimal
	sources []graph.SourceID // who states them
	stated  [][]*memory.Property
	bounded bool // more stand in it than a View tells at once
}

// concentrationOf tells how concentrated a segment is.
func (sk *skeleton) concentrationOf(id graph.SubjectID, edition model.BandEdition, year *string) (*model.Concentration, error) {
	known, err := sk.sharesOf(id, year)
	if err != nil {
		return nil, err
	}
	c, err := known.concentration(sk.view, edition)
	if err != nil {
		return nil, err
	}
	c.FindShares = func(first int) ([]*model.KnownShare, error) { return sk.knownShares(id, known, first) }
	return c, nil
}

// maxShares bounds how many shares of a segment are told one by one.
const maxShares = 1000

// knownShares tells the shares of a segment. What states them is looked up again if
// it is asked for, once for all of them: a table of segments asks for shares alone.
func (sk *skeleton) knownShares(id graph.SubjectID, known *shares, first int) ([]*model.KnownShare, error) {
	if err := model.CheckFirst(first, maxShares); err != nil {
		return nil, err
	}
	out := []*model.KnownShare{}
	whole := sync.OnceValues(func() (*shares, error) { return sharesOf(sk.view, id, &known.year) })
	for i, who := range known.who[:min(first, len(known.who))] {
		out = append(out, &model.KnownShare{Enterprise: model.NewEnterprise(sk.view, who), Share: known.share[i], FindStated: func() ([]*model.Property, error) {
			s, err := whole()
			if err != nil {
				return nil, err
			}
			stated := []*model.Property{}
			for _, p := range s.stated[i] {
				stated = append(stated, model.AttributeOf(sk.view, graph.EdgeInSegment, p))
			}
			return stated, nil
		}})
	}
	return out, nil
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
		known.stated = nil // looked up again for the few that are asked for
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
// maker. A share of a year counts in that year only. What stands for all of a
// country is no supplier.
func sharesOf(v *memory.View, id graph.SubjectID, year *string) (*shares, error) {
	found, err := v.Neighbours([]graph.SubjectID{id}, memory.NeighbourQuery{Edge: graph.EdgeInSegment, Incoming: true, First: memory.MaxPage})
	if err != nil {
		return nil, err
	}
	type stated struct {
		who graph.SubjectID
		own bool
		*memory.Property
	}
	byYear := map[string][]stated{}
	out := &shares{bounded: found[0].HasMore}
	var products []graph.SubjectID
	shareOf := map[graph.SubjectID][]*memory.Property{}
	members, lands := map[graph.SubjectID]bool{}, map[graph.SubjectID]bool{}
	note := func(who graph.SubjectID, own bool, attributes []*memory.Property) {
		for _, a := range attributes {
			byYear[a.Period] = append(byYear[a.Period], stated{who, own, a})
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
		switch kind, country := v.KindOf(e.From); {
		case kind == "":
		case country:
			lands[e.From] = true
		case kind == graph.KindEnterprise:
			members[e.From] = true
			note(e.From, true, attributes)
		default:
			products = append(products, e.From)
			shareOf[e.From] = attributes
		}
	}
	if len(products) > 0 {
		makers, err := v.Neighbours(products, memory.NeighbourQuery{Edge: graph.EdgeMakes, Incoming: true, First: 2})
		if err != nil {
			return nil, err
		}
		for i, p := range products {
			of := slices.DeleteFunc(makers[i].Edges, func(e memory.Edge) bool {
				kind, country := v.KindOf(e.From)
				if country {
					lands[e.From] = true
				}
				return kind == "" || country
			})
			for _, e := range of {
				members[e.From] = true
			}
			if len(of) == 1 && !makers[i].HasMore {
				note(of[0].From, false, shareOf[p])
			}
		}
	}
	out.members, out.lands = len(members), len(lands)
	out.years = slices.SortedFunc(maps.Keys(byYear), func(a, b string) int {
		switch {
		case a == b:
			return 0
		case later(a, b):
			return -1
		}
		return 1
	})
	if year != nil {
		out.year = *year
	} else if len(out.years) > 0 {
		out.year = out.years[0]
	}
	type told struct {
		sum    graph.Decimal
		stated []*memory.Property
	}
	own, made := map[graph.SubjectID]*told{}, map[graph.SubjectID]*told{}
	for _, s := range byYear[out.year] {
		to := made
		if s.own {
			to = own
		}
		t := to[s.who]
		if t == nil {
			t = &told{}
			to[s.who] = t
		}
		if t.sum, err = t.sum.Add(s.Value().Number); err != nil {
			return nil, err
		}
		t.stated = append(t.stated, s.Property)
	}
	for who, t := range made {
		if own[who] == nil {
			own[who] = t
		}
	}
	out.who = slices.SortedFunc(maps.Keys(own), func(a, b graph.SubjectID) int {
		return cmp.Or(own[b].sum.Compare(own[a].sum), cmp.Compare(a, b))
	})
	for _, who := range out.who {
		t := own[who]
		out.share, out.stated = append(out.share, t.sum), append(out.stated, t.stated)
		for _, p := range t.stated {
			if !slices.Contains(out.sources, p.Winner.Source) {
				out.sources = append(out.sources, p.Winner.Source)
			}
		}
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

// rat returns a decimal for sums of products, which a decimal may not hold.
func rat(d graph.Decimal) *big.Rat {
	r, _ := new(big.Rat).SetString(d.String()) // it is a number in plain digits
	return r
}

// rounded returns a number that is told, to so many digits after the point, halves
// away from zero. It fails with [graph.CodeLimit] if it is too great for a decimal.
func rounded(r *big.Rat, digits int) (graph.Decimal, error) {
	return graph.ParseDecimal(r.FloatString(digits))
}

// indices are what the known shares of a segment come to, exactly.
type indices struct {
	coverage *big.Rat
	rest     *big.Rat // what nobody is known to have
	squares  *big.Rat // the sum of the squares of the known shares
	upper    *big.Rat // the same if one further supplier had the rest
	first    *big.Rat // the largest known share, at most all; 0 if there is none
	four     *big.Rat
	excess   bool // they are more than all by more than rounding tells
}

// indices works out what the shares come to. Shares are printed rounded: each may
// be half of its last digit too great, so that all of them may seem to be a little
// more than all. Nobody prints shares coarser than to percents: 0.5 is 50 %, of which
// the zero is known too.
func (s *shares) indices() *indices {
	x := &indices{coverage: new(big.Rat), squares: new(big.Rat), first: new(big.Rat), four: new(big.Rat)}
	finest := 2
	for i, d := range s.share {
		share := rat(d)
		x.coverage.Add(x.coverage, share)
		x.squares.Add(x.squares, new(big.Rat).Mul(share, share))
		if i == 0 {
			x.first = share
			if share.Num().Cmp(share.Denom()) > 0 { // the sum of rounded shares of products
				x.first = big.NewRat(1, 1)
			}
		}
		if i < 4 {
			x.four.Add(x.four, share)
		}
		finest = max(finest, int(d.Normal().Scale))
	}
	one := big.NewRat(1, 1)
	if x.rest = new(big.Rat).Sub(one, x.coverage); x.rest.Sign() < 0 {
		slack := new(big.Rat).SetFrac(big.NewInt(int64(len(s.share))), new(big.Int).Mul(big.NewInt(2), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(finest)), nil)))
		x.excess = new(big.Rat).Neg(x.rest).Cmp(slack) > 0
		x.rest = new(big.Rat)
	}
	x.upper = new(big.Rat).Add(x.squares, new(big.Rat).Mul(x.rest, x.rest))
	return x
}

// points returns a sum of squares in HHI points, which are whole.
func points(squares *big.Rat) (int, error) {
	d, err := rounded(new(big.Rat).Mul(squares, big.NewRat(10_000, 1)), 0)
	n, _ := d.Int64()
	return int(min(n, 10_000)), err
}

// concentration works out the indices, or tells why it does not.
func (s *shares) concentration(v *memory.View, edition model.BandEdition) (*model.Concentration, error) {
	c := &model.Concentration{Known: len(s.who), Members: s.members, Edition: edition, Limits: bands[edition]}
	if s.year != "" {
		c.Year = &s.year
	}
	x := s.indices()
	var err error
	if c.Coverage, err = rounded(x.coverage, shareDigits); err != nil {
		return nil, err
	}
	if c.Unlisted, err = rounded(x.rest, shareDigits); err != nil {
		return nil, err
	}
	if len(s.who) > 0 {
		c.Largest = model.NewEnterprise(v, s.who[0])
	}
	withhold := func(reason model.WithheldReason, why model.Label) { c.Reason, c.Withheld = &reason, &why }
	switch {
	case s.members == 0 && s.lands > 0:
		withhold(model.WithheldReasonCountries, model.Label{Zh: "只列了国家或地区，没有收录企业：不计算", En: "only countries or regions are named here, no enterprise: not computed"})
	case s.members == 0:
		withhold(model.WithheldReasonNobody, model.Label{Zh: "尚未收录企业：不计算", En: "nobody is recorded here: not computed"})
	case len(s.who) == 0:
		withhold(model.WithheldReasonNoShares, model.Label{Zh: "没有已知的市场份额：不计算", En: "no market share is known: not computed"})
	case s.bounded:
		withhold(model.WithheldReasonTooMany, model.Label{Zh: "环节内条目过多：不计算", En: "too many stand in the segment: not computed"})
	case x.excess:
		withhold(model.WithheldReasonOverAll, model.Label{Zh: "已知份额合计超过 100%：不计算", En: "the known shares add up to more than 100 %: not computed"})
	case x.coverage.Cmp(rat(leastCoverage)) < 0:
		withhold(model.WithheldReasonLowCoverage, model.Label{Zh: "已知份额合计低于 60%：不计算", En: "the known shares cover less than 60 %: not computed"})
	}
	if c.Withheld != nil {
		return c, nil
	}
	four, err := rounded(x.four, shareDigits)
	if err != nil {
		return nil, err
	}
	hhi, err := points(x.squares)
	if err != nil {
		return nil, err
	}
	upper, err := points(x.upper)
	if err != nil {
		return nil, err
	}
	effective, err := rounded(new(big.Rat).Inv(x.squares), 2)
	if err != nil {
		return nil, err
	}
	least, err := rounded(new(big.Rat).Inv(x.upper), 2)
	if err != nil {
		return nil, err
	}
	single := s.share[0].Compare(singleShare) >= 0
	sole := s.share[0].Compare(whole) >= 0
	sure := x.first.Cmp(x.rest) >= 0
	band, above := bandOf(hhi, edition), bandOf(upper, edition)
	c.Hhi, c.HhiUpper, c.Cr1, c.Cr4, c.SingleSource, c.Sole, c.FirstSure = &hhi, &upper, &s.share[0], &four, &single, &sole, &sure
	c.Band, c.BandUpper, c.Effective, c.EffectiveLower = &band, &above, &effective, &least
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
