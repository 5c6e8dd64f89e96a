package main

import (
	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/template"
)

// cybersecurity returns the workbook of the chain of cybersecurity in one
// language, from the tables in a folder.
func cybersecurity(folder, lang string) (*book, error) {
	w := writer{lang, graph.Standard()}
	b := &book{
		lang:  lang,
		title: graph.Label{Zh: "网络安全产业链（公开资料汇编）", En: "The industry chain of cybersecurity (compiled from public sources)"},
		source: []pair{
			{template.LabelID.In(lang), "example-cybersecurity-" + lang},
			{template.LabelName.In(lang), w.say("网络安全产业链示例：公开资料汇编", "Example: the chain of cybersecurity, compiled from public sources")},
			{template.LabelPublisher.In(lang), w.say("ChainAtlas 编者", "The editors of ChainAtlas")},
			{template.LabelTrust.In(lang), w.say("媒体", "Media")},
			{template.LabelLicence.In(lang), w.say("Apache-2.0（汇编）；所载为事实", "Apache-2.0 (the compilation); what it states are facts")},
			{template.LabelDataDate.In(lang), "2026-08-31"},
		},
	}
	chain := func(r row) { r["chain"] = "CS" }
	tables := []struct {
		file string
		each func(row)
		s    sheet
	}{
		{"chain", func(r row) {
			r["englishName"] = w.say(r["name.en"], "")
			r["aliases"] = w.say(r["aliases"], r["name.zh"]+"、"+r["aliases"])
		}, w.chains()},
		{"segments", func(r row) {
			chain(r)
			r["englishName"] = w.say(r["name.en"], "")
			r["aliases"] = w.say("", r["name.zh"])
			r["shortName"] = w.say(r["shortName"], r["shortName.en"])
		}, w.segments()},
		{"feeds", chain, w.feeds()},
		{"sectors", func(r row) {
			r["englishName"] = w.say(r["name.en"], "")
			r["aliases"] = w.say("", r["name.zh"])
		}, w.sectors()},
		{"serves", chain, w.serves()},
		{"enterprises", nil, w.enterprises()},
		{"products", nil, w.products()},
		{"parks", func(r row) {
			r["englishName"] = w.say(r["name.en"], "")
			r["aliases"] = w.say("", r["name.zh"])
		}, w.parks()},
		{"funding", nil, w.funding()},
		{"institutions", nil, w.institutions()},
		{"contributions", nil, w.contributions()},
	}
	for _, t := range tables {
		rows, err := readTable(folder, t.file, lang)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if t.each != nil {
				t.each(r)
			}
		}
		t.s.rows = rows
		b.sheets = append(b.sheets, t.s.used())
	}
	cited, err := readTable(folder, "citations", lang)
	if err != nil {
		return nil, err
	}
	b.about = w.aboutCybersecurity(b, cited)
	return b, nil
}

func (w writer) chains() sheet {
	k := graph.KindChain
	return sheet{name: w.say("产业链", "Chain"), columns: []column{
		w.own(k, graph.PropCode, 12),
		w.own(k, graph.PropName, 16),
		w.own(k, graph.PropEnglishName, 16),
		w.own(k, graph.PropShortName, 10),
		w.own(k, graph.PropAliases, 26),
		w.own(k, "targetSize", 18).as("target").headed(w.say("2023年规模目标", "Target size 2023")).noted(w.say("《行动计划》发展目标：产业规模超过 2500 亿元", "The plan’s goal: more than 250 billion yuan")),
		w.own(k, "description", 50),
		w.own(k, "citation", 40),
		w.own(k, "sourceUrl", 40),
	}}
}

