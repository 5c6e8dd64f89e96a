package graph

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// MaxText is the number of characters that a text value holds at most, which
// is what a cell of a workbook holds.
const MaxText = 32_767

// ProblemCode classifies a [Problem]. Codes are part of the contract; texts
// are not.
type ProblemCode string

// The codes of problems.
const (
	ProblemUnknown  ProblemCode = "UNKNOWN"   // no such kind, property, edge type or attribute
	ProblemType     ProblemCode = "TYPE"      // a value of another type
	ProblemRange    ProblemCode = "RANGE"     // a number outside the declared range
	ProblemCodeList ProblemCode = "CODE_LIST" // not an entry of the code list
	ProblemText     ProblemCode = "TEXT"      // empty, too long, or no text
	ProblemDate     ProblemCode = "DATE"      // no day of the calendar
	ProblemPeriod   ProblemCode = "PERIOD"    // a period is missing or is none
	ProblemMoney    ProblemCode = "MONEY"     // an amount without a currency, an empty range
	ProblemSeveral  ProblemCode = "SEVERAL"   // several values of a single property
	ProblemMissing  ProblemCode = "MISSING"   // no value, or no key
	ProblemCheck    ProblemCode = "CHECK"     // a code whose check character does not hold
	ProblemNotKey   ProblemCode = "NOT_A_KEY" // a code that cannot be compared as it stands
	ProblemPersonal ProblemCode = "PERSONAL"  // personal data where none belongs
	ProblemEdge     ProblemCode = "EDGE"      // an edge between kinds that its type does not join
	ProblemSystem   ProblemCode = "SYSTEM"    // a kind that only the system makes
	ProblemReferred ProblemCode = "REFERRED"  // a name that is new, and that nothing describes
)

// Problem is what a declaration has against a value, with its cure, in words
// for the person who can mend it.
type Problem struct {
	Code   ProblemCode
	Of     string // the property, attribute, edge type or kind
	Reason Label
	Cure   Label
	Kept   bool // the value can be kept all the same; otherwise its cell is bad
}

// Error implements error in English.
func (p *Problem) Error() string {
	return p.Of + ": " + p.Reason.En + "; " + p.Cure.En
}

// CheckValue checks a value against its declaration, which is a property's or
// an attribute's. It returns nil if there is nothing against it.
func (v *Vocabulary) CheckValue(p *PropertyDecl, x Value) *Problem {
	bad := func(code ProblemCode, reason, cure Label) *Problem {
		return &Problem{Code: code, Of: p.Name, Reason: reason, Cure: cure}
	}
	if x.Type != p.Type {
		return bad(ProblemType,
			Label{"应为" + typeLabels[p.Type].Zh, "not " + typeLabels[p.Type].En},
			Label{"请填写" + typeLabels[p.Type].Zh, "enter " + typeLabels[p.Type].En})
	}
	switch x.Type {
	case TypeText:
		return v.checkText(p, x.Text)
	case TypeCode:
		return v.checkCode(p, x.Text)
	case TypeDate:
		if x.Date.IsZero() || !x.Date.Valid() {
			return bad(ProblemDate, Labelf("不是有效日期", "not a calendar date"), Labelf("请写 2019、2019-03 或 2019-03-05", "write 2019, 2019-03 or 2019-03-05"))
		}
	case TypeInt:
		if x.Number.Scale != 0 {
			return bad(ProblemType, Labelf("不是整数", "not a whole number"), Labelf("请填写整数", "enter a whole number"))
		}
		return checkRange(p, x.Number, x.Number)
	case TypeDecimal:
		if !x.Number.Valid() {
			return bad(ProblemType, Labelf("不是规范的小数", "not a decimal in normal form"), Labelf("请去掉小数末尾的零", "leave off trailing zeros"))
		}
		return checkRange(p, x.Number, x.Number)
	case TypeBool:
		if x.Number != (Decimal{}) && x.Number != (Decimal{Unscaled: 1}) {
			return bad(ProblemType, Labelf("不是是或否", "neither yes nor no"), Labelf("请填写是或否", "enter yes or no"))
		}
	case TypeMoney:
		if _, err := NewMoney(x.Text, x.Bound, x.Number, x.High, x.Currency); err != nil {
			return bad(ProblemMoney, Labelf("金额缺少币种或区间为空", "an amount without a currency, or an empty range"),
				Labelf("请写明币种，如 6000万元、500万美元", "name the currency, such as CNY 60m"))
		}
		if x.Currency != "" && v.lists[ListCurrency] != nil && v.lists[ListCurrency].Entry(x.Currency) == nil {
			return bad(ProblemMoney, Labelf("币种 %s 不在代码表中", "the currency %s is not in the list", x.Currency),
				Labelf("请使用 ISO 4217 代码", "use a code of ISO 4217"))
		}
		switch x.Bound {
		case BoundUndisclosed:
		case BoundRange:
			return checkRange(p, x.Number, x.High)
		default:
			return checkRange(p, x.Number, x.Number)
		}
	}
	return nil
}

