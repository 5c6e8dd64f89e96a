package neo4j

import (
	"context"
	"iter"
	"math"
	"slices"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/chunk"
)

// Iterations read a page at a time and hold no connection while they yield, so
// that callers may use the store within them, for as long as they like.
const (
	headersPerPage = 64
	chunksPerPage  = 256
	bytesPerPage   = 2 << 20
)

// Head implements [graph.Store].
func (s *Store) Head(ctx context.Context) (graph.Head, error) {
	rows, err := s.read(ctx, "neo4j.Head", headQuery, args{"log": s.opts.Log})
	if err != nil || len(rows) == 0 {
		return graph.Head{}, err
	}
	return headOf(rows[0], 0), nil
}

// headQuery asks for the newest batch. It goes through the same index as all
// that asks for a revision: what one sees, the other does.
const headQuery = `MATCH (b:_Batch) USING INDEX b:_Batch(log, revision) WHERE b.log = $log AND b.revision > 0
	RETURN b.revision, b.hash, b.recorded ORDER BY b.log DESC, b.revision DESC LIMIT 1`

// headOf reads a revision, a hash and a time from column i on.
func headOf(r row, i int) graph.Head {
	if r[i] == nil {
		return graph.Head{}
	}
	return graph.Head{Revision: graph.Revision(r.int(i)), Hash: r.hash(i + 1), Recorded: time.UnixMicro(r.int(i + 2)).UTC()}
}

// Headers implements [graph.Store].
func (s *Store) Headers(ctx context.Context, from, to graph.Revision) iter.Seq2[*graph.Header, error] {
	const op = "neo4j.Headers"
	return func(yield func(*graph.Header, error) bool) {
		if to == 0 {
			head, err := s.Head(ctx)
			if err != nil {
				yield(nil, err)
				return
			}
			to = head.Revision
		}
		to = min(to, math.MaxInt64) // Neo4j knows no greater number
		for next := max(from, 1); next <= to; {
			last := to
			if to-next >= headersPerPage {
				last = next + headersPerPage - 1
			}
			// The batch before gives the hash that the first one follows.
			rows, err := s.read(ctx, op, `MATCH (b:_Batch) USING INDEX b:_Batch(log, revision)
				WHERE b.log = $log AND $from <= b.revision <= $to
				RETURN `+headerColumns+` ORDER BY b.revision`,
				args{"log": s.opts.Log, "from": int64(next - 1), "to": int64(last)})
			if err != nil {
				yield(nil, err)
				return
			}
			var prev graph.Hash
			if len(rows) > 0 && graph.Revision(rows[0].int(0)) < next {
				prev, rows = rows[0].hash(1), rows[1:]
			}
			for _, r := range rows {
				h, err := readHeader(r)
				if err != nil {
					yield(nil, s.fail(ctx, op, err))
					return
				}
				h.Prev, prev = prev, h.Hash
				if !yield(h, nil) {
					return
				}
			}
			if len(rows) == 0 || graph.Revision(rows[len(rows)-1].int(0)) < last {
				return
			}
			next = last + 1
		}
	}
}

const headerColumns = "b.revision, b.hash, b.chunks, b.assertions, b.bytes, b.header"

// readHeader reads headerColumns; all but Prev.
func readHeader(r row) (*graph.Header, error) {
	h, err := chunk.ParseHeader(r.bytes(5))
	if err != nil {
		return nil, err
	}
	h.Revision, h.Hash = graph.Revision(r.int(0)), r.hash(1)
	h.Chunks, h.Assertions, h.Bytes = int(r.int(2)), int(r.int(3)), r.int(4)
	return h, nil
}

// Assertions implements [graph.Store].
func (s *Store) Assertions(ctx context.Context, r graph.Revision) iter.Seq2[graph.Assertion, error] {
	return chunk.Assertions(s.Chunks(ctx, r))
}

