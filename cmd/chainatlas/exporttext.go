package main

import "github.com/chainatlas/chainatlas/graph"

var exportHelp = helpText{
	Short: graph.Label{Zh: "导出为工作簿、CSV 或 GraphML", En: "export as a workbook, CSV or GraphML"},
	Long: graph.Label{
		Zh: "导出当前有效的图：工作簿（可改了再导入，只有改动会记入日志）、CSV（一类对象一个文件，多类则为 zip）或\n" +
			"GraphML（供 Gephi、yEd、networkx）。格式由 --format 或文件名的结尾决定。不含个人信息，除非加 --personal。\n" +
			"\n" +
			"筛选：--filter '类别.属性 运算 值'，运算为 = != >= <=。值按类型读取，与表格中的写法一样：代码或其名称、2019-03、\n" +
			"1亿元、0.25；= 可列出几个值，用 | 分隔；分级的代码连同其下级。金额比较下限，不换算币种。“=*”是有值，“!=*”是没有值。\n" +
			"同一类别的几个条件须同时满足。不知道其属性的对象不会选中，也不算不满足。\n" +
			"--in-segment 选出在某环节及其下级中的企业和产品，--region 选出在某地区的企业、机构、项目和园区。\n" +
			"给出筛选而没有给出 --kind 时，只导出筛选所说的类别。",
		En: "Exports the graph that stands: as a workbook (edit it and import it again: only the edits go into the\n" +
			"log), as CSV (a file for one kind, a zip for several) or as GraphML (for Gephi, yEd, networkx). The format\n" +
			"is that of --format, or of the file's ending. Personal data are left out unless --personal is given.\n" +
			"\n" +
			"Filters: --filter 'KIND.PROPERTY OP VALUE', where OP is = != >= or <=. The value is read by its type, as in\n" +
			"tables: a code or its label, 2019-03, 1亿元, CNY 100 million, 0.25. Of = there may be several, separated by |,\n" +
			"and codes with levels count with those below them. Amounts compare by their lower end, whatever the currency.\n" +
			"“=*” is known, “!=*” is not known. A node must pass all filters of its kind; one of which the property is\n" +
			"not known is not chosen, but does not count as refused either.\n" +
			"--in-segment chooses the enterprises and products in a segment or below it, --region the enterprises,\n" +
			"institutions, projects and parks in a region. With filters and no --kind, only the kinds that the filters\n" +
			"speak of are exported.",
	},
	Example: graph.Label{
		Zh: "chainatlas export 全部.xlsx\n" +
			"chainatlas export 企业.csv --kind Enterprise --filter 'Enterprise.revenue>=1亿元'\n" +
			"chainatlas export 北京.xlsx --region 北京 --in-segment 数据安全 --sources\n" +
			"chainatlas export 全图.graphml --at 12",
		En: "chainatlas export all.xlsx\n" +
			"chainatlas export companies.csv --kind Enterprise --filter 'Enterprise.revenue>=CNY 100 million'\n" +
			"chainatlas export beijing.xlsx --region Beijing --in-segment A1 --sources\n" +
			"chainatlas export graph.graphml --at 12",
	},
}

