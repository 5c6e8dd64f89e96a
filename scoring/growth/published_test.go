package growth_test

import (
	"cmp"
	"fmt"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/scoring/growth"
)

// TestPublishedRules writes rules of published lists as files and recomputes them:
// what each enterprise is, its rank and its growth were worked out by hand.
func TestPublishedRules(t *testing.T) {
	type expected struct {
		name, founded, facts string
		figures              []growth.Series
		state                growth.State
		rank                 int
		value                string // that it is ranked by, to twelve digits
		unmet                string // the criterion that it fails
	}
	revenue := func(figures ...string) []growth.Series { return []growth.Series{series(t, "revenue", figures...)} }
	employees := func(figures ...string) []growth.Series {
		return []growth.Series{series(t, "employees", figures...)}
	}
	for _, tt := range []struct {
		name, rule string
		want       []expected
	}{
		{"growth of revenue over three years, private and independent, from 100,000 to two million", `inputs:
  - {id: independent, name: {zh: 独立, en: Independent}}
scope:
  - {id: home, name: {zh: 美国, en: American}, fact: country, in: [US]}
eligible:
  - {id: private, name: {zh: 未上市, en: Privately held}, fact: listed, unknown: true, unrecorded: met}
  - {id: independence, name: {zh: 独立, en: Independent}, fact: independent, in: ["yes"]}
  - {id: base, name: {zh: 基期收入, en: Base}, value: "revenue[-3]", atLeast: 100000 USD}
  - {id: latest, name: {zh: 最近收入, en: Latest}, value: revenue, atLeast: 2000000 USD}
criteria:
  - {id: growth, name: {zh: 增长, en: Growth}, value: "growth(revenue, 3)", above: 0}
rank: {by: "growth(revenue, 3)", then: revenue, top: 3}
`, []expected{
			// 3,150,000 / 150,000 = 21 times
			{name: "twenty times more", founded: "2015", facts: "country=US independent=yes", figures: revenue("150000 USD", "", "", "3150000 USD"), state: growth.In, rank: 1, value: "20"},
			// 2,000,000 / 100,000 = 20 times, on both lines
			{name: "on both lines", founded: "2015", facts: "country=US independent=yes", figures: revenue("100000 USD", "", "", "2000000 USD"), state: growth.In, rank: 2, value: "19"},
			// 9,125,000 / 2,000,000 = 4.5625 times
			{name: "the last place", founded: "2015", facts: "country=US independent=yes", figures: revenue("2000000 USD", "", "", "9125000 USD"), state: growth.In, rank: 3, value: "3.5625"},
			{name: "beyond the places", founded: "2015", facts: "country=US independent=yes", figures: revenue("2000000 USD", "", "", "9000000 USD"), state: growth.Out, value: "3.5"},
			{name: "a dollar below the base", founded: "2015", facts: "country=US independent=yes", figures: revenue("99999 USD", "", "", "2000000 USD"), state: growth.Out, unmet: "base"},
			{name: "shrunk", founded: "2015", facts: "country=US independent=yes", figures: revenue("3000000 USD", "", "", "2900000 USD"), state: growth.Out, unmet: "growth"},
			{name: "listed", founded: "2015", facts: "country=US independent=yes listed=2020", figures: revenue("150000 USD", "", "", "3150000 USD"), state: growth.Out, unmet: "private"},
			{name: "abroad", founded: "2015", facts: "country=CA independent=yes", figures: revenue("150000 USD", "", "", "3150000 USD"), state: growth.Out, unmet: "home"},
			{name: "nobody knows the base", founded: "2015", facts: "country=US independent=yes", figures: revenue("", "1 USD", "", "3150000 USD"), state: growth.Insufficient},
		}},
		{"growth of technology companies from 50,000 to five million, with technology of their own", `inputs:
  - {id: ownTechnology, name: {zh: 自有技术, en: Own technology}}
eligible:
  - {id: years, name: {zh: 经营满四年, en: Four years}, value: age(), atLeast: 4}
  - {id: technology, name: {zh: 自有技术, en: Own technology}, fact: ownTechnology, in: ["yes"]}
  - {id: base, name: {zh: 基期收入, en: Base}, value: "revenue[-3]", atLeast: 50000 USD}
  - {id: latest, name: {zh: 最近收入, en: Latest}, value: revenue, atLeast: 5000000 USD}
criteria:
  - {id: growth, name: {zh: 增长, en: Growth}, value: "growth(revenue, 3)", above: 0}
rank: {by: "growth(revenue, 3)"}
`, []expected{
			// 8,080,000 / 80,000 = 101 times
			{name: "a hundred times more", founded: "2018-05-01", facts: "ownTechnology=yes", figures: revenue("80000 USD", "", "", "8080000 USD"), state: growth.In, rank: 1, value: "100"},
			{name: "a person has to judge", founded: "2018-05-01", figures: revenue("80000 USD", "", "", "8000000 USD"), state: growth.Borderline, value: "99"},
			{name: "bought technology", founded: "2018-05-01", facts: "ownTechnology=no", figures: revenue("80000 USD", "", "", "8080000 USD"), state: growth.Out, unmet: "technology"},
			{name: "a day too young", founded: "2021-07-01", facts: "ownTechnology=yes", figures: revenue("", "80000 USD", "", "8080000 USD"), state: growth.Out, unmet: "years"},
			{name: "four years to the day", founded: "2021-06-30", facts: "ownTechnology=yes", figures: revenue("80000 USD", "", "", "8080000 USD"), state: growth.Insufficient}, // from the year of the founding
		}},
		{"more than 20 % a year over three years with ten employees at the start", `eligible:
  - {id: size, name: {zh: 期初员工, en: Size}, value: "employees[-3]", atLeast: 10}
  - {id: born, name: {zh: 期初已满一年, en: Not newly born}, value: "age(3)", atLeast: 1}
criteria:
  - {id: growth, name: {zh: 增长, en: Growth}, value: "cagr(employees, 3)", above: 0.2}
rank: {by: "cagr(employees, 3)"}
`, []expected{
			// 125 × 1.2³ = 216; (217 / 125)^(1/3) = 1.20184900138
			{name: "20 % and no more", founded: "2010", figures: employees("125", "150", "180", "216"), state: growth.Out, value: "", unmet: "growth"},
			{name: "one more", founded: "2010", figures: employees("125", "", "", "217"), state: growth.In, rank: 2, value: "0.201849001383"},
			{name: "twice a year, from ten", founded: "2010", figures: employees("10", "20", "40", "80"), state: growth.In, rank: 1, value: "1"},
			{name: "from nine", founded: "2010", figures: employees("9", "20", "40", "80"), state: growth.Out, unmet: "size"},
			{name: "born at the start", founded: "2021-03-01", figures: employees("20", "20", "40", "80"), state: growth.Out, unmet: "born"},
		}},
		{"10 % a year or more over three years", `eligible:
  - {id: size, name: {zh: 期初员工, en: Size}, value: "employees[-3]", atLeast: 10}
criteria:
  - {id: growth, name: {zh: 增长, en: Growth}, value: "cagr(employees, 3)", atLeast: 0.1}
rank: {by: "cagr(employees, 3)"}
`, []expected{
			// 1000 × 1.1³ = 1331
			{name: "10 %", founded: "2010", figures: employees("1000", "", "", "1331"), state: growth.In, rank: 1, value: "0.1"},
			{name: "one fewer", founded: "2010", figures: employees("1000", "", "", "1330"), state: growth.Out, unmet: "growth"},
		}},
		{"compound growth in the currency of record, with lines in euro", `rates:
  - {of: EUR, in: USD, year: 2024, rate: 1.08, from: an invented rate}
missing: {firstYear: compared}
eligible:
  - {id: base, name: {zh: 基期收入, en: Base}, value: "revenue[-3]", atLeast: 100000 EUR}
  - {id: latest, name: {zh: 最近收入, en: Latest}, value: revenue, atLeast: 1500000 EUR}
criteria:
  - {id: organic, name: {zh: 内生, en: Organic}, organic: 3, unrecorded: met}
rank: {by: "cagr(revenue, 3)"}
`, []expected{
			// EUR 100,000 are USD 108,000, EUR 1.5 million USD 1,620,000: 15^(1/3) = 2.46621207433
			{name: "on both lines", founded: "2021", figures: revenue("108000 USD", "", "", "1620000 USD"), state: growth.In, rank: 1, value: "1.46621207433"},
			// 8^(1/3) = 2: growth in any currency ranks beside growth in another
			{name: "eight times", founded: "2010", figures: revenue("200000 EUR", "", "", "1600000 EUR"), state: growth.In, rank: 2, value: "1"},
			{name: "a dollar below", founded: "2010", figures: revenue("107999 USD", "", "", "1620000 USD"), state: growth.Out, unmet: "base"},
			{name: "bought another", founded: "2010", facts: "acquisition=2023-05-01", figures: revenue("200000 EUR", "", "", "1600000 EUR"), state: growth.Borderline, value: "1"},
			{name: "no rate for its currency", founded: "2010", figures: revenue("10800000 JPY", "", "", "162000000 JPY"), state: growth.Insufficient},
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := parse(t, tt.rule)
			var all []*growth.Enterprise
			for i, w := range tt.want {
				e := candidate(w.founded, w.facts, w.figures...)
				e.ID, e.Name = graph.SubjectID(fmt.Sprintf("s-%02d", i)), w.name
				all = append(all, e)
			}
			e, err := growth.Run(t.Context(), l, all, growth.Options{When: on})
			if err != nil {
				t.Fatal(err)
			}
			seen := 0
			for r := range e.Select(growth.Query{}) {
				var i int
				if _, err := fmt.Sscanf(string(r.Enterprise), "s-%d", &i); err != nil {
					t.Fatal(err)
				}
				seen++
				w := tt.want[i]
				if r.State != w.state || r.Rank != w.rank {
					t.Errorf("%s is %v at rank %d, want %v at %d", w.name, r.State, r.Rank, w.state, w.rank)
				}
				if w.value != "" && (r.Value == nil || r.Value.Low == nil || r.Value.Low.String() != w.value) {
					t.Errorf("%s is ranked by %+v, want %s", w.name, r.Value, w.value)
				}
				failed := ""
				for _, o := range r.Criteria {
					if o.Verdict == growth.Unmet {
						failed = cmp.Or(failed, o.ID)
					}
				}
				if failed != w.unmet {
					t.Errorf("%s fails %q, want %q", w.name, failed, w.unmet)
				}
				if x := l.Because(r); x.Zh == "" || x.En == "" {
					t.Errorf("%s is told no reason", w.name)
				}
			}
			if seen != len(tt.want) {
				t.Errorf("%d results, want %d", seen, len(tt.want))
			}
		})
	}
}

// TestBothWords keeps that a description with a word that it has to have and one
// that it must not is for a person to read.
func TestBothWords(t *testing.T) {
	l := parse(t, "criteria:\n  - {id: x, name: {zh: 制造, en: Manufacturing}, fact: industry, has: [制造], lacks: [软件]}\n")
	for facts, want := range map[string]growth.State{
		"industry=设备制造": growth.In, "industry=软件业": growth.Out, "industry=设备制造及软件": growth.Borderline, "industry=批发": growth.Borderline, "": growth.Insufficient,
	} {
		if s, _ := judge(t, l, on).State(candidate("", facts)); s != want {
			t.Errorf("%q: %v, want %v", facts, s, want)
		}
	}
}
