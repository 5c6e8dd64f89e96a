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

// What a staging holds back before it writes it in one transaction, and what a
// sweep deletes in one.
const (
	chunksPerWrite = 256
	bytesPerWrite  = 2 << 20
)

// staging implements [graph.Staging].
type staging struct {
	store  *Store
	header graph.Header
	lease  time.Duration

	writer  *chunk.Writer
	ctx     context.Context // of the call under way: what writer emits is written under it
	pending []*graph.Chunk
	size    int // of pending
	saved   saved

	redactions *chunk.Redactions
	redacted   graph.Revision // the head when they were read
	rehash     bool           // a chunk came from another store, so the redactions were not applied to it

	broken error // why nothing can be added or committed any more
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
	err := s.read(ctx, op, func(conn *sqlite.Conn) (err error) {
		if err := free(conn, h.Key); err != nil {
			return err
		}
		st.redactions, st.redacted, err = readRedactions(conn)
		return err
	})
	if err != nil {
		return nil, err
	}
	st.writer = chunk.NewAheadWriter(st.hold)
	return st, nil
}

// free fails with CodeExists if a batch stands under the key.
func free(conn *sqlite.Conn, key string) error {
	r, err := standing(conn, key)
	if err == nil && r != 0 {
		err = exists(key, r)
	}
	return err
}

func exists(key string, r graph.Revision) error {
	e := graph.Sayf(graph.CodeExists, "", "修订 %d 已用了键 %q", "revision %d stands under the key %q", r, key)
	e.Revision = r
	return e
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
		err = graph.Sayf(graph.CodeNotFound, "", "写入超时，写到一半的批次已清除：请重新写入", "the staging is gone: its lease expired and it was swept; stage the batch again")
	}
	return err
}

// Append implements [graph.Staging].
func (st *staging) Append(ctx context.Context, assertions iter.Seq2[graph.Assertion, error]) error {
	return st.add(ctx, "sqlite.Append", func() error {
		n := 0
		for a, err := range assertions {
			if err != nil {
				return err
			}
			if n++; n%1024 == 0 {
				if err := ctx.Err(); err != nil {
					return err
				}
			}
			if _, ok := a.(*graph.Redact); ok && st.header.Kind != graph.BatchRedact {
				return graph.Sayf(graph.CodeInvalid, "", "%q 类的批次不能抹除", "a batch of kind %q cannot redact", st.header.Kind)
			}
			if err := st.writer.Add(st.redactions.Apply(a)); err != nil {
				return err
			}
		}
		return nil
	})
}

// AppendChunks implements [graph.Staging].
func (st *staging) AppendChunks(ctx context.Context, chunks iter.Seq2[*graph.Chunk, error]) error {
	return st.add(ctx, "sqlite.AppendChunks", func() error {
		if err := st.writer.Flush(); err != nil {
			return err
		}
		var decoder chunk.Decoder
		for c, err := range chunks {
			if err != nil {
				return err
			}
			list, err := decoder.Check(c)
			if err != nil {
				return err
			}
			if st.header.Kind != graph.BatchRedact {
				for _, a := range list {
					if _, ok := a.(*graph.Redact); ok {
						return graph.Sayf(graph.CodeInvalid, "", "%q 类的批次不能抹除", "a batch of kind %q cannot redact", st.header.Kind)
					}
				}
			}
			st.rehash = true
			own := *c
			own.Data = append([]byte(nil), c.Data...)
			if err := st.hold(&own); err != nil {
				return err
			}
		}
		return nil
	})
}

// add runs fn, which adds chunks. After an error part of what was to be added is
// missing, so the batch can no longer be committed.
func (st *staging) add(ctx context.Context, op string, fn func() error) error {
	if st.broken != nil {
		return st.store.fail(ctx, op, st.broken)
	}
	st.ctx = ctx
	err := ctx.Err()
	if err == nil {
		err = fn()
		if settled := st.writer.Settle(); err == nil {
			err = settled
		}
	}
	st.ctx = nil
	if err = st.store.fail(ctx, op, err); err != nil {
		st.broken = graph.Errorf(graph.CodeInvalid, "", "an earlier call failed and the batch is incomplete: stage it again: %w", err)
	}
	return err
}

// hold takes a chunk, and saves those held when they are enough.
func (st *staging) hold(c *graph.Chunk) error {
	st.pending = append(st.pending, c)
	st.size += len(c.Data)
	if len(st.pending) < chunksPerWrite && st.size < bytesPerWrite {
		return nil
	}
	var after saved
	err := st.store.write(st.ctx, "", func(conn *sqlite.Conn) (err error) {
		after, err = st.save(conn)
		return err
	})
	if err != nil {
		return err
	}
	st.saved = after
	clear(st.pending)
	st.pending, st.size = st.pending[:0], 0
	return nil
}

