package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/scoring"
	findings "github.com/chainatlas/chainatlas/scoring/evidence"
)

// byRank returns the units of a result, the best first and those withheld last.
func byRank(r *scoring.Result) []int {
	order := make([]int, len(r.Units))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		p, q := r.Units[i].Rank, r.Units[j].Rank
		if p == 0 || q == 0 { // those without come last
			return q - p
		}
		return p - q
	})
	return order
}

// asShown returns the units in the order of the run's page: by grade, the best first,
// within a grade by rank, then those without a grade, and those withheld or gone last.
func (p *report) asShown() []int {
	order := byRank(p.run.Result)
	place := func(i int) int {
		v := &p.run.Result.Units[i]
		if _, gone := p.gone[i]; gone || v.Rank == 0 {
			return len(p.scheme.Grades) + 1
		}
		if at := slices.IndexFunc(p.scheme.Grades, func(g scoring.Grade) bool { return g.ID == v.Grade }); at >= 0 {
			return at
		}
		return len(p.scheme.Grades)
	}
	slices.SortStableFunc(order, func(i, j int) int { return place(i) - place(j) })
	return order
}

// noteOn says why a unit has no score or no grade, and which gate caps it.
func (a *app) noteOn(v *scoring.UnitResult) string {
	note := ""
	switch {
	case v.Withheld != nil:
		note = a.say(scoringText.Withheld) + ": " + a.lang.pick(*v.Withheld)
	case v.Ungraded != nil:
		note = a.lang.pick(*v.Ungraded)
	}
	for _, g := range v.Gates {
		if g.Cap != "" {
			note = strings.TrimPrefix(note+"; "+g.ID+" ≤ "+g.Cap, "; ")
		}
	}
	return note
}

// bandOf returns the band of a unit, from 1; 0 if it is in none.
func bandOf(u *scoring.Uncertainty, i int) int {
	return 1 + slices.IndexFunc(u.Bands, func(b []int) bool { return slices.Contains(b, i) })
}

// gradeText returns a grade; one that too few simulations give with their share, and
// with that of the grade next to it.
func gradeText(grade string, shares scoring.GradeShares) string {
	if grade == "" || shares == nil || shares.Sure(grade) {
		return grade
	}
	percent := shares.Percent()
	of := func(id string) string {
		return id + " " + strconv.Itoa(percent[slices.IndexFunc(shares, func(g scoring.GradeShare) bool { return g.ID == id })]) + "%"
	}
	text := of(grade)
	if next, ok := shares.Next(grade); ok {
		text += " (" + of(next.ID) + ")"
	}
	return text
}

// gradeCells are the share of a grade, the grade next to it, and the share of that;
// blank where there is none.
func gradeCells(grade string, shares scoring.GradeShares) []listCell {
	cells := make([]listCell, 3)
	if grade == "" || shares == nil {
		return cells
	}
	cells[0] = shareCell(float64(shares.Of(grade)))
	if next, ok := shares.Next(grade); ok {
		cells[1], cells[2] = textCell(next.ID), shareCell(next.Share)
	}
	return cells
}

// labels are what the nodes of a scheme are called.
func (p *report) labels() map[string]string {
	out := map[string]string{}
	p.scheme.Walk(func(n *scoring.Node, _ int) { out[n.ID] = p.lang.pick(n.Label) })
	return out
}

// results yields the outcome, in the order of the page: what page, CSV and workbook have.
func (p *report) results() reportRows {
	r, u, x, y := p.run.Result, p.run.Uncertainty, &scoringText, &reporting
	parts, labels := r.Groups[0].Children, p.labels()
	return func(yield func([]listCell) bool) {
		head := p.headings(x.Rank, x.Unit, x.Name, x.Score0, x.Grade)
		if u != nil {
			head = append(head, p.headings(y.GradeShare, y.NextGrade, y.NextShare, y.ScoreLow, y.ScoreHigh, x.Band, y.RankLow, y.RankHigh)...)
			head = append(head, textCell(fmt.Sprintf("%s %d", p.say(x.InTop), u.Top)))
		}
		head = append(head, p.headings(x.Coverage, x.Imputed)...)
		for _, id := range parts {
			head = append(head, textCell(labels[id]))
		}
		if !yield(append(head, textCell(p.say(x.Reason)))) {
			return
		}
		for _, i := range p.asShown() {
			v := &r.Units[i]
			row := make([]listCell, len(head), len(head)+1)
			row[1], row[2] = textCell(v.ID), textCell(v.Name)
			if reason, gone := p.gone[i]; gone {
				if !yield(append(row, textCell(p.say(y.Withdrawn, reason)))) {
					return
				}
				continue
			}
			row[0], row[3], row[4] = rankCell(v.Rank), floatCell(float64(v.Score)), textCell(v.Grade)
			at := 5
			put := func(cells ...listCell) { at += copy(row[at:], cells) }
			if u != nil {
				w := &u.Units[i]
				in := shareCell(w.InTop)
				if v.Rank == 0 {
					in = listCell{}
				}
				put(gradeCells(v.Grade, w.Grades)...)
				put(floatCell(float64(w.ScoreLo)), floatCell(float64(w.ScoreHi)), rankCell(bandOf(u, i)), floatCell(float64(w.Low)), floatCell(float64(w.High)), in)
			}
			put(shareCell(v.Coverage), shareCell(v.Imputed))
			for _, id := range parts {
				if g := r.Group(id); g != nil {
					put(floatCell(g.Score[i]))
				} else { // a scheme without groups
					put(floatCell(r.Indicator(id).Normalised[i]))
				}
			}
			if !yield(append(row, textCell(p.noteOn(v)))) {
				return
			}
		}
	}
}

