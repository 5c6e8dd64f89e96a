package cell

import (
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// dateParts are the numbers of a date as printed.
type dateParts struct {
	n      [3]int
	digits [3]int // how many digits each was printed with; 4 of a year in words
	count  int
	month  int    // which of them was a word, counted from 1; 0 if none
	sep    byte   // between the numbers; 0 where words are
	named  bool   // 年, 月 and 日 say which is which
	coarse string // Q3, 上半年, 年底: what a date cannot say
	open   string // a word instead of a date
}

var months = map[string]int{
	"jan": 1, "january": 1, "feb": 2, "february": 2, "mar": 3, "march": 3, "apr": 4, "april": 4, "may": 5, "jun": 6, "june": 6,
	"jul": 7, "july": 7, "aug": 8, "august": 8, "sep": 9, "sept": 9, "september": 9, "oct": 10, "october": 10, "nov": 11, "november": 11,
	"dec": 12, "december": 12,
}

var weekdays = map[string]bool{
	"mon": true, "monday": true, "tue": true, "tues": true, "tuesday": true, "wed": true, "wednesday": true, "thu": true, "thur": true, "thurs": true,
	"thursday": true, "fri": true, "friday": true, "sat": true, "saturday": true, "sun": true, "sunday": true,
}

// coarseWords are what follows a year or a month and is neither.
var coarseWords = []string{
	"第一季度", "第二季度", "第三季度", "第四季度", "第1季度", "第2季度", "第3季度", "第4季度", "一季度", "二季度", "三季度", "四季度",
	"1季度", "2季度", "3季度", "4季度", "上半年", "下半年", "年初", "年中", "年底", "年末", "初", "中", "底", "末", "上旬", "中旬", "下旬", "春", "夏", "秋", "冬",
	"q1", "q2", "q3", "q4", "h1", "h2",
}

// splitDate finds the numbers and words of a date in a clean text. It reports
// false for what it does not know.
func splitDate(s string) (p dateParts, ok bool) {
	s = strings.ToLower(s)
	switch s {
	case "长期", "长期有效", "永久", "永久有效", "无固定期限", "至今", "present", "now", "permanent":
		p.open = s
		return p, true
	}
	s = cutTime(cutWeekday(s))
	s = strings.TrimPrefix(strings.TrimPrefix(s, "公元"), "fy")
	s = cutCoarse(&p, strings.TrimSpace(s))
	if !strings.Contains(s, "年") {
		return p, p.splitLatin(s)
	}
	return p, p.splitHan(s)
}

// splitHan reads 2021年3月5日 and the same in Chinese digits.
func (p *dateParts) splitHan(s string) bool {
	p.named = true
	for _, ends := range [][]string{{"年度", "年份", "年"}, {"月份", "月"}, {"日", "号"}} {
		s = strings.TrimSpace(s)
		if s == "" {
			break
		}
		n, digits, rest, ok := part(s)
		if !ok || p.count == 0 && digits < 4 || p.count > 0 && digits > 2 {
			return false
		}
		rest = strings.TrimPrefix(rest, " ")
		cut := false
		for _, e := range ends {
			if s, cut = strings.CutPrefix(rest, e); cut {
				break
			}
		}
		if !cut {
			if p.count < 2 || rest != "" { // the 日 may be missing at the end
				return false
			}
			s = ""
		}
		p.n[p.count], p.digits[p.count] = n, digits
		p.count++
		s = strings.TrimLeft(s, " -") // 2021年-03月
	}
	return s == "" && p.count > 0
}

// part reads one number in Arabic or Chinese digits.
func part(s string) (n, digits int, rest string, ok bool) {
	for digits < len(s) && digits < 5 && isDigit(s[digits]) {
		digits++
	}
	if digits > 0 {
		return atoi(s[:digits]), digits, s[digits:], digits < 5
	}
	if n, rest, ok = scanHan(s); ok {
		digits = 2
		if n >= 1000 {
			digits = 4
		}
	}
	return n, digits, rest, ok
}

// splitLatin reads numbers between equal separators, and months that are words.
func (p *dateParts) splitLatin(s string) bool {
	for s != "" {
		if p.count == 3 {
			return false
		}
		switch c := s[0]; {
		case isDigit(c):
			end := 0
			for end < len(s) && isDigit(s[end]) {
				end++
			}
			if end > 4 {
				return false
			}
			p.n[p.count], p.digits[p.count] = atoi(s[:end]), end
			s = s[end:]
			if end <= 2 && len(s) >= 2 { // 5th
				switch s[:2] {
				case "st", "nd", "rd", "th":
					s = s[2:]
				}
			}
		case isLetter(c):
			end := 0
			for end < len(s) && isLetter(s[end]) {
				end++
			}
			m := months[s[:end]]
			if m == 0 || p.month != 0 {
				return false
			}
			p.n[p.count], p.month = m, p.count+1
			if s = s[end:]; strings.HasPrefix(s, ".") && !strings.HasPrefix(s, "..") {
				s = s[1:]
			}
		default:
			return false
		}
		p.count++
		if s == "" {
			break
		}
		if s = p.cutSeparator(s); s == "" {
			return false
		}
	}
	return p.count > 0
}

// cutSeparator cuts the separator at the beginning of what follows a number,
// and returns "" if there is none, or another than before.
func (p *dateParts) cutSeparator(s string) string {
	switch sep := s[0]; sep {
	case '-', '/', '.':
		if p.sep != 0 && p.sep != sep && p.month == 0 {
			return ""
		}
		p.sep = sep
		return strings.TrimPrefix(s[1:], " ")
	case ',', ' ':
		s = strings.TrimLeft(s, ", ")
		if rest, ok := strings.CutPrefix(s, "of "); ok {
			s = rest
		}
		if strings.HasPrefix(s, "- ") || strings.HasPrefix(s, "/ ") { // 05 / 03 / 2021
			if p.sep != 0 && p.sep != s[0] {
				return ""
			}
			p.sep = s[0]
			s = s[2:]
		}
		return s
	default:
		if isLetter(s[0]) || p.month == p.count && p.month != 0 && isDigit(s[0]) { // 05Mar21
			return s
		}
		return ""
	}
}

func cutWeekday(s string) string {
	for _, mark := range []string{"星期", "周", "礼拜"} {
		if i := strings.Index(s, mark); i > 0 && len(s)-i <= len(mark)+len("三)") {
			return strings.TrimRight(s[:i], " (（")
		}
	}
	if i := strings.IndexAny(s, ", ."); i >= 3 && weekdays[s[:i]] {
		return strings.TrimLeft(s[i:], ", .")
	}
	return s
}

// cutTime cuts the time of day off, with its zone.
func cutTime(s string) string {
	for i := 4; i < len(s); i++ {
		c := s[i]
		if !isDigit(c) {
			continue
		}
		start := i
		for i < len(s) && isDigit(s[i]) {
			i++
		}
		if i-start > 2 || i == len(s) || s[i] != ':' && !strings.HasPrefix(s[i:], "时") && !strings.HasPrefix(s[i:], "点") {
			continue
		}
		if strings.Trim(s[start:], "0123456789:.+-zapmutcgs 时点分秒") != "" {
			return s
		}
		head := s[:start]
		for _, half := range []string{"上午", "下午", "凌晨", "晚上", "中午"} {
			head = strings.TrimSuffix(strings.TrimRight(head, " "), half)
		}
		if cut, ok := strings.CutSuffix(head, "t"); ok && cut != "" && isDigit(cut[len(cut)-1]) {
			head = cut
		}
		return strings.TrimRight(head, ", ")
	}
	return s
}

// cutCoarse cuts the name of a quarter, a half or a part of a year or month.
func cutCoarse(p *dateParts, s string) string {
	for _, w := range coarseWords {
		latin := isLetter(w[0])
		if tail, ok := strings.CutPrefix(s, w); ok && latin && tail != "" && !isDigit(tail[0]) { // Q3 2014
			p.coarse = strings.ToUpper(w)
			return strings.TrimLeft(tail, " -/'.,")
		}
		head, ok := strings.CutSuffix(s, w)
		if head = strings.TrimRight(head, " -/'."); !ok || head == "" {
			continue
		}
		afterYear, afterMonth, afterDigit := strings.HasSuffix(head, "年"), strings.HasSuffix(head, "月"), isDigit(head[len(head)-1])
		switch {
		case strings.HasPrefix(w, "年"):
			ok = afterDigit
			head += "年"
		case latin, strings.HasSuffix(w, "季度"), strings.HasSuffix(w, "半年"):
			ok = afterYear || afterDigit
		default: // 初, 上旬, 春
			ok = afterYear || afterMonth
		}
		if ok {
			p.coarse = strings.ToUpper(w)
			return head
		}
	}
	return s
}

// clarity says how far the meaning of a date is clear.
type clarity uint8

const (
	dateClear clarity = iota
	dateUnknown
	dateAmbiguous
	dateShortYear
	dateNoDay
)

// fullYear returns the year that two digits mean.
func fullYear(n, digits int) int {
	switch {
	case digits != 2:
		return n
	case n >= 70:
		return 1900 + n
	}
	return 2000 + n
}

// date finds which part is the year, the month and the day.
func (p *dateParts) date(order Order) (graph.Date, clarity) {
	year := func(i int) bool { return p.digits[i] == 4 }
	switch {
	case p.count == 1:
		if !year(0) {
			return graph.Date{}, dateUnknown
		}
		return day(p.n[0], 0, 0, 1)
	case p.named:
		return day(p.n[0], p.n[1], p.n[2], p.count)
	case p.month != 0:
		return p.wordDate()
	case p.count == 2:
		switch {
		case p.sep == 0:
			return graph.Date{}, dateUnknown
		case year(0) && p.digits[1] <= 2:
			return day(p.n[0], p.n[1], 0, 2)
		case year(1) && p.digits[0] <= 2:
			return day(p.n[1], p.n[0], 0, 2)
		}
		return graph.Date{}, dateUnknown
	case p.sep == 0:
		return graph.Date{}, dateUnknown
	case year(0) && p.digits[1] <= 2 && p.digits[2] <= 2:
		return day(p.n[0], p.n[1], p.n[2], 3)
	case year(2) && p.digits[0] <= 2 && p.digits[1] <= 2:
		return numericDate(p.n[0], p.n[1], p.n[2], order)
	case p.digits[0] <= 2 && p.digits[1] <= 2 && p.digits[2] <= 2:
		switch {
		case order == OrderUnknown:
			return graph.Date{}, dateShortYear
		case order == OrderYMD && p.digits[0] == 2:
			return day(fullYear(p.n[0], 2), p.n[1], p.n[2], 3)
		case order != OrderYMD && p.digits[2] == 2:
			return numericDate(p.n[0], p.n[1], fullYear(p.n[2], 2), order)
		}
	}
	return graph.Date{}, dateUnknown
}

// numericDate reads a day and a month in either order before a year.
func numericDate(a, b, year int, order Order) (graph.Date, clarity) {
	switch {
	case a > 12 || a == b:
		return day(year, b, a, 3)
	case b > 12:
		return day(year, a, b, 3)
	case order == OrderMDY:
		return day(year, a, b, 3)
	case order == OrderDMY:
		return day(year, b, a, 3)
	}
	return graph.Date{}, dateAmbiguous
}

// wordDate reads a date whose month is a word.
func (p *dateParts) wordDate() (graph.Date, clarity) {
	month := p.n[p.month-1]
	var others [2]int // the indexes of the other parts
	n := 0
	for i := range p.count {
		if i != p.month-1 {
			others[n] = i
			n++
		}
	}
	a, b := others[0], others[1]
	if n == 1 {
		if p.digits[a] != 4 && (p.digits[a] != 2 || p.sep == 0 || p.month != 1) {
			return graph.Date{}, dateUnknown // 5 March, or Mar 5: of which year?
		}
		return day(fullYear(p.n[a], p.digits[a]), month, 0, 2)
	}
	if p.digits[a] == 4 {
		a, b = b, a
	}
	if p.digits[a] > 2 || p.digits[b] != 4 && p.digits[b] != 2 {
		return graph.Date{}, dateUnknown
	}
	return day(fullYear(p.n[b], p.digits[b]), month, p.n[a], 3)
}

// day returns a date of count parts, if there is such a day.
func day(year, month, dayOf, count int) (graph.Date, clarity) {
	if month > 12 || dayOf > 31 || count > 1 && month == 0 || count > 2 && dayOf == 0 || year < 1000 {
		return graph.Date{}, dateNoDay
	}
	d := graph.Date{Year: int16(year), Month: uint8(month), Day: uint8(dayOf)}
	if !d.Valid() {
		return graph.Date{}, dateNoDay
	}
	return d, dateClear
}
