package memory

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// tally is the chain map of everything, kept current from View to View: for
// each place on the map (a segment or a chain) who counts there. It is immutable
// once its View is published.
type tally struct {
	places  []placeCount // by place number; see placeNumber
	total   placeCount   // of the whole graph
	placed  placeCount   // of what counts anywhere on the map
	special []uint32     // products that not exactly one enterprise makes, sorted
}

// placeCount is what counts at one place.
type placeCount struct {
	enterprises, referred, products int32
	countries                       int32        // what stands for all of one, and is no enterprise
	money                           []moneyCount // by currency
}

// moneyCount sums the amounts of funding events in one currency, in hundredths.
type moneyCount struct {
	currency    uint32 // symbol
	events      int32
	undisclosed int32 // events of unknown amount; they have no part in the sums
	open        int32 // events of which only a lower end is known
	low, high   int64
}

// profileEntry is what one enterprise contributes to one place of the map, the
// ancestors of its segments included: whether it stands there by an edge of its
// own, and how many of the products that it alone makes count there. A profile
// is the number of products that it alone makes, how many of them stand in any
// segment, and its entries.
type profileEntry struct {
	place    uint32
	direct   bool
	products uint32
}

// roles are the kinds and edge types that the map is made of, by index; -1 if the
// vocabulary does not declare one.
type roles struct {
	segment, chain, enterprise, product, event int
	partOf, inSegment, makes, raised           int
	amount                                     uint32 // symbol
	kindOf                                     int    // column of the kind of an enterprise; -1 if there is none
	country                                    uint32 // symbol: [graph.CodeCountry]
	chainName                                  uint32 // symbol: what a segment calls its chain; 0 if it does not
	chainWords                                 []uint32
}

func (d *declarations) findRoles(syms *symbols, sym func(string) uint32) {
	kind := func(k graph.Kind) int {
		if i, ok := d.kind[k]; ok {
			return int(i)
		}
		return -1
	}
	edge := func(t string) int {
		if s, ok := syms.index[t]; ok {
			if i, ok := d.edge[s]; ok {
				return i
			}
		}
		return -1
	}
	d.roles = roles{
		segment: kind(graph.KindSegment), chain: kind(graph.KindChain), enterprise: kind(graph.KindEnterprise),
		product: kind(graph.KindProduct), event: kind(graph.KindFundingEvent),
		partOf: edge(graph.EdgePartOf), inSegment: edge(graph.EdgeInSegment), makes: edge(graph.EdgeMakes), raised: edge(graph.EdgeRaised),
		amount: syms.index[graph.PropAmount], kindOf: -1, country: sym(graph.CodeCountry),
	}
	r := &d.roles
	if r.enterprise >= 0 {
		k := &d.kinds[r.enterprise]
		if c, ok := k.columnOf[syms.index[graph.PropKind]]; ok && k.columns[c].decl.List == graph.ListEnterpriseKind {
			r.kindOf = c
		}
	}
	if r.segment >= 0 && r.chain >= 0 {
		if p := d.kinds[r.segment].decl.Property(graph.PropChain); p != nil {
			r.chainName = syms.index[graph.PropChain]
		}
		decl := d.kinds[r.chain].decl
		for i := range decl.Properties {
			if p := &decl.Properties[i]; p.IsName || p.Name == graph.PropCode {
				r.chainWords = append(r.chainWords, syms.index[p.Name])
			}
		}
	}
	d.mapped = r.segment >= 0 && r.chain >= 0 && r.enterprise >= 0 && r.product >= 0 && r.event >= 0 &&
		r.partOf >= 0 && r.inSegment >= 0 && r.makes >= 0 && r.raised >= 0
}

// placeNumber returns the dense number of a segment or a chain by its slot, or
// none.
func (v *View) placeNumber(n uint32) uint32 {
	if p := int(n >> pageBits); p < len(v.placePage) && v.placePage[p] != 0 {
		return (v.placePage[p]-1)<<pageBits | n&pageMask
	}
	return none
}

