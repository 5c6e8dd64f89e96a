package xlsx

import (
	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// The cures that several faults share.
var (
	cureResave = graph.Label{
		Zh: "请重新获取该文件，或用 Excel 或 WPS 打开后另存为 .xlsx",
		En: "get the file anew, or open it in a spreadsheet program and save it as .xlsx",
	}
	cureRefetch = graph.Label{
		Zh: "请重新下载或复制该文件",
		En: "download or copy the file again",
	}
	cureSaveAs = graph.Label{
		Zh: "请打开后另存为 .xlsx",
		En: "open it and save it as .xlsx",
	}
	cureSmaller = graph.Label{
		Zh: "请核实文件来源；若内容属实，请拆分为多个较小的工作簿",
		En: "make sure where the file is from; if it is sound, split it into smaller workbooks",
	}
)

// damaged is a fault of bytes that do not hold what they claim.
func damaged(op, part string, reason graph.Label) *graph.Error {
	return table.NewFault(graph.CodeDamaged, op, part, reason, cureResave)
}

// tooMuch is a fault of something that exceeds a limit.
func tooMuch(op, part string, reason graph.Label) *graph.Error {
	return table.NewFault(graph.CodeLimit, op, part, reason, cureSmaller)
}

// cancelled is the end of a context.
func cancelled(op string, err error) *graph.Error {
	return &graph.Error{Code: graph.CodeCancelled, Op: op, Message: "cancelled: " + err.Error(), Err: err}
}
