package memory

import (
	"iter"
	"math/bits"
	"slices"
	"sort"
)

// pageBits fixes the size of every page: large enough that the table of pages
// of millions of rows is a few thousand pointers, small enough that copying a
// page for one change costs microseconds.
const (
	pageBits = 10
	pageSize = 1 << pageBits
	pageMask = pageSize - 1
)

// edit is the right to change pages in place: pages made under it are private
// to the derivation that holds it. Once a View is published its edit is
// forgotten, so that no page of it is ever written again.
type edit struct{ _ byte }

// vec is a persistent vector of T: a table of pages, shared between Views and
// copied page by page on the first write under an edit.
type vec[T any] struct {
	pages []*vecPage[T]
	owner *edit // of the table
	n     int
}

type vecPage[T any] struct {
	owner *edit
	data  [pageSize]T
}

func (v *vec[T]) len() int { return v.n }

// at returns element i; the zero T past the end and on pages never written.
func (v *vec[T]) at(i uint32) (t T) {
	if p := int(i >> pageBits); p < len(v.pages) && v.pages[p] != nil {
		return v.pages[p].data[i&pageMask]
	}
	return t
}

// page returns page p for reading, or nil if nothing was written on it.
func (v *vec[T]) page(p int) *[pageSize]T {
	if p < len(v.pages) && v.pages[p] != nil {
		return &v.pages[p].data
	}
	return nil
}

func (v *vec[T]) set(e *edit, i uint32, t T) { *v.ptr(e, i) = t }

// ptr returns a pointer for writing element i under an edit.
func (v *vec[T]) ptr(e *edit, i uint32) *T {
	p := int(i >> pageBits)
	v.own(e)
	for p >= len(v.pages) {
		v.pages = append(v.pages, nil)
	}
	if int(i) >= v.n {
		v.n = int(i) + 1
	}
	switch pg := v.pages[p]; {
	case pg == nil:
		v.pages[p] = &vecPage[T]{owner: e}
	case pg.owner != e:
		c := *pg
		c.owner = e
		v.pages[p] = &c
	}
	return &v.pages[p].data[i&pageMask]
}

func (v *vec[T]) own(e *edit) {
	if v.owner != e {
		v.pages = append(make([]*vecPage[T], 0, len(v.pages)+len(v.pages)/8+4), v.pages...)
		v.owner = e
	}
}

// reserve makes room for a number of pages, so that several goroutines may then
// write to pages of their own.
func (v *vec[T]) reserve(e *edit, pages int) {
	v.own(e)
	for len(v.pages) < pages {
		v.pages = append(v.pages, nil)
	}
	v.n = max(v.n, pages<<pageBits)
}

// bytes is the memory that the vector takes, with elements of the given size.
func (v *vec[T]) bytes(size int) int {
	n := 0
	for _, p := range v.pages {
		if p != nil {
			n += pageSize * size
		}
	}
	return n + 8*cap(v.pages)
}

// blobs is a persistent vector of byte strings, a heap a page.
type blobs struct {
	pages []*blobPage
	owner *edit
}

type blobPage struct {
	heap []byte
	off  [pageSize + 1]uint32
}

// at returns blob i, to be read only; nil if none.
func (b *blobs) at(i uint32) []byte {
	if p := int(i >> pageBits); p < len(b.pages) && b.pages[p] != nil {
		pg, k := b.pages[p], i&pageMask
		return pg.heap[pg.off[k]:pg.off[k+1]:pg.off[k+1]]
	}
	return nil
}

// blobChange is a piece for one blob.
type blobChange struct {
	i    uint32
	data []byte
}

