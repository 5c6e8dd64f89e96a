// Package live follows a log and publishes what stands in it.
//
// [Open] makes the first View, from a snapshot file or from the log, and from
// then on every batch that becomes live, in this process or in another, leads
// to the next View within one polling interval. Readers take the current View
// by one atomic load and keep it as long as they like: a View never changes.
package live

import (
	"context"
	"iter"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// Store is what a [Log] reads of a [graph.Store].
type Store interface {
	ID() string
	Head(ctx context.Context) (graph.Head, error)
	Headers(ctx context.Context, from, to graph.Revision) iter.Seq2[*graph.Header, error]
	Assertions(ctx context.Context, r graph.Revision) iter.Seq2[graph.Assertion, error]
}

// Options are the parameters of [Open]. Vocabulary and Rules are required; a
// zero field otherwise means its default.
type Options struct {
	Vocabulary *graph.Vocabulary
	Rules      graph.Rules

	// Poll is how often the head of the store is read; 50 ms.
	Poll time.Duration
	// Patience bounds one reading of the head. A store that takes longer, such
	// as a server that hangs, is told of by [Status] as one that fails; 5 s.
	Patience time.Duration
	// MaxBackOff bounds the pause after repeated failures, which doubles from
	// Poll; 5 s.
	MaxBackOff time.Duration

	// Feed is how many revisions' changes are kept for [Log.Changes]; 64.
	Feed int
	// FeedChanged bounds the nodes and edges that they name together; 100,000.
	FeedChanged int

	// Past is how many past Views are kept; 4.
	Past int
	// PastQueue is how many past Views may be waited for at once, the one
	// under construction included; 8.
	PastQueue int

	// SnapshotPath names the snapshot file; "" means none.
	SnapshotPath string
	// SnapshotEvery is the time between two snapshots; 5 min. One is written
	// at once after a redaction, for the file holds what was redacted.
	SnapshotEvery time.Duration

	Now    func() time.Time // the clock of [Status]; time.Now
	Logger *slog.Logger     // nothing is logged without one
}

func (o *Options) setDefaults() {
	setDefault(&o.Poll, 50*time.Millisecond)
	setDefault(&o.Patience, 5*time.Second)
	setDefault(&o.MaxBackOff, 5*time.Second)
	setDefault(&o.Feed, 64)
	setDefault(&o.FeedChanged, 100_000)
	setDefault(&o.Past, 4)
	setDefault(&o.PastQueue, 8)
	setDefault(&o.SnapshotEvery, 5*time.Minute)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
}

func setDefault[T int | time.Duration](p *T, value T) {
	if *p <= 0 {
		*p = value
	}
}

// Log follows a store. All its methods are safe for concurrent use.
type Log struct {
	store Store
	opts  Options

	current atomic.Pointer[standing]
	wake    chan struct{} // holds one token: look at the head now

	ctx    context.Context // of everything that runs behind; ends with Close
	cancel context.CancelFunc
	behind sync.WaitGroup

	snapshotting sync.Mutex    // one snapshot at a time
	redacted     chan struct{} // holds one token: the snapshot file shows what may not be shown

	mu        sync.Mutex
	published chan struct{} // closed and replaced whenever a View is published
	feed      feed
	past      past
	status    Status
	since     time.Time // when the View was first seen to lack the head; zero if it does not
	times     timeline
}

// standing is a View and the hash of the log at its revision.
type standing struct {
	view *memory.View
	hash graph.Hash
}

// Status tells how a [Log] fares.
type Status struct {
	Head graph.Head     // the newest seen in the store
	View graph.Revision // what is published

	// Behind is for how long the View is known to lack the head; 0 if it does not.
	Behind time.Duration
	// Checked is when the head was last read.
	Checked time.Time
	// AsOf is until when the View is known to show all of the log: when the
	// head was last found to be its revision. How long ago that is, is how old
	// what it answers may be.
	AsOf time.Time

	// Err is why the last attempt to follow failed, or nil. The View published
	// before stays; the next attempt is at Retry.
	Err      error
	Failures int // in a row
	Retry    time.Time

	// Rebuilt counts how often the View was built anew because the store
	// no longer held the history that the View was derived from.
	Rebuilt int

	Past     []graph.Revision // the past Views at hand, the last used first
	Snapshot SnapshotStatus
}

// Open follows a store. It returns once a View of the store's present head
// stands, which for a large log without a snapshot takes its time; ctx bounds
// that only. The caller closes the Log before the store.
//
// A snapshot that cannot be used is no error: [Status] tells why it was thrown
// away. Errors of the store and of the fold are returned as they are.
func Open(ctx context.Context, store Store, opts Options) (*Log, error) {
	if opts.Vocabulary == nil || opts.Rules.Normalise == nil || opts.Rules.Core == nil {
		return nil, graph.Errorf(graph.CodeInvalid, "live.Open", "a vocabulary and rules are needed")
	}
	opts.setDefaults()
	l := &Log{store: store, opts: opts, wake: make(chan struct{}, 1), redacted: make(chan struct{}, 1), published: make(chan struct{})}
	l.feed.limit(opts.Feed, opts.FeedChanged)
	l.past.init(opts.Past)

	first := l.readSnapshot(ctx)
	if first == nil {
		first = &standing{view: memory.New(opts.Vocabulary, opts.Rules)}
	}
	var err error
	if first, err = l.advance(ctx, first); err != nil {
		return nil, err
	}
	l.current.Store(first)
	l.status.AsOf = l.status.Checked

	l.ctx, l.cancel = context.WithCancel(context.Background())
	l.behind.Go(l.follow)
	if opts.SnapshotPath != "" {
		l.behind.Go(l.snapshots)
	}
	return l, nil
}

// Close stops following and returns once nothing runs any more. Views stay
// usable. Who waits is told CodeUnavailable. It may be called more than once.
func (l *Log) Close() error {
	l.mu.Lock()
	l.cancel() // under mu, so that nothing starts after it
	l.mu.Unlock()
	l.behind.Wait()
	return nil
}

// View returns the current View. It never blocks and never returns nil.
func (l *Log) View() *memory.View { return l.current.Load().view }

// Notify says that this process has just committed a batch, so that the head
// is read now rather than at the next poll. It never blocks.
func (l *Log) Notify() {
	select {
	case l.wake <- struct{}{}:
	default: // a look at the head is due anyway
	}
}

// Wait returns a View of revision r or later: the current one, or the first
// that gets there. It fails with CodeCancelled when ctx ends, which it must
// sooner or later if r does not exist, and with CodeUnavailable once the Log
// is closed.
func (l *Log) Wait(ctx context.Context, r graph.Revision) (*memory.View, error) {
	if v := l.View(); v.Revision() >= r {
		return v, nil
	}
	l.Notify() // who knows of r knows of a commit
	for {
		l.mu.Lock()
		published := l.published
		l.mu.Unlock()
		v := l.View() // after taking the channel, so no publication is missed
		if v.Revision() >= r {
			return v, nil
		}
		select {
		case <-published:
		case <-ctx.Done():
			return nil, cancelled(ctx, "live.Wait", "revision %d was asked for, the View is at %d", r, l.View().Revision())
		case <-l.ctx.Done():
			return nil, errClosed("live.Wait")
		}
	}
}

// Status returns a snapshot of how the Log fares.
func (l *Log) Status() Status {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.status
	s.View = l.View().Revision()
	if !l.since.IsZero() {
		s.Behind = max(0, l.opts.Now().Sub(l.since))
	}
	s.Past = l.past.revisions()
	return s
}

// follow keeps the View at the head until the Log is closed.
func (l *Log) follow() {
	timer := time.NewTimer(l.opts.Poll)
	defer timer.Stop()
	for failures := 0; ; {
		wake := l.wake
		if failures > 0 {
			wake = nil // a store in trouble is left alone for the whole pause
		}
		select {
		case <-l.ctx.Done():
			return
		case <-wake:
		case <-timer.C:
		}
		pause := l.opts.Poll
		switch err := l.catchUp(l.ctx); {
		case l.ctx.Err() != nil:
			return
		case err != nil:
			failures++
			pause = backOff(l.opts.Poll, l.opts.MaxBackOff, failures)
			l.fail(err, failures, pause)
		case failures > 0:
			failures = 0
			l.recover()
		}
		timer.Reset(pause)
	}
}

// backOff doubles a pause for each failure after the first, up to most.
func backOff(pause, most time.Duration, failures int) time.Duration {
	for range failures - 1 {
		if pause *= 2; pause >= most {
			break
		}
	}
	return min(pause, max(most, 0))
}

func (l *Log) fail(err error, failures int, pause time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.status.Err, l.status.Failures, l.status.Retry = err, failures, l.opts.Now().Add(pause)
	if failures == 1 { // once a trouble, not once an attempt
		l.opts.Logger.Warn("cannot follow the log", "view", l.View().Revision(), "err", err)
	}
}

func (l *Log) recover() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.status.Err, l.status.Failures, l.status.Retry = nil, 0, time.Time{}
	l.opts.Logger.Info("following the log again", "view", l.View().Revision())
}

