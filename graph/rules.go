package graph

import (
	"sync"
	"unicode"
	"unicode/utf8"
)

// Rules are the functions that the fold depends on, fixed by a version that
// the log names (fold.md, 3).
//
// A version is a contract: for the same input its functions give the same
// output for ever, in every release, because links and minted subjects of old
// revisions were made with it. Whatever would change an output, be it a word
// in a list, is a new version beside the old one. Rules are pure, never panic
// and are safe for concurrent use.
type Rules struct {
	Version string
	// Normalise returns what is compared of a key property's or a name's value; ""
	// if the value is not valid and is not compared. It is idempotent: the
	// text that it returns normalises to itself.
	Normalise func(property string, v Value) string
	// Core returns what stays of a legal name without place, trade and legal
	// form. Two names have a common core if their cores are equal.
	Core func(name string) string
}

// StandardRules returns the newest rules, those that a new log declares.
//
// # Version 1
//
// Credit codes are compared if they have the form of GB 32100 and their check
// character holds; stock codes with their exchange, which six Chinese digits
// imply (688096 is 688096.SH), and not without one; dates of events by their
// month. Names are compared without case, width, quotes, the kind of brackets
// and dashes, spaces beside Chinese characters, and the points of
// abbreviations. The core of a name is described at its function.
func StandardRules() Rules {
	return Rules{Version: "1", Normalise: normalise1, Core: core1}
}

// RulesOf returns the rules of a version. It fails with CodeNotFound if this
// release does not know it; then the log was written by a newer one.
func RulesOf(version string) (Rules, error) {
	if r := StandardRules(); version == r.Version {
		return r, nil
	}
	return Rules{}, Errorf(CodeNotFound, "graph.RulesOf", "no rules of version %q: the log was written by a newer release", version)
}

// normalise1 is Normalise of version 1.
func normalise1(property string, v Value) string {
	switch v.Type {
	case 0:
		return ""
	case TypeText, TypeInt, TypeDecimal:
	case TypeDate:
		return normaliseDate(property, v.Date)
	default:
		return v.String()
	}
	s := v.String()
	switch property {
	case PropCreditCode:
		return NormaliseCreditCode(s)
	case PropStockCode:
		return NormaliseStockCode(s)
	case PropOwnID:
		return normaliseIdentifier(s)
	case PropCode, PropNumber, PropVersion:
		return normaliseCode(s)
	case PropDate, PropYear:
		d, err := ParseDate(s)
		if err != nil {
			return ""
		}
		return normaliseDate(property, d)
	default:
		return normaliseName(s)
	}
}

// normaliseDate compares a year as such and the date of an event by its month,
// because sources announce one event on different days.
func normaliseDate(property string, d Date) string {
	switch property {
	case PropYear:
		d.Month, d.Day = 0, 0
	case PropDate:
		if d.Month == 0 {
			return ""
		}
		d.Day = 0
	}
	return d.String()
}

// normaliseIdentifier keeps case, since the source's identifiers may differ in
// nothing else.
func normaliseIdentifier(s string) string {
	return mapRunes(s, func(r rune) rune {
		if r = foldRune(r); r == ' ' {
			return dropRune
		}
		return r
	})
}

// normaliseCode drops spaces and case. A code without a letter or digit is
// none.
func normaliseCode(s string) string {
	if isNormalCode(s) {
		return s
	}
	any := false
	t := mapRunes(s, func(r rune) rune {
		if r = foldRune(r); r == ' ' {
			return dropRune
		}
		any = any || unicode.IsLetter(r) || unicode.IsNumber(r)
		return unicode.ToUpper(r)
	})
	if !any {
		return ""
	}
	return t
}

// isNormalCode reports whether s is digits and capitals alone, as most codes are.
func isNormalCode(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return s != ""
}

// mapRunes is strings.Map, except that bytes that are no UTF-8 become U+FFFD
// also where nothing else changes, so that mapping twice is mapping once.
func mapRunes(s string, f func(rune) rune) string {
	var short [96]byte // on the stack
	b := short[:0]
	for _, r := range s {
		if r = f(r); r >= 0 {
			b = utf8.AppendRune(b, r)
		}
	}
	return string(b)
}

// dropRune is a rune that is left out.
const dropRune rune = -1

// foldRune folds what differs only in looks: full-width forms, kinds of
// spaces, brackets, dashes and dots. Spaces and what separates like one become
// ' ', invisible runes and quotes are dropped.
func foldRune(r rune) rune {
	if r < utf8.RuneSelf {
		switch {
		case r == '"' || r == '\'' || r == '`':
			return dropRune
		case r == '\t' || r == '\n' || r == '\r' || r == '\v' || r == '\f' || r == ',' || r == ';':
			return ' '
		case r < ' ' || r == 0x7F:
			return dropRune
		case r == '[' || r == '{':
			return '('
		case r == ']' || r == '}':
			return ')'
		}
		return r
	}
	if r >= 0xFF01 && r <= 0xFF5E {
		return foldRune(r - 0xFEE0)
	}
	// Chinese characters need none of what follows.
	if r >= 0x4E00 && r <= 0x9FFF {
		return r
	}
	switch r {
	case '“', '”', '‘', '’', '„', '‟', '‛', '‚', '「', '」', '『', '』', '《', '》', '〈', '〉', '«', '»', '‹', '›', '´', '′', '″', '｢', '｣':
		return dropRune
	case '、', '。', '｡', '､':
		return ' '
	case '〔', '【', '〖', '﹝', '﹙', '⦅', '｟', '〘':
		return '('
	case '〕', '】', '〗', '﹞', '﹚', '⦆', '｠', '〙':
		return ')'
	case '‐', '‑', '‒', '–', '—', '―', '−', '﹣', '⁃', '﹘':
		return '-'
	case '•', '・', '･', '‧', '∙', '⋅', '●', '﹒':
		return '·'
	case '￥':
		return '¥'
	case '￠':
		return '¢'
	case '￡':
		return '£'
	case 0xAD, 0xFEFF, 0x180E, 0x2060, 0x2061, 0x2062, 0x2063, 0x2064, 0xFFFD:
		return dropRune
	}
	switch {
	case r == 0x85 || r == 0xA0 || r == 0x1680 || r >= 0x2000 && r <= 0x200A || r == 0x2028 || r == 0x2029 || r == 0x202F || r == 0x205F || r == 0x3000:
		return ' '
	case r >= 0x80 && r < 0xA0, r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x206F, r >= 0xFE00 && r <= 0xFE0F:
		return dropRune
	}
	return r
}

// HeaderKey returns what of a column's header or of a code list's text is
// compared: its letters, digits and symbols such as + and $, without case and
// width. It is no part of a rule version.
func HeaderKey(s string) string {
	return mapRunes(s, func(r rune) rune {
		r = foldRune(r)
		if r == '%' || unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) || r >= 0 && unicode.In(r, unicode.Sm, unicode.Sc) {
			return unicode.ToLower(r)
		}
		return dropRune
	})
}

var places1 = sync.OnceValue(func() *wordSet {
	return newWordSet(places1Zh, places1En)
})
