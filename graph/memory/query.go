package memory

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/binary"
	"math"
	"math/bits"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/pinyin"
)

// Bounds of what one query may ask for. What exceeds them fails with CodeLimit,
// or is cut short and told, as each query says.
const (
	MaxPage  = 1000  // nodes of a page
	MaxDepth = 8     // hops of a path or a neighbourhood
	MaxNodes = 20000 // nodes that a path or a neighbourhood visits
)

// ListQuery asks for a page of the nodes of one kind.
type ListQuery struct {
	Kind   graph.Kind
	Filter *Filter
	// OrderBy is a property with a column (one that the map filters or sums
	// by), OrderByName, OrderByEnglishName, or "" for the order of IDs. Nodes without it come last, in
	// the order of IDs, whichever the direction.
	OrderBy    string
	Descending bool
	First      int // how many, 1 to MaxPage
	// After and Before are cursors, between which the page lies; "" is no bound.
	After, Before string
	// Last asks for the last of them instead of the first. They come in the order
	// of the list all the same.
	Last bool
}

// OrderByName orders nodes by what [View.NameIn] calls them in Chinese: digits and Latin
// letters first, then Chinese as it is read. OrderByEnglishName does so by what it calls
// them in English.
const (
	OrderByName        = graph.PropName
	OrderByEnglishName = graph.PropEnglishName
)

// List is a page of nodes.
type List struct {
	IDs     []graph.SubjectID
	Cursors []string // one for each ID; stable while the node and its value are
	HasMore bool     // after them, or before them if the last were asked for; up to the cursors
	Total   int      // all that the filter chooses
	Unknown int      // what it could not decide, because a property is missing
}

// sortKey is what a list is ordered by: the value, then the ID.
type sortKey struct {
	missing bool
	number  float64
	text    string
	called  uint64 // the head of the name, if names order; of equal heads the names decide
	head    uint64 // of the ID, which decides nearly all that is equal
	slot    uint32
}

// sorter orders the nodes of one kind.
type sorter struct {
	v          *View
	column     *column      // nil orders by ID or by name
	called     *vec[uint64] // the heads of names, if they order
	lang       string       // that they are in
	codes      bool         // it holds codes, not numbers
	descending bool
}

// sorterOf returns the sorter of a query, with the kind and the condition of its
// nodes.
func (v *View) sorterOf(op string, q *ListQuery) (s *sorter, kind uint8, cond condition, err error) {
	kind, ok := v.decl.kind[q.Kind]
	if !ok {
		return nil, 0, nil, graph.Sayf(graph.CodeInvalid, op, "没有类别 %q；词表列出了全部类别", "there is no kind %q; the vocabulary lists those that there are", q.Kind)
	}
	if cond, err = v.compile(kind, q.Filter); err != nil {
		return nil, 0, nil, err
	}
	if cond == nil {
		cond = everything{}
	}
	s = &sorter{v: v, descending: q.Descending}
	switch q.OrderBy {
	case "":
	case OrderByName:
		s.called, s.lang = &v.called[0], languages[0]
	case OrderByEnglishName:
		s.called, s.lang = &v.called[1], languages[1]
	default:
		info := &v.decl.kinds[kind]
		c, ok := info.columnOf[v.syms.index[q.OrderBy]]
		if !ok {
			return nil, 0, nil, graph.Sayf(graph.CodeInvalid, op, "%s 不能按 %q 排序；可用来排序的有：%s", "%s cannot be ordered by %q; the name and the properties that the map filters or sums by can: %s",
				q.Kind, q.OrderBy, info.ordering())
		}
		s.column, s.codes = &v.columns[kind][c], info.columns[c].kind == columnCodes
	}
	return s, kind, cond, nil
}

// ordering lists the properties that a kind can be ordered by.
func (k *kindInfo) ordering() string {
	names := []string{OrderByName, OrderByEnglishName}
	for i := range k.columns {
		names = append(names, k.columns[i].decl.Name)
	}
	return strings.Join(names, ", ")
}

