package export

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// same reports whether a cell that was read says what the written one does.
// Programs that save a workbook round numbers at the 16th digit, take digits
// for numbers and months for days, and change line ends.
func same(was, is table.Cell, date1904 bool) bool {
	if blank(was) || blank(is) {
		return blank(was) && blank(is)
	}
	switch is.Kind {
	case table.Error, table.Pending:
		return false
	case table.Bool:
		return was.Kind == table.Text && sameBool(was.Text, is.Text == "1")
	}
	switch was.Kind {
	case table.Number, table.Percent:
		a, ok := number(was.Text)
		b, fine := numberIn(is)
		return ok && fine && a == b
	case table.Date:
		f, err := strconv.ParseFloat(was.Text, 64)
		return err == nil && dayIn(is, date1904) == dayOf(f, false)
	}
	if is.Kind == table.Text {
		return settled(was.Text) == settled(is.Text)
	}
	// A text that became a number or a day.
	if d, err := graph.ParseDate(strings.TrimSpace(was.Text)); err == nil && is.Kind == table.Date {
		return dayIn(is, date1904) == d.First()
	}
	if digits := strings.TrimSpace(was.Text); is.Kind == table.Number && allDigits(digits) {
		a, ok := number(digits)
		b, fine := number(is.Text)
		return ok && fine && a == b
	}
	return false
}

func blank(c table.Cell) bool { return c.Kind == table.Blank || settled(c.Text) == "" }

// settled returns a text as it comes back: without blanks around it and without
// what differs between programs.
func settled(s string) string {
	return strings.TrimFunc(clean(s), func(r rune) bool { return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' })
}

func sameBool(text string, yes bool) bool {
	l := yesNo(yes)
	return text == l.Zh || text == l.En
}

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// number returns a number with the digits that survive a workbook.
func number(s string) (float64, bool) {
	f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return 0, false
	}
	f, err = strconv.ParseFloat(strconv.FormatFloat(f, 'e', exactDigits-1, 64), 64)
	return f, err == nil
}

// numberIn returns the number that a cell shows, also as a text: 1,234 or 25%.
func numberIn(c table.Cell) (float64, bool) {
	if c.Kind != table.Text {
		return number(c.Text)
	}
	s := strings.ReplaceAll(settled(c.Text), ",", "")
	s, percent := strings.CutSuffix(s, "%")
	if percent {
		d, err := graph.ParseDecimal(strings.TrimSpace(s))
		if err != nil {
			return 0, false
		}
		if d, err = d.Mul(graph.Decimal{Unscaled: 1, Scale: 2}); err != nil {
			return 0, false
		}
		s = d.String()
	}
	return number(s)
}

// dayIn returns the day that a cell shows, or the zero Date.
func dayIn(c table.Cell, date1904 bool) graph.Date {
	s := settled(c.Text)
	if c.Kind != table.Text {
		if f, err := strconv.ParseFloat(s, 64); err == nil {
			return dayOf(f, date1904)
		}
	}
	// An ISO date, perhaps with a time, or the same with other separators.
	if i := strings.IndexAny(s, "T "); i > 0 {
		s = s[:i]
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("-/.年月日", r) })
	if len(parts) != 3 || len(parts[0]) != 4 {
		return graph.Date{}
	}
	for i := 1; i < 3; i++ {
		if len(parts[i]) == 1 {
			parts[i] = "0" + parts[i]
		}
	}
	d, err := graph.ParseDate(strings.Join(parts, "-"))
	if err != nil {
		return graph.Date{}
	}
	return d
}

// periodIn returns the period that a cell names, as it is written.
func periodIn(c table.Cell, date1904 bool) string {
	switch c.Kind {
	case table.Date: // 2024-03 that a program took for a day
		if d := dayIn(c, date1904); !d.IsZero() {
			return graph.Date{Year: d.Year, Month: d.Month}.String()
		}
	case table.Number:
		if f, ok := number(c.Text); ok {
			return strconv.FormatFloat(f, 'f', -1, 64)
		}
	}
	return settled(c.Text)
}

// clipped shortens a text for a message.
func clipped(s string) string {
	if utf8.RuneCountInString(s) > 40 {
		return string([]rune(s)[:40]) + more
	}
	return s
}
