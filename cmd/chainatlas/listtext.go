package main

import (
	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/scoring/growth"
)

// listHelp holds the help of the commands on lists.
var listHelp = struct{ List, Check, Show, Run, Diff, Verify, Publish, Withdraw helpText }{
	List: helpText{
		Short: graph.Label{Zh: "按公开规则编制成长榜单", En: "draw up growth lists by published rules"},
		Long: graph.Label{
			Zh: "榜单规则是一个有版本的 YAML 文件：谁可入选、比较哪些年份、公式、门槛、名次、排除项、数据不足时怎么办、依据及其\n" +
				"可靠程度。每个企业的结论是入选、临界、未入选或数据不足，每个条件都带数字、门槛、距离和出处。规则写法见 docs/lists.zh.md。",
			En: "The rule of a list is a versioned YAML file: who is eligible, which years are compared, the formula, the\n" +
				"lines, the ranks, what keeps one out, what is done where data are missing, the sources and how sure they\n" +
				"are. Each enterprise is in, borderline, out, or there is not enough data, and each criterion has its figure,\n" +
				"its line, the distance and the source. docs/lists.md tells how rules are written.",
		},
		Example: graph.Label{
			Zh: "chainatlas list show\nchainatlas list run --list oecd-high-growth --reference-date 2025-06-30",
			En: "chainatlas list show\nchainatlas list run --list oecd-high-growth --reference-date 2025-06-30",
		},
	},
	Check: helpText{
		Short: graph.Label{Zh: "检查榜单规则文件", En: "check the files of lists"},
		Long: graph.Label{
			Zh: "读取规则文件，逐行指出错误和改法；无误时给出规则的散列。注释、键的顺序和数字的写法不影响散列。",
			En: "Reads the files and tells every mistake with its line and cure; of those without, the hash of the rule.\n" +
				"Remarks, the order of keys and the form of numbers do not change the hash.",
		},
		Example: graph.Label{Zh: "chainatlas list check 我的榜单.yaml", En: "chainatlas list check my-list.yaml"},
	},
	Show: helpText{
		Short: graph.Label{Zh: "显示随附的榜单，或一份规则的内容", En: "show the lists that are shipped, or what a rule says"},
		Long: graph.Label{
			Zh: "不带参数时列出随附的榜单及其依据的可靠程度。给出名称或文件时显示它的条件和门槛；--file 给出随附的原文，可改作自己的；\n" +
				"--schema 给出规则文件的 JSON Schema，供编辑器用。给出一族的名称（如 miit-little-giant）时，显示今天适用的一份。",
			En: "Without an argument, lists what is shipped and how sure its sources are. Of a name or a file it shows the\n" +
				"criteria and their lines; --file gives the file that is shipped, to make one's own of; --schema gives the\n" +
				"JSON Schema of such files, for editors. Of a family, such as miit-little-giant, it shows the one for today.",
		},
		Example: graph.Label{
			Zh: "chainatlas list show\nchainatlas list show china-gazelle\nchainatlas list show oecd-gazelle --file",
			En: "chainatlas list show\nchainatlas list show china-gazelle\nchainatlas list show oecd-gazelle --file",
		},
	},
	Run: helpText{
		Short: graph.Label{Zh: "按规则判定库中的企业", En: "apply a rule to the enterprises of a store"},
		Long: graph.Label{
			Zh: "判定每个企业并排名，不写入库。给出一族的名称时，按 --reference-date 和 --renewal 选用适用的规则。\n" +
				"--edition 把这一期写成文件：同样的规则、数据和基准日给出逐字节相同的文件，可校验、比较和发布。\n" +
				"--explain 说明一个企业为何入选或未入选。--what-if 试换一个门槛，不留存。",
			En: "Decides on each enterprise and ranks those on the list; nothing is written to the store. Of a family, the\n" +
				"rule is chosen by --reference-date and --renewal. --edition writes the edition to a file: the same rule, data\n" +
				"and reference date give the same bytes, to be verified, compared and published. --explain tells why one\n" +
				"enterprise is on the list, or is not. --what-if tries another line and keeps nothing.",
		},
		Example: graph.Label{
			Zh: "chainatlas list run --list oecd-high-growth --reference-date 2025-06-30\n" +
				"chainatlas list run --list china-gazelle --reference-date 2025-06-30 --what-if byRevenue=25%\n" +
				"chainatlas list run --list china-gazelle --reference-date 2025-06-30 --explain 示例青山\n" +
				"chainatlas list run --list my-list.yaml --reference-date 2025-06-30 --edition 2025.json --report 2025.xlsx",
			En: "chainatlas list run --list oecd-high-growth --reference-date 2025-06-30\n" +
				"chainatlas list run --list china-gazelle --reference-date 2025-06-30 --what-if byRevenue=25%\n" +
				"chainatlas list run --list china-gazelle --reference-date 2025-06-30 --explain 'Example Ltd'\n" +
				"chainatlas list run --list my-list.yaml --reference-date 2025-06-30 --edition 2025.json --report 2025.xlsx",
		},
	},
	Diff: helpText{
		Short: graph.Label{Zh: "比较同一榜单的两期", En: "compare two editions of a list"},
		Long: graph.Label{
			Zh: "说明谁新入选、谁退出、谁的名次变了，以及原因：数据、规则、更正、时间，或他人的变动。数据和规则都变了时，--rejudge\n" +
				"用旧规则判定新数据，把两者分开。",
			En: "Tells who entered, who left and whose rank changed, and the cause: data, rule, correction, time, or others.\n" +
				"Where data and rule both changed, --rejudge applies the earlier rule to the later data to part them.",
		},
		Example: graph.Label{Zh: "chainatlas list diff 2024.json 2025.json", En: "chainatlas list diff 2024.json 2025.json"},
	},
	Verify: helpText{
		Short: graph.Label{Zh: "校验一期榜单的文件", En: "verify the file of an edition"},
		Long: graph.Label{
			Zh: "逐字节校验一期榜单：规则、结果和整份文件的散列。改动一个字节即不通过。--recompute 再用库中当时的数据重算，比较每个字节。",
			En: "Verifies every byte of an edition: the hashes of its rule, its results and the file. One byte changed, and\n" +
				"it fails. --recompute also draws it up again from the store as of its revision, and compares the bytes.",
		},
		Example: graph.Label{
			Zh: "chainatlas list verify 2025.json\nchainatlas list verify 2025.json --recompute",
			En: "chainatlas list verify 2025.json\nchainatlas list verify 2025.json --recompute",
		},
	},
	Publish: helpText{
		Short: graph.Label{Zh: "发布一期榜单", En: "publish an edition"},
		Long: graph.Label{
			Zh: "把一期榜单作为一个批次发布：期次、成员和原文件一并记入日志，不可撤销。先校验并用库重算，不能重现的不予发布。\n" +
				"同一榜单此前已发布的一期转为“已被替代”；用 list run --corrects 编制的更正转为“已更正”。已发布的不会被改写。",
			En: "Publishes an edition as one batch of the log: the edition, its members and the file itself; it cannot be\n" +
				"revoked. It is verified and drawn up again first: what cannot be reproduced is not published. The edition\n" +
				"of the list that was published before becomes superseded, or corrected if this one was made with\n" +
				"list run --corrects. What was published is never overwritten.",
		},
		Example: graph.Label{
			Zh: "chainatlas list publish 2025.json --why '2025 年榜单'",
			En: "chainatlas list publish 2025.json --why 'the list of 2025'",
		},
	},
	Withdraw: helpText{
		Short: graph.Label{Zh: "撤回已发布的一期榜单", En: "withdraw an edition that was published"},
		Long: graph.Label{
			Zh: "把一期榜单标为“已撤回”，并记入理由。原来发布的内容仍可查阅。",
			En: "Marks an edition as withdrawn, with the reason. What was published stays readable.",
		},
		Example: graph.Label{
			Zh: "chainatlas list withdraw china-gazelle 2025-06-30 --why '规则有误'",
			En: "chainatlas list withdraw china-gazelle 2025-06-30 --why 'the rule was wrong'",
		},
	},
}

