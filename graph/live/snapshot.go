package live

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// A snapshot file is the preamble and what [memory.View.WriteSnapshot] wrote.
// The preamble ties it to a history of the log, not only to a store: a
// restored backup keeps the store's ID and may go on differently.
//
//	 0  8 bytes   snapshotMagic
//	 8  uint64    the revision, big-endian
//	16  32 bytes  the log's hash at that revision
const snapshotMagic = "CAview1\n"

const preambleSize = len(snapshotMagic) + 8 + len(graph.Hash{})

// staleTemporary is the age at which a temporary file beside the snapshot
// is held to be left over from a crash.
const staleTemporary = time.Hour

// SnapshotStatus tells about the snapshot file.
type SnapshotStatus struct {
	// Revision is that of the file as last read or written; 0 if there is none.
	Revision graph.Revision
	Written  time.Time // by this Log; zero if not yet
	Bytes    int64     // its size, once written by this Log
	Err      error     // why the last attempt to write it failed, or nil
	// Discarded says why the file found at the start was thrown away, or is
	// empty.
	Discarded string
}

// Snapshot writes the current View to the snapshot file, unless the file holds
// that revision already. A reader of the file sees the old or the new one,
// never a part, also after a crash. It fails with CodeInvalid if the options
// name no file.
func (l *Log) Snapshot(ctx context.Context) error {
	if l.opts.SnapshotPath == "" {
		return graph.Errorf(graph.CodeInvalid, "live.Snapshot", "no snapshot file is configured")
	}
	l.snapshotting.Lock()
	defer l.snapshotting.Unlock()

	l.mu.Lock()
	held, now := l.status.Snapshot.Revision, l.current.Load()
	rebuilt := l.status.Rebuilt
	l.mu.Unlock()
	if r := now.view.Revision(); r == held || r == 0 {
		return nil
	}
	n, err := l.writeSnapshot(ctx, now)
	l.mu.Lock()
	defer l.mu.Unlock()
	s := &l.status.Snapshot
	if s.Err = err; err != nil {
		return err
	}
	s.Written, s.Bytes = l.opts.Now(), n
	if l.status.Rebuilt == rebuilt { // else it is of a history that is gone
		s.Revision = now.view.Revision()
	}
	return nil
}

// snapshots writes a snapshot soon after the start, then now and then, and at
// once after a redaction.
func (l *Log) snapshots() {
	removeStale(l.opts.SnapshotPath, l.opts.Now().Add(-staleTemporary))
	ticker := time.NewTicker(l.opts.SnapshotEvery)
	defer ticker.Stop()
	for {
		if err := l.Snapshot(l.ctx); err != nil && l.ctx.Err() == nil {
			l.opts.Logger.Warn("cannot write the snapshot", "path", l.opts.SnapshotPath, "err", err)
		}
		select {
		case <-ticker.C:
		case <-l.redacted:
		case <-l.ctx.Done():
			return
		}
	}
}

// writeSnapshot writes a View to a temporary file, renames it into place and
// returns its size.
func (l *Log) writeSnapshot(ctx context.Context, s *standing) (n int64, err error) {
	dir, base := filepath.Split(l.opts.SnapshotPath)
	f, err := os.CreateTemp(dir, base+".*.tmp")
	if err != nil {
		return 0, graph.Errorf(graph.CodeUnavailable, "live.Snapshot", "cannot create the snapshot: %w", err)
	}
	defer func() {
		if err != nil {
			_ = f.Close() // a second Close does no harm
			_ = os.Remove(f.Name())
			if graph.CodeOf(err) == graph.CodeInternal {
				err = graph.Errorf(graph.CodeUnavailable, "live.Snapshot", "cannot write the snapshot: %w", err)
			}
		}
	}()

	w := bufio.NewWriterSize(&contextWriter{ctx, f}, 1<<20)
	preamble := append(make([]byte, 0, preambleSize), snapshotMagic...)
	preamble = binary.BigEndian.AppendUint64(preamble, uint64(s.view.Revision()))
	preamble = append(preamble, s.hash[:]...)
	if _, err := w.Write(preamble); err != nil {
		return 0, err
	}
	if err := s.view.WriteSnapshot(w, l.store.ID()); err != nil {
		return 0, err
	}
	if err := w.Flush(); err != nil {
		return 0, err
	}
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	if err := f.Sync(); err != nil {
		return 0, err
	}
	if err := f.Close(); err != nil {
		return 0, err
	}
	if err := os.Rename(f.Name(), l.opts.SnapshotPath); err != nil {
		return 0, err
	}
	syncDir(dir)
	return info.Size(), nil
}

