package sqlite

import (
	"context"
	"iter"
	"math"
	"os"
	"slices"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/chunk"
	"zombiezen.com/go/sqlite"
)

// Iterations read a page at a time and hold no connection while they yield,
// so that callers may use the store within them, for as long as they like.
const (
	headersPerPage = 64
	chunksPerPage  = 64
	bytesPerPage   = 1 << 20
)

// Head implements [graph.Store].
func (s *Store) Head(ctx context.Context) (head graph.Head, err error) {
	err = s.read(ctx, "sqlite.Head", func(conn *sqlite.Conn) error {
		head, err = readHead(conn)
		return err
	})
	return head, err
}

func readHead(conn *sqlite.Conn) (head graph.Head, err error) {
	err = query(conn, "SELECT revision, hash, recorded FROM batch ORDER BY revision DESC LIMIT 1",
		func(stmt *sqlite.Stmt) error {
			head = graph.Head{
				Revision: graph.Revision(stmt.ColumnInt64(0)),
				Hash:     columnHash(stmt, 1),
				Recorded: time.UnixMicro(stmt.ColumnInt64(2)).UTC(),
			}
			return nil
		})
	return head, err
}

// Headers implements [graph.Store].
func (s *Store) Headers(ctx context.Context, from, to graph.Revision) iter.Seq2[*graph.Header, error] {
	const op = "sqlite.Headers"
	return func(yield func(*graph.Header, error) bool) {
		if to == 0 {
			head, err := s.Head(ctx)
			if err != nil {
				yield(nil, err)
				return
			}
			to = head.Revision
		}
		to = min(to, math.MaxInt64) // SQLite knows no greater number
		next := max(from, 1)
		var prev graph.Hash
		for next <= to {
			var page []*graph.Header
			err := s.read(ctx, op, func(conn *sqlite.Conn) error {
				page = page[:0]
				// The row before gives the hash that the first one follows.
				return query(conn, `SELECT revision, hash, chunks, assertions, bytes, header FROM batch
					WHERE revision BETWEEN ? AND ? ORDER BY revision LIMIT ?`,
					func(stmt *sqlite.Stmt) error {
						if r := graph.Revision(stmt.ColumnInt64(0)); r < next {
							prev = columnHash(stmt, 1)
							return nil
						}
						h, err := readHeader(stmt)
						if err != nil {
							return err
						}
						h.Prev, prev = prev, h.Hash
						page = append(page, h)
						return nil
					}, int64(next-1), int64(to), headersPerPage)
			})
			if err != nil {
				yield(nil, err)
				return
			}
			for _, h := range page {
				if !yield(h, nil) {
					return
				}
				next = h.Revision + 1
			}
			if len(page) < headersPerPage-1 {
				return
			}
		}
	}
}

// readHeader reads a row of revision, hash, chunks, assertions, bytes, header;
// all but Prev.
func readHeader(stmt *sqlite.Stmt) (*graph.Header, error) {
	h, err := chunk.ParseHeader(columnBytes(stmt, 5))
	if err != nil {
		return nil, err
	}
	h.Revision = graph.Revision(stmt.ColumnInt64(0))
	h.Hash = columnHash(stmt, 1)
	h.Chunks, h.Assertions, h.Bytes = stmt.ColumnInt(2), stmt.ColumnInt(3), stmt.ColumnInt64(4)
	return h, nil
}

// Assertions implements [graph.Store].
func (s *Store) Assertions(ctx context.Context, r graph.Revision) iter.Seq2[graph.Assertion, error] {
	return chunk.Assertions(s.Chunks(ctx, r))
}

// Chunks implements [graph.Store].
func (s *Store) Chunks(ctx context.Context, r graph.Revision) iter.Seq2[*graph.Chunk, error] {
	const op = "sqlite.Chunks"
	return func(yield func(*graph.Chunk, error) bool) {
		var owner int64
		err := s.read(ctx, op, func(conn *sqlite.Conn) (err error) {
			owner, _, err = ownerOf(conn, r)
			return err
		})
		if err != nil {
			yield(nil, err)
			return
		}
		var page pageOfChunks
		for {
			err := s.read(ctx, op, func(conn *sqlite.Conn) error { return page.next(conn, owner) })
			if err != nil {
				yield(nil, err)
				return
			}
			if len(page.chunks) == 0 {
				return
			}
			for i := range page.chunks {
				if !yield(&page.chunks[i], nil) {
					return
				}
			}
		}
	}
}

