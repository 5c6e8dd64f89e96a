package growth

import (
	"math"
	"math/big"

	"github.com/chainatlas/chainatlas/graph"
)

// eval returns the interval that a formula can be for the candidate at hand, so
// many years before its latest.
func (j *Judge) eval(x *expr, shift int) span {
	switch x.kind {
	case numberExpr:
		return exactly(x.float)
	case figureExpr:
		return j.figure(x, shift)
	case negExpr:
		if a := j.eval(x.a, shift); a.known {
			return a.negative()
		} else {
			return a
		}
	case addExpr, subExpr, mulExpr, divExpr:
		a, b := j.eval(x.a, shift), j.eval(x.b, shift)
		if !a.known || !b.known {
			return a.without(b, 0)
		}
		switch x.kind {
		case addExpr:
			return a.add(b)
		case subExpr:
			return a.add(b.negative())
		case mulExpr:
			return a.multiply(b)
		}
		return a.divide(b)
	case cagrExpr, growthExpr:
		s := j.change(x, shift)
		if s.known && x.kind == cagrExpr {
			s.low, s.high = root(s.low, x.years), root(s.high, x.years)
		}
		if s.known {
			s.low, s.high = s.low-1, s.high-1
		}
		return s
	case meanExpr, sumExpr:
		var sum span
		for y := range x.years {
			s := j.eval(x.a, shift+y)
			switch {
			case y == 0:
				sum = s
			case !s.known || !sum.known:
				sum = sum.without(s, 0)
			default:
				sum = sum.add(s)
			}
		}
		if n := float64(x.years); sum.known && x.kind == meanExpr {
			sum.low, sum.high = sum.low/n, sum.high/n
		}
		return sum
	case eachExpr:
		return j.each(x, shift)
	case lastExpr:
		return j.last(x, shift)
	case ageExpr:
		return j.age(x.years, shift)
	default:
		return j.points(x.name)
	}
}

// root is the n-th root of a ratio. A fall below zero is told as one to nothing.
func root(ratio float64, n int) float64 {
	switch {
	case ratio <= 0:
		return 0
	case n == 1:
		return ratio
	}
	return math.Pow(ratio, 1/float64(n))
}

// figure returns what is known of a figure.
func (j *Judge) figure(x *expr, shift int) span {
	year := j.latest - shift - x.years
	f := j.e.figure(x.name, year)
	if f == nil {
		if j.list.byHand[x.name] {
			return lacking(ByHand)
		}
		if j.collect {
			j.lacks(x.name, year)
		}
		return lacking(Missing)
	}
	if j.collect {
		j.used = append(j.used, used{x.name, f})
	}
	s := f.span(&j.list.Missing)
	if !s.known && j.collect {
		j.missing = append(j.missing, Need{x.name, year})
	}
	if j.latest < j.year {
		s.why |= Older
	}
	return s
}

// lacks notes that a figure is missing: of a score, the evidence that it waits for.
func (j *Judge) lacks(name string, year int) {
	if m := j.list.Model; m != nil && m.Input == name && len(j.e.Wanting) > 0 {
		for _, item := range j.e.Wanting {
			j.missing = append(j.missing, Need{item, 0})
		}
		return
	}
	j.missing = append(j.missing, Need{name, year})
}

// change returns what a formula is now over what it was, as a ratio. The years
// compared are whole, and close in the same month.
func (j *Judge) change(x *expr, shift int) span {
	now, base := j.eval(x.a, shift), j.eval(x.a, shift+x.years)
	if !now.known || !base.known {
		return now.without(base, 0)
	}
	if why := j.aligned(x.a, shift, x.years); why != 0 {
		return now.without(base, why)
	}
	// Of an enterprise founded within the base year, that year is no whole one.
	if first := j.e.Founded.First(); !first.IsZero() && int(first.Year) >= j.latest-shift-x.years &&
		(int(first.Year) > j.latest-shift-x.years || j.e.Founded != graph.Date{Year: first.Year, Month: 1, Day: 1}) {
		if j.list.Missing.FirstYear == "guard" {
			return now.without(base, FirstYear)
		}
		now.why |= Founding
	}
	return now.ratio(base)
}

// aligned tells why the figures of a formula in two years are not comparable.
func (j *Judge) aligned(x *expr, shift, years int) Reasons {
	switch {
	case x == nil:
		return 0
	case x.kind != figureExpr:
		return j.aligned(x.a, shift, years) | j.aligned(x.b, shift, years)
	}
	year := j.latest - shift - x.years
	a, b := j.e.figure(x.name, year), j.e.figure(x.name, year-years)
	if a == nil || b == nil || a.Months|a.Closes|b.Months|b.Closes == 0 {
		return 0
	}
	whole := func(n uint8) bool { return n == 0 || n == 12 }
	switch {
	case !whole(a.Months) || !whole(b.Months):
		return PartYear
	case a.Closes%12 != b.Closes%12: // 0 and 12 are December
		return Unaligned
	}
	return 0
}