// change appends pieces to blobs, or puts them in place of them. Changes must be
// sorted by i, those of one blob in their order.
func (b *blobs) change(e *edit, changes []blobChange, replace bool) {
	if len(changes) == 0 {
		return
	}
	if b.owner != e {
		b.pages = append(make([]*blobPage, 0, len(b.pages)+len(b.pages)/8+4), b.pages...)
		b.owner = e
	}
	for len(changes) > 0 {
		p := int(changes[0].i >> pageBits)
		n := sort.Search(len(changes), func(k int) bool { return int(changes[k].i>>pageBits) > p })
		for p >= len(b.pages) {
			b.pages = append(b.pages, nil)
		}
		b.pages[p] = b.pages[p].change(changes[:n], replace)
		changes = changes[n:]
	}
}

func (pg *blobPage) change(changes []blobChange, replace bool) *blobPage {
	size := 0
	for _, c := range changes {
		size += len(c.data)
	}
	if pg == nil {
		pg = &blobPage{}
	}
	next := &blobPage{heap: make([]byte, 0, len(pg.heap)+size)}
	from := uint32(0) // pages are copied in runs between changed blobs
	flush := func(to uint32) {
		shift := uint32(len(next.heap)) - pg.off[from]
		next.heap = append(next.heap, pg.heap[pg.off[from]:pg.off[to]]...)
		for k := from; k < to; k++ {
			next.off[k] = pg.off[k] + shift
		}
		from = to
	}
	for len(changes) > 0 {
		k := changes[0].i & pageMask
		flush(k)
		next.off[k] = uint32(len(next.heap))
		if !replace {
			next.heap = append(next.heap, pg.heap[pg.off[k]:pg.off[k+1]]...)
		}
		for len(changes) > 0 && changes[0].i&pageMask == k {
			next.heap = append(next.heap, changes[0].data...)
			changes = changes[1:]
		}
		from = k + 1
	}
	flush(pageSize)
	next.off[pageSize] = uint32(len(next.heap))
	return next
}

// bytes is the memory that the blobs take.
func (b *blobs) bytes() int {
	n := 8 * cap(b.pages)
	for _, p := range b.pages {
		if p != nil {
			n += cap(p.heap) + 4*(pageSize+1)
		}
	}
	return n
}

// bitset is a sparse set of indexes, iterated in order.
type bitset struct {
	pages []*[pageSize / 64]uint64
	n     int
}

// add adds i and reports whether it was new.
func (s *bitset) add(i uint32) bool {
	p := int(i >> pageBits)
	for p >= len(s.pages) {
		s.pages = append(s.pages, nil)
	}
	if s.pages[p] == nil {
		s.pages[p] = new([pageSize / 64]uint64)
	}
	w, m := &s.pages[p][i&pageMask>>6], uint64(1)<<(i&63)
	if *w&m != 0 {
		return false
	}
	*w |= m
	s.n++
	return true
}

func (s *bitset) has(i uint32) bool {
	p := int(i >> pageBits)
	return p < len(s.pages) && s.pages[p] != nil && s.pages[p][i&pageMask>>6]&(1<<(i&63)) != 0
}

func (s *bitset) all() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for p, pg := range s.pages {
			if pg == nil {
				continue
			}
			for w, x := range pg {
				for ; x != 0; x &= x - 1 {
					if !yield(uint32(p<<pageBits | w<<6 | bits.TrailingZeros64(x))) {
						return
					}
				}
			}
		}
	}
}

// list returns the elements in order.
func (s *bitset) list() []uint32 {
	l := make([]uint32, 0, s.n)
	for i := range s.all() {
		l = append(l, i)
	}
	return l
}

// adjacency is a persistent vector of sorted sets of uint32: the neighbours of
// each node, or the subjects that refer to a subject. Small sets lie in one
// array a page; a set that outgrows treeFrom leaves it for a tree of its own, so
// that one more product in a segment of millions costs no copy of millions.
type adjacency struct {
	pages []*adjPage
	owner *edit
}

type adjPage struct {
	off  [pageSize + 1]uint32
	to   []uint32
	tree map[uint16]*tree // the sets that outgrew the array
}

