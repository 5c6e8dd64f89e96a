package graph

// standardLists declares the code lists; their entries are data, in codes.
func standardLists() []CodeList {
	own := "ChainAtlas"
	return []CodeList{
		{
			Name: ListRegion, Label: Label{"行政区划", "Administrative divisions"},
			Source: "GB/T 2260—2007, with the changes made known by the Ministry of Civil Affairs to the end of 2023: " +
				"provinces, prefectures, what a province governs directly, and the districts of the four municipalities",
			Endings: []string{"特别行政区", "自治区", "自治州", "自治县", "地区", "林区", "省", "市", "盟", "区", "县", "州"},
		},
		{Name: ListCountry, Label: Label{"国家和地区", "Countries and regions"}, Source: "ISO 3166-1"},
		{Name: ListCurrency, Label: Label{"币种", "Currencies"}, Source: "ISO 4217, those in use here"},
		{Name: ListExchange, Label: Label{"证券交易所", "Stock exchanges"}, Source: own},
		{Name: ListTier, Label: Label{"层级", "Tiers"}, Source: own},
		{Name: ListStage, Label: Label{"发展阶段", "Stages of development"}, Source: own, Endings: []string{"期"}},
		{Name: ListRound, Label: Label{"融资轮次", "Funding rounds"}, Source: own, Endings: []string{"轮"}},
		{Name: ListTrust, Label: Label{"可信度", "Trust"}, Source: own},
		{Name: ListBasis, Label: Label{"依据类别", "Bases"}, Source: own},
		{Name: ListRole, Label: Label{"环节角色", "Roles in a segment"}, Source: own},
		{Name: ListInvestorRole, Label: Label{"投资角色", "Roles of investors"}, Source: own},
		{Name: ListProjectRole, Label: Label{"项目角色", "Roles in a project"}, Source: own},
		{Name: ListEnterpriseKind, Label: Label{"企业性质", "Kinds of enterprises"}, Source: own, Endings: []string{"企业"}},
		{Name: ListEnterpriseStatus, Label: Label{"经营状态", "States of enterprises"}, Source: own},
		{Name: ListProductKind, Label: Label{"产品类型", "Kinds of products"}, Source: own},
		{Name: ListParkKind, Label: Label{"园区类型", "Kinds of parks"}, Source: own},
		{Name: ListParkLevel, Label: Label{"园区级别", "Levels of parks"}, Source: own},
		{Name: ListParkStatus, Label: Label{"园区状态", "States of parks"}, Source: own},
		{Name: ListInstitutionKind, Label: Label{"机构类型", "Kinds of institutions"}, Source: own},
		{Name: ListEventKind, Label: Label{"事件类型", "Kinds of funding events"}, Source: own},
		{Name: ListProjectKind, Label: Label{"项目类型", "Kinds of projects"}, Source: own},
		{Name: ListNeedKind, Label: Label{"需求类型", "Kinds of needs"}, Source: own},
		{Name: ListContributionKind, Label: Label{"贡献类型", "Kinds of contributions"}, Source: own},
		{Name: ListPolicyKind, Label: Label{"政策类型", "Kinds of policies"}, Source: own},
		{Name: ListLevel, Label: Label{"级别", "Levels"}, Source: own},
		{Name: ListTitleStatus, Label: Label{"认定状态", "States of titles"}, Source: own},
		{Name: ListSchemeKind, Label: Label{"规范类型", "Kinds of schemes"}, Source: own},
		{Name: ListFindingKind, Label: Label{"证据类型", "Kinds of findings"}, Source: own},
		{Name: ListFindingBasis, Label: Label{"证据依据", "Bases of findings"}, Source: own},
		{Name: ListAbsence, Label: Label{"无值原因", "Reasons of having no value"}, Source: own},
		{Name: ListRatingStatus, Label: Label{"结果状态", "States of ratings"}, Source: own},
		{Name: ListListClass, Label: Label{"名单类别", "Classes of lists"}, Source: own},
		{Name: ListCaseClass, Label: Label{"案件类别", "Classes of cases"}, Source: own},
		{Name: ListCaseStatus, Label: Label{"案件状态", "States of cases"}, Source: own},
	}
}
