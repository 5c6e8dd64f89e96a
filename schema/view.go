package schema

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// waitRevision bounds how long a read waits for its minRevision.
const waitRevision = 5 * time.Second

// operation is what the fields of one operation share: the View that those
// without at answer from, and what the others answered from.
type operation struct {
	mu   sync.Mutex
	now  *memory.View
	asOf time.Time // until when now is known to have been the newest
	used []*memory.View

	// coming are the Views of a subscription's events that have no answer yet: the
	// next event is made while the last one is still being answered.
	coming []*memory.View
}

type operationKey struct{}

// withOperation pins the current View, so that all of an operation answers from
// one revision.
func (s *Service) withOperation(ctx context.Context) (context.Context, *operation) {
	// In this order the View may be newer than the moment says, never older.
	op := &operation{asOf: s.log.Status().AsOf}
	op.now = s.log.View()
	return context.WithValue(ctx, operationKey{}, op), op
}

func operationOf(ctx context.Context) *operation {
	op, _ := ctx.Value(operationKey{}).(*operation)
	return op
}

// use notes the View that an answer comes from.
func (o *operation) use(v *memory.View) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !slices.Contains(o.used, v) {
		o.used = append(o.used, v)
	}
}

// answer notes that one more event of a subscription is answered, and as of when.
func (o *operation) answer(asOf time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.coming) > 0 {
		o.now, o.asOf, o.used, o.coming = o.coming[0], asOf, nil, o.coming[1:]
	}
}

// revisions returns what the answers come from, the newest first.
func (o *operation) revisions() []graph.Revision {
	o.mu.Lock()
	defer o.mu.Unlock()
	out := []graph.Revision{}
	for _, v := range o.used {
		out = append(out, v.Revision())
	}
	if len(out) == 0 {
		out = append(out, o.now.Revision())
	}
	slices.Sort(out)
	slices.Reverse(out)
	return slices.Compact(out)
}

// await pins a View of revision r or later.
func (s *Service) await(ctx context.Context, op *operation, r graph.Revision) error {
	op.mu.Lock()
	defer op.mu.Unlock()
	if op.now.Revision() >= r {
		return nil
	}
	waiting, cancel := context.WithTimeout(ctx, waitRevision)
	defer cancel()
	v, err := s.log.Wait(waiting, r)
	if err != nil {
		if ctx.Err() == nil && waiting.Err() != nil {
			return say(graph.CodeUnavailable, "第 %d 号修订尚未可见：请稍后重试", "revision %d cannot be seen yet: try again a little later", r)
		}
		return err
	}
	op.now, op.asOf = v, s.log.Status().AsOf
	return nil
}

// age returns until when what the operation answers from is known to have been
// the newest.
func (o *operation) age() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.asOf
}

// at returns the View that a root field answers from.
func (s *Service) at(ctx context.Context, at *model.At, minRevision *graph.Revision) (*memory.View, error) {
	op := operationOf(ctx)
	if minRevision != nil {
		if err := s.await(ctx, op, *minRevision); err != nil {
			return nil, err
		}
	}
	op.mu.Lock()
	v := op.now
	op.mu.Unlock()
	if at != nil {
		var err error
		if v, err = s.past(ctx, v, *at); err != nil {
			return nil, err
		}
	}
	op.use(v)
	return v, nil
}

// past returns the View of a revision or of a moment. now spares deriving the
// one that is pinned.
func (s *Service) past(ctx context.Context, now *memory.View, at model.At) (*memory.View, error) {
	switch {
	case !at.Time.IsZero():
		return s.log.AtTime(ctx, at.Time)
	case at.Revision == now.Revision():
		return now, nil
	}
	return s.log.At(ctx, at.Revision)
}

// perView keeps what was worked out of the last few Views.
type perView[T any] = recent[*memory.View, T]

// recent keeps what was worked out of the last few of something that does not
// change. It is safe for concurrent use; what is asked for meanwhile is made once.
type recent[K comparable, T any] struct {
	mu      sync.Mutex
	entries []*recentEntry[K, T]
}

type recentEntry[K comparable, T any] struct {
	of  K
	get func() (T, error)
}

const keptRecent = 4

// get returns what was worked out of something, or works it out. Of those who wait
// for the same, one does the work: if it gives up, the next goes on.
func (c *recent[K, T]) get(ctx context.Context, of K, work func() (T, error)) (T, error) {
	for {
		mine := false
		x, err := c.once(of, func() (T, error) { mine = true; return work() })
		if mine || graph.CodeOf(err) != graph.CodeCancelled || ctx.Err() != nil {
			return x, err
		}
	}
}

func (c *recent[K, T]) once(of K, work func() (T, error)) (T, error) {
	c.mu.Lock()
	i := slices.IndexFunc(c.entries, func(e *recentEntry[K, T]) bool { return e.of == of })
	if i < 0 {
		e := &recentEntry[K, T]{of, sync.OnceValues(work)}
		c.entries = slices.Insert(c.entries, 0, e)
		c.entries = c.entries[:min(len(c.entries), keptRecent)]
		i = 0
	}
	e := c.entries[i]
	c.mu.Unlock()
	x, err := e.get()
	if err != nil { // of a context that ended, most likely: the next tries again
		c.mu.Lock()
		c.entries = slices.DeleteFunc(c.entries, func(o *recentEntry[K, T]) bool { return o == e })
		c.mu.Unlock()
	}
	return x, err
}
