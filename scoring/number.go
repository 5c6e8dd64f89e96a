package scoring

import (
	"encoding/json"
	"math"
	"strconv"
)

// Number is a float64 that may be absent: NaN stands for "no value", which JSON
// writes as null.
type Number float64

// None is the absent [Number].
func None() Number { return Number(math.NaN()) }

// Is reports whether there is a value.
func (n Number) Is() bool { return !math.IsNaN(float64(n)) }

// MarshalJSON implements json.Marshaler.
func (n Number) MarshalJSON() ([]byte, error) { return appendNumber(nil, float64(n)), nil }

// UnmarshalJSON implements json.Unmarshaler.
func (n *Number) UnmarshalJSON(b []byte) error {
	var p *float64
	if err := json.Unmarshal(b, &p); err != nil {
		return err
	}
	*n = None()
	if p != nil {
		*n = Number(*p)
	}
	return nil
}

// Numbers is a column of values, one a unit; NaN where there is none.
type Numbers []float64

// MarshalJSON implements json.Marshaler.
func (x Numbers) MarshalJSON() ([]byte, error) {
	b := make([]byte, 0, 2+20*len(x))
	b = append(b, '[')
	for i, v := range x {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendNumber(b, v)
	}
	return append(b, ']'), nil
}

// UnmarshalJSON implements json.Unmarshaler.
func (x *Numbers) UnmarshalJSON(b []byte) error {
	var p []*float64
	if err := json.Unmarshal(b, &p); err != nil {
		return err
	}
	*x = make(Numbers, len(p))
	for i, v := range p {
		(*x)[i] = math.NaN()
		if v != nil {
			(*x)[i] = *v
		}
	}
	return nil
}

func appendNumber(b []byte, v float64) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(b, "null"...)
	}
	return strconv.AppendFloat(b, v, 'g', -1, 64)
}

// absent returns a column without values.
func absent(n int) Numbers {
	x := make(Numbers, n)
	for i := range x {
		x[i] = math.NaN()
	}
	return x
}

// present returns the values of a column that are there.
func present(x []float64) []float64 {
	out := make([]float64, 0, len(x))
	for _, v := range x {
		if !math.IsNaN(v) {
			out = append(out, v)
		}
	}
	return out
}
