package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chainatlas/chainatlas/graph"
)

// trusts names the levels of trust, from high to low.
var trusts = []struct {
	name  string
	trust graph.Trust
}{
	{"official", graph.TrustOfficial},
	{"verified", graph.TrustVerified},
	{"media", graph.TrustMedia},
	{"self-reported", graph.TrustSelfReported},
}

// trustName returns the name of a level of trust.
func trustName(t graph.Trust) string {
	for _, level := range trusts {
		if level.trust == t {
			return level.name
		}
	}
	return "undeclared"
}

// parseTrust returns the level of trust of a name, or of what the code list has
// for it in either language, or false.
func parseTrust(name string) (graph.Trust, bool) {
	code, listed := graph.Standard().List(graph.ListTrust).Find(name)
	for _, level := range trusts {
		if level.name == name || listed && strings.EqualFold(strings.ReplaceAll(level.name, "-", ""), code) {
			return level.trust, true
		}
	}
	return 0, false
}

// sourceID is what a source may be called: it is part of batch keys, file names
// and addresses, so it is plain.
var sourceID = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

// declaration is the declaration of a source that stands, and the revision
// that made it.
type declaration struct {
	graph.Declare
	Revision graph.Revision
}

// declarations returns the standing declaration of each source. It opens only
// the chunks that hold declarations, not the whole log.
func declarations(ctx context.Context, s graph.Store) (map[graph.SourceID]declaration, error) {
	newest := map[graph.SourceID]declaration{}
	standing := map[graph.Revision]bool{}
	for spoken, err := range s.Speaking(ctx, "") {
		if err != nil {
			return nil, err
		}
		d, ok := spoken.Assertion.(*graph.Declare)
		if !ok {
			continue
		}
		r := spoken.Revision
		if _, known := standing[r]; !known {
			if standing[r], err = stands(ctx, s, r); err != nil {
				return nil, err
			}
		}
		if standing[r] && r >= newest[d.Source].Revision {
			newest[d.Source] = declaration{*d, r}
		}
	}
	return newest, nil
}

// stands reports whether the batch of a revision has not been revoked.
func stands(ctx context.Context, s graph.Store, r graph.Revision) (bool, error) {
	h, err := header(ctx, s, r)
	if err != nil {
		return false, err
	}
	return holds(ctx, s, h)
}

// holds is [stands] for who has the header.
func holds(ctx context.Context, s graph.Store, h *graph.Header) (bool, error) {
	standing, err := s.Standing(ctx, h.Key)
	if graph.CodeOf(err) == graph.CodeNotFound {
		return false, nil
	}
	return standing == h.Revision, err
}

// sourceFlags are the flags that describe a source.
type sourceFlags struct{ name, publisher, trust, licence, reason, actor string }

// add gives a command the flags.
func (f *sourceFlags) add(a *app, cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.name, "name", "", a.say(text.FlagName))
	cmd.Flags().StringVar(&f.publisher, "publisher", "", a.say(text.FlagPublisher))
	cmd.Flags().StringVar(&f.trust, "trust", "", a.say(text.FlagTrust))
	cmd.Flags().StringVar(&f.licence, "licence", "", a.say(text.FlagLicence))
	cmd.Flags().StringVar(&f.reason, "reason", "", a.say(text.FlagReason))
	cmd.Flags().StringVar(&f.actor, "actor", "", a.say(text.FlagActing))
	for _, name := range []string{"name", "publisher", "licence", "reason", "actor"} {
		_ = cmd.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions)
	}
	var names []string
	for _, level := range trusts {
		names = append(names, level.name)
	}
	_ = cmd.RegisterFlagCompletionFunc("trust", cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp|cobra.ShellCompDirectiveKeepOrder))
}

func (a *app) sourceCommand() *cobra.Command {
	cmd := a.group("source", help.Source)
	cmd.AddCommand(a.sourceAddCommand(), a.sourceListCommand(), a.sourceSetCommand())
	return cmd
}

func (a *app) sourceAddCommand() *cobra.Command {
	var f sourceFlags
	cmd := a.command("add ID --name NAME --trust TRUST", help.SourceAdd, 1, 1, func(cmd *cobra.Command, args []string) error {
		d := graph.Declare{
			Source: graph.SourceID(args[0]), Name: strings.TrimSpace(f.name), Publisher: f.publisher, Licence: f.licence,
		}
		switch {
		case !sourceID.MatchString(args[0]):
			return a.usage(cmd, text.BadSourceID, args[0])
		case d.Name == "":
			return a.usage(cmd, text.NameMissing)
		case f.trust == "":
			return a.usage(cmd, text.TrustMissing)
		}
		var ok bool
		if d.Trust, ok = parseTrust(f.trust); !ok {
			return a.usage(cmd, text.BadTrust, f.trust)
		}
		return a.withStore(cmd.Context(), write, func(_ string, s graph.Store) error {
			head, known, err := headAndDeclarations(cmd.Context(), s)
			if err != nil {
				return err
			}
			if old, ok := known[d.Source]; ok {
				if old.Declare != d {
					return a.errorf(graph.CodeExists, text.SourceExists, d.Source, old.Revision)
				}
				return a.printf(text.SourceUnchanged, d.Source, old.Revision)
			}
			return a.declare(cmd.Context(), s, d, 0, head, f, text.SourceAdded)
		})
	})
	f.add(a, cmd)
	return cmd
}