// treeFrom is the size from which a set is a tree.
const treeFrom = 128

// adjChange adds an element to a set, or removes it.
type adjChange struct {
	i, to  uint32
	remove bool
}

func (a *adjacency) small(i uint32) ([]uint32, *tree) {
	if p := int(i >> pageBits); p < len(a.pages) && a.pages[p] != nil {
		pg, k := a.pages[p], i&pageMask
		if pg.tree != nil {
			if t := pg.tree[uint16(k)]; t != nil {
				return nil, t
			}
		}
		return pg.to[pg.off[k]:pg.off[k+1]:pg.off[k+1]], nil
	}
	return nil, nil
}

// degree returns the size of set i.
func (a *adjacency) degree(i uint32) int {
	s, t := a.small(i)
	if t != nil {
		return t.n
	}
	return len(s)
}

// of yields the elements of set i in order.
func (a *adjacency) of(i uint32) iter.Seq[uint32] {
	return a.from(i, 0)
}

// from yields the elements of set i from lo on, in order.
func (a *adjacency) from(i, lo uint32) iter.Seq[uint32] {
	s, t := a.small(i)
	if t != nil {
		return t.from(lo)
	}
	if lo > 0 {
		k, _ := slices.BinarySearch(s, lo)
		s = s[k:]
	}
	return slices.Values(s)
}

// has reports whether set i holds to.
func (a *adjacency) has(i, to uint32) bool {
	s, t := a.small(i)
	if t != nil {
		return t.has(to)
	}
	_, ok := slices.BinarySearch(s, to)
	return ok
}

// change applies changes, sorted by i and to; of several on one element the
// last counts.
func (a *adjacency) change(e *edit, changes []adjChange) {
	if len(changes) == 0 {
		return
	}
	if a.owner != e {
		a.pages = append(make([]*adjPage, 0, len(a.pages)+len(a.pages)/8+4), a.pages...)
		a.owner = e
	}
	for len(changes) > 0 {
		p := int(changes[0].i >> pageBits)
		n := sort.Search(len(changes), func(k int) bool { return int(changes[k].i>>pageBits) > p })
		for p >= len(a.pages) {
			a.pages = append(a.pages, nil)
		}
		a.pages[p] = a.pages[p].change(changes[:n])
		changes = changes[n:]
	}
}

func (pg *adjPage) change(changes []adjChange) *adjPage {
	if pg == nil {
		pg = &adjPage{}
	}
	next := &adjPage{to: make([]uint32, 0, len(pg.to)+len(changes)), tree: pg.tree}
	from := uint32(0)
	flush := func(to uint32) {
		shift := uint32(len(next.to)) - pg.off[from]
		next.to = append(next.to, pg.to[pg.off[from]:pg.off[to]]...)
		for k := from; k < to; k++ {
			next.off[k] = pg.off[k] + shift
		}
		from = to
	}
	treesOwned := false
	setTree := func(k uint32, t *tree) {
		if !treesOwned {
			m := make(map[uint16]*tree, len(pg.tree)+1)
			for k, t := range next.tree {
				m[k] = t
			}
			next.tree, treesOwned = m, true
		}
		if t == nil {
			delete(next.tree, uint16(k))
		} else {
			next.tree[uint16(k)] = t
		}
	}
	for len(changes) > 0 {
		k := changes[0].i & pageMask
		n := 1
		for n < len(changes) && changes[n].i&pageMask == k {
			n++
		}
		flush(k)
		next.off[k] = uint32(len(next.to))
		if t := next.tree[uint16(k)]; t != nil {
			t = t.change(changes[:n])
			if t.n >= treeFrom/2 {
				setTree(k, t)
			} else { // it shrank: back into the array
				setTree(k, nil)
				for x := range t.from(0) {
					next.to = append(next.to, x)
				}
			}
		} else {
			start := len(next.to)
			next.to = mergeChanges(next.to, pg.to[pg.off[k]:pg.off[k+1]], changes[:n])
			if len(next.to)-start > treeFrom {
				setTree(k, newTree(next.to[start:]))
				next.to = next.to[:start]
			}
		}
		changes = changes[n:]
		from = k + 1
	}
	flush(pageSize)
	next.off[pageSize] = uint32(len(next.to))
	return next
}

