package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer/export"
)

// exportFlags are the flags of the export command.
type exportFlags struct {
	format          string
	kinds, filters  []string
	segment, region string
	at              string

	sources, amounts, personal, force, asJSON bool

	revision graph.Revision // of at; 0 is the newest
}

// formats are the formats, by the endings that mean them.
var formats = map[string]string{".xlsx": "xlsx", ".csv": "csv", ".zip": "csv", ".graphml": "graphml", ".xml": "graphml"}

func (a *app) exportCommand() *cobra.Command {
	var f exportFlags
	cmd := a.command("export [FLAGS] FILE", help.Export, 1, 1, func(cmd *cobra.Command, args []string) error {
		if err := f.check(a, cmd, args[0]); err != nil {
			return err
		}
		return a.withStore(cmd.Context(), read, func(path string, s graph.Store) error {
			return a.export(cmd.Context(), path, s, args[0], &f)
		})
	})
	flags := cmd.Flags()
	flags.StringVar(&f.format, "format", "", a.say(exporting.FlagFormat))
	flags.StringArrayVar(&f.kinds, "kind", nil, a.say(exporting.FlagKind))
	flags.StringArrayVar(&f.filters, "filter", nil, a.say(exporting.FlagFilter))
	flags.StringVar(&f.segment, "in-segment", "", a.say(exporting.FlagSegment))
	flags.StringVar(&f.region, "region", "", a.say(exporting.FlagRegion))
	flags.StringVar(&f.at, "at", "", a.say(exporting.FlagAt))
	flags.BoolVar(&f.sources, "sources", false, a.say(exporting.FlagSources))
	flags.BoolVar(&f.amounts, "amounts", false, a.say(exporting.FlagAmounts))
	flags.BoolVar(&f.personal, "personal", false, a.say(exporting.FlagPersonal))
	flags.BoolVar(&f.force, "force", false, a.say(text.FlagForce))
	flags.BoolVar(&f.asJSON, "json", false, a.say(text.FlagJSON))
	for _, name := range []string{"filter", "in-segment", "region", "at"} {
		_ = cmd.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions)
	}
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"xlsx", "csv", "graphml"}, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("kind", cobra.FixedCompletions(kindNames(graph.Standard()), cobra.ShellCompDirectiveNoFileComp))
	cmd.ValidArgsFunction = completeFiles
	return cmd
}

// check checks what needs no store.
func (f *exportFlags) check(a *app, cmd *cobra.Command, file string) error {
	ending := strings.ToLower(filepath.Ext(file))
	switch f.format {
	case "xlsx", "csv", "graphml":
	case "":
		var ok bool
		if f.format, ok = formats[ending]; !ok {
			return a.usage(cmd, exporting.NoFormat, filepath.Base(file))
		}
	default:
		return a.usage(cmd, exporting.BadFormat, f.format)
	}
	if f.at != "" {
		n, err := strconv.ParseUint(f.at, 10, 63)
		if err != nil || n == 0 {
			return a.usage(cmd, text.BadRevision, f.at)
		}
		f.revision = graph.Revision(n)
	}
	return a.fresh(file, f.force)
}

// export writes what stands to a file.
func (a *app) export(ctx context.Context, path string, s graph.Store, file string, f *exportFlags) error {
	view, err := a.viewAt(ctx, path, s, f.revision)
	if err != nil {
		return err
	}
	q, err := a.exportQuery(ctx, view, f)
	if err != nil {
		return err
	}
	q.Store = s.ID()
	known, err := declarations(ctx, s)
	if err != nil {
		return err
	}
	for id := range known {
		if d, _, ok := view.Source(id); ok {
			q.Sources = append(q.Sources, d)
		}
	}
	lines, err := countExported(ctx, view, q)
	if err != nil {
		return err
	}
	write := export.XLSX
	switch f.format {
	case "graphml":
		write = export.GraphML
	case "csv":
		write = export.CSV
		if strings.EqualFold(filepath.Ext(file), ".csv") {
			if len(lines) != 1 {
				return a.errorf(graph.CodeInvalid, exporting.OneCSV, file)
			}
			write = func(ctx context.Context, w io.Writer, view *memory.View, q export.Query) error {
				return export.CSVOf(ctx, w, view, lines[0].Kind, q)
			}
		}
	}
	bar := a.newProgress()
	if bar != nil {
		q.Progress = bar.exported
	}
	err = a.writeFile(ctx, file, f.force, func(w io.Writer) error { return write(ctx, w, view, q) })
	bar.close()
	if err != nil {
		return err
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	if f.asJSON {
		return writeJSON(a.Stdout, struct {
			File     string         `json:"file"`
			Format   string         `json:"format"`
			Revision graph.Revision `json:"revision"`
			Bytes    int64          `json:"bytes"`
			Nodes    []exportedLine `json:"nodes"`
		}{file, f.format, view.Revision(), info.Size(), lines})
	}
	if err := a.printExported(lines, len(q.Filters) > 0); err != nil {
		return err
	}
	if err := a.printf(exporting.Done, file, view.Revision(), size(info.Size())); err != nil {
		return err
	}
	if f.format == "xlsx" {
		a.notice(exporting.EditHint, file)
	}
	return nil
}

// exportedLine tells how many nodes of a kind were exported.
type exportedLine struct {
	Kind      graph.Kind `json:"kind"`
	Exported  int        `json:"exported"`
	Of        int        `json:"of"`
	Undecided int        `json:"undecided"` // left out, because it is not known whether they pass
}

// countExported counts what a query chooses. A kind of which nothing stands is
// not listed unless it was asked for.
func countExported(ctx context.Context, view *memory.View, q export.Query) ([]exportedLine, error) {
	lines := []exportedLine{}
	nodes := view.Stats().Nodes
	kinds := q.Kinds
	if kinds == nil {
		for _, k := range view.Vocabulary().Kinds {
			if nodes[k.Kind] > 0 {
				kinds = append(kinds, k.Kind)
			}
		}
	}
	for _, k := range kinds {
		page, err := view.List(ctx, memory.ListQuery{Kind: k, Filter: q.Filters[k], First: 1})
		if err != nil {
			return nil, err
		}
		lines = append(lines, exportedLine{k, page.Total, nodes[k], page.Unknown})
	}
	return lines, nil
}

// printExported prints what was exported.
func (a *app) printExported(lines []exportedLine, filtered bool) error {
	t := table{right: []bool{false, false, true, true, true}}
	heading := []string{a.say(exporting.Kind), "", a.say(exporting.Exported)}
	if filtered {
		heading = append(heading, a.say(exporting.Of), a.say(exporting.Undecided))
	}
	t.row(heading...)
	vocabulary := graph.Standard()
	for _, l := range lines {
		row := []string{string(l.Kind), a.lang.pick(vocabulary.Kind(l.Kind).Plural), fmt.Sprint(l.Exported)}
		if filtered {
			row = append(row, fmt.Sprint(l.Of), fmt.Sprint(l.Undecided))
		}
		t.row(row...)
	}
	if err := t.writeTo(a.Stdout); err != nil {
		return err
	}
	_, err := fmt.Fprintln(a.Stdout)
	return err
}

// kindNames returns the names of all kinds.
func kindNames(v *graph.Vocabulary) []string {
	names := make([]string, len(v.Kinds))
	for i := range v.Kinds {
		names[i] = string(v.Kinds[i].Kind)
	}
	slices.Sort(names)
	return names
}