// headerPage is how many headers are read before their batches are: a store
// need not serve batches while headers are being listed.
const headerPage = 64

// catchUp leads the View to the head that the store has now.
func (l *Log) catchUp(ctx context.Context) error {
	looking, cancel := context.WithTimeout(ctx, l.opts.Patience)
	head, err := l.store.Head(looking)
	late := looking.Err() != nil && ctx.Err() == nil
	cancel()
	switch {
	case err != nil && late:
		return graph.Errorf(graph.CodeUnavailable, "live.follow", "the store did not say within %v what its head is", l.opts.Patience)
	case err != nil:
		return err
	}
	l.sawHead(head)
	for {
		now := l.current.Load()
		at := now.view.Revision()
		switch {
		case at > head.Revision, at == head.Revision && now.hash != head.Hash:
			return l.rebuild(ctx)
		case at == head.Revision:
			return nil
		}
		page, err := l.headers(ctx, at+1, min(at+headerPage, head.Revision))
		if err != nil {
			return err
		}
		for _, h := range page {
			if h.Prev != now.hash {
				return l.rebuild(ctx)
			}
			next, changes, err := now.view.Next(ctx, l.store, h)
			if err != nil {
				return err
			}
			now = &standing{next, h.Hash}
			l.publish(now, changes, h.Kind)
		}
	}
}

