package main

import (
	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/scoring"
)

// reporting holds what the workbooks of runs say, beside scoringText.
var reporting = struct {
	SheetGates, SheetGaps,
	GradeShare, NextGrade, NextShare, SureHow, ScoreLow, ScoreHigh, RankLow, RankHigh, Withdrawn, GateName, IndicatorName, Require, Outcome, Cap, Passed, Failed, Undecided,
	Item, Counts, Value, Low, High, Word, None, Day, Basis, Source, Stated, Differs, Document, Sheet, Cell, Node,
	Run, RunFile, LogHash, DataRevision, StatedIn, Segment, Everywhere, Silent, MadeBy, NoVerdict, NeedsNumber graph.Label
}{
	SheetGates: graph.Label{Zh: "门槛", En: "Gates"}, SheetGaps: graph.Label{Zh: "缺项", En: "Gaps"},
	GradeShare: graph.Label{Zh: "等级的概率", En: "PROBABILITY OF THE GRADE"}, NextGrade: graph.Label{Zh: "邻近等级", En: "NEXT GRADE"}, NextShare: graph.Label{Zh: "邻近等级的概率", En: "ITS PROBABILITY"},
	SureHow:  graph.Label{Zh: "等级的概率是模拟中得到该等级的比例；低于 %s 时，等级与其邻近等级一并说明", En: "the probability of a grade is the share of the simulations that give it; below %s it is told together with the grade next to it"},
	ScoreLow: graph.Label{Zh: "得分 5 %%", En: "SCORE 5 %%"}, ScoreHigh: graph.Label{Zh: "得分 95 %%", En: "SCORE 95 %%"},
	RankLow: graph.Label{Zh: "名次 5 %%", En: "RANK 5 %%"}, RankHigh: graph.Label{Zh: "名次 95 %%", En: "RANK 95 %%"},
	Withdrawn: graph.Label{Zh: "已撤回：%s", En: "withdrawn: %s"},
	GateName:  graph.Label{Zh: "门槛名称", En: "WHAT IT IS"}, IndicatorName: graph.Label{Zh: "指标名称", En: "WHAT IT IS"},
	Require: graph.Label{Zh: "条件", En: "DEMANDS"}, Outcome: graph.Label{Zh: "结果", En: "OUTCOME"}, Cap: graph.Label{Zh: "封顶等级", En: "CAPS THE GRADE AT"},
	Passed: graph.Label{Zh: "通过", En: "passed"}, Failed: graph.Label{Zh: "未通过", En: "not passed"}, Undecided: graph.Label{Zh: "无法判断", En: "cannot be judged"},
	Item: graph.Label{Zh: "证据项", En: "ITEM"}, Counts: graph.Label{Zh: "采用", En: "COUNTS"}, Value: graph.Label{Zh: "数值", En: "VALUE"},
	Low: graph.Label{Zh: "下限", En: "LOW"}, High: graph.Label{Zh: "上限", En: "HIGH"}, Word: graph.Label{Zh: "结论", En: "IN WORDS"}, None: graph.Label{Zh: "无值原因", En: "WHY NO VALUE"},
	Day: graph.Label{Zh: "日期", En: "DAY"}, Basis: graph.Label{Zh: "依据", En: "BASIS"}, Source: graph.Label{Zh: "来源", En: "SOURCE"}, Stated: graph.Label{Zh: "原文", En: "AS STATED"},
	Differs: graph.Label{Zh: "不一致", En: "DIFFERS"}, Document: graph.Label{Zh: "文件", En: "DOCUMENT"}, Sheet: graph.Label{Zh: "工作表", En: "SHEET"}, Cell: graph.Label{Zh: "单元格", En: "CELL"},
	Node: graph.Label{Zh: "证据节点", En: "FINDING"},

	Run: graph.Label{Zh: "评价轮次", En: "RUN"}, RunFile: graph.Label{Zh: "评价文件的 SHA-256", En: "SHA-256 OF THE RUN"}, LogHash: graph.Label{Zh: "所用数据的日志哈希", En: "HASH OF THE LOG UP TO THERE"},
	DataRevision: graph.Label{Zh: "所用数据的修订号", En: "DRAWN OF REVISION"}, StatedIn: graph.Label{Zh: "修订", En: "REVISION"}, Segment: graph.Label{Zh: "参评环节", En: "SEGMENT"}, Everywhere: graph.Label{Zh: "不限", En: "everywhere"},
	Silent: graph.Label{Zh: "范围内尚未收录证据的对象数", En: "IN THE COHORT, BUT NOTHING IS RECORDED OF"}, MadeBy: graph.Label{Zh: "评价人", En: "MADE BY"},
	NoVerdict:   graph.Label{Zh: "（尚未发布，不是正式结论）", En: " (not published: no verdict)"},
	NeedsNumber: graph.Label{Zh: "请用 number 给出评价的编号", En: "name the run by number"},
}

// cellStates are the states of cells in words.
var cellStates = map[scoring.State]graph.Label{
	scoring.Observed: {Zh: "已观测", En: "observed"}, scoring.Imputed: {Zh: "插补", En: "imputed"}, scoring.Unrecorded: {Zh: "无记录", En: "not recorded"},
	scoring.NotApplicable: {Zh: "不适用", En: "not applicable"}, scoring.Undisclosed: {Zh: "未披露", En: "undisclosed"}, scoring.OutOfTime: {Zh: "超出时限", En: "out of time"},
	scoring.WeakBasis: {Zh: "依据不足", En: "basis too weak"}, scoring.Unreadable: {Zh: "无法读取", En: "unreadable"},
}
