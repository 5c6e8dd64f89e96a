package graph

import (
	"strings"
)

// The characters of GB 32100 in the order of their values, and the weights of
// the first 17 positions.
const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

var creditWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}

var creditValues = func() (v [256]int8) {
	for i := range v {
		v[i] = -1
	}
	for i := range len(creditAlphabet) {
		v[creditAlphabet[i]] = int8(i)
	}
	return v
}()

// NormaliseCreditCode returns a unified social credit code (统一社会信用代码)
// in capitals without spaces, or "" if it has not the form of GB 32100-2015 or
// its check character does not hold.
func NormaliseCreditCode(s string) string {
	c := normaliseCode(s)
	c = strings.ReplaceAll(c, "-", "")
	if len(c) != 18 || c[0] == '0' {
		return ""
	}
	sum := 0
	for i := range 18 {
		v := creditValues[c[i]]
		if v < 0 || i >= 2 && i < 8 && v > 9 { // the region is six digits
			return ""
		}
		if i < 17 {
			sum += int(v) * creditWeights[i]
		}
	}
	if int(creditValues[c[17]]) != (31-sum%31)%31 {
		return ""
	}
	return c
}

// exchanges1 gives the suffix for every way in which sources name an exchange.
var exchanges1 = func() map[string]string {
	m := map[string]string{}
	for suffix, names := range map[string]string{
		"SH":     "SH SS SSE SHSE XSHG SHA SHH",
		"SZ":     "SZ SZSE XSHE SHE SHZ",
		"BJ":     "BJ BSE BJSE XBSE OC NEEQ",
		"HK":     "HK HKG HKEX SEHK XHKG",
		"NASDAQ": "NASDAQ NASD XNAS OQ NASDAQGS NASDAQGM NASDAQCM",
		"NYSE":   "NYSE XNYS",
		"AMEX":   "AMEX NYSEAMERICAN XASE",
		"LSE":    "LSE LON XLON",
		"T":      "TYO TSE XTKS JP",
		"KS":     "KRX KOSPI KOSDAQ KS KQ XKRX",
		"TW":     "TW TPE TWSE XTAI",
		"SG":     "SGX SES XSES",
		"DE":     "ETR FRA FWB XETRA XETR",
		"PA":     "EPA XPAR",
		"TA":     "TLV TASE XTAE",
		"AS":     "AMS XAMS",
		"ST":     "STO XSTO",
		"HE":     "HEL XHEL",
		"SW":     "SWX SIX XSWX",
		"VI":     "VIE XWBO",
		"AX":     "ASX XASX",
		"TO":     "TSX XTSE",
		"MX":     "BMV XMEX",
		"NS":     "NSE XNSE",
		"OTC":    "OTC OTCQB OTCQX",
		"US":     "US",
	} {
		m[suffix] = suffix
		for _, n := range strings.Fields(names) {
			m[n] = suffix
		}
	}
	return m
}()

// NormaliseStockCode returns a stock code with its exchange: 688096.SH,
// 00700.HK, CRWD.NASDAQ. Six digits of a mainland exchange imply it. "" is
// returned for a code without an exchange, for one that its exchange cannot
// have (600000.SZ), and for anything else.
func NormaliseStockCode(s string) string {
	c := normaliseCode(s)
	if len(c) < 1 || len(c) > 24 {
		return ""
	}
	ticker, exchange := c, ""
	if before, after, ok := strings.Cut(c, ":"); ok { // SSE:688096
		ticker, exchange = after, before
	} else if i := strings.LastIndexByte(c, '.'); i > 0 { // 688096.SH
		ticker, exchange = c[:i], c[i+1:]
	} else if len(c) == 8 { // SH688096 or 688096SH
		switch {
		case isDigits(c[2:]):
			ticker, exchange = c[2:], c[:2]
		case isDigits(c[:6]):
			ticker, exchange = c[:6], c[6:]
		}
	} else if strings.HasPrefix(c, "HK") && isDigits(c[2:]) { // HK00700
		ticker, exchange = c[2:], "HK"
	}
	suffix := ""
	if exchange != "" {
		if suffix = exchanges1[exchange]; suffix == "" {
			return ""
		}
	}
	switch {
	case len(ticker) == 6 && isDigits(ticker) && (suffix == "" || suffix == "SH" || suffix == "SZ" || suffix == "BJ"):
		implied := mainland(ticker)
		if implied == "" || suffix != "" && suffix != implied {
			return ""
		}
		return ticker + "." + implied
	case suffix == "SH" || suffix == "SZ" || suffix == "BJ" || suffix == "":
		return ""
	case suffix == "HK":
		if !isDigits(ticker) {
			return ""
		}
		ticker = strings.TrimLeft(ticker, "0")
		if ticker == "" || len(ticker) > 5 {
			return ""
		}
		return strings.Repeat("0", 5-len(ticker)) + ticker + ".HK"
	}
	if !isTicker(ticker) {
		return ""
	}
	return ticker + "." + suffix
}

// mainland returns the exchange of a six-digit code, by its first digits.
func mainland(code string) string {
	switch code[:2] {
	case "60", "68", "90":
		return "SH"
	case "00", "30", "20":
		return "SZ"
	case "43", "83", "87", "88", "92":
		return "BJ"
	}
	return ""
}

func isDigits(s string) bool {
	_, ok := parseDigits(s)
	return ok && s != ""
}

// isTicker reports whether s can be the symbol of a share abroad: letters and
// digits, with points or dashes inside (BRK.B).
func isTicker(s string) bool {
	if s == "" || len(s) > 12 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		case (c == '.' || c == '-') && i > 0 && i < len(s)-1:
		default:
			return false
		}
	}
	return true
}
