package cell

import (
	"strings"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

func writeMoney() graph.Label {
	return graph.Labelf("请写一个金额，如 6000万元、500万美元、数千万元或 未披露", "write one amount, such as CNY 60m, USD 5 million or undisclosed")
}

func (r *Reader) readMoney(c table.Cell) (graph.Value, *graph.Problem) {
	switch c.Kind {
	case table.Percent, table.Bool, table.Date:
		return graph.Value{}, r.bad(graph.ProblemType, graph.Labelf("不是金额", "no amount of money"), writeMoney())
	}
	s := c.Text
	if c.Kind == table.Number {
		s = stored(s)
	}
	s = clean(s)
	if d, rest, f := scanSigned(s); f == sound && rest == "" {
		return r.bareAmount(d, s, c.Kind == table.Number)
	} else if f == overlong {
		return graph.Value{}, r.overlong(s)
	}
	if isUndisclosed(s) {
		return r.money(cleanText(c.Text, true), graph.BoundUndisclosed, graph.Decimal{}, graph.Decimal{}, "")
	}
	if s == "" || isMarks(s) || isBlankWord(s) {
		return graph.Value{}, nil
	}
	if len(s) > 160 {
		return graph.Value{}, r.bad(graph.ProblemMoney, graph.Labelf("文字太长，不是一个金额", "too long to be an amount"), writeMoney())
	}
	return r.once(c.Text, func() (graph.Value, *graph.Problem) { return r.moneyInWords(cleanText(c.Text, true)) })
}

// moneyInWords reads an amount from what is kept as its print, so that the print is
// read as the amount again.
func (r *Reader) moneyInWords(print string) (graph.Value, *graph.Problem) {
	s := clean(print)
	lower := strings.ToLower(s)
	if len(lower) != len(s) { // of some scripts; the words below are none of these
		return graph.Value{}, r.unreadableMoney(s)
	}
	var l lexer
	whole := l.lex(lower)
	if !whole && !l.cutNote(lower) {
		switch l.fault {
		case overlong:
			return graph.Value{}, r.overlong(s)
		case misgroups:
			return graph.Value{}, r.misgrouped(s)
		}
		return graph.Value{}, r.unreadableMoney(s)
	}
	commas := 0 // at the end, where 12 approx. has none
	for whole && commas < l.n && l.tokens[l.n-1-commas].kind == tokenComma {
		commas++
	}
	a := amountParser{tokens: l.tokens[:l.n], noted: !whole}
	if !a.parse() {
		if a.several {
			return graph.Value{}, r.bad(graph.ProblemSeveral, graph.Labelf("%q 含有多个金额", "%q holds several amounts", clip(s)),
				graph.Labelf("请拆成多行，每行一个金额", "give each amount a row of its own"))
		}
		return graph.Value{}, r.unreadableMoney(s)
	}
	for range commas {
		_, size := utf8.DecodeLastRuneInString(print)
		print = strings.TrimRight(print[:len(print)-size], " ")
	}
	if a.noted { // a note is text, and kept as such
		text := graph.PropertyDecl{Name: r.p.Name, Type: graph.TypeText, Personal: r.p.Personal}
		if problem := r.opts.Vocabulary.CheckValue(&text, graph.Text(print)); problem != nil {
			return graph.Value{}, problem
		}
	}
	return r.amount(&a, print)
}

func (r *Reader) unreadableMoney(s string) *graph.Problem {
	return r.bad(graph.ProblemMoney, graph.Labelf("%q 不是可识别的金额", "%q cannot be read as an amount", clip(s)), writeMoney())
}

func (r *Reader) overlong(s string) *graph.Problem {
	return r.bad(graph.ProblemType, graph.Labelf("%q 的位数过多", "%q has more digits than can be kept exactly", clip(s)),
		graph.Labelf("请最多填写 18 位数字", "write at most 18 digits"))
}

func (r *Reader) misgrouped(s string) *graph.Problem {
	return r.bad(graph.ProblemType, graph.Labelf("%q 的分隔符不是千分位", "the commas or points of %q do not separate thousands", clip(s)),
		graph.Labelf("小数点请用 .，千位请写 1,234,567", "write a decimal point as ., and thousands as 1,234,567"))
}

// undisclosedWords say that there is an amount and nobody says which.
var undisclosedWords = []string{
	"未披露", "未透露", "未公布", "未公开", "未对外", "不公开", "不披露", "保密", "金额未知", "金额不详", "金额保密", "数额不详", "未知金额",
	"undisclosed", "not disclosed", "unspecified", "confidential", "amount unknown", "unknown amount", "non-disclosed",
}

// isUndisclosed reports whether a clean text without digits says so.
func isUndisclosed(s string) bool {
	if len(s) < 6 || len(s) > 60 {
		return false
	}
	for i := range len(s) {
		if isDigit(s[i]) {
			return false
		}
	}
	s = strings.ToLower(s)
	for _, w := range undisclosedWords {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// currency returns the currency of what names none.
func (r *Reader) currency() string {
	if r.opts.Unit.Currency != "" {
		return r.opts.Unit.Currency
	}
	return r.p.Unit
}

// money makes a checked value.
func (r *Reader) money(print string, b graph.Bound, low, high graph.Decimal, currency string) (graph.Value, *graph.Problem) {
	if currency == "" && b != graph.BoundUndisclosed {
		return graph.Value{}, r.bad(graph.ProblemMoney, graph.Labelf("缺少币种", "the currency is missing"), writeMoney())
	}
	v, err := graph.NewMoney(print, b, low, high, currency)
	if err != nil {
		return graph.Value{}, r.bad(graph.ProblemMoney, graph.Labelf("%q 的上限小于下限", "%q ends before it begins", clip(print)), writeMoney())
	}
	return r.checked(v)
}

// bareAmount reads a number with neither scale nor currency. Its print is kept
// with the column's unit, or not at all: a bare number beside which its
// currency does not stand says something else.
func (r *Reader) bareAmount(d graph.Decimal, s string, isNumber bool) (graph.Value, *graph.Problem) {
	u := r.opts.Unit
	amount, ok := u.apply(d)
	if !ok {
		return graph.Value{}, r.overlong(s)
	}
	print := ""
	if s[0] == '(' || strings.ContainsAny(s, "eE") { // 1.1E+4
		s = d.String()
	}
	if !u.IsZero() && u.Text != u.Currency {
		print = withUnit(s, u.Text)
	} else if !isNumber && r.currency() == "CNY" && strings.ContainsAny(s, ",'") && s[0] != '(' {
		print = s + "元"
	}
	return r.money(print, graph.BoundExact, amount, graph.Decimal{}, r.currency())
}

// withUnit returns a number with its unit, as people write it.
func withUnit(s, unit string) string {
	if unit != "" && unit[0] < 0x80 {
		return s + " " + unit
	}
	return s + unit
}

// apply returns what a bare number means in the unit.
func (u Unit) apply(d graph.Decimal) (graph.Decimal, bool) {
	if u.Factor.Unscaled != 0 && u.Factor != (graph.Decimal{Unscaled: 1}) {
		exp := 0
		f := u.Factor
		for f.Unscaled%10 == 0 {
			f.Unscaled /= 10
			exp++
		}
		var ok bool
		if f.Unscaled == 1 {
			d, ok = shift(d, exp-int(f.Scale))
		} else {
			var err error
			d, err = d.Mul(u.Factor)
			ok = err == nil
		}
		if !ok {
			return d, false
		}
	}
	if u.Divisor > 1 {
		return quotient(d, u.Divisor)
	}
	return d, true
}

// quotient returns d/n, to the sixth place after the point.
func quotient(d graph.Decimal, n int64) (graph.Decimal, bool) {
	const places = 6
	up, ok := shift(d, places)
	if !ok {
		return d, false
	}
	whole := floor(up)
	q, rest := whole/n, whole%n
	if 2*rest >= n {
		q++
	}
	return shift(graph.Decimal{Unscaled: q}, -places)
}

// amount makes a value of what was parsed.
func (r *Reader) amount(a *amountParser, s string) (graph.Value, *graph.Problem) {
	u := r.opts.Unit
	if a.low.scaled != a.high.scaled && a.ranged && a.high.scaled && !a.low.exact {
		a.low.scaled = true
		var ok bool
		if a.low.number, ok = shift(a.low.raw, a.high.exp); !ok {
			return graph.Value{}, r.overlong(s)
		}
	}
	currency := a.currency
	switch {
	case currency == "":
		currency = r.currency()
	case !a.strong && u.Currency != "" && (currency == "USD" && isDollar(u.Currency) || currency == "CNY" && a.sign && u.Currency == "JPY"):
		currency = u.Currency // $ in a column of Hong Kong dollars
	}
	low, high := a.low.number, a.high.number
	print := s
	switch scaled := a.low.scaled || a.ranged && a.high.scaled; {
	case scaled || u.IsZero() || u.Factor == tenTo(0):
		if a.currency == "" && (currency != "CNY" || !strings.ContainsFunc(s, isHan)) {
			print = withUnit(s, currency)
		}
	case a.currency == "" || a.sign && currency == u.Currency:
		// The column's scale holds for what names none, also beside a sign or
		// a code that repeats the column's currency.
		var ok bool
		if low, ok = u.apply(low); !ok {
			return graph.Value{}, r.overlong(s)
		}
		if a.ranged {
			if high, ok = u.apply(high); !ok {
				return graph.Value{}, r.overlong(s)
			}
		}
		if print = withUnit(s, u.Text); a.currency != "" || !isDigit(s[len(s)-1]) {
			print = s + "（" + u.Text + "）"
		}
	case a.sign:
		return graph.Value{}, r.bad(graph.ProblemMoney,
			graph.Labelf("%q 与列的单位“%s”不一致", "%q does not go with the column's unit %q", clip(s), u.Text),
			graph.Labelf("请在单元格中写全单位，如 500万美元", "write the whole unit in the cell, such as USD 5 million"))
	}
	if print != s && a.words > maxWords-unitWords {
		return graph.Value{}, r.unreadableMoney(s)
	}
	switch {
	case a.bound == graph.BoundRange && !a.ranged: // 不超过
		low, high = graph.Decimal{}, low
	case a.ranged && a.bound == graph.BoundAtLeast:
		high = graph.Decimal{}
	case a.ranged:
		a.bound = graph.BoundRange
	}
	return r.money(print, a.bound, low, high, currency)
}

func isDollar(currency string) bool {
	switch currency {
	case "HKD", "TWD", "SGD", "CAD", "AUD", "NZD":
		return true
	}
	return false
}
