package mapping_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/mapping"
	"github.com/chainatlas/chainatlas/importer/table"
)

// sheetOf makes rows of lines: cells are separated by | and trimmed, an empty
// line is a blank row.
func sheetOf(lines string) []table.Row {
	var rows []table.Row
	for i, line := range strings.Split(strings.Trim(lines, "\n"), "\n") {
		row := table.Row{Number: i + 1}
		for j, s := range strings.Split(line, "|") {
			if s = strings.TrimSpace(s); s != "" {
				row.Cells = append(row.Cells, table.Cell{Column: j + 1, Kind: table.Text, Text: s})
			}
		}
		if row.Cells != nil {
			rows = append(rows, row)
		}
	}
	return rows
}

// habits are how people head their tables; testdata/habits has what is
// recognised.
var habits = []struct {
	name, sheet, document string
	lines                 string
	merged                []table.Area
	mapping               string
}{
	{name: "title-and-notes", sheet: "Sheet1", document: "报送表.xlsx", lines: `
附件2
2024年度网络安全企业经营情况统计表
填报单位：某市经信局 | | | 单位：万元
序号 | 企业名称（必填） | 统一社会信用代码 | 营业收入（万元） | 净利润（万元） | 员工人数（人） | 备注
1 | 甲公司 | 91510100709273920X | 100 | 5 | 20 |
2 | 乙公司 | | 200 | 8 | 30 |
合计 | | | 300 | 13 | 50
注：数据由企业自行填报`},
	{name: "merged-years", sheet: "经营数据", lines: `
企业名称 | 信用代码 | 2022年 | | 2023年 | 
 | | 营业收入（万元） | 研发投入（万元） | 营业收入（万元） | 研发投入（万元）
甲公司 | | 1 | 2 | 3 | 4`, merged: []table.Area{{FirstRow: 1, LastRow: 2, FirstColumn: 1, LastColumn: 1}, {FirstRow: 1, LastRow: 2, FirstColumn: 2, LastColumn: 2}, {FirstRow: 1, LastRow: 1, FirstColumn: 3, LastColumn: 4}, {FirstRow: 1, LastRow: 1, FirstColumn: 5, LastColumn: 6}}},
	{name: "figures-above-years", sheet: "数据", lines: `
公司名称 | 营业收入（亿元） | | | 员工人数 | |
 | 2021 | 2022 | 2023 | 2022 | 2023
甲公司 | 1 | 2 | 3 | 4 | 5`},
	{name: "numbered", sheet: "Rounds", lines: `
Startup Name | Date | Amount (USD) | Investor 1 | Investor 2 | 跟投方1 | 跟投方2 | Currency
Foo | 16/07/2020 | 5 | A | B | C | D | USD`},
	{name: "instructions", sheet: "填写说明", lines: `
企业 | 请在“企业”表中填写，每行一家
产品 | 请在“产品”表中填写
名称 | 说明
环节 | 产业链的环节`},
	{name: "one-column", sheet: "Sheet1", lines: `
企业名称
甲公司
乙公司`},
	{name: "party-groups", sheet: "供应关系", lines: `
供应关系明细表 | | | | 单位：万元
供应商 | | 客户 | | 供货金额 | 年度
名称 | 统一社会信用代码 | 名称 | 统一社会信用代码 | |
甲公司 | | 乙公司 | | 5 | 2023`},
	{name: "two-languages", sheet: "List", lines: `
某市企业一览 | | 2023-12
1. 企业名称 Company name | 2. 成立日期/Founded | 3. Registered capital (RMB 10k) 注册资本（万元） | *员工人数（2023） | 官网 | 累计融资额（百元宝）
甲公司 | 2011 | 5 | 6 | https://a.example`},
	{name: "units-in-headers", sheet: "企业", lines: `
企业名称 | Registered capital (CNY 10k) | 2023年营业收入（10^4元） | 2023年净利润 | 2022年净利润（以万元计） | 2022年营业收入
甲公司 | 5000 | 12000 | 300 | 5 | 250000000`},
	{name: "years-below-a-title", sheet: "Sheet2", lines: `
营业收入（万元）
填报日期：2024-03-01
企业名称 | 2021 | 2022 | 2023年
甲公司 | 1 | 2 | 3`},
	{name: "unit-above", sheet: "2023年", lines: `
单位：万元
企业名称 | 营业收入 | 净利润 | 员工人数
甲公司 | 1 | 2 | 3`},
	{name: "years-in-headers", sheet: "", document: "growth.csv", lines: `
企业全称 | 营业收入2023 | 2022年营业收入 | Revenue 2021 | 2020营收(万元) | 2023Q1收入 | 2023年上半年净利润 | 成立时间
甲公司 | 1 | 2 | 3 | 4 | 5 | 6 | 2001`},
	{name: "groups", sheet: "融资", lines: `
融资企业 | 轮次 | 投资方 | | 融资金额（万美元） | 日期
 | | 领投 | 跟投 | |
甲公司 | A轮 | 子基金 | 丑基金、寅基金 | 500 | 2024-03-01`, merged: []table.Area{{FirstRow: 1, LastRow: 1, FirstColumn: 3, LastColumn: 4}}},
	{name: "english", sheet: "Vendors", document: "landscape.xlsx", lines: `
Company Name | USCC | Founded | City | Province | Employees | Revenue FY2023 (USD m) | Website | Segments
Foo Security, Inc. | | 2011 | Chengdu | Sichuan | 12 | 3.4 | https://foo.example | Firewall; SIEM`},
	{name: "feeds-zh", sheet: "环节供给", lines: `
产业链 | 上游环节 | 上游环节代码 | 下游环节 | 下游环节代码 | 依据类别 | 依据说明
网络安全 | 芯片 | A1 | 防火墙 | B2 | 公开 | 某报告`},
	{name: "feeds-en", sheet: "FEEDS", lines: `
Chain | Upstream segment | Downstream segment | Basis | Reason
Cybersecurity | Chips | Firewall | stated | a report`},
	{name: "feeds-default-chain", sheet: "FEEDS", mapping: "version: 1\ndefaults: {Segment: {chain: 网络安全}}\n", lines: `
上游环节 | 下游环节 | 依据类别 | 备注
芯片 | 防火墙 | 公开 | 某报告`},
	{name: "supply", sheet: "供货关系", lines: `
供应商 | 供应商信用代码 | 客户 | 客户简称 | 环节 | 年份 | 占比 | 供货金额（万元）
甲公司 | | 乙公司 | 乙 | 芯片 | 2023 | 30% | 12`},
	{name: "yearly", sheet: "年度数据", lines: `
统一社会信用代码 | 企业名称 | 年份 | 营业收入（万元） | 研发费用（万元） | 员工人数 | 研发投入占比
91510100709273920X | 甲公司 | 2023 | 1 | 2 | 3 | 4%`},
	{name: "side-by-side", sheet: "名单", lines: `
企业名称 | 信用代码 | | 园区名称 | 所在地区 | 园区级别
甲公司 | 91510100709273920X | | 某产业园 | 成都 | 国家级
乙公司 | | | 某开发区 | 绵阳 | 省级`},
	{name: "one-below-another", sheet: "汇总", lines: `
一、企业名单
企业名称 | 信用代码 | 成立日期
甲公司 | | 2011
乙公司 | | 2012
合计 | 2 |

二、产品清单
产品名称 | 企业名称 | 型号 | 发布日期
防火墙 | 甲公司 | X1 | 2020
网关 | 乙公司 | Y1 | 2021`},
	{name: "shuffled", sheet: "Sheet1", lines: `
来源URL | 融资金额 | 业务方向 | 公布日期 | 跟投方 | 企业简称 | 轮次 | 企业全称
https://a.example | 数千万元 | 数据安全 | 2023-01-01 | 某资本 | 甲 | A轮 | 甲公司`},
	{name: "same-twice", sheet: "企业", lines: `
企业全称 | 公司名称 | 注册资本（万元） | 注册资金（元） | 别名1 | 别名2 | 地址 | 办公地址 | 营业收入 | 营业收入
甲公司 | 甲 | 1 | 10000 | a | b | c | d | 5 | 6`},
	{name: "products-by-maker", sheet: "产品", lines: `
产品名称 | 厂商 | 厂商统一社会信用代码 | 所属环节 | 市场占有率 | 主要环节 | 销售收入2023（万元）
防火墙 | 甲公司 | | 网络防护 | 12% | 是 | 100`},
	{name: "synonyms", sheet: "清单", mapping: "version: 1\nsynonyms:\n  Enterprise:\n    legalName: 商户\n    MAKES: 主打\n    IN_SEGMENT.role: 身份\n", lines: `
商户 | 信用代码 | 主打 | 所属环节 | 身份
甲公司 | | 防火墙、网关 | 网络防护 | 链主`},
	{name: "auto", sheet: "清单", mapping: "version: 1\ntables:\n  - auto: true\n    sheet: 清*\n    fillDown: 省份\n    ignore: 内部备注\n    records:\n      - kind: Enterprise\n        set: {legalName: 谁, kind: {constant: private}}\n", lines: `
省份 | 谁 | 信用代码 | 内部备注 | 成立日期 | 城市
四川 | 甲公司 | | x | 2001 | 成都`},
	{name: "missing-key", sheet: "产品表", lines: `
产品名称 | 型号 | 发布日期
防火墙 | X1 | 2020`},
	{name: "missing-chain", sheet: "环节", lines: `
环节名称 | 层级 | 上级环节
防火墙 | 上游 | 网络防护`},
	{name: "nothing-known", sheet: "杂项", lines: `
天气 | 心情 | 温度
晴 | 好 | 20`},
	{name: "repeated-headers", sheet: "企业", lines: `
企业名称 | 信用代码 | 成立日期
甲公司 | | 2011
企业名称 | 信用代码 | 成立日期
乙公司 | | 2012`},
	{name: "institutions", sheet: "机构", lines: `
机构名称 | 机构类型 | 依托单位 | 所在地 | 合作企业 | 官网
某实验室 | 重点实验室 | 某大学 | 成都 | 甲公司；乙公司 | https://lab.example`},
	{name: "sectors", sheet: "需求行业", lines: `
行业名称 | 年份 | 信息化投入（亿元） | 网络安全投入（亿元） | 安全投入占比
金融 | 2023 | 100 | 5 | 5%`},
}

