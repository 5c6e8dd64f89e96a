package main

import (
	"cmp"
	"context"
	"fmt"
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
	supposed, err := importer.SupposeRevoked(ctx, before, h)
	if err != nil {
		return err
	}
	changes, asleep := countChanges(supposed), a.sleeping(before, supposed.Slept())
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
			Sleeping []sleeping        `json:"sleeping,omitempty"` // decisions that hold nothing once it is taken back
		}{batch, done, dryRun, changes, asleep})
	}
	if err := a.printf(importing.Revoking, batch, h.Kind, printable(string(h.Source)), a.time(h.Recorded), printable(h.Reason)); err != nil {
		return err
	}
	if err := a.printChanges(changes, importing.RevokeChanges); err != nil {
		return err
	}
	if err := a.printSleeping(asleep); err != nil {
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

// sleeping is a person's decision that holds nothing once a batch is taken back,
// because what it is about stands no more.
type sleeping struct {
	Batch    graph.Revision `json:"batch"`
	What     string         `json:"what"` // same, different, pin, denial or edgeDenial
	About    string         `json:"about"`
	Other    string         `json:"other,omitempty"`
	Property string         `json:"property,omitempty"` // or the edge type
	Period   string         `json:"period,omitempty"`
	Value    string         `json:"value,omitempty"`
}

// sleeping names decisions by what stood before.
func (a *app) sleeping(before *memory.View, decisions []memory.Decision) []sleeping {
	var out []sleeping
	for i := range decisions {
		d := &decisions[i]
		x := sleeping{Batch: d.Batch, Property: d.Property, Period: d.Period}
		name := func(id graph.SubjectID) string {
			called := ""
			if subject := before.Subject(id); d.What == memory.Judgement && subject != nil {
				called = subject.Name() // both may be one node by it
			}
			return cmp.Or(called, before.Name(id), string(id))
		}
		x.About = name(d.About)
		if d.Other != "" {
			x.Other = name(d.Other)
		}
		if !d.Value.IsZero() {
			x.Value = d.Value.String()
		}
		switch d.What {
		case memory.Judgement:
			if x.What = "different"; d.Verdict == graph.Same {
				x.What = "same"
			}
		case memory.Pinned:
			x.What = "pin"
		case memory.Denied:
			x.What = "denial"
		case memory.EdgeDenied:
			x.What = "edgeDenial"
		}
		out = append(out, x)
	}
	return out
}

// shownSleeping is how many decisions are printed; JSON has all.
const shownSleeping = 10

// printSleeping tells the decisions that hold nothing once a batch is taken back.
func (a *app) printSleeping(all []sleeping) error {
	if len(all) == 0 {
		return nil
	}
	if _, err := fmt.Fprintf(a.Stdout, "\n%s\n", a.say(importing.Sleeping, len(all))); err != nil {
		return err
	}
	words := map[string]graph.Label{"same": importing.SleepsSame, "different": importing.SleepsDifferent, "pin": importing.SleepsPin,
		"denial": importing.SleepsDenial, "edgeDenial": importing.SleepsEdge}
	for i := range all[:min(len(all), shownSleeping)] {
		x := &all[i]
		line := fmt.Sprintf("  r%d  %s  %s", x.Batch, a.say(words[x.What]), x.About)
		for _, s := range []string{x.Other, x.Property, x.Period, x.Value} {
			if s != "" {
				line += "  " + s
			}
		}
		if _, err := fmt.Fprintln(a.Stdout, printable(line)); err != nil {
			return err
		}
	}
	if more := len(all) - shownSleeping; more > 0 {
		if _, err := fmt.Fprintln(a.Stdout, "  "+a.say(importing.More, more)); err != nil {
			return err
		}
	}
	return nil
}
