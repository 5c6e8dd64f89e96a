package importer_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/importer/mapping"
)

// TestMappings imports small tables through mapping files, one for each thing
// that a mapping can say, and looks at what stands afterwards.
func TestMappings(t *testing.T) {
	const enterprise = "version: 1\ntables:\n  - name: t\n"
	tests := []struct {
		name    string
		mapping string
		csv     string
		counts  graph.Counts
		skipped int
		want    []string // what stands, as stands prints it
	}{
		{"one row, several records",
			enterprise + `    records:
      - kind: Enterprise
        set: {legalName: 公司}
      - kind: Product
        set: {name: 产品}
        edges: [{type: MAKES, from: Enterprise, by: {legalName: 公司}}]
`,
			"公司,产品\n示例甲有限公司,防火墙\n示例甲有限公司,网关\n",
			graph.Counts{Read: 2, Created: 2}, 0,
			[]string{"Enterprise 示例甲有限公司", "Product 防火墙", "Product 网关", "MAKES 示例甲有限公司 → 网关", "MAKES 示例甲有限公司 → 防火墙"}},
		{"joined, split, looked up, with a default",
			"version: 1\nlookups:\n  kinds: {国: 国有企业, 民: 民营企业}\ntables:\n  - name: t\n    records:\n      - kind: Enterprise\n" +
				`        set:
          legalName: {columns: [前, 后], join: ""}
          kind: {column: 性质, lookup: kinds}
          shortName: {column: 简称, split: "/", part: 2}
          mainBusiness: {column: 主营, default: 未说明}
          website: {column: 网址, pattern: "https?://([^/]+)"}
`,
			"前,后,性质,简称,主营,网址\n示例甲,有限公司,国,a/甲,,https://example.com/x\n",
			graph.Counts{Read: 1, Created: 1}, 0,
			[]string{"Enterprise 示例甲有限公司 kind=state mainBusiness=未说明 shortName=甲 website=example.com"}},
		{"a strict lookup refuses what it does not know",
			"version: 1\nlookups:\n  kinds: {国: 国有企业}\ntables:\n  - name: t\n    records:\n      - kind: Enterprise\n" +
				"        set: {legalName: 公司, kind: {column: 性质, lookup: kinds, strict: true}}\n",
			"公司,性质\n示例甲有限公司,民\n",
			graph.Counts{Read: 1, Created: 1, BadCells: 1}, 0,
			[]string{"Enterprise 示例甲有限公司"}},
		{"filled down, and skipped",
			enterprise + `    fillDown: [环节]
    skip: [{column: 公司, matches: "^合计"}]
    records:
      - kind: Enterprise
        set: {legalName: 公司}
        edges: [{type: IN_SEGMENT, to: Segment, by: {chain: {constant: 链}, name: 环节}}]
`,
			"环节,公司\n检测,示例甲有限公司\n,示例乙有限公司\n,合计2家\n",
			graph.Counts{Read: 2, Created: 2}, 1,
			[]string{"Enterprise 示例乙有限公司", "Enterprise 示例甲有限公司", "Segment 检测 chain=链",
				"IN_SEGMENT 示例乙有限公司 → 检测", "IN_SEGMENT 示例甲有限公司 → 检测"}},
		{"several references in one cell, each with what the row says of it",
			enterprise + `    records:
      - kind: FundingEvent
        set: {date: 日期, round: 轮次, amount: {column: 金额, unit: 万元}}
        edges:
          - {type: RAISED, from: Enterprise, by: {legalName: 公司}}
          - {type: INVESTED_IN, from: Institution, by: {legalName: 投资方}, each: ["、"], attributes: {role: {constant: 领投}}}
`,
			"公司,日期,轮次,金额,投资方\n示例甲有限公司,2024-03-01,A轮,500,示例一号基金、示例二号基金\n",
			graph.Counts{Read: 1, Created: 1}, 0,
			[]string{"Enterprise 示例甲有限公司", "Institution 示例一号基金", "Institution 示例二号基金", "FundingEvent amount=500万元 date=2024-03-01 round=A",
				"RAISED 示例甲有限公司 → ", "INVESTED_IN 示例一号基金 →  role=lead", "INVESTED_IN 示例二号基金 →  role=lead"}},
		{"observations by period, in percent",
			enterprise + `    records:
      - kind: Enterprise
        period: 年份
        set: {legalName: 公司, revenue: {column: 营收, unit: 亿元}, rdRatio: {column: 研发, unit: "%"}}
`,
			"公司,年份,营收,研发\n示例甲有限公司,2023,1.5,12\n示例甲有限公司,2024年,2,\n示例甲有限公司,,3,\n",
			graph.Counts{Read: 3, Rejected: 1, Created: 2}, 0,
			[]string{"Enterprise 示例甲有限公司 rdRatio@2023=0.12 revenue@2023=1.5亿元 revenue@2024=2亿元"}},
		{"a qualifier that the table describes",
			enterprise + `    records:
      - kind: Enterprise
        set: {legalName: 供应商}
        edges:
          - type: SUPPLIES
            to: Enterprise
            by: {legalName: 客户}
            qualifier: {chain: {constant: 链}, name: 环节}
            attributes: {share: {column: 占比, period: 年份}}
`,
			"供应商,客户,环节,年份,占比\n示例甲有限公司,示例乙有限公司,芯片,2024,30%\n示例甲有限公司,示例乙有限公司,整机,2024,5%\n",
			graph.Counts{Read: 2, Created: 2}, 0,
			[]string{"Enterprise 示例甲有限公司", "Enterprise 示例乙有限公司", "Segment 整机 chain=链", "Segment 芯片 chain=链",
				"SUPPLIES 示例甲有限公司 → 示例乙有限公司 (整机) share@2024=0.05", "SUPPLIES 示例甲有限公司 → 示例乙有限公司 (芯片) share@2024=0.3"}},
		{"a condition on a record and on an edge",
			enterprise + `    records:
      - kind: Segment
        set: {chain: {constant: 链}, name: 甲}
        edges:
          - {type: FEEDS, to: Segment, by: {chain: {constant: 链}, name: 乙}, when: [{column: 关系, is: 供给}]}
          - {type: PART_OF, to: Segment, by: {chain: {constant: 链}, name: 乙}, when: [{column: 关系, is: 属于}]}
      - kind: Segment
        when: [{column: 关系, is: 供给}]
        set: {chain: {constant: 链}, name: 乙}
`,
			"甲,乙,关系\n引擎,防火墙,供给\n防火墙,防护,属于\n",
			graph.Counts{Read: 2, Created: 2}, 0,
			[]string{"Segment 引擎 chain=链", "Segment 防护 chain=链", "Segment 防火墙 chain=链", "FEEDS 引擎 → 防火墙", "PART_OF 防火墙 → 防护"}},
		{"a county within its city within its province",
			enterprise + `    records:
      - kind: Enterprise
        set: {legalName: 公司}
        edges: [{type: LOCATED_IN, to: Region, by: {code: {column: 县, within: {column: 市, within: 省}}}}]
`,
			"公司,省,市,县\n示例甲有限公司,北京市,市辖区,朝阳区\n示例乙有限公司,浙江省,杭州市,余杭区\n示例丙有限公司,吉林省,吉林市,\n",
			graph.Counts{Read: 3, Created: 3}, 0,
			[]string{"Enterprise 示例丙有限公司", "Enterprise 示例乙有限公司", "Enterprise 示例甲有限公司", "Region 110105", "Region 220200", "Region 330100",
				"LOCATED_IN 示例丙有限公司 → 220200", "LOCATED_IN 示例乙有限公司 → 330100", "LOCATED_IN 示例甲有限公司 → 110105"}},
		{"rows that compete are queued, and say nothing yet",
			enterprise + "    records:\n      - kind: Enterprise\n        set: {legalName: 公司, creditCode: 代码}\n",
			"公司,代码\n示例甲有限公司,91110108551385082Q\n示例乙有限公司,91110108551385082Q\n示例丙有限公司,\n",
			graph.Counts{Read: 3, Queued: 2, Created: 1}, 0,
			[]string{"Enterprise 示例丙有限公司"}},
		{"without headers, by letters",
			enterprise + "    headers: none\n    records:\n      - kind: Enterprise\n        set: {legalName: A, shortName: C}\n",
			"示例甲有限公司,x,甲\n",
			graph.Counts{Read: 1, Created: 1}, 0,
			[]string{"Enterprise 示例甲有限公司 shortName=甲"}},
		{"the name of the sheet, which a text file has from its own, looked up; in another file, nothing",
			"version: 1\nlookups:\n  makers: {t: 示例甲有限公司}\ntables:\n  - name: t\n    file: \"!other*\"\n    records:\n      - kind: Product\n" +
				`        set: {name: 产品, version: {from: file, replace: [{pattern: ^t$, with: V2}]}}
        edges: [{type: MAKES, from: Enterprise, by: {legalName: {from: sheet, lookup: makers, strict: true}}}]
  - name: other
    file: "!t*"
    records: [{kind: Enterprise, set: {legalName: 产品}}]
`,
			"产品\n防火墙\n网关\n",
			graph.Counts{Read: 2, Created: 2}, 0,
			[]string{"Enterprise 示例甲有限公司", "Product 网关 version=V2", "Product 防火墙 version=V2", "MAKES 示例甲有限公司 → 网关", "MAKES 示例甲有限公司 → 防火墙"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, err := mapping.Parse("mapping.yaml", []byte(tt.mapping), graph.Standard())
			if err != nil {
				t.Fatal(err)
			}
			a := newAtlas(t)
			a.source("list", graph.TrustMedia)
			r := a.run("list", importer.Options{Mapping: m}, a.file("t.csv", tt.csv))
			if r.Counts != tt.counts {
				t.Errorf("counts %+v\nwant   %+v", r.Counts, tt.counts)
			}
			if n := r.Tables[0].Skipped; n != tt.skipped {
				t.Errorf("%d rows skipped; want %d", n, tt.skipped)
			}
			got, want := stands(t, a.view()), slices.Clone(tt.want)
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("stands:\n  %s\nwant:\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
				for _, p := range r.Problems {
					t.Logf("row %d %s %q: %s", p.Row, p.Header, p.Value, p.Reason.En)
				}
			}
		})
	}
}

