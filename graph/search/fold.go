package search

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// A text is compared by its units: runs of Chinese (also Japanese and Korean)
// characters, and words of other scripts. What separates units, such as spaces,
// dots and brackets, is not compared; case, width, accents and traditional forms
// are folded. This file is the only place that says so.

// folded is a text as it is compared.
type folded struct {
	runes []rune  // of all units, one after the other
	at    []int32 // for each rune, where the character that it came from begins in the text
	ends  []int32 // for each rune, where that character ends
	units []unit
}

// unit is a run of runes of one script.
type unit struct {
	from, to int32 // in folded.runes
	han      bool  // written without spaces between words
}

// key returns what is compared of the whole text: its units without anything
// between them.
func (f *folded) key() string { return string(f.runes) }

// word returns the text of a unit.
func (f *folded) word(u unit) string { return string(f.runes[u.from:u.to]) }

// kinds of runes.
const (
	runeDrop  = iota // invisible: does not separate
	runeBreak        // separates words
	runeWord
	runeHan
)

// fold folds a text into f, whose slices it uses again.
func (f *folded) fold(s string) *folded {
	f.runes, f.at, f.ends, f.units = f.runes[:0], f.at[:0], f.ends[:0], f.units[:0]
	last := runeBreak
	for i, n := 0, 0; i < len(s); i += n {
		var c rune
		c, n = utf8.DecodeRuneInString(s[i:])
		r, kind := foldRune(c)
		switch kind {
		case runeDrop:
			continue
		case runeBreak:
			last = runeBreak
			continue
		}
		if (r == '+' || r == '#') && (last != runeWord || len(f.runes) == 0) {
			last = runeBreak // a sign belongs to the word before it: C++, C#
			continue
		}
		if kind != last {
			at := int32(len(f.runes))
			f.units = append(f.units, unit{at, at, kind == runeHan})
		}
		last = kind
		f.runes = append(f.runes, r)
		f.at = append(f.at, int32(i))
		f.ends = append(f.ends, int32(i+n))
		f.units[len(f.units)-1].to = int32(len(f.runes))
	}
	return f
}

// foldText folds a text.
func foldText(s string) *folded { return new(folded).fold(s) }

// foldKey returns what is compared of a whole text.
func foldKey(s string) string { return foldText(s).key() }

// foldRune returns what is compared of a character, and its kind.
func foldRune(r rune) (rune, int) {
	switch {
	case r >= 0x3400 && r <= 0x9FFF:
		return simplified(r), runeHan
	case r < utf8.RuneSelf:
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '+', r == '#':
			return r, runeWord
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A', runeWord
		case r == '\'' || r == '`':
			return 0, runeDrop
		}
		return 0, runeBreak
	case r >= 0xFF01 && r <= 0xFF5E:
		return foldRune(r - 0xFEE0)
	case r == '々' || r == '〇', r >= 0xF900 && r <= 0xFAFF, r >= 0x20000 && r <= 0x3FFFF:
		return simplified(r), runeHan
	case r >= 0x3041 && r <= 0x30FF && unicode.IsLetter(r), r >= 0xAC00 && r <= 0xD7A3:
		return r, runeHan
	case r == 0xAD, r == 0xFEFF, r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x2069,
		r >= 0xFE00 && r <= 0xFE0F, r == '’', r == '‘', r == '´', unicode.Is(unicode.Mn, r):
		return 0, runeDrop
	}
	if p, ok := plainLetters()[r]; ok {
		return p, runeWord
	}
	if unicode.IsLetter(r) || unicode.IsNumber(r) {
		return unicode.ToLower(r), runeWord
	}
	return 0, runeBreak
}

// accents gives, for a letter, those that are written with a sign and are found
// without it. The signs of pinyin are among them; ü is typed v.
var accents = [...]struct {
	plain  rune
	signed string
}{
	{'a', "àáâãäåāăąǎ"}, {'c', "çćĉċč"}, {'d', "ďđ"}, {'e', "èéêëēĕėęě"}, {'g', "ĝğġģ"},
	{'h', "ĥħ"}, {'i', "ìíîïĩīĭįıǐ"}, {'j', "ĵ"}, {'k', "ķ"}, {'l', "ĺļľŀł"}, {'n', "ñńņňǹ"},
	{'o', "òóôõöøōŏőǒ"}, {'r', "ŕŗř"}, {'s', "śŝşšșß"}, {'t', "ţťŧț"}, {'u', "ùúûũūŭůűųǔ"},
	{'v', "üǖǘǚǜ"}, {'w', "ŵ"}, {'y', "ýÿŷ"}, {'z', "źżž"},
}

var plainLetters = sync.OnceValue(func() map[rune]rune {
	m := map[rune]rune{}
	for _, a := range accents {
		for _, r := range a.signed {
			m[r], m[unicode.ToUpper(r)] = a.plain, a.plain
		}
	}
	return m
})

// isLatin reports whether a key consists of letters and digits of ASCII, as
// pinyin does.
func isLatin(runes []rune) bool {
	for _, r := range runes {
		if r >= utf8.RuneSelf {
			return false
		}
	}
	return len(runes) > 0
}

// cutRunes returns the first n characters of a text.
func cutRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// indexRunes returns where the runes of b first begin in a, or -1.
func indexRunes(a, b []rune) int {
	if len(b) == 0 {
		return -1
	}
	for i := 0; i+len(b) <= len(a); i++ {
		if a[i] == b[0] && hasPrefixRunes(a[i:], b) {
			return i
		}
	}
	return -1
}

func hasPrefixRunes(a, b []rune) bool {
	if len(a) < len(b) {
		return false
	}
	for i, r := range b {
		if a[i] != r {
			return false
		}
	}
	return true
}

// clean returns a text that is valid and owns its bytes.
func clean(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }
