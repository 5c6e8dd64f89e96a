package neo4j

import (
	"context"
	"errors"

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
	if err := chunk.CheckAdopted(op, h, &st.header); err != nil {
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
	err := st.Flush(ctx, op, func() error {
		if len(st.Held()) == 0 && st.begun {
			return nil
		}
		return st.Save(ctx)
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
	st.End(graph.Errorf(graph.CodeInvalid, "", "the batch is committed already"))
	st.begun = false
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
		return chunk.Gone()
	}
	if r[5] != nil {
		return chunk.Exists(h.Key, graph.Revision(r.int(5)))
	}
	head := headOf(r, 6)
	if err := chunk.CheckHead(h, head, expect); err != nil {
		return err
	}
	if !adopt && r.int(0) != st.redacted {
		return errNewRedaction
	}
	if h.Revokes != 0 {
		if err := chunk.Revoke(h, standing{tx, s.opts.Log}); err != nil {
			return err
		}
	}
	if plan != nil {
		if err := plan.apply(tx, s.opts.Log, head.Revision+1, h, adopt); err != nil {
			return err
		}
	}
	if err := chunk.Complete(h, head, s.opts.Now(), st.sums, adopt); err != nil {
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
	chunk.Count(h, st.sums)
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

// standing implements [chunk.Standing].
type standing struct {
	tx  *tx
	log string
}

const findBatch = "MATCH (b:_Batch) WHERE b.log = $log AND b.revision = $revision "

func (s standing) Batch(r graph.Revision) (chunk.Revocable, bool, error) {
	rows, err := s.tx.run(findBatch+"RETURN b.kind, b.key, b.standing IS NOT NULL, b.revokes", args{"log": s.log, "revision": int64(r)})
	if err != nil || len(rows) == 0 {
		return chunk.Revocable{}, false, err
	}
	return chunk.Revocable{
		Kind: graph.BatchKind(rows[0].text(0)), Key: rows[0].text(1), Stands: rows[0].bool(2), Revokes: graph.Revision(rows[0].int(3)),
	}, true, nil
}

func (s standing) Held(r graph.Revision, key string) (revoked bool, other graph.Revision, err error) {
	rows, err := s.tx.run(`CALL { MATCH (b:_Batch) WHERE b.log = $log AND b.revokes = $revision AND b.standing IS NOT NULL RETURN count(b) AS n }
		OPTIONAL MATCH (b:_Batch) WHERE b.log = $log AND b.standing = $standing RETURN n, b.revision`,
		args{"log": s.log, "revision": int64(r), "standing": keyOf(key)})
	if err != nil {
		return false, 0, err
	}
	return rows[0].int(0) > 0, graph.Revision(rows[0].int(1)), nil
}

func (s standing) Turn(r graph.Revision, key string, stands bool) error {
	q := "REMOVE b.standing"
	if stands {
		q = "SET b.standing = $standing"
	}
	_, err := s.tx.run(findBatch+q, args{"log": s.log, "revision": int64(r), "standing": keyOf(key)})
	return err
}
