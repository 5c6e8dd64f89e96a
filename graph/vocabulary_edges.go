package graph

import "strings"

// edgeColumn is how tables of kind on print an edge to (or, if incoming, from)
// another kind, by one of its properties.
func edgeColumn(on, other Kind, incoming bool, by, list string, with ...Attribute) EdgeColumn {
	return EdgeColumn{On: on, Other: other, By: by, Incoming: incoming, Headers: strings.Split(list, "|"), With: with}
}

func columnTo(on, other Kind, by, list string, with ...Attribute) EdgeColumn {
	return edgeColumn(on, other, false, by, list, with...)
}

func columnFrom(on, other Kind, by, list string, with ...Attribute) EdgeColumn {
	return edgeColumn(on, other, true, by, list, with...)
}

func attributeCode(property, code string) Attribute {
	return Attribute{Property: property, Value: CodeValue(code)}
}

// basisProps tell why an edge is stated; the map draws the three differently.
func basisProps() []PropertyDecl {
	return []PropertyDecl{
		asFilter(codeProp(ListBasis, PropBasis, "依据类别", "Basis", "依据|证据|证据类型|evidence")),
		textProp("reason", "依据说明", "Reason", "说明依据|条款|理由|clause"),
	}
}

// standardEdges declares the edge types.
//
// Cycles. PART_OF is a tree: counts roll up along it, and a cycle has no top.
// VARIANT_OF may not loop either: that something is a special case of itself
// says only that two names mean one thing. FEEDS, SUPPLIES, COMPONENT_OF and
// OWNS may: industries buy from those they sell to, products stand for classes
// (steel is in the machines that make steel), and companies hold shares of
// each other.
func standardEdges() []EdgeDecl {
	parties := []Kind{KindEnterprise, KindInstitution}
	enterprise := []Kind{KindEnterprise}
	return []EdgeDecl{
		{
			Type: EdgePartOf, Label: Label{"属于", "Part of"},
			Synonyms: strings.Split("上级环节|上级行业|隶属|is part of|is_type_of", "|"),
			From:     []Kind{KindSegment}, To: []Kind{KindSegment, KindChain},
			MaxOut: 1, Acyclic: true,
			Columns: []EdgeColumn{
				columnTo(KindSegment, KindSegment, PropName, "上级环节|父环节|上级环节名称|上级名称|parent|parent segment|is_type_of_name|一级环节"),
				columnTo(KindSegment, KindSegment, PropCode, "上级环节代码|父环节代码|上级代码|parent code"),
				columnTo(KindSegment, KindSegment, PropOwnID, "is_type_of_id|parent_id"),
			},
		},
		{
			Type: EdgeFeeds, Label: Label{"供给", "Feeds"},
			Synonyms: strings.Split("上游材料|上游产业|流入|goes into|下游产品|供给关系", "|"),
			From:     []Kind{KindSegment}, To: []Kind{KindSegment},
			Attributes: basisProps(),
			Columns: []EdgeColumn{
				columnTo(KindSegment, KindSegment, PropName, "下游环节|供给环节|下游环节名称|供给给|goes_into_name|downstream segment|feeds into"),
				columnTo(KindSegment, KindSegment, PropCode, "下游环节代码|供给环节代码"),
				columnTo(KindSegment, KindSegment, PropOwnID, "goes_into_id"),
				columnFrom(KindSegment, KindSegment, PropName, "上游环节|上游环节名称|由谁供给|upstream segment|fed by"),
				columnFrom(KindSegment, KindSegment, PropCode, "上游环节代码"),
			},
		},
		{
			Type: EdgeMakes, Label: Label{"提供", "Makes"},
			Synonyms: strings.Split("主营产品|生产|研发|提供产品|makes|produces", "|"),
			From:     enterprise, To: []Kind{KindProduct},
			Attributes: []PropertyDecl{
				ratioProp(PropRevenueShare, "收入占比", "Share of the maker's revenue", "收入占比权重|占营收比|营收占比|revenue_weight|revenue share"),
			},
			Columns: []EdgeColumn{
				columnFrom(KindProduct, KindEnterprise, PropLegalName, "企业名称|公司名称|企业全称|厂商|厂商名称|供应商|生产企业|研发单位|提供单位|单位名称|所属企业|企业|公司|company|company_name|vendor|maker|manufacturer|full_name"),
				columnFrom(KindProduct, KindEnterprise, PropShortName, "企业简称|公司简称|厂商简称|股票简称"),
				columnFrom(KindProduct, KindEnterprise, PropCreditCode, "统一社会信用代码|信用代码|社会信用代码|企业信用代码|uscc"),
				columnFrom(KindProduct, KindEnterprise, PropStockCode, "证券代码|股票代码|company_code|stock code"),
				columnTo(KindEnterprise, KindProduct, PropName, "产品名称|主要产品名称|代表产品|产品列表|产品和服务|products|产品/业务"),
			},
		},
		{
			Type: EdgeInSegment, Label: Label{"所在环节", "In segment"},
			Synonyms: strings.Split("所属环节|布局环节|in segment", "|"),
			From:     []Kind{KindProduct, KindEnterprise}, To: []Kind{KindSegment},
			Attributes: append([]PropertyDecl{
				asFilter(codeProp(ListRole, PropRole, "环节角色", "Role", "角色|企业角色|链上地位|产业链地位")),
				asYearly(ratioProp(PropMarketShare, "市场份额", "Market share", "市场占有率|市占率|份额|share_provided|share")),
				asYearly(ratioProp(PropRevenueShare, "收入占比", "Share of the enterprise's revenue", "收入占比权重|占营收比|营收占比|revenue_weight|该环节收入占比")),
				boolProp(PropPrimary, "主要环节", "Primary", "是否主要环节|主环节|是否主营"),
			}, basisProps()...),
			Columns: []EdgeColumn{
				columnTo(KindEnterprise, KindSegment, PropName, "所属环节|产业链环节|环节|环节名称|细分领域|所属领域|业务方向|赛道|segment|segments|provided_name|subcategory|技术方向|产品方向"),
				columnTo(KindEnterprise, KindSegment, PropCode, "环节代码|所属环节代码|segment_code"),
				columnTo(KindEnterprise, KindSegment, PropOwnID, "provided_id"),
				columnTo(KindProduct, KindSegment, PropName, "所属环节|产业链环节|环节|环节名称|细分领域|所属领域|业务方向|赛道|segment|segments|subcategory|技术方向|产品方向"),
				columnTo(KindProduct, KindSegment, PropCode, "环节代码|所属环节代码|segment_code"),
			},
		},
		{
			Type: EdgeLocatedIn, Label: Label{"位于", "Located in"},
			Synonyms: strings.Split("所在地|所在园区|入驻|located in", "|"),
			From:     []Kind{KindEnterprise, KindInstitution, KindProject}, To: []Kind{KindPark, KindRegion},
			Filter: true,
			Attributes: []PropertyDecl{
				dateProp("since", "入驻日期", "Since", "入驻时间|入园时间"),
			},
			Columns: []EdgeColumn{
				columnTo(KindEnterprise, KindPark, PropName, "所属园区|园区|园区名称|所在园区|入驻园区|park"),
				columnTo(KindEnterprise, KindRegion, PropCode, "行政区划代码|行政区划|区县|所属区县|所在区县|district|所在城市|城市|市|city|city / location|所在地|所在地区|所属地区|注册地|地区|所在省份|省份|省|province|region|company_region"),
				columnTo(KindInstitution, KindPark, PropName, "所属园区|园区|所在园区"),
				columnTo(KindInstitution, KindRegion, PropCode, "行政区划代码|所在城市|城市|市|city|所在地|所在地区|地区|省份|省|province|region"),
				columnTo(KindProject, KindRegion, PropCode, "行政区划代码|建设地点|城市|city|所在地|地区|省份|province|region"),
				columnTo(KindProject, KindPark, PropName, "所属园区|园区|所在园区"),
			},
		},
		{
			Type: EdgeSupplies, Label: Label{"供货", "Supplies"},
			Synonyms: strings.Split("供应|供应关系|客户|supplies", "|"),
			From:     enterprise, To: enterprise, Qualifier: KindSegment,
			Attributes: append([]PropertyDecl{
				asYearly(ratioProp(PropShare, "采购占比", "Share of the purchases", "供货占比|占采购比|供应份额")),
				asYearly(moneyProp(PropAmount, "供货金额", "Amount", "采购金额|销售金额|供货额")),
			}, basisProps()...),
			Columns: []EdgeColumn{
				columnTo(KindEnterprise, KindEnterprise, PropLegalName, "客户|客户名称|主要客户|下游客户|采购方|customer|customers"),
				columnFrom(KindEnterprise, KindEnterprise, PropLegalName, "供应商|供应商名称|主要供应商|上游供应商|supplier|suppliers"),
				{On: KindEnterprise, Other: KindSegment, By: PropName, Qualifier: true, Headers: strings.Split("供货环节|采购环节|供应品类|采购品类|所供环节|supplied segment", "|")},
			},
		},
		{
			Type: EdgeComponentOf, Label: Label{"用于", "Component of"},
			Synonyms: strings.Split("上游材料|原材料|组成|部件|component of|下游产品", "|"),
			From:     []Kind{KindProduct}, To: []Kind{KindProduct},
			Attributes: basisProps(),
			Columns: []EdgeColumn{
				columnFrom(KindProduct, KindProduct, PropName, "上游材料|原材料|组成部件|所用组件|components|上游产品"),
				columnTo(KindProduct, KindProduct, PropName, "下游产品|用于产品|集成到|component of"),
			},
		},
		{
			Type: EdgeVariantOf, Label: Label{"细分自", "Variant of"},
			Synonyms: strings.Split("产品小类|变体|细分|variant of|系列", "|"),
			From:     []Kind{KindProduct}, To: []Kind{KindProduct},
			Acyclic: true,
			Columns: []EdgeColumn{
				columnTo(KindProduct, KindProduct, PropName, "产品大类|所属产品|上级产品|产品系列|variant of|parent product"),
				columnFrom(KindProduct, KindProduct, PropName, "产品小类|细分产品|variants"),
			},
		},
		{
			Type: EdgeOwns, Label: Label{"持股", "Owns"},
			Synonyms: strings.Split("控股|参股|投资设立|股东|owns|parent of|子公司", "|"),
			From:     parties, To: parties,
			Attributes: []PropertyDecl{
				asYearly(ratioProp(PropShare, "持股比例", "Share held", "股权比例|占股比例|出资比例|控股比例")),
				boolProp("control", "是否控制", "Controls", "控股|实际控制|是否控股"),
				moneyProp(PropAmount, "认缴出资额", "Capital subscribed", "出资额|认缴金额"),
				dateProp("since", "起始日期", "Since", "入股日期|持股起始"),
			},
			Columns: []EdgeColumn{
				columnTo(KindEnterprise, KindEnterprise, PropLegalName, "子公司|控股子公司|参股公司|对外投资|下属企业|subsidiary|subsidiaries"),
				columnFrom(KindEnterprise, KindEnterprise, PropLegalName, "母公司|控股股东|股东|实际控制人企业|parent company|parents|parent|股东名称|所属集团|集团"),
				columnFrom(KindEnterprise, KindInstitution, PropLegalName, "机构股东|投资机构股东"),
			},
		},
		{
			Type: EdgeRaised, Label: Label{"获得投资", "Raised"},
			Synonyms: strings.Split("融资方|被投企业|被收购方|raised|acquired company", "|"),
			From:     parties, To: []Kind{KindFundingEvent},
			Columns: []EdgeColumn{
				columnFrom(KindFundingEvent, KindEnterprise, PropLegalName, "企业全称|企业名称|公司名称|公司全称|融资企业|融资方|被投企业|被投资企业|标的企业|被收购方|被并购方|目标公司|company|company_name|startup name|acquiree|target|full_name"),
				columnFrom(KindFundingEvent, KindEnterprise, PropShortName, "企业简称|公司简称|简称|被投企业简称|short_name"),
				columnFrom(KindFundingEvent, KindEnterprise, PropCreditCode, "统一社会信用代码|信用代码|社会信用代码|企业信用代码|uscc"),
				columnFrom(KindFundingEvent, KindEnterprise, PropStockCode, "证券代码|股票代码|stock code"),
				columnFrom(KindFundingEvent, KindEnterprise, PropOwnID, "company_permalink|企业ID|company_id"),
			},
		},
		{
			Type: EdgeInvestedIn, Label: Label{"投资", "Invested in"},
			Synonyms: strings.Split("投资方|领投|跟投|收购方|invested in|investor", "|"),
			From:     parties, To: []Kind{KindFundingEvent},
			Attributes: []PropertyDecl{
				codeProp(ListInvestorRole, PropRole, "投资角色", "Role", "投资方角色|领投或跟投"),
				moneyProp(PropAmount, "出资金额", "Amount put in", "出资额|该投资方金额"),
			},
			Columns: []EdgeColumn{
				columnFrom(KindFundingEvent, KindInstitution, PropLegalName, "投资方|投资机构|领投/投资方|投资者|investor|investors|investors’ name|investor name|investor 1|investor_name|投资方名称"),
				columnFrom(KindFundingEvent, KindInstitution, PropLegalName, "领投方|领投|领投机构|lead investor", attributeCode(PropRole, "lead")),
				columnFrom(KindFundingEvent, KindInstitution, PropLegalName, "跟投方|跟投|跟投机构|参投方|co-investors", attributeCode(PropRole, "follow")),
				columnFrom(KindFundingEvent, KindEnterprise, PropLegalName, "收购方|并购方|买方|acquirer|acquirer_name|收购企业", attributeCode(PropRole, "acquirer")),
				columnFrom(KindFundingEvent, KindEnterprise, PropOwnID, "acquirer_permalink", attributeCode(PropRole, "acquirer")),
			},
		},
		{
			Type: EdgeCooperatesWith, Label: Label{"合作", "Cooperates with"},
			Synonyms: strings.Split("合作关系|联合|共建|成员单位|cooperates with|partner|member of", "|"),
			From:     parties, To: parties,
			Attributes: append([]PropertyDecl{
				textProp("form", "合作形式", "Form", "合作方式|合作类型|合作内容"),
				dateProp("since", "合作起始", "Since", "合作时间|签约日期|签约时间"),
				dateProp("until", "合作截止", "Until", "合作结束"),
			}, basisProps()...),
			Columns: []EdgeColumn{
				columnTo(KindEnterprise, KindEnterprise, PropLegalName, "合作企业|合作伙伴|生态伙伴|partner|partners"),
				columnTo(KindEnterprise, KindInstitution, PropLegalName, "合作单位|合作机构|合作高校|所属联盟|联盟|加入联盟"),
				columnTo(KindInstitution, KindEnterprise, PropLegalName, "成员企业|会员企业|成员单位|合作企业|理事单位"),
				columnTo(KindInstitution, KindInstitution, PropLegalName, "合作单位|合作机构|共建机构"),
			},
		},
		{
			Type: EdgeServes, Label: Label{"服务行业", "Serves"},
			Synonyms: strings.Split("服务|应用行业|面向|serves", "|"),
			From:     []Kind{KindEnterprise, KindProduct, KindProject, KindSegment}, To: []Kind{KindSector},
			Filter: true,
			Attributes: append([]PropertyDecl{
				asYearly(countProp("", "customers", "客户数", "Customers", "用户数|客户数量")),
				asYearly(moneyProp(PropAmount, "行业收入", "Revenue from the sector", "该行业收入")),
			}, basisProps()...),
			Columns: []EdgeColumn{
				columnTo(KindEnterprise, KindSector, PropName, "服务行业|应用行业|客户行业|面向行业|下游行业|sector|sectors"),
				columnTo(KindProduct, KindSector, PropName, "服务行业|应用行业|适用行业|面向行业|应用领域|sector|sectors"),
				columnTo(KindProject, KindSector, PropName, "所属行业|应用行业|行业|sector"),
				columnTo(KindSegment, KindSector, PropName, "服务行业|应用行业|下游行业|sector"),
			},
		},
		{
			Type: EdgeRecognisedBy, Label: Label{"获得称号", "Recognised by"},
			Synonyms: strings.Split("认定|获奖|入选|recognised by|recognized by", "|"),
			From:     []Kind{KindEnterprise, KindInstitution, KindProduct, KindProject, KindPark}, To: []Kind{KindRecognition},
			Filter: true,
			Attributes: []PropertyDecl{
				textProp("batch", "认定批次", "Batch", "批次|届次"),
				textProp("certificate", "证书编号", "Certificate number", "证书号|资质编号"),
				textProp("grade", "资质等级", "Grade", "等级|资质级别"),
				dateProp("validFrom", "认定日期", "Valid from", "认定时间|认定年份|认定年度|获得时间|发证日期|颁发日期|获评年份"),
				dateProp("validTo", "有效期至", "Valid until", "到期日期|到期时间|有效期限|有效截止日期"),
				codeProp(ListTitleStatus, PropStatus, "认定状态", "State of the title", "资质状态"),
			},
			Columns: []EdgeColumn{
				columnTo(KindEnterprise, KindRecognition, PropName, "资质荣誉|荣誉称号|荣誉|资质|企业资质|称号|认定称号|认定类型|recognition|recognitions|title|awards|企业荣誉|资质名称"),
				columnTo(KindInstitution, KindRecognition, PropName, "资质荣誉|荣誉称号|荣誉|资质|称号"),
				columnTo(KindProduct, KindRecognition, PropName, "资质荣誉|荣誉称号|荣誉|入选目录|所获荣誉"),
				columnTo(KindProject, KindRecognition, PropName, "称号|荣誉|入选名单|所获荣誉"),
				columnTo(KindPark, KindRecognition, PropName, "称号|荣誉|园区称号|所获荣誉|认定称号"),
			},
		},
		{
			Type: EdgeTakesPartIn, Label: Label{"参与项目", "Takes part in"},
			Synonyms: strings.Split("承担|牵头|参与|takes part in|participates in", "|"),
			From:     []Kind{KindEnterprise, KindInstitution, KindProduct}, To: []Kind{KindProject},
			Attributes: []PropertyDecl{
				codeProp(ListProjectRole, PropRole, "项目角色", "Role", "承担角色|参与角色"),
			},
			Columns: []EdgeColumn{
				columnFrom(KindProject, KindEnterprise, PropLegalName, "承担单位|申报单位|牵头单位|实施单位|企业名称|单位名称|申报主体|承担企业|company", attributeCode(PropRole, "lead")),
				columnFrom(KindProject, KindEnterprise, PropLegalName, "参与单位|联合单位|联合申报单位|参与企业", attributeCode(PropRole, "participant")),
				columnFrom(KindProject, KindEnterprise, PropLegalName, "用户单位|应用单位|建设方用户", attributeCode(PropRole, "user")),
				columnFrom(KindProject, KindEnterprise, PropCreditCode, "统一社会信用代码|信用代码|uscc", attributeCode(PropRole, "lead")),
				columnFrom(KindProject, KindProduct, PropName, "产品名称|所用产品|入选产品"),
				columnTo(KindEnterprise, KindProject, PropName, "承担项目|参与项目|入选项目|项目名称|projects"),
			},
		},
		{
			Type: EdgeSeeks, Label: Label{"提出需求", "Seeks"},
			Synonyms: strings.Split("需求方|seeks", "|"),
			From:     []Kind{KindEnterprise, KindInstitution, KindSector, KindPark}, To: []Kind{KindNeed},
			Columns: []EdgeColumn{
				columnFrom(KindNeed, KindEnterprise, PropLegalName, "需求单位|需求方|企业名称|提出单位|单位名称|发布单位|company"),
				columnFrom(KindNeed, KindEnterprise, PropCreditCode, "统一社会信用代码|信用代码|uscc"),
				columnFrom(KindNeed, KindSector, PropName, "需求行业|行业|所属行业|sector"),
				columnFrom(KindNeed, KindInstitution, PropLegalName, "需求机构"),
				columnFrom(KindNeed, KindPark, PropName, "需求园区"),
			},
		},
		{
			Type: EdgeContributed, Label: Label{"贡献", "Contributed"},
			Synonyms: strings.Split("报送单位|贡献单位|contributed|reported", "|"),
			From:     parties, To: []Kind{KindContribution},
			Columns: []EdgeColumn{
				columnFrom(KindContribution, KindEnterprise, PropLegalName, "企业名称|报送单位|贡献单位|单位名称|公司名称|报送企业|技术支撑单位|company"),
				columnFrom(KindContribution, KindEnterprise, PropShortName, "企业简称|单位简称|报送单位简称"),
				columnFrom(KindContribution, KindEnterprise, PropCreditCode, "统一社会信用代码|信用代码|uscc"),
				columnFrom(KindContribution, KindInstitution, PropLegalName, "报送机构|贡献机构|reporting institution"),
			},
		},
		{
			Type: EdgeConcerns, Label: Label{"涉及", "Concerns"},
			Synonyms: strings.Split("关于|对应|concerns|about", "|"),
			From:     []Kind{KindNeed, KindProject, KindPolicy, KindFundingEvent, KindContribution, KindCreditCase},
			To:       []Kind{KindSegment, KindSector, KindProduct, KindEnterprise, KindChain},
			Columns: []EdgeColumn{
				columnTo(KindNeed, KindSegment, PropName, "所属环节|环节|需求环节|对应环节|产品类别|segment"),
				columnTo(KindProject, KindSegment, PropName, "所属环节|环节|对应环节|技术方向|segment"),
				columnTo(KindFundingEvent, KindSegment, PropName, "业务方向|所属环节|环节|细分领域|赛道|所属领域|segment|vertical|sub-vertical"),
				columnTo(KindPolicy, KindSegment, PropName, "涉及环节|所属环节|环节|segment"),
				columnTo(KindPolicy, KindSector, PropName, "涉及行业|适用行业|sector"),
				columnTo(KindContribution, KindProduct, PropName, "涉及产品|影响产品|受影响产品|product"),
			},
		},
		{
			Type: EdgeListedIn, Label: Label{"列入名单", "Listed in"},
			From: []Kind{KindEnterprise, KindInstitution, KindProduct, KindProject}, To: []Kind{KindListEdition},
			Attributes: []PropertyDecl{
				textProp("entry", "名单条目", "Entry", ""),
				textProp("outcome", "结论", "Outcome", ""),
				textProp("reason", "理由", "Reason", ""),
			},
		},
		{
			Type: EdgeApplies, Label: Label{"适用规范", "Applies"},
			From: []Kind{KindRun, KindListEdition, KindCreditCase}, To: []Kind{KindScheme}, MaxOut: 1,
		},
		{
			Type: EdgeResultOf, Label: Label{"产生于", "Result of"},
			From: []Kind{KindRating, KindListEdition}, To: []Kind{KindRun}, MaxOut: 1,
		},
		measuresEdge(),
		{
			Type: EdgeRates, Label: Label{"评价对象", "Rates"},
			From: []Kind{KindRating}, To: []Kind{KindEnterprise, KindProduct, KindProject, KindInstitution}, MaxOut: 1,
		},
	}
}
