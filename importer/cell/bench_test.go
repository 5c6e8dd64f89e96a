package cell

import (
	"fmt"
	"testing"

	"github.com/chainatlas/chainatlas/importer/table"
)

// BenchmarkRead reads one cell of each type, as tables have them.
func BenchmarkRead(b *testing.B) {
	for _, c := range []struct {
		name, of, property, option string
		kind                       table.Kind
		texts                      []string
	}{
		{"name", "Enterprise", "legalName", "", table.Text, []string{"北京启明星辰信息安全技术有限公司", "Palo Alto Networks", "奇安信科技集团股份有限公司"}},
		{"description", "Enterprise", "description", "", table.Text, []string{"提供网络安全产品与服务，涵盖防火墙、态势感知、数据安全。\n总部位于北京。"}},
		{"creditCode", "Enterprise", "creditCode", "", table.Text, []string{"9151010070927392XM", "91110000101137049C"}},
		{"stockCode", "Enterprise", "stockCode", "", table.Text, []string{"688096", "002268.SZ"}},
		{"date", "Enterprise", "founded", "", table.Text, []string{"2021-03-05", "1998-04-23"}},
		{"dateSlash", "Enterprise", "founded", "", table.Text, []string{"2021/3/5", "2021.3.5"}},
		{"dateHan", "Enterprise", "founded", "", table.Text, []string{"2021年3月5日"}},
		{"dateSerial", "Enterprise", "founded", "", table.Date, []string{"43831", "36526"}},
		{"int", "Enterprise", "employees", "", table.Number, []string{"1200", "35"}},
		{"intText", "Enterprise", "employees", "", table.Text, []string{"1,200", "1200人"}},
		{"ratio", "Enterprise", "rdRatio", "", table.Text, []string{"12.5%", "0.125"}},
		{"moneyNumber", "Enterprise", "revenue", "万元", table.Number, []string{"83833.6028", "5000"}},
		{"moneyUSD", "Enterprise", "fundingTotal", "USD", table.Text, []string{"1750000", "20,000,000"}},
		{"moneyText", "FundingEvent", "amount", "", table.Text, []string{"数千万元", "6000万美元", "近2亿元", "83,833.6028(万元人民币)", "未披露"}},
		{"round", "FundingEvent", "round", "", table.Text, []string{"A轮", "Pre-A轮融资", "series-b"}},
		{"region", "Park", "region", "", table.Text, []string{"广东省深圳市", "江苏省南京市", "北京"}},
		{"bool", "Segment", "keyLink", "", table.Text, []string{"是", "否"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			r := reader(b, c.of, c.property, c.option)
			cells := make([]table.Cell, len(c.texts))
			for i, s := range c.texts {
				cells[i] = table.Cell{Column: 1, Kind: c.kind, Text: s}
			}
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				if v, problem := r.Read(cells[i%len(cells)]); v.IsZero() {
					b.Fatal(problem)
				}
				i++
			}
		})
	}
}

// BenchmarkRow reads the twelve columns of a table of enterprises, 200,000 rows
// of which have 2.4 million cells. No two rows have the same texts but for
// those of codes.
func BenchmarkRow(b *testing.B) {
	type column struct {
		r    *Reader
		kind table.Kind
	}
	columns := []column{
		{reader(b, "Enterprise", "legalName", ""), table.Text}, {reader(b, "Enterprise", "creditCode", ""), table.Text}, {reader(b, "Enterprise", "founded", ""), table.Date},
		{reader(b, "Enterprise", "registeredCapital", "万元"), table.Number}, {reader(b, "Enterprise", "employees", ""), table.Number}, {reader(b, "Enterprise", "kind", ""), table.Text},
		{reader(b, "Park", "region", ""), table.Text}, {reader(b, "Enterprise", "website", ""), table.Text}, {reader(b, "Enterprise", "mainBusiness", ""), table.Text},
		{reader(b, "Enterprise", "rdRatio", ""), table.Percent}, {reader(b, "Enterprise", "stage", ""), table.Text}, {reader(b, "Enterprise", "revenue", "万元"), table.Number},
	}
	const rows = 512
	cells := make([][]table.Cell, rows)
	for i := range cells {
		texts := []string{
			fmt.Sprintf("北京某某%d信息技术股份有限公司", i), "9151010070927392XM", fmt.Sprint(36_000 + i), fmt.Sprintf("%d.%d", 1000+i, i), fmt.Sprint(10 + i), "民营企业",
			"广东省深圳市", fmt.Sprintf("https://www.example-%d.com", i), fmt.Sprintf("网络安全、数据安全产品的研发与销售，第%d类", i), fmt.Sprintf("0.%d", 100+i), "成长期", fmt.Sprint(12_000 + 7*i),
		}
		for j, s := range texts {
			cells[i] = append(cells[i], table.Cell{Column: j + 1, Kind: columns[j].kind, Text: s})
		}
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		row := cells[i%rows]
		for j := range columns {
			if v, problem := columns[j].r.Read(row[j]); v.IsZero() {
				b.Fatal(problem)
			}
		}
		i++
	}
}
