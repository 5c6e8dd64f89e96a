package export

import (
	"slices"

	"github.com/chainatlas/chainatlas/importer/table"
)

// compareCell tells what differs in one cell of a row that was written.
func (c *comparison) compareCell(row *table.Row, i int, key rowKey, was *written) error {
	column := &c.sheet.Columns[i]
	if c.columns[i] == 0 || column.Hidden() || column.Role == RolePeriod {
		return nil
	}
	is := c.cell(row, i)
	if same(was.Cell, is, c.date1904) {
		return nil
	}
	if blank(is) {
		is = table.Cell{}
	}
	e := c.edit(row.Number, key, Edit{Column: c.columns[i], Header: column.Header, Old: shown(was.Cell), New: is})
	c.of(&e, column)
	switch {
	case !column.Editable():
		e.Problem = shownOnly(column)
	case was.cut:
		e.Problem = cutCell(column)
	case column.Set:
		c.pieces(&e, column, was, is)
		if e.Problem == nil && len(e.Added)+len(e.Removed) == 0 {
			return nil // the same values in another order, or by other separators
		}
	}
	return c.tell(e)
}

// of says of what a column's edits are.
func (c *comparison) of(e *Edit, column *Column) {
	switch column.Role {
	case RoleRefs:
		d := &c.w.voc.Edge(column.Name).Columns[column.Column]
		e.Edge = &EdgeEdit{Type: column.Name, Incoming: d.Incoming, Column: d}
		e.Set = true
	case RoleValue, RoleSource, RoleAmount, RoleCurrency:
		if c.edge == nil || column.Name != c.edge.Type {
			e.Property, e.Set = column.Name, column.Set
		}
	}
	if e.Edge != nil && column.Role != RoleRefs {
		e.Edge.Role = column.Role
	}
}

// pieces tells which values of a set, or which references, came and went.
func (c *comparison) pieces(e *Edit, column *Column, was *written, is table.Cell) {
	separator := was.separator
	if len(was.pieces) == 0 {
		separator = separatorOrder(c.c.lang)[0]
	}
	if separator < 0 {
		e.Problem = inseparable(column)
		return
	}
	now := split(clean(is.Text), separator)
	// Who adds a value may not see which separator the cell has.
	if len(was.pieces) < 2 && len(now) == 1 {
		for _, s := range separatorOrder(c.c.lang) {
			if more := split(clean(is.Text), s); len(more) > 1 && !anyContains(was.pieces, separators[s].split) {
				now = more
				break
			}
		}
	}
	has := func(list []string, text string) bool {
		return slices.ContainsFunc(list, func(s string) bool { return settled(s) == settled(text) })
	}
	for _, p := range now {
		if !has(was.pieces, p) {
			e.Added = append(e.Added, p)
		}
	}
	for i, p := range was.pieces {
		if has(now, p) {
			continue
		}
		e.Removed = append(e.Removed, p)
		if e.Edge != nil && i < len(was.nodes) {
			e.Edge.RemovedNodes = append(e.Edge.RemovedNodes, was.nodes[i])
		}
	}
}

// newRow tells the cells of a row that has no IDs.
func (c *comparison) newRow(row *table.Row) error {
	key := c.key(row)
	for i := range c.sheet.Columns {
		column := &c.sheet.Columns[i]
		is := c.cell(row, i)
		if blank(is) || column.Role == RolePeriod {
			continue
		}
		e := c.edit(row.Number, rowKey{period: key.period}, Edit{Column: c.columns[i], Header: column.Header, New: is, NewRow: true})
		e.Node = ""
		if c.edge != nil {
			e.Kind = ""
		}
		c.of(&e, column)
		switch column.Role {
		case RoleSource, RoleAmount, RoleCurrency:
			e.Problem = shownOnly(column)
		case RoleName:
			if c.edge == nil && c.sheet.Part != PartPeriods {
				e.Problem = shownOnly(column)
			}
		}
		if column.Set && e.Problem == nil {
			c.pieces(&e, column, &written{}, is)
		}
		if err := c.tell(e); err != nil {
			return err
		}
	}
	return nil
}

func anyContains(texts []string, chars string) bool {
	return slices.ContainsFunc(texts, func(t string) bool {
		return slices.ContainsFunc([]rune(chars), func(r rune) bool { return slices.Contains([]rune(t), r) })
	})
}