// each returns the least of several years. Where one is unknown, the least may be
// anything below the least of those known: a year that is known to fail fails.
func (j *Judge) each(x *expr, shift int) span {
	least := span{low: math.Inf(1), high: math.Inf(1), known: true}
	open, some := false, false
	for y := range x.years {
		s := j.eval(x.a, shift+y)
		switch {
		case !s.known:
			open = true
			least.why |= s.why
		case !some:
			least, some = span{s.low, s.high, s.currency, least.why | s.why, true}, true
		default:
			if least = least.least(s); !least.known {
				return least
			}
		}
	}
	if !some {
		return lacking(least.why)
	}
	if open {
		least.low = math.Inf(-1)
	}
	return least
}

// last returns the newest known of the last years.
func (j *Judge) last(x *expr, shift int) span {
	for y := range x.years + 1 {
		f := j.e.figure(x.a.name, j.latest-shift-x.a.years-y)
		if f == nil {
			continue
		}
		s := f.span(&j.list.Missing)
		if !s.known {
			continue
		}
		if j.collect {
			j.used = append(j.used, used{x.a.name, f})
		}
		if y > 0 {
			s.why |= Older
		}
		return s
	}
	return j.figure(x.a, shift) // which says what is missing
}

// age returns the years since the founding, on the reference date or at the end
// of a fiscal year: whole years, and the part of the next that has passed.
func (j *Judge) age(years, shift int) span {
	day := j.when.Reference.Last()
	if years >= 0 {
		day = graph.Date{Year: int16(j.latest - shift - years), Month: 12, Day: 31}
	}
	if j.e.Founded.IsZero() {
		if j.collect {
			j.missing = append(j.missing, Need{graph.PropFounded, 0})
		}
		return lacking(Missing)
	}
	return span{low: yearsBetween(j.e.Founded.Last(), day), high: yearsBetween(j.e.Founded.First(), day), known: true}
}

// yearsBetween returns the years from one day to another. It is a whole number on
// anniversaries alone; who was founded on 29 February has them on 1 March in
// other years.
func yearsBetween(from, to graph.Date) float64 {
	years := int(to.Year) - int(from.Year)
	passed := dayOfYear(to) - dayOfYear(graph.Date{Year: to.Year, Month: from.Month, Day: from.Day})
	if passed < 0 {
		years--
		passed += 365
	}
	return float64(years) + float64(min(passed, 365))/366
}

// dayOfYear counts the days of a calendar with leap days everywhere, so that a
// day has the same number in each year.
func dayOfYear(d graph.Date) int {
	before := [...]int{0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335}
	return before[max(d.Month, 1)-1] + int(d.Day)
}

// points adds up the points of a group of indicators. What is not known may have
// the fewest or the most of its bands.
func (j *Judge) points(group string) span {
	sum := span{known: true}
	for i := range j.list.Points {
		x := &j.list.Points[i]
		if group != "" && x.Group != group {
			continue
		}
		if p := &j.given[i]; !p.known || j.collect { // to collect is to look again
			p.low, p.high, p.why = j.indicator(x)
			p.known = true
		}
		sum.low, sum.high, sum.why = sum.low+j.given[i].low, sum.high+j.given[i].high, sum.why|j.given[i].why
	}
	return sum
}

// indicator returns the fewest and the most points that an indicator can have.
func (j *Judge) indicator(x *Indicator) (low, high float64, why Reasons) {
	if x.Fact != "" {
		found := false
		for i := range j.e.Facts {
			f := &j.e.Facts[i]
			if f.Name != x.Fact {
				continue
			}
			if p := bandOfCode(x.Bands, f.Text); !found || p > low {
				low, high = p, p
			}
			found = true
		}
		if found {
			return low, high, 0
		}
		why = Unrecorded
		if j.list.byHand[x.Fact] {
			why = ByHand
		} else if j.collect {
			j.missing = append(j.missing, Need{x.Fact, 0})
		}
	} else {
		s := j.eval(x.formula, 0)
		if s.known && !math.IsInf(s.low, -1) {
			low, high := hull(j.band(x, s, false), j.band(x, s, true))
			return low, high, s.why
		}
		why = s.why
	}
	for i := range x.Bands {
		p := float(x.Bands[i].Points)
		if i == 0 {
			low, high = p, p
		}
		low, high = min(low, p), max(high, p)
	}
	return low, high, why
}

func bandOfCode(bands []Band, code string) float64 {
	for i := range bands {
		b := &bands[i]
		if b.In == nil {
			return float(b.Points)
		}
		for _, c := range b.In {
			if c == code {
				return float(b.Points)
			}
		}
	}
	return 0 // a list has a last band; see Parse
}

