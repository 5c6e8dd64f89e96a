package neo4j

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"math"
	"slices"
	"time"

	"github.com/chainatlas/chainatlas/graph"
)

const (
	pieceSize      = 256 << 10
	piecesPerWrite = 4
	attachLease    = 10 * time.Minute // between two writes of an attachment
)

// Attach implements [graph.Store]. It reads r to its end in pieces; the whole is
// never in memory.
func (s *Store) Attach(ctx context.Context, r io.Reader) (hash graph.Hash, err error) {
	const op = "neo4j.Attach"
	if s.opts.ReadOnly {
		return hash, graph.Sayf(graph.CodeInvalid, op, "库是只读打开的", "the store was opened for reading only")
	}
	if err := s.sweep(ctx, op); err != nil {
		return hash, err
	}
	owner, err := s.newName(ctx, op)
	if err != nil {
		return hash, err
	}
	begun := false
	defer func() {
		if err != nil && begun {
			// The caller's context may have ended; a crash here is swept later.
			_ = s.drop(context.WithoutCancel(ctx), op, owner, math.MaxInt64)
		}
	}()
	sum := sha256.New()
	buf := make([]byte, piecesPerWrite*pieceSize)
	var size, seq int64
	for {
		// Not io.ReadFull, which says of a file's end what an upload that was
		// cut off says of itself.
		n, readErr := 0, error(nil)
		for n < len(buf) && readErr == nil {
			var m int
			m, readErr = r.Read(buf[n:])
			n += m
		}
		if readErr != nil && readErr != io.EOF {
			return hash, s.fail(ctx, op, readErr)
		}
		sum.Write(buf[:n])
		size += int64(n)
		if readErr == io.EOF {
			sum.Sum(hash[:0])
			if seq == 0 { // the small ones that are kept already are not sent
				if known, err := s.attachment(ctx, op, hash); err != nil || known != nil {
					return hash, err
				}
			}
		}
		begun = true
		if seq, err = s.savePieces(ctx, op, owner, seq, buf[:n]); err != nil {
			return hash, err
		}
		if readErr == io.EOF {
			break
		}
	}
	kept, err := s.keep(ctx, op, owner, hash, size)
	if err == nil && !kept {
		// What is not dropped now is swept later.
		_ = s.drop(ctx, op, owner, math.MaxInt64)
	}
	return hash, err
}

// savePieces writes the next pieces and returns how many there are then.
func (s *Store) savePieces(ctx context.Context, op, owner string, seq int64, b []byte) (int64, error) {
	var pieces []any
	next := seq
	for piece := range slices.Chunk(b, pieceSize) {
		pieces = append(pieces, args{"owner": owner, "seq": next, "data": piece})
		next++
	}
	err := s.write(ctx, op, func(tx *tx) error {
		saved, err := s.renew(tx, owner, "", seq == 0, attachLease)
		if err != nil || saved == next {
			return err // or an earlier attempt did it, though its outcome was not known
		}
		_, err = tx.run(`MATCH (s:_Staging {id: $owner}) SET s.seq = $seq
			WITH s UNWIND $pieces AS piece CREATE (p:_Piece) SET p = piece`,
			args{"owner": owner, "seq": next, "pieces": pieces})
		return err
	})
	s.at("attached")
	return next, err
}

// keep makes an attachment seen, unless it is kept already.
func (s *Store) keep(ctx context.Context, op, owner string, hash graph.Hash, size int64) (kept bool, err error) {
	err = s.write(ctx, op, func(tx *tx) error {
		if _, err := tx.run(lockStaging, args{"owner": owner}); err != nil {
			return err
		}
		rows, err := tx.run(`MERGE (a:_Attachment {log: $log, hash: $hash}) ON CREATE SET a.owner = $owner, a.size = $size
			WITH a OPTIONAL MATCH (s:_Staging {id: $owner}) RETURN a.owner = $owner, s.expires`,
			args{"log": s.opts.Log, "hash": hash.String(), "owner": owner, "size": size})
		if err != nil {
			return err
		}
		if kept = rows[0].bool(0); !kept {
			return nil
		}
		if rows[0][1] == nil {
			if done, err := s.resolved(tx, owner); err != nil || done {
				return err
			}
		}
		if rows[0][1] == nil || rows[0].int(1) == dropped {
			return graph.Sayf(graph.CodeNotFound, "", "文件没有及时存完：请重新上传", "the file was not attached in time: attach it again")
		}
		_, err = tx.run("MATCH (s:_Staging {id: $owner}) DELETE s", args{"owner": owner})
		return err
	})
	return kept, err
}

