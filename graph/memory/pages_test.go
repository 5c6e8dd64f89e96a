package memory

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// somewhere draws an index that is often on a page's edge, and sometimes far
// beyond all others.
func somewhere(r *rand.Rand) uint32 {
	switch r.IntN(4) {
	case 0:
		return uint32(r.IntN(4)*pageSize + r.IntN(3))
	case 1:
		return uint32((1+r.IntN(4))*pageSize - 1 - r.IntN(3))
	case 2:
		return uint32(r.IntN(12 * pageSize))
	}
	return uint32(r.IntN(200))
}

// TestVec holds every generation of a vector against a copy of a map: a later
// edit must not be seen in an earlier generation, nor one fork in another.
func TestVec(t *testing.T) {
	type generation struct {
		v    vec[uint64]
		want map[uint32]uint64
		n    int
	}
	r := rand.New(rand.NewPCG(1, 1))
	all := []generation{{want: map[uint32]uint64{}}}
	for g := range 60 {
		from := all[r.IntN(len(all))]
		next := generation{from.v, maps.Clone(from.want), from.n}
		e := new(edit)
		if r.IntN(5) == 0 {
			pages := r.IntN(14)
			next.v.reserve(e, pages)
			next.n = max(next.n, pages*pageSize)
		}
		for range r.IntN(300) {
			i, x := somewhere(r), uint64(1+g)
			if r.IntN(2) == 0 {
				next.v.set(e, i, x)
			} else {
				*next.v.ptr(e, i) = x
			}
			next.want[i] = x
			next.n = max(next.n, int(i)+1)
		}
		all = append(all, next)
	}
	for g := range all {
		v := &all[g].v
		if v.len() != all[g].n {
			t.Errorf("generation %d has length %d, want %d", g, v.len(), all[g].n)
		}
		for i := range uint32(14 * pageSize) {
			if got := v.at(i); got != all[g].want[i] {
				t.Fatalf("generation %d holds %d at %d, want %d", g, got, i, all[g].want[i])
			}
		}
		for p := range 14 {
			pg := v.page(p)
			if pg == nil {
				continue
			}
			for i := range pg {
				if want := all[g].want[uint32(p<<pageBits|i)]; pg[i] != want {
					t.Fatalf("generation %d: page %d holds %d at %d, want %d", g, p, pg[i], i, want)
				}
			}
		}
	}
}

func TestBlobs(t *testing.T) {
	type generation struct {
		b    blobs
		want map[uint32]string
	}
	r := rand.New(rand.NewPCG(2, 2))
	all := []generation{{want: map[uint32]string{}}}
	for g := range 80 {
		from := all[r.IntN(len(all))]
		next := generation{from.b, maps.Clone(from.want)}
		e := new(edit)
		for range 1 + r.IntN(3) {
			replace := r.IntN(2) == 0
			var changes []blobChange
			for k := range r.IntN(40) {
				i := somewhere(r)
				for range 1 + r.IntN(3) { // several pieces for one blob
					changes = append(changes, blobChange{i, fmt.Appendf(nil, "<%d.%d>", g, k)[:r.IntN(5)]})
				}
			}
			slices.SortStableFunc(changes, func(a, b blobChange) int { return int(a.i) - int(b.i) })
			fresh := map[uint32]bool{}
			for _, c := range changes {
				if replace && !fresh[c.i] {
					next.want[c.i] = ""
				}
				fresh[c.i] = true
				next.want[c.i] += string(c.data)
			}
			next.b.change(e, changes, replace)
		}
		all = append(all, next)
	}
	for g := range all {
		for i := range uint32(13 * pageSize) {
			if got := all[g].b.at(i); string(got) != all[g].want[i] {
				t.Fatalf("generation %d holds %q at %d, want %q", g, got, i, all[g].want[i])
			}
		}
		// What is read cannot be grown into what lies behind it.
		for i := range all[g].want {
			_ = append(all[g].b.at(i), "overrun"...)
		}
		for i, want := range all[g].want {
			if got := all[g].b.at(i); !bytes.Equal(got, []byte(want)) {
				t.Fatalf("generation %d holds %q at %d once a reader has appended to a blob, want %q", g, got, i, want)
			}
		}
	}
}

