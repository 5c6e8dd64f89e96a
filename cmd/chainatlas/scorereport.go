package main

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	document "github.com/chainatlas/chainatlas/importer/table"
	"github.com/chainatlas/chainatlas/scoring"
)

// scoreReport writes a run as a workbook: the outcome, each step on a sheet of
// its own, where it came from, and the scheme.
func (a *app) scoreReport(w io.Writer, s *scoring.Scheme, run *scoring.Run) error {
	x := &scoringText
	r := run.Result
	b := newWorkbookWriter(w)
	sheets := []struct {
		name graph.Label
		rows func() [][]listCell
	}{
		{x.SheetAbout, func() [][]listCell { return a.aboutRun(s, run) }},
		{x.SheetResult, func() [][]listCell { return textCells(a.resultRows(s, run)) }},
		{x.SheetRaw, func() [][]listCell {
			return a.stageRows(r, func(i *scoring.IndicatorResult) scoring.Numbers { return i.Raw })
		}},
		{x.SheetDenominated, func() [][]listCell {
			return a.stageRows(r, func(i *scoring.IndicatorResult) scoring.Numbers { return i.Denominated })
		}},
		{x.SheetImputed, func() [][]listCell {
			return a.stageRows(r, func(i *scoring.IndicatorResult) scoring.Numbers { return i.Imputed })
		}},
		{x.SheetTreated, func() [][]listCell {
			return a.stageRows(r, func(i *scoring.IndicatorResult) scoring.Numbers { return i.Treated })
		}},
		{x.SheetNormalised, func() [][]listCell {
			return a.stageRows(r, func(i *scoring.IndicatorResult) scoring.Numbers { return i.Normalised })
		}},
		{x.SheetWeighted, func() [][]listCell {
			return a.stageRows(r, func(i *scoring.IndicatorResult) scoring.Numbers { return i.Weighted })
		}},
		{x.SheetGroups, func() [][]listCell { return a.levelRows(r) }},
		{x.SheetContributions, func() [][]listCell { return a.contributionRows(r) }},
		{x.SheetState, func() [][]listCell {
			return a.cellRows(r, func(i *scoring.IndicatorResult, u int) string { return string(i.State[u]) })
		}},
		{x.SheetEvidence, func() [][]listCell {
			return a.cellRows(r, func(i *scoring.IndicatorResult, u int) string {
				if i.Evidence == nil {
					return ""
				}
				return strings.Join(i.Evidence[u], "; ")
			})
		}},
		{x.SheetWeights, func() [][]listCell { return a.weightRows(r) }},
		{x.SheetUncertainty, func() [][]listCell { return a.uncertaintyRows(run) }},
		{x.SheetSensitivity, func() [][]listCell {
			if run.Sensitivity == nil {
				return nil
			}
			return textCells(a.sensitivityRows(run))
		}},
		{x.SheetLeftOut, func() [][]listCell { return a.leftRows(run) }},
		{x.SheetScheme, func() [][]listCell { return textCells(a.schemeRows(s)) }},
	}
	for _, sheet := range sheets {
		rows := sheet.rows()
		if rows == nil {
			continue
		}
		if err := b.begin(a.say(sheet.name)); err != nil {
			return err
		}
		for _, row := range rows {
			if err := b.row(row); err != nil {
				return err
			}
		}
	}
	return b.close()
}

func textCells(rows [][]string) [][]listCell {
	out := make([][]listCell, len(rows))
	for i, row := range rows {
		for _, s := range row {
			out[i] = append(out[i], textCell(s))
		}
	}
	return out
}

// floatCell returns a cell of a number, blank where there is none.
func floatCell(v float64) listCell {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return listCell{}
	}
	s := strconv.FormatFloat(v, 'g', -1, 64)
	return listCell{document.Cell{Kind: document.Number, Text: s}, s}
}

func (a *app) aboutRun(s *scoring.Scheme, run *scoring.Run) [][]listCell {
	r, x := run.Result, &scoringText
	rows := [][]string{
		{a.say(x.SheetScheme), a.lang.pick(s.Title)}, {a.say(x.ID), s.ID}, {a.say(x.Edition), s.Edition}, {a.say(x.Status), string(s.Status)},
		{a.say(x.Hash), r.Scheme.Hash}, {a.say(x.OfData), r.Data},
	}
	if !r.Reference.IsZero() {
		rows = append(rows, []string{"reference-date", r.Reference.String()})
	}
	if u := run.Uncertainty; u != nil {
		rows = append(rows, []string{a.say(x.SheetUncertainty), a.say(x.Simulated, u.Runs, u.Seed, strconv.FormatFloat(u.Shift, 'f', 2, 64))})
	}
	for _, n := range r.Notices {
		rows = append(rows, []string{a.say(x.Notices), a.lang.pick(n)})
	}
	return textCells(rows)
}

