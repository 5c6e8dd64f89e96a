package main

import (
	"fmt"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// shares are the market shares of the first enterprises of a segment, by year;
// what is left is nobody's by name. The platform's shares are unknown.
var shares = map[string]map[int][]string{
	"示例原料": {2023: {"0.93"}, 2024: {"0.95"}},
	"示例芯片": {2022: {"0.48", "0.22", "0.1"}, 2023: {"0.52", "0.21", "0.09"}, 2024: {"0.55", "0.2", "0.08", "0.05"}},
	"示例整机": {2023: {"0.14", "0.12", "0.11", "0.1", "0.08", "0.07"}, 2024: {"0.15", "0.12", "0.1", "0.1", "0.08", "0.07"}},
	"示例模组": {2024: {"0.3", "0.25", "0.15"}},
	"示例软件": {2023: {"0.35", "0.3"}, 2024: {"0.33", "0.3", "0.1"}},
}

// share is the column of market shares of one year.
func (w writer) share(year int) column {
	c := w.attribute(graph.EdgeInSegment, graph.PropMarketShare, 16)
	return c.as(fmt.Sprintf("share%d", year)).headed(fmt.Sprintf("%d年%s", year, c.header))
}

func (w writer) inventedShares(in *industry) sheet {
	k := graph.KindEnterprise
	s := sheet{"企业所属环节", []column{
		w.own(k, graph.PropLegalName, 30), w.reference("segment", "所属环节", "", 16),
		w.attribute(graph.EdgeInSegment, graph.PropRole, 12), w.attribute(graph.EdgeInSegment, graph.PropPrimary, 10),
		w.share(2022), w.share(2023), w.share(2024),
		w.attribute(graph.EdgeInSegment, graph.PropBasis, 11), w.attribute(graph.EdgeInSegment, "reason", 24),
	}, nil}
	place := map[string]int{}
	for _, e := range in.enterprises {
		name := e.segment.name
		n := place[name]
		place[name]++
		r := row{"legalName": e.legal, "segment": name, "primary": "true", "basis": "stated", "reason": "虚构：企业自述"}
		switch n {
		case 0:
			r["role"] = "leader"
		case 1, 2, 3:
			r["role"] = "backbone"
		default:
			r["role"] = "supporting"
		}
		for year, all := range shares[name] {
			if n < len(all) {
				r[fmt.Sprintf("share%d", year)] = all[n]
			}
		}
		s.rows = append(s.rows, r)
		// Some stand in a second segment, by inference.
		if in.chance.IntN(6) == 0 {
			other := chainParts[6+in.chance.IntN(4)].name
			if other != name {
				s.rows = append(s.rows, row{"legalName": e.legal, "segment": other, "role": "provider", "basis": "inferred", "reason": "虚构：由名称推断"})
			}
		}
	}
	return s
}

func (w writer) inventedSupplies(in *industry) sheet {
	k := graph.KindEnterprise
	s := sheet{"供货关系", []column{
		w.own(k, graph.PropLegalName, 30).noted("供货方"), w.reference("customer", "客户", "", 30), w.reference("item", "供货环节", "", 14),
		w.year(), w.attribute(graph.EdgeSupplies, graph.PropShare, 12),
		w.attribute(graph.EdgeSupplies, graph.PropAmount, 18).headed("供货金额（万元）"),
		w.attribute(graph.EdgeSupplies, graph.PropBasis, 11), w.attribute(graph.EdgeSupplies, "reason", 24),
	}, nil}
	for _, f := range flows {
		from, to := in.in(f[0]), in.in(f[1])
		single := f[0] == "示例原料"
		for i, customer := range to {
			if in.chance.IntN(3) == 0 {
				continue // who supplies it is not known
			}
			// What a customer buys of one segment: from one, or from two.
			left := 100
			for n := range 1 + in.chance.IntN(2) {
				supplier := from[(i+n*3)%len(from)]
				part := 30 + in.chance.IntN(40)
				if single {
					supplier, part = from[0], 85+in.chance.IntN(15)
				}
				part = min(part, left)
				if n > 0 && (single || part < 5) {
					continue
				}
				left -= part
				for y := 2023; y <= lastYear; y++ {
					if y == 2023 && in.chance.IntN(2) == 0 {
						continue // only the last year is known
					}
					r := row{
						"legalName": supplier.legal, "customer": customer.legal, "item": f[0], "year": fmt.Sprint(y),
						"basis": "stated", "reason": "虚构：采购方自述",
					}
					if in.chance.IntN(6) > 0 { // else the share is not known
						r["share"] = fmt.Sprintf("%.2f", float64(max(1, part-4*(lastYear-y)))/100)
					}
					if in.chance.IntN(3) == 0 {
						r["amount"] = fmt.Sprint(100 + 10*in.chance.IntN(300))
					}
					s.rows = append(s.rows, r)
				}
			}
		}
	}
	return s
}

func (w writer) inventedProducts(in *industry) sheet {
	k := graph.KindProduct
	s := sheet{"产品", []column{
		w.own(k, graph.PropName, 26), w.reference("maker", "企业名称", "", 30), w.own(k, graph.PropKind, 12), w.own(k, "model", 12),
		w.own(k, graph.PropLaunched, 12), w.reference("segment", "所属环节", "", 16),
		w.attribute(graph.EdgeInSegment, graph.PropBasis, 11), w.attribute(graph.EdgeInSegment, "reason", 22),
		w.in(k, graph.PropRevenue, "万元", 20).headed("2024年产品收入（万元）"), w.reference("title", "资质荣誉", "", 16), w.own(k, "citation", 10),
		w.own(k, graph.PropEnglishName, 26),
	}, nil}
	for i, e := range in.enterprises {
		noun := strings.TrimPrefix(e.segment.name, "示例")
		for n := range 1 + in.chance.IntN(3) {
			kind := "product"
			switch {
			case e.segment.tier == "services":
				kind = "service"
			case e.segment.code == "A2", e.segment.code == "A3", e.segment.code == "B1":
				kind = "component"
			case e.segment.code == "A1":
				kind = "material"
			case e.segment.code == "B4":
				kind = "solution"
			}
			r := row{
				"name": fmt.Sprintf("示例%s %s%d", noun, e.segment.code, 100*(i+1)+n+1), "maker": e.legal, "kind": kind,
				"model": fmt.Sprintf("%s-%d", e.segment.code, 100*(i+1)+n+1), "launched": fmt.Sprint(max(e.founded, 2014+in.chance.IntN(10))),
				"segment": e.segment.name, "basis": "stated", "reason": "虚构：产品说明", "citation": fictional,
				"englishName": englishProduct(e.segment.name, fmt.Sprintf("%s%d", e.segment.code, 100*(i+1)+n+1)),
			}
			if i%17 == 5 && n == 0 {
				r["title"] = "示例优秀产品"
			}
			if in.chance.IntN(3) == 0 {
				r["revenue"] = fmt.Sprint(50 + 10*in.chance.IntN(200))
			}
			s.rows = append(s.rows, r)
		}
	}
	return s
}

var institutions = []struct{ name, kind, region string }{
	{"示例大学", "university", "110108"}, {"示例理工学院", "university", "430100"}, {"示例研究院", "institute", "310115"},
	{"示例联合实验室", "laboratory", "510100"}, {"示例实训基地", "training", "430100"}, {"示例靶场", "range", "500000"},
	{"示例产业联盟", "alliance", "110108"}, {"示例行业协会", "association", "110108"}, {"示例引导基金", "fund", "440300"},
	{"示例成长基金", "fund", "330100"}, {"示例甲创投", "investor", "310115"}, {"示例乙创投", "investor", "440300"},
	{"示例丙资本", "investor", "110108"}, {"示例测评中心", "evaluator", "110108"}, {"示例保险公司", "insurer", "310115"},
}

func (w writer) inventedInstitutions() sheet {
	k := graph.KindInstitution
	s := sheet{"机构", []column{
		w.own(k, graph.PropLegalName, 22), w.own(k, graph.PropKind, 14), w.region(14),
		w.own(k, "fundSize", 16), w.own(k, "trained", 16).headed("2024年培养人数"), w.own(k, "citation", 10), w.own(k, graph.PropEnglishName, 28),
	}, nil}
	for i, p := range institutions {
		r := row{"legalName": p.name, "kind": p.kind, "region": p.region, "citation": fictional, "englishName": english(p.name)}
		switch p.kind {
		case "fund":
			r["fundSize"] = fmt.Sprintf("%d亿元", 5*(i%3+1))
		case "university", "training":
			r["trained"] = fmt.Sprint(300 + 130*i)
		}
		s.rows = append(s.rows, r)
	}
	return s
}

func (w writer) inventedCooperation(in *industry) sheet {
	k := graph.KindInstitution
	s := sheet{"合作关系", []column{
		w.own(k, graph.PropLegalName, 22), w.reference("member", "成员企业", "", 30),
		w.attribute(graph.EdgeCooperatesWith, "form", 16), w.attribute(graph.EdgeCooperatesWith, "since", 12),
		w.attribute(graph.EdgeCooperatesWith, graph.PropBasis, 11), w.attribute(graph.EdgeCooperatesWith, "reason", 22),
	}, nil}
	for i, e := range in.enterprises {
		if i%4 == 1 {
			s.rows = append(s.rows, row{"legalName": "示例产业联盟", "member": e.legal, "form": "成员", "since": fmt.Sprint(2019 + i%5), "basis": "stated", "reason": "虚构：联盟名录"})
		}
		if i%12 == 3 {
			s.rows = append(s.rows, row{"legalName": "示例联合实验室", "member": e.legal, "form": "共建", "since": fmt.Sprint(2020 + i%4), "basis": "stated", "reason": "虚构：共建协议"})
		}
	}
	return s
}

var titles = []struct{ name, level, issuer, rule, months string }{
	{"示例小巨人", "national", "示例主管部门", "示例认定办法（一）", "36"},
	{"示例单项冠军", "national", "示例主管部门", "示例认定办法（二）", "36"},
	{"示例创新型企业", "provincial", "示例省级部门", "示例认定办法（三）", "36"},
	{"示例优秀产品", "national", "示例主管部门", "示例遴选规则", "24"},
}

func (w writer) inventedTitles() sheet {
	k := graph.KindRecognition
	s := sheet{"称号", []column{
		w.own(k, graph.PropName, 20), w.own(k, "level", 10), w.own(k, "issuer", 18), w.own(k, "rule", 24), w.own(k, "validity", 14), w.own(k, "citation", 10),
		w.own(k, graph.PropEnglishName, 28),
	}, nil}
	for _, t := range titles {
		s.rows = append(s.rows, row{"name": t.name, "level": t.level, "issuer": t.issuer, "rule": t.rule, "validity": t.months, "citation": fictional, "englishName": english(t.name)})
	}
	return s
}

// inventedHolders tells who bears a title: valid, expired and revoked ones.
func (w writer) inventedHolders(in *industry) sheet {
	k := graph.KindEnterprise
	s := sheet{"资质荣誉", []column{
		w.own(k, graph.PropLegalName, 30), w.reference("title", "资质荣誉", "", 18), w.attribute(graph.EdgeRecognisedBy, "batch", 12),
		w.attribute(graph.EdgeRecognisedBy, "validFrom", 12), w.attribute(graph.EdgeRecognisedBy, "validTo", 12), w.attribute(graph.EdgeRecognisedBy, graph.PropStatus, 12),
	}, nil}
	for i, e := range in.enterprises {
		if i%5 != 0 || e.status != "operating" {
			continue
		}
		from := 2020 + i%5
		status := "awarded"
		switch {
		case from+3 <= 2024:
			status = "expired"
		case i%15 == 0:
			status = "passed"
		}
		s.rows = append(s.rows, row{
			"legalName": e.legal, "title": titles[i/5%3].name, "batch": fmt.Sprintf("第%d批", from-2018),
			"validFrom": fmt.Sprintf("%d-07-01", from), "validTo": fmt.Sprintf("%d-06-30", from+3), "status": status,
		})
	}
	return s
}