func TestBitset(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	var s bitset
	want := map[uint32]bool{}
	for range 5000 {
		i := somewhere(r)
		if s.add(i) == want[i] {
			t.Fatalf("adding %d says that it was new: %v", i, want[i])
		}
		want[i] = true
	}
	sorted := slices.Sorted(maps.Keys(want))
	if s.n != len(want) || !slices.Equal(s.list(), sorted) || !slices.Equal(slices.Collect(s.all()), sorted) {
		t.Errorf("it lists %d elements, %d in order; want %d", s.n, len(s.list()), len(want))
	}
	for i := range uint32(13 * pageSize) {
		if s.has(i) != want[i] {
			t.Fatalf("it has %d: %v", i, s.has(i))
		}
	}
	for i := range s.all() { // stops when told
		if i != sorted[0] {
			t.Fatalf("it begins with %d, want %d", i, sorted[0])
		}
		break
	}
}

// adjacencyModel is an adjacency as plain maps.
type adjacencyModel map[uint32]map[uint32]bool

func (m adjacencyModel) clone() adjacencyModel {
	c := make(adjacencyModel, len(m))
	for i, set := range m {
		c[i] = maps.Clone(set)
	}
	return c
}

func (m adjacencyModel) apply(changes []adjChange) {
	for _, c := range changes {
		if m[c.i] == nil {
			m[c.i] = map[uint32]bool{}
		}
		if c.remove {
			delete(m[c.i], c.to)
		} else {
			m[c.i][c.to] = true
		}
	}
}

func checkAdjacency(t *testing.T, name string, a *adjacency, want adjacencyModel, r *rand.Rand) {
	t.Helper()
	for i := range uint32(3 * pageSize) {
		sorted := slices.Sorted(maps.Keys(want[i]))
		if got := slices.Collect(a.of(i)); !slices.Equal(got, sorted) {
			t.Fatalf("%s: set %d holds %d elements, want %d", name, i, len(got), len(sorted))
		}
		if a.degree(i) != len(sorted) {
			t.Fatalf("%s: set %d has degree %d, want %d", name, i, a.degree(i), len(sorted))
		}
		if len(sorted) == 0 {
			continue
		}
		lo := sorted[r.IntN(len(sorted))] + uint32(r.IntN(2))
		k, _ := slices.BinarySearch(sorted, lo)
		if got := slices.Collect(a.from(i, lo)); !slices.Equal(got, sorted[k:]) {
			t.Fatalf("%s: set %d from %d on holds %d elements, want %d", name, i, lo, len(got), len(sorted)-k)
		}
		for range 5 {
			x := sorted[r.IntN(len(sorted))] + uint32(r.IntN(2))
			if a.has(i, x) != want[i][x] {
				t.Fatalf("%s: set %d has %d: %v", name, i, x, a.has(i, x))
			}
		}
		for x := range a.of(i) { // stops when told
			if x != sorted[0] {
				t.Fatalf("%s: set %d begins with %d, want %d", name, i, x, sorted[0])
			}
			break
		}
	}
}

