package schema

import (
	"cmp"
	"context"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/live"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// maxTouched bounds the nodes that an event names.
const maxTouched = 100

// revisions sends an event for each step of the log. A client that reads slowly
// holds nothing of the log: what it misses comes as one event.
func (s *Service) revisions(ctx context.Context, after *graph.Revision) (<-chan *model.RevisionEvent, error) {
	from := s.log.View().Revision()
	if after != nil {
		if *after > from {
			return nil, say(graph.CodeInvalid, "还没有第 %d 号修订", "there is no revision %d yet", *after)
		}
		from = *after
	}
	out := make(chan *model.RevisionEvent)
	go func() {
		defer close(out)
		for e, err := range s.log.Changes(ctx, from) {
			if err != nil {
				return // the client has gone, or the service ends
			}
			select {
			case out <- s.event(ctx, &e):
			case <-ctx.Done():
				return
			}
		}
	}()
	return out, nil
}

func (s *Service) event(ctx context.Context, e *live.Event) *model.RevisionEvent {
	view := e.View
	if e.Changes != nil {
		view = e.Changes.To
	}
	if op := operationOf(ctx); op != nil { // the answer speaks of this revision
		op.mu.Lock()
		op.coming = append(op.coming, view)
		op.mu.Unlock()
	}
	x := &model.RevisionEvent{From: e.From, To: e.To, Touched: []graph.SubjectID{}, Replaced: e.Replaced}
	if date := s.ledger.upTo(e.To).dataDate; !date.IsZero() {
		x.DataDate = &date
	}
	if e.Changes == nil {
		return x
	}
	n := 0
	for c := range e.Changes.Nodes() {
		if n++; n <= maxTouched {
			x.Touched = append(x.Touched, cmp.Or(c.Is, c.Was))
		}
	}
	slices.Sort(x.Touched)
	x.Nodes = &n
	return x
}

// importProgress sends how far an import is until it is over. Of a preview that is
// over already it says nothing: who asks waits for what comes.
func (s *Service) importProgress(ctx context.Context, upload graph.SubjectID) (<-chan *model.ImportProgress, error) {
	if _, err := s.actor(ctx, RightImport); err != nil {
		return nil, err
	}
	u, err := s.uploading()
	if err != nil {
		return nil, err
	}
	j, err := u.get(upload)
	if err != nil {
		return nil, err
	}
	out := make(chan *model.ImportProgress)
	go func() {
		defer close(out)
		over := func(p model.ImportProgress) bool {
			return p.Step == model.ImportStepDone || p.Step == model.ImportStepFailed
		}
		for first := true; ; first = false {
			p, dry, changed := j.state()
			if p.Step != "" && !(first && dry && over(p)) {
				select {
				case out <- &p:
				case <-ctx.Done():
					return
				}
				if over(p) {
					return
				}
			}
			select {
			case <-changed:
			case <-j.gone:
				return
			case <-ctx.Done():
				return
			}
		}
	}()
	return out, nil
}
