package xlsx

import (
	"strconv"

	"github.com/chainatlas/chainatlas/importer/table"
)

// number10 parses a whole number of up to nine digits without a sign.
func number10(b []byte) (int, bool) {
	if len(b) == 0 || len(b) > 9 {
		return 0, false
	}
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// parseRef parses a reference such as AB12, within the bounds of the format.
func parseRef(b []byte) (column, row int, ok bool) {
	i := 0
	for i < len(b) && i < 4 && 'A' <= b[i] && b[i] <= 'Z' {
		column = column*26 + int(b[i]-'A') + 1
		i++
	}
	if i == 0 || column > maxColumn || i == len(b) || b[i] == '0' {
		return 0, 0, false
	}
	row, ok = number10(b[i:])
	return column, row, ok && row <= maxRow
}

// cellName is the reference of a cell.
func cellName(column, row int) string {
	var b [4]byte
	i := len(b)
	for ; column > 0 && i > 0; column = (column - 1) / 26 {
		i--
		b[i] = byte('A' + (column-1)%26)
	}
	return string(b[i:]) + strconv.Itoa(row)
}

// parseArea parses A1:C3, or A1 alone, within the bounds of the format.
func parseArea(b []byte) (a table.Area, ok bool) {
	from, to := b, b
	for i, c := range b {
		if c == ':' {
			from, to = b[:i], b[i+1:]
			break
		}
	}
	var ok1, ok2 bool
	a.FirstColumn, a.FirstRow, ok1 = parseRef(from)
	a.LastColumn, a.LastRow, ok2 = parseRef(to)
	return a, ok1 && ok2 && a.FirstRow <= a.LastRow && a.FirstColumn <= a.LastColumn
}

// isNumber reports whether b is a decimal number, such as -1.5E+10.
func isNumber(b []byte) bool {
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		b = b[1:]
	}
	b, whole := digits(b)
	fraction := 0
	if len(b) > 0 && b[0] == '.' {
		b, fraction = digits(b[1:])
	}
	if whole+fraction == 0 {
		return false
	}
	if len(b) > 0 && (b[0] == 'E' || b[0] == 'e') {
		b = b[1:]
		if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
			b = b[1:]
		}
		var n int
		if b, n = digits(b); n == 0 {
			return false
		}
	}
	return len(b) == 0
}

// digits returns what follows the digits at the beginning of b, and their
// number.
func digits(b []byte) ([]byte, int) {
	n := 0
	for n < len(b) && '0' <= b[n] && b[n] <= '9' {
		n++
	}
	return b[n:], n
}
