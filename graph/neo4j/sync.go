package neo4j

import (
	"context"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// Source is the log that a projection is made of. Every [graph.Store] is one.
type Source interface {
	Log
	ID() string
}

// Synced says how [Projection.Sync] led a projection to a View.
type Synced string

// The ways to a View.
const (
	SyncedNothing  Synced = "nothing"  // it was there
	SyncedAdvanced Synced = "advanced" // by what came since
	SyncedRepaired Synced = "repaired" // by comparing everything
	SyncedRebuilt  Synced = "rebuilt"  // from nothing
)

// Sync leads a projection to a View of a log, the cheapest way that is sure: by
// what came since if the projection is complete and of this log's history; by
// comparing everything if a step is half done, the history is another one, or
// something was redacted since; from nothing if there is no projection of this log.
// It does not look for what others wrote: see [Projection.Repair]. hash is the
// log's at the View's revision.
func (p *Projection) Sync(ctx context.Context, log Source, hash graph.Hash, v *memory.View) (Synced, error) {
	state, err := p.State(ctx)
	if err != nil {
		return "", err
	}
	repair := func() (Synced, error) {
		if n, err := p.Repair(ctx, log.ID(), hash, v); err != nil || n >= 0 {
			return SyncedRepaired, err
		}
		return SyncedRebuilt, nil
	}
	switch {
	case state.Log != log.ID():
		return SyncedRebuilt, p.Rebuild(ctx, log.ID(), hash, v)
	case !state.Complete || state.Revision > v.Revision():
		return repair()
	case state.Revision == v.Revision() && state.Hash == hash.String():
		return SyncedNothing, nil
	}
	known := graph.Hash{}
	if state.Revision > 0 {
		for h, err := range log.Headers(ctx, state.Revision, state.Revision) {
			if err != nil {
				return "", err
			}
			known = h.Hash
		}
	}
	if known.String() != state.Hash || state.Revision == v.Revision() {
		return repair() // a history that was replaced, as by restoring a backup
	}
	told, err := v.ChangesSince(ctx, state.Revision)
	if err != nil {
		return "", err
	}
	if len(told.Redacted) > 0 {
		return repair()
	}
	err = p.Advance(ctx, log.ID(), hash, log, told.From, v, told)
	if graph.CodeOf(err) == graph.CodeConflict {
		return repair() // somebody was faster, or has taken away what the step stands on
	}
	return SyncedAdvanced, err
}

// settlePause is between two looks at what another process does.
const settlePause = 200 * time.Millisecond

// Settle waits until no other process is writing the projection: until it is
// complete, or its step has made no progress for a while. To compare a large graph
// takes time without progress.
func (p *Projection) Settle(ctx context.Context, still time.Duration) error {
	var last State
	for looks := time.Duration(0); looks*settlePause < still; looks++ {
		state, err := p.State(ctx)
		if err != nil || state.Complete || state.Log == "" {
			return err
		}
		if state != last {
			last, looks = state, 0
		}
		select {
		case <-time.After(settlePause):
		case <-ctx.Done():
			return p.fail(ctx, "neo4j.Settle", ctx.Err())
		}
	}
	return nil
}