// keysOf calls yield for the keys of the nodes of a page that a set holds. The key is
// good until yield returns.
func (s *sorter) keysOf(p uint32, set *pageBitset, yield func(k *sortKey)) {
	heads := s.v.heads.page(int(p))
	var codes *[pageSize]uint32
	var numbers, called *[pageSize]uint64
	if s.called != nil {
		called = s.called.page(int(p))
	}
	if s.column != nil {
		codes, numbers = s.column.codes.page(int(p)), s.column.numbers.page(int(p))
	}
	k := &sortKey{}
	for w, x := range set {
		for ; x != 0; x &= x - 1 {
			i := w<<6 | bits.TrailingZeros64(x)
			*k = sortKey{slot: p<<pageBits | uint32(i)}
			if heads != nil {
				k.head = heads[i]
			}
			switch {
			case s.called != nil:
				if called != nil {
					k.called = called[i]
				}
				k.missing = k.called == 0
			case s.column == nil:
			case s.codes:
				code := uint32(0)
				if codes != nil {
					code = codes[i]
				}
				k.missing, k.text = code == 0, s.v.syms.list[code]
			default:
				if numbers != nil {
					k.number = unpackNumber(numbers[i])
				}
				if k.missing = numbers == nil || k.number != k.number; k.missing {
					k.number = 0
				}
			}
			yield(k)
		}
	}
}

// beyond reports whether a key comes after another in a list forwards, or, if not,
// backwards, as far as that can be told without reading IDs. It is asked of every
// node, compare only of the few that are left.
func (s *sorter) beyond(a, b *sortKey, forwards bool) bool {
	switch {
	case a.missing != b.missing:
		return a.missing == forwards
	case !a.missing && a.number != b.number:
		return (a.number > b.number) != s.descending == forwards
	case a.text != b.text:
		return (a.text > b.text) != s.descending == forwards
	case a.called != b.called:
		return (a.called > b.called) != s.descending == forwards
	case s.called != nil && !a.missing:
		return false // names must be read
	}
	return a.head != b.head && (a.head > b.head) == forwards
}

// compare orders two keys; id stands for the node of b if it is not "", for that
// may be gone: its ID still orders.
func (s *sorter) compare(a, b sortKey, id graph.SubjectID) int {
	if a.missing != b.missing {
		if a.missing {
			return 1
		}
		return -1
	}
	c := 0
	switch {
	case a.missing:
	case s.called != nil:
		if c = cmp.Compare(a.called, b.called); c == 0 && (id != "" || a.slot != b.slot) {
			other := b.text // of a cursor
			if id == "" {
				other = s.v.nameIn(b.slot, s.lang)
			}
			c = pinyin.Compare(s.v.nameIn(a.slot, s.lang), other)
		}
		if s.descending {
			c = -c
		}
	case s.column != nil:
		if c = cmp.Or(cmp.Compare(a.number, b.number), strings.Compare(a.text, b.text)); s.descending {
			c = -c
		}
	}
	switch {
	case c != 0:
		return c
	case id != "":
		return strings.Compare(string(s.v.publicID(a.slot)), string(id))
	}
	return cmp.Or(cmp.Compare(a.head, b.head), s.v.compareNodes(a.slot, b.slot))
}

// each yields the keys of the nodes that a condition chooses, counting in out.
// So many workers yield, each one key at a time.
func (s *sorter) each(ctx context.Context, workers int, kind uint8, cond condition, out *List, yield func(worker int, k *sortKey)) error {
	pages := s.v.kindPages[kind]
	var total, unknown atomic.Int64
	err := parallel(ctx, workers, len(pages), func(worker, i int) {
		p := pages[i]
		live := s.v.live(p)
		var yes, no pageBitset
		cond.page(s.v, p, &live, &yes, &no)
		chosen := yes.count()
		total.Add(int64(chosen))
		unknown.Add(int64(live.count() - chosen - no.count()))
		s.keysOf(p, &yes, func(k *sortKey) { yield(worker, k) })
	})
	out.Total, out.Unknown = int(total.Load()), int(unknown.Load())
	return err
}