// TestAdjacency grows and shrinks sets around the size at which they become
// trees, and trees around the size of their leaves, in generations and forks.
func TestAdjacency(t *testing.T) {
	type generation struct {
		a    adjacency
		want adjacencyModel
	}
	r := rand.New(rand.NewPCG(4, 4))
	hot := []uint32{0, 1, 7, pageSize - 1, pageSize, 2*pageSize + 5}
	all := []generation{{want: adjacencyModel{}}}
	trees, back := 0, 0
	for range 120 {
		from := all[max(0, len(all)-1-r.IntN(4))]
		next := generation{from.a, from.want.clone()}
		e := new(edit)
		var changes []adjChange
		for _, i := range hot {
			switch size := len(next.want[i]); r.IntN(5) {
			case 0: // grow, by little or by many leaves
				for range []int{1, treeFrom / 2, treeFrom + 1, 3 * leafSize}[r.IntN(4)] {
					changes = append(changes, adjChange{i, uint32(r.IntN(20000)), false})
				}
			case 1, 2: // shrink, to nothing or to about the size of a tree
				keep := []int{0, 1, treeFrom / 2, treeFrom/2 - 1, treeFrom, size / 2}[r.IntN(6)]
				for _, x := range slices.Sorted(maps.Keys(next.want[i])) {
					if size > keep {
						changes = append(changes, adjChange{i, x, true})
						size--
					}
				}
			case 3: // replace a stretch, take away what is not there, say things twice
				for range 50 {
					x := uint32(r.IntN(300))
					changes = append(changes, adjChange{i, x, r.IntN(2) == 0}, adjChange{i, x, r.IntN(2) == 0})
				}
			}
		}
		for range 30 {
			changes = append(changes, adjChange{uint32(r.IntN(3 * pageSize)), uint32(r.IntN(10)), r.IntN(3) == 0})
		}
		slices.SortStableFunc(changes, func(a, b adjChange) int {
			if a.i != b.i {
				return int(a.i) - int(b.i)
			}
			return int(a.to) - int(b.to)
		})
		next.a.change(e, changes)
		next.want.apply(changes)
		all = append(all, next)
		for _, i := range hot {
			_, was := from.a.small(i)
			_, is := next.a.small(i)
			if is != nil {
				trees++
			}
			if was != nil && is == nil {
				back++
			}
		}
	}
	for g := range all {
		checkAdjacency(t, fmt.Sprint("generation ", g), &all[g].a, all[g].want, r)
	}
	if trees == 0 || back == 0 {
		t.Errorf("there were %d trees and %d shrank back; the test shows nothing", trees, back)
	}
}

func TestTree(t *testing.T) {
	type generation struct {
		tree *tree
		want map[uint32]bool
	}
	r := rand.New(rand.NewPCG(5, 5))
	all := []generation{{newTree(nil), map[uint32]bool{}}}
	for range 150 {
		from := all[max(0, len(all)-1-r.IntN(3))]
		remove := r.IntN(5)
		changes := map[uint32]bool{}
		for range []int{1, 2, 50, leafSize, 5 * leafSize}[r.IntN(5)] {
			changes[uint32(r.IntN(8000))] = r.IntN(5) < remove
		}
		var sorted []adjChange
		want := maps.Clone(from.want)
		for _, x := range slices.Sorted(maps.Keys(changes)) {
			sorted = append(sorted, adjChange{to: x, remove: changes[x]})
			if changes[x] {
				delete(want, x)
			} else {
				want[x] = true
			}
		}
		all = append(all, generation{from.tree.change(sorted), want})
	}
	for g, x := range all {
		sorted := slices.Sorted(maps.Keys(x.want))
		if got := slices.Collect(x.tree.from(0)); !slices.Equal(got, sorted) || x.tree.n != len(sorted) {
			t.Fatalf("generation %d holds %d elements and says %d, want %d", g, len(got), x.tree.n, len(sorted))
		}
		for k, l := range x.tree.leaves {
			if len(l) == 0 || len(l) > leafSize || k > 0 && x.tree.leaves[k-1][len(x.tree.leaves[k-1])-1] >= l[0] {
				t.Fatalf("generation %d: leaf %d has %d elements", g, k, len(l))
			}
		}
		for range 50 {
			lo := uint32(r.IntN(8100))
			if x.tree.has(lo) != x.want[lo] {
				t.Fatalf("generation %d has %d: %v", g, lo, x.tree.has(lo))
			}
			k, _ := slices.BinarySearch(sorted, lo)
			if got := slices.Collect(x.tree.from(lo)); !slices.Equal(got, sorted[k:]) {
				t.Fatalf("generation %d from %d on holds %d elements, want %d", g, lo, len(got), len(sorted)-k)
			}
		}
	}
}
