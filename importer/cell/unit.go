package cell

import (
	"strings"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
)

// Unit says how the numbers of a column are to be read. The zero Unit says
// nothing. Units are comparable with ==.
type Unit struct {
	Text     string        // as it was written, such as 万元
	Factor   graph.Decimal // what a number is multiplied by; zero means 1
	Divisor  int64         // what it is divided by then (1,500 亩 are 1 km²); zero means 1
	Currency string        // of money, ISO 4217; "" if the unit names none
}

// IsZero reports whether the unit says nothing.
func (u Unit) IsZero() bool { return u == Unit{} }

// family says what a unit measures.
type family uint8

const (
	familyNone family = iota
	familyMoney
	familyRatio
	familyCount
	familyArea
	familyMonths
)

// tenTo returns 10^k, for k from -18 to 17.
func tenTo(k int) graph.Decimal {
	d, _ := shift(graph.Decimal{Unscaled: 1}, k)
	return d
}

// ParseUnit reads the unit that a header or a mapping states for a property:
// of money a scale, a currency or both (万元, 亿美元, USD m, million), of a ratio
// % or ‰, of a count a scale and a measure word (千人, 万户, 家, 项), of an area
// km², 平方公里, 公顷, 亩, m², of months 月 or 年. It reports false if the text is
// no unit of the property.
func ParseUnit(p *graph.PropertyDecl, text string) (Unit, bool) {
	u, f := parseUnit(text)
	ok := false
	switch {
	case f == familyNone:
	case p.Type == graph.TypeMoney:
		ok = f == familyMoney
		if f == familyCount { // 万, 千: of a bare scale nobody says what it counts
			u, ok = scaleUnit(text)
		}
	case p.Type == graph.TypeDecimal && p.Unit == "ratio":
		ok = f == familyRatio
	case p.Type == graph.TypeDecimal && p.Unit == "km²":
		ok = f == familyArea
	case p.Type == graph.TypeDecimal:
		ok = f == familyCount
	case p.Type == graph.TypeInt && p.Unit == "month":
		ok = f == familyMonths
	case p.Type == graph.TypeInt:
		if ok = f == familyCount; !ok && f == familyMoney {
			u, ok = scaleUnit(text)
		}
	}
	if !ok {
		return Unit{}, false
	}
	return u, true
}

// ratioUnits are the parts of a whole.
var ratioUnits = map[string]int{
	"%": -2, "percent": -2, "per cent": -2, "pct": -2, "百分比": -2, "百分点": -2, "个百分点": -2, "％": -2,
	"‰": -3, "千分比": -3, "permille": -3, "per mille": -3, "‱": -4, "万分比": -4, "bp": -4, "bps": -4,
}

// areaUnits are what one of them is in square kilometres.
var areaUnits = map[string]Unit{
	"km²": {Factor: tenTo(0)}, "km2": {Factor: tenTo(0)}, "km^2": {Factor: tenTo(0)}, "平方公里": {Factor: tenTo(0)}, "平方千米": {Factor: tenTo(0)},
	"sq km": {Factor: tenTo(0)}, "sq. km": {Factor: tenTo(0)}, "square kilometres": {Factor: tenTo(0)}, "square kilometers": {Factor: tenTo(0)}, "㎢": {Factor: tenTo(0)},
	"公顷": {Factor: tenTo(-2)}, "ha": {Factor: tenTo(-2)}, "hectares": {Factor: tenTo(-2)}, "hectare": {Factor: tenTo(-2)},
	"亩": {Factor: tenTo(0), Divisor: 1500}, "万亩": {Factor: tenTo(4), Divisor: 1500}, "mu": {Factor: tenTo(0), Divisor: 1500},
	"平方米": {Factor: tenTo(-6)}, "平米": {Factor: tenTo(-6)}, "m²": {Factor: tenTo(-6)}, "m2": {Factor: tenTo(-6)}, "㎡": {Factor: tenTo(-6)}, "sqm": {Factor: tenTo(-6)},
	"万平方米": {Factor: tenTo(-2)}, "万平米": {Factor: tenTo(-2)}, "万㎡": {Factor: tenTo(-2)}, "万m²": {Factor: tenTo(-2)}, "万m2": {Factor: tenTo(-2)},
}

