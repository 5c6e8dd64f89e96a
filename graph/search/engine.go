package search

import (
	"errors"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/chainatlas/chainatlas/graph"
)

// A set is a set of documents: for each part of the index, the numbers of those
// in it. Sets borrow memory of the state that made them, and are never altered.
// nil stands for the empty set of a part.
type set []*roaring.Bitmap

// state is the index as it stands at one moment. It is used by one goroutine.
type state struct {
	snapshot *scorch.IndexSnapshot
	parts    []part
}

// part is one immutable segment of the index with what was deleted of it since.
type part struct {
	segment segment.Segment
	deleted *roaring.Bitmap
	dicts   map[string]segment.TermDictionary
}

// dictionaryFields is how many fields have dictionaries.
const dictionaryFields = 6

func newState(s *scorch.IndexSnapshot) *state {
	t := &state{snapshot: s}
	for _, g := range s.Segments() {
		t.parts = append(t.parts, part{segment: g.Segment(), deleted: g.Deleted(), dicts: make(map[string]segment.TermDictionary, dictionaryFields)})
	}
	return t
}

func (t *state) close() { _ = t.snapshot.Close() } // its error is that of closing a file that was replaced

// dict returns the dictionary of a field in a part.
func (p *part) dict(field string) (segment.TermDictionary, error) {
	d := p.dicts[field]
	if d == nil {
		var err error
		if d, err = p.segment.Dictionary(field); err != nil {
			return nil, err
		}
		p.dicts[field] = d
	}
	return d, nil
}

// postings returns the documents of a part that hold a term, deleted ones among
// them; nil if there are none.
func (p *part) postings(field string, term []byte) (*roaring.Bitmap, error) {
	d, err := p.dict(field)
	if err != nil {
		return nil, err
	}
	l, err := d.PostingsList(term, nil, nil)
	if err != nil || l.Count() == 0 {
		return nil, err
	}
	it, ok := l.Iterator(false, false, false, nil).(segment.OptimizablePostingsIterator)
	if !ok {
		return nil, errors.New("postings of an unknown form")
	}
	if n, one := it.DocNum1Hit(); one {
		return roaring.BitmapOf(uint32(n)), nil
	}
	return it.ActualBitmap(), nil
}

// term returns the documents that hold a term.
func (t *state) term(field, term string) (set, error) {
	s := make(set, len(t.parts))
	key := []byte(term)
	for i := range t.parts {
		var err error
		if s[i], err = t.parts[i].postings(field, key); err != nil {
			return nil, fmt.Errorf("term of %q: %w", field, err)
		}
	}
	return s, nil
}

// begins returns the documents that hold a term with a prefix, of at most limit
// terms in a part. It reports whether that is all.
func (t *state) begins(field, prefix string, limit int) (s set, all bool, err error) {
	s, all = make(set, len(t.parts)), true
	from, to := []byte(prefix), after(prefix)
	for i := range t.parts {
		p := &t.parts[i]
		d, err := p.dict(field)
		if err != nil {
			return nil, false, err
		}
		var found []*roaring.Bitmap
		it := d.AutomatonIterator(nil, from, to)
		for {
			e, err := it.Next()
			if err != nil {
				return nil, false, err
			}
			if e == nil {
				break
			}
			if len(found) == limit {
				all = false
				break
			}
			b, err := p.postings(field, []byte(e.Term))
			if err != nil {
				return nil, false, err
			}
			if b != nil {
				found = append(found, b)
			}
		}
		s[i] = union(found)
	}
	return s, all, nil
}

// after returns the first term after all those with a prefix.
func after(prefix string) []byte {
	b := []byte(prefix)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] < 0xFF {
			b[i]++
			return b[:i+1]
		}
	}
	return nil
}

// similar returns terms that differ from one in one letter, at most limit, with
// the same first letter.
func (t *state) similar(field, term string, limit int) ([]string, error) {
	d, err := t.snapshot.FieldDictFuzzy(field, term, 1, term[:1])
	if err != nil {
		return nil, err
	}
	var out []string
	for len(out) < limit {
		e, err := d.Next()
		if err != nil {
			_ = d.Close()
			return nil, err
		}
		if e == nil {
			break
		}
		out = append(out, e.Term)
	}
	return out, d.Close()
}

