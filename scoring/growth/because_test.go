package growth_test

import (
	"testing"

	"github.com/chainatlas/chainatlas/scoring/growth"
)

// TestBecauseIn keeps that who is in is told what decides that, with the figure and
// the line, and that no figure is rounded onto a line that it does not lie on.
func TestBecauseIn(t *testing.T) {
	oecd, gazelle := shipped(t, "oecd-high-growth"), shipped(t, "china-gazelle")
	for _, tt := range []struct {
		name   string
		list   *growth.List
		series []growth.Series
		zh, en string
	}{
		{"above a line that it would be rounded to", oecd, []growth.Series{
			series(t, "revenue", "10000000 CNY", "", "", "17300000 CNY"), series(t, "employees", "20", "", "", "20"),
		}, "三年年均增长（营业收入）20.05%，门槛 > 20%", "Average annual growth over three years (Turnover) 20.05%, line > 20%"},
		{"what it is ranked by does not carry it", oecd, []growth.Series{
			series(t, "revenue", "10000000 CNY", "", "", "11000000 CNY"), series(t, "employees", "20", "", "", "50"),
		}, "凭三年年均增长（员工）入选：35.7%，门槛 > 20%；营业收入未过门槛", "in by Average annual growth over three years (Employees): 35.7%, line > 20%; Turnover does not reach its line"},
		{"what it is ranked by lies on both sides of its line", oecd, []growth.Series{
			series(t, "revenue", "30000000 CNY", "", "", "50000000..80000000 CNY"), series(t, "employees", "20", "", "", "50"),
		}, "凭三年年均增长（员工）入选：35.7%，门槛 > 20%；营业收入（区间跨过门槛）", "in by Average annual growth over three years (Employees): 35.7%, line > 20%; Turnover (the line lies within the interval)"},
		{"the nearest of several lines is not that of the rank", gazelle, []growth.Series{
			series(t, "revenue", "10000000 CNY", "", "20000000 CNY", "30000000 CNY"), series(t, "employees", "20", "", "", "50"), series(t, "rdSpend", "", "", "", "751000 CNY"),
		}, "科技活动投入强度 2.503%，门槛 ≥ 2.5%", "Spending on science over revenue 2.503%, line ≥ 2.5%"},
		{"an amount beside a line that reads alike is told in full", parse(t, "criteria:\n  - {id: x, name: {zh: 收入, en: Revenue}, value: revenue, atLeast: 10000000 CNY, sure: own}\n"), []growth.Series{
			series(t, "revenue", "10000300 CNY"),
		}, "收入 10,000,300 元，门槛 ≥ 1000 万元", "Revenue CNY 10,000,300, line ≥ CNY 10m"},
		{"on its line", parse(t, "criteria:\n  - {id: x, name: {zh: 员工, en: Employees}, value: employees, atLeast: 10, sure: own}\n"), []growth.Series{
			series(t, "employees", "10"),
		}, "员工 10，门槛 ≥ 10", "Employees 10, line ≥ 10"},
		{"an interval tells its worse end", gazelle, []growth.Series{
			series(t, "revenue", "20000000 CNY", "", "30000000 CNY", "38000000..60000000 CNY"), series(t, "employees", "20", "", "", "50"), series(t, "rdSpend", "", "", "", "2000000 CNY"),
		}, "三年复合增长率（收入）下限 23.9%，门槛 ≥ 20%", "Compound growth over three years (Revenue) at least 23.9%, line ≥ 20%"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := judge(t, tt.list, on).Explain(candidate("2015-03-01", "", tt.series...))
			if r.State != growth.In {
				t.Fatalf("it is %v: %+v", r.State, r.Criteria)
			}
			if why := tt.list.Because(r); why.Zh != tt.zh || why.En != tt.en {
				t.Errorf("it is told\n%s\n%s\nwant\n%s\n%s", why.Zh, why.En, tt.zh, tt.en)
			}
		})
	}
}

// TestBecauseOut keeps that who is not in is told by how much, of an interval by the
// end that comes nearest to the line; and that a stock code is called one.
func TestBecauseOut(t *testing.T) {
	oldest, own := parse(t, "criteria:\n  - {id: x, name: {zh: 成立年限, en: Age}, value: age(), atMost: 10, sure: own}\n"), parse(t, "criteria:\n  - {id: x, name: {zh: 员工, en: Employees}, value: employees, atLeast: 10, sure: own}\n")
	for _, tt := range []struct {
		list   *growth.List
		series []growth.Series
		zh, en string
	}{
		{own, []growth.Series{series(t, "employees", "7")}, "员工不满足：7，门槛 ≥ 10", "Employees: unmet, 7, line ≥ 10"},
		{own, []growth.Series{series(t, "employees", "5..8")}, "员工不满足：上限 8，门槛 ≥ 10", "Employees: unmet, at most 8, line ≥ 10"},
		{oldest, nil, "成立年限不满足：15.3，门槛 ≤ 10", "Age: unmet, 15.3, line ≤ 10"},
	} {
		r := judge(t, tt.list, on).Explain(candidate("2010-03-01", "", tt.series...))
		if why := tt.list.Because(r); r.State != growth.Out || why.Zh != tt.zh || why.En != tt.en {
			t.Errorf("%v is told\n%s\n%s\nwant\n%s\n%s", r.State, why.Zh, why.En, tt.zh, tt.en)
		}
	}
	unlisted := shipped(t, "china-unicorn")
	for fact, zh := range map[growth.Fact]string{{Name: growth.FactListed, Text: "000011.SZ"}: "证券代码", {Name: growth.FactListed, Text: "2010-06-23"}: "上市日期"} {
		if label := unlisted.FactLabel(&fact); label.Zh != zh {
			t.Errorf("%s is called %s, want %s", fact.Text, label.Zh, zh)
		}
	}
}
