package graph

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
)

// ValueType is the type of a property's values.
type ValueType uint8

// The types of values.
const (
	TypeText    ValueType = iota + 1 // free text
	TypeCode                         // an entry of a code list
	TypeInt                          // a whole number
	TypeDecimal                      // an exact decimal: ratios, shares (0.25 is 25 %)
	TypeDate                         // a day, a month or a year
	TypeMoney                        // an amount, exact, a range or undisclosed, with its printed text
	TypeBool                         // yes or no
)

var typeNames = [...]string{"", "text", "code", "int", "decimal", "date", "money", "bool"}

// String returns the type's name, such as "money".
func (t ValueType) String() string {
	if int(t) < len(typeNames) {
		return typeNames[t]
	}
	return fmt.Sprintf("type %d", uint8(t))
}

// Value is one value of a property. The zero Value is no value. Values are
// comparable with ==; [Value.Compare] orders them. Only the fields of its Type
// are set, so equal values are equal structs.
type Value struct {
	Type     ValueType
	Text     string  // Text, Code: the text. Money: as printed
	Number   Decimal // Int, Decimal, Bool (0 or 1). Money: the lower end or the amount
	High     Decimal // Money: the upper end, if Bound is BoundRange
	Bound    Bound   // Money: how the amount is to be read
	Currency string  // Money: ISO 4217; "" if Bound is BoundUndisclosed without one
	Date     Date    // Date
}

// Text returns a text value.
func Text(s string) Value { return Value{Type: TypeText, Text: s} }

// CodeValue returns a value that is an entry of a code list.
func CodeValue(code string) Value { return Value{Type: TypeCode, Text: code} }

// Int returns a whole number.
func Int(n int64) Value { return Value{Type: TypeInt, Number: Decimal{Unscaled: n}} }

// Dec returns a decimal value, in normal form.
func Dec(d Decimal) Value { return Value{Type: TypeDecimal, Number: d.Normal()} }

// DateValue returns a date value.
func DateValue(d Date) Value { return Value{Type: TypeDate, Date: d} }

// Bool returns yes or no.
func Bool(b bool) Value {
	v := Value{Type: TypeBool}
	if b {
		v.Number.Unscaled = 1
	}
	return v
}

// IsZero reports whether v is no value.
func (v Value) IsZero() bool { return v.Type == 0 }

// IsTrue reports whether v is a yes.
func (v Value) IsTrue() bool { return v.Type == TypeBool && v.Number.Unscaled != 0 }

// Compare orders values: by type, then by number, date and text, at last by
// everything else, so that only equal values compare as 0 (fold.md, 18).
func (v Value) Compare(w Value) int {
	if v.Type != w.Type {
		return cmp.Compare(v.Type, w.Type)
	}
	if v.Type == TypeText || v.Type == TypeCode {
		return strings.Compare(v.Text, w.Text)
	}
	return cmp.Or(
		v.Number.Compare(w.Number),
		v.High.Compare(w.High),
		v.Date.Compare(w.Date),
		strings.Compare(v.Text, w.Text),
		cmp.Compare(v.Bound, w.Bound),
		strings.Compare(v.Currency, w.Currency),
	)
}

// Agrees reports whether two values say the same, whatever was printed: 3千万 and
// 3000万元 are one amount. Only amounts keep their print; they are two values all
// the same, each with who states it (fold.md, 18).
func (v Value) Agrees(w Value) bool {
	if v.Type == TypeMoney && w.Type == TypeMoney {
		v.Text, w.Text = "", ""
	}
	return v.Compare(w) == 0
}

// String returns the value as people read it, without its type: an amount as
// it was printed, else as its currency and number. No value is "".
func (v Value) String() string {
	switch v.Type {
	case 0:
		return ""
	case TypeText, TypeCode:
		return v.Text
	case TypeInt, TypeDecimal:
		return v.Number.String()
	case TypeDate:
		return v.Date.String()
	case TypeBool:
		if v.IsTrue() {
			return "true"
		}
		return "false"
	case TypeMoney:
		return v.moneyString()
	default:
		return v.Type.String()
	}
}

// Canonical returns the value's only text form with its type, which
// [ParseValue] reads back:
//
//	text:防火墙
//	code:510100
//	int:42
//	decimal:0.25
//	date:2019-03
//	bool:true
//	money:exact CNY 60000000 6000万元
//	money:range CNY 10000000 100000000 数千万元
//	money:undisclosed - 未披露
//
// No value is "".
func (v Value) Canonical() string {
	switch v.Type {
	case 0:
		return ""
	case TypeMoney:
		return "money:" + v.moneyCanonical()
	default:
		return v.Type.String() + ":" + v.String()
	}
}

