package export

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer/table"
)

// MaxRefs is how many nodes a cell names at most. What exceeds it is on the
// sheet of the edge type.
const MaxRefs = 200

// exactDigits is how many significant digits of a number a workbook keeps.
const exactDigits = 15

// more ends a cell that was cut.
const more = "…"

// separators join the values of a set, each with what splits them again. The
// first that no value has is taken.
var separators = []struct{ join, split string }{
	{"、", "、"},
	{"; ", ";；"},
	{" | ", "|｜"},
	{"\n", "\n"},
	{" ␞ ", "␞"},
}

// separatorOrder returns the order in which separators are tried.
func separatorOrder(lang string) []int {
	if strings.HasPrefix(lang, "zh") {
		return []int{0, 1, 2, 3, 4}
	}
	return []int{1, 0, 2, 3, 4}
}

// joined joins texts, and tells by which separator, or -1 if some text has each
// of them, so that what was joined cannot be told apart again.
func joined(texts []string, lang string) (text string, separator int) {
	for _, s := range separatorOrder(lang) {
		if !slices.ContainsFunc(texts, func(t string) bool { return strings.ContainsAny(t, separators[s].split) }) {
			return strings.Join(texts, separators[s].join), s
		}
	}
	return strings.Join(texts, "\n"), -1
}

