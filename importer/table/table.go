// Package table is what a document of any format looks like to the importer:
// sheets of rows of cells, read once from top to bottom. Packages xlsx and
// delimited read documents into it; nothing in it knows a format, a vocabulary
// or what a value means.
package table

import (
	"context"
	"iter"
)

// Document is an open file. It is safe for concurrent use, but each sheet is
// read by one goroutine at a time.
type Document interface {
	// Sheets returns the sheets in the order of the document. A file that has
	// no sheets of its own, such as CSV, has one without a name.
	Sheets() []Sheet

	// Rows yields the rows of a sheet, by its index in Sheets, in order. A row
	// and its cells are valid until the next one is asked for; their texts are
	// immutable and stay. Rows without cells are left out.
	//
	// It ends with an error unless the sheet was read to its very end: damage is
	// graph.CodeDamaged, what exceeds a limit graph.CodeLimit, a context's end
	// graph.CodeCancelled. What was yielded before an error is not to be used.
	Rows(ctx context.Context, sheet int) iter.Seq2[*Row, error]

	// Merged returns the merged areas of a sheet, in the order of their first
	// cells, or nil if the format has none or the sheet is too large to be
	// looked through for them.
	Merged(ctx context.Context, sheet int) ([]Area, error)

	// Date1904 reports whether serial dates count from 1904 rather than from
	// 1900.
	Date1904() bool

	// Read tells how many bytes of the document have been read so far, and how
	// many there are, for a progress bar. It may be called at any time.
	Read() (done, total int64)

	Close() error
}

// Sheet is one sheet of a document.
type Sheet struct {
	Name   string // "" where the format has no sheets
	Hidden bool
}

// Row is a row with at least one cell.
type Row struct {
	Number int // from 1, as the document counts: also rows that are left out
	Hidden bool
	Cells  []Cell // by column, each once; blank cells are left out
	Note   string // "" or what had to be mended to read the row, in English: a stray quote
}

// Cell returns the cell of a column, counted from 1; the zero Cell if it is
// blank.
func (r *Row) Cell(column int) Cell {
	// Most rows have no gaps.
	if column >= 1 && column <= len(r.Cells) && r.Cells[column-1].Column == column {
		return r.Cells[column-1]
	}
	for i := range r.Cells {
		if r.Cells[i].Column >= column {
			if r.Cells[i].Column == column {
				return r.Cells[i]
			}
			break
		}
	}
	return Cell{}
}

// Kind is what a cell holds, as its document says.
type Kind uint8

// The kinds of cells.
const (
	Blank   Kind = iota // nothing; only the zero Cell
	Text                // a text
	Number              // a number: Text has its digits as stored, such as 43831, 0.25 or 1.1E+17
	Date                // a number shown as a date: Text has the serial, or an ISO 8601 date
	Percent             // a number shown as a percentage: 0.25 for 25 %
	Bool                // Text is "1" or "0"
	Error               // an error of a formula: Text is "#N/A", "#DIV/0!", …
	Pending             // a formula whose value was never saved: Text is the formula, if known
)

// Cell is one cell that is not blank.
type Cell struct {
	Column int // from 1
	Kind   Kind
	Text   string
}

// Area is a rectangle of cells; all four bounds are counted from 1 and
// included.
type Area struct{ FirstRow, LastRow, FirstColumn, LastColumn int }
