package memory

import "math/bits"

// index finds the entries under a 32-bit hash. It is persistent and only ever
// grows: an immutable stack of layers, each a hash table, the older ones
// larger. Adding merges the newest layers so long as they are of similar size,
// so that there are few and each entry is moved a logarithmic number of times.
//
// It is a superset: who looks something up compares what it finds with what
// stands.
type index struct {
	layers []*indexLayer
}

// indexLayer is a hash table with chains. Chains, not probing: thousands of
// subjects may share a careless name, and adding one must not walk past all.
type indexLayer struct {
	owner *edit    // may add in place
	heads []uint32 // 1 + the first entry in the chain; a power of two
	ents  []indexEntry
}

type indexEntry struct {
	hash, val uint32
	next      uint32 // 1 + the next entry of the chain
}

// indexFanout is the ratio of sizes that layers keep as batches come one by one.
const indexFanout = 6

// add returns the index with vals added under hashes. What an edit adds in
// several steps goes into one layer of its own, in place; it is merged with
// older layers as another edit adds to it.
func (x index) add(e *edit, hashes, vals []uint32) index {
	if len(hashes) == 0 {
		return x
	}
	if k := len(x.layers) - 1; k >= 0 && x.layers[k].owner == e {
		l := x.layers[k]
		l.grow(len(l.ents) + len(hashes))
		for i, h := range hashes {
			l.add(h, vals[i])
		}
		return x
	}
	n, keep := len(hashes), len(x.layers)
	for keep > 0 && len(x.layers[keep-1].ents) < indexFanout*n {
		keep--
		n += len(x.layers[keep].ents)
	}
	l := &indexLayer{owner: e, ents: make([]indexEntry, 0, n)}
	l.grow(n)
	for _, old := range x.layers[keep:] {
		for _, e := range old.ents {
			l.add(e.hash, e.val)
		}
	}
	for i, h := range hashes {
		l.add(h, vals[i])
	}
	return index{append(append(make([]*indexLayer, 0, keep+1), x.layers[:keep]...), l)}
}

// grow makes room for n entries: a chain for each, or a few more.
func (l *indexLayer) grow(n int) {
	if n <= len(l.heads) {
		return
	}
	l.heads = make([]uint32, max(1<<bits.Len(uint(n)), 4))
	for i := range l.ents {
		head := l.chain(l.ents[i].hash)
		l.ents[i].next, *head = *head, uint32(i+1)
	}
}

func (l *indexLayer) chain(h uint32) *uint32 {
	// The finaliser of MurmurHash3, so that FNV's weak low bits spread.
	h ^= h >> 16
	h *= 0x85ebca6b
	h ^= h >> 13
	h *= 0xc2b2ae35
	h ^= h >> 16
	return &l.heads[h&uint32(len(l.heads)-1)]
}

func (l *indexLayer) add(h, val uint32) {
	head := l.chain(h)
	l.ents = append(l.ents, indexEntry{h, val, *head})
	*head = uint32(len(l.ents))
}

// find calls yield with every value under the hash until it returns false.
func (x *index) find(h uint32, yield func(val uint32) bool) {
	for k := len(x.layers) - 1; k >= 0; k-- {
		l := x.layers[k]
		for i := *l.chain(h); i != 0; {
			e := &l.ents[i-1]
			if e.hash == h && !yield(e.val) {
				return
			}
			i = e.next
		}
	}
}

// bytes is the memory that the index takes.
func (x *index) bytes() int {
	n := 0
	for _, l := range x.layers {
		n += 4*cap(l.heads) + 12*cap(l.ents)
	}
	return n
}

// hasher is FNV-1a, 64 bits: the same in every process, so that snapshots need
// no rehashing.
type hasher uint64

const newHasher hasher = 14695981039346656037

func (h hasher) bytes(b []byte) hasher {
	for _, c := range b {
		h = (h ^ hasher(c)) * 1099511628211
	}
	return h
}

func (h hasher) string(s string) hasher {
	for i := range len(s) {
		h = (h ^ hasher(s[i])) * 1099511628211
	}
	return h
}

func (h hasher) uint32(u uint32) hasher {
	for range 4 {
		h = (h ^ hasher(u&0xff)) * 1099511628211
		u >>= 8
	}
	return h
}

func (h hasher) sum() uint32 { return uint32(h>>32) ^ uint32(h) }
