package schema

import (
	"cmp"
	"context"
	"maps"
	"math/big"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// maxSupplies bounds the supplies that one answer is worked out of.
const maxSupplies = 200_000

// halfShare is what one supplier's share must be to be half of an input.
var halfShare = graph.Decimal{Unscaled: 5, Scale: 1}

// dependency is how much the enterprises of a chain depend on single suppliers. With
// W_ij what buyer j gets of supplier i in a segment and in_j what it gets of it in all,
// the dependency is d_ij = W_ij / in_j, which is what sources state as the share of
// the purchases. Amounts alone tell no dependency: what else is bought is not known.
type dependency struct {
	view       *memory.View
	inputs     []input // by the place of what is bought, then by the buyer
	categories []category
	buyers     int
	unnamed    int // supplies to enterprises of the chain, of which nobody tells the segment
	counts     model.DependencyCounts
	expected   int
	recorded   int
	met        map[graph.SubjectID]int // by buyer: the expected inputs with a recorded supplier
	years      map[string]int
	sources    []graph.SourceID
}

// category is what is bought of a segment.
type category struct {
	place                     *place
	total, expected, recorded int
	counts                    model.DependencyCounts
}

// input is what one buyer gets of one segment.
type input struct {
	buyer    graph.SubjectID
	category int
	needed   bool // the map has the segment feed one that the buyer stands in
	shares   *shares
	all      []graph.SubjectID // suppliers: those with a known share first, as in shares
	class    model.DependencyClass
	x        *indices
}

// supply is one supplier of an input, as an edge states it.
type supply struct {
	buyer, supplier, segment graph.SubjectID
	shares                   map[string]supplied // by year
}

type supplied struct {
	share  graph.Decimal
	source graph.SourceID
}

// dependencyKey is what a dependency is worked out of.
type dependencyKey struct {
	view        *memory.View
	chain, year string
}

// dependencyOf returns how much the enterprises of a chain depend on single
// suppliers. It is shared, and must not be changed.
func (s *Service) dependencyOf(ctx context.Context, v *memory.View, chain, year string) (*dependency, error) {
	return s.dependencies.get(ctx, dependencyKey{v, chain, year}, func() (*dependency, error) { return s.newDependency(ctx, v, chain, year) })
}

func (s *Service) newDependency(ctx context.Context, v *memory.View, chain, year string) (*dependency, error) {
	if year != "" && !graph.ValidPeriod(year) {
		return nil, say(graph.CodeInvalid, "%.20q 不是年份", "%.20q is no year", year)
	}
	sk, err := s.skeleton(ctx, v)
	if err != nil {
		return nil, err
	}
	counted, err := sk.count(ctx, MapQuery{Chain: chain})
	if err != nil {
		return nil, err
	}
	d := &dependency{view: v, years: map[string]int{}}
	at := map[graph.SubjectID]int{} // by segment of the chain: its category
	here := map[graph.SubjectID]int{}
	for i := range counted.Places {
		p := &counted.Places[i]
		if p.Kind != graph.KindSegment {
			continue
		}
		at[p.ID], here[p.ID] = len(d.categories), p.Count.Enterprises
		d.categories = append(d.categories, category{place: &sk.places[sk.index[p.ID]]})
	}
	supplies, err := d.read(ctx, at, chain == "")
	if err != nil {
		return nil, err
	}
	d.group(supplies, at, year)
	if err := d.expect(ctx, sk, at, here); err != nil {
		return nil, err
	}
	d.tell()
	return d, nil
}

// read reads the supplies of the segments of a chain, and counts those that name no
// segment. What stands for all of a country supplies nobody.
func (d *dependency) read(ctx context.Context, at map[graph.SubjectID]int, all bool) ([]supply, error) {
	var out []supply
	nowhere := map[graph.SubjectID]int{} // supplies without a segment, by buyer
	isCountry := countries(d.view)
	if n := d.view.Degrees(graph.EdgeSupplies); n > maxSupplies {
		return nil, say(graph.CodeLimit, "供货关系共 %d 对企业，超过一次能算的 %d 对", "%d pairs of enterprises supply each other, and one answer is worked out of at most %d", n, maxSupplies)
	}
	for e, err := range d.view.Edges(ctx, graph.EdgeSupplies, nil) {
		if err != nil {
			return nil, err
		}
		if e.Listed != "" || isCountry(e.From) || isCountry(e.To) {
			continue
		}
		if e.Qualifier == "" {
			nowhere[e.To]++
			continue
		}
		if _, ours := at[e.Qualifier]; !ours {
			continue
		}
		x := supply{buyer: e.To, supplier: e.From, segment: e.Qualifier, shares: map[string]supplied{}}
		for i := range e.Attributes {
			if a := &e.Attributes[i]; a.Name == graph.PropShare && !a.Value().IsZero() {
				x.shares[a.Period] = supplied{a.Value().Number, a.Winner.Source}
			}
		}
		out = append(out, x)
	}
	if len(nowhere) == 0 {
		return out, nil
	}
	var inside memory.Filter
	if !all {
		segments := slices.Sorted(maps.Keys(at))
		inside, _ = memory.InSegments(graph.KindEnterprise, segments)
	}
	buyers, err := d.view.Select(ctx, graph.KindEnterprise, &inside)
	if err != nil {
		return nil, err
	}
	for _, id := range buyers {
		d.unnamed += nowhere[id]
	}
	return out, nil
}

// countries returns what reports whether a node stands for all of a country, or stands
// no more.
func countries(v *memory.View) func(graph.SubjectID) bool {
	country := map[graph.SubjectID]bool{}
	return func(id graph.SubjectID) bool {
		is, known := country[id]
		if !known {
			n := v.Node(id)
			is = n == nil || n.Country
			country[id] = is
		}
		return is
	}
}

// group makes inputs of supplies.
func (d *dependency) group(supplies []supply, at map[graph.SubjectID]int, year string) {
	buyers := map[graph.SubjectID]string{}
	for i := range supplies {
		if id := supplies[i].buyer; buyers[id] == "" {
			buyers[id] = d.view.Name(id)
		}
	}
	slices.SortFunc(supplies, func(a, b supply) int {
		return cmp.Or(cmp.Compare(at[a.segment], at[b.segment]), cmp.Compare(buyers[a.buyer], buyers[b.buyer]), cmp.Compare(a.buyer, b.buyer), cmp.Compare(a.supplier, b.supplier))
	})
	for len(supplies) > 0 {
		n := 1
		for n < len(supplies) && supplies[n].segment == supplies[0].segment && supplies[n].buyer == supplies[0].buyer {
			n++
		}
		d.inputs = append(d.inputs, d.input(supplies[:n], at[supplies[0].segment], year))
		supplies = supplies[n:]
	}
	d.buyers = len(buyers)
}

// input makes an input of what its suppliers state, of a year, or of the latest of
// which any share is known.
func (d *dependency) input(of []supply, category int, year string) input {
	s := &shares{year: year}
	byYear := map[string]bool{}
	for i := range of {
		for y := range of[i].shares {
			byYear[y] = true
		}
	}
	for y := range byYear {
		d.years[y]++
		if year == "" && (s.year == "" || later(y, s.year)) {
			s.year = y
		}
	}
	slices.SortStableFunc(of, func(a, b supply) int {
		x, isX := a.shares[s.year]
		y, isY := b.shares[s.year]
		switch {
		case isX && isY:
			return y.share.Compare(x.share)
		case isX:
			return -1
		case isY:
			return 1
		}
		return 0
	})
	out := input{buyer: of[0].buyer, category: category, shares: s}
	for i := range of {
		out.all = append(out.all, of[i].supplier)
		if x, known := of[i].shares[s.year]; known {
			s.who, s.share = append(s.who, of[i].supplier), append(s.share, x.share)
			if !slices.Contains(d.sources, x.source) {
				d.sources = append(d.sources, x.source)
			}
		}
	}
	s.members = len(out.all)
	out.x = s.indices()
	out.class = classOf(s, out.x)
	return out
}

// classOf tells how much an input hangs on one supplier, by the known shares.
func classOf(s *shares, x *indices) model.DependencyClass {
	switch {
	case len(s.share) == 0:
		return model.DependencyClassNoShares
	case x.excess:
		return model.DependencyClassOverAll
	case s.share[0].Compare(whole) >= 0:
		return model.DependencyClassSole
	case s.share[0].Compare(singleShare) >= 0:
		return model.DependencyClassDominated
	case s.share[0].Compare(halfShare) >= 0:
		return model.DependencyClassHalf
	case x.rest.Cmp(rat(halfShare)) >= 0:
		return model.DependencyClassUnsure
	}
	return model.DependencyClassSpread
}

// told reports whether the shares of an input tell how much it hangs on one.
func (i *input) told() bool {
	return i.class != model.DependencyClassNoShares && i.class != model.DependencyClassOverAll
}

// expect counts which inputs the map expects, and of which a supplier is recorded: of
// each segment that feeds another one of each enterprise in the other. A supply of a
// segment is one of those above it, too.
func (d *dependency) expect(ctx context.Context, sk *skeleton, at, here map[graph.SubjectID]int) error {
	d.met = map[graph.SubjectID]int{}
	feeds := map[graph.SubjectID][]graph.SubjectID{} // what a segment feeds
	for i := range sk.feeds {
		f := &sk.feeds[i]
		c, from := at[f.From]
		if _, to := at[f.To]; from && to {
			feeds[f.From] = append(feeds[f.From], f.To)
			d.categories[c].expected += here[f.To]
			d.expected += here[f.To]
		}
	}
	var buyers []graph.SubjectID
	for i := range d.inputs {
		buyers = append(buyers, d.inputs[i].buyer)
	}
	stands, err := sk.stand(ctx, buyers)
	if err != nil {
		return err
	}
	type needed struct{ buyer, from, to graph.SubjectID }
	met := map[needed]bool{}
	for i := range d.inputs {
		x := &d.inputs[i]
		for p := d.categories[x.category].place; ; p = &sk.places[p.parent] {
			for _, to := range feeds[p.id] {
				if !stands[x.buyer][to] {
					continue
				}
				x.needed = true
				if k := (needed{x.buyer, p.id, to}); !met[k] {
					met[k] = true
					d.categories[at[p.id]].recorded++
					d.met[x.buyer]++
					d.recorded++
				}
			}
			if p.parent < 0 {
				break
			}
		}
	}
	return nil
}

// stand returns in which segments some enterprises stand, by themselves or by a product
// of theirs, with all segments above.
func (sk *skeleton) stand(ctx context.Context, who []graph.SubjectID) (map[graph.SubjectID]map[graph.SubjectID]bool, error) {
	out := map[graph.SubjectID]map[graph.SubjectID]bool{}
	var enterprises []graph.SubjectID
	for _, id := range who {
		if out[id] == nil {
			out[id] = map[graph.SubjectID]bool{}
			enterprises = append(enterprises, id)
		}
	}
	if len(enterprises) == 0 {
		return out, nil // of nobody; a View takes no nodes for all
	}
	climb := func(enterprise, segment graph.SubjectID) {
		i, ok := sk.index[segment]
		for ; ok && i >= 0; i = sk.places[i].parent {
			out[enterprise][sk.places[i].id] = true
		}
	}
	for e, err := range sk.view.Edges(ctx, graph.EdgeInSegment, enterprises) {
		if err != nil {
			return nil, err
		}
		climb(e.From, e.To)
	}
	makers := map[graph.SubjectID][]graph.SubjectID{}
	for e, err := range sk.view.Edges(ctx, graph.EdgeMakes, enterprises) {
		if err != nil {
			return nil, err
		}
		makers[e.To] = append(makers[e.To], e.From)
	}
	products := slices.AppendSeq(make([]graph.SubjectID, 0, len(makers)), maps.Keys(makers)) // not nil, which is all
	for e, err := range sk.view.Edges(ctx, graph.EdgeInSegment, products) {
		if err != nil {
			return nil, err
		}
		for _, enterprise := range makers[e.From] {
			climb(enterprise, e.To)
		}
	}
	return out, nil
}

// tell counts, and leaves out what has nothing to be told of.
func (d *dependency) tell() {
	for i := range d.inputs {
		x := &d.inputs[i]
		c := &d.categories[x.category]
		c.total++
		count(&c.counts, x)
		count(&d.counts, x)
	}
	kept := make([]int, len(d.categories))
	categories := d.categories[:0]
	for i, c := range d.categories {
		kept[i] = len(categories)
		if c.total > 0 || c.expected > 0 {
			categories = append(categories, c)
		}
	}
	d.categories = categories
	for i := range d.inputs {
		d.inputs[i].category = kept[d.inputs[i].category]
	}
}

// count counts an input.
func count(c *model.DependencyCounts, x *input) {
	if x.told() {
		c.Computed++
	}
	if len(x.all) == 1 {
		c.OneRecorded++
	}
	switch x.class {
	case model.DependencyClassSole:
		c.Sole++
		fallthrough
	case model.DependencyClassDominated:
		c.Dominated++
		fallthrough
	case model.DependencyClassHalf:
		c.Half++
	case model.DependencyClassSpread:
		c.Spread++
	case model.DependencyClassUnsure:
		c.Unsure++
	case model.DependencyClassNoShares:
		c.NoShares++
	case model.DependencyClassOverAll:
		c.OverAll++
	}
}

// order returns the inputs of a segment, or of all if it is "", in an order.
func (d *dependency) order(segment graph.SubjectID, order model.DependencyOrder, reversed bool) []*input {
	var out []*input
	for i := range d.inputs {
		if x := &d.inputs[i]; segment == "" || d.categories[x.category].place.id == segment {
			out = append(out, x)
		}
	}
	known := func(x *input) bool {
		return order == model.DependencyOrderMap || order == model.DependencyOrderSuppliers || len(x.shares.share) > 0
	}
	by := map[model.DependencyOrder]func(a, b *input) int{
		model.DependencyOrderFirst:     func(a, b *input) int { return b.shares.share[0].Compare(a.shares.share[0]) },
		model.DependencyOrderSuppliers: func(a, b *input) int { return cmp.Compare(len(a.all), len(b.all)) },
		model.DependencyOrderCoverage:  func(a, b *input) int { return a.x.coverage.Cmp(b.x.coverage) },
		model.DependencyOrderMap:       func(a, b *input) int { return cmp.Compare(a.category, b.category) },
	}[order]
	slices.SortStableFunc(out, func(a, b *input) int {
		switch is := known(a); {
		case is != known(b):
			if is {
				return -1
			}
			return 1
		case !is:
			return 0
		}
		c := by(a, b)
		if reversed {
			c = -c
		}
		return c
	})
	return out
}

// share returns the largest known share, at most all: shares are printed rounded.
func (i *input) share() (*graph.Decimal, error) {
	if len(i.shares.share) == 0 {
		return nil, nil
	}
	d, err := rounded(new(big.Rat).Set(i.x.first), shareDigits)
	return &d, err
}
