package mapping_test

import (
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/mapping"
)

func TestBoundary(t *testing.T) {
	rows := sheetOf(`
企业名称 | 信用代码 | 成立日期 | 员工人数
甲公司 | x | 2011 | 5
合计有限公司 | y | 2012 | 6
乙公司

丙公司 | z | 2013 | 7
企业名称 | 信用代码 | 成立日期 | 员工人数
说明科技有限公司 | | 2014 | 8
总计 | | | 26
注：员工人数为年末数
Total | | 3 | 4

表2 产品清单
产品名称 | 企业名称 | 型号
防火墙 | 甲公司 | X1`)
	headers := mapping.ReadHeaders(nil, &rows[0], 0, 0, nil)
	b := mapping.NewBoundary(graph.Standard(), headers, 1)
	want := map[int]mapping.Verdict{
		7: mapping.Repeated, 9: mapping.Total, 10: mapping.Note, 11: mapping.Total, 13: mapping.Note, 14: mapping.NextTable,
	}
	for i := range rows[1:] {
		row := &rows[i+1]
		if got := b.Row(row); got != want[row.Number] {
			t.Errorf("row %d: got %d, want %d", row.Number, got, want[row.Number])
		}
	}
}

// TestBoundaryOfTwoColumns has tables of two columns, in which a row with one
// cell may be anything.
func TestBoundaryOfTwoColumns(t *testing.T) {
	for _, c := range []struct {
		name, lines string
		want        map[int]mapping.Verdict
	}{
		{"stacked", `
企业名称 | 成立日期
己示有限公司 | 2020

二、园区
园区名称 | 所在地区
己园区 | 北京市`, map[int]mapping.Verdict{4: mapping.Note, 5: mapping.NextTable}},
		{"stacked below a title like any name", `
企业名称 | 成立日期
己示有限公司 | 2020

园区
园区名称 | 所在地区
己园区 | 北京市`, map[int]mapping.Verdict{5: mapping.NextTable}},
		{"stacked below a title of a table", `
企业名称 | 成立日期
己示有限公司 | 2020

园区一览
园区名称 | 所在地区`, map[int]mapping.Verdict{4: mapping.Note, 5: mapping.NextTable}},
		{"sections and averages", `
企业名称 | 信用代码
甲示有限公司
二、外地企业
（三）境外企业
(四) 其他
乙示有限公司
3
4、
360
一汽解放
合计
平均
Average | 5.2
均值 | 5
数据来源：某处`, map[int]mapping.Verdict{3: mapping.Note, 4: mapping.Note, 5: mapping.Note, 7: mapping.Note, 8: mapping.Note,
			11: mapping.Total, 12: mapping.Total, 13: mapping.Total, 14: mapping.Total, 15: mapping.Note}},
		{"names of data", `
企业名称 | 信用代码
平均有限公司 | 5
二、甲公司 | 5
7 | 5
Mean | Machine`, nil},
		{"names alone below a gap", `
企业名称 | 信用代码
甲示有限公司 | x

乙示有限公司
丙示有限公司 | y`, nil},
	} {
		rows := sheetOf(c.lines)
		b := mapping.NewBoundary(graph.Standard(), mapping.ReadHeaders(nil, &rows[0], 0, 0, nil), 1)
		for i := range rows[1:] {
			row := &rows[i+1]
			if got := b.Row(row); got != c.want[row.Number] {
				t.Errorf("%s: row %d: got %d, want %d", c.name, row.Number, got, c.want[row.Number])
			}
		}
	}
}

func TestHeaders(t *testing.T) {
	rows := sheetOf(`
企业 | | 财务 | |
名称 | 信用 代码 | 收入 | 利润 | 收入 | # |`)
	h := mapping.ReadHeaders(&rows[0], &rows[1], 0, 0, nil)
	for name, want := range map[string]int{
		"企业 / 名称": 1, "企业名称": 1, "名称": 1, "信用代码": 2, "企业 / 信用 代码": 2,
		"财务 / 收入": 3, "财务 / 收入#2": 5, "财务收入#3": 0, "利润": 4, "收入": 0, "财务 / #": 6, "F": 0, "A": 0, "没有": 0, "": 0,
	} {
		if got := h.Find(name); got != want {
			t.Errorf("%q: got column %d, want %d", name, got, want)
		}
	}
	for i, name := range h.Names() {
		if got := h.Find(name); got != h[i].Column {
			t.Errorf("%q: got column %d, want %d", name, got, h[i].Column)
		}
	}
}

// TestYAMLRefuses sees that what a file cannot say is an error.
func TestYAMLRefuses(t *testing.T) {
	for name, set := range map[string][]mapping.Property{
		"twice":    {{Name: "legalName", Expr: mapping.Expr{Columns: []string{"a"}}}, {Name: "legalName", Expr: mapping.Expr{Columns: []string{"b"}}}},
		"no UTF-8": {{Name: "legalName", Expr: mapping.Expr{Columns: []string{"\xff"}}}},
	} {
		m := &mapping.Mapping{Version: 1, Tables: []mapping.Table{{Records: []mapping.Record{{Kind: graph.KindEnterprise, Set: set}}}}}
		if data, err := m.YAML(); graph.CodeOf(err) != graph.CodeInvalid {
			t.Errorf("%s: got %v\n%s", name, err, data)
		}
	}
}
