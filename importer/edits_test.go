package importer_test

import (
	"bytes"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/importer/export"
	"github.com/chainatlas/chainatlas/importer/table"
)

// exported is a store with two sources, and a way to edit an export of it.
func exported(t *testing.T) (*atlas, func(name string, do func(f *excelize.File)) string) {
	t.Helper()
	a := newAtlas(t)
	a.source("list", graph.TrustMedia)
	a.source("editor", graph.TrustVerified)
	a.run("list", importer.Options{DataDate: graph.Date{Year: 2024}}, a.file("a.csv", companies))
	var b bytes.Buffer
	if err := export.XLSX(t.Context(), &b, a.view(), export.Query{Lang: "zh", Store: a.store.ID()}); err != nil {
		t.Fatal(err)
	}
	return a, func(name string, do func(f *excelize.File)) string {
		t.Helper()
		f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		do(f)
		out := filepath.Join(a.dir, name)
		if err := f.SaveAs(out); err != nil {
			t.Fatal(err)
		}
		return out
	}
}

// Who renames a sheet is understood, or told; an added sheet is told.
func TestEditedSheets(t *testing.T) {
	a, edit := exported(t)
	r := a.run("editor", importer.Options{}, edit("renamed.xlsx", func(f *excelize.File) {
		set(t, f, "示例安全科技有限公司", "简称", "示安科技")
		must(t, f.SetSheetName("企业", "企业名单"))
		_, err := f.NewSheet("新增")
		must(t, err)
		must(t, f.SetSheetRow("新增", "A1", &[]string{"企业名称", "成立日期"}))
	}))
	if len(r.Edits) != 1 || r.Edits[0].Sheet != "企业名单" || r.Counts.Updated != 1 || r.MissingRows != 0 || len(r.Problems) != 0 {
		t.Errorf("a renamed sheet: %+v, %+v, %d missing, %+v", r.Counts, r.Edits, r.MissingRows, r.Problems)
	}
	if len(r.Unread) != 1 || r.Unread[0].Sheet != "新增" || !strings.Contains(r.Unread[0].Reason.En, "not of this export") {
		t.Errorf("an added sheet: %+v", r.Unread)
	}
	r = a.run("editor", importer.Options{DryRun: true}, edit("spaced.xlsx", func(f *excelize.File) {
		set(t, f, "示例安全科技有限公司", "成立日期", "2018-05-06")
		must(t, f.SetCellValue("企业", "A1", "_id "))
	}))
	if len(r.Edits) != 1 || r.Counts.Updated != 1 || r.Counts.Read < 3 {
		t.Errorf("a header with a blank behind it: %+v, %+v", r.Counts, r.Edits)
	}
	for name, do := range map[string]func(f *excelize.File){
		"deleted": func(f *excelize.File) { must(t, f.DeleteSheet("企业")) },
		"renamed, and copied under another name": func(f *excelize.File) {
			must(t, f.SetSheetName("企业", "甲"))
			at, err := f.NewSheet("乙")
			must(t, err)
			from, err := f.GetSheetIndex("甲")
			must(t, err)
			must(t, f.CopySheet(from, at))
		},
	} {
		r := a.run("editor", importer.Options{DryRun: true}, edit("x.xlsx", do))
		if r.MissingRows != 0 || len(r.Problems) != 1 || r.Problems[0].Sheet != "企业" || !strings.Contains(r.Problems[0].Cure.En, "rename it back") {
			t.Errorf("%s: %d missing, %+v", name, r.MissingRows, r.Problems)
		}
	}
}

// Bad cells reject no row; a row that cannot be told is rejected; neither is
// taken for one that is gone.
func TestEditedRows(t *testing.T) {
	a, edit := exported(t)
	id := func(name string) string { return string(node(t, a.view(), graph.KindEnterprise, name).ID) }
	tests := []struct {
		name                                 string
		do                                   func(f *excelize.File)
		rejected, created, bad, missing, all int
	}{
		{"a bad date", func(f *excelize.File) { set(t, f, "示例安全科技有限公司", "成立日期", "2019年13月") }, 0, 0, 1, 0, 1},
		{"an ID that was changed", func(f *excelize.File) {
			must(t, f.SetCellValue("企业", cellOf(t, f, "企业", id("示例安全科技有限公司")), "zzz"))
		}, 1, 0, 0, 0, 1},
		{"a row deleted", func(f *excelize.File) { must(t, f.RemoveRow("企业", 2)) }, 0, 0, 0, 1, 0},
		{"an ID that was cleared", func(f *excelize.File) {
			must(t, f.SetCellValue("企业", cellOf(t, f, "企业", id("示例安全科技有限公司")), nil))
		}, 0, 1, 0, 0, 0},
	}
	for _, tt := range tests {
		r := a.run("editor", importer.Options{DryRun: true}, edit("x.xlsx", tt.do))
		c := r.Counts
		if c.Rejected != tt.rejected || c.Created != tt.created || c.BadCells != tt.bad || c.Updated != 0 || r.MissingRows != tt.missing || len(r.Problems) != tt.all {
			t.Errorf("%s: %+v, %d missing, %+v", tt.name, c, r.MissingRows, r.Problems)
		}
	}
}

