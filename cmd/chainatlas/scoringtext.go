package main

import "github.com/chainatlas/chainatlas/graph"

// scoringText holds what the commands say that deal with schemes and ratings.
var scoringText = struct {
	Scheme, SchemeCheck, SchemeShow, SchemeList, SchemePrint, Score, ScoreRun, ScoreCompare, ScoreList, ScoreAgain helpText

	SchemeGood, SchemeBad, NoScheme, Total, NoSheetRows, NoUnitColumn, ColumnUnused, ColumnMissing, ColumnTwice, OtherSheets,
	BadRow, BadRowDate, BadRowBasis, TooManyCells, UnitTwiceNamed, NeedsScheme, NeedsData, OnlyStore, NeedsWhy, Kept, NotKept, Silent, AgainSame, ReleaseHolds, FlagRelease, FlagSegment, FlagDryRun, RunNumber, State, ReferenceDate, Revision, BadSeed, ReportName, ReportDone,
	Rated, Withheld, Unread, MoreUnread, Simulated, Sensitivity, Compared, Entered, Gone, SameScheme, SameData, NoSplit,
	FlagScheme, FlagData, FlagReference, FlagBasis, FlagDataDate, FlagSeed, FlagSobol, FlagReport,

	Rank, Unit, Name, Score0, Grade, Interval, InTop, Band, Coverage, Imputed, Reason, ID, Indicator, Weight, Share, UnitOf, Better, More, Less,
	Measure, Evidence, MissingPolicy, Standard, Gate, From, Kind, Count, Status, Factor, First, TotalEffect,
	Old, New, Change, OfData, OfScheme, OfCohort, Notices, Group, Example, Hash, Edition,
	SheetResult, SheetRaw, SheetDenominated, SheetImputed, SheetTreated, SheetNormalised, SheetWeighted, SheetGroups, SheetContributions,
	SheetState, SheetEvidence, SheetWeights, SheetUncertainty, SheetSensitivity, SheetLeftOut, SheetScheme, SheetAbout,
	LeftOut, Shift, Reversals, Base, Children graph.Label
}{
	Scheme: helpText{
		Short: graph.Label{Zh: "评价规范：检查、查看、列出示例", En: "schemes of evaluation: check, show, list examples"},
		Long: graph.Label{
			Zh: "评价规范是一个 YAML 文件，说明一类产品、服务、企业、技术或项目怎样评价：指标、权重、证据、归一化、聚合、门槛、等级。\n" +
				"写法见 docs/scoring.zh.md；编辑器可用 scoring/scheme.schema.json 补全和检查。",
			En: "A scheme is a YAML file that says how one kind of product, service, enterprise, technology or project is rated:\n" +
				"indicators, weights, evidence, normalisation, aggregation, gates, grades. docs/scoring.md explains it;\n" +
				"editors complete and check it by scoring/scheme.schema.json.",
		},
		Example: graph.Label{Zh: "chainatlas scheme list\nchainatlas scheme show firewall", En: "chainatlas scheme list\nchainatlas scheme show firewall"},
	},
	SchemeCheck: helpText{
		Short: graph.Label{Zh: "检查评价规范文件", En: "check scheme files"},
		Long: graph.Label{
			Zh: "逐个检查评价规范文件，每处错误给出行号、原因和改法；没有错误则给出指标数和哈希。",
			En: "Checks scheme files one by one. Each mistake is told with its line, its reason and its cure; a file without\n" +
				"one with the number of its indicators and its hash.",
		},
		Example: graph.Label{Zh: "chainatlas scheme check 防火墙.yaml", En: "chainatlas scheme check firewall.yaml"},
	},
	SchemeShow: helpText{
		Short: graph.Label{Zh: "以评审用的表格列出评价规范", En: "print a scheme as a table for a committee"},
		Long: graph.Label{
			Zh: "把评价规范列成供评审阅读的表：各级权重、占总分的比重、度量、上下界、证据、缺失处理、依据的标准，以及门槛和等级。\n" +
				"可给文件，也可给随程序提供的示例的名称。",
			En: "Prints a scheme as a table that a committee can read: weights on every level and of the whole, measures,\n" +
				"goalposts, evidence, what is done about gaps, standards; then gates and grades. It takes a file, or the\n" +
				"name of a scheme that comes with the program.",
		},
		Example: graph.Label{Zh: "chainatlas scheme show 防火墙.yaml\nchainatlas scheme show edr", En: "chainatlas scheme show firewall.yaml\nchainatlas scheme show edr"},
	},
	SchemeList: helpText{
		Short:   graph.Label{Zh: "列出随程序提供的示例规范", En: "list the schemes that come with the program"},
		Long:    graph.Label{Zh: "列出随程序提供的评价规范。它们都是示例：权重和上下界待确认。", En: "Lists the schemes that come with the program. All are examples, whose weights and goalposts await\nconfirmation."},
		Example: graph.Label{Zh: "chainatlas scheme list\nchainatlas scheme list --json", En: "chainatlas scheme list\nchainatlas scheme list --json"},
	},
	SchemePrint: helpText{
		Short:   graph.Label{Zh: "输出示例规范的文件", En: "print the file of a scheme that comes with the program"},
		Long:    graph.Label{Zh: "输出随程序提供的一个评价规范的 YAML 文件，作为自己规范的起点。", En: "Prints the YAML file of a scheme that comes with the program, to begin one's own with."},
		Example: graph.Label{Zh: "chainatlas scheme print firewall", En: "chainatlas scheme print firewall"},
	},
	Score: helpText{
		Short: graph.Label{Zh: "按评价规范打分，比较两次结果", En: "rate by a scheme, compare two runs"},
		Long: graph.Label{
			Zh: "按评价规范对一批单位打分，保留每一步的数值；比较两次评价，把变化分为数据、规范和参评范围三部分。",
			En: "Rates units by a scheme, with the values of every step kept, and compares two runs, with the change split\n" +
				"into data, scheme and cohort.",
		},
		Example: graph.Label{Zh: "chainatlas score run --scheme firewall --data 单位.csv --reference-date 2026-06-30", En: "chainatlas score run --scheme firewall --data units.csv --reference-date 2026-06-30"},
	},
	ScoreRun: helpText{
		Short: graph.Label{Zh: "按评价规范对一张表中的单位打分", En: "rate the units of a table by a scheme"},
		Long: graph.Label{
			Zh: "按评价规范对图中的产品、服务或企业打分：--segment 给出环节，参评的是其中已收录规范所需证据的对象。评价连同每一步、证据所在\n" +
				"单元格和种子作为一批记入日志，状态为草稿，以后可由 chainatlas score again 从日志逐字节重算；--dry-run 只算不记。\n" +
				"给出 --data 则不用图，改读一张“单位 × 指标”的表（CSV 或 xlsx），列出名次、得分、等级，以及不予打分的原因。表的写法见\n" +
				"docs/scoring.zh.md。给出 --seed 时做蒙特卡罗模拟，列出名次的区间（十次中有九次在内）和分不出先后的档；同一种子得同样的结果。\n" +
				"--json 输出整个评价，含每一步，可用于 chainatlas score compare；--report 写成每步一张表的工作簿。",
			En: "Rates the products, services or enterprises of the graph by a scheme: those in --segment of which something is\n" +
				"recorded that the scheme asks for. The run goes into the log as a draft, in one batch, with every step, the cells\n" +
				"of the evidence and the seed, so that chainatlas score again draws it anew byte for byte; --dry-run keeps nothing.\n" +
				"With --data it leaves the graph alone and reads a table of units by indicators (CSV or xlsx). It lists ranks, scores,\n" +
				"grades, and why a score is withheld. docs/scoring.md says what the table looks like. With --seed it\n" +
				"simulates what could have been chosen otherwise and lists intervals that hold nine in ten ranks, and the bands within\n" +
				"which the order is not certain; the same seed gives the same outcome. --json prints the whole run with all\n" +
				"its steps, for chainatlas score compare; --report writes a workbook with a sheet for each step.",
		},
		Example: graph.Label{
			Zh: "chainatlas score run --scheme firewall --data 单位.csv --reference-date 2026-06-30 --seed 1\n" +
				"chainatlas score run --scheme firewall --segment SL:B5 --reference-date 2025-06-30 --why 年度评价\n" +
				"chainatlas score run --scheme 防火墙.yaml --data 单位.xlsx --reference-date 2026-06-30 --report 结果.xlsx",
			En: "chainatlas score run --scheme firewall --data units.csv --reference-date 2026-06-30 --seed 1\n" +
				"chainatlas score run --scheme firewall --segment SL:B5 --reference-date 2025-06-30 --why 'yearly evaluation'\n" +
				"chainatlas score run --scheme firewall.yaml --data units.xlsx --reference-date 2026-06-30 --report result.xlsx",
		},
	},
	ScoreCompare: helpText{
		Short: graph.Label{Zh: "比较两次评价", En: "compare two runs"},
		Long: graph.Label{
			Zh: "比较 chainatlas score run --json 写出的两次评价。先重算并核对，再列出每个单位得分和名次的变化，以及其中多少来自数据、\n" +
				"规范和参评范围；三部分之和等于变化。",
			En: "Compares two runs that chainatlas score run --json has printed. Both are computed again and verified; then\n" +
				"the change of each unit's score and rank is listed, and how much of it comes from data, scheme and cohort.\n" +
				"The three parts add up to the change.",
		},
		Example: graph.Label{Zh: "chainatlas score compare 2025.json 2026.json", En: "chainatlas score compare 2025.json 2026.json"},
	},
	ScoreList: helpText{
		Short:   graph.Label{Zh: "列出记入日志的评价", En: "list the runs that are kept"},
		Long:    graph.Label{Zh: "列出记入日志的评价，最新的在前：编号、状态、基准日期、种子、做出它的修订。", En: "Lists the runs in the log, the newest first: number, state, reference date, seed, and the revision that made each."},
		Example: graph.Label{Zh: "chainatlas score list\nchainatlas score list --json", En: "chainatlas score list\nchainatlas score list --json"},
	},
	ScoreAgain: helpText{
		Short:   graph.Label{Zh: "从日志重算一次评价", En: "draw a run anew from the log"},
		Long:    graph.Label{Zh: "在评价所用的修订上重新取证、计算和模拟，与所存文件逐字节比较；不同则报错。", En: "Gathers the evidence at the run's revision, computes and simulates anew, and compares with the file that was kept,\nbyte for byte. It fails if they differ."},
		Example: graph.Label{Zh: "chainatlas score again firewall-2025-06-30-1a2b3c4d", En: "chainatlas score again firewall-2025-06-30-1a2b3c4d"},
	},

	SchemeGood:     graph.Label{Zh: "%s：没有错误；指标 %d 个，哈希 %s", En: "%s: no mistakes; %d {indicator|indicators}, hash %s"},
	SchemeBad:      graph.Label{Zh: "%d 个文件有错误", En: "%d {file has|files have} mistakes"},
	NoScheme:       graph.Label{Zh: "没有文件 %[1]s，也没有这个名称的示例规范；示例有 %[2]s", En: "there is no file %[1]s, and no scheme of this name comes with the program; there are %[2]s"},
	Total:          graph.Label{Zh: "总分", En: "total"},
	NoSheetRows:    graph.Label{Zh: "%s 里没有带表头的表", En: "there is no table with headers in %s"},
	NoUnitColumn:   graph.Label{Zh: "%s 的表头里没有单位一列；请把它命名为 unit 或 单位", En: "no header of %s is that of the units; call the column unit"},
	ColumnUnused:   graph.Label{Zh: "评价规范没有用到列 %s", En: "the scheme does not read the column %s"},
	ColumnMissing:  graph.Label{Zh: "表中没有评价规范要读的列：%s", En: "columns that the scheme reads are not in the table: %s"},
	ColumnTwice:    graph.Label{Zh: "列 %[1]s 与列 %[2]s 是同一项证据 %[3]s；请删除其中一列", En: "the columns %[1]s and %[2]s are the same evidence %[3]s; leave one of them out"},
	OtherSheets:    graph.Label{Zh: "只读取第一张表 %s", En: "only the first sheet was read, %s"},
	BadRow:         graph.Label{Zh: "%[1]s 第 %[2]d 行没有单位", En: "%[1]s, row %[2]d: there is no unit"},
	BadRowDate:     graph.Label{Zh: "%[1]s 第 %[2]d 行的日期 %[3]s 不是日期；请写成 2026、2026-03 或 2026-03-05", En: "%[1]s, row %[2]d: %[3]s is no date; write 2026, 2026-03 or 2026-03-05"},
	BadRowBasis:    graph.Label{Zh: "%[1]s 第 %[2]d 行的依据 %[3]s 不认识；请写 自报、已核实 或 检测", En: "%[1]s, row %[2]d: the basis %[3]s is not known; write selfReported, verified or tested"},
	TooManyCells:   graph.Label{Zh: "%s 超过 %d 个单元格", En: "%s has more than %d cells"},
	UnitTwiceNamed: graph.Label{Zh: "单位 %[1]s 有两个名称或组别：%[2]s、%[3]s", En: "the unit %[1]s has two names or groups: %[2]s, %[3]s"},
	NeedsScheme:    graph.Label{Zh: "请用 --scheme 指明评价规范：文件，或示例的名称", En: "name the scheme by --scheme: a file, or the name of an example"},
	NeedsData:      graph.Label{Zh: "--basis 和 --data-date 只用于 --data 的表", En: "--basis and --data-date are for the table of --data"},
	OnlyStore:      graph.Label{Zh: "--segment 和 --dry-run 不能与 --data 同用", En: "--segment and --dry-run do not go with --data"},
	NeedsWhy:       graph.Label{Zh: "评价要记入日志：请用 --why 写明理由，或用 --dry-run 只算不记", En: "the run is kept in the log: say why by --why, or keep nothing with --dry-run"},
	Kept:           graph.Label{Zh: "\n已记入日志，状态为草稿：%[1]s，第 %[2]d 号修订", En: "\nkept as %[1]s in revision %[2]d, a draft"},
	NotKept:        graph.Label{Zh: "\n只算未记", En: "\nnothing was kept"},
	Silent:         graph.Label{Zh: "范围内另有 %d 个对象尚未收录任何所需证据，未参评", En: "of %d more in the cohort nothing is recorded that the scheme asks for: they are not rated"},
	AgainSame:      graph.Label{Zh: "%[1]s：由第 %[2]d 号修订重算，逐字节相同", En: "%[1]s: drawn anew of revision %[2]d, the same bytes"},
	ReleaseHolds:   graph.Label{Zh: "%[1]s 第 %[2]d 版（%[3]s）：%[4]d 项评价，未被改动；哈希 %[5]s", En: "%[1]s, edition %[2]d (%[3]s): %[4]d {rating|ratings}, unchanged; hash %[5]s"},
	FlagRelease:    graph.Label{Zh: "核对评价发布文件 `FILE`（JSON 或其工作簿）是否被改动", En: "check that `FILE`, a release of ratings as JSON or as a workbook, was not changed"},
	FlagSegment:    graph.Label{Zh: "参评环节 `SEGMENT`：代码（如 SL:B5）、名称或标识", En: "`SEGMENT` of the cohort: its code, such as SL:B5, its name or its ID"},
	FlagDryRun:     graph.Label{Zh: "只算，不记入日志", En: "compute, and keep nothing"},
	RunNumber:      graph.Label{Zh: "编号", En: "number"},
	State:          graph.Label{Zh: "状态", En: "state"},
	ReferenceDate:  graph.Label{Zh: "基准日期", En: "reference date"},
	Revision:       graph.Label{Zh: "修订", En: "revision"},
	BadSeed:        graph.Label{Zh: "--sobol 需要 --seed，且行数应在 2 至 %d 之间", En: "--sobol needs --seed, and from 2 to %d rows"},
	ReportName:     graph.Label{Zh: "报告应为 .xlsx 文件，而不是 %s", En: "the report is an .xlsx file, not %s"},
	ReportDone:     graph.Label{Zh: "已写出 %s", En: "wrote %s"},
	Rated:          graph.Label{Zh: "%[1]s（%[2]s，哈希 %[3]s），截至 %[4]s：参评 %[5]d 个，不予打分 %[6]d 个", En: "%[1]s (%[2]s, hash %[3]s) as of %[4]s: %[5]d rated, %[6]d withheld"},
	Withheld:       graph.Label{Zh: "不予打分", En: "withheld"},
	Unread:         graph.Label{Zh: "%[1]s 的 %[2]s 无法采用：%[3]s（%[4]s）", En: "%[1]s, %[2]s: not taken, since %[3]s (%[4]s)"},
	MoreUnread:     graph.Label{Zh: "另有 %d 处", En: "and %d more"},
	Simulated:      graph.Label{Zh: "模拟 %d 次，种子 %d；名次平均变动 %s", En: "%d {run|runs} simulated, seed %d; ranks move by %s on average"},
	Sensitivity:    graph.Label{Zh: "名次变动的来源（Sobol 指数）", En: "what moves the ranks (Sobol indices)"},
	Compared:       graph.Label{Zh: "由 %[1]s %[2]s 到 %[3]s %[4]s", En: "from %[1]s %[2]s to %[3]s %[4]s"},
	Entered:        graph.Label{Zh: "新参评：%s", En: "new: %s"},
	Gone:           graph.Label{Zh: "不再参评：%s", En: "no longer rated: %s"},
	SameScheme:     graph.Label{Zh: "评价规范相同", En: "the scheme is the same"},
	SameData:       graph.Label{Zh: "共有单位的数据相同", En: "the data of the units in both are the same"},
	NoSplit:        graph.Label{Zh: "无法拆分：用其中一次的规范评价另一次的数据时没有得分", En: "no split: the scheme of one run gives no score to the data of the other"},

	FlagScheme:    graph.Label{Zh: "评价规范：`FILE`，或示例的名称", En: "the scheme: a `FILE`, or the name of an example"},
	FlagData:      graph.Label{Zh: "“单位 × 指标”的表 `FILE`，CSV 或 xlsx", En: "`FILE` with the table of units by indicators, CSV or xlsx"},
	FlagReference: graph.Label{Zh: "以 `DATE` 为准判断证据的时效：2026-06-30", En: "`DATE` as of which the evidence is judged: 2026-06-30"},
	FlagBasis:     graph.Label{Zh: "没有“依据”一列时，全表的依据 `BASIS`：selfReported、verified 或 tested", En: "`BASIS` of a table without such a column: selfReported, verified or tested"},
	FlagDataDate:  graph.Label{Zh: "没有“日期”一列时，全表的日期 `DATE`", En: "`DATE` of a table without such a column"},
	FlagSeed:      graph.Label{Zh: "以 `N` 为种子模拟，给出名次区间", En: "simulate with the seed `N`, for intervals of ranks"},
	FlagSobol:     graph.Label{Zh: "用 `ROWS` 行计算灵敏度（Sobol 指数）", En: "compute the sensitivity (Sobol indices) from `ROWS` rows"},
	FlagReport:    graph.Label{Zh: "把各步写入工作簿 `FILE.xlsx`", En: "write every step to the workbook `FILE.xlsx`"},

	Rank: graph.Label{Zh: "名次", En: "RANK"}, Unit: graph.Label{Zh: "单位", En: "UNIT"}, Name: graph.Label{Zh: "名称", En: "NAME"},
	Score0: graph.Label{Zh: "得分", En: "SCORE"}, Grade: graph.Label{Zh: "等级", En: "GRADE"}, Interval: graph.Label{Zh: "名次区间", En: "RANKS 5–95"},
	InTop: graph.Label{Zh: "进入前列的概率", En: "AMONG THE FIRST"}, Band: graph.Label{Zh: "档", En: "BAND"}, Coverage: graph.Label{Zh: "有据", En: "COVERED"},
	Imputed: graph.Label{Zh: "插补", En: "IMPUTED"}, Reason: graph.Label{Zh: "说明", En: "NOTE"}, ID: graph.Label{Zh: "编号", En: "ID"},
	Indicator: graph.Label{Zh: "指标", En: "INDICATOR"}, Weight: graph.Label{Zh: "权重", En: "WEIGHT"}, Share: graph.Label{Zh: "占总分", En: "OF ALL"},
	UnitOf: graph.Label{Zh: "计量单位", En: "UNIT"}, Better: graph.Label{Zh: "方向", En: "BETTER"}, More: graph.Label{Zh: "越大越好", En: "more"}, Less: graph.Label{Zh: "越小越好", En: "less"},
	Measure: graph.Label{Zh: "度量", En: "MEASURE"}, Evidence: graph.Label{Zh: "证据", En: "EVIDENCE"}, MissingPolicy: graph.Label{Zh: "缺失", En: "IF MISSING"},
	Standard: graph.Label{Zh: "依据", En: "STANDARD"}, Gate: graph.Label{Zh: "门槛", En: "GATE"},
	From: graph.Label{Zh: "分数线", En: "FROM"}, Kind: graph.Label{Zh: "对象", En: "RATES"}, Count: graph.Label{Zh: "指标数", En: "INDICATORS"}, Status: graph.Label{Zh: "状态", En: "STATUS"},
	Factor: graph.Label{Zh: "因素", En: "FACTOR"}, First: graph.Label{Zh: "一阶", En: "FIRST"}, TotalEffect: graph.Label{Zh: "总效应", En: "TOTAL"},
	Old: graph.Label{Zh: "原", En: "OLD"}, New: graph.Label{Zh: "新", En: "NEW"}, Change: graph.Label{Zh: "变化", En: "CHANGE"},
	OfData: graph.Label{Zh: "数据", En: "DATA"}, OfScheme: graph.Label{Zh: "规范", En: "SCHEME"}, OfCohort: graph.Label{Zh: "范围", En: "COHORT"},
	Notices: graph.Label{Zh: "提示", En: "NOTICES"}, Group: graph.Label{Zh: "组", En: "GROUP"}, Example: graph.Label{Zh: "示例值，待确认", En: "example"},
	Hash: graph.Label{Zh: "哈希", En: "HASH"}, Edition: graph.Label{Zh: "版次", En: "EDITION"},

	SheetResult: graph.Label{Zh: "结果", En: "Result"}, SheetRaw: graph.Label{Zh: "原始值", En: "Raw"}, SheetDenominated: graph.Label{Zh: "除以分母", En: "Denominated"},
	SheetImputed: graph.Label{Zh: "插补后", En: "Imputed"}, SheetTreated: graph.Label{Zh: "异常值处理后", En: "Treated"}, SheetNormalised: graph.Label{Zh: "归一化", En: "Normalised"},
	SheetWeighted: graph.Label{Zh: "加权", En: "Weighted"}, SheetGroups: graph.Label{Zh: "各级得分", En: "Levels"}, SheetContributions: graph.Label{Zh: "贡献", En: "Contributions"},
	SheetState: graph.Label{Zh: "数据状态", En: "States"}, SheetEvidence: graph.Label{Zh: "证据", En: "Evidence"}, SheetWeights: graph.Label{Zh: "权重", En: "Weights"},
	SheetUncertainty: graph.Label{Zh: "不确定性", En: "Uncertainty"}, SheetSensitivity: graph.Label{Zh: "灵敏度", En: "Sensitivity"}, SheetLeftOut: graph.Label{Zh: "去掉一项", En: "Left out"},
	SheetScheme: graph.Label{Zh: "评价规范", En: "Scheme"}, SheetAbout: graph.Label{Zh: "说明", En: "About"},
	LeftOut: graph.Label{Zh: "去掉的", En: "LEFT OUT"}, Shift: graph.Label{Zh: "平均变动", En: "MEAN SHIFT"}, Reversals: graph.Label{Zh: "次序颠倒", En: "REVERSALS"},
	Base: graph.Label{Zh: "基数", En: "BASE"}, Children: graph.Label{Zh: "子项", En: "CHILD"},
}

