package main

import (
	"fmt"
	"io"
	"iter"
	"math"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	document "github.com/chainatlas/chainatlas/importer/table"
	"github.com/chainatlas/chainatlas/scoring"
)

// report is a run with what its workbook says besides: that of score run, and that
// which is downloaded, are one.
type report struct {
	*app
	scheme *scoring.Scheme
	run    *scoring.Run
	about  [][]string // what else it is: of which log, asked how, on whose word
	// gone are the units whose rating was withdrawn, by number, with the reason:
	// they have no figures on any sheet.
	gone map[int]string
}

// reportRows yields the rows of a sheet, the headings first. A sheet is written as
// it is worked out, for a run may have half a million cells in each.
type reportRows = iter.Seq[[]listCell]

// write writes the workbook: the outcome, each step on a sheet of its own, what it
// rests on down to the cell, and the scheme.
func (p *report) write(w io.Writer) error {
	x, y := &scoringText, &reporting
	r := p.run.Result
	b := newWorkbookWriter(w)
	sheets := []struct {
		name graph.Label
		rows reportRows // nil if the run has nothing of it
	}{
		{x.SheetAbout, textRows(p.aboutRun())},
		{x.SheetResult, p.results()},
		{x.SheetRaw, p.stage(func(i *scoring.IndicatorResult) scoring.Numbers { return i.Raw })},
		{x.SheetDenominated, p.stage(func(i *scoring.IndicatorResult) scoring.Numbers { return i.Denominated })},
		{x.SheetImputed, p.stage(func(i *scoring.IndicatorResult) scoring.Numbers { return i.Imputed })},
		{x.SheetTreated, p.stage(func(i *scoring.IndicatorResult) scoring.Numbers { return i.Treated })},
		{x.SheetNormalised, p.stage(func(i *scoring.IndicatorResult) scoring.Numbers { return i.Normalised })},
		{x.SheetWeighted, p.stage(func(i *scoring.IndicatorResult) scoring.Numbers { return i.Weighted })},
		{x.SheetGroups, p.levels()},
		{x.SheetContributions, p.contributions()},
		{y.SheetGates, p.gates()},
		{x.SheetState, p.byUnit(p.indicatorHeads(), func(c, u int) listCell { return textCell(p.cellState(r.Indicators[c].State[u])) })},
		{y.SheetGaps, p.gaps()},
		{x.SheetEvidence, p.evidence()},
		{x.SheetWeights, p.weights()},
		{x.SheetUncertainty, p.uncertainty()},
		{x.SheetSensitivity, p.sensitivity()},
		{x.SheetLeftOut, p.left()},
		{x.SheetScheme, textRows(p.schemeRows(p.scheme))},
	}
	for _, sheet := range sheets {
		if sheet.rows == nil {
			continue
		}
		if err := b.begin(p.say(sheet.name)); err != nil {
			return err
		}
		for row := range sheet.rows {
			if err := b.row(row); err != nil {
				return err
			}
		}
	}
	return b.close()
}

// textRows yields rows of text.
func textRows(rows [][]string) reportRows {
	return func(yield func([]listCell) bool) {
		for _, row := range rows {
			cells := make([]listCell, len(row))
			for i, s := range row {
				cells[i] = textCell(s)
			}
			if !yield(cells) {
				return
			}
		}
	}
}

// floatCell returns a cell of a number, blank where there is none.
func floatCell(v float64) listCell {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return listCell{}
	}
	s := strconv.FormatFloat(v, 'g', -1, 64)
	return listCell{document.Cell{Kind: document.Number, Text: s}, s}
}

// shareCell returns a cell of a share, blank where there is none.
func shareCell(v float64) listCell {
	c := floatCell(v)
	if c.Kind == document.Number {
		c.Kind = document.Percent
	}
	return c
}

func (p *report) aboutRun() [][]string {
	r, x, s := p.run.Result, &scoringText, p.scheme
	rows := [][]string{
		{p.say(x.SheetScheme), p.lang.pick(s.Title)}, {p.say(x.ID), s.ID}, {p.say(x.Edition), s.Edition}, {p.say(x.Status), p.word(string(s.Status))},
		{p.say(x.Hash), r.Scheme.Hash}, {p.say(x.OfData), r.Data},
	}
	if !r.Reference.IsZero() {
		rows = append(rows, []string{p.say(x.ReferenceDate), r.Reference.String()})
	}
	if u := p.run.Uncertainty; u != nil {
		rows = append(rows, []string{p.say(x.SheetUncertainty), p.say(x.Simulated, u.Runs, u.Seed, strconv.FormatFloat(u.Shift, 'f', 2, 64))})
		if len(s.Grades) > 0 {
			rows = append(rows, []string{p.say(reporting.GradeShare), p.say(reporting.SureHow, percentOf(scoring.SureGrade))})
		}
	}
	for _, n := range r.Notices {
		rows = append(rows, []string{p.say(x.Notices), p.lang.pick(n)})
	}
	return append(rows, p.about...)
}

