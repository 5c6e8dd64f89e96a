package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/scoring/growth"
)

// printEdition prints who is on a list, who may be, and what the others lack;
// candidates is how many enterprises, or projects, it judges.
func (a *app) printEdition(e *growth.Edition, candidates int, f *listFlags) error {
	if err := a.printf(listing.Title, a.lang.pick(e.List.Name), e.List.Code, e.List.Version); err != nil {
		return err
	}
	if f.tried {
		if err := a.printf(listing.Tried, strings.Join(f.whatIf, ", ")); err != nil {
			return err
		}
	}
	if err := a.printf(listing.Made, e.When.Reference.String(), e.Year, e.Data.Revision, e.Rule[:12]); err != nil {
		return err
	}
	n := e.Counts
	if err := a.printf(listing.Counts, n.Considered, n.In, n.Borderline, n.Out-n.NotFor, n.NotFor, n.Insufficient); err != nil {
		return err
	}
	if e.List.BySegment() {
		_, in := e.Count(growth.Query{States: []growth.State{growth.In}})
		if err := a.printf(listing.BySegment, candidates, in); err != nil {
			return err
		}
	}
	shown := e.Entries
	if f.limit > 0 && len(shown) > f.limit {
		shown = shown[:f.limit]
	}
	if len(shown) > 0 {
		t := table{right: []bool{true, false, true}}
		t.row(a.say(listing.Rank), a.say(listing.Outcome), a.say(listing.Value), a.say(listing.Group), a.say(listing.Name), a.say(listing.Remark))
		for i := range shown {
			r := &shown[i]
			t.row(rankText(r), a.lang.pick(r.State.Label()), a.interval(r.Value, e.List.Rank.ByRatio()), a.groupText(e.List, r), r.Name, a.remark(e.List, r))
		}
		if err := a.section(&t); err != nil {
			return err
		}
		if more := len(e.Entries) - len(shown); more > 0 {
			if err := a.printf(listing.More, more); err != nil {
				return err
			}
		}
	}
	if err := a.printLacking(e, f.limit); err != nil {
		return err
	}
	if f.edition != "" {
		if err := a.printf(listing.EditionDone, f.edition, e.Hash()); err != nil {
			return err
		}
	}
	if f.report != "" {
		return a.printf(listing.ReportDone, f.report)
	}
	return nil
}

// printLacking prints what is missing most often, and whom one figure more could
// bring onto the list.
func (a *app) printLacking(e *growth.Edition, limit int) error {
	var one []*growth.Other
	for i := range e.Others {
		if o := &e.Others[i]; len(o.Needs) == 1 {
			one = append(one, o)
		}
	}
	if len(e.Lacking) > 0 {
		const most = 10
		t := table{right: []bool{true}, indent: "  "}
		for _, n := range e.Lacking[:min(most, len(e.Lacking))] {
			t.row(strconv.Itoa(n.Count), a.need(e.List, n.Need))
		}
		if err := a.printf(listing.Lacking); err != nil {
			return err
		}
		if err := t.writeTo(a.Stdout); err != nil {
			return err
		}
	}
	if e.Unseen > 0 {
		if err := a.printf(listing.Unseen, e.Unseen); err != nil {
			return err
		}
	}
	if len(one) == 0 {
		return nil
	}
	if err := a.printf(listing.OneMore, len(one)); err != nil {
		return err
	}
	if limit > 0 && len(one) > limit {
		one = one[:limit]
	}
	t := table{indent: "  "}
	for _, o := range one {
		t.row(strings.TrimSpace(o.Name+"  "+o.Segment), a.need(e.List, o.Needs[0]))
	}
	return t.writeTo(a.Stdout)
}

// groupText is the group that a result is ranked in, its stage by name.
func (a *app) groupText(l *growth.List, r *growth.Result) string {
	return a.lang.pick(l.GroupLabel(r.Group, func(code string) string { return code }))
}

// need tells a figure that is missing.
func (a *app) need(l *growth.List, n growth.Need) string {
	if n.Year == 0 {
		return a.figureLabel(l, n.Figure)
	}
	return a.figureLabel(l, n.Figure) + " " + strconv.Itoa(n.Year)
}

