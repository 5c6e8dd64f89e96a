package memory

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestIndex holds every generation of an index against a map: all that was
// added under a hash is found, duplicates as often as they were added, and
// nothing that a later generation or another fork added.
func TestIndex(t *testing.T) {
	type generation struct {
		x    index
		want map[uint32][]uint32
	}
	r := rand.New(rand.NewPCG(6, 6))
	all := []generation{{want: map[uint32][]uint32{}}}
	for range 150 {
		from := all[max(0, len(all)-1-r.IntN(3))]
		next := generation{want: maps.Clone(from.want)}
		var hashes, vals []uint32
		for range []int{0, 1, 1, 2, 30, 500}[r.IntN(6)] {
			h, v := uint32(r.IntN(300)), uint32(r.IntN(50))
			if r.IntN(3) == 0 { // hashes that share low bits
				h <<= 16
			}
			hashes, vals = append(hashes, h), append(vals, v)
			next.want[h] = append(slices.Clip(next.want[h]), v)
		}
		next.x = from.x.add(new(edit), hashes, vals)
		all = append(all, next)
	}
	find := func(x *index, h uint32) (out []uint32) {
		x.find(h, func(v uint32) bool { out = append(out, v); return true })
		slices.Sort(out)
		return out
	}
	for g := range all {
		entries := 0
		for i := range uint32(320) {
			for _, h := range []uint32{i, i << 16} {
				want := slices.Sorted(slices.Values(all[g].want[h]))
				if got := find(&all[g].x, h); !slices.Equal(got, want) {
					t.Fatalf("generation %d finds %v under %x, want %v", g, got, h, want)
				}
				if len(want) > 1 { // stops when told
					calls := 0
					all[g].x.find(h, func(uint32) bool { calls++; return false })
					if calls != 1 {
						t.Fatalf("generation %d goes on after it was told to stop", g)
					}
				}
			}
		}
		for _, l := range all[g].x.layers {
			entries += len(l.ents)
		}
		want := 0
		for _, l := range all[g].want {
			want += len(l)
		}
		if entries != want {
			t.Errorf("generation %d keeps %d entries, want %d", g, entries, want)
		}
	}
}

// TestIndexLayersAreFew adds one by one, as batches do: a look-up must not walk
// as many layers as there were batches.
func TestIndexLayersAreFew(t *testing.T) {
	var x index
	for i := range uint32(20000) {
		x = x.add(new(edit), []uint32{i}, []uint32{i})
		if len(x.layers) > 10 {
			t.Fatalf("after %d entries there are %d layers", i+1, len(x.layers))
		}
	}
}

// TestHasher pins the hash: snapshots hold tables made with it.
func TestHasher(t *testing.T) {
	if got := newHasher.string("foobar"); got != 0x85944171f73967e8 {
		t.Errorf("FNV-1a of foobar is %x", uint64(got))
	}
	if a, b := newHasher.string("链图"), newHasher.bytes([]byte("链图")); a != b {
		t.Errorf("a string and its bytes hash to %x and %x", uint64(a), uint64(b))
	}
	if a, b := newHasher.uint32(0x04030201), newHasher.bytes([]byte{1, 2, 3, 4}); a != b {
		t.Errorf("a number and its bytes hash to %x and %x", uint64(a), uint64(b))
	}
}

// TestIndexInPlace adds in many steps under one edit, as a View that is built at
// once does: one layer, and everything is found.
func TestIndexInPlace(t *testing.T) {
	old := index{}.add(new(edit), []uint32{7, 8}, []uint32{1, 2})
	e := new(edit)
	x := old
	for i := range uint32(3000) {
		x = x.add(e, []uint32{i % 700}, []uint32{100 + i})
	}
	if len(x.layers) > 2 {
		t.Errorf("%d layers", len(x.layers))
	}
	for h := range uint32(700) {
		got := map[uint32]bool{}
		x.find(h, func(v uint32) bool { got[v] = true; return true })
		for i := h; i < 3000; i += 700 {
			if !got[100+i] {
				t.Fatalf("%d is not found under %d", 100+i, h)
			}
		}
	}
	n := 0
	old.find(7, func(uint32) bool { n++; return true })
	if n != 1 {
		t.Errorf("the older index finds %d under 7", n)
	}
}
