package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/scoring/growth"
	"github.com/chainatlas/chainatlas/scoring/growth/register"
)

func (a *app) listCommand() *cobra.Command {
	cmd := a.group("list", listHelp.List)
	cmd.AddCommand(
		a.listCheckCommand(), a.listShowCommand(), a.listRunCommand(), a.listDiffCommand(), a.listVerifyCommand(),
		a.listPublishCommand(), a.listWithdrawCommand(),
	)
	return cmd
}

// completeLists completes the codes of the lists that are shipped, and files.
func completeLists(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var codes []string
	for _, l := range growth.Shipped() {
		codes = append(codes, l.Code)
	}
	return codes, cobra.ShellCompDirectiveDefault
}

// readList reads a list from a file.
func (a *app) readList(file string) (*growth.List, error) {
	data, err := a.readFile(file, growth.MaxFile)
	if err != nil {
		return nil, err
	}
	return growth.Parse(filepath.Base(file), data)
}

// findList returns the list of a file or of a code that is shipped; of a family,
// the one for an application of the day.
func (a *app) findList(name string, when growth.When) (*growth.List, error) {
	if strings.ContainsAny(name, `/\`) || strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml") {
		return a.readList(name)
	}
	lists := growth.Shipped()
	for _, l := range lists {
		if l.Code == name {
			return l, nil
		}
	}
	if !slices.ContainsFunc(lists, func(l *growth.List) bool { return l.Family == name }) {
		return nil, a.errorf(graph.CodeNotFound, listing.NoList, name)
	}
	l, err := growth.Choose(lists, name, when.Reference, when.Renewal)
	if err != nil {
		return nil, a.errorf(graph.CodeOf(err), listing.NoChoice, name, when.Reference.String())
	}
	return l, nil
}

func (a *app) listCheckCommand() *cobra.Command {
	cmd := a.command("check FILE...", listHelp.Check, 1, -1, func(_ *cobra.Command, args []string) error {
		wrong := 0
		var last error
		for _, file := range args {
			l, err := a.readList(file)
			if err != nil {
				if len(args) > 1 {
					a.tell(err)
				}
				wrong, last = wrong+1, err
				continue
			}
			if err := a.printf(listing.Sound, file, l.Code, l.Version, l.Hash()); err != nil {
				return err
			}
		}
		if wrong > 0 && len(args) > 1 {
			return a.errorf(graph.CodeInvalid, listing.WrongMany, wrong, len(args))
		}
		return last
	})
	cmd.ValidArgsFunction = completeFiles
	return cmd
}

func (a *app) listShowCommand() *cobra.Command {
	var asJSON, schema, file bool
	cmd := a.command("show [NAME|FILE] [--json|--file|--schema]", listHelp.Show, 0, 1, func(cmd *cobra.Command, args []string) error {
		switch {
		case schema:
			_, err := a.Stdout.Write(growth.Schema())
			return err
		case len(args) == 0:
			return a.shippedLists(asJSON)
		case file:
			data, err := growth.ShippedFile(args[0])
			if err != nil {
				return a.errorf(graph.CodeNotFound, listing.NoList, args[0])
			}
			_, err = a.Stdout.Write(data)
			return err
		}
		l, err := a.findList(args[0], growth.When{Reference: a.today()})
		if err != nil {
			return err
		}
		if asJSON {
			return writeJSON(a.Stdout, struct {
				*growth.List
				Hash string `json:"hash"`
			}{l, l.Hash()})
		}
		return a.printList(l)
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, a.say(text.FlagJSON))
	cmd.Flags().BoolVar(&file, "file", false, a.say(listing.FlagFile))
	cmd.Flags().BoolVar(&schema, "schema", false, a.say(listing.FlagSchema))
	cmd.ValidArgsFunction = completeLists
	return cmd
}

// today is the day of the clock that the program was given.
func (a *app) today() graph.Date {
	y, m, d := a.Now().Date()
	return graph.Date{Year: int16(y), Month: uint8(m), Day: uint8(d)}
}

// shippedLists prints the lists that are shipped.
func (a *app) shippedLists(asJSON bool) error {
	type line struct {
		Code    string      `json:"code"`
		Version string      `json:"version"`
		Name    graph.Label `json:"name"`
		Family  string      `json:"family,omitempty"`
		Sure    string      `json:"sure"`
		Hash    string      `json:"hash"`
	}
	var lines []line
	for _, l := range growth.Shipped() {
		lines = append(lines, line{l.Code, l.Version, l.Name, l.Family, sureness(l), l.Hash()})
	}
	if asJSON {
		return writeJSON(a.Stdout, lines)
	}
	t := table{}
	t.row(a.say(listing.Code), a.say(listing.Version), a.say(listing.SourceSure), a.say(listing.Name), a.say(listing.Family))
	for _, l := range lines {
		t.row(l.Code, l.Version, l.Sure, a.lang.pick(l.Name), l.Family)
	}
	if err := t.writeTo(a.Stdout); err != nil {
		return err
	}
	return a.printf(listing.SureLegend)
}

// sureness returns the marks of a list's sources, each once.
func sureness(l *growth.List) string {
	var marks []string
	for _, s := range l.Sources {
		if !slices.Contains(marks, string(s.Sure)) {
			marks = append(marks, string(s.Sure))
		}
	}
	return strings.Join(marks, " ")
}

// printList prints what a list says.
func (a *app) printList(l *growth.List) error {
	if err := a.printf(listing.Title, a.lang.pick(l.Name), l.Code, l.Version); err != nil {
		return err
	}
	if about := a.lang.pick(l.About); about != "" {
		if _, err := fmt.Fprintln(a.Stdout, printable(about)); err != nil {
			return err
		}
	}
	if err := a.printf(listing.HashLine, l.Hash()); err != nil {
		return err
	}
	sources := table{indent: "  "}
	for _, s := range l.Sources {
		sources.row("["+string(s.Sure)+"]", strings.TrimSpace(s.Text+"  "+s.URL), a.lang.pick(s.Note))
	}
	if err := a.printf(listing.Sources); err != nil {
		return err
	}
	if err := sources.writeTo(a.Stdout); err != nil {
		return err
	}
	for _, section := range []struct {
		label graph.Label
		all   []growth.Criterion
	}{{listing.Scope, l.Scope}, {listing.Eligible, l.Eligible}, {listing.Criteria, l.Criteria}, {listing.Gates, l.Gates}} {
		if len(section.all) == 0 {
			continue
		}
		if err := a.printf(section.label); err != nil {
			return err
		}
		t := table{}
		a.criteria(&t, section.all, "  ")
		if err := t.writeTo(a.Stdout); err != nil {
			return err
		}
	}
	if l.Rank == nil {
		return nil
	}
	top := ""
	if l.Rank.Top > 0 {
		top = a.say(listing.Top, l.Rank.Top)
	}
	if group := strings.Join(l.Rank.Group, ", "); group != "" {
		top = a.say(listing.Grouped, group) + top
	}
	return a.printf(listing.RankedBy, l.Rank.By, top)
}

// criteria adds criteria to a table, those under a head further right.
func (a *app) criteria(t *table, all []growth.Criterion, indent string) {
	for i := range all {
		c := &all[i]
		what := ""
		switch {
		case c.Value != "":
			what = c.Value + " " + c.Line.String()
		case c.Fact != "":
			what = strings.Join(slices.DeleteFunc([]string{c.Fact, strings.Join(c.In, "|"), strings.Join(c.Has, "|"), except(c.NotIn), except(c.Lacks)}, func(s string) bool { return s == "" }), " ")
		case c.Title != nil:
			what = strings.Join(c.Title, "|")
		case c.Any != nil:
			what = a.say(listing.OneOf)
		case c.All != nil:
			what = a.say(listing.AllOf)
		case c.First != nil:
			what = a.say(listing.FirstOf)
		case c.Organic > 0:
			what = a.say(listing.NoPurchase, c.Organic)
		default:
			what = a.lang.pick(growth.Hand.Label())
		}
		mark := ""
		if c.Sure != "" {
			mark = "[" + string(c.Sure) + "]"
		}
		t.row(indent+c.ID, a.lang.pick(c.Name), what, mark)
		a.criteria(t, slices.Concat(c.All, c.Any, c.First), indent+"  ")
	}
}

func except(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return "≠ " + strings.Join(words, "|")
}

// readEdition reads an edition's file and verifies every byte of it.
func (a *app) readEdition(file string) (*growth.Edition, []byte, error) {
	data, err := a.readFile(file, growth.MaxEdition)
	if err != nil {
		return nil, nil, err
	}
	e, err := growth.Verify(data)
	return e, data, err
}

func (a *app) listVerifyCommand() *cobra.Command {
	var recompute, asJSON bool
	cmd := a.command("verify FILE [--recompute] [--json]", listHelp.Verify, 1, 1, func(cmd *cobra.Command, args []string) error {
		e, data, err := a.readEdition(args[0])
		if err != nil {
			return err
		}
		if recompute {
			err := a.withStore(cmd.Context(), read, func(path string, s graph.Store) error { return a.recompute(cmd.Context(), path, s, e, data) })
			if err != nil {
				return err
			}
		}
		if asJSON {
			return writeJSON(a.Stdout, struct {
				Code       string        `json:"code"`
				Number     string        `json:"number"`
				Hash       string        `json:"hash"`
				Rule       string        `json:"rule"`
				Data       growth.Data   `json:"data"`
				Counts     growth.Counts `json:"counts"`
				Recomputed bool          `json:"recomputed"`
			}{e.List.Code, e.Number, e.Hash(), e.Rule, e.Data, e.Counts, recompute})
		}
		done := listing.Verified
		if recompute {
			done = listing.Recomputed
		}
		return a.printf(done, a.lang.pick(e.List.Name), e.Number, e.Hash())
	})
	cmd.Flags().BoolVar(&recompute, "recompute", false, a.say(listing.FlagRecompute))
	cmd.Flags().BoolVar(&asJSON, "json", false, a.say(text.FlagJSON))
	cmd.ValidArgsFunction = completeFiles
	return cmd
}

// recompute draws an edition up again from the store, as of its revision, and
// compares the bytes.
func (a *app) recompute(ctx context.Context, path string, s graph.Store, e *growth.Edition, data []byte) error {
	view := func(r graph.Revision) (*memory.View, error) { return a.viewAt(ctx, path, s, r) }
	return register.Recompute(ctx, s, view, e, data)
}

func (a *app) listDiffCommand() *cobra.Command {
	var asJSON, rejudge bool
	cmd := a.command("diff FROM TO [--rejudge] [--json]", listHelp.Diff, 2, 2, func(cmd *cobra.Command, args []string) error {
		from, _, err := a.readEdition(args[0])
		if err != nil {
			return err
		}
		to, _, err := a.readEdition(args[1])
		if err != nil {
			return err
		}
		var again growth.Rejudge
		if rejudge {
			err := a.withStore(cmd.Context(), read, func(path string, s graph.Store) error {
				again, err = a.rejudge(cmd.Context(), path, s, from.List, to)
				return err
			})
			if err != nil {
				return err
			}
		}
		d, err := growth.Compare(from, to, again)
		if err != nil {
			return err
		}
		if asJSON {
			return writeJSON(a.Stdout, d)
		}
		return a.printDiff(d)
	})
	cmd.Flags().BoolVar(&rejudge, "rejudge", false, a.say(listing.FlagRejudge))
	cmd.Flags().BoolVar(&asJSON, "json", false, a.say(text.FlagJSON))
	cmd.ValidArgsFunction = completeFiles
	return cmd
}

// decodeWhatIf reads ID=NUMBER.
func decodeWhatIf(s string) (id string, number graph.Decimal, err error) {
	id, n, ok := strings.Cut(s, "=")
	if !ok {
		return "", graph.Decimal{}, graph.Errorf(graph.CodeInvalid, "", "%.60q is not of the form ID=NUMBER", s)
	}
	percent := strings.HasSuffix(n, "%")
	if number, err = graph.ParseDecimal(strings.TrimSuffix(n, "%")); err == nil && percent {
		number, err = number.Mul(graph.Decimal{Unscaled: 1, Scale: 2})
	}
	return id, number, err
}
