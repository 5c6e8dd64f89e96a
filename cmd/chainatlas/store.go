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
	if !there || isBlank(path) {
		return nil, a.errorf(graph.CodeNotFound, text.NoStore, path)
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, a.errorf(graph.CodeInvalid, text.NotAFile, path)
	}
	s, err := sqlite.Open(ctx, path, sqlite.Options{Now: a.Now, Rand: a.Rand, ReadOnly: mode == read})
	if sqlite.Denied(err) {
		return nil, &graph.Error{Code: graph.CodeUnavailable, Message: a.say(text.StoreDenied, path), Err: err}
	}
	return s, err
}

// exists reports whether there is a file at a path.
func exists(path string) (bool, error) {
	_, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// isBlank reports whether there is a regular file without a byte at a path: what
// is left of a store that could not be created, because the disk was full.
func isBlank(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode().IsRegular() && info.Size() == 0
}

func (a *app) initCommand() *cobra.Command {
	return a.command("init", help.Init, 0, 0, func(cmd *cobra.Command, _ []string) error {
		path, err := a.storePath()
		if err != nil {
			return err
		}
		if isServer(path) {
			return a.initServer(cmd.Context(), path)
		}
		there, err := exists(path)
		if err != nil {
			return err
		}
		if there && !isBlank(path) {
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
