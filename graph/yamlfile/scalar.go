package yamlfile

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// Flag returns the truth of a scalar, or the default.
func (n *Node) Flag(or bool) bool {
	switch n.Str() {
	case "true":
		return true
	case "false":
		return false
	}
	return or
}

// Integer returns a small whole number, written in at most seven decimal digits.
func (n *Node) Integer() (int, bool) {
	s, sign := n.Str(), 1
	if strings.HasPrefix(s, "-") {
		s, sign = s[1:], -1
	}
	if s == "" || len(s) > 7 || len(s) > 1 && s[0] == '0' {
		return 0, false
	}
	x := 0
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, false
		}
		x = x*10 + int(c-'0')
	}
	return sign * x, true
}

// Number returns the number of a scalar, see [ParseNumber].
func (n *Node) Number() (float64, bool) { return ParseNumber(n.Str()) }

// NumberOr returns the number of a scalar, or the default.
func (n *Node) NumberOr(or float64) float64 {
	if x, ok := n.Number(); ok {
		return x
	}
	return or
}

// ParseNumber returns the number that a text writes, also as a fraction such as
// 1/3. It is finite, or there is none.
func ParseNumber(s string) (float64, bool) {
	if len(s) > 64 || s == "" {
		return 0, false
	}
	if strings.ContainsAny(s, "/") {
		// Not by SetString of a whole: an exponent such as 1e999999999 is a bomb.
		if a, b, ok := strings.Cut(s, "/"); ok {
			x, err1 := strconv.ParseInt(a, 10, 32)
			y, err2 := strconv.ParseInt(b, 10, 32)
			if err1 != nil || err2 != nil || y == 0 {
				return 0, false
			}
			f, _ := big.NewRat(x, y).Float64()
			return f, true
		}
	}
	for _, c := range s { // no Inf, NaN, 0x1p-2, 1_000
		if (c < '0' || c > '9') && !strings.ContainsRune("+-.eE", c) {
			return 0, false
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(f, 0) {
		return 0, false
	}
	return f, true
}
