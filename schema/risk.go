package schema

import (
	"cmp"
	"context"
	"math/big"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// maxRiskGroups bounds the groups that the segments of a chain are told in; those
// of further ones are in the last.
const maxRiskGroups = 40

// riskOther is the group of what has none of its own.
const riskOther = "*"

// cutDigits are those after the point that averages and increases are told to.
const cutDigits = 6

// RiskQuery says whose concentration is told, and how.
type RiskQuery struct {
	Chain string // its ID, code or name; "" is all of them
	Bands model.BandEdition
	Year  *string // of the shares; nil is the latest of each segment
}

// risk is how concentrated the segments of a chain are.
type risk struct {
	view     *memory.View
	bands    model.BandEdition
	groups   []riskGroup
	segments []riskSegment // in the order of the map
	years    map[string]int
	sources  []graph.SourceID // of what is computed
}

// riskGroup is a row of segments.
type riskGroup struct {
	id              string
	node            graph.SubjectID // "" of a tier
	label           graph.Label
	code            string
	total, computed int
}

// riskSegment is a segment with its indices.
type riskSegment struct {
	place         *place
	group         int
	first         *big.Rat // the largest known share
	squares       *big.Rat
	concentration *model.Concentration
}

// computed reports whether the segment has indices.
func (s *riskSegment) computed() bool { return s.concentration.Withheld == nil }

// riskKey is what a risk is worked out of: no cut is in it, so that a slider that
// is drawn along asks for nothing anew.
type riskKey struct {
	view  *memory.View
	chain string
	bands model.BandEdition
	year  string
}

// riskOf returns how concentrated the segments of a chain are. It is shared, and
// must not be changed.
func (s *Service) riskOf(ctx context.Context, v *memory.View, q RiskQuery) (*risk, error) {
	key := riskKey{view: v, chain: q.Chain, bands: q.Bands}
	if q.Year != nil {
		key.year = *q.Year
	}
	return s.risks.get(ctx, key, func() (*risk, error) { return s.newRisk(ctx, v, q) })
}

// newRisk works out how concentrated the segments of a chain are.
func (s *Service) newRisk(ctx context.Context, v *memory.View, q RiskQuery) (*risk, error) {
	sk, err := s.skeleton(ctx, v)
	if err != nil {
		return nil, err
	}
	shown, err := sk.of(q.Chain)
	if err != nil {
		return nil, err
	}
	depth := 1
	if q.Chain == "" {
		depth = 0
	}
	out := &risk{view: v, bands: q.Bands, years: map[string]int{}}
	for _, i := range shown {
		if err := ctx.Err(); err != nil {
			return nil, &graph.Error{Code: graph.CodeCancelled, Op: "schema.risk", Err: err}
		}
		p := &sk.places[i]
		if p.kind != graph.KindSegment {
			continue
		}
		known, err := sk.sharesOf(p.id, q.Year)
		if err != nil {
			return nil, err
		}
		if len(p.children) > 0 && known.members == 0 {
			continue // it only gathers others
		}
		c, err := sk.concentrationOf(p.id, q.Bands, q.Year)
		if err != nil {
			return nil, err
		}
		for _, y := range known.years {
			out.years[y]++
		}
		x := known.indices()
		out.segments = append(out.segments, riskSegment{place: p, group: out.groupOf(sk, i, depth), first: x.first, squares: x.squares, concentration: c})
		here := &out.segments[len(out.segments)-1]
		out.groups[here.group].total++
		if !here.computed() {
			continue
		}
		out.groups[here.group].computed++
		for _, id := range known.sources {
			if !slices.Contains(out.sources, id) {
				out.sources = append(out.sources, id)
			}
		}
	}
	return out, nil
}

// groupOf returns the group of a place, and makes it if it is the first in it.
func (r *risk) groupOf(sk *skeleton, i, depth int) int {
	for sk.places[i].depth > depth {
		i = sk.places[i].parent
	}
	p := &sk.places[i]
	g := riskGroup{id: string(p.id), node: p.id, code: p.code}
	if p.kind == graph.KindChain || len(p.children) > 0 {
		g.label = namesOf(sk.view, p.id)
	} else {
		tier, label := sk.tierOf(p)
		if tier == flowUnknown {
			label = graph.Label{Zh: "未归组", En: "In no group"}
		}
		g = riskGroup{id: flowTier + tier, label: label}
	}
	at := slices.IndexFunc(r.groups, func(o riskGroup) bool { return o.id == g.id })
	if at >= 0 {
		return at
	}
	if n := len(r.groups); n >= maxRiskGroups-1 {
		if n == maxRiskGroups {
			return n - 1
		}
		g = riskGroup{id: riskOther, label: graph.Label{Zh: "其他", En: "Others"}}
	}
	r.groups = append(r.groups, g)
	return len(r.groups) - 1
}

// order returns the segments in an order. Those whose figure of that order is not
// known come last either way, in the order of the map.
func (r *risk) order(order model.RiskOrder, reversed bool) []*riskSegment {
	out := make([]*riskSegment, len(r.segments))
	for i := range r.segments {
		out[i] = &r.segments[i]
	}
	at := map[*riskSegment]int{}
	for i, s := range out {
		at[s] = i
	}
	by := map[model.RiskOrder]func(a, b *riskSegment) int{
		model.RiskOrderHhi:      func(a, b *riskSegment) int { return b.squares.Cmp(a.squares) },
		model.RiskOrderFirst:    func(a, b *riskSegment) int { return b.first.Cmp(a.first) },
		model.RiskOrderFour:     func(a, b *riskSegment) int { return b.concentration.Cr4.Compare(*a.concentration.Cr4) },
		model.RiskOrderMembers:  func(a, b *riskSegment) int { return cmp.Compare(a.concentration.Members, b.concentration.Members) },
		model.RiskOrderCoverage: func(a, b *riskSegment) int { return a.concentration.Coverage.Compare(b.concentration.Coverage) },
		model.RiskOrderMap:      func(a, b *riskSegment) int { return 0 },
	}[order]
	slices.SortFunc(out, func(a, b *riskSegment) int {
		known := a.knows(order)
		switch {
		case known != b.knows(order):
			if known {
				return -1
			}
			return 1
		case !known:
			return cmp.Compare(at[a], at[b])
		}
		c := cmp.Or(by(a, b), cmp.Compare(at[a], at[b]))
		if reversed {
			c = -c
		}
		return c
	})
	return out
}

// knows reports whether the figure that an order goes by is known of the segment.
// That nobody is recorded is no number of providers.
func (s *riskSegment) knows(order model.RiskOrder) bool {
	switch order {
	case model.RiskOrderMap:
		return true
	case model.RiskOrderMembers:
		return s.concentration.Members > 0
	case model.RiskOrderCoverage:
		return s.concentration.Known > 0
	}
	return s.computed()
}

// checkCut refuses what is no part of an output.
func checkCut(cut graph.Decimal) error {
	if cut.Sign() < 0 || cut.Compare(whole) > 0 {
		return say(graph.CodeInvalid, "减供比例为 0 至 1，不是 %s", "a cut is from 0 to 1, not %s", cut)
	}
	return nil
}

// cut works out what is left of a segment whose first supplier delivers less.
func (s *riskSegment) cut(cut graph.Decimal) (*model.RiskCut, error) {
	gone := new(big.Rat).Mul(rat(cut), s.first)
	one := big.NewRat(1, 1)
	left, err := rounded(new(big.Rat).Sub(one, gone), shareDigits)
	if err != nil {
		return nil, err
	}
	out := &model.RiskCut{Remaining: left}
	others := new(big.Rat).Sub(one, s.first)
	switch {
	case gone.Sign() == 0:
		out.Increase = &graph.Decimal{}
	case others.Sign() == 0:
		out.Unbounded = &model.Label{Zh: "没有其他已知供给方：增产无从补足", En: "no other supplier is known: no increase would do"}
	default:
		increase, err := rounded(gone.Quo(gone, others), cutDigits)
		if err != nil {
			return nil, err
		}
		out.Increase = &increase
	}
	return out, nil
}

// whatIf works out what is left of the chain and of each group.
func (r *risk) whatIf(cut graph.Decimal) (*model.RiskWhatIf, error) {
	if err := checkCut(cut); err != nil {
		return nil, err
	}
	sums := make([]big.Rat, len(r.groups))
	all, one := new(big.Rat), big.NewRat(1, 1)
	out := &model.RiskWhatIf{Cut: cut, Groups: []*model.RiskLeft{}}
	for i := range r.segments {
		s := &r.segments[i]
		if !s.computed() {
			continue
		}
		out.Computed++
		left := new(big.Rat).Mul(rat(cut), s.first)
		left.Sub(one, left)
		sums[s.group].Add(&sums[s.group], left)
		all.Add(all, left)
	}
	out.NotComputed = len(r.segments) - out.Computed
	mean := func(sum *big.Rat, n int) (*graph.Decimal, error) {
		if n == 0 {
			return nil, nil
		}
		d, err := rounded(new(big.Rat).Quo(sum, big.NewRat(int64(n), 1)), cutDigits)
		return &d, err
	}
	var err error
	if out.Remaining, err = mean(all, out.Computed); err != nil {
		return nil, err
	}
	for i := range r.groups {
		g := &r.groups[i]
		left := &model.RiskLeft{Group: g.id, Computed: g.computed, NotComputed: g.total - g.computed}
		if left.Remaining, err = mean(&sums[i], g.computed); err != nil {
			return nil, err
		}
		out.Groups = append(out.Groups, left)
	}
	slices.SortStableFunc(out.Groups, func(a, b *model.RiskLeft) int {
		switch {
		case a.Remaining != nil && b.Remaining != nil:
			return a.Remaining.Compare(*b.Remaining)
		case a.Remaining != nil:
			return -1
		case b.Remaining != nil:
			return 1
		}
		return 0
	})
	return out, nil
}