var typeLabels = [...]Label{
	0:           {"值", "a value"},
	TypeText:    {"文本", "text"},
	TypeCode:    {"代码表中的一项", "an entry of its list"},
	TypeInt:     {"整数", "a whole number"},
	TypeDecimal: {"数字", "a number"},
	TypeDate:    {"日期", "a date"},
	TypeMoney:   {"金额", "an amount of money"},
	TypeBool:    {"是或否", "yes or no"},
}

func checkRange(p *PropertyDecl, low, high Decimal) *Problem {
	if (p.Min == nil || low.Compare(*p.Min) >= 0) && (p.Max == nil || high.Compare(*p.Max) <= 0) {
		return nil
	}
	var within Label
	switch {
	case p.Max == nil:
		within = Labelf("不小于 %v", "at least %v", *p.Min)
	case p.Min == nil:
		within = Labelf("不大于 %v", "at most %v", *p.Max)
	default:
		within = Labelf("%v 至 %v 之间", "between %v and %v", *p.Min, *p.Max)
	}
	cure := Label{"应" + within.Zh, "it is " + within.En}
	if p.Unit == "ratio" {
		cure.Zh += "；百分数请带 % 号"
		cure.En += "; write a percentage with its % sign"
	}
	return &Problem{
		Code:   ProblemRange,
		Of:     p.Name,
		Reason: Labelf("数值超出范围", "out of range"),
		Cure:   cure,
	}
}

func (v *Vocabulary) checkCode(p *PropertyDecl, code string) *Problem {
	l := v.lists[p.List]
	if l == nil || l.Entry(code) != nil {
		return nil
	}
	cure := Label{fmt.Sprintf("请从“%s”中选择", l.Label.Zh), fmt.Sprintf("choose from the list “%s”", l.Label.En)}
	if found, ok := l.Find(code); ok {
		e := l.Entry(found)
		cure = Label{fmt.Sprintf("应为 %s（%s）", found, e.Label.Zh), fmt.Sprintf("it is %s (%s)", found, e.Label.En)}
	} else if len(l.Entries) <= 12 {
		var zh, en []string
		for i := range l.Entries {
			zh = append(zh, l.Entries[i].Label.Zh)
			en = append(en, l.Entries[i].Label.En)
		}
		cure.Zh += "：" + strings.Join(zh, "、")
		cure.En += ": " + strings.Join(en, ", ")
	}
	return &Problem{
		Code:   ProblemCodeList,
		Of:     p.Name,
		Reason: Label{fmt.Sprintf("%q 不在代码表中", clipText(code)), fmt.Sprintf("%q is not in its list", clipText(code))},
		Cure:   cure,
	}
}

