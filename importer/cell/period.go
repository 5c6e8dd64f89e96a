package cell

import (
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// ReadPeriod reads the period that an observation speaks of: 2024, 2024年度,
// FY2024, 2024H1, 2024上半年, 2024Q1, 2024年第一季度, 2024-03, 2024年3月, or the
// first day of a month, which is what a workbook makes of a month. A blank cell
// is the zero Period without a problem. Other days are a problem: a revenue
// beside 2024-12-31 may be that of a year or of a month. Date1904 is
// [Options.Date1904]. It is safe for concurrent use.
func ReadPeriod(c table.Cell, date1904 bool) (graph.Period, *graph.Problem) {
	if p := brokenProblem("period", c); p != nil {
		return graph.Period{}, p
	}
	if p, err := graph.ParsePeriod(c.Text); err == nil && c.Kind != table.Date {
		return p, nil
	}
	unreadable := func() *graph.Problem {
		return &graph.Problem{
			Code: graph.ProblemPeriod, Of: "period",
			Reason: graph.Labelf("%q 不是期间", "%q is no period", clip(c.Text)),
			Cure:   graph.Labelf("请写 2024、2024H1、2024Q1 或 2024-03", "write 2024, 2024H1, 2024Q1 or 2024-03"),
		}
	}
	s := clean(c.Text)
	if c.Kind == table.Blank || s == "" || c.Kind == table.Text && (isMarks(s) || isBlankWord(s)) {
		return graph.Period{}, nil
	}
	if p, ok := periodOfText(s); ok && c.Kind == table.Text {
		return p, nil
	}
	r := Reader{p: &graph.PropertyDecl{Name: "period", Type: graph.TypeDate}, opts: Options{Vocabulary: graph.Standard(), Date1904: date1904}}
	v, problem := r.readDate(table.Cell{Kind: c.Kind, Text: s})
	if problem != nil || v.IsZero() {
		return graph.Period{}, unreadable()
	}
	switch d := v.Date; {
	case d.Month == 0:
		return graph.Period{Year: d.Year, Unit: graph.PeriodYear}, nil
	case d.Day <= 1:
		return graph.Period{Year: d.Year, Unit: graph.PeriodMonth, Part: d.Month}, nil
	default:
		return graph.Period{}, &graph.Problem{
			Code: graph.ProblemPeriod, Of: "period",
			Reason: graph.Labelf("%v 是一天，看不出是哪个期间", "%v is a day, and does not say which period ends with it", d),
			Cure:   graph.Labelf("请写 %d、%dH%d 或 %d-%02d", "write %d, %dH%d or %d-%02d", d.Year, d.Year, (d.Month+5)/6, d.Year, d.Month),
		}
	}
}

// spans are the names of parts of a year.
var spans = map[string]graph.Period{
	"": {Unit: graph.PeriodYear}, "度": {Unit: graph.PeriodYear}, "全年": {Unit: graph.PeriodYear}, "年度": {Unit: graph.PeriodYear},
	"财年": {Unit: graph.PeriodYear}, "报": {Unit: graph.PeriodYear}, "annual": {Unit: graph.PeriodYear}, "fy": {Unit: graph.PeriodYear}, "a": {Unit: graph.PeriodYear},
	"上半年": {Unit: graph.PeriodHalf, Part: 1}, "下半年": {Unit: graph.PeriodHalf, Part: 2}, "h1": {Unit: graph.PeriodHalf, Part: 1},
	"h2": {Unit: graph.PeriodHalf, Part: 2}, "1h": {Unit: graph.PeriodHalf, Part: 1}, "2h": {Unit: graph.PeriodHalf, Part: 2},
	"半年报": {Unit: graph.PeriodHalf, Part: 1}, "中报": {Unit: graph.PeriodHalf, Part: 1}, "半年度": {Unit: graph.PeriodHalf, Part: 1},
	"一季度": {Unit: graph.PeriodQuarter, Part: 1}, "二季度": {Unit: graph.PeriodQuarter, Part: 2},
	"三季度": {Unit: graph.PeriodQuarter, Part: 3}, "四季度": {Unit: graph.PeriodQuarter, Part: 4},
	"1季度": {Unit: graph.PeriodQuarter, Part: 1}, "2季度": {Unit: graph.PeriodQuarter, Part: 2},
	"3季度": {Unit: graph.PeriodQuarter, Part: 3}, "4季度": {Unit: graph.PeriodQuarter, Part: 4},
	"q1": {Unit: graph.PeriodQuarter, Part: 1}, "q2": {Unit: graph.PeriodQuarter, Part: 2},
	"q3": {Unit: graph.PeriodQuarter, Part: 3}, "q4": {Unit: graph.PeriodQuarter, Part: 4},
	"1q": {Unit: graph.PeriodQuarter, Part: 1}, "2q": {Unit: graph.PeriodQuarter, Part: 2},
	"3q": {Unit: graph.PeriodQuarter, Part: 3}, "4q": {Unit: graph.PeriodQuarter, Part: 4},
}

// periodOfText reads a year, before or after the name of its part.
func periodOfText(s string) (graph.Period, bool) {
	s = strings.ToLower(s)
	trim := func(s string) string { return strings.Trim(s, " -/'.") }
	named := func(year int, name string) (graph.Period, bool) {
		name = trim(name)
		for _, of := range []string{"年", "第"} {
			name = trim(strings.TrimPrefix(name, of))
		}
		p, ok := spans[name]
		p.Year = int16(year)
		return p, ok && year >= 1000
	}
	head := 0
	for head < len(s) && isDigit(s[head]) {
		head++
	}
	if head == 4 {
		return named(atoi(s[:4]), s[4:])
	}
	if year, rest, ok := scanHan(s); ok && year >= 1000 { // 二〇二四年第一季度
		return named(year, rest)
	}
	tail := len(s)
	for tail > 0 && isDigit(s[tail-1]) {
		tail--
	}
	switch len(s) - tail {
	case 4:
		return named(atoi(s[tail:]), s[:tail])
	case 2: // FY24, 1Q24, Q1'24
		if name := trim(s[:tail]); name != "" && isLetter(name[len(name)-1]) || strings.HasSuffix(s[:tail], "'") {
			return named(fullYear(atoi(s[tail:]), 2), s[:tail])
		}
	}
	return graph.Period{}, false
}
