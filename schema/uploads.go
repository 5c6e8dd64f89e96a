package schema

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
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

	mu   sync.Mutex
	jobs map[graph.SubjectID]*job
}

// job is an upload and what is done with it, one thing at a time.
type job struct {
	id    graph.SubjectID
	key   string // by which a client names it; "" if it does not
	dir   string
	paths []string
	files []*model.UploadedFile

	turn chan struct{} // held by who works with it

	mu       sync.Mutex
	used     time.Time
	progress model.ImportProgress
	changed  chan struct{} // closed when progress changes
}

// newUploads forgets what an earlier process left.
func newUploads(dir string, most int, now func() time.Time) *uploads {
	u := &uploads{dir: dir, most: most, now: now, jobs: map[graph.SubjectID]*job{}}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return u
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && strings.HasPrefix(e.Name(), uploadPrefix) && now().Sub(info.ModTime()) > uploadKept {
			// What cannot be removed takes space and does nothing else.
			_ = os.RemoveAll(filepath.Join(dir, e.Name()))
		}
	}
	return u
}

// add keeps files under a new name, or finds them again under a client's key that
// is not "".
func (u *uploads) add(ctx context.Context, files []*graphql.Upload, key string) (*job, error) {
	if len(files) == 0 || len(files) > maxFiles {
		return nil, say(graph.CodeInvalid, "一次上传 1 至 %d 个文件", "an upload has 1 to %d files", maxFiles)
	}
	if err := u.sweep(); err != nil {
		return nil, err
	}
	j := &job{id: graph.SubjectID(rand.Text()), key: key, turn: make(chan struct{}, 1), used: u.now(), changed: make(chan struct{})}
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
		if !slices.EqualFunc(other.files, j.files, func(a, b *model.UploadedFile) bool { return *a == *b }) {
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
func (u *uploads) sweep() error {
	u.mu.Lock()
	defer u.mu.Unlock()
	now := u.now()
	for range 2 {
		var oldest *job
		var at time.Time
		for id, j := range u.jobs {
			j.mu.Lock()
			used := j.used
			j.mu.Unlock()
			if now.Sub(used) > uploadKept && u.remove(j) {
				delete(u.jobs, id)
				continue
			}
			if oldest == nil || used.Before(at) {
				oldest, at = j, used
			}
		}
		if len(u.jobs) < u.most || oldest == nil || now.Sub(at) < time.Hour || !u.remove(oldest) {
			return nil
		}
		delete(u.jobs, oldest.id)
	}
	return nil
}

// remove removes the files of a job that nobody works with.
func (u *uploads) remove(j *job) bool {
	select {
	case j.turn <- struct{}{}: // for ever
		return os.RemoveAll(j.dir) == nil
	default:
		return false
	}
}

// get returns an upload.
func (u *uploads) get(id graph.SubjectID) (*job, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if j := u.jobs[id]; j != nil {
		return j, nil
	}
	return nil, say(graph.CodeNotFound, "没有这个上传，或已过期：请重新上传", "there is no such upload, or it has expired: upload the files again")
}

// work waits for its turn with a job.
func (j *job) work(ctx context.Context, now func() time.Time) (release func(), err error) {
	select {
	case j.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	j.mu.Lock()
	j.used = now()
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

// state returns the progress, "" as its step if nothing was begun, and what is
// closed when it changes.
func (j *job) state() (model.ImportProgress, <-chan struct{}) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.progress, j.changed
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
