package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/importer/annotate"
	"github.com/chainatlas/chainatlas/importer/mapping"
)

// importFlags are the flags of the import command.
type importFlags struct {
	mapping, source, dataDate, reason, actor string

	retract, dryRun, explain bool

	writeMapping, report string
	asJSON               bool
}

func (a *app) importCommand() *cobra.Command {
	var f importFlags
	cmd := a.command("import [FLAGS] FILE...", help.Import, 1, -1, func(cmd *cobra.Command, args []string) error {
		opts, err := f.options(a, cmd, args)
		if err != nil {
			return err
		}
		if f.explain || f.writeMapping != "" {
			return a.explain(cmd.Context(), args, opts, &f)
		}
		mode := write
		if f.dryRun {
			mode = read
		}
		return a.withStore(cmd.Context(), mode, func(path string, s graph.Store) error {
			return a.runImport(cmd.Context(), path, s, args, opts, &f)
		})
	})
	flags := cmd.Flags()
	flags.StringVar(&f.mapping, "mapping", "", a.say(importing.FlagMapping))
	flags.StringVar(&f.source, "source", "", a.say(importing.FlagSource))
	flags.StringVar(&f.dataDate, "data-date", "", a.say(importing.FlagDataDate))
	flags.StringVar(&f.reason, "reason", "", a.say(text.FlagReason))
	flags.StringVar(&f.actor, "actor", "", a.say(text.FlagActing))
	flags.BoolVar(&f.retract, "retract", false, a.say(importing.FlagRetract))
	flags.BoolVar(&f.dryRun, "dry-run", false, a.say(importing.FlagDryRun))
	flags.BoolVar(&f.explain, "explain", false, a.say(importing.FlagExplain))
	flags.StringVar(&f.writeMapping, "write-mapping", "", a.say(importing.FlagWriteMapping))
	flags.StringVar(&f.report, "report", "", a.say(importing.FlagReport))
	flags.BoolVar(&f.asJSON, "json", false, a.say(text.FlagJSON))
	for _, name := range []string{"data-date", "reason", "actor"} {
		_ = cmd.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions)
	}
	_ = cmd.RegisterFlagCompletionFunc("mapping", cobra.FixedCompletions([]string{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt))
	_ = cmd.RegisterFlagCompletionFunc("source", func(cmd *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return a.completeSources(cmd, nil, typed)
	})
	cmd.ValidArgsFunction = func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return cmd
}

// options checks the flags before anything is opened.
func (f *importFlags) options(a *app, cmd *cobra.Command, files []string) (importer.Options, error) {
	opts := importer.Options{
		Source: graph.SourceID(f.source), Reason: strings.TrimSpace(f.reason), Retract: f.retract, DryRun: f.dryRun,
	}
	switch explains := f.explain || f.writeMapping != ""; {
	case f.source != "" && !sourceID.MatchString(f.source):
		return opts, a.usage(cmd, text.BadSourceID, f.source)
	case f.report != "" && explains:
		return opts, a.usage(cmd, importing.ReportExplain)
	case f.report != "" && len(files) > 1:
		return opts, a.usage(cmd, importing.ReportOfOne, len(files))
	}
	for i, file := range files {
		if slices.ContainsFunc(files[:i], func(other string) bool { return filepath.Base(other) == filepath.Base(file) }) {
			return opts, a.usage(cmd, importing.SameName, filepath.Base(file))
		}
	}
	if f.report != "" {
		want := ".xlsx"
		if ext := strings.ToLower(filepath.Ext(files[0])); ext == ".xlsm" {
			want = ext // a workbook with macros under another name is not opened
		}
		if !strings.EqualFold(filepath.Ext(f.report), want) {
			return opts, a.usage(cmd, importing.ReportFormat, want, f.report)
		}
	}
	for _, out := range []string{f.report, f.writeMapping} {
		if out == "" {
			continue
		}
		if err := a.fileIsFree(out); err != nil {
			return opts, err
		}
	}
	var err error
	if f.dataDate != "" {
		if opts.DataDate, err = graph.ParseDate(f.dataDate); err != nil {
			return opts, a.usage(cmd, text.BadDate, f.dataDate)
		}
	}
	if !f.explain && f.writeMapping == "" {
		if opts.Actor, err = a.actor(f.actor); err != nil {
			return opts, err
		}
	}
	if f.mapping != "" {
		data, err := a.readFile(f.mapping, mapping.MaxFile)
		if err != nil {
			return opts, err
		}
		if opts.Mapping, err = mapping.Parse(filepath.Base(f.mapping), data, graph.Standard()); err != nil {
			return opts, err
		}
	}
	return opts, nil
}

