package schema

import (
	"cmp"
	"context"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/importer/mapping"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// printedRow answers what is kept of a row of a document: what its records say in the
// View, under the headers that the batch kept of its tables.
func (s *Service) printedRow(ctx context.Context, v *memory.View, q memory.PrintedQuery, document string) (*model.PrintedRow, error) {
	if n, err := hex.Decode(q.Document[:], []byte(document[:min(len(document), 2*len(q.Document))])); err != nil || n != len(q.Document) || len(document) != 2*n {
		return nil, say(graph.CodeInvalid, "文件须以其 SHA-256 指明：64 位十六进制，见 document.hash", "a document is named by its SHA-256, 64 hexadecimal digits: see document.hash")
	}
	found, err := v.Printed(ctx, q)
	if err != nil || found == nil {
		return nil, err
	}
	out := &model.PrintedRow{Document: model.DocumentOf(found.Place.Document), Sheet: q.Sheet, Row: q.Row, Batch: s.batch(v, q.Said), Bounded: found.Bounded || found.More > 0}
	tables, err := importer.ReadKeptTables(ctx, s.store, found.Said)
	if err != nil && graph.CodeOf(err) != graph.CodeNotFound {
		return nil, err
	}
	columns := map[int]*model.PrintedColumn{}
	column := func(n int) *model.PrintedColumn {
		if columns[n] == nil {
			columns[n] = model.NewPrintedColumn(n, q.Row)
		}
		return columns[n]
	}
	var kept []importer.Column // of the tables that the row is in: several may stand side by side
	for i := range tables {
		t := &tables[i]
		if t.Document != out.Document.Name || t.Sheet != q.Sheet || t.First > q.Row || t.Last < q.Row {
			continue
		}
		out.Headers = true
		out.MoreColumns += t.MoreColumns
		for j := range t.Columns {
			k := &t.Columns[j]
			kept = append(kept, *k)
			c := column(k.Number)
			c.Header, c.Means = &k.Header, &k.Label
			if k.Means == "" || k.Means == mapping.MeansNothing {
				c.State = model.PrintedStateUnread
			}
		}
	}
	open := model.ShowsPersonal(ctx)
	for i := range found.Cells {
		x := &found.Cells[i]
		c := column(columnOf(kept, x))
		c.State = model.PrintedStateRead
		c.Cells = append(c.Cells, model.NewPrintedCell(v, x, open))
	}
	for _, c := range columns {
		out.Columns = append(out.Columns, c)
	}
	slices.SortFunc(out.Columns, func(a, b *model.PrintedColumn) int {
		return cmp.Compare(uint(a.Column)-1, uint(b.Column)-1) // no column is the last
	})
	return out, nil
}

// columnOf returns the column in which a cell stands. A batch's header says it of
// properties, and of the references of one type together; what the import kept of its
// columns tells the rest, where one column alone was read so.
func columnOf(kept []importer.Column, c *memory.PrintedCell) int {
	if c.Edge == "" {
		return c.Column
	}
	found := 0
	for i := range kept {
		means, _, _ := strings.Cut(kept[i].Means, ",")
		rest, ok := strings.CutPrefix(means, c.Edge)
		if !ok || rest == "" {
			continue
		}
		is := rest == ":"+c.Property
		if !c.Attribute {
			is = (rest[0] == '>' || rest[0] == '<') && rest[1:] == string(c.Kind)+"."+c.Property
		}
		if is && found > 0 {
			return c.Column // of several: the first is told
		}
		if is {
			found = kept[i].Number
		}
	}
	if found > 0 {
		return found
	}
	return c.Column
}
