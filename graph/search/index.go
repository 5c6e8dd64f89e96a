package search

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/pinyin"
)

// Options are the parameters of [Open]. StoreID is required; a zero field
// otherwise means its default.
type Options struct {
	StoreID string // of the store that the index belongs to
	// Core takes the place from a name, as graph.Rules.Core does; that of
	// graph.StandardRules.
	Core func(name string) string
	// MaxBackOff bounds the pause after repeated failures, which doubles from
	// 50 ms; 5 s.
	MaxBackOff time.Duration
	Now        func() time.Time // the clock; time.Now
	Logger     *slog.Logger     // nothing is logged without one
}

// Index answers searches and follows a log. Its methods are safe for concurrent
// use.
type Index struct {
	dir  string
	opts Options

	mu         sync.RWMutex
	current    *generation // nil if there is none to use
	names      *names      // answers if there is no generation
	closed     bool
	published  chan struct{} // closed when the revision changes
	status     Status
	unverified *generation        // answers, although its files have not been checked
	broken     error              // why current is to be made anew
	interrupt  context.CancelFunc // of the steps that Follow waits for

	retiring  sync.WaitGroup // generations that were replaced
	abandoned sync.WaitGroup // constructions that were cancelled while they cannot be
	following atomic.Bool
	pending   atomic.Int64
	built     atomic.Int64
}

// Status tells how an [Index] fares.
type Status struct {
	Revision  graph.Revision // what is answered from
	NamesOnly bool           // the plain scan answers
	Documents int            // in the index
	Bytes     int64          // its size on disk now

	Building      bool // it is being made
	BuildingSince time.Time
	Built         int    // documents so far
	Reason        string // why it was last made, or is

	// Pending is how many documents of the next revision are not brought up to
	// date yet, and Behind for how long it has been known that there is a next one.
	Pending int
	Behind  time.Duration

	since time.Time // Behind counts from

	Rebuilt int   // how often it was made since it was opened
	Err     error // why the last attempt to follow failed, or nil
}

// Open opens the index in a directory, which it creates. It never waits for an
// index to be made: if there is none that can be used, nothing is found until
// [Index.Follow] has seen to it, and Status tells the reason. What is damaged, of
// another store or of another format is removed.
//
// Files are checked against their checksums before they are used, or, if they are
// larger than 256 MB together, by Follow while they already answer.
//
// Several processes may share the directory; each has an index of its own in it.
func Open(ctx context.Context, dir string, opts Options) (*Index, error) {
	const op = "search.Open"
	if opts.StoreID == "" {
		return nil, graph.Errorf(graph.CodeInvalid, op, "no store is named")
	}
	if opts.Core == nil {
		opts.Core = graph.StandardRules().Core
	}
	if opts.MaxBackOff <= 0 {
		opts.MaxBackOff = 5 * time.Second
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, graph.Errorf(graph.CodeUnavailable, op, "cannot create the folder of the index: %w", err)
	}
	x := &Index{dir: dir, opts: opts, published: make(chan struct{})}
	removeStale(dir, opts.Now().Add(-staleBuilding))
	if err := x.choose(ctx); err != nil {
		return nil, graph.Errorf(graph.CodeOf(err), op, "cannot read the folder of the index: %w", err)
	}
	pinyin.Ready() // and the simplified forms, now rather than in the first query
	return x, nil
}

