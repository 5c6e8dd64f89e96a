package main

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
)

// problemGroup is problems of one kind: of one column of one sheet, with one
// reason.
type problemGroup struct {
	first  *importer.Problem
	count  int
	places []string // of the first few after the first: within the sheet, with values that differ
}

// quotedText is what a reason quotes of a cell. Without it, what is wrong with
// several cells is one thing.
var quotedText = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|“[^”]*”`)

// effects are the effects of problems in the order in which they are told.
var effects = []struct {
	effect  importer.Effect
	heading graph.Label
}{
	{importer.EffectUnread, importing.ProblemsUnread},
	{importer.EffectRejected, importing.ProblemsRejected},
	{importer.EffectQueued, importing.ProblemsQueued},
	{importer.EffectCell, importing.ProblemsCell},
	{importer.EffectKept, importing.ProblemsKept},
}

// problems prints the first kinds of problems, by what they do. Of each it
// shows one place in full and says where the like of it is.
func (p *importPrinter) problems() error {
	groups := map[importer.Effect][]*problemGroup{}
	total := map[importer.Effect]int{}
	byKind := map[[7]string]*problemGroup{}
	for i := range p.report.Problems {
		x := &p.report.Problems[i]
		total[x.Effect]++
		kind := [7]string{x.Document, x.Sheet, fmt.Sprint(x.Column, " ", x.Header, " ", x.Of), string(x.Effect), string(x.Code), quotedText.ReplaceAllString(x.Reason.En, ""), strings.Join(x.Near, "\n")}
		g := byKind[kind]
		if g == nil {
			g = &problemGroup{first: x}
			byKind[kind] = g
			groups[x.Effect] = append(groups[x.Effect], g)
		} else if len(g.places) < shownPlaces {
			place := p.cellName(x.Row, x.Column)
			if x.Value != g.first.Value && x.Value != "" {
				place += " " + p.say(importing.Quoted, shorten(x.Value, 24))
			}
			g.places = append(g.places, place)
		}
		g.count++
	}
	// Of the problems that are not listed only their number is known, and what
	// was counted besides.
	if p.report.More > 0 {
		if err := p.heading(importing.AllProblems, len(p.report.Problems)+p.report.More, len(p.report.Problems)); err != nil {
			return err
		}
		c := &p.report.Counts
		for effect, count := range map[importer.Effect]int{
			importer.EffectRejected: c.Rejected, importer.EffectCell: c.BadCells,
		} {
			total[effect] = max(total[effect], count)
		}
	}
	shown, more, moreAt := 0, 0, 0
	for _, e := range effects {
		list := groups[e.effect]
		if len(list) == 0 {
			continue
		}
		// The most frequent tell most.
		slices.SortStableFunc(list, func(a, b *problemGroup) int { return cmp.Compare(b.count, a.count) })
		if err := p.heading(e.heading, total[e.effect]); err != nil {
			return err
		}
		for _, g := range list {
			if shown == shownProblems {
				more++
				moreAt += g.count
				continue
			}
			shown++
			if err := p.problem(g); err != nil {
				return err
			}
		}
	}
	if more > 0 {
		if err := p.heading(importing.MoreKinds, more, moreAt); err != nil {
			return err
		}
	}
	if p.annotated || len(p.report.Problems) <= shown {
		return nil
	}
	if len(p.files) > 1 {
		return p.paragraph("", p.say(importing.SeeJSON))
	}
	return p.paragraph("", p.say(importing.SeeReport))
}

// problem prints one kind of problem.
func (p *importPrinter) problem(g *problemGroup) error {
	x := g.first
	words := []string{p.place(x.Document, x.Sheet, x.Row, x.Column), shorten(cmp.Or(x.Header, p.of(x)), 30)}
	if x.Value != "" {
		words = append(words, p.say(importing.Quoted, shorten(x.Value, 30)))
	}
	if err := p.line("  " + strings.Join(withoutEmpty(words), "  ")); err != nil {
		return err
	}
	says := graph.Label{Zh: x.Reason.Zh + "；" + x.Cure.Zh, En: x.Reason.En + "; " + x.Cure.En}
	if x.Cure.En == "" {
		says = x.Reason
	}
	if err := p.paragraph("    ", p.lang.pick(says)); err != nil || len(g.places) == 0 {
		return err
	}
	also := strings.Join(g.places, p.comma())
	if more := g.count - 1 - len(g.places); more > 0 {
		also += p.say(importing.AlsoMore, more)
	}
	return p.paragraph("    ", p.say(importing.AlsoAt, also))
}

// of returns the label of what a problem is about, or its name.
func (p *importPrinter) of(x *importer.Problem) string {
	if k := p.vocabulary.Kind(graph.Kind(x.Of)); k != nil {
		return p.lang.pick(k.Label)
	}
	if e := p.vocabulary.Edge(x.Of); e != nil {
		return p.lang.pick(e.Label)
	}
	return x.Of
}

// place names a cell, or a row if the column is 0.
func (p *importPrinter) place(doc, sheet string, row, column int) string {
	name := ""
	if sheet != "" || len(p.files) > 1 {
		name = shorten(p.sheetName(doc, sheet), 36)
	}
	switch at := p.cellName(row, column); {
	case name == "":
		return at
	case row == 0: // the whole sheet
		return name
	case column == 0:
		return name + " " + at
	default:
		return name + "!" + at
	}
}

// cellName names a cell within its sheet, or a row.
func (p *importPrinter) cellName(row, col int) string {
	if col == 0 {
		return p.say(column.Row, row)
	}
	return cellName(row, col)
}

// cellName names a cell within its sheet as spreadsheets do: D40; row 40 is
// 40:40.
func cellName(row, column int) string {
	if column == 0 {
		return fmt.Sprintf("%d:%[1]d", row)
	}
	return fmt.Sprintf("%s%d", letters(column), row)
}

// wrap breaks a text into lines of at most so many columns of a terminal, at
// spaces and between Chinese characters.
func wrap(s string, most int) []string {
	var lines []string
	for columns(s) > most {
		n, cut := 0, 0
		for i, r := range s {
			w := columns(string(r))
			if n+w > most {
				if cut == 0 || r == ' ' {
					cut = i
				}
				break
			}
			n += w
			switch {
			case r == ' ':
				cut = i + 1
			case w == 2 && !strings.ContainsRune("（《“", r) && !startsWithMark(s[i+len(string(r)):]):
				cut = i + len(string(r))
			}
		}
		lines = append(lines, strings.TrimRight(s[:cut], " "))
		s = strings.TrimLeft(s[cut:], " ")
	}
	return append(lines, s)
}

// startsWithMark reports whether a text begins with a mark that does not begin
// a line.
func startsWithMark(s string) bool {
	for _, r := range s {
		return strings.ContainsRune("，。；：、）》”！？…", r)
	}
	return true
}