// A product's class is the set of segments that it stands in. Products are many
// and classes few, so a scan of products reads one number each and works out
// where they count once a class.
type classTable struct {
	segments [][]uint32 // slots of the segments, sorted; class 0 stands nowhere
	places   [][]uint32 // their places with all ancestors
	index    map[string]uint32
}

func (t *classTable) clone() *classTable {
	c := &classTable{slices.Clone(t.segments), slices.Clone(t.places), make(map[string]uint32, len(t.index)+1)}
	for k, i := range t.index {
		c.index[k] = i
	}
	return c
}

func newClassTable() *classTable {
	return &classTable{segments: [][]uint32{nil}, places: [][]uint32{nil}, index: map[string]uint32{"": 0}}
}

// classTableOf works a table out again from the segments of its classes.
func (v *View) classTableOf(segments [][]uint32) *classTable {
	t := &classTable{segments: segments, places: make([][]uint32, len(segments)), index: make(map[string]uint32, len(segments))}
	var m marks
	for c, of := range segments {
		var key []byte
		for _, s := range of {
			key = binary.LittleEndian.AppendUint32(key, s)
		}
		t.index[string(key)] = uint32(c)
		t.places[c] = v.placesOfSegments(of, &m)
	}
	return t
}

// placesOfSegments returns the places of segments, each once, with all their
// ancestors.
func (v *View) placesOfSegments(segments []uint32, m *marks) (places []uint32) {
	m.next(len(v.placePages) << pageBits)
	for _, s := range segments {
		places = v.climb(s, m, places)
	}
	return places
}

// sole marks in a product's class number that exactly one enterprise makes it.
const sole = 1 << 31

// classify brings the classes of products up to date.
func (d *deriver) classify(products *bitset, treeChanged bool) error {
	v := d.next
	r := &v.decl.roles
	table, own := v.classes, false
	var key []byte
	var segments []uint32
	single := map[uint32]uint32{} // classes of one segment, as most products have
	i := 0
	for p := range products.all() {
		if i++; i&0xfff == 0 {
			if err := d.ctx.Err(); err != nil {
				return err
			}
		}
		class := uint32(0)
		if v.nodes.at(p).pub != 0 {
			few, _ := v.out[r.inSegment].small(p)
			c, ok := uint32(0), false
			if len(few) == 1 {
				c, ok = single[few[0]]
			}
			if !ok {
				key, segments = key[:0], segments[:0]
				for s := range v.out[r.inSegment].of(p) {
					key = binary.LittleEndian.AppendUint32(key, s)
					segments = append(segments, s)
				}
				c, ok = table.index[string(key)]
			}
			if !ok {
				if !own {
					table, own = table.clone(), true
				}
				c = uint32(len(table.segments))
				table.index[string(key)] = c
				table.segments = append(table.segments, slices.Clone(segments))
				table.places = append(table.places, nil)
			}
			if len(few) == 1 {
				single[few[0]] = c
			}
			if class = c; v.in[r.makes].degree(p) == 1 {
				class |= sole
			}
		}
		if v.classOf.at(p) != class {
			v.classOf.set(d.e, p, class)
		}
	}
	if treeChanged && !own {
		table, own = table.clone(), true
	}
	if own {
		var m marks
		for c := range table.segments {
			if treeChanged || c >= len(v.classes.segments) {
				table.places[c] = v.placesOfSegments(table.segments[c], &m)
			}
		}
		v.classes = table
	}
	return nil
}

// marks tells in constant time what was seen in this round.
type marks struct {
	round uint32
	seen  []uint32
}

func (m *marks) next(size int) {
	if len(m.seen) < size {
		m.seen = append(m.seen, make([]uint32, size-len(m.seen))...)
	}
	if m.round++; m.round == 0 {
		clear(m.seen)
		m.round = 1
	}
}

func (m *marks) mark(i uint32) bool {
	if m.seen[i] == m.round {
		return false
	}
	m.seen[i] = m.round
	return true
}

// climb appends the place of slot n and all its ancestors that are not yet
// marked. PART_OF forms no cycle and has one parent, and no chain is part of
// anything, so this ends.
func (v *View) climb(n uint32, m *marks, places []uint32) []uint32 {
	for {
		p := v.placeNumber(n)
		if p == none || !m.mark(p) {
			return places
		}
		places = append(places, p)
		if n = v.above(n); n == none {
			return places
		}
	}
}

