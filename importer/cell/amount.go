package cell

import (
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// end is one end of an amount.
type end struct {
	raw    graph.Decimal // the number without its scale
	number graph.Decimal
	top    graph.Decimal // the upper end of one that is vague: 数千万
	exp    int
	any    bool // there is a number, or a scale that stands for one
	vague  bool
	scaled bool // it has a scale of its own
	exact  bool // a currency stands right behind the number, so that no scale is meant
}

// amountParser reads the words of one amount.
type amountParser struct {
	tokens    []token
	low, high end
	ranged    bool // high counts
	bound     graph.Bound
	currency  string
	strong    bool // the currency's word has no other meaning
	sign      bool // the currency is a sign or a code, not a word behind the number
	several   bool // there is more than one amount
	noted     bool // a note follows
	words     int  // how many tokens are the amount itself
}

// parse reports false if the words are not one amount.
func (a *amountParser) parse() bool {
	i, ok := a.end(0, &a.low)
	if !ok {
		return false
	}
	switch {
	case i < len(a.tokens) && a.joins(i):
		first := a.currency
		if i, ok = a.end(i+1, &a.high); !ok {
			return false
		}
		if first != "" && a.currency != first && !(first == "USD" && isDollar(a.currency)) {
			return false // 1000万元-2000万美元
		}
		a.ranged = true
		if a.high.vague {
			a.high.number = a.high.top
		}
	case a.low.vague:
		a.ranged = true
		a.high = a.low
		a.high.number = a.low.top
	}
	a.words = i
	if i < len(a.tokens) && !a.note(i) {
		a.several = a.hasNumber(i)
		return false
	}
	a.noted = a.noted || i < len(a.tokens)
	return true
}

// joins reports whether the token at i joins two ends of a range.
func (a *amountParser) joins(i int) bool {
	switch a.tokens[i].kind {
	case tokenTo, tokenMinus, tokenTilde:
		return i+1 < len(a.tokens)
	}
	return false
}

func (a *amountParser) hasNumber(from int) bool {
	for _, t := range a.tokens[from:] {
		if t.kind == tokenNumber {
			return true
		}
	}
	return false
}

// note reports whether what follows an amount explains it: a bracket, or 约合.
func (a *amountParser) note(i int) bool {
	for i < len(a.tokens) && a.tokens[i].kind == tokenComma {
		i++
	}
	return i == len(a.tokens) || a.tokens[i].kind == tokenNote || a.tokens[i].kind == tokenOpen
}

// end reads one end from token i and returns the token after it. A vague one
// (数千万) is a range by itself.
func (a *amountParser) end(i int, e *end) (int, bool) {
	negative, level, article := false, false, false
	vague, fillers, scales := 0, 0, 0
	var after tokenKind
loop:
	for ; i < len(a.tokens); i++ {
		t := &a.tokens[i]
		switch t.kind {
		case tokenFiller:
			fillers++
		case tokenArticle:
			article = true
		case tokenAbout:
			a.setBound(graph.BoundAbout)
		case tokenOver:
			a.setBound(graph.BoundAtLeast)
		case tokenUnder:
			a.setBound(graph.BoundRange)
		case tokenVague:
			if e.any {
				break loop
			}
			vague, e.exp = 1, t.exp
		case tokenLevel:
			if !e.any {
				return i, false
			}
			level = true
		case tokenMinus:
			if e.any {
				break loop
			}
			negative = true
		case tokenPlus:
			if e.any {
				a.setBound(graph.BoundAtLeast)
			}
		case tokenTilde:
			if e.any {
				break loop
			}
			a.setBound(graph.BoundAbout)
		case tokenTo: // between 1m and 2m
			if e.any || after != 0 {
				break loop
			}
		case tokenNumber:
			if e.any && !a.continues(i, e) {
				break loop
			}
			if !a.addNumber(&i, e) {
				return i, false
			}
			scales = 0
			if e.scaled {
				scales = 1
			}
		case tokenScale:
			var ok bool
			if !e.any { // 千万元
				e.raw, e.number, e.any = graph.Decimal{Unscaled: 1}, tenTo(e.exp), true
				if vague == 0 && !article {
					vague = -1 // a scale alone
				}
			} else if scales > 1 || scales == 1 && e.exp > 3 { // hundred million, but no 万t
				return i, false
			}
			if e.number, ok = shift(e.number, t.exp); !ok {
				return i, false
			}
			e.exp += t.exp
			e.scaled = true
			scales++
		case tokenCurrency:
			if !a.setCurrency(t, e.any && !t.sign) {
				return i, false
			}
			e.exact = e.exact || e.any && !e.scaled && !t.sign
		case tokenOpen:
			n, ok := a.inline(i, e)
			if !ok {
				break loop
			}
			if n == 0 { // (1,234): negative
				closing := a.closes(i)
				if e.any || closing == 0 || !a.isUnit(closing+1) {
					return i, false
				}
				a.tokens = slices.Delete(a.tokens, closing, closing+1)
				negative = true
				continue
			}
			copy(a.tokens[i+n:], a.tokens[i+n+1:]) // without the closing bracket
			a.tokens = a.tokens[:len(a.tokens)-1]
		default:
			break loop
		}
		after = t.kind
	}
	if !e.any || fillers > 3 {
		return i, false
	}
	if negative {
		e.number, e.raw = negated(e.number), negated(e.raw)
	}
	return i, a.settle(e, vague, level)
}

// closes returns where the bracket that opens at i is closed, or 0 if it does not
// hold an amount and nothing else.
func (a *amountParser) closes(i int) int {
	number := false
	for i++; i < len(a.tokens); i++ {
		switch a.tokens[i].kind {
		case tokenNumber:
			number = true
		case tokenOpen, tokenComma, tokenNote:
			return 0
		case tokenClose:
			if number {
				return i
			}
			return 0
		}
	}
	return 0
}

// isUnit reports whether nothing but a unit follows from i on, as in (5m) CNY and
// (500)（万元）.
func (a *amountParser) isUnit(i int) bool {
	return !slices.ContainsFunc(a.tokens[i:], func(t token) bool {
		return t.kind != tokenCurrency && t.kind != tokenScale && t.kind != tokenOpen && t.kind != tokenClose
	})
}

// settle makes a range of what names only an order of magnitude.
func (a *amountParser) settle(e *end, vague int, level bool) bool {
	if vague == 0 && !level {
		return true
	}
	if vague < 0 { // a scale alone: 千万元, 亿级; a thousand alone is a unit
		if e.exp < 5 && !level || e.exp < 4 {
			return false
		}
	} else if vague > 0 && e.raw != (graph.Decimal{Unscaled: 1}) {
		return false // 数3000万
	}
	if vague == 0 && e.raw != (graph.Decimal{Unscaled: 1}) { // 5000万级
		a.setBound(graph.BoundAbout)
		return true
	}
	if a.bound != graph.BoundExact && vague < 0 { // 近亿元, 超亿元: the scale is the number
		return true
	}
	var ok bool
	e.top, ok = shift(e.number, 1)
	e.vague = true
	return ok
}

// setBound notes a word such as 超. Of two the one that says more stays: 约3亿元以上
// is a lower end.
func (a *amountParser) setBound(b graph.Bound) {
	if a.bound == graph.BoundExact || a.bound == graph.BoundAbout {
		a.bound = b
	}
}

// setCurrency reports false if two words name different currencies.
func (a *amountParser) setCurrency(t *token, word bool) bool {
	switch {
	case a.currency == "" || t.text == a.currency:
		a.sign = !word
	case t.strong && !a.strong:
	case !t.strong:
		return true // 100万美元 of 100万元美元
	default:
		return false
	}
	if a.currency == "" || t.strong {
		a.currency, a.strong = t.text, a.strong || t.strong
	}
	return true
}

// continues reports whether a number goes on with what was read: 1亿2000万.
func (a *amountParser) continues(i int, e *end) bool {
	return e.scaled && e.exp >= 4 && i > 0 && a.tokens[i-1].kind == tokenScale && i+1 < len(a.tokens) &&
		a.tokens[i+1].kind == tokenScale && a.tokens[i+1].exp < e.exp
}

// addNumber reads a number, and with the one before it if it goes on.
func (a *amountParser) addNumber(i *int, e *end) bool {
	t := &a.tokens[*i]
	if !e.any {
		e.raw, e.number, e.any = t.number, t.number, true
		return true
	}
	*i++
	more, ok := shift(t.number, a.tokens[*i].exp)
	if !ok {
		return false
	}
	sum, err := e.number.Add(more)
	e.number, e.raw = sum, sum
	return err == nil
}

// inline reports how many tokens a bracket at i holds that belong to the
// amount: its unit, as in 5,000(万元). 0 is a bracket around the amount itself;
// false any other.
func (a *amountParser) inline(i int, e *end) (n int, ok bool) {
	if !e.any {
		return 0, true
	}
	for n = 1; i+n < len(a.tokens); n++ {
		switch t := &a.tokens[i+n]; t.kind {
		case tokenScale:
			if e.scaled {
				return 0, false
			}
		case tokenCurrency:
			if a.strong && t.strong && t.text != a.currency {
				return 0, false
			}
		case tokenOver, tokenPlus, tokenAbout, tokenLevel:
		case tokenClose:
			return n, n > 1
		default:
			return 0, false
		}
	}
	return 0, false
}

// cutNote takes the words that were read as an amount if what was not known is a
// note: in a bracket, behind 约合, or without digits behind a comma.
func (l *lexer) cutNote(s string) bool {
	if l.fault != sound {
		return false
	}
	depth, digits := 0, strings.ContainsAny(s[len(s)-l.left:], "0123456789")
	for i := l.n - 1; i >= 0; i-- {
		switch t := &l.tokens[i]; t.kind {
		case tokenClose:
			depth++
		case tokenOpen:
			if depth--; depth < 0 && i > 0 {
				l.n = i
				return true
			}
		case tokenComma:
			if depth == 0 && i > 0 && !digits {
				l.n = i
				return true
			}
		case tokenNumber:
			digits = true
		case tokenNote:
			if depth == 0 && i > 0 {
				l.n = i
				return true
			}
		}
	}
	return false
}
