package chunk

import "github.com/chainatlas/chainatlas/graph"

// A chunk of shuffled subjects spans nearly all of them, so First and Last
// alone leave one chunk of every run to be opened for a look-up. A Bloom
// filter of ten bits a subject leaves one in a hundred of those.
const (
	filterBits   = 10
	filterHashes = 7
)

// MayHold reports whether a chunk can hold assertions about a subject: false is
// certain, true is wrong for one in a hundred subjects between First and Last.
func MayHold(c *graph.Chunk, s graph.SubjectID) bool {
	if s < c.First || s > c.Last {
		return false
	}
	if len(c.Filter) == 0 {
		return true
	}
	h, step := filterSteps(filterHash(string(s)), len(c.Filter))
	bits := uint64(len(c.Filter)) * 8
	for range filterHashes {
		if c.Filter[h/8]&(1<<(h%8)) == 0 {
			return false
		}
		h = (h + step) % bits
	}
	return true
}

// filter returns the filter of subjects given by their hashes. Its format:
// subject s sets bits (a + i·b) mod n, for i from 0 to 6, of the n bits; bit j
// is bit j mod 8 of byte j div 8; n is 10 a subject, rounded up to bytes; with
// the 64-bit FNV-1a hash f of s, a is f mod n and b is 1 + f div 2^32 mod (n-1).
func filter(hashes []uint64) []byte {
	b := make([]byte, (len(hashes)*filterBits+7)/8)
	bits := uint64(len(b)) * 8
	for _, f := range hashes {
		h, step := filterSteps(f, len(b))
		for range filterHashes {
			b[h/8] |= 1 << (h % 8)
			h = (h + step) % bits
		}
	}
	return b
}

func filterSteps(f uint64, size int) (start, step uint64) {
	bits := uint64(size) * 8
	return f % bits, 1 + (f>>32)%(bits-1)
}

func filterHash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}