// headers reads the headers of the revisions from from to to, all of them.
func (l *Log) headers(ctx context.Context, from, to graph.Revision) ([]*graph.Header, error) {
	var page []*graph.Header
	for h, err := range l.store.Headers(ctx, from, to) {
		if err != nil {
			return nil, err
		}
		page = append(page, h)
	}
	if len(page) != int(to-from)+1 {
		return nil, graph.Errorf(graph.CodeDamaged, "live.follow", "the store lists %d headers of revisions %d to %d", len(page), from, to)
	}
	return page, nil
}

// advance derives the View of the store's present head in one step. The log
// must hold the history of what it starts from.
func (l *Log) advance(ctx context.Context, from *standing) (*standing, error) {
	head, err := l.store.Head(ctx)
	if err != nil {
		return nil, err
	}
	l.sawHead(head)
	if head.Revision <= from.view.Revision() {
		return from, nil
	}
	view, err := from.view.Advance(ctx, l.store, head.Revision)
	if err != nil {
		return nil, err
	}
	return &standing{view, head.Hash}, nil
}

// rebuild replaces the View when the store holds another history than the one
// that the View was derived from, as after the restoring of a backup.
func (l *Log) rebuild(ctx context.Context) error {
	l.opts.Logger.Warn("the log has another history than the View; building anew", "view", l.View().Revision())
	first, err := l.advance(ctx, &standing{view: memory.New(l.opts.Vocabulary, l.opts.Rules)})
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.status.Rebuilt++
	l.feed.reset()
	l.past.forget()
	l.times.forget()
	l.status.Snapshot.Revision = 0 // the file is of the other history
	l.publishLocked(first)
	return nil
}

// sawHead notes the head just read.
func (l *Log) sawHead(head graph.Head) {
	now := l.opts.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.status.Head, l.status.Checked = head, now
	switch s := l.current.Load(); {
	case s == nil: // there is no View yet
	case head.Revision > s.view.Revision() && l.since.IsZero():
		l.since = now
	case head.Revision == s.view.Revision() && head.Hash == s.hash:
		l.status.AsOf = now
	}
}

// publish makes the next View current and feeds its changes.
func (l *Log) publish(next *standing, changes *memory.Changes, kind graph.BatchKind) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if kind == graph.BatchRedact {
		// What may not be shown today was shown by them.
		l.past.forget()
		l.feed.forget()
		defer func() {
			select {
			case l.redacted <- struct{}{}:
			default:
			}
		}()
	}
	r := next.view.Revision()
	l.feed.add(Event{From: r - 1, To: r, Hash: next.hash, Changes: changes})
	l.publishLocked(next)
}

// publishLocked makes a View current; the caller holds mu.
func (l *Log) publishLocked(s *standing) {
	l.current.Store(s)
	if s.view.Revision() >= l.status.Head.Revision {
		l.since, l.status.AsOf = time.Time{}, l.status.Checked
	}
	close(l.published)
	l.published = make(chan struct{})
}

// cancelled says that a caller's context ended while it waited.
func cancelled(ctx context.Context, op, format string, args ...any) error {
	e := graph.Errorf(graph.CodeCancelled, op, format, args...)
	e.Err = ctx.Err()
	return e
}

func errClosed(op string) error {
	return graph.Sayf(graph.CodeUnavailable, op, "已不再跟随日志", "no longer following the log")
}
