package main

import (
	"context"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/live"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// snapshotSuffix follows the store's path in the name of its snapshot.
const snapshotSuffix = ".snapshot"

// view returns the View of a store's head. If a snapshot is beside the store it
// spares folding what the snapshot covers; one that is of no use, such as that
// of another history, is passed over.
func (a *app) view(ctx context.Context, path string, s graph.Store) (*memory.View, error) {
	head, err := s.Head(ctx)
	if err != nil {
		return nil, err
	}
	vocabulary, rules := graph.Standard(), graph.StandardRules()
	if head.Revision == 0 {
		return memory.New(vocabulary, rules), nil // to Build, 0 is the head, whatever that is by then
	}
	if there, err := exists(path + snapshotSuffix); err != nil || !there {
		return memory.Build(ctx, s, vocabulary, rules, head.Revision)
	}
	log, err := live.Open(ctx, s, live.Options{
		Vocabulary: vocabulary, Rules: rules, SnapshotPath: path + snapshotSuffix, Now: a.Now,
	})
	if err != nil {
		return nil, err
	}
	view := log.View()
	return view, log.Close()
}

// viewAt returns the View of a revision, of the head if r is 0.
func (a *app) viewAt(ctx context.Context, path string, s graph.Store, r graph.Revision) (*memory.View, error) {
	head, err := s.Head(ctx)
	switch {
	case err != nil:
		return nil, err
	case r > head.Revision:
		return nil, a.errorf(graph.CodeNotFound, text.NoRevision, r, head.Revision)
	case r == 0 || r == head.Revision:
		return a.view(ctx, path, s)
	}
	return memory.Build(ctx, s, graph.Standard(), graph.StandardRules(), r)
}
