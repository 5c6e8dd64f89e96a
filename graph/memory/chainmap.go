package memory

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/chainatlas/chainatlas/graph"
)

// MapQuery says what the chain map counts.
//
// An enterprise counts in a segment if one witness passes all filters: an edge
// of its own to the segment, which fails a filter on products, or one product
// of it there. A product passes a filter on enterprises if any of its makers
// does. In a segment and in each of its ancestors everything counts once, so
// segments do not add up. An enterprise that stands for all of a country or region
// ([graph.CodeCountry]) is no vendor: it counts as a country, beside the enterprises.
type MapQuery struct {
	Enterprises *Filter // nil chooses all
	Products    *Filter
	Capital     bool // sum funding, too
}

// Map is the chain map: who counts where.
type Map struct {
	Revision graph.Revision
	Places   []PlaceCount // of the segments and chains that stand, in the order of their IDs
	Total    Count        // in the whole graph, placed on the map or not
	Placed   Count        // anywhere on the map
	Unknown  Count        // what a filter could not decide, because it lacks the property
}

// PlaceCount is who counts in one segment, or in one chain.
type PlaceCount struct {
	Node graph.SubjectID
	// Parent is what it lies in: what it is part of by an edge, or the chain that it
	// names by a property. "" at the top.
	Parent graph.SubjectID
	Count
}

// Count counts enterprises and products, each once.
type Count struct {
	Enterprises int
	Referred    int // of the enterprises, those that no row describes
	Products    int
	Countries   int       // what stands for all of a country or region: no vendor, and not among the enterprises
	Capital     []Capital // by currency code; nil if not asked for
}

// Capital sums the amounts of funding events of one currency. Low and High are
// the sums of the lower and the upper ends; where Open is not 0, the sum has no
// upper end. An event of several enterprises counts once in a place.
type Capital struct {
	Currency    string
	Events      int
	Undisclosed int // of the events, those of unknown amount, which are not in the sums
	Open        int // of the events, those of which only a lower end is known
	Low, High   graph.Decimal
}

// ChainMap counts. Without filters it tells what the View keeps current.
func (v *View) ChainMap(ctx context.Context, q MapQuery) (*Map, error) {
	if !v.decl.mapped {
		return nil, graph.Errorf(graph.CodeInvalid, "memory.ChainMap", "the vocabulary does not declare the kinds and edges of the map")
	}
	t := v.tally
	out := &Map{Revision: v.rev}
	if q.Enterprises != nil || q.Products != nil {
		s := &scan{v: v, q: q}
		r := &v.decl.roles
		var err error
		if s.enterprise, err = v.compile(uint8(r.enterprise), s.q.Enterprises); err != nil {
			return nil, err
		}
		if s.product, err = v.compile(uint8(r.product), s.q.Products); err != nil {
			return nil, err
		}
		if s.enterprise != nil || s.product != nil {
			if t, err = s.run(ctx); err != nil {
				return nil, err
			}
		}
		out.Unknown = Count{Enterprises: int(s.unknownEnterprises), Products: int(s.unknownProducts)}
	}
	out.Total, out.Placed = v.count(&t.total, q.Capital), v.count(&t.placed, false)
	r := &v.decl.roles
	for _, kind := range []int{r.chain, r.segment} {
		for n := range v.nodesOf(uint8(kind)) {
			c := placeCount{}
			if p := v.placeNumber(n); int(p) < len(t.places) {
				c = t.places[p]
			}
			place := PlaceCount{Node: v.publicID(n), Count: v.count(&c, q.Capital)}
			if up := v.above(n); up != none {
				place.Parent = v.publicID(up)
			}
			out.Places = append(out.Places, place)
		}
	}
	slices.SortFunc(out.Places, func(a, b PlaceCount) int {
		if a.Node < b.Node {
			return -1
		}
		return 1
	})
	return out, nil
}