// An export whose hidden sheet is gone is not imported as what others say;
// tables of others that have an _id are.
func TestOrphanedExport(t *testing.T) {
	a, edit := exported(t)
	run := func(path string) error {
		_, err := importer.Run(t.Context(), []string{path}, importer.Options{Store: a.store, View: a.view(), Source: "editor", Actor: "tester", DryRun: true})
		return err
	}
	orphan := func(f *excelize.File) { must(t, f.DeleteSheet(export.ManifestSheet)) }
	for name, do := range map[string]func(f *excelize.File){
		"with About": orphan,
		"by its IDs": func(f *excelize.File) {
			orphan(f)
			must(t, f.DeleteSheet("说明"))
		},
	} {
		err := run(edit("orphan.xlsx", do))
		f, ok := errors.AsType[*table.Fault](err)
		if !ok || f.Part != "orphan.xlsx" || !strings.Contains(f.Cure.En, "export again") {
			t.Errorf("%s: %v", name, err)
		}
	}
	foreign := excelize.NewFile()
	defer foreign.Close()
	must(t, foreign.SetSheetRow("Sheet1", "A1", &[]string{"_id", "企业名称", "成立日期", "注册资本"}))
	must(t, foreign.SetSheetRow("Sheet1", "A2", &[]string{"507f1f77bcf86cd799439011", "他人科技有限公司"}))
	path := filepath.Join(a.dir, "foreign.xlsx")
	must(t, foreign.SaveAs(path))
	if err := run(path); err != nil {
		t.Errorf("a table of somebody else: %v", err)
	}
	var b bytes.Buffer
	must(t, export.CSVOf(t.Context(), &b, a.view(), graph.KindEnterprise, export.Query{Lang: "zh"}))
	if err := run(a.file("of.csv", b.String())); err != nil {
		t.Errorf("a CSV: %v", err)
	}
}

// A damaged manifest is told with the document's name, and an export explained
// as one.
func TestExportExplained(t *testing.T) {
	a, edit := exported(t)
	opts := importer.Options{Store: a.store, View: a.view(), Source: "editor", Actor: "tester"}
	for name, json := range map[string]string{"no JSON": "x", "another kind": ""} {
		path := edit("damaged.xlsx", func(f *excelize.File) {
			text, err := f.GetCellValue(export.ManifestSheet, "B2")
			must(t, err)
			if json == "" {
				text = strings.Replace(text, `"kinds":["`, `"kinds":["Nope","`, 1)
			} else {
				text = json
			}
			must(t, f.SetCellValue(export.ManifestSheet, "B2", text))
		})
		_, err := importer.Run(t.Context(), []string{path}, opts)
		f, ok := errors.AsType[*table.Fault](err)
		if !ok || f.Part != "damaged.xlsx!_chainatlas" || !strings.Contains(f.Cure.En, "export again") || f.Reason.Zh == f.Reason.En {
			t.Errorf("%s: %v", name, err)
		}
	}
	explained, m, err := importer.Recognised(t.Context(), []string{edit("same.xlsx", func(*excelize.File) {})}, opts)
	if err != nil || len(explained) != 1 || !strings.Contains(explained[0].En, "export of revision") || len(m.Tables) != 0 {
		t.Errorf("%v %v %v", explained, m, err)
	}
}

// The column of divisions' codes has codes, not the names of those that have one.
func TestExportedCodes(t *testing.T) {
	_, edit := exported(t)
	edit("x.xlsx", func(f *excelize.File) {
		sheet, codes := "", 0
		for _, s := range f.GetSheetList() {
			if rows, err := f.GetRows(s); err == nil && len(rows) > 1 && slices.Contains(rows[0], "行政区划代码") {
				sheet = s
				at := slices.Index(rows[0], "行政区划代码")
				for _, r := range rows[1:] {
					codes++
					if strings.Trim(r[at], "0123456789") != "" {
						t.Errorf("%s has the code %q", sheet, r[at])
					}
				}
			}
		}
		if codes == 0 {
			t.Errorf("there are no codes in %q", f.GetSheetList())
		}
	})
}

// must ends the test with an error that it does not expect.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// cellOf finds the cell that holds a text.
func cellOf(t *testing.T, f *excelize.File, sheet, text string) string {
	t.Helper()
	cells, err := f.SearchSheet(sheet, text)
	if err != nil || len(cells) != 1 {
		t.Fatalf("%q is in %q, %v", text, cells, err)
	}
	return cells[0]
}
