package schema

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

const (
	uploadPrefix = "upload-"
	uploadKept   = 24 * time.Hour // after it was last used
	maxFiles     = 20
	maxName      = 200 // bytes of a file's name
)

// uploads keeps files until they are imported or forgotten.
type uploads struct {
	dir  string
	most int
	now  func() time.Time

	mu      sync.Mutex
	jobs    map[graph.SubjectID]*job
	applied map[string]*applied // by the client's key, as long as the job is kept
	swept   time.Time           // when the folder was last looked through
}

// applied is what an import did that a client named by a key.
type applied struct {
	job    graph.SubjectID
	input  [sha256.Size]byte // of what was asked for
	report *importer.Report
}

// job is an upload and what is done with it, one thing at a time.
type job struct {
	id    graph.SubjectID
	key   string // by which a client names it; "" if it does not
	dir   string
	paths []string
	files []*model.UploadedFile

	turn chan struct{} // held by who works with it
	gone chan struct{} // closed when its files are no more

	mu       sync.Mutex
	used     time.Time
	progress model.ImportProgress
	dry      bool          // the progress is that of a preview
	changed  chan struct{} // closed when progress changes
}

// newUploads forgets what an earlier process left.
func newUploads(dir string, most int, now func() time.Time) *uploads {
	u := &uploads{dir: dir, most: most, now: now, jobs: map[graph.SubjectID]*job{}, applied: map[string]*applied{}}
	u.leftOver()
	return u
}

// leftOver removes the files of jobs that nobody knows any more: of an earlier
// process, or that could not be removed in their time. Another process may use the
// same folder, so that only what is old goes.
func (u *uploads) leftOver() {
	u.swept = u.now()
	entries, err := os.ReadDir(u.dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		name, ok := strings.CutPrefix(e.Name(), uploadPrefix)
		if !ok || u.jobs[graph.SubjectID(name)] != nil {
			continue
		}
		if info, err := e.Info(); err == nil && u.swept.Sub(info.ModTime()) > uploadKept {
			// What cannot be removed takes space and does nothing else.
			_ = os.RemoveAll(filepath.Join(u.dir, e.Name()))
		}
	}
}

// add keeps files under a new name, or finds them again under a client's key that
// is not "".
func (u *uploads) add(ctx context.Context, files []*graphql.Upload, key string) (*job, error) {
	if len(files) == 0 || len(files) > maxFiles {
		return nil, say(graph.CodeInvalid, "一次上传 1 至 %d 个文件", "an upload has 1 to %d files", maxFiles)
	}
	u.sweep()
	j := &job{id: graph.SubjectID(rand.Text()), key: key, turn: make(chan struct{}, 1), gone: make(chan struct{}), used: u.now(), changed: make(chan struct{})}
	j.dir = filepath.Join(u.dir, uploadPrefix+string(j.id))
	if err := os.Mkdir(j.dir, 0o700); err != nil {
		return nil, err
	}
	kept := false
	defer func() {
		if !kept {
			_ = os.RemoveAll(j.dir)
		}
	}()
	seen := map[string]bool{}
	for _, f := range files {
		name, err := fileName(f.Filename)
		if err != nil {
			return nil, err
		}
		if key := strings.ToLower(name); seen[key] {
			return nil, say(graph.CodeInvalid, "两个文件同名：%s", "two files are called %s", name)
		} else {
			seen[key] = true
		}
		path := filepath.Join(j.dir, name)
		hash, n, err := keep(ctx, path, f.File)
		if err != nil {
			return nil, err
		}
		j.paths = append(j.paths, path)
		j.files = append(j.files, &model.UploadedFile{Name: name, Size: n, Hash: hash})
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, other := range u.jobs {
		if key == "" || other.key != key {
			continue
		}
		if !slices.EqualFunc(other.files, j.files, func(a, b *model.UploadedFile) bool {
			return a.Name == b.Name && a.Size == b.Size && a.Hash == b.Hash
		}) {
			return nil, say(graph.CodeConflict, "此客户端键下已有其他文件", "other files were handed in under this client key")
		}
		other.mu.Lock()
		other.used = u.now()
		other.mu.Unlock()
		return other, nil
	}
	if len(u.jobs) >= u.most {
		return nil, say(graph.CodeLimit, "最多保留 %d 个上传：请稍后重试", "at most %d uploads are kept: try again later", u.most)
	}
	u.jobs[j.id], kept = j, true
	return j, nil
}

// sweep forgets what was not used for long, and, where there is no place, what was
// used before the others for an hour.
func (u *uploads) sweep() {
	u.mu.Lock()
	defer u.mu.Unlock()
	now := u.now()
	if now.Sub(u.swept) > time.Hour {
		u.leftOver()
	}
	for range 2 {
		var oldest *job
		var at time.Time
		for _, j := range u.jobs {
			j.mu.Lock()
			used := j.used
			j.mu.Unlock()
			if now.Sub(used) > uploadKept && u.remove(j) {
				continue
			}
			if oldest == nil || used.Before(at) {
				oldest, at = j, used
			}
		}
		if len(u.jobs) < u.most || oldest == nil || now.Sub(at) < time.Hour || !u.remove(oldest) {
			return
		}
	}
}

// remove forgets a job that nobody works with, and its files. Those that cannot be
// removed now are left over. The caller holds mu.
func (u *uploads) remove(j *job) bool {
	select {
	case j.turn <- struct{}{}: // for ever
	default:
		return false
	}
	close(j.gone)
	delete(u.jobs, j.id)
	maps.DeleteFunc(u.applied, func(_ string, a *applied) bool { return a.job == j.id })
	_ = os.RemoveAll(j.dir)
	return true
}

// repeated returns what an import did under a client's key; nil if there was none.
// It refuses the key for anything else.
func (u *uploads) repeated(key string, input [sha256.Size]byte) (*importer.Report, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	switch a := u.applied[key]; {
	case a == nil:
		return nil, nil
	case a.input != input:
		return nil, say(graph.CodeConflict, "此客户端键下已导入过别的内容：请换一个键", "something else was imported under this client key: choose another key")
	default:
		return a.report, nil
	}
}

// remember keeps what an import did under a client's key, while its files are kept.
func (u *uploads) remember(key string, input [sha256.Size]byte, j *job, report *importer.Report) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.jobs[j.id] == j {
		u.applied[key] = &applied{job: j.id, input: input, report: report}
	}
}

