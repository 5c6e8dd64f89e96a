package main

import "github.com/chainatlas/chainatlas/graph"

// helpText is what the help of a command says. Long and Example may be empty.
type helpText struct{ Short, Long, Example graph.Label }

// help holds the help of every command.
var help = struct {
	Root, Init, Source, SourceAdd, SourceList, SourceSet, Log, LogList, LogShow,
	Stats, Verify, Backup, Restore, Version,
	Import, Template, Revoke, Export helpText
}{
	Root: helpText{
		Short: graph.Label{Zh: "产业链图谱", En: "an industry-chain atlas"},
		Long: graph.Label{
			Zh: "链图（ChainAtlas）把关于一个产业的表格变成一张图，图中每个数字都能追溯到它的出处。\n" +
				"本程序导入和导出表格，并管理图的日志：谁在何时、出于何种理由，说了什么。",
			En: "ChainAtlas turns spreadsheets about an industry into one graph in which every figure\n" +
				"leads back to where it was stated. This program imports and exports them, and keeps the graph's log:\n" +
				"who said what, when and why.",
		},
		Example: graph.Label{
			Zh: "chainatlas init\n" +
				"chainatlas template 模板.xlsx\n" +
				"chainatlas import --dry-run 模板.xlsx\n" +
				"chainatlas import 模板.xlsx\n" +
				"chainatlas stats\n" +
				"chainatlas export 全部.xlsx",
			En: "chainatlas init\n" +
				"chainatlas template template.xlsx\n" +
				"chainatlas import --dry-run template.xlsx\n" +
				"chainatlas import template.xlsx\n" +
				"chainatlas stats\n" +
				"chainatlas export all.xlsx",
		},
	},
	Init: helpText{
		Short: graph.Label{Zh: "新建一个空的库", En: "create a new, empty store"},
		Long: graph.Label{
			Zh: "新建一个空的库，连同它所在的目录。已有的库不会被触动。",
			En: "Creates a new, empty store and the directory it is in. A store that is there is left as it is.",
		},
		Example: graph.Label{
			Zh: "chainatlas init\nchainatlas init --store ./atlas.db",
			En: "chainatlas init\nchainatlas init --store ./atlas.db",
		},
	},
	Source: helpText{
		Short: graph.Label{Zh: "声明来源，列出来源", En: "declare and list sources"},
		Long: graph.Label{
			Zh: "来源是日志中每句话的出处，有名称、发布者、可信度和许可。可信度从高到低为 official、verified、\n" +
				"media、self-reported；各来源说法不一时，先信可信度高的。来源须先声明，不从文件名猜测。",
			En: "A source is where the statements of the log come from. It has a name, a publisher, a trust and a\n" +
				"licence. Trust is, from high to low: official, verified, media, self-reported; where sources disagree,\n" +
				"the higher trust is believed first. A source is declared, never guessed from a file's name.",
		},
		Example: graph.Label{
			Zh: "chainatlas source list",
			En: "chainatlas source list",
		},
	},
	SourceAdd: helpText{
		Short: graph.Label{Zh: "声明一个新来源", En: "declare a new source"},
		Long: graph.Label{
			Zh: "声明一个新来源，作为日志中的一个批次。ID 由小写字母、数字、点、下划线和连字符组成，至多 64 个字符，\n" +
				"以后不再改变。重复同一声明不起作用，也不算错。",
			En: "Declares a new source, as a batch of the log. ID consists of lower-case letters, digits, dots,\n" +
				"underscores and hyphens, 64 characters at most, and never changes. Repeating the same declaration\n" +
				"does nothing and is no error.",
		},
		Example: graph.Label{
			Zh: "chainatlas source add miit-2023 --name '工信部名单' --publisher 工业和信息化部 --trust official\n" +
				"chainatlas source add press --name '行业媒体' --trust media --licence CC-BY-4.0 --reason '开始收录新闻'",
			En: "chainatlas source add miit-2023 --name 'MIIT list' --publisher MIIT --trust official\n" +
				"chainatlas source add press --name 'trade press' --trust media --licence CC-BY-4.0 --reason 'we now read news'",
		},
	},
	SourceList: helpText{
		Short: graph.Label{Zh: "列出已声明的来源", En: "list the declared sources"},
		Long: graph.Label{
			Zh: "按 ID 列出每个来源当前有效的声明，以及声明它的修订号。",
			En: "Lists, by ID, the declaration of each source that stands, and the revision that made it.",
		},
		Example: graph.Label{
			Zh: "chainatlas source list\nchainatlas source list --json",
			En: "chainatlas source list\nchainatlas source list --json",
		},
	},
	SourceSet: helpText{
		Short: graph.Label{Zh: "更改一个来源的声明", En: "change the declaration of a source"},
		Long: graph.Label{
			Zh: "更改所给出的各项，其余不变，作为日志中的一个批次。更改可信度会改变各处以谁的说法为准，因此须说明理由。",
			En: "Changes what is given and keeps the rest, as a batch of the log. A change of trust changes which values\n" +
				"win everywhere, so a reason must be given.",
		},
		Example: graph.Label{
			Zh: "chainatlas source set press --trust verified --reason '已逐条核对'",
			En: "chainatlas source set press --trust verified --reason 'checked entry by entry'",
		},
	},
	Log: helpText{
		Short: graph.Label{Zh: "查看日志：谁说了什么", En: "read the log: who said what"},
		Long: graph.Label{
			Zh: "日志由批次组成。一个批次是一个人在一个时刻、为一个理由所说的话，要么整体有效，要么整体无效。",
			En: "The log consists of batches. A batch is what one actor says at one time for one reason; it holds as a\n" +
				"whole or not at all.",
		},
		Example: graph.Label{
			Zh: "chainatlas log list\nchainatlas log show 12",
			En: "chainatlas log list\nchainatlas log show 12",
		},
	},
	LogList: helpText{
		Short: graph.Label{Zh: "列出批次，新的在前", En: "list batches, the newest first"},
		Long: graph.Label{
			Zh: "列出批次，新的在前。各项筛选须同时满足。日期可写 2026、2026-03、2026-03-05，按本地时区；\n" +
				"--since 从该日期起，--until 到该日期止，均含首尾。",
			En: "Lists batches, the newest first. A batch must pass all filters. A date is 2026, 2026-03 or 2026-03-05 in\n" +
				"the local time zone; --since counts from its start, --until to its end.",
		},
		Example: graph.Label{
			Zh: "chainatlas log list --source miit-2023 --since 2026-03 --until 2026-04\n" +
				"chainatlas log list --kind revoke --actor 张三\n" +
				"chainatlas log list --limit 0 --json | jq -r .reason",
			En: "chainatlas log list --source miit-2023 --since 2026-03 --until 2026-04\n" +
				"chainatlas log list --kind revoke --actor alice\n" +
				"chainatlas log list --limit 0 --json | jq -r .reason",
		},
	},
	LogShow: helpText{
		Short: graph.Label{Zh: "列出批次所说的每句话", En: "show what batches say"},
		Long: graph.Label{
			Zh: "列出所给批次（按修订号；不给则为通过筛选的所有批次）所说的每句话，按日志的次序。\n" +
				"加 --subject 则只列出关于该主体的话，只打开存有它的数据块。",
			En: "Shows everything that the given batches say (by revision; without any, all that pass the filters), in the\n" +
				"order of the log. With --subject it shows only what is said of that subject, and opens only what holds it.",
		},
		Example: graph.Label{
			Zh: "chainatlas log show 12\n" +
				"chainatlas log show --subject SUBJECT\n" +
				"chainatlas log show 12 13 --limit 0 --json > batches.jsonl",
			En: "chainatlas log show 12\n" +
				"chainatlas log show --subject SUBJECT\n" +
				"chainatlas log show 12 13 --limit 0 --json > batches.jsonl",
		},
	},
	Stats: helpText{
		Short: graph.Label{Zh: "统计库中有什么", En: "count what the store holds"},
		Long: graph.Label{
			Zh: "统计当前有效的图：各类节点、各类边、仅被提及的节点，以及日志和文件的大小。图由日志折叠而成，日志大时需要一些时间和内存。",
			En: "Counts the graph that stands now: nodes by kind, edges by type, nodes that are only referred to, and the\n" +
				"size of the log and the file. The graph is folded from the log, which takes time and memory if that is long.",
		},
		Example: graph.Label{
			Zh: "chainatlas stats\nchainatlas stats --json | jq .nodes",
			En: "chainatlas stats\nchainatlas stats --json | jq .nodes",
		},
	},
	Verify: helpText{
		Short: graph.Label{Zh: "检查库有无损坏", En: "check the store for damage"},
		Long: graph.Label{
			Zh: "从头读到尾：每个数据块是否与其散列相符、能否解码、次序是否正确；每个批次的散列是否与其内容及前一批次相符；\n" +
				"所存文件是否与其散列相符。加 --snapshot 则由日志重新折叠，与快照逐一比较。只读不改。发现损坏时退出码为 3。",
			En: "Reads everything from start to end: that each chunk has its hash, decodes and is in order, and that each\n" +
				"batch has its hash, which covers its content and the batch before it; and that each kept document has its\n" +
				"hash. With --snapshot it folds the log anew and compares the snapshot with that. Changes nothing. Exits\n" +
				"with 3 if there is damage.",
		},
		Example: graph.Label{
			Zh: "chainatlas verify\nchainatlas verify --store /backup/atlas.db\nchainatlas verify --release 发布稿.json",
			En: "chainatlas verify\nchainatlas verify --store /backup/atlas.db\nchainatlas verify --release release.json",
		},
	},
	Backup: helpText{
		Short: graph.Label{Zh: "把库备份到一个文件", En: "copy the store to a file"},
		Long: graph.Label{
			Zh: "在他人照常读写时，把库完整一致地备份到一个新文件，并校验备份。不覆盖已有文件。",
			En: "Writes a consistent copy of the store to a new file, while others read and write, and verifies the copy.\n" +
				"It does not overwrite.",
		},
		Example: graph.Label{
			Zh: "chainatlas backup /backup/atlas-2026-03-05.db",
			En: "chainatlas backup /backup/atlas-2026-03-05.db",
		},
	},
	Restore: helpText{
		Short: graph.Label{Zh: "从备份恢复库", En: "bring a store back from a backup"},
		Long: graph.Label{
			Zh: "先校验备份，再把它复制为库。不覆盖已有的库：请先将其移走，或用 --store 指定别处。恢复的库与原库同一身份，\n" +
				"两者只应使用其一。",
			En: "Verifies a backup and copies it to where the store is. It does not overwrite a store: move that away first,\n" +
				"or name another place with --store. The copy is the same store under the same ID: go on with one of them.",
		},
		Example: graph.Label{
			Zh: "chainatlas restore /backup/atlas-2026-03-05.db\n" +
				"chainatlas restore /backup/atlas-2026-03-05.db --store ./copy.db",
			En: "chainatlas restore /backup/atlas-2026-03-05.db\n" +
				"chainatlas restore /backup/atlas-2026-03-05.db --store ./copy.db",
		},
	},
	Import:   importHelp,
	Template: templateHelp,
	Revoke:   revokeHelp,
	Export:   exportHelp,
	Version: helpText{
		Short: graph.Label{Zh: "显示程序的版本", En: "show the version of the program"},
		Long: graph.Label{
			Zh: "显示版本、提交、Go 版本和平台，取自构建信息。",
			En: "Shows the version, the commit, the version of Go and the platform, from what the build recorded.",
		},
		Example: graph.Label{
			Zh: "chainatlas version\nchainatlas version --json",
			En: "chainatlas version\nchainatlas version --json",
		},
	},
}