func TestHabits(t *testing.T) {
	voc := graph.Standard()
	for _, x := range habits {
		t.Run(x.name, func(t *testing.T) {
			var m *mapping.Mapping
			if x.mapping != "" {
				var err error
				if m, err = mapping.Parse("m.yaml", []byte(x.mapping), voc); err != nil {
					t.Fatal(err)
				}
			}
			rows := sheetOf(x.lines)
			found := mapping.Recognise(voc, rows, x.sheet, x.document, x.merged, m)
			var b strings.Builder
			for i := range found {
				b.WriteString(found[i].Explain("zh") + "\n" + found[i].Explain("en") + "\n")
			}
			b.Write(saved(t, voc, found))
			for i := range found {
				names(t, &found[i])
				if !found[i].Recognised() || found[i].DataLast > 0 {
					continue
				}
				boundary := found[i].Boundary()
				for j := range rows {
					if rows[j].Number >= found[i].DataFirst {
						if v := boundary.Row(&rows[j]); v != mapping.DataRow {
							fmt.Fprintf(&b, "row %d: %v\n", rows[j].Number, [...]string{"data", "repeated", "total", "note", "next table"}[v])
						}
					}
				}
			}
			golden(t, filepath.Join("habits", x.name+".txt"), b.String())
		})
	}
}