func (w writer) segments() sheet {
	k := graph.KindSegment
	return sheet{name: w.say("环节", "Segments"), columns: []column{
		w.own(k, graph.PropCode, 10),
		w.own(k, graph.PropName, 30),
		w.own(k, graph.PropEnglishName, 34),
		w.own(k, graph.PropShortName, 16),
		w.own(k, graph.PropAliases, 24),
		w.own(k, graph.PropChain, 11),
		w.own(k, graph.PropTier, 11),
		w.own(k, "group", 16),
		w.reference("parent", "上级环节", "Parent segment", 22),
		w.own(k, graph.PropKeyLink, 10),
		w.own(k, "keyLinkBasis", 14),
		w.own(k, "keyLinkReason", 52),
		w.own(k, "addition", 10).noted(w.say("《行动计划》未列、编者补充的环节", "Segments that the plan does not name")),
		w.own(k, "order", 8),
		w.own(k, "citation", 34),
	}}
}

// feeds and serves are tables of segments, too: each row names a segment and
// one that it feeds, or a sector that it serves.
func (w writer) feeds() sheet {
	k := graph.KindSegment
	return sheet{name: w.say("环节供给关系", "Feeds"), columns: []column{
		w.own(k, graph.PropName, 26).as("segment").noted(w.say("上游一端", "The upstream end")),
		w.reference("to", "下游环节", "Downstream segment", 26),
		w.own(k, graph.PropChain, 11),
		w.attribute(graph.EdgeFeeds, graph.PropBasis, 12),
		w.reason(graph.EdgeFeeds).noted(w.say("《行动计划》的条款，或编者判断及其理由", "A clause of the plan, or the editors’ judgement with its reason")),
	}}
}

func (w writer) serves() sheet {
	k := graph.KindSegment
	return sheet{name: w.say("服务行业", "Serves"), columns: []column{
		w.own(k, graph.PropName, 26).as("segment"),
		w.reference("sector", "服务行业", "Sector", 26),
		w.own(k, graph.PropChain, 11),
		w.attribute(graph.EdgeServes, graph.PropBasis, 12),
		w.reason(graph.EdgeServes),
	}}
}

// reason is the column of an edge's reason in a table of segments, where the
// attribute's own label is a synonym of the reason of the key mark.
func (w writer) reason(edge string) column {
	return w.attribute(edge, "reason", 70).headed(w.say("说明依据", "Reason"))
}

func (w writer) sectors() sheet {
	k := graph.KindSector
	return sheet{name: w.say("需求行业", "Sectors"), columns: []column{
		w.own(k, graph.PropCode, 10),
		w.own(k, graph.PropName, 26),
		w.own(k, graph.PropEnglishName, 36),
		w.own(k, graph.PropAliases, 20),
		w.own(k, "citation", 60),
		w.own(k, "sourceUrl", 46),
	}}
}

func (w writer) enterprises() sheet {
	k := graph.KindEnterprise
	return sheet{name: w.say("企业", "Enterprises"), columns: []column{
		w.own(k, graph.PropLegalName, 36).noted(w.say("按来源所印；来源只给出简称的留空", "As the source prints it; blank where the source has only a short name")),
		w.own(k, graph.PropShortName, 14),
		w.own(k, graph.PropEnglishName, 24),
		w.own(k, graph.PropOwnID, 16).noted(w.say("只给没有全称的企业", "Only for enterprises without a legal name")),
		w.own(k, graph.PropCreditCode, 22),
		w.own(k, graph.PropStockCode, 13),
		w.own(k, "exchange", 18),
		w.own(k, "listed", 12),
		w.own(k, graph.PropFounded, 12),
		w.own(k, graph.PropKind, 14),
		w.own(k, graph.PropRegisteredCapital, 16),
		w.region(14),
		w.reference("segment", "所属环节", "Segment", 24).severally(w.comma()).noted(w.say("只填来源直接归入的环节；由产品归入的见“产品”", "Only where a source places the enterprise itself; what its products say stands in sheet Products")),
		w.attribute(graph.EdgeInSegment, graph.PropBasis, 11),
		w.attribute(graph.EdgeInSegment, "reason", 40),
		w.own(k, "citation", 36),
		w.own(k, "sourceUrl", 34),
		w.own(k, "remark", 30),
	}}
}

