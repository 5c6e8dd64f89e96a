package search

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"iter"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// names is a plain index of names and codes in memory, which answers while there
// is no other, with the same filters and facets. It is scanned from end to end:
// some milliseconds for 100,000 names.
type names struct {
	at      stamp
	hay     []byte   // the keys of all documents, a namesEnd after each
	first   []uint32 // of each document, where its keys begin in hay
	records []byte
	record  []uint64 // of each document, where its record begins in records
	// What documents are filtered and counted by, as the index has it in its field
	// of filters: each mark with a value once, and of each document their numbers.
	values   []string
	numbers  []uint32
	numberAt []uint32 // of each document, where its numbers begin
}

const (
	namesEnd = 0
	// maxNames bounds what is held in hay, so that its places fit 32 bits.
	maxNames = 1<<32 - 1<<16
	// maxScanned bounds the hits that are looked at.
	maxScanned = 20_000
)

// readNames makes the plain index of a source. It stops when ctx ends, and where
// its bounds do.
func readNames(ctx context.Context, src Source, at stamp) (*names, error) {
	n := &names{at: at}
	var f folded
	var record []byte
	known := map[string]uint32{}
	note := func(value string) {
		i, ok := known[value]
		if !ok {
			i = uint32(len(n.values))
			known[value], n.values = i, append(n.values, value)
		}
		n.numbers = append(n.numbers, i)
	}
	for d := range src.Documents() {
		if len(n.first)%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if len(n.hay) > maxNames {
			break
		}
		n.first = append(n.first, uint32(len(n.hay)))
		n.record = append(n.record, uint64(len(n.records)))
		d.Mentions = nil
		for _, s := range d.texts {
			n.hay = append(append(n.hay, f.fold(s).key()...), namesEnd)
		}
		n.records = appendString(n.records, string(d.ID))
		record = appendRecord(record[:0], &d, 0)
		n.records = append(binary.AppendUvarint(n.records, uint64(len(record))), record...)
		n.numberAt = append(n.numberAt, uint32(len(n.numbers)))
		for mark := range filterMarks(&d) {
			note(mark)
		}
	}
	return n, nil
}

// find scans for a query.
func (n *names) find(ctx context.Context, q *Query) (*Result, error) {
	res := &Result{Revision: n.at.Revision, NamesOnly: true}
	tally := n.newTally(q)
	defer func() { res.Facets = tally.counts() }()
	w := newWant(q.Text)
	if len(w.runes) == 0 {
		return res, nil
	}
	g := &grader{want: w}
	var hits []graded
	var r record
	key, last := []byte(w.key), -1
	for at, scanned := 0, 0; scanned < maxScanned; scanned++ {
		if scanned%256 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		i := bytes.Index(n.hay[at:], key)
		if i < 0 {
			res.TotalExact = true
			break
		}
		doc, found := slices.BinarySearch(n.first, uint32(at+i))
		if !found {
			doc--
		}
		at += i + len(key)
		if doc == last {
			continue
		}
		last = doc
		id, ok := n.read(doc, &r)
		var h graded
		if !ok || !g.grade(&r, &h) || !tally.take(doc) {
			continue
		}
		h.ID = id
		hits = append(hits, h)
	}
	slices.SortFunc(hits, func(a, b graded) int { return better(&a, &b) })
	res.Total = len(hits)
	hits = hits[min(len(hits), q.Offset):]
	res.Hits = marked(w, hits[:min(len(hits), q.First)])
	return res, nil
}

// read reads the record of a document.
func (n *names) read(doc int, r *record) (graph.SubjectID, bool) {
	b := n.records[n.record[doc]:]
	idLen, k := binary.Uvarint(b)
	b = b[k:]
	id := graph.SubjectID(b[:idLen])
	b = b[idLen:]
	size, k := binary.Uvarint(b)
	return id, r.decode(b[k : k+int(size)])
}

// filterMarks yields what a document is filtered and counted by.
func filterMarks(d *Document) iter.Seq[string] {
	return func(yield func(string) bool) {
		if !yield(kindMark + string(d.Kind)) {
			return
		}
		for _, s := range d.Segments[:min(len(d.Segments), maxFilters)] {
			if !yield(segmentMark + string(s)) {
				return
			}
		}
		for _, r := range d.Regions[:min(len(d.Regions), maxFilters)] {
			if !yield(regionMark + r) {
				return
			}
		}
	}
}

// facetMarks are the marks of the values of facets.
var facetMarks = map[Facet]string{FacetKind: kindMark, FacetSegment: segmentMark, FacetRegion: regionMark}

// namesTally applies a query's filters to documents one by one, and counts them by
// its facets.
type namesTally struct {
	n      *names
	wanted map[string]map[string]bool // by mark: the values that pass; none lets all pass
	facets map[Facet]map[string]int   // of those asked for
}

func (n *names) newTally(q *Query) *namesTally {
	t := &namesTally{n: n, wanted: map[string]map[string]bool{}}
	for mark, values := range map[string][]string{kindMark: strs(q.Kinds), segmentMark: strs(q.Segments), regionMark: q.Regions} {
		for _, v := range values {
			if t.wanted[mark] == nil {
				t.wanted[mark] = map[string]bool{}
			}
			t.wanted[mark][mark+v] = true
		}
	}
	for _, f := range q.Facets {
		if t.facets == nil {
			t.facets = map[Facet]map[string]int{}
		}
		t.facets[f] = map[string]int{}
	}
	return t
}

// take reports whether a document that matches passes all filters, and counts it:
// a facet counts what all filters but its own choose.
func (t *namesTally) take(doc int) bool {
	from, to := t.n.numberAt[doc], uint32(len(t.n.numbers))
	if doc+1 < len(t.n.numberAt) {
		to = t.n.numberAt[doc+1]
	}
	marks := t.n.numbers[from:to]
	passes, failed := map[string]bool{}, 0
	for mark, values := range t.wanted {
		passes[mark] = slices.ContainsFunc(marks, func(i uint32) bool { return values[t.n.values[i]] })
		if !passes[mark] {
			failed++
		}
	}
	for f, counts := range t.facets {
		mark := facetMarks[f]
		if ok, asked := passes[mark]; failed > 1 || failed == 1 && (!asked || ok) {
			continue
		}
		for _, i := range marks {
			if v, of := strings.CutPrefix(t.n.values[i], mark); of {
				counts[v]++
			}
		}
	}
	return failed == 0
}

// counts returns the facets as a [Result] tells them.
func (t *namesTally) counts() map[Facet][]Count {
	if t.facets == nil {
		return nil
	}
	out := map[Facet][]Count{}
	for f, counts := range t.facets {
		list := make([]Count, 0, len(counts))
		for v, n := range counts {
			list = append(list, Count{v, n})
		}
		slices.SortFunc(list, func(a, b Count) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value)) })
		out[f] = list[:min(len(list), MaxCounts)]
	}
	return out
}
