package neo4j

import (
	"context"
	"errors"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/chunk"
)

// Commit implements [graph.Staging].
func (st *staging) Commit(ctx context.Context, expect graph.Revision) (*graph.Header, error) {
	h := st.header
	h.Rewrites = nil
	if err := st.commit(ctx, "neo4j.Commit", expect, &h, false); err != nil {
		return nil, err
	}
	return &h, nil
}

// Adopt implements [graph.Staging].
func (st *staging) Adopt(ctx context.Context, h *graph.Header) error {
	const op = "neo4j.Adopt"
	if h.Key != st.header.Key || h.Kind != st.header.Kind || h.Revokes != st.header.Revokes || h.Revision == 0 {
		return graph.Errorf(graph.CodeInvalid, op, "the header is not that of the batch that was staged")
	}
	if err := chunk.CheckHeader(h); err != nil {
		return st.store.fail(ctx, op, err)
	}
	adopted := *h
	return st.commit(ctx, op, h.Revision-1, &adopted, true)
}

// errNewRedaction says that there are redactions that a staging has not seen.
var errNewRedaction = graph.Sayf(graph.CodeUnavailable, "", "不断有新的抹除：请重试", "redactions keep coming: try again")

// commit makes the batch live. h is its header, which commit completes, or
// checks if the batch is adopted.
func (st *staging) commit(ctx context.Context, op string, expect graph.Revision, h *graph.Header, adopt bool) error {
	s := st.store
	if st.broken != nil {
		return s.fail(ctx, op, st.broken)
	}
	err := st.add(ctx, op, func() error {
		if err := st.writer.Flush(); err != nil {
			return err
		}
		if len(st.pending) == 0 && st.begun {
			return nil
		}
		return st.save()
	})
	if err != nil {
		return err
	}
	for range 10 {
		// What costs time is done before the log is locked: what is redacted is
		// taken out of this batch, and what this batch redacts is looked for. If
		// the head is the expected one then, nothing else can have come.
		if !adopt {
			if err := st.strip(ctx, op); err != nil {
				return err
			}
		}
		var plan *redaction
		if h.Kind == graph.BatchRedact {
			if plan, err = st.planRedaction(ctx, op, expect, h, adopt); err != nil {
				return err
			}
		}
		err = s.write(ctx, op, func(tx *tx) error {
			done := *h
			if err := st.goLive(tx, expect, &done, plan, adopt); err != nil {
				return err
			}
			*h = done
			return nil
		})
		if !errors.Is(err, errNewRedaction) {
			break
		}
	}
	if err != nil {
		return err
	}
	st.broken = graph.Errorf(graph.CodeInvalid, "", "the batch is committed already")
	st.pending, st.begun = nil, false
	return nil
}

// stateQuery tells how the log stands. It is asked once both locks are held: within
// one statement Neo4j may read before it locks.
const stateQuery = `MATCH (l:_Log {name: $log})
	OPTIONAL MATCH (s:_Staging {id: $owner})
	OPTIONAL MATCH (own:_Batch {owner: $owner})
	OPTIONAL MATCH (other:_Batch) WHERE other.log = $log AND other.standing = $standing
	WITH l, s, own, other
	CALL {
		OPTIONAL MATCH (b:_Batch) WHERE b.log = $log AND b.revision > 0
		RETURN b AS head ORDER BY b.log DESC, b.revision DESC LIMIT 1
	}
	RETURN l.redactions, s.expires, own.revision, own.hash, own.header, other.revision, head.revision, head.hash, head.recorded`

// goLive is the small transaction that makes a batch live.
func (st *staging) goLive(tx *tx, expect graph.Revision, h *graph.Header, plan *redaction, adopt bool) error {
	s := st.store
	if _, err := tx.run("MATCH (l:_Log {name: $log}) SET l.locked = true", args{"log": s.opts.Log}); err != nil {
		return err
	}
	if _, err := tx.run(lockStaging, args{"owner": st.owner}); err != nil {
		return err
	}
	rows, err := tx.run(stateQuery, args{"log": s.opts.Log, "owner": st.owner, "standing": keyOf(h.Key)})
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return graph.Sayf(graph.CodeNotFound, "", "日志 %q 已不在", "the log %q is gone", s.opts.Log)
	}
	s.at("locked")
	r := rows[0]
	if r[2] != nil { // an earlier attempt did it, though its outcome was not known
		return st.recall(tx, h, r)
	}
	if r[1] == nil || r.int(1) == dropped {
		return graph.Sayf(graph.CodeNotFound, "", "写入超时，写到一半的批次已清除：请重新写入", "the staging is gone: its lease expired and it was swept; stage the batch again")
	}
	if r[5] != nil {
		return exists(h.Key, graph.Revision(r.int(5)))
	}
	head := headOf(r, 6)
	if head.Revision != expect {
		e := graph.Sayf(graph.CodeConflict, "", "最新的修订是 %d，不是 %d", "the head is revision %d, not %d", head.Revision, expect)
		e.Revision = head.Revision
		return e
	}
	if h.Base > head.Revision {
		return graph.Sayf(graph.CodeInvalid, "", "批次是按修订 %d 算出的，而最新的是 %d", "the batch was computed on revision %d, but the head is %d", h.Base, head.Revision)
	}
	if !adopt && r.int(0) != st.redacted {
		return errNewRedaction
	}
	if h.Revokes != 0 {
		if err := s.revoke(tx, h); err != nil {
			return err
		}
	}
	if plan != nil {
		if err := plan.apply(tx, s.opts.Log, head.Revision+1, h, adopt); err != nil {
			return err
		}
	}
	if err := st.complete(head, h, adopt); err != nil {
		return err
	}
	params := args{
		"owner": st.owner,
		"batch": args{
			"log": s.opts.Log, "revision": int64(h.Revision), "owner": st.owner, "key": h.Key, "kind": string(h.Kind),
			"standing": keyOf(h.Key), "recorded": h.Recorded.UnixMicro(), "hash": h.Hash[:], "runs": st.run + 1,
			"chunks": h.Chunks, "assertions": h.Assertions, "bytes": h.Bytes, "header": chunk.AppendHeader(nil, h),
		},
	}
	if h.Revokes != 0 {
		params["batch"].(args)["revokes"] = int64(h.Revokes)
	}
	_, err = tx.run("MATCH (s:_Staging {id: $owner}) DELETE s CREATE (b:_Batch) SET b = $batch", params)
	return err
}

