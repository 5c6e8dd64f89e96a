package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/scoring/growth"
	"github.com/chainatlas/chainatlas/scoring/growth/gather"
	"github.com/chainatlas/chainatlas/scoring/growth/register"
)

// listFlags are the flags of list run.
type listFlags struct {
	list, date, at, number   string
	whatIf                   []string
	renewal                  bool
	corrects, reason         string
	edition, report, explain string
	inputs                   string
	asJSON, force            bool
	limit                    int
	when                     growth.When
	revision                 graph.Revision
	tried                    bool // a line was changed: not to be kept as an edition
}

const entriesShown = 50 // entries that are printed if nothing else is said

func (a *app) listRunCommand() *cobra.Command {
	var f listFlags
	cmd := a.command("run --list NAME|FILE [FLAGS]", listHelp.Run, 0, 0, func(cmd *cobra.Command, _ []string) error {
		if err := f.check(a, cmd); err != nil {
			return err
		}
		l, err := a.findList(f.list, f.when)
		if err != nil {
			return err
		}
		for _, w := range f.whatIf {
			id, number, err := decodeWhatIf(w)
			if err != nil {
				return a.usage(cmd, listing.BadWhatIf, w)
			}
			if l, err = l.With(id, number); err != nil {
				return err
			}
			f.tried = true
		}
		return a.withStore(cmd.Context(), read, func(path string, s graph.Store) error {
			return a.listRun(cmd.Context(), path, s, l, &f)
		})
	})
	flags := cmd.Flags()
	flags.StringVar(&f.list, "list", "", a.say(listing.FlagList))
	flags.StringVar(&f.date, "reference-date", "", a.say(listing.FlagDate))
	flags.BoolVar(&f.renewal, "renewal", false, a.say(listing.FlagRenewal))
	flags.StringArrayVar(&f.whatIf, "what-if", nil, a.say(listing.FlagWhatIf))
	flags.StringVar(&f.explain, "explain", "", a.say(listing.FlagExplain))
	flags.StringVar(&f.edition, "edition", "", a.say(listing.FlagEdition))
	flags.StringVar(&f.number, "number", "", a.say(listing.FlagNumber))
	flags.StringVar(&f.corrects, "corrects", "", a.say(listing.FlagCorrects))
	flags.StringVar(&f.reason, "reason", "", a.say(listing.FlagReason))
	flags.StringVar(&f.inputs, "inputs", "", a.say(listing.FlagInputs))
	flags.StringVar(&f.report, "report", "", a.say(listing.FlagReport))
	flags.StringVar(&f.at, "at", "", a.say(listing.FlagAt))
	flags.IntVar(&f.limit, "limit", entriesShown, a.say(listing.FlagLimit, entriesShown))
	flags.BoolVar(&f.force, "force", false, a.say(text.FlagForce))
	flags.BoolVar(&f.asJSON, "json", false, a.say(text.FlagJSON))
	for _, name := range []string{"reference-date", "what-if", "explain", "number", "corrects", "reason", "at", "limit"} {
		_ = cmd.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions)
	}
	_ = cmd.RegisterFlagCompletionFunc("list", completeLists)
	return cmd
}

// check checks what needs no store.
func (f *listFlags) check(a *app, cmd *cobra.Command) error {
	if f.list == "" {
		return a.usage(cmd, listing.NoListFlag)
	}
	f.when.Reference, f.when.Renewal = a.today(), f.renewal
	if f.date != "" {
		d, err := graph.ParseDate(f.date)
		if err != nil || d.Day == 0 {
			return a.usage(cmd, listing.BadDay, f.date)
		}
		f.when.Reference = d
	}
	if f.at != "" {
		n, err := strconv.ParseUint(f.at, 10, 63)
		if err != nil || n == 0 {
			return a.usage(cmd, text.BadRevision, f.at)
		}
		f.revision = graph.Revision(n)
	}
	switch {
	case f.limit < 0:
		return a.usage(cmd, text.BadLimit, f.limit)
	case len(f.number) > 64:
		return a.usage(cmd, listing.BadNumber)
	case f.edition != "" && len(f.whatIf) > 0:
		return a.usage(cmd, listing.WhatIfKept)
	case f.corrects != "" && strings.TrimSpace(f.reason) == "":
		return a.usage(cmd, listing.CorrectionReason)
	case f.report != "" && !strings.HasSuffix(strings.ToLower(f.report), ".xlsx"):
		return a.usage(cmd, listing.ReportName, f.report)
	}
	for _, file := range []string{f.edition, f.report} {
		if file != "" {
			if err := a.fresh(file, f.force); err != nil {
				return err
			}
		}
	}
	return nil
}

// listRun applies a list to a store and tells the outcome.
func (a *app) listRun(ctx context.Context, path string, s graph.Store, l *growth.List, f *listFlags) error {
	view, err := a.viewAt(ctx, path, s, f.revision)
	if err != nil {
		return err
	}
	var brought []growth.Brought
	if f.inputs != "" {
		if brought, err = a.readInputs(ctx, view, l, f.inputs); err != nil {
			return err
		}
	}
	if f.explain != "" {
		return a.listExplain(ctx, view, l, brought, f)
	}
	e, err := register.Draw(ctx, s, view, l, growth.Options{When: f.when, Number: f.number, Corrects: f.corrects, Reason: strings.TrimSpace(f.reason), Brought: brought})
	if err != nil {
		return err
	}
	if f.report != "" {
		if err := a.writeFile(ctx, f.report, f.force, func(w io.Writer) error { return a.listReport(ctx, w, view, e) }); err != nil {
			return err
		}
	}
	if f.edition != "" {
		file := e.Seal()
		err := a.writeFile(ctx, f.edition, f.force, func(w io.Writer) error {
			_, err := w.Write(file)
			return err
		})
		if err != nil {
			return err
		}
	}
	if f.asJSON {
		return writeJSON(a.Stdout, e)
	}
	candidates, err := gather.Count(ctx, view, e)
	if err != nil {
		return err
	}
	return a.printEdition(e, candidates, f)
}

