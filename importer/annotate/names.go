package annotate

import (
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
)

// The bounds of a sheet.
const (
	maxRows    = 1_048_576
	maxColumns = 16_384
)

// columnName returns the letters of a column: 28 is AB.
func columnName(n int) string {
	var b []byte
	for ; n > 0; n = (n - 1) / 26 {
		b = append(b, byte('A'+(n-1)%26))
	}
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

// cellName returns the reference of a cell, such as D40.
func cellName(row, column int) string { return fmt.Sprintf("%s%d", columnName(column), row) }

// place returns how a note's place is written, a row as 40:40, and the cell to
// go to, which is "" if no sheet has so many rows.
func (n *Note) place(opts *Options) (text, cell string) {
	switch {
	case n.Row < 1:
		text, cell = "A1", "A1"
	case n.Column < 1:
		text, cell = opts.in(graph.Label{Zh: fmt.Sprintf("第 %d 行", n.Row), En: fmt.Sprintf("row %d", n.Row)}), cellName(n.Row, 1)
	default:
		text = cellName(n.Row, n.Column)
		cell = text
	}
	if n.Row > maxRows || n.Column > maxColumns {
		cell = ""
	}
	return text, cell
}

// location returns the address of a cell of a sheet as a link has it. A quote
// in a sheet's name is written twice.
func location(sheet, cell string) string {
	return "'" + strings.ReplaceAll(sheet, "'", "''") + "'!" + cell
}

// freeName returns the name of a new sheet. Names are compared as Excel does,
// without case, and have at most 31 characters.
func freeName(want string, taken []string) string {
	name := want
	for n := 2; ; n++ {
		found := false
		for _, t := range taken {
			found = found || strings.EqualFold(t, name)
		}
		if !found {
			return name
		}
		name = fmt.Sprintf("%s (%d)", want, n)
	}
}

// clip shortens a text to a number of UTF-16 units, which is how a cell's limit
// is counted.
func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	units := 0
	for i, r := range s {
		size := utf16.RuneLen(r)
		if units+size >= most && len(s)-i > utf8.RuneLen(r) {
			return s[:i] + "…"
		}
		units += size
	}
	return s
}

// escape writes a text into XML. Characters that XML does not have become
// U+FFFD.
func escape(s string) string {
	plain := true
	for i := 0; i < len(s) && plain; i++ {
		c := s[i]
		plain = c >= ' ' && c < utf8.RuneSelf && c != '<' && c != '>' && c != '&' && c != '"'
	}
	if plain {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	for _, r := range s {
		switch {
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '&':
			b.WriteString("&amp;")
		case r == '"':
			b.WriteString("&quot;")
		case r == '\r':
			b.WriteString("&#13;")
		case r == '\n':
			b.WriteString("&#10;")
		case r == '\t':
			b.WriteString("&#9;")
		case r < ' ' || r == 0xFFFE || r == 0xFFFF:
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r) // bytes that are not UTF-8 come as U+FFFD
		}
	}
	return b.String()
}

// cellText writes a text into a cell, where _x0041_ would be read as A.
func cellText(s string) string {
	for i := 0; ; {
		j := strings.Index(s[i:], "_x")
		if j < 0 {
			break
		}
		i += j
		if isEscape(s[i:]) {
			s = s[:i] + "_x005F" + s[i:]
			i += len("_x005F")
		}
		i++
	}
	return escape(clip(s, graph.MaxText))
}

// isEscape reports whether a text begins as _x0041_ does.
func isEscape(s string) bool {
	if len(s) < 7 || s[6] != '_' {
		return false
	}
	for _, c := range []byte(s[2:6]) {
		if !(c >= '0' && c <= '9' || c >= 'A' && c <= 'F' || c >= 'a' && c <= 'f') {
			return false
		}
	}
	return true
}
