// Package template writes a workbook to fill in ([Write]), and reads the sheet
// on which it declares its source ([ReadSource]).
//
// Everything in it comes from the vocabulary: a property's label is its header,
// its declaration the note on it, its code list the drop-down below it. What
// this package adds is which properties stand on which sheet, in which order,
// with one example each (see sheets.go).
//
// # The example row
//
// The first row below a header is an example. Its cell in the first column says
// [ExampleMark], and so may any row that is not meant to be imported: [IsExample]
// tells. It holds wherever the column has been moved to.
//
// # The source sheet
//
// The second sheet declares in two columns whose data the workbook holds, so that
// an import needs no more than the workbook. The importer finds it by its labels,
// [LabelID] and [LabelName], not by its name.
package template

import (
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// ExampleMark in a cell says that its row is no data.
var ExampleMark = graph.Label{Zh: "示例（不导入）", En: "Example (not imported)"}

var exampleKeys = [2]string{graph.HeaderKey(ExampleMark.Zh), graph.HeaderKey(ExampleMark.En)}

// IsExample reports whether a row is no data: one of its cells is the
// [ExampleMark] of either language, whatever its case, width, spaces and
// punctuation. Each row of a document may be asked; it costs next to nothing.
func IsExample(row *table.Row) bool {
	for i := range row.Cells {
		c := &row.Cells[i]
		// The marks are of this length, with some room for blanks.
		if c.Kind != table.Text || len(c.Text) < 15 || len(c.Text) > 64 || !mayMark(c.Text) {
			continue
		}
		if k := graph.HeaderKey(c.Text); k == exampleKeys[0] || k == exampleKeys[1] {
			return true
		}
	}
	return false
}

// mayMark reports whether a text may be the mark, at little cost: it has a piece of
// either language's that nothing sets apart.
func mayMark(s string) bool {
	return strings.Contains(s, "导入") || strings.Contains(s, "mport") || strings.Contains(s, "MPORT") || strings.Contains(s, "ｍ")
}
