package sqlite

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"math"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"zombiezen.com/go/sqlite"
)

const (
	pieceSize      = 256 << 10
	piecesPerWrite = 4
	attachLease    = 10 * time.Minute // between two writes of an attachment
)

// Attach implements [graph.Store]. It reads r to its end in pieces; the whole
// is never in memory.
func (s *Store) Attach(ctx context.Context, r io.Reader) (hash graph.Hash, err error) {
	const op = "sqlite.Attach"
	if err := s.sweep(ctx); err != nil {
		return hash, err
	}
	sum := sha256.New()
	buf := make([]byte, piecesPerWrite*pieceSize)
	var owner, size, seq int64
	defer func() {
		if err != nil && owner != 0 {
			// The caller's context may have ended; a crash here is swept later.
			_ = s.drop(context.WithoutCancel(ctx), op, owner, math.MaxInt64)
		}
	}()
	for {
		// Not io.ReadFull, which says of a file's end what an upload that was
		// cut off says of itself.
		n, err := 0, error(nil)
		for n < len(buf) && err == nil {
			var m int
			m, err = r.Read(buf[n:])
			n += m
		}
		end := err == io.EOF
		if err != nil && !end {
			return hash, s.fail(ctx, op, err)
		}
		sum.Write(buf[:n])
		size += int64(n)
		if end {
			sum.Sum(hash[:0])
		}
		err = s.write(ctx, op, func(conn *sqlite.Conn) error {
			if end {
				known, err := one(conn, "SELECT count(*) FROM attachment WHERE hash = ?", hash[:])
				if err != nil || known > 0 && owner == 0 {
					return err
				}
				if known > 0 {
					return errKnown
				}
			}
			own, err := owner, error(nil)
			if own == 0 {
				own, err = s.newOwner(conn, "", attachLease)
			} else {
				err = s.renew(conn, own, attachLease)
			}
			if err != nil {
				return err
			}
			next := seq
			for b := range chunksOf(buf[:n], pieceSize) {
				if err := exec(conn, "INSERT INTO piece (owner, seq, data) VALUES (?, ?, ?)", own, next, b); err != nil {
					return err
				}
				next++
			}
			if end {
				if err := exec(conn, "INSERT INTO attachment (hash, owner, size) VALUES (?, ?, ?)", hash[:], own, size); err != nil {
					return err
				}
				if err := exec(conn, "DELETE FROM staging WHERE id = ?", own); err != nil {
					return err
				}
			}
			s.at("attached")
			owner, seq = own, next
			return nil
		})
		if errors.Is(err, errKnown) {
			// What is not dropped now is swept later.
			_ = s.drop(ctx, op, owner, math.MaxInt64)
			return hash, nil
		}
		if err != nil || end {
			return hash, err
		}
	}
}

var errKnown = errors.New("the attachment is kept already")

// chunksOf cuts b into pieces of at most size bytes.
func chunksOf(b []byte, size int) func(yield func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for len(b) > 0 {
			n := min(size, len(b))
			if !yield(b[:n]) {
				return
			}
			b = b[n:]
		}
	}
}

// Attachment implements [graph.Store]. What it returns reads pieces as they
// are asked for, under ctx, and holds nothing of the store between them.
func (s *Store) Attachment(ctx context.Context, h graph.Hash) (io.ReadCloser, error) {
	const op = "sqlite.Attachment"
	a := &attachment{ctx: ctx, store: s}
	err := s.read(ctx, op, func(conn *sqlite.Conn) (err error) {
		err = query(conn, "SELECT owner, size FROM attachment WHERE hash = ?", func(stmt *sqlite.Stmt) error {
			a.owner, a.left = stmt.ColumnInt64(0), stmt.ColumnInt64(1)
			return nil
		}, h[:])
		if err == nil && a.owner == 0 {
			err = graph.Sayf(graph.CodeNotFound, "", "没有附件 %v", "there is no attachment %v", h)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// attachment reads an attachment piece by piece.
type attachment struct {
	ctx   context.Context
	store *Store
	owner int64
	seq   int64
	left  int64 // bytes of the pieces from seq on
	buf   []byte
	rest  bytes.Reader
	err   error
}

func (a *attachment) Read(p []byte) (int, error) {
	for a.rest.Len() == 0 {
		if a.err != nil {
			return 0, a.err
		}
		found := false
		a.err = a.store.read(a.ctx, "sqlite.Attachment", func(conn *sqlite.Conn) error {
			return query(conn, "SELECT data FROM piece WHERE owner = ? AND seq = ?", func(stmt *sqlite.Stmt) error {
				found = true
				a.buf = append(a.buf[:0], make([]byte, stmt.ColumnLen(0))...)
				stmt.ColumnBytes(0, a.buf)
				return nil
			}, a.owner, a.seq)
		})
		switch {
		case a.err == nil && !found && a.left != 0:
			a.err = graph.Sayf(graph.CodeDamaged, "sqlite.Attachment", "附件缺少 %d 个字节", "%d bytes of the attachment are missing", a.left)
		case a.err == nil && !found:
			a.err = io.EOF
		case a.err == nil:
			a.seq++
			a.left -= int64(len(a.buf))
			a.rest.Reset(a.buf)
		}
	}
	return a.rest.Read(p)
}

func (a *attachment) Close() error {
	a.rest.Reset(nil)
	a.err = graph.Errorf(graph.CodeInvalid, "sqlite.Attachment", "the attachment is closed")
	return nil
}
