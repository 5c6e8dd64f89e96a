package search

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/chainatlas/chainatlas/graph"
)

const (
	minBackOff = 50 * time.Millisecond
	// A step that changes so many documents, and more than half of the index, is
	// followed by making the index anew.
	manyChanged = 200_000
)

// Follow keeps the index up with a log until ctx ends or the log fails for good.
// First, and whenever the log cannot tell what changed, it makes the index anew;
// meanwhile the old one answers, or, if that is damaged or of a history that is
// gone, the plain scan. Failures are retried and told by Status.
//
// It returns an error with CodeCancelled when ctx ends, CodeUnavailable when the
// log or the Index is closed, and CodeConflict if it runs already.
func (x *Index) Follow(ctx context.Context, log Log) error {
	const op = "search.Follow"
	if !x.following.CompareAndSwap(false, true) {
		return graph.Errorf(graph.CodeConflict, op, "the search index follows a log already")
	}
	defer x.following.Store(false)
	var checking sync.WaitGroup
	defer checking.Wait()
	checking.Go(func() { x.check(ctx) })
	var from Source // to make the index of; nil if it can be followed
	pause := minBackOff
	for {
		err := x.follow(ctx, log, &from)
		switch {
		case ctx.Err() != nil:
			return graph.Errorf(graph.CodeCancelled, op, "following was ended: %w", context.Cause(ctx))
		case err == nil:
			pause = minBackOff
			continue
		case graph.CodeOf(err) == graph.CodeUnavailable:
			return err
		}
		x.mu.Lock()
		x.status.Err = err
		x.mu.Unlock()
		x.opts.Logger.Error("the search index cannot follow", "err", err, "retry", pause)
		select {
		case <-time.After(pause):
		case <-ctx.Done():
		}
		pause = min(2*pause, x.opts.MaxBackOff)
	}
}

// check looks at the files that Open has not checked, which also brings them into
// memory.
func (x *Index) check(ctx context.Context) {
	x.mu.Lock()
	g := x.unverified
	x.unverified = nil
	if g == nil || x.closed || x.current != g {
		x.mu.Unlock()
		return
	}
	g.users.Add(1)
	x.mu.Unlock()
	err := g.verify(ctx)
	g.users.Done()
	if err != nil && ctx.Err() == nil {
		x.damaged(g, err)
	}
}

