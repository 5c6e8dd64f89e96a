package cell

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
)

// clean returns a text as numbers, dates and codes are read from it: narrow,
// without invisible characters, with every run of blanks as one space and none
// at the ends. It allocates only if something changes.
func clean(s string) string {
	if isClean(s) {
		return s
	}
	b := make([]byte, 0, len(s))
	gap := false
	for _, r := range s {
		switch r = narrow(r); r {
		case ' ':
			gap = true
		case dropped:
		default:
			if gap && len(b) > 0 {
				b = append(b, ' ')
			}
			gap = false
			b = utf8.AppendRune(b, r)
		}
	}
	return string(b)
}

// isClean reports whether s is printable ASCII, with single spaces inside.
func isClean(s string) bool {
	space := true // none at the beginning
	for i := range len(s) {
		c := s[i]
		if c == ' ' && space || c < ' ' || c > '~' {
			return false
		}
		space = c == ' '
	}
	return s == "" || !space
}

// dropped stands for an invisible character.
const dropped = -1

// narrow returns the narrow form of a character, ' ' for every kind of blank,
// and dropped for what is invisible.
func narrow(r rune) rune {
	switch {
	case r > ' ' && r < 0x7F:
		return r
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	case isInvisible(r):
		return dropped
	case unicode.IsSpace(r):
		return ' '
	}
	switch r {
	case '￥':
		return '¥'
	case '￡':
		return '£'
	case '￦':
		return '₩'
	case '‐', '‑', '‒', '–', '—', '―', '−', '﹣':
		return '-'
	case '〜', '∼':
		return '~'
	case '﹪':
		return '%'
	case '’', '‘':
		return '\''
	}
	return r
}

// isInvisible reports whether r shows nothing and has no width: zero-width
// spaces, byte order marks, soft hyphens, marks of direction. Joiners, which
// some scripts and pictures need, are kept in texts and dropped with the rest
// elsewhere.
func isInvisible(r rune) bool {
	return r == 0xAD || r == 0x180E || r >= 0x200B && r <= 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2060 && r <= 0x206F || r == 0xFEFF
}

func isJoiner(r rune) bool { return r == 0x200C || r == 0x200D }

// cleanText returns a text without outer blanks, with inner runs of blanks as
// one space. Lines are kept, at most one of them empty in a row, unless it is a
// single line that was broken: then a break is a space, or nothing between Han
// characters. A text that is not UTF-8 stays as it is.
func cleanText(s string, single bool) string {
	if !needsCleaning(s) || !utf8.ValidString(s) { // what is damaged stays, for the check to find
		return s
	}
	b := make([]byte, 0, len(s))
	gap, lines := false, 0
	var last rune
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\n' || r == '\r' || r == '\v' || r == '\f' || r == 0x85 || r == 0x2028 || r == 0x2029:
			lines++
			if r == '\r' && i+1 < len(s) && s[i+1] == '\n' {
				size++
			}
		case unicode.IsSpace(r):
			gap = true
		case isInvisible(r) && (single || !isJoiner(r)):
		default:
			switch {
			case len(b) == 0:
			case lines > 0 && !single:
				b = append(b, "\n\n"[:min(lines, 2)]...)
			case lines > 0 && unicode.Is(unicode.Han, last) && unicode.Is(unicode.Han, r):
			case lines > 0 || gap:
				b = append(b, ' ')
			}
			gap, lines = false, 0
			b = append(b, s[i:i+size]...)
			last = r
		}
		i += size
	}
	return string(b)
}

// needsCleaning reports whether cleanText may change s.
func needsCleaning(s string) bool {
	space := true
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c < utf8.RuneSelf:
			if c == ' ' && space || c < ' ' {
				return true
			}
			space = c == ' '
			i++
		case c >= 0xE3 && c <= 0xEE && c != 0xE3 || c == 0xE3 && i+1 < len(s) && s[i+1] > 0x80:
			space = false // Han, kana and what stands among them: nothing odd begins with these
			i += 3
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			if unicode.IsSpace(r) || isInvisible(r) || r == utf8.RuneError {
				return true
			}
			space = false
			i += size
		}
	}
	return s != "" && space
}

// isMarks reports whether a text is marks alone, such as - or ——, which people
// write for nothing. Symbols that mean something (+, √, ●) are no such marks.
func isMarks(s string) bool {
	if len(s) > 24 {
		return false
	}
	for _, r := range s {
		if r >= 0x4E00 && r <= 0x9FFF {
			return false
		}
		if r = narrow(r); r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || !strings.ContainsRune("-_/\\.*?·…、,;:'\"()[] ", r) && r != dropped {
			return false
		}
	}
	return true
}

// blankWords are what people write where nothing is said, as [graph.HeaderKey]
// gives them.
var blankWords = map[string]bool{
	"无": true, "暂无": true, "未知": true, "不详": true, "没有": true, "空": true, "未填写": true, "未填": true, "暂缺": true, "缺失": true, "不适用": true,
	"暂无数据": true, "无数据": true, "待补充": true, "待定": true, "待填": true, "未提供": true, "无记录": true,
	"na": true, "null": true, "nil": true, "none": true, "nan": true, "unknown": true, "notavailable": true, "notapplicable": true,
	"nodata": true, "tbd": true, "tbc": true, "missing": true, "blank": true, "empty": true,
	"未披露": true, "未公开": true, "未透露": true, "未公布": true, "undisclosed": true, "notdisclosed": true,
}

// isBlankName reports whether a name says nothing. Of the words in Latin letters
// few do: there are companies called Null and Unknown. Who is undisclosed is
// somebody: lists have entries of that name.
func isBlankName(s string) bool {
	if strings.EqualFold(s, "n/a") {
		return true
	}
	switch key := graph.HeaderKey(s); key {
	case "notavailable", "notapplicable", "nodata":
		return true
	default:
		return blankWords[key] && key[0] >= utf8.RuneSelf && !isUndisclosed(s)
	}
}

// isBlankWord reports whether a text means that nothing is said.
func isBlankWord(s string) bool {
	if len(s) > 16 {
		return false
	}
	return blankWords[graph.HeaderKey(s)]
}

// isHan reports whether r is a Chinese character.
func isHan(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r == '〇' || unicode.Is(unicode.Han, r)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// allDigits reports whether s consists of digits, and of at least one.
func allDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

// clip shortens what a message quotes.
func clip(s string) string {
	const most = 40
	n := 0
	for i := range s {
		if n++; n > most {
			return s[:i] + "…"
		}
	}
	return s
}
