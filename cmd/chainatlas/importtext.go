package main

import "github.com/chainatlas/chainatlas/graph"

var importHelp = helpText{
	Short: graph.Label{Zh: "导入工作簿或 CSV", En: "import workbooks or CSV"},
	Long: graph.Label{
		Zh: "把工作簿（xlsx、xlsm）或 CSV、TSV 文件作为一个批次导入：要么整体生效，要么什么都不发生。随后列出对账：\n" +
			"每张表读了多少行，其中拒绝、待定、新建、更新、不变各多少；哪些格没有采用，为什么，怎样改。坏格不算失败。\n" +
			"同样的文件再导入一次，不改变任何东西。各列的含义由表头识别；识别不了的，写一个映射文件（--mapping）。\n" +
			"数据是谁的，写在工作簿的“来源”表上、映射文件中，或用 --source 指明。先用 --dry-run 看看会改变什么。\n" +
			"用 chainatlas export 导出并改过的工作簿也这样导入：改动作为操作者的话记入日志。",
		En: "Imports workbooks (xlsx, xlsm), CSV or TSV files as one batch: it holds as a whole, or nothing happens.\n" +
			"Then it tells what became of the rows of each table: how many were read, and of these rejected, queued,\n" +
			"created, updated, unchanged; and which cells were not taken, why, and what to do. Bad cells are no failure.\n" +
			"The same files again change nothing. What a column means is recognised by its header; for what is not,\n" +
			"write a mapping file (--mapping). Whose data it is stands on the workbook's sheet “Source”, in the mapping\n" +
			"file, or is named by --source. Look first, with --dry-run, at what would change.\n" +
			"A workbook that chainatlas export wrote and somebody edited is imported like this, too: the edits go into\n" +
			"the log as what the actor says.",
	},
	Example: graph.Label{
		Zh: "chainatlas import --dry-run 名单.xlsx\n" +
			"chainatlas import 名单.xlsx --report 名单-批注.xlsx\n" +
			"chainatlas import 企业.csv 产品.csv --source miit-2023 --data-date 2023-12-31\n" +
			"chainatlas import 名单.xlsx --explain --write-mapping 名单.yaml\n" +
			"chainatlas import 名单.xlsx --mapping 名单.yaml --reason '2026 年版'",
		En: "chainatlas import --dry-run list.xlsx\n" +
			"chainatlas import list.xlsx --report list-annotated.xlsx\n" +
			"chainatlas import companies.csv products.csv --source miit-2023 --data-date 2023-12-31\n" +
			"chainatlas import list.xlsx --explain --write-mapping list.yaml\n" +
			"chainatlas import list.xlsx --mapping list.yaml --reason 'the edition of 2026'",
	},
}

var templateHelp = helpText{
	Short: graph.Label{Zh: "写出待填的模板", En: "write a workbook to fill in"},
	Long: graph.Label{
		Zh: "写出一个待填的工作簿：填写说明、来源、每类对象一张表，有批注、下拉选项和一行不导入的示例。\n" +
			"模板的语言是界面语言，可用 --lang 指定。",
		En: "Writes a workbook to fill in: instructions, the source, and a sheet for each kind of thing, with notes,\n" +
			"drop-downs and an example row that is not imported. It is in the language of messages; --lang names another.",
	},
	Example: graph.Label{
		Zh: "chainatlas template 模板.xlsx\nchainatlas template --lang en template.xlsx",
		En: "chainatlas template template.xlsx\nchainatlas template --lang zh template-zh.xlsx",
	},
}