func (v *View) count(c *placeCount, capital bool) Count {
	out := Count{Enterprises: int(c.enterprises), Referred: int(c.referred), Products: int(c.products), Countries: int(c.countries)}
	if !capital {
		return out
	}
	out.Capital = make([]Capital, 0, len(c.money))
	for _, m := range c.money {
		out.Capital = append(out.Capital, Capital{Currency: v.syms.list[m.currency], Events: int(m.events),
			Undisclosed: int(m.undisclosed), Open: int(m.open),
			Low: graph.Decimal{Unscaled: m.low, Scale: 2}.Normal(), High: graph.Decimal{Unscaled: m.high, Scale: 2}.Normal()})
	}
	slices.SortFunc(out.Capital, func(a, b Capital) int {
		if a.Currency < b.Currency {
			return -1
		}
		return 1
	})
	return out
}

// scan counts a filtered map. Enterprises are taken a page at a time by several
// workers, each with counts of its own.
type scan struct {
	v                                   *View
	q                                   MapQuery
	enterprise, product                 condition
	passing                             bitset // enterprises, by slot: those that count anywhere
	chosen                              bitset // products that pass the filter on products
	unknownEnterprises, unknownProducts int64
}

func (s *scan) run(ctx context.Context) (*tally, error) {
	v := s.v
	r := &v.decl.roles
	if s.product != nil {
		pages := v.kindPages[r.product]
		s.chosen.pages = make([]*[pageSize / 64]uint64, len(v.nodes.pages))
		if err := parallel(ctx, processors(), len(pages), func(_, i int) {
			live := v.live(pages[i])
			var yes, no pageBitset
			s.product.page(v, pages[i], &live, &yes, &no)
			atomic.AddInt64(&s.unknownProducts, int64(live.count()-yes.count()-no.count()))
			if yes != (pageBitset{}) {
				s.chosen.pages[pages[i]] = (*[pageSize / 64]uint64)(&yes)
			}
		}); err != nil {
			return nil, err
		}
	}
	pages := v.kindPages[r.enterprise]
	s.passing.pages = make([]*[pageSize / 64]uint64, len(v.nodes.pages))
	workers := make([]scanner, processors())
	for i := range workers {
		workers[i].init(s)
	}
	if err := parallel(ctx, len(workers), len(pages), func(w, i int) { workers[w].enterprises(pages[i]) }); err != nil {
		return nil, err
	}
	t := workers[0].t
	for i := range workers[1:] {
		t.merge(workers[i+1].t)
	}
	workers[0].products(t)
	if s.q.Capital {
		workers[0].events(t)
	}
	return t, nil
}

// scanner is one worker of a scan.
type scanner struct {
	s     *scan
	t     *tally
	again marks
}

func (w *scanner) init(s *scan) {
	w.s = s
	w.t = newTally().clone(len(s.v.placePages) << pageBits)
}

// enterprises counts the enterprises of a page with the products that they
// alone make.
func (w *scanner) enterprises(page uint32) {
	s, v := w.s, w.s.v
	live := v.live(page)
	yes := live
	if s.enterprise != nil {
		var no pageBitset
		yes = pageBitset{}
		s.enterprise.page(v, page, &live, &yes, &no)
		unknown := live
		for i := range unknown {
			unknown[i] &^= yes[i] | no[i]
		}
		if unknown != (pageBitset{}) {
			var countries, vendors pageBitset
			country(true).page(v, page, &unknown, &countries, &vendors)
			atomic.AddInt64(&s.unknownEnterprises, int64(vendors.count()))
		}
	}
	if yes == (pageBitset{}) {
		return
	}
	s.passing.pages[page] = new([pageSize / 64]uint64)
	*s.passing.pages[page] = yes
	nodes := v.nodes.page(int(page))
	for i := range uint32(pageSize) {
		if !yes.has(i) {
			continue
		}
		e, n := page<<pageBits|i, nodes[i]
		if s.product == nil {
			profile := v.profiles.at(e)
			w.t.enterprise(profile, n, 1)
			products, placed := alone(profile)
			w.t.total.products += int32(products)
			w.t.placed.products += int32(placed)
			continue
		}
		w.t.total.enterprise(n, 1)
		if w.witnessed(e, n) {
			w.t.placed.enterprise(n, 1)
		}
	}
}