// gates yields how each unit passed each gate; nil of a scheme without any.
func (p *report) gates() reportRows {
	if len(p.scheme.Gates) == 0 {
		return nil
	}
	r, x, y := p.run.Result, &scoringText, &reporting
	return func(yield func([]listCell) bool) {
		if !yield(p.headings(x.Unit, x.Name, x.Gate, y.GateName, y.Require, y.Outcome, y.Cap)) {
			return
		}
		for _, i := range p.asShown() {
			if _, gone := p.gone[i]; gone {
				continue
			}
			for k, g := range r.Units[i].Gates {
				outcome := y.Failed
				switch {
				case g.Unknown:
					outcome = y.Undecided
				case g.Passed:
					outcome = y.Passed
				}
				of := &p.scheme.Gates[k]
				if !yield([]listCell{textCell(r.Units[i].ID), textCell(r.Units[i].Name), textCell(g.ID), textCell(p.lang.pick(of.Label)), textCell(of.Require.String()), textCell(p.say(outcome)), textCell(g.Cap)}) {
					return
				}
			}
		}
	}
}

// gaps yields what each unit lacks, and how much of the whole that weighs.
func (p *report) gaps() reportRows {
	r, x, y, labels := p.run.Result, &scoringText, &reporting, p.labels()
	return func(yield func([]listCell) bool) {
		if !yield(p.headings(x.Unit, x.Name, x.Indicator, y.IndicatorName, x.Status, x.Share)) {
			return
		}
		for _, i := range p.asShown() {
			if _, gone := p.gone[i]; gone {
				continue
			}
			for k := range r.Indicators {
				c := &r.Indicators[k]
				if c.State[i] == scoring.Observed {
					continue
				}
				if !yield([]listCell{textCell(r.Units[i].ID), textCell(r.Units[i].Name), textCell(c.ID), textCell(labels[c.ID]), textCell(p.cellState(c.State[i])), shareCell(c.Weight)}) {
					return
				}
			}
		}
	}
}

// cellState is what is known of a cell, in words.
func (a *app) cellState(s scoring.State) string {
	if l, ok := cellStates[s]; ok {
		return a.lang.pick(l)
	}
	return string(s)
}

// evidence yields what is stated of each unit for each indicator, a row for each
// who states it, with the cell that it was read in.
func (p *report) evidence() reportRows {
	r, x, y, leaves, labels := p.run.Result, &scoringText, &reporting, p.scheme.Indicators(), p.labels()
	return func(yield func([]listCell) bool) {
		head := p.headings(x.Unit, x.Name, x.Indicator, y.Item, y.Counts, y.Value, y.Low, y.High, y.Word, y.None, y.Day, y.Basis,
			y.Source, y.Stated, y.Differs, y.Document, y.Sheet, y.Cell, y.StatedIn, y.Node)
		if !yield(head) {
			return
		}
		for _, i := range p.asShown() {
			if _, gone := p.gone[i]; gone {
				continue
			}
			for k, n := range leaves {
				var chosen []string
				if e := r.Indicators[k].Evidence; e != nil {
					chosen = e[i]
				}
				names := n.Indicator.Value.Names()
				if n.Indicator.Denominator != nil {
					names = slices.Concat(names, n.Indicator.Denominator.Names())
				}
				for _, name := range names {
					for _, o := range p.run.Input.Units[i].Evidence[name] {
						row := make([]listCell, len(head))
						copy(row, []listCell{textCell(r.Units[i].ID), textCell(r.Units[i].Name), textCell(headOf(n.ID, labels)), textCell(name),
							textCell(p.say(yesNo(len(o.Refs) > 0 && slices.Contains(chosen, o.Refs[0])))),
							optionalCell(o.Value), optionalCell(o.Low), optionalCell(o.High), textCell(o.Text), textCell(p.none(o.None)), textCell(o.Date.String()), textCell(p.basis(o.Basis))})
						if len(o.Refs) == 0 && !yield(row) {
							return
						}
						for _, ref := range o.Refs {
							if !yield(p.place(row, ref)) {
								return
							}
						}
					}
				}
			}
		}
	}
}

// place fills in who states an observation, and where.
func (p *report) place(row []listCell, text string) []listCell {
	const from = 12 // the first column of who states it
	clear(row[from:])
	ref, ok := findings.ParseRef(text)
	if !ok { // of a plain table
		row[from+3] = textCell(text)
		return row
	}
	cell := ""
	if ref.Row > 0 {
		cell = ref.Column + strconv.Itoa(ref.Row)
	}
	copy(row[from:], []listCell{textCell(string(ref.Source)), textCell(p.cellState(scoring.State(ref.Value))), textCell(p.say(yesNo(ref.Differs))), textCell(ref.Document), textCell(ref.Sheet), textCell(cell),
		numberCell(int(ref.Revision)), textCell(string(ref.Subject))})
	return row
}

// optionalCell returns a cell of a number that may not be there.
func optionalCell(v *float64) listCell {
	if v == nil {
		return listCell{}
	}
	return floatCell(*v)
}

// none says why an observation has no value; "" if it has one.
func (p *report) none(s scoring.State) string {
	if s == "" {
		return ""
	}
	return p.cellState(s)
}

// basis says on whose word an observation rests.
func (a *app) basis(b scoring.Basis) string {
	text, err := b.MarshalText()
	if err != nil {
		return ""
	}
	return a.word(string(text))
}
