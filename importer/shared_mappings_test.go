package importer_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer"
)

// TestExampleMappings reads every mapping file of the examples.
func TestExampleMappings(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(mappingsRoot, "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no mapping files: %v", err)
	}
	readme, err := os.ReadFile(filepath.Join(mappingsRoot, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".yaml")
		m := parseMapping(t, name)
		if m.Source == nil || m.Source.Trust == graph.TrustUndeclared || m.Source.Licence == "" {
			t.Errorf("%s does not declare its source with trust and licence", f)
		}
		if !strings.Contains(string(readme), "`"+name+".yaml`") {
			t.Errorf("%s is not in README.md", f)
		}
	}
}

// untried are the mappings for exports that nobody had at hand, with invented
// rows under the usual headers.
var untried = []struct {
	mapping string
	files   map[string]string
	nodes   map[graph.Kind]int
	edges   map[string]int
	figures map[string]string // of the first node of a kind that has the property: Kind.property[period] → printed
}{
	{
		mapping: "qichacha",
		files: map[string]string{"export.csv": `"以下为虚构数据，仅供测试",,,,,,,,,,,,,
企业名称,登记状态,法定代表人,注册资本,成立日期,所属省份,所属城市,所属区县,统一社会信用代码,参保人数,参保人数所属年报,曾用名,经营范围,企业类型
北京某某甲网络安全技术有限公司,存续（在营、开业、在册）,张三,5000万元人民币,2011-03-02,北京市,北京市,海淀区,-,120,2023年报,北京某某旧名科技有限公司；北京某某更旧名科技有限公司,软件开发,有限责任公司(自然人投资或控股)
成都某某乙信息安全有限公司,注销,李四,1000万元人民币,2015-06-18,四川省,成都市,-,-,-,-,-,信息系统集成,其他有限责任公司
`},
		nodes:   map[graph.Kind]int{graph.KindEnterprise: 2, graph.KindRegion: 2},
		edges:   map[string]int{graph.EdgeLocatedIn: 2},
		figures: map[string]string{"Enterprise.employees[2023]": "120"},
	},
	{
		mapping: "itjuzi",
		files: map[string]string{"events.csv": `融资时间,公司简称,公司全称,一级行业,二级行业,地区,轮次,融资金额,投资方,新闻链接
2024-03-05,某某甲安全,北京某某甲网络安全技术有限公司,企业服务,数据安全,北京,A轮,数千万人民币,虚构资本（领投）、假想创投,https://example.com/1
2024-05,某某乙安全,-,企业服务,安全运营,成都,Pre-A轮,未透露,投资方未透露,https://example.com/2
`},
		nodes: map[graph.Kind]int{graph.KindEnterprise: 2, graph.KindFundingEvent: 2, graph.KindInstitution: 2},
		edges: map[string]int{graph.EdgeRaised: 2, graph.EdgeInvestedIn: 2},
	},
	{
		mapping: "crunchbase_export",
		files: map[string]string{
			"companies-1.csv": `Organization Name,Organization Name URL,Industries,Headquarters Location,Description,CB Rank (Company),Founded Date,Number of Employees,Total Funding Amount,Total Funding Amount Currency,Number of Funding Rounds,Last Funding Date,Website
Invented Alpha,https://www.crunchbase.com/organization/invented-alpha,"Cyber Security, Software","Springfield, United States",Invented.,"12,345",2012-01-01,11-50,12000000,USD,3,2021-05-06,https://alpha.example
Invented Beta,https://www.crunchbase.com/organization/invented-beta,Software,"Berlin, Germany",Invented.,7,2001,10001+,,,,,https://beta.example
`,
			"funding-rounds-1.csv": `Transaction Name,Transaction Name URL,Organization Name URL,Organization Name,Funding Type,Money Raised,Money Raised Currency,Money Raised Currency (in USD),Announced Date,Investor Names,Lead Investors,Number of Investors
Series A - Invented Alpha,https://www.crunchbase.com/funding_round/a,https://www.crunchbase.com/organization/invented-alpha,Invented Alpha,Series A,"5,000,000",EUR,"5,400,000",2019-02-03,"First Invented Fund, Second Invented Fund",First Invented Fund,2
`,
			"acquisitions-1.csv": `Transaction Name,Transaction Name URL,Acquiree Name,Acquiree Name URL,Acquirer Name,Acquirer Name URL,Announced Date,Price,Price Currency
Invented Alpha acquired by Invented Beta,https://www.crunchbase.com/acquisition/a,Invented Alpha,https://www.crunchbase.com/organization/invented-alpha,Invented Beta,https://www.crunchbase.com/organization/invented-beta,2023-04-05,,
`,
		},
		nodes:   map[graph.Kind]int{graph.KindEnterprise: 2, graph.KindFundingEvent: 2, graph.KindInstitution: 2},
		edges:   map[string]int{graph.EdgeRaised: 2, graph.EdgeInvestedIn: 3},
		figures: map[string]string{"FundingEvent.amount[]": "5,000,000 EUR", "Enterprise.employeesMax[]": "50"},
	},
}

// TestUntriedMappings imports invented rows through the mappings that no real
// export was at hand for: nothing is bad, and no column unknown.
func TestUntriedMappings(t *testing.T) {
	for i := range untried {
		u := &untried[i]
		t.Run(u.mapping, func(t *testing.T) {
			a, dir := newAtlas(t), t.TempDir()
			var paths []string
			for name, text := range u.files {
				paths = append(paths, filepath.Join(dir, name))
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			r, err := importer.Run(t.Context(), paths, importer.Options{Store: a.store, View: memory.New(graph.Standard(), graph.StandardRules()),
				Mapping: parseMapping(t, u.mapping), Actor: "tester"})
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range r.Problems {
				t.Errorf("%s, row %d, %s: %q: %s", p.Document, p.Row, p.Header, p.Value, p.Reason.En)
			}
			for i := range r.Tables {
				if len(r.Tables[i].Unknown) > 0 {
					t.Errorf("%s has columns that nobody knows: %q", r.Tables[i].Document, r.Tables[i].Unknown)
				}
			}
			v := a.view()
			stats := v.Stats()
			for kind, n := range u.nodes {
				equalCount(t, string(kind), stats.Nodes[kind], n)
			}
			for edge, n := range u.edges {
				equalCount(t, edge, stats.Edges[edge], n)
			}
			for what, printed := range u.figures {
				kind, property, _ := strings.Cut(what, ".")
				property, period, _ := strings.Cut(strings.TrimSuffix(property, "]"), "[")
				found := ""
				eachNode(t, v, graph.Kind(kind), func(n *memory.Node) {
					if x := valueOf(n, property, period); found == "" && !x.IsZero() {
						found = x.String()
					}
				})
				if found != printed {
					t.Errorf("%s is %q instead of %q", what, found, printed)
				}
			}
		})
	}
}