// stands lists what a View shows, by names: nodes with their values, edges with
// their attributes.
func stands(t *testing.T, v *memory.View) []string {
	t.Helper()
	var out []string
	for i := range graph.Standard().Kinds {
		kind := &graph.Standard().Kinds[i]
		ids, err := v.Select(t.Context(), kind.Kind, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range v.Nodes(ids...) {
			name := v.Name(n.ID)
			line := strings.TrimSpace(string(kind.Kind) + " " + name)
			for j := range n.Properties {
				p := &n.Properties[j]
				value := shows(n, p.Name, p.Period)
				if value == name || value == "" {
					continue
				}
				if p.Period != "" {
					line += " " + p.Name + "@" + p.Period + "=" + value
				} else {
					line += " " + p.Name + "=" + value
				}
			}
			out = append(out, line)
			for _, e := range graph.Standard().Edges {
				found, err := v.Neighbours([]graph.SubjectID{n.ID}, memory.NeighbourQuery{Edge: e.Type, First: memory.MaxPage})
				if err != nil {
					t.Fatal(err)
				}
				for _, x := range found[0].Edges {
					line := x.Type + " " + v.Name(x.From) + " → " + v.Name(x.To)
					if x.Qualifier != "" {
						line += " (" + v.Name(x.Qualifier) + ")"
					}
					for j := range x.Attributes {
						line += " " + x.Attributes[j].Name
						if x.Attributes[j].Period != "" {
							line += "@" + x.Attributes[j].Period
						}
						line += "=" + x.Attributes[j].Winner.Value.String()
					}
					out = append(out, line)
				}
			}
		}
	}
	return out
}
