package main

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/template"
)

// invented returns the workbook of an industry that does not exist. Everything
// in it is called 示例…; its chain has a code of its own, so that nothing of it
// counts in a real one.
func invented() (*book, error) {
	w := writer{"zh", graph.Standard()}
	in := invent()
	rated, err := in.cohorts()
	if err != nil {
		return nil, err
	}
	valued, err := valuedProjects()
	if err != nil {
		return nil, err
	}
	b := &book{
		lang:  "zh",
		title: graph.Label{Zh: "示例产业（虚构）", En: "An invented industry"},
		source: []pair{
			{template.LabelID.Zh, "example-invented"},
			{template.LabelName.Zh, "示例产业：虚构数据"},
			{template.LabelPublisher.Zh, "ChainAtlas 编者"},
			{template.LabelTrust.Zh, "自报"},
			{template.LabelLicence.Zh, "Apache-2.0"},
			{template.LabelDataDate.Zh, "2025-06-30"},
		},
		sheets: []sheet{
			w.inventedChain(), w.inventedSegments(), w.inventedFeeds(), w.inventedSectors(), w.inventedServes(),
			w.inventedParks(), w.inventedEnterprises(in), w.inventedYears(in), w.inventedReview(in),
			w.inventedShares(in), w.inventedSupplies(in), w.inventedProducts(in),
			w.inventedInstitutions(), w.inventedCooperation(in), w.inventedTitles(), w.inventedHolders(in),
			w.inventedFunding(in), w.inventedProjects(in, valued), w.inventedNeeds(in), w.inventedContributions(in),
		},
	}
	for i := range b.sheets {
		if b.sheets[i].name == "产品" {
			b.sheets[i].rows = append(b.sheets[i].rows, ratedProducts(rated)...)
		}
	}
	b.sheets = append(b.sheets, w.inventedFindings(rated)...)
	b.sheets = append(b.sheets, w.inventedValues(valued)...)
	b.about = aboutInvented(b, in, valued)
	return b, nil
}

func aboutInvented(b *book, in *industry, valued []*valuedProject) []paragraph {
	what := paragraph{"这是什么", []pair{
		{"概要", "一条虚构的产业链，用来看评价、成长榜单、集中度、供应暴露和信用在有数据时是什么样子。全部企业、机构、园区和数字均为虚构，名称都以“示例”开头；与任何真实企业无关。"},
		{"怎样隔开", "产业链代码为 SL，与真实产业链（如 CS）分开统计；不要把真实企业加进本表。"},
		{"信用代码怎样编", "登记机关行政区划码为 990001（不存在的区划），校验位有效。"},
		{"数字从哪来", "由固定随机种子生成；金额单位见表头，单元格自带单位的以单元格为准。"},
	}}
	special := paragraph{heading: "有意放入的特例"}
	for _, e := range in.enterprises {
		if e.special != "" {
			special.lines = append(special.lines, pair{e.short, e.special})
		}
	}
	for i, p := range valued {
		if p.special != "" {
			special.lines = append(special.lines, pair{projectName(i), p.special})
		}
	}
	count := paragraph{"规模", []pair{{"各表行数", b.sizes(writer{b.lang, graph.Standard()})}}}
	return []paragraph{what, special, count}
}

// fictional is the citation of every invented row.
const fictional = "虚构"

// part is a segment of the invented chain.
type part struct {
	code, name, parent, tier string
	key                      string // why it is a key link
}

var chainParts = []part{
	{"A", "示例上游", "", "upstream", ""},
	{"A1", "示例原料", "示例上游", "upstream", "编者判断：仅有一家主要供给方，用来演示单一来源"},
	{"A2", "示例元件", "示例上游", "upstream", ""},
	{"A3", "示例芯片", "示例上游", "upstream", "编者判断：份额集中，用来演示集中度"},
	{"A4", "示例设备", "示例上游", "upstream", ""},
	{"B", "示例中游", "", "midstream", ""},
	{"B1", "示例模组", "示例中游", "midstream", ""},
	{"B2", "示例整机", "示例中游", "midstream", "编者判断：份额分散，用来与示例芯片对照"},
	{"B3", "示例软件", "示例中游", "midstream", ""},
	{"B4", "示例平台", "示例中游", "midstream", ""},
	{"C", "示例服务", "", "services", ""},
	{"C1", "示例检测", "示例服务", "services", ""},
	{"C2", "示例运维", "示例服务", "services", ""},
	{"C3", "示例集成", "示例服务", "services", ""},
}

// flows says which segment feeds which.
var flows = [][2]string{
	{"示例原料", "示例元件"}, {"示例原料", "示例芯片"}, {"示例设备", "示例芯片"}, {"示例设备", "示例元件"},
	{"示例元件", "示例模组"}, {"示例芯片", "示例模组"}, {"示例芯片", "示例整机"}, {"示例模组", "示例整机"},
	{"示例软件", "示例整机"}, {"示例软件", "示例平台"}, {"示例整机", "示例平台"}, {"示例整机", "示例集成"},
	{"示例平台", "示例运维"}, {"示例平台", "示例集成"}, {"示例整机", "示例检测"},
}

var sectors = []string{"示例行业甲", "示例行业乙", "示例行业丙", "示例行业丁"}