func (v *Vocabulary) checkText(p *PropertyDecl, s string) *Problem {
	bad := func(code ProblemCode, reason, cure Label) *Problem {
		return &Problem{Code: code, Of: p.Name, Reason: reason, Cure: cure}
	}
	switch {
	case strings.TrimSpace(s) == "":
		return bad(ProblemText, Labelf("没有内容", "nothing but blanks"), Labelf("请留空或填写内容", "leave it empty, or enter a text"))
	case !utf8.ValidString(s):
		return bad(ProblemText, Labelf("编码错误", "damaged characters"), Labelf("请用 UTF-8 或 GB 18030 重新保存", "save the file again as UTF-8 or GB 18030"))
	case len(s) > MaxText && utf8.RuneCountInString(s) > MaxText:
		return bad(ProblemText, Labelf("超过 %d 个字符", "longer than %d characters", MaxText), Labelf("请缩短", "shorten it"))
	case hasControl(s):
		return bad(ProblemText, Labelf("含有控制字符", "contains control characters"), Labelf("请删除控制字符", "delete them"))
	}
	switch p.Name {
	case PropCreditCode:
		if NormaliseCreditCode(s) == "" {
			return bad(ProblemCheck, Labelf("统一社会信用代码的格式或校验位不符", "the form or the check character of the credit code does not hold"),
				Labelf("请核对 18 位代码（不含字母 I、O、S、V、Z）", "check the 18 characters (I, O, S, V and Z do not occur)"))
		}
		return nil
	case PropStockCode:
		if NormaliseStockCode(s) == "" {
			problem := bad(ProblemNotKey, Labelf("证券代码缺少交易所，或与交易所不符", "a stock code without its exchange, or one that the exchange cannot have"),
				Labelf("请写成 688096.SH、00700.HK 或 NASDAQ:CRWD", "write 688096.SH, 00700.HK or NASDAQ:CRWD"))
			problem.Kept = true // it can be shown, though not compared
			return problem
		}
		return nil
	case PropOwnID, PropCode, PropNumber, PropWebsite:
		return nil
	}
	if kind, found := personalData(s); found && !p.Personal {
		return bad(ProblemPersonal, Label{"疑似个人信息：" + kind.Zh, "looks like personal data: " + kind.En},
			Labelf("请删除，或移到相应的个人信息栏", "delete it, or move it to a column for it"))
	}
	return nil
}

// hasControl reports whether a text holds control characters other than line
// breaks and tabs.
func hasControl(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ':
			if c != '\n' && c != '\t' && c != '\r' {
				return true
			}
		case c == 0x7F, c == 0xC2 && i+1 < len(s) && s[i+1] < 0xA0: // U+0080 to U+009F
			return true
		}
	}
	return false
}