// ownerOf returns the owner of the chunks of a batch and the number of their
// runs.
func ownerOf(conn *sqlite.Conn, r graph.Revision) (owner, runs int64, err error) {
	err = query(conn, "SELECT owner, runs FROM batch WHERE revision = ?", func(stmt *sqlite.Stmt) error {
		owner, runs = stmt.ColumnInt64(0), stmt.ColumnInt64(1)
		return nil
	}, int64(r))
	if err == nil && owner == 0 {
		err = graph.Sayf(graph.CodeNotFound, "", "没有修订 %d", "there is no revision %d", r)
	}
	return owner, runs, err
}

// pageOfChunks reads the chunks of an owner page by page, in the same memory.
type pageOfChunks struct {
	chunks []graph.Chunk
	ids    []int64
	data   []byte
	seq    int64 // of the next
}

const chunkColumns = "c.id, c.seq, c.first, c.last, c.assertions, c.size, c.redacted, c.hash, b.data, c.filter"

func (p *pageOfChunks) next(conn *sqlite.Conn, owner int64) (err error) {
	stmt, err := conn.Prepare("SELECT " + chunkColumns + ` FROM chunk c JOIN body b ON b.id = c.id
		WHERE c.owner = ? AND c.seq >= ? + 0 ORDER BY c.seq LIMIT ?`)
	if err != nil {
		return err
	}
	defer stmt.Reset()
	stmt.BindInt64(1, owner)
	stmt.BindInt64(2, p.seq)
	stmt.BindInt64(3, chunksPerPage)
	p.chunks, p.ids, p.data = p.chunks[:0], p.ids[:0], p.data[:0]
	for len(p.data) < bytesPerPage {
		row, err := stmt.Step()
		if err != nil {
			return err
		}
		if !row {
			break
		}
		p.add(stmt)
	}
	return nil
}

// add reads a row of chunkColumns.
func (p *pageOfChunks) add(stmt *sqlite.Stmt) {
	at, n := len(p.data), stmt.ColumnLen(8)
	p.data = slices.Grow(p.data, n)[:at+n] // what was read before keeps its memory if this moves
	stmt.ColumnBytes(8, p.data[at:])
	p.ids = append(p.ids, stmt.ColumnInt64(0))
	p.seq = stmt.ColumnInt64(1) + 1
	p.chunks = append(p.chunks, graph.Chunk{
		First: graph.SubjectID(stmt.ColumnText(2)), Last: graph.SubjectID(stmt.ColumnText(3)),
		Assertions: stmt.ColumnInt(4), Size: stmt.ColumnInt(5), Redacted: stmt.ColumnBool(6),
		Hash: columnHash(stmt, 7), Data: p.data[at : at+n : at+n], Filter: columnBytes(stmt, 9),
	})
}

// Speaking implements [graph.Store].
func (s *Store) Speaking(ctx context.Context, subject graph.SubjectID, revisions ...graph.Revision) iter.Seq2[graph.Spoken, error] {
	const op = "sqlite.Speaking"
	return func(yield func(graph.Spoken, error) bool) {
		type found struct {
			revision graph.Revision
			seq, id  int64
		}
		var chunks []found
		// An expression in place of a bare parameter (?1 || '') keeps SQLite
		// from planning the query anew for every subject.
		err := s.read(ctx, op, func(conn *sqlite.Conn) error {
			if len(revisions) == 0 {
				return query(conn, `SELECT b.revision, c.seq, c.id, c.filter FROM chunk c JOIN batch b ON b.owner = c.owner
					WHERE c.first <= ?1 || '' AND c.last >= ?1 || '' ORDER BY b.revision, c.seq`,
					func(stmt *sqlite.Stmt) error {
						if mayHold(stmt, 3, subject) {
							chunks = append(chunks, found{graph.Revision(stmt.ColumnInt64(0)), stmt.ColumnInt64(1), stmt.ColumnInt64(2)})
						}
						return nil
					}, string(subject))
			}
			wanted := slices.Clone(revisions)
			slices.Sort(wanted)
			for _, r := range slices.Compact(wanted) {
				owner, runs, err := ownerOf(conn, r)
				if err != nil {
					return err
				}
				start := len(chunks)
				// Within a run subjects ascend: go to the first chunk that ends
				// at the subject or behind it, and on while they begin before.
				for run := range runs {
					stmt, err := conn.Prepare(`SELECT first, seq, id, filter FROM chunk INDEXED BY chunk_run
						WHERE owner = ? AND run = ? AND last >= ? || '' ORDER BY last, first, seq`)
					if err != nil {
						return err
					}
					stmt.BindInt64(1, owner)
					stmt.BindInt64(2, run)
					stmt.BindText(3, string(subject))
					for {
						row, err := stmt.Step()
						if err != nil {
							return err
						}
						if !row || stmt.ColumnText(0) > string(subject) {
							break
						}
						if mayHold(stmt, 3, subject) {
							chunks = append(chunks, found{r, stmt.ColumnInt64(1), stmt.ColumnInt64(2)})
						}
					}
					if err := stmt.Reset(); err != nil {
						return err
					}
				}
				slices.SortFunc(chunks[start:], func(a, b found) int { return int(a.seq - b.seq) })
			}
			return nil
		})
		if err != nil {
			yield(graph.Spoken{}, err)
			return
		}
		var page pageOfChunks
		var decoder chunk.Decoder
		for _, f := range chunks {
			err := s.read(ctx, op, func(conn *sqlite.Conn) error { return page.one(conn, f.id) })
			if err != nil {
				yield(graph.Spoken{}, err)
				return
			}
			list, err := decoder.About(&page.chunks[0], subject)
			if err != nil {
				yield(graph.Spoken{}, s.fail(ctx, op, err))
				return
			}
			for _, a := range list {
				if !yield(graph.Spoken{Revision: f.revision, Assertion: a}, nil) {
					return
				}
			}
		}
	}
}