// Chunks implements [graph.Store].
func (s *Store) Chunks(ctx context.Context, r graph.Revision) iter.Seq2[*graph.Chunk, error] {
	const op = "neo4j.Chunks"
	return func(yield func(*graph.Chunk, error) bool) {
		batches, err := s.owners(ctx, op, []graph.Revision{r})
		if err != nil {
			yield(nil, err)
			return
		}
		err = s.eachChunk(ctx, op, batches[0].owner, func(_ int64, c *graph.Chunk) error {
			if !yield(c, nil) {
				return errStop
			}
			return nil
		})
		if err != nil && err != errStop {
			yield(nil, err)
		}
	}
}

// errStop ends an iteration early. Nobody sees it.
var errStop = graph.Errorf(graph.CodeInternal, "", "stopped")

// batch is where a batch's chunks are.
type batch struct {
	revision graph.Revision
	owner    string
	runs     int64
}

// owners returns where the chunks of batches are, in the order of the revisions,
// or fails with CodeNotFound if there is no such batch. No revisions means all.
func (s *Store) owners(ctx context.Context, op string, revisions []graph.Revision) ([]batch, error) {
	q, params := "", args{"log": s.opts.Log}
	if len(revisions) > 0 {
		wanted := make([]int64, len(revisions))
		for i, r := range revisions {
			wanted[i] = int64(min(r, math.MaxInt64))
		}
		q, params["wanted"] = "MATCH (b:_Batch) USING INDEX b:_Batch(log, revision) WHERE b.log = $log AND b.revision IN $wanted", wanted
	} else {
		q = "MATCH (b:_Batch) USING INDEX b:_Batch(log, revision) WHERE b.log = $log AND b.revision > 0"
	}
	rows, err := s.read(ctx, op, q+" RETURN b.revision, b.owner, b.runs ORDER BY b.revision", params)
	if err != nil {
		return nil, err
	}
	batches := make([]batch, len(rows))
	for i, r := range rows {
		batches[i] = batch{graph.Revision(r.int(0)), r.text(1), r.int(2)}
	}
	for _, r := range revisions {
		if _, ok := slices.BinarySearchFunc(batches, r, func(b batch, r graph.Revision) int { return compare(b.revision, r) }); !ok {
			return nil, graph.Sayf(graph.CodeNotFound, op, "没有修订 %d", "there is no revision %d", r)
		}
	}
	return batches, nil
}

func compare(a, b graph.Revision) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

const chunkColumns = "c.seq, coalesce(c.wholeFirst, c.first), coalesce(c.wholeLast, c.last), c.assertions, c.size, c.redacted, c.hash, c.data, c.filter"

func readChunk(r row) *graph.Chunk {
	c := &graph.Chunk{
		First: graph.SubjectID(r.text(1)), Last: graph.SubjectID(r.text(2)),
		Assertions: int(r.int(3)), Size: int(r.int(4)), Redacted: r.bool(5),
		Hash: r.hash(6), Data: r.bytes(7), Filter: r.bytes(8),
	}
	if len(c.Filter) == 0 {
		c.Filter = nil
	}
	return c
}

// eachChunk calls fn for each chunk of an owner, live or not, page by page. An
// error of fn ends it and is returned as it is.
func (s *Store) eachChunk(ctx context.Context, op, owner string, fn func(seq int64, c *graph.Chunk) error) error {
	for next := int64(0); ; {
		size := 0
		rows, err := s.readUntil(ctx, op, `MATCH (c:_Chunk) USING INDEX c:_Chunk(owner, seq)
			WHERE c.owner = $owner AND $from <= c.seq < $to WITH c ORDER BY c.seq RETURN `+chunkColumns,
			args{"owner": owner, "from": next, "to": next + chunksPerPage},
			func(rows []row) bool {
				if len(rows) == 1 {
					size = 0 // also when it is tried again
				}
				size += len(rows[len(rows)-1].bytes(7))
				return size >= bytesPerPage
			})
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return nil
		}
		for _, r := range rows {
			if seq := r.int(0); seq != next {
				return graph.Sayf(graph.CodeDamaged, op, "缺少第 %d 块", "chunk %d is missing", next)
			}
			if err := fn(next, readChunk(r)); err != nil {
				return err
			}
			next++
		}
	}
}

