package importer_test

import (
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
)

// TestSourceSheetBesideMapping hands the mapping that was recognised in again, as
// a page does: what the workbook says of its source still holds.
func TestSourceSheetBesideMapping(t *testing.T) {
	book := excelize.NewFile()
	defer book.Close()
	if err := book.SetSheetName("Sheet1", "来源"); err != nil {
		t.Fatal(err)
	}
	if _, err := book.NewSheet("企业"); err != nil {
		t.Fatal(err)
	}
	for sheet, rows := range map[string][][]any{
		"来源": {{"来源标识", "press"}, {"来源名称", "示例报刊"}, {"可信度", "媒体"}, {"数据日期", "2025-03-31"}},
		"企业": {{"企业名称", "省份"}, {"示例甲有限公司", "北京"}},
	} {
		for i, row := range rows {
			at, err := excelize.CoordinatesToCellName(1, i+1)
			if err != nil {
				t.Fatal(err)
			}
			if err := book.SetSheetRow(sheet, at, &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	path := filepath.Join(t.TempDir(), "book.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	a := newAtlas(t)
	_, m, err := importer.Recognised(t.Context(), []string{path}, importer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := a.run("", importer.Options{Mapping: m, DryRun: true}, path)
	if r.Source != "press" || r.DataDate != (graph.Date{Year: 2025, Month: 3, Day: 31}) || len(r.Unread) != 0 || r.Counts.Read != 1 {
		t.Errorf("with its own mapping it is of %s, %v, %d rows read, unread %v", r.Source, r.DataDate, r.Counts.Read, r.Unread)
	}
	r = a.run("", importer.Options{Mapping: m, Declare: &graph.Declare{Source: "other", Name: "示例别报", Trust: graph.TrustOfficial}, DryRun: true}, path)
	if r.Source != "other" || r.Declared == nil || r.Declared.Name != "示例别报" {
		t.Errorf("declared as another it is of %s: %v", r.Source, r.Declared)
	}
}
