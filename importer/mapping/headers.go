package mapping

import (
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// Header is the header of one column as found: of one row, or of two, of which
// the upper names a group of columns.
type Header struct {
	Column       int    // from 1
	Upper, Lower string // Upper is "" if the headers have one row
}

// Text returns the header as messages show it: "2023 / 营业收入".
func (h Header) Text() string {
	switch {
	case h.Upper == "":
		return h.Lower
	case h.Lower == "":
		return h.Upper
	default:
		return h.Upper + " / " + h.Lower
	}
}

// Headers are the headers of a table, by column.
type Headers []Header

// ReadHeaders reads the headers of the columns from first to last (0 is as far
// as there are any): of one row, or of two if upper is not nil. A cell of the
// upper row stands for all columns of its merged area, else for those to its
// right that have no upper cell of their own but a lower one.
func ReadHeaders(upper, lower *table.Row, first, last int, merged []table.Area) Headers {
	end := lastColumn(lower)
	if upper != nil {
		end = max(end, lastColumn(upper))
	}
	if last > 0 {
		end = min(end, last)
	}
	var all Headers
	group, groupEnd := "", 0
	for c := max(1, first); c <= end; c++ {
		h := Header{Column: c, Lower: headerText(lower.Cell(c))}
		if upper != nil {
			up := upper.Cell(c)
			area, inArea := areaAt(merged, upper.Number, c)
			switch {
			case inArea && area.FirstColumn < c:
				if area.FirstColumn >= max(1, first) {
					up = upper.Cell(area.FirstColumn)
				}
				h.Upper = headerText(up)
			case up.Kind != table.Blank:
				h.Upper = headerText(up)
				group, groupEnd = h.Upper, 0
				if len(merged) > 0 {
					// Where areas are known, a group ends with its area.
					groupEnd = c
				}
				if inArea {
					groupEnd = area.LastColumn
				}
			case h.Lower != "" && group != "" && (groupEnd == 0 || c <= groupEnd):
				h.Upper = group
			}
			if h.Upper == h.Lower {
				h.Upper = ""
			}
			if h.Lower == "" {
				h.Upper, h.Lower = "", h.Upper
				if up.Kind == table.Blank && !inArea {
					group = ""
				}
			}
		}
		if h.Lower != "" {
			all = append(all, h)
		}
	}
	return all
}

func lastColumn(r *table.Row) int {
	if r == nil || len(r.Cells) == 0 {
		return 0
	}
	return r.Cells[len(r.Cells)-1].Column
}

// headerText is the text of a header: on one line, without outer blanks.
func headerText(c table.Cell) string {
	return strings.Join(strings.Fields(c.Text), " ")
}

func areaAt(merged []table.Area, row, column int) (table.Area, bool) {
	for _, a := range merged {
		if row >= a.FirstRow && row <= a.LastRow && column >= a.FirstColumn && column <= a.LastColumn {
			return a, true
		}
	}
	return table.Area{}, false
}

// Names returns the names by which a mapping names the columns, which Find finds
// again: the text, with a number if an earlier column has the same.
func (h Headers) Names() []string {
	names := make([]string, len(h))
	seen := make(map[string]int, len(h))
	for i := range h {
		text := h[i].Text()
		key := graph.HeaderKey(text)
		seen[key]++
		switch n := seen[key]; {
		case key == "":
			names[i] = ColumnLetters(h[i].Column)
		case n > 1:
			names[i] = text + "#" + strconv.Itoa(n)
		default:
			names[i] = text
		}
	}
	return names
}

// Find returns the column, from 1, that a mapping names: by its header,
// whatever its case, width, spaces and punctuation; of two rows also by the
// lower one, if no other column has that; the n-th of several that are alike by
// "#n" behind it; one without a header by its letters. It is 0 if there is none.
func (h Headers) Find(name string) int {
	if column, ok := h.find(name, 1); ok {
		return column
	}
	if text, number, ok := cutLast(name, "#"); ok {
		if n, err := strconv.Atoi(number); err == nil && n > 0 {
			if column, ok := h.find(text, n); ok {
				return column
			}
		}
	}
	if n, ok := ColumnNumber(name); ok {
		for i := range h {
			if h[i].Column == n && graph.HeaderKey(h[i].Text()) != "" {
				return 0
			}
		}
		return n
	}
	return 0
}

func (h Headers) find(name string, n int) (int, bool) {
	left := n
	for i := range h {
		if h[i].Text() == name {
			if left--; left == 0 {
				return h[i].Column, true
			}
		}
	}
	key := graph.HeaderKey(name)
	if key == "" {
		return 0, false
	}
	left = n
	for i := range h {
		if graph.HeaderKey(h[i].Text()) == key {
			if left--; left == 0 {
				return h[i].Column, true
			}
		}
	}
	found := 0
	for i := range h {
		if h[i].Upper != "" && graph.HeaderKey(h[i].Lower) == key {
			if found != 0 || n > 1 {
				return 0, false
			}
			found = h[i].Column
		}
	}
	return found, found != 0
}

func cutLast(s, separator string) (before, after string, ok bool) {
	i := strings.LastIndex(s, separator)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(separator):], true
}

// ColumnLetters returns the letters of a column, from 1: the reverse of
// [ColumnNumber].
func ColumnLetters(n int) string {
	var b []byte
	for ; n > 0; n = (n - 1) / 26 {
		b = append([]byte{byte('A' + (n-1)%26)}, b...)
	}
	return string(b)
}