// clipText shortens what a message quotes.
func clipText(s string) string {
	const most = 40
	for i, n := 0, 0; i < len(s); n++ {
		if n == most {
			return s[:i] + "…"
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return s
}

// HoldsPersonalData reports whether a text holds the number of an identity card or
// of a mobile telephone. No value does but of what [PropertyDecl.Personal] declares;
// the text of a cell that was refused for it may.
func HoldsPersonalData(s string) bool {
	_, found := personalData(s)
	return found
}

// personalData reports whether a text holds the number of an identity card or of a
// mobile telephone, which stand alone among digits.
func personalData(s string) (Label, bool) {
	for i := 0; i < len(s); {
		if !isAlnum(s[i]) {
			i++
			continue
		}
		j := i
		for j < len(s) && isAlnum(s[j]) {
			j++
		}
		switch w := s[i:j]; {
		case isIdentityNumber(w):
			return Label{"身份证号码", "an identity number"}, true
		case len(w) == 11 && w[0] == '1' && w[1] >= '3' && isDigits(w):
			return Label{"手机号码", "a mobile telephone number"}, true
		}
		i = j
	}
	return Label{}, false
}

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// isIdentityNumber reports whether w is the number of a Chinese identity card:
// GB 11643, with a valid birthday and check character.
func isIdentityNumber(w string) bool {
	if len(w) != 18 || !isDigits(w[:17]) || w[0] == '0' || w[0] == '9' {
		return false
	}
	year, _ := parseDigits(w[6:10])
	month, _ := parseDigits(w[10:12])
	day, _ := parseDigits(w[12:14])
	if year < 1900 || month == 0 || day == 0 || !(Date{int16(year), uint8(month), uint8(day)}).Valid() {
		return false
	}
	sum, weight := 0, 1
	for i := 16; i >= 0; i-- { // the weights are the powers of 2 modulo 11
		weight = weight * 2 % 11
		sum += weight * int(w[i]-'0')
	}
	check := w[17]
	if check == 'x' {
		check = 'X'
	}
	return "10X98765432"[sum%11] == check
}

// CheckCell checks what a row says of one property of a kind.
func (v *Vocabulary) CheckCell(k Kind, c Cell) []Problem {
	d := v.kinds[k]
	if d == nil {
		return []Problem{unknownKind(k)}
	}
	p := d.Property(c.Property)
	if p == nil {
		return []Problem{{
			Code:   ProblemUnknown,
			Of:     c.Property,
			Reason: Label{fmt.Sprintf("%s没有属性 %q", d.Label.Zh, clipText(c.Property)), fmt.Sprintf("%s has no property %q", k, clipText(c.Property))},
			Cure:   Labelf("请核对列的对应关系", "check what the column is mapped to"),
		}}
	}
	if c.State != CellValue {
		return nil
	}
	var problems []Problem
	switch {
	case len(c.Values) == 0:
		problems = append(problems, Problem{
			Code: ProblemMissing, Of: p.Name,
			Reason: Labelf("没有值", "no value"), Cure: Labelf("请留空或填写内容", "leave it empty, or enter a value"),
		})
	case len(c.Values) > 1 && !p.Set:
		problems = append(problems, Problem{
			Code: ProblemSeveral, Of: p.Name,
			Reason: Labelf("只能有一个值", "several values where one belongs"), Cure: Labelf("请只保留一个", "keep one of them"),
		})
	}
	for _, x := range c.Values {
		if problem := v.CheckValue(p, x); problem != nil {
			problems = append(problems, *problem)
		}
	}
	return problems
}

// CheckEdge checks what a row of a kind says of its edges of one type.
func (v *Vocabulary) CheckEdge(k Kind, c EdgeCell) []Problem {
	e := v.edges[c.Type]
	if e == nil {
		return []Problem{{
			Code:   ProblemUnknown,
			Of:     c.Type,
			Reason: Label{fmt.Sprintf("没有关系 %q", clipText(c.Type)), fmt.Sprintf("no edge type %q", clipText(c.Type))},
			Cure:   Labelf("请核对列的对应关系", "check what the column is mapped to"),
		}}
	}
	var problems []Problem
	for i := range c.Refs {
		r := &c.Refs[i]
		from, to := k, r.Kind
		if c.Incoming {
			from, to = to, from
		}
		if !e.Joins(from, to) {
			problems = append(problems, Problem{
				Code:   ProblemEdge,
				Of:     e.Type,
				Reason: Label{fmt.Sprintf("“%s”不能从 %s 到 %s", e.Label.Zh, from, to), fmt.Sprintf("%s cannot run from %s to %s", e.Type, from, to)},
				Cure:   Labelf("请核对列的对应关系", "check what the column is mapped to"),
			})
		}
		if r.Qualifier != "" && e.Qualifier == "" {
			problems = append(problems, Problem{
				Code:   ProblemEdge,
				Of:     e.Type,
				Reason: Label{fmt.Sprintf("“%s”没有限定对象", e.Label.Zh), e.Type + " has no qualifier"},
				Cure:   Labelf("请去掉限定列", "leave the qualifier out"),
			})
		}
		for _, key := range r.Keys {
			problems = append(problems, v.CheckCell(r.Kind, key)...)
		}
		for _, a := range r.Attributes {
			problems = append(problems, v.checkAttribute(e, a)...)
		}
	}
	return problems
}

func (v *Vocabulary) checkAttribute(e *EdgeDecl, a Attribute) []Problem {
	p := e.Attribute(a.Property)
	if p == nil {
		return []Problem{{
			Code:   ProblemUnknown,
			Of:     a.Property,
			Reason: Label{fmt.Sprintf("“%s”没有属性 %q", e.Label.Zh, clipText(a.Property)), fmt.Sprintf("%s has no attribute %q", e.Type, clipText(a.Property))},
			Cure:   Labelf("请核对列的对应关系", "check what the column is mapped to"),
		}}
	}
	var problems []Problem
	if problem := v.CheckValue(p, a.Value); problem != nil {
		problems = append(problems, *problem)
	}
	if problem := checkPeriod(p, a.Period); problem != nil {
		problems = append(problems, *problem)
	}
	return problems
}

// checkPeriod checks the period of an observation. An unknown one is kept: a
// share of a year that nobody names is still a share.
func checkPeriod(p *PropertyDecl, period string) *Problem {
	write := Labelf("请写 2024、2024H1、2024Q1 或 2024-03", "write 2024, 2024H1, 2024Q1 or 2024-03")
	switch {
	case !ValidPeriod(period):
		return &Problem{
			Code: ProblemPeriod, Of: p.Name, Cure: write,
			Reason: Label{fmt.Sprintf("%q 不是期间", clipText(period)), fmt.Sprintf("%q is no period", clipText(period))},
		}
	case p.Periodic && period == "":
		return &Problem{
			Code: ProblemPeriod, Of: p.Name, Cure: write, Kept: true,
			Reason: Labelf("缺少年份或期间", "the year or period is missing"),
		}
	}
	return nil
}

// CheckRecord checks a row as resolved: its kind, keys, period, cells and
// edges. An import may not state kinds that the system makes.
func (v *Vocabulary) CheckRecord(r *Record) []Problem {
	d := v.kinds[r.Kind]
	if d == nil {
		return []Problem{unknownKind(r.Kind)}
	}
	var problems []Problem
	if d.System {
		problems = append(problems, Problem{
			Code:   ProblemSystem,
			Of:     string(r.Kind),
			Reason: Label{d.Label.Zh + "由系统生成", string(r.Kind) + " is made by the system"},
			Cure:   Labelf("请勿导入", "do not import it"),
		})
	}
	if !d.Event && !d.keyed(r) {
		problems = append(problems, Problem{
			Code:   ProblemMissing,
			Of:     string(r.Kind),
			Reason: Labelf("没有可识别的标识", "nothing tells what the row is about"),
			Cure:   v.keyLabels(d),
		})
	}
	for _, c := range r.Cells {
		problems = append(problems, v.CheckCell(r.Kind, c)...)
		if p := d.Property(c.Property); p != nil && (p.Periodic || r.Period != "") && c.State == CellValue {
			if problem := checkPeriod(p, r.Period); problem != nil {
				problem.Kept = false // a record without its period would be another record
				problems = append(problems, *problem)
			}
		}
	}
	for _, e := range r.Edges {
		problems = append(problems, v.CheckEdge(r.Kind, e)...)
	}
	return problems
}

// keyed reports whether the row has every part of some key.
func (k *KindDecl) keyed(r *Record) bool {
	for _, key := range k.Keys {
		whole := true
		for _, part := range key.Parts {
			found := false
			for _, c := range r.Cells {
				found = found || part.Property != "" && c.Property == part.Property && c.State == CellValue && len(c.Values) > 0
			}
			for _, e := range r.Edges {
				found = found || part.Edge != "" && e.Type == part.Edge && len(e.Refs) > 0
			}
			whole = whole && found
		}
		if whole {
			return true
		}
	}
	return false
}

// keyLabels lists the keys of a kind for people.
func (v *Vocabulary) keyLabels(k *KindDecl) Label {
	var zh, en []string
	for _, key := range k.Keys {
		var z, e []string
		for _, part := range key.Parts {
			l := Label{part.Edge, part.Edge}
			if p := k.Property(part.Property); p != nil {
				l = p.Label
			} else if edge := v.edges[part.Edge]; edge != nil {
				l = edge.Label
			}
			z, e = append(z, l.Zh), append(e, l.En)
		}
		zh, en = append(zh, strings.Join(z, "＋")), append(en, strings.Join(e, " + "))
	}
	return Label{"请填写其一：" + strings.Join(zh, "、"), "enter one of: " + strings.Join(en, ", ")}
}

func unknownKind(k Kind) Problem {
	return Problem{
		Code:   ProblemUnknown,
		Of:     string(k),
		Reason: Label{fmt.Sprintf("没有类型 %q", clipText(string(k))), fmt.Sprintf("no kind %q", clipText(string(k)))},
		Cure:   Labelf("请选择一个已有类型", "choose a declared kind"),
	}
}