// figureLabel returns what people call a figure or a fact.
func (a *app) figureLabel(l *growth.List, name string) string {
	return a.lang.pick(l.FigureLabel(name))
}

// rankText returns a rank with the ranks that it may be.
func rankText(r *growth.Result) string {
	switch {
	case r.Rank == 0 && r.Best == 0:
		return ""
	case r.Rank == 0:
		return fmt.Sprintf("(%d–%d)", r.Best, r.Worst)
	case r.Best == r.Worst:
		return strconv.Itoa(r.Rank)
	}
	return fmt.Sprintf("%d (%d–%d)", r.Rank, r.Best, r.Worst)
}

// interval prints an interval; as percentages if it is one of ratios.
func (a *app) interval(v *growth.Interval, ratio bool) string {
	if v == nil {
		return "–"
	}
	end := func(d *graph.Decimal) string {
		switch {
		case d == nil:
			return ""
		case ratio:
			return strconv.FormatFloat(d.Float64()*100, 'f', 2, 64) + "%"
		case d.Scale > 2 && v.Currency == (growth.Currency{}): // an age, a mean
			return strconv.FormatFloat(math.Trunc(d.Float64()*100)/100, 'f', -1, 64) // 11.997 years are not 12
		}
		return d.String()
	}
	s := ""
	switch {
	case v.Exact():
		s = end(v.Low)
	case v.High == nil && v.Low == nil:
		return "–"
	case v.High == nil:
		s = "≥ " + end(v.Low)
	case v.Low == nil:
		s = "≤ " + end(v.High)
	default:
		s = end(v.Low) + " – " + end(v.High)
	}
	return strings.TrimSpace(s + " " + v.Currency.String())
}

// reasons prints reasons, without those that merely repeat an outcome.
func (a *app) reasons(r growth.Reasons) string {
	var all []string
	for _, l := range r.Labels() {
		all = append(all, a.lang.pick(l))
	}
	separator := "; "
	if a.lang == "zh" {
		separator = "；"
	}
	return strings.Join(all, separator)
}

// remark tells of an entry what makes it uncertain, and what the next year brings.
func (a *app) remark(l *growth.List, r *growth.Result) string {
	var why growth.Reasons
	for i := range r.Criteria {
		why |= openReasons(&r.Criteria[i])
	}
	var all []string
	if s := a.reasons((why | r.Why) &^ growth.NoneKnown); s != "" {
		all = append(all, s)
	}
	if r.Next != nil {
		if len(r.Next.FallsOut) > 0 {
			all = append(all, a.say(listing.FallsOut, r.Next.Year, strings.Join(r.Next.FallsOut, ", ")))
		}
		for _, t := range r.Next.Targets {
			if t.Change.Sign() > 0 && r.State == growth.In {
				all = append(all, a.say(listing.Target, a.need(l, growth.Need{Figure: t.Figure, Year: r.Next.Year}), percent(t.Change)))
			}
		}
	}
	return strings.Join(all, " · ")
}

// openReasons are the reasons of what is not settled.
func openReasons(o *growth.Outcome) growth.Reasons {
	if len(o.Parts) == 0 {
		if o.Verdict == growth.NotApplicable {
			return 0
		}
		return o.Why
	}
	if o.Verdict == growth.Met {
		return 0
	}
	return o.Why
}

func percent(d graph.Decimal) string { return strconv.FormatFloat(d.Float64()*100, 'f', 1, 64) + "%" }

