package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/chunk"
)

// The defaults of --limit.
const (
	listLimit = 50
	showLimit = 200
)

// batchKinds are the kinds of batches, as --kind takes them.
var batchKinds = []string{
	string(graph.BatchDeclare), string(graph.BatchImport), string(graph.BatchCurate),
	string(graph.BatchRevoke), string(graph.BatchPublish), string(graph.BatchRedact),
}

// logFlags are the filters of the log commands. A batch must pass all of them.
type logFlags struct {
	subject, source, actor, kind, since, until string

	limit  int
	asJSON bool
	from   time.Time // of since: its first instant; zero if not given
	before time.Time // of until: the first instant after it; zero if not given
}

// add gives a command the flags.
func (f *logFlags) add(a *app, cmd *cobra.Command, limit int) {
	cmd.Flags().StringVar(&f.subject, "subject", "", a.say(text.FlagSubject))
	cmd.Flags().StringVar(&f.source, "source", "", a.say(text.FlagSource))
	cmd.Flags().StringVar(&f.actor, "actor", "", a.say(text.FlagActor))
	cmd.Flags().StringVar(&f.kind, "kind", "", a.say(text.FlagKind))
	cmd.Flags().StringVar(&f.since, "since", "", a.say(text.FlagSince))
	cmd.Flags().StringVar(&f.until, "until", "", a.say(text.FlagUntil))
	cmd.Flags().IntVar(&f.limit, "limit", limit, a.say(text.FlagLimit, limit))
	cmd.Flags().BoolVar(&f.asJSON, "json", false, a.say(text.FlagJSON))
	for _, name := range []string{"subject", "actor", "since", "until", "limit"} {
		_ = cmd.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions)
	}
	_ = cmd.RegisterFlagCompletionFunc("kind", cobra.FixedCompletions(batchKinds, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("source", func(cmd *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return a.completeSources(cmd, nil, typed)
	})
}

// check reads the values of the flags.
func (f *logFlags) check(a *app, cmd *cobra.Command) error {
	if f.kind != "" && !slices.Contains(batchKinds, f.kind) {
		return a.usage(cmd, text.BadKind, f.kind)
	}
	if f.limit < 0 {
		return a.usage(cmd, text.BadLimit, f.limit)
	}
	zone := a.Now().Location()
	var ok bool
	if f.since != "" {
		if f.from, _, ok = span(f.since, zone); !ok {
			return a.usage(cmd, text.BadDate, f.since)
		}
	}
	if f.until != "" {
		if _, f.before, ok = span(f.until, zone); !ok {
			return a.usage(cmd, text.BadDate, f.until)
		}
	}
	return nil
}

// span returns the first instant of a year, a month or a day, and the first
// instant after it.
func span(date string, zone *time.Location) (from, before time.Time, ok bool) {
	for _, layout := range []struct {
		format              string
		years, months, days int
	}{{"2006", 1, 0, 0}, {"2006-01", 0, 1, 0}, {"2006-01-02", 0, 0, 1}} {
		if t, err := time.ParseInLocation(layout.format, date, zone); err == nil {
			return t, t.AddDate(layout.years, layout.months, layout.days), true
		}
	}
	return time.Time{}, time.Time{}, false
}

// passes reports whether a batch passes the filters that its header decides.
func (f *logFlags) passes(h *graph.Header) bool {
	return (f.source == "" || string(h.Source) == f.source) &&
		(f.actor == "" || h.Actor == f.actor) &&
		(f.kind == "" || string(h.Kind) == f.kind) &&
		(f.from.IsZero() || !h.Recorded.Before(f.from)) &&
		(f.before.IsZero() || h.Recorded.Before(f.before))
}

func (a *app) logCommand() *cobra.Command {
	cmd := a.group("log", help.Log)
	cmd.AddCommand(a.logListCommand(), a.logShowCommand())
	return cmd
}

func (a *app) logListCommand() *cobra.Command {
	var f logFlags
	cmd := a.command("list [FLAGS]", help.LogList, 0, 0, func(cmd *cobra.Command, _ []string) error {
		if err := f.check(a, cmd); err != nil {
			return err
		}
		return a.withStore(cmd.Context(), read, func(_ string, s graph.Store) error {
			return a.logList(cmd.Context(), s, &f)
		})
	})
	f.add(a, cmd, listLimit)
	return cmd
}

// logList lists the batches that pass the filters, the newest first.
func (a *app) logList(ctx context.Context, s graph.Store, f *logFlags) error {
	speaking, err := f.speaking(ctx, s)
	if err != nil {
		return err
	}
	t := table{right: []bool{true, false, false, false, false, true}}
	t.row(a.say(column.Revision), a.say(column.Recorded), a.say(column.Kind), a.say(column.Source), a.say(column.Actor),
		a.say(column.Assertions), a.say(column.State), a.say(column.Reason))
	n, more := 0, false
	for h, err := range newestFirst(ctx, s) {
		if err != nil {
			return err
		}
		if !f.passes(h) || speaking != nil && !speaking[h.Revision] {
			continue
		}
		if more = f.limit > 0 && n == f.limit; more {
			break
		}
		n++
		standing, err := holds(ctx, s, h)
		if err != nil {
			return err
		}
		if f.asJSON {
			if err := writeJSON(a.Stdout, headerJSON(h, standing)); err != nil {
				return err
			}
			continue
		}
		t.row(fmt.Sprint(h.Revision), a.time(h.Recorded), string(h.Kind), string(h.Source), h.Actor,
			fmt.Sprint(h.Assertions), a.state(standing), h.Reason)
	}
	switch {
	case n == 0:
		a.notice(text.NoBatches)
		return nil
	case more:
		defer a.notice(text.MoreBatches, n)
	}
	if f.asJSON {
		return nil
	}
	return t.writeTo(a.Stdout)
}

// speaking returns the revisions that speak of --subject, or nil without one.
func (f *logFlags) speaking(ctx context.Context, s graph.Store) (map[graph.Revision]bool, error) {
	if f.subject == "" {
		return nil, nil
	}
	revisions := map[graph.Revision]bool{}
	for spoken, err := range s.Speaking(ctx, graph.SubjectID(f.subject)) {
		if err != nil {
			return nil, err
		}
		revisions[spoken.Revision] = true
	}
	return revisions, nil
}

// newestFirst yields the headers of a log from its head to its start, holding
// a page of them at a time.
func newestFirst(ctx context.Context, s graph.Store) iter.Seq2[*graph.Header, error] {
	const page = 256
	return func(yield func(*graph.Header, error) bool) {
		head, err := s.Head(ctx)
		if err != nil {
			yield(nil, err)
			return
		}
		for to := head.Revision; to > 0; {
			from := to - min(to, page) + 1
			headers := make([]*graph.Header, 0, page)
			for h, err := range s.Headers(ctx, from, to) {
				if err != nil {
					yield(nil, err)
					return
				}
				headers = append(headers, h)
			}
			for _, h := range slices.Backward(headers) {
				if !yield(h, nil) {
					return
				}
			}
			to = from - 1
		}
	}
}

// header returns the header of a revision that is in the log.
func header(ctx context.Context, s graph.Store, r graph.Revision) (*graph.Header, error) {
	for h, err := range s.Headers(ctx, r, r) {
		return h, err
	}
	return nil, graph.Errorf(graph.CodeNotFound, "", "there is no revision %d", r)
}

func (a *app) logShowCommand() *cobra.Command {
	var f logFlags
	cmd := a.command("show [REVISION...] [FLAGS]", help.LogShow, 0, -1, func(cmd *cobra.Command, args []string) error {
		if err := f.check(a, cmd); err != nil {
			return err
		}
		revisions := make([]graph.Revision, len(args))
		for i, arg := range args {
			n, err := strconv.ParseUint(arg, 10, 63)
			if err != nil || n == 0 {
				return a.usage(cmd, text.BadRevision, arg)
			}
			revisions[i] = graph.Revision(n)
		}
		return a.withStore(cmd.Context(), read, func(_ string, s graph.Store) error {
			return a.logShow(cmd.Context(), s, &f, revisions)
		})
	})
	f.add(a, cmd, showLimit)
	return cmd
}

// logShow shows what the given batches say, or all if none is given, as far as
// they pass the filters.
func (a *app) logShow(ctx context.Context, s graph.Store, f *logFlags, revisions []graph.Revision) error {
	head, err := s.Head(ctx)
	if err != nil {
		return err
	}
	for _, r := range revisions {
		if r > head.Revision {
			return a.errorf(graph.CodeNotFound, text.NoRevision, r, head.Revision)
		}
	}
	printer := &logPrinter{app: a, vocabulary: graph.Standard()}
	n := 0
	var last *graph.Header
	for said, err := range f.said(ctx, s, head.Revision, revisions) {
		if err != nil {
			return err
		}
		if f.limit > 0 && n == f.limit {
			a.notice(text.MoreAssertions, n)
			return nil
		}
		n++
		if f.asJSON {
			line, err := chunk.MarshalJSON(said.header, said.assertion)
			if err != nil {
				return err
			}
			if _, err := a.Stdout.Write(append(line, '\n')); err != nil {
				return err
			}
			continue
		}
		if said.header != last {
			standing, err := holds(ctx, s, said.header)
			if err != nil {
				return err
			}
			if err := printer.header(said.header, standing, last != nil); err != nil {
				return err
			}
			last = said.header
		}
		if err := printer.assertion(said.header, said.assertion); err != nil {
			return err
		}
	}
	if n == 0 {
		a.notice(text.NoBatches)
	}
	return nil
}

// saying is an assertion with the batch that says it.
type saying struct {
	header    *graph.Header
	assertion graph.Assertion
}

// said yields what the given batches, or all up to head, say of --subject, or
// everything that they say, as far as they pass the filters. The sayings of a
// batch share its header.
func (f *logFlags) said(ctx context.Context, s graph.Store, head graph.Revision, revisions []graph.Revision) iter.Seq2[saying, error] {
	ofSubject := func(yield func(saying, error) bool) {
		var h *graph.Header
		for spoken, err := range s.Speaking(ctx, graph.SubjectID(f.subject), revisions...) {
			if err == nil && (h == nil || h.Revision != spoken.Revision) {
				h, err = header(ctx, s, spoken.Revision)
			}
			if err != nil {
				yield(saying{}, err)
				return
			}
			if f.passes(h) && !yield(saying{h, spoken.Assertion}, nil) {
				return
			}
		}
	}
	everything := func(yield func(saying, error) bool) {
		count := len(revisions)
		if count == 0 {
			count = int(head)
		}
		for i := range count {
			r := graph.Revision(i + 1)
			if len(revisions) > 0 {
				r = revisions[i]
			}
			h, err := header(ctx, s, r)
			if err != nil {
				yield(saying{}, err)
				return
			}
			if !f.passes(h) {
				continue
			}
			for assertion, err := range s.Assertions(ctx, r) {
				if !yield(saying{h, assertion}, err) || err != nil {
					return
				}
			}
		}
	}
	if f.subject != "" {
		return ofSubject
	}
	return everything
}

// time formats a moment in the user's time zone.
func (a *app) time(t time.Time) string {
	return t.In(a.Now().Location()).Format("2006-01-02 15:04:05")
}

// state says whether a batch stands.
func (a *app) state(standing bool) string {
	if standing {
		return a.say(column.Stands)
	}
	return a.say(column.Revoked)
}

// writeJSON writes a value as a line of JSON, with < and & as they are.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
