package graph

import (
	"slices"
	"strings"
	"sync"
)

// Standard returns the vocabulary of industry chains. It is built once and
// shared; it must not be changed.
func Standard() *Vocabulary { return standardVocabulary() }

var standardVocabulary = sync.OnceValue(func() *Vocabulary {
	lists := standardLists()
	for i := range lists {
		l, err := loadList(lists[i])
		if err != nil {
			panic(err) // embedded data; a test reads all of it
		}
		lists[i] = l
	}
	v, err := NewVocabulary(standardKinds(), standardEdges(), lists)
	if err != nil {
		panic(err)
	}
	return v
})

// The functions below write declarations in one line each: name, Chinese and
// English label, and the other headers, separated by |.

func declare(t ValueType, name, zh, en, synonyms string) PropertyDecl {
	p := PropertyDecl{Name: name, Label: Label{zh, en}, Type: t}
	if synonyms != "" {
		p.Synonyms = strings.Split(synonyms, "|")
	}
	return p
}

func textProp(name, zh, en, synonyms string) PropertyDecl {
	return declare(TypeText, name, zh, en, synonyms)
}

func dateProp(name, zh, en, synonyms string) PropertyDecl {
	return declare(TypeDate, name, zh, en, synonyms)
}

func boolProp(name, zh, en, synonyms string) PropertyDecl {
	return declare(TypeBool, name, zh, en, synonyms)
}

func codeProp(list, name, zh, en, synonyms string) PropertyDecl {
	p := declare(TypeCode, name, zh, en, synonyms)
	p.List = list
	return p
}

// countProp is a whole number that is not negative.
func countProp(unit, name, zh, en, synonyms string) PropertyDecl {
	p := declare(TypeInt, name, zh, en, synonyms)
	p.Unit, p.Min = unit, &Decimal{}
	return p
}

// ratioProp is a part of a whole: 0 to 1.
func ratioProp(name, zh, en, synonyms string) PropertyDecl {
	p := declare(TypeDecimal, name, zh, en, synonyms)
	p.Unit, p.Min, p.Max = "ratio", &Decimal{}, &Decimal{Unscaled: 1}
	return p
}

// changeProp is a growth or a decline: 0.15 is 15 % more, -0.1 a tenth less.
func changeProp(name, zh, en, synonyms string) PropertyDecl {
	p := declare(TypeDecimal, name, zh, en, synonyms)
	p.Unit, p.Min = "ratio", &Decimal{Unscaled: -1}
	return p
}

func areaProp(name, zh, en, synonyms string) PropertyDecl {
	p := declare(TypeDecimal, name, zh, en, synonyms)
	p.Unit, p.Min = "km²", &Decimal{}
	return p
}

// moneyProp is an amount that is not negative, in yuan where no currency is
// printed.
func moneyProp(name, zh, en, synonyms string) PropertyDecl {
	p := declare(TypeMoney, name, zh, en, synonyms)
	p.Unit, p.Min = "CNY", &Decimal{}
	return p
}

// balanceProp is an amount that may be negative: a profit or a loss.
func balanceProp(name, zh, en, synonyms string) PropertyDecl {
	p := moneyProp(name, zh, en, synonyms)
	p.Min = nil
	return p
}

func asSet(p PropertyDecl) PropertyDecl      { p.Set = true; return p }
func asYearly(p PropertyDecl) PropertyDecl   { p.Periodic = true; return p }
func asFilter(p PropertyDecl) PropertyDecl   { p.Filter = true; return p }
func asSum(p PropertyDecl) PropertyDecl      { p.Sum = true; return p }
func asPersonal(p PropertyDecl) PropertyDecl { p.Personal = true; return p }
func asName(p PropertyDecl) PropertyDecl     { p.IsName = true; return p }
func asLegal(p PropertyDecl) PropertyDecl    { p.IsName, p.IsLegal = true, true; return p }
func withoutMax(p PropertyDecl) PropertyDecl { p.Max = nil; return p }

// ownIDProp is the source's own identifier; columns of that name are too common to
// be one by their header alone, so each kind adds its own.
func ownIDProp(synonyms string) PropertyDecl {
	return textProp(PropOwnID, "来源内编号", "Source's own ID", "来源编号|内部编号|记录编号|source id|permalink|crunchbase|uuid"+synonyms)
}

// described are the properties that everything has.
func described(own PropertyDecl, more ...PropertyDecl) []PropertyDecl {
	return slices.Concat([]PropertyDecl{own}, more, []PropertyDecl{
		textProp("description", "简介", "Description", "描述|说明|简述|summary|介绍|short description"),
		textProp("remark", "备注", "Remark", "注|remarks|note|notes|comment|comments"),
		textProp("citation", "出处", "Citation", "来源|数据来源|信息来源|资料来源|source|sources|reference"),
		textProp("sourceUrl", "来源网址", "Source URL", "来源URL|来源链接|链接|url|link|原文链接"),
	})
}

// plainNames are the names of what has a plain name.
func plainNames(name PropertyDecl) []PropertyDecl {
	return []PropertyDecl{
		asName(name),
		asName(textProp(PropShortName, "简称", "Short name", "缩写|abbreviation")),
		asName(textProp(PropEnglishName, "英文名称", "English name", "英文名|名称（英文）|name (English)|name_en")),
		asName(asSet(textProp(PropAliases, "别名", "Aliases", "别称|又名|其他名称|alias|aka|also known as"))),
	}
}