// mergeChanges appends old with changes applied, both sorted, to dst.
func mergeChanges(dst, old []uint32, changes []adjChange) []uint32 {
	for len(changes) > 0 {
		c := changes[0]
		for len(changes) > 1 && changes[1].to == c.to {
			changes = changes[1:]
			c = changes[0]
		}
		changes = changes[1:]
		for len(old) > 0 && old[0] < c.to {
			dst, old = append(dst, old[0]), old[1:]
		}
		if len(old) > 0 && old[0] == c.to {
			old = old[1:]
		}
		if !c.remove {
			dst = append(dst, c.to)
		}
	}
	return append(dst, old...)
}

// bytes is the memory that the sets take.
func (a *adjacency) bytes() int {
	n := 8 * cap(a.pages)
	for _, p := range a.pages {
		if p == nil {
			continue
		}
		n += 4*cap(p.to) + 4*(pageSize+1)
		for _, t := range p.tree {
			n += 8*cap(t.leaves) + 4*t.n + 24*len(t.leaves)
		}
	}
	return n
}

// tree is a persistent sorted set of uint32 in two levels.
type tree struct {
	leaves [][]uint32 // each sorted, not empty, all below the next
	n      int
}

const leafSize = 512

func newTree(sorted []uint32) *tree {
	t := &tree{n: len(sorted)}
	for len(sorted) > 0 {
		k := min(leafSize, len(sorted))
		t.leaves = append(t.leaves, slices.Clone(sorted[:k]))
		sorted = sorted[k:]
	}
	return t
}

// leaf returns the index of the leaf that holds x, if any does.
func (t *tree) leaf(x uint32) int {
	return max(sort.Search(len(t.leaves), func(k int) bool { return t.leaves[k][0] > x })-1, 0)
}

func (t *tree) has(x uint32) bool {
	if len(t.leaves) == 0 {
		return false
	}
	_, ok := slices.BinarySearch(t.leaves[t.leaf(x)], x)
	return ok
}

func (t *tree) from(lo uint32) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		if len(t.leaves) == 0 {
			return
		}
		k := t.leaf(lo)
		i, _ := slices.BinarySearch(t.leaves[k], lo)
		for ; k < len(t.leaves); k, i = k+1, 0 {
			for _, x := range t.leaves[k][i:] {
				if !yield(x) {
					return
				}
			}
		}
	}
}

func (t *tree) change(changes []adjChange) *tree {
	next := &tree{leaves: make([][]uint32, 0, len(t.leaves)+1+len(changes)/leafSize)}
	put := func(l []uint32) {
		next.n += len(l)
		for len(l) > leafSize {
			k := leafSize / 2
			if len(l) >= 4*leafSize {
				k = leafSize
			}
			next.leaves = append(next.leaves, l[:k:k])
			l = l[k:]
		}
		if len(l) > 0 {
			next.leaves = append(next.leaves, l)
		}
	}
	for k, l := range t.leaves {
		n := len(changes)
		if k+1 < len(t.leaves) {
			n = sort.Search(len(changes), func(c int) bool { return changes[c].to >= t.leaves[k+1][0] })
		}
		if n == 0 {
			next.n += len(l)
			next.leaves = append(next.leaves, l)
			continue
		}
		put(mergeChanges(make([]uint32, 0, len(l)+n), l, changes[:n]))
		changes = changes[n:]
	}
	if len(changes) > 0 { // the tree was empty
		put(mergeChanges(nil, nil, changes))
	}
	return next
}