// byUnit yields rows of units with a column for each of several things.
func (p *report) byUnit(heads []string, cell func(column, unit int) listCell) reportRows {
	r := p.run.Result
	return func(yield func([]listCell) bool) {
		head := []listCell{textCell(p.say(scoringText.Unit)), textCell(p.say(scoringText.Name))}
		for _, h := range heads {
			head = append(head, textCell(h))
		}
		if !yield(head) {
			return
		}
		row := make([]listCell, len(head))
		for _, u := range p.asShown() {
			row[0], row[1] = textCell(r.Units[u].ID), textCell(r.Units[u].Name)
			_, gone := p.gone[u]
			for c := range heads {
				if row[c+2] = (listCell{}); !gone {
					row[c+2] = cell(c, u)
				}
			}
			if !yield(row) {
				return
			}
		}
	}
}

// indicatorHeads are the headings of a column for each indicator: its name, and its
// ID, by which other sheets and the scheme know it.
func (p *report) indicatorHeads() []string {
	labels, heads := p.labels(), make([]string, len(p.run.Result.Indicators))
	for i := range heads {
		heads[i] = headOf(p.run.Result.Indicators[i].ID, labels)
	}
	return heads
}

func headOf(id string, labels map[string]string) string {
	if name := labels[id]; name != "" && name != id {
		return name + " [" + id + "]"
	}
	return id
}

func (p *report) stage(of func(*scoring.IndicatorResult) scoring.Numbers) reportRows {
	r := p.run.Result
	return p.byUnit(p.indicatorHeads(), func(c, u int) listCell { return floatCell(of(&r.Indicators[c])[u]) })
}

func (p *report) levels() reportRows {
	r := p.run.Result
	var heads []string
	labels := p.labels()
	for i := range r.Groups {
		id := headOf(r.Groups[i].ID, labels)
		heads = append(heads, id, id+" "+p.say(scoringText.Coverage), id+" "+p.say(scoringText.Imputed))
	}
	return p.byUnit(heads, func(c, u int) listCell {
		g := &r.Groups[c/3]
		return floatCell([]scoring.Numbers{g.Score, g.Coverage, g.Imputed}[c%3][u])
	})
}

func (p *report) contributions() reportRows {
	r := p.run.Result
	all, bases := make([]scoring.Numbers, len(r.Units)), make([]float64, len(r.Units))
	for u := range r.Units {
		all[u], bases[u] = r.Explain(u)
	}
	return p.byUnit(append([]string{p.say(scoringText.Base)}, p.indicatorHeads()...), func(c, u int) listCell {
		switch {
		case all[u] == nil:
			return listCell{}
		case c == 0:
			return floatCell(bases[u])
		}
		return floatCell(all[u][c-1])
	})
}

func (p *report) weights() reportRows {
	r, x, labels := p.run.Result, &scoringText, p.labels()
	return func(yield func([]listCell) bool) {
		if !yield(p.headings(x.Group, x.Children, x.Weight)) {
			return
		}
		for i := range r.Groups {
			for c, id := range r.Groups[i].Children {
				if !yield([]listCell{textCell(headOf(r.Groups[i].ID, labels)), textCell(headOf(id, labels)), floatCell(r.Groups[i].Weights[c])}) {
					return
				}
			}
		}
	}
}

func (p *report) uncertainty() reportRows {
	u, x := p.run.Uncertainty, &scoringText
	if u == nil {
		return nil
	}
	rank, score := p.say(x.Rank), p.say(x.Score0)
	heads := []string{rank + " 50 %", rank + " 5 %", rank + " 95 %", score + " 50 %", score + " 5 %", score + " 95 %", fmt.Sprintf("%s %d", p.say(x.InTop), u.Top)}
	fixed := len(heads)
	if len(u.Units) > 0 { // a run of an earlier version has no shares of grades
		for _, g := range u.Units[0].Grades {
			heads = append(heads, p.say(x.Grade)+" "+g.ID)
		}
	}
	return p.byUnit(heads, func(c, i int) listCell {
		v := &u.Units[i]
		if c >= fixed {
			return shareCell(v.Grades[c-fixed].Share)
		}
		return floatCell([]float64{float64(v.Median), float64(v.Low), float64(v.High), float64(v.Score), float64(v.ScoreLo), float64(v.ScoreHi), v.InTop}[c])
	})
}

func (p *report) sensitivity() reportRows {
	if p.run.Sensitivity == nil {
		return nil
	}
	return textRows(p.sensitivityRows(p.run))
}

func (p *report) left() reportRows {
	if p.run.LeftOut == nil {
		return nil
	}
	x, labels := &scoringText, p.labels()
	names := map[string]string{}
	for i := range p.run.Result.Units {
		names[p.run.Result.Units[i].ID] = p.run.Result.Units[i].Name
	}
	gone := map[string]bool{}
	for i := range p.gone {
		gone[p.run.Result.Units[i].ID] = true
	}
	return func(yield func([]listCell) bool) {
		if !yield(p.headings(x.LeftOut, x.Kind, x.Shift, x.Reversals)) {
			return
		}
		for _, l := range scoring.Hide(p.run.LeftOut, func(id string) bool { return gone[id] }) {
			what, kind := headOf(l.Indicator, labels), p.say(x.Indicator)
			if l.Unit != "" {
				what, kind = headOf(l.Unit, names), p.say(x.Unit)
			}
			reversals := strings.Join(l.Reversals, "; ")
			if l.More > 0 {
				reversals += fmt.Sprintf("; … (%d)", l.More)
			}
			if !yield([]listCell{textCell(what), textCell(kind), floatCell(l.Shift), textCell(reversals)}) {
				return
			}
		}
	}
}
