package main

import (
	"context"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer"
)

func (a *app) revokeCommand() *cobra.Command {
	var (
		why, actor     string
		dryRun, asJSON bool
	)
	cmd := a.command("revoke REVISION --why TEXT [--actor NAME] [--dry-run] [--json]", help.Revoke, 1, 1, func(cmd *cobra.Command, args []string) error {
		n, err := strconv.ParseUint(args[0], 10, 63)
		if err != nil || n == 0 {
			return a.usage(cmd, text.BadRevision, args[0])
		}
		if why = strings.TrimSpace(why); why == "" {
			return a.usage(cmd, importing.WhyMissing)
		}
		by, err := a.actor(actor)
		if err != nil {
			return err
		}
		mode := write
		if dryRun {
			mode = read
		}
		return a.withStore(cmd.Context(), mode, func(path string, s graph.Store) error {
			return a.revoke(cmd.Context(), path, s, graph.Revision(n), by, why, dryRun, asJSON)
		})
	})
	cmd.Flags().StringVar(&why, "why", "", a.say(importing.FlagWhy))
	cmd.Flags().StringVar(&actor, "actor", "", a.say(text.FlagActing))
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, a.say(importing.FlagDryRun))
	cmd.Flags().BoolVar(&asJSON, "json", false, a.say(text.FlagJSON))
	for _, name := range []string{"why", "actor"} {
		_ = cmd.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions)
	}
	return cmd
}

// revoke takes a batch back and tells what changes by that.
func (a *app) revoke(ctx context.Context, path string, s graph.Store, batch graph.Revision, actor, why string, dryRun, asJSON bool) error {
	before, err := a.view(ctx, path, s)
	if err != nil {
		return err
	}
	if batch > before.Revision() {
		return a.errorf(graph.CodeNotFound, text.NoRevision, batch, before.Revision())
	}
	h, err := header(ctx, s, batch)
	if err != nil {
		return err
	}
	if standing, err := holds(ctx, s, h); err != nil {
		return err
	} else if !standing {
		return a.errorf(graph.CodeConflict, importing.NotStanding, batch)
	}
	// Derived before it is written, so that a revocation that cannot be is not.
	changes, err := supposeRevoked(ctx, before, h, actor, why)
	if err != nil {
		return err
	}
	var done graph.Revision
	if !dryRun {
		written, err := importer.Revoke(ctx, s, batch, actor, why)
		if err != nil {
			return err
		}
		done = written.Revision
	}
	if asJSON {
		return writeJSON(a.Stdout, struct {
			Revokes  graph.Revision    `json:"revokes"`
			Revision graph.Revision    `json:"revision,omitempty"`
			DryRun   bool              `json:"dryRun,omitempty"`
			Changes  *importer.Changes `json:"changes"`
		}{batch, done, dryRun, changes})
	}
	if err := a.printf(importing.Revoking, batch, h.Kind, printable(string(h.Source)), a.time(h.Recorded), printable(h.Reason)); err != nil {
		return err
	}
	if err := a.printChanges(changes, importing.RevokeChanges); err != nil {
		return err
	}
	if _, err := fmt.Fprintln(a.Stdout); err != nil {
		return err
	}
	if dryRun {
		return a.printf(importing.WouldRevoke)
	}
	if err := a.printf(importing.Revoked, batch, done); err != nil {
		return err
	}
	return a.printf(importing.Restore, done)
}

// supposeRevoked derives what the revocation of a batch would change.
func supposeRevoked(ctx context.Context, before *memory.View, h *graph.Header, actor, why string) (*importer.Changes, error) {
	next := &graph.Header{
		Revision: before.Revision() + 1, Kind: graph.BatchRevoke, Source: h.Source, Actor: actor, Reason: why,
		Revokes: h.Revision, Base: before.Revision(), Rules: graph.StandardRules().Version,
	}
	_, changes, err := before.Next(ctx, supposed{next}, next)
	if err != nil {
		return nil, err
	}
	return countChanges(changes), nil
}

// supposed is the log of a revocation that is not written.
type supposed struct{ header *graph.Header }

// Headers implements [memory.Log].
func (s supposed) Headers(context.Context, graph.Revision, graph.Revision) iter.Seq2[*graph.Header, error] {
	return func(yield func(*graph.Header, error) bool) { yield(s.header, nil) }
}

// Assertions implements [memory.Log].
func (s supposed) Assertions(context.Context, graph.Revision) iter.Seq2[graph.Assertion, error] {
	return func(yield func(graph.Assertion, error) bool) { yield(&graph.Revoke{Batch: s.header.Revokes}, nil) }
}