// text holds everything else that the program says. Both texts of a label have
// the same verbs in the same order.
var text = struct {
	Failed, FailedUsage, Interrupted,
	UnknownCommand, UnknownCommandNear, WrongArguments, UnknownFlag, FlagNeedsValue, FlagBadValue,
	HelpUsage, HelpExamples, HelpCommands, HelpFlags, HelpGlobalFlags, HelpMore, HelpExits, HelpCommand,
	CompletionCommand, CompletionLong,
	FlagHelp, FlagStore, FlagLang, FlagJSON, FlagSubject, FlagSource, FlagActor, FlagKind, FlagSince, FlagUntil, FlagLimit,
	FlagName, FlagPublisher, FlagTrust, FlagLicence, FlagReason, FlagActing, FlagSnapshot,
	NoStorePath, NoActor, NoStore, StoreDenied, StoreExists, StoreCreated, Journal,
	BadDate, BadRevision, BadKind, BadLimit, NoRevision, NoBatches, MoreBatches, MoreAssertions,
	BadSourceID, BadTrust, NameMissing, TrustMissing, ReasonMissing, NothingToSet,
	NoSources, NoSource, SourceExists, SourceAdded, SourceChanged, SourceUnchanged,
	Mistakes, TooLarge, FlagForce, FileThere, StoreFile, NotRegular, NotAFile, NoFolder, CannotWrite, TemplateDone, TemplateName,
	FileExists, NoFile, BackupDone, RestoreDone, VerifyOK, MoreProblems, VerifyFailed, SnapshotOK, SnapshotAhead, SnapshotDiffers graph.Label
}{
	Failed:      graph.Label{Zh: "chainatlas：%s", En: "chainatlas: %s"},
	FailedUsage: graph.Label{Zh: "chainatlas：%s\n用法见：%s --help", En: "chainatlas: %s\nfor usage see: %s --help"},
	Interrupted: graph.Label{Zh: "chainatlas：已中断", En: "chainatlas: interrupted"},

	UnknownCommand:     graph.Label{Zh: "没有命令“%s”", En: "there is no command %q"},
	UnknownCommandNear: graph.Label{Zh: "没有命令“%s”，是否指：%s", En: "there is no command %q; did you mean: %s"},
	WrongArguments:     graph.Label{Zh: "参数个数不对，应为：%s", En: "wrong number of arguments; it is: %s"},
	UnknownFlag:        graph.Label{Zh: "没有选项 %s", En: "there is no flag %s"},
	FlagNeedsValue:     graph.Label{Zh: "选项 %s 须有值", En: "the flag %s needs a value"},
	FlagBadValue:       graph.Label{Zh: "选项 %s 的值“%s”无效", En: "the flag %s cannot be %q"},

	HelpUsage:         graph.Label{Zh: "用法：", En: "Usage:"},
	HelpExamples:      graph.Label{Zh: "示例：", En: "Examples:"},
	HelpCommands:      graph.Label{Zh: "命令：", En: "Commands:"},
	HelpFlags:         graph.Label{Zh: "选项：", En: "Flags:"},
	HelpGlobalFlags:   graph.Label{Zh: "通用选项：", En: "Flags of every command:"},
	HelpMore:          graph.Label{Zh: "某个命令的详情：%s COMMAND --help", En: "More about a command: %s COMMAND --help"},
	HelpExits:         graph.Label{Zh: "退出码：", En: "Exit codes:"},
	HelpCommand:       graph.Label{Zh: "显示某个命令的帮助", En: "show the help of a command"},
	CompletionCommand: graph.Label{Zh: "生成命令行补全脚本", En: "write a completion script for a shell"},
	CompletionLong: graph.Label{
		Zh: "生成所给 shell 的补全脚本。各 shell 的安装方法见其帮助，例如 chainatlas completion bash --help。",
		En: "Writes a completion script for a shell. The help of each shell says how to install it, such as\nchainatlas completion bash --help.",
	},

	FlagHelp:      graph.Label{Zh: "显示帮助", En: "show this help"},
	FlagStore:     graph.Label{Zh: "库文件的 `PATH`，或 Neo4j 的地址 bolt://、neo4j://（默认 $CHAINATLAS_STORE，否则在用户数据目录下）", En: "`PATH` of the store, or the bolt:// or neo4j:// address of a server (default $CHAINATLAS_STORE, else in the user's data directory)"},
	FlagLang:      graph.Label{Zh: "界面语言（默认按 $CHAINATLAS_LANG 和系统区域设置）", En: "language of messages (default by $CHAINATLAS_LANG and the locale)"},
	FlagJSON:      graph.Label{Zh: "输出 JSON", En: "print JSON"},
	FlagSubject:   graph.Label{Zh: "只看关于主体 `ID` 的", En: "only what is said of the subject `ID`"},
	FlagSource:    graph.Label{Zh: "只看来源 `ID` 的", En: "only batches of the source `ID`"},
	FlagActor:     graph.Label{Zh: "只看 `NAME` 所作的", En: "only batches by `NAME`"},
	FlagKind:      graph.Label{Zh: "只看 `KIND` 类批次：declare、import、curate、revoke、publish、redact", En: "only batches of a `KIND`: declare, import, curate, revoke, publish, redact"},
	FlagSince:     graph.Label{Zh: "从 `DATE` 起记录的", En: "recorded on or after `DATE`"},
	FlagUntil:     graph.Label{Zh: "到 `DATE` 止记录的", En: "recorded on or before `DATE`"},
	FlagLimit:     graph.Label{Zh: "至多 `N` 条，0 为不限（默认 %d）", En: "at most `N`, 0 for all (default %d)"},
	FlagName:      graph.Label{Zh: "来源的 `NAME`", En: "`NAME` of the source"},
	FlagPublisher: graph.Label{Zh: "发布者 `NAME`", En: "`NAME` of who publishes it"},
	FlagTrust:     graph.Label{Zh: "可信度 `TRUST`：official、verified、media、self-reported", En: "`TRUST`: official, verified, media, self-reported"},
	FlagLicence:   graph.Label{Zh: "许可 `LICENCE`，如 SPDX 标识", En: "`LICENCE` it is under, such as an SPDX identifier"},
	FlagReason:    graph.Label{Zh: "理由 `TEXT`，记入日志", En: "`TEXT` of the reason, kept in the log"},
	FlagActing:    graph.Label{Zh: "操作者 `NAME`，记入日志（默认 $CHAINATLAS_ACTOR，否则为登录名）", En: "`NAME` of who acts, kept in the log (default $CHAINATLAS_ACTOR, else the login name)"},
	FlagSnapshot:  graph.Label{Zh: "再检查 `FILE` 中的快照与日志是否一致", En: "also check that the snapshot in `FILE` shows what the log says"},

	NoStorePath:  graph.Label{Zh: "不知道库在哪里：请给出 --store 或设置 CHAINATLAS_STORE", En: "it is unknown where the store is: give --store or set CHAINATLAS_STORE"},
	NoActor:      graph.Label{Zh: "不知道操作者是谁：请给出 --actor 或设置 CHAINATLAS_ACTOR", En: "it is unknown who acts: give --actor or set CHAINATLAS_ACTOR"},
	NoStore:      graph.Label{Zh: "%s 没有库；可用 chainatlas init 新建，或用 --store 指定别处", En: "there is no store at %s; create one with chainatlas init, or name another with --store"},
	StoreDenied:  graph.Label{Zh: "没有打开 %s 所需的权限，它所在的文件夹也须能写；请换一个有权限的用户，或把它连同旁边的 -wal 文件复制到能写的地方", En: "there is no permission to open %s, whose folder has to be writable, too; be a user who may, or copy it and the -wal file beside it to where you may write"},
	StoreExists:  graph.Label{Zh: "%s 已存在，不予覆盖", En: "%s is there already and is not overwritten"},
	StoreCreated: graph.Label{Zh: "已新建空库 %s", En: "created an empty store at %s"},
	Journal:      graph.Label{Zh: "%s 是另一个库遗留的日志文件，会损坏恢复的库；请先将其移走", En: "%s was left by another store and would damage the restored one; move it away first"},

	BadDate:        graph.Label{Zh: "“%s”不是日期；请写成 2026、2026-03 或 2026-03-05", En: "%q is not a date; write 2026, 2026-03 or 2026-03-05"},
	BadRevision:    graph.Label{Zh: "“%s”不是修订号；修订号是从 1 起的整数", En: "%q is not a revision; revisions are numbers from 1"},
	BadKind:        graph.Label{Zh: "没有“%s”类批次；请写 declare、import、curate、revoke、publish 或 redact", En: "there are no batches of kind %q; write declare, import, curate, revoke, publish or redact"},
	BadLimit:       graph.Label{Zh: "--limit 不能为负：%d", En: "--limit cannot be negative: %d"},
	NoRevision:     graph.Label{Zh: "没有修订号 %d，日志到 %d 为止", En: "there is no revision %d; the log ends at %d"},
	NoBatches:      graph.Label{Zh: "没有这样的批次", En: "there are no such batches"},
	MoreBatches:    graph.Label{Zh: "只列出 %d 个批次，还有更早的；--limit 0 列出全部", En: "only %d {batch is|batches are} listed, there are older ones; --limit 0 lists all"},
	MoreAssertions: graph.Label{Zh: "只列出 %d 句话，后面还有；--limit 0 列出全部", En: "only %d {assertion is|assertions are} shown, there are more; --limit 0 shows all"},

	BadSourceID:     graph.Label{Zh: "“%s”不能用作来源 ID：只能用小写字母、数字、点、下划线和连字符，以字母或数字开头，至多 64 个字符", En: "%q cannot be the ID of a source: use lower-case letters, digits, dots, underscores and hyphens, the first a letter or digit, 64 at most"},
	BadTrust:        graph.Label{Zh: "没有可信度“%s”；请写 official、verified、media 或 self-reported", En: "there is no trust %q; write official, verified, media or self-reported"},
	NameMissing:     graph.Label{Zh: "请用 --name 给出来源的名称", En: "give the name of the source with --name"},
	TrustMissing:    graph.Label{Zh: "请用 --trust 给出可信度：official、verified、media 或 self-reported", En: "give the trust with --trust: official, verified, media or self-reported"},
	ReasonMissing:   graph.Label{Zh: "请用 --reason 说明更改的理由", En: "give the reason for the change with --reason"},
	NothingToSet:    graph.Label{Zh: "没有给出要更改的项：--name、--publisher、--trust 或 --licence", En: "nothing to change was given: --name, --publisher, --trust or --licence"},
	NoSources:       graph.Label{Zh: "还没有声明过来源；请用 chainatlas source add 声明", En: "no source is declared yet; declare one with chainatlas source add"},
	NoSource:        graph.Label{Zh: "没有声明过来源 %s；chainatlas source list 列出已有的", En: "no source %s is declared; chainatlas source list shows those that are"},
	SourceExists:    graph.Label{Zh: "来源 %s 已在修订 %d 另作声明；更改请用 chainatlas source set", En: "the source %s was declared otherwise in revision %d; change it with chainatlas source set"},
	SourceAdded:     graph.Label{Zh: "已声明来源 %s（修订 %d）", En: "declared the source %s (revision %d)"},
	SourceChanged:   graph.Label{Zh: "已更改来源 %s（修订 %d）", En: "changed the source %s (revision %d)"},
	SourceUnchanged: graph.Label{Zh: "来源 %s 已是如此（修订 %d），无须更改", En: "the source %s is like that already (revision %d)"},

	Mistakes:     graph.Label{Zh: "文件有误：", En: "the file is wrong:"},
	TooLarge:     graph.Label{Zh: "%s 超过 %s，不予读取", En: "%s has more than %s and is not read"},
	FlagForce:    graph.Label{Zh: "覆盖已有的文件", En: "overwrite a file that is there"},
	FileThere:    graph.Label{Zh: "%s 已存在，不予覆盖；请换一个文件名，或加 --force", En: "%s is there already and is not overwritten; name another file, or add --force"},
	StoreFile:    graph.Label{Zh: "%s 是一个库，或属于一个库，不会写成别的；请换一个文件名", En: "%s is a store or belongs to one, and nothing else is written there; name another file"},
	NotRegular:   graph.Label{Zh: "%s 不是普通文件，不予覆盖；请换一个文件名", En: "%s is not a regular file and is not overwritten; name another file"},
	NotAFile:     graph.Label{Zh: "%s 不是普通文件，无法读取；请给出一个文件", En: "%s is not a regular file and is not read; name a file"},
	NoFolder:     graph.Label{Zh: "没有文件夹 %s；请先新建，或换一个地方", En: "there is no folder %s; make it first, or name another place"},
	CannotWrite:  graph.Label{Zh: "无法写入 %s：%v", En: "%s cannot be written: %v"},
	TemplateDone: graph.Label{Zh: "已写出模板 %s；填好后请先试：chainatlas import --dry-run %[1]s", En: "wrote the template %s; fill it in, then try: chainatlas import --dry-run %[1]s"},
	TemplateName: graph.Label{Zh: "模板是工作簿；请给它一个以 .xlsx 结尾的文件名，而不是 %s", En: "the template is a workbook; give it a name that ends in .xlsx, not %s"},

	FileExists:  graph.Label{Zh: "%s 已存在，不予覆盖；请换一个文件名", En: "%s is there already and is not overwritten; name another file"},
	NoFile:      graph.Label{Zh: "没有文件 %s", En: "there is no file %s"},
	BackupDone:  graph.Label{Zh: "已备份到 %s：修订 %d，%s，已校验", En: "copied to %s: revision %d, %s, verified"},
	RestoreDone: graph.Label{Zh: "已恢复到 %s：修订 %d，%s，已校验", En: "restored to %s: revision %d, %s, verified"},
	VerifyOK: graph.Label{
		Zh: "完好，至修订 %d（散列 %s）：%d 个批次，%d 个数据块，%d 句话，%d 个文件",
		En: "sound up to revision %d (hash %s): %d {batch|batches}, %d {chunk|chunks}, %d {assertion|assertions}, %d {document|documents}",
	},
	MoreProblems:    graph.Label{Zh: "另有 %d 处", En: "and %d more"},
	VerifyFailed:    graph.Label{Zh: "%s 有 %d 处损坏", En: "%s is damaged in %d {place|places}"},
	SnapshotOK:      graph.Label{Zh: "快照与日志一致，至修订 %d", En: "the snapshot shows what the log says at revision %d"},
	SnapshotAhead:   graph.Label{Zh: "快照 %s 属于修订 %d，日志却只到 %d", En: "the snapshot %s is of revision %d; the log ends at %d"},
	SnapshotDiffers: graph.Label{Zh: "快照 %s 与日志在修订 %d 处不符：%s；请删去快照，它会重新生成", En: "the snapshot %s does not show what the log says at revision %d: %s; delete it, it will be made anew"},
}