func (a *app) sourceSetCommand() *cobra.Command {
	var f sourceFlags
	cmd := a.command("set ID [--name NAME] [--publisher NAME] [--trust TRUST] [--licence LICENCE] --reason TEXT", help.SourceSet, 1, 1,
		func(cmd *cobra.Command, args []string) error {
			given := cmd.Flags().Changed
			switch {
			case !given("name") && !given("publisher") && !given("trust") && !given("licence"):
				return a.usage(cmd, text.NothingToSet)
			case given("name") && strings.TrimSpace(f.name) == "":
				return a.usage(cmd, text.NameMissing)
			case strings.TrimSpace(f.reason) == "":
				return a.usage(cmd, text.ReasonMissing)
			}
			trust, ok := parseTrust(f.trust)
			if given("trust") && !ok {
				return a.usage(cmd, text.BadTrust, f.trust)
			}
			return a.withStore(cmd.Context(), write, func(_ string, s graph.Store) error {
				head, known, err := headAndDeclarations(cmd.Context(), s)
				if err != nil {
					return err
				}
				old, ok := known[graph.SourceID(args[0])]
				if !ok {
					return a.errorf(graph.CodeNotFound, text.NoSource, args[0])
				}
				d := old.Declare
				if given("name") {
					d.Name = strings.TrimSpace(f.name)
				}
				if given("publisher") {
					d.Publisher = f.publisher
				}
				if given("trust") {
					d.Trust = trust
				}
				if given("licence") {
					d.Licence = f.licence
				}
				if d == old.Declare {
					return a.printf(text.SourceUnchanged, d.Source, old.Revision)
				}
				return a.declare(cmd.Context(), s, d, old.Revision, head, f, text.SourceChanged)
			})
		})
	f.add(a, cmd)
	cmd.ValidArgsFunction = a.completeSources
	return cmd
}

// headAndDeclarations returns the head first, so that a batch based on it fails
// if a declaration comes in between.
func headAndDeclarations(ctx context.Context, s graph.Store) (graph.Head, map[graph.SourceID]declaration, error) {
	head, err := s.Head(ctx)
	if err != nil {
		return head, nil, err
	}
	known, err := declarations(ctx, s)
	return head, known, err
}

// declare appends a declaration that replaces the one of the revision before
// (0 if there is none), and tells so.
func (a *app) declare(ctx context.Context, s graph.Store, d graph.Declare, before graph.Revision, head graph.Head, f sourceFlags, done graph.Label) error {
	actor, err := a.actor(f.actor)
	if err != nil {
		return err
	}
	// The key holds what is declared and what it replaces: the same command
	// run again is a retry, and a source may be set back to what it was.
	content, err := json.Marshal(d)
	if err != nil {
		return err
	}
	digest := sha256.Sum256(content)
	h, err := graph.Append(ctx, s, graph.Header{
		Key:    fmt.Sprintf("source:%s:%d:%x", d.Source, before, digest[:8]),
		Kind:   graph.BatchDeclare,
		Source: d.Source,
		Actor:  actor,
		Reason: f.reason,
		Base:   head.Revision,
		Rules:  graph.StandardRules().Version,
	}, &d)
	if err != nil {
		return err
	}
	return a.printf(done, d.Source, h.Revision)
}

func (a *app) sourceListCommand() *cobra.Command {
	var asJSON bool
	cmd := a.command("list [--json]", help.SourceList, 0, 0, func(cmd *cobra.Command, _ []string) error {
		return a.withStore(cmd.Context(), read, func(_ string, s graph.Store) error {
			known, err := declarations(cmd.Context(), s)
			if err != nil {
				return err
			}
			t := table{right: []bool{false, false, true}}
			t.row(a.say(column.Source), a.say(column.Trust), a.say(column.Revision), a.say(column.Name), a.say(column.Publisher), a.say(column.Licence))
			for _, id := range slices.Sorted(maps.Keys(known)) {
				d := known[id]
				if asJSON {
					err := writeJSON(a.Stdout, struct {
						ID        graph.SourceID `json:"id"`
						Name      string         `json:"name"`
						Publisher string         `json:"publisher,omitempty"`
						Trust     string         `json:"trust"`
						Licence   string         `json:"licence,omitempty"`
						Revision  graph.Revision `json:"revision"`
					}{id, d.Name, d.Publisher, trustName(d.Trust), d.Licence, d.Revision})
					if err != nil {
						return err
					}
					continue
				}
				t.row(string(id), trustName(d.Trust), fmt.Sprint(d.Revision), d.Name, d.Publisher, d.Licence)
			}
			switch {
			case len(known) == 0:
				a.notice(text.NoSources)
				return nil
			case asJSON:
				return nil
			}
			return t.writeTo(a.Stdout)
		})
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, a.say(text.FlagJSON))
	return cmd
}

// completeSources completes the ID of a declared source. Without a store, or
// with one that cannot be read, there is nothing to complete.
func (a *app) completeSources(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var found []cobra.Completion
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	err := a.withStore(cmd.Context(), read, func(_ string, s graph.Store) error {
		known, err := declarations(cmd.Context(), s)
		for _, id := range slices.Sorted(maps.Keys(known)) {
			found = append(found, cobra.CompletionWithDesc(string(id), printable(known[id].Name)))
		}
		return err
	})
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	return found, cobra.ShellCompDirectiveNoFileComp
}
