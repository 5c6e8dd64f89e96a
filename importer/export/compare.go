package export

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer/table"
)

// headerRows is how many rows may stand above the header that somebody has
// pushed down.
const headerRows = 20

// compareBatch is how many rows are compared at a time.
const compareBatch = 500

// Compare yields what somebody has edited in a workbook since it was written.
// The View is that of the manifest's revision, from the same store; otherwise
// Compare fails with CodeInvalid. It keeps the IDs of the rows that it has met.
//
// A cell that reads the same yields nothing, however it is stored now. Nor do
// columns that are gone and sheets that somebody added. A sheet that was renamed
// is found again (see [Manifest.Locate]). Rows that are gone are Missing. Edits
// come sheet by sheet and row by row, those that are Missing at
// the end of their sheet.
func Compare(ctx context.Context, doc table.Document, m *Manifest, view *memory.View) iter.Seq2[Edit, error] {
	return func(yield func(Edit, error) bool) {
		if err := compareAll(ctx, doc, m, view, func(e Edit) bool { return yield(e, nil) }); err != nil && err != errStop {
			yield(Edit{}, asFault(err))
		}
	}
}

// errStop ends a comparison whose reader has had enough.
var errStop = graph.Errorf(graph.CodeCancelled, "export.Compare", "stopped")

// asFault words what a manifest asks for in vain: it was right when it was
// written.
func asFault(err error) error {
	e, ok := errors.AsType[*graph.Error](err)
	if _, told := errors.AsType[*table.Fault](err); told || !ok || e.Code != graph.CodeInvalid {
		return err
	}
	return table.NewFault(graph.CodeInvalid, "export.Compare", ManifestSheet, graph.Label{
		Zh: "这张隐藏的工作表所说的导出范围（种类、筛选或关系）不成立：它被改动过，或词汇表已变",
		En: "what this hidden sheet says was exported does not exist: " + cmp.Or(e.Message, e.Error())}, exportAnew)
}

func compareAll(ctx context.Context, doc table.Document, m *Manifest, view *memory.View, yield func(Edit) bool) error {
	if view.Revision() != m.Revision {
		return graph.Errorf(graph.CodeInvalid, "export.Compare", "the workbook shows revision %d, the view revision %d; take the view of that revision", m.Revision, view.Revision())
	}
	w, err := newWalker(ctx, view, m.query())
	if err != nil {
		return err
	}
	w.kinds = m.Kinds
	cells := newCells(w.voc, m.Lang)
	places, err := m.Locate(ctx, doc)
	if err != nil {
		return err
	}
	for i := range m.Sheets {
		s := &m.Sheets[i]
		rows, err := newSheetRows(w, cells, s)
		if err != nil {
			return err
		}
		c := &comparison{sheetRows: rows, seen: map[rowKey]int{}, date1904: doc.Date1904(), yield: yield}
		whole := true
		for _, name := range s.Names {
			n, ok := places.At[name]
			if !ok {
				whole = false
				if err := c.tell(Edit{Sheet: name, Kind: s.Kind, Part: s.Part, Edge: c.edgeEdit(), Missing: true}); err != nil {
					return err
				}
				continue
			}
			c.first = cmp.Or(c.first, doc.Sheets()[n].Name)
			read, err := c.sheetNamed(ctx, doc, n, doc.Sheets()[n].Name)
			if err != nil {
				return err
			}
			whole = whole && read
		}
		if whole {
			if err := c.missing(); err != nil {
				return err
			}
		}
	}
	return nil
}

// comparison compares the sheets of one table.
type comparison struct {
	*sheetRows
	seen     map[rowKey]int // the row's number
	date1904 bool
	yield    func(Edit) bool

	first   string // what the first sheet of the table is called now
	name    string
	columns []int // of each column of the sheet: where it is now, from 1; 0 if it is gone
	batch   []table.Row
}

func (c *comparison) tell(e Edit) error {
	if !c.yield(e) {
		return errStop
	}
	return nil
}

// edgeEdit returns what every edit of the sheet says of edges.
func (c *comparison) edgeEdit() *EdgeEdit {
	if c.edge == nil {
		return nil
	}
	return &EdgeEdit{Type: c.edge.Type}
}