// fileIsFree refuses a file that is there, or that would belong to a store.
func (a *app) fileIsFree(file string) error {
	there, err := exists(file)
	if err == nil && there {
		err = a.errorf(graph.CodeExists, text.FileExists, file)
	}
	if err == nil {
		err = a.noStoreFile(file)
	}
	return err
}

// explain tells what the files would be read as, and writes it as a mapping.
func (a *app) explain(ctx context.Context, files []string, opts importer.Options, f *importFlags) error {
	tables, m, err := importer.Recognised(ctx, files, opts)
	if err != nil {
		return err
	}
	yaml, err := m.YAML()
	if err != nil {
		return err
	}
	if f.asJSON {
		line := struct {
			Tables  []labelLine `json:"tables"`
			Mapping string      `json:"mapping"` // YAML
		}{[]labelLine{}, string(yaml)}
		for _, t := range tables {
			line.Tables = append(line.Tables, labelLine(t))
		}
		if err := writeJSON(a.Stdout, line); err != nil {
			return err
		}
	} else if f.explain {
		for i, t := range tables {
			if i > 0 {
				fmt.Fprintln(a.Stdout)
			}
			for line := range strings.Lines(strings.TrimRight(a.lang.pick(t), "\n")) {
				fmt.Fprintln(a.Stdout, printable(strings.TrimRight(line, "\n")))
			}
		}
	}
	if f.writeMapping != "" {
		err := a.writeFile(ctx, f.writeMapping, false, func(w io.Writer) error {
			_, err := w.Write(yaml)
			return err
		})
		if err != nil {
			return err
		}
		a.notice(importing.MappingDone, f.writeMapping, f.writeMapping)
	}
	a.notice(importing.Explained)
	return nil
}

// runImport imports files into a store and tells what became of them.
func (a *app) runImport(ctx context.Context, path string, s graph.Store, files []string, opts importer.Options, f *importFlags) error {
	var view *memory.View // before the import; nil if that did nothing
	opts.Store = s
	opts.OpenView = func(ctx context.Context) (_ *memory.View, err error) {
		if view == nil {
			view, err = a.view(ctx, path, s)
		}
		return view, err
	}
	defer limitMemory(a.Getenv, files)()
	var bar *progress
	if !f.asJSON {
		if bar = a.newProgress(); bar != nil {
			opts.Progress = bar.imported
		}
	}
	report, err := importer.Run(ctx, files, opts)
	if err == nil && report.Before > 0 && (f.dryRun || f.report != "") {
		// What was found in the files is asked for, so they are read again.
		before := report.Before
		opts.Store, opts.DryRun = rereading{s}, true
		if report, err = importer.Run(ctx, files, opts); err == nil {
			report.Before, report.DryRun = before, f.dryRun
		}
	}
	bar.close()
	if err != nil {
		return a.nothingApplied(err)
	}
	if f.asJSON {
		err = writeJSON(a.Stdout, importJSON(report))
	} else {
		printer := &importPrinter{app: a, vocabulary: graph.Standard(), view: view, report: report, files: files, annotated: f.report != ""}
		err = printer.print()
	}
	if err != nil || f.report == "" {
		return err
	}
	return a.annotated(ctx, files[0], f.report, report, view)
}

