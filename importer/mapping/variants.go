package mapping

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/cell"
)

// variant is one way to read a header: its name, after what else it tells was
// cut off.
type variant struct {
	text   string
	key    string // of the text
	unit   string
	period string // as of the header, or by the data date if it is relative
	told   string // the words of a relative period: 去年
	number int    // of "Investor 2"
	remark string // what stood in brackets, if it was left out
	joined bool   // of two rows
	cut    bool   // something was cut off that is no part of a name
}

// maxHeader is how many characters a header has at most: longer texts are data.
const maxHeader = 120

// variants returns the ways to read a header, the most literal first. Last year is
// that before the year of the data date; of an unknown one it is unknownPeriod.
func variants(h Header, date graph.Date) []variant {
	if utf8.RuneCountInString(h.Upper)+utf8.RuneCountInString(h.Lower) > maxHeader {
		return nil
	}
	var all []variant
	seen := map[string]bool{}
	add := func(v variant) {
		v.text = strings.TrimSpace(v.text)
		v.key = graph.HeaderKey(v.text)
		if v.key == "" || seen[v.key+"|"+v.unit+"|"+v.period] {
			return
		}
		seen[v.key+"|"+v.unit+"|"+v.period] = true
		all = append(all, v)
	}
	var base func(string, variant)
	base = func(text string, v variant) {
		v.text = text
		add(v)
		steps := []variant{v}
		if name, unit := cell.CutUnit(text); unit != "" {
			w := v
			w.text, w.unit, w.cut = name, unit, true
			add(w)
			steps = append(steps, w)
		}
		for _, w := range steps {
			name, period := cutPeriod(w.text)
			if period == "" {
				continue
			}
			x := w
			x.text, x.period, x.cut = name, period, true
			add(x)
			if name, unit := cell.CutUnit(x.text); unit != "" {
				x.text, x.unit = name, unit
				add(x)
			}
		}
		for _, w := range steps {
			name, told, period := cutRelative(w.text, date)
			if period == "" || w.period != "" {
				continue
			}
			x := w
			x.text, x.period, x.told, x.cut = name, period, told, true
			add(x)
			if name, unit := cell.CutUnit(x.text); unit != "" {
				x.text, x.unit = name, unit
				add(x)
			}
		}
		if bare := cutRemark(text); bare != text {
			w := v
			w.text, w.cut = bare, true
			w.remark = strings.Join(remark.FindAllString(text, -1), "")
			add(w)
		}
		if bare := numbering.ReplaceAllString(text, ""); bare != text {
			w := v
			w.cut = true
			base(bare, w)
		}
		if m := twoLanguages.FindStringSubmatch(text); m != nil {
			w := v
			w.cut = true
			for _, part := range m[1:] {
				// The unit may stand in one language only.
				if name, unit := cell.CutUnit(part); unit != "" && w.unit == "" && !remark.MatchString(name) {
					w.unit = unit
				}
			}
			for _, part := range m[1:] {
				if part != "" {
					base(part, w)
				}
			}
		}
		if name, n := cutNumber(text); n > 0 {
			w := v
			w.text, w.number, w.cut = name, n, true
			add(w)
		}
	}
	if h.Upper == "" {
		base(h.Lower, variant{})
		return all
	}
	// The group may say the period or the unit, or be a part of the name.
	upperName, upperPeriod := cutPeriod(h.Upper)
	upperName, upperUnit := cell.CutUnit(upperName)
	lowerName, lowerPeriod := cutPeriod(h.Lower)
	lowerName, lowerUnit := cell.CutUnit(lowerName)
	if lowerPeriod != "" && graph.HeaderKey(lowerName) == "" {
		base(h.Upper, variant{period: lowerPeriod, unit: lowerUnit, cut: true})
		return all
	}
	base(h.Upper+" "+h.Lower, variant{joined: true})
	base(h.Upper+h.Lower, variant{joined: true})
	base(h.Lower, variant{period: upperPeriod, unit: upperUnit, cut: upperPeriod != "" || upperUnit != ""})
	if upperName != "" && lowerName == "" && lowerUnit != "" {
		base(h.Upper, variant{unit: lowerUnit, cut: true})
	}
	return all
}

var (
	yearFirst = regexp.MustCompile(`(?i)(?:FY|CY)?\s*((?:19|20)\d{2})\s*(?:会计|财务|财)?(?:年度|年)?\s*[-/.·_ ]?\s*(上半年|下半年|H[12]|[12]H|第?[一二三四1-4]季度|Q[1-4]|[1-4]Q|(?:0?[1-9]|1[0-2])月|(?:0[1-9]|1[0-2])\b|末|底|全年)?`)
	partFirst = regexp.MustCompile(`(?i)\b(H[12]|Q[1-4])\s*[-/.·_ ]?\s*((?:19|20)\d{2})`)
)

// cutPeriod cuts a period out of a header: 2023年营业收入, 营业收入（2023）, Revenue FY2023,
// 2023Q1. The period is as graph.ParsePeriod reads it; "" if there is none, or
// several.
func cutPeriod(header string) (name, period string) {
	s := width.Fold.String(header)
	if m := partFirst.FindStringSubmatchIndex(s); m != nil && !digitAt(s, m[1]) {
		return joinCut(s, m[0], m[1]), s[m[4]:m[5]] + strings.ToUpper(s[m[2]:m[3]])
	}
	all := yearFirst.FindAllStringSubmatchIndex(s, 2)
	if len(all) != 1 {
		return header, ""
	}
	m := all[0]
	if digitAt(s, m[1]) || digitAt(s, m[1]+1) && strings.ContainsRune("-/.", rune(s[m[1]])) || m[2] > 0 && digitAt(s, m[2]-1) {
		// A part of a longer number, or a day.
		return header, ""
	}
	period = s[m[2]:m[3]]
	if m[4] >= 0 {
		period += periodPart(s[m[4]:m[5]])
	}
	if !graph.ValidPeriod(period) {
		return header, ""
	}
	return joinCut(s, m[0], m[1]), period
}