// sheetNamed compares one sheet of the document. It reports false if its rows
// cannot be told.
func (c *comparison) sheetNamed(ctx context.Context, doc table.Document, index int, name string) (bool, error) {
	c.name, c.columns, c.batch = name, nil, nil
	tried := 0
	for row, err := range doc.Rows(ctx, index) {
		if err != nil {
			return false, err
		}
		if c.columns == nil {
			if tried++; tried > headerRows {
				break
			}
			if err := c.findHeader(row); err != nil {
				return false, err
			}
			continue
		}
		c.batch = append(c.batch, table.Row{Number: row.Number, Cells: slices.Clone(row.Cells)})
		if len(c.batch) == compareBatch {
			if err := c.compareBatch(ctx); err != nil {
				return false, err
			}
		}
	}
	if c.columns == nil {
		return false, c.tell(Edit{Sheet: name, Kind: c.sheet.Kind, Part: c.sheet.Part, Edge: c.edgeEdit(), Problem: noHeader()})
	}
	return true, c.compareBatch(ctx)
}

// findHeader takes a row for the header if it is one, and tells which of its
// columns nobody wrote.
func (c *comparison) findHeader(row *table.Row) error {
	columns, unknown := c.sheet.headers(row)
	if columns == nil {
		return nil
	}
	c.columns = columns
	for _, cell := range unknown {
		if blank(cell) {
			continue
		}
		if err := c.tell(Edit{Sheet: c.name, Row: row.Number, Column: cell.Column, Header: cell.Text, Kind: c.sheet.Kind, Part: c.sheet.Part,
			Edge: c.edgeEdit(), New: cell, Problem: unknownColumn(cell.Text)}); err != nil {
			return err
		}
	}
	return nil
}

// cell returns the cell of the i-th column of the sheet, wherever it is now.
func (c *comparison) cell(row *table.Row, i int) table.Cell {
	if c.columns[i] == 0 {
		return table.Cell{}
	}
	return row.Cell(c.columns[i])
}

// key returns what a row says that it is about.
func (c *comparison) key(row *table.Row) rowKey {
	var k rowKey
	for i := range c.sheet.Columns {
		cell := c.cell(row, i)
		switch c.sheet.Columns[i].Role {
		case RoleNode:
			k.node = graph.SubjectID(settled(cell.Text))
		case RoleTo:
			k.to = graph.SubjectID(settled(cell.Text))
		case RoleQualifier:
			k.qualifier = graph.SubjectID(settled(cell.Text))
		case RolePeriod:
			k.period = periodIn(cell, c.date1904)
		}
	}
	return k
}

func (c *comparison) compareBatch(ctx context.Context) error {
	defer func() { c.batch = c.batch[:0] }()
	if err := ctx.Err(); err != nil {
		return &graph.Error{Code: graph.CodeCancelled, Op: "export.Compare", Err: err}
	}
	keys := make([]rowKey, len(c.batch))
	ids := make([]graph.SubjectID, len(c.batch))
	for i := range c.batch {
		keys[i] = c.key(&c.batch[i])
		ids[i] = keys[i].node
	}
	nodes := c.w.view.Nodes(ids...)
	refs, err := c.refs(ids)
	if err != nil {
		return err
	}
	edges, err := c.edgesOfRows(keys)
	if err != nil {
		return err
	}
	for i := range c.batch {
		row, key := &c.batch[i], keys[i]
		if key.node == "" && key.to == "" && key.qualifier == "" {
			if err := c.newRow(row); err != nil {
				return err
			}
			continue
		}
		n := nodes[i]
		var e *memory.Edge
		known := n != nil
		if c.kind != nil {
			known = known && n.Kind == c.kind.Kind
		} else {
			e = edges[rowKey{node: key.node, to: key.to, qualifier: key.qualifier}]
			known = e != nil
		}
		if !known {
			if err := c.rowProblem(row, key, unknownRow(string(key.node))); err != nil {
				return err
			}
			continue
		}
		if c.sheet.Part == PartPeriods && key.period == "" || !graph.ValidPeriod(key.period) {
			if err := c.periodProblem(row, key); err != nil {
				return err
			}
			continue
		}
		if first, again := c.seen[key]; again {
			if err := c.rowProblem(row, key, repeatedRow(first)); err != nil {
				return err
			}
			continue
		}
		c.seen[key] = row.Number
		var was []written
		switch c.sheet.Part {
		case PartNodes:
			was = c.nodeRow(n, refs, i)
		case PartPeriods:
			was = c.periodRow(n, key.period)
		default:
			was = c.edgeRow(e, key.period)
		}
		// A period that nothing was known of: what is only shown came along from
		// the row that was copied or changed.
		fresh := key.period != "" && !c.saysSomething(was)
		for j := range was {
			if fresh && !c.sheet.Columns[j].Editable() {
				continue
			}
			if err := c.compareCell(row, j, key, &was[j]); err != nil {
				return err
			}
		}
	}
	return nil
}