// save writes the chunks held, renews the lease, and returns what is saved if
// the transaction succeeds.
func (st *staging) save(conn *sqlite.Conn) (now saved, err error) {
	if now = st.saved; now.owner == 0 {
		now.owner, err = st.store.newOwner(conn, st.header.Key, st.lease)
	} else {
		err = st.store.renew(conn, now.owner, st.lease)
	}
	if err != nil {
		return now, err
	}
	for _, c := range st.pending {
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
	if h.Key != st.header.Key || h.Kind != st.header.Kind || h.Revokes != st.header.Revokes || h.Revision == 0 {
		return graph.Errorf(graph.CodeInvalid, op, "the header is not that of the batch that was staged")
	}
	if err := chunk.CheckHeader(h); err != nil {
		return st.store.fail(ctx, op, err)
	}
	adopted := *h
	return st.commit(ctx, op, h.Revision-1, &adopted, true)
}

// commit makes the batch live. h is its header, which commit completes, or
// checks if the batch is adopted.
func (st *staging) commit(ctx context.Context, op string, expect graph.Revision, h *graph.Header, adopt bool) error {
	s := st.store
	if st.broken != nil {
		return s.fail(ctx, op, st.broken)
	}
	if err := st.add(ctx, op, st.writer.Flush); err != nil {
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
		saved, err := st.save(conn)
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
		if head.Revision != expect {
			e := graph.Sayf(graph.CodeConflict, "", "最新的修订是 %d，不是 %d", "the head is revision %d, not %d", head.Revision, expect)
			e.Revision = head.Revision
			return e
		}
		if h.Base > head.Revision {
			return graph.Sayf(graph.CodeInvalid, "", "批次是按修订 %d 算出的，而最新的是 %d", "the batch was computed on revision %d, but the head is %d", h.Base, head.Revision)
		}
		if h.Revokes != 0 {
			if err := revoke(conn, h); err != nil {
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
	st.broken = graph.Errorf(graph.CodeInvalid, "", "the batch is committed already")
	st.pending, st.saved = nil, saved{}
	if rewrote {
		s.tryScrub(ctx, scrubTimeout)
	} else if dirty { // readers were in the way before, and may still be
		s.tryScrub(ctx, scrubTimeout/100)
	}
	return nil
}

// insert writes the row that makes the batch live.
func (st *staging) insert(conn *sqlite.Conn, saved saved, head graph.Head, h *graph.Header, adopt bool) error {
	claimed := *h
	h.Revision, h.Prev = head.Revision+1, head.Hash
	if !adopt {
		// Never before the batch before it, so that a moment names one state.
		h.Recorded = st.store.opts.Now().UTC().Truncate(time.Microsecond)
		if h.Recorded.Before(head.Recorded) {
			h.Recorded = head.Recorded
		}
	}
	hash := chunk.NewBatchHash(h.Prev, h)
	h.Chunks, h.Assertions, h.Bytes = 0, 0, 0
	err := query(conn, "SELECT assertions, size, hash FROM chunk WHERE owner = ? ORDER BY seq",
		func(stmt *sqlite.Stmt) error {
			h.Chunks++
			h.Assertions += stmt.ColumnInt(0)
			h.Bytes += stmt.ColumnInt64(1)
			hash.Add(columnHash(stmt, 2))
			return nil
		}, saved.owner)
	if err != nil {
		return err
	}
	h.Hash = hash.Sum()
	if adopt {
		if h.Revision != claimed.Revision || h.Prev != claimed.Prev || h.Hash != claimed.Hash ||
			h.Chunks != claimed.Chunks || h.Assertions != claimed.Assertions {
			return graph.Sayf(graph.CodeDamaged, "", "复制来的内容与修订 %d 的哈希不符", "the hash of revision %d does not hold over what was copied", claimed.Revision)
		}
		h.Bytes = claimed.Bytes // as first written
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

// revoke checks that a batch may be revoked and turns it, and if it is a
// revocation, what that revokes, and so on.
func revoke(conn *sqlite.Conn, h *graph.Header) error {
	type target struct {
		kind    graph.BatchKind
		key     string
		stands  bool
		revokes graph.Revision
	}
	read := func(r graph.Revision) (t target, err error) {
		found := false
		err = query(conn, "SELECT kind, key, standing, revokes FROM batch WHERE revision = ?", func(stmt *sqlite.Stmt) error {
			found = true
			t = target{graph.BatchKind(stmt.ColumnText(0)), stmt.ColumnText(1), stmt.ColumnBool(2), graph.Revision(stmt.ColumnInt64(3))}
			return nil
		}, int64(r))
		if err == nil && !found {
			err = graph.Sayf(graph.CodeInvalid, "", "不能撤销修订 %d：没有这个修订", "revision %d cannot be revoked: there is none", r)
		}
		return t, err
	}
	t, err := read(h.Revokes)
	switch {
	case err != nil:
		return err
	case t.kind.Final():
		return graph.Sayf(graph.CodeInvalid, "", "不能撤销修订 %d：%q 类的批次不可撤销", "revision %d cannot be revoked: a batch of kind %q is final", h.Revokes, t.kind)
	case !t.stands:
		return graph.Sayf(graph.CodeInvalid, "", "不能撤销修订 %d：它已被撤销", "revision %d cannot be revoked: it is revoked already", h.Revokes)
	}
	for r, stands := h.Revokes, false; ; stands = !stands {
		if !stands && !t.stands {
			return nil // nor does anything change behind it
		}
		if stands {
			// What another standing revocation takes back stays so.
			n, err := one(conn, "SELECT count(*) FROM batch WHERE revokes = ? AND standing", int64(r))
			if err != nil || n > 0 {
				return err
			}
			if other, err := standing(conn, t.key); err != nil {
				return err
			} else if other != 0 || t.key == h.Key {
				return exists(t.key, other)
			}
		}
		if err := exec(conn, "UPDATE batch SET standing = ? WHERE revision = ?", stands, int64(r)); err != nil {
			return err
		}
		if t.revokes == 0 {
			return nil
		}
		r = t.revokes
		if t, err = read(r); err != nil {
			return err
		}
	}
}

// Abort implements [graph.Staging].
func (st *staging) Abort(ctx context.Context) error {
	st.pending = nil
	if st.broken == nil {
		st.broken = graph.Errorf(graph.CodeInvalid, "", "the staging was aborted")
	}
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
				if err := exec(conn, q, owner, chunksPerWrite); err != nil {
					return err
				}
			}
			if conn.Changes() == chunksPerWrite {
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