// List answers a query. A page costs a scan of the kind, wherever it lies; for all
// pages together, see [View.Ordered].
func (v *View) List(ctx context.Context, q ListQuery) (*List, error) {
	const op = "memory.List"
	if q.First < 1 || q.First > MaxPage {
		return nil, graph.Sayf(graph.CodeLimit, op, "一页为 1 至 %d 条，不能是 %d", "a page has 1 to %d nodes, not %d", MaxPage, q.First)
	}
	s, kind, cond, err := v.sorterOf(op, &q)
	if err != nil {
		return nil, err
	}
	sign := 1
	if q.Last {
		sign = -1
	}
	bounds := []struct {
		cursor string
		sign   int
		key    sortKey
		id     graph.SubjectID
	}{{cursor: q.After, sign: 1}, {cursor: q.Before, sign: -1}}
	for i := range bounds {
		b := &bounds[i]
		if b.cursor == "" {
			continue
		}
		if b.key, b.id, err = decodeCursor(b.cursor); err != nil {
			return nil, err
		}
		if s.called != nil {
			b.key.called = pinyin.Head(b.key.text)
		}
	}
	within := func(k sortKey) bool {
		for i := range bounds {
			if b := &bounds[i]; b.cursor != "" && b.sign*s.compare(k, b.key, b.id) <= 0 {
				return false
			}
		}
		return true
	}
	out := &List{}
	best := make([]topKeys, processors())
	for w := range best {
		best[w] = topKeys{compare: func(a, b sortKey) int { return sign * s.compare(a, b, "") }, n: q.First + 1}
	}
	if err := s.each(ctx, len(best), kind, cond, out, func(worker int, k *sortKey) {
		b := &best[worker]
		if len(b.heap) == b.n && s.beyond(k, &b.heap[0], !q.Last) {
			return
		}
		if b.wants(*k) && within(*k) {
			b.add(*k)
		}
	}); err != nil {
		return nil, err
	}
	for w := 1; w < len(best); w++ {
		for _, k := range best[w].heap {
			if best[0].wants(k) {
				best[0].add(k)
			}
		}
	}
	keys := best[0].sorted()
	if len(keys) > q.First {
		keys, out.HasMore = keys[:q.First], true
	}
	if q.Last {
		slices.Reverse(keys)
	}
	for _, k := range keys {
		id := v.publicID(k.slot)
		if s.called != nil {
			k.text = v.nameIn(k.slot, s.lang)
		}
		out.IDs = append(out.IDs, id)
		out.Cursors = append(out.Cursors, encodeCursor(k, id))
	}
	return out, nil
}

// Ordered returns the IDs of all nodes that a query chooses, in its order, in one
// scan. It leaves First, After, Before and Last out of account. It takes some
// hundred bytes a node while it sorts.
func (v *View) Ordered(ctx context.Context, q ListQuery) ([]graph.SubjectID, error) {
	s, kind, cond, err := v.sorterOf("memory.Ordered", &q)
	if err != nil {
		return nil, err
	}
	parts := make([][]sortKey, processors())
	if err := s.each(ctx, len(parts), kind, cond, &List{}, func(worker int, k *sortKey) { parts[worker] = append(parts[worker], *k) }); err != nil {
		return nil, err
	}
	keys := slices.Concat(parts...)
	slices.SortFunc(keys, func(a, b sortKey) int { return s.compare(a, b, "") })
	ids := make([]graph.SubjectID, len(keys))
	for i, k := range keys {
		ids[i] = v.publicID(k.slot)
	}
	return ids, nil
}

// topKeys keeps the n smallest keys in a heap whose root is the largest.
type topKeys struct {
	compare func(a, b sortKey) int
	n       int
	heap    []sortKey
}