// split takes a joined text apart. Blank pieces and repeated ones are left out.
func split(text string, separator int) []string {
	var out []string
	pieces := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(separators[separator].split, r) })
	for _, p := range pieces {
		if p = strings.TrimSpace(p); p != "" && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// written is a cell as it is written.
type written struct {
	table.Cell
	cut       bool     // it says less than stands: it cannot be edited
	pieces    []string // of a set and of references: what was joined
	separator int      // by which; -1 if it cannot be told apart again
	nodes     []graph.SubjectID
}

// cells writes values. It is used by one goroutine.
type cells struct {
	voc   *graph.Vocabulary
	lang  string
	codes map[codeOf]string
}

type codeOf struct{ list, code string }

func newCells(voc *graph.Vocabulary, lang string) *cells {
	return &cells{voc: voc, lang: lang, codes: map[codeOf]string{}}
}

// CellOf returns the cell that shows a property: blank if nothing stands of it.
// Its kind is Number, Date (with the serial of a day since 1900), Percent or
// Text. The declaration may be nil, if the vocabulary has none any more.
func CellOf(voc *graph.Vocabulary, d *graph.PropertyDecl, p *memory.Property, lang string) table.Cell {
	return newCells(voc, lang).property(d, p).Cell
}

// CellText returns what a person reads in the cell of a property: the text of
// [CellOf], with a day as 2019-03-05 and a percentage as 25%.
func CellText(voc *graph.Vocabulary, d *graph.PropertyDecl, p *memory.Property, lang string) string {
	return shown(CellOf(voc, d, p, lang))
}

// property returns the cell of a property.
func (c *cells) property(d *graph.PropertyDecl, p *memory.Property) written {
	if !p.Set {
		return c.value(d, p.Value())
	}
	w := written{pieces: make([]string, 0, len(p.Values))}
	for i := range p.Values {
		if s := strings.TrimSpace(clean(shown(c.value(d, p.Values[i].Value).Cell))); s != "" {
			w.pieces = append(w.pieces, s)
		}
	}
	c.join(&w)
	return w
}

// join makes the pieces the cell's text.
func (c *cells) join(w *written) {
	if len(w.pieces) == 0 {
		return
	}
	w.Kind = table.Text
	w.Text, w.separator = joined(w.pieces, c.lang)
	c.clip(w)
}

// clip cuts a text that a cell does not hold: Excel counts in UTF-16.
func (c *cells) clip(w *written) {
	if len(w.Text) <= graph.MaxText {
		return
	}
	n, end := 0, 0
	for i, r := range w.Text {
		if n += utf16.RuneLen(r); n > graph.MaxText {
			w.Text, w.cut = w.Text[:end]+more, true
			return
		}
		if n < graph.MaxText {
			end = i + utf8.RuneLen(r)
		}
	}
}

// value returns the cell of a single value.
func (c *cells) value(d *graph.PropertyDecl, v graph.Value) written {
	w := written{Cell: table.Cell{Kind: table.Text, Text: v.String()}}
	switch v.Type {
	case 0:
		return written{}
	case graph.TypeCode:
		if d != nil {
			w.Text = c.code(d.List, v.Text)
		}
	case graph.TypeBool:
		w.Text = yesNo(v.IsTrue()).In(c.lang)
	case graph.TypeInt, graph.TypeDecimal:
		if digits(v.Number) <= exactDigits {
			w.Kind = table.Number
			if v.Type == graph.TypeDecimal && d != nil && d.Unit == "ratio" {
				w.Kind = table.Percent
			}
		}
	case graph.TypeDate:
		if serial, ok := serialOf(v.Date); ok {
			w.Kind, w.Text = table.Date, strconv.Itoa(serial)
		}
	}
	if strings.TrimSpace(w.Text) == "" {
		return written{}
	}
	c.clip(&w)
	return w
}

// code returns the label of a code, or the code itself if the label would be
// read as another.
func (c *cells) code(list, code string) string {
	key := codeOf{list, code}
	if s, ok := c.codes[key]; ok {
		return s
	}
	s := code
	if l := c.voc.List(list); l != nil {
		s = l.Print(code, c.lang)
	}
	c.codes[key] = s
	return s
}

// yesNo returns what a yes or a no is called.
func yesNo(yes bool) graph.Label {
	if yes {
		return graph.Label{Zh: "是", En: "yes"}
	}
	return graph.Label{Zh: "否", En: "no"}
}

// digits counts the significant digits of a decimal.
func digits(d graph.Decimal) int {
	s := strings.TrimLeft(strings.Trim(strings.ReplaceAll(d.Normal().String(), ".", ""), "-"), "0")
	if d.Scale == 0 {
		s = strings.TrimRight(s, "0")
	}
	return len(s)
}

// The serial of a day counts from the last day of 1899. Excel believes in a
// 29 February 1900, so that only later days are beyond doubt.
var serialZero = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

const firstSerial, lastSerial = 61, 2_958_465 // 1 March 1900, 31 December 9999

// serialOf returns the serial of a day; false for a month, a year, and a day
// before March 1900.
func serialOf(d graph.Date) (int, bool) {
	if d.Day == 0 {
		return 0, false
	}
	t := time.Date(int(d.Year), time.Month(d.Month), int(d.Day), 0, 0, 0, 0, time.UTC)
	serial := int(t.Sub(serialZero).Hours() / 24)
	if d.Year < 1900 || serial < firstSerial {
		return 0, false
	}
	return serial, true
}

// dayOf returns the day of a serial, or the zero Date.
func dayOf(serial float64, date1904 bool) graph.Date {
	if date1904 {
		serial += 1462
	}
	if !(serial >= firstSerial && serial < lastSerial+1) {
		return graph.Date{}
	}
	t := serialZero.AddDate(0, 0, int(math.Floor(serial)))
	return graph.Date{Year: int16(t.Year()), Month: uint8(t.Month()), Day: uint8(t.Day())}
}

// shown returns what a person reads in a cell that CellOf returned.
func shown(c table.Cell) string {
	switch c.Kind {
	case table.Date:
		if f, err := strconv.ParseFloat(c.Text, 64); err == nil {
			return dayOf(f, false).String()
		}
	case table.Percent:
		if d, err := graph.ParseDecimal(c.Text); err == nil {
			if p, err := d.Mul(graph.Decimal{Unscaled: 100}); err == nil {
				return p.String() + "%"
			}
		}
	}
	return c.Text
}
