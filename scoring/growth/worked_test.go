package growth_test

import (
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/scoring/growth"
)

const byRevenue = `criteria:
  - {id: growth, name: {zh: 增长, en: Growth}, value: "cagr(revenue, 3)", atLeast: 0.2}
rank: {by: "cagr(revenue, 3)"}
`

// TestGrowth works cases of growth through: the lines of 72.8 % and 33.1 %, each
// guard, currencies, ranges and conflicts.
func TestGrowth(t *testing.T) {
	above := strings.ReplaceAll(byRevenue, "atLeast", "above")
	eu := strings.ReplaceAll(byRevenue, "0.2", "0.1")
	for _, tt := range []struct {
		name, list, founded string
		figures             []string
		state               growth.State
		why                 growth.Reasons
		low, high           string
	}{
		{"72.8 % exactly", byRevenue, "2010", []string{"10000 CNY", "12000 CNY", "14400 CNY", "17280 CNY"}, growth.In, 0, "0.2", "0.2"},
		{"72.8 % exactly, of an odd base", byRevenue, "2010", []string{"12345.67 CNY", "", "", "21333.31776 CNY"}, growth.In, 0, "0.2", "0.2"},
		{"a cent below", byRevenue, "2010", []string{"10000 CNY", "", "", "17279.99 CNY"}, growth.Out, 0, "0.199999768518", "0.199999768518"},
		{"a millionth of a cent below", byRevenue, "2010", []string{"10000 CNY", "", "", "17279.99999999 CNY"}, growth.Out, 0, "0.2", "0.2"},
		{"exactly, where more is asked for", above, "2010", []string{"10000 CNY", "", "", "17280 CNY"}, growth.Out, 0, "0.2", "0.2"},
		{"a millionth of a cent more", above, "2010", []string{"10000 CNY", "", "", "17280.00000001 CNY"}, growth.In, 0, "0.2", "0.2"},
		{"33.1 % exactly", eu, "2010", []string{"1000 EUR", "1100 EUR", "1210 EUR", "1331 EUR"}, growth.In, 0, "0.1", "0.1"},
		{"33.1 % and no more", eu, "2010", []string{"1000 EUR", "", "", "1330.99 EUR"}, growth.Out, 0, "", ""},
		{"in another currency of record", byRevenue, "2010", []string{"100 USD", "", "", "180 USD"}, growth.In, 0, "", ""},
		{"currencies mixed", byRevenue, "2010", []string{"100 USD", "", "", "1800 CNY"}, growth.Insufficient, growth.MixedMoney, "", ""},
		{"no base", byRevenue, "2010", []string{"", "3100 CNY", "4300 CNY", "5600 CNY"}, growth.Insufficient, growth.Missing, "", ""},
		{"a year between missing", byRevenue, "2010", []string{"3200 CNY", "", "4700 CNY", "5900 CNY"}, growth.In, 0, "", ""},
		{"the latest undisclosed", byRevenue, "2010", []string{"3300 CNY", "", "", "!"}, growth.Insufficient, growth.Undisclosed, "", ""},
		{"base zero", byRevenue, "2010", []string{"0 CNY", "", "", "5200 CNY"}, growth.Insufficient, growth.BaseNotPos, "", ""},
		{"base below zero", byRevenue, "2010", []string{"-5 CNY", "", "", "5200 CNY"}, growth.Insufficient, growth.BaseNotPos, "", ""},
		{"base a range from zero", byRevenue, "2010", []string{"0..10 CNY", "", "", "5200 CNY"}, growth.Insufficient, growth.BaseNotPos | growth.Range, "", ""},
		{"founded in the base year", byRevenue, "2021", []string{"10 CNY", "", "", "5200 CNY"}, growth.Insufficient, growth.FirstYear, "", ""},
		{"founded on the first day of the base year", byRevenue, "2021-01-01", []string{"10 CNY", "", "", "5200 CNY"}, growth.In, 0, "", ""},
		{"founded the day before", byRevenue, "2020-12-31", []string{"10 CNY", "", "", "5200 CNY"}, growth.In, 0, "", ""},
		{"founded after the base year", byRevenue, "2023", []string{"10 CNY", "", "", "5200 CNY"}, growth.Insufficient, growth.FirstYear, "", ""},
		{"nobody knows when it was founded", byRevenue, "", []string{"10 CNY", "", "", "5200 CNY"}, growth.In, 0, "", ""},
		{"a range that is above at both ends", byRevenue, "2010", []string{"100 CNY", "", "", "200..400 CNY"}, growth.In, growth.Range, "0.259921049895", "0.587401051968"},
		{"a range over the line", byRevenue, "2010", []string{"3000 CNY", "", "", "5000..8000 CNY"}, growth.Borderline, growth.Range | growth.Straddles, "0.185631101497", "0.386722548701"},
		{"a range below at both ends", byRevenue, "2010", []string{"3000 CNY", "", "", "3000..4000 CNY"}, growth.Out, growth.Range, "", ""},
		{"a range of the base: the greater the base, the less the growth", byRevenue, "2010", []string{"50..100 CNY", "", "", "100 CNY"}, growth.Borderline, growth.Range | growth.Straddles, "0", "0.259921049895"},
		{"at least, above the line already", byRevenue, "2010", []string{"16000 CNY", "", "", ">30000 CNY"}, growth.In, growth.Open, "0.233106037165", ""},
		{"at least, below the line so far", byRevenue, "2010", []string{"16000 CNY", "", "", ">20000 CNY"}, growth.Borderline, growth.Open | growth.Straddles, "0.077217345016", ""},
		{"about, a tenth either way", byRevenue, "2010", []string{"100 CNY", "", "", "~200 CNY"}, growth.In, growth.About, "0.216440399115", "0.300591446851"},
		{"about, over the line", byRevenue, "2010", []string{"100 CNY", "", "", "~180 CNY"}, growth.Borderline, growth.About | growth.Straddles, "", ""},
		{"two sources, both above", byRevenue, "2010", []string{"4000 CNY", "", "", "7000|7600 CNY"}, growth.In, growth.Conflict, "", ""},
		{"two sources, the line between", byRevenue, "2010", []string{"5000 CNY", "", "", "8600|8650 CNY"}, growth.Borderline, growth.Conflict | growth.Straddles, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			j := judge(t, parse(t, tt.list), on)
			r := j.Explain(candidate(tt.founded, "", series(t, "revenue", tt.figures...)))
			o := find(r.Criteria, "growth")
			if r.State != tt.state || o.Why != tt.why {
				t.Errorf("%v because of %v, want %v because of %v", r.State, o.Why.Names(), tt.state, tt.why.Names())
			}
			if state, _ := j.State(candidate(tt.founded, "", series(t, "revenue", tt.figures...))); state != r.State {
				t.Errorf("State says %v, Explain %v", state, r.State)
			}
			if tt.low != "" && (o.Value == nil || o.Value.Low == nil || o.Value.Low.String() != tt.low) {
				t.Errorf("growth is %+v, want from %s", o.Value, tt.low)
			}
			if tt.high != "" && (o.Value == nil || o.Value.High == nil || o.Value.High.String() != tt.high) {
				t.Errorf("growth is %+v, want to %s", o.Value, tt.high)
			}
		})
	}
}