// region is the column of an enterprise's region, which is an edge.
func (w writer) region(width float64) column {
	c := w.reference("region", "所在地区", "Region", width)
	c.list = w.v.List(graph.ListRegion)
	return c
}

func (w writer) products() sheet {
	k := graph.KindProduct
	return sheet{name: w.say("产品", "Products"), columns: []column{
		w.own(k, graph.PropName, 30),
		w.own(k, graph.PropEnglishName, 34).noted(w.say("中文名称的英译由编者所加", "The editors’ translation of Chinese names")),
		w.reference("maker", "企业名称", "Company", 36),
		w.own(k, graph.PropKind, 12),
		w.reference("segment", "所属环节", "Segment", 24).noted(w.say("名称未指明环节的留空", "Blank where the name does not tell")),
		w.attribute(graph.EdgeInSegment, graph.PropBasis, 11),
		w.attribute(graph.EdgeInSegment, "reason", 40),
		w.own(k, "category", 30),
		w.own(k, "projectLevel", 14),
		w.own(k, "licence", 18),
		w.own(k, graph.PropWebsite, 32),
		w.own(k, "repository", 36),
		w.own(k, "citation", 36),
	}}
}

func (w writer) parks() sheet {
	k := graph.KindPark
	return sheet{name: w.say("园区", "Parks"), columns: []column{
		w.own(k, graph.PropName, 36),
		w.own(k, graph.PropEnglishName, 40),
		w.own(k, graph.PropAliases, 30),
		w.own(k, graph.PropOwnID, 13),
		w.own(k, graph.PropCode, 13),
		w.own(k, graph.PropRegion, 14),
		w.own(k, graph.PropKind, 20),
		w.own(k, "level", 10),
		w.own(k, graph.PropStatus, 11),
		w.own(k, graph.PropFounded, 12).noted(w.say("揭牌或获批的年月", "When it was opened or approved")),
		w.own(k, "area", 18),
		w.own(k, "focus", 40),
		w.own(k, "citation", 30),
		w.own(k, "sourceUrl", 40),
		w.own(k, "remark", 36),
	}}
}

func (w writer) funding() sheet {
	k := graph.KindFundingEvent
	return sheet{name: w.say("投融资事件", "Funding events"), columns: []column{
		w.own(k, graph.PropDate, 12),
		w.reference("company", "企业全称", "Company", 34),
		w.reference("short", "企业简称", "Short name", 16),
		w.own(k, graph.PropKind, 12),
		w.own(k, graph.PropRound, 12),
		w.own(k, graph.PropAmount, 16).noted(w.say("照来源所印：数千万元、亿级、未披露", "As the source prints it: 数千万元 is tens of millions of yuan, 亿级 about a hundred million, 未披露 undisclosed")),
		w.reference("inv", "投资方", "Investors", 44).severally(w.comma()).noted(w.say("来源未分领投、跟投", "The source does not say who led")),
		w.reference("follow", "跟投方", "Co-investors", 36).severally(w.comma()),
		w.own(k, "direction", 18),
		w.reference("segment", "所属环节", "Segment", 24).noted(w.say("由业务方向对应", "As the business direction says")),
		w.own(k, "citation", 30),
		w.own(k, "sourceUrl", 44),
		w.own(k, "remark", 28),
	}}
}

func (w writer) institutions() sheet {
	k := graph.KindInstitution
	return sheet{name: w.say("机构", "Institutions"), columns: []column{
		w.own(k, graph.PropLegalName, 44).noted(w.say("按来源所印", "As the source prints it")),
		w.own(k, graph.PropKind, 14),
		w.own(k, "citation", 36),
		w.own(k, "sourceUrl", 50),
	}}
}

