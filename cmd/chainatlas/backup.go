package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/chainatlas/chainatlas/graph"
)

func (a *app) backupCommand() *cobra.Command {
	cmd := a.command("backup FILE", help.Backup, 1, 1, func(cmd *cobra.Command, args []string) error {
		file := args[0]
		if err := a.fileIsFree(file); err != nil {
			return err
		}
		return a.withStore(cmd.Context(), read, func(_ string, s graph.Store) error {
			return a.copyStore(cmd.Context(), s, file, text.BackupDone)
		})
	})
	cmd.ValidArgsFunction = completeFiles
	return cmd
}

func (a *app) restoreCommand() *cobra.Command {
	cmd := a.command("restore FILE", help.Restore, 1, 1, func(cmd *cobra.Command, args []string) error {
		ctx := cmd.Context()
		path, err := a.storePath()
		if err != nil {
			return err
		}
		if isServer(path) {
			return a.restoreToServer(ctx, args[0], path)
		}
		if there, err := exists(path); err != nil {
			return err
		} else if there {
			return a.errorf(graph.CodeExists, text.StoreExists, path)
		}
		// SQLite would replay what it finds in them into the new file.
		for _, journal := range []string{path + "-wal", path + "-journal"} {
			info, err := os.Stat(journal)
			if err == nil && info.Size() > 0 {
				return a.errorf(graph.CodeExists, text.Journal, journal)
			}
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
		if there, err := exists(args[0]); err != nil {
			return err
		} else if !there {
			return a.errorf(graph.CodeNotFound, text.NoFile, args[0])
		}
		source, err := a.open(ctx, args[0], read)
		if err != nil {
			return err
		}
		defer source.Close()
		if err := a.check(ctx, source, args[0]); err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		return a.copyStore(ctx, source, path, text.RestoreDone)
	})
	cmd.ValidArgsFunction = completeFiles
	return cmd
}

// copyStore copies a store to a new file, verifies the copy and tells so. A
// copy that is not sound is removed.
func (a *app) copyStore(ctx context.Context, s graph.Store, file string, done graph.Label) error {
	head, err := s.Backup(ctx, file)
	if err != nil {
		return err
	}
	if err := a.verifyFile(ctx, file); err != nil {
		return errors.Join(err, os.Remove(file))
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	return a.printf(done, file, head.Revision, size(info.Size()))
}

// verifyFile verifies the copy of a store in a file.
func (a *app) verifyFile(ctx context.Context, file string) error {
	// For writing, though nothing is written: so that SQLite takes its journals
	// away when it closes, and the copy is one file.
	s, err := a.open(ctx, file, write)
	if err != nil {
		return err
	}
	err = a.check(ctx, s, file)
	if closed := s.Close(); err == nil {
		err = closed
	}
	return err
}

// completeFiles completes the names of files.
func completeFiles(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return nil, cobra.ShellCompDirectiveDefault
}
