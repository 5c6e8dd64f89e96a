package schema

import (
	"context"
	"sync"

	"github.com/chainatlas/chainatlas/graph"
)

// ledger keeps the headers of the log, some hundred bytes each.
type ledger struct {
	store   graph.Store
	rebuilt func() int // how often the log's history was found replaced
	mu      sync.Mutex
	seen    int             // rebuilt when headers were read
	headers []*graph.Header // by revision, from 1

	standing *standing // of the revision last asked for
}

// standing tells what stands at a revision.
type standing struct {
	revision graph.Revision
	last     *graph.Header    // of the revision, to notice a replaced history
	by       []graph.Revision // for each batch, from 1, the one that took it back
	dataDate graph.Date       // the newest of what stands
}

// upTo returns the headers of a revision and of those before it.
func (l *ledger) upTo(ctx context.Context, r graph.Revision) ([]*graph.Header, *standing, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if n := l.rebuilt(); n != l.seen {
		l.headers, l.standing, l.seen = nil, nil, n
	}
	if err := l.read(ctx, r); err != nil {
		return nil, nil, err
	}
	n := min(int(r), len(l.headers))
	headers := l.headers[:n:n]
	var last *graph.Header
	if n > 0 {
		last = headers[n-1]
	}
	if s := l.standing; s != nil && s.revision == r && s.last == last {
		return headers, s, nil
	}
	s := &standing{revision: r, last: last, by: make([]graph.Revision, n+1)}
	// What comes later decides: a revocation that was revoked takes nothing back.
	for i := n - 1; i >= 0; i-- {
		h := headers[i]
		if s.by[h.Revision] != 0 {
			continue
		}
		if h.Kind == graph.BatchRevoke && h.Revokes > 0 && int(h.Revokes) < len(s.by) {
			s.by[h.Revokes] = h.Revision
		}
		if s.dataDate.Compare(h.DataDate) < 0 {
			s.dataDate = h.DataDate
		}
	}
	l.standing = s
	return headers, s, nil
}

// read reads what is not known yet. If the log has another history by now, it
// begins anew.
func (l *ledger) read(ctx context.Context, r graph.Revision) error {
	for range 2 {
		n := graph.Revision(len(l.headers))
		if n >= r && n > 0 {
			return nil
		}
		if r == 0 {
			return nil
		}
		fits := true
		for h, err := range l.store.Headers(ctx, n+1, r) {
			if err != nil {
				return err
			}
			if k := len(l.headers); k > 0 && l.headers[k-1].Hash != h.Prev {
				fits = false
				break
			}
			l.headers = append(l.headers, h)
		}
		if fits {
			return nil
		}
		l.headers, l.standing = nil, nil
	}
	return nil
}