// place names a chunk.
type place struct {
	revision graph.Revision
	owner    string
	seq      int64
}

// Speaking implements [graph.Store].
func (s *Store) Speaking(ctx context.Context, subject graph.SubjectID, revisions ...graph.Revision) iter.Seq2[graph.Spoken, error] {
	const op = "neo4j.Speaking"
	return func(yield func(graph.Spoken, error) bool) {
		batches, err := s.owners(ctx, op, revisions)
		var found []place
		if err == nil {
			found, err = s.spans(ctx, op, subject, batches)
		}
		if err != nil {
			yield(graph.Spoken{}, err)
			return
		}
		var decoder chunk.Decoder
		for page := range slices.Chunk(found, 16) {
			chunks, err := s.chunksAt(ctx, op, page)
			if err != nil {
				yield(graph.Spoken{}, err)
				return
			}
			for i, c := range chunks {
				list, err := decoder.About(c, subject)
				if err != nil {
					yield(graph.Spoken{}, s.fail(ctx, op, err))
					return
				}
				for _, a := range list {
					if !yield(graph.Spoken{Revision: page[i].revision, Assertion: a}, nil) {
						return
					}
				}
			}
		}
	}
}

// spansQuery goes, in each run, to the first chunk that ends at the subject or
// behind it, and on while they begin before: within a run subjects ascend.
const spansQuery = `UNWIND $runs AS r
	CALL {
		WITH r
		MATCH (c:_Chunk) USING INDEX c:_Chunk(owner, run, last, first, seq)
		WHERE c.owner = r.owner AND c.run = r.run AND c.last >= $subject AND c.first IS NOT NULL AND c.seq IS NOT NULL
		WITH c ORDER BY c.owner, c.run, c.last, c.first, c.seq LIMIT $most
		RETURN c.seq AS seq, c.first AS first, c.filter AS filter
	}
	RETURN r.i, r.run, seq, first, filter`

// spans returns the chunks of the batches that may hold a subject, in the order
// of revisions and of their encoding.
func (s *Store) spans(ctx context.Context, op string, subject graph.SubjectID, batches []batch) ([]place, error) {
	var found []place
	for batches := range slices.Chunk(batches, 1000) {
		var runs []any
		for i, b := range batches {
			for run := range b.runs {
				runs = append(runs, args{"i": i, "owner": b.owner, "run": run})
			}
		}
		var part []place
		// Of those that the index does not tell apart, all are looked into.
		near := indexed(subject)
		for most := int64(3); ; most *= 16 {
			rows, err := s.read(ctx, op, spansQuery, args{"runs": runs, "subject": near, "most": most})
			if err != nil {
				return nil, err
			}
			part = part[:0]
			type runOf struct{ i, run int64 }
			all, counts := true, map[runOf]int64{}
			for _, r := range rows {
				if r.text(3) > near {
					continue
				}
				run := runOf{r.int(0), r.int(1)}
				if counts[run]++; counts[run] == most {
					all = false // perhaps there are more
				}
				if c := (&graph.Chunk{First: subject, Last: subject, Filter: r.bytes(4)}); len(c.Filter) == 0 || chunk.MayHold(c, subject) {
					b := batches[r.int(0)]
					part = append(part, place{b.revision, b.owner, r.int(2)})
				}
			}
			if all {
				break
			}
		}
		slices.SortFunc(part, func(a, b place) int {
			if c := compare(a.revision, b.revision); c != 0 {
				return c
			}
			return int(a.seq - b.seq)
		})
		found = append(found, part...)
	}
	return found, nil
}