// get returns an upload.
func (u *uploads) get(id graph.SubjectID) (*job, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if j := u.jobs[id]; j != nil {
		return j, nil
	}
	return nil, errNoUpload()
}

func errNoUpload() error {
	return say(graph.CodeNotFound, "没有这个上传，或已过期：请重新上传", "there is no such upload, or it has expired: upload the files again")
}

// work waits for its turn with a job. What was told of its progress before is
// forgotten.
func (j *job) work(ctx context.Context, dry bool, now func() time.Time) (release func(), err error) {
	select {
	case j.turn <- struct{}{}:
	case <-j.gone:
		return nil, errNoUpload()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	j.mu.Lock()
	j.used, j.progress, j.dry = now(), model.ImportProgress{}, dry
	j.mu.Unlock()
	return func() { <-j.turn }, nil
}

var steps = map[importer.Step]model.ImportStep{
	importer.StepRead: model.ImportStepRead, importer.StepResolve: model.ImportStepResolve,
	importer.StepWrite: model.ImportStepWrite, importer.StepCommit: model.ImportStepCommit,
}

// tell makes a progress known.
func (j *job) tell(step model.ImportStep, done, total int64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.progress = model.ImportProgress{Step: step, Done: done, Total: total}
	close(j.changed)
	j.changed = make(chan struct{})
}

// state returns the progress, "" as its step if nothing was begun, whether it is
// that of a preview, and what is closed when it changes.
func (j *job) state() (p model.ImportProgress, dry bool, changed <-chan struct{}) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.progress, j.dry, j.changed
}

// fileName returns what of a client's name for a file is kept.
func fileName(s string) (string, error) {
	s = s[strings.LastIndexAny(s, `/\`)+1:]
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`<>:"|?*`, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	for len(s) > maxName {
		_, n := utf8.DecodeRuneInString(s) // the ending says what it is
		s = s[n:]
	}
	s = strings.Trim(s, ". ")
	if s == "" {
		return "", say(graph.CodeInvalid, "文件没有名称", "a file has no name")
	}
	return s, nil
}

// keep writes a file and returns its SHA-256 and size.
func keep(ctx context.Context, path string, r io.Reader) (string, int64, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", 0, err
	}
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, h), &contextReader{ctx, r})
	if err = errors.Join(err, f.Close()); err != nil {
		return "", 0, err
	}
	return hex.EncodeToString(h.Sum(nil)), n, nil
}

// contextReader stops reading when its context ends.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c *contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// keyed lets one at a time work under a key.
type keyed struct {
	mu   sync.Mutex
	held map[string]*holder
}

type holder struct {
	turn    chan struct{}
	waiting int
}

func (k *keyed) lock(ctx context.Context, key string) (unlock func(), err error) {
	k.mu.Lock()
	if k.held == nil {
		k.held = map[string]*holder{}
	}
	h := k.held[key]
	if h == nil {
		h = &holder{turn: make(chan struct{}, 1)}
		k.held[key] = h
	}
	h.waiting++
	k.mu.Unlock()
	leave := func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		if h.waiting--; h.waiting == 0 {
			delete(k.held, key)
		}
	}
	select {
	case h.turn <- struct{}{}:
		return func() { <-h.turn; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, ctx.Err()
	}
}