func (t *topKeys) wants(k sortKey) bool { return len(t.heap) < t.n || t.compare(k, t.heap[0]) < 0 }

func (t *topKeys) add(k sortKey) {
	h := t.heap
	if len(h) < t.n {
		h = append(h, k)
		for i := len(h) - 1; i > 0; {
			p := (i - 1) / 2
			if t.compare(h[i], h[p]) <= 0 {
				break
			}
			h[i], h[p] = h[p], h[i]
			i = p
		}
		t.heap = h
		return
	}
	h[0] = k
	for i := 0; ; {
		c := 2*i + 1
		if c >= len(h) {
			return
		}
		if c+1 < len(h) && t.compare(h[c+1], h[c]) > 0 {
			c++
		}
		if t.compare(h[c], h[i]) <= 0 {
			return
		}
		h[i], h[c] = h[c], h[i]
		i = c
	}
}

func (t *topKeys) sorted() []sortKey {
	slices.SortFunc(t.heap, t.compare)
	return t.heap
}

// A cursor is the sort key and the ID of a node, so that it stays good when
// others come and go, and when the node itself is gone.
func encodeCursor(k sortKey, id graph.SubjectID) string {
	b := []byte{0}
	if k.missing {
		b[0] = 1
	}
	b = binary.BigEndian.AppendUint64(b, math.Float64bits(k.number))
	b = appendString(b, k.text)
	return base64.RawURLEncoding.EncodeToString(append(b, id...))
}

func decodeCursor(s string) (k sortKey, id graph.SubjectID, err error) {
	bad := graph.Sayf(graph.CodeInvalid, "memory.List", "游标不是列表给出的", "the cursor is not one that a list gave")
	b, e := base64.RawURLEncoding.DecodeString(s)
	if e != nil || len(b) < 10 || b[0] > 1 {
		return k, "", bad
	}
	k.missing = b[0] == 1
	k.number = math.Float64frombits(binary.BigEndian.Uint64(b[1:9]))
	n, w := binary.Uvarint(b[9:])
	if w <= 0 || n > uint64(len(b)-9-w) {
		return k, "", bad
	}
	k.text = string(b[9+w : 9+w+int(n)])
	return k, graph.SubjectID(b[9+w+int(n):]), nil
}

// NeighbourQuery asks for the neighbours of nodes by one edge type.
type NeighbourQuery struct {
	Edge     string
	Incoming bool // those that the edges come from
	First    int  // how many of each node, 1 to MaxPage
	// From is the neighbour to begin with, as Neighbours.Next told it; "" begins at
	// the start. If it is no neighbour any more, what comes after it begins. An ID
	// that no node has fails with CodeNotFound.
	From graph.SubjectID
}

// Neighbours are the nodes at the other ends of one node's edges.
type Neighbours struct {
	Edges   []Edge
	Total   int             // of neighbours
	HasMore bool            // there are more than were asked for
	Next    graph.SubjectID // the first of those; "" if there is none
}