// listing holds what the commands on lists say.
var listing = struct {
	FlagList, FlagDate, FlagRenewal, FlagWhatIf, FlagExplain, FlagEdition, FlagNumber, FlagCorrects, FlagReason, FlagReport, FlagInputs, BadInputs, NotOne, BadYear, FlagAt, FlagLimit,
	FlagFile, FlagSchema, FlagRecompute, FlagRejudge,
	WrongMany, Sound, NoList, NoChoice, NoListFlag, BadDay, BadWhatIf, BadNumber, WhatIfKept, CorrectionReason, ReportName,
	NoEnterprise, NoProject, ManyEnterprises, OtherStore,
	Title, HashLine, Sources, Scope, Eligible, Criteria, Gates, Top, Grouped, RankedBy, OneOf, AllOf, FirstOf, NoPurchase, SureLegend,
	Code, Version, SourceSure, Name, Family,
	Tried, Made, Counts, BySegment, Rank, Best, Worst, Outcome, Value, Group, Remark, More, Lacking, Unseen, OneMore, EditionDone, ReportDone, FallsOut, Target,
	Explained, Criterion, Line, Distance, Why, Needs, FallsOutLine, TargetLine,
	DiffCounts, Change, Was, Is, Cause, Fails, Verified, Recomputed, Published, Withdrawn,
	About, Reference, LatestYear, RuleHash, DataRevision, EditionHash, Considered, Entries, Low, High, Currency, Enterprise, Project, Segment, Read, Others, Undecided, NeedsHeading,
	Results, RuleSheet, Section, What, Source, Next,
	RowsOfMany, WithUnseen, UnseenHow, WhyHow, BrokenDown, Verdict, SegmentCode, Formula,
	Holds, AllOutcomes, RowsOf, RestHow, Filtered, Filter, NameHas, OnlyOneMore, OnlyFallsOut graph.Label
}{
	FlagList:      graph.Label{Zh: "榜单的 `NAME`、一族的名称，或规则文件", En: "`NAME` of a list or of a family, or a file"},
	FlagDate:      graph.Label{Zh: "基准日 `DATE`（默认今天）：当时成立的才算数", En: "the reference `DATE` (default today): what counts is what held then"},
	FlagRenewal:   graph.Label{Zh: "按复核而不是新申请判定", En: "judge applications for renewal, not new ones"},
	FlagWhatIf:    graph.Label{Zh: "试换门槛 `ID=NUMBER`，如 growth=0.25；可给多次", En: "try another line, `ID=NUMBER`, such as growth=0.25; may be given several times"},
	FlagExplain:   graph.Label{Zh: "说明企业 `NAME`（名称、信用代码或 ID）的结论", En: "tell the outcome for the enterprise `NAME` (a name, a credit code or an ID)"},
	FlagEdition:   graph.Label{Zh: "把这一期写入 `FILE`", En: "write the edition to `FILE`"},
	FlagNumber:    graph.Label{Zh: "期次 `TEXT`（默认为基准日）", En: "number of the edition, `TEXT` (default the reference date)"},
	FlagCorrects:  graph.Label{Zh: "更正散列为 `HASH` 的一期", En: "it corrects the edition of `HASH`"},
	FlagReason:    graph.Label{Zh: "更正的理由 `TEXT`", En: "`TEXT` of the reason for the correction"},
	FlagReport:    graph.Label{Zh: "把结果写成工作簿 `FILE`", En: "write the results as a workbook to `FILE`"},
	FlagInputs:    graph.Label{Zh: "由人提供的数字和事实，CSV `FILE`，列为 enterprise、input、value、year、from", En: "figures and facts that persons bring, a CSV `FILE` with the columns enterprise, input, value, year, from"},
	BadInputs:     graph.Label{Zh: "%s 不是所需的 CSV；首行须有 enterprise、input、value 各列", En: "%s is not the CSV that is wanted; its first row has the columns enterprise, input and value"},
	NotOne:        graph.Label{Zh: "%s 第 %d 行：“%s”对应 %d 个企业；请写信用代码或 ID", En: "%s, row %d: %q is the name of %d enterprises; write a credit code or an ID"},
	BadYear:       graph.Label{Zh: "%s 第 %d 行：“%s”不是年份", En: "%s, row %d: %q is no year"},
	FlagAt:        graph.Label{Zh: "用修订 `REVISION` 时的数据（默认最新）", En: "with the data as of `REVISION` (default the newest)"},
	FlagLimit:     graph.Label{Zh: "至多列出 `N` 条，0 为不限（默认 %d）", En: "print at most `N` entries, 0 for all (default %d)"},
	FlagFile:      graph.Label{Zh: "给出随附的规则文件原文", En: "give the file that is shipped"},
	FlagSchema:    graph.Label{Zh: "给出规则文件的 JSON Schema", En: "give the JSON Schema of such files"},
	FlagRecompute: graph.Label{Zh: "再用库重算并逐字节比较", En: "also draw it up again from the store and compare the bytes"},
	FlagRejudge:   graph.Label{Zh: "用库分开规则和数据两种原因", En: "part rule from data with the store"},

	WrongMany:        graph.Label{Zh: "%d 个文件有误，共 %d 个", En: "%d {file is|files are} wrong, of %d"},
	Sound:            graph.Label{Zh: "%s 无误：%s，版本 %s，散列 %s", En: "%s is sound: %s, version %s, hash %s"},
	NoList:           graph.Label{Zh: "没有榜单 %s；chainatlas list show 列出随附的，自己的请给出 .yaml 文件", En: "there is no list %s; chainatlas list show lists those that are shipped, of your own name the .yaml file"},
	NoChoice:         graph.Label{Zh: "%s 中没有一份恰好适用于 %s 的申请；请直接写出榜单名称", En: "of %s not exactly one list is for applications of %s; name the list itself"},
	NoListFlag:       graph.Label{Zh: "请用 --list 给出榜单；chainatlas list show 列出随附的", En: "name the list with --list; chainatlas list show lists those that are shipped"},
	BadDay:           graph.Label{Zh: "“%s”不是日期；请写成 2025-06-30", En: "%q is no day; write 2025-06-30"},
	BadWhatIf:        graph.Label{Zh: "“%s”的形式不对；请写成 growth=0.25 或 growth=25%%", En: "%q has not the form; write growth=0.25 or growth=25%%"},
	BadNumber:        graph.Label{Zh: "期次至多 64 字节", En: "the number of an edition has at most 64 bytes"},
	WhatIfKept:       graph.Label{Zh: "--what-if 的结果不留存；要留存，请把门槛写进自己的规则文件", En: "what --what-if gives is not kept; to keep it, write the line into a file of your own"},
	CorrectionReason: graph.Label{Zh: "更正须用 --reason 写明理由", En: "a correction needs its reason: give --reason"},
	ReportName:       graph.Label{Zh: "报告是工作簿；请给它一个以 .xlsx 结尾的文件名，而不是 %s", En: "the report is a workbook; give it a name that ends in .xlsx, not %s"},
	NoEnterprise:     graph.Label{Zh: "没有企业 %s；请写全称、简称、信用代码或 ID", En: "there is no enterprise %s; write its legal name, short name, credit code or ID"},
	NoProject:        graph.Label{Zh: "没有项目 %s；请写名称、编号或 ID", En: "there is no project %s; write its name, number or ID"},
	ManyEnterprises:  graph.Label{Zh: "有 %d 个企业叫 %s；请写信用代码或 ID", En: "%d {enterprise is|enterprises are} called %s; write a credit code or an ID"},
	OtherStore:       graph.Label{Zh: "这一期出自另一个库（%s），不是 %s", En: "the edition was made from another store (%s), not from %s"},

	Title:      graph.Label{Zh: "%s（%s，版本 %s）", En: "%s (%s, version %s)"},
	HashLine:   graph.Label{Zh: "规则散列 %s", En: "hash of the rule %s"},
	Sources:    graph.Label{Zh: "依据：", En: "Sources:"},
	Scope:      graph.Label{Zh: "适用范围", En: "Scope"},
	Eligible:   graph.Label{Zh: "参评条件", En: "Eligible"},
	Criteria:   graph.Label{Zh: "条件", En: "Criteria"},
	Gates:      graph.Label{Zh: "排除项", En: "Gates"},
	Top:        graph.Label{Zh: "；前 %d 名", En: "; the first %d"},
	Grouped:    graph.Label{Zh: "；按 %s 分组", En: "; within each %s"},
	RankedBy:   graph.Label{Zh: "排名：%s%s", En: "Ranked by %s%s"},
	OneOf:      graph.Label{Zh: "满足其一", En: "one of"},
	AllOf:      graph.Label{Zh: "均须满足", En: "all of"},
	FirstOf:    graph.Label{Zh: "以先能判定的为准", En: "the first that is known of"},
	NoPurchase: graph.Label{Zh: "近 %d 年未见收购", En: "no acquisition in %d {year|years}"},
	SureLegend: graph.Label{Zh: "可靠程度：P 读过原文，S 读过转述，C 由数据重算，M 凭记忆，own 编者规则", En: "How sure: P its own text was read, S a secondary source, C recomputed from data, M from memory, own a rule of the editors"},

	Code:       graph.Label{Zh: "代码", En: "Code"},
	Version:    graph.Label{Zh: "版本", En: "Version"},
	SourceSure: graph.Label{Zh: "依据", En: "Sure"},
	Name:       graph.Label{Zh: "名称", En: "Name"},
	Family:     graph.Label{Zh: "族", En: "Family"},

	Tried:       graph.Label{Zh: "试换门槛：%s（不留存）", En: "Tried with %s; nothing is kept"},
	Made:        graph.Label{Zh: "基准日 %s，最近会计年度 %d，数据修订 %d，规则 %s", En: "reference date %s, latest fiscal year %d, data of revision %d, rule %s"},
	Counts:      graph.Label{Zh: "共 %d：入选 %d，临界 %d，未入选 %d，不适用 %d，数据不足 %d", En: "%d in all: %d in, %d borderline, %d out, %d not applicable, %d without enough data"},
	BySegment:   graph.Label{Zh: "按环节判定，一行是一家企业在一个环节：共 %d 家企业，其中 %d 家至少在一个环节入选", En: "judged by segment, each an enterprise in a segment: of %d enterprises %d are in, in one segment at least"},
	Rank:        graph.Label{Zh: "名次", En: "Rank"},
	Best:        graph.Label{Zh: "最高可能", En: "At best"},
	Worst:       graph.Label{Zh: "最低可能", En: "At worst"},
	Outcome:     graph.Label{Zh: "结论", En: "Outcome"},
	Value:       graph.Label{Zh: "数值", En: "Value"},
	Group:       graph.Label{Zh: "组", En: "Group"},
	Remark:      graph.Label{Zh: "说明", En: "Remark"},
	More:        graph.Label{Zh: "另有 %d 条；--limit 0 列出全部", En: "and %d more; --limit 0 lists all"},
	Lacking:     graph.Label{Zh: "\n数据不足者最常缺少的：", En: "\nMost often missing, where there is not enough data:"},
	Unseen:      graph.Label{Zh: "其中 %d 个，榜单所需的一项也没有", En: "of %d among them, nothing is known that the list asks for"},
	OneMore:     graph.Label{Zh: "\n再有一个数字就可能入选的有 %d 个：", En: "\n%d could be on the list with one figure more:"},
	EditionDone: graph.Label{Zh: "\n已写出 %s（散列 %s）", En: "\nwrote %s (hash %s)"},
	ReportDone:  graph.Label{Zh: "已写出报告 %s", En: "wrote the report %s"},
	FallsOut:    graph.Label{Zh: "%d 年将不满足：%s", En: "will fail in %d: %s"},
	Target:      graph.Label{Zh: "%s 须增长 %s 方能保持", En: "to stay, %s has to grow by %s"},

	Explained:    graph.Label{Zh: "%s：%s——%s（最近会计年度 %d）", En: "%s: %s – %s (latest fiscal year %d)"},
	Criterion:    graph.Label{Zh: "条件", En: "Criterion"},
	Line:         graph.Label{Zh: "门槛", En: "Line"},
	Distance:     graph.Label{Zh: "距离", En: "Distance"},
	Why:          graph.Label{Zh: "原因", En: "Why"},
	Needs:        graph.Label{Zh: "还缺：%s", En: "What is missing: %s"},
	FallsOutLine: graph.Label{Zh: "到 %d 年度将不再满足：%s", En: "With the fiscal year %d it will fail: %s"},
	TargetLine:   graph.Label{Zh: "%s 须达到 %s（增长 %s），才能保持 %s", En: "%s has to reach %s (%s more) to keep %s"},

	DiffCounts: graph.Label{Zh: "新入选 %d，退出 %d，名次变动 %d，不变 %d", En: "%d entered, %d left, %d moved, %d stayed"},
	Change:     graph.Label{Zh: "变动", En: "Change"},
	Was:        graph.Label{Zh: "原", En: "Was"},
	Is:         graph.Label{Zh: "现", En: "Is"},
	Cause:      graph.Label{Zh: "原因", En: "Cause"},
	Fails:      graph.Label{Zh: "不满足", En: "Fails"},
	Verified:   graph.Label{Zh: "%s %s 期完好（散列 %s）", En: "%s, edition %s, is sound (hash %s)"},
	Recomputed: graph.Label{Zh: "%s %s 期完好，用库重算逐字节相同（散列 %s）", En: "%s, edition %s, is sound, and drawn up again from the store it is the same, byte for byte (hash %s)"},
	Published:  graph.Label{Zh: "已发布 %s %s 期（修订 %d）：入选 %d，临界 %d", En: "published %s, edition %s (revision %d): %d in, %d borderline"},
	Withdrawn:  graph.Label{Zh: "已撤回 %s 的 %s 期（修订 %d）", En: "withdrew of %s the edition %s (revision %d)"},

	About:        graph.Label{Zh: "说明", En: "About"},
	Reference:    graph.Label{Zh: "基准日", En: "Reference date"},
	LatestYear:   graph.Label{Zh: "最近会计年度", En: "Latest fiscal year"},
	RuleHash:     graph.Label{Zh: "规则散列", En: "Hash of the rule"},
	DataRevision: graph.Label{Zh: "数据修订", En: "Revision of the data"},
	EditionHash:  graph.Label{Zh: "本期散列", En: "Hash of the edition"},
	Considered:   graph.Label{Zh: "判定数", En: "Considered"},
	Entries:      graph.Label{Zh: "名单", En: "Entries"},
	Low:          graph.Label{Zh: "下界", En: "Low"},
	High:         graph.Label{Zh: "上界", En: "High"},
	Currency:     graph.Label{Zh: "币种", En: "Currency"},
	Enterprise:   graph.Label{Zh: "企业 ID", En: "ID of the enterprise"},
	Project:      graph.Label{Zh: "项目 ID", En: "ID of the project"},
	Segment:      graph.Label{Zh: "环节", En: "Segment"},
	Read:         graph.Label{Zh: "数字与出处", En: "Figures and where they were read"},
	Others:       graph.Label{Zh: "其余", En: "Others"},
	Undecided:    graph.Label{Zh: "不明的条件", En: "Undecided"},
	NeedsHeading: graph.Label{Zh: "还缺", En: "Missing"},
	Results:      graph.Label{Zh: "结果", En: "Results"},
	RuleSheet:    graph.Label{Zh: "规则", En: "Rule"},
	Section:      graph.Label{Zh: "部分", En: "Part"},
	What:         graph.Label{Zh: "考察内容", En: "Looks at"},
	Source:       graph.Label{Zh: "依据文献", En: "Source"},
	Next:         graph.Label{Zh: "明年将不满足", En: "Will fail next year"},

	Holds:        graph.Label{Zh: "本文件所含结论", En: "Outcomes in this file"},
	AllOutcomes:  graph.Label{Zh: "全部", En: "all"},
	RowsOf:       graph.Label{Zh: "%s（榜单判定的共 %s）", En: "%s (of %s that the list considers)"},
	RowsOfMany:   graph.Label{Zh: "%d 行（企业在环节），%d 家企业", En: "%d rows (an enterprise in a segment), of %d {enterprise|enterprises}"},
	WithUnseen:   graph.Label{Zh: "%s；另有 %d 行榜单所需的数据一项也没有，不逐行列出，共 %d 行", En: "%s; of %d more nothing is known that the list asks for: they are not listed one by one; %d in all"},
	UnseenHow:    graph.Label{Zh: "另有 %d 行榜单所需的数据一项也没有，不在文件中", En: "of %d more nothing is known that the list asks for: they are not in the file"},
	WhyHow:       graph.Label{Zh: "入选的，写离门槛最近（按门槛的比例）的条件；临界的，写未定的第一项；未入选的，写首个不满足的条件；数据不足的，写所缺的数据", En: "of who is in, the criterion met by the least, as a share of its line; at the border, the first that is not settled; of who is out, the first that is unmet; without enough data, what is missing"},
	BrokenDown:   graph.Label{Zh: "入选和临界的全部逐条列出；其余只列前 %d 行，共 %d 行", En: "of all who are in or borderline; of the others of the first %d, of %d"},
	Verdict:      graph.Label{Zh: "该条件", En: "This criterion"},
	SegmentCode:  graph.Label{Zh: "环节代码", En: "Segment code"},
	Formula:      graph.Label{Zh: "规则文件中的写法", En: "As the file has it"},
	RestHow:      graph.Label{Zh: "其他结论不在本文件中；要全部结论，请在页面的“全部”标签下下载", En: "other outcomes are not in this file; for all of them, download from the tab All of the page"},
	Filtered:     graph.Label{Zh: "有筛选", En: "filtered"},
	Filter:       graph.Label{Zh: "筛选", En: "Filter"},
	NameHas:      graph.Label{Zh: "名称含", En: "Name contains"},
	OnlyOneMore:  graph.Label{Zh: "只含仅差一项数据的", En: "Only those who lack one figure"},
	OnlyFallsOut: graph.Label{Zh: "只含明年到期的", En: "Only those who fall out next year"},
}

// listChanges are the kinds of changes between editions.
var listChanges = map[string]graph.Label{
	"entered": {Zh: "新入选", En: "entered"}, "left": {Zh: "退出", En: "left"}, "moved": {Zh: "名次变动", En: "moved"}, "changed": {Zh: "结论变动", En: "changed"},
}

// listCauses are the causes of changes between editions.
var listCauses = map[string]graph.Label{
	growth.CauseData: {Zh: "数据", En: "data"}, growth.CauseRule: {Zh: "规则", En: "rule"}, growth.CauseCorrection: {Zh: "更正", En: "correction"},
	growth.CauseTime: {Zh: "时间", En: "time"}, growth.CauseField: {Zh: "他人变动", En: "others"},
}
