package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/chainatlas/chainatlas/graph"
)

func (a *app) backupCommand() *cobra.Command {
	cmd := a.command("backup FILE", help.Backup, 1, 1, func(cmd *cobra.Command, args []string) error {
		file := args[0]
		if there, err := exists(file); err != nil {
			return err
		} else if there {
			return a.errorf(graph.CodeExists, text.FileExists, file)
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
		if there, err := exists(path); err != nil {
			return err
		} else if there {
			return a.errorf(graph.CodeExists, text.StoreExists, path)
		}
		// SQLite would replay what it finds there into the new file.
		for _, journal := range []string{path + "-wal", path + "-journal"} {
			if there, err := exists(journal); err != nil {
				return err
			} else if there {
				return a.errorf(graph.CodeExists, text.Journal, journal)
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

// verifyFile verifies the store in a file.
func (a *app) verifyFile(ctx context.Context, file string) error {
	s, err := a.open(ctx, file, read)
	if err != nil {
		return err
	}
	defer s.Close()
	return a.check(ctx, s, file)
}

// completeFiles completes the names of files.
func completeFiles(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return nil, cobra.ShellCompDirectiveDefault
}
