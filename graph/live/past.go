package live

import (
	"cmp"
	"context"
	"slices"
	"sort"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// At returns the View of revision r. The current one is at hand, and so are a
// few past ones; another is derived, one at a time, and shared by all who ask
// for it meanwhile. At revision 0 the log is empty.
//
// It fails with CodeNotFound if the store has no revision r, with CodeLimit if
// too many past Views are being waited for, with CodeCancelled when ctx ends,
// and with CodeUnavailable once the Log is closed.
func (l *Log) At(ctx context.Context, r graph.Revision) (*memory.View, error) {
	current := l.View()
	if r > current.Revision() {
		head, err := l.store.Head(ctx)
		if err != nil {
			return nil, err
		}
		if r > head.Revision {
			return nil, graph.Sayf(graph.CodeNotFound, "live.At", "没有修订 %d；最新的是 %d", "there is no revision %d; the newest is %d", r, head.Revision)
		}
		if current, err = l.Wait(ctx, r); err != nil {
			return nil, err
		}
	}
	switch r {
	case current.Revision():
		return current, nil
	case 0:
		return memory.New(l.opts.Vocabulary, l.opts.Rules), nil
	}

	l.mu.Lock()
	if err := l.ctx.Err(); err != nil {
		l.mu.Unlock()
		return nil, errClosed("live.At")
	}
	if v := l.past.get(r); v != nil {
		l.mu.Unlock()
		return v, nil
	}
	f := l.past.flights[r]
	if f == nil {
		if len(l.past.flights) >= l.opts.PastQueue {
			l.mu.Unlock()
			return nil, graph.Sayf(graph.CodeLimit, "live.At", "已有 %d 个过去的修订在准备中；请稍后再要修订 %d", "%d past revisions are being prepared already; ask for revision %d again in a while", l.opts.PastQueue, r)
		}
		f = l.depart(r)
	}
	f.waiting++
	l.mu.Unlock()

	select {
	case <-f.done:
		return f.view, f.err
	case <-ctx.Done():
		l.mu.Lock()
		defer l.mu.Unlock()
		if f.waiting--; f.waiting == 0 {
			// Nobody wants it any more: stop, and make room for others. The
			// flight leaves the map now, so a newcomer starts a fresh one.
			f.cancel()
			l.past.land(r, f)
		}
		return nil, cancelled(ctx, "live.At", "revision %d was not ready in time", r)
	}
}

// AtTime returns the View of what was known at a moment: that of the last
// revision recorded at t or before, the empty one if t is before the log. Where
// a clock ran behind, a batch counts as recorded no earlier than the one before
// it. Errors are those of [Log.At].
func (l *Log) AtTime(ctx context.Context, t time.Time) (*memory.View, error) {
	for {
		to := l.View().Revision()
		l.mu.Lock()
		from, era := graph.Revision(len(l.times.moments))+1, l.times.era
		if from > to {
			r := l.times.at(t)
			l.mu.Unlock()
			return l.At(ctx, r)
		}
		l.mu.Unlock()

		var moments []int64
		for h, err := range l.store.Headers(ctx, from, to) {
			if err != nil {
				return nil, err
			}
			moments = append(moments, h.Recorded.UnixMicro())
		}
		if len(moments) == 0 {
			return nil, graph.Errorf(graph.CodeDamaged, "live.AtTime", "the store lists no header of revisions %d to %d", from, to)
		}
		l.mu.Lock()
		l.times.extend(from, era, moments)
		l.mu.Unlock()
	}
}

// flight is the derivation of one past View, for all who wait for it.
type flight struct {
	waiting int // guarded by Log.mu
	cancel  context.CancelFunc
	done    chan struct{} // closed when view and err are set
	view    *memory.View
	err     error
}

// depart starts the derivation of a past View. The caller holds mu.
func (l *Log) depart(r graph.Revision) *flight {
	ctx, cancel := context.WithCancel(l.ctx)
	f := &flight{cancel: cancel, done: make(chan struct{})}
	l.past.flights[r] = f
	l.behind.Go(func() {
		defer cancel()
		view, err := l.derive(ctx, r)
		if l.ctx.Err() != nil {
			view, err = nil, errClosed("live.At")
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		f.view, f.err = view, err
		l.past.land(r, f)
		close(f.done)
	})
	return f
}

// derive makes the View of revision r and keeps it, when its turn comes.
func (l *Log) derive(ctx context.Context, r graph.Revision) (*memory.View, error) {
	select {
	case l.past.building <- struct{}{}:
		defer func() { <-l.past.building }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	for {
		l.mu.Lock()
		era, bases := l.past.era, l.past.bases(l.View(), r)
		l.mu.Unlock()
		view, err := derive(ctx, bases, r)
		if err != nil {
			return nil, err
		}
		l.mu.Lock()
		if l.past.era == era {
			l.past.keep(view)
			l.mu.Unlock()
			return view, nil
		}
		l.mu.Unlock() // redacted or replaced meanwhile: once more
	}
}

// derive makes the View of revision r from the first of bases that knows it.
func derive(ctx context.Context, bases []*memory.View, r graph.Revision) (view *memory.View, err error) {
	for _, base := range bases {
		if view, err = base.At(ctx, r); graph.CodeOf(err) != graph.CodeNotFound {
			break
		}
	}
	return view, err
}

// past keeps the past Views used last and those under way.
type past struct {
	most     int
	views    []*memory.View // the last used first
	flights  map[graph.Revision]*flight
	building chan struct{} // holds a token while a View is built
	era      int           // counts how often everything was forgotten
}

func (p *past) init(most int) {
	p.most = most
	p.flights = map[graph.Revision]*flight{}
	p.building = make(chan struct{}, 1)
}

func (p *past) get(r graph.Revision) *memory.View {
	i := slices.IndexFunc(p.views, func(v *memory.View) bool { return v.Revision() == r })
	if i < 0 {
		return nil
	}
	v := p.views[i]
	copy(p.views[1:], p.views[:i])
	p.views[0] = v
	return v
}

func (p *past) keep(v *memory.View) {
	if len(p.views) == p.most {
		p.views[p.most-1] = nil
		p.views = p.views[:p.most-1]
	}
	p.views = slices.Insert(p.views, 0, v)
}

// bases returns the Views that revision r can be derived from, the nearest
// first. A kept View may not know r, if it was derived before r was recorded.
func (p *past) bases(current *memory.View, r graph.Revision) []*memory.View {
	distance := func(v *memory.View) graph.Revision { return max(v.Revision(), r) - min(v.Revision(), r) }
	bases := append([]*memory.View{current}, p.views...)
	slices.SortStableFunc(bases, func(a, b *memory.View) int { return cmp.Compare(distance(a), distance(b)) })
	return bases
}

// land takes a flight off the list, if it is still the one there.
func (p *past) land(r graph.Revision, f *flight) {
	if p.flights[r] == f {
		delete(p.flights, r)
	}
}

func (p *past) forget() {
	p.views = nil
	p.era++
}

func (p *past) revisions() []graph.Revision {
	rs := make([]graph.Revision, len(p.views))
	for i, v := range p.views {
		rs[i] = v.Revision()
	}
	return rs
}

// timeline knows when each revision was recorded.
type timeline struct {
	moments []int64 // of revision i+1, in µs since 1970; never decreasing
	era     int     // counts the histories seen
}

// extend adds the moments of revisions from on, unless somebody else has.
func (t *timeline) extend(from graph.Revision, era int, moments []int64) {
	if era != t.era || int(from) != len(t.moments)+1 {
		return
	}
	for _, m := range moments {
		if n := len(t.moments); n > 0 {
			m = max(m, t.moments[n-1])
		}
		t.moments = append(t.moments, m)
	}
}

// at returns the last revision recorded at a moment or before.
func (t *timeline) at(moment time.Time) graph.Revision {
	m := moment.UnixMicro()
	return graph.Revision(sort.Search(len(t.moments), func(i int) bool { return t.moments[i] > m }))
}

func (t *timeline) forget() {
	t.moments = nil
	t.era++
}