// contextWriter fails once its context has ended, so that closing a Log does
// not wait for a large snapshot.
type contextWriter struct {
	ctx context.Context
	w   io.Writer
}

func (w *contextWriter) Write(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.w.Write(p)
}

// syncDir makes a rename durable. A system that cannot sync a directory
// risks the newest snapshot only, so errors do not matter.
func syncDir(dir string) {
	if dir == "" {
		dir = "."
	}
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

// removeStale removes temporary files that a crash left beside the snapshot.
func removeStale(path string, before time.Time) {
	names, err := filepath.Glob(escapeGlob(path) + ".*.tmp")
	if err != nil {
		return
	}
	for _, name := range names {
		if info, err := os.Stat(name); err == nil && info.ModTime().Before(before) {
			_ = os.Remove(name)
		}
	}
}

// escapeGlob quotes what [filepath.Match] would take for a pattern.
func escapeGlob(path string) string {
	var b []byte
	for i := range len(path) {
		switch path[i] {
		case '*', '?', '[':
			b = append(b, '[', path[i], ']')
		default:
			b = append(b, path[i])
		}
	}
	return string(b)
}

// readSnapshot returns what the snapshot file holds, or nil if it holds nothing
// that can be used. Such a file stays until the next snapshot replaces it.
func (l *Log) readSnapshot(ctx context.Context) *standing {
	if l.opts.SnapshotPath == "" {
		return nil
	}
	s, err := l.openSnapshot(ctx)
	switch {
	case err == nil:
		l.status.Snapshot.Revision = s.view.Revision()
		l.opts.Logger.Info("starting from the snapshot", "path", l.opts.SnapshotPath, "revision", s.view.Revision())
		return s
	case errors.Is(err, fs.ErrNotExist), ctx.Err() != nil:
	default:
		l.status.Snapshot.Discarded = err.Error()
		l.opts.Logger.Warn("the snapshot is thrown away", "path", l.opts.SnapshotPath, "err", err)
	}
	return nil
}

func (l *Log) openSnapshot(ctx context.Context) (*standing, error) {
	const op = "live.readSnapshot"
	var hash graph.Hash
	f, err := os.Open(l.opts.SnapshotPath)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 1<<20)
	preamble := make([]byte, preambleSize)
	if _, err := io.ReadFull(r, preamble); err != nil || string(preamble[:8]) != snapshotMagic {
		return nil, graph.Errorf(graph.CodeDamaged, op, "it is no snapshot of this format")
	}
	revision := graph.Revision(binary.BigEndian.Uint64(preamble[8:]))
	copy(hash[:], preamble[16:])

	head, err := l.store.Head(ctx)
	if err != nil {
		return nil, err
	}
	if revision == 0 || revision > head.Revision {
		return nil, graph.Errorf(graph.CodeConflict, op, "it is of revision %d, the log ends at %d", revision, head.Revision)
	}
	page, err := l.headers(ctx, revision, revision)
	if err != nil {
		return nil, err
	}
	if page[0].Hash != hash {
		return nil, graph.Errorf(graph.CodeConflict, op, "it belongs to another history of the log")
	}
	v, err := memory.ReadSnapshot(r, l.store.ID(), l.opts.Vocabulary, l.opts.Rules)
	if err != nil {
		return nil, err
	}
	if v.Revision() != revision {
		return nil, graph.Errorf(graph.CodeDamaged, op, "it claims revision %d and holds %d", revision, v.Revision())
	}
	return &standing{v, hash}, nil
}