// resolved reports whether an attachment's pieces are there, though no staging is:
// then an earlier attempt, whose outcome was not known, has kept it.
func (s *Store) resolved(tx *tx, owner string) (bool, error) {
	s.at("resolving")
	rows, err := tx.run(`MATCH (a:_Attachment) WHERE a.log = $log AND a.hash > '' AND a.owner = $owner
		OPTIONAL MATCH (p:_Piece) WHERE p.owner = $owner AND p.seq >= 0
		WITH a, count(p) AS pieces RETURN pieces * $size >= a.size`, args{"log": s.opts.Log, "owner": owner, "size": pieceSize})
	if err != nil {
		return false, err
	}
	return len(rows) > 0 && rows[0].bool(0), nil
}

// attachment finds an attachment; nil if it is not kept.
func (s *Store) attachment(ctx context.Context, op string, h graph.Hash) (row, error) {
	rows, err := s.read(ctx, op, "MATCH (a:_Attachment {log: $log, hash: $hash}) RETURN a.owner, a.size",
		args{"log": s.opts.Log, "hash": h.String()})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0], nil
}

// Attachment implements [graph.Store]. What it returns reads pieces as they are
// asked for, under ctx, and holds nothing of the store between them.
func (s *Store) Attachment(ctx context.Context, h graph.Hash) (io.ReadCloser, error) {
	const op = "neo4j.Attachment"
	r, err := s.attachment(ctx, op, h)
	if err != nil {
		return nil, err
	}
	if r == nil {
		return nil, graph.Sayf(graph.CodeNotFound, op, "没有附件 %v", "there is no attachment %v", h)
	}
	return &attachment{ctx: ctx, store: s, owner: r.text(0), left: r.int(1)}, nil
}

// attachment reads an attachment piece by piece.
type attachment struct {
	ctx   context.Context
	store *Store
	owner string
	seq   int64
	left  int64 // bytes of the pieces from seq on
	rest  bytes.Reader
	err   error
}

func (a *attachment) Read(p []byte) (int, error) {
	const op = "neo4j.Attachment"
	for a.rest.Len() == 0 {
		if a.err != nil {
			return 0, a.err
		}
		var rows []row
		rows, a.err = a.store.read(a.ctx, op, `MATCH (p:_Piece) WHERE p.owner = $owner AND $from <= p.seq < $to
			WITH p ORDER BY p.seq RETURN p.data`, args{"owner": a.owner, "from": a.seq, "to": a.seq + piecesPerWrite})
		switch {
		case a.err != nil:
		case len(rows) == 0 && a.left != 0:
			a.err = graph.Sayf(graph.CodeDamaged, op, "附件缺少 %d 个字节", "%d bytes of the attachment are missing", a.left)
		case len(rows) == 0:
			a.err = io.EOF
		default:
			buf := rows[0].bytes(0)
			for _, r := range rows[1:] {
				buf = append(buf, r.bytes(0)...)
			}
			a.seq += int64(len(rows))
			a.left -= int64(len(buf))
			a.rest.Reset(buf)
		}
	}
	return a.rest.Read(p)
}

func (a *attachment) Close() error {
	a.rest.Reset(nil)
	a.err = graph.Errorf(graph.CodeInvalid, "neo4j.Attachment", "the attachment is closed")
	return nil
}