// TestFirstYear keeps that a list may compare the year of the founding, and says so.
func TestFirstYear(t *testing.T) {
	e := candidate("2021", "", series(t, "revenue", "10 CNY", "", "", "5200 CNY"))
	r := judge(t, parse(t, "missing: {firstYear: compared}\n"+byRevenue), on).Explain(e)
	if r.State != growth.In || r.Criteria[0].Why != growth.Founding {
		t.Errorf("%v because of %v", r.State, r.Criteria[0].Why.Names())
	}
}

// TestRegions keeps that who is in a city is in its province.
func TestRegions(t *testing.T) {
	l := parse(t, "criteria:\n  - {id: x, name: {zh: 四川, en: Sichuan}, fact: region, in: [\"510000\"]}\n")
	for facts, want := range map[string]growth.State{"region=510100": growth.In, "region=510000": growth.In, "region=110108": growth.Out, "": growth.Insufficient} {
		if s, _ := judge(t, l, on).State(candidate("", facts)); s != want {
			t.Errorf("%q: %v, want %v", facts, s, want)
		}
	}
}

// TestFiscalYears keeps that only whole years that close in one month are
// compared, and which year is the latest.
func TestFiscalYears(t *testing.T) {
	l := parse(t, byRevenue)
	change := func(months, closes [2]uint8) *growth.Result {
		s := series(t, "revenue", "100 CNY", "", "", "200 CNY")
		for i := range s.Figures {
			s.Figures[i].Months, s.Figures[i].Closes = months[i], closes[i]
		}
		return judge(t, l, on).Explain(candidate("2010", "", s))
	}
	for _, tt := range []struct {
		months, closes [2]uint8
		state          growth.State
		why            growth.Reasons
	}{
		{[2]uint8{0, 12}, [2]uint8{0, 12}, growth.In, 0},
		{[2]uint8{12, 12}, [2]uint8{3, 3}, growth.In, 0},
		{[2]uint8{12, 9}, [2]uint8{12, 9}, growth.Insufficient, growth.PartYear},
		{[2]uint8{9, 9}, [2]uint8{12, 12}, growth.Insufficient, growth.PartYear},
		{[2]uint8{12, 12}, [2]uint8{12, 3}, growth.Insufficient, growth.Unaligned},
	} {
		if r := change(tt.months, tt.closes); r.State != tt.state || r.Criteria[0].Why != tt.why {
			t.Errorf("%v: %v because of %v", tt, r.State, r.Criteria[0].Why.Names())
		}
	}

	for _, tt := range []struct {
		day  string
		lag  string
		want int
	}{
		{"2025-06-30", "0", 2024}, {"2025-12-30", "0", 2024}, {"2025-12-31", "0", 2025}, {"2025-01-01", "0", 2024},
		{"2025-04-29", "4", 2023}, {"2025-04-30", "4", 2024}, {"2025-05-01", "4", 2024}, {"2025-04-30", "5", 2023},
	} {
		d, err := graph.ParseDate(tt.day)
		if err != nil {
			t.Fatal(err)
		}
		if y := judge(t, parse(t, "period: {lag: "+tt.lag+"}\n"+byRevenue), growth.When{Reference: d}).Year(); y != tt.want {
			t.Errorf("on %s with a lag of %s months the latest year is %d, want %d", tt.day, tt.lag, y, tt.want)
		}
	}

	old := series(t, "revenue", "100 CNY", "", "", "200 CNY", "")
	if s, _ := judge(t, l, on).State(candidate("2010", "", old)); s != growth.Insufficient {
		t.Errorf("figures that end a year early: %v", s)
	}
	r := judge(t, parse(t, "period: {figure: revenue, fallback: 1}\n"+byRevenue), on).Explain(candidate("2010", "", old))
	if r.State != growth.In || r.Year != 2023 || r.Criteria[0].Why != growth.Older {
		t.Errorf("with a year to fall back: %v of %d because of %v", r.State, r.Year, r.Criteria[0].Why.Names())
	}
}

