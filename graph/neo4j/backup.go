package neo4j

import (
	"context"
	"errors"
	"os"

	"github.com/chainatlas/chainatlas/graph"
)

// Backup implements [graph.Store]. The copy is a file of the embedded store, which
// [Options].Backup writes: a log copied batch by batch, with its salt and all
// hashes, readable without a server. It can be copied back to any store. The
// server's own tools back up a whole database instead.
func (s *Store) Backup(ctx context.Context, path string) (graph.Head, error) {
	const op = "neo4j.Backup"
	if s.opts.Backup == nil {
		return graph.Head{}, graph.Errorf(graph.CodeInvalid, op, "this program was not told how to write a log to a file")
	}
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		return graph.Head{}, graph.Privatef(graph.CodeInvalid, op, "%s 已存在", "%s exists already", path)
	}
	head, err := s.opts.Backup(ctx, s, path)
	return head, s.fail(ctx, op, err)
}
