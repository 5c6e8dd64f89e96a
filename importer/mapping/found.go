package mapping

import (
	"cmp"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// Role is what a column is to its table.
type Role uint8

// The roles of columns.
const (
	RoleUnknown   Role = iota // nobody knows what it means
	RoleProperty              // a property of the row's subject
	RoleReference             // names the node at the other end of an edge
	RoleQualifier             // names what else identifies an edge
	RoleAttribute             // says something of an edge
	RolePeriod                // tells of which period the row's figures are
	RoleCurrency              // tells the currency of another column's amounts
	RoleSpare                 // means the same as another column, whose blanks it fills
	RoleUnused                // is of no use, or means the same as another
	RoleMapped                // is named by the mapping
)

// Column is what was recognised of one column.
type Column struct {
	Number   int    // from 1
	Name     string // as a mapping names it; see [Headers.Names]
	Header   string // as found
	Role     Role
	Property string     // of the kind, of Other, or an attribute of Edge
	Edge     string     // of a reference, a qualifier or an attribute
	Other    graph.Kind // that a reference or a qualifier names
	Incoming bool       // the edge runs from the other
	Unit     string     // that the header tells
	Period   string     // that the header tells
	Exact    bool       // nothing was cut off the header
	For      int        // the number of the column that it stands in for, is the same as, or is the currency of
	Chosen   bool       // a person said what it means; see [Choice]
	Why      graph.Label

	means meaning
	order string // of the parts of its dates, if a person chose it
	group int    // of references: the edge that it belongs to
}

// Found is one table on a sheet, as far as its headers tell what it is.
type Found struct {
	Document, Sheet string
	Kind            graph.Kind // that its rows describe; "" if nobody knows

	HeaderFirst, HeaderLast int // rows; 0 if no headers were found
	DataFirst               int // the row below the headers
	DataLast                int // the last row, if another table follows within what was read; else 0
	FirstColumn, LastColumn int
	Columns                 []Column // with a header, or with cells below none

	Score  float64       // how much is explained: about one for each column
	Near   graph.Kind    // if Kind is "": what comes nearest; "" if nothing does
	Lacks  graph.Label   // if Kind is "": what is missing
	Notes  []graph.Label // what a person should know
	Doubts []Doubt       // whether the numbers of a column are read as they were meant; each is also a note

	r       *recogniser
	headers Headers
	table   Table
}

// Doubt is what makes the numbers of a column doubtful. An import says it once
// for each column, whatever its cells.
type Doubt struct {
	Column  int    // from 1
	Header  string // as found
	NoUnit  bool   // the header names no unit, and the first amounts none
	Problem graph.Problem
}

// Recognised reports whether it is known what the rows describe.
func (f *Found) Recognised() bool { return f.Kind != "" }

// Means is what a column was read as, or would be if the rest were known, under the
// name of a [Meaning] of the Kind, or of Near, or one of its constants; "" if nobody
// knows.
func (f *Found) Means(c *Column) string {
	switch c.Role {
	case RoleUnused:
		return MeansNothing
	case RoleCurrency:
		return MeansCurrency
	case RolePeriod:
		return MeansPeriod
	case RoleProperty, RoleReference, RoleQualifier, RoleAttribute:
	default:
		return ""
	}
	for _, m := range f.r.meanings(cmp.Or(f.Kind, f.Near)) {
		if m.property == c.means.property && m.edge == c.means.edge && m.column == c.means.column {
			return m.Means
		}
	}
	return ""
}

// Headers are the headers of its row: also those of tables that stand beside it,
// since names of columns are told apart over the whole row.
func (f *Found) Headers() Headers { return f.headers }

// Table returns what the rows mean, for the engine. It names the sheet and the
// document, so that it can be kept and used for the next edition. It has no
// records if the table was not recognised.
func (f *Found) Table() Table { return f.table }

// unheaded adds the columns between the others, and before the second, that
// have cells but no header.
func (f *Found) unheaded(below []table.Row) {
	first := f.FirstColumn
	if first == 2 {
		first = 1
	}
	known := map[int]bool{}
	for i := range f.Columns {
		known[f.Columns[i].Number] = true
	}
	for i := range below {
		for _, c := range below[i].Cells {
			if n := c.Column; n >= first && n <= f.LastColumn && !known[n] {
				known[n] = true
				f.Columns = append(f.Columns, Column{Number: n, Name: ColumnLetters(n), Why: graph.Labelf("没有表头", "without a header")})
			}
		}
	}
	slices.SortStableFunc(f.Columns, func(a, b Column) int { return a.Number - b.Number })
}