// mayHold reports whether a chunk that spans the subject may hold it, by the
// filter in a column.
func mayHold(stmt *sqlite.Stmt, column int, subject graph.SubjectID) bool {
	if stmt.ColumnLen(column) == 0 {
		return true
	}
	return chunk.MayHold(&graph.Chunk{First: subject, Last: subject, Filter: columnBytes(stmt, column)}, subject)
}

// one reads a single chunk.
func (p *pageOfChunks) one(conn *sqlite.Conn, id int64) error {
	p.chunks, p.ids, p.data = p.chunks[:0], p.ids[:0], p.data[:0]
	err := query(conn, "SELECT "+chunkColumns+" FROM chunk c JOIN body b ON b.id = c.id WHERE c.id = ?",
		func(stmt *sqlite.Stmt) error {
			p.add(stmt)
			return nil
		}, id)
	if err == nil && len(p.chunks) == 0 {
		err = graph.Sayf(graph.CodeDamaged, "", "缺少一块", "a chunk is missing")
	}
	return err
}

// Standing implements [graph.Store].
func (s *Store) Standing(ctx context.Context, key string) (r graph.Revision, err error) {
	err = s.read(ctx, "sqlite.Standing", func(conn *sqlite.Conn) error {
		if r, err = standing(conn, key); err == nil && r == 0 {
			err = graph.Sayf(graph.CodeNotFound, "", "没有键为 %q 的批次", "no batch stands under the key %q", key)
		}
		return err
	})
	return r, err
}

// standing returns the batch that stands under a key, or 0.
func standing(conn *sqlite.Conn, key string) (graph.Revision, error) {
	r, err := one(conn, "SELECT revision FROM batch WHERE key = ? AND standing", key)
	return graph.Revision(r), err
}

// Stats implements [graph.Store].
func (s *Store) Stats(ctx context.Context) (stats graph.StoreStats, err error) {
	err = s.read(ctx, "sqlite.Stats", func(conn *sqlite.Conn) (err error) {
		// One statement sees one state.
		err = query(conn, `SELECT
			(SELECT count(*) FROM batch), (SELECT total(chunks) FROM batch), (SELECT total(assertions) FROM batch),
			(SELECT total(length(b.data)) FROM batch JOIN chunk c USING (owner) JOIN body b ON b.id = c.id),
			(SELECT count(*) FROM attachment), (SELECT total(size) FROM attachment),
			(SELECT count(*) FROM staging WHERE key <> '')`,
			func(stmt *sqlite.Stmt) error {
				stats = graph.StoreStats{
					Batches: stmt.ColumnInt(0), Chunks: stmt.ColumnInt(1), Assertions: stmt.ColumnInt(2), ChunkBytes: stmt.ColumnInt64(3),
					Attachments: stmt.ColumnInt(4), AttachBytes: stmt.ColumnInt64(5), Stagings: stmt.ColumnInt(6),
				}
				return nil
			})
		if err != nil {
			return err
		}
		stats.Head, err = readHead(conn)
		return err
	})
	if err != nil {
		return stats, err
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if info, err := os.Stat(s.path + suffix); err == nil {
			stats.FileBytes += info.Size()
		}
	}
	return stats, nil
}
