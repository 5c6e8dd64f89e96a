package growth_test

import (
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/scoring/growth"
)

// on is the reference date of the tests: the fiscal year before has closed and its
// figures are asked for.
var on = growth.When{Reference: graph.Date{Year: 2025, Month: 6, Day: 30}}

// parse reads a list, or a criterion for one.
func parse(t testing.TB, text string) *growth.List {
	t.Helper()
	if !strings.HasPrefix(text, "list:") {
		text = `list: 1
code: test
version: "1"
name: {zh: 测试, en: Test}
class: growth
sources: [{text: test, sure: own}]
` + text
	}
	l, err := growth.Parse("test.yaml", []byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return l
}

// shipped returns a list that is shipped.
func shipped(t testing.TB, code string) *growth.List {
	t.Helper()
	for _, l := range growth.Shipped() {
		if l.Code == code {
			return l
		}
	}
	t.Fatalf("no list %s is shipped", code)
	return nil
}

// judge returns a judge of a list.
func judge(t testing.TB, l *growth.List, when growth.When) *growth.Judge {
	t.Helper()
	j, err := growth.NewJudge(l, when)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func decimal(t testing.TB, s string) graph.Decimal {
	t.Helper()
	d, err := graph.ParseDecimal(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// series reads figures of the years up to 2024, the last one: "100", "100 EUR",
// "100..120" a range, ">100" a lower end, "~100" about, "100|120" two sources,
// "!" undisclosed, "" nothing.
func series(t testing.TB, name string, figures ...string) growth.Series {
	t.Helper()
	s := growth.Series{Name: name}
	for i, text := range figures {
		if text == "" {
			continue
		}
		f := growth.Figure{Year: int16(2024 - len(figures) + 1 + i)}
		text, currency, _ := strings.Cut(text, " ")
		f.Currency = growth.CurrencyOf(currency)
		switch low, high, ranged := strings.Cut(text, ".."); {
		case ranged:
			f.Bound, f.Low, f.High = graph.BoundRange, decimal(t, low), decimal(t, high)
		case text == "!":
			f.Bound = graph.BoundUndisclosed
		case text[0] == '>':
			f.Bound, f.Low = graph.BoundAtLeast, decimal(t, text[1:])
		case text[0] == '~':
			f.Bound, f.Low = graph.BoundAbout, decimal(t, text[1:])
		default:
			first, second, conflict := strings.Cut(text, "|")
			f.Low = decimal(t, first)
			if conflict {
				f.Spread = &growth.Spread{Low: f.Low, High: decimal(t, second)}
			}
		}
		s.Figures = append(s.Figures, f)
	}
	return s
}

// candidate makes an enterprise of series and facts ("stage=growth").
func candidate(founded string, facts string, all ...growth.Series) *growth.Enterprise {
	e := &growth.Enterprise{ID: "s-1", Name: "示例企业", Series: all}
	if founded != "" {
		d, err := graph.ParseDate(founded)
		if err != nil {
			panic(err)
		}
		e.Founded = d
	}
	for _, f := range strings.Fields(facts) {
		name, text, _ := strings.Cut(f, "=")
		fact := growth.Fact{Name: name, Text: text}
		if name == growth.FactListed || name == growth.FactAcquisition {
			fact.From, _ = graph.ParseDate(text)
		}
		e.Facts = append(e.Facts, fact)
	}
	e.Sort()
	return e
}

// find returns the outcome of a criterion, however deep.
func find(all []growth.Outcome, id string) *growth.Outcome {
	for i := range all {
		if all[i].ID == id {
			return &all[i]
		}
		if o := find(all[i].Parts, id); o != nil {
			return o
		}
	}
	return nil
}
