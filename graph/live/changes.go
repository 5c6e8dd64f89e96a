package live

import (
	"context"
	"iter"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// Event is a step from one revision to a later one.
type Event struct {
	From, To graph.Revision
	Hash     graph.Hash // of the log at To
	// Changes is what the step changed. It is nil if that is no longer kept,
	// because the reader was too slow, or was replaced. View is then at To, and
	// [memory.View.ChangesSince] can tell, at a price.
	Changes *memory.Changes
	// Replaced says that the log's history up to From is gone, as after the
	// restoring of a backup (From may exceed To): whatever was derived from it
	// is to be derived anew from View.
	Replaced bool
	// View is the current View: at To, or later if more has happened since.
	View *memory.View
}

// Changes yields, in order and without gaps, what changed after a revision,
// and waits for more when it has caught up. The revision is that of the
// reader's own state; what is no longer kept since then comes as one Event
// without Changes. Readers hold nothing of the Log, so a slow one costs
// nothing and hinders nobody.
//
// The sequence ends when its consumer stops, or with an error: CodeCancelled
// when ctx ends, CodeUnavailable once the Log is closed.
func (l *Log) Changes(ctx context.Context, after graph.Revision) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		l.mu.Lock()
		era := l.feed.era
		l.mu.Unlock()
		for {
			if ctx.Err() != nil {
				yield(Event{}, cancelled(ctx, "live.Changes", "changes were read to revision %d", after))
				return
			}
			if l.ctx.Err() != nil {
				yield(Event{}, errClosed("live.Changes"))
				return
			}
			l.mu.Lock()
			now := l.current.Load()
			e, ok := l.feed.next(after, now, era)
			published := l.published
			e.View, era = now.view, l.feed.era
			l.mu.Unlock()
			if ok {
				after = e.To
				if !yield(e, nil) {
					return
				}
				continue
			}
			select {
			case <-published:
			case <-ctx.Done():
			case <-l.ctx.Done():
			}
		}
	}
}

// feed keeps the newest events, within bounds, since each holds on to the View
// before it.
type feed struct {
	most, mostChanged int
	events            []Event // one revision each, consecutive, the oldest first
	changed           int     // nodes and edges in events
	era               int     // counts the histories seen
}

func (f *feed) limit(events, changed int) { f.most, f.mostChanged = events, changed }

// add appends an event and forgets the oldest ones beyond the bounds. One that
// exceeds them alone is not kept either: its readers start over, which costs
// no more than reading it.
func (f *feed) add(e Event) {
	f.events = append(f.events, e)
	f.changed += e.Changes.Len()
	drop := 0
	for drop < len(f.events) && (len(f.events)-drop > f.most || f.changed > f.mostChanged) {
		f.changed -= f.events[drop].Changes.Len()
		drop++
	}
	// Shift rather than reslice, or what was dropped stays referred to.
	n := copy(f.events, f.events[drop:])
	clear(f.events[n:])
	f.events = f.events[:n]
}

// forget drops the events kept; a reader that lacks one of them is told so.
func (f *feed) forget() { f.events, f.changed = nil, 0 }

// reset forgets everything, because the history is another one now.
func (f *feed) reset() {
	f.forget()
	f.era++
}

// next returns the event after a revision, or one without Changes that leads
// to the current revision if it is not known; false if there is none yet. A
// reader that knows another era starts over, also at the same revision.
func (f *feed) next(after graph.Revision, now *standing, era int) (Event, bool) {
	switch current := now.view.Revision(); {
	case era == f.era && after == current:
		return Event{}, false
	case era == f.era && after < current && len(f.events) > 0 && f.events[0].From <= after:
		return f.events[after-f.events[0].From], true
	default:
		return Event{From: after, To: current, Hash: now.hash, Replaced: era != f.era || after > current}, true
	}
}
