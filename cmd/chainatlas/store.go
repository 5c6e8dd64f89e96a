package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/sqlite"
)

// openMode says what a store is opened for.
type openMode bool

const (
	read  openMode = false
	write openMode = true
)

// open opens the store that is at a path. It creates none: a mistyped path must
// not look like an empty store.
func (a *app) open(ctx context.Context, path string, mode openMode) (*sqlite.Store, error) {
	there, err := exists(path)
	if err != nil {
		return nil, err
	}
	if !there {
		return nil, a.errorf(graph.CodeNotFound, text.NoStore, path)
	}
	return sqlite.Open(ctx, path, sqlite.Options{Now: a.Now, Rand: a.Rand, ReadOnly: mode == read})
}

// exists reports whether there is a file at a path.
func exists(path string) (bool, error) {
	_, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

func (a *app) initCommand() *cobra.Command {
	return a.command("init", help.Init, 0, 0, func(cmd *cobra.Command, _ []string) error {
		path, err := a.storePath()
		if err != nil {
			return err
		}
		there, err := exists(path)
		if err != nil {
			return err
		}
		if there {
			return a.errorf(graph.CodeExists, text.StoreExists, path)
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		s, err := sqlite.Open(cmd.Context(), path, sqlite.Options{Now: a.Now, Rand: a.Rand})
		if err != nil {
			return err
		}
		if err := s.Close(); err != nil {
			return err
		}
		return a.printf(text.StoreCreated, path)
	})
}