// saysSomething reports whether a row has a value.
func (c *comparison) saysSomething(row []written) bool {
	for i := range row {
		if c.sheet.Columns[i].Role == RoleValue && row[i].Kind != table.Blank {
			return true
		}
	}
	return false
}

// edgesOfRows finds the edges that rows are about: from the side of the nodes
// that they run from, unless those have too many.
func (c *comparison) edgesOfRows(keys []rowKey) (map[rowKey]*memory.Edge, error) {
	if c.edge == nil {
		return nil, nil
	}
	found := map[rowKey]*memory.Edge{}
	wanted := map[rowKey]bool{}
	var from, to []graph.SubjectID
	for _, k := range keys {
		wanted[rowKey{node: k.node, to: k.to, qualifier: k.qualifier}] = true
		from = append(from, k.node)
	}
	take := func(n *memory.Neighbours) {
		for i := range n.Edges {
			e := &n.Edges[i]
			if k := (rowKey{node: e.From, to: e.To, qualifier: e.Qualifier}); wanted[k] {
				found[k] = e
			}
		}
	}
	slices.Sort(from)
	from = slices.Compact(from)
	all, err := c.w.view.Neighbours(from, memory.NeighbourQuery{Edge: c.edge.Type, First: memory.MaxPage})
	if err != nil {
		return nil, err
	}
	for i := range all {
		take(&all[i])
		if !all[i].HasMore {
			continue
		}
		for _, k := range keys {
			if k.node == from[i] && found[rowKey{node: k.node, to: k.to, qualifier: k.qualifier}] == nil {
				to = append(to, k.to)
			}
		}
	}
	if len(to) == 0 {
		return found, nil
	}
	slices.Sort(to)
	if all, err = c.w.view.Neighbours(slices.Compact(to), memory.NeighbourQuery{Edge: c.edge.Type, Incoming: true, First: memory.MaxPage}); err != nil {
		return nil, err
	}
	for i := range all {
		take(&all[i])
	}
	return found, nil
}

// missing tells the rows that were written and are not there any more.
func (c *comparison) missing() error {
	look := func(key rowKey, _ []written) error {
		if _, ok := c.seen[key]; ok {
			return nil
		}
		return c.tell(c.edit(0, key, Edit{Missing: true}))
	}
	if c.sheet.Part != PartNodes {
		return c.each(look)
	}
	ids, err := c.w.chosen(c.sheet.Kind) // without the rows, of which only the IDs matter
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := look(rowKey{node: id}, nil); err != nil {
			return err
		}
	}
	return nil
}

// edit completes an edit with what its row is about.
func (c *comparison) edit(row int, key rowKey, e Edit) Edit {
	e.Sheet, e.Row, e.Kind, e.Part = c.name, row, c.sheet.Kind, c.sheet.Part
	if row == 0 {
		e.Sheet = c.first
	}
	e.Node, e.Period = key.node, key.period
	if c.edge != nil {
		e.Edge = &EdgeEdit{Type: c.edge.Type, To: key.to, Qualifier: key.qualifier}
		e.Kind = c.w.kindOf(c.edge, key.node, false)
	}
	return e
}

func (c *comparison) rowProblem(row *table.Row, key rowKey, p *graph.Problem) error {
	return c.tell(c.edit(row.Number, key, Edit{Problem: p, Rejected: true}))
}

// periodProblem tells, at the cell of the period, that it is none.
func (c *comparison) periodProblem(row *table.Row, key rowKey) error {
	i := slices.IndexFunc(c.sheet.Columns, func(x Column) bool { return x.Role == RolePeriod })
	if i < 0 { // somebody edited the manifest
		return c.rowProblem(row, key, noPeriod("_id", key.period))
	}
	header := c.sheet.Columns[i].Header
	return c.tell(c.edit(row.Number, key, Edit{Column: c.columns[i], Header: header, New: c.cell(row, i), Rejected: true, Problem: noPeriod(header, key.period)}))
}