// Neighbours returns, for each of several nodes, its edges of one type. A node
// that does not stand has none.
func (v *View) Neighbours(ids []graph.SubjectID, q NeighbourQuery) ([]Neighbours, error) {
	const op = "memory.Neighbours"
	t, ok := v.decl.edge[v.syms.index[q.Edge]]
	if !ok || q.Edge == "" {
		return nil, graph.Sayf(graph.CodeInvalid, op, "没有关系类型 %q；词表列出了全部类型", "there is no edge type %q; the vocabulary lists those that there are", q.Edge)
	}
	if q.First < 1 || q.First > MaxPage || len(ids) > MaxPage {
		return nil, graph.Sayf(graph.CodeLimit, op, "最多 %d 个对象，每个 1 至 %d 个邻居", "at most %d nodes and 1 to %d neighbours each", MaxPage, MaxPage)
	}
	from := uint32(0)
	if q.From != "" {
		if from = v.slotOf(q.From); from == none {
			return nil, graph.Sayf(graph.CodeNotFound, op, "起始的邻居已不存在：请从头开始", "the neighbour to begin with is gone: begin again")
		}
	}
	adj := &v.out[t]
	if q.Incoming {
		adj = &v.in[t]
	}
	out := make([]Neighbours, len(ids))
	for i, id := range ids {
		n := v.slotOf(id)
		if n == none {
			continue
		}
		o := &out[i]
		o.Total = adj.degree(n)
		seen := 0
		for m := range adj.from(n, from) {
			if seen++; seen > q.First {
				o.HasMore, o.Next = true, v.publicID(m)
				break
			}
			key := edgeKey{n, m}
			if q.Incoming {
				key = edgeKey{m, n}
			}
			for _, e := range v.edges(t, key) {
				if e.DeniedBy == 0 {
					o.Edges = append(o.Edges, e)
				}
			}
		}
	}
	return out, nil
}

// PathQuery asks for a shortest path.
type PathQuery struct {
	From, To graph.SubjectID
	Edges    []string // the types to follow, in both directions; none means all
	MaxHops  int      // 1 to MaxDepth
}

// Step is one hop of a path: along an edge, or against it.
type Step struct {
	Edge    string
	Against bool
	To      graph.SubjectID
}

// Path is a shortest path, or none. Bounded says that the search stopped at a
// bound, so that there may be a longer one.
type Path struct {
	Found   bool
	Steps   []Step
	Bounded bool
	Visited int // nodes that the search saw
}

// Path finds a shortest path between two nodes, searching from both ends. It
// sees at most MaxNodes nodes.
func (v *View) Path(ctx context.Context, q PathQuery) (*Path, error) {
	const op = "memory.Path"
	if q.MaxHops < 1 || q.MaxHops > MaxDepth {
		return nil, graph.Sayf(graph.CodeLimit, op, "路径为 1 至 %d 步，不能是 %d", "a path has 1 to %d hops, not %d", MaxDepth, q.MaxHops)
	}
	types, err := v.edgeTypes(op, q.Edges)
	if err != nil {
		return nil, err
	}
	from, to := v.slotOf(q.From), v.slotOf(q.To)
	if from == none || to == none {
		return nil, graph.Sayf(graph.CodeNotFound, op, "没有对象 %q 或 %q", "no node stands under %q or %q", q.From, q.To)
	}
	out := &Path{}
	if from == to {
		out.Found = true
		return out, nil
	}
	type came struct {
		from    uint32
		edge    int
		against bool
	}
	seen := [2]map[uint32]came{{from: {from, -1, false}}, {to: {to, -1, false}}}
	front := [2][]uint32{{from}, {to}}
	meet := none
	for hops := 0; hops < q.MaxHops && meet == none; hops++ {
		side := 0
		if len(front[1]) < len(front[0]) {
			side = 1
		}
		var next []uint32
	grow:
		for _, n := range front[side] {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			for _, t := range types {
				for dir, adj := range []*adjacency{&v.out[t], &v.in[t]} {
					for m := range adj.of(n) {
						if _, ok := seen[side][m]; ok {
							continue
						}
						if len(seen[0])+len(seen[1]) >= MaxNodes {
							out.Bounded = true
							break grow
						}
						seen[side][m] = came{n, t, dir == 1}
						next = append(next, m)
						if _, ok := seen[1-side][m]; ok {
							meet = m
							break grow
						}
					}
				}
			}
		}
		front[side] = next
		if out.Bounded || len(next) == 0 {
			break
		}
	}
	out.Visited = len(seen[0]) + len(seen[1])
	if meet == none {
		out.Bounded = out.Bounded || len(front[0]) > 0 && len(front[1]) > 0
		return out, nil
	}
	out.Found, out.Bounded = true, false
	for n := meet; n != from; {
		c := seen[0][n]
		out.Steps = append(out.Steps, Step{v.decl.edges[c.edge].decl.Type, c.against, v.publicID(n)})
		n = c.from
	}
	slices.Reverse(out.Steps)
	for n := meet; n != to; {
		c := seen[1][n]
		out.Steps = append(out.Steps, Step{v.decl.edges[c.edge].decl.Type, !c.against, v.publicID(c.from)})
		n = c.from
	}
	return out, nil
}