// witnessed counts an enterprise where one of its chosen products stands, with
// those that it alone makes.
func (w *scanner) witnessed(e uint32, n node) bool {
	s, v := w.s, w.s.v
	w.again.next(len(v.placePages) << pageBits)
	counts := false
	look := func(p uint32) {
		pg := int(p >> pageBits)
		if pg >= len(s.chosen.pages) || s.chosen.pages[pg] == nil || s.chosen.pages[pg][p&pageMask>>6]&(1<<(p&63)) == 0 {
			return
		}
		class := v.classOf.at(p)
		places := v.classes.places[class&^sole]
		if class&sole != 0 {
			w.t.total.products++
			if len(places) > 0 {
				w.t.placed.products++
			}
			for _, x := range places {
				w.t.places[x].products++
			}
		}
		for _, x := range places {
			if w.again.mark(x) {
				w.t.places[x].enterprise(n, 1)
				counts = true
			}
		}
	}
	of, t := v.out[v.decl.roles.makes].small(e)
	for _, p := range of {
		look(p)
	}
	if t != nil {
		for p := range t.from(0) {
			look(p)
		}
	}
	return counts
}

// products counts the products that not exactly one enterprise makes.
func (w *scanner) products(t *tally) {
	s, v := w.s, w.s.v
	r := &v.decl.roles
	passes := func(p uint32) bool {
		if s.product != nil && !s.chosen.has(p) {
			return false
		}
		if s.enterprise == nil {
			return true
		}
		for e := range v.in[r.makes].of(p) {
			if s.passing.has(e) {
				return true
			}
		}
		return false
	}
	for _, p := range v.tally.special {
		if !passes(p) {
			continue
		}
		t.total.products++
		places := v.classes.places[v.classOf.at(p)&^sole]
		if len(places) > 0 {
			t.placed.products++
		}
		for _, x := range places {
			t.places[x].products++
		}
	}
}

// events sums the funding of the enterprises that count.
func (w *scanner) events(t *tally) {
	s, v := w.s, w.s.v
	r := &v.decl.roles
	for ev := range v.nodesOf(uint8(r.event)) {
		among := false
		size := len(v.placePages) << pageBits
		var x moneyCount
		w.again.next(size)
		for e := range v.in[r.raised].of(ev) {
			if !s.passing.has(e) {
				continue
			}
			if !among {
				among, x = true, v.moneyOf(ev)
				t.money(none, x, 1)
			}
			if s.product == nil {
				eachEntry(v.profiles.at(e), func(y profileEntry) {
					if w.again.mark(y.place) {
						t.money(y.place, x, 1)
					}
				})
				continue
			}
			for p := range v.out[r.makes].of(e) {
				if s.chosen.has(p) {
					for _, y := range v.classes.places[v.classOf.at(p)&^sole] {
						if w.again.mark(y) {
							t.money(y, x, 1)
						}
					}
				}
			}
		}
	}
}

// merge adds another worker's counts.
func (t *tally) merge(o *tally) {
	add := func(a, b *placeCount) {
		a.enterprises += b.enterprises
		a.referred += b.referred
		a.products += b.products
		a.countries += b.countries
	}
	add(&t.total, &o.total)
	add(&t.placed, &o.placed)
	for i := range o.places {
		add(&t.places[i], &o.places[i])
	}
}

// processors is how many workers share a piece of work. It may grow while the
// program runs, so whoever keeps something for each worker asks once.
func processors() int { return runtime.GOMAXPROCS(0) }

// parallel calls do(worker, i) for every i below n, each worker one call at a
// time, until the context ends.
func parallel(ctx context.Context, workers, n int, do func(worker, i int)) error {
	workers = min(workers, n)
	if workers <= 1 {
		for i := range n {
			if i&63 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			do(0, i)
		}
		return ctx.Err()
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n || i&63 == 0 && ctx.Err() != nil {
					return
				}
				do(w, i)
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}