// names sees that every name of a column finds that column again.
func names(t *testing.T, f *mapping.Found) {
	t.Helper()
	for _, c := range f.Columns {
		if c.Header != "" {
			if got := f.Headers().Find(c.Name); got != c.Number {
				t.Errorf("%q finds column %d, not %d", c.Name, got, c.Number)
			}
		}
	}
}

// TestVocabularyHeaders recognises what a template writes: tables headed by the
// labels of a kind's properties and of its references.
func TestVocabularyHeaders(t *testing.T) {
	voc := graph.Standard()
	for i := range voc.Kinds {
		k := &voc.Kinds[i]
		if k.System {
			continue
		}
		for _, lang := range []string{"zh", "en"} {
			t.Run(string(k.Kind)+"-"+lang, func(t *testing.T) {
				var headers []string
				for j := range k.Properties {
					headers = append(headers, k.Properties[j].Label.In(lang))
				}
				for j := range voc.Edges {
					for n := range voc.Edges[j].Columns {
						if c := &voc.Edges[j].Columns[n]; c.On == k.Kind && !c.Qualifier {
							headers = append(headers, c.Headers[0])
						}
					}
				}
				rows := sheetOf(strings.Join(headers, "|"))
				for _, sheet := range []string{k.Plural.In(lang), "Sheet1"} {
					found := mapping.Recognise(voc, rows, sheet, "", nil, nil)
					if len(found) != 1 || found[0].Kind != k.Kind {
						t.Fatalf("sheet %s: %d tables\n%s", sheet, len(found), found[0].Explain("en"))
					}
					for _, c := range found[0].Columns {
						if p := k.Property(c.Property); c.Role == mapping.RoleUnknown && p != nil && p.Periodic {
							continue // there is no year
						}
						if c.Role == mapping.RoleUnknown || c.Role == mapping.RoleUnused {
							t.Errorf("sheet %s: %q is not known: %s", sheet, c.Header, c.Why.En)
						}
					}
				}
			})
		}
	}
}
