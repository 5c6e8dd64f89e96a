package chunk

import "hash/maphash"

// stringTable numbers the strings of a run in the order in which they come; 0 is
// the empty string. It is a hash table with open addressing: a run has hundreds of
// thousands of strings, most of them once, and a map would spend half of the
// time of writing a batch on waiting for memory.
type stringTable struct {
	list  []runString
	slots []uint32 // numbers of strings, by hash; 0 is free; a power of two, at most half full
}

// runString is a string of a run with what the cutter notes of it, side by side.
type runString struct {
	text  string
	hash  uint32
	chunk uint32 // the last chunk that uses it
	local uint32 // its number in that chunk
}

const minSlots = 1 << 10

// seed makes hashes that nobody can choose strings for. The numbers do not
// depend on it.
var seed = maphash.MakeSeed()

func newStringTable() stringTable {
	return stringTable{list: []runString{{}}, slots: make([]uint32, minSlots)}
}

// reset forgets the strings and keeps the memory.
func (t *stringTable) reset() {
	clear(t.list)
	clear(t.slots)
	t.list = t.list[:1]
}

// number returns the number of a string that is not empty, and whether it is new.
func (t *stringTable) number(s string) (n uint32, isNew bool) {
	h := uint32(maphash.String(seed, s))
	mask := uint32(len(t.slots) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		n := t.slots[i]
		if n == 0 {
			n = uint32(len(t.list))
			t.list = append(t.list, runString{text: s, hash: h})
			t.slots[i] = n
			if 2*len(t.list) > len(t.slots) {
				t.grow()
			}
			return n, true
		}
		if x := &t.list[n]; x.hash == h && x.text == s {
			return n, false
		}
	}
}

// grow doubles the slots.
func (t *stringTable) grow() {
	t.slots = make([]uint32, 2*len(t.slots))
	mask := uint32(len(t.slots) - 1)
	for n := 1; n < len(t.list); n++ {
		i := t.list[n].hash & mask
		for t.slots[i] != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = uint32(n)
	}
}