// ParseValue reads the form that [Value.Canonical] writes, and no other. It
// fails with CodeInvalid.
func ParseValue(s string) (Value, error) {
	if s == "" {
		return Value{}, nil
	}
	name, rest, _ := strings.Cut(s, ":")
	var v Value
	var err error
	switch name {
	case "text":
		v = Text(rest)
	case "code":
		v = CodeValue(rest)
	case "int", "decimal":
		var d Decimal
		if d, err = ParseDecimal(rest); err == nil {
			v = Value{Type: TypeDecimal, Number: d}
			if name == "int" {
				v.Type = TypeInt
				if d.Scale != 0 {
					err = Errorf(CodeInvalid, "graph.ParseValue", "%q is no whole number", rest)
				}
			}
		}
	case "date":
		v.Type = TypeDate
		v.Date, err = ParseDate(rest)
	case "bool":
		v = Bool(rest == "true")
	case "money":
		v, err = parseMoneyCanonical(rest)
	default:
		err = Errorf(CodeInvalid, "graph.ParseValue", "%q begins with no type of value", s)
	}
	if err != nil {
		return Value{}, err
	}
	if v.Canonical() != s {
		return Value{}, Errorf(CodeInvalid, "graph.ParseValue", "%q is not in canonical form; that would be %q", s, v.Canonical())
	}
	return v, nil
}

// valueJSON is a value in JSON. Numbers are strings, because they are exact
// and readers of JSON are not.
type valueJSON struct {
	Type     string  `json:"type"`
	Value    any     `json:"value,omitempty"` // all but money
	Text     *string `json:"text,omitempty"`  // money: as printed
	Bound    string  `json:"bound,omitempty"`
	Low      string  `json:"low,omitempty"`
	High     string  `json:"high,omitempty"`
	Currency string  `json:"currency,omitempty"`
}

// MarshalJSON writes the value with its type, such as
// {"type":"decimal","value":"0.25"}; no value is null. Text that is not valid
// UTF-8 does not survive JSON.
func (v Value) MarshalJSON() ([]byte, error) {
	j := valueJSON{Type: v.Type.String()}
	switch v.Type {
	case 0:
		return []byte("null"), nil
	case TypeBool:
		j.Value = v.IsTrue()
	case TypeMoney:
		j.Text, j.Bound, j.Currency = &v.Text, v.Bound.String(), v.Currency
		if v.Bound != BoundUndisclosed {
			j.Low = v.Number.String()
		}
		if v.Bound == BoundRange {
			j.High = v.High.String()
		}
	default:
		j.Value = v.String()
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what [Value.MarshalJSON] writes. It fails with
// CodeInvalid.
func (v *Value) UnmarshalJSON(b []byte) error {
	const op = "graph.Value.UnmarshalJSON"
	if string(b) == "null" {
		*v = Value{}
		return nil
	}
	var j valueJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return &Error{Code: CodeInvalid, Op: op, Err: err}
	}
	var w Value
	var err error
	switch x := j.Value.(type) {
	case bool:
		w = Bool(x)
		if j.Type != "bool" {
			err = Errorf(CodeInvalid, op, "the type %q has no value %v", j.Type, x)
		}
	case string:
		switch j.Type {
		case "text", "code", "int", "decimal", "date":
			w, err = ParseValue(j.Type + ":" + x)
		default:
			err = Errorf(CodeInvalid, op, "the type %q has no value %q", j.Type, x)
		}
	case nil:
		w, err = j.money()
	default:
		err = Errorf(CodeInvalid, op, "%v is no value; numbers are written as strings", x)
	}
	if err != nil {
		return err
	}
	*v = w
	return nil
}

func (j *valueJSON) money() (Value, error) {
	const op = "graph.Value.UnmarshalJSON"
	if j.Type != "money" || j.Text == nil {
		return Value{}, Errorf(CodeInvalid, op, "a value of type %q is missing", j.Type)
	}
	bound, ok := parseBound(j.Bound)
	if !ok {
		return Value{}, Errorf(CodeInvalid, op, "no such bound: %q", j.Bound)
	}
	var low, high Decimal
	var err error
	if bound != BoundUndisclosed {
		if low, err = ParseDecimal(j.Low); err != nil {
			return Value{}, err
		}
	}
	if bound == BoundRange {
		if high, err = ParseDecimal(j.High); err != nil {
			return Value{}, err
		}
	}
	return NewMoney(*j.Text, bound, low, high, j.Currency)
}
