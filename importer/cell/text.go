package cell

import (
	"strings"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// isCode reports whether a text property is a code: a word without width,
// blanks or lines, in which every character counts.
func isCode(name string) bool {
	switch name {
	case graph.PropCreditCode, graph.PropStockCode, graph.PropOwnID, graph.PropCode, graph.PropNumber:
		return true
	}
	return false
}

func (r *Reader) readText(c table.Cell) (graph.Value, *graph.Problem) {
	s := c.Text
	switch c.Kind {
	case table.Number:
		var problem *graph.Problem
		if s, problem = r.textOfNumber(s); problem != nil {
			return graph.Value{}, problem
		}
	case table.Percent:
		if d, rest, f := scanSigned(stored(s)); f == sound && rest == "" {
			if d, ok := shift(d, 2); ok {
				s = d.String() + "%"
			}
		}
	case table.Bool:
		s = "FALSE"
		if c.Text == "1" {
			s = "TRUE"
		}
	case table.Date:
		return r.textOfDate(s)
	}
	if !r.code {
		s = cleanText(s, r.p.IsName || r.p.IsLegal)
	} else if !utf8.ValidString(s) {
		return graph.Value{}, r.damaged()
	} else {
		s = clean(s)
	}
	if len(s) <= 24 && r.saysNothing(s) {
		return graph.Value{}, nil
	}
	if c.Kind == table.Text && isRounded(s) {
		return graph.Value{}, r.rounded(s)
	}
	if r.code {
		return r.codeText(s)
	}
	return r.checked(graph.Text(s))
}

// saysNothing reports whether a text means that nothing is said.
func (r *Reader) saysNothing(s string) bool {
	if s == "" || isMarks(s) {
		return true
	}
	if r.p.IsName || r.p.IsLegal {
		return isBlankName(s)
	}
	return isBlankWord(s)
}

// isRounded reports whether a text is a long number as a workbook shows it when
// it was typed as a number: 9.15101E+16.
func isRounded(s string) bool {
	if len(s) < 5 || len(s) > 24 || !isDigit(s[0]) || strings.IndexByte(s, '+') < 0 {
		return false
	}
	i := 1
	for i < len(s) && (isDigit(s[i]) || s[i] == '.') {
		i++
	}
	return i < len(s) && s[i]|0x20 == 'e' && i+2 < len(s) && s[i+1] == '+' && allDigits(s[i+2:])
}

func (r *Reader) rounded(s string) *graph.Problem {
	return r.bad(graph.ProblemText,
		graph.Labelf("长数字 %s 已被表格软件按数值四舍五入，后几位已丢失", "the spreadsheet has kept %s as a number and has rounded it; its last digits are lost", clip(s)),
		graph.Labelf("请将该列设为文本格式后重新录入", "format the column as text and enter it again"))
}

// textOfNumber returns the digits of a number that stands where a text belongs.
func (r *Reader) textOfNumber(s string) (string, *graph.Problem) {
	d, rest, f := scanSigned(s)
	if f == noNumber || f == misgroups || rest != "" {
		return s, nil // no number at all: the document says otherwise, and the text speaks for itself
	}
	digits := 0
	for _, c := range []byte(s) {
		if c|0x20 == 'e' {
			break
		}
		if isDigit(c) && (digits > 0 || c != '0') {
			digits++
		}
	}
	whole, isWhole := d.Int64()
	if f == overlong || isWhole && (whole >= 1e15 || whole <= -1e15) || digits > 15 && !strings.Contains(s, ".") {
		return "", r.rounded(s)
	}
	if isWhole {
		return d.String(), nil
	}
	if d, rest, f = scanSigned(stored(s)); f != sound || rest != "" {
		return s, nil
	}
	return d.String(), nil
}

// textOfDate returns what a workbook that makes dates of what looks like them
// leaves of a text, with a note.
func (r *Reader) textOfDate(s string) (graph.Value, *graph.Problem) {
	d := s
	if isSerial(s) {
		n, _, f := scanSigned(stored(s))
		if date, ok := serialDate(floor(n), r.opts.Date1904); ok && f == sound {
			d = date.String()
		}
	}
	v, problem := r.checked(graph.Text(cleanText(d, true)))
	if problem == nil {
		problem = r.kept(graph.ProblemText, graph.Labelf("单元格是日期，按文本 %s 保留", "the cell is a date and was kept as the text %s", clip(d)),
			graph.Labelf("如果原文不是日期，请将单元格设为文本后重新录入", "if it was none, format the cell as text and enter it again"))
	}
	return v, problem
}

// codeText reads a code from a clean text.
func (r *Reader) codeText(s string) (graph.Value, *graph.Problem) {
	switch r.p.Name {
	case graph.PropCreditCode:
		if len(s) == 18 && isCapitals(s) {
			break // it is as it is written; the check judges it
		}
		if c := graph.NormaliseCreditCode(s); c != "" {
			return r.checked(graph.Text(c))
		}
	case graph.PropStockCode:
		if c := graph.NormaliseStockCode(s); c != "" {
			return r.checked(graph.Text(c))
		}
		if c := padded(s); c != "" {
			v, problem := r.checked(graph.Text(c))
			if problem == nil {
				problem = r.kept(graph.ProblemNotKey,
					graph.Labelf("%s 缺少前导零，按 %s 读取", "%s lacks its leading zeros and was read as %s", s, c),
					graph.Labelf("请将该列设为文本；港股请写成 %05s.HK", "format the column as text; a code of Hong Kong is written %05s.HK", s))
			}
			return v, problem
		}
	}
	return r.checked(graph.Text(s))
}

// isCapitals reports whether s consists of digits and capital letters.
func isCapitals(s string) bool {
	for i := range len(s) {
		if c := s[i]; !isDigit(c) && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

// padded returns the mainland stock code that digits are without the leading
// zeros, which workbooks leave off, or "".
func padded(s string) string {
	if len(s) == 0 || len(s) >= 6 || s[0] == '0' || !allDigits(s) {
		return ""
	}
	return graph.NormaliseStockCode("000000"[len(s):] + s)
}

// JoinExchange returns a stock code with the exchange that another column
// names, by a code, a label or a synonym of the vocabulary's list of exchanges:
// CRWD and Nasdaq are CRWD.NASDAQ, 2268 and 深交所 002268.SZ, 700 and HK 00700.HK.
// Without an exchange, with one that is not listed, or with one that cannot
// have the code, it returns the code as it is, and false.
func JoinExchange(v *graph.Vocabulary, code, exchange string) (string, bool) {
	c := clean(code)
	if c == "" || len(c) > 32 {
		return code, false
	}
	if full := graph.NormaliseStockCode(c); full != "" {
		return full, true
	}
	name := clean(exchange)
	if l := v.List(graph.ListExchange); l != nil {
		if found, ok := l.Find(name); ok {
			name = found
		}
	}
	if name == "" || strings.ContainsAny(name, ":.") {
		return code, false
	}
	for _, ticker := range []string{c, strings.Repeat("0", max(0, 6-len(c))) + c} {
		if full := graph.NormaliseStockCode(name + ":" + ticker); full != "" {
			return full, true
		}
		if !allDigits(c) {
			break
		}
	}
	return code, false
}

// splitSet splits a cell that holds several values of a set.
func splitSet(s string, separators string) []string {
	var pieces []string
	start := 0
	for i, r := range s {
		if strings.ContainsRune(separators, r) {
			pieces = append(pieces, s[start:i])
			start = i + utf8.RuneLen(r)
		}
	}
	return append(pieces, s[start:])
}
