package delimited

import (
	"fmt"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// The faults of this package. Every one names the place and the cure.

var cureSave = graph.Label{
	Zh: "请用 Excel 或 WPS 打开后另存为 .xlsx 或“CSV UTF-8”",
	En: "open it in Excel or WPS and save it as .xlsx or as “CSV UTF-8”",
}

func faultEmpty(op string) error {
	return table.NewFault(graph.CodeInvalid, op, "",
		graph.Label{Zh: "文件是空的", En: "the file is empty"},
		graph.Label{Zh: "请确认导出已完成并重新导出", En: "check that the export was complete, and export it again"})
}

func faultNoFile(op string) error {
	return table.NewFault(graph.CodeInvalid, op, "",
		graph.Label{Zh: "这不是普通文件", En: "this is no regular file"},
		graph.Label{Zh: "请给出一个 CSV 文件", En: "name a CSV file"})
}

func faultNoTable(op string, what graph.Label) error {
	return table.NewFault(graph.CodeInvalid, op, "",
		graph.Label{Zh: "这不是 CSV 文本，而是" + what.Zh, En: "this is not CSV text but " + what.En}, cureSave)
}

func faultBinary(op string) error {
	return table.NewFault(graph.CodeInvalid, op, "",
		graph.Label{Zh: "这不是文本：含有大量 NUL 字节", En: "this is not text: it holds many NUL bytes"}, cureSave)
}

func faultUnknownEncoding(op string) error {
	return table.NewFault(graph.CodeInvalid, op, "",
		graph.Label{Zh: "无法确定文件的字符编码", En: "the file does not tell its character encoding"},
		graph.Label{
			Zh: "请指明编码，如 gb18030、big5、shift_jis、windows-1252、macintosh，或另存为“CSV UTF-8”",
			En: "name it, such as gb18030, big5, shift_jis, windows-1252 or macintosh, or save the file as “CSV UTF-8”",
		})
}

func faultNoEncoding(op, label string) error {
	return table.NewFault(graph.CodeInvalid, op, "",
		graph.Label{Zh: fmt.Sprintf("没有字符编码 %q", label), En: fmt.Sprintf("there is no character encoding %q", label)},
		graph.Label{
			Zh: "请使用 utf-8、gb18030、big5、utf-16le、windows-1252、macintosh 等名称",
			En: "use a name such as utf-8, gb18030, big5, utf-16le, windows-1252 or macintosh",
		})
}

func faultShorter(op string) error {
	return table.NewFault(graph.CodeDamaged, op, "",
		graph.Label{Zh: "读取过程中文件变短了", En: "the file became shorter while it was read"},
		graph.Label{Zh: "请等文件写完后再导入", En: "import it once it is completely written"})
}

func faultLimit(op string, reason graph.Label) error {
	return table.NewFault(graph.CodeLimit, op, "", reason,
		graph.Label{Zh: "请拆分文件，或提高限制", En: "split the file, or raise the limit"})
}

func faultRows(most int) error {
	return faultLimit("delimited.Rows", graph.Label{
		Zh: formatCount("文件超过 %s 行", int64(most)), En: formatCount("the file has more than %s rows", int64(most)),
	})
}

func faultColumns(row, most int) error {
	return table.NewFault(graph.CodeLimit, "delimited.Rows", "",
		graph.Label{
			Zh: fmt.Sprintf("第 %d 行", row) + formatCount("超过 %s 列", int64(most)),
			En: fmt.Sprintf("row %d has ", row) + formatCount("more than %s columns", int64(most)),
		},
		graph.Label{Zh: "请核对分隔符，或删除多余的列", En: "check the delimiter, or delete the columns that are not needed"})
}

func faultField(row, column, most int) error {
	return table.NewFault(graph.CodeLimit, "delimited.Rows", "",
		graph.Label{
			Zh: fmt.Sprintf("第 %d 行第 %d 列", row, column) + formatCount("超过 %s 字节", int64(most)),
			En: fmt.Sprintf("row %d, column %d has ", row, column) + formatCount("more than %s bytes", int64(most)),
		},
		graph.Label{Zh: "请核对分隔符和引号，或缩短内容", En: "check the delimiter and the quotes, or shorten the text"})
}

func faultRecord(row int) error {
	return table.NewFault(graph.CodeLimit, "delimited.Rows", "",
		graph.Label{
			Zh: fmt.Sprintf("第 %d 行", row) + formatCount("超过 %s 字节", maxRecord),
			En: fmt.Sprintf("row %d has ", row) + formatCount("more than %s bytes", maxRecord),
		},
		graph.Label{Zh: "请核对这是否是 CSV 文件，以及引号是否成对", En: "check that this is a CSV file and that its quotes are closed"})
}

// formatCount formats a count with thousands separated.
func formatCount(format string, n int64) string {
	digits := fmt.Sprint(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return fmt.Sprintf(format, digits)
}