// exporting holds what the export command says.
var exporting = struct {
	FlagFormat, FlagKind, FlagFilter, FlagSegment, FlagRegion, FlagAt, FlagSources, FlagAmounts, FlagPersonal,
	BadFormat, NoFormat, OneCSV, NoKind, NotChosen, FilterForm, NoProperty, BadOperator, BadValue, NoOrder, OneBound,
	NoSegment, ManySegments, NoRegion,
	Kind, Exported, Of, Undecided, Done, EditHint graph.Label
	StepLook, StepWrite, StepPack graph.Label
}{
	FlagFormat:   graph.Label{Zh: "格式 `FORMAT`：xlsx、csv、graphml（默认按文件名）", En: "`FORMAT`: xlsx, csv, graphml (default by the file's name)"},
	FlagKind:     graph.Label{Zh: "只导出 `KIND` 类对象；可给多次", En: "only nodes of a `KIND`; may be given several times"},
	FlagFilter:   graph.Label{Zh: "只导出满足 `EXPR` 的；可给多次", En: "only what passes `EXPR`; may be given several times"},
	FlagSegment:  graph.Label{Zh: "只导出环节 `NAME`（名称或代码）及其下级中的企业和产品", En: "only enterprises and products in the segment `NAME` (a name or a code) or below"},
	FlagRegion:   graph.Label{Zh: "只导出地区 `NAME`（名称或代码）之内的", En: "only what lies in the region `NAME` (a name or a code)"},
	FlagAt:       graph.Label{Zh: "修订 `REVISION` 时的图（默认最新）", En: "the graph as of `REVISION` (default the newest)"},
	FlagSources:  graph.Label{Zh: "每个值旁加一列：谁说的、数据日期、出处", En: "beside each value, a column with who states it, of which day, and where"},
	FlagAmounts:  graph.Label{Zh: "每个金额旁加两列：数和币种", En: "beside each amount, columns with its number and its currency"},
	FlagPersonal: graph.Label{Zh: "包括个人信息，如联系人", En: "include personal data, such as contacts"},

	BadFormat:    graph.Label{Zh: "没有格式“%s”；请写 xlsx、csv 或 graphml", En: "there is no format %q; write xlsx, csv or graphml"},
	NoFormat:     graph.Label{Zh: "从文件名“%s”看不出格式；请让它以 .xlsx、.csv、.zip 或 .graphml 结尾，或给出 --format", En: "the name %q does not tell the format; let it end in .xlsx, .csv, .zip or .graphml, or give --format"},
	OneCSV:       graph.Label{Zh: "多类对象的 CSV 是一个 zip；请让“%s”以 .zip 结尾，或用一个 --kind 选一类", En: "CSV of several kinds is a zip; let %q end in .zip, or choose one kind with --kind"},
	NoKind:       graph.Label{Zh: "没有类别“%s”；%s", En: "there is no kind %q; %s"},
	NotChosen:    graph.Label{Zh: "筛选说的是 %s，而 --kind 没有选它；请加上 --kind %[1]s，或去掉筛选", En: "a filter speaks of %s, which --kind does not choose; add --kind %[1]s, or leave the filter out"},
	FilterForm:   graph.Label{Zh: "看不懂筛选“%s”；请写成 类别.属性=值，如 Enterprise.status=operating", En: "the filter %q is not understood; write KIND.PROPERTY=VALUE, such as Enterprise.status=operating"},
	NoProperty:   graph.Label{Zh: "筛选“%s”：%s没有属性“%s”；%s", En: "filter %q: %s has no property %q; %s"},
	BadOperator:  graph.Label{Zh: "筛选“%s”：没有运算 %s；请用 = != >= <=", En: "filter %q: there is no operator %s; use = != >= <="},
	BadValue:     graph.Label{Zh: "筛选“%s”：“%s”：%s；%s", En: "filter %q: %q: %s; %s"},
	NoOrder:      graph.Label{Zh: "筛选“%s”：代码没有大小；请用 = 或 !=", En: "filter %q: codes have no order; use = or !="},
	OneBound:     graph.Label{Zh: "筛选“%s”：>= 和 <= 只比较一个值；请分成几个 --filter", En: "filter %q: >= and <= compare with one value; write several --filter"},
	NoSegment:    graph.Label{Zh: "没有环节“%s”；%s", En: "there is no segment %q; %s"},
	ManySegments: graph.Label{Zh: "叫“%s”的环节有 %d 个；请写能分辨的名称、代码或 ID：%s", En: "%q may be one of %d segments; name it by what tells it: %s"},
	NoRegion:     graph.Label{Zh: "没有地区“%s”；请写名称或代码，如 北京、广东省、110000", En: "there is no region %q; write a name or a code, such as Beijing, Guangdong, 110000"},

	Kind:      graph.Label{Zh: "类别", En: "kind"},
	Exported:  graph.Label{Zh: "导出", En: "exported"},
	Of:        graph.Label{Zh: "共有", En: "of"},
	Undecided: graph.Label{Zh: "无从判断", En: "undecided"},
	StepLook:  graph.Label{Zh: "清点", En: "counting"},
	StepWrite: graph.Label{Zh: "写入", En: "writing"},
	StepPack:  graph.Label{Zh: "打包", En: "packing"},
	Done:      graph.Label{Zh: "已导出到 %s：修订 %d，%s", En: "exported to %s: revision %d, %s"},
	EditHint:  graph.Label{Zh: "改后可再导入，只有改动会记入日志：chainatlas import %s --source ID", En: "edit it and import it again, only the edits go into the log: chainatlas import %s --source ID"},
}
