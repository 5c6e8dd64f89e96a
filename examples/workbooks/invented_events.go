package main

import (
	"fmt"

	"github.com/chainatlas/chainatlas/graph"
)

func (w writer) inventedFunding(in *industry) sheet {
	k := graph.KindFundingEvent
	s := sheet{"投融资事件", []column{
		w.own(k, graph.PropDate, 12), w.reference("company", "企业全称", "", 30), w.own(k, graph.PropKind, 12), w.own(k, graph.PropRound, 12),
		w.own(k, graph.PropAmount, 16), w.reference("investor", "投资方", "", 26).severally("、"), w.reference("acquirer", "收购方", "", 30),
		w.reference("segment", "所属环节", "", 16), w.own(k, "citation", 10),
	}, nil}
	rounds := []string{"天使轮", "Pre-A轮", "A轮", "B轮", "C轮", "战略"}
	amounts := []string{"数百万元", "数千万元", "近亿元", "1.2亿元", "超2亿元", "未披露", "6000万元", "500万美元"}
	investors := []string{"示例甲创投", "示例乙创投、示例引导基金", "示例丙资本", "示例成长基金、示例甲创投", "示例引导基金"}
	for i, e := range in.enterprises {
		if i%4 != 0 || e.status != "operating" {
			continue
		}
		n := in.chance.IntN(len(rounds))
		s.rows = append(s.rows, row{
			"date": fmt.Sprintf("%d-%02d", 2021+i/4%4, 1+in.chance.IntN(12)), "company": e.legal, "kind": "round", "round": rounds[n],
			"amount": amounts[in.chance.IntN(len(amounts))], "investor": investors[in.chance.IntN(len(investors))],
			"segment": e.segment.name, "citation": fictional,
		})
	}
	bought := in.special("2023年被收购")
	s.rows = append(s.rows, row{
		"date": "2023-03-15", "company": bought.legal, "kind": "acquisition", "round": "并购", "amount": "4200万元",
		"acquirer": in.special("2023年收购").legal, "segment": bought.segment.name, "citation": fictional,
	})
	return s
}

func (w writer) inventedProjects(in *industry, valued []*valuedProject) sheet {
	k := graph.KindProject
	s := sheet{"项目", []column{
		w.own(k, graph.PropNumber, 14), w.own(k, graph.PropName, 30), w.own(k, graph.PropKind, 16), w.own(k, "level", 10),
		w.reference("lead", "牵头单位", "", 30), w.reference("partner", "参与单位", "", 30), w.own(k, "started", 12), w.own(k, "finished", 12), w.own(k, "status", 12),
		w.own(k, "investment", 16).headed("投资额（万元）"), w.reference("segment", "所属环节", "", 16), w.reference("sector", "应用行业", "", 16),
		w.own(k, "citation", 10), w.own(k, graph.PropEnglishName, 20),
	}, nil}
	kinds := []string{"pilot", "selected", "construction", "research"}
	for i := range 16 {
		e, other := in.enterprises[7*i+1], in.enterprises[7*i+4]
		r := row{
			"number": fmt.Sprintf("SL-XM-%02d", i+1), "name": projectName(i), "kind": kinds[i%len(kinds)],
			"level": []string{"national", "provincial"}[i%2], "lead": e.legal, "partner": other.legal,
			"started": fmt.Sprintf("%d-%02d", 2021+i%3, 1+i%12), "investment": fmt.Sprint(300 + 175*i),
			"segment": e.segment.name, "sector": sectors[i%len(sectors)], "citation": fictional,
			"englishName": fmt.Sprintf("Demo project %02d", i+1),
		}
		if i%3 > 0 {
			r["finished"] = fmt.Sprintf("%d-%02d", 2023+i%2, 1+(i+5)%12)
		}
		if i < len(valued) {
			r["status"] = valued[i].status
		}
		s.rows = append(s.rows, r)
	}
	return s
}

func (w writer) inventedNeeds(in *industry) sheet {
	k := graph.KindNeed
	s := sheet{"需求", []column{
		w.own(k, graph.PropNumber, 14), w.own(k, graph.PropName, 28), w.own(k, graph.PropKind, 12), w.reference("seeker", "需求单位", "", 30),
		w.reference("sector", "需求行业", "", 16), w.reference("segment", "所属环节", "", 16), w.own(k, "budget", 16),
		w.own(k, "published", 12), w.own(k, "validTo", 12), w.own(k, "status", 12), w.own(k, "citation", 10),
		w.own(k, graph.PropEnglishName, 20),
	}, nil}
	kinds := []string{"product", "service", "solution", "capital", "technology"}
	budgets := []string{"120万元", "数百万元", "500万至800万元", "不超过1000万元", "未披露", ""}
	for i := range 20 {
		r := row{
			"number": fmt.Sprintf("SL-XQ-%02d", i+1), "name": fmt.Sprintf("示例需求%02d", i+1), "kind": kinds[i%len(kinds)],
			"segment": chainParts[6+i%4].name, "budget": budgets[i%len(budgets)], "published": fmt.Sprintf("2024-%02d-15", 1+i%12),
			"validTo": "2025-12-31", "status": []string{"征集中", "对接中", "已对接"}[i%3], "citation": fictional,
			"englishName": fmt.Sprintf("Demo need %02d", i+1),
		}
		if i%2 == 0 {
			r["seeker"] = in.enterprises[6*i+3].legal
		} else {
			r["sector"] = sectors[i/2%len(sectors)]
		}
		s.rows = append(s.rows, r)
	}
	return s
}

func (w writer) inventedContributions(in *industry) sheet {
	k := graph.KindContribution
	s := sheet{"贡献记录", []column{
		w.own(k, graph.PropNumber, 16), w.reference("enterprise", "企业名称", "", 30), w.own(k, graph.PropKind, 16), w.own(k, graph.PropYear, 9), w.own(k, "count", 9),
		w.own(k, "recipient", 16), w.own(k, "citation", 10),
	}, nil}
	kinds := []string{"originalVulnerability", "intelligence", "incident", "standard"}
	for i, e := range in.enterprises {
		if i%3 != 1 {
			continue
		}
		s.rows = append(s.rows, row{
			"number": fmt.Sprintf("SL-GX-%03d", i+1), "enterprise": e.legal, "kind": kinds[i/3%len(kinds)], "year": fmt.Sprint(2022 + i%3),
			"count": fmt.Sprint(1 + in.chance.IntN(24)), "recipient": "示例平台方", "citation": fictional,
		})
	}
	return s
}
