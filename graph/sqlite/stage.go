package sqlite

import (
	"context"
	"iter"
	"math"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/chunk"
	"zombiezen.com/go/sqlite"
)

// staging implements [graph.Staging].
type staging struct {
	*chunk.Stage
	store    *Store
	header   graph.Header
	lease    time.Duration
	saved    saved
	redacted graph.Revision // the head when its redactions were read
}

// saved is how much of a staging is in the file. A small batch is saved only
// by the transaction that makes it live.
type saved struct {
	owner int64 // 0 if nothing is
	seq   int64 // of the next chunk
	run   int64 // of the last chunk
	last  graph.SubjectID
}

// Stage implements [graph.Store].
func (s *Store) Stage(ctx context.Context, h graph.Header, lease time.Duration) (graph.Staging, error) {
	const op = "sqlite.Stage"
	if err := chunk.CheckHeader(&h); err != nil {
		return nil, s.fail(ctx, op, err)
	}
	if lease <= 0 {
		return nil, graph.Errorf(graph.CodeInvalid, op, "a lease of %v has expired already", lease)
	}
	if err := s.sweep(ctx); err != nil {
		return nil, err
	}
	st := &staging{store: s, header: h, lease: lease}
	var redactions *chunk.Redactions
	err := s.read(ctx, op, func(conn *sqlite.Conn) (err error) {
		if err := free(conn, h.Key); err != nil {
			return err
		}
		redactions, st.redacted, err = readRedactions(conn)
		return err
	})
	if err != nil {
		return nil, err
	}
	st.Stage = chunk.NewStage(h.Kind, redactions, chunk.ChunksPerSave, st.save, s.fail)
	return st, nil
}

// free fails with CodeExists if a batch stands under the key.
func free(conn *sqlite.Conn, key string) error {
	r, err := standing(conn, key)
	if err == nil && r != 0 {
		err = chunk.Exists(key, r)
	}
	return err
}

// newOwner begins a staging; the key is "" for an attachment.
func (s *Store) newOwner(conn *sqlite.Conn, key string, lease time.Duration) (int64, error) {
	err := exec(conn, "INSERT INTO staging (key, expires) VALUES (?, ?)", key, s.opts.Now().Add(lease).UnixMicro())
	return conn.LastInsertRowID(), err
}

// dropped is the expiry of a staging that is being dropped: some of it may be
// gone, so its lease cannot be renewed any more.
const dropped = math.MinInt64

// renew renews a lease, and fails if the staging is no more.
func (s *Store) renew(conn *sqlite.Conn, owner int64, lease time.Duration) error {
	err := exec(conn, "UPDATE staging SET expires = ? WHERE id = ? AND expires <> ?",
		s.opts.Now().Add(lease).UnixMicro(), owner, dropped)
	if err == nil && conn.Changes() == 0 {
		err = chunk.Gone()
	}
	return err
}

// Append implements [graph.Staging].
func (st *staging) Append(ctx context.Context, assertions iter.Seq2[graph.Assertion, error]) error {
	return st.Stage.Append(ctx, "sqlite.Append", assertions)
}

// AppendChunks implements [graph.Staging].
func (st *staging) AppendChunks(ctx context.Context, chunks iter.Seq2[*graph.Chunk, error]) error {
	return st.Stage.AppendChunks(ctx, "sqlite.AppendChunks", chunks)
}

// save writes the chunks held in a transaction of their own.
func (st *staging) save(ctx context.Context) error {
	var after saved
	err := st.store.write(ctx, "", func(conn *sqlite.Conn) (err error) {
		after, err = st.saveIn(conn)
		return err
	})
	if err == nil {
		st.saved = after
	}
	return err
}

