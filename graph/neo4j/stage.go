package neo4j

import (
	"context"
	"io"
	"iter"
	"math"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/chunk"
)

// staging implements [graph.Staging].
type staging struct {
	*chunk.Stage
	store  *Store
	header graph.Header
	lease  time.Duration
	owner  string

	sums  []chunk.Sum // of the chunks saved, in order
	run   int64       // of the last chunk
	last  graph.SubjectID
	begun bool // something of it may be on the server

	redacted int64 // how many of the log its redactions are
}

// Stage implements [graph.Store].
func (s *Store) Stage(ctx context.Context, h graph.Header, lease time.Duration) (graph.Staging, error) {
	const op = "neo4j.Stage"
	if err := chunk.CheckHeader(&h); err != nil {
		return nil, s.fail(ctx, op, err)
	}
	if lease <= 0 {
		return nil, graph.Errorf(graph.CodeInvalid, op, "a lease of %v has expired already", lease)
	}
	if s.opts.ReadOnly {
		return nil, graph.Sayf(graph.CodeInvalid, op, "库是只读打开的", "the store was opened for reading only")
	}
	if err := s.sweep(ctx, op); err != nil {
		return nil, err
	}
	if r, err := s.standing(ctx, op, h.Key); err != nil {
		return nil, err
	} else if r != 0 {
		return nil, s.fail(ctx, op, chunk.Exists(h.Key, r))
	}
	owner, err := s.newName(ctx, op)
	if err != nil {
		return nil, err
	}
	st := &staging{store: s, header: h, lease: lease, owner: owner}
	st.Stage = chunk.NewStage(h.Kind, new(chunk.Redactions), s.perWrite, st.save, s.fail)
	if err := st.readRedactions(ctx, op); err != nil {
		return nil, err
	}
	return st, nil
}

// newName names a staging, or a step of a projection. No two have the same name.
func (c *client) newName(ctx context.Context, op string) (string, error) {
	random := make([]byte, 16)
	if _, err := io.ReadFull(c.opts.Rand, random); err != nil {
		return "", c.fail(ctx, op, err)
	}
	return encode(random), nil
}

// dropped is the expiry of a staging that is being dropped: some of it may be
// gone, so its lease cannot be renewed any more.
const dropped = math.MinInt64

// lockStaging takes a staging's lock: what is read of it after that holds until
// the transaction ends.
const lockStaging = "MATCH (s:_Staging {id: $owner}) SET s.locked = true"

// renew begins a staging, or renews its lease, and returns how much of it is
// saved. The key is "" for an attachment.
func (s *Store) renew(tx *tx, owner, key string, begin bool, lease time.Duration) (seq int64, err error) {
	lock := lockStaging
	if begin {
		lock = `MERGE (s:_Staging {id: $owner}) ON CREATE SET s.log = $log, s.key = $key, s.seq = 0, s.expires = 0 SET s.locked = true`
	}
	if _, err := tx.run(lock, args{"owner": owner, "log": s.opts.Log, "key": key}); err != nil {
		return 0, err
	}
	rows, err := tx.run("MATCH (s:_Staging {id: $owner}) WHERE s.expires <> $dropped SET s.expires = $expires RETURN s.seq",
		args{"owner": owner, "dropped": int64(dropped), "expires": s.opts.Now().Add(lease).UnixMicro()})
	if err != nil {
		return 0, err
	}
	if len(rows) == 0 {
		return 0, chunk.Gone()
	}
	return rows[0].int(0), nil
}

// Append implements [graph.Staging].
func (st *staging) Append(ctx context.Context, assertions iter.Seq2[graph.Assertion, error]) error {
	return st.Stage.Append(ctx, "neo4j.Append", assertions)
}

// AppendChunks implements [graph.Staging].
func (st *staging) AppendChunks(ctx context.Context, chunks iter.Seq2[*graph.Chunk, error]) error {
	return st.Stage.AppendChunks(ctx, "neo4j.AppendChunks", chunks)
}

