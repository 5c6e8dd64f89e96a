package schema

import (
	"sync"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// ledger tells what the headers of the log say together. They come from the View,
// so that no answer waits for the store.
type ledger struct {
	view func() *memory.View // the current one

	mu       sync.Mutex
	standing *standing // of the revision last asked for
}

// standing tells what stands at a revision.
type standing struct {
	revision graph.Revision
	headers  []*graph.Header  // up to the revision, from 1
	by       []graph.Revision // for each batch, from 1, the one that took it back
	dataDate graph.Date       // the newest that a source speaks of, of what stands
}

// upTo returns what stands at a revision. Of a history that was replaced meanwhile
// by a shorter one, it is what stands at its end.
func (l *ledger) upTo(r graph.Revision) *standing {
	l.mu.Lock()
	defer l.mu.Unlock()
	v := l.view()
	n := int(min(r, v.Revision()))
	// The same header at the same place is the same history.
	if s := l.standing; s != nil && s.revision == r && len(s.headers) == n && (n == 0 || s.headers[n-1] == v.Header(graph.Revision(n))) {
		return s
	}
	s := &standing{revision: r, headers: make([]*graph.Header, n), by: make([]graph.Revision, n+1)}
	for i := range s.headers {
		s.headers[i] = v.Header(graph.Revision(i + 1))
	}
	// What comes later decides: a revocation that was revoked takes nothing back.
	for i := n - 1; i >= 0; i-- {
		h := s.headers[i]
		if s.by[h.Revision] != 0 {
			continue
		}
		if h.Kind == graph.BatchRevoke && h.Revokes > 0 && int(h.Revokes) < len(s.by) {
			s.by[h.Revokes] = h.Revision
		}
		// What is published makes the data no newer: its date is that of the act.
		if h.Kind != graph.BatchPublish && s.dataDate.Compare(h.DataDate) < 0 {
			s.dataDate = h.DataDate
		}
	}
	l.standing = s
	return s
}
