package graph

import "strings"

// findingKind declares what ratings rest on: one value, or the reason why there
// is none, that a test, an assessment of maturity, a deployment or a service
// record found of one thing that is rated. A scheme asks for it by its item.
//
// Two statements of one item of one thing, on one basis, of one day, are one
// finding, so that sources which disagree stand side by side in it.
func findingKind() KindDecl {
	return KindDecl{
		Kind: KindFinding, Label: Label{"评价证据", "Finding"}, Plural: Label{"评价证据", "Findings"},
		Synonyms: strings.Split("检测结果|成熟度属性|应用成效|服务记录|评测结果|测试结果|findings|test results|maturity attributes|application effect|service records", "|"),
		Keys: []KeyDecl{
			ownKey,
			codeKeyOf(PropNumber, byProperty(PropNumber)),
			keyOf("measuresItemBasisDate", byEdge(EdgeMeasures), byProperty(PropItem), byProperty(PropBasis), byProperty(PropDate)),
		},
		Properties: described(ownIDProp(""), []PropertyDecl{
			textProp(PropNumber, "证据编号", "Number of the finding", "编号|记录号|finding number"),
			textProp(PropName, "证据名称", "Title", "名称|标题|title"),
			textProp(PropItem, "证据项", "Item", "指标|指标代码|检测项|测试项|成熟度属性项|成效项|服务项|test item|indicator|attribute item"),
			asFilter(codeProp(ListFindingKind, PropKind, "证据类型", "Kind of finding", "类型|finding kind")),
			withSign(declare(TypeDecimal, PropMeasured, "数值", "Measured value", "实测值|检测值|测量值|达成度")),
			withSign(declare(TypeDecimal, "low", "数值下限", "Measured value, low", "下限|最小值|minimum")),
			withSign(declare(TypeDecimal, "high", "数值上限", "Measured value, high", "上限|最大值|maximum")),
			textProp("unit", "计量单位", "Unit", "单位|unit of measurement"),
			// A word such as 具备; 无 stands for a blank cell in every table, so that
			// schemes know 不具备, too.
			textProp("result", "结论", "Result", "结果|检测结论|评定结果|rating|verdict"),
			codeProp(ListAbsence, "absence", "无值原因", "Why there is no value", "缺值原因|未填原因|no value because"),
			asFilter(codeProp(ListFindingBasis, PropBasis, "证据依据", "Basis of the finding", "依据|核实情况|basis")),
			dateProp(PropDate, "取证日期", "Found on", "检测日期|测试日期|评估日期|统计截止日期|记录日期|日期|tested on|assessed on|date"),
			textProp(PropVersion, "受测版本", "Version tested", "产品版本|版本|版本号|product version"),
			textProp("environment", "测试环境", "Environment", "环境|test environment"),
			textProp("sample", "样本说明", "Sample", "样本|样本量|测试用例数|sample size"),
			textProp("tester", "检测机构", "Tester", "测试机构|评估机构|测评机构|检测单位|lab|laboratory|assessor"),
			textProp("report", "报告编号", "Report number", "检测报告编号|报告号|report"),
		}...),
		Substance: []string{PropMeasured, "low", "high", "result", "absence"},
	}
}

// withSign leaves a number free: a finding may be negative.
func withSign(p PropertyDecl) PropertyDecl { p.Min, p.Max = nil, nil; return p }

// measuresEdge declares of what a finding is.
func measuresEdge() EdgeDecl {
	return EdgeDecl{
		Type: EdgeMeasures, Label: Label{"证明对象", "Measures"},
		Synonyms: strings.Split("受测对象|被测对象|measures|measured product", "|"),
		From:     []Kind{KindFinding}, To: []Kind{KindProduct, KindEnterprise, KindProject, KindInstitution}, MaxOut: 1,
		Columns: []EdgeColumn{
			columnTo(KindFinding, KindProduct, PropName, "产品名称|产品|受测产品|被测产品|服务名称|服务|product|product name|service|service name"),
			columnTo(KindFinding, KindProduct, PropOwnID, "产品编号|产品ID|product id"),
			columnTo(KindFinding, KindProject, PropName, "受评项目|被评项目|assessed project|rated project"),
			columnTo(KindFinding, KindEnterprise, PropLegalName, "受评企业|被评企业|企业全称|assessed enterprise|company"),
			columnTo(KindFinding, KindEnterprise, PropCreditCode, "受评企业信用代码|统一社会信用代码|信用代码|uscc"),
		},
	}
}
