package examples_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/cell"
	"github.com/chainatlas/chainatlas/importer/mapping"
	"github.com/chainatlas/chainatlas/importer/table"
	"github.com/chainatlas/chainatlas/importer/template"
)

// TestReading keeps that the importer understands every sheet without a mapping:
// the first as no table, the second as the source, each other one as a table
// whose every column and cell it can read.
func TestReading(t *testing.T) {
	for _, name := range []string{chinese, english, invented} {
		t.Run(name, func(t *testing.T) {
			f, err := excelize.OpenFile(name)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			for i, s := range f.GetSheetList() {
				rows := tableRows(t, f, s)
				if i == 1 {
					readSource(t, rows)
					continue
				}
				found := mapping.Recognise(graph.Standard(), head(rows), s, filepath.Base(name), nil, nil)
				if i == 0 {
					for _, x := range found {
						if x.Recognised() {
							t.Errorf("sheet %s is taken for a table of %s", s, x.Kind)
						}
					}
					continue
				}
				if len(found) != 1 || found[0].Kind != kinds[s] || found[0].HeaderLast != 1 || found[0].DataLast != 0 {
					t.Errorf("sheet %s is not read as one table of %s: %d found, %+v", s, kinds[s], len(found), found[0].Kind)
					continue
				}
				readTable(t, s, &found[0], rows)
			}
		})
	}
}

func readSource(t *testing.T, rows []table.Row) {
	t.Helper()
	source, err := template.ReadSource(func(yield func(*table.Row, error) bool) {
		for i := range rows {
			if !yield(&rows[i], nil) {
				return
			}
		}
	}, graph.Standard(), false)
	if err != nil {
		t.Fatal(err)
	}
	if source == nil {
		t.Fatal("the second sheet declares no source")
	}
	for _, p := range source.Problems {
		t.Errorf("source, row %d: %v", p.Row, p.Problem)
	}
	if source.ID == "" || source.Name == "" || source.Publisher == "" || source.Licence == "" || source.DataDate.IsZero() {
		t.Errorf("the source is not whole: %+v", source)
	}
}

// readTable reads every cell as the declaration of its column says.
func readTable(t *testing.T, sheet string, found *mapping.Found, rows []table.Row) {
	t.Helper()
	v := graph.Standard()
	for _, c := range found.Columns {
		var decl *graph.PropertyDecl
		switch c.Role {
		case mapping.RoleProperty:
			decl = v.Kind(found.Kind).Property(c.Property)
		case mapping.RoleReference, mapping.RoleQualifier:
			decl = v.Kind(c.Other).Property(c.Property)
		case mapping.RoleAttribute:
			decl = v.Edge(c.Edge).Attribute(c.Property)
		case mapping.RolePeriod:
			for i := range rows[1:] {
				if _, p := cell.ReadPeriod(rows[i+1].Cell(c.Number), false); p != nil {
					t.Errorf("sheet %s row %d: %v", sheet, rows[i+1].Number, p)
				}
			}
			continue
		}
		if decl == nil {
			t.Errorf("sheet %s: the column %s is not understood (%s)", sheet, c.Header, c.Why.En)
			continue
		}
		var unit cell.Unit
		if c.Unit != "" {
			var ok bool
			if unit, ok = cell.ParseUnit(decl, c.Unit); !ok {
				t.Errorf("sheet %s: %s is no unit of the column %s", sheet, c.Unit, c.Header)
			}
		}
		r, err := cell.New(decl, cell.Options{Vocabulary: v, Unit: unit})
		if err != nil {
			t.Fatal(err)
		}
		for i := range rows[1:] {
			row := &rows[i+1]
			if decl.Set {
				_, problems := r.ReadSet(row.Cell(c.Number))
				for _, p := range problems {
					t.Errorf("sheet %s row %d, %s: %v", sheet, row.Number, c.Header, p)
				}
				continue
			}
			if _, p := r.Read(row.Cell(c.Number)); p != nil {
				t.Errorf("sheet %s row %d, %s %q: %v", sheet, row.Number, c.Header, row.Cell(c.Number).Text, p)
			}
		}
	}
}

func head(rows []table.Row) []table.Row { return rows[:min(len(rows), mapping.HeadSample)] }

// tableRows returns the rows of a sheet as the importer sees them.
func tableRows(t *testing.T, f *excelize.File, sheet string) []table.Row {
	t.Helper()
	all, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	shown, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	var rows []table.Row
	for n, texts := range all {
		row := table.Row{Number: n + 1}
		for i, text := range texts {
			if text == "" {
				continue
			}
			row.Cells = append(row.Cells, table.Cell{Column: i + 1, Kind: kindOf(t, f, sheet, i+1, n+1, text, shown[n][i]), Text: text})
		}
		if len(row.Cells) > 0 {
			rows = append(rows, row)
		}
	}
	if !slices.ContainsFunc(rows, func(r table.Row) bool { return strings.TrimSpace(r.Cells[0].Text) != "" }) {
		t.Fatalf("sheet %s is blank", sheet)
	}
	return rows
}

// kindOf returns what a cell holds. Only what could be a number is looked up,
// which takes long.
func kindOf(t *testing.T, f *excelize.File, sheet string, column, row int, raw, shown string) table.Kind {
	t.Helper()
	if _, err := graph.ParseDecimal(raw); err != nil {
		return table.Text
	}
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		t.Fatal(err)
	}
	kind, err := f.GetCellType(sheet, name)
	switch {
	case err != nil:
		t.Fatal(err)
	case kind != excelize.CellTypeNumber && kind != excelize.CellTypeUnset:
		return table.Text
	case strings.HasSuffix(shown, "%"):
		return table.Percent
	}
	return table.Number
}
