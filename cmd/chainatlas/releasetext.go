package main

import (
	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/scoring/rating"
)

// releasing holds what the workbooks of releases say, beside scoringText and
// reporting.
var releasing = struct {
	SheetRecord, SheetResults, SheetItems, SheetReplies, SheetSteps, SheetChanges, SheetVerify,
	Release, Edition, Scheme, SchemeID, SchemeStatus, SchemeHash, Period, Environment, Sample, Tester, Funding, Conflict, ReviewDays, ReviewUntil,
	Published, Revised, ValidTo, Seed, Previous, Hash, Version, Maker, Vendor, Who, When, Text, Act,
	VerifyOf, VerifyFile, VerifyBy, VerifyWhat, VerifyWithout, VerifyHow,
	Unheld, NoRelease, OtherSheets, CellDiffers, BookHolds, NeedsEdition graph.Label
}{
	SheetRecord: graph.Label{Zh: "发布记录", En: "Record"}, SheetResults: graph.Label{Zh: "结果", En: "Results"}, SheetItems: graph.Label{Zh: "各项指标", En: "Items"},
	SheetReplies: graph.Label{Zh: "厂商回复", En: "Replies"}, SheetSteps: graph.Label{Zh: "步骤", En: "Steps"}, SheetChanges: graph.Label{Zh: "更正", En: "Changes"}, SheetVerify: graph.Label{Zh: "核对", En: "Verify"},

	Release: graph.Label{Zh: "发布编号", En: "RELEASE"}, Edition: graph.Label{Zh: "版次", En: "EDITION"}, Scheme: graph.Label{Zh: "评价规范", En: "SCHEME"}, SchemeID: graph.Label{Zh: "规范标识和版次", En: "SCHEME'S ID AND EDITION"},
	SchemeStatus: graph.Label{Zh: "规范状态", En: "SCHEME'S STATUS"}, SchemeHash: graph.Label{Zh: "规范哈希", En: "SCHEME'S HASH"}, Period: graph.Label{Zh: "测试期", En: "TEST PERIOD"},
	Environment: graph.Label{Zh: "测试环境", En: "ENVIRONMENT"}, Sample: graph.Label{Zh: "样本", En: "SAMPLE"}, Tester: graph.Label{Zh: "评价机构", En: "TESTER"}, Funding: graph.Label{Zh: "经费来源", En: "FUNDING"},
	Conflict: graph.Label{Zh: "利益关系", En: "CONFLICT OF INTEREST"}, ReviewDays: graph.Label{Zh: "厂商回复期（天）", En: "DAYS TO REPLY"}, ReviewUntil: graph.Label{Zh: "厂商回复截止", En: "REPLIES UNTIL"},
	Published: graph.Label{Zh: "发布日期", En: "PUBLISHED"}, Revised: graph.Label{Zh: "修订日期", En: "REVISED"}, ValidTo: graph.Label{Zh: "有效期至", En: "VALID TO"}, Seed: graph.Label{Zh: "随机种子", En: "SEED"},
	Previous: graph.Label{Zh: "前一版文件的 SHA-256", En: "SHA-256 OF THE EDITION BEFORE"}, Hash: graph.Label{Zh: "文件内的哈希", En: "HASH IN THE FILE"},
	Version: graph.Label{Zh: "受测版本", En: "VERSION"}, Maker: graph.Label{Zh: "厂商", En: "MAKER"}, Vendor: graph.Label{Zh: "厂商标识", En: "MAKER'S ID"},
	Who: graph.Label{Zh: "操作人", En: "WHO"}, When: graph.Label{Zh: "时间", En: "WHEN"}, Text: graph.Label{Zh: "理由或内容", En: "REASON OR TEXT"}, Act: graph.Label{Zh: "动作", En: "ACT"},

	VerifyOf:   graph.Label{Zh: "本工作簿所属的发布文件", En: "The release file that this workbook belongs to"},
	VerifyFile: graph.Label{Zh: "该文件的 SHA-256", En: "SHA-256 of that file"},
	VerifyBy:   graph.Label{Zh: "用本程序核对", En: "To check it with this program"},
	VerifyWhat: graph.Label{Zh: "由“JSON”表重得发布文件，核对其哈希，再由它重做各表，逐格比较：改动任何一格都会报出是哪一格。",
		En: "It puts the release file together from the sheet “JSON”, checks its hash, makes every sheet anew from it and compares each cell: it names the cell that was changed."},
	VerifyWithout: graph.Label{Zh: "不用本程序", En: "Without it"},
	VerifyHow: graph.Label{Zh: "“JSON”表逐行就是发布文件：每行的各格相连，行末换行，其 SHA-256 即上面所列；下一版发布以此哈希指明本版。例如（需 openpyxl）：",
		En: "The sheet “JSON” is the release file, line by line: the cells of a row together, a line feed after each row. Its SHA-256 is the one above, by which the next edition names this one. For example (with openpyxl):"},

	Unheld:       graph.Label{Zh: "发布文件中有工作簿不能容纳的字符 %s；请下载 JSON", En: "the release holds the character %s, which no workbook can hold: download it as JSON"},
	NoRelease:    graph.Label{Zh: "这不是评价发布的工作簿：没有“%s”表", En: "this is no workbook of a release: it has no sheet %q"},
	OtherSheets:  graph.Label{Zh: "工作簿被改动：现有表 %s，应为 %s", En: "the workbook was changed: it has the sheets %s, and should have %s"},
	CellDiffers:  graph.Label{Zh: "工作簿被改动：%s 为“%s”，发布文件中是“%s”", En: "the workbook was changed: %s says %q, and the release %q"},
	BookHolds:    graph.Label{Zh: "工作簿的每一格都与发布文件一致；文件的 SHA-256 为 %s", En: "every cell of the workbook says what the release says; SHA-256 of its file %s"},
	NeedsEdition: graph.Label{Zh: "edition 应为版次，例如 3，而不是“%s”", En: "edition is a number, such as 3, not %q"},
}

// releaseActs are the steps of releases in words.
var releaseActs = map[rating.Act]graph.Label{
	rating.Submit: {Zh: "送厂商复核", En: "sent to the vendors"}, rating.Reply: {Zh: "厂商回复", En: "a vendor replied"}, rating.Review: {Zh: "复核", En: "reviewed"}, rating.Publish: {Zh: "发布", En: "published"},
	rating.Correct: {Zh: "更正", En: "corrected"}, rating.Withdraw: {Zh: "撤回", En: "withdrawn"}, rating.Expire: {Zh: "到期", En: "expired"},
}
