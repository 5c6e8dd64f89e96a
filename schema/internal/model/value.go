package model

import "github.com/chainatlas/chainatlas/graph"

// Code is an entry of a code list.
type Code struct {
	Code  string
	Label Label
}

// codeOf returns an entry; one that the list does not know is labelled by itself.
func codeOf(voc *graph.Vocabulary, decl *graph.PropertyDecl, s string) *Code {
	c := &Code{Code: s, Label: Label{Zh: s, En: s}}
	if decl == nil {
		return c
	}
	if l := voc.List(decl.List); l != nil {
		if e := l.Entry(s); e != nil {
			c.Label = e.Label
		}
	}
	return c
}

// Money is an amount.
type Money struct {
	Text      string
	Bound     MoneyBound
	Low, High *graph.Decimal
	Currency  *string
}

func moneyOf(v graph.Value) *Money {
	m := &Money{Text: v.Text, Bound: map[graph.Bound]MoneyBound{
		graph.BoundExact: MoneyBoundExact, graph.BoundRange: MoneyBoundRange, graph.BoundAtLeast: MoneyBoundAtLeast,
		graph.BoundAbout: MoneyBoundAbout, graph.BoundUndisclosed: MoneyBoundUndisclosed,
	}[v.Bound]}
	if v.Currency != "" {
		m.Currency = &v.Currency
	}
	if v.Bound != graph.BoundUndisclosed {
		m.Low = &v.Number
	}
	if v.Bound == graph.BoundRange {
		m.High = &v.High
	}
	return m
}

// Observation is a value of one period.
type Observation[T any] struct {
	Period   string
	Value    T
	Property *Property
}

// The observations of the schema.
type (
	MoneyObservation   = Observation[*Money]
	LongObservation    = Observation[*int64]
	DecimalObservation = Observation[*graph.Decimal]
)

// Value is a value of any type.
type Value struct {
	Type    ValueType
	Text    string
	Code    *Code
	Number  *graph.Decimal
	Money   *Money
	Date    *graph.Date
	Boolean *bool
}

// valueOf returns a value for the schema; nil for none.
func valueOf(voc *graph.Vocabulary, decl *graph.PropertyDecl, v graph.Value) *Value {
	x := &Value{Text: v.String()}
	switch v.Type {
	case graph.TypeText:
		x.Type = ValueTypeText
	case graph.TypeCode:
		x.Type, x.Code = ValueTypeCode, codeOf(voc, decl, v.Text)
	case graph.TypeInt:
		x.Type, x.Number = ValueTypeInt, &v.Number
	case graph.TypeDecimal:
		x.Type, x.Number = ValueTypeDecimal, &v.Number
	case graph.TypeDate:
		x.Type, x.Date = ValueTypeDate, &v.Date
	case graph.TypeMoney:
		x.Type, x.Money = ValueTypeMoney, moneyOf(v)
	case graph.TypeBool:
		yes := v.IsTrue()
		x.Type, x.Boolean = ValueTypeBool, &yes
	default:
		return nil
	}
	return x
}

// ReadAs returns a value of a property that was read, for the schema.
func ReadAs(voc *graph.Vocabulary, decl *graph.PropertyDecl, v graph.Value) *Value {
	return valueOf(voc, decl, v)
}

// CodeOf returns an entry of a code list.
func CodeOf(voc *graph.Vocabulary, list, code string) *Code {
	return codeOf(voc, &graph.PropertyDecl{List: list}, code)
}