// terms yields the terms of a field that begin with a prefix, at most limit.
func (t *state) terms(field, prefix string, limit int) ([]string, error) {
	d, err := t.snapshot.FieldDictPrefix(field, []byte(prefix))
	if err != nil {
		return nil, err
	}
	var out []string
	for len(out) < limit {
		e, err := d.Next()
		if err != nil {
			_ = d.Close()
			return nil, err
		}
		if e == nil {
			break
		}
		out = append(out, e.Term[len(prefix):])
	}
	return out, d.Close()
}

func union(sets []*roaring.Bitmap) *roaring.Bitmap {
	switch len(sets) {
	case 0:
		return nil
	case 1:
		return sets[0]
	}
	return roaring.FastOr(sets...)
}

// or returns the documents that are in any of the sets.
func (t *state) or(sets ...set) set {
	out := make(set, len(t.parts))
	list := make([]*roaring.Bitmap, 0, len(sets))
	for i := range out {
		list = list[:0]
		for _, s := range sets {
			if s != nil && s[i] != nil {
				list = append(list, s[i])
			}
		}
		out[i] = union(list)
	}
	return out
}

// and returns the documents that are in both sets.
func (t *state) and(a, b set) set {
	out := make(set, len(t.parts))
	for i := range out {
		if a[i] != nil && b[i] != nil {
			if x := roaring.And(a[i], b[i]); !x.IsEmpty() {
				out[i] = x
			}
		}
	}
	return out
}

// without returns the documents of a that are not in b.
func (t *state) without(a, b set) set {
	out := make(set, len(t.parts))
	for i := range out {
		switch {
		case a[i] == nil:
		case b[i] == nil:
			out[i] = a[i]
		default:
			if x := roaring.AndNot(a[i], b[i]); !x.IsEmpty() {
				out[i] = x
			}
		}
	}
	return out
}

// live returns the documents of a set that are not deleted.
func (t *state) live(a set) set {
	d := make(set, len(t.parts))
	for i := range t.parts {
		d[i] = t.parts[i].deleted
	}
	return t.without(a, d)
}

func (s set) count() int {
	n := uint64(0)
	for _, b := range s {
		if b != nil {
			n += b.GetCardinality()
		}
	}
	return int(n)
}

func (s set) countAnd(b set) int {
	n := uint64(0)
	for i := range s {
		if s[i] != nil && b[i] != nil {
			n += s[i].AndCardinality(b[i])
		}
	}
	return int(n)
}

// place is where a document is in a state.
type place struct {
	part int
	n    uint32
}

// best appends the most important documents of a set, at most k of them; among
// those of one band of importance any.
func (t *state) best(out []place, s set, k int) ([]place, error) {
	take := func(p int, b *roaring.Bitmap) {
		for it := b.Iterator(); k > 0 && it.HasNext(); k-- {
			out = append(out, place{p, it.Next()})
		}
	}
	if s.count() <= k {
		for p, b := range s {
			if b != nil {
				take(p, b)
			}
		}
		return out, nil
	}
	for band := bands - 1; band >= 0 && k > 0; band-- {
		term := []byte(bandTerm(band))
		for p, b := range s {
			if b == nil || k == 0 {
				continue
			}
			in, err := t.parts[p].postings(termFilter, term)
			if err != nil {
				return nil, err
			}
			if in != nil {
				take(p, roaring.And(b, in))
			}
		}
	}
	return out, nil
}

// read reads the record of a document.
func (t *state) read(at place, r *record) (graph.SubjectID, error) {
	var id graph.SubjectID
	ok := false
	err := t.parts[at.part].segment.VisitStoredFields(uint64(at.n), func(field string, _ byte, value []byte, _ []uint64) bool {
		switch field {
		case "_id":
			id = graph.SubjectID(value)
		case termRecord:
			ok = r.decode(value)
			return false
		}
		return true
	})
	if err == nil && (!ok || id == "") {
		err = errors.New("a document without its record")
	}
	return id, err
}