var parks = []struct{ name, region, kind, level, status, area string }{
	{"示例北湖产业园", "110108", "cyber", "national", "operating", "5.2"},
	{"示例南山科技园", "440300", "science", "national", "operating", "3.8"},
	{"示例东岸软件园", "310115", "software", "provincial", "operating", "2.6"},
	{"示例西岭高新区", "510100", "hitech", "national", "operating", "12.4"},
	{"示例中洲孵化器", "430100", "incubator", "municipal", "building", "0.4"},
	{"示例江湾新区", "500000", "newArea", "provincial", "planned", "18"},
}

func (w writer) inventedChain() sheet {
	k := graph.KindChain
	return sheet{"产业链", []column{
		w.own(k, graph.PropCode, 12), w.own(k, graph.PropName, 20), w.own(k, graph.PropShortName, 10),
		w.own(k, "description", 50), w.own(k, "citation", 12), w.own(k, graph.PropEnglishName, 24),
	}, []row{{
		"code": "SL", "name": "示例产业链", "englishName": english("示例产业链"), "shortName": "示例", "description": "虚构的产业链，只用于演示", "citation": fictional,
	}}}
}

func (w writer) inventedSegments() sheet {
	k := graph.KindSegment
	s := sheet{"环节", []column{
		w.own(k, graph.PropCode, 10), w.own(k, graph.PropName, 18), w.own(k, graph.PropChain, 11), w.own(k, graph.PropTier, 10),
		w.own(k, "group", 14), w.reference("parent", "上级环节", "", 16), w.own(k, graph.PropKeyLink, 10),
		w.own(k, "keyLinkBasis", 14), w.own(k, "keyLinkReason", 50), w.own(k, "order", 8), w.own(k, "citation", 10),
		w.own(k, graph.PropEnglishName, 34),
	}, nil}
	groups := map[string]string{}
	for i, p := range slices.Concat(chainParts, ratedParts) {
		if p.parent == "" {
			groups[p.name] = p.code + " " + p.name
		}
		group := groups[cmp.Or(p.parent, p.name)]
		r := row{
			"code": p.code, "name": p.name, "chain": "SL", "tier": p.tier, "group": group, "parent": p.parent,
			"order": fmt.Sprint(i + 1), "citation": fictional, "englishName": english(p.name),
		}
		if p.key != "" {
			r["keyLink"], r["keyLinkBasis"], r["keyLinkReason"] = "true", "editorial", p.key
		}
		s.rows = append(s.rows, r)
	}
	return s
}

func (w writer) inventedFeeds() sheet {
	s := w.feeds()
	for _, f := range flows {
		s.rows = append(s.rows, row{"segment": f[0], "to": f[1], "chain": "SL", "basis": "editorial", "reason": "编者判断：虚构的供给关系"})
	}
	return s
}

func (w writer) inventedSectors() sheet {
	k := graph.KindSector
	s := sheet{"需求行业", []column{
		w.own(k, graph.PropCode, 10), w.own(k, graph.PropName, 18),
		w.year(), w.in(k, "itSpend", "万元", 18), w.in(k, "securitySpend", "万元", 22), w.own(k, "citation", 10),
		w.own(k, graph.PropEnglishName, 16),
	}, nil}
	for i, name := range sectors {
		for y := 2023; y <= lastYear; y++ {
			it := (400000 + 150000*i) * (y - 2013) / 10
			r := row{
				"code": fmt.Sprintf("SL%d", i+1), "name": name, "year": fmt.Sprint(y), "citation": fictional, "englishName": english(name),
				"itSpend": fmt.Sprint(it), "securitySpend": fmt.Sprint(it * (4 + 2*i + y - 2023) / 100),
			}
			if i == 3 && y == lastYear {
				delete(r, "securitySpend") // unknown is not zero
			}
			s.rows = append(s.rows, r)
		}
	}
	return s
}

func (w writer) inventedServes() sheet {
	s := w.serves()
	for i, p := range []string{"示例整机", "示例平台", "示例运维", "示例集成", "示例检测"} {
		for j, sector := range sectors {
			if (i+j)%2 == 0 {
				s.rows = append(s.rows, row{"segment": p, "sector": sector, "chain": "SL", "basis": "editorial", "reason": "编者判断：虚构的服务关系"})
			}
		}
	}
	return s
}

func (w writer) inventedParks() sheet {
	k := graph.KindPark
	s := sheet{"园区", []column{
		w.own(k, graph.PropName, 22), w.own(k, graph.PropRegion, 14), w.own(k, graph.PropKind, 20), w.own(k, "level", 10),
		w.own(k, graph.PropStatus, 11), w.own(k, "area", 18), w.own(k, "focus", 24), w.own(k, "citation", 10),
		w.own(k, graph.PropEnglishName, 30),
	}, nil}
	for i, p := range parks {
		s.rows = append(s.rows, row{
			"name": p.name, "region": p.region, "kind": p.kind, "level": p.level, "status": p.status, "area": p.area,
			"focus": chainParts[1+i%4].name + "、" + chainParts[6+i%4].name, "citation": fictional, "englishName": english(p.name),
		})
	}
	return s
}

// year is the column of the year that a row's figures speak of, as in the
// product's own template.
func (w writer) year() column { return column{key: "year", header: "年度", width: 8, number: true} }

// in is a column whose bare numbers are in a unit.
func (w writer) in(kind graph.Kind, property, unit string, width float64) column {
	c := w.own(kind, property, width)
	return c.headed(c.header + "（" + unit + "）")
}
