package sqlite

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/chainatlas/chainatlas/graph"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

const pagesPerStep = 1024

// Backup implements [graph.Store]. The copy appears at path, which must not
// exist, once it is whole and on disk; a crash can leave only a file beside it
// whose name ends in ".tmp". The copy is the same store, with the same ID, so
// only one of the two may be written to.
func (s *Store) Backup(ctx context.Context, path string) (head graph.Head, err error) {
	const op = "sqlite.Backup"
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		return head, graph.Privatef(graph.CodeInvalid, op, "%s 已存在", "%s exists already", path)
	}
	random := make([]byte, 8)
	if _, err := io.ReadFull(s.opts.Rand, random); err != nil {
		return head, s.fail(ctx, op, err)
	}
	tmp := path + "." + hex.EncodeToString(random) + ".tmp"
	defer func() {
		if err != nil {
			os.Remove(tmp)
		}
	}()
	err = s.read(ctx, op, func(conn *sqlite.Conn) (err error) {
		// Within one transaction the copy is of one state, however long it
		// takes and whatever is written meanwhile.
		if err := exec(conn, "BEGIN"); err != nil {
			return err
		}
		defer func() {
			conn.SetInterrupt(nil)
			err = errors.Join(err, exec(conn, "ROLLBACK"))
		}()
		if head, err = readHead(conn); err != nil {
			return err
		}
		return s.copyPages(ctx, conn, tmp)
	})
	if err != nil {
		return graph.Head{}, err
	}
	if err := publish(tmp, path); err != nil {
		return graph.Head{}, s.fail(ctx, op, err)
	}
	return head, nil
}

// copyPages copies all pages that src sees to a new file.
func (s *Store) copyPages(ctx context.Context, src *sqlite.Conn, path string) (err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	dst, err := sqlite.OpenConn(path, sqlite.OpenReadWrite)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dst.Close()) }()
	for _, pragma := range []string{"PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF"} {
		if err := sqlitex.ExecuteTransient(dst, pragma, nil); err != nil {
			return err
		}
	}
	backup, err := sqlite.NewBackup(dst, "main", src, "main")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, backup.Close()) }()
	for more := true; more; {
		if err := ctx.Err(); err != nil {
			return err
		}
		if more, err = backup.Step(pagesPerStep); err != nil {
			return err
		}
		s.at("backup")
	}
	return ctx.Err()
}

// publish brings a file to disk and gives it its name, unless something has
// that name.
func publish(tmp, path string) error {
	f, err := os.OpenFile(tmp, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	// Unlike a rename, a link never replaces a file that came meanwhile.
	if err := os.Link(tmp, path); err != nil {
		if errors.Is(err, os.ErrExist) {
			return graph.Privatef(graph.CodeInvalid, "", "%s 已存在", "%s exists already", path)
		}
		if err := os.Rename(tmp, path); err != nil { // a file system without links
			return err
		}
	} else if err := os.Remove(tmp); err != nil {
		return err
	}
	if dir, err := os.Open(filepath.Dir(path)); err == nil {
		dir.Sync() // not every system can; the copy is whole either way
		dir.Close()
	}
	return nil
}