// recall completes the header of a batch that is live already.
func (st *staging) recall(tx *tx, h *graph.Header, r row) error {
	known, err := chunk.ParseHeader(r.bytes(4))
	if err != nil {
		return err
	}
	h.Revision, h.Hash, h.Recorded, h.Rewrites = graph.Revision(r.int(2)), r.hash(3), known.Recorded, known.Rewrites
	st.count(h)
	// Only the attempt that was lost has seen the batch before.
	before, err := tx.run("MATCH (b:_Batch) WHERE b.log = $log AND b.revision = $revision RETURN b.hash",
		args{"log": st.store.opts.Log, "revision": int64(h.Revision - 1)})
	if err != nil {
		return err
	}
	if len(before) > 0 {
		h.Prev = before[0].hash(0)
	}
	return nil
}

// count fills in what the header says of the chunks.
func (st *staging) count(h *graph.Header) {
	h.Chunks, h.Assertions, h.Bytes = len(st.sums), 0, 0
	for _, c := range st.sums {
		h.Assertions += c.assertions
		h.Bytes += int64(c.size)
	}
}

// complete fills in what the header says of the log, or checks it.
func (st *staging) complete(head graph.Head, h *graph.Header, adopt bool) error {
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
	for _, c := range st.sums {
		hash.Add(c.hash)
	}
	h.Hash = hash.Sum()
	st.count(h)
	if adopt {
		if h.Revision != claimed.Revision || h.Prev != claimed.Prev || h.Hash != claimed.Hash ||
			h.Chunks != claimed.Chunks || h.Assertions != claimed.Assertions {
			return graph.Sayf(graph.CodeDamaged, "", "复制来的内容与修订 %d 的哈希不符", "the hash of revision %d does not hold over what was copied", claimed.Revision)
		}
		h.Bytes = claimed.Bytes // as first written
	}
	return nil
}

// revoke checks that a batch may be revoked and turns it, and if it is a
// revocation, what that revokes, and so on.
func (s *Store) revoke(tx *tx, h *graph.Header) error {
	type target struct {
		kind    graph.BatchKind
		key     string
		stands  bool
		revokes graph.Revision
	}
	const find = "MATCH (b:_Batch) WHERE b.log = $log AND b.revision = $revision "
	read := func(r graph.Revision) (target, error) {
		rows, err := tx.run(find+"RETURN b.kind, b.key, b.standing IS NOT NULL, b.revokes", args{"log": s.opts.Log, "revision": int64(r)})
		if err == nil && len(rows) == 0 {
			err = graph.Sayf(graph.CodeInvalid, "", "不能撤销修订 %d：没有这个修订", "revision %d cannot be revoked: there is none", r)
		}
		if err != nil {
			return target{}, err
		}
		return target{graph.BatchKind(rows[0].text(0)), rows[0].text(1), rows[0].bool(2), graph.Revision(rows[0].int(3))}, nil
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
		q := "REMOVE b.standing"
		if stands {
			// What another standing revocation takes back stays so.
			rows, err := tx.run(`CALL { MATCH (b:_Batch) WHERE b.log = $log AND b.revokes = $revision AND b.standing IS NOT NULL RETURN count(b) AS n }
				OPTIONAL MATCH (b:_Batch) WHERE b.log = $log AND b.standing = $standing RETURN n, b.revision`,
				args{"log": s.opts.Log, "revision": int64(r), "standing": keyOf(t.key)})
			if err != nil || rows[0].int(0) > 0 {
				return err
			}
			if other := graph.Revision(rows[0].int(1)); other != 0 || t.key == h.Key {
				return exists(t.key, other)
			}
			q = "SET b.standing = $standing"
		}
		if _, err := tx.run(find+q, args{"log": s.opts.Log, "revision": int64(r), "standing": keyOf(t.key)}); err != nil {
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
