package importer_test

import (
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/importer/mapping"
)

// TestNewcomersTable reads tables as people send them who have not seen a template,
// and looks at what is told of the assumptions that were made.
func TestNewcomersTable(t *testing.T) {
	date := graph.Date{Year: 2025, Month: 6, Day: 30}
	codes := []string{"91990000MA0000001B", "91990000MA0000002E", "91990000MA0000003H"}
	choose := func(column int, means string) mapping.Choice {
		return mapping.Choice{Document: "t.csv", Column: column, Kind: graph.KindEnterprise, Means: means}
	}
	for _, test := range []struct {
		name    string
		csv     string
		options importer.Options
		counts  graph.Counts
		left    int
		told    []string // parts of what is told, in Chinese
		untold  []string
		want    []string // what the first enterprise shows: property period value
	}{
		{"last year is counted from the data date", "企业名称,去年营收（万元）\n示例甲有限公司,4500\n", importer.Options{DataDate: date},
			graph.Counts{Read: 1, Created: 1}, 0, []string{"读作 2024 的“营业收入”：“去年”从数据日期 2025-06-30 算起"}, nil, []string{"revenue 2024 4500万元"}},
		{"so it is where a person chose the column", "2025年企业名录,\n企业名称,去年进账（万元）\n示例甲有限公司,4500\n",
			importer.Options{DataDate: date, Choices: []mapping.Choice{choose(2, "revenue")}},
			graph.Counts{Read: 1, Created: 1}, 0, []string{"读作 2024 的“营业收入”"}, nil, []string{"revenue 2024 4500万元"}},
		{"without a data date it is nobody's year", "企业名称,省份,去年营收（万元）\n示例甲有限公司,北京,4500\n", importer.Options{},
			graph.Counts{Read: 1, Created: 1}, 0, []string{"列“去年营收（万元）”未识别"}, nil, []string{"revenue 2024 "}},
		{"the year of a title is told", "2025年企业名录,\n企业名称,营业收入（万元）\n示例甲有限公司,4500\n", importer.Options{DataDate: date},
			graph.Counts{Read: 1, Created: 1}, 0, []string{"读作 2025 的“营业收入”"}, nil, []string{"revenue 2025 4500万元"}},
		{"a year in the header is no assumption", "企业名称,2024年营业收入（万元）\n示例甲有限公司,4500\n", importer.Options{DataDate: date},
			graph.Counts{Read: 1, Created: 1}, 0, nil, []string{"读作"}, []string{"revenue 2024 4500万元"}},
		{"amounts without a unit", "企业名称,注册资金\n示例甲有限公司,2000\n示例乙有限公司,3000万元\n示例丙有限公司,50000000\n", importer.Options{},
			graph.Counts{Read: 3, Created: 3}, 0, []string{"“注册资金”没有写单位，按元读入：2000 读作 2000 元（共 2 格）；其中 1 格不到一百万元"}, nil, []string{"registeredCapital  CNY 2000"}},
		{"a unit is chosen", "企业名称,注册资金\n示例甲有限公司,2000\n",
			importer.Options{Choices: []mapping.Choice{{Document: "t.csv", Column: 2, Kind: graph.KindEnterprise, Means: "registeredCapital", Unit: "万元"}}},
			graph.Counts{Read: 1, Created: 1}, 0, nil, []string{"单位"}, []string{"registeredCapital  2000万元"}},
		{"an order of dates is chosen", "企业名称,成立日期\n示例甲有限公司,03/05/2021\n",
			importer.Options{Choices: []mapping.Choice{{Document: "t.csv", Column: 2, Kind: graph.KindEnterprise, Means: "founded", Order: "dmy"}}},
			graph.Counts{Read: 1, Created: 1}, 0, nil, []string{"月和日"}, []string{"founded  2021-05-03"}},
		{"sums are left out whatever is chosen", "企业名称,注册资金,备用\n示例甲有限公司,3000万元,a\n,合计,b\n",
			importer.Options{Choices: []mapping.Choice{choose(3, "mainBusiness")}},
			graph.Counts{Read: 1, Created: 1}, 1, nil, []string{"合计”"}, nil},
		{"sums below the names are no enterprise", "企业名称,注册资金\n示例甲有限公司,3000万元\n合计,3000万元\n", importer.Options{},
			graph.Counts{Read: 1, Created: 1}, 1, nil, nil, nil},
		{"sums that are counted as rows are no enterprise", "序号,企业名称,注册资金,员工人数\n1,示例甲有限公司,3000万元,5\n2,合计,3000万元,5\n3,示例乙有限公司,1亿元,7\n", importer.Options{},
			graph.Counts{Read: 2, Created: 2}, 1, nil, nil, nil},
		{"who is called like a sum is an enterprise beside no row number", "排名得分,企业名称,注册资金,主营业务\n1,示例甲有限公司,3000万元,网络\n2,Total,3000万元,石油\n", importer.Options{},
			graph.Counts{Read: 2, Created: 2}, 0, nil, nil, nil},
		{"codes are known by their check characters", "企业名称,信用编码\n示例甲有限公司," + codes[0] + "\n示例乙有限公司," + codes[1] + "\n示例丙有限公司," + codes[2] + "\n", importer.Options{},
			graph.Counts{Read: 3, Created: 3}, 0, nil, []string{"未识别"}, []string{"creditCode  " + codes[0]}},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := newAtlas(t)
			a.source("list", graph.TrustMedia)
			test.options.DryRun = true
			file := a.file("t.csv", test.csv)
			look := func(how string, options importer.Options) {
				r := a.run("list", options, file)
				var told []string
				for _, p := range r.Matters() {
					told = append(told, p.Reason.Zh)
				}
				all := strings.Join(told, "\n")
				if r.Counts != test.counts || r.Tables[0].Left != test.left {
					t.Errorf("%s: got %+v and %d rows left, want %+v and %d:\n%s", how, r.Counts, r.Tables[0].Left, test.counts, test.left, all)
				}
				for _, s := range test.told {
					if !strings.Contains(all, s) {
						t.Errorf("%s: it is not told that %s:\n%s", how, s, all)
					}
				}
				for _, s := range test.untold {
					if strings.Contains(all, s) {
						t.Errorf("%s: it is told that %s:\n%s", how, s, all)
					}
				}
			}
			look("by its headers", test.options)
			// The next preview is made by the mapping that the first one was read by.
			_, m, err := importer.Recognised(t.Context(), []string{file}, test.options)
			if err != nil {
				t.Fatal(err)
			}
			again := test.options
			again.Mapping, again.Choices = m, nil
			look("by the mapping of that", again)
			test.options.DryRun = false
			a.run("list", test.options, file)
			n := node(t, a.view(), graph.KindEnterprise, "示例甲有限公司")
			for _, want := range test.want {
				part := strings.SplitN(want, " ", 3)
				if got := shows(n, part[0], part[1]); got != part[2] {
					t.Errorf("%s %s is %q, want %q", part[0], part[1], got, part[2])
				}
			}
		})
	}
}