const chunksAtQuery = `UNWIND $places AS p MATCH (c:_Chunk {owner: p.owner, seq: p.seq}) RETURN ` + chunkColumns + ", p.i"

func chunksAtArgs(places []place) args {
	list := make([]any, len(places))
	for i, p := range places {
		list[i] = args{"i": i, "owner": p.owner, "seq": p.seq}
	}
	return args{"places": list}
}

// chunksIn puts rows of chunksAtQuery into the order of what was asked for.
func chunksIn(rows []row, n int) ([]*graph.Chunk, error) {
	chunks := make([]*graph.Chunk, n)
	for _, r := range rows {
		chunks[r.int(9)] = readChunk(r)
	}
	for _, c := range chunks {
		if c == nil {
			return nil, graph.Sayf(graph.CodeDamaged, "", "缺少一块", "a chunk is missing")
		}
	}
	return chunks, nil
}

// chunksAt reads single chunks, in the order of places.
func (s *Store) chunksAt(ctx context.Context, op string, places []place) ([]*graph.Chunk, error) {
	rows, err := s.read(ctx, op, chunksAtQuery, chunksAtArgs(places))
	if err != nil {
		return nil, err
	}
	chunks, err := chunksIn(rows, len(places))
	return chunks, s.fail(ctx, op, err)
}

// Standing implements [graph.Store].
func (s *Store) Standing(ctx context.Context, key string) (graph.Revision, error) {
	const op = "neo4j.Standing"
	r, err := s.standing(ctx, op, key)
	if err == nil && r == 0 {
		err = graph.Sayf(graph.CodeNotFound, op, "没有键为 %q 的批次", "no batch stands under the key %q", key)
	}
	return r, err
}

// standing returns the batch that stands under a key, or 0.
func (s *Store) standing(ctx context.Context, op, key string) (graph.Revision, error) {
	rows, err := s.read(ctx, op, `MATCH (b:_Batch) USING INDEX b:_Batch(log, standing)
		WHERE b.log = $log AND b.standing = $standing RETURN b.revision`, args{"log": s.opts.Log, "standing": keyOf(key)})
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	return graph.Revision(rows[0].int(0)), nil
}

// Stats implements [graph.Store]. It reads through all chunks, but not their
// bytes. What the server's files take is not known here.
func (s *Store) Stats(ctx context.Context) (graph.StoreStats, error) {
	const op = "neo4j.Stats"
	rows, err := s.read(ctx, op, `
		CALL { MATCH (b:_Batch) WHERE b.log = $log AND b.revision > 0
			RETURN count(b) AS batches, sum(b.chunks) AS chunks, sum(b.assertions) AS assertions, max(b.revision) AS head }
		CALL { MATCH (b:_Batch) WHERE b.log = $log AND b.revision > 0
			MATCH (c:_Chunk) WHERE c.owner = b.owner AND c.seq >= 0 RETURN sum(c.bytes) AS bytes }
		CALL { MATCH (a:_Attachment) WHERE a.log = $log AND a.hash > '' RETURN count(a) AS attachments, sum(a.size) AS attachBytes }
		CALL { MATCH (s:_Staging) WHERE s.log = $log AND s.key <> '' RETURN count(s) AS stagings }
		CALL { WITH head OPTIONAL MATCH (b:_Batch) WHERE b.log = $log AND b.revision = head RETURN b }
		RETURN batches, chunks, assertions, bytes, attachments, attachBytes, stagings, b.revision, b.hash, b.recorded`,
		args{"log": s.opts.Log})
	if err != nil || len(rows) == 0 {
		return graph.StoreStats{}, err
	}
	r := rows[0]
	return graph.StoreStats{
		Batches: int(r.int(0)), Chunks: int(r.int(1)), Assertions: int(r.int(2)), ChunkBytes: r.int(3),
		Attachments: int(r.int(4)), AttachBytes: r.int(5), Stagings: int(r.int(6)), Head: headOf(r, 7),
	}, nil
}