// placesOf returns the places where a node counts by its own edges.
func (v *View) placesOf(n uint32, m *marks, places []uint32) []uint32 {
	m.next(len(v.placePages) << pageBits)
	s, t := v.out[v.decl.roles.inSegment].small(n)
	if t == nil {
		for _, seg := range s {
			places = v.climb(seg, m, places)
		}
		return places
	}
	for seg := range t.from(0) {
		places = v.climb(seg, m, places)
	}
	return places
}

// counter works profiles out.
type counter struct {
	marks  marks
	places []uint32
	slot   []int32 // 1 + index into entries, by place
	out    []profileEntry
	enc    []byte
}

func (c *counter) entry(place uint32) *profileEntry {
	if int(place) >= len(c.slot) {
		c.slot = append(c.slot, make([]int32, int(place)+1-len(c.slot))...)
	}
	if c.slot[place] == 0 {
		c.out = append(c.out, profileEntry{place: place})
		c.slot[place] = int32(len(c.out))
	}
	return &c.out[c.slot[place]-1]
}

// profile works out what an enterprise contributes, encoded.
func (c *counter) profile(v *View, e uint32) []byte {
	r := &v.decl.roles
	c.out = c.out[:0]
	c.places = v.placesOf(e, &c.marks, c.places[:0])
	for _, p := range c.places {
		c.entry(p).direct = true
	}
	var alones, placed uint32
	for p := range v.out[r.makes].of(e) {
		class := v.classOf.at(p)
		alone := class&sole != 0
		places := v.classes.places[class&^sole]
		if alone {
			alones++
			if len(places) > 0 {
				placed++
			}
		}
		for _, place := range places {
			if x := c.entry(place); alone {
				x.products++
			}
		}
	}
	slices.SortFunc(c.out, func(a, b profileEntry) int { return cmp.Compare(a.place, b.place) })
	c.enc = c.enc[:0]
	if alones == 0 && len(c.out) == 0 {
		return c.enc
	}
	c.enc = appendUint(appendUint(c.enc, alones), placed)
	last := uint32(0)
	for _, x := range c.out {
		c.slot[x.place] = 0
		u := (x.place - last) << 1
		if x.direct {
			u |= 1
		}
		last = x.place
		c.enc = appendUint(appendUint(c.enc, u), x.products)
	}
	return c.enc
}

// alone tells how many products a profile's enterprise alone makes, and how many
// of them stand in any segment.
func alone(profile []byte) (products, placed uint32) {
	if len(profile) == 0 {
		return 0, 0
	}
	r := reader{b: profile}
	return r.uint(), r.uint()
}

// eachEntry decodes the entries of a profile.
func eachEntry(profile []byte, yield func(profileEntry)) {
	if len(profile) == 0 {
		return
	}
	place := uint32(0)
	r := reader{b: profile}
	r.uint()
	r.uint()
	for r.more() {
		u := r.uint()
		place += u >> 1
		yield(profileEntry{place, u&1 != 0, r.uint()})
	}
}

// recount brings profiles and tally up to date.
func (d *deriver) recount() error {
	v := d.next
	if !v.decl.mapped {
		return nil
	}
	r := &v.decl.roles
	d.numberPlaces()
	t := v.tally.clone(len(v.placePages) << pageBits)
	v.tally = t

	var enterprises, products, events bitset
	all := d.treeChanged()
	for n := range d.changed.all() {
		switch int(v.nodes.at(n).kind) {
		case r.enterprise:
			enterprises.add(n)
		case r.product:
			products.add(n)
		case r.event:
			events.add(n)
		}
	}
	for _, e := range d.rebound {
		switch e.edge {
		case r.inSegment:
			if int(v.nodes.at(e.key.from).kind) == r.enterprise {
				enterprises.add(e.key.from)
			} else {
				products.add(e.key.from)
			}
		case r.makes:
			products.add(e.key.to)
		case r.raised:
			events.add(e.key.to)
		}
	}
	if err := d.classify(&products, all); err != nil {
		return err
	}
	if all { // the tree itself changed: everything counts elsewhere
		for n := range v.nodesOf(uint8(r.enterprise)) {
			enterprises.add(n)
		}
		for _, p := range t.special {
			products.add(p)
		}
	}
	for p := range products.all() {
		for e := range d.prev.in[r.makes].of(p) {
			enterprises.add(e)
		}
		for e := range v.in[r.makes].of(p) {
			enterprises.add(e)
		}
	}
	if err := d.countEnterprises(t, &enterprises, &events); err != nil {
		return err
	}
	d.countProducts(t, &products)
	d.countEvents(t, &events)
	return nil
}

