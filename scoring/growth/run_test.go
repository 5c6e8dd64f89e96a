package growth_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/scoring/growth"
)

// TestTop keeps who is among the first of a list: equals share the last place,
// and whose interval reaches over it is at the border.
func TestTop(t *testing.T) {
	l := parse(t, "criteria:\n  - {id: x, name: {zh: 增长, en: Growth}, value: \"growth(revenue, 3)\", above: 0}\nrank: {by: \"growth(revenue, 3)\", top: 3}\n")
	for _, tt := range []struct{ latest, want string }{
		{"500 400 300 200", "in 1, in 2, in 3, out 0 [beyondTop]"},
		{"500 300 300 300", "in 1, in 2, in 2, in 2"},
		{"500 400 300 300", "in 1, in 2, in 3, in 3"},
		{"500 400 300 250..350", "in 1, in 2, borderline 0 [straddles], borderline 0 [straddles]"},
		{"500 400 300 150..250", "in 1, in 2, in 3, out 0 [beyondTop]"},
		{"500 400 300 >250", "in 1, in 2, borderline 0 [straddles], borderline 0 [straddles]"},
	} {
		var all []*growth.Enterprise
		for i, latest := range strings.Fields(tt.latest) {
			e := candidate("2010", "", series(t, "revenue", "100 CNY", "", "", latest+" CNY"))
			e.ID = graph.SubjectID(fmt.Sprint("s-", i))
			all = append(all, e)
		}
		listed, err := growth.Rank(t.Context(), judge(t, l, on), all)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, x := range listed {
			s := fmt.Sprintf("%v %d", x.State, x.Rank)
			if x.Why != 0 {
				s += fmt.Sprint(" ", x.Why.Names())
			}
			got = append(got, s)
		}
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("%s: %s, want %s", tt.latest, s, tt.want)
		}
	}
}

// TestNext keeps what the next year brings: criteria that time alone fails, and
// what a figure has to reach.
func TestNext(t *testing.T) {
	l := parse(t, `eligible:
  - {id: young, name: {zh: 年龄, en: Age}, value: age(), atMost: 15}
  - {id: titled, name: {zh: 称号, en: Title}, title: [示例称号]}
criteria:
  - {id: growth, name: {zh: 增长, en: Growth}, value: "cagr(revenue, 3)", atLeast: 0.2}
`)
	e := candidate("2010-06-30", "", series(t, "revenue", "100 CNY", "150 CNY", "160 CNY", "200 CNY"))
	e.Facts = []growth.Fact{{Name: growth.FactTitle, Text: "示例称号", From: graph.Date{Year: 2023}, To: graph.Date{Year: 2025, Month: 12}}}
	r := judge(t, l, on).Explain(e)
	if r.State != growth.In || r.Next == nil || r.Next.Year != 2025 || !slices.Equal(r.Next.FallsOut, []string{"young", "titled"}) {
		t.Fatalf("%v, next %+v", r.State, r.Next)
	}
	// 150 × 1.728 = 259.2, which is 29.6 % more than 200.
	if x := r.Next.Targets; len(x) != 1 || x[0].Number.String() != "259.2" || x[0].Change.String() != "0.296" || x[0].Figure != "revenue" {
		t.Errorf("targets %+v", x)
	}
	when := on
	when.Reference.Year++
	if s, _ := judge(t, l, when).State(e); s != growth.Out {
		t.Errorf("a year later: %v", s)
	}
}

// TestNeeds keeps which figures would decide: the fewest, and none where something
// else fails.
func TestNeeds(t *testing.T) {
	l := parse(t, `criteria:
  - id: growth
    name: {zh: 增长, en: Growth}
    any:
      - {id: a, name: {zh: 收入, en: Revenue}, value: "cagr(revenue, 3)", atLeast: 0.2}
      - {id: b, name: {zh: 员工, en: Employees}, value: "cagr(employees, 3)", atLeast: 0.2}
  - {id: size, name: {zh: 规模, en: Size}, value: totalAssets, atLeast: 10 CNY}
`)
	for _, tt := range []struct {
		name   string
		series []growth.Series
		want   string
	}{
		{"one of two ways lacks less", []growth.Series{series(t, "employees", "10", "", "", ""), series(t, "totalAssets", "20 CNY")}, "[{employees 2024}]"},
		{"and another criterion lacks one", []growth.Series{series(t, "employees", "10", "", "", "")}, "[{employees 2024} {totalAssets 2024}]"},
		{"nothing known", nil, "[{revenue 2021} {revenue 2024} {totalAssets 2024}]"},
		{"something fails", []growth.Series{series(t, "totalAssets", "5 CNY")}, "[]"},
		{"all is known", []growth.Series{series(t, "revenue", "10 CNY", "", "", "20 CNY"), series(t, "totalAssets", "20 CNY")}, "[]"},
	} {
		if got := fmt.Sprint(judge(t, l, on).Explain(candidate("2010", "", tt.series...)).Needs); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}