// follow makes the index, or follows the log until it is to be made anew. It
// leaves in from what it is to be made of.
func (x *Index) follow(ctx context.Context, log Log, from *Source) error {
	reason, usable, err := x.outdated(ctx, log)
	if err != nil {
		return err
	}
	if reason == "" && *from != nil {
		reason, usable = "it is not known what changed", true
	}
	if reason != "" {
		src := *from
		if src == nil {
			if src, err = log.Source(ctx); err != nil {
				return err
			}
		}
		if err := x.rebuild(ctx, src, reason, usable); err != nil {
			return err
		}
		*from = nil
		return nil
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	x.mu.Lock()
	x.interrupt = stop
	after, broken := x.status.Revision, x.broken
	x.mu.Unlock()
	defer func() {
		x.mu.Lock()
		x.interrupt = nil
		x.mu.Unlock()
	}()
	if broken != nil {
		return nil
	}
	for step, err := range log.Steps(ctx, after) {
		switch {
		case ctx.Err() != nil:
			return nil // the caller looks why
		case err != nil:
			return err
		case step.Changed == nil:
			*from = step.To
			return nil
		}
		again, err := x.apply(ctx, step)
		if err != nil && ctx.Err() == nil {
			return err
		}
		if again {
			*from = step.To
		}
		if again || err != nil {
			return nil
		}
	}
	return nil
}

// outdated returns why the index is to be made anew, and whether it may answer
// until then.
func (x *Index) outdated(ctx context.Context, log Log) (reason string, usable bool, err error) {
	x.mu.RLock()
	g, broken, closed := x.current, x.broken, x.closed
	reason = x.status.Reason
	x.mu.RUnlock()
	switch {
	case closed:
		return "", false, graph.Sayf(graph.CodeUnavailable, "search.Follow", "搜索索引已关闭", "the search index is closed")
	case g == nil:
		return reason, false, nil
	case broken != nil:
		return broken.Error(), broken == errAsked, nil
	}
	now, err := log.Source(ctx)
	if err != nil {
		return "", false, err
	}
	if at := now.Revision(); g.tag.Revision > at {
		return fmt.Sprintf("it is of revision %d, the log ends at %d", g.tag.Revision, at), false, nil
	}
	switch hash, err := log.HashAt(ctx, g.tag.Revision); {
	case graph.CodeOf(err) == graph.CodeNotFound, err == nil && hash != g.tag.Hash:
		return "it belongs to another history of the log", false, nil
	case err != nil:
		return "", false, err
	}
	return "", true, nil
}

// rebuild makes the index of a source and puts it in the place of the present one,
// which answers until then if it may, as else the names do.
func (x *Index) rebuild(ctx context.Context, src Source, reason string, usable bool) (err error) {
	start := x.opts.Now()
	tag := stamp{Format: format, Store: x.opts.StoreID, Revision: src.Revision(), Hash: src.Hash()}
	x.built.Store(0)
	x.mu.Lock()
	x.status.Building, x.status.BuildingSince, x.status.Reason = true, start, reason
	have := x.names != nil && x.names.at == tag
	if x.status.since.IsZero() {
		x.status.since = start
	}
	x.mu.Unlock()
	x.opts.Logger.Info("the search index is being made", "revision", tag.Revision, "reason", reason)
	defer func() {
		x.mu.Lock()
		x.status.Building = false
		x.mu.Unlock()
	}()
	if !usable && !have {
		n, err := readNames(ctx, src, tag)
		if err != nil {
			return err
		}
		x.mu.Lock()
		old := x.current
		x.names, x.current, x.broken = n, nil, nil
		x.status.NamesOnly, x.status.Revision = true, tag.Revision
		x.publish()
		x.mu.Unlock()
		x.retire(old)
	}
	dir, err := build(ctx, x.dir, src, tag, x.opts.Core, start, func() { x.built.Add(1) }, &x.abandoned)
	if err != nil {
		return fmt.Errorf("cannot make the search index: %w", err)
	}
	g, err := openGeneration(dir)
	if err != nil {
		return fmt.Errorf("cannot open the search index just made: %w", err)
	}
	warm(ctx, g)
	x.mu.Lock()
	if x.closed {
		x.mu.Unlock()
		_ = g.close() // it was closed before it was used; it stays for the next time
		return graph.Sayf(graph.CodeUnavailable, "search.Follow", "搜索索引已关闭", "the search index is closed")
	}
	old := x.current
	x.current, x.names, x.broken = g, nil, nil
	x.status.NamesOnly, x.status.Revision, x.status.Documents, x.status.Err = false, tag.Revision, int(g.documents), nil
	x.status.since = time.Time{}
	x.status.Rebuilt++
	x.publish()
	x.mu.Unlock()
	x.retire(old)
	x.opts.Logger.Info("the search index is made", "revision", tag.Revision, "documents", g.documents, "took", x.opts.Now().Sub(start))
	return nil
}

// retire removes a generation that is not used any more, once nobody reads it.
func (x *Index) retire(g *generation) {
	if g != nil {
		x.retiring.Go(g.discard)
	}
}

// warm reads the parts of the files that every query needs.
func warm(ctx context.Context, g *generation) {
	for _, text := range [...]string{"a", "公司", "科技 中国", "1"} {
		if _, err := g.find(ctx, &Query{Text: text, First: 10}, false); err != nil {
			return // who asks next is told
		}
	}
}

// apply brings the index up to a step. again says that it is rather to be made
// anew.
func (x *Index) apply(ctx context.Context, step Step) (again bool, err error) {
	seen := map[graph.SubjectID]bool{}
	var ids []graph.SubjectID
	for id := range step.Changed {
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	x.mu.Lock()
	g := x.current
	if many := len(ids) > manyChanged && len(ids) > x.status.Documents/2; g == nil || many {
		x.mu.Unlock()
		return true, nil
	}
	if x.status.since.IsZero() {
		x.status.since = x.opts.Now()
	}
	x.mu.Unlock()
	tag := stamp{Format: format, Store: x.opts.StoreID, Revision: step.To.Revision(), Hash: step.To.Hash()}
	if err := g.apply(ctx, step.To, ids, tag, x.opts.Core, func(n int) { x.pending.Store(int64(n)) }); err != nil {
		return false, fmt.Errorf("cannot bring the search index up to revision %d: %w", tag.Revision, err)
	}
	x.mu.Lock()
	x.status.Revision, x.status.Documents, x.status.since, x.status.Err = tag.Revision, int(g.documents), time.Time{}, nil
	x.publish()
	x.mu.Unlock()
	return false, nil
}
