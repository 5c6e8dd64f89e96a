package neo4j

import (
	"context"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/chunk"
)

// chunksPerRewrite is how many chunks a statement reads or overwrites.
const chunksPerRewrite = 64

// redaction is what a batch of redactions will do to the log before it.
type redaction struct {
	redacts chunk.Redactions
	list    []graph.Redact
	where   []place // the chunks that hold something of it
}

// planRedaction reads the redactions of the staged batch and finds the chunks up
// to head that they overwrite. Of an adopted batch the header names them.
func (st *staging) planRedaction(ctx context.Context, op string, head graph.Revision, h *graph.Header, adopt bool) (*redaction, error) {
	s, p := st.store, new(redaction)
	var decoder chunk.Decoder
	err := s.eachChunk(ctx, op, st.owner, func(_ int64, c *graph.Chunk) error {
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
	})
	if err != nil {
		return nil, s.fail(ctx, op, err)
	}
	batches, err := s.owners(ctx, op, nil)
	if err != nil {
		return nil, err
	}
	if adopt {
		owners := map[graph.Revision]string{}
		for _, b := range batches {
			owners[b.revision] = b.owner
		}
		for _, r := range h.Rewrites {
			p.where = append(p.where, place{r.Revision, owners[r.Revision], int64(r.Chunk)})
		}
		return p, nil
	}
	for _, b := range batches {
		if b.revision > head {
			break
		}
		err := s.eachChunk(ctx, op, b.owner, func(seq int64, c *graph.Chunk) error {
			rewritten, _, err := p.redacts.Rewrite(&decoder, c)
			if rewritten != nil {
				p.where = append(p.where, place{b.revision, b.owner, seq})
			}
			return err
		})
		if err != nil {
			return nil, s.fail(ctx, op, err)
		}
	}
	return p, nil
}

// apply overwrites the chunks and completes h.
func (p *redaction) apply(tx *tx, log string, r graph.Revision, h *graph.Header, adopt bool) error {
	if err := p.note(tx, log, r); err != nil {
		return err
	}
	var rewrites []graph.Rewrite
	var decoder chunk.Decoder
	i := 0
	for where := range slices.Chunk(p.where, chunksPerRewrite) {
		rows, err := tx.run(chunksAtQuery, chunksAtArgs(where))
		if err != nil {
			return err
		}
		chunks, err := chunksIn(rows, len(where))
		if err != nil {
			return err
		}
		var changed []replacement
		for j, c := range chunks {
			at := where[j]
			var rewritten *graph.Chunk
			var err error
			if adopt {
				rewritten, err = p.redacts.OverwriteAdopted(&decoder, c, h.Rewrites[i+j])
			} else {
				var rewrite graph.Rewrite
				rewritten, rewrite, err = p.redacts.Overwrite(&decoder, c, at.revision, at.seq)
				rewrites = append(rewrites, rewrite)
			}
			if err != nil {
				return err
			}
			if rewritten == nil {
				continue
			}
			changed = append(changed, replacement{at.owner, at.seq, rewritten})
		}
		if err := replace(tx, changed); err != nil {
			return err
		}
		i += len(where)
	}
	if !adopt {
		h.Rewrites = rewrites
	}
	return chunk.CheckHeader(h)
}

// note keeps the redactions for what states their values later.
func (p *redaction) note(tx *tx, log string, r graph.Revision) error {
	list := make([]any, len(p.list))
	for i, redact := range p.list {
		list[i] = args{"id": keyOf(string(redact.Subject) + "\x00" + redact.Property), "subject": string(redact.Subject), "property": redact.Property}
	}
	_, err := tx.run(`UNWIND $list AS r MERGE (n:_Redaction {log: $log, id: r.id})
		ON CREATE SET n.subject = r.subject, n.property = r.property, n.revision = $revision`,
		args{"list": list, "log": log, "revision": int64(r)})
	if err != nil {
		return err
	}
	_, err = tx.run(`MATCH (n:_Redaction) WHERE n.log = $log AND n.id > '' WITH count(n) AS n
		MATCH (l:_Log {name: $log}) SET l.redactions = n`, args{"log": log})
	return err
}

// replacement is a chunk that takes another's place.
type replacement struct {
	owner string
	seq   int64
	chunk *graph.Chunk
}

func replace(tx *tx, changed []replacement) error {
	if len(changed) == 0 {
		return nil
	}
	list := make([]any, len(changed))
	for i, r := range changed {
		c := r.chunk
		list[i] = args{"owner": r.owner, "seq": r.seq, "with": args{
			"size": c.Size, "redacted": c.Redacted, "hash": c.Hash[:], "data": c.Data, "bytes": len(c.Data),
		}}
	}
	_, err := tx.run("UNWIND $list AS r MATCH (c:_Chunk {owner: r.owner, seq: r.seq}) SET c += r.with", args{"list": list})
	return err
}

// readRedactions reads all redactions of the log.
func (st *staging) readRedactions(ctx context.Context, op string) error {
	rows, err := st.store.read(ctx, op, `MATCH (n:_Redaction) WHERE n.log = $log AND n.id > '' RETURN n.subject, n.property`,
		args{"log": st.store.opts.Log})
	if err != nil {
		return err
	}
	all := new(chunk.Redactions)
	for _, r := range rows {
		all.Add(graph.Redact{Subject: graph.SubjectID(r.text(0)), Property: r.text(1)})
	}
	st.Redactions, st.redacted = all, int64(len(rows))
	return nil
}

// strip applies to the staged chunks the redactions that they have not seen:
// those that came after the staging began, and all of them if chunks were copied
// from elsewhere. Such chunks are as first written here, so their hashes are made
// anew.
func (st *staging) strip(ctx context.Context, op string) error {
	seen := st.redacted
	if err := st.readRedactions(ctx, op); err != nil {
		return err
	}
	if st.redacted == seen && !st.Copied {
		return nil
	}
	s := st.store
	var decoder chunk.Decoder
	var changed []replacement
	save := func() error {
		if len(changed) == 0 {
			return nil
		}
		err := s.write(ctx, op, func(tx *tx) error {
			if _, err := s.renew(tx, st.owner, st.header.Key, false, st.lease); err != nil {
				return err
			}
			return replace(tx, changed)
		})
		if err != nil {
			return err
		}
		for _, r := range changed {
			st.sums[r.seq] = chunk.Sum{Assertions: r.chunk.Assertions, Size: int64(r.chunk.Size), Hash: r.chunk.Hash}
		}
		changed = changed[:0]
		return nil
	}
	err := s.eachChunk(ctx, op, st.owner, func(seq int64, c *graph.Chunk) error {
		stripped, err := st.Redactions.Strip(&decoder, c)
		if err != nil || stripped == nil {
			return err
		}
		if changed = append(changed, replacement{st.owner, seq, stripped}); len(changed) == chunksPerRewrite {
			return save()
		}
		return nil
	})
	if err == nil {
		err = save()
	}
	if err != nil {
		// What is missing is done by the next attempt.
		st.redacted = -1
		return s.fail(ctx, op, err)
	}
	st.Copied = false
	return nil
}