// choose opens the newest generation that can be used and removes the others.
func (x *Index) choose(ctx context.Context) error {
	entries, err := os.ReadDir(x.dir)
	if err != nil {
		return err
	}
	slices.Reverse(entries) // the newest first
	x.status.Reason = "there was none"
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return err
		}
		if ok, err := filepath.Match(generationPrefix+"*", e.Name()); err != nil || !ok {
			continue
		}
		dir := filepath.Join(x.dir, e.Name())
		g, err := openGeneration(dir)
		if errors.Is(err, errBusy) {
			continue
		}
		if err == nil && x.current != nil {
			g.discard() // a newer one is there
			continue
		}
		if err == nil {
			if err = x.usable(ctx, g); err == nil {
				x.current = g
				x.status.Revision, x.status.Documents, x.status.Reason = g.tag.Revision, int(g.documents), ""
				continue
			}
			_ = g.close() // it is going to be removed
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		x.status.Reason = err.Error()
		x.opts.Logger.Warn("the search index is thrown away", "path", dir, "err", err)
		_ = os.RemoveAll(dir) // what stays is found again
	}
	return nil
}

// verifyAtOnce bounds the bytes that are checked before they are used.
const verifyAtOnce = 256 << 20

// usable returns why a generation cannot be used.
func (x *Index) usable(ctx context.Context, g *generation) error {
	switch {
	case g.tag.Format != format:
		return fmt.Errorf("it is of format %d, not %d", g.tag.Format, format)
	case g.tag.Store != x.opts.StoreID:
		return errors.New("it belongs to another store")
	}
	if sizeOf(g.dir) > verifyAtOnce {
		x.unverified = g
		return nil
	}
	return g.verify(ctx)
}

// Search returns what matches best, how many there are, and the facets that are
// asked for.
//
// It fails with CodeLimit and CodeInvalid if the query exceeds its bounds, with
// CodeUnavailable while there is nothing yet to search, or once the Index is
// closed, with CodeCancelled when ctx ends, and with CodeDamaged if the index turns
// out to be damaged and nothing else can answer; it is then made anew.
func (x *Index) Search(ctx context.Context, q Query) (*Result, error) {
	return x.answer(ctx, "search.Search", &q, false)
}

// Suggest returns what a text that is being typed may become: the same hits as
// [Index.Search] in the same order, but it stops looking as soon as it has them,
// so that Total may be far from exact. Errors are those of Search.
func (x *Index) Suggest(ctx context.Context, q Query) (*Result, error) {
	q.Facets = nil
	return x.answer(ctx, "search.Suggest", &q, true)
}

func (x *Index) answer(ctx context.Context, op string, q *Query, typing bool) (*Result, error) {
	if err := q.check(op); err != nil {
		return nil, err
	}
	g, n, err := x.acquire(op)
	if err != nil {
		return nil, err
	}
	var res *Result
	if g != nil {
		res, err = g.find(ctx, q, typing)
		g.users.Done()
		if err != nil && ctx.Err() == nil {
			x.damaged(g, err)
			err = graph.Errorf(graph.CodeDamaged, op, "the search index is damaged and is being made anew: try again shortly: %w", err)
		}
	}
	if n != nil && (g == nil || err != nil) {
		res, err = n.find(ctx, q)
	}
	if err != nil {
		if ctx.Err() != nil {
			return nil, graph.Errorf(graph.CodeCancelled, op, "the search was given up: %w", context.Cause(ctx))
		}
		return nil, err
	}
	res.Pending = int(x.pending.Load())
	return res, nil
}

// acquire returns what answers now. The caller releases the generation.
func (x *Index) acquire(op string) (*generation, *names, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	switch {
	case x.closed:
		return nil, nil, graph.Sayf(graph.CodeUnavailable, op, "搜索索引已关闭", "the search index is closed")
	case x.current != nil:
		x.current.users.Add(1)
	case x.names == nil:
		return nil, nil, graph.Sayf(graph.CodeUnavailable, op, "搜索索引正在生成：请稍后重试", "the search index is being made: try again shortly")
	}
	return x.current, x.names, nil
}

// find answers a query. What the engine makes of damaged files may be a panic.
func (g *generation) find(ctx context.Context, q *Query, typing bool) (res *Result, err error) {
	defer func() {
		if p := recover(); p != nil {
			res, err = nil, fmt.Errorf("the engine failed: %v", p)
		}
	}()
	s, err := g.state()
	if err != nil {
		return nil, err
	}
	defer s.close()
	if res, err = s.find(ctx, q, typing); err != nil {
		return nil, err
	}
	tag, err := s.tag()
	res.Revision = tag.Revision
	return res, err
}