// scoringWords are the words of scheme files as a committee reads them.
var scoringWords = map[string]graph.Label{
	"arithmetic": {Zh: "加权平均", En: "weighted mean"}, "geometric": {Zh: "几何平均", En: "geometric mean"}, "harmonic": {Zh: "调和平均", En: "harmonic mean"},
	"power": {Zh: "幂平均", En: "power mean"}, "weakest": {Zh: "取最低", En: "the weakest"}, "borda": {Zh: "Borda 计分", En: "Borda points"},
	"multiply": {Zh: "乘积", En: "product"}, "strongest": {Zh: "取最高", En: "the strongest"},
	"copeland": {Zh: "Copeland 胜负", En: "Copeland's wins"}, "kemeny": {Zh: "Kemeny 排序", En: "Kemeny's order"}, "topsis": {Zh: "TOPSIS", En: "TOPSIS"},
	"processLevels": {Zh: "过程能力等级", En: "process level"}, "mazziottaPareto": {Zh: "均值减失衡", En: "mean less imbalance"},

	"relative": {Zh: "相对权重", En: "relative weights"}, "budget": {Zh: "预算分配", En: "budget of points"}, "ahp": {Zh: "层次分析法", En: "pairwise comparison (AHP)"},
	"entropy": {Zh: "熵权", En: "entropy weights"}, "critic": {Zh: "CRITIC 权重", En: "CRITIC weights"}, "sd": {Zh: "标准差权重", En: "weights by deviation"},
	"pca": {Zh: "主成分权重", En: "weights by principal component"}, "bod": {Zh: "各取所长", En: "benefit of the doubt"},

	"none": {Zh: "原值", En: "as it is"}, "minmax": {Zh: "最小–最大", En: "minimum to maximum"}, "zscore": {Zh: "标准分", En: "standard score"},
	"rank": {Zh: "名次", En: "rank"}, "percentile": {Zh: "百分位", En: "percentile"}, "reference": {Zh: "与参照之比", En: "against a reference"},
	"leader": {Zh: "与最优之比", En: "ratio to the best"}, "band": {Zh: "高于或低于均值", En: "above or below the mean"}, "categorical": {Zh: "按类别", En: "by category"},
	"log": {Zh: "对数", En: "logarithm"}, "vector": {Zh: "向量归一", En: "vector length"}, "achievement": {Zh: "达成度 N/P/L/F", En: "achievement N/P/L/F"},

	"exclude": {Zh: "权重让给同组", En: "left out"}, "refuse": {Zh: "不予打分", En: "no score"}, "mean": {Zh: "取均值", En: "mean"}, "median": {Zh: "取中位数", En: "median"},
	"groupMean": {Zh: "取组均值", En: "mean of the group"}, "groupMedian": {Zh: "取组中位数", En: "median of the group"}, "nearest": {Zh: "取时间最近", En: "nearest in time"},
	"lowest": {Zh: "得分越低，名次越前", En: "The lowest score has rank 1."}, "center.median": {Zh: "中位数", En: "median"}, "goalposts": {Zh: "上下界", En: "goalposts"}, "group": {Zh: "在本组内", En: "within its group"},
	"worst": {Zh: "取最差", En: "the worst"}, "children": {Zh: "项", En: "parts"}, "indicators": {Zh: "项指标", En: "indicators"},

	"winsorise": {Zh: "缩尾", En: "winsorised"}, "winsoriseLog": {Zh: "缩尾或取对数", En: "winsorised, or logarithm"}, "trim": {Zh: "截尾", En: "trimmed"},
	"iqr": {Zh: "四分位距截尾", En: "cut at fences of quartiles"}, "deviations": {Zh: "按标准差截尾", En: "cut at deviations"}, "points": {Zh: "极端点缩尾", En: "extreme points cut"},

	"table": {Zh: "表", En: "table"}, "property": {Zh: "属性", En: "property"}, "observation": {Zh: "观测", En: "observation"}, "test": {Zh: "检测", En: "test"}, "record": {Zh: "记录", En: "record"},
	"verified": {Zh: "已核实", En: "verified"}, "tested": {Zh: "已检测", En: "tested"},

	"product": {Zh: "产品", En: "product"}, "service": {Zh: "服务", En: "service"}, "enterprise": {Zh: "企业", En: "enterprise"}, "technology": {Zh: "技术", En: "technology"}, "project": {Zh: "项目", En: "project"}, "other": {Zh: "其他", En: "other"},
	"example": {Zh: "示例", En: "example"}, "draft": {Zh: "草案", En: "draft"}, "inForce": {Zh: "现行", En: "in force"},
	"unreadable": {Zh: "无法读取", En: "unreadable"},
}

// word returns a word of scheme files in the user's language.
func (a *app) word(s string) string {
	if l, ok := scoringWords[s]; ok {
		return a.lang.pick(l)
	}
	return s
}
