package graph

import (
	"cmp"
	"math/big"
	"math/bits"
	"strconv"
	"strings"
)

// MaxScale is the largest scale of a [Decimal].
const MaxScale = 18

// Decimal is the exact number Unscaled × 10^-Scale. Its normal form has no
// trailing zeros after the point; two normal decimals are equal if == says so.
// All functions here return normal decimals. Nothing is ever rounded: a result
// that does not fit is an error.
type Decimal struct {
	Unscaled int64
	Scale    uint8 // at most MaxScale
}

var pow10 = func() (p [MaxScale + 1]uint64) {
	p[0] = 1
	for i := 1; i < len(p); i++ {
		p[i] = 10 * p[i-1]
	}
	return p
}()

// NewDecimal returns unscaled × 10^-scale. It fails with CodeInvalid if the
// scale is greater than [MaxScale].
func NewDecimal(unscaled int64, scale int) (Decimal, error) {
	if scale < 0 || scale > MaxScale {
		return Decimal{}, Errorf(CodeInvalid, "graph.NewDecimal", "a scale of %d is not between 0 and %d", scale, MaxScale)
	}
	return Decimal{unscaled, uint8(scale)}.Normal(), nil
}

// ParseDecimal reads digits with at most one point among them, and a sign
// before them: "12", "-0.5", "+3.10". It knows no exponents and no separators
// of thousands. It fails with CodeInvalid if s is no such number, or if it has
// more digits than a [Decimal] holds.
func ParseDecimal(s string) (Decimal, error) {
	const op = "graph.ParseDecimal"
	digits := s
	negative := false
	if digits != "" && (digits[0] == '-' || digits[0] == '+') {
		negative = digits[0] == '-'
		digits = digits[1:]
	}
	whole, fraction, point := strings.Cut(digits, ".")
	if whole == "" || point && fraction == "" {
		return Decimal{}, Errorf(CodeInvalid, op, "%.40q is no number", s)
	}
	fraction = strings.TrimRight(fraction, "0")
	var n uint64
	for i := range len(whole) + len(fraction) {
		c := byte(0)
		if i < len(whole) {
			c = whole[i]
		} else {
			c = fraction[i-len(whole)]
		}
		if c < '0' || c > '9' {
			return Decimal{}, Errorf(CodeInvalid, op, "%.40q is no number", s)
		}
		hi, lo := bits.Mul64(n, 10)
		lo, carry := bits.Add64(lo, uint64(c-'0'), 0)
		if hi+carry != 0 {
			return Decimal{}, Errorf(CodeInvalid, op, "%.40q has too many digits", s)
		}
		n = lo
	}
	d := Decimal{Scale: uint8(min(len(fraction), MaxScale))}
	var ok bool
	if d.Unscaled, ok = signed(n, negative); !ok || len(fraction) > MaxScale {
		return Decimal{}, Errorf(CodeInvalid, op, "%.40q has too many digits", s)
	}
	return d.Normal(), nil
}

// signed returns ±n, if it is an int64.
func signed(n uint64, negative bool) (int64, bool) {
	if negative {
		return -int64(n), n <= 1<<63
	}
	return int64(n), n < 1<<63
}

// magnitude returns |n|, also of the smallest int64.
func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// Valid reports whether d is in normal form and its scale is in range.
func (d Decimal) Valid() bool {
	return d.Scale <= MaxScale && (d.Scale == 0 || d.Unscaled%10 != 0)
}

// Normal returns d without trailing zeros after the point.
func (d Decimal) Normal() Decimal {
	for d.Scale > 0 && d.Unscaled%10 == 0 {
		d.Unscaled /= 10
		d.Scale--
	}
	return d
}

// IsZero reports whether d is 0.
func (d Decimal) IsZero() bool { return d.Unscaled == 0 }

// Sign returns -1, 0 or 1.
func (d Decimal) Sign() int { return cmp.Compare(d.Unscaled, 0) }

// Compare orders decimals by their value, exactly.
func (d Decimal) Compare(e Decimal) int {
	if d.Scale == e.Scale {
		return cmp.Compare(d.Unscaled, e.Unscaled)
	}
	if c := cmp.Compare(d.Sign(), e.Sign()); c != 0 || d.Unscaled == 0 {
		return c
	}
	swapped := d.Scale > e.Scale
	if swapped {
		d, e = e, d
	}
	// d has the smaller scale: |d| × 10^gap is compared with |e|.
	var c int
	switch gap := int(e.Scale - d.Scale); {
	case gap <= MaxScale:
		hi, lo := bits.Mul64(magnitude(d.Unscaled), pow10[gap])
		c = 1
		if hi == 0 {
			c = cmp.Compare(lo, magnitude(e.Unscaled))
		}
	default:
		c = 1 // 10^19 and more exceeds every unscaled number
	}
	if (d.Unscaled < 0) != swapped {
		return -c
	}
	return c
}

