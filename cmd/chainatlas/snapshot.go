package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"reflect"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// verifySnapshot reads the snapshot in a file and compares what it shows with
// what the log says at its revision. A snapshot that cannot be read, or that
// shows anything else, is an error with CodeDamaged.
func (a *app) verifySnapshot(ctx context.Context, s graph.Store, file string) (graph.Revision, error) {
	there, err := exists(file)
	if err != nil {
		return 0, err
	}
	if !there {
		return 0, a.errorf(graph.CodeNotFound, text.NoFile, file)
	}
	f, err := os.Open(file)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	vocabulary, rules := graph.Standard(), graph.StandardRules()
	snapshot, err := memory.ReadSnapshot(bufio.NewReaderSize(f, 1<<20), s.ID(), vocabulary, rules)
	if err != nil {
		return 0, err
	}
	head, err := s.Head(ctx)
	if err != nil {
		return 0, err
	}
	if snapshot.Revision() > head.Revision {
		return 0, a.errorf(graph.CodeDamaged, text.SnapshotAhead, file, snapshot.Revision(), head.Revision)
	}
	// To Build, zero is the head; to a View it is the empty log.
	built := memory.New(vocabulary, rules)
	if snapshot.Revision() > 0 {
		if built, err = memory.Build(ctx, s, vocabulary, rules, snapshot.Revision()); err != nil {
			return 0, err
		}
	}
	difference, err := compareViews(ctx, snapshot, built)
	if err != nil {
		return 0, err
	}
	if difference != "" {
		return 0, a.errorf(graph.CodeDamaged, text.SnapshotDiffers, file, snapshot.Revision(), difference)
	}
	return snapshot.Revision(), nil
}

// compareViews returns the first thing in which two Views of one revision
// differ, or "". Of a node with more than [memory.MaxPage] edges of one type
// it compares that many, and how many there are.
func compareViews(ctx context.Context, a, b *memory.View) (string, error) {
	for _, kind := range a.Vocabulary().Kinds {
		query := memory.ListQuery{Kind: kind.Kind, First: memory.MaxPage}
		for more := true; more; {
			pageA, err := a.List(ctx, query)
			if err != nil {
				return "", err
			}
			pageB, err := b.List(ctx, query)
			if err != nil {
				return "", err
			}
			if !slices.Equal(pageA.IDs, pageB.IDs) || pageA.Total != pageB.Total {
				return fmt.Sprintf("nodes of kind %s", kind.Kind), nil
			}
			nodesB := b.Nodes(pageA.IDs...)
			for i, node := range a.Nodes(pageA.IDs...) {
				if !reflect.DeepEqual(node, nodesB[i]) {
					return fmt.Sprintf("node %s", node.ID), nil
				}
			}
			if difference, err := compareEdges(ctx, a, b, kind.Kind, pageA.IDs); difference != "" || err != nil {
				return difference, err
			}
			if more = pageA.HasMore; more {
				query.After = pageA.Cursors[len(pageA.Cursors)-1]
			}
		}
	}
	return compareLists(ctx, a, b)
}

// compareEdges compares the edges that go out from nodes of one kind.
func compareEdges(ctx context.Context, a, b *memory.View, kind graph.Kind, ids []graph.SubjectID) (string, error) {
	for _, edge := range a.Vocabulary().Edges {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		if len(ids) == 0 || !slices.Contains(edge.From, kind) {
			continue
		}
		query := memory.NeighbourQuery{Edge: edge.Type, First: memory.MaxPage}
		edgesA, err := a.Neighbours(ids, query)
		if err != nil {
			return "", err
		}
		edgesB, err := b.Neighbours(ids, query)
		if err != nil {
			return "", err
		}
		for i := range ids {
			if edgesA[i].Total != edgesB[i].Total || !sameItems(edgesA[i].Edges, edgesB[i].Edges) {
				return fmt.Sprintf("%s of node %s", edge.Type, ids[i]), nil
			}
		}
	}
	return "", nil
}

// compareLists compares what Views list beside the graph, and the chain map.
func compareLists(ctx context.Context, a, b *memory.View) (string, error) {
	mapA, err := a.ChainMap(ctx, memory.MapQuery{Capital: true})
	if err != nil {
		return "", err
	}
	mapB, err := b.ChainMap(ctx, memory.MapQuery{Capital: true})
	if err != nil {
		return "", err
	}
	sleepingA, separatedA := a.Adrift()
	sleepingB, separatedB := b.Adrift()
	for _, list := range []struct {
		name string
		same bool
	}{
		{"the chain map", reflect.DeepEqual(mapA, mapB)},
		{"the edges refused", sameItems(a.Refused(), b.Refused())},
		{"the queued rows", sameItems(slices.Collect(a.Queued()), slices.Collect(b.Queued()))},
		{"the questions", sameItems(slices.Collect(a.Questions()), slices.Collect(b.Questions()))},
		{"the contradicted judgements", sameItems(a.Contradicted(), b.Contradicted())},
		{"the bad cells", sameItems(slices.Collect(a.BadCells()), slices.Collect(b.BadCells()))},
		{"the pins and denials adrift", sameItems(sleepingA, sleepingB) && sameItems(separatedA, separatedB)},
	} {
		if !list.same {
			return list.name, nil
		}
	}
	return "", nil
}

// sameItems reports whether two lists hold the same, in whatever order.
func sameItems[T any](a, b []T) bool {
	return slices.Equal(printed(a), printed(b))
}

// printed returns the items of a list as text, in order.
func printed[T any](list []T) []string {
	lines := make([]string, len(list))
	for i := range list {
		lines[i] = fmt.Sprintf("%+v", list[i])
	}
	slices.Sort(lines)
	return lines
}