// numberPlaces gives new pages of segments and chains their numbers.
func (d *deriver) numberPlaces() {
	v := d.next
	r := &v.decl.roles
	for _, kind := range []int{r.segment, r.chain} {
		for _, p := range v.kindPages[kind] {
			if int(p) < len(v.placePage) && v.placePage[p] != 0 {
				continue
			}
			page := make([]uint32, max(int(p)+1, len(v.placePage)))
			copy(page, v.placePage)
			v.placePages = append(slices.Clip(v.placePages), p)
			page[p] = uint32(len(v.placePages))
			v.placePage = page
		}
	}
}

func (d *deriver) countEnterprises(t *tally, enterprises, events *bitset) error {
	v := d.next
	r := &v.decl.roles
	profiles := make([][]blobChange, len(enterprises.pages))
	if err := d.eachPage(enterprises, func(w *worker, page int, nodes []uint32) {
		var arena []byte
		of := make([]blobChange, 0, len(nodes))
		for _, e := range nodes {
			start := len(arena)
			if v.nodes.at(e).pub != 0 {
				arena = append(arena, w.counter.profile(v, e)...)
			}
			of = append(of, blobChange{e, arena[start:len(arena):len(arena)]})
		}
		profiles[page] = of
	}); err != nil {
		return err
	}
	var changes []blobChange
	for _, of := range profiles {
		for _, c := range of {
			old := d.prev.profiles.at(c.i)
			t.enterprise(old, d.prev.nodes.at(c.i), -1)
			t.enterprise(c.data, v.nodes.at(c.i), 1)
			if string(old) == string(c.data) {
				continue
			}
			changes = append(changes, c)
			for ev := range d.prev.out[r.raised].of(c.i) {
				events.add(ev)
			}
			for ev := range v.out[r.raised].of(c.i) {
				events.add(ev)
			}
		}
	}
	v.profiles.change(d.e, changes, true)
	return nil
}

// enterprise counts an enterprise everywhere, or takes it off.
func (t *tally) enterprise(profile []byte, n node, sign int32) {
	if n.pub == 0 {
		return
	}
	t.total.enterprise(n, sign)
	placed := false
	eachEntry(profile, func(x profileEntry) {
		placed = true
		t.places[x.place].enterprise(n, sign)
		t.places[x.place].products += sign * int32(x.products)
	})
	if placed {
		t.placed.enterprise(n, sign)
	}
}

func (c *placeCount) enterprise(n node, sign int32) {
	if n.flags&nodeCountry != 0 {
		c.countries += sign
		return
	}
	c.enterprises += sign
	if n.flags&nodeReferred != 0 {
		c.referred += sign
	}
}

// countProducts counts products in all, and at their places those that not
// exactly one enterprise makes; the others count with their makers.
func (d *deriver) countProducts(t *tally, products *bitset) {
	v := d.next
	add := func(view *View, p uint32, sign int32) (special bool) {
		if view.nodes.at(p).pub == 0 {
			return false
		}
		class := view.classOf.at(p)
		places := view.classes.places[class&^sole]
		t.total.products += sign
		if len(places) > 0 {
			t.placed.products += sign
		}
		if class&sole != 0 {
			return false
		}
		for _, x := range places {
			t.places[x].products += sign
		}
		return true
	}
	var changes []adjChange
	for p := range products.all() {
		was := add(d.prev, p, -1)
		if is := add(v, p, 1); was != is {
			changes = append(changes, adjChange{to: p, remove: !is})
		}
	}
	if len(changes) > 0 {
		t.special = mergeChanges(make([]uint32, 0, len(t.special)+len(changes)), t.special, changes)
	}
}