// Add returns d + e, exactly. It fails with CodeLimit if the sum does not fit.
func (d Decimal) Add(e Decimal) (Decimal, error) {
	d, e = d.Normal(), e.Normal()
	if d.Scale == e.Scale {
		if s := d.Unscaled + e.Unscaled; (s > d.Unscaled) == (e.Unscaled > 0) {
			return Decimal{s, d.Scale}.Normal(), nil
		}
	}
	scale := max(d.Scale, e.Scale)
	if scale > MaxScale {
		return Decimal{}, Errorf(CodeInvalid, "graph.Decimal.Add", "a scale of %d is greater than %d", scale, MaxScale)
	}
	return fit("graph.Decimal.Add", new(big.Int).Add(d.scaled(scale), e.scaled(scale)), int(scale))
}

// Sub returns d - e, exactly. It fails with CodeLimit if the difference does
// not fit.
func (d Decimal) Sub(e Decimal) (Decimal, error) {
	if e.Unscaled == -1<<63 {
		scale := max(d.Scale, e.Scale)
		if scale > MaxScale {
			return Decimal{}, Errorf(CodeInvalid, "graph.Decimal.Sub", "a scale of %d is greater than %d", scale, MaxScale)
		}
		return fit("graph.Decimal.Sub", new(big.Int).Sub(d.scaled(scale), e.scaled(scale)), int(scale))
	}
	e.Unscaled = -e.Unscaled
	return d.Add(e)
}

// Mul returns d × e, exactly. It fails with CodeLimit if the product does not
// fit.
func (d Decimal) Mul(e Decimal) (Decimal, error) {
	d, e = d.Normal(), e.Normal()
	p := new(big.Int).Mul(big.NewInt(d.Unscaled), big.NewInt(e.Unscaled))
	return fit("graph.Decimal.Mul", p, int(d.Scale)+int(e.Scale))
}

// scaled returns d × 10^scale; scale is at least d's.
func (d Decimal) scaled(scale uint8) *big.Int {
	x := big.NewInt(d.Unscaled)
	return x.Mul(x, new(big.Int).SetUint64(pow10[scale-d.Scale]))
}

// fit returns x × 10^-scale as a Decimal.
func fit(op string, x *big.Int, scale int) (Decimal, error) {
	if x.Sign() == 0 {
		return Decimal{}, nil
	}
	ten, rest := big.NewInt(10), new(big.Int)
	for quotient := new(big.Int); scale > 0; scale-- {
		if quotient.QuoRem(x, ten, rest); rest.Sign() != 0 {
			break
		}
		x, quotient = quotient, x
	}
	if !x.IsInt64() || scale > MaxScale {
		return Decimal{}, Errorf(CodeLimit, op, "the result has more digits than a decimal holds")
	}
	return Decimal{x.Int64(), uint8(scale)}, nil
}

// Int64 returns d if it is a whole number.
func (d Decimal) Int64() (int64, bool) {
	d = d.Normal()
	return d.Unscaled, d.Scale == 0
}

// Float64 returns the float64 nearest to d, for drawing and statistics, never
// for sums that are published.
func (d Decimal) Float64() float64 {
	f, _ := strconv.ParseFloat(d.String(), 64) // the text is a number in range
	return f
}

// String returns the number in plain digits, such as "-0.25". [ParseDecimal]
// reads it back.
func (d Decimal) String() string {
	var buf [64]byte
	return string(d.append(buf[:0]))
}

func (d Decimal) append(b []byte) []byte {
	if d.Scale == 0 {
		return strconv.AppendInt(b, d.Unscaled, 10)
	}
	if d.Unscaled < 0 {
		b = append(b, '-')
	}
	start := len(b)
	b = strconv.AppendUint(b, magnitude(d.Unscaled), 10)
	scale := int(d.Scale)
	if missing := scale + 1 - (len(b) - start); missing > 0 {
		zeros := strings.Repeat("0", missing)
		b = append(b[:start], append([]byte(zeros), b[start:]...)...)
	}
	point := len(b) - scale
	b = append(b, 0)
	copy(b[point+1:], b[point:])
	b[point] = '.'
	return b
}

// MarshalText implements [encoding.TextMarshaler] with [Decimal.String].
func (d Decimal) MarshalText() ([]byte, error) { return d.append(nil), nil }

// UnmarshalText implements [encoding.TextUnmarshaler] with [ParseDecimal].
func (d *Decimal) UnmarshalText(b []byte) error {
	p, err := ParseDecimal(string(b))
	if err == nil {
		*d = p
	}
	return err
}
