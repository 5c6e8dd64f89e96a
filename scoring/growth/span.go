package growth

import (
	"math"
	"math/big"

	"github.com/chainatlas/chainatlas/graph"
)

// span is the interval of what a figure or a formula can be. If known is not
// set, it can be anything and why says for what reason.
type span struct {
	low, high float64 // high may be +Inf
	currency  Currency
	why       Reasons
	known     bool
}

// exactly is the span of a constant.
func exactly(x float64) span { return span{low: x, high: x, known: true} }

// lacking is the span of what is not known.
func lacking(why Reasons) span { return span{why: why} }

// ends returns the interval that a figure states, in decimals: exact, and open if
// there is no upper end. An approximate amount is taken to be within a part of
// itself. The reasons say why it is an interval, or with ok not set why it is
// none.
func (f *Figure) ends(policy *Policy) (low, high graph.Decimal, why Reasons, ok bool) {
	if f.Derived {
		why |= Summed
	}
	if f.Spread != nil {
		if f.Spread.Mixed {
			return low, high, why | Conflict | MixedMoney, false
		}
		if policy.Conflict != "winner" {
			why |= Conflict
			if f.Spread.Open {
				why |= Open
			}
			return f.Spread.Low, f.Spread.High, why, true
		}
		why |= Conflict
	}
	switch f.Bound {
	case graph.BoundUndisclosed:
		return low, high, why | Undisclosed, false
	case graph.BoundRange:
		return f.Low, f.High, why | Range, true
	case graph.BoundAtLeast:
		return f.Low, f.Low, why | Open, true
	case graph.BoundAbout:
		margin, err := f.Low.Mul(policy.About)
		if err != nil {
			return f.Low, f.Low, why | About, true // more digits than a number of a document has
		}
		if margin.Sign() < 0 {
			margin, _ = graph.Decimal{}.Sub(margin)
		}
		low, err1 := f.Low.Sub(margin)
		high, err2 := f.Low.Add(margin)
		if err1 != nil || err2 != nil {
			return f.Low, f.Low, why | About, true
		}
		return low, high, why | About, true
	}
	return f.Low, f.Low, why, true
}

// span returns the interval that a figure states.
func (f *Figure) span(policy *Policy) span {
	if f.Bound == graph.BoundExact && f.Spread == nil && !f.Derived { // nearly all are
		x := float(f.Low)
		return span{low: x, high: x, currency: f.Currency, known: true}
	}
	if f.Bound == graph.BoundAbout && f.Spread == nil && !f.Derived {
		x := float(f.Low)
		margin := float64(math.Abs(x) * float(policy.About)) // not fused with what follows: the same on every machine
		return span{low: x - margin, high: x + margin, currency: f.Currency, why: About, known: true}
	}
	low, high, why, ok := f.ends(policy)
	s := span{low: float(low), high: float(high), currency: f.Currency, why: why, known: ok}
	if ok && why&Open != 0 {
		s.high = math.Inf(1)
	}
	return s
}

func (a span) add(b span) span {
	if a.currency != b.currency {
		return a.without(b, MixedMoney)
	}
	return span{a.low + b.low, a.high + b.high, a.currency, a.why | b.why, true}
}

func (a span) negative() span {
	a.low, a.high = -a.high, -a.low
	return a
}

func (a span) multiply(b span) span {
	currency := a.currency
	if b.currency != (Currency{}) {
		if currency != (Currency{}) {
			return a.without(b, MixedMoney)
		}
		currency = b.currency
	}
	low, high := hull(times(a.low, b.low), times(a.low, b.high), times(a.high, b.low), times(a.high, b.high))
	return span{low, high, currency, a.why | b.why, true}
}

// times multiplies so that nothing of something without end is nothing.
func times(x, y float64) float64 {
	if x == 0 || y == 0 {
		return 0
	}
	return x * y
}

func (a span) divide(b span) span {
	currency := a.currency
	if b.currency != (Currency{}) {
		if currency != b.currency {
			return a.without(b, MixedMoney)
		}
		currency = Currency{}
	}
	if b.low <= 0 && b.high >= 0 {
		return a.without(b, ByZero)
	}
	low, high := hull(over(a.low, b.low), over(a.low, b.high), over(a.high, b.low), over(a.high, b.high))
	return span{low, high, currency, a.why | b.why, true}
}

// over divides so that what has no end over what has none has none.
func over(x, y float64) float64 {
	switch {
	case math.IsInf(y, 0) && math.IsInf(x, 0):
		return math.Copysign(math.Inf(1), x) * math.Copysign(1, y)
	case math.IsInf(y, 0):
		return 0
	}
	return x / y
}

// hull returns the least and the greatest.
func hull(x ...float64) (low, high float64) {
	low, high = x[0], x[0]
	for _, v := range x[1:] {
		low, high = min(low, v), max(high, v)
	}
	return low, high
}

// ratio is a over b for growth, whose base must be positive.
func (a span) ratio(b span) span {
	if a.currency != b.currency {
		return a.without(b, MixedMoney)
	}
	if b.low <= 0 {
		return a.without(b, BaseNotPos)
	}
	s := a.divide(b)
	s.currency = Currency{}
	return s
}

// without is what cannot be computed of two spans.
func (a span) without(b span, why Reasons) span { return lacking(a.why | b.why | why) }

// least is the least of two, end by end.
func (a span) least(b span) span {
	if a.currency != b.currency {
		return a.without(b, MixedMoney)
	}
	return span{min(a.low, b.low), min(a.high, b.high), a.currency, a.why | b.why, true}
}

// rats is a span in rational numbers; high is nil if there is no upper end.
type rats struct{ low, high *big.Rat }

func rat(d graph.Decimal) *big.Rat {
	return new(big.Rat).SetFrac(big.NewInt(d.Unscaled), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(d.Scale)), nil))
}

func (a rats) add(b rats) rats {
	s := rats{low: new(big.Rat).Add(a.low, b.low)}
	if a.high != nil && b.high != nil {
		s.high = new(big.Rat).Add(a.high, b.high)
	}
	return s
}

// holdsZero reports whether a finite interval holds zero, so that nothing can be
// divided by it.
func (a rats) holdsZero() bool { return a.low.Sign() <= 0 && a.high.Sign() >= 0 }

// combine is a product or a quotient of finite intervals.
func (a rats) combine(b rats, op func(z, x, y *big.Rat) *big.Rat) rats {
	var s rats
	for _, x := range []*big.Rat{a.low, a.high} {
		for _, y := range []*big.Rat{b.low, b.high} {
			z := op(new(big.Rat), x, y)
			if s.low == nil || z.Cmp(s.low) < 0 {
				s.low = z
			}
			if s.high == nil || z.Cmp(s.high) > 0 {
				s.high = z
			}
		}
	}
	return s
}

// least is the least of two, end by end.
func (a rats) least(b rats) rats {
	s := a
	if b.low.Cmp(a.low) < 0 {
		s.low = b.low
	}
	if a.high == nil || b.high != nil && b.high.Cmp(a.high) < 0 {
		s.high = b.high
	}
	return s
}