// listExplain tells why an enterprise is on a list, or is not.
func (a *app) listExplain(ctx context.Context, view *memory.View, l *growth.List, brought []growth.Brought, f *listFlags) error {
	ids, err := a.candidatesNamed(ctx, view, l.Kind(), f.explain)
	if err != nil {
		return err
	}
	results, err := gather.Explain(ctx, view, l, f.when, brought, ids)
	if err != nil {
		return err
	}
	if f.asJSON {
		return writeJSON(a.Stdout, results)
	}
	for _, r := range results {
		if err := a.printResult(l, r); err != nil {
			return err
		}
	}
	return nil
}

// candidatesByName returns the enterprises, or the projects, by their names, credit
// codes, numbers and IDs.
func candidatesByName(ctx context.Context, view *memory.View, kind graph.Kind) (map[string][]graph.SubjectID, error) {
	all, err := view.Select(ctx, kind, nil)
	if err != nil {
		return nil, err
	}
	byName := map[string][]graph.SubjectID{}
	for _, n := range view.Nodes(all...) {
		byName[string(n.ID)] = append(byName[string(n.ID)], n.ID)
		for i := range n.Properties {
			switch p := &n.Properties[i]; p.Name {
			case graph.PropLegalName, graph.PropShortName, graph.PropEnglishName, graph.PropCreditCode, graph.PropName, graph.PropNumber:
				if name := p.Value().Text; name != "" && !slices.Contains(byName[name], n.ID) {
					byName[name] = append(byName[name], n.ID)
				}
			}
		}
	}
	return byName, nil
}

// candidatesNamed returns the enterprises, or the projects, of an ID or a name.
func (a *app) candidatesNamed(ctx context.Context, view *memory.View, kind graph.Kind, name string) ([]graph.SubjectID, error) {
	if n := view.Node(graph.SubjectID(name)); n != nil && n.Kind == kind {
		return []graph.SubjectID{n.ID}, nil
	}
	byName, err := candidatesByName(ctx, view, kind)
	if err != nil {
		return nil, err
	}
	const most = 20
	found := byName[name]
	switch {
	case len(found) == 0 && kind == graph.KindProject:
		return nil, a.errorf(graph.CodeNotFound, listing.NoProject, name)
	case len(found) == 0:
		return nil, a.errorf(graph.CodeNotFound, listing.NoEnterprise, name)
	case len(found) > most:
		return nil, a.errorf(graph.CodeLimit, listing.ManyEnterprises, len(found), name)
	}
	return found, nil
}

// readInputs reads what persons bring for a list: CSV with the columns enterprise,
// input, value and, if need be, year and from.
func (a *app) readInputs(ctx context.Context, view *memory.View, l *growth.List, file string) ([]growth.Brought, error) {
	const most = 16 << 20
	data, err := a.readFile(file, most)
	if err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, a.errorf(graph.CodeInvalid, listing.BadInputs, file)
	}
	column := map[string]int{}
	for i, h := range rows[0] {
		column[strings.TrimSpace(h)] = i
	}
	for _, h := range []string{"enterprise", "input", "value"} {
		if _, ok := column[h]; !ok {
			return nil, a.errorf(graph.CodeInvalid, listing.BadInputs, file)
		}
	}
	byName, err := candidatesByName(ctx, view, l.Kind())
	if err != nil {
		return nil, err
	}
	cell := func(row []string, h string) string {
		if i, ok := column[h]; ok {
			return strings.TrimSpace(row[i])
		}
		return ""
	}
	var all []growth.Brought
	for i, row := range rows[1:] {
		name := cell(row, "enterprise")
		ids := byName[name]
		if len(ids) != 1 {
			return nil, a.errorf(graph.CodeNotFound, listing.NotOne, file, i+2, name, len(ids))
		}
		b := growth.Brought{Enterprise: ids[0], Input: cell(row, "input"), Value: cell(row, "value"), From: cell(row, "from")}
		if y := cell(row, "year"); y != "" {
			if b.Year, err = strconv.Atoi(y); err != nil || b.Year < 1 || b.Year > 9999 {
				return nil, a.errorf(graph.CodeInvalid, listing.BadYear, file, i+2, y)
			}
		}
		all = append(all, b)
	}
	return all, l.CheckBrought(all)
}

// rejudge returns a judgement on the data of a later edition, by the earlier list.
func (a *app) rejudge(ctx context.Context, path string, s graph.Store, old *growth.List, to *growth.Edition) (growth.Rejudge, error) {
	if s.ID() != to.Data.Store {
		return nil, a.errorf(graph.CodeConflict, listing.OtherStore, to.Data.Store, s.ID())
	}
	view, err := a.viewAt(ctx, path, s, to.Data.Revision)
	if err != nil {
		return nil, err
	}
	return register.Rejudge(ctx, s, view, old, to)
}
