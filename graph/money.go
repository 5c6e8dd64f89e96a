package graph

import (
	"fmt"
	"strings"
)

// Bound says how a money value is to be read.
type Bound uint8

// The bounds of a money value.
const (
	BoundExact       Bound = iota // 6000万美元
	BoundRange                    // 数千万元: from Number to High
	BoundAtLeast                  // 超3亿元: Number or more
	BoundAbout                    // 近2亿元: about Number
	BoundUndisclosed              // 未披露: there is an amount; nobody says which
)

var boundNames = [...]string{"exact", "range", "at-least", "about", "undisclosed"}

// String returns the bound's name, such as "at-least".
func (b Bound) String() string {
	if int(b) < len(boundNames) {
		return boundNames[b]
	}
	return fmt.Sprintf("bound %d", uint8(b))
}

func parseBound(s string) (Bound, bool) {
	for i, name := range boundNames {
		if s == name {
			return Bound(i), true
		}
	}
	return 0, false
}

// NewMoney returns an amount. Printed is the text as the source has it, or "".
// High counts with BoundRange only; an undisclosed amount has no numbers and
// needs no currency; every other has one, in ISO 4217. It fails with
// CodeInvalid.
func NewMoney(printed string, b Bound, low, high Decimal, currency string) (Value, error) {
	const op = "graph.NewMoney"
	v := Value{Type: TypeMoney, Text: printed, Bound: b, Currency: currency}
	if int(b) >= len(boundNames) {
		return Value{}, Errorf(CodeInvalid, op, "no such bound: %d", b)
	}
	if currency == "" && b != BoundUndisclosed || currency != "" && !validCurrency(currency) {
		return Value{}, Errorf(CodeInvalid, op, "%.20q is no currency; write three capitals such as CNY", currency)
	}
	if b != BoundUndisclosed {
		v.Number = low.Normal()
	}
	if b == BoundRange {
		v.High = high.Normal()
		if v.Number.Compare(v.High) > 0 {
			return Value{}, Errorf(CodeInvalid, op, "the range from %v to %v is empty", low, high)
		}
	}
	return v, nil
}

// validCurrency reports whether s has the form of an ISO 4217 code.
func validCurrency(s string) bool {
	if len(s) != 3 {
		return false
	}
	for i := range len(s) {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return true
}

// moneyString returns an amount as printed, else as its currency and number.
func (v Value) moneyString() string {
	if v.Text != "" {
		return v.Text
	}
	switch v.Bound {
	case BoundUndisclosed:
		return strings.TrimSpace(v.Currency + " undisclosed")
	case BoundRange:
		return v.Currency + " " + v.Number.String() + "–" + v.High.String()
	case BoundAtLeast:
		return v.Currency + " ≥ " + v.Number.String()
	case BoundAbout:
		return v.Currency + " ≈ " + v.Number.String()
	default:
		return v.Currency + " " + v.Number.String()
	}
}

func (v Value) moneyCanonical() string {
	var b strings.Builder
	b.WriteString(v.Bound.String())
	b.WriteByte(' ')
	if v.Currency == "" {
		b.WriteByte('-')
	} else {
		b.WriteString(v.Currency)
	}
	if v.Bound != BoundUndisclosed {
		b.WriteByte(' ')
		b.WriteString(v.Number.String())
	}
	if v.Bound == BoundRange {
		b.WriteByte(' ')
		b.WriteString(v.High.String())
	}
	b.WriteByte(' ')
	b.WriteString(v.Text)
	return b.String()
}

func parseMoneyCanonical(s string) (Value, error) {
	const op = "graph.ParseValue"
	rest := s
	next := func() string {
		var field string
		field, rest, _ = strings.Cut(rest, " ")
		return field
	}
	bound, ok := parseBound(next())
	if !ok {
		return Value{}, Errorf(CodeInvalid, op, "%.60q begins with no bound", s)
	}
	currency := next()
	if currency == "-" {
		currency = ""
	}
	var low, high Decimal
	var err error
	if bound != BoundUndisclosed {
		if low, err = ParseDecimal(next()); err != nil {
			return Value{}, err
		}
	}
	if bound == BoundRange {
		if high, err = ParseDecimal(next()); err != nil {
			return Value{}, err
		}
	}
	return NewMoney(rest, bound, low, high, currency)
}

// Amounts sums amounts of one currency. What is not known stays apart, so that
// a sum never pretends to be whole. The zero Amounts is an empty sum.
type Amounts struct {
	Low         Decimal // the sum of the lower ends
	High        Decimal // the sum of the upper ends; with Open, only of those known
	Open        bool    // some amount has no upper end
	About       int     // how many amounts are approximate
	Count       int     // how many amounts are in the sum
	Undisclosed int     // how many are not, because nobody says them
}

// Add adds a money value. It fails with CodeLimit if the sum does not fit, and
// with CodeInvalid if v is no money; then the sum stays as it is.
func (a *Amounts) Add(v Value) error {
	if v.Type != TypeMoney {
		return Errorf(CodeInvalid, "graph.Amounts.Add", "a %v is no money", v.Type)
	}
	if v.Bound == BoundUndisclosed {
		a.Undisclosed++
		return nil
	}
	upper := v.Number
	if v.Bound == BoundRange {
		upper = v.High
	}
	low, err := a.Low.Add(v.Number)
	if err != nil {
		return err
	}
	high, err := a.High.Add(upper)
	if err != nil {
		return err
	}
	a.Low, a.High = low, high
	a.Count++
	switch v.Bound {
	case BoundAtLeast:
		a.Open = true
	case BoundAbout:
		a.About++
	}
	return nil
}