// byUnit makes rows of units with a column for each of several things.
func (a *app) byUnit(r *scoring.Result, heads []string, cell func(column, unit int) listCell) [][]listCell {
	head := []listCell{textCell(a.say(scoringText.Unit)), textCell(a.say(scoringText.Name))}
	for _, h := range heads {
		head = append(head, textCell(h))
	}
	rows := [][]listCell{head}
	for u := range r.Units {
		row := []listCell{textCell(r.Units[u].ID), textCell(r.Units[u].Name)}
		for c := range heads {
			row = append(row, cell(c, u))
		}
		rows = append(rows, row)
	}
	return rows
}

func indicatorIDs(r *scoring.Result) []string {
	ids := make([]string, len(r.Indicators))
	for i := range ids {
		ids[i] = r.Indicators[i].ID
	}
	return ids
}

func (a *app) stageRows(r *scoring.Result, of func(*scoring.IndicatorResult) scoring.Numbers) [][]listCell {
	return a.byUnit(r, indicatorIDs(r), func(c, u int) listCell { return floatCell(of(&r.Indicators[c])[u]) })
}

func (a *app) cellRows(r *scoring.Result, of func(*scoring.IndicatorResult, int) string) [][]listCell {
	return a.byUnit(r, indicatorIDs(r), func(c, u int) listCell { return textCell(of(&r.Indicators[c], u)) })
}

func (a *app) levelRows(r *scoring.Result) [][]listCell {
	var heads []string
	for i := range r.Groups {
		id := r.Groups[i].ID
		heads = append(heads, id, id+" "+a.say(scoringText.Coverage), id+" "+a.say(scoringText.Imputed))
	}
	return a.byUnit(r, heads, func(c, u int) listCell {
		g := &r.Groups[c/3]
		return floatCell([]scoring.Numbers{g.Score, g.Coverage, g.Imputed}[c%3][u])
	})
}

func (a *app) contributionRows(r *scoring.Result) [][]listCell {
	all, bases := make([]scoring.Numbers, len(r.Units)), make([]float64, len(r.Units))
	for u := range r.Units {
		all[u], bases[u] = r.Explain(u)
	}
	return a.byUnit(r, append([]string{a.say(scoringText.Base)}, indicatorIDs(r)...), func(c, u int) listCell {
		switch {
		case all[u] == nil:
			return listCell{}
		case c == 0:
			return floatCell(bases[u])
		}
		return floatCell(all[u][c-1])
	})
}

func (a *app) weightRows(r *scoring.Result) [][]listCell {
	x := &scoringText
	rows := [][]listCell{{textCell(a.say(x.Group)), textCell(a.say(x.Children)), textCell(a.say(x.Weight))}}
	for i := range r.Groups {
		for c, id := range r.Groups[i].Children {
			rows = append(rows, []listCell{textCell(r.Groups[i].ID), textCell(id), floatCell(r.Groups[i].Weights[c])})
		}
	}
	return rows
}

func (a *app) uncertaintyRows(run *scoring.Run) [][]listCell {
	u, x := run.Uncertainty, &scoringText
	if u == nil {
		return nil
	}
	rank, score := a.say(x.Rank), a.say(x.Score0)
	heads := []string{rank + " 50 %", rank + " 5 %", rank + " 95 %", score + " 50 %", score + " 5 %", score + " 95 %", fmt.Sprintf("%s %d", a.say(x.InTop), u.Top)}
	return a.byUnit(run.Result, heads, func(c, i int) listCell {
		v := &u.Units[i]
		return floatCell([]float64{float64(v.Median), float64(v.Low), float64(v.High), float64(v.Score), float64(v.ScoreLo), float64(v.ScoreHi), v.InTop}[c])
	})
}

func (a *app) leftRows(run *scoring.Run) [][]listCell {
	if run.LeftOut == nil {
		return nil
	}
	x := &scoringText
	rows := [][]listCell{{textCell(a.say(x.LeftOut)), textCell(a.say(x.Kind)), textCell(a.say(x.Shift)), textCell(a.say(x.Reversals))}}
	for _, l := range run.LeftOut {
		what, kind := l.Indicator, a.say(x.Indicator)
		if l.Unit != "" {
			what, kind = l.Unit, a.say(x.Unit)
		}
		reversals := strings.Join(l.Reversals, "; ")
		if l.More > 0 {
			reversals += fmt.Sprintf("; … (%d)", l.More)
		}
		rows = append(rows, []listCell{textCell(what), textCell(kind), floatCell(l.Shift), textCell(reversals)})
	}
	return rows
}
