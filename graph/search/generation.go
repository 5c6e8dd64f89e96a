package search

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/chainatlas/chainatlas/graph"
)

// format is the version of the terms and of the records. It changes with whatever
// changes them: the fold, the readings, the bounds.
const format = 1

// tagKey is where the tag is kept in an index.
const tagKey = "chainatlas"

// stamp says what an index holds.
type stamp struct {
	Format   int
	Store    string
	Revision graph.Revision
	Hash     graph.Hash // of the log at the revision
}

func (t stamp) encode() []byte {
	b := binary.AppendUvarint(nil, uint64(t.Format))
	b = binary.AppendUvarint(b, uint64(t.Revision))
	b = append(b, t.Hash[:]...)
	return append(b, t.Store...)
}

// decodeStamp reports whether b is a tag.
func decodeStamp(b []byte) (t stamp, ok bool) {
	f, n := binary.Uvarint(b)
	if n <= 0 {
		return t, false
	}
	r, m := binary.Uvarint(b[n:])
	if b = b[n+max(m, 0):]; m <= 0 || len(b) < len(t.Hash) {
		return t, false
	}
	t.Format, t.Revision = int(f), graph.Revision(r)
	t.Store = string(b[copy(t.Hash[:], b):])
	return t, true
}

// generation is one index on disk, open.
type generation struct {
	dir    string
	engine index.Index
	queue  *index.AnalysisQueue
	users  sync.WaitGroup

	// As it was opened or last brought up to date. Only who opens and who follows
	// may look at them.
	tag       stamp
	documents uint64
}

// tag returns what the state holds.
func (t *state) tag() (stamp, error) {
	tag, ok := decodeStamp(t.snapshot.Internal()[tagKey])
	if !ok {
		return tag, errors.New("it has no tag")
	}
	return tag, nil
}

// openBusy is how long an index that another process holds is waited for.
const openBusy = "200ms"

// errBusy says that another process holds an index.
var errBusy = errors.New("another process holds it")

func engineConfig(dir string) map[string]any {
	return map[string]any{"path": dir, "bolt_timeout": openBusy}
}

// openGeneration opens an index. What is damaged may fail in any way, a panic in
// the engine among them.
func openGeneration(dir string) (g *generation, err error) {
	defer func() {
		if p := recover(); p != nil {
			g, err = nil, fmt.Errorf("it cannot be opened: %v", p)
		}
	}()
	if _, err := os.Stat(filepath.Join(dir, "root.bolt")); err != nil { // the engine would begin an empty one
		return nil, err
	}
	queue := index.NewAnalysisQueue(1)
	opened := false
	defer func() {
		if !opened {
			queue.Close()
		}
	}()
	g = &generation{dir: dir, queue: queue}
	if g.engine, err = scorch.NewScorch(scorch.Name, engineConfig(dir), g.queue); err != nil {
		return nil, err
	}
	if err = g.engine.Open(); err != nil {
		if err.Error() == "timeout" { // of its lock
			err = errBusy
		}
		return nil, err
	}
	if err = g.refresh(); err != nil {
		_ = g.engine.Close()
		return nil, err
	}
	opened = true
	return g, nil
}

// refresh reads the tag and the number of documents.
func (g *generation) refresh() error {
	s, err := g.state()
	if err != nil {
		return err
	}
	defer s.close()
	if g.tag, err = s.tag(); err != nil {
		return err
	}
	g.documents, err = s.snapshot.DocCount()
	return err
}

// state returns the index as it stands now. The caller closes it.
func (g *generation) state() (*state, error) {
	r, err := g.engine.Reader()
	if err != nil {
		return nil, err
	}
	s, ok := r.(*scorch.IndexSnapshot)
	if !ok {
		_ = r.Close()
		return nil, fmt.Errorf("a reader of the unknown type %T", r)
	}
	return newState(s), nil
}

// close closes the index once nobody uses it any more.
func (g *generation) close() error {
	g.users.Wait()
	err := g.engine.Close()
	g.queue.Close()
	return err
}

// discard closes the index and removes it.
func (g *generation) discard() {
	_ = g.close() // it is going to be removed
	_ = os.RemoveAll(g.dir)
}

// verify compares the checksum that each file in use ends with. A file that was
// being written when the process was killed may lie beside them: nothing refers
// to it, and the engine removes it.
func (g *generation) verify(ctx context.Context) error {
	s, err := g.state()
	if err != nil {
		return err
	}
	defer s.close() // until then no file in use is removed
	for _, part := range s.snapshot.Segments() {
		if file, ok := part.Segment().(segment.PersistedSegment); ok {
			if err := verifyFile(ctx, file.Path()); err != nil {
				return err
			}
		}
	}
	return nil
}

func verifyFile(ctx context.Context, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.Size() < 4 {
		return fmt.Errorf("%s is cut short", filepath.Base(name))
	}
	sum := crc32.NewIEEE()
	if _, err := io.CopyBuffer(sum, &contextReader{ctx, io.LimitReader(f, info.Size()-4)}, make([]byte, 1<<20)); err != nil {
		return err
	}
	var want [4]byte
	if _, err := io.ReadFull(f, want[:]); err != nil {
		return err
	}
	if binary.BigEndian.Uint32(want[:]) != sum.Sum32() {
		return fmt.Errorf("%s does not hold what it claims", filepath.Base(name))
	}
	return nil
}

// contextReader fails once its context has ended.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (r *contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

// sizeOf returns the bytes of the files of a directory.
func sizeOf(dir string) int64 {
	var n int64
	entries, err := os.ReadDir(dir)
	if err != nil {
		return 0
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			n += info.Size()
		}
	}
	return n
}

// The folder of an index holds one generation, named by generationPrefix and the
// time of its making, and others only while one replaces another or processes
// share it. One under construction has the prefix buildingPrefix.
const (
	generationPrefix = "index-"
	buildingPrefix   = "building-"
	// staleBuilding is the age at which what is under construction is held to be
	// left over from a crash.
	staleBuilding = time.Hour
)

// removeStale removes what a crash left under construction.
func removeStale(dir string, before time.Time) {
	names, err := filepath.Glob(filepath.Join(escapeGlob(dir), buildingPrefix+"*"))
	if err != nil {
		return
	}
	for _, name := range names {
		newest := time.Time{}
		_ = filepath.WalkDir(name, func(_ string, e os.DirEntry, err error) error {
			if err != nil {
				return nil // it may vanish meanwhile
			}
			if info, err := e.Info(); err == nil && info.ModTime().After(newest) {
				newest = info.ModTime()
			}
			return nil
		})
		if newest.Before(before) {
			_ = os.RemoveAll(name)
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