func digitAt(s string, i int) bool { return i < len(s) && s[i] >= '0' && s[i] <= '9' }

// unknownPeriod is the period of a header that tells it by a date which nobody
// gave. It is no valid period.
const unknownPeriod = "?"

// relatives are words for years by their distance from that of the data.
var relatives = regexp.MustCompile(`(?i)(前年|前一年度?|去年度?|上一?年度?|本年度?|今年|当年|\b(?:last|prior|previous)[ _-](?:fiscal[ _-])?year\b|\b(?:this|current)[ _-](?:fiscal[ _-])?year\b)(?:末|底|全年)?`)

// cutRelative cuts a year that is told by the date of the data out of a header:
// 去年营收, Revenue (last year). What is compared with another (上年同期) is a figure
// of its own. told is as printed; period is unknownPeriod without a date, and ""
// if there is none.
func cutRelative(header string, date graph.Date) (name, told, period string) {
	s := width.Fold.String(header)
	all := relatives.FindAllStringSubmatchIndex(s, 2)
	if len(all) != 1 {
		return header, "", ""
	}
	m := all[0]
	if strings.HasPrefix(s[m[1]:], "同") {
		return header, "", ""
	}
	told = s[m[2]:m[3]]
	if date.IsZero() {
		return joinCut(s, m[0], m[1]), told, unknownPeriod
	}
	year := int(date.Year)
	switch word := strings.ToLower(told); {
	case word == "前年":
		year -= 2
	case strings.HasPrefix(word, "去"), strings.HasPrefix(word, "上"), strings.HasPrefix(word, "前"), strings.HasPrefix(word, "last"), strings.HasPrefix(word, "pr"):
		year--
	}
	if period = strconv.Itoa(year); !graph.ValidPeriod(period) {
		return header, "", ""
	}
	return joinCut(s, m[0], m[1]), told, period
}

// periodPart is the part of a year that a header names.
func periodPart(s string) string {
	switch {
	case s == "上半年":
		return "H1"
	case s == "下半年":
		return "H2"
	case s == "末", s == "底", s == "全年":
		return ""
	}
	if strings.HasSuffix(s, "季度") {
		i := strings.IndexAny(s, "一二三四1234")
		for n, c := range []string{"一", "二", "三", "四"} {
			if strings.HasPrefix(s[i:], c) {
				return "Q" + strconv.Itoa(n+1)
			}
		}
		return "Q" + s[i:i+1]
	}
	u := strings.ToUpper(s)
	if i := strings.IndexAny(u, "HQ"); i >= 0 {
		return u[i:i+1] + strings.Trim(u, "HQ")
	}
	n, _ := strconv.Atoi(strings.TrimSuffix(s, "月"))
	return "-" + strconv.Itoa(100 + n)[1:]
}

// joinCut leaves out a part of a text, and the brackets around it.
func joinCut(s string, from, to int) string {
	before, after := strings.TrimRight(s[:from], " -_/.·"), strings.TrimLeft(s[to:], " -_/.·")
	for _, pair := range []string{"()", "[]"} {
		if strings.HasSuffix(before, pair[:1]) && strings.HasPrefix(after, pair[1:]) {
			before, after = before[:len(before)-1], after[1:]
		}
	}
	if before == "" || after == "" {
		return strings.TrimSpace(before + after)
	}
	return before + " " + after
}

var (
	// numbering numbers the columns: 1. 企业名称.
	numbering = regexp.MustCompile(`^[(（]?\d{1,2}[.、)）．]\s*`)
	// twoLanguages is a header in Chinese and in English: 企业名称 Company name.
	twoLanguages = regexp.MustCompile(`^(?:(\p{Han}[\p{Han}（）()、\d%]*)[\s/|／]+([A-Za-z][A-Za-z\d .,'’&()%/-]{2,})|([A-Za-z][A-Za-z\d .,'’&()%-]{2,}?)[\s/|／]+(\p{Han}[\p{Han}（）()、\d%]*))$`)
	remark       = regexp.MustCompile(`[(（\[【][^)）\]】]*[)）\]】]`)
	number       = regexp.MustCompile(`^(.*?\D)[ _-]?([1-9]|1\d|20|[一二三四五])$`)
)

// cutRemark cuts what stands in brackets: 企业名称（必填）.
func cutRemark(header string) string {
	return strings.Trim(strings.TrimSpace(remark.ReplaceAllString(header, "")), "*＊:：")
}

// cutNumber cuts a small number from the end: Investor 2, 跟投方三.
func cutNumber(header string) (name string, n int) {
	m := number.FindStringSubmatch(strings.TrimSpace(width.Fold.String(header)))
	if m == nil {
		return header, 0
	}
	if i := strings.Index("一二三四五", m[2]); i >= 0 {
		return m[1], i/len("一") + 1
	}
	n, _ = strconv.Atoi(m[2])
	return m[1], n
}
