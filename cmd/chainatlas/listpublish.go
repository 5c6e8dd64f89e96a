package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/scoring/growth"
	"github.com/chainatlas/chainatlas/scoring/growth/register"
)

func (a *app) listPublishCommand() *cobra.Command {
	var why, actor string
	cmd := a.command("publish FILE --why TEXT [--actor NAME]", listHelp.Publish, 1, 1, func(cmd *cobra.Command, args []string) error {
		if why = strings.TrimSpace(why); why == "" {
			return a.usage(cmd, importing.WhyMissing)
		}
		by, err := a.actor(actor)
		if err != nil {
			return err
		}
		e, data, err := a.readEdition(args[0])
		if err != nil {
			return err
		}
		return a.withStore(cmd.Context(), write, func(path string, s graph.Store) error {
			return a.publishList(cmd.Context(), path, s, e, data, by, why)
		})
	})
	cmd.Flags().StringVar(&why, "why", "", a.say(importing.FlagWhy))
	cmd.Flags().StringVar(&actor, "actor", "", a.say(text.FlagActing))
	cmd.ValidArgsFunction = completeFiles
	return cmd
}

func (a *app) listWithdrawCommand() *cobra.Command {
	var why, actor string
	cmd := a.command("withdraw CODE NUMBER --why TEXT [--actor NAME]", listHelp.Withdraw, 2, 2, func(cmd *cobra.Command, args []string) error {
		if why = strings.TrimSpace(why); why == "" {
			return a.usage(cmd, importing.WhyMissing)
		}
		by, err := a.actor(actor)
		if err != nil {
			return err
		}
		return a.withStore(cmd.Context(), write, func(path string, s graph.Store) error {
			return a.withdrawList(cmd.Context(), path, s, args[0], args[1], by, why)
		})
	})
	cmd.Flags().StringVar(&why, "why", "", a.say(importing.FlagWhy))
	cmd.Flags().StringVar(&actor, "actor", "", a.say(text.FlagActing))
	return cmd
}

// publishList publishes an edition as one batch; see package register.
func (a *app) publishList(ctx context.Context, path string, s graph.Store, e *growth.Edition, data []byte, actor, why string) error {
	view, err := a.view(ctx, path, s)
	if err != nil {
		return err
	}
	if e.Data.Revision > view.Revision() {
		return a.errorf(graph.CodeNotFound, text.NoRevision, e.Data.Revision, view.Revision())
	}
	// What cannot be drawn up again from the store is not published.
	if err := a.recompute(ctx, path, s, e, data); err != nil {
		return err
	}
	if err := register.Shelf.Declare(ctx, s, view, actor); err != nil {
		return err
	}
	if view, err = a.view(ctx, path, s); err != nil {
		return err
	}
	h := graph.Header{Key: register.Key(e), Actor: actor, Reason: why, Base: view.Revision()}
	said, err := register.Publish(ctx, s, view, &h, e, data, a.today())
	if err != nil {
		return err
	}
	written, err := graph.Append(ctx, s, h, said...)
	if err != nil {
		return err
	}
	return a.printf(listing.Published, a.lang.pick(e.List.Name), e.Number, written.Revision, e.Counts.In, e.Counts.Borderline)
}

// withdrawList takes an edition out of circulation, with the reason. What was
// published stays readable.
func (a *app) withdrawList(ctx context.Context, path string, s graph.Store, code, number, actor, why string) error {
	view, err := a.view(ctx, path, s)
	if err != nil {
		return err
	}
	e, err := register.Find(ctx, view, code, number)
	if err != nil {
		return err
	}
	h := graph.Header{Key: "list:" + code + ":" + number + ":withdrawn", Actor: actor, Reason: why, Base: view.Revision()}
	said, err := register.Withdraw(ctx, s, &h, e, why, a.today())
	if err != nil {
		return err
	}
	written, err := graph.Append(ctx, s, h, said...)
	if err != nil {
		return err
	}
	return a.printf(listing.Withdrawn, code, number, written.Revision)
}