// band returns the points of one end of an interval.
func (j *Judge) band(x *Indicator, s span, upper bool) float64 {
	v := s.low
	if upper {
		v = s.high
	}
	for i := range x.Bands {
		b := &x.Bands[i]
		var line *graph.Decimal
		switch {
		case b.AtLeast != nil:
			line = b.AtLeast
		case b.AtMost != nil:
			line = b.AtMost
		default:
			return float(b.Points)
		}
		c := j.compare(x.formula, v, float(*line), *line, upper)
		if b.AtLeast != nil && c >= 0 || b.AtMost != nil && c <= 0 {
			return float(b.Points)
		}
	}
	return 0
}

// closeTo is how near to a line, as a part of it, a comparison is repeated in
// rational numbers. Rounding of the few operations of a formula is far below it.
const closeTo = 1e-9

// compare compares one end of a formula's interval with a number. Of a cagr, x
// and line are ratios and number is the line of the growth.
func (j *Judge) compare(x *expr, v, line float64, number graph.Decimal, upper bool) int {
	if d := v - line; math.IsInf(v, 0) || math.Abs(d) > closeTo*max(math.Abs(v), math.Abs(line)) {
		if d < 0 {
			return -1
		}
		return 1
	}
	want := rat(number)
	if x.kind == cagrExpr {
		want = power(want.Add(want, big.NewRat(1, 1)), x.years)
	}
	got, ok := j.exact(x, 0)
	if !ok {
		return 0 // as near as that, and with an end missing: it is the line
	}
	end := got.low
	if upper {
		end = got.high
	}
	if end == nil {
		return 0
	}
	return end.Cmp(want)
}

func power(x *big.Rat, n int) *big.Rat {
	p := big.NewRat(1, 1)
	for range n {
		p.Mul(p, x)
	}
	return p
}

// exact returns the interval of a formula in rational numbers; of a cagr that of
// the ratio. It reports false where the formula has no finite interval.
func (j *Judge) exact(x *expr, shift int) (rats, bool) {
	both := func(op func(a, b rats) rats) (rats, bool) {
		a, ok := j.exact(x.a, shift)
		if !ok {
			return rats{}, false
		}
		b, ok := j.exact(x.b, shift)
		if !ok {
			return rats{}, false
		}
		return op(a, b), true
	}
	negative := func(a rats) rats {
		return rats{new(big.Rat).Neg(a.high), new(big.Rat).Neg(a.low)}
	}
	switch x.kind {
	case numberExpr:
		r := rat(x.number)
		return rats{r, r}, true
	case figureExpr:
		return j.exactFigure(j.e.figure(x.name, j.latest-shift-x.years))
	case negExpr:
		a, ok := j.exact(x.a, shift)
		if !ok {
			return rats{}, false
		}
		return negative(a), true
	case addExpr:
		return both(rats.add)
	case subExpr:
		return both(func(a, b rats) rats { return a.add(negative(b)) })
	case mulExpr:
		return both(func(a, b rats) rats { return a.combine(b, (*big.Rat).Mul) })
	case divExpr:
		a, ok1 := j.exact(x.a, shift)
		b, ok2 := j.exact(x.b, shift)
		if !ok1 || !ok2 || b.holdsZero() {
			return rats{}, false
		}
		return a.combine(b, (*big.Rat).Quo), true
	case cagrExpr, growthExpr:
		now, ok1 := j.exact(x.a, shift)
		base, ok2 := j.exact(x.a, shift+x.years)
		if !ok1 || !ok2 || base.holdsZero() {
			return rats{}, false
		}
		q := now.combine(base, (*big.Rat).Quo)
		if x.kind == growthExpr {
			one := big.NewRat(-1, 1)
			q = q.add(rats{one, one})
		}
		return q, true
	case meanExpr, sumExpr, eachExpr:
		var r rats
		for y := range x.years {
			a, ok := j.exact(x.a, shift+y)
			switch {
			case !ok:
				return rats{}, false
			case y == 0:
				r = a
			case x.kind == eachExpr:
				r = r.least(a)
			default:
				r = r.add(a)
			}
		}
		if x.kind == meanExpr {
			n := big.NewRat(int64(x.years), 1)
			r = r.combine(rats{n, n}, (*big.Rat).Quo)
		}
		return r, true
	case lastExpr:
		for y := range x.years + 1 {
			if f := j.e.figure(x.a.name, j.latest-shift-x.a.years-y); f != nil {
				if r, ok := j.exactFigure(f); ok {
					return r, true
				}
			}
		}
		return rats{}, false
	default: // ages and points are whole numbers at their lines
		s := j.eval(x, shift)
		low, high := new(big.Rat).SetFloat64(s.low), new(big.Rat).SetFloat64(s.high)
		return rats{low, high}, low != nil && high != nil
	}
}

// exactFigure returns the ends of a figure. With no upper end it reports false.
func (j *Judge) exactFigure(f *Figure) (rats, bool) {
	if f == nil {
		return rats{}, false
	}
	low, high, why, ok := f.ends(&j.list.Missing)
	return rats{rat(low), rat(high)}, ok && why&Open == 0
}
