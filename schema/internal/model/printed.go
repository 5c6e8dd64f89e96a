package model

import (
	"fmt"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer/mapping"
)

// PrintedRow is what is kept of a row of a document.
type PrintedRow struct {
	Document    Document
	Sheet       string
	Row         int
	Batch       *Batch
	Headers     bool
	Columns     []*PrintedColumn
	MoreColumns int
	Bounded     bool
}

// PrintedColumn is what is kept of a column of it.
type PrintedColumn struct {
	Column int
	Cell   *string
	Header *string
	Means  *Label
	State  PrintedState
	Cells  []*PrintedCell
}

// NewPrintedColumn returns a column of a row of which nothing was read so far.
func NewPrintedColumn(column, row int) *PrintedColumn {
	c := &PrintedColumn{Column: column, State: PrintedStateSilent, Cells: []*PrintedCell{}}
	if column > 0 {
		at := fmt.Sprintf("%s%d", mapping.ColumnLetters(column), row)
		c.Cell = &at
	}
	return c
}

// PrintedCell is what was read of a cell for one property. What is personal is in it
// only for a reader to whom that is open.
type PrintedCell struct {
	Label    *Label
	Property string
	Period   *string
	Node     Entity
	Edge     *string
	State    CellState
	Values   []*Value
	More     int
	Bad      *string
	Withheld *Label
}

// NewPrintedCell returns a cell as a reader may see it: open says that what is
// personal is open to him. A property that the vocabulary knows no more is withheld
// if any kind has a personal one by its name.
func NewPrintedCell(v *memory.View, c *memory.PrintedCell, open bool) *PrintedCell {
	voc := v.Vocabulary()
	out := &PrintedCell{Property: c.Property, Period: orNil(c.Period), Edge: orNil(c.Edge), Values: []*Value{}, State: cellStates[c.State]}
	var decl *graph.PropertyDecl
	switch edge := voc.Edge(c.Edge); {
	case c.Attribute && edge != nil:
		decl = edge.Attribute(c.Property)
	case !c.Attribute && voc.Kind(c.Kind) != nil:
		decl = voc.Kind(c.Kind).Property(c.Property)
	}
	switch {
	case decl != nil:
		out.Label = &decl.Label
	case c.Property == "" && voc.Edge(c.Edge) != nil:
		out.Label = &voc.Edge(c.Edge).Label
	default:
		out.Label = &Label{Zh: c.Property, En: c.Property}
	}
	if c.Subject != "" {
		out.Node = Wrap(v, c.Subject)
	}
	personal := isPersonal(decl) || decl == nil && slices.ContainsFunc(voc.Kinds, func(k graph.KindDecl) bool { return isPersonal(k.Property(c.Property)) })
	if personal && !open {
		out.Withheld = whyWithheld()
		return out
	}
	text, why := ShownText(c.Bad, open)
	out.Bad, out.Withheld, out.More = orNil(text), why, c.More
	for _, x := range c.Values {
		if x := valueOf(voc, decl, x); x != nil {
			out.Values = append(out.Values, x)
		}
	}
	return out
}

// cellStates are what cells say, as the schema names it.
var cellStates = map[graph.CellState]CellState{
	graph.CellValue: CellStateValue, graph.CellEmpty: CellStateEmpty, graph.CellBad: CellStateBad, graph.CellRedacted: CellStateRedacted,
}