// monthUnits are what one of them is in months.
var monthUnits = map[string]int64{
	"月": 1, "个月": 1, "月数": 1, "month": 1, "months": 1, "年": 12, "years": 12, "year": 12, "yrs": 12,
}

// countWords are what counts are printed with.
var countWords = map[string]bool{
	"人": true, "名": true, "位": true, "家": true, "户": true, "个": true, "项": true, "件": true, "台": true, "套": true, "次": true, "篇": true,
	"部": true, "款": true, "条": true, "只": true, "起": true, "例": true, "种": true, "份": true, "轮": true, "笔": true, "人次": true, "台套": true, "颗": true,
	"people": true, "persons": true, "person": true, "employees": true, "staff": true, "companies": true, "firms": true, "items": true,
	"patents": true, "units": true, "times": true, "rounds": true,
}

// countScales stand before a measure word, or alone.
var countScales = []struct {
	word string
	exp  int
}{
	{"十亿", 9}, {"亿", 8}, {"千万", 7}, {"百万", 6}, {"十万", 5}, {"万", 4}, {"千", 3}, {"百", 2}, {"十", 1},
	{"millions", 6}, {"thousands", 3}, {"hundreds", 2}, {"billions", 9},
	{"million", 6}, {"thousand", 3}, {"hundred", 2}, {"billion", 9}, {"mn", 6}, {"k", 3}, {"w", 4}, {"m", 6}, {"bn", 9},
}

// scaleUnit reads a scale that stands alone.
func scaleUnit(text string) (Unit, bool) {
	s := cutUnitWords(clean(text))
	key, altered := spellOut(strings.ToLower(s))
	power, rest := cutPower(key)
	for _, c := range countScales {
		if rest == c.word {
			if altered || power > 0 {
				s = unitText(power+c.exp, "")
			}
			return Unit{Text: s, Factor: tenTo(power + c.exp)}, s != ""
		}
	}
	return Unit{}, false
}

// unitLeads and unitTails stand around a unit: 单位：万元, 以万元计, in USD m.
var (
	unitLeads = []string{"计量单位", "金额单位", "货币单位", "单位为", "单位", "units:", "unit:", "按", "以", "in ", "amounts in ", "expressed in ", "figures in "}
	unitTails = []string{"为单位", "计算", "计价", "元计", "万计", "亿计", "币计"}
)

// cutUnitWords cuts the words around a unit off a clean text, as long as there
// are any and something is left.
func cutUnitWords(s string) string {
	for again := true; again; {
		again = false
		lower := strings.ToLower(s)
		if len(lower) != len(s) {
			return s
		}
		for _, w := range unitLeads {
			rest, ok := strings.CutPrefix(lower, w)
			if ok {
				rest = strings.TrimLeft(rest, ": ")
			}
			if ok && rest != "" {
				s, again = s[len(s)-len(rest):], true
				break
			}
		}
		for _, w := range unitTails {
			rest, ok := strings.CutSuffix(s, w)
			if ok && strings.HasSuffix(w, "计") { // of 元计 the 元 stays; 合计 is another word
				rest = strings.TrimSuffix(s, "计")
			}
			if ok && strings.TrimSpace(rest) != "" {
				s, again = strings.TrimSpace(rest), true
				break
			}
		}
	}
	return s
}

// spellOut writes what accountants abbreviate as words: RMB'000 is in
// thousands, and kUSD a thousand of them.
func spellOut(key string) (string, bool) {
	if len(key) == 4 && (key[0] == 'k' || key[0] == 'm') && isCurrencyCode(key[1:]) {
		return key[:1] + " " + key[1:], true
	}
	i := strings.Index(key, "000")
	if i < 0 {
		return key, false
	}
	before, after := strings.TrimSuffix(key[:i], "'"), strings.TrimPrefix(key[i+3:], "s")
	if n := len(before); n > 0 && (isDigit(before[n-1]) || before[n-1] == ',' || before[n-1] == '.') ||
		after != "" && (isDigit(after[0]) || isLetter(after[0]) || after[0] == ',' || after[0] == '.') {
		return key, false // 10,000
	}
	return strings.TrimSpace(before + " thousand " + strings.TrimSpace(after)), true
}