func (w writer) contributions() sheet {
	k := graph.KindContribution
	return sheet{name: w.say("贡献记录", "Contributions"), columns: []column{
		w.reference("enterprise", "企业名称", "Company", 40),
		w.reference("institution", "报送机构", "报送机构", 40),
		w.own(k, graph.PropKind, 16),
		w.own(k, graph.PropYear, 9),
		w.own(k, "count", 9).noted(w.say("周报上榜次数，不是漏洞数", "Mentions in weekly bulletins, not vulnerabilities")),
		w.own(k, "recipient", 12),
		w.own(k, "citation", 20),
		w.own(k, "remark", 30),
	}}
}

// aboutCybersecurity tells what the workbook is, and from where each fact comes.
func (w writer) aboutCybersecurity(b *book, cited []row) []paragraph {
	what := paragraph{w.say("这是什么", "What this is"), []pair{
		{w.say("概要", "In short"), w.say("一条真实的产业链：环节、供给关系、企业、产品、园区、投融资和贡献记录。只收来源说过的事实；来源没说的留空，尚未收录不代表没有。", "A real industry chain: segments, what feeds what, enterprises, products, parks, funding and contributions. It holds only what a source says; the rest is blank, and nobody recorded does not mean nobody there.")},
		{w.say("怎样使用", "How to use it"), w.say("直接导入即可；也可以在各表后面加行、改字，再导入一次。每张表第一行是表头，批注说明可填什么。", "Import it as it is; or add rows and change cells, and import it again. The first row of each sheet has the headers, whose notes say what may be filled in.")},
		{w.say("使用许可", "Under what licence"), w.say("汇编依 Apache-2.0 提供。所载是事实（名称、代码、日期、金额、归属），不含人名，也不含来源的文字。", "The compilation is under Apache-2.0. It states facts (names, codes, dates, amounts, places in the chain), no names of persons and no prose of the sources.")},
	}}
	marks := paragraph{w.say("标记", "Marks"), []pair{
		{w.say("五种依据", "The five bases"), w.say("明示：来源直接这样说。公告：融资报道的业务方向。推断：由产品名称、类目或参评推断。编者判断：编者的判断，附一句理由。规划条款：《行动计划》的条款。", "Stated: a source says so. Announced: the business direction in a report on funding. Inferred: from a product’s name or category, or from taking part in an evaluation. Editors’ judgement: with one line of reason. Clause of the plan: the plan says so.")},
		{w.say("怎样标关键环节", "How key links are marked"), w.say("《行动计划》专栏4 要求梳理关键环节，但未列出是哪些；此处由编者判断，均附理由，可改。", "Column 4 of the plan asks for the key links and does not say which they are; here the editors judge, with a reason for each, and you may change it.")},
		{w.say("谁供给谁", "What feeds what"), w.say("《行动计划》列出环节，未列谁供给谁；除注明条款的以外，均为编者判断。", "The plan names the segments, not what feeds what. Except where a clause is cited, the editors judge.")},
		{w.say("编者补充了什么", "What the editors added"), w.say("安全芯片、服务器、操作系统与中间件、数据库：《行动计划》未列，为产品所依托的基础软硬件。", "Security chips, servers, operating systems and middleware, databases: not in the plan; what the products stand on.")},
		{w.say("怎样看贡献", "How to read contributions"), w.say("向 CNVD 报送漏洞是贡献，不据此把任何企业归入环节。", "Reporting vulnerabilities to CNVD is a contribution and places nobody in a segment.")},
	}}
	count := paragraph{w.say("规模", "Size"), []pair{{w.say("各表行数", "Rows"), b.sizes(w)}}}
	from := paragraph{heading: w.say("资料来源", "Where it comes from")}
	for _, r := range cited {
		text := r["publisher"] + w.say("。", ". ") + w.say("取用：", "Taken: ") + r["facts"] + w.say("。许可：", ". Licence: ") + r["licence"] + w.say("。", ".")
		if r["url"] != "" {
			text += " " + r["url"]
		}
		from.lines = append(from.lines, pair{r["citation"], text})
	}
	return []paragraph{what, marks, count, from}
}
