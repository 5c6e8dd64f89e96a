package graph_test

import (
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

func TestParseDecimal(t *testing.T) {
	for _, c := range []struct {
		in       string
		unscaled int64
		scale    uint8
	}{
		{"0", 0, 0}, {"-0", 0, 0}, {"0.000", 0, 0}, {"12", 12, 0}, {"+3.10", 31, 1}, {"-0.5", -5, 1}, {"00.050", 5, 2}, {"100", 100, 0},
		{"9223372036854775807", math.MaxInt64, 0}, {"-9223372036854775808", math.MinInt64, 0},
		{"0.000000000000000001", 1, 18}, {"-9.223372036854775808", math.MinInt64, 18},
		{"1." + strings.Repeat("0", 40), 1, 0}, {strings.Repeat("0", 40) + "1", 1, 0},
	} {
		d, err := graph.ParseDecimal(c.in)
		if err != nil || d != (graph.Decimal{Unscaled: c.unscaled, Scale: c.scale}) {
			t.Errorf("ParseDecimal(%q) = %v, %v", c.in, d, err)
		}
	}
	for _, s := range []string{
		"", "-", "+", ".", ".5", "5.", "1.2.3", "1e3", "1,000", " 1", "1 ", "--1", "0x1", "１", "1.-2",
		"9223372036854775808", "-9223372036854775809", "9.2233720368547758070001", "0.0000000000000000001", "99999999999999999999999",
	} {
		if d, err := graph.ParseDecimal(s); graph.CodeOf(err) != graph.CodeInvalid {
			t.Errorf("ParseDecimal(%q) = %v, %v; want an error", s, d, err)
		}
	}
}

func TestDecimalArithmetic(t *testing.T) {
	const tooBig = ""
	for _, c := range []struct{ a, b, sum, difference, product string }{
		{"1", "2", "3", "-1", "2"},
		{"0.1", "0.2", "0.3", "-0.1", "0.02"},
		{"0.25", "0.75", "1", "-0.5", "0.1875"},
		{"-1.5", "1.5", "0", "-3", "-2.25"},
		{"9223372036854775807", "1", tooBig, "9223372036854775806", "9223372036854775807"},
		{"-9223372036854775808", "-1", tooBig, "-9223372036854775807", tooBig},
		{"1", "-9223372036854775808", "-9223372036854775807", tooBig, "-9223372036854775808"},
		{"9000000000000000000", "0.1", tooBig, tooBig, "900000000000000000"},
		// The unscaled sum overflows, the sum does not.
		{"500000000000000000.5", "500000000000000000.5", "1000000000000000001", "0", tooBig},
		{"0.000000001", "0.000000001", "0.000000002", "0", "0.000000000000000001"},
		{"0.0000000001", "0.0000000001", "0.0000000002", "0", tooBig},
		{"4000000000", "0.25", "4000000000.25", "3999999999.75", "1000000000"},
	} {
		a, b := dec(t, c.a), dec(t, c.b)
		for _, op := range []struct {
			name string
			f    func(graph.Decimal) (graph.Decimal, error)
			want string
		}{{"+", a.Add, c.sum}, {"-", a.Sub, c.difference}, {"×", a.Mul, c.product}} {
			got, err := op.f(b)
			if op.want == tooBig {
				if graph.CodeOf(err) != graph.CodeLimit {
					t.Errorf("%s %s %s = %v, %v; want an error with %s", c.a, op.name, c.b, got, err, graph.CodeLimit)
				}
			} else if err != nil || got.String() != op.want {
				t.Errorf("%s %s %s = %v, %v; want %s", c.a, op.name, c.b, got, err, op.want)
			}
		}
	}
}

func TestDecimalConversions(t *testing.T) {
	if n, ok := dec(t, "12.00").Int64(); n != 12 || !ok {
		t.Error(n, ok)
	}
	if _, ok := dec(t, "12.5").Int64(); ok {
		t.Error("12.5 is a whole number")
	}
	if f := dec(t, "-0.1").Float64(); f != -0.1 {
		t.Error(f)
	}
	if d, err := graph.NewDecimal(1200, 3); err != nil || d != (graph.Decimal{Unscaled: 12, Scale: 1}) {
		t.Error(d, err)
	}
	for _, scale := range []int{-1, 19, 256} {
		if _, err := graph.NewDecimal(1, scale); graph.CodeOf(err) != graph.CodeInvalid {
			t.Error(scale, err)
		}
	}
	if !dec(t, "-0.00").IsZero() || dec(t, "0.01").IsZero() {
		t.Error("IsZero is wrong")
	}
	if b, err := dec(t, "-0.05").MarshalText(); err != nil || string(b) != "-0.05" {
		t.Errorf("%s, %v", b, err)
	}
	// A scale that no decimal has is refused, not read past a table's end.
	odd := graph.Decimal{Unscaled: 1, Scale: 200}
	for _, f := range []func(graph.Decimal) (graph.Decimal, error){dec(t, "1").Add, dec(t, "1").Sub} {
		if d, err := f(odd); graph.CodeOf(err) != graph.CodeInvalid {
			t.Errorf("%v, %v", d, err)
		}
	}
	var d graph.Decimal
	if err := d.UnmarshalText([]byte("2.50")); err != nil || d.String() != "2.5" {
		t.Error(d, err)
	}
	if err := d.UnmarshalText([]byte("x")); err == nil || d.String() != "2.5" {
		t.Error(d, err)
	}
}

// FuzzParseDecimal holds that a number survives its text, and that it is the
// number that big.Rat reads.
func FuzzParseDecimal(f *testing.F) {
	for _, s := range []string{"0", "-0.5", "+3.10", "9223372036854775807", "0.000000000000000001", "1e3", "١"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := graph.ParseDecimal(s)
		if err != nil {
			return
		}
		if !d.Valid() {
			t.Fatalf("%q became %#v, not in normal form", s, d)
		}
		if r, ok := new(big.Rat).SetString(s); !ok || r.Cmp(rat(d)) != 0 {
			t.Fatalf("%q became %v", s, d)
		}
		if e, err := graph.ParseDecimal(d.String()); err != nil || e != d {
			t.Fatalf("%v became %v, %v", d, e, err)
		}
	})
}