// powerOf returns which power of ten a number is.
func powerOf(d graph.Decimal) (exp int, ok bool) {
	n, ok := d.Int64()
	for ; ok && n >= 10 && n%10 == 0; n /= 10 {
		exp++
	}
	return exp, ok && n == 1
}

// cutPower cuts a power of ten from 10 on off the beginning: 10k, 10,000 people.
func cutPower(key string) (exp int, rest string) {
	if key == "" || !isDigit(key[0]) {
		return 0, key
	}
	d, rest, f := scanNumber(key)
	if exp, ok := powerOf(d); f == sound && ok && exp > 0 {
		return exp, strings.TrimSpace(rest)
	}
	return 0, key
}

// unitScales are the powers of ten that one word says.
var unitScales = map[int]string{1: "十", 2: "百", 3: "千", 4: "万", 5: "十万", 6: "百万", 7: "千万", 8: "亿", 9: "十亿"}

// unitText writes a unit as it may stand behind a number, where 10k would be
// another number; "" if there is no such word.
func unitText(exp int, currency string) string {
	switch scale := unitScales[exp]; {
	case scale == "":
		return ""
	case currency == "CNY":
		return scale + "元"
	default:
		return strings.TrimSpace(scale + " " + currency)
	}
}

// parseUnit reads a unit of any family.
func parseUnit(text string) (Unit, family) {
	s := clean(text)
	if s == "" || len(s) > 40 {
		return Unit{}, familyNone
	}
	s = cutUnitWords(s)
	key, altered := spellOut(strings.ToLower(s))
	u := Unit{Text: s}
	if exp, ok := ratioUnits[key]; ok {
		u.Factor = tenTo(exp)
		return u, familyRatio
	}
	if a, ok := areaUnits[key]; ok {
		u.Factor, u.Divisor = a.Factor, a.Divisor
		return u, familyArea
	}
	if n, ok := monthUnits[key]; ok {
		u.Factor = graph.Decimal{Unscaled: n}
		return u, familyMonths
	}
	f := familyCount
	exp, numbered, ok := countUnit(key)
	if !ok {
		f = familyMoney
		exp, u.Currency, numbered, ok = moneyUnit(key)
	}
	if ok && (altered || numbered) {
		u.Text = unitText(exp, u.Currency)
	}
	if !ok || u.Text == "" {
		return Unit{}, familyNone
	}
	u.Factor = tenTo(exp)
	return u, f
}

// countUnit reads a measure word with the scale before it, or either alone.
func countUnit(key string) (exp int, numbered, ok bool) {
	if countWords[key] {
		return 0, false, true
	}
	power, key := cutPower(key)
	if power > 0 && countWords[key] { // 10,000人
		return power, true, true
	}
	for _, s := range countScales {
		if rest, ok := strings.CutPrefix(key, s.word); ok && (rest == "" || countWords[strings.TrimSpace(rest)]) {
			return power + s.exp, power > 0, true
		}
	}
	return 0, false, false
}

// moneyUnit reads a scale and a currency, in either order. A power of ten is a
// scale beside either of them: CNY 10k, 10,000 yuan. By itself it may be the
// number of a note.
func moneyUnit(key string) (exp int, currency string, numbered, ok bool) {
	var l lexer
	if !l.lex(key) || l.n == 0 {
		return 0, "", false, false
	}
	strong := false
	for i, t := range l.tokens[:l.n] {
		switch t.kind {
		case tokenNumber:
			power, whole := powerOf(t.number)
			if numbered || !whole || power == 0 && (i+1 == l.n || l.tokens[i+1].kind != tokenScale) {
				return 0, "", false, false
			}
			exp += power
			numbered = true
		case tokenScale:
			exp += t.exp
			ok = true
		case tokenCurrency:
			if currency != "" && currency != t.text && strong && t.strong {
				return 0, "", false, false
			}
			if currency == "" || t.strong {
				currency, strong = t.text, t.strong
			}
			ok = true
		case tokenFiller: // thousands of USD
		default:
			return 0, "", false, false
		}
	}
	return exp, currency, numbered, ok && exp < maxDigits
}

