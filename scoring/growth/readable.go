package growth

import (
	"cmp"
	"math"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// How people read a figure: an amount of money, a share of one, or a plain number.
// Pages write the same, in frontend/src/lists/figures.ts.

// ratio reports whether a line is one of growth or of a share, which people read as
// a percentage.
func (l *Line) ratio() bool {
	return l != nil && l.Currency.String() == "" && math.Abs(l.Number.Float64()) < 1
}

// read returns a figure of a kind as people read it. Beside a line that it does not
// lie on it has as many digits as tell the two apart: what is in because it is more
// than 20 % is not printed as 20 %.
func read(d graph.Decimal, ratio bool, currency string, line *Line) graph.Label {
	x := d.Float64()
	beside := math.NaN()
	if line != nil && line.Currency.String() == currency && line.Number != d {
		beside = line.Number.Float64()
	}
	switch {
	case currency != "":
		text := amount(x, currency)
		if !math.IsNaN(beside) && text == amount(beside, currency) {
			whole := group(d.String())
			return graph.Label{Zh: whole + " " + currencyName(currency), En: currency + " " + whole}
		}
		return text
	case ratio:
		s := strconv.FormatFloat(x*100, 'f', digitsBeside(x*100, beside*100, 1), 64) + "%"
		return sameLabel(s)
	}
	digits := 2
	switch size := math.Abs(x); {
	case size >= 100:
		digits = 0
	case size >= 10:
		digits = 1
	}
	wanted := digitsBeside(x, beside, digits)
	text := strconv.FormatFloat(x, 'f', wanted, 64)
	if strings.Contains(text, ".") {
		text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	}
	return sameLabel(group(text))
}

// lineLabel returns a line as people read it, such as ≥ 20%.
func (l *Line) lineLabel() graph.Label {
	sign, _, _ := strings.Cut(l.String(), " ")
	var text graph.Label
	if x := l.Number.Float64(); l.ratio() {
		text = sameLabel(strings.TrimSuffix(strings.TrimSuffix(strconv.FormatFloat(x*100, 'f', 1, 64), "0"), ".") + "%")
	} else {
		text = read(l.Number, false, l.Currency.String(), nil)
	}
	return graph.Label{Zh: sign + " " + text.Zh, En: sign + " " + text.En}
}

// digitsBeside returns how many digits after the point a figure needs, from so many
// on, to stay on its side of a line; without a line, or on it, no more than those.
func digitsBeside(x, line float64, digits int) int {
	const most = 9
	if math.IsNaN(line) || x == line {
		return digits
	}
	for d := digits; d < most; d++ {
		scale := math.Pow10(d)
		if rounded := math.Round(x*scale) / scale; cmp.Compare(rounded, line) == cmp.Compare(x, line) {
			return d
		}
	}
	return most
}

func sameLabel(s string) graph.Label {
	s = strings.Replace(s, "-", "−", 1)
	return graph.Label{Zh: s, En: s}
}

// group puts commas between thousands.
func group(s string) string {
	whole, rest, dot := strings.Cut(s, ".")
	sign := ""
	if after, ok := strings.CutPrefix(whole, "-"); ok {
		sign, whole = "-", after
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dot {
		whole += "." + rest
	}
	return sign + whole
}

func currencyName(code string) string {
	for _, c := range [...]struct{ code, name string }{{"CNY", "元"}, {"USD", "美元"}, {"EUR", "欧元"}, {"HKD", "港元"}, {"JPY", "日元"}, {"GBP", "英镑"}} {
		if c.code == code {
			return c.name
		}
	}
	return code
}

// amount returns an amount of money as pages write it: 4.86 亿元, CNY 486m.
func amount(x float64, currency string) graph.Label {
	scaled := func(by float64, digits int) string {
		s := strconv.FormatFloat(x/by, 'f', digits, 64)
		if strings.Contains(s, ".") {
			s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
		}
		return strings.Replace(s, "-", "−", 1)
	}
	few := func(size, below float64) int {
		if size < below {
			return 1
		}
		return 0
	}
	size := math.Abs(x)
	var zh, en string
	switch {
	case size >= 1e8:
		zh = scaled(1e8, 2) + " 亿"
	case size >= 1e4:
		zh = scaled(1e4, few(size, 1e5)) + " 万"
	default:
		zh = scaled(1, 0) + " "
	}
	switch {
	case size >= 1e9:
		en = scaled(1e9, 2) + "bn"
	case size >= 1e6:
		en = scaled(1e6, few(size, 1e7)) + "m"
	case size >= 1e4:
		en = scaled(1e3, 0) + "k"
	default:
		en = scaled(1, 0)
	}
	return graph.Label{Zh: zh + currencyName(currency), En: currency + " " + en}
}
