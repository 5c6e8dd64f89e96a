package memory

import (
	"cmp"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// batch is what a View keeps of a batch beside the statements. It is immutable
// once its View is published; a derivation that changes one clones it.
type batch struct {
	header *graph.Header
	known  bool   // at the View's revision; false for what a past View does not know yet
	stands bool   // known, and no standing batch revokes it
	source uint32 // symbol of the source
	date   uint32 // packed data date
	spoken []byte // the subjects that it speaks of: ascending differences, uvarint

	says     []*saying // by whom its records stand: itself and what confirms it, as far as they stand
	allSays  []*saying // those that do not stand, too
	confirms []graph.Revision
	words    []judge
	pins     []pin
	denials  []denial
	bonds    []bondDenial
	declares []graph.Declare
	redacts  []redaction
}

// saying is one batch's word for the records that a batch made: its own, or a
// confirmation of them as a set (fold.md, 10).
type saying struct {
	rev    uint32
	date   uint32
	sheet  uint32
	except map[recordID]struct{}
	shifts map[shiftKey]uint32
}

// recordID is a record's key in a View's numbers.
type recordID struct{ subject, table, period uint32 }

// shiftKey is a row of a record, before a confirmation moved it.
type shiftKey struct {
	record recordID
	row    uint32
}

type judge struct {
	a, b    uint32
	verdict graph.Verdict
}

type pin struct {
	subjects []uint32
	property uint32
	period   uint32
	value    []byte // nil pins on none
	seen     []byte
}

type denial struct {
	subjects []uint32
	property uint32
	period   uint32
	value    []byte
}

type bondDenial struct {
	edge      uint32
	from, to  []uint32
	qualifier []uint32
}

type redaction struct{ subject, property uint32 }

// spoke yields the subjects that the batch speaks of.
func (b *batch) spoke(yield func(s uint32)) {
	r := reader{b: b.spoken}
	s := uint32(0)
	for r.more() {
		s += r.uint()
		yield(s)
	}
}

func packSpoken(set *bitset) []byte {
	var out []byte
	last := uint32(0)
	for s := range set.all() {
		out = appendUint(out, s-last)
		last = s
	}
	return slices.Clip(out)
}

// compareSaying orders by data date, then by revision (fold.md, 9).
func compareSaying(d1, r1, d2, r2 uint32) int {
	return cmp.Or(cmp.Compare(d1, d2), cmp.Compare(r1, r2))
}

// stand works out which of the batches known up to a revision stand: what a
// standing revocation names does not (fold.md, 13). A revocation comes after
// what it revokes, so one pass from the newest suffices.
func stand(batches []*batch, upTo graph.Revision) (known, stands []bool) {
	known, stands = make([]bool, len(batches)), make([]bool, len(batches))
	for i := range batches {
		known[i] = graph.Revision(i+1) <= upTo
		stands[i] = known[i]
	}
	for i := len(batches) - 1; i >= 0; i-- {
		if h := batches[i].header; stands[i] && h.Kind == graph.BatchRevoke && h.Revokes > 0 && int(h.Revokes) <= i &&
			!batches[h.Revokes-1].header.Kind.Final() {
			stands[h.Revokes-1] = false
		}
	}
	return known, stands
}