// limitMemory makes the collector keep to what an import needs beside its data,
// unless the user has set a limit: garbage is not worth twice the memory here. It
// returns what lifts the limit.
func limitMemory(getenv func(string) string, files []string) (lift func()) {
	if getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	limit := int64(120 << 20)
	for _, file := range files {
		if info, err := os.Stat(file); err == nil {
			// All rows are kept until it is known what they are about: packed, with
			// their keys, some times what they take as text; a workbook is compressed.
			limit += 3 * info.Size()
			if strings.EqualFold(filepath.Ext(file), ".xlsx") {
				limit += 3 * info.Size()
			}
		}
	}
	before := debug.SetMemoryLimit(limit)
	return func() { debug.SetMemoryLimit(before) }
}

// nothingApplied says of an interrupted import that it left nothing. It returns
// the error.
func (a *app) nothingApplied(err error) error {
	if graph.CodeOf(err) == graph.CodeCancelled {
		a.notice(importing.NothingApplied)
	}
	return err
}

// rereading is a store to which no batch is known, so that files which it holds
// already are read once more. It is for dry runs.
type rereading struct{ graph.Store }

// Standing implements [graph.Store].
func (rereading) Standing(context.Context, string) (graph.Revision, error) {
	return 0, graph.Errorf(graph.CodeNotFound, "", "no batch is looked for")
}

// annotated writes a copy of a document with its problems.
func (a *app) annotated(ctx context.Context, file, out string, report *importer.Report, view *memory.View) error {
	notes := a.notes(report, view)
	doc, err := importer.Open(ctx, file)
	if err != nil {
		return err
	}
	defer doc.Close()
	opts := annotate.Options{Lang: string(a.lang)}
	err = a.writeFile(ctx, out, false, func(w io.Writer) error {
		if doc.Sheets()[0].Name == "" { // it has no sheets of its own
			return annotate.Table(ctx, doc, w, notes, opts)
		}
		f, err := os.Open(file)
		if err != nil {
			return err
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			return err
		}
		return annotate.Workbook(ctx, f, info.Size(), w, notes, opts)
	})
	if err != nil {
		return err
	}
	a.notice(importing.ReportDone, out, len(notes))
	return nil
}

// notes are what an annotated copy shows: the problems, and the rows that wait.
func (a *app) notes(report *importer.Report, view *memory.View) []annotate.Note {
	notes := make([]annotate.Note, 0, len(report.Problems)+len(report.Queued))
	for i := range report.Problems {
		p := &report.Problems[i]
		severity := annotate.CellOmitted
		switch p.Effect {
		case importer.EffectKept:
			severity = annotate.Kept
		case importer.EffectRejected, importer.EffectQueued:
			severity = annotate.RowOmitted
		}
		notes = append(notes, annotate.Note{
			Sheet: p.Sheet, Row: p.Row, Column: p.Column, Value: p.Value, Reason: p.Reason, Cure: p.Cure, Severity: severity,
		})
	}
	if report.More > 0 {
		all, listed := len(report.Problems)+report.More, len(report.Problems)
		reason := graph.Label{Zh: fmt.Sprintf(importing.ProblemsLimit.Zh, all, listed), En: fmt.Sprintf(importing.ProblemsLimit.En, all, listed)}
		note := annotate.Note{Reason: reason, Cure: importing.ProblemsLimitCure, Severity: annotate.Kept}
		if listed > 0 {
			note.Sheet = report.Problems[0].Sheet
		}
		notes = append(notes, note)
	}
	for i := range report.Queued {
		q := &report.Queued[i]
		reason := q.Why()
		if may := candidates(view, q.May); may != "" {
			reason.Zh += "；" + fmt.Sprintf(importing.Candidates.Zh, may)
			reason.En += "; " + fmt.Sprintf(importing.Candidates.En, may)
		}
		notes = append(notes, annotate.Note{
			Sheet: q.Sheet, Row: q.Row, Value: keysText(q.Keys), Reason: reason, Cure: q.Cure, Severity: annotate.RowOmitted,
		})
	}
	return notes
}
