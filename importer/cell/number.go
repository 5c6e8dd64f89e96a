package cell

import (
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// fault says why a text is not read as a number.
type fault uint8

const (
	sound     fault = iota
	noNumber        // it does not begin with one
	misgroups       // its commas or points do not separate thousands
	overlong        // it has more digits than a decimal holds
)

// maxDigits is how many significant digits a number may have: what every int64
// holds, and what is asked for where there are more.
const (
	maxDigits   = 18
	maxUnscaled = 999_999_999_999_999_999
)

// scanNumber reads a number without a sign from the beginning of a clean text
// and returns what follows it. Thousands may be separated by commas,
// apostrophes or spaces, in groups of three, of four (1,0000) or as in India
// (1,00,000). An exponent belongs to it.
func scanNumber(s string) (d graph.Decimal, rest string, f fault) {
	var n uint64
	digits, scale := 0, 0 // digits: significant ones
	add := func(c byte) {
		if n != 0 || c != '0' {
			digits++
		}
		if digits <= maxDigits {
			n = 10*n + uint64(c-'0')
		}
	}
	i := 0
	for i < len(s) && isDigit(s[i]) {
		add(s[i])
		i++
	}
	if i == 0 && !(len(s) > 1 && s[0] == '.' && isDigit(s[1])) {
		return d, s, noNumber
	}
	if i > 0 && i <= 4 && i+1 < len(s) && (s[i] == ',' || s[i] == '\'' || s[i] == ' ') && isDigit(s[i+1]) {
		end, ok := groups(s, i)
		if !ok {
			return d, s, misgroups
		}
		for ; i < end; i++ {
			if isDigit(s[i]) {
				add(s[i])
			}
		}
	}
	if i+1 < len(s) && s[i] == '.' && isDigit(s[i+1]) {
		end := i + 1
		for end < len(s) && isDigit(s[end]) {
			end++
		}
		last := end
		for last > i+1 && s[last-1] == '0' {
			last--
		}
		for i++; i < last; i++ {
			add(s[i])
			scale++
		}
		i = end
	}
	if digits > maxDigits || scale > graph.MaxScale {
		return d, s[i:], overlong
	}
	d = graph.Decimal{Unscaled: int64(n), Scale: uint8(scale)}.Normal()
	if exp, size := exponent(s[i:]); size > 0 {
		i += size
		var ok bool
		if d, ok = shift(d, exp); !ok {
			return d, s[i:], overlong
		}
	}
	return d, s[i:], sound
}

// groups finds the end of a number whose first separator is at i.
func groups(s string, i int) (end int, ok bool) {
	sep, first := s[i], i
	var sizes [16]int
	n := 0
	for i+1 < len(s) && s[i] == sep && isDigit(s[i+1]) {
		start := i + 1
		for i = start; i < len(s) && isDigit(s[i]); i++ {
		}
		if sep == ' ' && i-start != 3 { // another word that is a number
			i = start - 1
			break
		}
		if n == len(sizes) {
			return i, false
		}
		sizes[n] = i - start
		n++
	}
	if n == 0 {
		return i, true
	}
	width := sizes[0]
	for _, w := range sizes[:n-1] {
		if w != width {
			return i, false
		}
	}
	switch last := sizes[n-1]; {
	case width == 3 && last == 3:
		return i, first <= 3
	case width == 4 && last == 4:
		return i, true
	case width == 2 && last == 3:
		return i, first <= 2
	}
	return i, false
}

// exponent reads an exponent such as E+06 and its size in the text, 0 if there
// is none.
func exponent(s string) (exp, size int) {
	if len(s) < 2 || s[0]|0x20 != 'e' {
		return 0, 0
	}
	i := 1
	if s[i] == '+' || s[i] == '-' {
		i++
	}
	start := i
	for i < len(s) && isDigit(s[i]) {
		i++
	}
	if i == start || i-start > 4 || i < len(s) && isLetter(s[i]) {
		return 0, 0
	}
	exp, _ = strconv.Atoi(s[1:i]) // at most four digits
	return exp, i
}

// shift returns d × 10^k, if that has no more than maxDigits: so that what it
// prints is read again.
func shift(d graph.Decimal, k int) (graph.Decimal, bool) {
	if d.Unscaled == 0 {
		return graph.Decimal{}, true
	}
	for ; k > 0 && d.Scale > 0; k-- {
		d.Scale--
	}
	for ; k > 0; k-- {
		if d.Unscaled > maxUnscaled/10 || d.Unscaled < -maxUnscaled/10 {
			return graph.Decimal{}, false
		}
		d.Unscaled *= 10
	}
	for ; k < 0 && d.Unscaled%10 == 0; k++ {
		d.Unscaled /= 10
	}
	if int(d.Scale)-k > graph.MaxScale {
		return graph.Decimal{}, false
	}
	d.Scale = uint8(int(d.Scale) - k)
	return d.Normal(), true
}

func negated(d graph.Decimal) graph.Decimal {
	d.Unscaled = -d.Unscaled // what scanNumber and shift return has no least int64
	return d
}

// scanSigned is scanNumber with a sign before it, or brackets around the whole
// text as accountants write what is negative.
func scanSigned(s string) (d graph.Decimal, rest string, f fault) {
	if len(s) > 2 && s[0] == '(' && s[len(s)-1] == ')' {
		if d, rest, f = scanNumber(strings.TrimSpace(s[1 : len(s)-1])); f == sound && rest == "" {
			return negated(d), "", sound
		}
		return d, s, noNumber
	}
	if s != "" && (s[0] == '-' || s[0] == '+') {
		d, rest, f = scanNumber(strings.TrimPrefix(s[1:], " "))
		if s[0] == '-' {
			d = negated(d)
		}
		return d, rest, f
	}
	return scanNumber(s)
}

// stored returns a number as a workbook shows it: a workbook computes with 15
// digits and stores up to 17, of which the last ones are noise
// (0.12540000000000001).
func stored(s string) string {
	if len(s) <= 15 {
		return s
	}
	digits := 0
	for i := 0; i < len(s) && s[i]|0x20 != 'e'; i++ {
		if isDigit(s[i]) && (digits > 0 || s[i] != '0') {
			digits++
		}
	}
	if digits <= 15 {
		return s
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return s
	}
	return strconv.FormatFloat(f, 'g', 15, 64)
}

// hanDigits are the Chinese digits, those of contracts included.
var hanDigits = map[rune]int{
	'零': 0, '〇': 0, '○': 0, '一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9,
	'壹': 1, '贰': 2, '叁': 3, '肆': 4, '伍': 5, '陆': 6, '柒': 7, '捌': 8, '玖': 9,
}

// scanHan reads a Chinese number below ten thousand from the beginning of a
// text, such as 三百二十 or 十五. Digits in a row (二〇二一) are one number too;
// 三百五, which means 350 in speech, is none.
func scanHan(s string) (n int, rest string, ok bool) {
	digit, row, unit, zero := -1, 0, 10_000, false
	end := len(s)
scan:
	for i, r := range s {
		u := 0
		switch r {
		case '十', '拾':
			u = 10
		case '百', '佰':
			u = 100
		case '千', '仟':
			u = 1000
		}
		d, isDigit := hanDigits[r]
		switch {
		case u > 0:
			if digit < 0 && (u > 10 || i > 0) || digit == 0 || row > 0 || u >= unit {
				return 0, s, false
			}
			n += max(digit, 1) * u
			digit, unit, zero, ok = -1, u, false, true
		case !isDigit:
			end = i
			break scan
		case digit >= 0 && n == 0: // digits in a row
			if row++; row > 3 {
				return 0, s, false
			}
			digit = 10*digit + d
		case digit > 0:
			return 0, s, false
		default:
			digit, ok = d, true
			zero = zero || d == 0
		}
	}
	if !ok || digit > 0 && unit < 10_000 && unit > 10 && !zero {
		return 0, s, false
	}
	return n + max(digit, 0), s[end:], true
}
