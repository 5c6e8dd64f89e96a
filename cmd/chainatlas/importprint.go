package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer"
)

// How much of each list is printed; JSON and the annotated copy have all.
const (
	shownProblems = 20 // kinds of problems
	shownPlaces   = 5  // of one kind of problem
	shownQueued   = 10
	shownGone     = 5
	shownChanges  = 10
	shownColumns  = 12
	shownEdits    = 20
)

// screen is how many columns of a terminal a paragraph takes.
const screen = 79

// importPrinter prints what became of an import for people.
type importPrinter struct {
	*app
	vocabulary *graph.Vocabulary
	view       *memory.View // before the import
	report     *importer.Report
	files      []string
	annotated  bool // a copy with all problems is written
}

// print prints the whole reconciliation.
func (p *importPrinter) print() error {
	r := p.report
	if r.Before > 0 && len(r.Tables) == 0 {
		if err := p.printf(importing.Before, r.Before); err != nil {
			return err
		}
		return p.line(p.say(column.RowsLine, counts(r.Counts)...))
	}
	for _, part := range []func() error{
		p.about, p.tables, p.columns, p.unread, p.leftOut, p.repeats, p.edits, p.problems, p.identity, p.queued, p.gone, p.changes, p.outcome,
	} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// line prints a line, shown and not obeyed by the terminal.
func (p *importPrinter) line(s string) error {
	_, err := fmt.Fprintln(p.Stdout, printable(s))
	return err
}

// paragraph prints a text in lines that fit a terminal.
func (p *importPrinter) paragraph(indent, s string) error {
	for _, line := range wrap(printable(s), screen-len(indent)) {
		if err := p.line(indent + line); err != nil {
			return err
		}
	}
	return nil
}

// heading prints an empty line and a heading.
func (p *importPrinter) heading(t graph.Label, args ...any) error {
	if _, err := fmt.Fprintln(p.Stdout); err != nil {
		return err
	}
	return p.paragraph("", p.say(t, args...))
}

// about prints whose data it is.
func (p *importPrinter) about() error {
	r := p.report
	words := []string{p.say(importing.Source, r.Source)}
	if !r.DataDate.IsZero() {
		words = append(words, p.say(column.DataDate)+" "+r.DataDate.String())
	}
	if err := p.line(strings.Join(words, "  ")); err != nil || r.Declared == nil {
		return err
	}
	return p.paragraph("", p.say(importing.Declared, r.Declared.Name, trustName(r.Declared.Trust)))
}

// tables prints what became of the rows. Columns in which nothing happened are
// left out; the last line has them all.
func (p *importPrinter) tables() error {
	type countColumn struct {
		heading graph.Label
		of      func(*graph.Counts) int
	}
	shown := slices.DeleteFunc([]countColumn{
		{importing.Rejected, func(c *graph.Counts) int { return c.Rejected }},
		{importing.Queued, func(c *graph.Counts) int { return c.Queued }},
		{importing.Created, func(c *graph.Counts) int { return c.Created }},
		{importing.Updated, func(c *graph.Counts) int { return c.Updated }},
		{importing.Unchanged, func(c *graph.Counts) int { return c.Unchanged }},
		{importing.BadCells, func(c *graph.Counts) int { return c.BadCells }},
	}, func(x countColumn) bool { return x.of(&p.report.Counts) == 0 })
	t := table{right: []bool{false}}
	row := func(name string, c *graph.Counts) {
		cells := []string{name, fmt.Sprint(c.Read)}
		for _, x := range shown {
			cells = append(cells, fmt.Sprint(x.of(c)))
		}
		t.row(cells...)
	}
	heading := []string{p.say(importing.Sheet), p.say(importing.Read)}
	for _, x := range shown {
		heading = append(heading, p.say(x.heading))
	}
	t.row(heading...)
	for range heading[1:] {
		t.right = append(t.right, true)
	}
	for i := range p.report.Tables {
		x := &p.report.Tables[i]
		if p.report.Edited && x.Counts.Unchanged == x.Counts.Read && x.Counts.BadCells == 0 {
			continue // nobody touched it
		}
		row(p.tableName(x), &x.Counts)
	}
	if len(t.rows) > 1 {
		if err := p.section(&t); err != nil {
			return err
		}
	}
	if len(t.rows) == 1 {
		if _, err := fmt.Fprintln(p.Stdout); err != nil {
			return err
		}
	}
	if err := p.line(p.say(column.RowsLine, counts(p.report.Counts)...)); err != nil || p.report.Adds() {
		return err
	}
	return p.printf(importing.NotAdding)
}

// tableName names a table of a sheet as shortly as it can be told.
func (p *importPrinter) tableName(t *importer.TableReport) string {
	name := p.sheetName(t.Document, t.Sheet)
	same := func(other importer.TableReport) bool { return other.Document == t.Document && other.Sheet == t.Sheet }
	first := slices.IndexFunc(p.report.Tables, same)
	if slices.ContainsFunc(p.report.Tables[first+1:], same) {
		name += " · " + t.Table
	}
	return shorten(name, 36)
}

// sheetName names a sheet; with its document if there are several, or if that
// has no sheets.
func (p *importPrinter) sheetName(doc, sheet string) string {
	switch {
	case sheet == "":
		return doc
	case len(p.files) > 1:
		return doc + "!" + sheet
	}
	return sheet
}

// columns prints the columns that were not read or not found.
func (p *importPrinter) columns() error {
	list := func(heading, cure graph.Label, of func(*importer.TableReport) (names []string, beyond int)) error {
		var lines []string
		for i := range p.report.Tables {
			names, beyond := of(&p.report.Tables[i])
			if len(names) == 0 {
				continue
			}
			shown := make([]string, 0, shownColumns)
			for _, n := range names[:min(len(names), shownColumns)] {
				shown = append(shown, shorten(n, 30))
			}
			line := strings.Join(shown, p.comma())
			if more := len(names) + beyond - len(shown); more > 0 {
				line += p.comma() + p.say(importing.More, more)
			}
			lines = append(lines, p.tableName(&p.report.Tables[i])+p.colon()+line)
		}
		if len(lines) == 0 {
			return nil
		}
		if cure != (graph.Label{}) {
			lines = append(lines, p.say(cure))
		}
		if err := p.heading(heading); err != nil {
			return err
		}
		for _, line := range lines {
			if err := p.paragraph("  ", line); err != nil {
				return err
			}
		}
		return nil
	}
	if err := list(importing.Unknown, importing.UnknownCure, func(t *importer.TableReport) ([]string, int) { return t.Unknown, t.MoreUnknown }); err != nil {
		return err
	}
	return list(importing.Missing, graph.Label{}, func(t *importer.TableReport) ([]string, int) { return t.Missing, 0 })
}

// colon comes between a name and what is said of it.
func (p *importPrinter) colon() string {
	if p.lang == "zh" {
		return "："
	}
	return ": "
}

// comma separates names in a list.
func (p *importPrinter) comma() string {
	if p.lang == "zh" {
		return "、"
	}
	return ", "
}

// unread prints the sheets that were not read.
func (p *importPrinter) unread() error {
	if len(p.report.Unread) == 0 {
		return nil
	}
	if err := p.heading(importing.Unread); err != nil {
		return err
	}
	t := table{indent: "  "}
	for _, u := range p.report.Unread {
		t.row(shorten(p.sheetName(u.Document, u.Sheet), 36), p.lang.pick(u.Reason))
	}
	return t.writeTo(p.Stdout)
}

// rowNumbers lists the first of some rows.
func rowNumbers(rows []int, all int) string {
	const most = 8
	var out []string
	for _, r := range rows[:min(len(rows), most)] {
		out = append(out, strconv.Itoa(r))
	}
	if all > len(out) {
		out = append(out, "…")
	}
	return strings.Join(out, ", ")
}

// leftOut prints how many rows are no rows of their tables.
func (p *importPrinter) leftOut() error {
	t := table{indent: "  "}
	for i := range p.report.Tables {
		x := &p.report.Tables[i]
		if x.Left > 0 {
			t.row(p.tableName(x), p.say(importing.LeftOutBelow, x.Left, rowNumbers(x.LeftRows, x.Left)))
		}
		if x.Skipped > 0 {
			t.row(p.tableName(x), p.say(importing.LeftOutSkipped, x.Skipped))
		}
	}
	if len(t.rows) == 0 {
		return nil
	}
	if err := p.heading(importing.LeftOut); err != nil {
		return err
	}
	return t.writeTo(p.Stdout)
}

// repeats prints which rows say what earlier ones say.
func (p *importPrinter) repeats() error {
	t := table{indent: "  "}
	for i := range p.report.Tables {
		x := &p.report.Tables[i]
		if x.Repeated == 0 {
			continue
		}
		var rows []int
		for _, r := range x.Repeats {
			rows = append(rows, r.Row)
		}
		t.row(p.tableName(x), p.say(importing.RepeatedRows, x.Repeated, rowNumbers(rows, x.Repeated), x.Repeats[0].Row, x.Repeats[0].Of.Row))
	}
	if len(t.rows) == 0 {
		return nil
	}
	if err := p.heading(importing.Repeated); err != nil {
		return err
	}
	return t.writeTo(p.Stdout)
}

// edits prints what somebody edited in an export.
func (p *importPrinter) edits() error {
	r := p.report
	if !r.Edited || len(r.Edits) == 0 && r.MissingRows == 0 {
		return nil
	}
	if err := p.heading(importing.Edits, len(r.Edits)); err != nil {
		return err
	}
	none := p.say(importing.NoValue)
	for i := range r.Edits[:min(len(r.Edits), shownEdits)] {
		e := &r.Edits[i]
		if err := p.paragraph("  ", strings.TrimSpace(p.place("", e.Sheet, e.Row, 0)+"  "+e.Name)); err != nil {
			return err
		}
		what := p.say(importing.Value, e.Header, cmp.Or(shorten(e.Was, 24), none), cmp.Or(shorten(e.Is, 24), none))
		if err := p.paragraph("    ", what); err != nil {
			return err
		}
	}
	if more := len(r.Edits) - shownEdits; more > 0 {
		if err := p.line("  " + p.say(importing.More, more)); err != nil {
			return err
		}
	}
	if r.MissingRows > 0 {
		return p.paragraph("  ", p.say(importing.MissingRows, r.MissingRows))
	}
	return nil
}

// queued prints the rows that wait for a person.
func (p *importPrinter) queued() error {
	r := p.report
	if len(r.Queued) == 0 {
		return nil
	}
	if err := p.heading(importing.QueuedRows, r.Counts.Queued); err != nil {
		return err
	}
	for i := range r.Queued[:min(len(r.Queued), shownQueued)] {
		q := &r.Queued[i]
		words := []string{p.place(q.Document, q.Sheet, q.Row, 0), shorten(keysText(q.Keys), 30), p.lang.pick(q.Why())}
		if may := candidates(p.view, q.May); may != "" {
			words = append(words, p.say(importing.Candidates, may))
		}
		if err := p.paragraph("  ", strings.Join(withoutEmpty(words), "  ")); err != nil {
			return err
		}
		if err := p.paragraph("    ", p.lang.pick(q.Cure)); err != nil {
			return err
		}
	}
	if more := len(r.Queued) - shownQueued; more > 0 {
		if err := p.line("  " + p.say(importing.More, more)); err != nil {
			return err
		}
	}
	return nil
}

// identity prints, of a dry run, whom the rows would be about, against all sources.
func (p *importPrinter) identity() error {
	x := p.report.Identity
	if x == nil {
		return nil
	}
	if err := p.heading(importing.Identity, x.Read, x.Joined, x.New, x.Asked, x.Queued, x.Rejected); err != nil {
		return err
	}
	for _, j := range x.Joins {
		kind := p.vocabulary.Kind(j.Kind)
		line := p.say(importing.JoinsJudged, p.lang.pick(kind.Plural), j.Rows)
		switch {
		case j.Own:
			line = p.say(importing.JoinsOwn, p.lang.pick(kind.Plural), j.Rows)
		case j.Key != "":
			line = p.say(importing.Joins, p.lang.pick(kind.Plural), j.Key, j.Rows)
		}
		if err := p.line("  " + line); err != nil {
			return err
		}
	}
	shown, nodes := 0, 0
	for i := range x.Doubts {
		d := &x.Doubts[i]
		if d.What != importer.DoubtNodes {
			continue // they wait, which is told below
		}
		if nodes++; nodes == 1 {
			if err := p.line("  " + p.say(importing.AskedNodes, x.Questions)); err != nil {
				return err
			}
		}
		if shown == shownQueued {
			continue
		}
		shown++
		var like []string
		for _, o := range d.Resembles {
			name := o.Name
			if o.Row > 0 {
				name += p.colon() + p.say(importing.AskedLater, o.Row)
			}
			like = append(like, name)
		}
		words := []string{p.place(d.Document, d.Sheet, d.Row, d.Column), d.Name, p.say(importing.AskedRow, strings.Join(like, p.comma())), d.Key}
		if err := p.paragraph("    ", strings.Join(withoutEmpty(words), "  ")); err != nil {
			return err
		}
	}
	if more := nodes - shown + x.More; more > 0 && nodes > 0 {
		return p.line("    " + p.say(importing.More, more))
	}
	return nil
}

// candidates names those that a row may be about.
func candidates(view *memory.View, ids []graph.SubjectID) string {
	var names []string
	for _, id := range ids {
		name := cmp.Or(view.Name(id), string(id))
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// keysText prints the keys of a row.
func keysText(keys []graph.KeyValue) string {
	var words []string
	for _, k := range keys {
		for i := range k.Parts {
			if s := k.Parts[i].String(); !slices.Contains(words, s) {
				words = append(words, s)
			}
		}
	}
	return strings.Join(words, " ")
}

// gone prints what the source stated and the files do not.
func (p *importPrinter) gone() error {
	r := p.report
	total := len(r.Gone) + r.MoreGone
	if total == 0 {
		return nil
	}
	if err := p.heading(importing.Gone, total); err != nil {
		return err
	}
	t := table{indent: "  "}
	for i := range r.Gone[:min(len(r.Gone), shownGone)] {
		g := &r.Gone[i]
		name := string(g.Kind)
		if k := p.vocabulary.Kind(g.Kind); k != nil {
			name = p.lang.pick(k.Label)
		}
		t.row(name, cmp.Or(g.Name, string(g.Subject)), g.Period, g.Table)
	}
	if more := total - shownGone; more > 0 {
		t.row(p.say(importing.More, more))
	}
	if err := t.writeTo(p.Stdout); err != nil {
		return err
	}
	if r.Retract {
		return p.line("  " + p.say(importing.GoneRetracted))
	}
	return p.line("  " + p.say(importing.GoneRetract))
}

// changes prints what a dry run found.
func (p *importPrinter) changes() error {
	if p.report.Changes == nil {
		return nil
	}
	return p.printChanges(p.report.Changes, importing.Changes)
}

// outcome prints what was done, and how to undo it.
func (p *importPrinter) outcome() error {
	r := p.report
	switch {
	case r.Before > 0:
		return p.heading(importing.Before, r.Before)
	case r.DryRun:
		return p.heading(importing.DryRunDone)
	case r.Revision == 0:
		return p.heading(importing.Nothing)
	}
	if err := p.heading(importing.Done, r.Revision, r.Wrote, r.Confirms, r.Retracts); err != nil {
		return err
	}
	return p.line(p.say(importing.Undo, r.Revision))
}

// counts are the arguments of [column].RowsLine.
func counts(c graph.Counts) []any {
	return []any{c.Read, c.Rejected, c.Queued, c.Created, c.Updated, c.Unchanged, c.BadCells}
}

// shorten cuts a text that takes more columns of a terminal than that.
func shorten(s string, most int) string {
	if columns(s) <= most {
		return s
	}
	n := 0
	for i, r := range s {
		if n += columns(string(r)); n > most-1 {
			return s[:i] + "…"
		}
	}
	return s
}