// Keys.

func byProperty(property string) KeyPart { return KeyPart{Property: property} }
func byEdge(edge string) KeyPart         { return KeyPart{Edge: edge} }

func keyOf(name string, parts ...KeyPart) KeyDecl { return KeyDecl{Name: name, Parts: parts} }

func codeKeyOf(name string, parts ...KeyPart) KeyDecl {
	return KeyDecl{Name: name, Parts: parts, Code: true}
}

var ownKey = KeyDecl{Name: "own", Parts: []KeyPart{{Property: PropOwnID}}, Own: true, Code: true}

// companyKeys are the keys of what is registered under a credit code.
func companyKeys(more ...KeyDecl) []KeyDecl {
	return slices.Concat(
		[]KeyDecl{ownKey, {Name: PropCreditCode, Parts: []KeyPart{byProperty(PropCreditCode)}, Code: true, Cores: true}},
		more,
		[]KeyDecl{
			keyOf(PropLegalName, byProperty(PropLegalName)),
			{Name: PropFormerNames, Parts: []KeyPart{{Property: PropFormerNames}}, Asks: true},
		})
}

// companyNames are the names of what is registered under a credit code.
func companyNames(legalName PropertyDecl) []PropertyDecl {
	return []PropertyDecl{
		asLegal(legalName),
		asLegal(asSet(textProp(PropFormerNames, "曾用名", "Former names", "曾用名称|原名|前名|former name|previous name|formerly"))),
		asName(textProp(PropShortName, "简称", "Short name", "企业简称|公司简称|单位简称|股票简称|证券简称|A股简称|品牌|short_name|brand|display name")),
		asName(textProp(PropEnglishName, "英文名称", "English name", "英文名|企业英文名称|公司英文名称|name (English)|name_en|provider_name_en")),
		asName(asSet(textProp(PropAliases, "别名", "Aliases", "别称|又名|其他名称|alias|aka|also known as"))),
	}
}

