package main

import (
	"context"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	document "github.com/chainatlas/chainatlas/importer/table"
	"github.com/chainatlas/chainatlas/schema"
	"github.com/chainatlas/chainatlas/scoring/growth"
	"github.com/chainatlas/chainatlas/scoring/growth/gather"
)

// listReport writes an edition as a workbook: what it is, the rule, the entries,
// each criterion of each with its figures and the cells they were read in, and all
// others with what keeps them out. v is the View that it was drawn up from.
func (a *app) listReport(ctx context.Context, w io.Writer, v *memory.View, e *growth.Edition) error {
	b := newWorkbookWriter(w)
	candidates, err := gather.Count(ctx, v, e)
	if err != nil {
		return err
	}
	if err := b.sheet(a.say(listing.About), append(a.aboutRows(e, candidates), a.brokenDown(e.Select(growth.Query{}))...)); err != nil {
		return err
	}
	if err := a.reportEntries(b, e); err != nil {
		return err
	}
	if err := a.reportCriteria(b, e, gather.Explained(ctx, v, e, e.Select(growth.Query{}), schema.MaxBrokenDown)); err != nil {
		return err
	}
	if err := a.reportOthers(b, e); err != nil {
		return err
	}
	return b.close()
}

// brokenDown says that a workbook does not break all of its results down; nothing if
// it does.
func (a *app) brokenDown(results iter.Seq[*growth.Result]) [][]string {
	others := 0
	for r := range results {
		if r.State != growth.In && r.State != growth.Borderline {
			others++
		}
	}
	if others <= schema.MaxBrokenDown {
		return nil
	}
	return [][]string{{a.say(listing.Criteria), a.say(listing.BrokenDown, schema.MaxBrokenDown, others)}}
}

// stateText is what an outcome is called; that a list is not for somebody is no
// judgement, and has its own name.
func (a *app) stateText(s growth.State, notFor bool) string {
	if notFor {
		return a.lang.pick(growth.NotApplicable.Label())
	}
	return a.lang.pick(s.Label())
}

// aboutRows says what an edition is; candidates is how many enterprises, or projects,
// it judges.
func (a *app) aboutRows(e *growth.Edition, candidates int) [][]string {
	n := e.Counts
	rows := [][]string{
		{a.say(listing.About), ""},
		{a.say(listing.Name), a.lang.pick(e.List.Name)}, {a.say(listing.Code), e.List.Code}, {a.say(listing.Version), e.List.Version},
		{a.say(listing.Reference), e.When.Reference.String()}, {a.say(listing.LatestYear), strconv.Itoa(e.Year)},
		{a.say(listing.RuleHash), e.Rule}, {a.say(listing.DataRevision), strconv.FormatUint(uint64(e.Data.Revision), 10)}, {a.say(listing.EditionHash), e.Hash()},
		{a.say(listing.Considered), a.counted(e, n.Considered, candidates)},
	}
	for _, x := range []struct {
		state  growth.State
		notFor bool
	}{{growth.In, false}, {growth.Borderline, false}, {growth.Out, false}, {growth.Out, true}, {growth.Insufficient, false}} {
		q := growth.Query{States: []growth.State{x.state}, NotFor: &x.notFor}
		results, of := e.Count(q)
		text := a.counted(e, results, of)
		if x.state == growth.Insufficient && e.Unseen > 0 { // they are in the counts alone
			text = a.say(listing.WithUnseen, text, e.Unseen, n.Insufficient)
		}
		rows = append(rows, []string{a.stateText(x.state, x.notFor), text})
	}
	rows = append(rows, []string{a.say(listing.Why), a.say(listing.WhyHow)})
	for _, s := range e.List.Sources {
		rows = append(rows, []string{a.say(listing.SourceSure) + " [" + string(s.Sure) + "]", strings.TrimSpace(s.Text + "  " + s.URL + "  " + a.lang.pick(s.Note))})
	}
	return rows
}

// counted tells so many results; of a list by segment with how many enterprises they
// are of.
func (a *app) counted(e *growth.Edition, results, candidates int) string {
	if !e.List.BySegment() {
		return strconv.Itoa(results)
	}
	return a.say(listing.RowsOfMany, results, candidates)
}

// numeric returns a cell of a number; empty if there is none.
func numeric(d *graph.Decimal) listCell {
	if d == nil {
		return textCell("")
	}
	return listCell{document.Cell{Kind: document.Number, Text: d.String()}, d.String()}
}

// headings returns a row of headings.
func (a *app) headings(labels ...graph.Label) []listCell {
	row := make([]listCell, len(labels))
	for i, l := range labels {
		row[i] = textCell(a.say(l))
	}
	return row
}