var revokeHelp = helpText{
	Short: graph.Label{Zh: "撤销一个批次，或恢复它", En: "take a batch back, or bring it back"},
	Long: graph.Label{
		Zh: "撤销一个批次：从下一修订起它不再算数，它所覆盖的说法重新有效。日志中什么都不删。列出图中因此改变的节点和边。\n" +
			"撤销一个撤销，就是恢复它所撤销的批次。",
		En: "Takes a batch back: from the next revision on it does not count, and what it covered stands again. Nothing\n" +
			"is deleted from the log. It tells which nodes and edges of the graph change by that. To revoke a revocation\n" +
			"is to bring back the batch that it took back.",
	},
	Example: graph.Label{
		Zh: "chainatlas revoke 12 --why '导错了文件' --dry-run\nchainatlas revoke 12 --why '导错了文件'",
		En: "chainatlas revoke 12 --why 'the wrong file' --dry-run\nchainatlas revoke 12 --why 'the wrong file'",
	},
}

// importing holds what the import and revocation commands say, and the words in
// their tables.
var importing = struct {
	FlagMapping, FlagSource, FlagDataDate, FlagRetract, FlagDryRun, FlagExplain, FlagWriteMapping, FlagReport, FlagWhy,
	StepRead, StepResolve, StepWrite, StepCommit,
	SameName, ReportOfOne, ReportExplain, ReportFormat, NothingApplied,
	Source, Declared, Sheet, Read, Rejected, Queued, Created, Updated, Unchanged, BadCells, AllTables, NotAdding,
	Unknown, UnknownCure, Missing, Unread, LeftOut, LeftOutBelow, LeftOutSkipped, Repeated, RepeatedRows, More,
	AllProblems, ProblemsLimit, ProblemsLimitCure, ProblemsUnread, ProblemsRejected, ProblemsCell, ProblemsQueued, ProblemsKept, Quoted, AlsoAt, AlsoMore, MoreKinds, SeeReport, SeeJSON,
	QueuedRows, Candidates, Identity, JoinsOwn, JoinsJudged, Joins, AskedNodes, AskedRow, AskedLater,
	Edits, MissingRows, Gone, GoneRetract, GoneRetracted,
	Done, DryRunDone, Before, Nothing, Undo, ReportDone, MappingDone, Explained,
	Changes, RevokeChanges, NoChanges, Losing, Nodes, Edges, NewOnes, Changed, Removed, Value, ChangeCreated, ChangeChanged, ChangeRemoved, NoValue,
	WhyMissing, NotStanding, Revoking, Revoked, WouldRevoke, Restore,
	Sleeping, SleepsSame, SleepsDifferent, SleepsPin, SleepsDenial, SleepsEdge graph.Label
}{
	FlagMapping:      graph.Label{Zh: "映射文件 `FILE.yaml`：各表各列是什么意思", En: "mapping in `FILE.yaml`: what the tables and columns mean"},
	FlagSource:       graph.Label{Zh: "数据属于来源 `ID`", En: "the data are of the source `ID`"},
	FlagDataDate:     graph.Label{Zh: "数据说的是 `DATE`：2026、2026-03 或 2026-03-05", En: "the data speak of `DATE`: 2026, 2026-03 or 2026-03-05"},
	FlagRetract:      graph.Label{Zh: "收回此来源先前在这些表中说过、而文件中已没有的", En: "take back what the source stated in these tables and the files state no more"},
	FlagDryRun:       graph.Label{Zh: "只看会改变什么，不写入", En: "tell what would change, and write nothing"},
	FlagExplain:      graph.Label{Zh: "说明各表各列识别成了什么、为什么；不导入", En: "tell what each table and column was recognised as, and why; imports nothing"},
	FlagWriteMapping: graph.Label{Zh: "把识别的结果写成映射文件 `FILE.yaml`，可修改后使用；不导入", En: "write what was recognised as a mapping to `FILE.yaml`, to correct and use it; imports nothing"},
	FlagReport:       graph.Label{Zh: "把文件连同其中的问题另存为 `FILE.xlsx`", En: "write a copy of the file with its problems in it to `FILE.xlsx`"},
	FlagWhy:          graph.Label{Zh: "理由 `TEXT`，记入日志", En: "`TEXT` of the reason, kept in the log"},

	StepRead:    graph.Label{Zh: "读取", En: "reading"},
	StepResolve: graph.Label{Zh: "比对", En: "resolving"},
	StepWrite:   graph.Label{Zh: "写入", En: "writing"},
	StepCommit:  graph.Label{Zh: "生效", En: "committing"},

	SameName:       graph.Label{Zh: "有两个文件都叫 %s；出处按文件名记，请给其中一个改名", En: "two files are called %s; places are told by the file's name, so rename one"},
	ReportOfOne:    graph.Label{Zh: "--report 一次只能写一个文件的批注，给出了 %d 个文件；请分别导入", En: "--report annotates one file at a time, and %d were given; import them one by one"},
	ReportExplain:  graph.Label{Zh: "--explain 和 --write-mapping 不导入，没有可批注的；请去掉 --report", En: "--explain and --write-mapping import nothing, so there is nothing to annotate; leave --report out"},
	ReportFormat:   graph.Label{Zh: "批注写成工作簿；请给 --report 一个以 %s 结尾的文件名，而不是 %s", En: "the annotated copy is a workbook; give --report a name that ends in %s, not %s"},
	NothingApplied: graph.Label{Zh: "什么都没有导入", En: "nothing was imported"},

	Source:    graph.Label{Zh: "来源 %s", En: "source %s"},
	Declared:  graph.Label{Zh: "由此声明：%s（可信度 %s）", En: "declared by this import: %s (trust %s)"},
	Sheet:     graph.Label{Zh: "表", En: "table"},
	Read:      graph.Label{Zh: "读取", En: "read"},
	Rejected:  graph.Label{Zh: "拒绝", En: "rejected"},
	Queued:    graph.Label{Zh: "待定", En: "queued"},
	Created:   graph.Label{Zh: "新建", En: "created"},
	Updated:   graph.Label{Zh: "更新", En: "updated"},
	Unchanged: graph.Label{Zh: "不变", En: "unchanged"},
	BadCells:  graph.Label{Zh: "坏格", En: "bad cells"},
	AllTables: graph.Label{Zh: "合计", En: "total"},
	NotAdding: graph.Label{Zh: "各数对不上，这是程序的错误；请报告", En: "the counts do not add up, which is a fault of the program; please report it"},

	Unknown:        graph.Label{Zh: "不认识的列，没有读取", En: "columns that are not known and were not read"},
	UnknownCure:    graph.Label{Zh: "在映射文件中说明它们，或列入 ignore：--write-mapping FILE.yaml 写出一份可改的", En: "say in a mapping file what they are, or list them under ignore: --write-mapping FILE.yaml writes one to start from"},
	Missing:        graph.Label{Zh: "映射提到、表中却没有的列", En: "columns that the mapping names and the table lacks"},
	Unread:         graph.Label{Zh: "没有读取的工作表", En: "sheets that were not read"},
	LeftOut:        graph.Label{Zh: "略过的行", En: "rows left out"},
	LeftOutBelow:   graph.Label{Zh: "说明、合计，或所读各列都空着：%d 行（第 %s 行）", En: "notes, totals, or blank in all columns that are read: %d ({row|rows} %s)"},
	Repeated:       graph.Label{Zh: "重复的行", En: "rows that repeat others"},
	RepeatedRows:   graph.Label{Zh: "与前面的行内容完全相同，没有重复计入：%d 行（第 %s 行；第 %d 行同第 %d 行）", En: "the same as earlier ones, and not counted twice: %d ({row|rows} %s; row %d is the same as row %d)"},
	LeftOutSkipped: graph.Label{Zh: "示例，或映射略过的：%d 行", En: "examples, or skipped by the mapping: %d"},
	More:           graph.Label{Zh: "另有 %d 个", En: "and %d more"},

	AllProblems:       graph.Label{Zh: "共有问题 %d 处，只列出前 %d 处", En: "problems in all: %d; only the first %d are listed"},
	ProblemsLimit:     graph.Label{Zh: "问题太多：共有 %d 处，只列出前 %d 处", En: "too many problems: %d in all, of which only the first %d are listed"},
	ProblemsLimitCure: graph.Label{Zh: "改正所列的再导入，其余的随后列出", En: "mend those that are listed and import again, and the others are listed"},

	ProblemsUnread:   graph.Label{Zh: "没有读取、而各行正缺其内容的列：%d 列", En: "columns not read that may hold what the rows lack: %d"},
	ProblemsRejected: graph.Label{Zh: "拒绝的行：%d 行", En: "rows rejected: %d"},
	ProblemsCell:     graph.Label{Zh: "没有采用的格：%d 个；它们什么都没说，先前的说法仍然有效", En: "cells not taken: %d; they say nothing, and what was said before stands"},
	ProblemsQueued:   graph.Label{Zh: "待定的：%d 处", En: "waiting: %d"},
	ProblemsKept:     graph.Label{Zh: "采用了但值得核对的：%d 处", En: "taken, but worth a look: %d"},
	Quoted:           graph.Label{Zh: "“%s”", En: "%q"},
	AlsoAt:           graph.Label{Zh: "同样的还有：%s", En: "so, too: %s"},
	AlsoMore:         graph.Label{Zh: "，另有 %d 处", En: " and %d more"},
	MoreKinds:        graph.Label{Zh: "另有 %d 种问题，共 %d 处", En: "and %d more {kind|kinds} of problems, at %d {place|places}"},
	SeeReport:        graph.Label{Zh: "全部问题：加 --dry-run --report FILE.xlsx 写成批注，或加 --json", En: "to see all problems: --dry-run --report FILE.xlsx writes them into a copy, --json lists them"},
	SeeJSON:          graph.Label{Zh: "全部问题：加 --dry-run --json", En: "to see all problems: --dry-run --json"},

	QueuedRows: graph.Label{Zh: "待定的行：%d 行，不知道说的是谁，暂不算数", En: "rows that wait, because it is not clear whom they are about: %d; they do not count yet"},
	Candidates: graph.Label{Zh: "可能是：%s", En: "may be: %s"},

	Identity: graph.Label{
		Zh: "与所有来源对照：读取 %d = 并入已有 %d + 新建 %d + 可能重复 %d + 待定 %d + 拒绝 %d",
		En: "against all sources: read %d = join what is there %d + new %d + may be duplicates %d + wait %d + rejected %d"},
	JoinsOwn:    graph.Label{Zh: "本来源已述的%s：%d 行", En: "%s that the source spoke of before: %d"},
	JoinsJudged: graph.Label{Zh: "经人工判定的%s：%d 行", En: "%s that a person has judged: %d"},
	Joins:       graph.Label{Zh: "%s，按%s：%d 行", En: "%s, by %s: %d"},
	AskedNodes:  graph.Label{Zh: "可能重复，导入后由人判断（%d 对）", En: "may be duplicates, for a person to tell once they are imported (pairs: %d)"},
	AskedRow:    graph.Label{Zh: "像：%s", En: "like: %s"},
	AskedLater:  graph.Label{Zh: "第 %d 行", En: "row %d"},

	Edits:         graph.Label{Zh: "改动：%d 处，作为操作者的话记入", En: "edits: %d, taken as what the actor says"},
	MissingRows:   graph.Label{Zh: "文件中少了 %d 行；删行不表示什么，图中照旧", En: "%d {row is|rows are} gone from the file; that says nothing, and what stood stands as before"},
	Gone:          graph.Label{Zh: "来源先前说过、文件中已没有的：%d 条", En: "what the source stated before and the files do not: %d"},
	GoneRetract:   graph.Label{Zh: "它们仍然有效；收回请加 --retract", En: "it stands all the same; --retract takes it back"},
	GoneRetracted: graph.Label{Zh: "已收回", En: "it is taken back"},

	Done:        graph.Label{Zh: "已导入，修订 %d：陈述 %d 条，确认 %d 条，收回 %d 条", En: "imported as revision %d: %d {statement|statements}, %d confirmed, %d taken back"},
	DryRunDone:  graph.Label{Zh: "只是试导入：什么都没有写入", En: "this was a dry run: nothing was written"},
	Before:      graph.Label{Zh: "同样的文件已在修订 %d 导入，什么都没有改变", En: "revision %d imported the same already: nothing was changed"},
	Nothing:     graph.Label{Zh: "没有可写入的，什么都没有改变", En: "there was nothing to write, and nothing was changed"},
	Undo:        graph.Label{Zh: "撤销：chainatlas revoke %d --why 理由", En: "to undo it: chainatlas revoke %d --why REASON"},
	ReportDone:  graph.Label{Zh: "已写出批注 %s：%d 处", En: "wrote the annotated copy %s: %d {note|notes}"},
	MappingDone: graph.Label{Zh: "已写出映射 %s；改好后用：chainatlas import --mapping %s", En: "wrote the mapping %s; correct it, then: chainatlas import --mapping %s"},
	Explained:   graph.Label{Zh: "只是说明：什么都没有导入", En: "this only explains: nothing was imported"},

	Changes:       graph.Label{Zh: "图中将会改变的", En: "what would change in the graph"},
	RevokeChanges: graph.Label{Zh: "图中因此改变的", En: "what changes in the graph by that"},
	Losing:        graph.Label{Zh: "将失去的值：%s的“%s” %d 个", En: "values that would be lost: %s, %s: %d"},
	NoChanges:     graph.Label{Zh: "图中没有改变", En: "nothing changes in the graph"},
	Nodes:         graph.Label{Zh: "节点", En: "nodes"},
	Edges:         graph.Label{Zh: "边", En: "edges"},
	NewOnes:       graph.Label{Zh: "新增", En: "created"},
	Changed:       graph.Label{Zh: "改变", En: "changed"},
	Removed:       graph.Label{Zh: "消失", En: "removed"},
	Value:         graph.Label{Zh: "%s：%s → %s", En: "%s: %s → %s"},
	ChangeCreated: graph.Label{Zh: "新增", En: "new"},
	ChangeChanged: graph.Label{Zh: "改变", En: "changed"},
	ChangeRemoved: graph.Label{Zh: "消失", En: "removed"},
	NoValue:       graph.Label{Zh: "（无）", En: "(none)"},

	WhyMissing:  graph.Label{Zh: "请用 --why 说明撤销的理由", En: "give the reason with --why"},
	NotStanding: graph.Label{Zh: "修订 %d 已被撤销；恢复它请撤销那个撤销，见 chainatlas log list --kind revoke", En: "revision %d does not stand: it was revoked; to bring it back, revoke that revocation, see chainatlas log list --kind revoke"},
	Revoking:    graph.Label{Zh: "修订 %d：%s，%s，%s，%s", En: "revision %d: %s, %s, %s, %s"},
	Revoked:     graph.Label{Zh: "已撤销修订 %d（修订 %d）", En: "revoked revision %d (revision %d)"},
	Sleeping: graph.Label{
		Zh: "有 %d 项人工的决定所及的对象将不复存在。决定留在日志中，对象再出现时重新生效：",
		En: "decisions of persons whose objects would stand no more: %d. They stay in the log, and count again once their objects are back:"},
	SleepsSame:      graph.Label{Zh: "同一", En: "the same"},
	SleepsDifferent: graph.Label{Zh: "不同", En: "different"},
	SleepsPin:       graph.Label{Zh: "指定", En: "pinned"},
	SleepsDenial:    graph.Label{Zh: "否定", En: "denied"},
	SleepsEdge:      graph.Label{Zh: "否定关系", En: "edge denied"},
	WouldRevoke:     graph.Label{Zh: "只是试撤销：什么都没有写入", En: "this was a dry run: nothing was written"},
	Restore:         graph.Label{Zh: "恢复：chainatlas revoke %d --why 理由", En: "to bring it back: chainatlas revoke %d --why REASON"},
}