// standardKinds declares the kinds, ends before what hangs on them: the rule
// links of a kind use the nodes of the kinds before it (fold.md, 16).
func standardKinds() []KindDecl {
	return []KindDecl{
		{
			Kind: KindRegion, Label: Label{"地区", "Region"}, Plural: Label{"地区", "Regions"},
			Synonyms: strings.Split("行政区划|省市|regions|省份|城市", "|"),
			Keys:     []KeyDecl{ownKey, codeKeyOf(PropCode, byProperty(PropCode))},
			Properties: described(ownIDProp(""), slices.Concat([]PropertyDecl{
				asFilter(codeProp(ListRegion, PropCode, "行政区划代码", "Division code", "区划代码|地区代码|GB/T 2260|adcode|region code")),
			}, plainNames(textProp(PropName, "地区名称", "Region name", "名称|地区|省份|城市|region|province|city")))...),
		},
		{
			Kind: KindChain, Label: Label{"产业链", "Industry chain"}, Plural: Label{"产业链", "Industry chains"},
			Synonyms: strings.Split("产业链图谱|chain|chains|产业", "|"),
			Keys:     []KeyDecl{ownKey, codeKeyOf(PropCode, byProperty(PropCode)), keyOf(PropName, byProperty(PropName))},
			Properties: described(ownIDProp(""), slices.Concat([]PropertyDecl{
				textProp(PropCode, "产业链代码", "Chain code", "代码|编码|chain_code"),
			}, plainNames(textProp(PropName, "产业链名称", "Chain name", "名称|产业链|chain")), []PropertyDecl{
				asYearly(moneyProp("marketSize", "市场规模", "Market size", "产业规模|产值|market_size")),
				asYearly(moneyProp("targetSize", "规模目标", "Target size", "目标规模|规划目标|plan target")),
				asYearly(changeProp("growthRate", "增速", "Growth rate", "增长率|年均复合增长率|CAGR|yoy")),
			})...),
		},
		{
			Kind: KindSector, Label: Label{"需求行业", "Sector"}, Plural: Label{"需求行业", "Sectors"},
			Synonyms: strings.Split("行业|应用行业|需求侧|下游行业|sectors|重点行业", "|"),
			Keys:     []KeyDecl{ownKey, codeKeyOf(PropCode, byProperty(PropCode)), keyOf(PropName, byProperty(PropName))},
			Properties: described(ownIDProp(""), slices.Concat([]PropertyDecl{
				textProp(PropCode, "行业代码", "Sector code", "代码|编码|industry_code|国民经济行业代码"),
			}, plainNames(textProp(PropName, "行业名称", "Sector name", "名称|行业|sector|industry")), []PropertyDecl{
				asYearly(asSum(moneyProp("itSpend", "信息化投入", "IT spend", "信息化投资|IT投入|IT支出|it_spend"))),
				asYearly(asSum(moneyProp("securitySpend", "网络安全投入", "Security spend", "安全投入|网络安全支出|安全支出|security_spend"))),
				asYearly(ratioProp("securityShare", "安全投入占比", "Security's share of IT spend", "网络安全投入占比|安全投入占信息化投入比例")),
				asYearly(countProp("enterprise", "organisations", "单位数", "Organisations", "企业数|单位数量|用户单位数")),
			})...),
		},
		{
			Kind: KindSegment, Label: Label{"环节", "Segment"}, Plural: Label{"环节", "Segments"},
			Synonyms: strings.Split("产业链环节|细分领域|细分环节|segments|links|业务方向|赛道|inputs", "|"),
			Keys: []KeyDecl{
				ownKey,
				codeKeyOf("chainCode", byProperty(PropChain), byProperty(PropCode)),
				keyOf("chainName", byProperty(PropChain), byProperty(PropName)),
			},
			Properties: described(ownIDProp("|input_id|环节ID"), slices.Concat([]PropertyDecl{
				textProp(PropChain, "所属产业链", "Chain", "产业链|产业链代码|产业链名称|chain_code|chain name"),
				textProp(PropCode, "环节代码", "Segment code", "代码|编码|环节编码|segment_code"),
			}, plainNames(textProp(PropName, "环节名称", "Segment name", "名称|环节|细分领域|业务方向|segment|name_zh|input_name|领域|赛道")), []PropertyDecl{
				asFilter(codeProp(ListTier, PropTier, "层级", "Tier", "上中下游|产业链位置|上下游|位置|链条位置")),
				textProp("group", "分组", "Group", "大类|一级分类|领域分组|category|stage_name|字母组"),
				boolProp(PropKeyLink, "关键环节", "Key link", "是否关键环节|关键|重点环节|key_link|key segment"),
				codeProp(ListBasis, "keyLinkBasis", "关键环节依据", "Basis of the key mark", "关键依据|关键环节依据类别"),
				textProp("keyLinkReason", "关键环节理由", "Reason of the key mark", "关键理由|理由"),
				boolProp("addition", "编者补充", "Editors' addition", "是否编者补充|补充"),
				countProp("", "order", "顺序", "Order", "序号|排序|sort|sort_order"),
				textProp("segmentType", "环节类型", "Segment type", "类型|type|input_type"),
				asYearly(moneyProp("marketSize", "市场规模", "Market size", "产业规模|产值|market_size|market_share_chart_global_market_size_info")),
				asYearly(ratioProp("importShare", "进口占比", "Import share", "进口依赖度|对外依存度|进口依存度")),
				asYearly(countProp("", "eventCount", "事件数", "Events", "融资事件数|event_count")),
			})...),
		},
		{
			Kind: KindPark, Label: Label{"园区", "Park"}, Plural: Label{"园区", "Parks"},
			Synonyms: strings.Split("产业园区|产业园|开发区|parks|载体|园区名录", "|"),
			Keys: []KeyDecl{
				ownKey,
				codeKeyOf(PropCode, byProperty(PropCode)),
				// Many parks are called 经济开发区: the name is a key only with the
				// region, which therefore is a property here and no edge.
				keyOf("regionName", byProperty(PropRegion), byProperty(PropName)),
			},
			Properties: described(ownIDProp(""), slices.Concat([]PropertyDecl{
				textProp(PropCode, "园区代码", "Park code", "代码|编码|统计用区划代码|park_code"),
				asFilter(codeProp(ListRegion, PropRegion, "所在地区", "Region", "行政区划代码|行政区划|区县|所属区县|所在区县|县|county|所在城市|城市|市|city|所在地|地区|所在省份|省份|省|province")),
			}, plainNames(textProp(PropName, "园区名称", "Park name", "名称|园区|开发区名称|产业园名称|park|park_name")), []PropertyDecl{
				asFilter(codeProp(ListParkKind, PropKind, "园区类型", "Kind of park", "类型|园区类别|park_kind|park type")),
				asFilter(codeProp(ListParkLevel, "level", "园区级别", "Level", "级别|园区等级|park_level")),
				asFilter(codeProp(ListParkStatus, PropStatus, "园区状态", "Status", "状态|建设状态|建设情况|运营状态")),
				dateProp(PropFounded, "设立日期", "Founded", "设立时间|成立时间|批准时间|批复时间|成立日期|获批时间"),
				areaProp("area", "规划面积（平方公里）", "Area (km²)", "面积|规划面积|占地面积|规划面积(平方公里)"),
				textProp("address", "地址", "Address", "园区地址|详细地址|位置"),
				textProp(PropWebsite, "网址", "Website", "官网|网站|主页|homepage"),
				textProp("operator", "运营单位", "Operator", "管理机构|运营主体|管委会|运营机构"),
				textProp("focus", "主导产业", "Leading industries", "重点产业|产业定位|特色产业|主攻方向"),
				asYearly(asSum(moneyProp("output", "园区产值", "Output", "总产值|营业总收入|园区收入|工业总产值"))),
				asYearly(asSum(moneyProp("taxRevenue", "税收", "Tax revenue", "税收收入|纳税额|上缴税收"))),
				asYearly(asSum(countProp("enterprise", "enterpriseCount", "入驻企业数", "Enterprises", "企业数|企业数量|入园企业数|入驻企业"))),
				asYearly(asSum(countProp("person", PropEmployees, "从业人数", "Employees", "就业人数|从业人员|从业人员数|员工人数"))),
			})...),
		},
		{
			Kind: KindEnterprise, Label: Label{"企业", "Enterprise"}, Plural: Label{"企业", "Enterprises"},
			Synonyms: strings.Split("公司|厂商|企业名录|企业名单|企业信息|companies|company|vendors|vendor|enterprises|providers|上市公司", "|"),
			Keys:     companyKeys(codeKeyOf(PropStockCode, byProperty(PropStockCode))),
			Properties: described(ownIDProp("|company_permalink|provider_id|企业ID|公司ID|company_id"), slices.Concat(
				companyNames(textProp(PropLegalName, "企业全称", "Legal name", "企业名称|公司名称|公司全称|单位名称|全称|名称|法定名称|full_name|company|company name|company_name|name|provider_name|organization|startup name|厂商|厂商名称|企业|公司|organisation name|vendor")),
				[]PropertyDecl{
					textProp(PropCreditCode, "统一社会信用代码", "Unified social credit code", "信用代码|社会信用代码|统一信用代码|企业信用代码|纳税人识别号|税号|uscc|credit_code|组织机构代码（统一社会信用代码）|USCI"),
					textProp(PropStockCode, "证券代码", "Stock code", "股票代码|上市代码|股票编号|code|company_code|ticker|stock symbol|symbol|A股代码|期货代码|证券编号"),
					asFilter(codeProp(ListExchange, "exchange", "交易所", "Stock exchange", "上市交易所|上市地点|上市地|上市板块|stock_exchange|交易市场")),
					dateProp("listed", "上市日期", "Listed on", "上市时间|listed_on|ipo date|挂牌日期|A股上市日期"),
					dateProp(PropFounded, "成立日期", "Founded", "注册日期|成立时间|注册时间|创立时间|成立年份|founded_on|founded_at|founded_month|founded_quarter|founded_year|year founded|founding date|registered_on|公司成立时间"),
					asFilter(codeProp(ListEnterpriseKind, PropKind, "企业性质", "Kind of enterprise", "企业类型|公司类型|所有制|所有制性质|单位性质|company_type|ownership|provider_type")),
					asFilter(codeProp(ListStage, PropStage, "发展阶段", "Stage of development", "企业阶段|成长阶段|阶段|development stage|company stage")),
					asFilter(codeProp(ListEnterpriseStatus, PropStatus, "经营状态", "Status", "登记状态|企业状态|存续状态|状态|operating status")),
					asFilter(codeProp(ListCountry, "country", "国家或地区", "Country or region", "国家|国别|所属国家|country_code|company_country_code|国家/地区|注册国家")),
					moneyProp(PropRegisteredCapital, "注册资本", "Registered capital", "注册资金|capital|capital_text|注册资本金"),
					textProp("address", "注册地址", "Registered address", "地址|住所|办公地址|企业地址|通讯地址|经营地址"),
					textProp("cityAbroad", "境外城市", "City abroad", "company_city|state_code|company_state_code"),
					textProp(PropWebsite, "官网", "Website", "网址|网站|公司网址|企业官网|homepage|homepage_url|主页|domain"),
					textProp("businessScope", "经营范围", "Business scope", "业务范围|主营范围"),
					textProp("mainBusiness", "主营业务", "Main business", "主营产品|主要业务|主营|主要产品"),
					textProp("industry", "所属行业", "Industry", "行业|行业分类|国民经济行业|申万行业|industry / vertical|category_code|company_category_code"),
					textProp("chainRole", "产业链角色", "Role in the chain", "链上角色|产业角色|角色说明"),
					asPersonal(textProp("legalRepresentative", "法定代表人", "Legal representative", "法人|法人代表|法定代表|负责人")),
					asPersonal(textProp("contactName", "联系人", "Contact", "联系人姓名|contact person|contact name")),
					asPersonal(textProp("contactPhone", "联系电话", "Contact's telephone", "电话|联系方式|手机|手机号|联系人电话|phone|tel|telephone")),
					asPersonal(textProp("contactEmail", "电子邮箱", "Contact's e-mail", "邮箱|电子邮件|联系邮箱|email|e-mail")),

					asFilter(asYearly(asSum(moneyProp(PropRevenue, "营业收入", "Revenue", "营收|收入|销售收入|主营收入|年收入|营业总收入|sales|turnover|营业额")))),
					asYearly(asSum(moneyProp("mainRevenue", "主营业务收入", "Revenue of the main business", "主营业务营收|主导产品收入"))),
					asYearly(asSum(moneyProp("securityRevenue", "网络安全业务收入", "Security revenue", "安全业务收入|网络安全收入|安全收入"))),
					asYearly(asSum(moneyProp("overseasRevenue", "境外收入", "Revenue abroad", "海外收入|出口额|出口收入"))),
					asYearly(asSum(balanceProp("netProfit", "净利润", "Net profit", "利润|归母净利润|税后利润|net income"))),
					asYearly(asSum(balanceProp("profitTotal", "利润总额", "Total profit", "税前利润"))),
					asYearly(asSum(moneyProp("totalAssets", "资产总额", "Total assets", "总资产|资产总计|资产"))),
					asYearly(asSum(moneyProp("taxPaid", "纳税总额", "Tax paid", "纳税额|上缴税金|实缴税金"))),
					asYearly(asSum(moneyProp(PropRDSpend, "研发投入", "R&D spend", "研发费用|研发支出|研发经费|R&D投入|rd_spend|R&D expenditure|研究开发费用"))),
					asYearly(withoutMax(ratioProp("rdRatio", "研发投入占比", "R&D ratio", "研发占比|研发费用占比|研发强度|研发投入占营业收入比例|R&D intensity"))),
					asYearly(withoutMax(ratioProp("debtRatio", "资产负债率", "Debt ratio", "负债率"))),
					asYearly(ratioProp("mainShare", "主营业务收入占比", "Share of the main business", "主营占比|主导产品收入占比")),
					asYearly(withoutMax(ratioProp("cashRatio", "收现比", "Cash-collection ratio", "回款率|销售收现比|现金回收率"))),
					asFilter(asYearly(asSum(countProp("person", PropEmployees, "员工人数", "Employees", "员工数|职工人数|从业人数|人员规模|人数|headcount|staff|在职人数|参保人数|员工总数")))),
					countProp("person", "employeesMin", "员工人数下限", "Employees, at least", "employees_min|人数下限"),
					countProp("person", "employeesMax", "员工人数上限", "Employees, at most", "employees_max|人数上限"),
					asYearly(asSum(countProp("person", "rdStaff", "研发人员数", "R&D staff", "研发人数|研发人员|科研人员数|技术人员数"))),
					asYearly(asSum(countProp("person", "leadingTalent", "领军人才数", "Leading talent", "领军人才|高层次人才数"))),
					asYearly(asSum(countProp("", "patents", "专利数", "Patents", "专利数量|专利|授权专利数|有效专利数|patent count"))),
					asYearly(asSum(countProp("", "inventionPatents", "发明专利数", "Invention patents", "发明专利|发明专利数量|I类知识产权数"))),
					asYearly(asSum(countProp("", "softwareCopyrights", "软件著作权数", "Software copyrights", "软著|软著数|软件著作权"))),
					asYearly(asSum(countProp("", "standards", "参与标准数", "Standards taken part in", "标准数|制定标准数|参与制定标准数"))),
					asYearly(asSum(countProp("", "vulnerabilityNotices", "被通报漏洞数", "Vulnerability notices received", "通报次数|漏洞通报次数|被通报次数|notices"))),
					asYearly(moneyProp("valuation", "估值", "Valuation", "最新估值|投后估值|post-money valuation")),
					asYearly(moneyProp("marketCap", "市值", "Market capitalisation", "总市值|market_cap|market capitalization")),
					moneyProp("fundingTotal", "累计融资额", "Total funding", "融资总额|总融资额|funding_total_usd|funding_usd|funding|total raised"),
					countProp("", "fundingRounds", "融资次数", "Funding rounds", "融资轮数|funding_rounds|轮次数"),
					dateProp("firstFunding", "首次融资日期", "First funding", "first_funding_at|首轮融资时间"),
					dateProp("lastFunding", "最近融资日期", "Last funding", "last_funding_at|最近一次融资时间|最新融资时间"),
				})...),
		},
		{
			Kind: KindInstitution, Label: Label{"机构", "Institution"}, Plural: Label{"机构", "Institutions"},
			Synonyms: strings.Split("单位|高校院所|科研机构|投资机构|institutions|organisations|investors|基金|联盟", "|"),
			Keys:     companyKeys(),
			Properties: described(ownIDProp("|机构ID|institution_id|investor_permalink"), slices.Concat(
				companyNames(textProp(PropLegalName, "机构名称", "Legal name", "名称|单位名称|机构全称|全称|机构|institution|investor|investor name|investor_name|name|organization|基金名称|高校名称|学校名称|联盟名称")),
				[]PropertyDecl{
					textProp(PropCreditCode, "统一社会信用代码", "Unified social credit code", "信用代码|社会信用代码|uscc|credit_code"),
					asFilter(codeProp(ListInstitutionKind, PropKind, "机构类型", "Kind of institution", "类型|机构类别|institution_type|investor type")),
					asFilter(codeProp(ListCountry, "country", "国家或地区", "Country or region", "国家|国别|country_code|国家/地区")),
					codeProp(ListLevel, "level", "级别", "Level", "机构级别|等级"),
					dateProp(PropFounded, "成立日期", "Founded", "成立时间|设立时间|设立日期|founded_at"),
					codeProp(ListEnterpriseStatus, PropStatus, "状态", "Status", "运营状态"),
					textProp("address", "地址", "Address", "机构地址|通讯地址|详细地址"),
					textProp(PropWebsite, "官网", "Website", "网址|网站|homepage|主页"),
					textProp("host", "依托单位", "Host", "主管单位|共建单位|挂靠单位"),
					moneyProp("fundSize", "基金规模", "Size of the fund", "规模|管理规模|资金规模|AUM"),
					textProp("fundFocus", "投资方向", "Investment focus", "投资领域|重点投向"),
					asPersonal(textProp("contactName", "联系人", "Contact", "联系人姓名|contact person")),
					asPersonal(textProp("contactPhone", "联系电话", "Contact's telephone", "电话|联系方式|手机|phone")),
					asPersonal(textProp("contactEmail", "电子邮箱", "Contact's e-mail", "邮箱|电子邮件|email")),
					asYearly(asSum(countProp("person", "staff", "人员数", "Staff", "人数|职工人数|科研人员数"))),
					asYearly(asSum(countProp("person", "trained", "培养人数", "People trained", "培训人数|毕业生数|培训人次"))),
				})...),
		},
		{
			Kind: KindProduct, Label: Label{"产品", "Product"}, Plural: Label{"产品", "Products"},
			Synonyms: strings.Split("产品和服务|产品服务|解决方案|产品名录|products|services|solutions|产品/业务", "|"),
			Keys:     []KeyDecl{ownKey, keyOf("makerName", byEdge(EdgeMakes), byProperty(PropName))},
			Properties: described(ownIDProp("|产品ID|product_id"), slices.Concat(
				plainNames(textProp(PropName, "产品名称", "Product name", "名称|产品|产品/业务|产品或服务名称|服务名称|方案名称|解决方案名称|product|product_name|name|from_product|业务名称")),
				[]PropertyDecl{
					asFilter(codeProp(ListProductKind, PropKind, "产品类型", "Kind of product", "类型|产品形态|产品类别|product_kind|product type")),
					textProp("model", "型号", "Model", "产品型号|规格型号|规格"),
					textProp(PropVersion, "版本", "Version", "版本号|产品版本|软件版本"),
					dateProp(PropLaunched, "发布日期", "Launched", "上市时间|发布时间|推出时间|launch date|accepted|first_commit"),
					textProp("category", "分类", "Category", "产品分类|大类|项目类别"),
					textProp("licence", "许可证", "Licence", "license|开源协议|许可"),
					textProp("projectLevel", "项目成熟度", "Maturity of the project", "cncf_project_level|project|项目级别"),
					textProp(PropWebsite, "网址", "Website", "产品网址|官网|homepage|homepage_url|主页"),
					textProp("repository", "代码仓库", "Repository", "repo|repo_url|代码地址|仓库地址|github"),
					textProp("useCase", "应用场景", "Use case", "场景|use_case|适用场景|典型应用"),
					textProp("certificate", "认证证书", "Certificate", "销售许可证|检测证书|证书编号|认证编号|安全认证"),
					dateProp("certificateUntil", "证书有效期至", "Certificate valid until", "有效期至|证书到期日"),
					asYearly(asSum(moneyProp(PropRevenue, "产品收入", "Revenue", "销售收入|销售额|收入|产品销售额|营业收入"))),
					asYearly(asSum(countProp("", "deployments", "部署数", "Deployments", "用户数|客户数|装机量|应用单位数"))),
					countProp("", "stars", "收藏数", "Stars", "github_stars|star数"),
					countProp("person", "contributors", "贡献者数", "Contributors", "贡献人数"),
					dateProp("latestCommit", "最近更新", "Latest commit", "latest_commit|最近提交"),
				})...),
		},
		{
			Kind: KindPolicy, Label: Label{"政策", "Policy"}, Plural: Label{"政策", "Policies"},
			Synonyms: strings.Split("政策文件|政策法规|policies|法规|文件", "|"),
			Keys:     []KeyDecl{ownKey, codeKeyOf("documentNumber", byProperty("documentNumber")), keyOf(PropName, byProperty(PropName))},
			Properties: described(ownIDProp(""), slices.Concat(
				plainNames(textProp(PropName, "政策名称", "Policy", "名称|文件名称|标题|政策标题|title|policy_name")),
				[]PropertyDecl{
					textProp("documentNumber", "文号", "Document number", "发文字号|文件编号|编号"),
					asFilter(codeProp(ListPolicyKind, PropKind, "政策类型", "Kind of policy", "类型|文件类型")),
					asFilter(codeProp(ListLevel, "level", "级别", "Level", "发布层级|政策级别")),
					textProp("issuer", "发布单位", "Issuer", "发文机关|发布机构|发文单位|issuing body"),
					dateProp("issued", "发布日期", "Issued", "成文日期|发文日期|发布时间|印发日期"),
					dateProp("validFrom", "施行日期", "In force from", "生效日期|实施日期"),
					dateProp("validTo", "失效日期", "In force until", "有效期至|废止日期"),
				})...),
		},
		{
			// A title as such; that an enterprise bears it, since when and until
			// when, is the edge RECOGNISED_BY.
			Kind: KindRecognition, Label: Label{"资质荣誉", "Recognition"}, Plural: Label{"资质荣誉", "Recognitions"},
			Synonyms: strings.Split("荣誉|资质|称号|认定|recognitions|titles|资质荣誉名称", "|"),
			Keys:     []KeyDecl{ownKey, keyOf(PropName, byProperty(PropName))},
			Properties: described(ownIDProp(""), slices.Concat(
				plainNames(textProp(PropName, "称号名称", "Title", "名称|荣誉名称|资质名称|称号|认定名称|recognition|award")),
				[]PropertyDecl{
					asFilter(codeProp(ListLevel, "level", "级别", "Level", "认定级别|荣誉级别")),
					textProp("issuer", "认定单位", "Issuer", "颁发机构|发证机构|认定机构|授予单位|颁发单位"),
					textProp("rule", "认定依据", "Rule", "依据文件|管理办法|认定标准"),
					countProp("month", "validity", "有效期（月）", "Validity (months)", "有效月数"),
				})...),
		},
		{
			Kind: KindFundingEvent, Label: Label{"投融资事件", "Funding event"}, Plural: Label{"投融资事件", "Funding events"},
			Synonyms: strings.Split("融资事件|融资|投融资|并购|融资信息|funding|funding rounds|rounds|acquisitions|deals|investments", "|"),
			Event:    true,
			Keys:     []KeyDecl{ownKey, keyOf("event", byEdge(EdgeRaised), byProperty(PropDate), byProperty(PropRound))},
			Properties: described(ownIDProp("|事件ID|deal_id"), []PropertyDecl{
				textProp(PropName, "事件名称", "Event name", "标题|事件|title|事件标题"),
				asFilter(dateProp(PropDate, "公布日期", "Date", "日期|融资日期|融资时间|公布时间|披露日期|披露时间|发生日期|事件日期|投资时间|并购时间|交易日期|announced|announced_on|announced date|funded_at|acquired_at|时间|期间|月份|月度|funded_month|acquired_month")),
				asFilter(codeProp(ListEventKind, PropKind, "事件类型", "Kind of event", "类型|交易类型|event type")),
				asFilter(codeProp(ListRound, PropRound, "融资轮次", "Round", "轮次|融资阶段|round|funding_round_type|investment type|series|投资轮次|round type")),
				asSum(moneyProp(PropAmount, "金额", "Amount", "融资金额|融资额|投资金额|交易金额|并购金额|raised_amount_usd|raised amount|price_amount|price|deal size|投资额")),
				moneyProp("valuation", "投后估值", "Post-money valuation", "估值|valuation|post money"),
				ratioProp("stake", "出让股比", "Stake", "股权比例|出让比例|收购比例|持股比例"),
				textProp("use", "资金用途", "Use of the funds", "用途|融资用途"),
				textProp("direction", "业务方向说明", "Business direction", "业务方向描述|业务简介"),
				codeProp(ListCountry, "country", "国家或地区", "Country or region", "国家|国别|地区|company_country_code|country"),
			}...),
		},
		{
			Kind: KindProject, Label: Label{"项目", "Project"}, Plural: Label{"项目", "Projects"},
			Synonyms: strings.Split("试点示范|示范项目|优秀解决方案|建设项目|projects|pilots|入选项目", "|"),
			Keys:     []KeyDecl{ownKey, codeKeyOf(PropNumber, byProperty(PropNumber)), keyOf(PropName, byProperty(PropName))},
			Properties: described(ownIDProp(""), slices.Concat(
				plainNames(textProp(PropName, "项目名称", "Project name", "名称|项目|方案名称|案例名称|project|title")),
				[]PropertyDecl{
					textProp(PropNumber, "项目编号", "Project number", "编号|立项编号|project_no"),
					asFilter(codeProp(ListProjectKind, PropKind, "项目类型", "Kind of project", "类型|项目类别")),
					asFilter(codeProp(ListLevel, "level", "级别", "Level", "项目级别")),
					textProp("batch", "批次", "Batch", "入选批次|届次"),
					textProp("status", "项目状态", "Status", "状态|进展|建设状态"),
					dateProp("started", "开始日期", "Started", "启动时间|开工日期|立项时间|立项日期|开始时间"),
					dateProp("finished", "完成日期", "Finished", "结束日期|竣工日期|验收日期|完成时间"),
					asSum(moneyProp("investment", "投资额", "Investment", "总投资|项目投资|投资金额|合同金额|中标金额")),
					textProp("direction", "方向", "Direction", "申报方向|项目方向|所属方向"),
					textProp("effect", "应用成效", "Effect", "成效|应用效果|实施效果"),
				})...),
		},
		{
			Kind: KindNeed, Label: Label{"需求", "Need"}, Plural: Label{"需求", "Needs"},
			Synonyms: strings.Split("需求清单|供需需求|needs|demands|技术需求|融资需求", "|"),
			Keys:     []KeyDecl{ownKey, codeKeyOf(PropNumber, byProperty(PropNumber)), keyOf("seekerName", byEdge(EdgeSeeks), byProperty(PropName))},
			Properties: described(ownIDProp(""), slices.Concat(
				plainNames(textProp(PropName, "需求名称", "Need", "名称|需求|需求标题|标题|title|需求内容")),
				[]PropertyDecl{
					textProp(PropNumber, "需求编号", "Number of the need", "编号"),
					asFilter(codeProp(ListNeedKind, PropKind, "需求类型", "Kind of need", "类型|需求类别")),
					textProp("status", "需求状态", "Status", "状态|对接状态|进展"),
					asSum(moneyProp("budget", "预算", "Budget", "预算金额|资金需求|融资需求金额|拟融资额|采购预算")),
					dateProp("published", "发布日期", "Published", "发布时间|提出时间|提出日期"),
					dateProp("validTo", "截止日期", "Open until", "有效期至|截止时间"),
				})...),
		},
		{
			Kind: KindContribution, Label: Label{"贡献记录", "Contribution"}, Plural: Label{"贡献记录", "Contributions"},
			Synonyms: strings.Split("漏洞贡献|漏洞报送|威胁信息共享|贡献|contributions|vulnerability reports", "|"),
			Keys: []KeyDecl{
				ownKey,
				codeKeyOf(PropNumber, byProperty(PropNumber)),
				keyOf("contributorKindYear", byEdge(EdgeContributed), byProperty(PropKind), byProperty(PropYear)),
			},
			Properties: described(ownIDProp(""), []PropertyDecl{
				textProp(PropNumber, "贡献编号", "Number", "编号|漏洞编号|CNVD编号|CNNVD编号|CVE编号|证明编号"),
				textProp(PropName, "贡献名称", "Title", "名称|漏洞名称|标题|title"),
				asFilter(codeProp(ListContributionKind, PropKind, "贡献类型", "Kind of contribution", "类型|指标|贡献类别|事件")),
				dateProp(PropYear, "年度", "Year", "年份|统计年度|year"),
				dateProp("archived", "归档日期", "Archived", "收录日期|报送日期|收录时间|归档时间|日期"),
				asSum(countProp("", "count", "数量", "Count", "次数|周报上榜次数|上榜次数|报送数量|报送次数|漏洞数量|贡献数量")),
				textProp("severity", "危害等级", "Severity", "等级|漏洞等级|严重程度|危害级别"),
				textProp("recipient", "接收平台", "Recipient", "报送平台|接收单位|平台"),
			}...),
		},
		findingKind(),
		{
			Kind: KindScheme, Label: Label{"评价规范", "Scheme"}, Plural: Label{"评价规范", "Schemes"}, System: true,
			Keys: []KeyDecl{codeKeyOf("codeVersion", byProperty(PropCode), byProperty(PropVersion))},
			Properties: []PropertyDecl{
				textProp(PropCode, "规范代码", "Scheme code", ""),
				textProp(PropVersion, "版本", "Version", ""),
				asName(textProp(PropName, "规范名称", "Scheme name", "")),
				asFilter(codeProp(ListSchemeKind, PropKind, "规范类型", "Kind of scheme", "")),
				textProp("hash", "哈希", "Hash", ""),
				dateProp("validFrom", "生效日期", "In force from", ""),
				dateProp("validTo", "失效日期", "In force until", ""),
			},
		},
		{
			Kind: KindRun, Label: Label{"评价轮次", "Run"}, Plural: Label{"评价轮次", "Runs"}, System: true,
			Keys: []KeyDecl{codeKeyOf(PropNumber, byProperty(PropNumber))},
			Properties: []PropertyDecl{
				textProp(PropNumber, "轮次编号", "Run number", ""),
				asName(textProp(PropName, "轮次名称", "Run name", "")),
				codeProp(ListRatingStatus, PropStatus, "状态", "Status", ""),
				textProp("release", "发布文件哈希", "Hash of the release", ""),
				countProp("", "revision", "修订号", "Revision", ""),
				textProp("inputHash", "输入哈希", "Hash of the input", ""),
				textProp("resultHash", "结果哈希", "Hash of the result", ""),
				textProp("seed", "随机种子", "Seed", ""),
				dateProp("periodFrom", "评价期起", "Period from", ""),
				dateProp("periodTo", "评价期止", "Period until", ""),
			},
		},
		{
			Kind: KindRating, Label: Label{"评价结果", "Rating"}, Plural: Label{"评价结果", "Ratings"}, System: true,
			Keys: []KeyDecl{codeKeyOf(PropNumber, byProperty(PropNumber))},
			Properties: []PropertyDecl{
				textProp(PropNumber, "结果编号", "Rating number", ""),
				codeProp(ListRatingStatus, PropStatus, "状态", "Status", ""),
				declare(TypeDecimal, "score", "得分", "Score", ""),
				declare(TypeDecimal, "scoreLow", "得分下界", "Score, low", ""),
				declare(TypeDecimal, "scoreHigh", "得分上界", "Score, high", ""),
				textProp("band", "等级", "Band", ""),
				ratioProp("bandProbability", "等级概率", "Probability of the band", ""),
				ratioProp("coverage", "可用指标占比", "Indicators available", ""),
				textProp("reason", "理由", "Reason", ""),
				textProp("response", "厂商回应", "Vendor's response", ""),
				textProp("conflict", "利益冲突声明", "Conflict of interest", ""),
				dateProp("published", "发布日期", "Published", ""),
				dateProp("validTo", "有效期至", "Valid until", ""),
			},
		},
		{
			Kind: KindCreditCase, Label: Label{"信用案件", "Credit case"}, Plural: Label{"信用案件", "Credit cases"}, System: true,
			Keys: []KeyDecl{codeKeyOf(PropNumber, byProperty(PropNumber))},
			Properties: []PropertyDecl{
				textProp(PropNumber, "案件编号", "Case number", ""),
				codeProp(ListCaseClass, "class", "案件类别", "Class", ""),
				codeProp(ListListClass, "listClass", "名单类别", "Class of list", ""),
				codeProp(ListCaseStatus, PropStatus, "状态", "Status", ""),
				textProp("authority", "认定机关", "Authority", ""),
				textProp("basis", "依据", "Legal basis", ""),
				textProp("documentNumber", "文书号", "Document number", ""),
				dateProp("documentDate", "文书日期", "Document date", ""),
				textProp("facts", "事实摘要", "Summary of facts", ""),
				textProp("remedy", "救济途径", "Remedy", ""),
				dateProp("validFrom", "公示起始日", "Public from", ""),
				dateProp("validTo", "公示截止日", "Public until", ""),
			},
		},
		{
			Kind: KindListEdition, Label: Label{"名单期次", "List edition"}, Plural: Label{"名单期次", "List editions"}, System: true,
			Keys: []KeyDecl{codeKeyOf("codeVersion", byProperty(PropCode), byProperty(PropVersion))},
			Properties: []PropertyDecl{
				textProp(PropCode, "名单代码", "List code", ""),
				textProp(PropVersion, "期次", "Edition", ""),
				asName(textProp(PropName, "名单名称", "List name", "")),
				asFilter(codeProp(ListListClass, PropKind, "名单类别", "Class of list", "")),
				codeProp(ListRatingStatus, PropStatus, "状态", "Status", ""),
				textProp("rule", "规则", "Rule", ""),
				dateProp("published", "发布日期", "Published", ""),
				dateProp("validTo", "有效期至", "Valid until", ""),
			},
		},
	}
}