func (d *deriver) countEvents(t *tally, events *bitset) {
	var m marks
	for ev := range events.all() {
		d.prev.eventAt(ev, &m, nil, func(place uint32, x moneyCount) { t.money(place, x, -1) })
		d.next.eventAt(ev, &m, nil, func(place uint32, x moneyCount) { t.money(place, x, 1) })
	}
}

// eventAt yields a funding event once for the whole graph, as place none, and
// once for each place where one of those who raised it counts, if among lets it.
func (v *View) eventAt(ev uint32, m *marks, among func(e uint32) bool, yield func(place uint32, x moneyCount)) {
	if v.nodes.at(ev).pub == 0 {
		return
	}
	x := v.moneyOf(ev)
	if among == nil {
		yield(none, x)
	}
	m.next(len(v.placePages) << pageBits)
	for e := range v.in[v.decl.roles.raised].of(ev) {
		if among != nil && !among(e) {
			continue
		}
		eachEntry(v.profiles.at(e), func(y profileEntry) {
			if m.mark(y.place) {
				yield(y.place, x)
			}
		})
	}
}

// moneyOf returns what an event adds to a sum.
func (v *View) moneyOf(ev uint32) moneyCount {
	x := moneyCount{events: 1, undisclosed: 1}
	f := v.factsOf(ev)
	defer f.release()
	f.each(func(g factGroup) {
		if g.property != v.decl.roles.amount {
			return
		}
		a := v.decodeValue(g.winner())
		if a.Type != graph.TypeMoney {
			return
		}
		x.currency = v.syms.index[a.Currency]
		switch low, ok := hundredths(a.Number); {
		case !ok || a.Bound == graph.BoundUndisclosed:
		case a.Bound == graph.BoundRange:
			if high, ok := hundredths(a.High); ok {
				x.undisclosed, x.low, x.high = 0, low, high
			}
		case a.Bound == graph.BoundAtLeast:
			x.undisclosed, x.open, x.low, x.high = 0, 1, low, low
		default:
			x.undisclosed, x.low, x.high = 0, low, low
		}
	})
	return x
}

// hundredths returns a decimal in hundredths, rounded half away from zero, or
// false if it is too large to be summed.
func hundredths(d graph.Decimal) (int64, bool) {
	u := d.Unscaled
	for s := d.Scale; s < 2; s++ {
		if u > math.MaxInt64/10 || u < math.MinInt64/10 {
			return 0, false
		}
		u *= 10
	}
	for s := d.Scale; s > 2; s-- {
		switch r := u % 10; {
		case s == 3 && r >= 5:
			u = u/10 + 1
		case s == 3 && r <= -5:
			u = u/10 - 1
		default:
			u /= 10
		}
	}
	return u, u < math.MaxInt64/1000 && u > math.MinInt64/1000
}

// money adds an event at a place; none is the whole graph.
func (t *tally) money(place uint32, x moneyCount, sign int32) {
	c := &t.total
	if place != none {
		c = &t.places[place]
	}
	c.addMoney(x, sign)
}

func (c *placeCount) addMoney(x moneyCount, sign int32) {
	i := slices.IndexFunc(c.money, func(m moneyCount) bool { return m.currency == x.currency })
	if i < 0 {
		c.money = append(slices.Clip(c.money), moneyCount{currency: x.currency})
		i = len(c.money) - 1
	} else if sign < 0 && c.money[i].events == 1 {
		c.money = slices.Delete(slices.Clone(c.money), i, i+1)
		return
	} else {
		c.money = slices.Clone(c.money)
	}
	m := &c.money[i]
	m.events += sign * x.events
	m.undisclosed += sign * x.undisclosed
	m.open += sign * x.open
	m.low += int64(sign) * x.low
	m.high += int64(sign) * x.high
}

func newTally() *tally { return &tally{} }

func (t *tally) clone(places int) *tally {
	c := *t
	c.places = make([]placeCount, max(places, len(t.places)))
	copy(c.places, t.places)
	return &c
}
