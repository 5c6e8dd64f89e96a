package chunk

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"math"
	"time"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
)

// HeaderVersion is the newest version of the encoding of headers. A header is
// written in the oldest that can say it, so that the hashes of older batches hold.
const HeaderVersion = 2

// headerPlain is the version of headers without a report.
const headerPlain = 1

// maxHeader bounds an encoded header, so that a commit stays small.
const maxHeader = 4 << 20

// AppendHeader appends the canonical encoding of a header to b: what the
// batch's hash covers of it. That is everything but Revision, Prev and Hash,
// which the chain of hashes fixes, and Chunks, Assertions and Bytes, which the
// chunks' hashes fix. With "text" for a uint length and as many bytes, and the
// notation of the package comment, it is
//
//	byte version; text key, kind, source, actor, reason;
//	int year, byte month, byte day of the data date;
//	int microseconds since 1970 of the time of recording;
//	uint base; text rules; uint revokes;
//	n× document: text name, 32 bytes hash;
//	n× sheet: uint document, text name, n× column: text of, uint number;
//	uint read, rejected, queued, created, updated, unchanged, bad cells;
//	n× rewritten chunk: uint revision, uint chunk, 32 bytes hash;
//	from version 2 on, which is that of headers with a report: 32 bytes its hash
func AppendHeader(b []byte, h *graph.Header) []byte {
	if h.Report == (graph.Hash{}) {
		b = append(b, headerPlain)
	} else {
		b = append(b, HeaderVersion)
	}
	for _, s := range []string{h.Key, string(h.Kind), string(h.Source), h.Actor, h.Reason} {
		b = appendText(b, s)
	}
	b = binary.AppendVarint(b, int64(h.DataDate.Year))
	b = append(b, h.DataDate.Month, h.DataDate.Day)
	b = binary.AppendVarint(b, h.Recorded.UnixMicro())
	b = binary.AppendUvarint(b, uint64(h.Base))
	b = appendText(b, h.Rules)
	b = binary.AppendUvarint(b, uint64(h.Revokes))
	b = binary.AppendUvarint(b, uint64(len(h.Documents)))
	for _, d := range h.Documents {
		b = appendText(b, d.Name)
		b = append(b, d.Hash[:]...)
	}
	b = binary.AppendUvarint(b, uint64(len(h.Sheets)))
	for _, s := range h.Sheets {
		b = binary.AppendUvarint(b, uint64(s.Document))
		b = appendText(b, s.Name)
		b = binary.AppendUvarint(b, uint64(len(s.Columns)))
		for _, c := range s.Columns {
			b = appendText(b, c.Of)
			b = binary.AppendUvarint(b, uint64(c.Number))
		}
	}
	for _, n := range counts(&h.Counts) {
		b = binary.AppendUvarint(b, uint64(*n))
	}
	b = binary.AppendUvarint(b, uint64(len(h.Rewrites)))
	for _, r := range h.Rewrites {
		b = binary.AppendUvarint(b, uint64(r.Revision))
		b = binary.AppendUvarint(b, uint64(r.Chunk))
		b = append(b, r.Hash[:]...)
	}
	if h.Report != (graph.Hash{}) {
		b = append(b, h.Report[:]...)
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func counts(c *graph.Counts) []*int {
	return []*int{&c.Read, &c.Rejected, &c.Queued, &c.Created, &c.Updated, &c.Unchanged, &c.BadCells}
}

// ParseHeader reads what [AppendHeader] wrote. Other bytes fail with
// [graph.CodeDamaged], a newer version with [graph.CodeInvalid].
func ParseHeader(b []byte) (*graph.Header, error) {
	c := &cursor{b: b}
	v := c.byte()
	switch {
	case v > HeaderVersion:
		return nil, graph.Errorf(graph.CodeInvalid, "chunk", "this header has version %d; this program knows up to %d: use a newer one", v, HeaderVersion)
	case v < headerPlain:
		return nil, damaged("不是批次头", "no header")
	}
	h := new(graph.Header)
	h.Key = c.text()
	h.Kind = graph.BatchKind(c.text())
	h.Source = graph.SourceID(c.text())
	h.Actor = c.text()
	h.Reason = c.text()
	h.DataDate = graph.Date{Year: int16(c.int()), Month: c.byte(), Day: c.byte()}
	h.Recorded = time.UnixMicro(c.int()).UTC()
	h.Base = graph.Revision(c.uint())
	h.Rules = c.text()
	h.Revokes = graph.Revision(c.uint())
	if n := c.count(c.uint(), 1+len(graph.Hash{})); n > 0 {
		h.Documents = make([]graph.Document, n)
	}
	for i := range h.Documents {
		h.Documents[i] = graph.Document{Name: c.text(), Hash: c.hash()}
	}
	if n := c.count(c.uint(), 3); n > 0 {
		h.Sheets = make([]graph.Sheet, n)
	}
	for i := range h.Sheets {
		s := &h.Sheets[i]
		s.Document, s.Name = c.int31(), c.text()
		if n := c.count(c.uint(), 2); n > 0 {
			s.Columns = make([]graph.Column, n)
		}
		for j := range s.Columns {
			s.Columns[j] = graph.Column{Of: c.text(), Number: c.int31()}
		}
	}
	for _, n := range counts(&h.Counts) {
		*n = c.int31()
	}
	if n := c.count(c.uint(), 2+len(graph.Hash{})); n > 0 {
		h.Rewrites = make([]graph.Rewrite, n)
	}
	for i := range h.Rewrites {
		h.Rewrites[i] = graph.Rewrite{Revision: graph.Revision(c.uint()), Chunk: c.int31(), Hash: c.hash()}
	}
	if v > headerPlain {
		h.Report = c.hash()
		c.bad = c.bad || h.Report == (graph.Hash{}) // it would have been written without
	}
	if c.bad || c.left() > 0 {
		return nil, damaged("批次头缺少必有的内容", "a header does not hold what it must")
	}
	return h, nil
}

func (c *cursor) text() string { return string(c.bytes(c.uint())) }

func (c *cursor) hash() (h graph.Hash) {
	copy(h[:], c.bytes(uint64(len(h))))
	return h
}

// CheckHeader tells what is wrong with a header that is to be staged, as
// [graph.CodeInvalid]; every store calls it.
func CheckHeader(h *graph.Header) error {
	switch h.Kind {
	case graph.BatchDeclare, graph.BatchImport, graph.BatchCurate, graph.BatchRevoke, graph.BatchPublish, graph.BatchRedact:
	default:
		return invalid("%q is no kind of batch", h.Kind)
	}
	if h.Key == "" {
		return invalid("a batch needs a key")
	}
	for _, s := range []string{h.Key, string(h.Source), h.Actor, h.Reason, h.Rules} {
		if !utf8.ValidString(s) {
			return invalid("%q is not UTF-8", s)
		}
	}
	if (h.Kind == graph.BatchRevoke) != (h.Revokes != 0) {
		return invalid("a batch of kind %q revokes revision %d; only and every revocation names what it takes back", h.Kind, h.Revokes)
	}
	if max(h.Base, h.Revokes) > math.MaxInt64 {
		return invalid("no log has a revision %d", max(h.Base, h.Revokes))
	}
	for i, s := range h.Sheets {
		if s.Document < 0 || s.Document >= len(h.Documents) {
			return invalid("sheet %d is of document %d; there are %d", i, s.Document, len(h.Documents))
		}
		for _, c := range s.Columns {
			if c.Number < 0 || c.Number > math.MaxInt32 {
				return invalid("%s of sheet %d is in column %d", c.Of, i, c.Number)
			}
		}
	}
	k := h.Counts
	for _, n := range counts(&k) {
		if *n < 0 || *n > math.MaxInt32 {
			return invalid("%d is no number of rows", *n)
		}
	}
	if k.Read != k.Rejected+k.Queued+k.Created+k.Updated+k.Unchanged {
		return invalid("%d rows were read, but %d rejected, %d queued, %d created, %d updated, %d unchanged",
			k.Read, k.Rejected, k.Queued, k.Created, k.Updated, k.Unchanged)
	}
	if n := len(AppendHeader(nil, h)); n > maxHeader {
		return graph.Errorf(graph.CodeLimit, "chunk", "a header takes %d bytes; %d is the most", n, maxHeader)
	}
	return nil
}

// BatchHash computes the hash of a batch:
//
//	SHA-256("chainatlas batch 1\n", Prev, uint length of the header, the header
//	as AppendHeader gives it, the Hash of each chunk in order)
//
// so that a head's hash covers the whole log before it.
type BatchHash struct{ sum hash.Hash }

// NewBatchHash begins the hash of the batch with header h that follows prev.
func NewBatchHash(prev graph.Hash, h *graph.Header) BatchHash {
	b := append([]byte("chainatlas batch 1\n"), prev[:]...)
	header := AppendHeader(nil, h)
	b = binary.AppendUvarint(b, uint64(len(header)))
	sum := sha256.New()
	sum.Write(append(b, header...))
	return BatchHash{sum}
}

// Add adds the next chunk's Hash, as it was first written.
func (b BatchHash) Add(chunk graph.Hash) { b.sum.Write(chunk[:]) }

// Sum returns the hash of the batch.
func (b BatchHash) Sum() (h graph.Hash) {
	b.sum.Sum(h[:0])
	return h
}