func rat(d graph.Decimal) *big.Rat {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(d.Scale)), nil)
	return new(big.Rat).SetFrac(big.NewInt(d.Unscaled), scale)
}

// FuzzDecimal compares the arithmetic with that of big.Rat.
func FuzzDecimal(f *testing.F) {
	f.Add(int64(1), uint8(0), int64(10), uint8(1))
	f.Add(int64(math.MaxInt64), uint8(18), int64(math.MinInt64), uint8(0))
	f.Add(int64(-5), uint8(3), int64(5), uint8(255))
	f.Fuzz(func(t *testing.T, x int64, xs uint8, y int64, ys uint8) {
		a, b := graph.Decimal{Unscaled: x, Scale: xs}, graph.Decimal{Unscaled: y, Scale: ys}
		if got, want := a.Compare(b), rat(a).Cmp(rat(b)); got != want {
			t.Fatalf("Compare(%v, %v) = %d, want %d", a, b, got, want)
		}
		a, b = graph.Decimal{Unscaled: x, Scale: xs % 19}, graph.Decimal{Unscaled: y, Scale: ys % 19}
		for _, op := range []struct {
			f    func(graph.Decimal) (graph.Decimal, error)
			want *big.Rat
		}{
			{a.Add, new(big.Rat).Add(rat(a), rat(b))},
			{a.Sub, new(big.Rat).Sub(rat(a), rat(b))},
			{a.Mul, new(big.Rat).Mul(rat(a), rat(b))},
		} {
			got, err := op.f(b)
			if err == nil {
				if !got.Valid() || rat(got).Cmp(op.want) != 0 {
					t.Fatalf("%v and %v gave %v, want %v", a, b, got, op.want)
				}
				continue
			}
			// It must really not fit: no scale makes it an int64.
			for scale := int64(0); scale <= graph.MaxScale; scale++ {
				n := new(big.Rat).Mul(op.want, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(scale), nil)))
				if n.IsInt() && n.Num().IsInt64() {
					t.Fatalf("%v and %v gave %v, though %v fits", a, b, err, op.want)
				}
			}
		}
	})
}

func BenchmarkDecimalAdd(b *testing.B) {
	x, y := dec(b, "60000000.5"), dec(b, "1500000.5")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := x.Add(y); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecimalCompare(b *testing.B) {
	x, y := dec(b, "60000000.5"), dec(b, "1500000")
	b.ReportAllocs()
	for b.Loop() {
		if x.Compare(y) <= 0 {
			b.Fatal("wrong")
		}
	}
}