// saveIn writes the chunks held, renews the lease, and returns what is saved if
// the transaction succeeds.
func (st *staging) saveIn(conn *sqlite.Conn) (now saved, err error) {
	if now = st.saved; now.owner == 0 {
		now.owner, err = st.store.newOwner(conn, st.header.Key, st.lease)
	} else {
		err = st.store.renew(conn, now.owner, st.lease)
	}
	if err != nil {
		return now, err
	}
	for _, c := range st.Held() {
		if now.seq > 0 && c.First < now.last {
			now.run++
		}
		now.last = c.Last
		err := exec(conn, `INSERT INTO chunk (owner, seq, run, first, last, assertions, size, redacted, hash, filter)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			now.owner, now.seq, now.run, string(c.First), string(c.Last), c.Assertions, c.Size, c.Redacted, c.Hash[:], c.Filter)
		if err != nil {
			return now, err
		}
		if err := exec(conn, "INSERT INTO body (id, data) VALUES (?, ?)", conn.LastInsertRowID(), c.Data); err != nil {
			return now, err
		}
		now.seq++
	}
	st.store.at("staged")
	return now, nil
}

// Commit implements [graph.Staging].
func (st *staging) Commit(ctx context.Context, expect graph.Revision) (*graph.Header, error) {
	h := st.header
	h.Rewrites = nil
	if err := st.commit(ctx, "sqlite.Commit", expect, &h, false); err != nil {
		return nil, err
	}
	return &h, nil
}

// Adopt implements [graph.Staging].
func (st *staging) Adopt(ctx context.Context, h *graph.Header) error {
	const op = "sqlite.Adopt"
	if err := chunk.CheckAdopted(op, h, &st.header); err != nil {
		return st.store.fail(ctx, op, err)
	}
	adopted := *h
	return st.commit(ctx, op, h.Revision-1, &adopted, true)
}

// commit makes the batch live. h is its header, which commit completes, or
// checks if the batch is adopted.
func (st *staging) commit(ctx context.Context, op string, expect graph.Revision, h *graph.Header, adopt bool) error {
	s := st.store
	if err := st.Flush(ctx, op, nil); err != nil {
		return err
	}

	// What a redaction overwrites is looked for before the log is locked:
	// if the head is the expected one then, nothing else can hold it.
	var plan *redaction
	if h.Kind == graph.BatchRedact {
		var err error
		if plan, err = st.planRedaction(ctx, op, expect, h, adopt); err != nil {
			return err
		}
	}
	rewrote, dirty := false, false
	err := s.write(ctx, op, func(conn *sqlite.Conn) error {
		saved, err := st.saveIn(conn)
		if err != nil {
			return err
		}
		if err := free(conn, h.Key); err != nil {
			return err
		}
		head, err := readHead(conn)
		if err != nil {
			return err
		}
		if err := chunk.CheckHead(h, head, expect); err != nil {
			return err
		}
		if h.Revokes != 0 {
			if err := chunk.Revoke(h, standingIn{conn}); err != nil {
				return err
			}
		}
		if !adopt {
			if rewrote, err = st.strip(conn, saved.owner); err != nil {
				return err
			}
		}
		if plan != nil {
			also, err := plan.apply(conn, head.Revision+1, h, adopt)
			if err != nil {
				return err
			}
			rewrote = rewrote || also
		}
		if rewrote {
			// The number tells a scrub under way that there is more to do.
			err = exec(conn, "UPDATE meta SET scrub = ?", int64(head.Revision+1))
		} else {
			var scrub int64
			scrub, err = one(conn, "SELECT scrub FROM meta")
			dirty = scrub != 0
		}
		if err != nil {
			return err
		}
		return st.insert(conn, saved, head, h, adopt)
	})
	if err != nil {
		return err
	}
	st.End(graph.Errorf(graph.CodeInvalid, "", "the batch is committed already"))
	st.saved = saved{}
	if rewrote {
		s.tryScrub(ctx, scrubTimeout)
	} else if dirty { // readers were in the way before, and may still be
		s.tryScrub(ctx, scrubTimeout/100)
	}
	return nil
}

// insert writes the row that makes the batch live.
func (st *staging) insert(conn *sqlite.Conn, saved saved, head graph.Head, h *graph.Header, adopt bool) error {
	var sums []chunk.Sum
	err := query(conn, "SELECT assertions, size, hash FROM chunk WHERE owner = ? ORDER BY seq",
		func(stmt *sqlite.Stmt) error {
			sums = append(sums, chunk.Sum{Assertions: stmt.ColumnInt(0), Size: stmt.ColumnInt64(1), Hash: columnHash(stmt, 2)})
			return nil
		}, saved.owner)
	if err != nil {
		return err
	}
	if err := chunk.Complete(h, head, st.store.opts.Now(), sums, adopt); err != nil {
		return err
	}
	err = exec(conn, `INSERT INTO batch (revision, owner, key, kind, revokes, standing, recorded, hash, runs, chunks, assertions, bytes, header)
		VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?)`,
		int64(h.Revision), saved.owner, h.Key, string(h.Kind), int64(h.Revokes), h.Recorded.UnixMicro(), h.Hash[:],
		saved.run+1, h.Chunks, h.Assertions, h.Bytes, chunk.AppendHeader(nil, h))
	if err != nil {
		return err
	}
	return exec(conn, "DELETE FROM staging WHERE id = ?", saved.owner)
}

// standingIn implements [chunk.Standing].
type standingIn struct{ conn *sqlite.Conn }

func (s standingIn) Batch(r graph.Revision) (b chunk.Revocable, found bool, err error) {
	err = query(s.conn, "SELECT kind, key, standing, revokes FROM batch WHERE revision = ?", func(stmt *sqlite.Stmt) error {
		found = true
		b = chunk.Revocable{
			Kind: graph.BatchKind(stmt.ColumnText(0)), Key: stmt.ColumnText(1), Stands: stmt.ColumnBool(2), Revokes: graph.Revision(stmt.ColumnInt64(3)),
		}
		return nil
	}, int64(r))
	return b, found, err
}

func (s standingIn) Held(r graph.Revision, key string) (revoked bool, other graph.Revision, err error) {
	n, err := one(s.conn, "SELECT count(*) FROM batch WHERE revokes = ? AND standing", int64(r))
	if err != nil || n > 0 {
		return n > 0, 0, err
	}
	other, err = standing(s.conn, key)
	return false, other, err
}

func (s standingIn) Turn(r graph.Revision, _ string, stands bool) error {
	return exec(s.conn, "UPDATE batch SET standing = ? WHERE revision = ?", stands, int64(r))
}

// Abort implements [graph.Staging].
func (st *staging) Abort(ctx context.Context) error {
	st.End(graph.Errorf(graph.CodeInvalid, "", "the staging was aborted"))
	if st.saved.owner == 0 {
		return nil
	}
	return st.store.drop(ctx, "sqlite.Abort", st.saved.owner, math.MaxInt64)
}

// sweep drops the stagings whose leases have expired.
func (s *Store) sweep(ctx context.Context) error {
	const op = "sqlite.Stage"
	var expired []int64
	now := s.opts.Now().UnixMicro()
	err := s.read(ctx, op, func(conn *sqlite.Conn) error {
		return query(conn, "SELECT id FROM staging WHERE expires < ?", func(stmt *sqlite.Stmt) error {
			expired = append(expired, stmt.ColumnInt64(0))
			return nil
		}, now)
	})
	for _, owner := range expired {
		if err == nil {
			err = s.drop(ctx, op, owner, now)
		}
	}
	return err
}

// drop forgets a staging that expired before a moment, in microseconds since
// 1970, in transactions of bounded size. It does nothing if the owner is live or
// gone, or its lease was renewed meanwhile. From the first transaction on the
// staging can only be dropped, also after a crash in between.
func (s *Store) drop(ctx context.Context, op string, owner, before int64) error {
	for more := true; more; {
		err := s.write(ctx, op, func(conn *sqlite.Conn) error {
			err := exec(conn, "UPDATE staging SET expires = ? WHERE id = ? AND expires < ?", dropped, owner, before)
			if err != nil || conn.Changes() == 0 {
				more = false
				return err
			}
			for _, q := range []string{
				"DELETE FROM body WHERE id IN (SELECT id FROM chunk WHERE owner = ? ORDER BY seq LIMIT ?)",
				"DELETE FROM chunk WHERE id IN (SELECT id FROM chunk WHERE owner = ? ORDER BY seq LIMIT ?)",
				"DELETE FROM piece WHERE rowid IN (SELECT rowid FROM piece WHERE owner = ? ORDER BY seq LIMIT ?)",
			} {
				if err := exec(conn, q, owner, chunk.ChunksPerSave); err != nil {
					return err
				}
			}
			if conn.Changes() == chunk.ChunksPerSave {
				return nil
			}
			left, err := one(conn, "SELECT EXISTS (SELECT 1 FROM chunk WHERE owner = ?1) OR EXISTS (SELECT 1 FROM piece WHERE owner = ?1)", owner)
			if err != nil || left != 0 {
				return err
			}
			more = false
			return exec(conn, "DELETE FROM staging WHERE id = ?", owner)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
