package xlsx

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// appendText appends raw text of XML with its entities replaced and its ends of
// lines as LF (XML 1.0, 2.11). It reports false if an entity is unknown or names
// no character.
func appendText(dst, raw []byte) ([]byte, bool) {
	for {
		i := bytes.IndexByte(raw, '&')
		if i < 0 {
			return appendLines(dst, raw), true
		}
		dst = appendLines(dst, raw[:i])
		raw = raw[i+1:]
		j := bytes.IndexByte(raw[:min(len(raw), 12)], ';')
		if j < 0 {
			return dst, false
		}
		switch name := raw[:j]; string(name) {
		case "amp":
			dst = append(dst, '&')
		case "lt":
			dst = append(dst, '<')
		case "gt":
			dst = append(dst, '>')
		case "quot":
			dst = append(dst, '"')
		case "apos":
			dst = append(dst, '\'')
		default:
			r, ok := charRef(name)
			if !ok {
				return dst, false
			}
			dst = utf8.AppendRune(dst, r)
		}
		raw = raw[j+1:]
	}
}

// charRef parses #10 or #xA.
func charRef(name []byte) (rune, bool) {
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], rune(10)
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	if len(digits) == 0 {
		return 0, false
	}
	var r rune
	for _, c := range digits {
		d, ok := hexDigit(c)
		if !ok || d >= base {
			return 0, false
		}
		if r = r*base + d; r > utf8.MaxRune {
			return 0, false
		}
	}
	valid := utf8.ValidRune(r) && (r >= 0x20 || r == '\t' || r == '\n' || r == '\r')
	return r, valid
}

func hexDigit(c byte) (rune, bool) {
	switch {
	case '0' <= c && c <= '9':
		return rune(c - '0'), true
	case 'a' <= c && c <= 'f':
		return rune(c-'a') + 10, true
	case 'A' <= c && c <= 'F':
		return rune(c-'A') + 10, true
	}
	return 0, false
}

// appendLines appends text with CR LF and CR as LF.
func appendLines(dst, raw []byte) []byte {
	for {
		i := bytes.IndexByte(raw, '\r')
		if i < 0 {
			return append(dst, raw...)
		}
		dst = append(dst, raw[:i]...)
		dst = append(dst, '\n')
		raw = raw[i+1:]
		if len(raw) > 0 && raw[0] == '\n' {
			raw = raw[1:]
		}
	}
}

// unescape replaces, from a place in b on, _xHHHH_ by the UTF-16 code unit that
// it stands for (ECMA-376 part 1, 22.9.2.19, ST_Xstring): characters that XML
// cannot hold, and an underscore that would otherwise begin such an escape. Two
// halves of a surrogate pair are joined; half of one, or no character, stays as
// it is written.
func unescape(b []byte, from int) []byte {
	i := bytes.Index(b[from:], []byte("_x"))
	if i < 0 {
		return b
	}
	in := b[from+i:]
	out := b[:from+i]
	for len(in) > 0 {
		r, n := escaped(in)
		if n == 0 {
			out = append(out, in[0])
			in = in[1:]
			continue
		}
		// It takes 7 bytes to write at most 3, or 14 to write 4: out stays behind in.
		out = utf8.AppendRune(out, r)
		in = in[n:]
	}
	return out
}

// escaped parses an escape at the beginning of b and returns its length, or 0.
func escaped(b []byte) (rune, int) {
	r, ok := escapedUnit(b)
	if !ok {
		return 0, 0
	}
	if !utf16.IsSurrogate(r) {
		return r, 7
	}
	if low, ok := escapedUnit(b[7:]); ok {
		if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
			return r, 14
		}
	}
	return 0, 0
}

func escapedUnit(b []byte) (r rune, ok bool) {
	if len(b) < 7 || b[0] != '_' || b[1] != 'x' || b[6] != '_' {
		return 0, false
	}
	for _, c := range b[2:6] {
		d, ok := hexDigit(c)
		if !ok {
			return 0, false
		}
		r = r<<4 | d
	}
	return r, true
}

// arena makes strings out of bytes that are read into it one after another, so
// that a row takes one allocation in many. The strings are parts of its blocks
// and keep them alive.
type arena struct{ block strings.Builder }

const arenaBlock = 1 << 15

func (a *arena) string(b []byte) string {
	if len(b) > arenaBlock/8 {
		return string(b)
	}
	if a.block.Cap()-a.block.Len() < len(b) {
		a.block = strings.Builder{}
		a.block.Grow(arenaBlock)
	}
	from := a.block.Len()
	a.block.Write(b)
	return a.block.String()[from:]
}