// printResult prints why an enterprise is on a list, or is not.
func (a *app) printResult(l *growth.List, r *growth.Result) error {
	name := r.Name
	if r.Segment != "" {
		name += " · " + r.Segment
	}
	if err := a.printf(listing.Explained, name, a.lang.pick(l.Name), a.stateText(r.State, r.NotFor), r.Year); err != nil {
		return err
	}
	t := table{}
	t.row(a.say(listing.Criterion), a.say(listing.Outcome), a.say(listing.Value), a.say(listing.Line), a.say(listing.Distance), a.say(listing.Why))
	a.outcomes(&t, l, r.Criteria, "")
	if err := t.writeTo(a.Stdout); err != nil {
		return err
	}
	if len(r.Needs) > 0 {
		var needs []string
		for _, n := range r.Needs {
			needs = append(needs, a.need(l, n))
		}
		if err := a.printf(listing.Needs, strings.Join(needs, ", ")); err != nil {
			return err
		}
	}
	if r.Next != nil {
		if len(r.Next.FallsOut) > 0 {
			if err := a.printf(listing.FallsOutLine, r.Next.Year, strings.Join(r.Next.FallsOut, ", ")); err != nil {
				return err
			}
		}
		for _, x := range r.Next.Targets {
			amount := strings.TrimSpace(x.Number.String() + " " + x.Currency.String())
			if err := a.printf(listing.TargetLine, a.need(l, growth.Need{Figure: x.Figure, Year: r.Next.Year}), amount, percent(x.Change), x.Criterion); err != nil {
				return err
			}
		}
	}
	return nil
}

// outcomes adds the criteria of a result to a table, each with the figures and the
// cells they were read in.
func (a *app) outcomes(t *table, l *growth.List, all []growth.Outcome, indent string) {
	for i := range all {
		o := &all[i]
		label := o.ID
		c := l.Find(o.ID)
		ratio := false
		if c != nil {
			label = a.lang.pick(c.Name)
			ratio = c.Line != nil && c.Line.Currency == (growth.Currency{}) && c.Line.Number.Compare(graph.Decimal{Unscaled: 2}) < 0 && !strings.HasPrefix(c.Value, "age") && !strings.HasPrefix(c.Value, "last(inv")
		}
		distance := ""
		if o.Distance != nil {
			distance = a.interval(o.Distance, ratio)
		}
		value := ""
		if o.Value != nil {
			value = a.interval(o.Value, ratio)
		}
		t.row(indent+label, a.lang.pick(o.Verdict.Label()), value, o.Line, distance, a.reasons(o.Why))
		for _, f := range o.Figures {
			t.row(indent+"  "+a.need(l, growth.Need{Figure: f.Name, Year: int(f.Year)}), "", a.sources(f.Sources))
		}
		for _, f := range o.Facts {
			where := f.Text
			if f.Read != nil {
				where += "  " + a.sources([]growth.Source{*f.Read})
			}
			t.row(indent+"  "+a.figureLabel(l, f.Name), "", where)
		}
		a.outcomes(t, l, o.Parts, indent+"  ")
	}
}

// sources prints where a figure was read: 3000万元 (example-invented, 企业年度数据 C7).
func (a *app) sources(all []growth.Source) string {
	var parts []string
	for _, s := range all {
		where := string(s.Source)
		if s.Sheet != "" {
			where += ", " + s.Sheet
		} else if s.Document != "" {
			where += ", " + s.Document
		}
		if s.Row > 0 && s.Column > 0 {
			where += " " + letters(s.Column) + strconv.Itoa(s.Row)
		} else if s.Row > 0 {
			where += " " + strconv.Itoa(s.Row)
		}
		parts = append(parts, s.Printed+" ("+where+")")
	}
	return strings.Join(parts, " | ")
}

// printDiff prints who entered, left and moved.
func (a *app) printDiff(d *growth.Diff) error {
	if err := a.printf(listing.DiffCounts, d.Entered, d.Left, d.Moved, d.Stayed); err != nil {
		return err
	}
	if len(d.Changes) == 0 {
		return nil
	}
	t := table{right: []bool{false, false, true, true}}
	t.row(a.say(listing.Change), a.say(listing.Name), a.say(listing.Was), a.say(listing.Is), a.say(listing.Cause), a.say(listing.Fails))
	side := func(s growth.State, rank int) string {
		if rank > 0 {
			return strconv.Itoa(rank)
		}
		return a.lang.pick(s.Label())
	}
	for _, c := range d.Changes {
		var causes []string
		for _, x := range c.Causes {
			causes = append(causes, a.lang.pick(listCauses[x]))
		}
		name := c.Name
		if c.Segment != "" {
			name += " · " + c.Segment
		}
		t.row(a.lang.pick(listChanges[c.Kind]), name, side(c.Was, c.WasRank), side(c.Is, c.IsRank), strings.Join(causes, ", "), strings.Join(c.Unmet, ", "))
	}
	return a.section(&t)
}