// save writes the chunks held in one transaction, and renews the lease.
func (st *staging) save(ctx context.Context) error {
	s := st.store
	seq, run, last := int64(len(st.sums)), st.run, st.last
	held := st.Held()
	sums := make([]chunk.Sum, 0, len(held))
	nodes := make([]any, 0, len(held))
	for _, c := range held {
		if seq > 0 && c.First < last {
			run++
		}
		last = c.Last
		node := args{
			"owner": st.owner, "seq": seq, "run": run, "first": indexed(c.First), "last": indexed(c.Last),
			"assertions": c.Assertions, "size": c.Size, "redacted": c.Redacted, "hash": c.Hash[:],
			"filter": nilIfEmpty(c.Filter), "data": c.Data, "bytes": len(c.Data),
		}
		if indexed(c.First) != string(c.First) || indexed(c.Last) != string(c.Last) {
			node["wholeFirst"], node["wholeLast"] = string(c.First), string(c.Last)
		}
		nodes = append(nodes, node)
		sums = append(sums, chunk.Sum{Assertions: c.Assertions, Size: int64(c.Size), Hash: c.Hash})
		seq++
	}
	begin := len(st.sums) == 0
	st.begun = true
	err := s.write(ctx, "", func(tx *tx) error {
		saved, err := s.renew(tx, st.owner, st.header.Key, begin, st.lease)
		switch {
		case err != nil:
			return err
		case len(nodes) == 0:
			return nil
		case saved == seq:
			return nil // by an earlier attempt whose outcome was not known
		case saved != int64(len(st.sums)):
			return graph.Errorf(graph.CodeDamaged, "", "%d chunks of the staging are saved, not %d", saved, len(st.sums))
		}
		_, err = tx.run(`MATCH (s:_Staging {id: $owner}) SET s.seq = $seq
			WITH s UNWIND $nodes AS node CREATE (c:_Chunk) SET c = node`,
			args{"owner": st.owner, "seq": seq, "nodes": nodes})
		return err
	})
	if err != nil {
		return err
	}
	st.store.at("staged")
	st.sums = append(st.sums, sums...)
	st.run, st.last = run, last
	return nil
}

// mostIndexed is how many characters of a subject are in the index of chunks, which
// has two of them and takes about 8 KB. Minted subjects are far shorter.
const mostIndexed = 500

// indexed is what the index has of a subject: its beginning, by whole characters, so
// that what is in order stays so.
func indexed(s graph.SubjectID) string {
	if len(s) <= mostIndexed {
		return string(s)
	}
	n := 0
	for i := range s {
		if n++; n > mostIndexed {
			return string(s[:i])
		}
	}
	return string(s)
}

func nilIfEmpty(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}

// Abort implements [graph.Staging].
func (st *staging) Abort(ctx context.Context) error {
	st.End(graph.Errorf(graph.CodeInvalid, "", "the staging was aborted"))
	if !st.begun {
		return nil
	}
	return st.store.drop(ctx, "neo4j.Abort", st.owner, math.MaxInt64)
}

// sweep drops the stagings whose leases have expired.
func (s *Store) sweep(ctx context.Context, op string) error {
	now := s.opts.Now().UnixMicro()
	expired, err := s.read(ctx, op, `MATCH (s:_Staging) USING INDEX s:_Staging(log, expires)
		WHERE s.log = $log AND s.expires < $now RETURN s.id`, args{"log": s.opts.Log, "now": now})
	for _, r := range expired {
		if err == nil {
			err = s.drop(ctx, op, r.text(0), now)
		}
	}
	return err
}

// drop forgets a staging that expired before a moment, in microseconds since
// 1970, in transactions of bounded size. It does nothing if the owner is live or
// gone, or its lease was renewed meanwhile. From the first transaction on the
// staging can only be dropped, also after a crash in between.
func (s *Store) drop(ctx context.Context, op, owner string, before int64) error {
	for more := true; more; {
		err := s.write(ctx, op, func(tx *tx) error {
			if _, err := tx.run(lockStaging, args{"owner": owner}); err != nil {
				return err
			}
			rows, err := tx.run("MATCH (s:_Staging {id: $owner}) WHERE s.expires < $before SET s.expires = $dropped RETURN s.seq",
				args{"owner": owner, "before": before, "dropped": int64(dropped)})
			if err != nil || len(rows) == 0 {
				more = false
				return err
			}
			rows, err = tx.run(`
				CALL { MATCH (c:_Chunk) WHERE c.owner = $owner AND c.seq >= 0 WITH c LIMIT $most DELETE c RETURN count(*) AS chunks }
				CALL { MATCH (p:_Piece) WHERE p.owner = $owner AND p.seq >= 0 WITH p LIMIT $most DELETE p RETURN count(*) AS pieces }
				RETURN chunks, pieces`, args{"owner": owner, "most": s.perWrite})
			if err != nil {
				return err
			}
			if more = rows[0].int(0) == int64(s.perWrite) || rows[0].int(1) == int64(s.perWrite); more {
				return nil
			}
			_, err = tx.run("MATCH (s:_Staging {id: $owner}) DELETE s", args{"owner": owner})
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