// TestLinesOfMoney keeps that a line in another currency moves by the list's own
// rate of the year, and by nothing else.
func TestLinesOfMoney(t *testing.T) {
	list := func(rates string) *growth.List {
		return parse(t, rates+`criteria:
  - {id: size, name: {zh: 规模, en: Size}, value: revenue, atLeast: 1500000 EUR}
`)
	}
	const rates = `rates: [{of: EUR, in: CNY, year: 2024, rate: 7.5, from: test}, {of: USD, in: EUR, year: 2024, rate: 0.8, from: test}]
`
	for _, tt := range []struct {
		rates, figure string
		state         growth.State
		why           growth.Reasons
	}{
		{"", "1500000 EUR", growth.In, 0},
		{"", "1499999.99 EUR", growth.Out, 0},
		{"", "99999999 CNY", growth.Insufficient, growth.NoRate},
		{rates, "11250000 CNY", growth.In, 0},
		{rates, "11249999.99 CNY", growth.Out, 0},
		{rates, "1875001 USD", growth.In, 0},
		{rates, "1874999 USD", growth.Out, 0},
		{rates, "99999999 JPY", growth.Insufficient, growth.NoRate},
		{rates, "11000000..12000000 CNY", growth.Borderline, growth.Range | growth.Straddles},
	} {
		r := judge(t, list(tt.rates), on).Explain(candidate("", "", series(t, "revenue", tt.figure)))
		if r.State != tt.state || r.Criteria[0].Why != tt.why {
			t.Errorf("%s with %q: %v because of %v", tt.figure, tt.rates, r.State, r.Criteria[0].Why.Names())
		}
	}
}

// TestIntervals works formulas of intervals through, with the direction of each
// end.
func TestIntervals(t *testing.T) {
	for _, tt := range []struct{ formula, low, high string }{
		{"rdSpend / revenue", "0.025", "0.075"},
		{"revenue - rdSpend", "185", "390"},
		{"rdSpend - revenue", "-390", "-185"},
		{"-revenue", "-400", "-200"},
		{"growth(revenue, 1)", "1", "3"},
		{"growth(employees, 1)", "-0.5", "0.25"},
		{"mean(employees, 2)", "65", "100"},
		{"sum(employees, 2)", "130", "200"},
		{"each(employees, 2)", "50", "100"},
		{"last(patents, 3)", "7", "7"},
		{"employees[-1] * 2", "160", "200"},
		{"netProfit / revenue", "-0.1", "0.1"},
		{"2 * (1 + 3) / 4 - 1", "1", "1"},
		{"age()", "14.4945355191", "15.4945355191"},
		{"age(0)", "14", "14.9972677596"},
	} {
		l := parse(t, "criteria:\n  - {id: x, name: {zh: 值, en: Value}, value: \""+tt.formula+"\", atLeast: 0"+money(tt.formula)+"}\n")
		r := judge(t, l, on).Explain(candidate("2010", "",
			series(t, "revenue", "100 CNY", "200..400 CNY"), series(t, "rdSpend", "10..15 CNY"), series(t, "netProfit", "-20..20 CNY"),
			series(t, "employees", "80..100", "50..100"), series(t, "patents", "7", "", "")))
		v := r.Criteria[0].Value
		if v == nil || v.Low == nil || v.High == nil || v.Low.String() != tt.low || v.High.String() != tt.high {
			t.Errorf("%s is %s, want %s to %s", tt.formula, text(v), tt.low, tt.high)
		}
	}
}

func money(formula string) string {
	switch formula {
	case "revenue - rdSpend", "rdSpend - revenue", "-revenue":
		return " CNY"
	}
	return ""
}

func text(v *growth.Interval) string {
	if v == nil {
		return "not known"
	}
	end := func(d *graph.Decimal) string {
		if d == nil {
			return "open"
		}
		return d.String()
	}
	return end(v.Low) + " to " + end(v.High)
}
