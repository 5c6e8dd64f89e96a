package search

import (
	"bytes"
	"context"
	"encoding/binary"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// names is a plain index of names and codes in memory, which answers while there
// is no other. It is scanned from end to end: some milliseconds for 100,000 names.
type names struct {
	at      stamp
	hay     []byte   // the keys of all documents, a namesEnd after each
	first   []uint32 // of each document, where its keys begin in hay
	records []byte
	record  []uint64 // of each document, where its record begins in records
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
	}
	return n, nil
}

// find scans for a query.
func (n *names) find(ctx context.Context, op string, q *Query) (*Result, error) {
	if len(q.Segments) > 0 || len(q.Regions) > 0 || len(q.Facets) > 0 {
		return nil, graph.Errorf(graph.CodeUnavailable, op, "the search index is being made: search without filters by segment and region and without facets, or try again later")
	}
	res := &Result{Revision: n.at.Revision, NamesOnly: true}
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
		if !ok || !g.grade(&r, &h) || len(q.Kinds) > 0 && !slices.Contains(q.Kinds, r.kind) {
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
