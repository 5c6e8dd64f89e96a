package mapping_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/mapping"
	"github.com/chainatlas/chainatlas/importer/table"
	"github.com/chainatlas/chainatlas/importer/template"
	"github.com/chainatlas/chainatlas/importer/xlsx"
)

// TestTemplate recognises every sheet of the workbook to fill in, and each
// column of it.
func TestTemplate(t *testing.T) {
	voc := graph.Standard()
	for _, lang := range []string{"zh", "en"} {
		path := filepath.Join(t.TempDir(), "template-"+lang+".xlsx")
		file, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := template.Write(file, voc, template.Options{Lang: lang}); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		doc, err := xlsx.Open(t.Context(), path, xlsx.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for i, sheet := range doc.Sheets() {
			kind, ok := template.KindOf(sheet.Name)
			if !ok {
				continue
			}
			var rows []table.Row
			for row, err := range doc.Rows(t.Context(), i) {
				if err != nil {
					t.Fatal(err)
				}
				if !template.IsExample(row) {
					rows = append(rows, table.Row{Number: row.Number, Cells: append([]table.Cell(nil), row.Cells...)})
				}
			}
			merged, err := doc.Merged(t.Context(), i)
			if err != nil {
				t.Fatal(err)
			}
			found := mapping.Recognise(voc, rows, sheet.Name, filepath.Base(path), merged, nil)
			if len(found) != 1 || found[0].Kind != kind {
				t.Errorf("%s: %d tables\n%s", sheet.Name, len(found), found[0].Explain("en"))
				continue
			}
			for _, c := range found[0].Columns {
				switch c.Role {
				case mapping.RoleUnknown, mapping.RoleUnused, mapping.RoleSpare:
					t.Errorf("%s: %q is not known: %s", sheet.Name, c.Header, c.Why.En)
				}
			}
			saved(t, voc, found)
		}
		if err := doc.Close(); err != nil {
			t.Error(err)
		}
	}
}