func (v *View) edgeTypes(op string, names []string) ([]int, error) {
	var types []int
	for _, name := range names {
		t, ok := v.decl.edge[v.syms.index[name]]
		if !ok || name == "" {
			return nil, graph.Sayf(graph.CodeInvalid, op, "没有关系类型 %q；词表列出了全部类型", "there is no edge type %q; the vocabulary lists those that there are", name)
		}
		if !slices.Contains(types, t) { // named twice, it is followed once
			types = append(types, t)
		}
	}
	if len(names) == 0 {
		for t := range v.decl.edges {
			types = append(types, t)
		}
	}
	return types, nil
}

// NeighbourhoodQuery asks for what lies around a node.
type NeighbourhoodQuery struct {
	Centre graph.SubjectID
	Edges  []string // the types to follow, in both directions; none means all
	Depth  int      // 1 to MaxDepth
	Nodes  int      // at most, 1 to MaxPage
}

// Link is an edge of a neighbourhood.
type Link struct {
	Edge     string
	From, To graph.SubjectID
}

// Neighbourhood is what lies around a node: the nodes nearest first, and the
// edges among them. Bounded says that there is more than was asked for.
type Neighbourhood struct {
	Nodes   []graph.SubjectID
	Depths  []int
	Links   []Link
	Bounded bool
}

// Neighbourhood returns what lies around a node.
func (v *View) Neighbourhood(ctx context.Context, q NeighbourhoodQuery) (*Neighbourhood, error) {
	const op = "memory.Neighbourhood"
	if q.Depth < 1 || q.Depth > MaxDepth || q.Nodes < 1 || q.Nodes > MaxPage {
		return nil, graph.Sayf(graph.CodeLimit, op, "邻域的步数为 1 至 %d，对象数为 1 至 %d", "a neighbourhood has a depth of 1 to %d and 1 to %d nodes", MaxDepth, MaxPage)
	}
	types, err := v.edgeTypes(op, q.Edges)
	if err != nil {
		return nil, err
	}
	centre := v.slotOf(q.Centre)
	if centre == none {
		return nil, graph.Sayf(graph.CodeNotFound, op, "没有对象 %q", "no node stands under %q", q.Centre)
	}
	out := &Neighbourhood{}
	in := map[uint32]bool{centre: true}
	order, depths := []uint32{centre}, []int{0}
around:
	for i := 0; i < len(order); i++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if depths[i] == q.Depth {
			break
		}
		for _, t := range types {
			for _, adj := range []*adjacency{&v.out[t], &v.in[t]} {
				for m := range adj.of(order[i]) {
					if in[m] {
						continue
					}
					if len(order) == q.Nodes {
						out.Bounded = true
						break around
					}
					in[m] = true
					order, depths = append(order, m), append(depths, depths[i]+1)
				}
			}
		}
	}
	for i, n := range order {
		out.Nodes, out.Depths = append(out.Nodes, v.publicID(n)), append(out.Depths, depths[i])
		for _, t := range types {
			if v.out[t].degree(n) <= len(in) {
				for m := range v.out[t].of(n) {
					if in[m] {
						out.Links = append(out.Links, Link{v.decl.edges[t].decl.Type, v.publicID(n), v.publicID(m)})
					}
				}
				continue
			}
			for _, m := range order {
				if v.out[t].has(n, m) {
					out.Links = append(out.Links, Link{v.decl.edges[t].decl.Type, v.publicID(n), v.publicID(m)})
				}
			}
		}
	}
	return out, nil
}
