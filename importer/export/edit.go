package export

import (
	"fmt"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// Edit is one thing that differs between a workbook and what was written: a
// cell, a row that is new, or a row that is gone.
type Edit struct {
	// Where it is in the workbook; the Sheet by its name there, even if it was
	// renamed. A row or a sheet that is missing has no Row.
	Sheet  string
	Row    int
	Column int
	Header string

	// What it is about. Node is the row's node, or the node that the row's edge
	// runs from; it is "" in a new row, and Kind is "" in a new row of edges.
	Node   graph.SubjectID
	Kind   graph.Kind
	Part   Part
	Period string
	// Property is the property, or the attribute if Edge is set. It is "" if
	// the edit is of the edges themselves.
	Property string
	Set      bool // the property holds several values
	Edge     *EdgeEdit

	Old string     // what a person read in the cell; "" if it was blank
	New table.Cell // what it holds now; the zero Cell if it was cleared
	// Of a set, and of references: the texts that came and went. Both are nil
	// if Problem says that they cannot be told.
	Added, Removed []string

	NewRow  bool // the cell is in a row without an ID, which says of something new
	Missing bool // the row, or without a Node the sheet, is gone: nothing is said by that

	// Problem says why the edit cannot be taken: a cell that is only shown,
	// a row that cannot be told. The edit says what it was all the same.
	Problem *graph.Problem
	// Rejected says that the Problem is of the whole row: nothing of it can be
	// taken, and its cells are not told. Another is of its cell alone.
	Rejected bool
}

// EdgeEdit is what an edit says of edges.
type EdgeEdit struct {
	Type     string
	Incoming bool // the edges run from the others to Node
	// Of a cell that names others: how it does so, and those that Removed
	// names, in the same order.
	Column       *graph.EdgeColumn
	RemovedNodes []graph.SubjectID
	// Of a row of edges: the other end, and the qualifier. In a new row they
	// are "", and the row's cells of RoleName, RoleToName and RoleQualifierName
	// are edits whose Role says so.
	To, Qualifier graph.SubjectID
	Role          Role
}

// problem returns a problem of an edit.
func problem(code graph.ProblemCode, of string, reason, cure graph.Label) *graph.Problem {
	return &graph.Problem{Code: code, Of: of, Reason: reason, Cure: cure}
}

func shownOnly(c *Column) *graph.Problem {
	return problem(graph.ProblemUnknown, c.Header,
		graph.Label{Zh: "此列只供查看，修改不会被记录", En: "this column is only shown; what is written in it is not recorded"},
		graph.Label{Zh: "请修改数值所在的列，或新增一行", En: "edit the column of the value itself, or add a row"})
}

func cutCell(c *Column) *graph.Problem {
	return problem(graph.ProblemText, c.Header,
		graph.Label{Zh: "导出时此单元格内容过多而被截断，无法据此修改", En: "the cell was cut when it was written, because there is more than it holds"},
		graph.Label{Zh: "请在关系工作表中修改，或用普通表格导入", En: "edit the sheet of the edges, or import an ordinary table"})
}

func inseparable(c *Column) *graph.Problem {
	return problem(graph.ProblemSeveral, c.Header,
		graph.Label{Zh: "此单元格的各个值含有所有分隔符，无法区分", En: "the values of the cell contain every separator and cannot be told apart"},
		graph.Label{Zh: "请用普通表格导入", En: "import an ordinary table"})
}

func unknownRow(id string) *graph.Problem {
	return problem(graph.ProblemUnknown, "_id",
		graph.Label{Zh: fmt.Sprintf("隐藏列中的标识 %q 不是本工作表导出的", clipped(id)), En: fmt.Sprintf("the ID %q in the hidden columns is not one that was written on this sheet", clipped(id))},
		graph.Label{Zh: "若是新增的行，请清空隐藏列", En: "if the row is new, clear the hidden columns"})
}

func repeatedRow(first int) *graph.Problem {
	return problem(graph.ProblemSeveral, "_id",
		graph.Label{Zh: fmt.Sprintf("与第 %d 行的标识相同", first), En: fmt.Sprintf("the row has the ID of row %d", first)},
		graph.Label{Zh: "若是新增的行，请清空隐藏列；否则请删除一行", En: "if the row is new, clear the hidden columns; otherwise delete one of the two"})
}

func noPeriod(header, period string) *graph.Problem {
	if period == "" {
		return problem(graph.ProblemPeriod, header,
			graph.Label{Zh: "没有期间，无法识别此行", En: "the row has no period, and with it what it is about"},
			graph.Label{Zh: "请恢复期间；写 2024、2024H1、2024Q1 或 2024-03", En: "restore it: write 2024, 2024H1, 2024Q1 or 2024-03"})
	}
	return problem(graph.ProblemPeriod, header,
		graph.Label{Zh: fmt.Sprintf("%q 不是期间", clipped(period)), En: fmt.Sprintf("%q is no period", clipped(period))},
		graph.Label{Zh: "请写 2024、2024H1、2024Q1 或 2024-03", En: "write 2024, 2024H1, 2024Q1 or 2024-03"})
}

func unknownColumn(header string) *graph.Problem {
	return problem(graph.ProblemUnknown, header,
		graph.Label{Zh: "导出时没有这一列", En: "no such column was written"},
		graph.Label{Zh: "请恢复原来的表头，或用普通表格导入", En: "restore the header as it was, or import an ordinary table"})
}

func noHeader() *graph.Problem {
	return problem(graph.ProblemMissing, "_id",
		graph.Label{Zh: "找不到隐藏列“_id”，无法识别各行", En: "the hidden column _id is gone, and with it what the rows are about"},
		graph.Label{Zh: "请恢复该列，或重新导出", En: "restore it, or export anew"})
}
