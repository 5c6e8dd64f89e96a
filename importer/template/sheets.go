package template

import (
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// Names of the sheets that are no tables of nodes.
var (
	SheetInstructions = graph.Label{Zh: "填写说明", En: "Instructions"}
	SheetSource       = graph.Label{Zh: "来源", En: "Source"}
)

// SheetLists is the hidden sheet that holds the entries of the drop-downs.
const SheetLists = "_取值"

// HeaderPeriod stands above the year, half, quarter or month that the figures
// of a row speak of. It is the header of no property.
var HeaderPeriod = graph.Label{Zh: "年度", En: "Year"}

// A tableSheet is a sheet whose rows describe nodes of one kind.
type tableSheet struct {
	name    graph.Label
	kind    graph.Kind
	purpose graph.Label
	columns []column
}

// A column is a property of the sheet's kind, a reference along an edge, an
// attribute of an edge, or the period. Exactly one of the first four is set,
// but for an attribute, which has its edge's type in of.
type column struct {
	property  string
	edge      string // a reference along edges of this type
	attribute string // of the edges of type of
	period    bool

	other    graph.Kind // edge: the kind that is referred to
	by       string     // edge: the property of it that is printed
	incoming bool       // edge
	with     string     // edge: the role that the header says of it
	of       string     // attribute

	header  graph.Label // edge: which of its headers, if the first is not the plainest
	example graph.Label
}

func prop(name, zh, en string) column {
	return column{property: name, example: graph.Label{Zh: zh, En: en}}
}

func to(edge string, other graph.Kind, by, zh, en string) column {
	return column{edge: edge, other: other, by: by, example: graph.Label{Zh: zh, En: en}}
}

func from(edge string, other graph.Kind, by, zh, en string) column {
	c := to(edge, other, by, zh, en)
	c.incoming = true
	return c
}

func (c column) as(role string) column { c.with = role; return c }

func (c column) under(zh, en string) column { c.header = graph.Label{Zh: zh, En: en}; return c }

func attr(edge, name, zh, en string) column {
	return column{attribute: name, of: edge, example: graph.Label{Zh: zh, En: en}}
}

func year() column { return column{period: true, example: graph.Label{Zh: "2024", En: "2024"}} }

// own is the source's own identifier, which holds the mark of the example.
func own() column {
	return column{property: graph.PropOwnID, example: ExampleMark}
}

// The examples are plainly invented; the credit code's check character holds.
const (
	exampleCode = "91110000MA0000000H"
	companyZh   = "示例甲科技有限公司"
	companyEn   = "Example Alpha Co., Ltd."
	customerZh  = "示例乙集团有限公司"
	customerEn  = "Example Beta Group Co., Ltd."
	productZh   = "示例防火墙"
	productEn   = "Example Firewall"
	chainZh     = "示例产业链"
	chainEn     = "Example chain"
	segmentZh   = "防火墙"
	segmentEn   = "Firewalls"
	sectorZh    = "金融"
	sectorEn    = "Finance"
	parkZh      = "示例产业园"
	parkEn      = "Example Park"
)

// tableSheets declares the sheets in their order. A test checks all of it
// against the vocabulary.
func tableSheets() []tableSheet {
	return []tableSheet{
		{
			name: graph.Label{Zh: "环节", En: "Segments"}, kind: graph.KindSegment,
			purpose: graph.Label{Zh: "产业链的环节及其上下级：一行一个环节", En: "the segments of a chain and their tree: a row each"},
			columns: []column{
				own(),
				prop(graph.PropChain, chainZh, chainEn),
				prop(graph.PropCode, "E7", "E7"),
				prop(graph.PropName, segmentZh, segmentEn),
				to(graph.EdgePartOf, graph.KindSegment, graph.PropName, "边界安全", "Perimeter security"),
				prop(graph.PropEnglishName, "Firewalls", "Firewalls"),
				prop(graph.PropTier, "中游", "Midstream"),
				prop("group", "E", "E"),
				prop("order", "7", "7"),
				prop(graph.PropKeyLink, "是", "yes"),
				prop("keyLinkBasis", "编者判断", "Editors' judgement"),
				prop("keyLinkReason", "供应商集中", "few vendors"),
				prop("description", "在网络边界控制流量的产品", "products that control traffic at the perimeter"),
			},
		},
		{
			name: graph.Label{Zh: "环节供给关系", En: "Feeds"}, kind: graph.KindSegment,
			purpose: graph.Label{Zh: "上游环节供给下游环节：一行一条，多个下游环节用顿号隔开", En: "which segment feeds which: a row each; separate several downstream segments by semicolons"},
			columns: []column{
				own(),
				prop(graph.PropChain, chainZh, chainEn),
				prop(graph.PropName, "安全芯片", "Security chips"),
				prop(graph.PropCode, "A2", "A2"),
				to(graph.EdgeFeeds, graph.KindSegment, graph.PropName, segmentZh, segmentEn),
				attr(graph.EdgeFeeds, graph.PropBasis, "明示", "Stated"),
			},
		},
		{
			name: graph.Label{Zh: "企业", En: "Enterprises"}, kind: graph.KindEnterprise,
			purpose: graph.Label{Zh: "一行一家企业；逐年数据请填“企业年度数据”", En: "a row for each enterprise; figures of years go on the sheet “Yearly figures”"},
			columns: []column{
				own(),
				prop(graph.PropLegalName, companyZh, companyEn),
				prop(graph.PropCreditCode, exampleCode, exampleCode),
				prop(graph.PropStockCode, "688999.SH", "688999.SH"),
				prop(graph.PropShortName, "示例甲", "Example Alpha"),
				prop(graph.PropEnglishName, "Example Alpha Co., Ltd.", "Example Alpha Co., Ltd."),
				prop(graph.PropFormerNames, "示例甲信息技术有限公司", "Example Alpha Information Ltd."),
				prop(graph.PropAliases, "甲科技、甲安全", "Alpha Tech; Alpha Security"),
				to(graph.EdgeInSegment, graph.KindSegment, graph.PropName, segmentZh, segmentEn),
				prop(graph.PropKind, "民营企业", "Private"),
				prop(graph.PropStage, "成长期", "Growth"),
				prop(graph.PropStatus, "存续", "Operating"),
				prop("country", "中国", "China"),
				to(graph.EdgeLocatedIn, graph.KindRegion, graph.PropCode, "北京市", "Beijing").under("所在地区", "Region"),
				to(graph.EdgeLocatedIn, graph.KindPark, graph.PropName, parkZh, parkEn),
				prop(graph.PropFounded, "2015-06-18", "2015-06-18"),
				prop("listed", "2021-12", "2021-12"),
				prop("exchange", "上海证券交易所", "Shanghai Stock Exchange"),
				prop(graph.PropRegisteredCapital, "5000万元", "CNY 50m"),
				prop("mainBusiness", "网络边界安全产品", "perimeter security products"),
				to(graph.EdgeServes, graph.KindSector, graph.PropName, "金融、能源", "Finance; Energy"),
				prop(graph.PropWebsite, "https://example.com", "https://example.com"),
				prop("address", "示例市示例路 1 号", "1 Example Road"),
				prop("citation", "企业年报", "annual report"),
			},
		},
		{
			name: graph.Label{Zh: "产品", En: "Products"}, kind: graph.KindProduct,
			purpose: graph.Label{Zh: "产品、服务和解决方案：一行一个", En: "products, services and solutions: a row each"},
			columns: []column{
				own(),
				prop(graph.PropName, productZh, productEn),
				from(graph.EdgeMakes, graph.KindEnterprise, graph.PropLegalName, companyZh, companyEn),
				from(graph.EdgeMakes, graph.KindEnterprise, graph.PropCreditCode, exampleCode, exampleCode).under("统一社会信用代码", "USCC"),
				to(graph.EdgeInSegment, graph.KindSegment, graph.PropName, segmentZh, segmentEn),
				prop(graph.PropKind, "产品", "Product"),
				prop("model", "FW-1000", "FW-1000"),
				prop(graph.PropVersion, "V3.0", "V3.0"),
				prop(graph.PropLaunched, "2020-09", "2020-09"),
				to(graph.EdgeServes, graph.KindSector, graph.PropName, sectorZh, sectorEn),
				prop("useCase", "互联网出口防护", "protection of an internet access"),
				prop("certificate", "XKC00000", "XKC00000"),
				prop("certificateUntil", "2026-09-30", "2026-09-30"),
				prop(graph.PropWebsite, "https://example.com/fw", "https://example.com/fw"),
				prop("description", "下一代防火墙", "a next-generation firewall"),
			},
		},
		{
			name: graph.Label{Zh: "园区", En: "Parks"}, kind: graph.KindPark,
			purpose: graph.Label{Zh: "产业园区：一行一个", En: "industrial parks: a row each"},
			columns: []column{
				own(),
				prop(graph.PropName, parkZh, parkEn),
				prop(graph.PropRegion, "北京市", "Beijing"),
				prop(graph.PropCode, "G000000", "G000000"),
				prop(graph.PropKind, "网络安全产业园", "Cybersecurity park"),
				prop("level", "国家级", "National"),
				prop(graph.PropStatus, "运营中", "Operating"),
				prop(graph.PropFounded, "2019", "2019"),
				prop("area", "2.5", "2.5"),
				prop("focus", "网络安全", "cybersecurity"),
				prop("operator", "示例园区管理委员会", "Example Park authority"),
				prop("address", "示例市示例大道", "Example Avenue"),
				prop(graph.PropWebsite, "https://example.com/park", "https://example.com/park"),
			},
		},
		{
			name: graph.Label{Zh: "投融资事件", En: "Funding events"}, kind: graph.KindFundingEvent,
			purpose: graph.Label{Zh: "融资、并购、上市：一行一个事件", En: "rounds, acquisitions and listings: a row for each event"},
			columns: []column{
				own(),
				from(graph.EdgeRaised, graph.KindEnterprise, graph.PropLegalName, companyZh, companyEn),
				from(graph.EdgeRaised, graph.KindEnterprise, graph.PropCreditCode, exampleCode, exampleCode).under("统一社会信用代码", "USCC"),
				prop(graph.PropDate, "2021-10", "2021-10"),
				prop(graph.PropKind, "融资轮次", "Funding round"),
				prop(graph.PropRound, "B轮", "Series B"),
				prop(graph.PropAmount, "数千万元", "CNY 50m"),
				prop("valuation", "10亿元", "CNY 1bn"),
				from(graph.EdgeInvestedIn, graph.KindInstitution, graph.PropLegalName, "示例丙创投、示例丁基金", "Example Gamma Ventures; Example Delta Fund"),
				from(graph.EdgeInvestedIn, graph.KindInstitution, graph.PropLegalName, "示例丙创投", "Example Gamma Ventures").as("lead"),
				to(graph.EdgeConcerns, graph.KindSegment, graph.PropName, segmentZh, segmentEn),
				prop("use", "研发", "research"),
				prop("sourceUrl", "https://example.com/news", "https://example.com/news"),
			},
		},
		{
			name: graph.Label{Zh: "供货关系", En: "Supply"}, kind: graph.KindEnterprise,
			purpose: graph.Label{Zh: "供货企业、其客户和所供环节：一行一条；占比和金额请注明年度", En: "who supplies whom with what: a row each; shares and amounts need their year"},
			columns: []column{
				own(),
				prop(graph.PropLegalName, companyZh, companyEn),
				prop(graph.PropCreditCode, exampleCode, exampleCode),
				to(graph.EdgeSupplies, graph.KindEnterprise, graph.PropLegalName, customerZh, customerEn),
				{edge: graph.EdgeSupplies, other: graph.KindSegment, by: graph.PropName, example: graph.Label{Zh: segmentZh, En: segmentEn}},
				year(),
				attr(graph.EdgeSupplies, graph.PropShare, "30%", "30%"),
				attr(graph.EdgeSupplies, graph.PropAmount, "1200万元", "CNY 12m"),
			},
		},
		{
			name: graph.Label{Zh: "企业年度数据", En: "Yearly figures"}, kind: graph.KindEnterprise,
			purpose: graph.Label{Zh: "一行一家企业一个年度（或 2024H1、2024Q1、2024-03）", En: "a row for each enterprise and year (or 2024H1, 2024Q1, 2024-03)"},
			columns: []column{
				own(),
				prop(graph.PropLegalName, companyZh, companyEn),
				prop(graph.PropCreditCode, exampleCode, exampleCode),
				year(),
				prop(graph.PropRevenue, "3.2亿元", "CNY 320m"),
				prop("mainRevenue", "3亿元", "CNY 300m"),
				prop("securityRevenue", "2.8亿元", "CNY 280m"),
				prop("overseasRevenue", "1000万元", "CNY 10m"),
				prop("netProfit", "-1200万元", "CNY -12m"),
				prop("totalAssets", "6亿元", "CNY 600m"),
				prop("taxPaid", "900万元", "CNY 9m"),
				prop(graph.PropRDSpend, "6400万元", "CNY 64m"),
				prop("rdRatio", "20%", "20%"),
				prop(graph.PropEmployees, "560", "560"),
				prop("rdStaff", "210", "210"),
				prop("patents", "48", "48"),
				prop("inventionPatents", "31", "31"),
				prop("softwareCopyrights", "120", "120"),
				prop("standards", "5", "5"),
			},
		},
		{
			name: graph.Label{Zh: "资质荣誉", En: "Recognitions"}, kind: graph.KindEnterprise,
			purpose: graph.Label{Zh: "企业获得的称号和资质：一行一项", En: "titles that enterprises were given: a row each"},
			columns: []column{
				own(),
				prop(graph.PropLegalName, companyZh, companyEn),
				prop(graph.PropCreditCode, exampleCode, exampleCode),
				to(graph.EdgeRecognisedBy, graph.KindRecognition, graph.PropName, "专精特新“小巨人”企业", "Little Giant enterprise"),
				attr(graph.EdgeRecognisedBy, "grade", "一级", "level 1"),
				attr(graph.EdgeRecognisedBy, "batch", "第四批", "fourth batch"),
				attr(graph.EdgeRecognisedBy, "certificate", "ZS-0001", "ZS-0001"),
				attr(graph.EdgeRecognisedBy, "validFrom", "2022-08", "2022-08"),
				attr(graph.EdgeRecognisedBy, "validTo", "2025-07-31", "2025-07-31"),
			},
		},
		{
			name: graph.Label{Zh: "机构", En: "Institutions"}, kind: graph.KindInstitution,
			purpose: graph.Label{Zh: "高校、实验室、基金、联盟、靶场、测评机构：一行一个", En: "universities, laboratories, funds, alliances, ranges, evaluators: a row each"},
			columns: []column{
				own(),
				prop(graph.PropLegalName, "示例丙创业投资有限公司", "Example Gamma Ventures"),
				prop(graph.PropCreditCode, "", ""),
				prop(graph.PropShortName, "示例丙创投", "Gamma"),
				prop(graph.PropKind, "投资机构", "Investor"),
				prop("level", "国家级", "National"),
				to(graph.EdgeLocatedIn, graph.KindRegion, graph.PropCode, "上海市", "Shanghai").under("所在地区", "Region"),
				prop(graph.PropFounded, "2008", "2008"),
				prop("host", "", ""),
				prop("fundSize", "20亿元", "CNY 2bn"),
				prop("fundFocus", "网络安全", "cybersecurity"),
				prop(graph.PropWebsite, "https://example.com/gamma", "https://example.com/gamma"),
				prop("description", "", ""),
			},
		},
		{
			name: graph.Label{Zh: "需求行业", En: "Sectors"}, kind: graph.KindSector,
			purpose: graph.Label{Zh: "需求侧行业及其投入：一行一个行业一个年度", En: "the demand side and what it spends: a row for each sector and year"},
			columns: []column{
				own(),
				prop(graph.PropName, sectorZh, sectorEn),
				prop(graph.PropCode, "J", "J"),
				year(),
				prop("itSpend", "2000亿元", "CNY 200bn"),
				prop("securitySpend", "90亿元", "CNY 9bn"),
				prop("securityShare", "4.5%", "4.5%"),
				prop("organisations", "4500", "4500"),
			},
		},
		{
			name: graph.Label{Zh: "贡献记录", En: "Contributions"}, kind: graph.KindContribution,
			purpose: graph.Label{Zh: "漏洞报送、威胁信息共享等：一行一条", En: "vulnerabilities and intelligence reported: a row each"},
			columns: []column{
				own(),
				from(graph.EdgeContributed, graph.KindEnterprise, graph.PropLegalName, companyZh, companyEn),
				from(graph.EdgeContributed, graph.KindEnterprise, graph.PropCreditCode, exampleCode, exampleCode).under("统一社会信用代码", "USCC"),
				prop(graph.PropNumber, "EX-2024-0001", "EX-2024-0001"),
				prop(graph.PropName, "示例漏洞", "Example vulnerability"),
				prop(graph.PropKind, "原创漏洞", "Original vulnerability"),
				prop(graph.PropYear, "2024", "2024"),
				prop("archived", "2024-05-06", "2024-05-06"),
				prop("count", "1", "1"),
				prop("severity", "高危", "high"),
				prop("recipient", "示例平台", "Example platform"),
			},
		},
		findingSheet("检测结果", "Test results", "产品检测的结果：一行一个产品一项", "what tests measured: a row for each product and item", "检测结果", "Test result",
			prop(graph.PropItem, "fw.throughput", "fw.throughput"), prop(graph.PropMeasured, "42.5", "42.5"), prop("low", "40", "40"), prop("high", "45", "45"), prop("unit", "Gbit/s", "Gbit/s"),
			prop(graph.PropBasis, "实测", "Tested"), prop("tester", "示例评测中心", "Example test centre"), prop("report", "BG-0001", "BG-0001"), prop("environment", "示例环境甲", "example bench A"), prop("sample", "1000 个样本", "1000 samples")),
		findingSheet("成熟度属性", "Maturity attributes", "过程属性的达成度（百分比的数值）或结论：一行一个属性", "how far process attributes are achieved, in percent, or the verdict: a row each", "成熟度属性", "Maturity attribute",
			prop(graph.PropItem, "fw.development.pa2.1", "fw.development.pa2.1"), prop(graph.PropMeasured, "80", "80"),
			prop(graph.PropBasis, "已核实", "Verified"), prop("tester", "示例评估组", "Example assessors"), prop("report", "PG-0001", "PG-0001")),
		findingSheet("应用成效", "Deployments and effect", "部署情况及其成效：一行一项", "deployments and their effect: a row each", "应用成效", "Deployment and effect",
			prop(graph.PropItem, "fw.uptime", "fw.uptime"), prop(graph.PropMeasured, "99.95", "99.95"), prop("low", "99.9", "99.9"), prop("high", "99.99", "99.99"), prop("unit", "%", "%"),
			prop(graph.PropBasis, "已核实", "Verified"), prop("sample", "120 家用户", "120 users")),
		findingSheet("服务记录", "Service records", "服务水平的记录：一行一项", "records of how a service was rendered: a row each", "服务记录", "Service record",
			prop(graph.PropItem, "mdr.response", "mdr.response"), prop(graph.PropMeasured, "15", "15"), prop("unit", "min", "min"),
			prop(graph.PropBasis, "自报", "Self-reported"), prop("sample", "2024 年全部工单", "all tickets of 2024")),
	}
}

// findingSheet is a sheet of one kind of findings, with what all of them say.
func findingSheet(zh, en, purposeZh, purposeEn, kindZh, kindEn string, columns ...column) tableSheet {
	return tableSheet{
		name: graph.Label{Zh: zh, En: en}, kind: graph.KindFinding, purpose: graph.Label{Zh: purposeZh, En: purposeEn},
		columns: slices.Concat([]column{
			own(),
			to(graph.EdgeMeasures, graph.KindProduct, graph.PropName, productZh, productEn),
			prop(graph.PropVersion, "V3.0", "V3.0"),
			prop(graph.PropKind, kindZh, kindEn),
		}, columns, []column{
			prop("result", "具备", "yes"),
			prop("absence", "", ""),
			prop(graph.PropDate, "2025-03-31", "2025-03-31"),
			prop("citation", "示例报告", "example report"),
		}),
	}
}

// KindOf returns the kind of node that the rows of a sheet describe, by the name
// of the sheet in either language; false if the template has no such sheet.
func KindOf(sheet string) (graph.Kind, bool) {
	key := graph.HeaderKey(sheet)
	for _, s := range tableSheets() {
		if key == graph.HeaderKey(s.name.Zh) || key == graph.HeaderKey(s.name.En) {
			return s.kind, true
		}
	}
	return "", false
}
