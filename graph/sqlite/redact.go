package sqlite

import (
	"context"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/chunk"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// redaction is what a batch of redactions will do to the log before it.
type redaction struct {
	redacts chunk.Redactions
	list    []graph.Redact
	where   []place // the chunks that hold something of it
}

// place names a chunk.
type place struct {
	revision graph.Revision
	seq      int64
}

// planRedaction reads the redactions of the staged batch and finds the chunks
// up to head that they overwrite. Of an adopted batch the header names them.
func (st *staging) planRedaction(ctx context.Context, op string, head graph.Revision, h *graph.Header, adopt bool) (*redaction, error) {
	s, p := st.store, new(redaction)
	var decoder chunk.Decoder
	read := func(_ int64, c *graph.Chunk) error {
		list, err := decoder.Decode(c)
		if err != nil {
			return err
		}
		redacts, err := chunk.Redacted(h.Kind, list)
		if err != nil {
			return err
		}
		for _, r := range redacts {
			p.redacts.Add(r)
		}
		p.list = append(p.list, redacts...)
		return nil
	}
	err := s.eachChunk(ctx, op, st.saved.owner, read)
	for _, c := range st.Held() {
		if err == nil {
			err = s.fail(ctx, op, read(0, c))
		}
	}
	if err != nil {
		return nil, err
	}
	if adopt {
		for _, r := range h.Rewrites {
			p.where = append(p.where, place{r.Revision, int64(r.Chunk)})
		}
		return p, nil
	}
	for r := graph.Revision(1); r <= head; r++ {
		var owner int64
		err := s.read(ctx, op, func(conn *sqlite.Conn) (err error) {
			owner, _, err = ownerOf(conn, r)
			return err
		})
		if graph.CodeOf(err) == graph.CodeNotFound {
			return p, nil // beyond the head: the commit will say so
		}
		if err == nil {
			err = s.eachChunk(ctx, op, owner, func(seq int64, c *graph.Chunk) error {
				rewritten, _, err := p.redacts.Rewrite(&decoder, c)
				if rewritten != nil {
					p.where = append(p.where, place{r, seq})
				}
				return err
			})
		}
		if err != nil {
			return nil, err
		}
	}
	return p, nil
}

// eachChunk calls fn for each chunk of an owner, live or not.
func (s *Store) eachChunk(ctx context.Context, op string, owner int64, fn func(seq int64, c *graph.Chunk) error) error {
	var page pageOfChunks
	for {
		first := page.seq
		if err := s.read(ctx, op, func(conn *sqlite.Conn) error { return page.next(conn, owner) }); err != nil {
			return err
		}
		if len(page.chunks) == 0 {
			return nil
		}
		for i := range page.chunks {
			if err := fn(first+int64(i), &page.chunks[i]); err != nil {
				return s.fail(ctx, op, err)
			}
		}
	}
}

// apply overwrites the chunks and completes h. It reports whether bytes of the
// file were overwritten.
func (p *redaction) apply(conn *sqlite.Conn, r graph.Revision, h *graph.Header, adopt bool) (rewrote bool, err error) {
	for _, redact := range p.list {
		err := exec(conn, "INSERT INTO redaction (subject, property, revision) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
			string(redact.Subject), redact.Property, int64(r))
		if err != nil {
			return false, err
		}
	}
	if !adopt {
		h.Rewrites = nil
	}
	var decoder chunk.Decoder
	for i, at := range p.where {
		c, id, err := chunkAt(conn, at)
		if err != nil {
			return false, err
		}
		var rewritten *graph.Chunk
		if adopt {
			rewritten, err = p.redacts.OverwriteAdopted(&decoder, c, h.Rewrites[i])
		} else {
			var rewrite graph.Rewrite
			rewritten, rewrite, err = p.redacts.Overwrite(&decoder, c, at.revision, at.seq)
			h.Rewrites = append(h.Rewrites, rewrite)
		}
		if err != nil {
			return false, err
		}
		if rewritten == nil {
			continue
		}
		if err := replace(conn, id, rewritten); err != nil {
			return false, err
		}
		rewrote = true
	}
	return rewrote, chunk.CheckHeader(h)
}

// chunkAt reads a chunk of a live batch.
func chunkAt(conn *sqlite.Conn, at place) (*graph.Chunk, int64, error) {
	id, err := one(conn, "SELECT c.id FROM batch b JOIN chunk c ON c.owner = b.owner AND c.seq = ? WHERE b.revision = ?",
		at.seq, int64(at.revision))
	if err != nil {
		return nil, 0, err
	}
	var page pageOfChunks
	if err := page.one(conn, id); err != nil {
		return nil, 0, err
	}
	return &page.chunks[0], id, nil
}

// replace overwrites a chunk.
func replace(conn *sqlite.Conn, id int64, c *graph.Chunk) error {
	err := exec(conn, "UPDATE chunk SET size = ?, redacted = ?, hash = ? WHERE id = ?", c.Size, c.Redacted, c.Hash[:], id)
	if err != nil {
		return err
	}
	return exec(conn, "UPDATE body SET data = ? WHERE id = ?", c.Data, id)
}

// readRedactions reads all redactions, and the head up to which they are
// complete.
func readRedactions(conn *sqlite.Conn) (*chunk.Redactions, graph.Revision, error) {
	// The head first: one that came between the two is then read again later,
	// not missed for ever.
	head, err := readHead(conn)
	if err != nil {
		return nil, 0, err
	}
	all := new(chunk.Redactions)
	err = query(conn, "SELECT subject, property FROM redaction", func(stmt *sqlite.Stmt) error {
		all.Add(graph.Redact{Subject: graph.SubjectID(stmt.ColumnText(0)), Property: stmt.ColumnText(1)})
		return nil
	})
	return all, head.Revision, err
}

// strip applies to the staged chunks the redactions that they have not seen:
// those that came after the staging began, and all of them if chunks were
// copied from elsewhere. Such chunks are as first written here, so their
// hashes are made anew. It reports whether bytes of the file were overwritten.
func (st *staging) strip(conn *sqlite.Conn, owner int64) (rewrote bool, err error) {
	newer, err := one(conn, "SELECT count(*) FROM redaction WHERE revision > ?", int64(st.redacted))
	if err != nil || newer == 0 && !st.Copied {
		return false, err
	}
	all, _, err := readRedactions(conn)
	if err != nil {
		return false, err
	}
	var decoder chunk.Decoder
	var page pageOfChunks
	for {
		if err := page.next(conn, owner); err != nil {
			return rewrote, err
		}
		if len(page.chunks) == 0 {
			return rewrote, nil
		}
		for i := range page.chunks {
			stripped, err := all.Strip(&decoder, &page.chunks[i])
			if err != nil {
				return rewrote, err
			}
			if stripped == nil {
				continue
			}
			rewrote = true
			if err := replace(conn, page.ids[i], stripped); err != nil {
				return rewrote, err
			}
		}
	}
}

// scrubTimeout bounds how long a commit waits for readers to let it scrub; later
// ones wait a hundredth of it.
const scrubTimeout = 2 * time.Second

// scrub moves everything from the journal into the file and empties it, so
// that no bytes remain that were overwritten. It is tried again later if
// readers are in the way.
func (s *Store) scrub(conn *sqlite.Conn) error {
	busy := true
	mark, err := one(conn, "SELECT scrub FROM meta")
	if err != nil {
		return err
	}
	err = sqlitex.ExecuteTransient(conn, "PRAGMA wal_checkpoint(TRUNCATE)", &sqlitex.ExecOptions{
		ResultFunc: func(stmt *sqlite.Stmt) error {
			busy = stmt.ColumnBool(0)
			return nil
		}})
	switch {
	case sqlite.ErrCode(err).ToPrimary() == sqlite.ResultBusy, sqlite.ErrCode(err).ToPrimary() == sqlite.ResultInterrupt:
		return nil
	case err != nil || busy:
		return err
	}
	// Not if another process overwrote more since.
	return exec(conn, "UPDATE meta SET scrub = 0 WHERE scrub = ?", mark)
}

// tryScrub scrubs if readers let it; the next commit and the next [Open] try
// again. The end of ctx does not stop it: the batch is committed.
func (s *Store) tryScrub(ctx context.Context, timeout time.Duration) {
	select {
	case conn := <-s.writer:
		defer func() { s.writer <- conn }()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), timeout)
		defer cancel()
		conn.SetInterrupt(ctx.Done())
		defer conn.SetInterrupt(nil)
		// The mark stays if it fails.
		_ = s.scrub(conn)
	case <-s.closed:
	}
}
