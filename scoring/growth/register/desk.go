package register

import (
	"context"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/scoring/growth"
)

// Bounds of what a Desk keeps.
const (
	maxKept    = 64        // editions
	maxResults = 1_000_000 // results of all of them, those on a list counting for more
)

// Desk draws up lists and reads editions, and keeps the last of both: an edition is
// a function of the log up to a revision, the rule and the options, and a file of
// its hash. It draws up few at a time; others wait. It is safe for concurrent use,
// and what it returns is shared and must not be changed.
type Desk struct {
	store graph.Store
	busy  chan struct{} // editions that are drawn up or read

	mu   sync.Mutex
	kept []*kept // the last used first
	size int
}

// kept is an edition, or one on its way.
type kept struct {
	key     string
	done    chan struct{}
	edition *growth.Edition
	err     error
	size    int
}

// NewDesk returns a Desk over a store.
func NewDesk(store graph.Store) *Desk {
	return &Desk{store: store, busy: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2))}
}

// Run draws up an edition as [Draw] does, or returns the one that it drew up.
func (d *Desk) Run(ctx context.Context, v *memory.View, l *growth.List, o growth.Options) (*growth.Edition, error) {
	key := []string{"run", strconv.FormatUint(uint64(v.Revision()), 10), l.Hash(), o.When.Reference.String(), strconv.FormatBool(o.When.Renewal), o.Number, o.Corrects, o.Reason}
	if h := v.Header(v.Revision()); h != nil {
		key = append(key, h.Hash.String()) // a history may be replaced by another
	}
	for _, b := range o.Brought {
		key = append(key, string(b.Enterprise), b.Input, strconv.Itoa(b.Year), b.Value, b.From)
	}
	return d.get(ctx, strings.Join(key, "\x00"), func() (*growth.Edition, error) { return Draw(ctx, d.store, v, l, o) })
}

// Edition returns the edition of a file as [Read] does, verified once.
func (d *Desk) Edition(ctx context.Context, file graph.Hash) (*growth.Edition, error) {
	return d.get(ctx, "file\x00"+file.String(), func() (*growth.Edition, error) { return Read(ctx, d.store, file) })
}

// get returns what was made under a key, makes it, or waits for who makes it.
func (d *Desk) get(ctx context.Context, key string, work func() (*growth.Edition, error)) (*growth.Edition, error) {
	for {
		k, mine := d.find(key)
		if mine {
			d.make(ctx, k, work)
			return k.edition, k.err
		}
		select {
		case <-k.done:
			// Who made it may have given up; then the next tries.
			if k.err == nil || graph.CodeOf(k.err) != graph.CodeCancelled {
				return k.edition, k.err
			}
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// find returns what there is under a key; mine if nothing was, and the caller has
// to make it.
func (d *Desk) find(key string) (k *kept, mine bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if i := slices.IndexFunc(d.kept, func(k *kept) bool { return k.key == key }); i >= 0 {
		k = d.kept[i]
		copy(d.kept[1:i+1], d.kept[:i])
		d.kept[0] = k
		return k, false
	}
	k = &kept{key: key, done: make(chan struct{})}
	d.kept = slices.Insert(d.kept, 0, k)
	return k, true
}

// make makes it, and lets go of what was not used for longest.
func (d *Desk) make(ctx context.Context, k *kept, work func() (*growth.Edition, error)) {
	defer close(k.done)
	select {
	case d.busy <- struct{}{}:
		k.edition, k.err = work()
		<-d.busy
	case <-ctx.Done():
		k.err = ctx.Err()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if k.err != nil {
		d.kept = slices.DeleteFunc(d.kept, func(x *kept) bool { return x == k })
		return
	}
	const entry = 8 // an entry has its criteria with it
	k.size = 1 + entry*len(k.edition.Entries) + len(k.edition.Others)
	d.size += k.size
	for len(d.kept) > maxKept || d.size > maxResults && len(d.kept) > 1 {
		last := len(d.kept) - 1
		for last > 0 && d.kept[last].size == 0 {
			last-- // on its way
		}
		d.size -= d.kept[last].size
		d.kept = slices.Delete(d.kept, last, last+1)
		if last == 0 {
			break
		}
	}
}