// brackets are the pairs that a header encloses a unit in.
var brackets = [][2]string{{"(", ")"}, {"（", "）"}, {"【", "】"}, {"[", "]"}, {"［", "］"}, {"〔", "〕"}, {"(", "）"}, {"（", ")"}}

// CutUnit splits a header into its name and the unit that it states, in
// brackets or after a slash, a colon, an underscore or a space: 注册资金(万元),
// 金额/万元, Revenue (USD m), raised_amount_usd, 营业收入 万元, 增长率%. What else a
// bracket holds stays with the name: 研发费用（万元，2023年） is 研发费用（2023年） in
// 万元. A header without a unit comes back without outer blanks, and the unit
// is "". Whether the property can have that unit, [ParseUnit] says.
func CutUnit(header string) (name, unit string) {
	h := cleanText(header, true)
	for _, b := range brackets {
		for end := len(h); ; {
			i := strings.LastIndex(h[:end], b[0])
			if i < 0 {
				break
			}
			end = i
			inside, after, ok := strings.Cut(h[i+len(b[0]):], b[1])
			if !ok {
				continue
			}
			rest, unit := cutPiece(inside)
			if unit == "" {
				continue
			}
			if rest != "" {
				rest = b[0] + rest + b[1]
			}
			return cleanText(h[:i]+rest+after, true), unit
		}
	}
	for _, sep := range []string{"/", "／", "：", ":", "_", "，", ",", "-"} {
		i := strings.LastIndex(h, sep)
		if i <= 0 || inNumber(h, i) {
			continue
		}
		if name, last := strings.TrimSpace(h[:i]), strings.TrimSpace(h[i+len(sep):]); name != "" && isClearUnit(last) {
			u, _ := parseUnit(last)
			return name, u.Text
		}
	}
	for i := 1; i < len(h); i++ {
		if h[i] == ' ' && isClearUnit(h[i+1:]) {
			u, _ := parseUnit(h[i+1:])
			return h[:i], u.Text
		}
	}
	for _, u := range []string{"%", "％", "‰"} {
		if name, ok := strings.CutSuffix(h, u); ok && name != "" {
			return strings.TrimSpace(name), u
		}
	}
	return h, ""
}

// inNumber reports whether a comma separates the thousands of a number.
func inNumber(s string, i int) bool {
	return s[i] == ',' && i > 0 && i+1 < len(s) && isDigit(s[i-1]) && isDigit(s[i+1])
}

// cutPiece finds the unit among the pieces of a bracket, and returns the others.
func cutPiece(inside string) (rest, unit string) {
	if u, f := parseUnit(inside); f != familyNone {
		return "", u.Text
	}
	for i, r := range inside {
		if !strings.ContainsRune("，,、;；/ ", r) || inNumber(inside, i) {
			continue
		}
		head, tail := inside[:i], inside[i+utf8.RuneLen(r):]
		if u, f := parseUnit(head); f != familyNone {
			return strings.TrimSpace(tail), u.Text
		}
		if u, f := parseUnit(tail); f != familyNone {
			return strings.TrimSpace(head), u.Text
		}
	}
	return "", ""
}

// isClearUnit reports whether a text is a unit even without brackets around it,
// where 家 and 人 may be the end of a word and m that of a name.
func isClearUnit(s string) bool {
	u, f := parseUnit(s)
	switch f {
	case familyMoney:
		switch u.Currency {
		case "CNY", "USD", "HKD", "EUR", "GBP", "JPY":
			return true
		}
		return u.Currency == "" && utf8.RuneCountInString(s) > 2
	case familyRatio:
		return true
	case familyArea:
		return utf8.RuneCountInString(s) > 1 && s != "mu" && s != "ha"
	case familyCount:
		return u.Factor != tenTo(0) && !isLetter(s[0]) && !isDigit(s[0]) && utf8.RuneCountInString(s) > 1
	}
	return false
}