// damaged has a generation made anew.
func (x *Index) damaged(g *generation, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.current != g || x.broken != nil {
		return
	}
	x.broken = err
	x.opts.Logger.Error("the search index is damaged", "path", g.dir, "err", err)
	if x.interrupt != nil {
		x.interrupt()
	}
}

// Rebuild has the index made anew by [Index.Follow], while the present one
// answers.
func (x *Index) Rebuild() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.broken == nil {
		x.broken = errAsked
	}
	if x.interrupt != nil {
		x.interrupt()
	}
}

var errAsked = errors.New("it was asked for")

// Status returns a snapshot of how the Index fares.
func (x *Index) Status() Status {
	x.mu.RLock()
	defer x.mu.RUnlock()
	s := x.status
	s.Pending, s.Built = int(x.pending.Load()), int(x.built.Load())
	if s.Behind = 0; !x.status.since.IsZero() {
		s.Behind = x.opts.Now().Sub(x.status.since)
	}
	if x.current != nil {
		s.Bytes = sizeOf(x.current.dir)
	}
	return s
}

// Ready returns once searches are answered, from an index of whichever revision or
// from names. It fails as [Index.Wait] does.
func (x *Index) Ready(ctx context.Context) error {
	const op = "search.Ready"
	for {
		x.mu.RLock()
		answers, closed, published := x.current != nil || x.names != nil, x.closed, x.published
		x.mu.RUnlock()
		switch {
		case closed:
			return graph.Sayf(graph.CodeUnavailable, op, "搜索索引已关闭", "the search index is closed")
		case answers:
			return nil
		}
		select {
		case <-published:
		case <-ctx.Done():
			return graph.Errorf(graph.CodeCancelled, op, "the search index was waited for: %w", context.Cause(ctx))
		}
	}
}

// Wait returns once the index holds a revision or a later one. It fails with
// CodeCancelled when ctx ends, and with CodeUnavailable once the Index is closed.
func (x *Index) Wait(ctx context.Context, r graph.Revision) error {
	const op = "search.Wait"
	for {
		x.mu.RLock()
		have, at, closed, published := x.current != nil, x.status.Revision, x.closed, x.published
		x.mu.RUnlock()
		switch {
		case closed:
			return graph.Sayf(graph.CodeUnavailable, op, "搜索索引已关闭", "the search index is closed")
		case have && at >= r:
			return nil
		}
		select {
		case <-published:
		case <-ctx.Done():
			return graph.Errorf(graph.CodeCancelled, op, "revision %d was waited for: %w", r, context.Cause(ctx))
		}
	}
}

// publish makes known that something changed. The caller holds mu.
func (x *Index) publish() {
	close(x.published)
	x.published = make(chan struct{})
}

// Close stops answering and closes the files, once nothing uses them any more.
// The caller has ended Follow before. It may be called more than once.
func (x *Index) Close() error {
	x.mu.Lock()
	g := x.current
	if !x.closed {
		x.closed = true
		x.publish()
	}
	x.current, x.names = nil, nil
	x.mu.Unlock()
	x.retiring.Wait()
	x.waitAbandoned()
	if g == nil {
		return nil
	}
	if err := g.close(); err != nil {
		return graph.Errorf(graph.CodeUnavailable, "search.Close", "cannot close the search index: %w", err)
	}
	return nil
}

// abandonTime is how long Close waits for constructions that were cancelled: those of
// small indexes end within it. A large one goes on; what it leaves is swept by the
// next start.
const abandonTime = 5 * time.Second

func (x *Index) waitAbandoned() {
	ended := make(chan struct{})
	go func() {
		x.abandoned.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(abandonTime):
	}
}