func rankCell(n int) listCell {
	if n == 0 {
		return textCell("")
	}
	return numberCell(n)
}

// candidateID heads the column of the IDs of a list's candidates.
func candidateID(l *growth.List) graph.Label {
	if l.Kind() == graph.KindProject {
		return listing.Project
	}
	return listing.Enterprise
}

func (a *app) reportEntries(b *workbookWriter, e *growth.Edition) error {
	if err := b.begin(a.say(listing.Entries)); err != nil {
		return err
	}
	err := b.row(a.headings(listing.Rank, listing.Best, listing.Worst, listing.Outcome, listing.Name, listing.Group, listing.Low, listing.High, listing.Currency, listing.LatestYear, listing.Remark, candidateID(e.List)))
	for i := range e.Entries {
		if err != nil {
			return err
		}
		r := &e.Entries[i]
		low, high, currency := (*graph.Decimal)(nil), (*graph.Decimal)(nil), ""
		if r.Value != nil {
			low, high, currency = r.Value.Low, r.Value.High, r.Value.Currency.String()
		}
		err = b.row([]listCell{
			rankCell(r.Rank), rankCell(r.Best), rankCell(r.Worst), textCell(a.lang.pick(r.State.Label())), textCell(r.Name), textCell(r.Group), numeric(low), numeric(high),
			textCell(currency), numberCell(r.Year), textCell(a.remark(e.List, r)), textCell(string(r.Enterprise)),
		})
	}
	return err
}

// reportCriteria writes the criteria of results with what each rests on.
func (a *app) reportCriteria(b *workbookWriter, e *growth.Edition, results iter.Seq2[*growth.Result, error]) error {
	if err := b.begin(a.say(listing.Criteria)); err != nil {
		return err
	}
	err := b.row(a.headings(listing.Name, listing.Segment, listing.Outcome, listing.Criterion, listing.Verdict, listing.Low, listing.High, listing.Line, listing.Distance, listing.Why, listing.Read))
	var write func(r *growth.Result, all []growth.Outcome)
	write = func(r *growth.Result, all []growth.Outcome) {
		for i := range all {
			o := &all[i]
			if err != nil {
				return
			}
			label := o.ID
			if c := e.List.Find(o.ID); c != nil {
				label = a.lang.pick(c.Name)
			}
			var low, high, distance *graph.Decimal
			if o.Value != nil {
				low, high = o.Value.Low, o.Value.High
			}
			if o.Distance != nil {
				distance = o.Distance.Low
			}
			var read []string
			for _, f := range o.Figures {
				read = append(read, a.need(e.List, growth.Need{Figure: f.Name, Year: int(f.Year)})+": "+a.sources(f.Sources))
			}
			for _, f := range o.Facts {
				where := ""
				if f.Read != nil {
					where = "  " + a.sources([]growth.Source{*f.Read})
				}
				read = append(read, a.figureLabel(e.List, f.Name)+": "+f.Text+where)
			}
			err = b.row([]listCell{
				textCell(r.Name), textCell(r.Segment), textCell(a.stateText(r.State, r.NotFor)), textCell(label), textCell(a.lang.pick(o.Verdict.Label())), numeric(low), numeric(high),
				textCell(o.Line), numeric(distance), textCell(a.reasons(o.Why)), textCell(strings.Join(read, "\n")),
			})
			write(r, o.Parts)
		}
	}
	if err != nil {
		return err
	}
	for r, failed := range results {
		if failed != nil {
			return failed
		}
		if write(r, r.Criteria); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) reportOthers(b *workbookWriter, e *growth.Edition) error {
	if err := b.begin(a.say(listing.Others)); err != nil {
		return err
	}
	err := b.row(a.headings(listing.Name, listing.Segment, listing.Outcome, listing.Fails, listing.Undecided, listing.NeedsHeading, candidateID(e.List)))
	for i := range e.Others {
		if err != nil {
			return err
		}
		o := &e.Others[i]
		var needs []string
		for _, n := range o.Needs {
			needs = append(needs, a.need(e.List, n))
		}
		err = b.row([]listCell{
			textCell(o.Name), textCell(o.Segment), textCell(a.stateText(o.State, o.NotFor)), textCell(a.criterionNames(e.List, o.Unmet)), textCell(a.criterionNames(e.List, o.Unknown)),
			textCell(strings.Join(needs, ", ")), textCell(string(o.Enterprise)),
		})
	}
	return err
}

// criterionNames returns what people call criteria.
func (a *app) criterionNames(l *growth.List, ids []string) string {
	var names []string
	for _, id := range ids {
		if c := l.Find(id); c != nil {
			names = append(names, a.lang.pick(c.Name))
		}
	}
	return strings.Join(names, "; ")
}
